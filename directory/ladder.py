"""What to give up when nothing fits, in which order, and in which words to say so. Pure.

Wider distance, any time of day, any day, cost not stated, any way it is given, any language, broader need, then by phone or
online. When the last rung is empty too, a named person is the answer. What she needs to get in is never given up: where
nobody states it, that is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from directory.query import Query, Relaxation
from directory.ranking import ENOUGH
from directory.topics import broader
from locales import N_

WIDER_MILES = (10.0, 20.0)

SAID: dict[Relaxation, str] = {
    "distance": N_("There was nothing that near, so we looked further away."),
    "time": N_("There was nothing at that time of day, so these are at other times. Some do not state their times."),
    "day": N_("There was nothing on that day, so these are on any day. Some do not state their days."),
    "cost": N_("There was nothing that says it is free. Some of these do not say what they cost: ask first."),
    "language": N_("None of these say they speak that language. You can ask for an interpreter."),
    "need": N_("There was nothing exactly like that, so here are services close to it."),
    "age": N_("Some of these may be for other ages: ask first."),
    "access": N_("None of these say that they have all you need to get in and take part: ask first."),
    "delivery": N_("There was nothing given in the way you asked for, so these are given in other ways."),
    "phone_online": N_("These help by phone or online, or tell you where to go when you ring."),
}


@dataclass(frozen=True)
class Rung:
    """One way to ask.

    Attributes:
        query: what is asked; its words and topic do not count when `topics` is set.
        topics: the broader need; empty for the need as asked.
        enough: the share of her words that a service must meet (ranking.WordsMet.coverage).
        unstated_cost: services that do not say what they cost count too.
        local_only: it ends the climb only when a service that she can go to is found.
        anywhere_only: only services found from anywhere: by phone, online, or with no open address.
    """

    query: Query
    relaxed: tuple[Relaxation, ...] = ()
    topics: frozenset[str] = frozenset()
    enough: float = ENOUGH
    unstated_cost: bool = False
    local_only: bool = False
    anywhere_only: bool = False


def rungs(query: Query, guessed: frozenset[str] = frozenset()) -> Iterator[Rung]:
    """The ladder, the question as asked first. Each rung gives up one more thing; what was not asked is not given up.

    Args:
        guessed: needs that her words may speak of, for the broader need.
    """
    rung = Rung(query, local_only=query.place is not None)
    yield rung
    if query.place is not None:
        for miles in WIDER_MILES:
            if miles > query.within_miles:
                rung = replace(rung, query=replace(query, within_miles=miles), relaxed=("distance",))
                yield rung
        # Somebody who answers the whole question by phone comes before somebody near who does not.
        yield replace(rung, local_only=False, anywhere_only=True, relaxed=(*rung.relaxed, "phone_online"))
    rung = replace(rung, local_only=False)
    if query.times:
        rung = replace(rung, query=replace(rung.query, times=()), relaxed=(*rung.relaxed, "time"))
        yield rung
    if query.days:
        rung = replace(rung, query=replace(rung.query, days=()), relaxed=(*rung.relaxed, "day"))
        yield rung
    if query.free:
        rung = replace(rung, unstated_cost=True, relaxed=(*rung.relaxed, "cost"))
        yield rung
    if query.delivery:
        rung = replace(rung, query=replace(rung.query, delivery=()), relaxed=(*rung.relaxed, "delivery"))
        yield rung
    if query.language:
        rung = replace(rung, query=replace(rung.query, language=None), relaxed=(*rung.relaxed, "language"))
        yield rung
    topics = broader(query.topic, query.words, guessed)
    if topics or query.words:
        rung = replace(rung, topics=topics, enough=0.0, relaxed=(*rung.relaxed, "need"))
        yield rung
        last = replace(rung.query, ages=())
        given_up: tuple[Relaxation, ...] = ("age", "phone_online") if query.ages else ("phone_online",)
        yield replace(rung, query=last, anywhere_only=True, relaxed=(*rung.relaxed, *given_up))
