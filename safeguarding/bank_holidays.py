"""The bank holidays of England and Wales, as the Banking and Financial Dealings Act 1971 and yearly practice give them.

One-off holidays (a coronation, a jubilee) are not known here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


def is_bank_holiday(day: date) -> bool:
    """True on a bank holiday in England and Wales."""
    return day in _of_year(day.year)


@lru_cache(maxsize=16)
def _of_year(year: int) -> frozenset[date]:
    easter = _easter_sunday(year)
    fixed = _with_substitutes(date(year, 1, 1)) | _with_substitutes(date(year, 12, 25), date(year, 12, 26))
    return fixed | {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _monday_on_or_after(date(year, 5, 1)),
        _monday_on_or_after(date(year, 5, 25)),
        _monday_on_or_after(date(year, 8, 25)),
    }


def _with_substitutes(*days: date) -> frozenset[date]:
    """The days themselves, and for each at a weekend the next weekday that is free."""
    taken = set(days)
    for day in days:
        if day.weekday() >= 5:
            substitute = day
            while substitute.weekday() >= 5 or substitute in taken:
                substitute += timedelta(days=1)
            taken.add(substitute)
    return frozenset(taken)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _easter_sunday(year: int) -> date:
    """Easter by the Gregorian computus (Meeus, Jones, Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, skipped = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - drift + 15) % 30
    fours, ones = divmod(rest, 4)
    weekday = (32 + 2 * skipped + 2 * fours - epact - ones) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
