"""Which services and places the Open Referral API and the exports give out. Never a masked address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, TextClause, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.access import access_bits, send_bits
from directory.distance import box_around, metres_between
from directory.facts import weekdays
from directory.indexes import matching, written
from directory.models import Service, ServiceAtLocation, ServiceTerm, TaxonomyTerm
from directory.standard import Schedule
from directory.words import stems

MAX_METRES = 500_000.0
TOGETHER = 500  # rows read at once


@dataclass(frozen=True)
class Filters:
    """Which services are wanted; None does not filter.

    Attributes:
        modified_after: changed at this moment or later, aware.
        near: latitude, longitude in degrees and metres; a service is in it by one of its open addresses.
        days: weekdays, 0 for Monday; starts, ends: its times on such a day lie within them, Europe/London.
        access: names of access.ACCESS, all of which a service states; send: names of access.SEND, for one of which it says it is.
        minimum_age, maximum_age: years; a service's ages overlap them, an open bound overlaps all.
    """

    search: str = ""
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    near: tuple[float, float, float] | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    days: Sequence[int] = ()
    access: Sequence[str] = ()
    send: Sequence[str] = ()
    starts: time | None = None
    ends: time | None = None


def published() -> ColumnElement[bool]:
    """The condition that a service may be shown: no worker hid it, and it is in its feed."""
    return and_(~Service.hidden, Service.gone_on.is_(None))


def service_ids(session: Session, filters: Filters) -> list[str]:
    """The identifiers of the published services that pass, in order of identifier."""
    wanted = select(Service.id, Service.key).where(published(), *_conditions(session, filters)).order_by(Service.id)
    found = list(session.execute(wanted))
    if filters.near is not None:
        inside = {at.service_key for at in _places_near(session, *filters.near)}
        found = [row for row in found if row.key in inside]
    in_time = _keys_in_time(session, filters, [row.key for row in found])
    return [row.id for row in found if row.key in in_time]


def place_ids(session: Session, filters: Filters) -> list[str]:
    """The identifiers of published services at open locations whose service passes, in order of identifier."""
    keys = select(Service.key).where(published(), *_conditions(session, filters))
    at = ServiceAtLocation
    wanted = select(at.id, at.service_key).where(~at.masked, at.service_key.in_(keys)).order_by(at.id)
    found = list(session.execute(wanted))
    if filters.near is not None:
        near = {each.id for each in _places_near(session, *filters.near)}
        found = [row for row in found if row.id in near]
    in_time = _keys_in_time(session, filters, sorted({row.service_key for row in found}))
    return [row.id for row in found if row.service_key in in_time]


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool] | TextClause]:
    dialect = session.get_bind().dialect.name
    words = sorted(set(stems(filters.search)))
    found = matching(dialect).bindparams(index=written([[(word,)] for word in words], dialect))
    conditions: list[ColumnElement[bool] | TextClause] = [found] if words else []
    if filters.taxonomy_term_id:
        tagged = select(ServiceTerm.service_key).where(ServiceTerm.term_id == filters.taxonomy_term_id)
        conditions.append(Service.key.in_(tagged))
    if filters.taxonomy_id:
        of_it = select(TaxonomyTerm.id).where(TaxonomyTerm.taxonomy_id == filters.taxonomy_id)
        conditions.append(Service.key.in_(select(ServiceTerm.service_key).where(ServiceTerm.term_id.in_(of_it))))
    if filters.organization_id:
        conditions.append(Service.organization_id == filters.organization_id)
    if filters.modified_after:
        conditions.append(Service.last_modified >= filters.modified_after)
    if filters.minimum_age is not None:
        conditions.append(or_(Service.maximum_age.is_(None), Service.maximum_age >= filters.minimum_age))
    if filters.maximum_age is not None:
        conditions.append(or_(Service.minimum_age.is_(None), Service.minimum_age <= filters.maximum_age))
    if filters.days:
        conditions.append(Service.days.bitwise_and(sum(1 << day for day in set(filters.days))) != 0)
    if filters.access:
        asked = access_bits(filters.access)
        conditions.append(Service.access.bitwise_and(asked) == asked)
    if filters.send:
        conditions.append(Service.send.bitwise_and(send_bits(filters.send)) != 0)
    return conditions


def _places_near(session: Session, latitude: float, longitude: float, radius: float) -> list[ServiceAtLocation]:
    """The services at locations within so many metres."""
    box = box_around(latitude, longitude, min(radius, MAX_METRES))
    at = ServiceAtLocation
    inside = select(at).where(at.latitude.between(box.south, box.north), at.longitude.between(box.west, box.east))
    return [
        each
        for each in session.scalars(inside)
        if each.latitude is not None
        and each.longitude is not None
        and metres_between(latitude, longitude, each.latitude, each.longitude) <= radius
    ]


def _keys_in_time(session: Session, filters: Filters, keys: Sequence[int]) -> set[int]:
    """Of these services those with a time as asked; all when no time is asked."""
    if filters.starts is None and filters.ends is None:
        return set(keys)
    found: set[int] = set()
    for at in range(0, len(keys), TOGETHER):
        some = select(Service).options(joinedload(Service.kept)).where(Service.key.in_(keys[at : at + TOGETHER]))
        found |= {row.key for row in session.scalars(some) if _on_in_time(row.document().schedules, filters)}
        session.expunge_all()
    return found


def _on_in_time(schedules: Iterable[Schedule], filters: Filters) -> bool:
    """Whether one of the schedules is on within the asked times (on one of the asked days, when any are)."""
    return any(
        (not filters.days or set(weekdays(schedule)) & set(filters.days))
        and (filters.starts is None or (schedule.opens_at is not None and schedule.opens_at >= filters.starts))
        and (filters.ends is None or (schedule.closes_at is not None and schedule.closes_at <= filters.ends))
        for schedule in schedules
    )
