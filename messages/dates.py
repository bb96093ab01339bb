"""Reads the dates of a British school message: every form in use, the year inferred, nothing invented.

A date is read only where the message states at least a day of the month with its month or weekday, a weekday with a
word that fixes it ("next Thursday"), or today and tomorrow. All dates are calendar days in Europe/London.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)\b(?:\.(?=\s*\d))?"
)
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_MONTH = rf"(?P<month>{_MONTH_NAME})(?:\.(?=\s*\d))?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
_ORDINAL = r"\s?(?:st|nd|rd|th)\b"
_YEAR = r"(?:,?\s*(?P<year>20\d\d|[’'‘]\d\d)\b)?"
_CLOCK_FOLLOWS = r"[:.]\d|\s*[ap]\.?m\b|\s*[-–]\s*\d{1,2}(?:[:.]\d|\s*[ap]\.?m\b)"
_ATOM_FORMS = (
    rf"(?P<iso>20\d\d-\d\d-\d\d)\b",
    rf"(?:{_WEEKDAY},?\s*)?(?P<numeric>\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d|\d{{1,2}}[.-]\d{{1,2}}[.-](?:20)?\d\d|"
    rf"\d{{1,2}}/\d{{1,2}}(?!\s*{_MONTH_NAME}|(?:st|nd|rd|th)\b))(?![\d/])",
    rf"(?:{_WEEKDAY},?\s*(?:the\s+)?)?{_DAY}(?:{_ORDINAL})?\s*(?:of\s+|-)?{_MONTH}{_YEAR}",
    rf"(?:{_WEEKDAY},?\s*(?:the\s+)?)?{_MONTH}\s*{_DAY}(?:{_ORDINAL})?{_YEAR}",
    rf"{_WEEKDAY},?\s*(?:the\s+)?{_DAY}(?P<ordinal>{_ORDINAL})?(?!{_CLOCK_FOLLOWS})",
    rf"(?:the\s+)?{_DAY}(?P<ordinal>{_ORDINAL})",
    rf"{_DAY}(?!{_CLOCK_FOLLOWS})",
)
_ATOMS = [re.compile(form, re.IGNORECASE) for form in _ATOM_FORMS]
_ATOM_HINT = re.compile(r"(?<![\w£$€.:/-])(?=\d|[jfmasondtw])", re.IGNORECASE)
_ASKS_FOR_DATE = re.compile(r"(?:^|\b(?:on|by|from|to|until|date|dated|w/c|w/b|before)|[-–&:(]|\band)\s*$", re.IGNORECASE)
_CONNECTOR = re.compile(
    r"(?:\s*\((?:inclusive)\))?\s*(?P<range>[-–—]|\bto\b|\buntil\b|\btill?\b|\bthrough(?:\s+to)?\b|\band\s+(?:ending|finishing)(?:\s+on)?\b)\s*(?:and\s+including\s+)?|"
    r"\s*(?P<list>,\s*(?:and|or|&)?|;|/|\+|\b(?:and|or)\b|&)\s*(?:on\s+|again\s+on\s+)?",
    re.IGNORECASE,
)
_WEEKDAY_NAME = r"(?P<{}>mon|tues|wednes|thurs|fri|satur|sun)day\b"
_RELATIVE = re.compile(
    r"\b(?P<day>today|tonight|this (?:morning|afternoon|evening)|tomorrow|the day after tomorrow)\b|"
    rf"\b(?P<which>this coming|this|next|on|by|until|coming)\s+{_WEEKDAY_NAME.format('weekday')}"
    r"(?P<week>\s+week\b)?(?!\s+(?:(?:morning|afternoon|evening|night|lunchtime)s\b|(?:and|or|to)\s+(?:mon|tue|wed|thu|fri)|of\b))",
    re.IGNORECASE,
)
_NEXT_WEEK_DAY = re.compile(
    rf"\bnext week,?\s+(?:on\s+)?{_WEEKDAY_NAME.format('a')}|{_WEEKDAY_NAME.format('b')}\s+(?:of\s+)?next week\b",
    re.IGNORECASE,
)
_ROUTINE = re.compile(r"\b(?:every|each|weekly|term time|always|days? (?:is|are))\b", re.IGNORECASE)
_WEEK = re.compile(
    r"(?:\bw\s?[/.]?\s?[cb]\b\.?|\bweek\s+(?:commencing|beginning|starting|of)|\bwk\s+(?:commencing|beginning))"
    r"\s*:?\s*(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s*,?\s*(?:onwards?)\b", re.IGNORECASE)
_OLD_BEFORE = re.compile(
    r"(?:\boriginally\b(?:\s+(?:planned|scheduled|due|arranged|booked|set|going|meant|supposed|advertised|to be|held))*|"
    r"\b(?:instead of|rather than|not|previously|in place of)\b|"
    r"\b(?:moved|changed|rearranged|postponed|rescheduled|switched|brought forward|put back|delayed|move|change)\s+(?:\w+\s+){0,5}?from|"
    r"\b(?:was|were|had been)\s+(?:originally\s+)?(?:due|supposed|planned|scheduled|meant|arranged|booked|set)(?:\s+to\s+(?:be|take place|happen|run)(?:\s+held)?)?)"
    r"\s*(?:for|on|to be|as|held)?(?:\s+(?:on|for))?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_NEW_BETWEEN = re.compile(r"\s*(?:,?\s*(?:and\s+)?(?:is\s+)?(?:now\s+)?)?(?:to|until|till)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class DateSpan:
    """A day, or the days from `date` to `end_date`, as stated at [start, end) of the text.

    `week` marks "week commencing"; `old` a date that no longer holds; `doubt` a weekday that does not fit the date.
    """

    start: int
    end: int
    date: date
    end_date: date | None = None
    week: bool = False
    old: bool = False
    onwards: bool = False
    relative: bool = False
    has_year: bool = False
    doubt: bool = False


@dataclass(frozen=True)
class _Atom:
    start: int
    end: int
    day: int
    month: int | None
    year: int | None
    weekday: int | None
    month_first: bool
    firm: bool
    joined_by: str = ""


def find_dates(text: str, reference: date, near: date | None = None) -> list[DateSpan]:
    """The dates stated in `text`, in order. `reference` is the day the message was written (Europe/London); `near`
    a date the letter named before, which settles "Monday 2nd" without a month.

    Give the text with times, year groups and phone numbers blanked out, so that their digits are not taken for days.
    """
    found: list[DateSpan] = []
    for chain in _chains(text):
        found.extend(_resolve_chain(chain, text, reference, near))
    taken = [(span.start, span.end) for span in found]
    for span in _relative_dates(text, reference):
        if not any(start < span.end and span.start < end for start, end in taken):
            found.append(span)
    return sorted(found, key=lambda span: span.start)


def _chains(text: str) -> list[list[_Atom]]:
    chains: list[list[_Atom]] = []
    position = 0
    while hint := _ATOM_HINT.search(text, position):
        chain, end = _chain_at(text, hint.start())
        if chain:
            chains.append(chain)
        position = max(end, hint.start() + 1)
    return chains


def _chain_at(text: str, start: int) -> tuple[list[_Atom], int]:
    atom = _atom_at(text, start)
    if atom is None:
        return [], start
    chain = [atom]
    while connector := _CONNECTOR.match(text, chain[-1].end):
        following = _atom_at(text, connector.end())
        if following is None:
            break
        chain.append(replace(following, joined_by="range" if connector["range"] else "list"))
    while chain and not chain[-1].firm:
        chain.pop()
    if not any(a.month for a in chain) and not all(a.weekday is not None for a in chain):
        return [], start
    return chain, chain[-1].end if chain else start


def _atom_at(text: str, start: int) -> _Atom | None:
    for form, pattern in enumerate(_ATOMS):
        match = pattern.match(text, start)
        if match is None:
            continue
        groups = match.groupdict()
        day, month, year = _numbers(groups)
        if day is None or (groups.get("numeric") and not _is_numeric_date(match, text)):
            continue
        weekday = WEEKDAYS[groups["weekday"][:3].lower()] if groups.get("weekday") else None
        ordinal = bool(groups.get("ordinal"))
        firm = month is not None or weekday is not None or ordinal
        return _Atom(start, match.end(), day, month, year, weekday, form == 3, firm)
    return None


def _is_numeric_date(match: re.Match[str], text: str) -> bool:
    """Whether "10/1" is a date: with a weekday, a year, or after a word that asks for a date; "24/7" is none."""
    if match["weekday"] or len(re.split(r"[/.-]", match["numeric"])) == 3:
        return True
    return _ASKS_FOR_DATE.search(text[max(0, match.start() - 20) : match.start()]) is not None


def _numbers(groups: dict[str, str | None]) -> tuple[int | None, int | None, int | None]:
    """Day, month and year of one match; day first, as in Britain. (None, …) where it is no date."""
    if iso := groups.get("iso"):
        year, month, day = (int(part) for part in iso.split("-"))
        return (day, month, year) if _valid(year, month, day) else (None, None, None)
    if numeric := groups.get("numeric"):
        parts = [int(part) for part in re.split(r"[/.-]", numeric)]
        day, month = parts[0], parts[1]
        year_or_none = (parts[2] + 2000 if parts[2] < 100 else parts[2]) if len(parts) == 3 else None
        if not _valid(year_or_none or 2024, month, day):
            return None, None, None
        return day, month, year_or_none
    day = int(groups["day"] or 0)
    month_word = groups.get("month")
    named_month = MONTHS[month_word[:3].lower()] if month_word else None
    year_word = groups.get("year")
    stated_year = int(year_word[-2:]) + 2000 if year_word else None
    if named_month and not _valid(stated_year or 2024, named_month, day):
        return None, None, None
    return day, named_month, stated_year


def _valid(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _resolve_chain(chain: list[_Atom], text: str, reference: date, near: date | None) -> list[DateSpan]:
    atoms = _with_months(chain)
    days: list[tuple[_Atom, date, bool]] = []
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


def _with_months(chain: list[_Atom]) -> list[_Atom]:
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
    atom: _Atom, dated: _Atom | None, floor: date | None, reference: date, near: date | None
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
    if not _valid(year, atom.month, atom.day):
        return None, False
    day = date(year, atom.month, atom.day)
    return day, atom.weekday is not None and day.weekday() != atom.weekday


def infer_year(day: int, month: int, weekday: int | None, reference: date) -> tuple[date | None, bool]:
    """The day meant by a date without a year, and whether its weekday is in doubt.

    With a weekday: the year in which it fits, nearest to `reference`. Otherwise the date between about two months
    before and ten months after `reference`.
    """
    years = range(reference.year - 1, reference.year + 3)
    days = [date(year, month, day) for year in years if _valid(year, month, day)]
    fitting = [d for d in days if d.weekday() == weekday and -120 <= (d - reference).days <= 330]
    if fitting:
        return min(fitting, key=lambda d: abs((d - reference).days - 60)), False
    near = [d for d in days if -62 <= (d - reference).days <= 304]
    return (near[0], weekday is not None) if near else (None, False)


def _day_without_month(atom: _Atom, reference: date, near: date | None) -> date | None:
    """ "Monday 2nd": a 2nd that is a Monday, within a hundred days, nearest to `near` or else the first."""
    days = [reference + timedelta(days=offset) for offset in range(-1, 101)]
    fitting = [d for d in days if d.day == atom.day and (atom.weekday is None or d.weekday() == atom.weekday)]
    if not fitting:
        return None
    return min(fitting, key=lambda d: abs((d - near).days)) if near else fitting[0]


def _joined(days: list[tuple[_Atom, date, bool]]) -> list[DateSpan]:
    """One span per range and per run of consecutive days; other days of a list stand alone."""
    spans: list[DateSpan] = []
    for atom, day, doubt in days:
        last = spans[-1] if spans else None
        last_day = (last.end_date or last.date) if last else None
        follows = last_day is not None and day - last_day == timedelta(days=1)
        if last and last_day and day > last_day and (atom.joined_by == "range" or (atom.joined_by == "list" and follows)):
            spans[-1] = replace(last, end=atom.end, end_date=day, doubt=last.doubt or doubt)
        elif day != last_day:
            spans.append(DateSpan(atom.start, atom.end, day, has_year=atom.year is not None, doubt=doubt))
    return spans


def _split_moved(span: DateSpan, text: str, chain: list[_Atom]) -> list[DateSpan]:
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


def _relative_dates(text: str, reference: date) -> list[DateSpan]:
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
