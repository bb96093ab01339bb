"""From a school letter to the texts, and what becomes of them when the plan changes."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from typer.testing import CliRunner

import storage
from reminders import (
    EventError,
    NoReminderError,
    WrongStepError,
    agree,
    cancel_reminder,
    change_event,
    consent_wording,
    draft_reminder,
    give_code,
    give_phone,
    make_reminders_app,
    note_events,
)
from reminders.cancelling import forget_conversation, stop_texts_of
from reminders.models import Event, Subscription
from tests.sms_support import IDENTITY, LETTER, NOW, PHONE, make_provider
from tests.twilio_messages import Messages
from texts import Hours, OutboxOnly, PhoneProblemError, TwilioProvider, reconcile, send_due, set_safe_hours, stop
from texts.delivery_status import Status
from texts.models import Consent, Recipient, Text, VerificationCode
from texts.quiet_hours import LONDON

pytest_plugins = ["tests.sms_fixtures"]
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


# --- the way to a reminder ------------------------------------------------------------------------------------------


def test_the_whole_way_from_a_letter_to_two_texts_in_urdu(database: str, double: Double) -> None:
    event_id = noted()
    provider = make_provider(double[0])
    with storage.writing() as session:
        drafted = draft_reminder(session, event_id, "c1", "ur", NOW)
        assert drafted.state == "drafted"
        started = give_phone(session, drafted.id, "٠٧٧٠٠ ٩٠٠ ١٢٣", NOW, identity=IDENTITY)
        assert started.sentence
    assert state_of(drafted.id) == "awaiting code"
    send_due(provider, NOW)
    (message,) = double[1].kept.values()
    code = re.findall(r"\b\d{6}\b", message["body"])[0]
    with storage.writing() as session:
        assert not give_code(session, drafted.id, "000000" if code != "000000" else "111111", NOW)
    with storage.writing() as session:
        assert give_code(session, drafted.id, code, NOW)
    assert state_of(drafted.id) == "awaiting consent"
    assert not reminders_in()
    with storage.writing() as session:
        agree(session, drafted.id, NOW, identity=IDENTITY)
    with storage.reading() as session:
        consent = session.scalars(select(Consent)).one()
    assert (consent.wording, consent.wording_version) == consent_wording("ur")
    assert (consent.language, consent.purpose, consent.channel) == ("ur", "reminders", "chat")
    week, day = reminders_in()
    assert (week.not_before, day.not_before) == (at(2026, 12, 4, 10), at(2026, 12, 10, 17))
    assert week.dedupe_key == f"{event_id}:2026-12-11:{week.recipient_id}:7d:1"
    for moment in (at(2026, 12, 4, 10), at(2026, 12, 10, 17), at(2026, 12, 11, 12)):
        send_due(provider, moment.astimezone(UTC))
        reconcile(provider, moment.astimezone(UTC))
    texts = [message["body"] for message in double[1].kept.values()][1:]
    assert len(texts) == 2
    assert all("Year 2 class show" in text and "دسمبر" in text for text in texts)


def test_steps_out_of_order_are_refused(database: str, double: Double) -> None:
    event_id = noted()
    with storage.writing() as session:
        drafted = draft_reminder(session, event_id, "c1", "en", NOW)
        with pytest.raises(WrongStepError):
            give_code(session, drafted.id, "123456", NOW)
        with pytest.raises(WrongStepError):
            agree(session, drafted.id, NOW, identity=IDENTITY)
        with pytest.raises(PhoneProblemError):
            give_phone(session, drafted.id, "01632 960123", NOW, identity=IDENTITY)
    assert state_of(drafted.id) == "drafted"


def test_another_conversation_cannot_use_an_event_or_a_proven_phone(database: str, double: Double) -> None:
    event_id = noted()
    active(event_id, double)
    with storage.writing() as session, pytest.raises(NoResultFound):
        draft_reminder(session, event_id, "c2", "en", NOW)
    with storage.writing() as session:
        (theirs,) = note_events(session, "c2", [LETTER])
        drafted = draft_reminder(session, theirs.id, "c2", "en", NOW)
        assert drafted.state == "drafted"
        give_phone(session, drafted.id, PHONE, NOW, identity=IDENTITY)
        with pytest.raises(WrongStepError):
            agree(session, drafted.id, NOW, identity=IDENTITY)


def test_a_second_reminder_in_a_conversation_asks_only_whether_she_agrees(database: str, double: Double) -> None:
    active(noted(), double)
    fair = noted(title="Summer fair", date="2026-12-18")
    with storage.writing() as session:
        drafted = draft_reminder(session, fair, "c1", "en", NOW)
        assert drafted.state == "awaiting consent"
        agree(session, drafted.id, NOW, identity=IDENTITY)
    assert len(reminders_in()) == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date": "2026-11-23"}, "already happened"),
        ({"status": "postponed"}, "no fixed date"),
        ({"title": "Domestic abuse drop-in"}, "could read it"),
    ],
)
def test_why_there_can_be_no_reminder_is_said(database: str, change: dict[str, object], words: str) -> None:
    event_id = noted(**change)
    with storage.writing() as session, pytest.raises(NoReminderError) as raised:
        draft_reminder(session, event_id, "c1", "en", NOW)
    assert words in raised.value.sentence("en")


def test_safe_hours_shape_the_plan(database: str, double: Double) -> None:
    active(noted(), double)
    with storage.writing() as session:
        set_safe_hours(session, session.scalars(select(Recipient.id)).one(), SCHOOL_HOURS)
    other = noted(title="Fair", date="2026-12-15", start_time="10:00")
    with storage.writing() as session:
        drafted = draft_reminder(session, other, "c1", "en", NOW)
        planned = agree(session, drafted.id, NOW, identity=IDENTITY)
    assert [text.not_before for text in planned] == [at(2026, 12, 8, 10), at(2026, 12, 14, 14, 29)]


# --- ends and changes -----------------------------------------------------------------------------------------------


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


# --- the command line -----------------------------------------------------------------------------------------------


def test_the_commands_list_send_and_reconcile(database: str, provider: TwilioProvider, double: Double) -> None:
    event_id = noted()
    with storage.writing() as session:
        drafted = draft_reminder(session, event_id, "c1", "en", storage.utc_now())
        give_phone(session, drafted.id, PHONE, storage.utc_now(), identity=IDENTITY)
    run = CliRunner().invoke
    without = make_reminders_app(OutboxOnly)
    assert "Nothing was sent" in run(without, ["send"]).output
    assert json.loads(run(without, ["list", "--json"]).output)["texts"][0]["to"] == "07••• •••123"
    assert "07••• •••123" in run(without, ["list"]).output
    app = make_reminders_app(lambda: provider)
    assert json.loads(run(app, ["send", "--json"]).output.splitlines()[-1])["accepted"] == 1
    assert json.loads(run(app, ["reconcile", "--json"]).output)["put_back"] == 0
    assert "0 put back" in run(app, ["reconcile"]).output
    assert PHONE not in run(app, ["list", "--json"]).output
    assert len(double[1].kept) == 1
