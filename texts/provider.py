"""What this room asks of an SMS provider, and every way it can answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Accepted:
    """The provider has the text (HTTP 201)."""

    sid: str
    status: str


@dataclass(frozen=True)
class Refused:
    """The provider said no, definitely, with its error code where it named one."""

    http_status: int
    code: int | None


@dataclass(frozen=True)
class NotSent:
    """Nothing reached the provider: no connection was made."""

    why: str


@dataclass(frozen=True)
class NoAnswer:
    """The text went out to the provider and no answer came back: it may have been taken or not."""

    why: str


Outcome = Accepted | Refused | NotSent | NoAnswer


@dataclass(frozen=True)
class Found:
    """A text as the provider keeps it."""

    sid: str
    status: str
    body: str
    error_code: int | None


class ProviderUnreachableError(Exception):
    """A question to the provider was not answered; ask again later."""


class Provider(Protocol):
    """An SMS provider.

    Attributes:
        sends: False for the one that only keeps texts in the outbox.
    """

    @property
    def sends(self) -> bool: ...

    def send(self, to: str, body: str, text_id: str, valid_for: timedelta) -> Outcome:
        """Hand over one text; `text_id` goes into the callback's address. Does not raise for anything HTTP can do."""
        ...

    def find(self, to: str, since: datetime) -> list[Found]:
        """The texts to a number made since a moment (UTC).

        Raises:
            ProviderUnreachableError: when there is no clear answer.
        """
        ...

    def fetch(self, sid: str) -> Found | None:
        """One text by its SID, None when the provider knows none.

        Raises:
            ProviderUnreachableError: when there is no clear answer.
        """
        ...
