"""Reading other people's directories: Open Referral UK 3.0 and 1.0, Outpost, CSV. Read, stage, compare, apply at once."""
