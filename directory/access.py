"""Access and needs (SEND) as closed lists: what a service states of them, and what a parent's words ask for. Pure.

Access is the field's accessibility list (Open Referral's `accessibility` of a location, Outpost's accessibilities); needs are
those of the SEND Code of Practice as family information services list them (Outpost's `send_needs`, the Department for
Education's categories), with autism and ADHD named, as parents and services name them. The words are in access.yml.

What nobody states is not stated: neither yes nor no.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from directory.phrases import NOTHING, Stated, agreed, asked, clauses, pattern, plain, sentences, stated
from directory.standard import Accessibility, Location, Service
from directory.topics import topics_of
from directory.words import MAX_QUESTION
from locales import N_

LISTS = Path(__file__).parent / "access.yml"

# What each is called on a card, "Step-free · Hearing loop", and in a sentence.
ACCESS = {
    "step_free": N_("Step-free"),
    "accessible_toilet": N_("Accessible toilet"),
    "changing_place": N_("Changing Places toilet"),
    "hoist": N_("Hoist"),
    "hearing_loop": N_("Hearing loop"),
    "bsl": N_("British Sign Language"),
    "parking": N_("Blue Badge parking"),
    "quiet": N_("Quiet times or a quiet space"),
}
ANY_NEED = "any"
SEND = {
    "autism": N_("autism"),
    "adhd": N_("ADHD"),
    "semh": N_("social, emotional and mental health needs"),
    "communication": N_("speech, language and communication"),
    "learning": N_("learning difficulties"),
    "hearing": N_("hearing loss and deafness"),
    "vision": N_("sight loss and blindness"),
    "physical": N_("physical disabilities"),
    ANY_NEED: N_("special needs and disabilities"),
}
# What a place has; the others are also given by phone or online.
OF_A_PLACE = frozenset(ACCESS) - {"bsl"}
_SIGNED = "bfi"  # ISO 639-3 for British Sign Language
_MAX_PROSE = 20_000


class _Words(NamedTuple):
    """The patterns of one name."""

    says: re.Pattern[str]
    listed: re.Pattern[str]
    alone: re.Pattern[str]
    denies: re.Pattern[str]
    partly: re.Pattern[str]
    left_out: re.Pattern[str]
    asks: re.Pattern[str]
    not_asked: re.Pattern[str]


@cache
def _lists() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(LISTS.read_text(encoding="utf-8"))
    return read


@cache
def _words(kind: str) -> dict[str, _Words]:
    return {
        name: _Words(
            says=pattern(given["says"]),
            listed=pattern(f"{given['says']}, {given.get('listed', '')}"),
            alone=pattern(given.get("alone", "")),
            denies=pattern(given.get("denies", "")),
            partly=pattern(given.get("partly", "")),
            left_out=pattern(given.get("not", "")),
            asks=pattern(", ".join(given["asks"].values())),
            not_asked=pattern(given.get("not_asked", "")),
        )
        for name, given in _lists()[kind].items()
    }


@cache
def _taken_back() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Up to two small words may stand between: "not really in a wheelchair"."""
    either = [pattern(_lists()["taken_back"][where]).pattern for where in ("before", "after")]
    return re.compile(rf"{either[0]}(?: (?:a|an|any|the|in|on|really|have|has|got|use|using))*$"), re.compile(either[1])


@cache
def _holds(kind: str) -> tuple[str, ...]:
    """Pieces of words, of which a text must hold one to speak of access, or of a need, at all."""
    return tuple(piece.strip() for piece in _lists()["holds"][kind].split(","))


Statement = dict[str, Stated]


def access_of(service: Service) -> Statement:
    """What a service states of each kind of access; names of which it says nothing are left out.

    A place's own list comes before the service's prose; where not all its places are the same, it is "partly".
    """
    told = _told(service)
    places = [at.location for at in service.service_at_locations if at.location.location_type != "virtual"]
    if not places:
        return told
    each = [{**told, **access_of_place(place)} for place in places]
    found: Statement = {}
    for name in ACCESS:
        said = [statement.get(name) for statement in each]
        if None not in said:
            both = agreed(word for word in said if word)
            found |= {name: both} if both else {}
        elif {"yes", "partly"} & set(said):
            found[name] = "partly"
    return found


def _told(service: Service) -> Statement:
    """What its prose and its terms state."""
    prose = "\n".join(
        [
            service.name,
            service.description[:_MAX_PROSE],
            service.eligibility_description,
            service.application_process,
            service.alert,
        ]
    )
    found = _read(prose, listed=False)
    for term in service.terms():
        found = {**found, **_listed(term)}
    signed = any(spoken.code == _SIGNED for spoken in service.languages)
    return {**found, "bsl": "yes"} if signed else found


