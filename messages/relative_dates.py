"""Reads the days that a letter names from its own day: today, tomorrow, this Friday, next Thursday."""

import re
from datetime import date, timedelta

from messages.date_forms import WEEKDAYS, DateSpan

_WEEKDAY_NAME = r"(?P<{}>mon|tues|wednes|thurs|fri|satur|sun)day\b"
_RELATIVE = re.compile(
    r"\b(?P<day>today|tonight|this (?:morning|afternoon|evening)|tomorrow|the day after tomorrow)\b|"
    rf"\b(?P<which>this coming|this|next|on|by|until|coming)\s+{_WEEKDAY_NAME.format('weekday')}"
    r"(?P<week>\s+week\b)?(?!\s+(?:(?:morning|afternoon|evening|night|lunchtime)s\b|(?:and|or|to)\s+(?:mon|"
    r"tue|wed|thu|fri)|of\b))",
    re.IGNORECASE,
)
_NEXT_WEEK_DAY = re.compile(
    rf"\bnext week,?\s+(?:on\s+)?{_WEEKDAY_NAME.format('a')}|{_WEEKDAY_NAME.format('b')}\s+(?:of\s+)?next week\b",
    re.IGNORECASE,
)
_ROUTINE = re.compile(r"\b(?:every|each|weekly|term time|always|days? (?:is|are))\b", re.IGNORECASE)


def relative_dates(text: str, reference: date) -> list[DateSpan]:
    """The days named in `text` by their distance from `reference` (Europe/London)."""
    spans: list[DateSpan] = []
    for match in _NEXT_WEEK_DAY.finditer(text):
        name = match["a"] or match["b"]
        monday = reference + timedelta(days=7 - reference.weekday())
        day = monday + timedelta(days=WEEKDAYS[name[:3].lower()])
        spans.append(DateSpan(match.start(), match.end(), day, relative=True))
    routine = _ROUTINE.search(text) is not None
    for match in _RELATIVE.finditer(text):
        if any(s.start < match.end() and match.start() < s.end for s in spans):
            continue
        if match["which"] and routine:
            continue
        spans.append(_relative_day(match, reference))
    return spans


def _relative_day(match: re.Match[str], reference: date) -> DateSpan:
    """ "this Friday" is the coming one, "next Friday" that of the next calendar week: in doubt where they differ."""
    start, end = match.span()
    if word := match["day"]:
        days = {"tomorrow": 1, "the day after tomorrow": 2}.get(word.lower(), 0)
        return DateSpan(start, end, reference + timedelta(days=days), relative=True)
    which = match["which"].lower()
    ahead = (WEEKDAYS[match["weekday"][:3].lower()] - reference.weekday()) % 7
    if which == "next":
        following = 7 - reference.weekday() + WEEKDAYS[match["weekday"][:3].lower()]
        return DateSpan(start, end, reference + timedelta(days=following), relative=True, doubt=following > 7)
    if ahead == 0 and which != "this":
        ahead = 7
    if match["week"]:
        ahead += 7
    if which in {"on", "by", "until"}:
        start = match.start("weekday")
    return DateSpan(start, end, reference + timedelta(days=ahead), relative=True)
