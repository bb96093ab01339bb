"""Finding services: `search(session, Query(...))`.

Two narrow questions to the database (services with an address in reach, and services found from anywhere), then ranking in
ranking.py, rung by rung up the ladder until something is found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from directory.distance import box_around, metres, metres_between, miles
from directory.facts import weekdays
from directory.freshness import WEIGHTS, freshness
from directory.indexes import has_any_word
from directory.ladder import Rung, rungs
from directory.models import Service, ServiceAtLocation, ServiceTopic, Word
from directory.query import Match, Place, Query, Reason, Results
from directory.ranking import ENOUGH, NO_WORDS, Concept, WordsMet, essential, meet, score, weigh
from directory.standard import Schedule
from directory.topics import LABELS
from directory.why import reasons
from directory.words import Phrase, concepts, one_letter_away, synonyms

__all__ = ["Match", "Place", "Query", "Reason", "Results", "search"]

_FACTS = (
    Service.key,
    Service.id,
    Service.name,
    Service.title_words,
    Service.subject_words,
    Service.words,
    Service.assured_date,
)


@dataclass(frozen=True)
class _Asked:
    """The question's words, weighed. `said` is whether there were any to weigh."""

    concepts: tuple[Concept, ...]
    said: bool


@dataclass(frozen=True)
class _Found:
    key: int
    id: str
    name: str
    distance_metres: float | None
    score: float
    met: WordsMet
    on_topic: bool


def search(session: Session, query: Query) -> Results:
    """The services that answer a question, best first; where none does, those on the ladder's first rung that has any.

    Services she can go to come before those by phone or online. Never by council boundary.
    """
    if query.place is not None and query.place.latitude is None:
        query = replace(query, place=None)  # nothing can be measured from a postcode that no table holds yet
    asked = _weigh(session, query.words)
    relaxed, within = (), query.within_miles
    for rung in rungs(query):
        found = _on_rung(session, rung, asked)
        relaxed, within = rung.relaxed, rung.query.within_miles
        if any(each.distance_metres is not None for each in found) or (found and not rung.local_only):
            matches = _matches(session, rung, found[: query.limit])
            return Results(matches, list(relaxed), unmet=False, within_miles=within)
    return Results([], list(relaxed), unmet=True, within_miles=within)


def _weigh(session: Session, words: str) -> _Asked:
    wanted = concepts(words)
    if not wanted:
        return _Asked((), said=False)
    uses = _uses(session, {word for phrases in wanted for phrase in phrases for word in phrase})
    slips = [phrases[0][0] for phrases in wanted if len(phrases) == 1 and not uses.get(phrases[0][0])]
    meant = {slip: _spelt(session, slip) for slip in slips if len(slip) > 3}
    wanted = [meant.get(phrases[0][0]) or phrases if len(phrases) == 1 else phrases for phrases in wanted]
    if meant:
        uses = _uses(session, {word for phrases in wanted for phrase in phrases for word in phrase})
    services = session.scalar(select(func.count()).select_from(Service)) or 0
    return _Asked(tuple(weigh(wanted, uses, services)), said=True)


def _uses(session: Session, stems: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(Word.word, Word.services).where(Word.word.in_(sorted(stems))))
    return {word: services for word, services in rows}


def _spelt(session: Session, slip: str) -> tuple[Phrase, ...] | None:
    """What a word nobody uses was probably meant to be: the commonest one a letter away."""
    near = one_letter_away(slip)
    uses = _uses(session, near)
    uses |= {word: uses.get(word, 0) + 1 for (word, *rest) in synonyms() if not rest and word in near}
    if not uses:
        return None
    best = min(uses, key=lambda word: (-uses[word], word))
    return ((best,), *synonyms().get((best,), ()))


def _on_rung(session: Session, rung: Rung, asked: _Asked) -> list[_Found]:
    query, here = rung.query, rung.query.place
    rows: list[tuple[Row[Any], float | None]] = []
    located = here is not None and here.latitude is not None and not rung.anywhere_only
    if located and here is not None:
        rows += _in_reach(session, here, metres(query.within_miles), _wanted(session, rung, asked), _on_topic(rung))
    reached = {row.key for row, _ in rows}
    anywhere = select(*_FACTS, _on_topic(rung)).where(_wanted(session, rung, asked))
    if here is not None:
        anywhere = anywhere.where(Service.anywhere)
    rows += [(row, None) for row in session.execute(anywhere) if row.key not in reached]
    found = [_rank(row, distance, rung, asked) for row, distance in rows]
    kept = [each for each in found if each.on_topic or not asked.said or each.met.coverage >= ENOUGH]
    by_topic_only = rung.topics or (query.topic in LABELS and not asked.said)
    if by_topic_only:
        kept = [each for each in kept if each.on_topic]
    return sorted(kept, key=lambda each: (each.distance_metres is None and here is not None, -each.score, each.name, each.id))


