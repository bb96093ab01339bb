"""Where services come from: a file or an address, whatever dialect it speaks, as records of the standard's shape."""

import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TextIO
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from directory.feed.errors import FeedError
from directory.feed.fetch import Fetcher, checked_host
from directory.feed.json_stream import DECODER, json_records
from directory.feed.normalise import Record, ThinRecord
from directory.feed.outpost import from_outpost, is_outpost
from directory.feed.spreadsheet import csv_records

STANDARD_INPUT = "-"
MAX_PAGES = 20_000
PER_PAGE = 100
MAX_ID = 200  # characters
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


def open_text(path: Path) -> TextIO:
    """A feed's file as text.

    Raises:
        OSError: when it cannot be opened.
    """
    return path.open(encoding="utf-8-sig")


def records_from(
    source: str, fetcher: Fetcher | None = None, *, whole: bool = True, opened: Callable[[Path], TextIO] = open_text
) -> Iterator[Record]:
    """The records of a file, of standard input ("-", JSON) or of an address; `whole` wants as many as it says it has.

    Args:
        opened: opens a JSON file; one of rich's shows how much of it has been read.

    Raises:
        FeedError: when it cannot be read to its end.
    """
    for record in _records(source, fetcher, whole, opened):
        if not is_outpost(record):
            yield record
        else:
            yield ThinRecord(from_outpost(record)) if isinstance(record, ThinRecord) else from_outpost(record)


def _records(source: str, fetcher: Fetcher | None, whole: bool, opened: Callable[[Path], TextIO]) -> Iterator[Record]:
    if source == STANDARD_INPUT:
        return json_records(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig"))
    return (
        _from_address(source, fetcher or Fetcher(), whole) if is_address(source) else _from_file(Path(source), opened)
    )


def _from_file(path: Path, opened: Callable[[Path], TextIO]) -> Iterator[Record]:
    try:
        if path.suffix.lower() == ".csv":
            yield from csv_records(path.read_bytes())
        else:
            with opened(path) as stream:
                yield from json_records(stream)
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror or error}.") from error


def _from_address(url: str, fetcher: Fetcher, whole: bool) -> Iterator[Record]:
    checked_host(url)
    try:
        if urlsplit(url).path.lower().endswith(".csv"):
            yield from csv_records(fetcher.read(url))
        elif urlsplit(url).path.lower().endswith(".json"):
            yield from json_records(_text(fetcher.read(url)))
        else:
            yield from _from_api(_services_of(url), fetcher, whole=whole)
    finally:
        fetcher.close()


def _text(body: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig")


def _services_of(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith("/services") else f"{path}/services", fragment=""))


def _from_api(url: str, fetcher: Fetcher, *, whole: bool) -> Iterator[Record]:
    """Every page to the end, each thin record with its details.

    Some feeds' `last` is never true, some totals are too low, and some repeat a page for ever. So the end is a last page
    that also has the total reached, an empty page, or one that brings no new identifier.
    """
    known: set[str] = set()
    seen = total = 0
    for page in range(1, MAX_PAGES + 1):
        asked = _with(url, page=page, per_page=PER_PAGE)
        body = fetcher.read(asked) if page == 1 else fetcher.read_if_there(asked)
        records = list(json_records(_text(body))) if body is not None else []
        new = {str(record.get("id")) for record in records} - known
        if not new:
            break
        for record in records:
            yield _with_details(record, url, fetcher)
        known |= new
        seen += len(records)
        said, is_last = _said(body or b"")
        total = max(total, said)
        if is_last and seen >= total:
            break
    else:
        raise FeedError(f"The feed did not end after {MAX_PAGES} pages. Nothing was changed.")
    if whole and seen < total:
        raise FeedError(
            f"The feed says that it has {total} services and gave {seen}. Nothing was changed. If that is all it will "
            "give, import it again with --force."
        )


def _said(body: bytes) -> tuple[int, bool]:
    """How many records a page says there are (0 when it does not), and whether it may be the last: it says so, or only counts."""
    envelope = DECODER.decode(body.decode("utf-8-sig"))
    if not isinstance(envelope, dict):
        return 0, True
    lower = {str(name).lower(): value for name, value in envelope.items()}
    total = lower.get("total_items", lower.get("totalelements"))
    is_last = lower.get("last_page", lower.get("last"))
    counted = total if isinstance(total, int) else 0
    return counted, is_last is True or (is_last is None and counted > 0)


def _with(url: str, **more: int) -> str:
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query)) | {name: str(value) for name, value in more.items()}
    return urlunsplit(parts._replace(query=urlencode(asked)))


def _with_details(record: Record, url: str, fetcher: Fetcher) -> Record:
    """A record of a list with what its own address says; thin when that is nothing, or another service."""
    own_id = str(record.get("id") or "")
    if _DETAILS & record.keys() or not own_id or len(own_id) > MAX_ID:
        return record
    if own_id in (".", ".."):  # the only ones that still mean another address once they are escaped
        return ThinRecord(record)
    parts = urlsplit(url)
    body = fetcher.read_if_there(urlunsplit(parts._replace(path=f"{parts.path}/{quote(own_id, safe='')}", query="")))
    found = next(json_records(_text(body)), {}) if body is not None else {}
    return {**record, **found} if str(found.get("id")) == own_id else ThinRecord(record)


def list_on_disk(records: Iterable[Record]) -> tuple[int, Iterator[Record]]:
    """How many records there are, and the records, once all of them are here: a slow feed must not hold the database.

    They are kept in a file meanwhile.

    Raises:
        FeedError: what the records raise, at once.
    """
    held = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed when it has been read
    count = 0
    for record in records:
        held.write(json.dumps([isinstance(record, ThinRecord), record]) + "\n")
        count += 1
    held.seek(0)
    return count, _read_back(held)


def _read_back(held: IO[str]) -> Iterator[Record]:
    with held:
        for line in held:
            is_thin, record = json.loads(line)
            yield ThinRecord(record) if is_thin else record
