"""The kinds of crisis, how soon help is needed, and which kind wins when a message fits several."""

from __future__ import annotations

from typing import Literal, get_args

Urgency = Literal["now", "urgent"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)

LANGUAGES = ("en", "pl", "ro", "ur", "pa", "bn", "ar", "so", "uk", "es", "pt")
RIGHT_TO_LEFT = frozenset({"ar", "ur"})

# Most specific first: of two alarms with the same urgency, the earlier kind gives the more useful answer.
KINDS = (
    "postnatal_psychosis",
    "fgm",
    "forced_marriage",
    "honour_abuse",
    "fire_or_gas",
    "child_disclosure",
    "sexual_abuse_child",
    "suicide_child",
    "missing_child",
    "might_hurt_child",
    "medical_emergency",
    "self_harm_child",
    "child_immediate_risk",
    "sexual_violence_adult",
    "suicide_adult",
    "domestic_abuse",
    "destitution_child_now",
)


def check_urgency(text: str) -> Urgency:
    """The urgency of this name. Raises ValueError for any other text."""
    for urgency in URGENCIES:
        if urgency == text:
            return urgency
    raise ValueError(f"the urgency is one of {', '.join(URGENCIES)}, not {text!r}")


def rank(kind: str, urgency: Urgency) -> tuple[int, int]:
    """Sorting key, smallest wins: urgency first, then how specific the kind is."""
    return URGENCIES.index(urgency), KINDS.index(kind)
