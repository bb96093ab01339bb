"""Where services come from: a file or an address, whatever dialect it speaks, as records of the standard's shape."""

import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from directory.feed.errors import FeedError
from directory.feed.fetch import Fetcher
from directory.feed.json_stream import json_records
from directory.feed.outpost import from_outpost, is_outpost
from directory.feed.spreadsheet import csv_records

Record = Mapping[str, Any]

STANDARD_INPUT = "-"
MAX_PAGES = 20_000
PER_PAGE = 100
# A record with none of these is a line of a list; its details are at /services/{id}.
_DETAILS = frozenset(
    (
        "schedules",
        "regular_schedules",
        "service_at_locations",
        "locations",
        "contacts",
        "cost_options",
        "attributes",
        "service_taxonomys",
        "eligibilitys",
        "languages",
        "phones",
    )
)


def is_address(source: str) -> bool:
    """Whether a source is a web address, not a file."""
    return "://" in source


def name_of(source: str) -> str:
    """The name under which a source's services are kept: the host of an address, the name of a file."""
    if source == STANDARD_INPUT:
        return "standard-input"
    return (urlsplit(source).hostname or source) if is_address(source) else Path(source).stem


def records_from(source: str, fetcher: Fetcher | None = None) -> Iterator[Record]:
    """The records of a file, of standard input ("-", JSON) or of an address.

    Raises:
        FeedError: when it cannot be read to its end.
    """
    for record in _records(source, fetcher):
        yield from_outpost(record) if is_outpost(record) else record


def _records(source: str, fetcher: Fetcher | None) -> Iterator[Record]:
    if source == STANDARD_INPUT:
        return json_records(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig"))
    return _from_address(source, fetcher or Fetcher()) if is_address(source) else _from_file(Path(source))


def _from_file(path: Path) -> Iterator[Record]:
    try:
        if path.suffix.lower() == ".csv":
            yield from csv_records(path.read_bytes())
        else:
            with path.open(encoding="utf-8-sig") as stream:
                yield from json_records(stream)
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror or error}.") from error


def _from_address(url: str, fetcher: Fetcher) -> Iterator[Record]:
    try:
        if urlsplit(url).path.lower().endswith(".csv"):
            yield from csv_records(fetcher.read(url))
        elif urlsplit(url).path.lower().endswith(".json"):
            yield from json_records(_text(fetcher.read(url)))
        else:
            yield from _from_api(_services_of(url), fetcher)
    finally:
        fetcher.close()


def _text(body: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig")


def _services_of(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith("/services") else f"{path}/services", fragment=""))


def _from_api(url: str, fetcher: Fetcher) -> Iterator[Record]:
    """Every page to the end, each thin record with its details.

    The end is where the total is reached, a page is empty, or a page repeats the one before: some feeds' `last` is wrong.
    """
    before: list[str] = []
    seen = 0
    for page in range(1, MAX_PAGES + 1):
        body = fetcher.read(_with(url, page=page, per_page=PER_PAGE))
        records = list(json_records(_text(body)))
        ids = [str(record.get("id")) for record in records]
        if not records or ids == before:
            return
        for record in records:
            yield _whole(record, url, fetcher)
        before, seen = ids, seen + len(records)
        if seen >= (_total(body) or MAX_PAGES * PER_PAGE):
            return
    raise FeedError(f"The feed did not end after {MAX_PAGES} pages. Nothing was changed.")


def _total(body: bytes) -> int | None:
    envelope = json.loads(body)
    if not isinstance(envelope, dict):
        return None
    lower = {str(name).lower(): value for name, value in envelope.items()}
    total = lower.get("total_items", lower.get("totalelements"))
    return total if isinstance(total, int) else None


def _with(url: str, **more: int) -> str:
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query)) | {name: str(value) for name, value in more.items()}
    return urlunsplit(parts._replace(query=urlencode(asked)))


def _whole(record: Record, url: str, fetcher: Fetcher) -> Record:
    own_id = str(record.get("id") or "")
    if _DETAILS & record.keys() or not own_id or not own_id.replace("-", "").replace("_", "").isalnum():
        return record
    parts = urlsplit(url)
    body = fetcher.read_if_there(urlunsplit(parts._replace(path=f"{parts.path}/{own_id}", query="")))
    if body is None:
        return record
    found = next(json_records(_text(body)), record)
    return {**record, **found} if str(found.get("id")) == own_id else record
