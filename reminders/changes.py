"""An event moves or is called off: old texts are taken back and the families told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reminders.events import EventError, read_date, read_status, read_time
from reminders.models import Event, Subscription
from reminders.plan import USELESS_WITHOUT_A_TIME
from reminders.subscriptions import NO_FIXED_DATE, dedupe_key, plan_texts
from reminders.wording import cancelled_text, change_text
from texts.identity import Identity
from texts.models import Consent
from texts.outbox import cancel_by_key, enqueue
from texts.quiet_hours import london

CHANGEABLE = ("title", "date", "end_date", "start_time", "end_time", "place", "bring", "cost", "deadline", "status")
"""The fields a change may name, in the words of the `read-message` contract."""
WORTH_A_TEXT = ("starts_on", "start_time", "place")
"""A family that does not hear of these stands before a closed door."""


def change_event(
    session: Session, event_id: str, change: Mapping[str, Any], now: datetime, *, identity: Identity
) -> Event:
    """Change an event. Waiting texts are replaced; who wants reminders is told when day, time, place or status change.

    A text about a change always goes, even as a fourth: a family sent to the wrong place is worse off than one that is
    texted once too often.

    Raises:
        EventError: for a field that events do not have or a value that is none. Nothing changes then.
    """
    event = session.get_one(Event, event_id, with_for_update=True)
    values = _read(change)
    before = {name: getattr(event, name) for name in (*values, "starts_on", "status")}
    if all(getattr(event, name) == value for name, value in values.items()):
        return event
    for name, value in values.items():
        setattr(event, name, value)
    if event.ends_on is not None and event.ends_on < event.starts_on:
        event.ends_on = None
    event.rev += 1
    session.flush()
    tell = any(name in values and values[name] != before[name] for name in WORTH_A_TEXT) or (
        (before["status"] in NO_FIXED_DATE) != (event.status in NO_FIXED_DATE)
    )
    for subscription in _active(session, event_id):
        _replace_texts(session, subscription, before["starts_on"], now, tell=tell, identity=identity)
    return event


def _read(change: Mapping[str, Any]) -> dict[str, Any]:
    unheard = set(change) - set(CHANGEABLE)
    if unheard:
        raise EventError(f"an event has no {', '.join(sorted(map(str, unheard)))[:80]}")
    read: dict[str, Any] = {}
    for name, value in change.items():
        column = {"date": "starts_on", "end_date": "ends_on"}.get(name, name)
        if name in ("date", "end_date", "deadline"):
            read[column] = read_date(value) if value else None
        elif name in ("start_time", "end_time"):
            read[column] = read_time(value) if value else None
        elif name == "status":
            read[column] = read_status(value)
        else:
            read[column] = " ".join(str(value or "").split())[:500] or None
    if read.get("starts_on", date.min) is None or read.get("title", "-") is None:
        raise EventError("an event needs a title and a date")
    return read


def _active(session: Session, event_id: str) -> list[Subscription]:
    """Those who still want to hear of it: a consent taken back by STOP ends a reminder too."""
    query = (
        select(Subscription)
        .join(Consent, Consent.id == Subscription.consent_id)
        .where(Subscription.event_id == event_id, Subscription.state == "active", Consent.withdrawn_at.is_(None))
    )
    return list(session.scalars(query))


def _replace_texts(
    session: Session, subscription: Subscription, was_on: date, now: datetime, *, tell: bool, identity: Identity
) -> None:
    event, recipient_id, language = subscription.event, subscription.recipient_id, subscription.language
    if recipient_id is None:
        return
    cancel_by_key(session, f"{event.id}:", recipient_id, now)
    off = event.status in NO_FIXED_DATE
    last_day = max(was_on, event.starts_on) if not off else was_on
    useless_from = london(last_day, event.start_time or USELESS_WITHOUT_A_TIME)
    if tell and now < useless_from:
        body = cancelled_text(event, was_on, language, identity) if off else change_text(event, language, identity)
        enqueue(
            session,
            recipient_id,
            body,
            kind="change",
            dedupe_key=dedupe_key(event, recipient_id, "change"),
            not_before=now,
            not_after=useless_from,
        )
    if not off:
        plan_texts(session, subscription, now, identity)
