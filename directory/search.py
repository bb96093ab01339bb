"""Finding services: `search(session, Query(...))`.

The question's words are weighed once; then, rung by rung up the ladder, candidates are read (candidates.py) and ranked
(ranking.py) until some are found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.candidates import Asked, Candidate, from_anywhere, in_reach, topics_wanted
from directory.distance import metres, miles
from directory.freshness import WEIGHTS, freshness
from directory.ladder import WIDER_MILES, Rung, rungs
from directory.models import ALL_SERVICES, Service, Word
from directory.needs import SURE, needs_in
from directory.query import Place, Query, Reason, Relaxation
from directory.ranking import CLOSE, ENOUGH, NO_WORDS, WordsMet, meet, score, subject, weigh
from directory.results import Match, Results
from directory.topics import LABELS, topic_stems, topics_in_stems, topics_in_words
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
    read: dict[Rung, list[Candidate]] = {}
    near: tuple[Rung, list[Ranked]] | None = None
    for rung in rungs(query, asked.guessed):
        if near and not rung.local_only:
            break
        ranked = _on_rung(session, rung, asked, read)
        relaxed, within = rung.relaxed, rung.query.within_miles
        if ranked and not (rung.local_only and _look_further(ranked, rung, asked)):
            return _results(session, rung, asked, ranked)
        near = near or ((rung, ranked) if ranked else None)
    if near:
        return _results(session, near[0], asked, near[1])
    return Results([], list(relaxed), unmet=True, within_miles=within)


def _look_further(ranked: Sequence[Ranked], rung: Rung, asked: Asked) -> bool:
    """Whether to look further away first: what is near states nothing of the access she needs, or is only guessed at."""
    near = (each for each, _, _ in ranked if each.distance_metres is not None)
    return not any(each.has_access for each in near) or _only_guessed(ranked, rung, asked)


def _only_guessed(ranked: Sequence[Ranked], rung: Rung, asked: Asked) -> bool:
    """Whether all that is near was found by a need that her words may speak of, and none by what they say.

    Then what they say ("city farm goats") is looked for further away first.
    """
    asked_for = rung.query.topic in LABELS
    return not asked_for and bool(asked.concepts) and all(met.coverage < ENOUGH for _, met, _ in ranked)


def _results(session: Session, rung: Rung, asked: Asked, ranked: Sequence[Ranked]) -> Results:
    shown = ranked[: rung.query.limit]
    unsaid: list[Relaxation] = [] if any(each.has_access for each, _, _ in shown) else ["access"]
    matches = _matches(session, rung, asked, shown)
    return Results(matches, [*rung.relaxed, *unsaid], unmet=False, within_miles=rung.query.within_miles)


def weigh_words(session: Session, words: str) -> Asked:
    """The ideas in a parent's words, each by how much it tells in this directory; misspelt words as they were meant."""
    wanted = concepts(words)
    uses = _uses(session, {ALL_SERVICES} | _stems_in(wanted))
    slips = [phrases[0][0] for phrases in wanted if len(phrases) == 1 and not uses.get(phrases[0][0])]
    meant = {slip: _spelt(session, slip) for slip in slips if len(slip) in _SPELT and slip not in topic_stems()}
    if meant:
        wanted = [meant.get(phrases[0][0]) or phrases if len(phrases) == 1 else phrases for phrases in wanted]
        uses |= _uses(session, _stems_in(wanted))
    meant_by = {topic for phrases in wanted for phrase in phrases for topic in topics_in_stems(phrase)}
    named = topics_in_words(words) | meant_by
    guessed = needs_in(words)
    sure = {topic for topic, margin in guessed.items() if margin >= SURE}
    if not (wanted or named or sure):
        return Asked((), said=False)
    return Asked(
        tuple(weigh(wanted, uses, uses.get(ALL_SERVICES, 0))),
        said=True,
        topics=frozenset(named),
        needs=frozenset(sure & named or sure),  # where her words name one of them too, it is that one
        guessed=frozenset(guessed),
    )


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


def _on_rung(session: Session, rung: Rung, asked: Asked, read: dict[Rung, list[Candidate]]) -> list[Ranked]:
    """The ranked services of a rung. Those found from anywhere are not read when those near fill the list already."""
    near = _ranked(_in_reach(session, rung, asked, read), rung, asked)
    if len(near) >= rung.query.limit or (rung.local_only and not near):
        return near
    reached = {candidate.key for candidate, _, _ in near}
    anywhere = [each for each in from_anywhere(session, rung, asked) if each.key not in reached]
    return near + _ranked(anywhere, rung, asked)


def _in_reach(session: Session, rung: Rung, asked: Asked, read: dict[Rung, list[Candidate]]) -> list[Candidate]:
    """The services in reach. The rungs that only look further share one reading, of the furthest of them."""
    furthest = max(rung.query.within_miles, *WIDER_MILES) if rung.relaxed else rung.query.within_miles
    whole = replace(rung, query=replace(rung.query, within_miles=furthest), relaxed=())
    if whole not in read:
        read[whole] = in_reach(session, whole, asked)
    far = metres(rung.query.within_miles)
    return [each for each in read[whole] if each.distance_metres is not None and each.distance_metres <= far]


def _ranked(found: Iterable[Candidate], rung: Rung, asked: Asked) -> list[Ranked]:
    by_topic = bool(topics_wanted(rung, asked))
    anything = not asked.said and not by_topic
    ranked = [
        (candidate, met, _rank(candidate, met, rung))
        for candidate in found
        for met in [_met(candidate, asked)]
        if anything or (by_topic and candidate.about) or (met.met and met.coverage >= rung.enough)
    ]
    return _in_order(ranked)


def _in_order(ranked: list[Ranked]) -> list[Ranked]:
    """By rank. Of those as much about it as the best, what states the access she needs is first, then the need she named."""
    by_rank = sorted(ranked, key=lambda each: (-each[2], each[0].name, each[0].id))
    if len({_steps_behind(each) for each in ranked}) < 2:
        return by_rank
    close = CLOSE * max(_about(each) for each in ranked)
    return sorted(by_rank, key=lambda each: (_about(each) < close, _steps_behind(each)))


def _steps_behind(ranked: Ranked) -> tuple[bool, int]:
    candidate = ranked[0]
    return not candidate.has_access, -candidate.needs_met


def _about(ranked: Ranked) -> float:
    candidate, met, _ = ranked
    return subject(met, about=candidate.about)


def _met(candidate: Candidate, asked: Asked) -> WordsMet:
    if not asked.concepts:
        return NO_WORDS
    return meet(asked.concepts, asked.total, candidate.title_words, candidate.subject_words, candidate.words)


def _rank(candidate: Candidate, met: WordsMet, rung: Rung) -> float:
    weight = WEIGHTS[freshness(candidate.assured_date, rung.query.today)]
    return score(met, about=candidate.about, distance_metres=candidate.distance_metres, freshness=weight)


def _matches(session: Session, rung: Rung, asked: Asked, ranked: Sequence[Ranked]) -> list[Match]:
    keys = [candidate.key for candidate, _, _ in ranked]
    found = select(Service).options(joinedload(Service.kept)).where(Service.key.in_(keys))
    services = {service.key: service for service in session.scalars(found)}
    topics = topics_wanted(rung, asked)
    return [
        Match(
            services[candidate.key],
            None if candidate.distance_metres is None else miles(candidate.distance_metres),
            rung.query,
            met,
            topics,
        )
        for candidate, met, _ in ranked
    ]
