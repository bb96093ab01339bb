"""The hand-written SQL that the search is measured against: one statement for SQLite, with the search's own ranking.

It is written for its question alone: the words, the synonyms and their weights stand in it. It knows which rung of the ladder
answered, so it looks as far as it must and no further.
"""

from dataclasses import dataclass
from typing import Any

from directory.candidates import Asked, topics_wanted
from directory.distance import EARTH_RADIUS_METRES, box_around, metres
from directory.freshness import FRESH_DAYS, STALE_DAYS, WEIGHTS
from directory.indexes import written
from directory.ladder import Rung, rungs
from directory.marks import ANYWHERE, anywhere_on, near_marks, topic_mark
from directory.query import Query
from directory.ranking import (
    HALF_AS_NEAR,
    IN_NAME,
    IN_TERMS,
    IN_TEXT,
    SHARE_WORTH,
    SYNONYM_WORTH,
    TOPIC_WORTH,
    Concept,
    essential,
)
from directory.results import Results
from directory.topics import QUIET_TOPICS
from directory.words import Phrase


@dataclass(frozen=True)
class Written:
    """A statement and its values."""

    statement: str
    values: dict[str, Any]


_DISTANCE = f"""2 * {EARTH_RADIUS_METRES} * asin(sqrt(min(1.0,
    pow(sin(radians(p.latitude - :latitude) / 2), 2)
    + cos(radians(:latitude)) * cos(radians(p.latitude)) * pow(sin(radians(p.longitude - :longitude) / 2), 2))))"""


def hand_written(query: Query, found: Results, asked: Asked) -> Written:
    """The statement for a question that has a place, and for the rung that answered it."""
    place = query.place
    if place is None or place.latitude is None or place.longitude is None:
        raise ValueError("the measured questions have a place")
    rung = next(each for each in rungs(query, asked.guessed) if list(each.relaxed) == found.relaxed)
    box = box_around(place.latitude, place.longitude, metres(found.within_miles))
    topics = topics_wanted(rung, asked)
    phrases: list[Phrase] = [(topic_mark(topic),) for topic in sorted(topics)]
    if not rung.topics:
        phrases += [phrase for concept in essential(asked.concepts, rung.enough) for phrase in concept.phrases]
    remote = [(anywhere_on(day),) for day in rung.query.days] or [(ANYWHERE,)]
    near = [(mark,) for mark in near_marks(box)]
    values = {
        "near": written([near, phrases], "sqlite"),
        "remote": written([remote, phrases], "sqlite"),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius": metres(found.within_miles),
        "today": query.today.isoformat(),
        **{name: getattr(box, name) for name in ("south", "north", "west", "east")},
    }
    return Written(_statement(query, rung, asked, topics), values)


