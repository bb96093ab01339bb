"""Reads the facts of one unit of a school message: dates, times, money, people, place, asks and status."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from messages.asks import Asks, find_asks, is_due, says_when_to_hear
from messages.dates import DateSpan, find_dates
from messages.money import Cost, find_costs, money_spans
from messages.people import Audience, find_audience, group_spans
from messages.places import find_place
from messages.sentences import Unit, UnitKind
from messages.status import Status, status_of
from messages.times import TimeRole, TimeSpan, find_times

CONTACT = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w/])(?:\+44\s?|\(?0)\d(?:[\s()-]*\d){8,9}(?!\d)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|took|went|raised|enjoyed|thanks? (?:you )?(?:to|for|so much)|well done|"
    r"congratulations|celebrated|visited|won|since|born|last (?:week|month|term|year|night)|came)\b",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"\b(?:aged|born|since|dated|as of|as at|updated|published|letter of|week before|version)\b[^.;!?]{0,25}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """What one unit states.

    `dates` are days on which something happens, `due` last days for doing something, `old` days that no longer hold.
    """

    unit: Unit
    dates: tuple[DateSpan, ...] = ()
    due: tuple[DateSpan, ...] = ()
    old: tuple[DateSpan, ...] = ()
    times: tuple[TimeSpan, ...] = ()
    due_times: tuple[TimeSpan, ...] = ()
    costs: tuple[Cost, ...] = ()
    audience: tuple[Audience, ...] = ()
    place: str | None = None
    asks: Asks = field(default_factory=Asks)
    status: Status = Status.ON
    weekly_row: bool = False

    @property
    def text(self) -> str:
        return self.unit.text

    @property
    def is_row(self) -> bool:
        return self.unit.kind is not UnitKind.SENTENCE


def read_facts(unit: Unit, reference: date, near: date | None = None) -> Facts:
    """The facts of `unit`. `near` is the date read last, which settles "Monday 2nd" without a month."""
    text = unit.text
    quiet = blank(text, [match.span() for match in CONTACT.finditer(text)])
    no_money = blank(quiet, [*money_spans(quiet), *group_spans(quiet)])
    spans = find_dates(no_money, reference, near)
    times = find_times(blank(no_money, [(s.start, s.end) for s in spans]))
    for_due = blank(no_money, [(t.start, t.end) for t in times])
    dates, due, old = _sorted_dates(spans, for_due, reference)
    return Facts(
        unit,
        dates=tuple(dates),
        due=tuple(due),
        old=tuple(old),
        times=tuple(t for t in times if t.role is not TimeRole.ASIDE and not _belongs_to(t, due, text)),
        due_times=tuple(t for t in times if _belongs_to(t, due, text)),
        costs=tuple(find_costs(quiet)),
        audience=tuple(find_audience(quiet)),
        place=find_place(blank(quiet, [(s.start, s.end) for s in spans])),
        asks=find_asks(quiet),
        status=status_of(text, has_old_date=bool(old), has_date=bool(dates)),
    )


def blank(text: str, spans: Iterable[tuple[int, int]], with_: str = " ") -> str:
    """`text` with every character of the spans replaced by a space (or `with_`), so that positions stay."""
    for start, end in spans:
        text = text[:start] + with_ * (end - start) + text[end:]
    return text


def _sorted_dates(
    spans: list[DateSpan], text: str, reference: date
) -> tuple[list[DateSpan], list[DateSpan], list[DateSpan]]:
    dates: list[DateSpan] = []
    due: list[DateSpan] = []
    old: list[DateSpan] = []
    for span in spans:
        past = (span.end_date or span.date) < reference and _PAST.search(text) is not None
        if span.old:
            old.append(span)
        elif (
            past or says_when_to_hear(text[: span.start]) or _WINDOW.search(text[max(0, span.start - 40) : span.start])
        ):
            continue
        elif not span.week and is_due(text, span.start, span.end):
            due.append(span)
        else:
            dates.append(span)
    if due:
        dates = [span for span in dates if not span.week]
    return dates, due, old


def _belongs_to(moment: TimeSpan, due: list[DateSpan], text: str) -> bool:
    """A time next to a last day ("by 3pm on Friday 10th June") is that day's, not the event's."""
    for span in due:
        between = text[moment.end : span.start] if moment.end <= span.start else text[span.end : moment.start]
        if len(between) <= 25 and not re.search(r"[.;]\s", between):
            return True
    return False
