"""Locales: dates, times, money and distances as each language writes them; catalogues that are whole; plural forms."""

from datetime import date, time

import pytest

from locales import (
    LANGUAGES,
    format_date,
    format_list,
    format_miles,
    format_money,
    format_time,
    format_weekday,
    language,
    review_note,
    translate,
    translate_plural,
)
from locales.catalogue import FSI, PDI
from locales.check import problems

DAY = date(2026, 12, 11)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "Friday, 11 December 2026"),
        ("pl", "piątek, 11 grudnia 2026"),
        ("ro", "vineri, 11 decembrie 2026"),
        ("ur", "جمعہ، 11 دسمبر، 2026"),
        ("ar", "الجمعة، 11 ديسمبر 2026"),
        ("uk", "пʼятниця, 11 грудня 2026 р."),
        ("es", "viernes, 11 de diciembre de 2026"),
        ("pt", "sexta-feira, 11 de dezembro de 2026"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(code: str, shown: str) -> None:
    assert format_date(DAY, code).replace("\u202f", " ") == shown  # CLDR has a narrow space in Ukrainian


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_shows_the_digits_of_the_letter(code: str) -> None:
    for shown in (format_date(DAY, code), format_time(time(9, 15), code), format_miles(1.3, code), format_money(1250)):
        assert all(sign in "0123456789" for sign in shown if sign.isdecimal()), shown
    assert "11" in format_date(DAY, code)


@pytest.mark.parametrize(
    ("pence", "shown"), [(0, "£0"), (50, "£0.50"), (500, "£5"), (1250, "£12.50"), (123456, "£1,234.56")]
)
def test_money_is_written_as_the_shop_writes_it(pence: int, shown: str) -> None:
    assert format_money(pence) == shown


@pytest.mark.parametrize(
    ("miles", "code", "shown"),
    [
        (1, "en", "1 mile"),
        (0.4, "en", "0.4 miles"),
        (12.3, "en", "12 miles"),
        (0.4, "pl", "0,4 mili"),
        (5, "pl", "5 mil"),
    ],
)
def test_a_distance_has_the_right_plural(miles: float, code: str, shown: str) -> None:
    assert format_miles(miles, code) == shown


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_distance_has_a_word_in_every_language(code: str) -> None:
    assert "length" not in format_miles(2, code)


def test_lists_and_weekdays_are_the_languages_own() -> None:
    assert format_list(["a", "b", "c"], "es") == "a, b y c"
    assert format_list([], "es") == ""
    assert [format_weekday(1, code) for code in ("ur", "pl", "en", "es")] == ["منگل", "wtorek", "Tuesday", "martes"]


def test_a_value_keeps_its_direction_in_right_to_left_text() -> None:
    assert translate("{x}", "ur", x="01632 960100") == f"{FSI}01632 960100{PDI}"
    assert translate("{x}", "pl", x="01632 960100") == "01632 960100"


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert translate("{name}", "en", name="{phone} %s") == "{phone} %s"


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        translate("{name}", "en", other="x")


@pytest.mark.parametrize("n", [1, 2, 5, 22])
@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_plural_forms_hold_the_number(code: str, n: int) -> None:
    shown = translate_plural(
        "last checked {n} month ago, ring first", "last checked {n} months ago, ring first", n, code
    )
    assert "last checked" not in shown
    assert str(n) in shown or (code == "ar" and n <= 2)


@pytest.mark.parametrize(("code", "found"), [("pt-BR", "pt"), ("UR", "ur"), ("xx", "en"), (None, "en"), ("", "en")])
def test_a_language_code_is_read_leniently(code: str | None, found: str) -> None:
    assert language(code).code == found


def test_every_translation_that_no_native_reader_has_checked_says_so() -> None:
    assert review_note("en") is None
    assert all(review_note(code) for code in LANGUAGES if code != "en")


def test_the_catalogues_are_whole() -> None:
    assert list(problems()) == []
