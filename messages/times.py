"""Reads the clock times of a British school message. Clock times are Europe/London wall time.

Where a letter gives no am or pm, the school day decides: 7 to 11 is the morning, 12 is noon, 1 to 6 the afternoon; a
finish is later than its start, and words such as "breakfast" or "disco" settle 6 to 8 o'clock.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class TimeRole(StrEnum):
    """What a time says about the event: when it starts, ends, opens its doors, or nothing (an aside)."""

    START = "start"
    END = "end"
    DOORS = "doors"
    ASIDE = "aside"


@dataclass(frozen=True)
class TimeSpan:
    """A clock time, or a start and an end, as stated at [start, end) of the text."""

    start: int
    end: int
    time: dt.time
    end_time: dt.time | None = None
    role: TimeRole = TimeRole.START


def _clock_form(side: str) -> str:
    """One clock time, with its groups named for the start ("a") or the end ("b") of a range."""
    half = r"(?:\s?(?P<{}>[ap])\.?\s?m\b\.?)?"
    return (
        rf"(?:(?P<{side}word>(?:12\s*)?(?:noon|midday)|(?:12\s*)?midnight)\b|"
        rf"(?P<{side}past>half past|quarter past|quarter to)\s+(?P<{side}past_hour>\d{{1,2}}|[a-z]+)\b"
        rf"{half.format(side + 'past_meridiem')}|"
        rf"(?P<{side}hour>[01]?\d|2[0-4])(?:[:.](?P<{side}minute>[0-5]\d))?(?![\d/])(?:\s*o['’]?clock)?"
        rf"{half.format(side + 'meridiem')}(?:\s*(?P<{side}noon>noon|midday)\b)?)"
    )


_NOT_INSIDE = r"(?<![\w£$.,:/#+-])"
_ENDS = r"(?![\w%]|[-–/]\d|\.\d|:\d)"
_RANGE = re.compile(
    rf"(?P<lead>\b(?:from|between)\s+)?{_NOT_INSIDE}{_clock_form('a')}"
    r"\s*(?P<to>[-–—]+|\bto\b|\buntil\b|\btill?\b|\band\b)\s*(?:about\s+|approximately\s+|around\s+)?"
    rf"{_clock_form('b')}{_ENDS}",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"(?P<lead>\b(?:at|from|by|until|till|before|after|around|about)\s+)?{_NOT_INSIDE}{_clock_form('a')}"
    rf"(?P<sure>\s?hrs?\b)?{_ENDS}",
    re.IGNORECASE,
)
_FOUR_FIGURES = re.compile(r"\b(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs?|hours)\b", re.IGNORECASE)
_NOT_A_TIME_BEFORE = re.compile(
    r"(?:section|version|page|paragraph|para|no|number|chapter|score of|grade|part|item|aged?|ages|years?|"
    r"room|form)\.?\s*$",
    re.IGNORECASE,
)
_NOT_A_TIME_AFTER = re.compile(
    r"\s*(?:%|km\b|m\b|miles?\b|metres?\b|kg\b|g\b|cm\b|litres?\b|years\b|months?\b|weeks?\b|days?\b|"
    r"minutes?\b|mins?\b|"
    r"hours?\b|children\b|pupils\b|people\b|adults?\b|tickets?\b|points?\b|out of\b|per\b|million\b|pages?\b|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)",
    re.IGNORECASE,
)
_MORNING = re.compile(
    r"\b(?:breakfast|mornings?|coach|departs?|departing|arrive|leav(?:e|ing)|before school|register)\b", re.IGNORECASE
)
_EVENING = re.compile(
    r"\b(?:evenings?|tonight|night|disco|quiz|after[\s-]school|afternoon|concert|bingo|film|movie|performance|"
    r"information meeting|agm|pta|fts?a|sleepover|fireworks|ball)\b",
    re.IGNORECASE,
)
_END_BEFORE = re.compile(
    r"\b(?:until|till?|finish(?:es|ing)?|ends?|ending|back|return(?:ing|s)?|collect(?:ed|ion|ing)?|"
    r"pick(?:ed)?[\s-]?up|"
    r"clos(?:es?|ing)|break(?:s|ing)? up|home)\b(?!.*\b(?:starts?|from|arrive)\b)[^.;!?]{0,45}$",
    re.IGNORECASE,
)
_DOORS_BEFORE = re.compile(
    r"\b(?:doors?|gates?|bar)\b[^.;!?]{0,20}\bopens?\b[^.;!?,]{0,20}$|\bregistration\b[^.;!?]{0,15}$", re.IGNORECASE
)
_ASIDE_BEFORE = re.compile(
    r"\b(?:office|phone lines?|usual(?:ly)?|normal(?:ly)?|instead of|rather than|not|originally|serving|last orders?|"
    r"(?:changed|moved) from|no earlier than|not before|(?:website|check|updates?|phone|ring|"
    r"call)\b[^.;!?]{0,20}\bafter)\b"
    r"[^.;!?]{0,30}$",
    re.IGNORECASE,
)
_START_AFTER = re.compile(r"\s*(?:prompt\s+|sharp\s+)?(?:start|kick[\s-]?off|departure|arrival)\b", re.IGNORECASE)
_END_AFTER = re.compile(r"\s*(?:finish|end|pick[\s-]?up|collection|return)\b", re.IGNORECASE)
_HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_NOON = 12


@dataclass(frozen=True)
class _Clock:
    hour: int
    minute: int
    meridiem: str
    exact: bool
    bare: bool


def find_times(text: str) -> list[TimeSpan]:
    """The clock times stated in `text`, in order."""
    found: list[TimeSpan] = []
    evening = _EVENING.search(text) is not None and _MORNING.search(text) is None
    for match in _RANGE.finditer(text):
        span = _range(match, text, evening=evening)
        if span:
            found.append(span)
    taken = [(span.start, span.end) for span in found]
    for match in [*_SINGLE.finditer(text), *_FOUR_FIGURES.finditer(text)]:
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        span = _single(match, text, evening=evening)
        if span:
            found.append(span)
            taken.append((span.start, span.end))
    return sorted(found, key=lambda span: span.start)


def _range(match: re.Match[str], text: str, *, evening: bool) -> TimeSpan | None:
    first, last = _clock(match, "a"), _clock(match, "b")
    if first is None or last is None or (first.bare and last.bare):
        return None
    joined_by_and = match["to"].lower() == "and"
    if joined_by_and and not (match["lead"] or "").lower().startswith("between"):
        return None
    if (first.bare or last.bare) and not (first.meridiem or last.meridiem) and _not_a_time(match, text):
        return None
    start, end = _school_day_range(first, last, evening=evening)
    role = TimeRole.ASIDE if _ASIDE_BEFORE.search(_before(text, match)) else TimeRole.START
    return TimeSpan(match.start(), match.end(), start, end, role)


def _single(match: re.Match[str], text: str, *, evening: bool) -> TimeSpan | None:
    if match.re is _FOUR_FIGURES:
        return TimeSpan(*match.span(), dt.time(int(match["hour"]), int(match["minute"])))
    clock = _clock(match, "a")
    if clock is None or (clock.bare and not match["sure"]):
        return None
    if not clock.meridiem and not clock.exact and _not_a_time(match, text):
        return None
    lead = match.start() + len(match["lead"] or "")
    return TimeSpan(lead, match.end(), _settled(clock, evening=evening), role=_role(match, text))


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 70) : match.start() + len(match["lead"] or "")]


def _role(match: re.Match[str], text: str) -> TimeRole:
    before = _before(text, match)
    if _START_AFTER.match(text, match.end()):
        return TimeRole.START
    if _ASIDE_BEFORE.search(before):
        return TimeRole.ASIDE
    if _DOORS_BEFORE.search(before):
        return TimeRole.DOORS
    if _END_AFTER.match(text, match.end()) or _END_BEFORE.search(before):
        return TimeRole.END
    return TimeRole.START


def _not_a_time(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - 15) : match.start() + len(match["lead"] or "")]
    return bool(_NOT_A_TIME_BEFORE.search(before) or _NOT_A_TIME_AFTER.match(text, match.end()))


def _clock(match: re.Match[str], side: str) -> _Clock | None:
    def part(name: str) -> str:
        return (match[side + name] or "").lower()

    if word := part("word"):
        return _Clock(0 if "midnight" in word else _NOON, 0, "", exact=True, bare=False)
    if past := part("past"):
        hour = int(part("past_hour")) if part("past_hour").isdigit() else _HOURS.get(part("past_hour"))
        if hour is None or not 1 <= hour <= _NOON:
            return None
        hour, minute = (hour, 30 if past == "half past" else 15) if past != "quarter to" else (hour - 1 or _NOON, 45)
        return _Clock(hour, minute, part("past_meridiem"), exact=False, bare=False)
    hour, minutes = int(part("hour")), part("minute")
    meridiem = "p" if part("noon") and hour == _NOON else part("meridiem")
    if hour > _NOON and meridiem:
        meridiem = ""
    exact = hour > _NOON or hour == 0 or (part("hour").startswith("0") and not meridiem)
    if hour == 24 or (exact and not minutes):
        return None
    oclock = "clock" in match.group().lower()
    return _Clock(hour, int(minutes or 0), meridiem, exact, bare=not minutes and not meridiem and not oclock)


def _settled(clock: _Clock, *, evening: bool) -> dt.time:
    hour = clock.hour
    if clock.meridiem:
        hour = hour % _NOON + (_NOON if clock.meridiem == "p" else 0)
    elif not clock.exact and (hour < 7 or (evening and hour < 9)):
        hour += _NOON
    return dt.time(hour, clock.minute)


def _school_day_range(first: _Clock, last: _Clock, *, evening: bool) -> tuple[dt.time, dt.time]:
    end = _settled(last, evening=evening)
    if first.meridiem or first.exact or not (last.meridiem or last.exact):
        start = _settled(first, evening=evening)
    else:
        # "9-10am" and "6 to 8pm" share the half of the day; "11-1pm" cannot.
        half = _NOON if end.hour >= _NOON else 0
        start = dt.time(first.hour % _NOON + half, first.minute)
        if start >= end and half:
            start = dt.time(first.hour % _NOON, first.minute)
    if end <= start and not (last.meridiem or last.exact) and end.hour < _NOON:
        end = dt.time(end.hour + _NOON, end.minute)
    return start, end
