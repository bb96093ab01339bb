import json
from datetime import date
from pathlib import Path

import pytest

from messages.lines import LineStatus
from messages.reading import MAX_CHARACTERS, MessageTooLongError, Translation, read_message
from messages.source_language import language_of

MONDAY = date(2026, 3, 2)
LETTER = "Dear parents,\n\nYear 2 will visit the farm on Friday 13th March at 9.30am. The cost is £6.\n"
EVENT_KEYS = [
    "title", "status", "date", "end_date", "start_time", "end_time", "place", "audience", "action", "bring",
    "deadline", "cost", "recurrence", "words",
]  # fmt: skip


def test_the_reading_is_printed_as_the_contract_says() -> None:
    shown = read_message(LETTER, "en", MONDAY).as_json()
    assert list(shown) == ["language", "lines", "events"]
    assert shown["language"] == "en"
    assert [list(line) for line in shown["lines"]] == [["source", "target", "status"]] * 3
    (event,) = shown["events"]
    assert list(event) == EVENT_KEYS
    assert (event["date"], event["start_time"], event["end_time"], event["cost"]) == ("2026-03-13", "09:30", None, "£6")
    assert all(fragment in LETTER for fragment in event["words"])
    json.dumps(shown)


@pytest.mark.parametrize("language", ["pa", "so", "pl"])
def test_a_language_without_a_package_keeps_the_english_and_says_so(language: str) -> None:
    reading = read_message(LETTER, language, MONDAY)
    assert reading.translation is Translation.NO_PACKAGE
    assert {(line.status, line.target == line.source) for line in reading.lines} == {(LineStatus.KEPT, True)}
    assert len(reading.events) == 1


def test_a_reader_of_english_gets_the_lines_as_they_are() -> None:
    reading = read_message(LETTER, "en", MONDAY)
    assert reading.translation is Translation.SAME_LANGUAGE
    assert {line.status for line in reading.lines} == {LineStatus.SAME}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Drodzy rodzice, prosimy o przyniesienie stroju na basen w piątek. Dzieci wracają do szkoły o 12.", "pl"),
        (
            "Estimados padres, la escuela estará cerrada el lunes por la nieve. No es un día de escuela para los niños.",
            "es",
        ),
        ("Dragi părinți, vă rugăm să aduceți copiii la școală la ora 9. Nu este nevoie de bani.", "ro"),
        ("Шановні батьки, школа буде зачинена у понеділок. Діти їдуть на екскурсію.", "uk"),
        ("أولياء الأمور الكرام، ستكون المدرسة مغلقة يوم الاثنين", "ar"),
        ("محترم والدین، پیر کو سکول بند رہے گا۔ بچوں کو ٹفن دیں", "ur"),
        ("প্রিয় অভিভাবক, সোমবার স্কুল বন্ধ থাকবে।", "bn"),
        ("ਪਿਆਰੇ ਮਾਪਿਓ, ਸੋਮਵਾਰ ਨੂੰ ਸਕੂਲ ਬੰਦ ਰਹੇਗਾ।", "pa"),
    ],
)
def test_a_message_that_is_not_english_is_named_and_left_alone(text: str, language: str) -> None:
    reading = read_message(text, "pt", MONDAY)
    assert reading.language == language
    assert reading.translation is Translation.NOT_ENGLISH
    assert reading.events == ()
    assert "".join(line.target for line in reading.lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["SCHOOL CLOSED TODAY", "PE kit tomorrow", "Year 3 trip £4", "Mon 5th: 3pm", "Thank you"]
)
def test_short_english_is_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x01", "\u202e\u200b"])
def test_an_empty_message_is_empty(text: str) -> None:
    reading = read_message(text, "pl", MONDAY)
    assert reading.translation is Translation.EMPTY
    assert reading.as_json() == {"language": "und", "lines": [], "events": []}


def test_hostile_input_is_only_text() -> None:
    text = "<script>alert('x')</script> Trip on Friday 13th March\n\u202eevil\u202c {place} %s ${HOME} \x1b[31m'; DROP TABLE--"
    reading = read_message(text, "pl", MONDAY)
    assert [str(event.date) for event in reading.events] == ["2026-03-13"]
    shown = "\n".join(line.target for line in reading.lines)
    assert "<script>alert('x')</script>" in shown
    assert "{place} %s ${HOME}" in shown
    assert not any(ord(c) < 32 and c != "\n" for c in shown)
    assert "\u202e" not in shown


def test_above_the_limit_nothing_is_cut_off_silently() -> None:
    with pytest.raises(MessageTooLongError, match="200,000"):
        read_message("a" * (MAX_CHARACTERS + 1), "pl", MONDAY)


@pytest.mark.parametrize(
    "repeated", [LETTER, "5 and ", "5th, ", "1", ".", " ", "(a) ", "Year 5, ", "£1 ", "moved a b from "]
)
@pytest.mark.timeout(120)  # a guard against a reader that hangs; bench/growth.py measures how time grows with length
def test_sixty_pages_of_anything_are_read_to_their_end(repeated: str) -> None:
    text = (repeated * (MAX_CHARACTERS // len(repeated) + 1))[:MAX_CHARACTERS]
    reading = read_message(text, "pl", MONDAY)
    read = sum(len(line.source) for line in reading.lines)
    assert read >= len(text.strip()) // 2 or not any(letter.isalpha() for letter in repeated)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(0)
    read_message(LETTER, "pl", MONDAY)
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_the_room_stands_on_the_ground_floor_only() -> None:
    rooms = {"app", "bot", "desk", "actions", "handover", "reminders", "directory", "texts"}
    for file in (Path(__file__).parents[2] / "messages").glob("*.py"):
        imported = {
            line.split()[1].split(".")[0]
            for line in file.read_text().splitlines()
            if line.startswith(("from ", "import "))
        }
        assert not imported & rooms, file.name
