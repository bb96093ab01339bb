"""Names of weekdays and months in a language (CLDR), to see whether a translation kept those of its source."""

import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError

from messages.words import words_of

_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def calendar_changes(source: str, target: str, language: str) -> bool:
    """Whether a weekday or a month of the English `source` is missing from `target`, or another one was added."""
    names = _names(language)
    if names is None:
        return False
    words = [_plain(word) for word in words_of(target)]
    days, months = _english(source)
    for said, forms, near_digit in ((days, names[0], False), (months, names[1], True)):
        kept = {name for index in said for name in forms[index]}
        if any(not any(_like(word, name) for word in words for name in forms[index]) for index in said):
            return True
        for index in set(range(len(forms))) - said:
            added = [name for name in forms[index] if _stated(name, target, near_digit=near_digit)]
            if any(not any(_like(name, other) for other in kept) for name in added):
                return True
    return False


def _english(source: str) -> tuple[set[int], set[int]]:
    text = source.lower()
    days = {
        i
        for i, name in enumerate(_ENGLISH_WEEKDAYS)
        if re.search(rf"\b{name}s?\b|\b{name[:3]}(?:s|rs|urs|nes)?\.?(?=\s+\d)", text)
    }
    months = set()
    for index, name in enumerate(_ENGLISH_MONTHS):
        dated = rf"\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{name}|{name[:3]}t?)\b|\b(?:{name}|{name[:3]}t?)\.?\s+\d"
        plain = rf"\b{name}\b" if name not in {"may", "march"} else r"(?!x)x"
        if re.search(f"{dated}|{plain}", text):
            months.add(index)
    return days, months


@cache
def _names(language: str) -> tuple[list[set[str]], list[set[str]]] | None:
    try:
        locale = Locale.parse({"pt": "pt_PT"}.get(language, language))
    except (UnknownLocaleError, ValueError):
        return None
    days: list[set[str]] = [set() for _ in range(7)]
    months: list[set[str]] = [set() for _ in range(12)]
    for context in ("format", "stand-alone"):
        for index in range(7):
            days[index].add(_plain(str(locale.days[context]["wide"][index])))
        for index in range(12):
            months[index].add(_plain(str(locale.months[context]["wide"][index + 1])))
    return days, months


def _plain(word: str) -> str:
    """Lower case, without Arabic vowel signs, with one form of alef: spellings that mean the same."""
    word = unicodedata.normalize("NFKC", word).casefold()
    return re.sub("[أإآ]", "ا", re.sub("[\u064b-\u0652\u0640]", "", word))


def _like(word: str, name: str) -> bool:
    """Whether `word` is `name` with another ending ("środę" for "środa", "segunda" for "segunda-feira")."""
    first = name.split("-", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    word = re.sub("^(?:و?ال|و)", "", word) if "\u0600" <= word[:1] <= "\u06ff" else word
    first = re.sub("^(?:ال)", "", first)
    stem = first[: max(3, len(first) - 2)]
    return word.startswith(stem) and len(word) <= len(name) + 3


def _stated(name: str, target: str, *, near_digit: bool) -> bool:
    """Whether the name stands in `target`; a month only beside a number, since "mayo" and "mai" are also other words."""
    plain = _plain(target)
    if near_digit:
        return (
            re.search(rf"\d\W{{1,2}}(?:de |of )?{re.escape(name)}(?!\w)|(?<!\w){re.escape(name)}\W{{1,2}}\d", plain)
            is not None
        )
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) is not None
