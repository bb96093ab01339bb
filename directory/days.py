"""Weekdays in a parent's words, in all our languages. Pure; the lists are in days.yml."""

import re
from functools import cache
from pathlib import Path

import yaml

from directory.phrases import pattern, plain
from directory.words import MAX_QUESTION, tokens
from locales import LANGUAGES, format_weekday

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEM = 4
# The dictionary forms that are another word as often: "luni" is "months" too, "ہفتہ" a week.
_DOUBTFUL = frozenset({"luni", "ہفتہ"})


def days_in(text: str) -> tuple[int, ...]:
    """The weekdays named in a text, 0 for Monday, as they come. A plural "Tuesdays" counts, and so does the weekend."""
    words = plain(text[:MAX_QUESTION])
    named = sorted((at.start(), days) for says, days in _patterns() for at in says.finditer(words))
    return tuple(dict.fromkeys(day for _, days in named for day in days))


def days_answered(text: str) -> tuple[int, ...]:
    """The weekdays in an answer to "which days?": also by their beginning, which elsewhere could be another word."""
    if found := days_in(text):
        return found
    stems = {name[:_STEM]: day for name, day in reversed(_names().items()) if len(name) > _STEM and " " not in name}
    named = [_names().get(word, stems.get(word[:_STEM]) if len(word) > _STEM else None) for word in tokens(text)]
    return tuple(dict.fromkeys(day for day in named if day is not None))


@cache
def _names() -> dict[str, int]:
    """The names of the weekdays in every language we speak, as tokens, to their number."""
    found: dict[str, int] = {}
    for code in LANGUAGES:
        for number in range(len(_NAMES)):
            found.setdefault(plain(format_weekday(number, code)), number)
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[int, ...]], ...]:
    """What names days, and which: each day by its names in the languages, English ones in the plural too."""
    read: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "days.yml").read_text(encoding="utf-8"))
    days: dict[str, tuple[int, ...]] = {name: (number,) for number, name in enumerate(_NAMES)}
    days |= {"weekend": (5, 6), "weekdays": (0, 1, 2, 3, 4)}
    found = []
    for name, numbers in days.items():
        dictionary = [each for each, day in _names().items() if (day,) == numbers and each not in _DOUBTFUL]
        plural = [f"{name}s"] if name in _NAMES else []
        found.append((pattern(", ".join([*dictionary, *plural, *read[name].values()])), numbers))
    return tuple(found)
