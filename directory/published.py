"""What the Open Referral API and the exports show of the directory: never a hidden or gone service or a masked address."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.filters import Filters, published, service_ids
from directory.models import Organization, Service, ServiceAtLocation, ServiceTerm, TaxonomyTerm

Document = dict[str, Any]

# What a list shows of a service and a location: the properties that stand once (Open Referral UK 3.0, service_list and
# service_at_location_list).
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
_LOCATION_ONCE = frozenset(("id", "location_type", "name", "description", "latitude", "longitude"))


def version(session: Session) -> str:
    """SHA-256 of everything that is published: another one when anything in it is."""
    made = hashlib.sha256()
    for row in session.execute(select(Service.id, Service.fingerprint).where(published()).order_by(Service.id)):
        made.update(f"{row.id} {row.fingerprint}\n".encode())
    return made.hexdigest()


def services(session: Session, ids: Sequence[str]) -> list[Service]:
    """Published services by identifier, in the order of identifiers."""
    found = select(Service).options(joinedload(Service.kept)).where(Service.id.in_(ids), published())
    return list(session.scalars(found.order_by(Service.id)))


def service_document(service: Service) -> Document:
    """A service whole, without places whose address is masked."""
    record = dict(service.record)
    at = [each for each in record.pop("service_at_locations", []) if not each["location"].get("masked")]
    return {**record, "service_at_locations": at} if at else record


def service_summary(service: Service) -> Document:
    """A service as it stands in a list."""
    return {name: value for name, value in service.record.items() if name in _ONCE}


def service_minima(session: Session, ids: Sequence[str]) -> list[Document]:
    """Services' identifiers and last changes, with what the standard requires beside them. One never said is our own."""
    wanted = select(Service.id, Service.name, Service.status, Service.last_modified)
    rows = session.execute(wanted.where(Service.id.in_(ids), published()).order_by(Service.id))
    return [
        {"id": row.id, "name": row.name, "status": row.status, "last_modified": row.last_modified.isoformat()}
        for row in rows
    ]


def places_at(session: Session, ids: Sequence[str], *, full: bool = True) -> list[Document]:
    """Services at open locations by identifier; `full` with addresses and the service whole, else both in short."""
    rows = session.execute(
        select(ServiceAtLocation.id, Service)
        .join(Service, Service.key == ServiceAtLocation.service_key)
        .options(joinedload(Service.kept))
        .where(ServiceAtLocation.id.in_(ids), ~ServiceAtLocation.masked, published())
        .order_by(ServiceAtLocation.id)
    )
    found = []
    for own_id, row in rows:
        at = next(each for each in row.record["service_at_locations"] if each["id"] == own_id)
        location = at["location"]
        service = service_document(row) if full else service_summary(row)
        service.pop("service_at_locations", None)
        if not full:
            location = {name: value for name, value in location.items() if name in _LOCATION_ONCE}
        ids_within = {"service_id": row.id, "location_id": location["id"]}
        found.append({**at, **ids_within, "location": location, "service": service})
    return found


def organization_ids(session: Session, search: str = "") -> list[str]:
    """The identifiers of the organizations with a published service whose name holds the text, in order."""
    wanted = select(Organization.id).where(_provides()).order_by(Organization.id)
    if search:
        wanted = wanted.where(func.lower(Organization.name).contains(search.lower(), autoescape=True))
    return list(session.scalars(wanted))


def _provides() -> Any:
    return Organization.id.in_(select(Service.organization_id).where(published()))


def organizations(session: Session, ids: Sequence[str], *, services_as: str = "none") -> list[Document]:
    """Organizations by identifier with their services: "none", in "short", or in "full"."""
    rows = session.scalars(select(Organization).where(Organization.id.in_(ids), _provides()).order_by(Organization.id))
    return [{**row.record, **_provided(session, row.id, services_as)} for row in rows]


def _provided(session: Session, organization_id: str, services_as: str) -> Document:
    if services_as == "none":
        return {}
    found = services(session, service_ids(session, Filters(organization_id=organization_id)))
    if services_as == "full":
        return {"services": [service_document(row) for row in found]}
    shown = [service_summary(row) for row in found]
    return {"services": [{name: value for name, value in each.items() if name != "organization"} for each in shown]}


def taxonomy_terms(
    session: Session,
    search: str = "",
    taxonomy_id: str | None = None,
    parent_id: str | None = None,
    top_only: bool = False,
) -> list[Document]:
    """The terms of published services, and their parents, that pass, in order of identifier."""
    wanted = _terms()
    if search:
        wanted = wanted.where(func.lower(TaxonomyTerm.name).contains(search.lower(), autoescape=True))
    if taxonomy_id:
        wanted = wanted.where(TaxonomyTerm.taxonomy_id == taxonomy_id)
    if parent_id:
        wanted = wanted.where(TaxonomyTerm.parent_id == parent_id)
    if top_only:
        wanted = wanted.where(TaxonomyTerm.parent_id.is_(None))
    return [_term_document(row) for row in session.scalars(wanted)]


def _terms() -> Select[TaxonomyTerm]:
    used = select(ServiceTerm.term_id).join(Service, Service.key == ServiceTerm.service_key).where(published())
    parents = select(TaxonomyTerm.parent_id).where(TaxonomyTerm.parent_id.is_not(None))
    in_use = or_(TaxonomyTerm.id.in_(used), TaxonomyTerm.id.in_(parents))
    return select(TaxonomyTerm).where(in_use).order_by(TaxonomyTerm.id)


def taxonomy_term(session: Session, own_id: str) -> Document | None:
    """One term."""
    row = session.scalars(_terms().where(TaxonomyTerm.id == own_id)).one_or_none()
    return _term_document(row) if row else None


def _term_document(row: TaxonomyTerm) -> Document:
    """A taxonomy term, without empty properties."""
    names = ("id", "name", "description", "taxonomy", "taxonomy_id", "parent_id")
    return {name: value for name in names if (value := getattr(row, name))}


def taxonomies(session: Session, search: str = "") -> list[Document]:
    """The taxonomies that our terms belong to, in order of identifier."""
    named: dict[str, str] = {}
    for term in taxonomy_terms(session):
        named[term["taxonomy_id"]] = term.get("taxonomy") or "Terms without a named taxonomy"
    return [
        {"id": own_id, "name": name, "description": name}
        for own_id, name in sorted(named.items())
        if search.lower() in name.lower()
    ]


def taxonomy(session: Session, own_id: str) -> Document | None:
    """One taxonomy with its terms."""
    found = next((each for each in taxonomies(session) if each["id"] == own_id), None)
    return {**found, "taxonomy_terms": taxonomy_terms(session, taxonomy_id=own_id)} if found else None
