"""A service as lines that a worker can type, and back. Pure.

What she leaves as it stood keeps everything that a line does not show (a location's coordinates, a schedule's notes).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.service_lines import phone_line, place_line, price_line, time_line
from directory.access import ACCESS, access_of_place
from directory.facts import cost_of
from directory.phrases import Stated, agreed
from directory.standard import Service
from directory.topics import LABELS

OURS = "Fingerpost topics"  # the taxonomy of the topics that workers tick
DELIVERIES = ("in person", "online", "phone")
COSTS = ("not stated", "free", "pays")
ACCESS_SAID = {"": "not stated", "yes": "yes", "no": "no", "partly": "in a part only"}
STATUSES = ("active", "temporarily closed", "inactive", "defunct")

# Which properties of the document a field stands for, and what the field is called.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("Name", ("name",)),
    "status": ("Status", ("status",)),
    "description": ("What it is", ("description",)),
    "eligibility": ("Who it is for", ("eligibility_description",)),
    "how_to_join": ("How to join", ("application_process",)),
    "minimum_age": ("Youngest age", ("minimum_age",)),
    "maximum_age": ("Oldest age", ("maximum_age",)),
    "times": ("Times", ("schedules",)),
    "places": ("Places", ("service_at_locations",)),
    "access": ("Access", ("service_at_locations",)),
    "phones": ("Phone", ("contacts",)),
    "email": ("E-mail", ("email",)),
    "url": ("Website", ("url",)),
    "cost": ("Cost", ("cost_options", "fees")),
    "price": ("Price", ("cost_options", "fees")),
    "languages": ("Languages", ("languages",)),
    "delivery": ("How it is given", ("delivery",)),
    "topics": ("Topics", ("attributes",)),
    "residents_only": ("Residents only", ("residents_only",)),
}


@dataclass(frozen=True)
class ServiceForm:
    """What stands in the form; several of a kind are a line each.

    Attributes:
        access: for each kind that its places state or deny, its name and what they state: "step_free: yes".
        seen: fingerprint of the service that the form was made from, "" for a new one.
        provider: who provides it; for a new service only.
        all_right: everything else was checked too.
    """

    seen: str = ""
    name: str = ""
    provider: str = ""
    status: str = "active"
    description: str = ""
    eligibility: str = ""
    how_to_join: str = ""
    minimum_age: str = ""
    maximum_age: str = ""
    times: str = ""
    places: str = ""
    phones: str = ""
    email: str = ""
    url: str = ""
    cost: str = "not stated"
    price: str = ""
    languages: str = ""
    access: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    residents_only: bool = False
    all_right: bool = False


def form_of(service: Service, seen: str = "") -> ServiceForm:
    """The form as it stands before anything is typed."""
    phones = [phone for contact in service.contacts for phone in contact.phones]
    cost = cost_of(service)
    return ServiceForm(
        seen=seen,
        name=service.name,
        provider=service.organization.name if service.organization else "",
        status=service.status,
        description=service.description,
        eligibility=service.eligibility_description,
        how_to_join=service.application_process,
        minimum_age=_years(service.minimum_age),
        maximum_age=_years(service.maximum_age),
        times=_lines(time_line(schedule) for schedule in service.schedules),
        places=_lines(place_line(at.location) for at in service.service_at_locations),
        phones=_lines(phone_line(phone) for phone in phones),
        email=service.email or "",
        url=service.url or "",
        cost=cost,
        price=price_line(service.cost_options) if cost == "pays" else "",
        languages=", ".join(spoken.name for spoken in service.languages),
        access=tuple(f"{name}: {said}" for name, said in access_stated(service).items()),
        delivery=tuple(way for way in DELIVERIES if way in service.delivery),
        topics=tuple(topic for topic in LABELS if topic in _ticked(service)),
        residents_only=service.residents_only,
    )


def access_stated(service: Service) -> dict[str, Stated]:
    """What the lists of all its places come to; what only its description says is left out."""
    each = [access_of_place(at.location) for at in service.service_at_locations]
    said = {name: agreed(place[name] for place in each if name in place) for name in ACCESS}
    return {name: word for name, word in said.items() if word}


def term_of(topic: str) -> str:
    """A topic as the name of a taxonomy term, from which it is read again (topics.topics_of_term)."""
    return topic.replace("_", " ").capitalize()


def _ticked(service: Service) -> set[str]:
    ours = {each.taxonomy_term.name for each in service.attributes if each.taxonomy_term.taxonomy == OURS}
    return {topic for topic in LABELS if term_of(topic) in ours}


def _years(age: float | None) -> str:
    return "" if age is None else f"{age:g}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)
