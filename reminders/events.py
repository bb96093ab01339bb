"""Taking events in, as the reader of school messages hands them over."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from reminders.models import Event, Sensitivity, Status
from reminders.sensitivity import suggest_sensitivity

LONGEST_FIELD = 500


class EventError(ValueError):
    """An event cannot be kept as it stands; the message says what is wrong with it."""


def note_events(session: Session, conversation_id: str | None, events: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Keep the events read from a message, in the form of the `read-message` contract; gives them in order.

    An event without a date is advice and not kept. The same event of the same conversation is kept once. `sensitivity`
    may be named; if not, the event's own words suggest it.

    Raises:
        EventError: for a date, time, status or title that is none. Nothing is kept then.
    """
    made = [_read(conversation_id, each) for each in events if each.get("date")]
    known = _known(session, conversation_id)
    kept = []
    for event in made:
        kept.append(known.setdefault(_likeness(event), event))
        if kept[-1] is event:
            session.add(event)
    session.flush()
    return kept


def _known(session: Session, conversation_id: str | None) -> dict[object, Event]:
    if conversation_id is None:
        return {}
    there = session.scalars(select(Event).where(Event.conversation_id == conversation_id))
    return {_likeness(event): event for event in there}


def _likeness(event: Event) -> object:
    return event.title.casefold(), event.starts_on, event.start_time


def _read(conversation_id: str | None, given: Mapping[str, Any]) -> Event:
    title = _words(given, "title")
    if title is None:
        raise EventError("an event needs a title")
    starts_on = read_date(given["date"])
    ends_on = read_date(given["end_date"]) if given.get("end_date") else None
    if ends_on is not None and ends_on < starts_on:
        raise EventError("an event cannot end before it starts")
    sensitivity = given.get("sensitivity") or suggest_sensitivity(
        title, _words(given, "place"), _words(given, "audience")
    )
    if sensitivity not in get_args(Sensitivity):
        raise EventError(f"not a sensitivity: {str(sensitivity)[:40]!r}")
    return Event(
        conversation_id=conversation_id,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        start_time=read_time(given["start_time"]) if given.get("start_time") else None,
        end_time=read_time(given["end_time"]) if given.get("end_time") else None,
        place=_words(given, "place"),
        bring=_words(given, "bring"),
        cost=_words(given, "cost"),
        deadline=read_date(given["deadline"]) if given.get("deadline") else None,
        status=read_status(given.get("status") or "on"),
        rev=1,
        sensitivity=sensitivity,
        source=str(given.get("source") or "message")[:16],
    )


def read_date(value: object) -> date:
    """A date from ISO text.

    Raises:
        EventError: when it is none.
    """
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:40])
    except ValueError as error:
        raise EventError(f"not a date: {str(value)[:40]!r}") from error


def read_time(value: object) -> time:
    """A time by the clock in England from "HH:MM".

    Raises:
        EventError: when it is none.
    """
    try:
        read = value if isinstance(value, time) else time.fromisoformat(str(value)[:40])
    except ValueError as error:
        raise EventError(f"not a time: {str(value)[:40]!r}") from error
    return read.replace(second=0, microsecond=0, tzinfo=None)


def read_status(value: object) -> Status:
    """An event's status.

    Raises:
        EventError: for a word that is none.
    """
    found: Status | None = next((status for status in get_args(Status) if status == value), None)
    if found is None:
        raise EventError(f"not a status of an event: {str(value)[:40]!r}")
    return found


def _words(given: Mapping[str, Any], name: str) -> str | None:
    """Words of a field, a list of them joined; None for none."""
    value = given.get(name)
    joined = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
    return " ".join(joined.split())[:LONGEST_FIELD] or None
