"""Likely duplicates: found over the whole directory, shown to a worker, and decided by her once for all.

Nothing is merged: of two that are one, the other is hidden, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Literal

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, joinedload

from directory import standard
from directory.edits import hide_service, note
from directory.filters import published
from directory.indexes import matching, written
from directory.keeping import DuplicatePair
from directory.likeness import Kind, Traits, likeness, traits_of
from directory.models import Service, ServiceAtLocation, Word
from storage import new_id, reading, writing

Name = tuple[str, str]  # of a service: source and feed_id
Decision = Literal["first", "other", "different"]

MOST_SHARING = 60  # services; what more have in common (a switchboard, a council's website) tells nothing
MOST_READ = 300  # services that are compared with one that is being added
MOST_ALIKE = 5  # of them shown
SAME_AS = "It is the same as “{name}”."


@dataclass(frozen=True)
class Pair:
    """Two services that wait for a decision, side by side."""

    kept: DuplicatePair
    first: Service
    other: Service


def find_duplicates() -> int:
    """Look through the whole directory for likely pairs. Returns how many wait for a decision.

    Pairs that were decided stay so; those undecided that are not alike any more are forgotten.
    """
    with reading() as session:
        traits = _all_traits(session)
    found = {(one, other): alike for one, other, alike in _pairs(traits)}
    with writing() as session:
        held = {_names(pair): pair for pair in session.scalars(select(DuplicatePair))}
        for names, pair in held.items():
            if pair.decision is not None:
                continue
            if names in found:  # its id stays: a page with it may be open
                pair.likeness, pair.reasons = found[names]
            else:
                session.delete(pair)
        rows = [_row(*names, *alike) for names, alike in sorted(found.items()) if names not in held]
        if rows:
            session.execute(insert(DuplicatePair), rows)
        session.flush()
        return how_many_undecided(session)


def _all_traits(session: Session) -> dict[Name, Traits]:
    found = select(Service).options(joinedload(Service.kept)).where(published())
    traits = {}
    for service in session.scalars(found.execution_options(yield_per=500)):
        traits[service.source, service.feed_id] = traits_of(service.document())
        session.expunge(service)
    return traits


def _pairs(traits: dict[Name, Traits]) -> Iterator[tuple[Name, Name, tuple[int, dict[str, str]]]]:
    by_trait: dict[tuple[Kind, str], list[Name]] = defaultdict(list)
    for name, each in traits.items():
        for trait in each.shared:
            by_trait[trait].append(name)
    common = {trait for trait, names in by_trait.items() if len(names) > MOST_SHARING}
    telling = {name: replace(each, shared=each.shared - common) for name, each in traits.items()}
    looked_at: set[tuple[Name, Name]] = set()
    for trait in by_trait.keys() - common:
        for one, other in combinations(sorted(by_trait[trait]), 2):
            if (one, other) in looked_at:
                continue
            looked_at.add((one, other))
            alike = likeness(telling[one], telling[other], one_feed=one[0] == other[0])
            if alike:
                yield one, other, alike


def _row(one: Name, other: Name, alike: int, reasons: dict[str, str]) -> dict[str, object]:
    return {
        "source": one[0],
        "feed_id": one[1],
        "other_source": other[0],
        "other_feed_id": other[1],
        "id": new_id(),
        "likeness": alike,
        "reasons": reasons,
    }


def _names(pair: DuplicatePair) -> tuple[Name, Name]:
    return (pair.source, pair.feed_id), (pair.other_source, pair.other_feed_id)


def undecided_pairs(session: Session, most: int) -> list[Pair]:
    """The pairs that wait and whose services are both shown, the likeliest first."""
    waiting = select(DuplicatePair).where(DuplicatePair.decision.is_(None))
    rows = session.scalars(waiting.order_by(DuplicatePair.likeness.desc(), DuplicatePair.id).limit(most * 3)).all()
    services = _services(session, [name for row in rows for name in _names(row)])
    pairs = [
        Pair(row, services[one], services[other])
        for row in rows
        for one, other in [_names(row)]
        if one in services and other in services
    ]
    return pairs[:most]


def how_many_undecided(session: Session) -> int:
    """How many pairs wait."""
    return session.scalar(select(func.count()).where(DuplicatePair.decision.is_(None))) or 0


def _services(session: Session, names: Iterable[Name]) -> dict[Name, Service]:
    wanted = set(names)
    found = select(Service).options(joinedload(Service.kept))
    found = found.where(Service.feed_id.in_({feed_id for _, feed_id in wanted}), published())
    return {(each.source, each.feed_id): each for each in session.scalars(found)} if wanted else {}


def decide(session: Session, pair_id: str, decision: Decision, worker_id: str, now: datetime) -> bool:
    """Keep a worker's decision on a pair: which of the two stays, or that they are different.

    Returns whether it could be kept: False when the pair was decided before, or one of the two has gone.
    """
    pair = session.scalar(select(DuplicatePair).where(DuplicatePair.id == pair_id).with_for_update())
    if pair is None or pair.decision is not None:
        return False
    one, other = _names(pair)
    services = _services(session, (one, other))
    if one not in services or other not in services:
        return False
    pair.worker_id, pair.decided_at = worker_id, now
    if decision == "different":
        pair.decision = "different"
        return True
    stays, goes = (one, other) if decision == "first" else (other, one)
    pair.decision, pair.stays = "same", decision
    hide_service(session, services[goes], SAME_AS.format(name=services[stays].name), worker_id, now)
    note(session, services[stays], "kept of two", now, worker_id, detail=services[goes].name)
    return True


@dataclass(frozen=True)
class Alike:
    """A service that one being added may be, and what they share; see likeness.likeness."""

    service: Service
    likeness: int
    reasons: dict[str, str]


def likely_same(session: Session, added: standard.Service) -> list[Alike]:
    """What a service that is being added may be already, the likeliest first; hidden and gone ones too.

    Looked at are the services in its postcodes, those with the rarest words of its name, and gone ones of its name: quick in
    a large directory. The nightly look goes through everything.
    """
    mine = traits_of(added)
    same_name = func.lower(Service.name) == added.name.lower()
    asked = [
        select(Service.key).where(Service.gone_on.is_not(None), same_name),
        select(ServiceAtLocation.service_key).where(ServiceAtLocation.postal_code.in_(_postcodes(mine))),
    ]
    if rare := _rare(session, mine.words):
        dialect = session.get_bind().dialect.name
        told = matching(dialect).bindparams(index=written([[(word,) for word in rare]], dialect))
        asked.append(select(Service.key).where(told))
    keys = [key for each in asked for key in session.scalars(each.limit(MOST_READ))]
    read = select(Service).options(joinedload(Service.kept)).where(Service.key.in_(keys[: 2 * MOST_READ]))
    found = [
        Alike(service, *alike)
        for service in session.scalars(read)
        if (alike := likeness(mine, traits_of(service.document())))
    ]
    return sorted(found, key=lambda each: (-each.likeness, each.service.name, each.service.id))[:MOST_ALIKE]


def _postcodes(traits: Traits) -> list[str]:
    return sorted(value for kind, value in traits.shared if kind == "postcode")


def _rare(session: Session, words: Iterable[str]) -> list[str]:
    """The rarest of these stems, as many as few enough services use together."""
    rows = session.execute(select(Word.word, Word.services).where(Word.word.in_(set(words))))
    uses = {row.word: row.services for row in rows}
    chosen: list[str] = []
    for word in sorted(uses, key=lambda each: (uses[each], each)):
        if sum(uses[each] for each in (*chosen, word)) <= MOST_READ:
            chosen.append(word)
    return chosen


def rename_in_pairs(session: Session, old: Name, new: Name) -> None:
    """Let what was decided about a service hold under its new name too."""
    first = (DuplicatePair.source == old[0]) & (DuplicatePair.feed_id == old[1])
    other = (DuplicatePair.other_source == old[0]) & (DuplicatePair.other_feed_id == old[1])
    for pair in session.scalars(select(DuplicatePair).where(first | other)).all():
        names = [new if name == old else name for name in _names(pair)]
        turned = names != sorted(names)
        (pair.source, pair.feed_id), (pair.other_source, pair.other_feed_id) = sorted(names)
        if turned and pair.stays is not None:
            pair.stays = "other" if pair.stays == "first" else "first"
