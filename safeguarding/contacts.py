"""Who can be rung: the national lines of contacts.yml, and whether a line is open at a given moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from safeguarding.bank_holidays import is_bank_holiday

_FILE = Path(__file__).parent / "contacts.yml"
_LONDON = ZoneInfo("Europe/London")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Opening:
    """Open on these days (0 is Monday) from `start` to `end`, UK time. An `end` not after `start` is on the next day."""

    days: frozenset[int]
    start: time
    end: time


ALWAYS: tuple[Opening, ...] = (Opening(frozenset(range(7)), time(0), time(0)),)


@dataclass(frozen=True)
class Contact:
    """Somebody who can be rung or texted.

    `hours` is None when they are not known; `note` names a line of the answers' `notes`, or is itself the text to show;
    `verified_on` is the day a person checked the number (None: not verified); `checked_in_research` is a month, YYYY-MM.
    """

    id: str
    name: str
    number: str
    hours: tuple[Opening, ...] | None = None
    text: bool = False
    web: str | None = None
    note: str = ""
    nation: str = "England"
    source: str = ""
    verified_on: date | None = None
    checked_in_research: str | None = None
    sources_disagree: bool = False
    closed_on_bank_holidays: bool = False
    first: bool = False
    kinds: frozenset[str] = frozenset()

    @property
    def dial(self) -> str:
        """The link that rings, texts or opens this contact; empty when there is none."""
        digits = "".join(sign for sign in self.number if sign.isdigit() or sign == "+")
        if not digits:
            return self.web or ""
        return f"sms:{digits}" if self.text else f"tel:{digits}"


@cache
def national_contacts() -> tuple[Contact, ...]:
    """The contacts of contacts.yml, in its order. Raises ValueError for an entry that cannot be read."""
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["contacts"]
    return tuple(_contact(entry) for entry in entries)


def unverified_contacts() -> list[Contact]:
    """The contacts nobody has verified, for `area check` to list."""
    return [contact for contact in national_contacts() if contact.verified_on is None]


def open_at(contact: Contact, now: datetime) -> bool | None:
    """Whether the line is open at `now` (any time zone; judged in UK time). None when its hours are not known.

    Raises ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("open_at needs a moment with a time zone")
    if contact.hours is None:
        return None
    local = now.astimezone(_LONDON)
    return any(_within(opening, local, contact.closed_on_bank_holidays) for opening in contact.hours)


def opening_hours(spans: str | Iterable[str] | None) -> tuple[Opening, ...] | None:
    """Reads "always", or spans such as "mon-fri 09:00-17:00". Raises ValueError for anything else."""
    if spans is None:
        return None
    if isinstance(spans, str):
        if spans != "always":
            raise ValueError(f'opening hours are "always" or a list such as "mon-fri 09:00-17:00", not {spans!r}')
        return ALWAYS
    return tuple(_opening(span) for span in spans)


def _opening(span: str) -> Opening:
    try:
        days, _, hours = span.partition(" ")
        first, _, last = days.partition("-")
        start, _, end = hours.partition("-")
        low, high = _DAYS.index(first), _DAYS.index(last or first)
        return Opening(frozenset(range(low, high + 1)), time.fromisoformat(start), time.fromisoformat(end))
    except ValueError as error:
        raise ValueError(f'cannot read the opening hours {span!r}; write them as "mon-fri 09:00-17:00"') from error


def _within(opening: Opening, local: datetime, closed_on_bank_holidays: bool) -> bool:
    overnight = opening.end <= opening.start
    if overnight and opening.start == opening.end and len(opening.days) == 7:
        return not (closed_on_bank_holidays and is_bank_holiday(local.date()))
    day = local.date()
    if overnight and local.time() < opening.end:
        day = date.fromordinal(day.toordinal() - 1)
    elif local.time() < opening.start or (not overnight and local.time() >= opening.end):
        return False
    return day.weekday() in opening.days and not (closed_on_bank_holidays and is_bank_holiday(day))


def _contact(entry: Mapping[str, Any]) -> Contact:
    values = dict(entry)
    values["hours"] = opening_hours(values.get("hours"))
    values["kinds"] = frozenset(values.get("kinds", ()))
    return Contact(**values)
