"""The pure decisions of `texts/`: segments, wording, numbers, hours, stop words, errors, senders, states."""

import json
import os
import random
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from locales import LANGUAGES
from texts.delivery_status import Status, from_provider, moves
from texts.errors import Action, action_on_failure, action_on_refusal
from texts.may_send import Standing, may_send
from texts.phone_number import SENTENCES, PhoneProblemError, mask_phone, read_phone_number
from texts.quiet_hours import Hours, latest_allowed, london, may_text, next_allowed
from texts.sanitise import sanitise
from texts.segments import count_segments
from texts.sender_id import SenderError, check_sender
from texts.stop_words import HELP, START, STOP, provider_answers, read_request

VECTORS = Path(__file__).parents[2] / "shared/data/sms/sms_vectors.json"


def vectors(group: str) -> list[Any]:
    """A group of the reference vectors, which are not part of this repository."""
    if not VECTORS.exists():
        if os.environ.get("CI"):
            pytest.fail(f"the reference vectors are missing: {VECTORS}")
        pytest.skip("the reference vectors are not here: sms_vectors.json")
    groups = json.loads(VECTORS.read_text(encoding="utf-8"))["groups"]
    return next(each["vectors"] for each in groups if each["id"] == group)


# --- segments -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("", "GSM-7", 0),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),
        ("م" * 70, "UCS-2", 1),
        ("م" * 71, "UCS-2", 2),
        ("م" * 134, "UCS-2", 2),
        ("م" * 66 + "😀" + "م" * 66, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
        ("\x1b", "UCS-2", 1),
    ],
)
def test_segments_are_counted_as_the_network_packs_them(text: str, encoding: str, segments: int) -> None:
    counted = count_segments(text)
    assert (counted.encoding, counted.segments) == (encoding, segments)


def test_segments_agree_with_the_exact_reference_counter() -> None:
    for vector in vectors("cross_oracle"):
        counted = count_segments(vector["content"])
        expected = vector["spec_exact"]
        assert (counted.encoding, counted.segments) == (expected["encoding"], expected["segments"]), vector["id"]


def test_segments_agree_with_twilios_calculator() -> None:
    for vector in vectors("twilio_segment_calculator"):
        counted = count_segments(vector["body"])
        assert (counted.encoding, counted.segments) == (vector["encoding"], vector["segments"])


def test_length_is_counted_in_utf16_units() -> None:
    for vector in vectors("notify_utf16_char_count"):
        content = vector["content"]
        if count_segments(content).encoding == "UCS-2":
            assert count_segments(content).units == vector["expected_count"], content


