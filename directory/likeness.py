"""Whether two services are likely one and the same: what they share, and how alike their names are. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import urlsplit

from directory.postcodes import postcodes_in
from directory.standard import Service
from directory.words import stem, stems, tokens

Kind = Literal["postcode", "phone", "website", "charity number", "Ofsted number"]

_CHARITY = re.compile(
    r"charity\W{0,3}(?:registration|registered|reg)?\W{0,3}(?:number|num|no)?[\s.:]{0,3}(\d{6,7})\b", re.I
)
_OFSTED = re.compile(
    r"(?:ofsted|urn)\W{0,3}(?:registration|registered|reg|reference|ref)?\W{0,3}(?:number|num|no|urn)?[\s.:]{0,3}"
    r"((?:EY)?\d{6,7})\b",
    re.I,
)
# Pages here are many services' own.
_SHARED_HOSTS = (
    "facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "eventbrite.co.uk",
    "youtube.com",
    "linktr.ee",
)
_SMALL_WORDS = frozenset(stems("the and of at in for a group service services"))

ALMOST_THE_NAME, LIKE_THE_NAME = 90, 65  # out of 100


@dataclass(frozen=True)
class Traits:
    """By what a service is known again.

    Attributes:
        words: the stems of its name that tell something.
        letters: the name's telling words run together.
        shared: (kind, value) of everything another service may have too, as it is compared.
    """

    words: tuple[str, ...]
    letters: str
    shared: frozenset[tuple[Kind, str]]


def traits_of(service: Service) -> Traits:
    """Read the traits off a service."""
    said = tokens(service.name)
    telling = [token for token in said if stem(token) not in _SMALL_WORDS] or said
    return Traits(tuple(stem(token) for token in telling), "".join(telling), frozenset(_shared(service)))


def _shared(service: Service) -> Iterator[tuple[Kind, str]]:
    for at in service.service_at_locations:
        for address in at.location.addresses:
            for postcode in [] if at.location.masked else postcodes_in(address.postal_code):
                yield "postcode", postcode.full
    for contact in service.contacts:
        for phone in contact.phones:
            digits = re.sub(r"\D", "", phone.number.replace("+44", "0"))
            if len(digits) >= 10:
                yield "phone", digits
    host = (urlsplit(service.url or "").hostname or "").lower().removeprefix("www.")
    if host and not host.endswith(_SHARED_HOSTS):
        yield "website", host
    said = f"{service.description} {service.accreditations} {service.eligibility_description}"
    yield from (("charity number", found) for found in _CHARITY.findall(said))
    yield from (("Ofsted number", found.upper()) for found in _OFSTED.findall(said))


def name_likeness(one: Traits, other: Traits) -> int:
    """How alike two names are, 0 to 100: by their words in any order and by their letters.

    Where one of the two is almost sure ("Rhymetime", "Rhyme time") it counts alone; else they have to agree ("Rhyme time at
    the library", "Warm welcome at the library").
    """
    first, second = sorted(set(one.words)), sorted(set(other.words))
    words = 200 * len(set(first) & set(second)) / (len(first) + len(second))
    letters = 100 * SequenceMatcher(None, one.letters, other.letters, autojunk=False).ratio()
    surest = max(words, letters)
    return round(surest if surest >= ALMOST_THE_NAME else (words + letters) / 2)


def likeness(one: Traits, other: Traits, *, one_feed: bool = False) -> tuple[int, dict[str, str]] | None:
    """How likely they are one service and why; None when they are likely two.

    They share something; and their names are almost the same, or alike with two things shared. A provider's several
    groups share everything but the name. The reasons give what is shared, by kind.

    Args:
        one_feed: both are from one feed, which seldom names a service twice in different words.
    """
    shared = sorted(one.shared & other.shared)
    alike = name_likeness(one, other) if shared else 0
    if alike < (ALMOST_THE_NAME if len(shared) < 2 or one_feed else LIKE_THE_NAME):
        return None
    reasons: dict[str, str] = {}
    for kind, value in shared:
        reasons[kind] = f"{reasons[kind]}, {value}" if kind in reasons else value
    reasons["name"] = "the same" if alike == 100 else f"{alike} % alike"
    return min(100, alike + 2 * len(shared)), reasons
