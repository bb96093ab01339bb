"""From what a worker typed to a service in the standard's shape, read as strictly as a feed is. Pure."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from desk.service_form import COSTS, DELIVERIES, FIELDS, OURS, STATUSES, ServiceForm, access_stated, form_of, term_of
from desk.service_lines import phone_line, place_line, read_phone, read_place, read_price, read_time, time_line
from directory.access import ACCESS, with_access
from directory.feed import clean
from directory.feed.languages import language_of
from directory.feed.normalise import service as read_record
from directory.phrases import STATED, Stated
from directory.standard import Location, Service
from directory.topics import LABELS

Record = dict[str, Any]
Locate = Callable[[str], tuple[float, float] | None]

MAX_LINES = 100
_TEXTS = [each.name for each in fields(ServiceForm) if each.type is str]


class FormError(ValueError):
    """What was typed cannot be kept; the message says what was wrong and what to do. `field` is where."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def read_form(form: ServiceForm, service: Service | None, source: str, locate: Locate) -> Service:
    """The service as the form has it; properties whose fields stand as they stood are not touched.

    Args:
        service: as it is now; None for a new one.
        locate: latitude and longitude of a postcode, if known.

    Raises:
        FormError: when a field cannot be read.
    """
    stood = form_of(service) if service else ServiceForm()
    record: Record = service.document() if service else {"id": str(uuid.uuid4()), "status": "active"}
    changed = {name for name in vars(form) if getattr(form, name) != getattr(stood, name)}
    if not clean.one_line(form.name):
        raise FormError("name", "Give it a name.")
    _read_words(record, form, changed)
    _read_ages(record, form, changed)
    if "times" in changed:
        record["schedules"] = _times(form.times, service)
    if "places" in changed:
        record["service_at_locations"] = _places(form.places, service, locate)
    if "access" in changed:
        record["service_at_locations"] = _with_access(record, form.access, service)
    if "phones" in changed:
        record["contacts"] = _contacts(form.phones, service)
    if changed & {"cost", "price"}:
        _read_cost(record, form)
    if "languages" in changed:
        record["languages"] = _languages(form.languages, service)
    if "topics" in changed:
        record["attributes"] = _attributes(form.topics, service)
    if form.provider.strip() and service is None:
        record["organization"] = {"name": form.provider}
    read = read_record({**record, "residents_only": form.residents_only}, source)
    if "delivery" in changed:
        read = read.model_copy(update={"delivery": [way for way in DELIVERIES if way in form.delivery]})
    return read if service is None else _only(changed, read, service)


def _only(named: set[str], read: Service, service: Service) -> Service:
    """The service as it stands, with the properties of these fields as they were read."""
    document, typed = service.document(), read.document()
    for field in named & set(FIELDS):
        for name in FIELDS[field][1]:
            document[name] = typed.get(name)
    return Service.model_validate({name: value for name, value in document.items() if value is not None})


def _read_words(record: Record, form: ServiceForm, changed: set[str]) -> None:
    for field in changed & {"name", "status", "description", "eligibility", "how_to_join", "email", "url"}:
        record[FIELDS[field][1][0]] = getattr(form, field).strip()
    if form.status not in STATUSES:
        raise FormError("status", "Choose one of the states.")
    if form.email.strip() and clean.email_address(form.email) is None:
        raise FormError(
            "email", "The e-mail address could not be read. Write it like hello@example.org, or leave it empty."
        )
    if form.url.strip() and clean.web_address(form.url) is None:
        raise FormError(
            "url", "The website could not be read. Write it like https://www.example.org, or leave it empty."
        )


def _read_ages(record: Record, form: ServiceForm, changed: set[str]) -> None:
    ages = {}
    for field in ("minimum_age", "maximum_age"):
        typed = getattr(form, field).strip()
        ages[field] = clean.age(typed)
        if typed and ages[field] is None:
            raise FormError(field, "An age is a number of years from 0 to 120, or empty where anybody may come.")
    low, high = ages["minimum_age"], ages["maximum_age"]
    if low is not None and high is not None and low > high:
        raise FormError("minimum_age", "The youngest age is above the oldest one. Check the two ages.")
    if low == high == 0:  # in feeds that is a field nobody filled in, and it is read so
        raise FormError("maximum_age", "Write 0 to 1 for babies in their first year, or leave both ages empty.")
    if changed & set(ages):
        record |= ages


