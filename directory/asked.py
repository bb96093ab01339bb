"""What a parent's own words ask for, beyond the need: a day, free, the child's age. Days and ages are read in all our languages.
(Access and SEND: access.py.)

And what is worth asking her: the place always, the child's age and the days only where a need's services differ by them.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from directory.access import access_in, send_in
from directory.query import Place, Query
from directory.times_of_day import times_in
from directory.topics import LABELS, topics_in_words
from locales import LANGUAGES, format_weekday

Question = Literal["place", "age", "when"]

# Where it is not here, only the place is asked: help with a home, money or grief is not for an age or a day.
_ALSO_ASKED: dict[str, frozenset[Question]] = {
    "childcare_funding": frozenset({"age"}),
    "child_mental_health": frozenset({"age"}),
    "behaviour_parenting": frozenset({"age"}),
    "sleep_feeding_baby": frozenset({"age"}),
    "send": frozenset({"age"}),
    "school_attendance": frozenset({"age"}),
    "bullying": frozenset({"age"}),
    "young_carers": frozenset({"age"}),
    "youth_support": frozenset({"age"}),
    "isolation_groups": frozenset({"age", "when"}),
    "activities_clubs": frozenset({"age", "when"}),
    "dads_kinship": frozenset({"age", "when"}),
    "learn_english_work": frozenset({"when"}),
}

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
# Years and months of life as our languages write them after a number; the beginnings are enough where words are inflected.
_YEARS = (
    r"years?|yrs?|yo\b|y/o|y\b|lat(?:a|ek)?\b|rok\w*|ani\b|años?|anos?\b|ano\b|jir\w*|sano\w*|рок\w*|рік|річн\w*|лет|год\w*"
    r"|سال|سنوات|سنة|سنين|عام|ਸਾਲ|বছর|saal|sal\b"
)
_MONTHS = (
    r"months?|mths?|weeks?|wks?|miesi\w*|tygod\w*|lun[iă]\w*|săptăm\w*|meses|mes\b|mês|semanas?|bilood|bil\b|toddobaad\w*"
    r"|місяц\w*|тижн\w*|месяц\w*|недел\w*|مہین\w*|ہفت\w*|شهر\w*|شهور|أشهر|اشهر|أسبوع|أسابيع|ਮਹੀਨ|ਹਫ਼ਤ|মাস|সপ্তাহ|mahin\w*"
)
_BETWEEN = r"-|–|to|or|and|&|i|lub|do|și|sau|y|o|e|ou|iyo|ama|та|і|або|или|и|و|أو|اور|یا|ਤੇ|ਅਤੇ|ਜਾਂ|আর|ও|বা"
# "We have waited for 2 years" and "2 years ago" are no ages.
AGE = re.compile(
    rf"(?<![\d£])(?<!for )(?<!last )(?<!past )(?<!since )(?P<age>\d{{1,2}})(?:\s*(?:{_BETWEEN})\s*(?P<other>\d{{1,2}}))?"
    rf"\s*[- ]?(?:(?P<months>{_MONTHS})|(?P<years>{_YEARS}))(?!\w*\s+(?:ago|now|temu|wait))",
    re.IGNORECASE,
)
BABY = re.compile(r"\b(?:bab(?:y|ies)|newborn|infant)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_RANGE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|–|to)\s*(\d{1,2})(?!\d)")
OLDEST = 25
_WEEKEND = re.compile(
    r"week-?ends?|fin de semana|fines de semana|fim de semana|fins de semana|sfârșit\w* de săptămân\w*|вихідн\w*|выходн\w*"
    r"|ویک ?اینڈ|نهاية الأسبوع|ਵੀਕ[ੈਐ]ਂਡ|উইকেন্ড|সপ্তাহান্তে|dhammaadka (?:toddobaadka|usbuuca)",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\bweek ?days?\b|\bschool days?\b|días? (?:laborables?|de semana)|dias? (?:úteis|de semana)", re.IGNORECASE
)
_STEM = 4
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
    """The weekdays named in a text, 0 for Monday, in their order. A plural "Tuesdays" counts, and so does the weekend."""
    known = _days()
    found = [known.get(word, known.get(word.removesuffix("s"))) for word in _words(text)]
    named = [day for day in found if day is not None]
    named += [5, 6] if _WEEKEND.search(text) else []
    named += range(5) if _WEEKDAYS.search(text) else []
    return tuple(dict.fromkeys(named))


def days_answered(text: str) -> tuple[int, ...]:
    """The weekdays in an answer to "which days?": also inflected, as "we wtorki", which elsewhere could be another word."""
    if found := days_in(text):
        return found
    stems = {name[:_STEM]: day for name, day in reversed(_days().items()) if len(name) > _STEM and " " not in name}
    days = [stems.get(word[:_STEM]) for word in _words(text) if len(word) > _STEM]
    return tuple(dict.fromkeys(day for day in days if day is not None))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w'’ʼ\u0300-\u036f\u0600-\u06ff\u0980-\u09ff\u0a00-\u0a7f]*", text.lower())


def ages_in(text: str) -> tuple[int, ...]:
    """The children's ages named in a text, in whole years."""
    ages: list[int] = []
    for found in AGE.finditer(text):
        numbers = [int(found["age"]), *([int(found["other"])] if found["other"] else [])]
        ages += [number // SMALL if found["months"] else number for number in numbers]
    if not ages and BABY.search(text):
        ages.append(0)
    return _likely(ages)


def ages_answered(text: str) -> tuple[int, ...]:
    """The ages in an answer to "how old?": there a bare number is years, and "2-4" is every age from 2 to 4."""
    if found := ages_in(text):
        return found
    ages = [age for first, last in _RANGE.findall(text) for age in range(int(first), min(int(last), OLDEST) + 1)]
    return _likely(ages or [int(number) for number in _NUMBER.findall(text)])


def _likely(ages: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(age for age in ages if age <= OLDEST))


def questions_for(topic: str | None, words: str) -> frozenset[Question]:
    """What to ask before looking for this need. Any service ("find_service") is asked for as what her words name."""
    place: frozenset[Question] = frozenset({"place"})
    named = {topic} if topic in LABELS else topics_in_words(words)
    also = [_ALSO_ASKED.get(each, frozenset()) for each in named if each]
    return place.union(frozenset.intersection(*also)) if also else place


def times_asked(topic: str | None, words: str) -> tuple[str, ...]:
    """The parts of the day that a question names, where its need is one for which days are asked.

    Elsewhere a time is part of the story: "in the evening he shouts at us".
    """
    return times_in(words) if "when" in questions_for(topic, words) else ()


def wants_free(text: str) -> bool:
    """Whether a text asks for something that costs nothing."""
    words = re.sub(r"[^\w']+", " ", text.lower())
    lower = f" {words} "
    return any(f" {word} " in lower for word in FREE)


def read_query(
    words: str,
    *,
    topic: str | None,
    place: Place | None,
    ages: tuple[int, ...] = (),
    days: tuple[int, ...] = (),
    times: tuple[str, ...] = (),
    free: bool = False,
    language: str | None = None,
    access: tuple[str, ...] = (),
    send: tuple[str, ...] = (),
    limit: int = 10,
) -> Query:
    """The search that a parent's words ask for. What was said beside them (ages, days, …) comes before the words' own."""
    return Query(
        words=words,
        topic=topic,
        place=place if place and place.known else None,
        ages=ages or ages_in(words),
        days=days or days_in(words),
        times=times or times_asked(topic, words),
        free=free or wants_free(words),
        language=language,
        access=access or access_in(words),
        send=send or send_in(words),
        limit=limit,
    )
