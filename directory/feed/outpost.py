"""The Outpost dialect (family information services on Outpost and Scout) in the standard's shape. Pure."""

from collections.abc import Mapping
from typing import Any

from directory.feed import clean

Record = Mapping[str, Any]


def is_outpost(record: Record) -> bool:
    """Whether a record is Outpost's: British spelling, places straight on the service, weekdays by name."""
    return ("organisation" in record or "min_age" in record) and "service_at_locations" not in record


def from_outpost(record: Record) -> dict[str, Any]:
    """The record as one of Open Referral UK 3.0. Ages, schedules, costs, contacts, needs and masked places are kept."""
    offer = record.get("local_offer")
    send = _list(record, "send_needs")
    audience = [{"taxonomy_term": {**term, "taxonomy": "Suitable for"}} for term in _list(record, "suitabilities")]
    return {
        "id": str(record.get("id") or ""),
        "name": record.get("name"),
        "description": _described(record, offer if isinstance(offer, Mapping) else {}),
        "url": record.get("url"),
        "status": "temporarily closed" if clean.truth(record.get("temporarily_closed")) else "active",
        "organization": record.get("organisation") or record.get("organization"),
        "minimum_age": record.get("min_age"),
        "maximum_age": record.get("max_age"),
        "last_modified": record.get("updated_at"),
        "service_at_locations": [_place(each) for each in _list(record, "locations")],
        "schedules": [_schedule(each) for each in _list(record, "regular_schedules")],
        "cost_options": _costs(record),
        "contacts": [each for each in _list(record, "contacts") if each.get("visible", True)],
        "attributes": [
            *({"taxonomy_term": {**term, "taxonomy": "Categories"}} for term in _list(record, "taxonomies")),
            *({"taxonomy_term": {**term, "taxonomy": "SEND needs"}} for term in send),
            *audience,
        ],
    }


def _list(record: Record, name: str) -> list[dict[str, Any]]:
    value = record.get(name)
    return [dict(each) for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _described(record: Record, offer: Record) -> str:
    return "\n\n".join(text for text in (clean.plain_text(each.get("description")) for each in (record, offer)) if text)


def _costs(record: Record) -> list[dict[str, Any]]:
    """`free` is stated apart from the options; null is not stated."""
    options = _list(record, "cost_options")
    return options or ([{"option": "Free", "amount": 0}] if clean.truth(record.get("free")) else [])


def _schedule(given: Record) -> dict[str, Any]:
    return {**given, "freq": "WEEKLY", "byday": given.get("weekday")}


def _place(given: Record) -> dict[str, Any]:
    geometry = given.get("geometry")
    point = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    pair = point if isinstance(point, list) and len(point) == 2 else [None, None]
    location = {
        "id": given.get("id"),
        "location_type": "physical",
        "name": given.get("name"),
        "longitude": pair[0],  # GeoJSON: longitude first (RFC 7946, section 3.1.1)
        "latitude": pair[1],
        "masked": given.get("mask_exact_address"),
        "accessibilities": given.get("accessibilities"),
        "addresses": [given],
    }
    return {"location": location}
