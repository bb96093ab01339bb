"""Codes and consent, on both databases."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

import storage
from tests.sms_support import (
    IDENTITY,
    NOW,
    PHONE,
    ask_for_code,
    put,
    the_recipient,
    the_text,
    verified,
)
from tests.twilio_messages import Messages
from texts import (
    NotVerifiedError,
    TooManyCodesError,
    TwilioProvider,
    agree,
    confirm,
    send_due,
    start,
    start_verification,
    stop,
    withdraw,
)
from texts.delivery_status import Status
from texts.models import Consent, Text, VerificationCode

pytest_plugins = ["tests.sms_fixtures"]
LATER = NOW + timedelta(minutes=2)
Double = tuple[str, Messages]


def code_sent(messages: Messages) -> str:
    """The code in the newest text."""
    found = re.search(r"\b\d{6}\b", list(messages.kept.values())[-1]["body"])
    assert found
    return found[0]


def typed_back(recipient_id: str, code: str, at: timedelta = timedelta(0), conversation: str | None = "c1") -> bool:
    """Whether a code is right."""
    with storage.writing() as session:
        return confirm(session, recipient_id, code, NOW + at, conversation_id=conversation)


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_code_goes_to_the_phone_and_confirms_it_once(database: str, provider: TwilioProvider, double: Double) -> None:
    recipient_id = ask_for_code("07700 900 123")
    assert send_due(provider, NOW).accepted == 1
    code = code_sent(double[1])
    assert the_recipient(recipient_id).verified_at is None
    assert typed_back(recipient_id, f" {code[:3]} {code[3:]} ")
    assert the_recipient(recipient_id).verified_at == NOW
    assert not typed_back(recipient_id, code)


def test_five_wrong_answers_spend_a_code(database: str, provider: TwilioProvider, double: Double) -> None:
    recipient_id = ask_for_code()
    send_due(provider, NOW)
    code = code_sent(double[1])
    for wrong in range(5):
        assert not typed_back(recipient_id, f"{(int(code) + 1 + wrong) % 1_000_000:06d}")
    assert not typed_back(recipient_id, code)


def test_guessing_in_many_places_at_once_has_no_more_than_five_tries(database: str) -> None:
    recipient_id = ask_for_code()
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(lambda _: typed_back(recipient_id, "no code"), range(16)))
    with storage.reading() as session:
        assert session.scalars(select(VerificationCode.tries)).one() == 5


def test_a_code_ends_after_ten_minutes(database: str, provider: TwilioProvider, double: Double) -> None:
    recipient_id = ask_for_code()
    send_due(provider, NOW)
    assert not typed_back(recipient_id, code_sent(double[1]), timedelta(minutes=10))


def test_a_code_counts_only_in_the_conversation_that_asked_for_it(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    recipient_id = ask_for_code()
    send_due(provider, NOW)
    for _ in range(6):
        assert not typed_back(recipient_id, code_sent(double[1]), conversation="another")
    assert typed_back(recipient_id, code_sent(double[1]))


def test_codes_are_limited_for_a_number_and_for_a_conversation(database: str) -> None:
    for conversation in ("a", "b", "c"):
        ask_for_code(conversation=conversation)
    with pytest.raises(TooManyCodesError) as raised:
        ask_for_code(conversation="d")
    assert "try again in an hour" in raised.value.sentence("en")
    ask_for_code(conversation="d", at=timedelta(hours=1))
    for number in range(5):
        ask_for_code(f"077009002{number:02d}", conversation="e")
    with pytest.raises(TooManyCodesError):
        ask_for_code("07700900299", conversation="e")


def test_no_code_and_no_number_is_readable_in_the_database(database: str) -> None:
    ask_for_code()
    with storage.engine().connect() as connection:
        stored = "".join(
            str(tuple(row))
            for table in ("text_recipient", "text_code", "text_outbox")
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
        )
    assert "7700900123" not in stored
    with storage.reading() as session:
        body = session.scalars(select(Text.body)).one()
    code = re.search(r"\d{6}", body)
    assert code is not None
    assert code[0] not in stored


def test_a_phone_that_stopped_gets_no_code_and_the_chat_does_not_give_it_away(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    recipient_id = verified()
    with storage.writing() as session:
        stop(session, recipient_id, NOW, "reply")
        stopped = start_verification(session, PHONE, "en", NOW, identity=IDENTITY, conversation_id="c1")
        unknown = start_verification(session, "07700900456", "en", NOW, identity=IDENTITY, conversation_id="c1")
    assert stopped.sentence == unknown.sentence
    send_due(provider, NOW)
    assert [message["to"] for message in double[1].kept.values()] == ["+447700900456"]


# --- consent --------------------------------------------------------------------------------------------------------


def test_consent_needs_a_confirmed_phone_and_keeps_the_exact_words(database: str) -> None:
    recipient_id = ask_for_code()
    words = {"wording": "Czy się zgadzasz?", "wording_version": "r-1", "language": "pl"}
    with storage.writing() as session, pytest.raises(NotVerifiedError):
        agree(session, recipient_id, "reminders", **words, channel="chat", now=NOW)
    with storage.writing() as session, pytest.raises(ValueError, match="adverts"):
        agree(session, recipient_id, "adverts", **words, channel="chat", now=NOW)
    verified(purpose=None)
    with storage.writing() as session:
        agree(session, recipient_id, "reminders", **words, channel="chat", now=NOW)
    with storage.reading() as session:
        kept = session.scalars(select(Consent)).one()
    assert (kept.wording, kept.wording_version, kept.language, kept.at) == ("Czy się zgadzasz?", "r-1", "pl", NOW)


def test_a_text_without_consent_does_not_go_out(database: str, provider: TwilioProvider, double: Double) -> None:
    text_id = put(verified(purpose=None))
    send_due(provider, NOW)
    assert the_text(text_id).status == Status.CANCELLED
    assert not double[1].kept


def test_withdrawing_and_stopping_cancel_what_waits(database: str, provider: TwilioProvider, double: Double) -> None:
    recipient_id, other = verified(), verified("+447700900456")
    mine, hers = put(recipient_id, "a"), put(other, "b")
    with storage.writing() as session:
        consent = session.scalars(select(Consent).where(Consent.recipient_id == recipient_id)).one()
        withdraw(session, consent.id, NOW)
    assert the_text(mine).status == Status.CANCELLED
    with storage.writing() as session:
        stop(session, other, NOW, "chat")
        stop(session, other, LATER, "worker")
    assert the_text(hers).status == Status.CANCELLED
    assert (the_recipient(other).stopped_at, the_recipient(other).stopped_by) == (NOW, "chat")
    late = put(other, "c")
    assert send_due(provider, NOW).accepted == 0
    assert the_text(late).status == Status.CANCELLED
    with storage.writing() as session:
        start(session, other)
    assert the_text(hers).status == Status.CANCELLED
    assert not double[1].kept