def access_of_place(location: Location) -> Statement:
    """What a place's own list and description state."""
    listed = [_listed(f"{each.description}. {each.details}") for each in location.accessibility]
    found: Statement = {}
    for name in ACCESS:
        said = agreed(statement[name] for statement in listed if name in statement)
        found |= {name: said} if said else {}
    return {**_read(location.description, listed=False), **found}


@lru_cache(maxsize=10_000)
def _listed_items(text: str) -> tuple[tuple[str, Stated], ...]:
    return tuple(_read(text, listed=True).items())


def _listed(text: str) -> Statement:
    return dict(_listed_items(text))


def _read(text: str, *, listed: bool) -> Statement:
    parts = clauses(text, _holds("access"))
    if not parts:
        return {}
    found: Statement = {}
    for name, words in _words("access").items():
        left = parts if words.left_out is NOTHING else [words.left_out.sub(" ", part) for part in parts]
        said = stated(left, words.listed if listed else words.says, words.denies, words.partly)
        if listed and any(words.alone.fullmatch(part) for part in parts):
            said = said or "yes"
        found |= {name: said} if said else {}
    return found


def send_of(service: Service) -> frozenset[str]:
    """The needs that a service says it is for; ANY_NEED where it is for children with SEND at all."""
    terms = [plain(term) for term in service.terms()]
    prose = "\n".join([service.name, service.description[:_MAX_PROSE], service.eligibility_description])
    parts = sentences(prose, _holds("send"))
    found = {name for name, words in _words("send").items() if (terms or parts) and _is_for(words, terms, parts)}
    if found or "send" in topics_of(service.name, "", service.terms()):
        found.add(ANY_NEED)
    return frozenset(found)


def _is_for(words: _Words, terms: Iterable[str], parts: Sequence[str]) -> bool:
    if any(words.listed.search(term) or words.alone.fullmatch(term) for term in terms):
        return True
    spoken = [part for part in parts if words.says.search(part)]
    left = [words.left_out.sub(" ", part) for part in spoken]
    return bool(spoken) and stated(left, words.says, NOTHING, NOTHING) in {"yes", "partly"}


def access_said(text: str) -> dict[str, bool]:
    """The kinds of access that a parent's words speak of, in any of our languages; False where they take one back."""
    return _said(text, "access")


def send_said(text: str) -> dict[str, bool]:
    """The needs that a parent's words speak of, in any of our languages; False where they take one back."""
    said = _said(text, "send")
    named = [name for name, wanted in said.items() if wanted and name != ANY_NEED]
    return {name: wanted for name, wanted in said.items() if name != ANY_NEED or not named}


def access_in(text: str) -> tuple[str, ...]:
    """The kinds of access that a parent's words ask for, in the order of ACCESS."""
    return tuple(name for name, wanted in access_said(text).items() if wanted)


def send_in(text: str) -> tuple[str, ...]:
    """The needs that a parent's words name, in the order of SEND; ANY_NEED only where none is named."""
    return tuple(name for name, wanted in send_said(text).items() if wanted)


def _said(text: str, kind: str) -> dict[str, bool]:
    words = plain(text[:MAX_QUESTION])
    found: dict[str, bool] = {}
    for name, each in _words(kind).items():
        wanted = asked(each.not_asked.sub(" ", words), each.asks, _taken_back())
        found |= {} if wanted is None else {name: wanted}
    return found


def access_bits(names: Iterable[str]) -> int:
    """Kinds of access as bits, the first of ACCESS the lowest."""
    return _bits(names, ACCESS)


def send_bits(names: Iterable[str]) -> int:
    """Needs as bits, the first of SEND the lowest."""
    return _bits(names, SEND)


def _bits(names: Iterable[str], known: Iterable[str]) -> int:
    order = list(known)
    return sum(1 << order.index(name) for name in set(names))


def with_access(location: Location, changed: Statement, unsaid: Iterable[str] = ()) -> Location:
    """A place whose list states these kinds of access so, and no longer says anything of the `unsaid` ones.

    An entry that also states something else keeps that, in our own words for it.
    """
    gone = {*changed, *unsaid}
    kept: list[Accessibility] = []
    stays: Statement = {}
    for each in location.accessibility:
        said = _listed(f"{each.description}. {each.details}")
        if gone & said.keys():
            stays |= {name: word for name, word in said.items() if name not in gone}
        else:
            kept.append(each)
    lines = [in_english(name, word) for name, word in {**stays, **changed}.items()]
    made = [Accessibility(id="", description=line) for line in lines]
    return location.model_copy(update={"accessibility": [*kept, *made]})


def in_english(name: str, said: Stated) -> str:
    """A statement as an entry of a place's list, from which it is read again."""
    label = ACCESS[name] if name != "quiet" else "Quiet space"
    return {"yes": label, "no": f"No {label[:1].lower()}{label[1:]}", "partly": f"Partial: {label.lower()}"}[said]
