"""How fast services are found: words, place, age and day, beside a hand-written SQL query of the same result.

.venv/app/bin/python -m bench.directory [--size N] [--queries N]      the table, for 100,000 services unless told
.venv/app/bin/python -m bench.directory --growth PICTURE.png           from 1,000 to 1,000,000 services, as a picture

The services are made by directory_data.py and read in by `services import`, on SQLite. Times are processor time of one core.
The hand-written query is one statement that a careful engineer would write for the question, with the same ranking; it is
told the rung of the ladder that answered, so it need not climb. Both give the same services in the same order, or it fails.
"""

import argparse
import gc
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

import storage
from app import rasa_process, rooms  # noqa: F401 - rooms makes the tables known
from bench.directory_data import TODAY, towns, write
from bench.directory_sql import Written, hand_written
from directory.feed.apply import apply_feed
from directory.feed.sources import records_from
from directory.query import Place, Query
from directory.results import Results
from directory.search import search, weigh_words
from storage import migrate

WORDS = """
baby group; someone to talk to; help with school uniform; my son has adhd and cant sit still; breakfast club; food bank;
speech delay toddler; dads group saturday; swimming lessons; bullied at school; debt advice; breastfeeding help; autism support
group for parents; holiday club; homework club; anxiety teenager; english classes with creche; young carers; parenting course;
housing advice eviction; domestic abuse support; stay and play; football; drama dance; counselling for children who lost a parent;
sleep problems baby; drinking too much; separated parents contact; wont go to school; grandparent raising grandchildren
"""
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def queries(number: int) -> list[Query]:
    """Questions of parents who live where people live, each with an age and a weekday."""
    chance = random.Random(3)
    places, shares = towns()
    said = [" ".join(each.split()) for each in WORDS.split(";")]
    made = []
    for _ in range(number):
        town = chance.choices(places, cum_weights=shares)[0]
        north, east = (chance.gauss(0, town.spread / 2) for _ in range(2))
        place = Place(town.name, town.latitude + north, town.longitude + east, "town")
        made.append(
            Query(
                chance.choice(said), place=place, ages=(chance.randrange(15),), days=(chance.randrange(5),), today=TODAY
            )
        )
    return made


def fill(path: Path, size: int) -> float:
    """Make a database with so many services; returns the seconds that reading them in took."""
    storage.configure(f"sqlite:///{path}", [Fernet.generate_key().decode()])
    migrate.upgrade()
    feed = path.with_suffix(".json")
    write(size, feed)
    began = time.monotonic()
    with storage.writing() as session:
        apply_feed(session, records_from(str(feed)), "bench")
    feed.unlink()
    return time.monotonic() - began


def ours(query: Query) -> Results:
    """What the product finds for a question, its records included."""
    with storage.reading() as session:
        return search(session, query)


def the_sql(query: Query, found: Results) -> Written:
    """The hand-written statement for a question, its values filled in."""
    with storage.reading() as session:
        return hand_written(query, found, weigh_words(session, query.words))


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of one call, the better of two."""
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return 1000 * best


def compare(path: Path, number: int) -> tuple[list[float], list[float]]:
    """The milliseconds of each question, ours and the hand-written query's.

    Raises:
        AssertionError: when they do not find the same services in the same order.
    """
    asked = queries(number)
    for query in asked:
        ours(query)  # caches warm, as in a server that has run for a minute
    gc.collect()
    gc.freeze()
    mine, theirs = [], []
    with closing(sqlite3.connect(path)) as connection:
        for query in asked:
            found = ours(query)
            written = the_sql(query, found)
            rows = _run(connection, written)
            keys = [match.service.key for match in found.services]
            if [row[0] for row in rows] != keys:
                raise AssertionError(f"{query}: {keys} here, {[row[0] for row in rows]} by hand")
            mine.append(milliseconds(lambda query=query: ours(query)))  # type: ignore[misc]
            theirs.append(milliseconds(lambda written=written: _run(connection, written)))  # type: ignore[misc]
    return mine, theirs


def _run(connection: sqlite3.Connection, written: Written) -> list[Any]:
    return connection.execute(written.statement, written.values).fetchall()


def line(name: str, times: Sequence[float]) -> str:
    """Median and 95th percentile, as a line of the table."""
    ordered = sorted(times)
    return f"{name:26} {statistics.median(ordered):8.2f} {ordered[int(0.95 * len(ordered))]:8.2f}"


def table(size: int, number: int) -> None:
    """Print the table for a directory of this size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "directory.db"
        seconds = fill(path, size)
        mine, theirs = compare(path, number)
        storage.dispose()
    ratios = sorted(own / other for own, other in zip(mine, theirs, strict=True))
    print(f"{size:,} services read in in {seconds:.0f} s; {number} questions; milliseconds: median, 95th percentile")
    print(line("the search", mine))
    print(line("one SQL query by hand", theirs))
    print(f"ratio of the sums {sum(mine) / sum(theirs):.2f}, of the medians {statistics.median(ratios):.2f}")


def growth(picture: Path, number: int) -> None:
    """Draw the times over the sizes, with Rasa's environment, which has the library for it."""
    sizes: list[dict[str, float]] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder) / "directory.db", size)
            asked = queries(number)
            for query in asked:
                ours(query)
            times = sorted(milliseconds(lambda query=query: ours(query)) for query in asked)  # type: ignore[misc]
            storage.dispose()
        sizes.append({"services": size, "median": statistics.median(times), "slowest": times[int(0.95 * len(times))]})
        print(line(f"{size:,} services", times), flush=True)
    drawing = [str(rasa_process.PYTHON), "-m", "bench.directory_picture", str(picture.absolute())]
    subprocess.run(drawing, input=json.dumps(sizes), text=True, check=True)


def main(arguments: Sequence[str]) -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="bench.directory", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--growth", type=Path, metavar="PICTURE")
    chosen = parser.parse_args(arguments)
    if chosen.growth:
        growth(chosen.growth, chosen.queries)
    else:
        table(chosen.size, chosen.queries)


if __name__ == "__main__":
    main(sys.argv[1:])
