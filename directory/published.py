"""What the Open Referral API and the exports show of the directory: never a hidden service or a masked address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from directory.distance import box_around, metres_between
from directory.facts import weekdays
from directory.indexes import has_any_word
from directory.models import Organization, Service, ServiceAtLocation, ServiceTerm, TaxonomyTerm
from directory.standard import Schedule
from directory.words import stems

Document = dict[str, Any]

# What a list shows of a service: its properties that stand once (Open Referral UK 3.0, service_list).
_ONCE = frozenset(
    (
        "id",
        "name",
        "description",
        "url",
        "email",
        "status",
        "fees",
        "accreditations",
        "minimum_age",
        "maximum_age",
        "assured_date",
        "alert",
        "last_modified",
        "organization_id",
        "organization",
    )
)
MAX_METRES = 500_000.0


@dataclass(frozen=True)
class Filters:
    """Which services are wanted; None does not filter.

    Attributes:
        near: latitude, longitude in degrees and metres; a service is in it by one of its open addresses.
        days: weekdays, 0 for Monday; starts, ends: its times on such a day lie within them, Europe/London.
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
    starts: time | None = None
    ends: time | None = None


def service_ids(session: Session, filters: Filters) -> list[str]:
    """The identifiers of the published services that pass, in order of identifier."""
    conditions = [*_open(), *_conditions(session, filters)]
    wanted = select(Service.id).where(*conditions).order_by(Service.id)
    if filters.near is not None:
        inside = _keys_near(session, *filters.near)
        wanted = wanted.where(Service.key.in_(inside))
    ids = list(session.scalars(wanted))
    if filters.starts is None and filters.ends is None:
        return ids
    timed = {service.id for service in services(session, ids) if _on_in_time(service.document().schedules, filters)}
    return [each for each in ids if each in timed]


def _open() -> list[ColumnElement[bool]]:
    return [~Service.hidden]


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    dialect = session.get_bind().dialect.name
    conditions = [has_any_word([word], dialect) for word in sorted(set(stems(filters.search)))]
    if filters.taxonomy_term_id:
        tagged = select(ServiceTerm.service_key).where(ServiceTerm.term_id == filters.taxonomy_term_id)
        conditions.append(Service.key.in_(tagged))
    if filters.taxonomy_id:
        of_it = select(TaxonomyTerm.id).where(TaxonomyTerm.taxonomy_id == filters.taxonomy_id)
        conditions.append(Service.key.in_(select(ServiceTerm.service_key).where(ServiceTerm.term_id.in_(of_it))))
    if filters.organization_id:
        conditions.append(Service.organization_id == filters.organization_id)
    if filters.modified_after:
        conditions.append(Service.last_modified > filters.modified_after)
    if filters.minimum_age is not None:
        conditions.append(or_(Service.maximum_age.is_(None), Service.maximum_age >= filters.minimum_age))
    if filters.maximum_age is not None:
        conditions.append(or_(Service.minimum_age.is_(None), Service.minimum_age <= filters.maximum_age))
    if filters.days:
        conditions.append(Service.days.bitwise_and(sum(1 << day for day in set(filters.days))) != 0)
    return conditions


def _keys_near(session: Session, latitude: float, longitude: float, radius: float) -> set[int]:
    return {at.service_key for at in places_near(session, latitude, longitude, radius)}


def places_near(session: Session, latitude: float, longitude: float, radius: float) -> list[ServiceAtLocation]:
    """The services at locations within so many metres, in order of identifier."""
    box = box_around(latitude, longitude, min(radius, MAX_METRES))
    at = ServiceAtLocation
    inside = select(at).where(at.latitude.between(box.south, box.north), at.longitude.between(box.west, box.east))
    return [
        each
        for each in session.scalars(inside.order_by(at.id))
        if each.latitude is not None
        and each.longitude is not None
        and metres_between(latitude, longitude, each.latitude, each.longitude) <= radius
    ]


def _on_in_time(schedules: Iterable[Schedule], filters: Filters) -> bool:
    """Whether one of the schedules is on within the asked times (on one of the asked days, when any are)."""
    return any(
        (not filters.days or set(weekdays(schedule)) & set(filters.days))
        and (filters.starts is None or (schedule.opens_at is not None and schedule.opens_at >= filters.starts))
        and (filters.ends is None or (schedule.closes_at is not None and schedule.closes_at <= filters.ends))
        for schedule in schedules
    )


