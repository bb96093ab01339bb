"""From a school letter to the texts, step by step, and the commands."""

import json
import re
from datetime import UTC

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from typer.testing import CliRunner

import storage
from reminders import (
    NoReminderError,
    WrongStepError,
    agree,
    consent_wording,
    draft_reminder,
    give_code,
    give_phone,
    make_reminders_app,
    note_events,
)
from tests.reminder_support import SCHOOL_HOURS, Double, active, at, noted, reminders_in, state_of
from tests.sms_support import IDENTITY, LETTER, NOW, PHONE, make_provider
from texts import OutboxOnly, PhoneProblemError, TwilioProvider, reconcile, send_due, set_safe_hours
from texts.models import Consent, Recipient

pytest_plugins = ["tests.sms_fixtures"]


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
