import pytest

from messages.sentences import UnitKind, clean, split_sentences, units


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Please see Mr. Khan. Thank you.", ["Please see Mr. Khan.", "Thank you."]),
        ("Bring a coat, e.g. a mac. It may rain.", ["Bring a coat, e.g. a mac.", "It may rain."]),
        ("Be here at 8.20 a.m. We leave at 9.15am.", ["Be here at 8.20 a.m.", "We leave at 9.15am."]),
        ("We start at 9 a.m. Friday is a half day.", ["We start at 9 a.m. Friday is a half day."]),
        ("The cost is £3.50. Pay online!", ["The cost is £3.50.", "Pay online!"]),
        ("St. Mary's is open. N.B. Use the side gate.", ["St. Mary's is open.", "N.B. Use the side gate."]),
        ("Write to office@hill.example.org or see www.hill.example.org. Thanks.",
         ["Write to office@hill.example.org or see www.hill.example.org.", "Thanks."]),
    ],
)  # fmt: skip
def test_a_paragraph_is_split_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert list(split_sentences(text)) == sentences


def test_hard_wrapped_lines_are_rejoined() -> None:
    text = (
        "As part of our history topic on the Victorians, Year 4 will be\nvisiting Beamish Museum on Tuesday 20th May.\n"
        "Please meet in the hall."
    )
    assert [unit.text for unit in units(text)] == [
        "As part of our history topic on the Victorians, Year 4 will be visiting Beamish Museum on Tuesday 20th May.",
        "Please meet in the hall.",
    ]


def test_list_rows_stay_apart_and_keep_their_bullets() -> None:
    found = units(
        "Diary dates\n• Monday 5th May: bank holiday\n• Tuesday 6th May: school opens\n1. Bring a coat\n2) Bring a hat"
    )
    assert [(unit.marker, unit.text) for unit in found] == [
        ("", "Diary dates"),
        ("•", "Monday 5th May: bank holiday"),
        ("•", "Tuesday 6th May: school opens"),
        ("1.", "Bring a coat"),
        ("2)", "Bring a hat"),
    ]
    assert found[0].kind is UnitKind.HEADING
    assert found[1].kind is UnitKind.ROW


def test_a_time_at_the_start_of_a_line_is_not_a_numbered_point() -> None:
    assert [unit.text for unit in units("1.15 – 2.00 Year 1 races\n2.15 – 3.00 Year 2 races")] == [
        "1.15 – 2.00 Year 1 races",
        "2.15 – 3.00 Year 2 races",
    ]


def test_control_and_direction_characters_are_dropped_and_words_stay() -> None:
    assert clean("Hel\x00lo \u202eworld\u202c\u200b\r\nnext\ttab") == "Hello world\nnext | tab"


def test_capitals_make_a_heading() -> None:
    assert units("SPORTS DAY\nSports day is on Friday.")[0].kind is UnitKind.HEADING


def test_no_text_has_no_units() -> None:
    assert units(" \n\n\t ") == []


def test_an_endless_line_is_cut_and_loses_no_letter() -> None:
    found = units("abc " * 5_000)
    assert all(len(unit.text) <= 800 for unit in found)
    assert sum(unit.text.count("abc") for unit in found) == 5_000
