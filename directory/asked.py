"""What a parent's own words ask for, beyond the need: a day, free, the child's age. Days are read in all our languages."""

import re
from functools import cache

from directory.query import Place, Query
from locales import LANGUAGES, format_weekday

# Words for "costs nothing", as people write them.
FREE = frozenset(
    (
        "free",
        "no cost",
        "for nothing",
        "darmowy",
        "darmowe",
        "darmowa",
        "bezpłatny",
        "bezpłatne",
        "bezpłatna",
        "za darmo",
        "gratuit",
        "gratuită",
        "gratuite",
        "مفت",
        "muft",
        "ਮੁਫ਼ਤ",
        "ਮੁਫਤ",
        "বিনামূল্যে",
        "ফ্রি",
        "مجاني",
        "مجانية",
        "مجانا",
        "majani",
        "bilaash",
        "lacag la'aan",
        "безкоштовно",
        "безкоштовна",
        "безкоштовний",
        "безкоштовні",
        "бесплатно",
        "gratis",
        "gratuito",
        "gratuita",
        "grátis",
        "gratuitos",
        "gratuitas",
    )
)
AGE = re.compile(
    r"(?<!\d)(?P<age>\d{1,2})(?:\s*(?:-|–|to|or|and)\s*(?P<other>\d{1,2}))?\s*[- ]?"
    r"(?P<unit>years?|yrs?|yo\b|y/o|months?|mths?|weeks?|wks?)",
    re.IGNORECASE,
)
BABY = re.compile(r"\b(?:bab(?:y|ies)|newborn|infant)\b", re.IGNORECASE)
SMALL = 12


@cache
def _days() -> dict[str, int]:
    """Weekday names in every language we speak, lower case, to their number, 0 for Monday."""
    days: dict[str, int] = {}
    for code in LANGUAGES:
        for number in range(7):
            days.setdefault(format_weekday(number, code).lower(), number)
    return days


def days_in(text: str) -> tuple[int, ...]:
    """The weekdays named in a text, 0 for Monday, in their order. A plural "Tuesdays" counts."""
    known = _days()
    words = re.findall(r"[^\W\d_][\w'’ʼ\u0300-\u036f\u0600-\u06ff\u0980-\u09ff\u0a00-\u0a7f]*", text.lower())
    found = [known.get(word, known.get(word.removesuffix("s"))) for word in words]
    return tuple(dict.fromkeys(day for day in found if day is not None))


def ages_in(text: str) -> tuple[int, ...]:
    """The children's ages named in a text, in whole years."""
    ages: list[int] = []
    for found in AGE.finditer(text):
        months = found["unit"].lower().startswith(("m", "w"))
        numbers = [int(found["age"]), *([int(found["other"])] if found["other"] else [])]
        ages += [number // SMALL if months else number for number in numbers]
    if not ages and BABY.search(text):
        ages.append(0)
    return tuple(dict.fromkeys(age for age in ages if age <= 25))


def wants_free(text: str) -> bool:
    """Whether a text asks for something that costs nothing."""
    words = re.sub(r"[^\w']+", " ", text.lower())
    lower = f" {words} "
    return any(f" {word} " in lower for word in FREE)


def read_query(words: str, *, topic: str | None, place: Place | None, limit: int = 10) -> Query:
    """The search that a parent's words ask for."""
    return Query(
        words=words,
        topic=topic,
        place=place if place and place.known else None,
        ages=ages_in(words),
        days=days_in(words),
        free=wants_free(words),
        limit=limit,
    )
