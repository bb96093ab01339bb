"""Whether a text may go out now, decided at the last moment before it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from texts.quiet_hours import Hours, next_allowed

PURPOSES: dict[str, str | None] = {
    "code": None,
    "reminder": "reminders",
    "change": "reminders",
    "handover": "handover",
    "list": "services",
}
"""The kinds of text, and the purpose a person must have agreed to. A code she has just asked for needs no other consent."""


@dataclass(frozen=True)
class Standing:
    """What stands for or against texting a person for one purpose, at this moment."""

    stopped: bool
    bad_number: bool
    consents: bool
    safe_hours: Hours | None


@dataclass(frozen=True)
class Decision:
    """What to do with a due text.

    Attributes:
        later: UTC, when to look again; set for "later" only.
    """

    what: Literal["send", "cancel", "expire", "later"]
    later: datetime | None = None


def may_send(kind: str, standing: Standing, now: datetime, not_after: datetime) -> Decision:
    """Decide about a text that is due at `now` (aware) and useless from `not_after`.

    A code ignores quiet hours: somebody sits in front of the chat and waits for it.
    """
    if now >= not_after:
        return Decision("expire")
    if standing.stopped or standing.bad_number or not standing.consents:
        return Decision("cancel")
    if kind == "code":
        return Decision("send")
    allowed = next_allowed(now, standing.safe_hours)
    if allowed >= not_after:
        return Decision("expire")
    return Decision("send") if allowed <= now else Decision("later", allowed)
