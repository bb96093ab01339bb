"""Reads the dates of a British school message: every form in use, the year inferred, nothing invented.

A date is read only where the message states at least a day of the month with its month or weekday, a weekday with a
word that fixes it ("next Thursday"), or today and tomorrow. All dates are calendar days in Europe/London.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from messages.date_forms import DateAtom, DateSpan, date_chains, is_day
from messages.relative_dates import relative_dates

__all__ = ["DateSpan", "find_dates", "infer_year"]

_WEEK = re.compile(
    r"(?:\bw\s?[/.]?\s?[cb]\b\.?|\bweek\s+(?:commencing|beginning|starting|of)|\bwk\s+(?:commencing|beginning))"
    r"\s*:?\s*(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s*,?\s*(?:onwards?)\b", re.IGNORECASE)
_OLD_BEFORE = re.compile(
    r"(?:\boriginally\b(?:\s+(?:planned|scheduled|due|arranged|booked|set|going|meant|supposed|advertised|"
    r"to be|held))*|"
    r"\b(?:instead of|rather than|not|previously|in place of)\b|"
    r"\b(?:moved|changed|rearranged|postponed|rescheduled|switched|brought forward|put back|delayed|move|"
    r"change)\s+(?:\w+\s+){0,5}?from|"
    r"\b(?:should|would) have been(?:\s+held)?|\b(?:was|were|had been)\s+(?:originally\s+)?(?:due|supposed|"
    r"planned|scheduled|meant|arranged|booked|"
    r"set)(?:\s+to\s+(?:be|take place|happen|run)(?:\s+held)?)?)"
    r"\s*(?:for|on|to be|as|held)?(?:\s+(?:on|for))?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_MOVED_TO = re.compile(
    r"\b(?:has|have|had|is|are|was|were)\s+(?:now\s+)?(?:been\s+|being\s+)?(?:moved|changed|postponed|rescheduled|"
    r"rearranged|put back|brought forward|switched)\b[^.;!?]{0,25}\b(?:to|until|for)\b[^.;!?]{0,25}$",
    re.IGNORECASE,
)
_NEW_BETWEEN = re.compile(r"\s*(?:,?\s*(?:and\s+)?(?:is\s+)?(?:now\s+)?)?(?:to|until|till)\s*$", re.IGNORECASE)


def find_dates(text: str, reference: date, near: date | None = None) -> list[DateSpan]:
    """The dates stated in `text`, in order. `reference` is the day the message was written (Europe/London); `near`
    a date the letter named before, which settles "Monday 2nd" without a month.

    Give the text with times, year groups and phone numbers blanked out, so that their digits are not taken for days.
    """
    found: list[DateSpan] = []
    for chain in date_chains(text):
        found.extend(_resolve_chain(chain, text, reference, near))
    taken = [(span.start, span.end) for span in found]
    for span in relative_dates(text, reference):
        if not any(start < span.end and span.start < end for start, end in taken):
            found.append(_with_context(span, text, first=True))
    found.sort(key=lambda span: span.start)
    return [
        replace(span, old=span.old or _moved_on(span, found[index + 1 :], text)) for index, span in enumerate(found)
    ]


def _moved_on(span: DateSpan, later: list[DateSpan], text: str) -> bool:
    """Whether the text goes on "has been moved to" and another day."""
    return any(
        _MOVED_TO.search(text[span.end : other.start]) is not None and other.date != span.date for other in later[:3]
    )


def _resolve_chain(chain: list[DateAtom], text: str, reference: date, near: date | None) -> list[DateSpan]:
    atoms = _with_months(chain)
    days: list[tuple[DateAtom, date, bool]] = []
    floor: date | None = None
    dated = next((a for a in atoms if a.year), None)
    for atom in atoms:
        day, doubt = _day_of(atom, dated, floor, reference, near)
        if day is None:
            continue
        days.append((atom, day, doubt))
        floor = day
    spans = _joined(days)
    moved = _OLD_BEFORE.search(text, 0, chain[0].start) is not None and len(spans) > 0
    out: list[DateSpan] = []
    for span in spans:
        out.extend(_split_moved(span, text, chain) if moved and span is spans[0] else [span])
    return [_with_context(span, text, first=index == 0) for index, span in enumerate(out)]


def _with_months(chain: list[DateAtom]) -> list[DateAtom]:
    """Fills a missing month from the neighbours: "1st - 12th July", "July 11th and 12th"."""
    atoms = list(chain)
    for index, atom in enumerate(atoms):
        if atom.month is None and index and atoms[index - 1].month_first and atom.day > atoms[index - 1].day:
            atoms[index] = replace(atom, month=atoms[index - 1].month, month_first=True)
    for index in range(len(atoms) - 2, -1, -1):
        following = atoms[index + 1]
        if atoms[index].month is None and following.month is not None and atoms[index].day < following.day:
            atoms[index] = replace(atoms[index], month=following.month)
    for index in range(1, len(atoms)):
        before = atoms[index - 1]
        if atoms[index].month is None and before.month is not None and atoms[index].day > before.day:
            atoms[index] = replace(atoms[index], month=before.month)
    return atoms


def _day_of(
    atom: DateAtom, dated: DateAtom | None, floor: date | None, reference: date, near: date | None
) -> tuple[date | None, bool]:
    """The day of one atom. `dated` is the first of its chain to state a year, `floor` the chain's day before it."""
    if atom.month is None:
        return _day_without_month(atom, floor or reference, floor or near), False
    year = atom.year
    if year is None and floor is not None:
        year = floor.year if (atom.month, atom.day) >= (floor.month, floor.day) else floor.year + 1
    elif year is None and dated is not None and dated.year and dated.month:
        # "23rd December - 6th January 2025": the year belongs to January only.
        year = dated.year if (atom.month, atom.day) <= (dated.month, dated.day) else dated.year - 1
    if year is None:
        return infer_year(atom.day, atom.month, atom.weekday, reference)
    if not is_day(year, atom.month, atom.day):
        return None, False
    day = date(year, atom.month, atom.day)
    return day, atom.weekday is not None and day.weekday() != atom.weekday


