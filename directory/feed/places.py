"""The places of a feed's service. Pure. A masked one keeps its town and outcode at most; coordinates go."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from directory import standard
from directory.access import access_of_place, in_english
from directory.feed import clean
from directory.postcodes import postcodes_in

MAX_ACCESS = 1_000  # characters of one entry on what makes a place usable
_TYPES = ("physical", "postal", "virtual")


def places(given: Sequence[Mapping[str, Any]], source: str, service_id: str) -> list[standard.ServiceAtLocation]:
    """The services at locations of a record, whichever version it is written in."""
    made = []
    for at, each in enumerate(given):
        location = each.get("location")
        if isinstance(location, Mapping):
            own_id = clean.identifier(each.get("id"), service_id, "service_at_location", str(at))
            made.append(standard.ServiceAtLocation(id=own_id, location=_location(location, source, own_id)))
    return list({each.id: each for each in made}.values())


def _location(given: Mapping[str, Any], source: str, place_id: str) -> standard.Location:
    own_id = clean.identifier(given["id"], source, "location") if given.get("id") else clean.identifier("", place_id)
    masked = bool(clean.truth(given.get("masked") or given.get("mask_exact_address")))
    kind = clean.one_line(given.get("location_type")).lower()
    found = None if masked else clean.point(given.get("latitude"), given.get("longitude"))
    addresses = given.get("addresses") or given.get("physical_addresses") or []
    read = [_address(each, own_id, masked) for each in addresses if isinstance(each, Mapping)]
    return standard.Location(
        id=own_id,
        location_type=cast(standard.LocationType, kind) if kind in _TYPES else "physical",
        name="" if masked else clean.one_line(given.get("name")),
        description="" if masked else clean.plain_text(given.get("description"), 2_000),
        latitude=found[0] if found else None,
        longitude=found[1] if found else None,
        addresses=[address for address in read if address is not None],
        accessibility=_accessibility(given, own_id, masked=masked),
        masked=masked,
    )


def _address(given: Mapping[str, Any], context: str, masked: bool) -> standard.Address | None:
    line, city = clean.one_line(given.get("address_1")), clean.one_line(given.get("city"))
    postal_code = clean.one_line(given.get("postal_code"), 20)
    full = postcodes_in(postal_code)
    postal_code = full[0].full if full else postal_code.upper()
    if masked:
        line, postal_code = "", full[0].outcode if full else ""
    if not (line or city or postal_code):
        return None
    kind = clean.one_line(given.get("address_type") or given.get("type")).lower()
    return standard.Address(
        id=clean.identifier(given.get("id"), context, "address"),
        address_1=line,
        city=city,
        state_province=clean.one_line(given.get("state_province")),
        postal_code=postal_code,
        country=clean.one_line(given.get("country")) or "GB",
        address_type=cast(standard.LocationType, kind) if kind in _TYPES else "physical",
    )


def _accessibility(given: Mapping[str, Any], context: str, *, masked: bool) -> list[standard.Accessibility]:
    """Of a masked place only what it states of our closed list, in our words: its own could tell where it is."""
    listed = (
        given.get("accessibility") or given.get("accessibilities") or given.get("accessibility_for_disabilities") or []
    )
    made = [_entry(each, context) for each in (listed if isinstance(listed, list) else [listed])]
    entries = [each for each in made if each is not None]
    if not masked:
        return entries
    place = standard.Location(id=context, location_type="physical", accessibility=entries)
    said = [in_english(name, word) for name, word in access_of_place(place).items()]
    return [each for line in said if (each := _entry({"description": line}, context))]


def _entry(given: object, context: str) -> standard.Accessibility | None:
    record = given if isinstance(given, Mapping) else {"description": given}
    said = record.get("description") or record.get("accessibility") or record.get("name") or record.get("label")
    description, details = clean.one_line(said, MAX_ACCESS), clean.one_line(record.get("details"), MAX_ACCESS)
    if not description:
        description, details = details, ""
    if not description:
        return None
    return standard.Accessibility(
        id=clean.identifier(record.get("id"), context, "accessibility", description),
        description=description,
        details=details,
        url=clean.web_address(record.get("url")),
    )
