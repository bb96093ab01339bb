"""What Twilio calls: signatures, status callbacks in every manner, and replies."""

import http.client
import json
import re
from urllib.parse import urlencode, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

import storage
from tests.sms_support import (
    IDENTITY,
    NOW,
    PHONE,
    eventually,
    make_provider,
    put,
    the_recipient,
    the_text,
    vectors,
    verified,
)
from tests.twilio_messages import AUTH_TOKEN, Messages, post_signed
from texts import find_recipient, make_router, reconcile, send_due
from texts.delivery_status import Status
from texts.models import InboundText, StatusEvent
from texts.webhooks import read_form

pytest_plugins = ["tests.sms_fixtures"]
Double = tuple[str, Messages]
PUBLIC = "https://hub.example.org/chat"
STATUS_FORM = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "sent"}


@pytest.fixture
def client(database: str) -> TestClient:
    """The routes behind a proxy: Twilio calls PUBLIC, we see another address."""
    app = FastAPI()
    app.include_router(make_router(AUTH_TOKEN, PUBLIC, IDENTITY))
    return TestClient(app, base_url="http://10.0.0.7:8000")


def signed(path: str, form: dict[str, str], token: str = AUTH_TOKEN) -> dict[str, str]:
    """The header Twilio sends for this form at PUBLIC."""
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(PUBLIC + path, form)}


def reply(client: TestClient, body: str, sender: str = PHONE, sid: str = "SM" + "2" * 32, **more: str) -> str:
    """A signed reply; gives the TwiML."""
    form = {"MessageSid": sid, "From": sender, "Body": body, **more}
    answer = client.post("/sms/inbound", data=form, headers=signed("/sms/inbound", form))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    return str(answer.text)


# --- signatures -----------------------------------------------------------------------------------------------------


def test_a_signed_callback_is_taken_behind_a_proxy_with_any_query(client: TestClient) -> None:
    for path in ("/sms/status", "/sms/status?text=abc", "/sms/status?b=2&text=%D9%85&a=1&a=1"):
        assert client.post(path, data=STATUS_FORM, headers=signed(path, STATUS_FORM)).status_code == 204


def test_parameters_that_are_not_known_yet_and_empty_or_unicode_ones_are_part_of_the_signature(
    client: TestClient,
) -> None:
    form = {**STATUS_FORM, "NewThing": "Привіт", "Empty": "", "Plus": "a+b c&d=e"}
    assert client.post("/sms/status", data=form, headers=signed("/sms/status", form)).status_code == 204


FORGED = [
    {},
    {"X-Twilio-Signature": ""},
    {"X-Twilio-Signature": "nonsense"},
    {"X-Twilio-Signature": "é".encode().decode("latin-1")},
    signed("/sms/status", STATUS_FORM, "another token"),
    signed("/sms/status?text=other", STATUS_FORM),
    signed("/sms/status", {**STATUS_FORM, "MessageStatus": "delivered"}),
    {
        "X-Twilio-Signature": RequestValidator(AUTH_TOKEN).compute_signature(
            "http://10.0.0.7:8000/sms/status", STATUS_FORM
        )
    },
]


def test_what_is_not_signed_for_this_address_is_refused(client: TestClient) -> None:
    for path in ("/sms/status", "/sms/inbound"):
        for headers in FORGED:
            raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
            answer = client.post(path, data=STATUS_FORM, headers=raw)
            assert answer.status_code == 403, headers
            assert "FINGERPOST_PUBLIC_URL" in answer.json()["detail"]
    with storage.reading() as session:
        assert session.scalars(select(func.count()).select_from(StatusEvent)).one() == 0


def test_the_form_is_read_as_the_reference_signatures_need_it() -> None:
    for vector in vectors("twilio_webhook_signature"):
        pairs = vector.get("params_multi") or list(vector["params"].items())
        form = read_form(urlencode([(name, value) for name, value in pairs]).encode())
        assert RequestValidator(vector["token"]).validate(vector["url"], form, vector["expected"])
        assert not RequestValidator("wrong").validate(vector["url"], form, vector["expected"])


