"""Bringing the directory to what a feed says: compared record by record, applied in the caller's one transaction.

Nothing is seen by anybody until the caller commits, so a fetch that fails half way, or a feed that shrank, changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory import standard
from directory.feed import clean, store
from directory.feed.errors import FeedError
from directory.feed.normalise import Record, RejectedError, ThinRecord, service
from directory.feed.report import Report, tell_apart
from directory.indexes import tidy
from directory.keeping import DESK, ServiceEdit
from directory.models import Service, ServiceAtLocation
from directory.overlay import caught_up, edits_of, overlaid
from directory.places import learn_places

Item = TypeVar("Item")

MAX_SHRINK = 0.2  # of a feed may vanish before a person is asked
BATCH = 500


class ShrunkError(RuntimeError):
    """So much of a feed would vanish that a person should look first; the message says how much."""


@dataclass(frozen=True)
class Staged:
    """A record that was read: the service, and its document as it is kept."""

    feed_id: str
    service: standard.Service
    document: dict[str, Any]
    fingerprint: str


def apply_feed(
    session: Session, records: Iterable[Record], source: str, *, force: bool = False, report: Report | None = None
) -> Report:
    """Make the services of this source those of the records; other sources are not touched.

    A service whose record is refused stays as it is: it is in the feed. Of a service whose details are missing (ThinRecord)
    what is known stays.

    Args:
        report: one with `detailed` set tells besides which services, and which of their properties.

    Raises:
        ShrunkError: when more than 20 % of the source's services would vanish and `force` is not set. The caller rolls
            back. Whatever the records raise while they are fetched passes through for the same reason.
        FeedError: when the source has the name of the desk's own services.
    """
    if source == DESK:
        raise FeedError("Services that workers added are kept under this name. Give the feed another name.")
    report = report or Report()
    reader = _Reader(session, source, report)
    for batch in _batches(reader.read(records)):
        new = [each for each in batch if each.feed_id not in reader.held]
        other = [each for each in batch if each.feed_id in reader.held and not reader.holds(each)]
        store.keep_providers_and_terms(session, [each.service for each in (*new, *other)], source)
        _tell(session, report, reader, new, other)
        store.insert_services(session, new, source)
        store.update_services(session, {reader.held[each.feed_id][0]: each for each in other}, source)
        report.added += len(new)
        report.changed += len(other)
        report.unchanged += len(batch) - len(new) - len(other)
    _put_back(session, reader, source)
    gone = [key for feed_id, (key, _) in reader.held.items() if feed_id not in reader.there]
    _check_shrink(len(gone), len(reader.held), source, force)
    for some in _batches(iter(gone)):
        if report.detailed:
            report.gone_services += session.scalars(select(Service.name).where(Service.key.in_(some)))
        session.execute(delete(Service).where(Service.key.in_(some)))
    report.gone = len(gone)
    if report.added or report.changed or report.gone:
        store.forget_orphans(session)
        store.count_words(session)
        learn_places(session)
        tidy(session)
    return report


class _Reader:
    """Reads records into services that can be stored: identifiers stand once, and refused records are told.

    Attributes:
        held: the source's services before, by the feed's identifier: key and fingerprint.
        there: the feed's identifiers that stand in it, refused ones too.
        twins: services as they were, whose identifier stands in the feed twice and was first another service's.
    """

    def __init__(self, session: Session, source: str, report: Report) -> None:
        rows = session.execute(
            select(Service.feed_id, Service.key, Service.fingerprint).where(Service.source == source)
        )
        self.session, self.source, self.report = session, source, report
        self.held = {feed_id: (key, fingerprint) for feed_id, key, fingerprint in rows}
        self.edits = edits_of(session, source)
        self.taken = set(session.scalars(select(Service.id).where(Service.source != source)))
        placed = select(ServiceAtLocation.id, Service.id).join(Service, Service.key == ServiceAtLocation.service_key)
        self.places = {row[0]: row[1] for row in session.execute(placed)}
        self.there: set[str] = set()
        self.read_as: dict[str, str] = {}
        self.twins: list[Staged] = []

    def holds(self, each: Staged) -> bool:
        """Whether the service is in the directory as it is read now."""
        return self.held.get(each.feed_id, (0, ""))[1] == each.fingerprint

    def read(self, records: Iterable[Record]) -> Iterator[Staged]:
        """The services of the records."""
        for record in records:
            feed_id = clean.feed_identifier(record.get("id"))
            self.there.add(feed_id)
            try:
                each = self._staged(record, feed_id)
                if feed_id in self.read_as:
                    if self.holds(each) and self.read_as[feed_id] != each.fingerprint:
                        self.twins.append(each)
                    raise RejectedError("its id stood in the feed before")
            except RejectedError as refused:
                self.report.rejected.append({"id": feed_id, "why": str(refused)})
                continue
            self.read_as[feed_id] = each.fingerprint
            yield each

    def _staged(self, record: Record, feed_id: str) -> Staged:
        read = service(record, self.source)
        if read.id in self.taken:
            raise RejectedError("another feed already has a service with its id")
        read = self._with_own_places(read)
        if isinstance(record, ThinRecord) and feed_id in self.held:
            kept = self.session.scalars(select(Service).where(Service.key == self.held[feed_id][0])).one().record
            read = standard.Service.model_validate({**kept, **read.document()})
        return staged(feed_id, self._as_kept(read, self.edits.get(feed_id, [])))

    def _as_kept(self, read: standard.Service, edits: Sequence[ServiceEdit]) -> standard.Service:
        """The service with what workers changed; changes that the feed has caught up with are forgotten."""
        if not edits:
            return read
        done = caught_up(read.document(), edits)
        for edit in done:
            self.session.delete(edit)
        return overlaid(read, [edit for edit in edits if edit not in done])

    def _with_own_places(self, read: standard.Service) -> standard.Service:
        """A place's identifier that belongs to another service already is made its own."""
        mine = []
        for at in read.service_at_locations:
            owner = self.places.setdefault(at.id, read.id)
            mine.append(at if owner == read.id else at.model_copy(update={"id": clean.identifier(at.id + read.id)}))
        return read.model_copy(update={"service_at_locations": mine})


def staged(feed_id: str, service: standard.Service) -> Staged:
    """A service as it is written."""
    document = service.document()
    return Staged(feed_id, service, document, fingerprint(document))


def _put_back(session: Session, reader: _Reader, source: str) -> None:
    """Of two records with one identifier that service stays which was there: a feed in another order changes nothing."""
    back = {reader.held[each.feed_id][0]: each for each in reader.twins}
    store.update_services(session, back, source)
    reader.report.changed -= len(back)
    reader.report.unchanged += len(back)
    names = {each.feed_id for each in back.values()}
    reader.report.changes = [each for each in reader.report.changes if each.feed_id not in names]


def _tell(session: Session, report: Report, reader: _Reader, new: list[Staged], other: list[Staged]) -> None:
    if not report.detailed:
        return
    report.added_services += [each.service.name for each in new]
    keys = [reader.held[each.feed_id][0] for each in other]
    before = {row.feed_id: row.record for row in session.scalars(select(Service).where(Service.key.in_(keys)))}
    report.changes += [tell_apart(each.feed_id, before[each.feed_id], each.document) for each in other]
    session.expunge_all()


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
    return hashlib.sha256(text.encode()).hexdigest()


def services_of(session: Session, source: str) -> int:
    """How many services of a source are held."""
    return session.scalar(select(func.count()).where(Service.source == source)) or 0