def test_segments_are_never_fewer_than_a_packing_that_splits_pairs() -> None:
    chance = random.Random(7)
    for _ in range(500):
        text = "".join(chance.choice("ab€[]ęم😀") for _ in range(chance.randrange(1, 400)))
        counted = count_segments(text)
        room = 153 if counted.encoding == "GSM-7" else 67
        single = 160 if counted.encoding == "GSM-7" else 70
        at_least = 1 if counted.units <= single else -(-counted.units // room)
        assert at_least <= counted.segments <= at_least + counted.units // room


# --- what is sent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("It’s at ‘the hub’ – “free”…", "It's at 'the hub' - \"free\"..."),
        ("10\u202fam\u00a0today", "10 am today"),
        ("\u2068Bluebell\u2069 \u200fhub\u200e", "Bluebell hub"),
        ("a\x00b\x1bc\ufeff", "abc"),
        ("w\u0302", "ŵ"),
        ("one\r\n\r\n\r\n\r\ntwo  \n", "one\n\ntwo"),
        ("zajęcia w Łodzi", "zajęcia w Łodzi"),
        ("می\u200cخواہم", "می\u200cخواہم"),
        ("\ud83d alone", "alone"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_only_what_nobody_reads_is_changed(written: str, sent: str) -> None:
    assert sanitise(written) == sent


def test_no_letter_of_any_language_is_lost() -> None:
    for vector in vectors("cross_oracle"):
        if vector["kind"] == "reminder":
            letters = [char for char in vector["content"] if char.isalnum()]
            kept = [char for char in sanitise(vector["content"]) if char.isalnum()]
            assert kept == letters or vector["id"] == "cy_nfd", vector["id"]


def test_a_text_with_lone_surrogates_can_still_be_encoded() -> None:
    assert sanitise("caf\udce9 " * 10).encode() == ("caf " * 10).strip().encode()


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "07700900123",
        "07700 900 123",
        "+44 7700 900123",
        "0044 7700900123",
        "447700900123",
        "7700900123",
        "(07700) 900-123",
    ]
    + [
        "+44 (0)7700 900123",
        "٠٧٧٠٠٩٠٠١٢٣",
        "০৭৭০০৯০০১২৩",
        "੦੭੭੦੦੯੦੦੧੨੩",
        "\u200e07700‑900‑123\u202c",
        "０７７００９００１２３",
    ],
)
def test_a_mobile_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_phone_number(typed) == "+447700900123"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("my number", "unknown character"),
        ("07700 90012O", "unknown character"),
        ("07700900123 ext 4", "unknown character"),
        ("0770090012", "too short"),
        ("077009001234", "too long"),
        ("0" * 500, "too long"),
        ("01632 960123", "not a mobile"),
        ("020 7946 0123", "not a mobile"),
        ("999", "too short"),
        ("+48 512 345 678", "not a UK number"),
        ("07700912345", "invalid"),
        ("+", "unknown character"),
        ("'; DROP TABLE text_recipient; --", "unknown character"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(typed: str, problem: str) -> None:
    with pytest.raises(PhoneProblemError) as raised:
        read_phone_number(typed)
    assert raised.value.problem == problem
    assert raised.value.sentence("en") == SENTENCES[raised.value.problem]


@pytest.mark.parametrize("group", ["notify_phone_valid_uk_mobile", "notify_phone_drama_numbers"])
def test_numbers_agree_with_the_reference(group: str) -> None:
    for vector in vectors(group):
        assert read_phone_number(vector["input"]) == f"+{vector['expected_normalised']}", vector["input"]


def test_numbers_of_the_crown_dependencies_are_taken() -> None:
    for typed in vectors("notify_phone_valid_channel_islands"):
        assert read_phone_number(typed) == typed


def test_slips_with_zeros_are_forgiven() -> None:
    taken = 0
    for vector in vectors("notify_phone_forgiving_normalisation"):
        try:
            assert read_phone_number(vector["input"]) == f"+{vector['expected_normalised']}", vector["input"]
            taken += 1
        except PhoneProblemError as error:
            # Landlines, a personal number and a German one: rightly no UK mobiles.
            assert error.problem in ("not a mobile", "not a UK number", "invalid"), vector["input"]
            assert not vector["expected_normalised"].startswith(("4473", "4474", "4477", "4479")), vector["input"]
    assert taken >= 8


@pytest.mark.parametrize(
    "group",
    ["notify_phone_uk_landlines_valid_but_not_textable", "notify_phone_invalid", "notify_phone_forgiving_rejects"],
)
def test_numbers_that_no_text_reaches_are_refused(group: str) -> None:
    for vector in vectors(group):
        with pytest.raises(PhoneProblemError):
            raise AssertionError(read_phone_number(vector["input"]))


def test_a_masked_number_shows_three_digits() -> None:
    assert mask_phone("+447700900123") == "07••• •••123"


# --- hours ----------------------------------------------------------------------------------------------------------


def utc(*parts: int) -> datetime:
    """An aware moment."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


SCHOOL_HOURS = Hours(time(9, 30), time(14, 30), frozenset({0, 1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("at", "safe", "expected"),
    [
        (utc(2026, 1, 5, 12), None, utc(2026, 1, 5, 12)),
        (utc(2026, 1, 5, 7, 59), None, utc(2026, 1, 5, 8)),
        (utc(2026, 1, 5, 20), None, utc(2026, 1, 6, 8)),
        (utc(2026, 7, 6, 7), None, utc(2026, 7, 6, 7)),
        (utc(2026, 7, 6, 6, 59), None, utc(2026, 7, 6, 7)),
        (utc(2026, 7, 6, 19), None, utc(2026, 7, 7, 7)),
        # The night the clocks go forward (29 March 2026) and back (25 October 2026).
        (utc(2026, 3, 28, 21), None, utc(2026, 3, 29, 7)),
        (utc(2026, 10, 24, 21), None, utc(2026, 10, 25, 8)),
        (utc(2026, 1, 5, 12), SCHOOL_HOURS, utc(2026, 1, 5, 12)),
        (utc(2026, 1, 9, 15), SCHOOL_HOURS, utc(2026, 1, 12, 9, 30)),
        # Her window meets the decent hours in part, then not at all: then her own hold.
        (utc(2026, 1, 5, 6), Hours(time(6), time(9)), utc(2026, 1, 5, 8)),
        (utc(2026, 1, 5, 12), Hours(time(21), time(22)), utc(2026, 1, 5, 21)),
        (utc(2026, 1, 5, 23), Hours(time(22), time(1)), utc(2026, 1, 5, 23)),
        (utc(2026, 1, 6, 0, 30), Hours(time(22), time(1)), utc(2026, 1, 6, 0, 30)),
        (utc(2026, 1, 6, 1), Hours(time(22), time(1)), utc(2026, 1, 6, 22)),
    ],
)
def test_the_next_allowed_moment(at: datetime, safe: Hours | None, expected: datetime) -> None:
    assert next_allowed(at, safe) == expected
    assert may_text(at, safe) is (at == expected)


@pytest.mark.parametrize(
    ("by", "safe", "expected"),
    [
        (utc(2026, 1, 5, 12), None, utc(2026, 1, 5, 12)),
        (utc(2026, 1, 5, 7), None, utc(2026, 1, 4, 19, 59)),
        (utc(2026, 1, 5, 22), None, utc(2026, 1, 5, 19, 59)),
        (utc(2026, 1, 11, 17), SCHOOL_HOURS, utc(2026, 1, 9, 14, 29)),
    ],
)
def test_the_latest_allowed_moment(by: datetime, safe: Hours | None, expected: datetime) -> None:
    assert latest_allowed(by, safe) == expected


def test_every_allowed_moment_of_a_year_is_within_the_window_by_the_clock() -> None:
    moment = utc(2026, 1, 1)
    while moment < utc(2027, 1, 1):
        allowed = next_allowed(moment)
        local = allowed.astimezone(__import__("zoneinfo").ZoneInfo("Europe/London")).time()
        assert time(8) <= local < time(20), moment
        assert timedelta(0) <= allowed - moment <= timedelta(hours=13), moment
        moment += timedelta(minutes=47)


def test_safe_hours_without_a_day_are_refused() -> None:
    with pytest.raises(ValueError, match="weekday"):
        next_allowed(utc(2026, 1, 1), Hours(time(9), time(10), frozenset()))


def test_a_time_that_spring_skips_becomes_the_moment_after() -> None:
    assert london(datetime(2026, 3, 29).date(), time(1, 30)) == utc(2026, 3, 29, 1, 30)


# --- replies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "request_"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Stop please", "stop"),
        ("please STOP!!", "stop"),
        ("stop texting me", "stop"),
        ("CANCEL", "stop"),
        ("przestań proszę", "stop"),
        ("przestan", "stop"),
        ("REZYGNUJE", "stop"),
        ("opreste", "stop"),
        ("براہ کرم بند کریں", "stop"),
        ("ਬੰਦ ਕਰੋ ਜੀ", "stop"),
        ("বন্ধ করুন", "stop"),
        ("أَوْقِفْ", "stop"),
        ("ايقاف", "stop"),
        ("الغاء", "stop"),
        ("joojiya fadlan", "stop"),
        ("СТОП", "stop"),
        ("Відписатися, будь ласка", "stop"),
        ("parar por favor", "stop"),
        ("START", "start"),
        ("unstop", "start"),
        ("শুরু করুন", "start"),
        ("Help", "help"),
        ("مدد", "help"),
        ("ਮਦਦ", "help"),
        ("допоможіть", "help"),
        ("what time does it stop?", "other"),
        ("thanks, see you there", "other"),
        ("don't stop", "other"),
        ("", "other"),
        ("🙂", "other"),
        ("stop " * 5000, "other"),
    ],
)
def test_a_reply_is_understood(body: str, request_: str) -> None:
    assert read_request(body) == request_


def test_stop_start_and_help_exist_in_every_language_and_do_not_overlap() -> None:
    assert set(STOP) == set(LANGUAGES)
    assert set(START) | {"en"} == set(LANGUAGES) == set(HELP) | {"en"}
    for words, meaning in ((STOP, "stop"), (START, "start"), (HELP, "help")):
        for language in words:
            for word in words[language]:
                assert read_request(word) == meaning, (language, word)
                assert read_request(word.upper()) == meaning, (language, word)


def test_we_are_silent_where_the_provider_has_answered() -> None:
    assert provider_answers(" Stop ")
    assert not provider_answers("stop please")
    assert not provider_answers("стоп")


# --- errors, senders, states ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "http_status", "action"),
    [
        (20429, 429, Action.RETRY),
        (None, 429, Action.RETRY),
        (21211, 400, Action.PERMANENT),
        (21614, 400, Action.PERMANENT),
        (21617, 400, Action.PERMANENT),
        (99999, 400, Action.PERMANENT),
        (21610, 400, Action.OPTED_OUT),
        (21606, 400, Action.CONFIG),
        (20003, 401, Action.CONFIG),
        (None, 403, Action.CONFIG),
    ],
)
def test_what_follows_from_a_refusal(code: int | None, http_status: int, action: Action) -> None:
    assert action_on_refusal(code, http_status) is action


@pytest.mark.parametrize(
    ("code", "action"),
    [(30003, Action.RETRY), (30008, Action.RETRY), (30005, Action.PERMANENT), (30007, Action.PERMANENT)]
    + [(21610, Action.OPTED_OUT), (None, Action.PERMANENT)],
)
def test_what_follows_when_a_text_did_not_arrive(code: int | None, action: Action) -> None:
    assert action_on_failure(code) is action


@pytest.mark.parametrize(
    ("sender", "can_reply"),
    [("+447700900999", True), ("60100", True), ("Fennbrook", False), ("FENNBROOKFH", False), ("Hub 2 You", False)],
)
def test_a_recognisable_sender_is_taken(sender: str, can_reply: bool) -> None:
    assert check_sender(sender).can_reply is can_reply


@pytest.mark.parametrize(
    "sender", ["", "ab", "FENNBROOKHUB", "INFO", "Alerts", "Żłobek", "07700900999", "12345678", "In-fo"]
)
def test_a_sender_that_networks_block_is_refused(sender: str) -> None:
    with pytest.raises(SenderError):
        check_sender(sender)


def test_states_only_move_on_and_delivered_always_wins() -> None:
    order = [Status.ACCEPTED, Status.QUEUED, Status.SENDING, Status.SENT, Status.UNDELIVERED, Status.DELIVERED]
    for before, state in enumerate(order):
        for after, news in enumerate(order):
            assert moves(state, news) is (after > before)
    for ours in (Status.WAITING, Status.POSTING, Status.UNKNOWN, Status.CANCELLED, Status.EXPIRED):
        assert moves(ours, Status.QUEUED)
        assert not moves(Status.QUEUED, ours)
    assert moves(Status.FAILED, Status.DELIVERED)
    assert not moves(Status.FAILED, Status.UNDELIVERED)
    assert from_provider("nonsense") is None
    assert from_provider("waiting") is None


FREE = Standing(stopped=False, bad_number=False, consents=True, safe_hours=None)


@pytest.mark.parametrize(
    ("kind", "standing", "hour", "what"),
    [
        ("reminder", FREE, 12, "send"),
        ("reminder", FREE, 22, "later"),
        ("code", FREE, 22, "send"),
        ("reminder", Standing(True, False, True, None), 12, "cancel"),
        ("code", Standing(True, False, True, None), 12, "cancel"),
        ("reminder", Standing(False, True, True, None), 12, "cancel"),
        ("reminder", Standing(False, False, False, None), 12, "cancel"),
        ("reminder", Standing(False, False, True, SCHOOL_HOURS), 15, "later"),
    ],
)
def test_whether_a_text_may_go_now(kind: str, standing: Standing, hour: int, what: str) -> None:
    assert may_send(kind, standing, utc(2026, 1, 5, hour), utc(2026, 1, 8)).what == what


def test_a_text_that_quiet_hours_would_make_useless_expires() -> None:
    assert may_send("reminder", FREE, utc(2026, 1, 5, 22), utc(2026, 1, 6, 7, 30)).what == "expire"
    assert may_send("code", FREE, utc(2026, 1, 5, 22), utc(2026, 1, 5, 22)).what == "expire"
