"""The sender and the news it gets back, with the real SDK against the double of Twilio, on both databases."""

from datetime import timedelta

import pytest

import storage
from tests.sms_support import (
    NOW,
    PHONE,
    make_provider,
    news,
    put,
    the_recipient,
    the_text,
    verified,
)
from tests.twilio_messages import SENDER, Messages
from texts import (
    Hours,
    TwilioProvider,
    reconcile,
    send_due,
    set_safe_hours,
)
from texts.delivery_status import Status

pytest_plugins = ["tests.sms_fixtures"]
LATER = NOW + timedelta(minutes=2)
Double = tuple[str, Messages]


# --- sending --------------------------------------------------------------------------------------------------------


def test_a_due_text_is_sent_with_everything_the_provider_needs(database: str, double: Double) -> None:
    text_id = put(verified(), body="مرحبا " * 12, not_after=NOW + timedelta(hours=1))
    put(verified(), "tomorrow", not_before=NOW + timedelta(days=1))
    provider = make_provider(double[0], "https://hub.example.org/")
    assert send_due(provider, NOW).accepted == 1
    (message,) = double[1].kept.values()
    assert (message["to"], message["from"], message["num_segments"]) == (PHONE, SENDER, "2")
    assert 3590 <= int(message["validity_period"]) <= 3600
    assert double[1].callback_urls[message["sid"]] == f"https://hub.example.org/sms/status?text={text_id}"
    sent = the_text(text_id)
    assert (sent.sid, sent.status, sent.segments) == (message["sid"], Status.QUEUED, 2)


