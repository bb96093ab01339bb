"""The crisis gate: notices when somebody is in danger, and answers with fixed words and the right numbers.

Stands on nothing else of the project, so it works when the rest does not.
"""

from safeguarding.answers import CrisisAnswer, ShownContact, answer
from safeguarding.contacts import Contact, Opening, national_contacts, open_at, opening_hours, unverified_contacts
from safeguarding.gate import Alarm, check

__all__ = [
    "Alarm",
    "Contact",
    "CrisisAnswer",
    "Opening",
    "ShownContact",
    "answer",
    "check",
    "national_contacts",
    "open_at",
    "opening_hours",
    "unverified_contacts",
]
