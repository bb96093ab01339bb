"""What is asked of the directory."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from directory.access import ACCESS, SEND
from directory.standard import Delivery
from directory.times_of_day import TIMES
from directory.topics import check_topic

LONDON = ZoneInfo("Europe/London")
MAX_MILES = 300.0
DELIVERIES: tuple[Delivery, ...] = ("in person", "online", "phone")
Precision = Literal["postcode", "sector", "outcode", "town"]


def london_today() -> date:
    """Today's date in Europe/London."""
    return datetime.now(LONDON).date()


@dataclass(frozen=True)
class Place:
    """Where she is, as far as it may be written down.

    Attributes:
        label: what may be shown, kept and logged: the outcode or the town, never more.
        latitude, longitude: degrees, WGS84; None when the place is not known.
        known: False for a well-formed postcode that no table holds yet. It is not invalid: it may be new.
    """

    label: str
    latitude: float | None = field(repr=False)
    longitude: float | None = field(repr=False)
    precision: Precision
    known: bool = True


@dataclass(frozen=True)
class Query:
    """A search.

    Attributes:
        words: the parent's own words.
        topic: a need topic of topics.py, or None; "find_service" is any service.
        place: where from; None searches everywhere.
        within_miles: how far, straight line.
        ages: the children's ages in years; a service fits when it fits one of them.
        days: weekday numbers, 0 for Monday; a service fits when it is on at one of them.
        times: names of times_of_day.TIMES; a service fits when it is on at one of them, on one of the days where days are asked.
        delivery: how it is given, one of these; only services that state it.
        language: ISO 639-1; only services that state it.
        free: only services that state that they are free.
        access: names of access.ACCESS that she needs. Services that state all of them come first; those that state that they
            have one not are left out.
        send: names of access.SEND, whose services come first; none is left out.
        today: Europe/London.

    Raises:
        UnknownTopicError: when the topic is not one of ours.
        ValueError: when a day, an age, the distance or the limit is out of range, or a name is not known.
    """

    words: str = ""
    topic: str | None = None
    place: Place | None = None
    within_miles: float = 5
    ages: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    times: tuple[str, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    language: str | None = None
    free: bool = False
    access: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    limit: int = 10
    today: date = field(default_factory=london_today)

    def __post_init__(self) -> None:
        if self.topic is not None:
            check_topic(self.topic)
        if not all(0 <= day <= 6 for day in self.days):
            raise ValueError("a day is a number from 0 (Monday) to 6 (Sunday)")
        if not all(0 <= age <= 120 for age in self.ages):
            raise ValueError("an age is a number of years from 0 to 120")
        if not 0 < self.within_miles <= MAX_MILES:
            raise ValueError(f"the distance is more than 0 and at most {MAX_MILES:g} miles")
        for asked, known in (
            (self.access, ACCESS),
            (self.send, SEND),
            (self.times, TIMES),
            (self.delivery, DELIVERIES),
        ):
            if unknown := sorted(set(asked) - set(known)):
                raise ValueError(f"{unknown[0]!r} is not one of {', '.join(known)}")
        if self.limit < 1:
            raise ValueError("the limit is 1 or more")


ReasonKind = Literal["plain", "wording", "day", "language"]


@dataclass(frozen=True)
class Reason:
    """A few words on why a service was found: a msgid, and values that are rendered each in its own way."""

    text: str
    values: tuple[tuple[str, ReasonKind, str], ...] = ()


Relaxation = Literal["distance", "day", "cost", "language", "need", "phone_online", "age", "access", "time", "delivery"]
