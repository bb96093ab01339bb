"""What a parent's own words ask for, beyond the need: whether it must be free, and the query that they make.

Days are read by days.py, ages by ages.py, parts of the day by times_of_day.py, access and SEND by access.py.

And what is worth asking her: the place always, the child's age and the days only where a need's services differ by them.
"""

import re
from typing import Literal

from directory.access import access_in, send_in
from directory.ages import ages_in
from directory.days import days_in
from directory.query import Place, Query
from directory.times_of_day import times_in
from directory.topics import LABELS, topics_in_words

Question = Literal["place", "age", "when"]

# Where it is not here, only the place is asked: help with a home, money or grief is not for an age or a day.
_ALSO_ASKED: dict[str, frozenset[Question]] = {
    "childcare_funding": frozenset({"age"}),
    "child_mental_health": frozenset({"age"}),
    "behaviour_parenting": frozenset({"age"}),
    "sleep_feeding_baby": frozenset({"age"}),
    "send": frozenset({"age"}),
    "school_attendance": frozenset({"age"}),
    "bullying": frozenset({"age"}),
    "young_carers": frozenset({"age"}),
    "youth_support": frozenset({"age"}),
    "isolation_groups": frozenset({"age", "when"}),
    "activities_clubs": frozenset({"age", "when"}),
    "dads_kinship": frozenset({"age", "when"}),
    "learn_english_work": frozenset({"when"}),
}

# Words for "costs nothing", as people write them.
FREE = frozenset(
    (
        "free",
        "no cost",
        "for nothing",
        "darmowy",
        "darmowe",
        "darmowa",
        "bezpłatny",
        "bezpłatne",
        "bezpłatna",
        "za darmo",
        "gratuit",
        "gratuită",
        "gratuite",
        "مفت",
        "muft",
        "ਮੁਫ਼ਤ",
        "ਮੁਫਤ",
        "বিনামূল্যে",
        "ফ্রি",
        "مجاني",
        "مجانية",
        "مجانا",
        "majani",
        "bilaash",
        "lacag la'aan",
        "безкоштовно",
        "безкоштовна",
        "безкоштовний",
        "безкоштовні",
        "бесплатно",
        "gratis",
        "gratuito",
        "gratuita",
        "grátis",
        "gratuitos",
        "gratuitas",
    )
)


def questions_for(topic: str | None, words: str) -> frozenset[Question]:
    """What to ask before looking for this need. Any service ("find_service") is asked for as what her words name."""
    place: frozenset[Question] = frozenset({"place"})
    named = {topic} if topic in LABELS else topics_in_words(words)
    also = [_ALSO_ASKED.get(each, frozenset()) for each in named if each]
    return place.union(frozenset.intersection(*also)) if also else place


def times_asked(topic: str | None, words: str) -> tuple[str, ...]:
    """The parts of the day that a question names, where its need is one for which days are asked.

    Elsewhere a time is part of the story: "in the evening he shouts at us".
    """
    return times_in(words) if "when" in questions_for(topic, words) else ()


def wants_free(text: str) -> bool:
    """Whether a text asks for something that costs nothing."""
    words = re.sub(r"[^\w']+", " ", text.lower())
    lower = f" {words} "
    return any(f" {word} " in lower for word in FREE)


def read_query(
    words: str,
    *,
    topic: str | None,
    place: Place | None,
    ages: tuple[int, ...] = (),
    days: tuple[int, ...] = (),
    times: tuple[str, ...] = (),
    free: bool = False,
    language: str | None = None,
    access: tuple[str, ...] = (),
    send: tuple[str, ...] = (),
    limit: int = 10,
) -> Query:
    """The search that a parent's words ask for. What was said beside them (ages, days, …) comes before the words' own."""
    return Query(
        words=words,
        topic=topic,
        place=place if place and place.known else None,
        ages=ages or ages_in(words),
        days=days or days_in(words),
        times=times or times_asked(topic, words),
        free=free or wants_free(words),
        language=language,
        access=access or access_in(words),
        send=send or send_in(words),
        limit=limit,
    )
