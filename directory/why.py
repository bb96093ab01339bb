"""Why a service was found, in a few words: what it meets, and what it does not state. Pure."""

from collections.abc import Iterator

from directory.access import ACCESS, ANY_NEED, OF_A_PLACE, SEND, access_of, send_of
from directory.facts import cost_of, days_of, times_of
from directory.query import Query, Reason
from directory.ranking import WordsMet
from directory.standard import Service
from directory.times_of_day import TIMES, asked_bits
from directory.topics import LABELS, topics_of
from directory.words import stems, tokens
from locales import N_

_ABOUT = N_("It is about {subject}.")
_SAYS = N_("It says “{words}”.")
_FOR_AGE = N_("It fits the age you gave.")
_AGES_NOT_STATED = N_("It does not say for which ages.")
_ON_DAY = N_("It is on a {day}.")
_AT_TIME = N_("It is at the time you asked for: {time}.")
_DAYS_NOT_STATED = N_("It does not say on which days.")
_FREE = N_("It says it is free.")
_COST_NOT_STATED = N_("It does not say what it costs.")
_SPOKEN = N_("They speak {language} there.")
_HAS = N_("It says it has this: {access}.")
_HAS_IN_PART = N_("It has this in a part only: {access}. Ask first.")
_HAS_NOT_STATED = N_("It does not say if it has this: {access}. Ask first.")
_STEP_FREE = N_("It says a wheelchair can get in.")
_STEP_FREE_IN_PART = N_("A wheelchair can get into a part of it only: ask first.")
_STEP_FREE_NOT_STATED = N_("It does not say whether a wheelchair can get in: ask first.")
_FOR_NEED = N_("It says it is for this: {need}.")
_NEED_NOT_STATED = N_("It does not say whether it is for this: {need}. Ask first.")
_BY_PHONE = N_("It helps by phone.")
_ONLINE = N_("It helps online.")
_NO_ADDRESS = N_("Its address is not shown.")
_RESIDENTS = N_("Only for people who live in {area}.")
_RESIDENTS_SOMEWHERE = N_("Only for people who live in its area: ask first.")
MAX_SAID = 3  # words quoted from a service


def reasons(service: Service, query: Query, met: WordsMet, *, on_topic: frozenset[str]) -> tuple[Reason, ...]:
    """The reasons, the surest first."""
    return (
        *_subject(service, met, on_topic),
        *_access(service, query),
        *_needs(service, query),
        *_fit(service, query),
        *_reach(service),
    )


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
    for name in query.times:
        if times_of(service.schedules) & asked_bits(query.days, [name]):
            yield Reason(_AT_TIME, (("time", "wording", TIMES[name]),))
    if not days:
        yield Reason(_DAYS_NOT_STATED)
    cost = cost_of(service)
    if query.free and cost == "free":
        yield Reason(_FREE)
    if cost == "not stated":
        yield Reason(_COST_NOT_STATED)
    if query.language and any(spoken.code == query.language for spoken in service.languages):
        yield Reason(_SPOKEN, (("language", "language", query.language),))


def _access(service: Service, query: Query) -> Iterator[Reason]:
    """Of what she asked for. Where nobody has to go, nothing is said of the way in."""
    said = access_of(service) if query.access else {}
    nowhere = "in person" not in service.delivery and bool(service.delivery)
    for name in ACCESS:
        if name not in query.access or (nowhere and name in OF_A_PLACE):
            continue
        stated = said.get(name)
        if name == "step_free":
            text = {"yes": _STEP_FREE, "partly": _STEP_FREE_IN_PART}.get(stated or "", _STEP_FREE_NOT_STATED)
            yield Reason(text)
        else:
            text = {"yes": _HAS, "partly": _HAS_IN_PART}.get(stated or "", _HAS_NOT_STATED)
            yield Reason(text, (("access", "wording", ACCESS[name]),))


def _needs(service: Service, query: Query) -> Iterator[Reason]:
    """The needs she named that it is for; else that it is for SEND, or that it does not say so."""
    said = send_of(service) if query.send else frozenset()
    met = [name for name in SEND if name in said & set(query.send)]
    for name in met or ([ANY_NEED] if ANY_NEED in said else []):
        yield Reason(_FOR_NEED, (("need", "wording", SEND[name]),))
    if query.send and not said:
        yield Reason(_NEED_NOT_STATED, (("need", "wording", SEND[query.send[0]]),))


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
