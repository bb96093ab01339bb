"""Bringing the directory to what a feed says: compared record by record, applied in the caller's one transaction.

Nothing is seen by anybody until the caller commits, so a fetch that fails half way, or a feed that shrank, changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory import standard
from directory.feed import clean, store
from directory.feed.normalise import Record, RejectedError, service
from directory.models import Service
from directory.places import learn_places

Item = TypeVar("Item")

MAX_SHRINK = 0.2  # of a feed may vanish before a person is asked
BATCH = 500
_READING = "3"  # raised when records are read differently, so that unchanged feeds are read again
_ABOUT_PEOPLE = frozenset(("assured_by", "assurer_email", "assured_by_email", "last_modified_by"))


class ShrunkError(RuntimeError):
    """So much of a feed would vanish that a person should look first; the message says how much."""


@dataclass
class Report:
    """What an import did: how many services, and each refused record with its reason."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    rejected: list[dict[str, str]] = field(default_factory=list)
    unchanged: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Staged:
    """A record that was read: the service, its document, and what the feed really said."""

    feed_id: str
    service: standard.Service
    document: dict[str, Any]
    fingerprint: str
    raw: Record


def apply_feed(session: Session, records: Iterable[Record], source: str, *, force: bool = False) -> Report:
    """Make the services of this source those of the records; other sources are not touched.

    Raises:
        ShrunkError: when more than 20 % of the source's services would vanish and `force` is not set. The caller rolls
            back. Whatever the records raise while they are fetched passes through for the same reason.
    """
    report = Report()
    held = _held(session, source)
    taken = set(session.scalars(select(Service.id).where(Service.source != source)))
    seen: set[str] = set()
    for batch in _batches(_read(records, source, seen, taken, report)):
        new = [each for each in batch if each.feed_id not in held]
        other = [each for each in batch if each.feed_id in held and held[each.feed_id][1] != each.fingerprint]
        store.keep_providers_and_terms(session, [each.service for each in (*new, *other)], source)
        store.insert_services(session, new, source)
        store.update_services(session, {held[each.feed_id][0]: each for each in other}, source)
        report.added += len(new)
        report.changed += len(other)
        report.unchanged += len(batch) - len(new) - len(other)
    gone = [key for feed_id, (key, _) in held.items() if feed_id not in seen]
    _check_shrink(len(gone), len(held), source, force)
    for some in _batches(iter(gone)):
        session.execute(delete(Service).where(Service.key.in_(some)))
    report.gone = len(gone)
    if report.added or report.changed or report.gone:
        store.forget_orphans(session)
        store.count_words(session)
        learn_places(session)
    return report


def _held(session: Session, source: str) -> dict[str, tuple[int, str]]:
    rows = session.execute(select(Service.feed_id, Service.key, Service.fingerprint).where(Service.source == source))
    return {feed_id: (key, fingerprint) for feed_id, key, fingerprint in rows}


def _read(records: Iterable[Record], source: str, seen: set[str], taken: set[str], report: Report) -> Iterator[Staged]:
    for record in records:
        feed_id = clean.one_line(record.get("id"), 200)
        try:
            if feed_id in seen:
                raise RejectedError("its id stood in the feed before")
            read = service(record, source)
            if read.id in taken:
                raise RejectedError("another feed already has a service with its id")
        except RejectedError as refused:
            report.rejected.append({"id": feed_id, "why": str(refused)})
            continue
        seen.add(feed_id)
        document = read.document()
        yield Staged(feed_id, read, document, fingerprint(document), without_people(record))


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _check_shrink(gone: int, held: int, source: str, force: bool) -> None:
    if gone > MAX_SHRINK * held and not force:
        raise ShrunkError(
            f"{gone} of the {held} services of {source} are not in the feed any more. Nothing was changed. "
            "If that is right, import it again with --force."
        )


def fingerprint(document: dict[str, Any]) -> str:
    """SHA-256 of a service as it is kept: the same for the same facts, whatever the feed's order and noise."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_READING}\n{text}".encode()).hexdigest()


def without_people(value: Any) -> Any:
    """A record without the people who checked or changed it."""
    if isinstance(value, Mapping):
        return {name: without_people(each) for name, each in value.items() if name not in _ABOUT_PEOPLE}
    return [without_people(each) for each in value] if isinstance(value, list) else value


def services_of(session: Session, source: str) -> int:
    """How many services of a source are held."""
    return session.scalar(select(func.count()).where(Service.source == source)) or 0
