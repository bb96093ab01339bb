"""Finding services: the rules that others break, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

import storage
from directory.access import ACCESS, SEND
from directory.demo import load_demo
from directory.feed.apply import apply_feed
from directory.ladder import rungs
from directory.models import Service
from directory.places import find_place
from directory.query import Place, Query
from directory.results import Match, Results
from directory.search import search
from directory.topics import LABELS, topics_of
from storage import reading, writing
from tests.directory.conftest import TODAY

HOME = Place("FP1", 52.4031, -0.6042, "postcode")


def _search(query: Query) -> Results:
    with reading() as session:
        return search(session, replace(query, today=TODAY))


def _names(query: Query) -> list[str]:
    return [match.service.name for match in _search(query).services]


def _add(*records: dict[str, Any], source: str = "test") -> None:
    with writing() as session:
        apply_feed(session, [{"id": str(at), **record} for at, record in enumerate(records)], source)


def _at(latitude: float, longitude: float) -> list[dict[str, Any]]:
    return [{"location": {"location_type": "physical", "latitude": latitude, "longitude": longitude}}]


ASKED = [
    (
        "free baby group on a Tuesday",
        Query("a free baby group", place=HOME, days=(1,), free=True, ages=(0,)),
        "Tuesday Babies",
    ),
    ("skint", Query("we are skint", place=HOME), "Money Matters Debt Advice"),
    ("nits", Query("nits", place=HOME), "Health Visitor Drop-in"),
    ("ADHD, misspelt", Query("adhd assesment", place=HOME), "Jigsaw Autism and ADHD Parents' Group"),
    ("breakfast club", Query("breakfast club", place=HOME), "Early Birds Breakfast Club"),
    ("someone to talk to", Query("someone to talk to", place=HOME), "Talking Space"),
    ("HAF", Query("HAF", place=HOME), "Fennbrook Holiday Activities and Food (HAF)"),
    ("warm space", Query("warm space", place=HOME), "Warm Welcome at the Library"),
    ("footie for my son", Query("footie for my son", place=HOME, ages=(7,)), "Brook Rangers Football"),
    ("my husband hits me", Query("my husband hits me", place=HOME), "Stepping Out Domestic Abuse Service"),
    ("a topic and no words", Query(topic="young_carers", place=HOME, days=(2,)), "Fennbrook Young Carers"),
    (
        "words she shares with nobody",
        Query("babby grup", topic="isolation_groups", place=HOME, days=(1,)),
        "Tuesday Babies",
    ),
]


def test_parents_words_find_the_service_first(fennbrook: str) -> None:
    first = {said: next(iter(_names(query)), None) for said, query, _ in ASKED}
    assert first == {said: name for said, _, name in ASKED}


IN_HER_LANGUAGE = [
    ("szukam banku żywności, bank żywności", "money_food_uniform"),
    ("mam depresję", "parental_mental_health"),
    ("مجھے گھریلو تشدد کے بارے میں مدد چاہیے", "domestic_abuse_support"),
    ("ਫੂਡ ਬੈਂਕ", "money_food_uniform"),
    ("আমার বুকের দুধ খাওয়ানো", "sleep_feeding_baby"),
    ("أحتاج تعلم الإنجليزية", "learn_english_work"),
    ("naafo", "send"),
    ("шукаю дитячий садок", "childcare_funding"),
    ("clases de inglés", "learn_english_work"),
    ("violência doméstica", "domestic_abuse_support"),
    ("grup pentru mame", "isolation_groups"),
]


def test_words_in_our_other_languages_lead_to_a_topic(fennbrook: str) -> None:
    wrong = []
    for words, topic in IN_HER_LANGUAGE:
        matches = _search(Query(words, place=HOME)).services
        if not matches or topic not in topics_of(*_tagged(matches[0])):
            wrong.append(words)
    assert wrong == []


def _tagged(match: Match) -> tuple[str, str, list[str]]:
    document = match.service.document()
    return document.name, document.description, document.terms()


def test_every_need_topic_finds_a_service_in_the_demo_area(fennbrook: str) -> None:
    assert [topic for topic in LABELS if not _search(Query(topic=topic, place=HOME)).services] == []


def test_a_phone_service_is_found_from_any_place(fennbrook: str) -> None:
    far_away = Place("TR1", 50.26, -5.05, "outcode")
    assert "Evening Listening Line" in _names(Query("somebody to talk to", place=far_away))


def test_services_to_go_to_stand_before_those_by_phone(fennbrook: str) -> None:
    matches = _search(Query(topic="bereavement", place=HOME)).services
    distances = [match.distance_miles is None for match in matches]
    assert distances == sorted(distances)
    assert set(distances) == {False, True}


def test_a_hub_over_the_border_stands_before_one_five_miles_inside(database: str) -> None:
    _add(
        {"name": "Food bank over the border", "service_at_locations": _at(52.4071, -0.6042)},
        {"name": "Food bank inside", "service_at_locations": _at(52.47, -0.6042)},
    )
    assert _names(Query("food bank", place=HOME)) == ["Food bank over the border", "Food bank inside"]


def test_residents_only_is_told_and_not_hidden(fennbrook: str) -> None:
    match = next(each for each in _search(Query(topic="housing", place=HOME)).services if each.service.residents_only)
    assert ("area", "plain", "Fennbrook") in [value for reason in match.why for value in reason.values]


def test_a_service_in_two_places_is_measured_to_the_nearer(database: str) -> None:
    _add({"name": "Food bank", "service_at_locations": _at(52.5, -0.6042) + _at(52.4176, -0.6042)})
    (match,) = _search(Query("food bank", place=HOME, within_miles=20)).services
    assert match.distance_miles == pytest.approx(1.0, abs=0.01)


def test_two_children_are_asked_for_at_once(database: str) -> None:
    _add(
        {"name": "Club for small ones", "minimum_age": 0, "maximum_age": 4},
        {"name": "Club for teens", "minimum_age": 13, "maximum_age": 19},
        {"name": "Club for eights", "minimum_age": 8, "maximum_age": 9},
        {"name": "Club for anybody"},
    )
    assert set(_names(Query("club", ages=(3, 15)))) == {"Club for small ones", "Club for teens", "Club for anybody"}


def test_unknown_ages_are_open_and_said(database: str) -> None:
    _add({"name": "Club"})
    (match,) = _search(Query("club", ages=(3,))).services
    assert any("does not say for which ages" in reason.text for reason in match.why)


def test_unknown_cost_is_not_free_and_comes_only_after_giving_that_up(database: str) -> None:
    _add({"name": "Club"}, {"name": "Dear club", "cost_options": [{"amount": 9}]})
    results = _search(Query("club", free=True))
    assert [(match.service.name, match.cost) for match in results.services] == [("Club", "not stated")]
    assert results.relaxed == ["cost"]


def test_the_day_is_given_up_only_when_nothing_is_on(fennbrook: str) -> None:
    tuesday = _search(Query("baby group", place=HOME, days=(1,)))
    sunday = _search(Query("baby group", place=HOME, days=(6,)))
    assert tuesday.relaxed == []
    assert "day" in sunday.relaxed
    assert sunday.services


def test_the_distance_is_widened_first(fennbrook: str) -> None:
    results = _search(Query("City Farm goats", place=HOME, within_miles=2))
    assert results.relaxed == ["distance"]
    assert results.services[0].service.name == "City Farm Saturday Club"


def test_the_ladder_gives_up_in_its_order() -> None:
    query = Query(
        "x",
        topic="send",
        place=HOME,
        days=(1,),
        free=True,
        language="pl",
        ages=(3,),
        times=("evening",),
        delivery=("online",),
    )
    last = list(rungs(query))[-1]
    assert last.relaxed == ("distance", "time", "day", "cost", "delivery", "language", "need", "age", "phone_online")


def test_what_was_not_asked_is_not_given_up() -> None:
    assert {each for rung in rungs(Query()) for each in rung.relaxed} == set()


def test_nothing_at_all_is_an_unmet_need_and_not_a_list(fennbrook: str) -> None:
    results = _search(Query("xyzzy plugh", place=HOME))
    assert results.unmet
    assert results.services == []


def test_a_masked_address_has_no_distance(fennbrook: str) -> None:
    matches = _search(Query(topic="domestic_abuse_support", place=HOME)).services
    assert {match.service.name for match in matches} >= {"Willow Refuge", "Moving On Group"}
    assert all(match.distance_miles is None for match in matches)


def test_a_baby_group_is_not_a_group_for_parents_whose_baby_died(fennbrook: str) -> None:
    assert "Forget-me-not Baby Loss Group" not in _names(Query("baby group", place=HOME))
    assert "Forget-me-not Baby Loss Group" in _names(Query("my baby died", place=HOME))


def test_a_language_is_one_that_is_stated(fennbrook: str) -> None:
    for match in _search(Query(place=HOME, language="uk")).services:
        assert " uk " in match.service.languages


def _hide(**values: object) -> None:
    with writing() as session:
        session.execute(update(Service).values(**values))


UNSEEN: list[tuple[str, Callable[[], None]]] = [
    ("hidden", lambda: _hide(hidden=True)),
    ("inactive", lambda: _hide(status="inactive")),
    ("over", lambda: _hide(ends_on=date(2026, 8, 31))),
]


def test_hidden_inactive_and_ended_services_are_not_shown(database: str) -> None:
    for why, hide in UNSEEN:
        _add({"name": "Club"}, source=why)
        assert _names(Query("club")), why
        hide()
        assert _names(Query("club")) == [], why


def test_rank_falls_with_the_age_of_the_facts(database: str) -> None:
    _add({"name": "A club", "assured_date": "2024-01-01"}, {"name": "B club", "assured_date": "2026-11-01"})
    assert _names(Query("club")) == ["B club", "A club"]


def test_an_unknown_postcode_still_finds_services(fennbrook: str) -> None:
    unknown = Place("ZE9", None, None, "postcode", known=False)
    assert _names(Query("food bank", place=unknown))


def test_hostile_words_are_only_words(fennbrook: str) -> None:
    for words in (
        '"',
        "' OR 1=1 --",
        'NEAR("baby")',
        "*",
        "baby AND",
        "\x00",
        "🍼",
        "(",
        "a" * 50_000,
        "\u202eybab",
        "service.key",
    ):
        assert isinstance(_search(Query(words, place=HOME)).unmet, bool), words


BAD: list[dict[str, Any]] = [
    {"access": ("lift",)},
    {"send": ("autistic",)},
    {"days": (7,)},
    {"ages": (-1,)},
    {"within_miles": 0},
    {"limit": 0},
    {"topic": "nonsense"},
]


@pytest.mark.parametrize("given", BAD)
def test_a_question_that_makes_no_sense_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Query(**given)


def test_both_databases_find_the_same_in_the_same_order(tmp_path: Any, postgres: str) -> None:
    queries = [query for _, query, _ in ASKED] + [
        Query(topic=topic, place=HOME, ages=(4,), days=(2,)) for topic in LABELS
    ]
    queries += [Query(topic="activities_clubs", place=HOME, access=(name,)) for name in ACCESS]
    queries += [Query("club", place=HOME, access=("step_free", "quiet"), send=(name,)) for name in SEND]
    found = []
    for url in (f"sqlite:///{tmp_path}/same.db", postgres.replace("postgresql://", "postgresql+psycopg://")):
        storage.configure(url, ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="])
        tables = storage.engine().execution_options(writing=True)
        storage.Base.metadata.drop_all(tables)
        storage.Base.metadata.create_all(tables)
        with writing() as session:
            load_demo(session, TODAY)
        with reading() as session:
            place = find_place(session, "FP1 2AB")
        found.append([_shown(_search(query)) for query in [*queries, Query("baby", place=place)]])
        storage.Base.metadata.drop_all(tables)
        storage.dispose()
    assert found[0] == found[1]


def _shown(results: Results) -> tuple[list[tuple[str, float | None]], list[str]]:
    return [(match.service.id, match.distance_miles) for match in results.services], list(results.relaxed)
