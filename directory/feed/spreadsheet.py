"""Services in a table: our own CSV, one service a line, and Outpost's, where further lines add to a service.

Our header (any order, only `id` and `name` are needed; lists are separated by semicolons):
id, name, description, organization, url, email, phone, minimum_age, maximum_age, cost (free, or pounds), cost_description,
days (mon;thu), opens_at, closes_at, languages, terms, topics, address_1, city, postal_code, latitude, longitude, masked,
accessibility (what the place has or has not: step-free; hearing loop; no hoist),
delivery (in person; online; phone), service_area, residents_only, assured_date, status, eligibility_description.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.feed import clean
from directory.feed.errors import FeedError
from directory.feed.outpost import from_outpost

COLUMNS = (
    "id",
    "name",
    "description",
    "organization",
    "url",
    "email",
    "phone",
    "minimum_age",
    "maximum_age",
    "cost",
    "cost_description",
    "days",
    "opens_at",
    "closes_at",
    "languages",
    "terms",
    "topics",
    "address_1",
    "city",
    "postal_code",
    "latitude",
    "longitude",
    "masked",
    "accessibility",
    "delivery",
    "service_area",
    "residents_only",
    "assured_date",
    "status",
    "eligibility_description",
)
# What a spreadsheet may run; marked with an apostrophe in front on the way out, which comes off on the way in.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
Row = Mapping[str, str]


def csv_records(data: bytes) -> Iterator[dict[str, Any]]:
    """The records of a table, in the standard's shape. Excel's Windows encoding is understood as well as UTF-8.

    Raises:
        FeedError: when the header has no `id` and `name`, nor Outpost's `import_id`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    csv.field_size_limit(1_000_000)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        header = [(name or "").strip().lower() for name in rows.fieldnames or []]
        rows.fieldnames = header
        if "import_id" in header:
            yield from _outpost(rows)
        elif {"id", "name"} <= set(header):
            yield from (_record(_unmarked(row)) for row in rows if any(row.values()))
        else:
            raise FeedError(
                f"The first line names the columns; id and name are needed. They can be: {', '.join(COLUMNS)}."
            )
    except csv.Error as error:
        raise FeedError(f"Line {rows.line_num} of the table cannot be read: {error}.") from error


def _unmarked(row: Mapping[str, Any]) -> dict[str, str]:
    """The line without the marks on its cells; what stands beyond the header's columns is not read."""
    cells = {name: value for name, value in row.items() if name and isinstance(value, str)}
    return {
        name: value[1:] if value.startswith("'") and FORMULA.match(value, 1) else value for name, value in cells.items()
    }


def _split(value: str | None) -> list[str]:
    return [part for each in (value or "").split(";") if (part := each.strip())]


def _record(row: Row) -> dict[str, Any]:
    cost = (row.get("cost") or "").strip().lower()
    schedule = {
        "freq": "WEEKLY",
        "byday": _split(row.get("days")),
        "opens_at": row.get("opens_at"),
        "closes_at": row.get("closes_at"),
    }
    return {
        **{name: row.get(name) for name in COLUMNS},
        "organization": {"name": row.get("organization")},
        "delivery": _split(row.get("delivery")),
        "schedules": [schedule] if row.get("days") else [],
        "cost_options": [_cost(cost, row.get("cost_description") or "")] if cost else [],
        "languages": [{"name": name} for name in _split(row.get("languages"))],
        "service_areas": [{"name": name} for name in _split(row.get("service_area"))],
        "attributes": [
            {"taxonomy_term": {"name": name.replace("_", " "), "taxonomy": taxonomy}}
            for column, taxonomy in (("terms", ""), ("topics", "Fingerpost topics"))
            for name in _split(row.get(column))
        ],
        "service_at_locations": [_place(row)] if row.get("postal_code") or row.get("latitude") else [],
    }


def _cost(cost: str, description: str) -> dict[str, Any]:
    return {"option": description or cost, "amount": 0 if cost == "free" else cost, "amount_description": description}


def _place(row: Row) -> dict[str, Any]:
    location = {
        "location_type": "physical",
        "latitude": row.get("latitude"),
        "longitude": row.get("longitude"),
        "masked": row.get("masked"),
        "accessibility": _split(row.get("accessibility")),
        "addresses": [dict(row)],
    }
    return {"location": location}


def _outpost(rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    """A line with an `import_id_reference` adds a place, contact, cost or time to the service of that `import_id`."""
    services: dict[str, list[Row]] = {}
    for row in rows:
        own_id = (row.get("import_id_reference") or row.get("import_id") or "").strip()
        if own_id:
            services.setdefault(own_id, []).append(row)
    for own_id, lines in services.items():
        yield from_outpost(_outpost_record(own_id, lines))


def _outpost_record(own_id: str, lines: list[Row]) -> dict[str, Any]:
    first = lines[0]
    visible = clean.truth(first.get("visible")) is not False
    terms = [
        each.strip() for part in _split(first.get("service_taxonomies")) for each in part.split(",") if each.strip()
    ]
    return {
        **{
            name: first.get(name)
            for name in ("name", "description", "url", "min_age", "max_age", "temporarily_closed", "free")
        },
        "id": own_id if visible else "",
        "organisation": {"name": first.get("organisation")},
        "taxonomies": [{"name": name} for name in terms],
        "suitabilities": [{"name": name} for name in _split(first.get("suitabilities"))],
        "local_offer": {"description": first.get("environment_accessibility")},
        "send_needs": [{"name": name} for name in _split(first.get("send_needs_support"))],
        "locations": [_outpost_place(line) for line in lines if line.get("location_postcode")],
        "regular_schedules": [
            {
                "weekday": line.get("scheduled_weekday"),
                "opens_at": line.get("schedules_opens_at"),
                "closes_at": line.get("schedules_closes_at"),
            }
            for line in lines
            if clean.clock(line.get("schedules_opens_at"))
        ],
        "cost_options": [
            {"option": line.get("cost_option"), "amount": line.get("cost_amount"), "cost_type": line.get("cost_type")}
            for line in lines
            if line.get("cost_amount")
        ],
        "contacts": [
            {
                "name": line.get("contact_name"),
                "title": line.get("contact_title"),
                "email": line.get("contact_email"),
                "phone": line.get("contact_phone"),
                "visible": clean.truth(line.get("contact_visible")) is not False,
            }
            for line in lines
            if line.get("contact_email") or line.get("contact_phone")
        ],
    }


def _outpost_place(line: Row) -> dict[str, Any]:
    return {
        "name": line.get("location_name"),
        "address_1": line.get("location_address_1"),
        "city": line.get("location_city"),
        "postal_code": line.get("location_postcode"),
        "geometry": {"coordinates": [line.get("location_longitude"), line.get("location_latitude")]},
        "mask_exact_address": line.get("mask_exact_address"),
        "accessibilities": [{"name": name} for name in _split(line.get("location_accessibilities"))],
    }
