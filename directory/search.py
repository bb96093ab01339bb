"""Finding services: `search(session, Query(...))`.

The question's words are weighed once; then, rung by rung up the ladder, candidates are read (candidates.py) and ranked
(ranking.py) until some are found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.candidates import Asked, Candidate, from_anywhere, in_reach, topics_wanted
from directory.distance import miles
from directory.facts import weekdays
from directory.freshness import WEIGHTS, freshness
from directory.ladder import Rung, rungs
from directory.models import Service, Word
from directory.query import Match, Place, Query, Reason, Relaxation, Results
from directory.ranking import ENOUGH, NO_WORDS, WordsMet, meet, score, weigh
from directory.standard import Schedule
from directory.topics import topic_stems, topics_in_stems, topics_in_words
from directory.why import reasons
from directory.words import Phrase, concepts, one_letter_away, synonyms

__all__ = ["Match", "Place", "Query", "Reason", "Results", "search"]

_SPELT = range(4, 25)  # letters of a word that may be misspelt; shorter ones are too near to each other

Ranked = tuple[Candidate, WordsMet, float]


def search(session: Session, query: Query) -> Results:
    """The services that answer a question, best first; where none does, those on the ladder's first rung that has any.

    Services she can go to come before those by phone or online. Never by council boundary.
    """
    if query.place is not None and query.place.latitude is None:
        query = replace(query, place=None)  # nothing can be measured from a postcode that no table holds yet
    asked = weigh_words(session, query.words)
    relaxed: tuple[Relaxation, ...] = ()
    within = query.within_miles
    for rung in rungs(query):
        ranked = _on_rung(session, rung, asked)
        relaxed, within = rung.relaxed, rung.query.within_miles
        if ranked:
            matches = _matches(session, rung, asked, ranked[: query.limit])
            return Results(matches, list(relaxed), unmet=False, within_miles=within)
    return Results([], list(relaxed), unmet=True, within_miles=within)


def weigh_words(session: Session, words: str) -> Asked:
    """The ideas in a parent's words, each by how much it tells in this directory; misspelt words as they were meant."""
    wanted = concepts(words)
    if not wanted:
        return Asked((), said=False)
    uses = _uses(session, _stems_in(wanted))
    slips = [phrases[0][0] for phrases in wanted if len(phrases) == 1 and not uses.get(phrases[0][0])]
    meant = {slip: _spelt(session, slip) for slip in slips if len(slip) in _SPELT and slip not in topic_stems()}
    if meant:
        wanted = [meant.get(phrases[0][0]) or phrases if len(phrases) == 1 else phrases for phrases in wanted]
        uses = _uses(session, _stems_in(wanted))
    services = session.scalar(select(func.count()).select_from(Service)) or 0
    meant_by = {topic for phrases in wanted for phrase in phrases for topic in topics_in_stems(phrase)}
    named = topics_in_words(words) | meant_by
    return Asked(tuple(weigh(wanted, uses, services)), said=True, topics=frozenset(named))


def _stems_in(wanted: Iterable[tuple[Phrase, ...]]) -> set[str]:
    return {word for phrases in wanted for phrase in phrases for word in phrase}


def _uses(session: Session, stems: Iterable[str]) -> dict[str, int]:
    """How many services use each stem; those that none uses are left out."""
    rows = session.execute(select(Word.word, Word.services).where(Word.word.in_(sorted(stems))))
    return {row.word: row.services for row in rows}


def _spelt(session: Session, slip: str) -> tuple[Phrase, ...] | None:
    """What a word that nobody uses was probably meant to be: the commonest one a letter away."""
    near = one_letter_away(slip)
    uses = _uses(session, near)
    uses |= {word: uses.get(word, 0) + 1 for (word, *rest) in synonyms() if not rest and word in near}
    if not uses:
        return None
    best = min(uses, key=lambda word: (-uses[word], word))
    return ((best,), *synonyms().get((best,), ()))


def _on_rung(session: Session, rung: Rung, asked: Asked) -> list[Ranked]:
    """The ranked services of a rung. Those found from anywhere are not read when those near fill the list already."""
    near = _ranked(in_reach(session, rung, asked), rung, asked)
    if len(near) >= rung.query.limit or (rung.local_only and not near):
        return near
    reached = {candidate.key for candidate, _, _ in near}
    anywhere = [each for each in from_anywhere(session, rung, asked) if each.key not in reached]
    return near + _ranked(anywhere, rung, asked)


def _ranked(found: Iterable[Candidate], rung: Rung, asked: Asked) -> list[Ranked]:
    by_topic = bool(topics_wanted(rung, asked))
    ranked = [_rank(candidate, rung, asked) for candidate in found]
    if asked.said or by_topic:
        ranked = [
            (candidate, met, rank)
            for candidate, met, rank in ranked
            if (candidate.on_topic and by_topic) or (asked.said and met.coverage >= ENOUGH)
        ]
    return sorted(ranked, key=lambda each: (-each[2], each[0].name, each[0].id))


def _rank(candidate: Candidate, rung: Rung, asked: Asked) -> Ranked:
    met = NO_WORDS
    if asked.concepts:
        met = meet(
            asked.concepts,
            frozenset(candidate.title_words.split()),
            frozenset(candidate.subject_words.split()),
            frozenset(candidate.words.split()),
        )
    weight = WEIGHTS[freshness(candidate.assured_date, rung.query.today)]
    rank = score(met, on_topic=candidate.on_topic, distance_metres=candidate.distance_metres, freshness=weight)
    return candidate, met, rank


def _matches(session: Session, rung: Rung, asked: Asked, ranked: Sequence[Ranked]) -> list[Match]:
    keys = [candidate.key for candidate, _, _ in ranked]
    services = {service.key: service for service in session.scalars(select(Service).where(Service.key.in_(keys)))}
    return [
        _match(services[candidate.key], candidate, met, rung, topics_wanted(rung, asked))
        for candidate, met, _ in ranked
    ]


def _match(service: Service, candidate: Candidate, met: WordsMet, rung: Rung, topics: frozenset[str]) -> Match:
    document = service.document()
    distance = candidate.distance_metres
    return Match(
        service=service,
        distance_miles=None if distance is None else miles(distance),
        when=_asked_days_first(document.schedules, rung.query.days),
        cost=service.cost,
        why=reasons(document, rung.query, met, on_topic=topics),
        checked=service.assured_date,
        freshness=freshness(service.assured_date, rung.query.today),
    )


def _asked_days_first(schedules: Sequence[Schedule], days: Sequence[int]) -> tuple[Schedule, ...]:
    return tuple(sorted(schedules, key=lambda schedule: not set(days) & set(weekdays(schedule))))