def services(session: Session, ids: Sequence[str]) -> list[Service]:
    """Published services by identifier, in the order of identifiers."""
    return list(session.scalars(select(Service).where(Service.id.in_(ids), *_open()).order_by(Service.id)))


def service_document(service: Service) -> Document:
    """A service whole, without places whose address is masked."""
    record = dict(service.record)
    at = [each for each in record.pop("service_at_locations", []) if not each["location"].get("masked")]
    return {**record, "service_at_locations": at} if at else record


def service_summary(service: Service) -> Document:
    """A service as it stands in a list."""
    return {name: value for name, value in service.record.items() if name in _ONCE}


def service_minimum(service: Service) -> Document:
    """A service's identifier and last change, with what the standard requires beside them."""
    names = ("id", "name", "status", "last_modified")
    return {name: service.record[name] for name in names if name in service.record}


def places_at(session: Session, ids: Sequence[str]) -> list[Document]:
    """Services at locations by identifier, each with its location and the service in short."""
    rows = session.execute(
        select(ServiceAtLocation.id, Service)
        .join(Service, Service.key == ServiceAtLocation.service_key)
        .where(ServiceAtLocation.id.in_(ids))
        .order_by(ServiceAtLocation.id)
    )
    found = []
    for own_id, service in rows:
        at = next(each for each in service.record["service_at_locations"] if each["id"] == own_id)
        location = at["location"]
        found.append(
            {**at, "service_id": service.id, "location_id": location["id"], "service": service_summary(service)}
        )
    return found


def place_ids(session: Session, filters: Filters) -> list[str]:
    """The identifiers of published services at locations whose service passes, in order."""
    keys = select(Service.key).where(*_open(), *_conditions(session, filters))
    at = ServiceAtLocation
    ids = list(session.scalars(select(at.id).where(~at.masked, at.service_key.in_(keys)).order_by(at.id)))
    if filters.near is None:
        return ids
    near = {each.id for each in places_near(session, *filters.near)}
    return [each for each in ids if each in near]


def organizations(session: Session, search: str = "") -> list[Document]:
    """The organizations whose name holds the text, in order of identifier."""
    wanted = select(Organization).order_by(Organization.id)
    if search:
        wanted = wanted.where(func.lower(Organization.name).contains(search.lower(), autoescape=True))
    return [row.record for row in session.scalars(wanted)]


def organization(session: Session, own_id: str, *, full: bool = True) -> Document | None:
    """One organization; `full` with its services."""
    row = session.get(Organization, own_id)
    if row is None:
        return None
    ids = service_ids(session, Filters(organization_id=own_id)) if full else []
    held = [service_document(service) for service in services(session, ids)]
    return {**row.record, "services": held} if held else row.record


def taxonomy_terms(
    session: Session,
    search: str = "",
    taxonomy_id: str | None = None,
    parent_id: str | None = None,
    top_only: bool = False,
) -> list[Document]:
    """The taxonomy terms that pass, in order of identifier."""
    term = TaxonomyTerm
    wanted = select(term).order_by(term.id)
    if search:
        wanted = wanted.where(func.lower(term.name).contains(search.lower(), autoescape=True))
    if taxonomy_id:
        wanted = wanted.where(term.taxonomy_id == taxonomy_id)
    if parent_id:
        wanted = wanted.where(term.parent_id == parent_id)
    if top_only:
        wanted = wanted.where(term.parent_id.is_(None))
    return [term_document(row) for row in session.scalars(wanted)]


def term_document(row: TaxonomyTerm) -> Document:
    """A taxonomy term, without empty properties."""
    names = ("id", "name", "description", "taxonomy", "taxonomy_id", "parent_id")
    return {name: value for name in names if (value := getattr(row, name))}


def taxonomies(session: Session, search: str = "") -> list[Document]:
    """The taxonomies that our terms belong to, in order of identifier."""
    rows = session.execute(
        select(TaxonomyTerm.taxonomy_id, func.max(TaxonomyTerm.taxonomy)).group_by(TaxonomyTerm.taxonomy_id)
    )
    found = [(own_id, name or "Terms without a named taxonomy") for own_id, name in rows]
    return [
        {"id": own_id, "name": name, "description": name}
        for own_id, name in sorted(found)
        if search.lower() in name.lower()
    ]
