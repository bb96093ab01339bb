"""How well parents' words find services: nDCG@5 and success@3 on judged queries, ours beside plain FTS5 with BM25.

.venv/app/bin/python -m bench.directory_quality [--development] [--misses] [--bristol FEED]

The judged queries are in tests/directory/judged: one JSON object a line, with grades by service (3 exactly what she needs, 2
clearly useful, 1 somewhat related). Their author had not seen the lists that the search uses. What is changed to make the
search better is tried on the development queries, which somebody else wrote, and reported on the others.
"""

import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import storage
from app import rooms  # noqa: F401 - makes the tables known
from directory.asked import read_query
from directory.demo import load_demo
from directory.feed.apply import apply_feed
from directory.feed.sources import records_from
from directory.gazetteer_files import load_places
from directory.models import Service
from directory.places import find_place, learn_places
from directory.search import search
from storage import migrate

JUDGED = Path(__file__).parent.parent / "tests" / "directory" / "judged"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USEFUL = 2  # the lowest grade that helps her
Finder = Callable[[Session, "Judged"], list[str]]


@dataclass(frozen=True)
class Judged:
    """A query of a parent, what the chat knows beside her words, and the services that answer it by grade."""

    id: str
    query: str
    lang: str
    near: str | None
    ages: tuple[int, ...]
    days: tuple[int, ...]
    free: bool
    language: str | None
    grades: dict[str, int]


def read_judged(name: str) -> list[Judged]:
    """The judged queries of a file in the folder of them."""
    lines = (JUDGED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_judged(json.loads(line)) for line in lines]


def _judged(given: dict[str, Any]) -> Judged:
    days = tuple(WEEKDAYS.index(day) for day in given["days"])
    return Judged(**{**given, "ages": tuple(given["ages"]), "days": days})


def ours(session: Session, judged: Judged) -> list[str]:
    """What the search finds for her words and filters, best first, without any help of the understanding."""
    place = find_place(session, judged.near or "")
    query = read_query(
        judged.query,
        topic=None,
        place=place,
        ages=judged.ages,
        days=judged.days,
        free=judged.free,
        language=judged.language,
    )
    return [match.service.feed_id for match in search(session, query).services]


def plain(session: Session) -> Finder:
    """Plain FTS5: names, terms and descriptions with Porter's stems, any of her words, ranked by BM25. No filters."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE plain USING fts5(id UNINDEXED, name, terms, text, tokenize='porter unicode61')")
    for service in session.scalars(select(Service).options(joinedload(Service.kept))):
        document = service.document()
        told = (service.feed_id, document.name, " ".join(document.terms()), document.description)
        table.execute("INSERT INTO plain VALUES (?, ?, ?, ?)", told)

    def find(_: Session, judged: Judged) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in judged.query.replace('"', " ").split())
        return [
            own_id
            for (own_id,) in table.execute("SELECT id FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 10", (words,))
        ]

    return find


def ndcg(found: Sequence[str], grades: dict[str, int], at: int = 5) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen, 2002) with the gain 2^grade - 1."""

    def gain(numbers: Sequence[int]) -> float:
        return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(numbers[:at]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(own_id, 0) for own_id in found]) / best if best else 0.0


def success(found: Sequence[str], grades: dict[str, int], at: int = 3) -> bool:
    """Whether a service that helps her is among the first three."""
    return any(grades.get(own_id, 0) >= USEFUL for own_id in found[:at])


def figures(session: Session, queries: Sequence[Judged], find: Finder) -> dict[str, float]:
    """The means over the queries."""
    found = [(find(session, each), each.grades) for each in queries]
    return {
        "nDCG@5": sum(ndcg(*each) for each in found) / len(found),
        "success@3": sum(success(*each) for each in found) / len(found),
    }


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    ending = "_development" if "--development" in arguments else ""
    feed = Path(arguments[arguments.index("--bristol") + 1]) if "--bristol" in arguments else None
    for name, source in (("demo", None), ("bristol", feed)):
        if name == "bristol" and feed is None:
            continue
        with tempfile.TemporaryDirectory() as folder:
            storage.configure(f"sqlite:///{folder}/quality.db", [Fernet.generate_key().decode()])
            migrate.upgrade()
            with storage.writing() as session:
                fill(session, source)
            with storage.reading() as session:
                _table(session, name, read_judged(name + ending), misses="--misses" in arguments)
            storage.dispose()


def fill(session: Session, feed: Path | None) -> None:
    """The demo area's services, or those of Bristol's feed with the postcodes that lie beside it."""
    if feed is None:
        load_demo(session)
        return
    apply_feed(session, records_from(str(feed)), "bristol")
    load_places(session, feed.parents[2] / "geo" / "odileeds-nspl-2025-05-BS.csv")
    learn_places(session)


def _table(session: Session, name: str, queries: list[Judged], *, misses: bool) -> None:
    english = [each for each in queries if each.lang == "en"]
    other = [each for each in queries if each.lang != "en"]
    print(f"{name:8} {'queries':>16} {'nDCG@5':>8} {'success@3':>10}")
    for kind, some in (("all", queries), ("English", english), ("other languages", other)):
        for way, find in (("ours", ours), ("plain FTS5", plain(session))):
            told = figures(session, some, find)
            print(f"{way:12} {kind:>15} {len(some):4} {told['nDCG@5']:8.3f} {told['success@3']:10.1%}")
    if misses:
        for each in queries:
            found = ours(session, each)
            if not success(found, each.grades):
                names = dict(session.execute(select(Service.feed_id, Service.name)).all())
                wanted = [names.get(own_id, own_id) for own_id, grade in each.grades.items() if grade >= USEFUL]
                print(f"\n{each.id} {each.query} | near {each.near} ages {each.ages} days {each.days}")
                print("   wanted:", "; ".join(wanted[:5]))
                print("   found: ", "; ".join(names[own_id] for own_id in found[:5]))


if __name__ == "__main__":
    main(sys.argv[1:])
