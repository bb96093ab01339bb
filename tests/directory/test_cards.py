"""Services as a parent reads them."""

import string
from datetime import date
from typing import Any

import pytest

from directory.access import ACCESS, SEND
from directory.ages import ages_in
from directory.asked import read_query, wants_free
from directory.cards import access_text, checked_text, cost_text, relaxed_text, service_cards, when_text
from directory.days import days_in
from directory.feed.normalise import service
from directory.freshness import freshness
from directory.ladder import SAID
from directory.query import Place, Query
from directory.results import Results
from directory.search import search
from directory.standard import Schedule, Service
from locales import LANGUAGES
from storage import reading
from tests.directory.conftest import TODAY

HOME = Place("FP1", 52.4031, -0.6042, "postcode")


def _cards(query: Query, language: str = "en") -> list[dict[str, Any]]:
    with reading() as session:
        results: Results = search(session, query)
    return service_cards(results, language, TODAY)


def test_the_card_says_what_a_parent_needs(fennbrook: str) -> None:
    card = _cards(Query("free baby group", place=HOME, days=(1,), ages=(0,), free=True, today=TODAY))[0]
    assert set(card) == {"id", "name", "description", "distance", "when", "cost", "access", "contact", "checked", "why"}
    assert card["name"] == "Tuesday Babies"
    assert card["distance"] == "0 miles"
    assert card["when"] == "Tuesday, 10:00 to 11:30"
    assert card["cost"] == "free"
    assert card["checked"] == "last checked 3 Nov 2026"
    assert card["contact"][0] == {"label": "Call 01632 960201", "href": "tel:01632960201"}
    assert "It is on a Tuesday." in card["why"]
    assert card["access"].startswith("Step-free · Accessible toilet · Hearing loop")


def test_cards_are_rendered_in_every_language(fennbrook: str) -> None:
    for language in LANGUAGES:
        for card in _cards(Query(topic="housing", place=HOME, days=(1,), today=TODAY), language):
            texts = [card["when"], card["cost"], card["checked"], *card["why"]]
            assert all(text and "{" not in text for text in texts), language


def test_access_is_told_as_stated_in_every_language() -> None:
    listed = [{"description": each} for each in ("Step-free", "No hoist", "Partial: hearing loop")]
    stated = _service(service_at_locations=[{"location": {"accessibility": listed}}])
    assert access_text(stated, "en") == "Step-free · Hoist: no · Hearing loop: in a part only"
    assert access_text(_service(), "en") == ""
    told = {language: access_text(stated, language) for language in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES)
    assert not any("{" in text for text in told.values())


def test_reasons_of_access_and_needs_are_rendered_in_every_language(fennbrook: str) -> None:
    for language in LANGUAGES:
        query = Query(topic="activities_clubs", place=HOME, access=tuple(ACCESS), send=tuple(SEND), today=TODAY)
        for card in _cards(query, language):
            assert len(card["why"]) >= len(ACCESS), language
            assert all(text and "{" not in text for text in card["why"]), language


def test_a_stale_service_says_so_and_to_ring_first(fennbrook: str) -> None:
    cards = {card["name"]: card for card in _cards(Query("mothers wellbeing", place=HOME, today=TODAY))}
    assert cards["Mothers Together Wellbeing Group"]["checked"] == "last checked 13 months ago, ring first"


def _service(**given: Any) -> Service:
    return service({"id": "1", "name": "Somewhere", **given}, "test")


COSTS = [
    ([], "not stated", "cost not stated"),
    ([{"amount": 0}], "free", "free"),
    ([{"amount": 2}], "pays", "you pay: £2"),
    ([{"amount": 1.5}, {"amount": 4}], "pays", "you pay: £1.50 - £4"),
]


@pytest.mark.parametrize(("options", "cost", "text"), COSTS)
def test_cost_is_told_as_stated(options: list[dict[str, Any]], cost: str, text: str) -> None:
    assert cost_text(_service(cost_options=options), cost, "en") == text


WHEN = [
    ([], "times not stated: ask first"),
    ([{"byday": "TU", "opens_at": "10:00", "closes_at": "11:30"}], "Tuesday, 10:00 to 11:30"),
    ([{"byday": "TU", "opens_at": "10:00"}], "Tuesday, from 10:00"),
    ([{"byday": "TU"}], "Tuesday"),
    ([{"byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}], "Monday to Friday, 09:00 to 17:00"),
    ([{"byday": "MO,WE"}], "Monday and Wednesday"),
    ([{"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"}], "every day, day and night"),
    (
        [{"byday": "1TU", "freq": "MONTHLY", "opens_at": "19:00", "closes_at": "20:30"}],
        "once a month: Tuesday, 19:00 to 20:30",
    ),
    ([{"description": "Term time only, ring for times"}], "Term time only, ring for times"),
]


@pytest.mark.parametrize(("schedules", "text"), WHEN)
def test_times_are_told_as_stated(schedules: list[dict[str, Any]], text: str) -> None:
    read: list[Schedule] = _service(schedules=schedules).schedules
    assert when_text(read, "en") == text


CHECKED = [
    (date(2026, 11, 3), "last checked 3 Nov 2026"),
    (date(2025, 9, 21), "last checked 14 months ago, ring first"),
    (None, "we do not know when this was last checked, ring first"),
]


@pytest.mark.parametrize(("checked", "text"), CHECKED)
def test_the_age_of_the_facts_is_told_in_words(checked: date | None, text: str) -> None:
    assert checked_text(checked, freshness(checked, TODAY), "en", TODAY) == text


def test_what_was_given_up_is_told() -> None:
    told = relaxed_text(["distance", "day"], "en")
    assert told.count(".") >= 2
    assert relaxed_text([], "en") == ""
    assert not [text for text in SAID.values() if next(iter(string.Formatter().parse(text)))[1]]


def test_no_link_runs_a_script() -> None:
    hostile = _service(
        url="javascript:alert(1)", email='"><script>@x', contacts=[{"phones": [{"number": "javascript:1"}]}]
    )
    assert (hostile.url, hostile.email, hostile.contacts) == (None, None, [])


DAYS = [("a group on Tuesday", (1,)), ("wtorek albo piątek", (1, 4)), ("Tuesdays", (1,)), ("our mum is sunny", ())]


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_days_are_read_in_her_language(text: str, days: tuple[int, ...]) -> None:
    assert days_in(text) == days


AGES = [
    ("my 4 year old", (4,)),
    ("ages 3 and 5 years", (3, 5)),
    ("8 months old", (0,)),
    ("a baby group", (0,)),
    ("15 hours", ()),
]


@pytest.mark.parametrize(("text", "ages"), AGES)
def test_ages_are_read_from_her_words(text: str, ages: tuple[int, ...]) -> None:
    assert ages_in(text) == ages


def test_a_whole_question_is_read_at_once() -> None:
    query = read_query("a free baby group near me on a Tuesday", topic="isolation_groups", place=HOME)
    assert (query.days, query.ages, query.free, query.topic, query.place) == (
        (1,),
        (0,),
        True,
        "isolation_groups",
        HOME,
    )
    assert not wants_free("freedom")
