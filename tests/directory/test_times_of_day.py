"""Parts of the day: when a service is on by its stated times, and what a parent's words ask for."""

from typing import Any

import pytest

from directory.asked import read_query
from directory.facts import times_of
from directory.feed.apply import apply_feed
from directory.feed.normalise import service
from directory.query import Query
from directory.search import search
from directory.times_of_day import TIMES, asked_bits, times_in
from storage import reading, writing
from tests.directory.conftest import TODAY


def _parts(byday: str, opens: str | None, closes: str | None) -> set[str]:
    schedule = {"byday": byday, "opens_at": opens, "closes_at": closes}
    read = service({"id": "1", "name": "Club", "schedules": [schedule]}, "test")
    return {name for name in TIMES if times_of(read.schedules) & asked_bits((), [name])}


STATED = [
    ("TU", "10:00", "11:30", {"morning"}),
    ("TU", "09:00", "12:10", {"morning"}),
    ("TU", "12:30", "14:00", {"afternoon"}),
    ("TU", "15:15", "18:00", {"afternoon", "after_school"}),
    ("SA", "15:15", "17:00", {"afternoon"}),
    ("TU", "16:50", "17:20", {"after_school"}),
    ("TU", "18:30", "20:00", {"evening"}),
    ("TU", "17:30", "19:00", {"after_school", "evening"}),
    ("TU", "09:00", "17:00", {"morning", "afternoon", "after_school"}),
    ("TU", "00:00", "23:59", set(TIMES)),
    ("TU", "20:00", "02:00", {"evening"}),
    ("TU", "19:00", None, {"evening"}),
    ("TU", None, None, set()),
    ("", "10:00", "11:00", set()),
]


@pytest.mark.parametrize(("byday", "opens", "closes", "parts"), STATED)
def test_a_service_is_on_in_the_parts_of_the_day_that_its_times_reach_into(
    byday: str, opens: str | None, closes: str | None, parts: set[str]
) -> None:
    assert _parts(byday, opens, closes) == parts


ASKED = [
    ("anything in the mornings", ("morning",)),
    ("football after school", ("after_school",)),
    ("an evening class", ("evening",)),
    ("mornings or afternoons", ("morning", "afternoon")),
    ("wieczorem po pracy", ("evening",)),
    ("după școală", ("after_school",)),
    ("شام کو", ("evening",)),
    ("shaam ko", ("evening",)),
    ("ਸਕੂਲ ਤੋਂ ਬਾਅਦ", ("after_school",)),
    ("সকালে", ("morning",)),
    ("في الصباح", ("morning",)),
    ("subaxdii", ("morning",)),
    ("після школи", ("after_school",)),
    ("por las tardes", ("afternoon",)),
    ("à noite", ("evening",)),
    ("good morning, is there a baby group", ()),
    ("bună seara", ()),
    ("صباح الخير", ()),
    ("a club", ()),
]


@pytest.mark.parametrize(("text", "times"), ASKED)
def test_parents_name_parts_of_the_day_in_every_language(text: str, times: tuple[str, ...]) -> None:
    assert times_in(text) == times


def test_a_time_is_a_wish_only_where_days_are_asked_for() -> None:
    assert read_query("swimming after school", topic="activities_clubs", place=None).times == ("after_school",)
    assert read_query("he shouts at us in the evening", topic="domestic_abuse_support", place=None).times == ()


def _add(*records: dict[str, Any]) -> None:
    with writing() as session:
        apply_feed(session, [{"id": str(at), **record} for at, record in enumerate(records)], "test")


def _on(byday: str, opens: str, closes: str) -> list[dict[str, str]]:
    return [{"byday": byday, "opens_at": opens, "closes_at": closes}]


def test_the_time_is_that_of_the_day_asked_for_and_is_given_up_before_the_day(database: str) -> None:
    _add(
        {"name": "A club", "schedules": [*_on("MO", "10:00", "11:00"), *_on("TU", "18:30", "20:00")]},
        {"name": "B club", "schedules": _on("TU", "10:00", "11:00")},
    )
    with reading() as session:
        found = search(session, Query("club", days=(1,), times=("morning",), today=TODAY))
        assert [match.service.name for match in found.services] == ["B club"]
        assert "It is at the time you asked for: {time}." in [reason.text for reason in found.services[0].why]
        found = search(session, Query("club", days=(0,), times=("evening",), today=TODAY))
        assert ([match.service.name for match in found.services], found.relaxed) == (["A club"], ["time"])


def test_how_it_is_given_is_stated_or_given_up_and_said(database: str) -> None:
    _add({"name": "A club", "delivery": ["online"]}, {"name": "B club"})
    with reading() as session:
        found = search(session, Query("club", delivery=("online", "phone"), today=TODAY))
        assert ([match.service.name for match in found.services], found.relaxed) == (["A club"], [])
        found = search(session, Query("club", delivery=("in person",), today=TODAY))
        assert found.relaxed == ["delivery"]


@pytest.mark.parametrize("given", [{"times": ("night",)}, {"delivery": ("post",)}])
def test_a_name_that_is_not_known_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        Query(**given)
