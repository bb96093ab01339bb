"""What is true of a service, as words of the search index: where it is or that it needs no place, and on which topic. Pure.

So one question to the index ("near here, with one of these words") leaves few services to look at. A mark only narrows: the
conditions on the facts themselves decide (candidates.py). A mark begins with a character that no word has. Ages have none:
half of all services are for any given age, and reading such a long list costs more than it saves.
"""

from collections.abc import Iterable
from math import floor

from directory.distance import Box

_SIGN = "\ue000"  # private use: words.tokens leaves it out of every text
ANYWHERE = f"{_SIGN}anywhere"
# Cells of latitude and longitude: fine ones for a town, coarse ones for a county. About 7 and 60 miles high.
_FINE, _COARSE = (0.1, 0.15), (0.9, 1.35)
_MOST_CELLS = 60


def marks_of(*, anywhere: bool, days: int, topics: Iterable[str], points: Iterable[tuple[float, float]]) -> list[str]:
    """A service's marks, sorted. Days as facts.Facts has them; points are latitude and longitude in degrees, WGS84."""
    marks = {topic_mark(topic) for topic in topics}
    if anywhere:
        marks |= {ANYWHERE, *(anywhere_on(day) for day in range(7) if days >> day & 1)}
    for latitude, longitude in points:
        marks |= {_cell(latitude, longitude, _FINE, "f"), _cell(latitude, longitude, _COARSE, "c")}
    return sorted(marks)


def anywhere_on(day: int) -> str:
    """The mark of every service that needs no place and is on this weekday, 0 for Monday."""
    return f"{ANYWHERE}{day}"


def topic_mark(topic: str) -> str:
    """The mark of every service on this topic."""
    return f"{_SIGN}topic{topic.replace('_', '')}"


def near_marks(box: Box) -> list[str]:
    """The marks of which every service with an open address within the box has at least one."""
    fine = _cells(box, _FINE, "f")
    return fine if len(fine) <= _MOST_CELLS else _cells(box, _COARSE, "c")


def _cells(box: Box, size: tuple[float, float], kind: str) -> list[str]:
    tall, wide = size
    rows = range(floor(box.south / tall), floor(box.north / tall) + 1)
    columns = range(floor(box.west / wide), floor(box.east / wide) + 1)
    return [_name(row, column, kind) for row in rows for column in columns]


def _cell(latitude: float, longitude: float, size: tuple[float, float], kind: str) -> str:
    return _name(floor(latitude / size[0]), floor(longitude / size[1]), kind)


def _name(row: int, column: int, kind: str) -> str:
    return f"{_SIGN}{kind}{row + 1000}x{column + 1000}"
