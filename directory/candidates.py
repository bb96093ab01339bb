"""Which services may answer a rung's question: two narrow questions to the database, the same on SQLite and PostgreSQL.

A question's shape (is there a place, an age, a day?) makes its statement, once; a question only fills in the values. Building
a statement takes longer than the database takes to answer it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Table,
    TextClause,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from directory.access import ANY_NEED, OF_A_PLACE, access_bits, send_bits
from directory.distance import Box, box_around, metres, metres_between
from directory.indexes import matching, written
from directory.ladder import Rung
from directory.marks import ANYWHERE, anywhere_on, near_marks, topic_mark
from directory.models import Service, ServiceAtLocation, ServiceTopic
from directory.ranking import Concept, essential, telling
from directory.standard import Delivery
from directory.times_of_day import asked_bits
from directory.topics import LABELS, QUIET_TOPICS
from directory.words import Phrase

# Tables, not classes: hundreds of rows are read for a question, and objects of the ORM would take most of its time.
_SERVICE = cast(Table, Service.__table__).c
_AT = cast(Table, ServiceAtLocation.__table__).c
_GIVEN = {"in person": _SERVICE.in_person, "online": _SERVICE.online, "phone": _SERVICE.by_phone}
_TOPIC = cast(Table, ServiceTopic.__table__).c


@dataclass(frozen=True)
class Asked:
    """The question's words, weighed.

    Attributes:
        said: whether there were any words to weigh.
        topics: the need topics that her words name in services' terms; they lift a service, they do not find it.
        needs: the needs that her words speak of (needs.py); where no topic was asked for, they find.
        guessed: needs that they may speak of; looked for when nothing else was found.
    """

    concepts: tuple[Concept, ...]
    said: bool
    topics: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    guessed: frozenset[str] = frozenset()

    @cached_property
    def total(self) -> float:
        """The weight of the whole question."""
        return telling(self.concepts)


class Candidate(NamedTuple):
    """A service that may answer, with what ranking needs of it; its stems only when there were words.

    Attributes:
        distance_metres: to its nearest open address in reach; None when it is found from anywhere.
        about: how much it is about the topics asked for or named by the words, 0 to 1 (ServiceTopic.share).
        has_access: it states all the access that was asked for.
        needs_met: 2 when it says that it is for one of the needs (SEND) asked for, 1 for SEND in general, else 0.
    """

    key: int
    id: str
    name: str
    assured_date: date | None
    about: float
    title_words: str
    subject_words: str
    words: str
    has_access: bool
    needs_met: int
    distance_metres: float | None


def topics_wanted(rung: Rung, asked: Asked) -> frozenset[str]:
    """The topics a rung asks for; empty when it asks by words alone, or for any service.

    Words that no service uses but that name a topic ("bank żywności") ask for that topic.
    """
    asked_for = rung.query.topic
    if rung.topics or asked_for in LABELS:
        return rung.topics or frozenset({asked_for or ""})
    return asked.needs or (asked.topics if not asked.concepts else frozenset())


class _Shape(NamedTuple):
    """What a statement asks for. `ages` is how many; `dialect` is SQLAlchemy's name of the database's."""

    dialect: str
    near: bool
    indexed: bool
    anywhere: bool
    words: bool
    topics: bool
    quiet: bool
    ages: int
    days: bool
    times: bool
    delivery: tuple[Delivery, ...]
    costs: bool
    language: bool
    access: bool
    send: bool


def in_reach(session: Session, rung: Rung, asked: Asked) -> list[Candidate]:
    """Services with an open address within the rung's distance, each with the distance to its nearest; not ranked."""
    here = rung.query.place
    if here is None or here.latitude is None or here.longitude is None or rung.anywhere_only:
        return []
    radius = metres(rung.query.within_miles)
    box = box_around(here.latitude, here.longitude, radius)
    nearest: dict[int, Candidate] = {}
    for *facts, latitude, longitude in _rows(session, rung, asked, near_marks(box), box):
        distance = metres_between(here.latitude, here.longitude, latitude, longitude)
        held = nearest.get(facts[0])
        if distance <= radius and (held is None or distance < (held.distance_metres or 0.0)):
            nearest[facts[0]] = Candidate._make((*facts, distance))
    return list(nearest.values())


def from_anywhere(session: Session, rung: Rung, asked: Asked) -> list[Candidate]:
    """Services by phone, online or with no open address; every service when the question names no place. Not ranked."""
    remote = rung.query.place is not None or rung.anywhere_only
    marks = [anywhere_on(day) for day in rung.query.days] or [ANYWHERE]
    return [Candidate._make((*row, None)) for row in _rows(session, rung, asked, marks if remote else [])]


def _rows(session: Session, rung: Rung, asked: Asked, where: Sequence[str], box: Box | None = None) -> Sequence[Any]:
    """The rows of a question.

    Args:
        where: marks of which a service has one, or none for everywhere.
        box: within which it has an open address; each such address is a row.
    """
    about = _about(rung, asked)
    if about is not None and not about:
        return ()
    query = rung.query
    groups = [group for group in ([(mark,) for mark in where], about) if group]
    topics = topics_wanted(rung, asked) | asked.topics
    quiet = QUIET_TOPICS - asked.topics - asked.needs - rung.topics - {query.topic or ""} if asked.said else frozenset()
    dialect = session.get_bind().dialect.name
    statement = _statement(
        _Shape(
            dialect=dialect,
            near=box is not None,
            indexed=bool(groups),
            anywhere=box is None and bool(where),
            words=bool(asked.concepts),
            topics=bool(topics),
            quiet=bool(quiet),
            ages=len(query.ages),
            days=bool(query.days),
            times=bool(query.times),
            delivery=query.delivery,
            costs=query.free,
            language=query.language is not None,
            access=bool(query.access),
            send=bool(query.send),
        )
    )
    values = {
        "index": written(groups, dialect),
        "today": query.today,
        "topics": sorted(topics),
        "quiet": sorted(quiet),
        "days": sum(1 << day for day in set(query.days)),
        "times": asked_bits(query.days, query.times),
        "costs": ["free", "not stated"] if rung.unstated_cost else ["free"],
        "language": f"% {query.language} %",
        "access": access_bits(query.access),
        "access_by_phone": access_bits(set(query.access) - OF_A_PLACE),
        "send": send_bits(set(query.send) - {ANY_NEED}),
        "any_send": send_bits({ANY_NEED}),
        **{f"age_{at}": age for at, age in enumerate(query.ages)},
        **(asdict(box) if box else {}),
    }
    return session.execute(statement, values).all()


