"""The whole way of a line, with the real test packages, and no network."""

import importlib
import re
import sys
from datetime import date

import pytest

from messages.lines import LineStatus, translated_lines
from messages.packages import PackageStore
from messages.reading import Translation, read_message
from messages.sentences import units

from .conftest import PACKAGES

MONDAY = date(2026, 3, 2)
LETTER = """\
School trip

Please bring a packed lunch on Thursday 12th March. The coach leaves at 9.15am.
If your child is ill, please phone 01632 960123 before 8.30am.
"""


@pytest.fixture(scope="module")
def unseen() -> list[tuple[str, str]]:
    """English and Spanish sentences that the test packages were not trained on."""
    sys.path.insert(0, str(PACKAGES))
    try:
        pairs: list[tuple[str, str]] = importlib.import_module("grammar").corpus()[1]
    finally:
        sys.path.remove(str(PACKAGES))
    return pairs


def digits(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))


@pytest.mark.usefixtures("no_network")
def test_a_letter_is_translated_without_a_network(spanish: PackageStore) -> None:
    reading = read_message(LETTER, "es", MONDAY, spanish)
    assert reading.translation is Translation.TRANSLATED
    by_source = {line.source: line for line in reading.lines}
    lunch = by_source["Please bring a packed lunch on Thursday 12th March."]
    assert (lunch.target, lunch.status) == (
        "Por favor, traiga un almuerzo para llevar el jueves 12 de marzo.",
        LineStatus.TRANSLATED,
    )
    assert by_source["The coach leaves at 9.15am."].target == "El autobús sale a las 9.15am."
    assert "minisbd" not in sys.modules
    assert "argostranslate.translate" not in sys.modules


def test_no_sentence_is_shown_with_wrong_digits_and_no_right_one_is_refused(
    spanish: PackageStore, unseen: list[tuple[str, str]]
) -> None:
    lines = translated_lines(units("\n\n".join(source for source, _ in unseen)), "es", spanish)
    shown = {line.source: line.target for line in lines if line.status is LineStatus.TRANSLATED}
    wrong = [s for s, t in shown.items() if digits(t) != digits(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", s))]
    assert wrong == []
    assert len(shown) >= 0.95 * len(lines)


def test_an_undertrained_package_never_reaches_a_family(
    bad_spanish: PackageStore, unseen: list[tuple[str, str]]
) -> None:
    lines = translated_lines(units("\n\n".join(source for source, _ in unseen[:120])), "es", bad_spanish)
    assert {line.status for line in lines} == {LineStatus.KEPT}
    assert all(line.target == line.source and line.why for line in lines)


def test_an_invented_cancellation_is_kept_in_english(spanish: PackageStore) -> None:
    line = read_message("Breakfast Club", "es", MONDAY, spanish).lines[0]
    assert line.target == "Breakfast Club" or not re.search("cancel|no tendrá", line.target)


def test_an_approved_translation_comes_before_the_model(spanish: PackageStore) -> None:
    def approved(source: str) -> str | None:
        return "Traiga el almuerzo el jueves 12 de marzo." if "packed lunch" in source else None

    lines = read_message(LETTER, "es", MONDAY, spanish, approved).lines
    assert [line.status for line in lines if "lunch" in line.source] == [LineStatus.APPROVED]
    assert [line.target for line in lines if "lunch" in line.source] == ["Traiga el almuerzo el jueves 12 de marzo."]


def test_a_bullet_stays_before_its_translated_line(spanish: PackageStore) -> None:
    line = read_message("• The coach leaves at 9.15am.", "es", MONDAY, spanish).lines[0]
    assert line.target == "• El autobús sale a las 9.15am."


def test_a_shouted_line_is_put_to_the_model_in_small_letters(spanish: PackageStore) -> None:
    line = read_message("THE COACH LEAVES AT 9.15AM.", "es", MONDAY, spanish).lines[0]
    assert line.status in {LineStatus.TRANSLATED, LineStatus.KEPT}
    assert digits(line.target) == ["15", "9"]


def test_a_line_too_long_for_the_model_is_kept(spanish: PackageStore) -> None:
    line = read_message("The coach is " + "very " * 140 + "late.", "es", MONDAY, spanish).lines[0]
    assert line.status is LineStatus.KEPT
    assert line.why is not None


def test_a_line_said_twice_reads_the_same_twice(spanish: PackageStore) -> None:
    lines = read_message("The coach leaves at 9.15am.\n\nThe coach leaves at 9.15am.", "es", MONDAY, spanish).lines
    assert len(lines) == 2
    assert lines[0] == lines[1]