MALFORMED = [
    ({"MessageSid": "SM1"}, 400),
    ({"MessageStatus": "sent"}, 400),
    ({}, 400),
    ({"MessageSid": "SM1\x00", "MessageStatus": "sent"}, 400),
    ({"Body": "x" * 70_000}, 413),
]


def test_a_malformed_callback_is_answered_with_a_sentence(client: TestClient) -> None:
    for form, status in MALFORMED:
        answer = client.post("/sms/status", data=form, headers=signed("/sms/status", form))
        assert answer.status_code == status, form
        assert answer.json()["detail"].endswith(".")


def test_a_strange_but_signed_callback_changes_nothing_and_breaks_nothing(client: TestClient) -> None:
    text_id = put(verified())
    for path in (f"/sms/status?text={text_id}", "/sms/status?text=%00", "/sms/status?text=" + "x" * 500):
        form = {"MessageSid": "S" * 500, "MessageStatus": "on the moon" * 30, "ErrorCode": "30003; DROP"}
        assert client.post(path, data=form, headers=signed(path, form)).status_code == 204
    assert the_text(text_id).status == Status.WAITING


def test_a_form_that_is_not_utf8_is_refused(client: TestClient) -> None:
    answer = client.post("/sms/status", content=b"\xff\xfe=\xff", headers={"X-Twilio-Signature": "x"})
    assert answer.status_code == 400


def test_without_a_provider_the_webhooks_say_so() -> None:
    app = FastAPI()
    app.include_router(make_router(None, PUBLIC, IDENTITY))
    for path in ("/sms/status", "/sms/inbound"):
        answer = TestClient(app).post(path, data=STATUS_FORM, headers=signed(path, STATUS_FORM))
        assert answer.status_code == 503
        assert "No SMS provider" in answer.json()["detail"]


# --- status callbacks from the double -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["normal", "early", "duplicate", "reordered", "late"])
def test_a_text_ends_delivered_however_the_callbacks_come(webhooks: str, double: Double, mode: str) -> None:
    double[1].callbacks = {"mode": mode, "final": "delivered"}
    text_id = put(verified())
    assert send_due(make_provider(double[0], webhooks, timeout=5), NOW).accepted == 1
    eventually(lambda: the_text(text_id).status == Status.DELIVERED)
    with storage.reading() as session:
        kept = session.scalars(select(StatusEvent.status).where(StatusEvent.text_id == text_id)).all()
    assert len(kept) == len(set(kept))


def test_a_callback_names_a_text_whose_answer_was_lost(webhooks: str, double: Double) -> None:
    double[1].faults.append({"kind": "drop_after_accept"})
    double[1].callbacks = {"mode": "late", "final": "delivered"}
    text_id = put(verified())
    assert send_due(make_provider(double[0], webhooks), NOW).unknown == 1
    eventually(lambda: the_text(text_id).status == Status.DELIVERED)
    assert reconcile(make_provider(double[0]), NOW).found == 0


def test_a_callback_that_is_faster_than_a_lost_answer_is_not_overruled_by_it(webhooks: str, double: Double) -> None:
    double[1].faults.append({"kind": "drop_after_accept"})
    double[1].callbacks = {"mode": "early", "final": "delivered"}
    text_id = put(verified())
    assert send_due(make_provider(double[0], webhooks, timeout=5), NOW).unknown == 0
    assert the_text(text_id).status == Status.DELIVERED


def test_a_failure_keeps_its_code(webhooks: str, double: Double) -> None:
    double[1].callbacks = {"mode": "normal", "final": "undelivered", "error_code": 30005}
    recipient_id = verified()
    text_id = put(recipient_id)
    send_due(make_provider(double[0], webhooks), NOW)
    eventually(lambda: the_text(text_id).status == Status.UNDELIVERED)
    assert the_text(text_id).error_code == 30005
    assert the_recipient(recipient_id).bad_code == 30005


