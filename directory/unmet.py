"""Unmet need: how often nothing was found, counted so that nobody can be known by it.

Kept are the month, the topic, the outcode and an age band; no words, no full postcode, no conversation, no time of day.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from directory.keeping import UnmetNeed
from directory.needs import SURE, needs_in
from directory.postcodes import parts_in
from directory.query import Query
from directory.topics import topics_in_words

Counted = TypeVar("Counted", bound=Hashable)

BANDS = ("0-2", "3-5", "6-11", "12-15", "16-18", "19-25", "adult", "not said")
_LAST_YEARS = (2, 5, 11, 15, 18, 25)
FEWEST = 3  # smaller numbers are not shown


def age_band(age: int) -> str:
    """The band of an age in years. Pure."""
    return next((band for band, last in zip(BANDS, _LAST_YEARS, strict=False) if age <= last), "adult")


def count_unmet(session: Session, query: Query) -> None:
    """Count a question that nothing answered, once for each of its topics and age bands. The session writes."""
    month = query.today.replace(day=1)
    bands = sorted({age_band(age) for age in query.ages}) or ["not said"]
    outcode = _outcode(query)
    for topic in sorted(_topics(query)):
        for band in bands:
            _count_one(session, {"month": month, "topic": topic, "outcode": outcode, "band": band, "times": 1})


def _topics(query: Query) -> set[str]:
    if query.topic is not None and query.topic != "find_service":
        return {query.topic}
    said = topics_in_words(query.words) | {topic for topic, sure in needs_in(query.words).items() if sure >= SURE}
    return said or {"find_service"}


def _outcode(query: Query) -> str:
    """The outcode of her place; "" for none and for a town, which is not counted."""
    found = parts_in(query.place.label) if query.place and query.place.precision != "town" else []
    return found[0].outcode if found else ""


def _count_one(session: Session, row: dict[str, object]) -> None:
    """One more, also when two processes count at once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = insert(UnmetNeed).values(row)
    keys = ["month", "topic", "outcode", "band"]
    session.execute(counted.on_conflict_do_update(index_elements=keys, set_={"times": UnmetNeed.times + 1}))


@dataclass(frozen=True)
class Unmet:
    """What was not found since a day: by topic, outcode and age band, and each of these alone; the commonest first."""

    cells: list[tuple[tuple[str, str, str], int]]
    topics: list[tuple[str, int]]
    outcodes: list[tuple[str, int]]
    bands: list[tuple[str, int]]


def unmet_since(session: Session, first_month: date) -> Unmet:
    """The counts from a month on."""
    found = session.scalars(select(UnmetNeed).where(UnmetNeed.month >= first_month.replace(day=1)))
    rows = [((row.topic, row.outcode, row.band), row.times) for row in found]
    return Unmet(
        _summed(rows),
        _summed((topic, times) for (topic, _, _), times in rows),
        _summed((outcode, times) for (_, outcode, _), times in rows),
        _summed((band, times) for (_, _, band), times in rows),
    )


def _summed(rows: Iterable[tuple[Counted, int]]) -> list[tuple[Counted, int]]:
    counted: Counter[Counted] = Counter()
    for name, times in rows:
        counted[name] += times
    return sorted(counted.items(), key=lambda each: (-each[1], str(each[0])))
