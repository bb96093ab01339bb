"""Segments, what is sent, and numbers: tables of cases, and the reference vectors where they are."""

import random

import pytest

from tests.sms_support import vectors
from texts.phone_number import SENTENCES, PhoneProblemError, mask_phone, read_phone_number
from texts.sanitise import sanitise
from texts.segments import count_segments

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
        counted = count_segments(vector["content"])
        if counted.encoding == "UCS-2":
            assert counted.units == vector["expected_count"], vector["content"]


def test_keeping_pairs_whole_costs_at_most_what_it_wastes() -> None:
    chance = random.Random(7)
    for _ in range(500):
        text = "".join(chance.choice("ab€[]ęم😀") for _ in range(chance.randrange(1, 400)))
        counted = count_segments(text)
        single, room = (160, 153) if counted.encoding == "GSM-7" else (70, 67)
        at_least = 1 if counted.units <= single else -(-counted.units // room)
        at_most = 1 if counted.units <= single else -(-counted.units // (room - 1))
        assert at_least <= counted.segments <= at_most


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
        if vector["kind"] == "reminder" and vector["id"] != "cy_nfd":
            letters = [char for char in vector["content"] if char.isalnum()]
            assert [char for char in sanitise(vector["content"]) if char.isalnum()] == letters, vector["id"]


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
    for vector in vectors("notify_phone_forgiving_normalisation"):
        meant = vector["expected_normalised"]
        if meant.startswith(("4473", "4474", "4477", "4479")):
            assert read_phone_number(vector["input"]) == f"+{meant}"
        else:  # landlines, a personal number and a German one: rightly no UK mobiles
            with pytest.raises(PhoneProblemError):
                read_phone_number(vector["input"])


@pytest.mark.parametrize(
    "group",
    ["notify_phone_uk_landlines_valid_but_not_textable", "notify_phone_invalid", "notify_phone_forgiving_rejects"],
)
def test_numbers_that_no_text_reaches_are_refused(group: str) -> None:
    for vector in vectors(group):
        with pytest.raises(PhoneProblemError):
            read_phone_number(vector["input"])


def test_a_masked_number_shows_three_digits() -> None:
    assert mask_phone("+447700900123") == "07••• •••123"
