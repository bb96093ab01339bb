"""A service's facts beside where each comes from: the feed, or a worker who knew better."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.service_form import ACCESS_SAID, FIELDS, ServiceForm, form_of
from desk.words import day_words
from directory.access import ACCESS
from directory.cards import service_card
from directory.keeping import ServiceEdit
from directory.models import Service
from directory.overlay import CHECKED
from directory.query import Query
from directory.ranking import NO_WORDS
from directory.results import Match
from directory.topics import LABELS


@dataclass(frozen=True)
class Fact:
    """One line of the service page.

    Attributes:
        value: in words, a line each; "" when nothing is stated.
        edit: the worker's change, None when it is the feed's word; property: what to take back.
        feed_says: the feed's word beside an edit.
    """

    label: str
    value: str
    edit: ServiceEdit | None = None
    property: str = ""
    feed_says: str = ""


def facts_with_sources(service: Service, edits: Mapping[str, ServiceEdit]) -> list[Fact]:
    """The facts in the form's order; what is not stated and was not changed is left out."""
    form = form_of(service.document())
    facts = [_fact(field, form, service, edits) for field in FIELDS]
    checked = edits.get(CHECKED)
    topics = {each.topic for each in service.topics}
    facts.append(Fact("Families find it under", ", ".join(LABELS[each] for each in LABELS if each in topics)))
    facts.append(_checked(service.assured_date, checked))
    return [fact for fact in facts if fact.value or fact.edit]


def _fact(field: str, form: ServiceForm, service: Service, edits: Mapping[str, ServiceEdit]) -> Fact:
    label, properties = FIELDS[field]
    name = next((each for each in properties if each in edits), "")
    if not name:
        return Fact(label, in_words(field, form))
    said = _said_by_feed(service, properties, edits)
    return Fact(label, in_words(field, form), edits[name], name, in_words(field, said))


def _said_by_feed(service: Service, properties: tuple[str, ...], edits: Mapping[str, ServiceEdit]) -> ServiceForm:
    document: dict[str, Any] = dict(service.record)
    for name in properties:
        if name in edits:
            document[name] = edits[name].said_by_feed
    return form_of(type(service.document()).model_validate({k: v for k, v in document.items() if v is not None}))


def in_words(field: str, form: ServiceForm) -> str:
    """What a field of the form holds, as a worker reads it."""
    value = getattr(form, field)
    if isinstance(value, bool):
        return "yes" if value else ""
    if field == "access":
        return "; ".join(_access_words(line) for line in value)
    if field == "topics":
        return ", ".join(LABELS[topic] for topic in value)
    return value if isinstance(value, str) else ", ".join(value)


def _access_words(line: str) -> str:
    name, _, said = line.partition(": ")
    return f"{ACCESS[name]}: {ACCESS_SAID[said]}"


def _checked(day: date | None, edit: ServiceEdit | None) -> Fact:
    value = day_words(day) if day else ""
    said = day_words(date.fromisoformat(edit.said_by_feed)) if edit and edit.said_by_feed else ""
    return Fact("Last checked", value, edit, "", said)


def as_parents_see_it(service: Service, today: date) -> dict[str, Any]:
    """The service's card in the chat, in English."""
    match = Match(service, None, Query(today=today), NO_WORDS, frozenset())
    return service_card(match, "en", today)