def test_texts_keep_to_quiet_hours_and_to_her_safe_hours(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    recipient_id = verified()
    with storage.writing() as session:
        set_safe_hours(session, recipient_id, Hours(NOW.replace(hour=13).time(), NOW.replace(hour=14).time()))
    text_id = put(recipient_id)
    assert send_due(provider, NOW).accepted == 0
    assert the_text(text_id).not_before == NOW.replace(hour=13)
    assert send_due(provider, NOW.replace(hour=13)).accepted == 1


@pytest.mark.parametrize("code", [21211, 21614])
def test_a_number_that_takes_no_texts_is_not_tried_again(
    database: str, provider: TwilioProvider, double: Double, code: int
) -> None:
    double[1].refuse[PHONE] = code
    recipient_id = verified()
    first, second = put(recipient_id, "1"), put(recipient_id, "2")
    assert send_due(provider, NOW).refused == 1
    assert (the_text(first).status, the_text(first).error_code) == (Status.FAILED, code)
    assert the_text(second).status == Status.CANCELLED
    assert the_recipient(recipient_id).bad_code == code


def test_an_opt_out_at_the_provider_enters_our_own_ledger(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    double[1].refuse[PHONE] = 21610
    recipient_id = verified()
    first, second = put(recipient_id, "1"), put(recipient_id, "2")
    send_due(provider, NOW)
    assert the_text(first).status == Status.FAILED
    assert the_text(second).status == Status.CANCELLED
    assert the_recipient(recipient_id).stopped_by == "provider"


def test_a_busy_provider_is_asked_again_later(database: str, provider: TwilioProvider, double: Double) -> None:
    double[1].faults.append({"kind": "429"})
    recipient_id = verified()
    put(recipient_id, "1")
    put(recipient_id, "2")
    counts = send_due(provider, NOW)
    assert (counts.accepted, counts.put_back) == (0, 1)
    assert send_due(provider, LATER).accepted == 2
    assert len(double[1].kept) == 2


def test_a_provider_that_is_away_loses_nothing(database: str, double: Double) -> None:
    text_id = put(verified())
    assert send_due(make_provider("http://127.0.0.1:9"), NOW).put_back == 1
    assert the_text(text_id).status == Status.WAITING
    assert send_due(make_provider(double[0]), LATER).accepted == 1


def test_wrong_credentials_keep_the_queue(database: str, double: Double) -> None:
    recipient_id = verified()
    ids = [put(recipient_id, str(n)) for n in range(3)]
    wrong = TwilioProvider("AC" + "1" * 32, "wrong", sender=SENDER, api_url=double[0])
    counts = send_due(wrong, NOW)
    assert (counts.put_back, counts.refused) == (1, 0)
    assert {the_text(each).status for each in ids} == {Status.WAITING}
    assert send_due(make_provider(double[0]), NOW + timedelta(minutes=11)).accepted == 3


UNCLEAR = ["500_after_accept", "timeout_after_accept", "drop_after_accept"]


@pytest.mark.parametrize("fault", UNCLEAR)
def test_a_text_that_was_taken_without_an_answer_is_found_and_not_sent_twice(
    database: str, provider: TwilioProvider, double: Double, fault: str
) -> None:
    double[1].faults.append({"kind": fault})
    text_id = put(verified())
    assert send_due(provider, NOW).unknown == 1
    assert send_due(provider, NOW).accepted == 0
    assert reconcile(provider, NOW + timedelta(seconds=10)).found == 0
    assert reconcile(provider, LATER).found == 1
    assert the_text(text_id).sid in double[1].kept
    assert send_due(provider, LATER).accepted == 0
    assert len(double[1].kept) == 1


def test_a_text_is_found_after_a_trial_accounts_preamble_and_where_bodies_are_discarded(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    for number, kept in enumerate(("Sent from your Twilio trial account - Bring a coat.", "")):
        double[1].faults.append({"kind": "drop_after_accept"})
        text_id = put(verified(), str(number))
        send_due(provider, NOW)
        list(double[1].kept.values())[-1]["body"] = kept
        assert reconcile(provider, LATER).found == 1
        assert the_text(text_id).status == Status.QUEUED
    assert len(double[1].kept) == 2


@pytest.mark.parametrize("fault", ["500", "drop_before_accept"])
def test_a_text_that_was_lost_without_an_answer_is_put_back_once(
    database: str, provider: TwilioProvider, double: Double, fault: str
) -> None:
    double[1].faults.extend([{"kind": fault}] * 2)
    text_id = put(verified())
    send_due(provider, NOW)
    assert reconcile(provider, LATER).put_back == 1
    assert send_due(provider, LATER).unknown == 1
    assert reconcile(provider, LATER + timedelta(minutes=2)).given_up == 1
    assert the_text(text_id).status == Status.FAILED


def test_a_lost_text_is_not_put_back_when_it_is_of_no_use_any_more(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    double[1].faults.append({"kind": "500"})
    put(verified(), not_after=NOW + timedelta(minutes=1))
    send_due(provider, NOW)
    assert reconcile(provider, LATER).given_up == 1


def test_the_same_words_to_the_same_phone_twice_are_matched_one_to_one(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    recipient_id = verified()
    first, second = put(recipient_id, "1"), put(recipient_id, "2")
    double[1].faults.append({"kind": "drop_before_accept"})
    counts = send_due(provider, NOW)
    assert (counts.unknown, counts.accepted) == (1, 1)
    assert reconcile(provider, LATER).put_back == 1
    send_due(provider, LATER)
    assert the_text(first).sid != the_text(second).sid
    assert len(double[1].kept) == 2


def test_while_the_provider_answers_no_questions_nothing_is_put_back(database: str, double: Double) -> None:
    double[1].faults.append({"kind": "500"})
    text_id = put(verified())
    send_due(make_provider(double[0]), NOW)
    counts = reconcile(make_provider("http://127.0.0.1:9"), LATER)
    assert counts.unreachable
    assert the_text(text_id).status == Status.UNKNOWN


def test_texts_without_news_are_asked_for(database: str, provider: TwilioProvider, double: Double) -> None:
    text_id = put(verified())
    send_due(provider, NOW)
    double[1].kept[the_text(text_id).sid or ""]["status"] = "delivered"
    assert reconcile(provider, LATER).moved == 0
    assert reconcile(provider, NOW + timedelta(hours=2)).moved == 1
    assert the_text(text_id).status == Status.DELIVERED


# --- news from the provider -----------------------------------------------------------------------------------------


def test_news_moves_a_text_on_whatever_its_order_and_number(database: str, provider: TwilioProvider) -> None:
    text_id = put(verified())
    send_due(provider, NOW)
    sid = the_text(text_id).sid or ""
    assert news(text_id, sid, "sent") == "moved"
    assert news(text_id, sid, "sent") == "nothing new"
    assert news(text_id, sid, "sending") == "nothing new"
    assert news(None, sid, "undelivered", 30003) == "moved"
    assert news(text_id, sid, "delivered") == "moved"
    assert news(text_id, sid, "failed", 30008) == "nothing new"
    assert news(text_id, sid, "no such word") == "nothing new"
    assert the_text(text_id).status == Status.DELIVERED


def test_news_about_nobody_is_parked_and_found_later(database: str, provider: TwilioProvider, double: Double) -> None:
    double[1].faults.append({"kind": "drop_after_accept"})
    text_id = put(verified())
    send_due(provider, NOW)
    (sid,) = double[1].kept
    assert news(None, sid, "sent") == "parked"
    assert news("no-such-id", sid, "delivered") == "parked"
    reconcile(provider, LATER)
    assert the_text(text_id).status == Status.DELIVERED


def test_news_before_the_answer_settles_a_text_that_seemed_lost(
    database: str, provider: TwilioProvider, double: Double
) -> None:
    double[1].faults.append({"kind": "500"})
    text_id = put(verified())
    send_due(provider, NOW)
    reconcile(provider, LATER)
    assert the_text(text_id).status == Status.WAITING
    assert news(text_id, "SM" + "a" * 32, "sent") == "moved"
    assert send_due(provider, LATER).accepted == 0
    assert not double[1].kept


@pytest.mark.parametrize(("code", "again"), [(30003, 2), (30008, 1), (30005, 0), (30007, 0)])
def test_a_text_that_did_not_arrive_is_sent_again_as_often_as_helps(
    database: str, provider: TwilioProvider, double: Double, code: int, again: int
) -> None:
    put(verified(), not_after=NOW + timedelta(hours=8))
    for round_ in range(5):
        at = timedelta(hours=round_)
        send_due(provider, NOW + at)
        for sid in list(double[1].kept):
            news(None, sid, "undelivered", code, at)
            news(None, sid, "undelivered", code, at)
    assert len(double[1].kept) == 1 + again
