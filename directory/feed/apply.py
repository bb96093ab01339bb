"""Bringing the directory to what a feed says: compared record by record, applied in the caller's one transaction.

Nothing is seen by anybody until the caller commits, so a fetch that fails half way, or a feed that shrank, changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, TypeVar

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
from directory.query import london_today

Item = TypeVar("Item")

MAX_SHRINK = 0.2  # of a feed may vanish before a person is asked
BATCH = 500
KEPT_AS_OURS = "a worker keeps it as a service of our own"


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

    A service that is not in the feed any more is gone: kept, and out of everything, until it comes back (gone.py). The report
    counts one that has come back as added.

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
        back = [each for each in other if reader.held[each.feed_id].gone]
        reader.make_room_for(new)
        store.keep_providers_and_terms(session, [each.service for each in (*new, *other)], source)
        _tell(session, report, reader, new, other)
        store.insert_services(session, new, source)
        store.update_services(session, {reader.held[each.feed_id].key: each for each in other}, source)
        report.added += len(new) + len(back)
        report.changed += len(other) - len(back)
        report.unchanged += len(batch) - len(new) - len(other)
    _put_back(session, reader, source)
    here = {feed_id: held.key for feed_id, held in reader.held.items() if not held.gone}
    gone = [key for feed_id, key in here.items() if feed_id not in reader.there]
    _check_shrink(len(gone), len(here), source, force)
    today = london_today()
    for some in _batches(iter(gone)):
        if report.detailed:
            report.gone_services += session.scalars(select(Service.name).where(Service.key.in_(some)))
        store.take_out(session, some, today)
    report.gone = len(gone)
    if report.added or report.changed or report.gone:
        store.forget_orphans(session)
        store.count_words(session)
        learn_places(session)
        tidy(session)
    return report


class _Held(NamedTuple):
    """A service of the source as it was before."""

    key: int
    fingerprint: str
    gone: bool


class _Reader:
    """Reads records into services that can be stored: identifiers stand once, and refused records are told.

    Attributes:
        held: the source's services before, gone ones too, by the feed's identifier.
        taken: the identifiers of other sources' services, each with its source.
        left: the identifiers of other sources' gone services, each with its key. A feed under a new name may take them over.
        there: the feed's identifiers that stand in it, refused ones too.
        twins: services as they were, whose identifier stands in the feed twice and was first another service's.
    """

    def __init__(self, session: Session, source: str, report: Report) -> None:
        rows = session.execute(
            select(Service.feed_id, Service.key, Service.fingerprint, Service.gone_on).where(Service.source == source)
        )
        self.session, self.source, self.report = session, source, report
        self.held = {feed_id: _Held(key, fingerprint, gone is not None) for feed_id, key, fingerprint, gone in rows}
        self.edits = edits_of(session, source)
        others = select(Service.id, Service.source, Service.key, Service.gone_on).where(Service.source != source)
        self.taken: dict[str, str] = {}
        self.left: dict[str, int] = {}
        for own_id, other, key, gone in session.execute(others):
            if gone is None:
                self.taken[own_id] = other
            else:
                self.left[own_id] = key
        placed = select(ServiceAtLocation.id, Service.id).join(Service, Service.key == ServiceAtLocation.service_key)
        self.places = {row[0]: row[1] for row in session.execute(placed)}
        self.there: set[str] = set()
        self.read_as: dict[str, str] = {}
        self.twins: list[Staged] = []

    def holds(self, each: Staged) -> bool:
        """Whether the service is in the directory as it is read now."""
        held = self.held.get(each.feed_id)
        return held is not None and not held.gone and held.fingerprint == each.fingerprint

    def make_room_for(self, new: Iterable[Staged]) -> None:
        """Delete gone services of other feeds whose identifiers these have: they live on here."""
        keys = [self.left.pop(each.service.id) for each in new if each.service.id in self.left]
        if keys:
            self.session.execute(delete(Service).where(Service.key.in_(keys)))

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
            ours = self.taken[read.id] == DESK
            raise RejectedError(KEPT_AS_OURS if ours else "another feed already has a service with its id")
        read = with_own_places(read, self.places)
        if isinstance(record, ThinRecord) and feed_id in self.held:
            kept = self.session.scalars(select(Service).where(Service.key == self.held[feed_id].key)).one().record
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


def with_own_places(read: standard.Service, owners: dict[str, str]) -> standard.Service:
    """A service whose places' identifiers are no other service's: one that is, is made its own.

    Args:
        owners: services' identifiers by their places'; the service's own are added.
    """
    mine = []
    for at in read.service_at_locations:
        owner = owners.setdefault(at.id, read.id)
        mine.append(at if owner == read.id else at.model_copy(update={"id": clean.identifier(at.id + read.id)}))
    return read.model_copy(update={"service_at_locations": mine})


def staged(feed_id: str, service: standard.Service) -> Staged:
    """A service as it is written."""
    document = service.document()
    return Staged(feed_id, service, document, fingerprint(document))


def _put_back(session: Session, reader: _Reader, source: str) -> None:
    """Of two records with one identifier that service stays which was there: a feed in another order changes nothing."""
    back = {reader.held[each.feed_id].key: each for each in reader.twins}
    store.update_services(session, back, source)
    reader.report.changed -= len(back)
    reader.report.unchanged += len(back)
    names = {each.feed_id for each in back.values()}
    reader.report.changes = [each for each in reader.report.changes if each.feed_id not in names]


def _tell(session: Session, report: Report, reader: _Reader, new: list[Staged], other: list[Staged]) -> None:
    if not report.detailed:
        return
    report.added_services += [each.service.name for each in new]
    report.added_services += [each.service.name for each in other if reader.held[each.feed_id].gone]
    other = [each for each in other if not reader.held[each.feed_id].gone]
    keys = [reader.held[each.feed_id].key for each in other]
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
    """How many services of a source are in the directory."""
    return session.scalar(select(func.count()).where(Service.source == source, Service.gone_on.is_(None))) or 0
