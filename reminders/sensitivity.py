"""How much of an event a text may say. Anyone may read the phone it arrives on.

Source: NNEDV Safety Net, best practices for texting with survivors; hospital trusts that leave "clinics of a sensitive
nature" out of their reminders.
"""

import re

from reminders.models import Sensitivity

_NEVER_TEXT = re.compile(
    r"\b(domestic (abuse|violence)|refuge|freedom programme|idva|marac|forced marriage|fgm|rape|sarc|sexual (abuse|violence)"
    r"|leaving (him|her|safely))\b",
    re.IGNORECASE,
)
_DISCREET = re.compile(
    r"\b(parenting|triple p|incredible years|early help|team around|child protection|child in need|social worker"
    r"|safeguarding|special (educational )?needs|autis\w*|mental health|counsell\w*|therap\w*"
    r"|wellbeing|bereave\w*|grief|anxiety|depress\w*|speech and language|paediatric\w*|psycholog\w*|clinic|appointment"
    r"|behaviour (support|meeting|panel)|attendance (meeting|panel)|exclusion|food ?bank|debt|benefits|housing|homeless\w*"
    r"|immigration|asylum|solicitor|court|mediation|drug\w*|alcohol|young carers?|contact (centre|session))\b",
    re.IGNORECASE,
)
# In capitals only: "send in your costume" and "tac" are ordinary words.
_DISCREET_SHORT_NAMES = re.compile(r"\b(SEND|SENCO|SENDCO|EHCP|EHC|TAF|TAC|CIN|CAMHS|ADHD|ASD|SALT|MASH|PEP|LAC)\b")


def suggest_sensitivity(*words: str | None) -> Sensitivity:
    """What an event's own words suggest: open for a class assembly, discreet for anything that says why a family needs help."""
    text = " ".join(word for word in words if word)
    if _NEVER_TEXT.search(text):
        return "never-text"
    return "discreet" if _DISCREET.search(text) or _DISCREET_SHORT_NAMES.search(text) else "open"
