"""Parts of the day: in which of them a service is on, by its stated times, and which a parent's words ask for. Pure."""

import re
from collections.abc import Iterable
from datetime import time
from functools import cache
from pathlib import Path

import yaml

from directory.phrases import pattern, plain
from directory.words import MAX_QUESTION
from locales import N_

TIMES = {
    "morning": N_("in the morning"),
    "afternoon": N_("in the afternoon"),
    "after_school": N_("after school"),
    "evening": N_("in the evening"),
}
DAYS = 7
_NOON, _DAY = 12 * 60, 24 * 60  # minutes from midnight
_WITHIN = {  # minutes from midnight, Europe/London
    "morning": (0, _NOON),
    "afternoon": (_NOON, 17 * 60),
    "after_school": (15 * 60 + 15, 18 * 60),
    "evening": (18 * 60, _DAY),
}
_LEAST = 30  # minutes of a part of the day: "until half past twelve" is in the afternoon, "until five past" is not
_SCHOOL_DAYS = 5
_AN_HOUR = 60  # where a service does not say when it ends


def times_in(text: str) -> tuple[str, ...]:
    """The parts of the day that a text names, in any of our languages."""
    greetings, patterns = _patterns()
    words = greetings.sub(" ", plain(text[:MAX_QUESTION]))
    return tuple(name for name, asks in patterns.items() if asks.search(words))


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """What is no wish ("good morning"), and what is one."""
    read = yaml.safe_load((Path(__file__).parent / "times_of_day.yml").read_text(encoding="utf-8"))
    return pattern(read["greetings"]), {name: pattern(", ".join(read[name].values())) for name in TIMES}


def parts_of(days: Iterable[int], opens: time | None, closes: time | None) -> int:
    """A time of the week as bits: those of Monday the lowest four, in the order of TIMES. None stated: none."""
    if opens is None:
        return 0
    begins = _minutes(opens)
    ends = begins + _AN_HOUR if closes is None else _minutes(closes)
    ends = ends if ends > begins else _DAY  # until midnight, or into the night
    named = [name for name, part in _WITHIN.items() if _overlaps(begins, ends, *part)]
    return sum(1 << bit for day in set(days) for bit in _bits(day, named))


def asked_bits(days: Iterable[int], times: Iterable[str]) -> int:
    """These parts of these days as bits; of every day when no days are given."""
    return sum(1 << bit for day in set(days) or set(range(DAYS)) for bit in _bits(day, times))


def _bits(day: int, names: Iterable[str]) -> set[int]:
    """School is on weekdays."""
    order = list(TIMES)
    return {day * len(order) + order.index(name) for name in names if name != "after_school" or day < _SCHOOL_DAYS}


def _overlaps(begins: int, ends: int, first: int, last: int) -> bool:
    return min(ends, last) - max(begins, first) >= min(_LEAST, ends - begins)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
