"""Dates, times, money, distances and lists by CLDR. The digits stay those of the letter and the clock: 0 to 9."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.lists import format_list as babel_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from locales.catalogue import translate_plural
from locales.languages import language

A_MONDAY = date(2024, 1, 1)


def _cldr(code: str) -> Locale:
    return Locale.parse(language(code).cldr)


def format_date(day: date, code: str) -> str:
    """Weekday, day, month and year: "Friday 11 December 2026"."""
    return babel_date(day, "full", locale=_cldr(code))


def format_short_date(day: date, code: str) -> str:
    """Day, month and year: "11 Dec 2026"."""
    return babel_date(day, "medium", locale=_cldr(code))


def format_month(day: date, code: str) -> str:
    """Month and year: "December 2026"."""
    return babel_date(day, "LLLL y", locale=_cldr(code))


def format_time(at: time, code: str) -> str:
    """Hours and minutes as the language writes them."""
    return babel_time(at, "short", locale=_cldr(code))


def format_weekday(number: int, code: str) -> str:
    """The name of a weekday, 0 for Monday."""
    # By a date: asking Babel 2.18 for "stand-alone" names gives every later language the first one's, where CLDR has an alias.
    return babel_date(A_MONDAY + timedelta(days=number), "EEEE", locale=_cldr(code))


def format_money(pence: int) -> str:
    """Pounds from pence, as the shop and the letter write them, whole pounds without the zeros: "£2.50", "£5".

    The same in every language: a family reads it off an English price, and "2,50 GBP" is on no English price.
    """
    pattern = "¤#,##0" if pence % 100 == 0 else "¤#,##0.00"
    return format_currency(pence / 100, "GBP", pattern, locale="en_GB", currency_digits=False)


def format_miles(miles: float, code: str) -> str:
    """A distance, one decimal below ten miles: "0.4 miles".

    By CLDR, which knows the plural of a decimal; CLDR has no mile in Urdu, Panjabi, Bengali and Ukrainian, ours has.
    """
    rounded = round(miles, 1) if miles < 10 else round(miles)
    shown = format_unit(rounded, "length-mile", "long", locale=_cldr(code), numbering_system="latn")
    if "length-mile" not in shown:
        return shown
    distance = format_decimal(rounded, locale=_cldr(code), numbering_system="latn")
    n = int(rounded) if rounded == int(rounded) else 2
    return translate_plural("{distance} mile", "{distance} miles", n, code, distance=distance)


def format_list(items: Sequence[str], code: str) -> str:
    """Items with the language's commas and "and"."""
    return babel_list(list(items), locale=_cldr(code)) if items else ""