def infer_year(day: int, month: int, weekday: int | None, reference: date) -> tuple[date | None, bool]:
    """The day meant by a date without a year, and whether its weekday is in doubt.

    With a weekday: the year in which it fits, nearest to `reference`. Otherwise the date between about two months
    before and ten months after `reference`.
    """
    years = range(reference.year - 1, reference.year + 3)
    days = [date(year, month, day) for year in years if is_day(year, month, day)]
    fitting = [d for d in days if d.weekday() == weekday and -120 <= (d - reference).days <= 330]
    if fitting:
        return min(fitting, key=lambda d: abs((d - reference).days - 60)), False
    near = [d for d in days if -62 <= (d - reference).days <= 304]
    return (near[0], weekday is not None) if near else (None, False)


def _day_without_month(atom: DateAtom, reference: date, near: date | None) -> date | None:
    """ "Monday 2nd": a 2nd that is a Monday, within a hundred days, nearest to `near` or else the first."""
    days = [reference + timedelta(days=offset) for offset in range(-1, 101)]
    fitting = [d for d in days if d.day == atom.day and (atom.weekday is None or d.weekday() == atom.weekday)]
    if not fitting:
        return None
    return min(fitting, key=lambda d: abs((d - near).days)) if near else fitting[0]


def _joined(days: list[tuple[DateAtom, date, bool]]) -> list[DateSpan]:
    """One span per range and per run of consecutive days; other days of a list stand alone."""
    spans: list[DateSpan] = []
    for atom, day, doubt in days:
        last = spans[-1] if spans else None
        last_day = (last.end_date or last.date) if last else None
        follows = last_day is not None and day - last_day == timedelta(days=1)
        if (
            last
            and last_day
            and day > last_day
            and (atom.joined_by == "range" or (atom.joined_by == "list" and follows))
        ):
            spans[-1] = replace(last, end=atom.end, end_date=day, doubt=last.doubt or doubt)
        elif day != last_day:
            spans.append(DateSpan(atom.start, atom.end, day, has_year=atom.year is not None, doubt=doubt))
    return spans


def _split_moved(span: DateSpan, text: str, chain: list[DateAtom]) -> list[DateSpan]:
    """ "moved from Tuesday 4th to Thursday 6th June": two dates, the first no longer true, and not a range."""
    if span.end_date is None or len(chain) != 2:
        return [span]
    between = text[chain[0].end : chain[1].start]
    if not _NEW_BETWEEN.match(between):
        return [span]
    return [
        replace(span, end=chain[0].end, end_date=None),
        replace(span, start=chain[1].start, date=span.end_date, end_date=None),
    ]


def _with_context(span: DateSpan, text: str, *, first: bool) -> DateSpan:
    before = text[max(0, span.start - 90) : span.start]
    week = _WEEK.search(before)
    onwards = _ONWARDS.match(text, span.end)
    return replace(
        span,
        start=span.start - len(before) + week.start() if week else span.start,
        end=onwards.end() if onwards else span.end,
        week=week is not None,
        onwards=onwards is not None,
        old=first and _OLD_BEFORE.search(before) is not None,
    )
