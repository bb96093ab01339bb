"""The outbox: one key is one text, nothing is claimed, nothing personal is logged or kept."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

import storage
from tests.sms_support import (
    NOW,
    PHONE,
    ask_for_code,
    news,
    put,
    the_text,
    verified,
)
from tests.twilio_messages import SENDER, Messages
from texts import (
    OutboxOnly,
    SenderError,
    TextTooLongError,
    TwilioProvider,
    find_recipient,
    list_outbox,
    reconcile,
    send_due,
    stop,
)
from texts.delivery_status import Status
from texts.forget import purge_texts
from texts.models import VerificationCode

pytest_plugins = ["tests.sms_fixtures"]
LATER = NOW + timedelta(minutes=2)
Double = tuple[str, Messages]


# --- outbox ---------------------------------------------------------------------------------------------------------


def test_one_key_is_one_text_even_when_many_put_it_in_at_once(database: str) -> None:
    recipient_id = verified()
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda n: put(recipient_id, "same", f"words {n}"), range(24)))
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("body", "error"),
    [("", ValueError), (" \n\u200b ", ValueError), ("a" * 1601, TextTooLongError), ("م" * 403, TextTooLongError)],
)
def test_a_text_that_cannot_be_sent_is_refused_at_once(database: str, body: str, error: type[Exception]) -> None:
    recipient_id = verified()
    with pytest.raises(error):
        put(recipient_id, body=body)
    with pytest.raises(ValueError, match="kind"):
        put(recipient_id, kind="advert")
    with pytest.raises(ValueError, match="time to go out"):
        put(recipient_id, not_after=NOW)


def test_without_a_provider_texts_wait_and_nothing_claims_to_be_sent(database: str, provider: TwilioProvider) -> None:
    text_id = put(verified())
    ask_for_code("07700900456")
    later = put(verified(), "later", not_before=NOW + timedelta(days=1))
    assert send_due(OutboxOnly(), NOW).waiting_for_a_sender == 2
    assert send_due(OutboxOnly(), NOW).waiting_for_a_sender == 0
    reconcile(OutboxOnly(), NOW)
    with storage.reading() as session:
        rows = {row.id: row for row in list_outbox(session)}
    assert rows[text_id].status.startswith("waiting for a sender")
    assert rows[later].status == "waiting for its time"
    assert all("•••" in row.to for row in rows.values())
    assert any(re.search(r"\d{6}", row.body) for row in rows.values() if row.kind == "code")
    assert send_due(provider, NOW).accepted == 2
    with storage.reading() as session:
        assert not any(re.search(r"\d{6}", row.body) for row in list_outbox(session) if row.kind == "code")


def test_what_is_too_late_expires_without_a_provider_too(database: str) -> None:
    text_id = put(verified())
    send_due(OutboxOnly(), NOW)
    send_due(OutboxOnly(), NOW + timedelta(days=3))
    assert the_text(text_id).status == Status.EXPIRED


# --- settings and keeping -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "api_url", ["http://hub.example.org", "ftp://127.0.0.1", "https://", "http://127.0.0.1.example.org"]
)
def test_credentials_are_only_sent_over_https_or_to_loopback(api_url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        TwilioProvider("AC", "token", sender=SENDER, api_url=api_url)


def test_a_provider_needs_a_sender() -> None:
    with pytest.raises(SenderError):
        TwilioProvider("AC", "token")
    with pytest.raises(SenderError):
        TwilioProvider("AC", "token", messaging_service_sid="MG1")


def test_nothing_personal_is_logged(
    database: str,
    provider: TwilioProvider,
    double: Double,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    double[1].faults.extend([{"kind": "500"}, {"kind": "429"}])
    recipient_id = verified()
    put(recipient_id, "1", "Bring Amina's coat")
    put(recipient_id, "2", "Bring Amina's coat")
    for minutes in (0, 2, 4):
        send_due(provider, NOW + timedelta(minutes=minutes))
        reconcile(provider, NOW + timedelta(minutes=minutes))
    with storage.writing() as session:
        stop(session, recipient_id, NOW, "reply")
    logged = "".join(capsys.readouterr()) + caplog.text  # printed, or through logging once an app was made
    assert "no answer from the SMS provider" in logged
    assert not re.search("7700900|Amina|coat", logged)


def test_bodies_are_forgotten_a_week_after_the_end_and_old_codes_too(database: str, provider: TwilioProvider) -> None:
    text_id = put(verified())
    waiting = put(verified(), "w", not_before=NOW + timedelta(days=20), not_after=NOW + timedelta(days=21))
    ask_for_code("07700900456")
    send_due(provider, NOW)
    news(text_id, the_text(text_id).sid or "", "delivered")
    with storage.writing() as session:
        assert purge_texts(session, NOW + timedelta(days=6)) == 0
    with storage.writing() as session:
        assert purge_texts(session, NOW + timedelta(days=8)) >= 1
    assert the_text(text_id).body == ""
    assert the_text(waiting).body
    with storage.reading() as session:
        assert not session.scalars(select(VerificationCode)).all()
        found = find_recipient(session, PHONE)
    assert found is not None
