"""Why a service was found, in a few words: what it meets, and what it does not state. Pure."""

from collections.abc import Iterator

from directory.facts import cost_of, days_of
from directory.query import Query, Reason
from directory.ranking import WordsMet
from directory.standard import Service
from directory.topics import LABELS, topics_of
from directory.words import stems, tokens
from locales import N_

_ABOUT = N_("It is about {subject}.")
_SAYS = N_("It says “{words}”.")
_FOR_AGE = N_("It fits the age you gave.")
_AGES_NOT_STATED = N_("It does not say for which ages.")
_ON_DAY = N_("It is on a {day}.")
_DAYS_NOT_STATED = N_("It does not say on which days.")
_FREE = N_("It says it is free.")
_COST_NOT_STATED = N_("It does not say what it costs.")
_SPOKEN = N_("They speak {language} there.")
_BY_PHONE = N_("It helps by phone.")
_ONLINE = N_("It helps online.")
_NO_ADDRESS = N_("Its address is not shown.")
_RESIDENTS = N_("Only for people who live in {area}.")
_RESIDENTS_SOMEWHERE = N_("Only for people who live in its area: ask first.")
MAX_SAID = 3  # words quoted from a service


def reasons(service: Service, query: Query, met: WordsMet, *, on_topic: frozenset[str]) -> tuple[Reason, ...]:
    """The reasons, the surest first."""
    return (*_subject(service, met, on_topic), *_fit(service, query), *_reach(service))


def _subject(service: Service, met: WordsMet, on_topic: frozenset[str]) -> Iterator[Reason]:
    topics = topics_of(service.name, service.description, service.terms()).keys() & on_topic
    for topic in sorted(topics)[:1]:
        yield Reason(_ABOUT, (("subject", "wording", LABELS[topic]),))
    said = _as_written(service, met)
    if said:
        yield Reason(_SAYS, (("words", "plain", ", ".join(said)),))


def _as_written(service: Service, met: WordsMet) -> list[str]:
    """The service's own words behind the stems that were met."""
    wanted = {word for phrase in met.met for word in phrase}
    text = " ".join([service.name, *service.terms(), service.description])
    seen: dict[str, str] = {}
    for token in tokens(text):
        for word in stems(token):
            if word in wanted:
                seen.setdefault(word, token)
    return [seen[word] for phrase in met.met for word in phrase if word in seen][:MAX_SAID]


def _fit(service: Service, query: Query) -> Iterator[Reason]:
    if query.ages:
        stated = service.minimum_age is not None or service.maximum_age is not None
        fitting = any(_holds(service, age) for age in query.ages)
        if stated and fitting:
            yield Reason(_FOR_AGE)
        elif not stated:
            yield Reason(_AGES_NOT_STATED)
    days = days_of(service.schedules)
    for day in query.days:
        if days >> day & 1:
            yield Reason(_ON_DAY, (("day", "day", str(day)),))
    if not days:
        yield Reason(_DAYS_NOT_STATED)
    cost = cost_of(service)
    if query.free and cost == "free":
        yield Reason(_FREE)
    if cost == "not stated":
        yield Reason(_COST_NOT_STATED)
    if query.language and any(spoken.code == query.language for spoken in service.languages):
        yield Reason(_SPOKEN, (("language", "language", query.language),))


def _holds(service: Service, age: int) -> bool:
    low, high = service.minimum_age, service.maximum_age
    return (low is None or low < age + 1) and (high is None or high >= age)


def _reach(service: Service) -> Iterator[Reason]:
    if "phone" in service.delivery:
        yield Reason(_BY_PHONE)
    if "online" in service.delivery:
        yield Reason(_ONLINE)
    if any(each.location.masked for each in service.service_at_locations):
        yield Reason(_NO_ADDRESS)
    if service.residents_only:
        areas = " / ".join(area.name for area in service.service_areas)
        yield Reason(_RESIDENTS, (("area", "plain", areas),)) if areas else Reason(_RESIDENTS_SOMEWHERE)