# --- replies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "answered"), [("STOP", False), ("stop please", True), ("СТОП", True), ("ਬੰਦ ਕਰੋ", True)]
)
def test_stop_in_any_language_stops_everything(client: TestClient, body: str, answered: bool) -> None:
    recipient_id = verified()
    text_id = put(recipient_id)
    twiml = reply(client, body)
    assert ("no more texts" in twiml) is answered
    assert the_recipient(recipient_id).stopped_by == "reply"
    assert the_text(text_id).status == Status.CANCELLED


def test_a_stop_that_the_provider_recognised_needs_no_word_of_ours(client: TestClient) -> None:
    recipient_id = verified()
    assert "<Message>" not in reply(client, "basta ya", OptOutType="STOP")
    assert the_recipient(recipient_id).stopped_at is not None


def test_an_unknown_number_can_stop_too_and_the_answers_do_not_tell_it_apart(client: TestClient) -> None:
    verified()
    known = [reply(client, word, PHONE, f"SMa{n}") for n, word in enumerate(("help", "hello?", "no more texts"))]
    stranger = "+447700900777"
    unknown = [reply(client, word, stranger, f"SMb{n}") for n, word in enumerate(("help", "hello?", "no more texts"))]
    assert known == unknown
    with storage.reading() as session:
        found = find_recipient(session, stranger)
    assert found is not None
    assert found.stopped_at is not None


def test_start_makes_a_phone_reachable_again_and_brings_no_old_text_back(client: TestClient) -> None:
    recipient_id = verified()
    text_id = put(recipient_id)
    reply(client, "stop", sid="SM1")
    assert "<Message>" not in reply(client, "START", sid="SM2")
    assert the_recipient(recipient_id).stopped_at is None
    assert the_text(text_id).status == Status.CANCELLED
    assert "can get our texts again" in reply(client, "старт", sid="SM3")


def test_help_says_who_we_are_how_to_stop_and_999(client: TestClient) -> None:
    twiml = reply(client, "допомога")
    for expected in (IDENTITY.name, IDENTITY.phone, "STOP", "999"):
        assert expected in twiml


def test_words_that_nobody_reads_are_answered_honestly_and_only_once_in_twelve_hours(client: TestClient) -> None:
    first = reply(client, "he's got a knife <&>", sid="SM1")
    assert "nobody reads replies" in first
    assert "999" in first
    assert "<Message>" not in reply(client, "thanks", sid="SM2")
    assert "STOP" in reply(client, "help", sid="SM3")


def test_the_same_reply_delivered_twice_counts_once(client: TestClient) -> None:
    recipient_id = verified()
    assert "<Message>" in reply(client, "no more texts", sid="SM1")
    reply(client, "start", sid="SM2")
    assert "<Message>" not in reply(client, "no more texts", sid="SM1")
    assert the_recipient(recipient_id).stopped_at is None


def test_the_words_of_a_reply_are_not_kept(client: TestClient) -> None:
    reply(client, "my name is Amina")
    with storage.reading() as session:
        came = session.scalars(select(InboundText)).one()
    assert came.request == "other"
    assert not re.search("Amina|7700", str(vars(came)))


def test_a_stop_at_the_double_stops_on_both_sides(webhooks: str, double: Double) -> None:
    recipient_id = verified()
    order = {"url": f"{webhooks}/sms/inbound", "from": PHONE, "to": "+447700900999", "body": "STOP"}
    connection = http.client.HTTPConnection(urlsplit(double[0]).netloc)
    connection.request("POST", "/_double/inbound", json.dumps(order))
    assert connection.getresponse().status == 200
    connection.close()
    assert the_recipient(recipient_id).stopped_by == "reply"
    assert double[1].refuse[PHONE] == 21610


def test_an_open_port_is_not_enough(webhooks: str) -> None:
    form = {"MessageSid": "SM1", "From": PHONE, "Body": "STOP"}
    assert post_signed(f"{webhooks}/sms/inbound", form, "guess")[0] == 403
    assert post_signed(f"{webhooks}/sms/inbound", form)[0] == 200
