"""Which services may answer a rung's question: two narrow questions to the database, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select
from sqlalchemy.orm import Session

from directory.distance import box_around, metres, metres_between
from directory.indexes import has_any_word
from directory.ladder import Rung
from directory.models import Service, ServiceAtLocation, ServiceTopic
from directory.ranking import Concept, essential
from directory.topics import LABELS, QUIET_TOPICS


@dataclass(frozen=True)
class Asked:
    """The question's words, weighed.

    Attributes:
        said: whether there were any words to weigh.
        topics: the need topics that her words name; they lift a service, they do not find it.
    """

    concepts: tuple[Concept, ...]
    said: bool
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A service that may answer, with what ranking needs of it; its stems only when there were words.

    Attributes:
        distance_metres: to its nearest open address in reach; None when it is found from anywhere.
        on_topic: it has one of the topics asked for, or named by the words.
    """

    key: int
    id: str
    name: str
    assured_date: date | None
    on_topic: bool
    title_words: str
    subject_words: str
    words: str
    distance_metres: float | None


def topics_wanted(rung: Rung, asked: Asked) -> frozenset[str]:
    """The topics a rung asks for; empty when it asks by words, or for any service.

    Words that no service uses but that name a topic ("bank żywności") ask for that topic.
    """
    asked_for = rung.query.topic
    named = asked.topics if not asked.concepts else frozenset()
    return rung.topics or (frozenset({asked_for}) if asked_for in LABELS else named)


def in_reach(session: Session, rung: Rung, asked: Asked) -> list[Candidate]:
    """Services with an open address within the rung's distance, each with the distance to its nearest; not ranked."""
    here = rung.query.place
    if here is None or here.latitude is None or here.longitude is None or rung.anywhere_only:
        return []
    radius = metres(rung.query.within_miles)
    box = box_around(here.latitude, here.longitude, radius)
    at = ServiceAtLocation
    inside = and_(at.latitude.between(box.south, box.north), at.longitude.between(box.west, box.east))
    asking = _facts(rung, asked).add_columns(at.latitude, at.longitude).join(at, at.service_key == Service.key)
    nearest: dict[int, Candidate] = {}
    for *facts, latitude, longitude in session.execute(asking.where(inside, _wanted(session, rung, asked))):
        distance = metres_between(here.latitude, here.longitude, latitude, longitude)
        held = nearest.get(facts[0])
        if distance <= radius and (held is None or distance < (held.distance_metres or 0.0)):
            nearest[facts[0]] = _candidate(facts, distance)
    return list(nearest.values())


def from_anywhere(session: Session, rung: Rung, asked: Asked) -> list[Candidate]:
    """Services by phone, online or with no open address; every service when the question names no place. Not ranked."""
    asking = _facts(rung, asked).where(_wanted(session, rung, asked))
    if rung.query.place is not None:
        asking = asking.where(Service.anywhere)
    return [_candidate(row, None) for row in session.execute(asking)]


def _candidate(facts: Sequence[Any], distance_metres: float | None) -> Candidate:
    fields = (*facts, distance_metres)
    return Candidate(*fields)


def _facts(rung: Rung, asked: Asked) -> Select[*tuple[Any, ...]]:
    """The columns of a Candidate, in its order."""
    texts = (Service.title_words, Service.subject_words, Service.words)
    nothing = [literal("").label(f"no_words_{at}") for at in range(3)]
    topics = topics_wanted(rung, asked) or asked.topics
    on_topic = (Service.key.in_(_keys_on(topics)) if topics else false()).label("on_topic")
    return select(
        Service.key, Service.id, Service.name, Service.assured_date, on_topic, *(texts if asked.concepts else nothing)
    )


def _wanted(session: Session, rung: Rung, asked: Asked) -> ColumnElement[bool]:
    """The condition that a service may be shown and may answer the question."""
    query = rung.query
    conditions: list[ColumnElement[bool]] = [
        Service.status == "active",
        ~Service.hidden,
        or_(Service.ends_on.is_(None), Service.ends_on >= query.today),
    ]
    if rung.anywhere_only:
        conditions.append(Service.anywhere.is_(True))
    if query.ages:
        conditions.append(or_(*(_fits(age) for age in query.ages)))
    if query.days:
        conditions.append(Service.days.bitwise_and(sum(1 << day for day in set(query.days))) != 0)
    if query.free:
        conditions.append(Service.cost.in_(("free", "not stated") if rung.unstated_cost else ("free",)))
    if query.language:
        conditions.append(Service.languages.contains(f" {query.language} ", autoescape=True))
    quiet = QUIET_TOPICS - asked.topics - rung.topics - {query.topic or ""}
    if asked.said and quiet:
        conditions.append(Service.key.not_in(_keys_on(quiet)))
    about = _about(session, rung, asked)
    return and_(*conditions) if about is None else and_(*conditions, about)


def _fits(age: int) -> ColumnElement[bool]:
    """A child of this age is until the next birthday within an open or stated bound: "0 to 4" holds all who are four."""
    young = or_(Service.minimum_age.is_(None), Service.minimum_age < age + 1)
    return and_(young, or_(Service.maximum_age.is_(None), Service.maximum_age >= age))


def _about(session: Session, rung: Rung, asked: Asked) -> ColumnElement[bool] | None:
    """On one of the topics, or with enough of the words; None when the question is for any service."""
    topics = topics_wanted(rung, asked)
    choices: list[ColumnElement[bool]] = []
    if topics:
        choices.append(Service.key.in_(_keys_on(topics)))
    if asked.said and not rung.topics:
        words = {word for concept in essential(asked.concepts) for phrase in concept.phrases for word in phrase}
        choices.append(has_any_word(words, session.get_bind().dialect.name) if words else false())
    return or_(*choices) if choices else None


def _keys_on(topics: frozenset[str]) -> Select[int]:
    return select(ServiceTopic.service_key).where(ServiceTopic.topic.in_(sorted(topics)))