def _in_reach(
    session: Session, here: Place, radius: float, wanted: ColumnElement[bool], on_topic: ColumnElement[bool]
) -> list[tuple[Row[Any], float | None]]:
    """Services with an address within the radius, each with the distance to its nearest one."""
    assert here.latitude is not None and here.longitude is not None
    box = box_around(here.latitude, here.longitude, radius)
    at = ServiceAtLocation
    inside = and_(at.latitude.between(box.south, box.north), at.longitude.between(box.west, box.east))
    asking: Select[Any] = select(*_FACTS, on_topic, at.latitude, at.longitude).join(at, at.service_key == Service.key)
    nearest: dict[int, tuple[Row[Any], float | None]] = {}
    for row in session.execute(asking.where(inside, wanted)):
        distance = metres_between(here.latitude, here.longitude, row.latitude, row.longitude)
        held = nearest.get(row.key)
        if distance <= radius and (held is None or distance < (held[1] or 0.0)):
            nearest[row.key] = (row, distance)
    return list(nearest.values())


def _wanted(session: Session, rung: Rung, asked: _Asked) -> ColumnElement[bool]:
    """The condition that a service may be shown and may answer the question."""
    query = rung.query
    conditions: list[ColumnElement[bool]] = [
        Service.status == "active",
        ~Service.hidden,
        or_(Service.ends_on.is_(None), Service.ends_on >= query.today),
    ]
    if rung.anywhere_only:
        conditions.append(or_(Service.online, Service.by_phone, Service.anywhere))
    if query.ages:
        conditions.append(or_(*(_fits(age) for age in query.ages)))
    if query.days:
        conditions.append(Service.days.bitwise_and(sum(1 << day for day in set(query.days))) != 0)
    if query.free:
        conditions.append(Service.cost.in_(("free", "not stated") if rung.unstated_cost else ("free",)))
    if query.language:
        conditions.append(Service.languages.contains(f" {query.language} ", autoescape=True))
    about = _about(session, rung, asked)
    return and_(*conditions) if about is None else and_(*conditions, about)


def _fits(age: int) -> ColumnElement[bool]:
    """A child of this age is until the next birthday within an open or stated bound: "0 to 4" holds all who are four."""
    young = or_(Service.minimum_age.is_(None), Service.minimum_age < age + 1)
    return and_(young, or_(Service.maximum_age.is_(None), Service.maximum_age >= age))


def _about(session: Session, rung: Rung, asked: _Asked) -> ColumnElement[bool] | None:
    topics = _topics(rung)
    choices: list[ColumnElement[bool]] = []
    if topics:
        choices.append(Service.key.in_(_keys_on(topics)))
    if asked.said and not rung.topics:
        words = {word for concept in essential(asked.concepts) for phrase in concept.phrases for word in phrase}
        dialect = session.get_bind().dialect.name
        choices.append(has_any_word(words, dialect) if words else Service.key.is_(None))
    return or_(*choices) if choices else None


def _topics(rung: Rung) -> frozenset[str]:
    asked_for = rung.query.topic
    return rung.topics or (frozenset({asked_for}) if asked_for in LABELS else frozenset())


def _on_topic(rung: Rung) -> ColumnElement[bool]:
    topics = _topics(rung)
    return (Service.key.in_(_keys_on(topics)) if topics else false()).label("on_topic")


def _keys_on(topics: frozenset[str]) -> Select[tuple[int]]:
    return select(ServiceTopic.service_key).where(ServiceTopic.topic.in_(sorted(topics)))


def _rank(row: Row[Any], distance: float | None, rung: Rung, asked: _Asked) -> _Found:
    met = NO_WORDS
    if asked.concepts:
        met = meet(
            asked.concepts,
            frozenset(row.title_words.split()),
            frozenset(row.subject_words.split()),
            frozenset(row.words.split()),
        )
    weight = WEIGHTS[freshness(row.assured_date, rung.query.today)]
    rank = score(met, on_topic=bool(row.on_topic), distance_metres=distance, freshness=weight)
    return _Found(row.key, row.id, row.name, distance, rank, met, bool(row.on_topic))


def _matches(session: Session, rung: Rung, found: Sequence[_Found]) -> list[Match]:
    keys = [each.key for each in found]
    services = {service.key: service for service in session.scalars(select(Service).where(Service.key.in_(keys)))}
    return [_match(services[each.key], each, rung) for each in found]


def _match(service: Service, found: _Found, rung: Rung) -> Match:
    document = service.document()
    return Match(
        service=service,
        distance_miles=None if found.distance_metres is None else miles(found.distance_metres),
        when=_asked_days_first(document.schedules, rung.query.days),
        cost=service.cost,  # type: ignore[arg-type]  # only facts.cost_of writes it
        why=reasons(document, rung.query, found.met, on_topic=_topics(rung) if found.on_topic else frozenset()),
        checked=service.assured_date,
        freshness=freshness(service.assured_date, rung.query.today),
    )


def _asked_days_first(schedules: Sequence[Schedule], days: Sequence[int]) -> tuple[Schedule, ...]:
    return tuple(sorted(schedules, key=lambda schedule: not set(days) & set(weekdays(schedule))))
