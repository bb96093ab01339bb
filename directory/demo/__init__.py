"""The services of Fennbrook, a place that does not exist: the demo area's directory, in small YAML files.

Each entry is a short form of an Open Referral service; `records` writes it out, and the importer reads it like any feed.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.feed.apply import apply_feed
from directory.feed.report import Report
from directory.models import Service
from directory.query import london_today

SOURCE = "demo"
_HERE = Path(__file__).parent
_PLACES = "places.yml"
_TIME = re.compile(r"((?:\d?(?:MO|TU|WE|TH|FR|SA|SU) )+)(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")
_PRICE = re.compile(r"(?:£(\d+(?:\.\d{2})?)|(\d+)p)\s*(.*)")

Entry = dict[str, Any]


def load_demo(session: Session, today: date | None = None) -> Report:
    """Put the demo services into the directory; a second time changes nothing.

    Entries say how many days ago they were checked; the days are counted from the first load.
    """
    return apply_feed(session, records(_first_loaded(session) or today or london_today()), SOURCE)


def _first_loaded(session: Session) -> date | None:
    """The day from which the services that are there already were counted; a worker may have checked some since."""
    days_ago = {entry["id"]: entry["checked_days_ago"] for entry in _entries()}
    held = select(Service.feed_id, Service.assured_date).where(Service.source == SOURCE)
    days = (
        checked + timedelta(days=days_ago[feed_id])
        for feed_id, checked in session.execute(held)
        if checked is not None and feed_id in days_ago
    )
    return min(days, default=None)


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def _entries() -> list[Entry]:
    return [entry for path in sorted(_HERE.glob("*.yml")) if path.name != _PLACES for entry in _read(path.name)]


def records(today: date) -> Iterator[Entry]:
    """The demo services as records of Open Referral UK 3.0, checked so many days before `today`."""
    for entry in _entries():
        yield _record(entry, today)


def _record(entry: Entry, today: date) -> Entry:
    low, _, high = str(entry.get("ages", "")).partition("-")
    area = entry.get("residents_of")
    slug = re.sub(r"[^a-z0-9]+", "-", entry["provider"].lower()).strip("-")
    return {
        "id": entry["id"],
        "name": entry["name"],
        "description": entry["description"],
        "status": "active",
        "url": f"https://{slug}.example.org/{entry['id']}",
        "email": f"hello@{slug}.example.org",
        "organization": {"id": slug, "name": entry["provider"], "website": f"https://{slug}.example.org"},
        "minimum_age": low or None,
        "maximum_age": high or None,
        "assured_date": (today - timedelta(days=entry["checked_days_ago"])).isoformat(),
        "residents_only": bool(area),
        "service_areas": [{"name": area}] if area else [],
        "delivery": entry.get("delivery", ["in person"]),
        "cost_options": [_cost(entry["cost"])] if "cost" in entry else [],
        "schedules": [_schedule(when) for when in entry.get("when", [])],
        "languages": [{"name": name} for name in entry.get("languages", [])],
        "contacts": [{"phones": [{"number": entry["phone"]}]}],
        "attributes": [
            {"taxonomy_term": {"name": term, "taxonomy": "Fennbrook family services"}} for term in entry["terms"]
        ],
        "service_at_locations": list(_at(entry)),
    }


def _cost(words: str) -> Entry:
    if words == "free":
        return {"option": "Free", "amount": 0}
    found = _PRICE.fullmatch(words)
    if found is None:
        raise ValueError(f"a cost is free, or like £2 a family: {words!r}")
    return {"amount": float(found[1]) if found[1] else int(found[2]) / 100, "amount_description": found[3]}


def _schedule(words: str) -> Entry:
    found = _TIME.fullmatch(words)
    if found is None:
        raise ValueError(f"a time is like TU 10:00-11:30: {words!r}")
    days = found[1].split()
    return {
        "freq": "MONTHLY" if days[0][0].isdigit() else "WEEKLY",
        "byday": ",".join(days),
        "opens_at": found[2],
        "closes_at": found[3],
    }


def _at(entry: Entry) -> Iterator[Entry]:
    if "at" in entry:
        place = _read(_PLACES)[entry["at"]]
        latitude, longitude = place["at"]
        address = {
            "address_1": place["street"],
            "city": place["town"],
            "postal_code": place["postcode"],
            "country": "GB",
        }
        accessibility = [{"description": each} for each in place["access"]]
        yield {
            "location": {
                "id": entry["at"],
                "location_type": "physical",
                "name": place["name"],
                "latitude": latitude,
                "longitude": longitude,
                "addresses": [address],
                "accessibility": accessibility,
            }
        }
    if "masked" in entry:
        address = {"address_1": "", "city": entry["masked"], "postal_code": "", "country": "GB"}
        yield {"location": {"location_type": "physical", "masked": True, "addresses": [address]}}
