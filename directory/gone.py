"""Services that are not in their feed any more: kept for 13 months out of everything, then deleted.

So one that comes back is as it was: hidden or not, with what workers changed and decided. Until then it stands on the lists
of families who saved it, as one that is no longer listed, and a worker may let it go or keep it as our own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from directory.duplicates import rename_in_pairs
from directory.edits import note
from directory.feed import store
from directory.feed.apply import staged, with_own_places
from directory.freshness import months_before
from directory.keeping import DESK, ServiceEdit, ServiceEntry, ServiceKeeping, ServiceLetter
from directory.models import Service, ServiceAtLocation
from directory.overlay import CHECKED

KEEP_MONTHS = 13  # a group that is in the feed every summer comes back within them
PER_PAGE = 30
_GONE = Service.gone_on.is_not(None)


@dataclass(frozen=True)
class GoneService:
    """A service that has left its feed. edited: a worker changed it; saved: a family has it on her list."""

    service: Service
    edited: bool
    saved: bool


@dataclass(frozen=True)
class GoneListing:
    """A page of them. number: how many there are."""

    services: list[GoneService]
    number: int
    page: int
    pages: int


def how_many_gone(session: Session) -> int:
    """How many services are gone."""
    return session.scalar(select(func.count()).where(_GONE)) or 0


def how_many_here(session: Session) -> int:
    """How many services are in the directory, hidden ones too."""
    return session.scalar(select(func.count()).where(Service.gone_on.is_(None))) or 0


def list_gone(session: Session, saved: Collection[str], page: int) -> GoneListing:
    """A page of the gone services, first those that a worker edited or a family saved, the latest first.

    Args:
        saved: the identifiers of services that families saved, gone or not.
        page: from 1; one too high is the last.
    """
    gone = set(session.scalars(select(Service.id).where(_GONE)))
    pages = max(1, -(-len(gone) // PER_PAGE))
    page = min(page, pages)
    theirs = gone.intersection(saved)
    edited = exists().where(_of(ServiceEdit))
    minded = case((or_(edited, Service.id.in_(theirs)), 0), else_=1)
    found = (
        select(Service, edited)
        .options(joinedload(Service.kept))
        .where(_GONE)
        .order_by(minded, Service.gone_on.desc(), Service.name, Service.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    rows = [GoneService(service, changed, service.id in theirs) for service, changed in session.execute(found)]
    return GoneListing(rows, len(gone), page, pages)


def let_go(session: Session, service: Service, worker_id: str, now: datetime) -> None:
    """Delete a gone service now. When its feed brings it back, it is a new one, without what workers changed."""
    note(session, service, "let go", now, worker_id, detail=service.name)
    _delete(session, Service.key == service.key)


def keep_as_ours(session: Session, service: Service, worker_id: str, now: datetime) -> None:
    """Make a gone service one of the desk's own: in the directory again, with nobody known to have checked it.

    Its record, whether it is hidden and what was decided about its likeness to others go with it.
    """
    old, new = (service.source, service.feed_id), (DESK, service.id)
    note(session, service, "kept as ours", now, worker_id, detail=f"It was in the feed “{service.source}”.")
    session.flush()
    session.execute(delete(ServiceEdit).where(_is(ServiceEdit, old)))  # the document holds them
    session.execute(delete(ServiceLetter).where(_is(ServiceLetter, old), ServiceLetter.sent_at.is_(None)))
    for table in (ServiceEntry, ServiceKeeping, ServiceLetter):
        session.execute(update(table).where(_is(table, old)).values(source=new[0], feed_id=new[1]))
    asked_anew = update(ServiceKeeping).where(_is(ServiceKeeping, new)).values(asked_at=None, told_at=None)
    session.execute(asked_anew)
    rename_in_pairs(session, old, new)
    read = service.document().model_copy(update={CHECKED: None, "last_modified": now})
    ids = [at.id for at in read.service_at_locations]
    others = dict.fromkeys(session.scalars(select(ServiceAtLocation.id).where(ServiceAtLocation.id.in_(ids))), "")
    read = with_own_places(read, others)
    store.keep_providers_and_terms(session, [read], DESK)
    store.update_services(session, {service.key: staged(service.id, read)}, DESK)
    session.expire(service.kept)
    session.expire(service)
    store.count_words_again(session, (), service.words.split(), added=True)


def purge_gone(session: Session, today: date, *, dry_run: bool = False) -> int:
    """Delete the services that have been gone for 13 months at this day (Europe/London). Returns how many."""
    over = and_(_GONE, Service.gone_on <= months_before(today, KEEP_MONTHS))
    number = session.scalar(select(func.count()).where(over)) or 0
    if number and not dry_run:
        _delete(session, over)
    return number


def _delete(session: Session, which: ColumnElement[bool]) -> None:
    """Delete services with what workers changed of them and letters that wait.

    That a worker hid them, what was decided about pairs, and the record of who did what stay.
    """
    session.flush()
    for statement in (
        delete(ServiceEdit).where(exists().where(_of(ServiceEdit), which)),
        delete(ServiceLetter).where(exists().where(_of(ServiceLetter), which), ServiceLetter.sent_at.is_(None)),
        delete(Service).where(which),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()


def _of(table: type[ServiceEdit] | type[ServiceLetter]) -> ColumnElement[bool]:
    return and_(Service.source == table.source, Service.feed_id == table.feed_id)


def _is(
    table: type[ServiceEdit] | type[ServiceEntry] | type[ServiceKeeping] | type[ServiceLetter], name: tuple[str, str]
) -> ColumnElement[bool]:
    return and_(table.source == name[0], table.feed_id == name[1])
