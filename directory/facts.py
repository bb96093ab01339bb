"""What a search needs to know of a service, read off its document. Nothing that is not stated is made up. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directory.access import access_bits, access_of, send_bits, send_of
from directory.marks import marks_of
from directory.standard import Schedule, Service
from directory.times_of_day import parts_of
from directory.topics import lists_hash, topics_of
from directory.words import joined, stems

Cost = Literal["free", "pays", "not stated"]

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545, Monday first
_BYDAY = re.compile(r"[+-]?\d*(MO|TU|WE|TH|FR|SA|SU)")
_FREE = re.compile(r"\b(free( of charge)?|no (cost|charge|fee)s?|without charge)\b", re.IGNORECASE)
_NOT_FREE = re.compile(r"[£€$]\s*[1-9]|\bnot free\b|\bfree (for|to) \w+ (under|over|members)", re.IGNORECASE)
# With which rules facts are read: raise the number when this file, access.py, phrases.py, times_of_day.py, words.py or
# marks.py reads a service differently. The lists that topics, access and needs come from count by their content.
READING = f"3-{lists_hash()}"
MAX_BODY_WORDS = 400  # distinct words of one description that are searched


@dataclass(frozen=True)
class Facts:
    """A service's facts for searching.

    Attributes:
        days: one bit a weekday, Monday the lowest; 0 when no day is stated.
        times: bits of times_of_day.parts_of, for the parts of the days on which it is on.
        ends_on: the last day on which any of its times holds; None when it goes on.
        anywhere: to be found without a distance: by phone, online, or with no open address.
        access, no_access: bits of access.ACCESS: what it states that it has, and that it has not. What it has in a part only
            is in neither.
        send: bits of access.SEND: the needs that it says it is for.
        topics: what it is about, each with its share (topics.topics_of).
        words: every stem, distinct; title_words and subject_words: those of the name and of the terms.
        marks: these facts and its places as words of the search index.
    """

    cost: Cost
    days: int
    times: int
    ends_on: date | None
    languages: str
    in_person: bool
    online: bool
    by_phone: bool
    anywhere: bool
    access: int
    no_access: int
    send: int
    topics: dict[str, float]
    title_words: str
    subject_words: str
    words: str
    marks: str


def facts_of(service: Service) -> Facts:
    """Read the facts off a service's document."""
    title = stems(service.name)
    subject = [word for term in service.terms() for word in stems(term)]
    body = stems(_prose(service))[: MAX_BODY_WORDS * 2]
    remote = {"online", "phone"} & set(service.delivery)
    points = list(_points(service))
    anywhere = bool(remote) or not points
    days = days_of(service.schedules)
    topics = topics_of(service.name, service.description, service.terms())
    access = access_of(service)
    marks = marks_of(anywhere=anywhere, days=days, topics=topics, points=points)
    return Facts(
        cost=cost_of(service),
        days=days,
        times=times_of(service.schedules),
        ends_on=ends_on(service.schedules),
        languages=f" {' '.join(sorted({spoken.code for spoken in service.languages}))} ",
        in_person="in person" in service.delivery,
        online="online" in service.delivery,
        by_phone="phone" in service.delivery,
        anywhere=anywhere,
        access=access_bits(name for name, said in access.items() if said == "yes"),
        no_access=access_bits(name for name, said in access.items() if said == "no"),
        send=send_bits(send_of(service)),
        topics=topics,
        title_words=joined(title),
        subject_words=joined(subject),
        words=joined(title, subject, body),
        marks=" ".join(marks),
    )


def _points(service: Service) -> Iterator[tuple[float, float]]:
    """Where it may be measured to: latitude and longitude of each open address, degrees, WGS84."""
    for each in service.service_at_locations:
        at = each.location
        if at.latitude is not None and at.longitude is not None and not at.masked:
            yield at.latitude, at.longitude


def is_located(location: object) -> bool:
    """Whether a location may be measured to: it has coordinates and is not masked."""
    return getattr(location, "latitude", None) is not None and not getattr(location, "masked", False)


def _prose(service: Service) -> str:
    provider = service.organization.name if service.organization else ""
    notes = [schedule.description for schedule in service.schedules]
    return " ".join([service.description, provider, service.eligibility_description, *notes])


def cost_of(service: Service) -> Cost:
    """Free or paid as the service states it. No cost option is *not stated*: absence is not a price."""
    amounts = [option.amount for option in service.cost_options if option.amount is not None]
    if any(amount > 0 for amount in amounts):
        return "pays"
    if amounts:
        return "free"
    said = " ".join([service.fees, *(f"{each.option} {each.amount_description}" for each in service.cost_options)])
    if _NOT_FREE.search(said):
        return "pays"
    return "free" if _FREE.search(said) else "not stated"


def days_of(schedules: list[Schedule]) -> int:
    """The weekdays of all schedules as bits, Monday the lowest."""
    return sum(1 << day for day in {day for schedule in schedules for day in weekdays(schedule)})


def times_of(schedules: list[Schedule]) -> int:
    """The parts of the days of all schedules as bits."""
    found = 0
    for schedule in schedules:
        found |= parts_of(weekdays(schedule), schedule.opens_at, schedule.closes_at)
    return found


def weekdays(schedule: Schedule) -> list[int]:
    """The weekdays of a schedule, 0 for Monday: those of BYDAY, else of its first day; none when neither is stated."""
    named = sorted({DAYS.index(found) for found in _BYDAY.findall(schedule.byday.upper())})
    if not named and schedule.dtstart is not None and not schedule.bymonthday:
        return [schedule.dtstart.weekday()]
    return named


def ends_on(schedules: list[Schedule]) -> date | None:
    """The last valid day of all schedules; None when there is none or one of them goes on."""
    ends = [schedule.valid_to for schedule in schedules]
    stated = [end for end in ends if end is not None]
    return max(stated) if stated and len(stated) == len(ends) else None