def _statement(query: Query, rung: Rung, asked: Asked, topics: frozenset[str]) -> str:
    fits = f"""s.status = 'active' AND NOT s.hidden AND s.gone_on IS NULL AND (s.ends_on IS NULL OR s.ends_on >= :today)
        AND ({" OR ".join(_fits(age) for age in query.ages) or "1"})"""
    if rung.query.days:
        fits += f" AND s.days & {sum(1 << day for day in query.days)} != 0"
    quiet = QUIET_TOPICS - asked.topics - asked.needs - topics
    if quiet:
        fits += f" AND NOT {_on(quiet)}"
    about = _about(topics | asked.topics) if topics | asked.topics else "0"
    columns = f"s.key, s.id, s.name, s.assured_date, {about} AS about, s.title_words, s.subject_words, s.words"
    near = f"""SELECT {columns}, min({_DISTANCE}) AS distance
        FROM service s JOIN service_at_location p ON p.service_key = s.key
        WHERE s.key IN (SELECT rowid FROM service_words WHERE service_words MATCH :near) AND {fits}
            AND p.latitude BETWEEN :south AND :north AND p.longitude BETWEEN :west AND :east
        GROUP BY s.key HAVING distance <= :radius"""
    remote = f"""SELECT {columns}, NULL AS distance FROM service s
        WHERE s.key IN (SELECT rowid FROM service_words WHERE service_words MATCH :remote) AND s.anywhere AND {fits}"""
    sources = [remote] if rung.anywhere_only else [near, remote]
    by_topic = "about OR" if topics else ""
    return f"""
        WITH found AS ({" UNION ALL ".join(f"SELECT * FROM ({each})" for each in sources)}),
        told AS (SELECT *, {_covered(asked)} AS covered, {_scored(asked)} AS scored FROM found),
        ranked AS (
            SELECT key, id, name, min(distance) AS distance, min(1.0, scored) AS relevance, about,
                CASE WHEN assured_date IS NULL THEN {WEIGHTS["unknown"]}
                    WHEN julianday(:today) - julianday(assured_date) <= {FRESH_DAYS} THEN {WEIGHTS["fresh"]}
                    WHEN julianday(:today) - julianday(assured_date) <= {STALE_DAYS} THEN {WEIGHTS["ageing"]}
                    ELSE {WEIGHTS["stale"]} END AS freshness
            FROM told WHERE {by_topic} (covered > 0 AND min(1.0, covered) >= {rung.enough}) GROUP BY key)
        SELECT ranked.key, record, distance FROM ranked JOIN service_record ON service_key = ranked.key
        ORDER BY distance IS NULL, round(
            (relevance + CASE WHEN about THEN {TOPIC_WORTH} + {SHARE_WORTH} * about ELSE 0 END + 0.1) * freshness
            * (0.4 + 0.6 * CASE WHEN distance IS NULL THEN 0.5 ELSE 1 / (1 + distance / {HALF_AS_NEAR}) END), 9) DESC,
            ranked.name, ranked.id
        LIMIT {query.limit}"""


def _fits(age: int) -> str:
    young = f"(s.minimum_age IS NULL OR s.minimum_age < {age + 1})"
    return f"({young} AND (s.maximum_age IS NULL OR s.maximum_age >= {age}))"


def _on(topics: frozenset[str]) -> str:
    names = ", ".join(f"'{topic}'" for topic in sorted(topics))
    return f"EXISTS (SELECT 1 FROM service_topic t WHERE t.service_key = s.key AND t.topic IN ({names}))"


def _about(topics: frozenset[str]) -> str:
    names = ", ".join(f"'{topic}'" for topic in sorted(topics))
    return f"coalesce((SELECT max(share) FROM service_topic t WHERE t.service_key = s.key AND t.topic IN ({names})), 0)"


def _covered(asked: Asked) -> str:
    total = asked.total
    each = [f"CASE WHEN {_best(concept)} > 0 THEN {concept.weight} ELSE 0 END" for concept in asked.concepts]
    return f"({' + '.join(each)}) / {total}" if each else "0"


def _scored(asked: Asked) -> str:
    total = asked.total
    each = [f"{concept.weight} * {_best(concept)} / {IN_NAME}" for concept in asked.concepts]
    return f"({' + '.join(each)}) / {total}" if each else "0"


def _best(concept: Concept) -> str:
    worth = []
    for at, phrase in enumerate(concept.phrases):
        has = " AND ".join(f"instr(' ' || words || ' ', ' {word} ')" for word in phrase)
        places = " + ".join(_place(word) for word in phrase)
        factor = SYNONYM_WORTH if at else 1.0
        worth.append(f"CASE WHEN {has} THEN ({places}) / {float(len(phrase))} * {factor} ELSE 0 END")
    return f"max({', '.join(worth)}, 0)"


def _place(word: str) -> str:
    return f"""CASE WHEN instr(' ' || title_words || ' ', ' {word} ') THEN {IN_NAME}
        WHEN instr(' ' || subject_words || ' ', ' {word} ') THEN {IN_TERMS} ELSE {IN_TEXT} END"""
