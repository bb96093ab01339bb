"""What the tests of reminders share: short ways to note an event, set a reminder and see what waits."""

import re
from datetime import datetime, time

from sqlalchemy import select

import storage
from reminders import (
    agree,
    draft_reminder,
    give_code,
    give_phone,
    note_events,
)
from reminders.models import Subscription
from tests.sms_support import IDENTITY, LETTER, NOW, PHONE, make_provider
from tests.twilio_messages import Messages
from texts import Hours, send_due
from texts.delivery_status import Status
from texts.models import Text
from texts.quiet_hours import LONDON

Double = tuple[str, Messages]


def noted(**change: object) -> str:
    """An event read from a letter; gives its id."""
    with storage.writing() as session:
        (event,) = note_events(session, "c1", [{**LETTER, **change}])
        return event.id


def active(event_id: str, double: Double, conversation: str = "c1", language: str = "en", phone: str = PHONE) -> str:
    """Walk the whole way to an active reminder; gives the subscription's id."""
    with storage.writing() as session:
        drafted = draft_reminder(session, event_id, conversation, language, NOW)
        give_phone(session, drafted.id, phone, NOW, identity=IDENTITY)
    send_due(make_provider(double[0]), NOW)
    code = re.findall(r"\b\d{6}\b", list(double[1].kept.values())[-1]["body"])[0]
    with storage.writing() as session:
        assert give_code(session, drafted.id, code, NOW)
        agree(session, drafted.id, NOW, identity=IDENTITY)
    double[1].kept.clear()
    return drafted.id


def reminders_in(status: str = Status.WAITING) -> list[Text]:
    """The reminders and changes in the outbox, by time."""
    with storage.reading() as session:
        query = select(Text).where(Text.kind != "code", Text.status == status).order_by(Text.not_before)
        return list(session.scalars(query))


def state_of(subscription_id: str) -> str:
    """A subscription's state."""
    with storage.reading() as session:
        return session.get_one(Subscription, subscription_id).state


def at(*parts: int) -> datetime:
    """A moment by the clock in England."""
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]


SCHOOL_HOURS = Hours(time(9, 30), time(14, 30), frozenset({0, 1, 2, 3, 4}))
