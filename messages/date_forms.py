"""The forms in which a British letter writes a date, read as they stand: nothing is inferred here."""

import datetime as dt
import re
from dataclasses import dataclass, replace

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
    r"(?P<iso>20\d\d-\d\d-\d\d)\b",
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
_LONGEST_CHAIN = 12
_ASKS_FOR_DATE = re.compile(
    r"(?:^|\b(?:on|by|from|to|until|date|dated|w/c|w/b|before)|[-–&:(]|\band)\s*$", re.IGNORECASE
)
_CONNECTOR = re.compile(
    r"(?:\s*\((?:inclusive)\))?\s*(?P<range>[-–—]|\bto\b|\buntil\b|\btill?\b|\bthrough(?:\s+to)?\b|"
    r"\band\s+(?:ending|finish(?:ing|es)?|ends?|run(?:s|ning)? (?:until|to))(?:\s+on|"
    r"\s+in)?(?:\s+(?:the\s+)?week\s+ending|\s+w/e)?\b)\s*(?:and\s+including\s+)?|"
    r"\s*(?P<list>,\s*(?:and|or|&)?|;|/|\+|\b(?:and|or)\b|&)\s*(?:on\s+|again\s+on\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DateSpan:
    """A day, or the days from `date` to `end_date`, as stated at [start, end) of the text.

    `week` marks "week commencing"; `old` a date that no longer holds; `doubt` a weekday that does not fit the date.
    """

    start: int
    end: int
    date: dt.date
    end_date: dt.date | None = None
    week: bool = False
    old: bool = False
    onwards: bool = False
    relative: bool = False
    has_year: bool = False
    doubt: bool = False


@dataclass(frozen=True)
class DateAtom:
    """One date as written; what it leaves out is None. `firm`: it is surely a date even without its neighbours."""

    start: int
    end: int
    day: int
    month: int | None
    year: int | None
    weekday: int | None
    month_first: bool
    firm: bool
    joined_by: str = ""


def date_chains(text: str) -> list[list[DateAtom]]:
    """The dates of `text` as written, in chains: "5th, 12th and 19th June" is one chain of three."""
    chains: list[list[DateAtom]] = []
    position = 0
    while hint := _ATOM_HINT.search(text, position):
        chain, end = _chain_at(text, hint.start())
        if chain:
            chains.append(chain)
        position = max(end, hint.start() + 1)
    return chains


def _chain_at(text: str, start: int) -> tuple[list[DateAtom], int]:
    atom = _atom_at(text, start)
    if atom is None:
        return [], start
    chain = [atom]
    while len(chain) < _LONGEST_CHAIN and (connector := _CONNECTOR.match(text, chain[-1].end)):
        following = _atom_at(text, connector.end())
        if following is None:
            break
        chain.append(replace(following, joined_by="range" if connector["range"] else "list"))
    if not any(a.month or a.weekday is not None for a in chain):
        return [], chain[-1].end
    while chain and not chain[-1].firm:
        chain.pop()
    if not any(a.month for a in chain) and not all(a.weekday is not None for a in chain):
        return [], start
    return chain, chain[-1].end if chain else start


def _atom_at(text: str, start: int) -> DateAtom | None:
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
        return DateAtom(start, match.end(), day, month, year, weekday, form == 3, firm)
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
        return (day, month, year) if is_day(year, month, day) else (None, None, None)
    if numeric := groups.get("numeric"):
        parts = [int(part) for part in re.split(r"[/.-]", numeric)]
        day, month = parts[0], parts[1]
        year_or_none = (parts[2] + 2000 if parts[2] < 100 else parts[2]) if len(parts) == 3 else None
        if not is_day(year_or_none or 2024, month, day):
            return None, None, None
        return day, month, year_or_none
    day = int(groups["day"] or 0)
    month_word = groups.get("month")
    named_month = MONTHS[month_word[:3].lower()] if month_word else None
    year_word = groups.get("year")
    stated_year = int(year_word[-2:]) + 2000 if year_word else None
    if named_month and not is_day(stated_year or 2024, named_month, day):
        return None, None, None
    return day, named_month, stated_year


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
