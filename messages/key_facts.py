"""Puts the facts of each event into labelled rows in the family's language.

Labels, dates, times and money are rendered by `locales`; titles, places and things to bring stay in the school's own
words. Nothing here passes through a translation model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from locales import N_, format_date, format_list, format_money, format_time, translate
from messages.events import Event
from messages.money import Cost
from messages.status import Status

WHAT, WHEN, WHERE, WHO = N_("What"), N_("When"), N_("Where"), N_("Who for")
BRING, DO, REPLY_BY, COST, STATUS = N_("Bring or wear"), N_("What to do"), N_("Reply by"), N_("Cost"), N_("Please note")
HOW_OFTEN, CHECK = N_("How often"), N_("Please check")
FREE = N_("free")
FROM_TO = N_("{start} to {end}")
DAY_AND_TIME = N_("{day}, {time}")
UNTIL = N_("until {time}")
DOUBT = N_("The day and the date in the message may not agree. Ask the school before you go.")
STATUS_WORDS: dict[Status, str] = {
    Status.RESCHEDULED: N_("The date or time has changed. This is the new one."),
    Status.POSTPONED: N_("This has been put off."),
    Status.CANCELLED: N_("This has been cancelled."),
    Status.TENTATIVE: N_("This is not certain yet."),
    Status.CONDITIONAL: N_("This only happens if something else is right, such as the weather. Read the message."),
    Status.AT_RISK: N_("This may not happen. Read the message."),
}


@dataclass(frozen=True)
class Fact:
    """One row: `name` for the program, `label` and `value` for the reader. `english`: the value is the school's own."""

    name: str
    label: str
    value: str
    english: bool = False


@dataclass(frozen=True)
class KeyFacts:
    """The rows of one event, in the order in which they are read."""

    event: Event
    rows: tuple[Fact, ...]


def key_facts(events: Sequence[Event], language: str) -> list[KeyFacts]:
    """The card of each event in `language` (ISO 639-1). What the letter does not state has no row."""
    return [KeyFacts(event, tuple(_rows(event, language))) for event in events]


def _rows(event: Event, language: str) -> list[Fact]:
    rows = [Fact("title", translate(WHAT, language), event.title, english=True)]
    if event.status in STATUS_WORDS:
        rows.append(Fact("status", translate(STATUS, language), translate(STATUS_WORDS[event.status], language)))
    if when := _when(event, language):
        rows.append(Fact("when", translate(WHEN, language), when))
    for name, label, value in (
        ("recurrence", HOW_OFTEN, event.recurrence),
        ("place", WHERE, event.place),
        ("audience", WHO, event.audience),
        ("bring", BRING, event.bring),
        ("action", DO, event.action),
    ):
        if value:
            rows.append(Fact(name, translate(label, language), value, english=True))
    if event.deadline:
        rows.append(Fact("deadline", translate(REPLY_BY, language), format_date(event.deadline, language)))
    if event.costs:
        rows.append(_cost(event.costs, language))
    if event.doubt:
        rows.append(Fact("check", translate(CHECK, language), translate(DOUBT, language)))
    return rows


def _when(event: Event, language: str) -> str:
    day = _span(
        format_date(event.date, language) if event.date else "",
        format_date(event.end_date, language) if event.end_date else "",
        language,
    )
    start = format_time(event.start_time, language) if event.start_time else ""
    end = format_time(event.end_time, language) if event.end_time else ""
    time = _span(start, end, language) if start else translate(UNTIL, language, time=end) if end else ""
    if day and time:
        return translate(DAY_AND_TIME, language, day=day, time=time)
    return day or time


def _span(start: str, end: str, language: str) -> str:
    return translate(FROM_TO, language, start=start, end=end) if start and end else start


def _cost(costs: Sequence[Cost], language: str) -> Fact:
    amounts = [f"{_amount(cost, language)} {cost.qualifier}".strip() for cost in costs]
    return Fact(
        "cost",
        translate(COST, language),
        format_list(list(dict.fromkeys(amounts)), language),
        english=any(cost.qualifier for cost in costs),
    )


def _amount(cost: Cost, language: str) -> str:
    return format_money(cost.pence) if cost.pence else translate(FREE, language)
