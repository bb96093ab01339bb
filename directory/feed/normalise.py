"""One record of an Open Referral feed, of either version and any neatness, as a service in our shape. Pure.

Whatever is missing stays missing; whatever is malformed is left out; only a record without an identifier or a name is
refused. People who did the checking are not read: `assured_by`, `assurer_email` and the like stay out.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from directory import standard
from directory.feed import clean
from directory.feed.languages import language_of
from directory.feed.places import places

Record = Mapping[str, Any]


MAX_PARTS = 500  # of one kind in one service: schedules, places, terms


class RejectedError(ValueError):
    """A record that cannot be a service; the message says why."""


class ThinRecord(dict[str, Any]):
    """A record of a list whose details the feed does not give: what it leaves out is not known, rather than gone."""


_STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_RESIDENTS = re.compile(
    r"\b(residents (of|in) [\w' ]+ only|only (open to|for|available to) (people|families|residents) (who live|living|in)"
    r"|must live in|(for|open to) residents only|residents only)\b",
    re.IGNORECASE,
)
_PHONE_LINE = re.compile(
    r"\b(helpline|phone ?line|advice line|listening line|by (tele)?phone|over the phone)\b", re.IGNORECASE
)
_ONLINE = re.compile(r"\b(online|webchat|web chat|virtual|zoom|video call)\b", re.IGNORECASE)


def service(record: Record, source: str) -> standard.Service:
    """A service from a record of Open Referral UK 3.0 or 1.0.

    Raises:
        RejectedError: when it has no identifier or no name.
    """
    feed_id, name = clean.one_line(record.get("id")), clean.one_line(record.get("name"))
    if not feed_id:
        raise RejectedError("it has no id")
    if not name:
        raise RejectedError("it has no name")
    own_id = clean.identifier(feed_id, source)
    organization = _organization(record, source)
    at = places(_list(record, "service_at_locations"), source, own_id)
    description = clean.plain_text(record.get("description"))
    eligibility = clean.plain_text(record.get("eligibility_description") or _eligibility_text(record))
    schedules = _schedules(record, own_id)
    low, high = _ages(record)
    return standard.Service(
        id=own_id,
        name=name,
        status=_status(record.get("status")),
        organization_id=organization.id if organization else None,
        organization=organization,
        description=description,
        url=clean.web_address(record.get("url")),
        email=clean.email_address(record.get("email")),
        fees=clean.one_line(record.get("fees") or record.get("fees_description"), 1_000),
        accreditations=clean.one_line(record.get("accreditations"), 1_000),
        eligibility_description=eligibility,
        application_process=clean.plain_text(
            record.get("application_process") or record.get("pc_attendingAccess_additionalInfo")
        ),
        wait_time=clean.one_line(record.get("wait_time")),
        minimum_age=low,
        maximum_age=high,
        assured_date=clean.day(record.get("assured_date")),
        last_modified=clean.moment(record.get("last_modified")),
        alert=clean.plain_text(record.get("alert"), 2_000),
        delivery=_delivery(record, name, schedules, at),
        residents_only=clean.truth(record.get("residents_only")) or bool(_RESIDENTS.search(eligibility)),
        schedules=schedules,
        service_areas=_areas(record, own_id),
        service_at_locations=at,
        languages=_languages(record, own_id),
        cost_options=_costs(record, own_id),
        funding=_funding(record, own_id),
        contacts=_contacts(record, own_id),
        attributes=_attributes(record, source, own_id),
    )


def _list(record: Record, name: str) -> list[Record]:
    value = record.get(name)
    return [each for each in value[:MAX_PARTS] if isinstance(each, Mapping)] if isinstance(value, list) else []


def _eligibility_text(record: Record) -> str:
    return " ".join(clean.one_line(each.get("eligibility")) for each in _list(record, "eligibilitys"))


def _status(value: Any) -> standard.Status:
    text = clean.one_line(value).lower().replace("_", " ")
    return cast(standard.Status, text) if text in _STATUSES else "active"


def _organization(record: Record, source: str) -> standard.Organization | None:
    given = record.get("organization") or record.get("organisation")
    if not isinstance(given, Mapping) or not clean.one_line(given.get("name")):
        return None
    name = clean.one_line(given.get("name"))
    return standard.Organization(
        id=clean.identifier(given.get("id") or name, source, "organization"),
        name=name,
        description=clean.plain_text(given.get("description")) or name,
        email=clean.email_address(given.get("email")),
        website=clean.web_address(given.get("website") or given.get("url")),
        logo=clean.web_address(given.get("logo")),
        uri=clean.web_address(given.get("uri")),
        organization_identifiers=_identifiers(given, source, name),
    )


def _identifiers(given: Record, source: str, name: str) -> list[standard.OrganizationIdentifier]:
    made = []
    for each in _list(given, "organization_identifiers"):
        kind, number = clean.one_line(each.get("identifier_type")), clean.one_line(each.get("identifier"))
        if number:
            scheme = clean.one_line(each.get("identifier_scheme"))
            own_id = clean.identifier(each.get("id"), source, "organization", name, kind or scheme, number)
            made.append(
                standard.OrganizationIdentifier(
                    id=own_id, identifier_type=kind or scheme, identifier=number, identifier_scheme=scheme
                )
            )
    return made


def _ages(record: Record) -> tuple[float | None, float | None]:
    """Version 3.0 has them on the service, 1.0 under `eligibilitys`; 0 to 0 is a field nobody filled in."""
    sources = [record, *_list(record, "eligibilitys")]
    lows = [found for each in sources if (found := clean.age(each.get("minimum_age"))) is not None]
    highs = [found for each in sources if (found := clean.age(each.get("maximum_age"))) is not None]
    low, high = min(lows, default=None), max(highs, default=None)
    return (None, None) if low == high == 0 or (low is not None and high is not None and low > high) else (low, high)


def _schedules(record: Record, own_id: str) -> list[standard.Schedule]:
    given = [*_list(record, "schedules"), *_list(record, "regular_schedules")]
    for each in _list(record, "service_at_locations"):
        given += [*_list(each, "schedules"), *_list(each, "regular_schedule")]
    made = {schedule.id: schedule for at, each in enumerate(given) for schedule in [_schedule(each, own_id, at)]}
    return list(made.values())


def _schedule(given: Record, own_id: str, at: int) -> standard.Schedule:
    frequency = clean.one_line(given.get("freq")).upper()
    return standard.Schedule(
        id=clean.identifier(given.get("id"), own_id, "schedule", str(at)),
        valid_from=clean.day(given.get("valid_from")),
        valid_to=clean.day(given.get("valid_to") or given.get("until")),
        dtstart=clean.day(given.get("dtstart")),
        freq="MONTHLY" if frequency == "MONTHLY" else "WEEKLY" if frequency == "WEEKLY" else None,
        interval=clean.whole(given.get("interval")),
        byday=_byday(given.get("byday") or given.get("weekday")),
        bymonthday=clean.one_line(given.get("bymonthday")),
        opens_at=clean.clock(given.get("opens_at")),
        closes_at=clean.clock(given.get("closes_at")),
        description=clean.plain_text(given.get("description"), 1_000),
        schedule_link=clean.web_address(given.get("schedule_link")),
        attending_type=clean.one_line(given.get("attending_type")),
        notes=clean.plain_text(given.get("notes"), 1_000),
    )


def _byday(value: Any) -> str:
    """ "TU", "2TU", "tuesday", ["Monday", "Friday"] or "MO,WE" as iCalendar writes it."""
    parts = value if isinstance(value, list) else clean.one_line(value).split(",")
    found = [re.match(r"([+-]?\d*)\s*(MO|TU|WE|TH|FR|SA|SU)", clean.one_line(part).upper()) for part in parts]
    return ",".join(f"{each[1]}{each[2]}" for each in found if each)


def _delivery(
    record: Record, name: str, schedules: Iterable[standard.Schedule], at: Iterable[standard.ServiceAtLocation]
) -> list[standard.Delivery]:
    """How it is given: as stated (attending types, deliverable type), by its locations, or by a name that says so."""
    stated = record.get("delivery")
    ways = [clean.one_line(each).lower() for each in stated] if isinstance(stated, list) else []
    ways += [schedule.attending_type.lower() for schedule in schedules]
    ways += [clean.one_line(record.get(field)).lower() for field in ("attending_type", "deliverable_type")]
    said = " ".join([*ways, name])
    kinds = {each.location.location_type for each in at}
    found: list[standard.Delivery] = []
    if "physical" in kinds or re.search(r"in[ -]person|face to face|venue|home visit", said):
        found.append("in person")
    if "virtual" in kinds or _ONLINE.search(said):
        found.append("online")
    if re.search(r"\b(tele)?phone\b", " ".join(ways)) or _PHONE_LINE.search(name):
        found.append("phone")
    return found


def _areas(record: Record, own_id: str) -> list[standard.ServiceArea]:
    given = (
        (each, clean.one_line(each.get("name") or each.get("service_area"))) for each in _list(record, "service_areas")
    )
    return [
        standard.ServiceArea(
            id=clean.identifier(each.get("id"), own_id, "area", name),
            name=name,
            description=clean.plain_text(each.get("description"), 2_000),
            extent=clean.plain_text(each.get("extent")),
            extent_type=clean.one_line(each.get("extent_type")),
            uri=clean.web_address(each.get("uri")),
        )
        for each, name in given
        if name
    ]


def _languages(record: Record, own_id: str) -> list[standard.Language]:
    found = {}
    for each in _list(record, "languages"):
        spoken = language_of(each.get("code"), each.get("name") or each.get("language"))
        if spoken:
            code, name = spoken
            found[code] = standard.Language(
                id=clean.identifier(each.get("id"), own_id, "language", code), code=code, name=name
            )
    return list(found.values())


def _costs(record: Record, own_id: str) -> list[standard.CostOption]:
    return [
        standard.CostOption(
            id=clean.identifier(each.get("id"), own_id, "cost", str(at)),
            option=clean.one_line(each.get("option")),
            amount=clean.pounds(each.get("amount")),
            amount_description=clean.one_line(each.get("amount_description") or each.get("cost_type")),
            valid_from=clean.day(each.get("valid_from")),
            valid_to=clean.day(each.get("valid_to")),
        )
        for at, each in enumerate(_list(record, "cost_options"))
    ]


def _funding(record: Record, own_id: str) -> list[standard.Funding]:
    given = ((each, clean.one_line(each.get("source"), 1_000)) for each in _list(record, "funding"))
    return [
        standard.Funding(id=clean.identifier(each.get("id"), own_id, "funding", source), source=source)
        for each, source in given
        if source
    ]


def _contacts(record: Record, own_id: str) -> list[standard.Contact]:
    made = [_contact(each, own_id, str(at)) for at, each in enumerate(_list(record, "contacts"))]
    loose = _phones([record.get("phone"), *_list(record, "phones")], own_id)
    if loose:
        made.append(standard.Contact(id=clean.identifier("", own_id, "contact"), phones=loose))
    return [contact for contact in made if contact.phones or contact.email or contact.name or contact.title]


def _contact(given: Record, own_id: str, at: str) -> standard.Contact:
    contact_id = clean.identifier(given.get("id"), own_id, "contact", at)
    return standard.Contact(
        id=contact_id,
        name=clean.one_line(given.get("name")),
        title=clean.one_line(given.get("title")),
        email=clean.email_address(given.get("email")),
        phones=_phones([given.get("phone"), *_list(given, "phones")], contact_id),
    )


def _phones(given: Iterable[Any], own_id: str) -> list[standard.Phone]:
    made = []
    for at, each in enumerate(given):
        details: Record = each if isinstance(each, Mapping) else {"number": each}
        read = clean.telephone(details.get("number"))
        if read:
            number, label = read
            phone_id = clean.identifier(details.get("id"), own_id, "phone", str(at))
            label = clean.one_line(details.get("description")) or label
            made.append(standard.Phone(id=phone_id, number=number, description=label))
    return made


def _attributes(record: Record, source: str, own_id: str) -> list[standard.Attribute]:
    """Terms of version 3.0 (`attributes`), 1.0 (`service_taxonomys`) and of audience lists; twins are one."""
    given = [term for each in _list(record, "attributes") for term in [each.get("taxonomy_term")]]
    given += [each.get("taxonomy") for each in _list(record, "service_taxonomys")]
    audience = [
        {"name": each.get("audienceType"), "taxonomy": "Target audience"} for each in _list(record, "pc_targetAudience")
    ]
    terms = [
        _term(each, source)
        for each in [*given, *audience]
        if isinstance(each, Mapping) and clean.one_line(each.get("name"))
    ]
    twins = {(term.taxonomy.lower(), term.name.lower()): term for term in reversed(terms)}
    return [
        standard.Attribute(id=clean.identifier("", own_id, "attribute", term.id), taxonomy_term=term)
        for term in reversed(twins.values())
    ]


def _term(given: Record, source: str) -> standard.TaxonomyTerm:
    name = clean.one_line(given.get("name"))
    taxonomy = clean.one_line(given.get("taxonomy") or given.get("vocabulary"))
    return standard.TaxonomyTerm(
        id=clean.identifier(given.get("id") or name, source, "term", taxonomy),
        name=name,
        description=clean.plain_text(given.get("description"), 2_000) or name,
        taxonomy=taxonomy,
        taxonomy_id=clean.identifier(given.get("taxonomy_id") or taxonomy, source, "taxonomy"),
        parent_id=clean.identifier(given["parent_id"], source, "term", taxonomy) if given.get("parent_id") else None,
    )