@cache
def _statement(shape: _Shape) -> Select[*tuple[Any, ...]]:
    """The statement of a shape: a Candidate's columns in its order, then latitude and longitude where it is near."""
    texts = (_SERVICE.title_words, _SERVICE.subject_words, _SERVICE.words)
    told = texts if shape.words else [literal("").label(f"no_words_{at}") for at in range(3)]
    about = (_about_it() if shape.topics else literal(0.0)).label("about")
    has_access = (_has_access() if shape.access else true()).label("has_access")
    needs_met = (_needs_met() if shape.send else literal(0)).label("needs_met")
    named = (_SERVICE.key, _SERVICE.id, _SERVICE.name, _SERVICE.assured_date, about)
    asking = select(*named, *told, has_access, needs_met)
    if shape.near:
        asking = asking.add_columns(_AT.latitude, _AT.longitude)
    return asking.where(*_conditions(shape))


def _conditions(shape: _Shape) -> Iterator[ColumnElement[bool] | TextClause]:
    """That a service may be shown and may answer the question: by the index, then by its facts."""
    yield _SERVICE.status == "active"
    yield ~_SERVICE.hidden
    yield _SERVICE.gone_on.is_(None)
    yield or_(_SERVICE.ends_on.is_(None), _SERVICE.ends_on >= bindparam("today"))
    if shape.indexed:
        yield matching(shape.dialect)
    if shape.anywhere:
        yield _SERVICE.anywhere
    if shape.near:
        yield _AT.service_key == _SERVICE.key
        yield _AT.latitude.between(bindparam("south"), bindparam("north"))
        yield _AT.longitude.between(bindparam("west"), bindparam("east"))
    if shape.ages:
        yield or_(*(_fits(bindparam(f"age_{at}", type_=Integer)) for at in range(shape.ages)))
    if shape.days:
        yield _SERVICE.days.bitwise_and(bindparam("days")) != 0
    if shape.times:
        yield _SERVICE.times.bitwise_and(bindparam("times")) != 0
    if shape.delivery:
        yield or_(*(_GIVEN[way] for way in shape.delivery))
    if shape.costs:
        yield _SERVICE.cost.in_(bindparam("costs", expanding=True))
    if shape.language:
        yield _SERVICE.languages.like(bindparam("language"))
    if shape.access:
        yield _SERVICE.no_access.bitwise_and(bindparam("access")) == 0
    if shape.quiet:
        yield ~_is_on("quiet")


def _has_access() -> ColumnElement[bool]:
    """That it states all that was asked for. Where nobody has to go, a way in is not asked for."""
    nowhere = and_(~_SERVICE.in_person, or_(_SERVICE.by_phone, _SERVICE.online))
    return or_(_states("access"), and_(nowhere, _states("access_by_phone")))


def _states(access: str) -> ColumnElement[bool]:
    return _SERVICE.access.bitwise_and(bindparam(access)) == bindparam(access)


def _needs_met() -> ColumnElement[int]:
    return case(
        (_SERVICE.send.bitwise_and(bindparam("send")) != 0, 2),
        (_SERVICE.send.bitwise_and(bindparam("any_send")) != 0, 1),
        else_=0,
    )


def _fits(age: BindParameter[int]) -> ColumnElement[bool]:
    """A child of this age is until the next birthday within an open or stated bound: "0 to 4" holds all who are four."""
    young = or_(_SERVICE.minimum_age.is_(None), _SERVICE.minimum_age < age + 1)
    return and_(young, or_(_SERVICE.maximum_age.is_(None), _SERVICE.maximum_age >= age))


def _about(rung: Rung, asked: Asked) -> list[Phrase] | None:
    """Phrases (of stems, or a topic's mark) of which a service has one: on a topic asked for, or with enough of the words.

    None when the question is for any service; empty when nothing can answer it.
    """
    topics = topics_wanted(rung, asked)
    by_words = asked.said and not rung.topics
    if not topics and not by_words:
        return None
    phrases = (
        {phrase for concept in essential(asked.concepts, rung.enough) for phrase in concept.phrases}
        if by_words
        else set()
    )
    return [*((topic_mark(topic),) for topic in sorted(topics)), *sorted(phrases)]


def _about_it() -> ColumnElement[float]:
    """The greatest share of the topics asked for."""
    asked_for = _TOPIC.topic.in_(bindparam("topics", expanding=True))
    greatest = select(func.max(_TOPIC.share)).where(_TOPIC.service_key == _SERVICE.key, asked_for)
    return func.coalesce(greatest.scalar_subquery(), 0.0)


def _is_on(topics: str) -> ColumnElement[bool]:
    """That a service has one of the topics of this parameter."""
    return exists().where(_TOPIC.service_key == _SERVICE.key, _TOPIC.topic.in_(bindparam(topics, expanding=True)))
