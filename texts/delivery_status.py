"""The states of a text in the outbox, and which news moves it: a lattice, not "the last message wins"."""

from enum import StrEnum


class Status(StrEnum):
    """Where a text is. Before POSTING it is ours alone; from ACCEPTED on the provider has it."""

    WAITING = "waiting"
    WAITING_FOR_A_SENDER = "waiting for a sender"
    POSTING = "posting"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OURS = frozenset({Status.WAITING, Status.WAITING_FOR_A_SENDER})
"""Not given to the provider yet, so that cancelling still stops it."""
AT_THE_PROVIDER = frozenset({Status.ACCEPTED, Status.QUEUED, Status.SENDING, Status.SENT})
NOT_DELIVERED = frozenset({Status.UNDELIVERED, Status.FAILED})
FINAL = frozenset({Status.DELIVERED, Status.CANCELLED, Status.EXPIRED}) | NOT_DELIVERED

_RANK = {
    Status.ACCEPTED: 1,
    Status.QUEUED: 2,
    Status.SENDING: 3,
    Status.SENT: 4,
    Status.UNDELIVERED: 5,
    Status.FAILED: 5,
    Status.DELIVERED: 6,
}
_TWILIO_WORDS = {"scheduled": Status.ACCEPTED, "canceled": Status.FAILED, "read": Status.DELIVERED}


def from_provider(word: str) -> Status | None:
    """Our status for the provider's word, or None when it says nothing about a text's way out."""
    if word in _TWILIO_WORDS:
        return _TWILIO_WORDS[word]
    return next((status for status in _RANK if status == word), None)


def moves(current: Status, news: Status) -> bool:
    """Whether this news from the provider moves a text on. The same news twice, or older news late, does not."""
    return _RANK.get(news, 0) > _RANK.get(current, 0)
