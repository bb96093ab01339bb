"""What becomes of reminders when she stops, when the plan changes, and when she deletes her chat."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

import storage
from reminders import (
    EventError,
    NoReminderError,
    agree,
    cancel_reminder,
    change_event,
    draft_reminder,
    give_phone,
    note_events,
)
from reminders.cancelling import forget_conversation, stop_texts_of
from reminders.models import Event, Subscription
from tests.reminder_support import Double, active, at, noted, reminders_in
from tests.sms_support import IDENTITY, LETTER, NOW, PHONE, make_provider
from texts import send_due, stop
from texts.delivery_status import Status
from texts.models import Consent, Recipient, Text, VerificationCode

pytest_plugins = ["tests.sms_fixtures"]


def test_a_cancelled_reminder_sends_nothing_and_can_be_asked_for_again(database: str, double: Double) -> None:
    event_id = noted()
    subscription_id = active(event_id, double)
    with storage.writing() as session:
        cancel_reminder(session, subscription_id, NOW)
        cancel_reminder(session, subscription_id, NOW)
    assert not reminders_in()
    active(event_id, double)
    assert len(reminders_in()) == 2


def test_a_stop_ends_every_reminder_and_later_changes_stay_silent(database: str, double: Double) -> None:
    event_id = noted()
    active(event_id, double)
    with storage.writing() as session:
        stop(session, session.scalars(select(Recipient.id)).one(), NOW, "reply")
        change_event(session, event_id, {"date": "2026-12-12"}, NOW, identity=IDENTITY)
    assert not reminders_in()


def test_a_phone_that_stopped_gets_no_reminder_and_she_is_told_what_to_do(database: str, double: Double) -> None:
    active(noted(), double)
    fair = noted(title="Summer fair", date="2026-12-18")
    with storage.writing() as session:
        drafted = draft_reminder(session, fair, "c1", "en", NOW)
        stop(session, session.scalars(select(Recipient.id)).one(), NOW, "reply")
    for identity, words in ((IDENTITY, "text START"), (replace(IDENTITY, can_reply=False), "call 01632 960100")):
        with storage.writing() as session, pytest.raises(NoReminderError) as raised:
            agree(session, drafted.id, NOW, identity=identity)
        assert words in raised.value.sentence("en")
    assert not reminders_in()


def test_a_moved_event_replaces_the_texts_and_tells_the_family(database: str, double: Double) -> None:
    event_id = noted()
    active(event_id, double)
    with storage.writing() as session:
        change_event(session, event_id, {"date": "2026-12-16", "place": "Big hall"}, NOW, identity=IDENTITY)
        change_event(session, event_id, {"date": "2026-12-16"}, NOW, identity=IDENTITY)
    assert len(reminders_in(Status.CANCELLED)) == 2
    moved, week, day = reminders_in()
    assert moved.kind == "change"
    assert "has changed" in moved.body
    assert "16 December" in moved.body
    assert (week.not_before, day.not_before) == (at(2026, 12, 9, 10), at(2026, 12, 15, 17))
    assert all("Big hall" in text.body for text in (moved, week, day))
    assert send_due(make_provider(double[0]), NOW).accepted == 1


def test_a_change_of_what_to_bring_replaces_the_texts_without_another(database: str, double: Double) -> None:
    event_id = noted()
    active(event_id, double)
    with storage.writing() as session:
        change_event(session, event_id, {"bring": "wellies"}, NOW, identity=IDENTITY)
    assert [text.kind for text in reminders_in()] == ["reminder", "reminder"]
    assert all("wellies" in text.body for text in reminders_in())


def test_an_event_called_off_is_told_and_not_reminded_of(database: str, double: Double) -> None:
    event_id = noted()
    active(event_id, double)
    with storage.writing() as session:
        change_event(session, event_id, {"status": "cancelled"}, NOW, identity=IDENTITY)
    (told,) = reminders_in()
    assert "is not going ahead" in told.body
    assert "11 December" in told.body


def test_reminders_stay_within_three_texts_and_a_change_always_goes(database: str, double: Double) -> None:
    event_id = noted()
    active(event_id, double)
    provider = make_provider(double[0])
    moment = NOW
    for day in (14, 16, 17, 18):
        with storage.writing() as session:
            change_event(session, event_id, {"date": f"2026-12-{day}"}, moment, identity=IDENTITY)
        send_due(provider, moment)
        moment += timedelta(hours=1)
    for days in range(1, 30):
        send_due(provider, NOW + timedelta(days=days, hours=7))
    sent = [message["body"] for message in double[1].kept.values()]
    assert sum("has changed" in body for body in sent) == 4
    assert sum("a reminder of" in body for body in sent) == 0


def test_a_wrong_change_changes_nothing(database: str) -> None:
    event_id = noted()
    wrongs: list[dict[str, object]] = [
        {"colour": "red"},
        {"date": None},
        {"date": "soon"},
        {"title": ""},
        {"status": "x"},
    ]
    for wrong in wrongs:
        with pytest.raises(EventError), storage.writing() as session:
            change_event(session, event_id, {"place": "Big hall", **wrong}, NOW, identity=IDENTITY)
    with storage.reading() as session:
        event = session.get_one(Event, event_id)
    assert (event.place, event.rev) == ("School hall", 1)


def test_stop_in_the_chat_stops_the_phone_that_was_shown_to_be_hers_and_no_other(database: str, double: Double) -> None:
    active(noted(), double)
    with storage.writing() as session:
        (theirs,) = note_events(session, "c2", [LETTER])
        drafted = draft_reminder(session, theirs.id, "c2", "en", NOW)
        give_phone(session, drafted.id, PHONE, NOW, identity=IDENTITY)
        assert stop_texts_of(session, "c2", NOW) == 0
    assert len(reminders_in()) == 2
    with storage.writing() as session:
        assert stop_texts_of(session, "c1", NOW) == 1
    assert not reminders_in()


def test_a_deleted_conversation_leaves_nothing_but_the_wish_for_no_more_texts(database: str, double: Double) -> None:
    active(noted(), double)
    with storage.writing() as session:
        (theirs,) = note_events(session, "c2", [LETTER])
        theirs_id = theirs.id
    active(theirs_id, double, "c2", phone="07700 900 456")
    with storage.writing() as session:
        forget_conversation(session, "c1", NOW)
    with storage.reading() as session:
        assert [recipient.phone for recipient in session.scalars(select(Recipient))] == ["+447700900456"]
        assert [event.id for event in session.scalars(select(Event))] == [theirs_id]
        assert {text.recipient.phone for text in session.scalars(select(Text))} == {"+447700900456"}
    with storage.writing() as session:
        stop_texts_of(session, "c2", NOW)
        forget_conversation(session, "c2", NOW)
    with storage.reading() as session:
        left = session.scalars(select(Recipient)).one()
        assert left.stopped_at == NOW
        for table in (Event, Subscription, Text, Consent, VerificationCode):
            assert not session.scalars(select(table)).all()
