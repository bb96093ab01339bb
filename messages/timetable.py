"""Reads rows that start with a bare weekday: "Monday: Nursery 9.30am" under "Sports Week, 23rd - 27th June"."""

import re
from dataclasses import replace
from datetime import date, timedelta

from messages.date_forms import WEEKDAYS, DateSpan
from messages.facts import Facts

_WEEKDAY_ROW = re.compile(r"(?P<day>mon|tues|wednes|thurs|fri|satur|sun)days?\b\s*(?:[:–—|-]|(?=\())", re.IGNORECASE)
_ONE_WEEK = timedelta(days=6)


def week_named(facts: Facts) -> tuple[date, date] | None:
    """The week that a unit names: a range of at most seven days, or "week commencing"."""
    for span in facts.dates:
        if span.week:
            return span.date, span.date + _ONE_WEEK
        if span.end_date and span.end_date - span.date <= _ONE_WEEK:
            return span.date, span.end_date
    return None


def with_weekday(facts: Facts, week: tuple[date, date] | None) -> Facts:
    """A row of a timetable with its day: the day of the week the letter named before, else what happens every week."""
    row = _WEEKDAY_ROW.match(facts.text) if facts.is_row and not facts.dates and not facts.due else None
    if row is None:
        return facts
    start = row.start("day")
    wanted = WEEKDAYS[row["day"][:3].lower()]
    if week:
        days = (week[0] + timedelta(days=offset) for offset in range((week[1] - week[0]).days + 1))
        day = next((day for day in days if day.weekday() == wanted), None)
        return replace(facts, dates=(DateSpan(start, row.end(), day),)) if day else facts
    name = facts.text[start : facts.text.lower().index("day", start) + 3]
    return replace(facts, asks=replace(facts.asks, recurrence=name), weekly_row=True)
