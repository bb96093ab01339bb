"""The service directory: its models, search, places, the ladder, Open Referral UK in and out."""
