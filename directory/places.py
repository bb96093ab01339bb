"""Where a family is: postcodes, sectors, outcodes and towns in their words, looked up in the gazetteer.

The gazetteer learns from the addresses of the located services and becomes exact when a table of postcodes is loaded. A
full postcode is used in memory and left there: a Place's label is the outcode or the town.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from directory.models import GazetteerEntry, ServiceAtLocation
from directory.postcodes import Postcode, parts_in, postcodes_in, shorten_postcodes
from directory.query import Place, Precision
from directory.words import tokens

__all__ = ["Place", "find_place", "learn_places", "postcodes_in", "shorten_postcodes"]

# English words that are towns too: as a town only after "in", "near" and the like, or alone.
_ALSO_WORDS = frozenset(
    (
        "bath",
        "battle",
        "bury",
        "deal",
        "diss",
        "eye",
        "hope",
        "looe",
        "mold",
        "poole",
        "reading",
        "rugby",
        "sale",
        "sandwich",
        "settle",
        "street",
        "stone",
        "ware",
        "wells",
        "wing",
    )
)
_BEFORE_A_TOWN = frozenset(("in", "near", "at", "around", "from", "to", "of", "by", "live", "outside"))
_MAX_TOWN_WORDS = 4
_MAX_TEXT = 2_000  # characters of a message that are read for a place
_WHOLE = re.compile(r"[\s.,!?]*")


def find_place(session: Session, text: str) -> Place | None:
    """The place named in a text: its first postcode, else a sector, outcode or town that the gazetteer holds.

    A well-formed postcode (or a text that is only an outcode) that nothing holds is a Place with `known=False`. None when
    no place is named.
    """
    text = text[:_MAX_TEXT]
    full = postcodes_in(text)
    for postcode in full:
        place = _look_up(session, postcode)
        if place is not None:
            return place
    if full:
        return Place(full[0].outcode, None, None, "postcode", known=False)
    for part in parts_in(text):
        place = _look_up(session, part, all_of_it=True)
        if place is not None:
            return place
    town = _town(session, text)
    return town or _unknown_outcode(text)


def _look_up(session: Session, postcode: Postcode, *, all_of_it: bool = False) -> Place | None:
    """The finest entry that holds the postcode; with `all_of_it` only what was typed, not what is around it."""
    names: list[tuple[Precision, str]] = [
        ("postcode", postcode.full.replace(" ", "")),
        ("sector", postcode.sector),
        ("outcode", postcode.outcode),
    ]
    wanted = [(kind, name) for kind, name in names if name][: 1 if all_of_it else None]
    held = _entries(session, [name for _, name in wanted])
    for kind, name in wanted:
        if name in held:
            return Place(postcode.outcode, held[name].latitude, held[name].longitude, kind)
    return None


def _entries(session: Session, names: Iterable[str]) -> dict[str, GazetteerEntry]:
    rows = session.scalars(select(GazetteerEntry).where(GazetteerEntry.name.in_(sorted(set(names)))))
    return {entry.name: entry for entry in rows}


def _town(session: Session, text: str) -> Place | None:
    words = tokens(text)[:200]
    spans = {" ".join(span): span_at for span_at, span in _spans(words)}
    held = [entry for entry in _entries(session, spans).values() if entry.kind == "town"]
    for entry in sorted(held, key=lambda entry: (-len(entry.name.split()), spans[entry.name])):
        at = spans[entry.name]
        led = at > 0 and words[at - 1] in _BEFORE_A_TOWN
        if entry.name not in _ALSO_WORDS or led or len(words) == 1:
            return Place(entry.name.title(), entry.latitude, entry.longitude, "town")
    return None


def _spans(words: list[str]) -> Iterator[tuple[int, list[str]]]:
    for at in range(len(words) - 1, -1, -1):
        for length in range(1, min(_MAX_TOWN_WORDS, len(words) - at) + 1):
            yield at, words[at : at + length]


def _unknown_outcode(text: str) -> Place | None:
    """A text that is nothing but an outcode or sector names a place, held or not."""
    for part in parts_in(text):
        if _WHOLE.fullmatch(text.upper().replace(part.sector or part.outcode, "", 1)):
            return Place(part.outcode, None, None, "sector" if part.sector else "outcode", known=False)
    return None


Point = tuple[float, float]


def learn_places(session: Session) -> int:
    """Learn from the located services' addresses where postcodes, sectors, outcodes and towns are; returns how many.

    What was learnt before is forgotten; what was loaded from a table stays and wins.
    """
    session.flush()
    session.execute(delete(GazetteerEntry).where(GazetteerEntry.learnt))
    at = ServiceAtLocation
    rows = session.execute(select(at.postal_code, at.town, at.latitude, at.longitude).where(at.latitude.is_not(None)))
    points: dict[tuple[str, str], set[Point]] = defaultdict(set)
    for postal_code, town, latitude, longitude in rows:
        if latitude is None or longitude is None:
            continue
        for kind, name in _names(postal_code, town):
            points[kind, name].add((latitude, longitude))
    loaded = set(_entries(session, {name for _, name in points}))
    learnt = [
        {"name": name, "kind": kind, "learnt": True, **_middle(found)}
        for (kind, name), found in sorted(points.items())
        if name not in loaded
    ]
    if learnt:
        session.execute(insert(GazetteerEntry), learnt)
    return len(learnt)


def _names(postal_code: str, town: str) -> Iterator[tuple[str, str]]:
    for postcode in postcodes_in(postal_code)[:1]:
        yield "postcode", postcode.full.replace(" ", "")
        yield "sector", postcode.sector
        yield "outcode", postcode.outcode
    name = " ".join(tokens(town))
    if 2 < len(name) <= 80 and len(name.split()) <= _MAX_TOWN_WORDS:
        yield "town", name


def _middle(points: set[Point]) -> dict[str, float]:
    ordered = sorted(points)  # so that the same addresses give the same sum
    return {
        "latitude": round(sum(latitude for latitude, _ in ordered) / len(ordered), 6),
        "longitude": round(sum(longitude for _, longitude in ordered) / len(ordered), 6),
    }
