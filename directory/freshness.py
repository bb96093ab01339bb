"""How far a service's facts can be trusted by the day they were last checked.

The 90 days are Open Referral UK's advice on assurance; the 365 are ours: a year brings a new timetable everywhere.
"""

from calendar import monthrange
from datetime import date
from typing import Literal

Freshness = Literal["fresh", "ageing", "stale", "unknown"]

FRESH_DAYS, STALE_DAYS = 90, 365

# What rank is left to a service whose facts are that old.
WEIGHTS: dict[Freshness, float] = {"fresh": 1.0, "ageing": 0.95, "unknown": 0.85, "stale": 0.8}


def freshness(checked: date | None, today: date) -> Freshness:
    """Fresh up to 90 days after the check, stale after 365, unknown when no check is stated."""
    if checked is None:
        return "unknown"
    age = (today - checked).days
    if age <= FRESH_DAYS:
        return "fresh"
    return "ageing" if age <= STALE_DAYS else "stale"


def months_before(day: date, months: int) -> date:
    """The last day since which whole months have gone by: `months_since` says so many."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_since(checked: date, today: date) -> int:
    """Whole months between two days."""
    months = (today.year - checked.year) * 12 + today.month - checked.month
    return max(0, months - (today.day < checked.day))