def _typed_lines(field: str, text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_LINES:
        raise FormError(field, f"There are more than {MAX_LINES} lines. Write fewer.")
    return lines


def _standing(items: Iterable[tuple[str, Record]]) -> dict[str, list[Record]]:
    """What stands behind each line, so that a line left alone keeps all of it."""
    standing: dict[str, list[Record]] = defaultdict(list)
    for line, item in items:
        standing[" ".join(line.split())].append(item)
    return standing


def _times(text: str, service: Service | None) -> list[Record]:
    schedules = service.schedules if service else []
    standing = _standing((time_line(each), each.document()) for each in schedules)
    made = standing.pop("", [])
    for line in _typed_lines("times", text):
        read = [standing[line].pop(0)] if standing.get(line) else [read_time(line)]
        if read == [None]:
            raise FormError(
                "times", f"This time could not be read: “{line}”. Write it like “Tuesday 10:00 to 11:30”, one a line."
            )
        made += [each for each in read if each]
    return made


def _places(text: str, service: Service | None, locate: Locate) -> list[Record]:
    """A new place lies where its postcode does, as far as that is known; without, it is found with no distance."""
    at = service.service_at_locations if service else []
    standing = _standing((place_line(each.location), each.document()) for each in at)
    made = standing.pop("", [])
    for line in _typed_lines("places", text):
        if standing.get(line):
            made.append(standing[line].pop(0))
            continue
        read = read_place(line)
        if read is None:
            example = "Library, 3 High Street, Fennbrook, B98 7JB"
            raise FormError("places", f"This place could not be read: “{line}”. Write it like “{example}”, one a line.")
        place, postcode = read
        found = locate(postcode)
        if found:
            place["location"] |= {"latitude": found[0], "longitude": found[1]}
        made.append(place)
    return made


def _with_access(record: Record, typed: Iterable[str], service: Service | None) -> list[Record]:
    """The places as they are to be, each stating what was chosen where that is not what they stated; the rest stays."""
    at: list[Record] = record.get("service_at_locations", [])
    chosen = _access(typed)
    if chosen and not at:
        raise FormError("access", "Say first where it is: access is a place’s. Write the place, or leave access empty.")
    stood = access_stated(service) if service else {}
    changed = {name: said for name, said in chosen.items() if stood.get(name) != said}
    unsaid = stood.keys() - chosen.keys()
    made = []
    for place in at:
        location = Location.model_validate({"id": "", **place["location"]} | {"addresses": []})
        listed = [each.document() for each in with_access(location, changed, unsaid).accessibility]
        made.append({**place, "location": {**place["location"], "accessibility": listed}})
    return made


def _access(typed: Iterable[str]) -> dict[str, Stated]:
    pairs = (each.partition(": ") for each in typed)
    said = {name: word for name, _, word in pairs if name in ACCESS}
    return {name: word for name in ACCESS for word in STATED if said.get(name) == word}


def _contacts(text: str, service: Service | None) -> list[Record]:
    """The contacts with the numbers that still have a line; new numbers go to the first contact."""
    contacts = [contact.document() for contact in service.contacts] if service else []
    wanted = _typed_lines("phones", text)
    for contact, each in zip(contacts, service.contacts if service else [], strict=True):
        contact["phones"] = []
        for phone in each.phones:
            line = " ".join(phone_line(phone).split())
            if line in wanted:
                wanted.remove(line)
                contact["phones"].append(phone.document())
    for line in wanted:
        read = read_phone(line)
        if read is None:
            raise FormError(
                "phones", f"This number could not be read: “{line}”. Write it like “01632 960100 (office)”."
            )
        if not contacts:
            contacts.append({"id": str(uuid.uuid4()), "phones": []})
        contacts[0]["phones"].append(read)
    return contacts


def _read_cost(record: Record, form: ServiceForm) -> None:
    if form.cost not in COSTS:
        raise FormError("cost", "Choose what it costs.")
    prices = read_price(form.price) if form.cost == "pays" else []
    if prices is None:
        raise FormError("price", "The price could not be read. Write it like “£2.50 a family”, or leave it empty.")
    free = [{"id": str(uuid.uuid4()), "option": "Free", "amount": 0}]
    record["cost_options"] = free if form.cost == "free" else prices
    record["fees"] = "Not free: ask what it costs." if form.cost == "pays" and not prices else ""


def _languages(text: str, service: Service | None) -> list[Record]:
    stood = {spoken.name: spoken.document() for spoken in service.languages} if service else {}
    found = []
    for name in (part.strip() for part in text.replace("\n", ",").split(",") if part.strip()):
        if name not in stood and language_of("", name) is None:
            raise FormError("languages", f"The language “{name}” is not known. Write its English name, such as Polish.")
        found.append(stood.get(name, {"name": name}))
    return found


def _attributes(topics: Iterable[str], service: Service | None) -> list[Record]:
    kept = [each.document() for each in service.attributes if each.taxonomy_term.taxonomy != OURS] if service else []
    ours = [{"name": term_of(topic), "description": LABELS[topic], "taxonomy": OURS} for topic in topics]
    return [*kept, *({"taxonomy_term": term} for term in ours)]


def typed_form(typed: Mapping[str, str], ways: Iterable[str], topics: Iterable[str]) -> ServiceForm:
    """The form from the fields of a request; what is not a field of ours is left out."""
    texts = {name: typed[name].replace("\r\n", "\n") for name in _TEXTS if name in typed}
    return ServiceForm(
        **texts,
        access=tuple(f"{name}: {typed[f'access_{name}']}" for name in ACCESS if typed.get(f"access_{name}") in STATED),
        delivery=tuple(way for way in DELIVERIES if way in set(ways)),
        topics=tuple(topic for topic in LABELS if topic in set(topics)),
        residents_only="residents_only" in typed,
        all_right="all_right" in typed,
    )
