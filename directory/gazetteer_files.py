"""Loading a table of postcodes, so that a place is exact: ONSPD, NSPL, Code-Point Open, or any CSV with the same columns.

What their licence asks to be shown is kept with them (postcode_licences.py).
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from directory.feed import clean
from directory.national_grid import to_latitude_longitude
from directory.postcode_licences import OPEN_GOVERNMENT, keep_licence
from directory.postcodes import Postcode, postcodes_in
from directory.query import london_today

_NO_COLUMNS = (
    "This table has no columns that we know. It needs a postcode (pcds, pcd or postcode) with lat and long, or with "
    "eastings and northings, as ONSPD, NSPL and Code-Point Open have them."
)
BATCH = 20_000
# Columns as the tables name them: ONSPD and NSPL have pcds or pcd and lat, long; Code-Point Open has no header at all.
_POSTCODE = ("pcds", "pcd", "pcd2", "pcd7", "pcd8", "postcode", "post_code")
_LATITUDE, _LONGITUDE = ("lat", "latitude"), ("long", "lon", "lng", "longitude")
_EASTING, _NORTHING = ("eastings", "easting", "oseast1m", "east1m"), ("northings", "northing", "osnrth1m", "north1m")
_CODE_POINT = {"postcode": 0, "easting": 2, "northing": 3}  # by position
_PUT = """INSERT INTO gazetteer (name, kind, latitude, longitude, learnt) VALUES ({marks})
    ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, latitude = excluded.latitude,
    longitude = excluded.longitude, learnt = excluded.learnt"""

Row = tuple[str, str, float, float, bool]


class PlacesFileError(RuntimeError):
    """A table that cannot be read; the message says what is wrong. Nothing was changed."""


@dataclass
class Loaded:
    """How many postcodes were loaded, and how many lines had no place or no postcode."""

    postcodes: int = 0
    without_place: int = 0
    areas: dict[str, list[float]] = field(default_factory=dict)


def load_places(
    session: Session, path: Path, tell: Callable[[float], None] = lambda _: None, licence: str = OPEN_GOVERNMENT
) -> Loaded:
    """Load a table into the gazetteer, with the middle of every sector and outcode; a later table wins.

    Args:
        path: a CSV, or the folder or ZIP archive that it was downloaded in; other tables in there are left.
        tell: is told how far it is, 0 to 1.
        licence: what has to be shown wherever these places are used.

    Raises:
        PlacesFileError: when the file is missing or has no known columns. The caller rolls back.
    """
    loaded = Loaded()
    connection = session.connection()
    read = 0
    try:
        tables = _tables(path)
        whole = sum(table.size for table in tables) or 1
        for table in tables:
            with table.open() as raw:
                lines = csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline=""))
                for batch in _batches(_rows(lines, loaded, alone=len(tables) == 1)):
                    _put(connection, batch)
                    tell(min(1.0, (read + raw.tell()) / whole))
            read += table.size
    except (OSError, csv.Error, zipfile.BadZipFile) as error:
        raise PlacesFileError(f"{path} cannot be read: {error}.") from error
    if not loaded.postcodes and not loaded.without_place:
        raise PlacesFileError(_NO_COLUMNS)
    _put(connection, list(_middles(loaded)))
    keep_licence(session, licence, london_today())
    tell(1.0)
    return loaded


@dataclass(frozen=True)
class _Table:
    """A CSV: how large it is in bytes, and how it is opened."""

    size: int
    open: Callable[[], IO[bytes]]


def _tables(path: Path) -> list[_Table]:
    if path.is_dir():
        return [_Table(each.stat().st_size, _opening(each)) for each in sorted(path.rglob("*.csv"))]
    if path.suffix.lower() != ".zip":
        return [_Table(path.stat().st_size, _opening(path))]
    archive = zipfile.ZipFile(path)
    members = [each for each in archive.infolist() if each.filename.lower().endswith(".csv")]
    return [_Table(each.file_size, partial(archive.open, each)) for each in members]


def _opening(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _put(connection: Connection, rows: list[Row]) -> None:
    if rows:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(_PUT.format(marks=", ".join(["?" if sqlite else "%s"] * 5)), rows)


def _rows(lines: Iterator[list[str]], loaded: Loaded, *, alone: bool) -> Iterator[Row]:
    """The postcodes of a table. One without columns that we know is left, unless it stands alone."""
    first = next(lines, [])
    columns = _columns(first)
    if columns is None:
        columns, lines = _without_header(first), _again(first, lines)
    if columns is None and alone:
        raise PlacesFileError(_NO_COLUMNS)
    if columns is None:
        return
    for line in lines:
        postcode = _postcode(line, columns)
        point = _point(line, columns) if postcode else None
        if postcode is None or point is None:
            loaded.without_place += 1
            continue
        loaded.postcodes += 1
        _count(loaded.areas, postcode.sector, point)
        _count(loaded.areas, postcode.outcode, point)
        yield (postcode.outcode + postcode.incode, "postcode", *point, False)


def _again(first: list[str], lines: Iterable[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from lines


def _columns(header: list[str]) -> dict[str, int] | None:
    names = [name.strip().lower() for name in header]
    found = {
        kind: names.index(name)
        for kind, known in (
            ("postcode", _POSTCODE),
            ("latitude", _LATITUDE),
            ("longitude", _LONGITUDE),
            ("easting", _EASTING),
            ("northing", _NORTHING),
        )
        for name in reversed(known)
        if name in names
    }
    placed = {"latitude", "longitude"} <= found.keys() or {"easting", "northing"} <= found.keys()
    return found if "postcode" in found and placed else None


def _without_header(first: list[str]) -> dict[str, int] | None:
    known = len(first) >= 4 and postcodes_in(first[0]) and clean.number(first[2]) is not None
    return _CODE_POINT if known else None


def _postcode(line: list[str], columns: dict[str, int]) -> Postcode | None:
    at = columns["postcode"]
    written = line[at].replace(" ", "").upper() if at < len(line) else ""
    if not 5 <= len(written) <= 7 or not written.isalnum() or not written[-3].isdigit():
        return None
    return Postcode(written[:-3], f"{written[:-3]} {written[-3]}", written[-3:])


def _point(line: list[str], columns: dict[str, int]) -> tuple[float, float] | None:
    try:
        if "latitude" in columns:
            latitude, longitude = float(line[columns["latitude"]]), float(line[columns["longitude"]])
        else:
            easting, northing = float(line[columns["easting"]]), float(line[columns["northing"]])
            latitude, longitude = to_latitude_longitude(easting, northing) if easting > 0 else (99.0, 0.0)
    except (ValueError, IndexError):
        return None
    # 99.999999 is how ONSPD and NSPL write "no grid reference".
    return (latitude, longitude) if 49 <= latitude <= 61 and -9 <= longitude <= 3 else None


def _count(areas: dict[str, list[float]], name: str, point: tuple[float, float]) -> None:
    held = areas.setdefault(name, [0.0, 0.0, 0.0])
    held[0] += point[0]
    held[1] += point[1]
    held[2] += 1


def _middles(loaded: Loaded) -> Iterator[Row]:
    for name, (latitude, longitude, number) in loaded.areas.items():
        yield name, "sector" if " " in name else "outcode", latitude / number, longitude / number, False
