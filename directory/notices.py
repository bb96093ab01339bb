"""Notices to the manager about services, until she has read them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from directory.keeping import ServiceEntry
from directory.models import Service

_UNREAD = and_(ServiceEntry.for_manager, ServiceEntry.read_at.is_(None))


@dataclass(frozen=True)
class Notice:
    """A notice. `service_id` and `name` are None when the service has gone."""

    at: datetime
    what: str
    detail: str
    service_id: str | None
    name: str | None


def unread_notices(session: Session) -> list[Notice]:
    """What the manager has not read yet, oldest first."""
    entry = ServiceEntry
    found = (
        select(entry.at, entry.what, entry.detail, Service.id, Service.name)
        .outerjoin(Service, and_(Service.source == entry.source, Service.feed_id == entry.feed_id))
        .where(_UNREAD)
        .order_by(entry.at, Service.name)
    )
    return [Notice(*row) for row in session.execute(found)]


def how_many_unread(session: Session) -> int:
    """How many notices the manager has not read yet."""
    return session.scalar(select(func.count()).select_from(ServiceEntry).where(_UNREAD)) or 0


def note_read(session: Session, up_to: datetime, now: datetime) -> None:
    """Note that the manager has read every notice up to a moment (both aware)."""
    session.execute(update(ServiceEntry).where(_UNREAD, ServiceEntry.at <= up_to).values(read_at=now))
