"""The directory as files: Open Referral UK 3.0 as one JSON page or a line each, and CSV. In order of identifier."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Literal

from sqlalchemy.orm import Session

from directory.facts import DAYS, cost_of, weekdays
from directory.feed.spreadsheet import COLUMNS, FORMULA
from directory.filters import Filters, service_ids
from directory.published import Document, service_document, services
from directory.standard import Location, Service

Form = Literal["json", "ndjson", "csv"]
_TOGETHER = 500


def export_services(session: Session, form: Form) -> Iterator[str]:
    """The published services as pieces of a file in UTF-8."""
    ids = service_ids(session, Filters())
    if form == "json":
        yield from _json(session, ids)
    elif form == "ndjson":
        yield from (f"{_written(each)}\n" for each in _documents(session, ids))
    else:
        yield from _csv(session, ids)


def _documents(session: Session, ids: list[str]) -> Iterator[Document]:
    for at in range(0, len(ids), _TOGETHER):
        rows = services(session, ids[at : at + _TOGETHER])
        yield from (service_document(row) for row in rows)
        session.expunge_all()


def _written(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def _json(session: Session, ids: list[str]) -> Iterator[str]:
    number = len(ids)
    envelope = {
        "total_items": number,
        "total_pages": 1,
        "page_number": 1,
        "size": number,
        "first_page": True,
        "last_page": True,
        "empty": not ids,
    }
    yield f'{json.dumps(envelope)[:-1]}, "contents": ['
    for at, document in enumerate(_documents(session, ids)):
        yield f"{',' if at else ''}\n{_written(document)}"
    yield "\n]}\n"


def _csv(session: Session, ids: list[str]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.DictWriter(line, COLUMNS)
    writer.writeheader()
    for document in _documents(session, ids):
        writer.writerow(_row(Service.model_validate(document)))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _row(service: Service) -> dict[str, object]:
    """One line: the first place, contact, price and time; the JSON has them all."""
    location = service.service_at_locations[0].location if service.service_at_locations else None
    address = location.addresses[0] if location and location.addresses else None
    phones = [phone.number for contact in service.contacts for phone in contact.phones]
    schedule = service.schedules[0] if service.schedules else None
    prices = [option for option in service.cost_options if option.amount]
    cost = cost_of(service)
    row: dict[str, object] = {
        **{name: getattr(service, name, None) for name in COLUMNS},
        "organization": service.organization.name if service.organization else None,
        "phone": phones[0] if phones else None,
        "cost": "free" if cost == "free" else prices[0].amount if prices else None,
        "cost_description": prices[0].amount_description if prices else None,
        "days": ";".join(DAYS[day] for day in weekdays(schedule)) if schedule else None,
        "opens_at": schedule.opens_at if schedule else None,
        "closes_at": schedule.closes_at if schedule else None,
        "languages": ";".join(spoken.name for spoken in service.languages),
        "terms": ";".join(service.terms()),
        "delivery": ";".join(service.delivery),
        "service_area": ";".join(area.name for area in service.service_areas),
    }
    if location:
        row |= {"latitude": location.latitude, "longitude": location.longitude, "accessibility": _access(location)}
    if address:
        row |= {"address_1": address.address_1, "city": address.city, "postal_code": address.postal_code}
    return {name: _safe(value) for name, value in row.items()}


def _access(location: Location) -> str:
    """What the place's list says; a semicolon inside an entry would part it, so it parts it here already."""
    said = ";".join(each.description for each in location.accessibility)
    return ";".join(part.strip() for part in said.split(";") if part.strip())


def _safe(value: object) -> object:
    """A cell that a spreadsheet will not run as a formula (OWASP, CSV injection); the import takes the mark off again."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
