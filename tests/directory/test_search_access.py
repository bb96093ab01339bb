"""Finding services by access and needs (SEND): a stated no excludes, a stated yes comes first, not stated stays and says so."""

from dataclasses import replace
from typing import Any

from directory.feed.apply import apply_feed
from directory.query import Place, Query
from directory.results import Results
from directory.search import search
from storage import reading, writing
from tests.directory.conftest import TODAY

HOME = Place("FP1", 52.4031, -0.6042, "postcode")


def _search(query: Query) -> Results:
    with reading() as session:
        return search(session, replace(query, today=TODAY))


def _names(query: Query) -> list[str]:
    return [match.service.name for match in _search(query).services]


def _add(*records: dict[str, Any]) -> None:
    with writing() as session:
        apply_feed(session, [{"id": str(at), **record} for at, record in enumerate(records)], "test")


def _at(latitude: float) -> list[dict[str, Any]]:
    return [{"location": {"location_type": "physical", "latitude": latitude, "longitude": -0.6042}}]


def _in_place(*says: str, **more: Any) -> dict[str, Any]:
    at = _at(more.pop("latitude", 52.4031))
    at[0]["location"]["accessibility"] = [{"description": each} for each in says]
    return {"name": "Club", "service_at_locations": at, **more}


def test_a_stated_way_in_comes_first_a_stated_no_is_left_out_and_not_stated_stays_and_says_so(database: str) -> None:
    _add(
        _in_place(name="Club nearest"),
        _in_place("Wheelchair entrance", name="Club with a way in", latitude=52.43),
        _in_place("Steps at the entrance", name="Club with steps"),
        _in_place("Partial wheelchair access", name="Club with a part", latitude=52.41),
    )
    results = _search(Query("club", place=HOME, access=("step_free",)))
    assert [match.service.name for match in results.services] == [
        "Club with a way in",
        "Club nearest",
        "Club with a part",
    ]
    assert results.relaxed == []
    said = [[reason.text for reason in match.why if "wheelchair" in reason.text] for match in results.services]
    assert said == [
        ["It says a wheelchair can get in."],
        ["It does not say whether a wheelchair can get in: ask first."],
        ["A wheelchair can get into a part of it only: ask first."],
    ]
    assert "Club with steps" in _names(Query("club", place=HOME))


def test_where_nobody_near_states_it_one_further_away_that_does_comes_before_them(database: str) -> None:
    _add(_in_place(name="Club near"), _in_place("Step-free", name="Club far", latitude=52.51))
    results = _search(Query("club", place=HOME, access=("step_free",)))
    assert [match.service.name for match in results.services] == ["Club far", "Club near"]
    assert results.relaxed == ["distance"]


def test_where_nobody_states_it_those_near_are_found_and_it_is_said(database: str) -> None:
    _add(_in_place(name="Club near"), _in_place("No hearing loop", name="Club without"))
    for query in (Query("club", place=HOME, access=("hearing_loop",)), Query("club", access=("hearing_loop",))):
        results = _search(query)
        assert ([match.service.name for match in results.services], results.relaxed) == (["Club near"], ["access"])


def test_all_that_was_asked_for_has_to_be_stated(database: str) -> None:
    both, one = _in_place("Step-free", "Hoist", name="B club"), _in_place("Step-free", name="A club")
    _add(both, one)
    assert _names(Query("club", place=HOME, access=("hoist", "step_free"))) == ["B club", "A club"]


def test_a_way_in_is_not_asked_of_a_helpline_but_sign_language_is(database: str) -> None:
    _add({"name": "Club line", "delivery": ["phone"]})
    (match,) = (results := _search(Query("club", access=("step_free",)))).services
    assert results.relaxed == []
    assert not any("wheelchair" in reason.text for reason in match.why)
    assert _search(Query("club", access=("bsl",))).relaxed == ["access"]


def test_services_for_her_childs_need_come_first_then_those_for_send_then_all_others(database: str) -> None:
    _add(
        {"name": "A club"},
        {"name": "B club", "description": "For disabled children."},
        {"name": "C club", "description": "For autistic children."},
    )
    results = _search(Query("club", send=("autism",)))
    assert [match.service.name for match in results.services] == ["C club", "B club", "A club"]
    assert results.relaxed == []
    whys = [
        [(reason.text, reason.values) for reason in match.why if "for this" in reason.text]
        for match in results.services
    ]
    assert [texts[0][1][0][2] for texts in whys] == ["autism", "special needs and disabilities", "autism"]
    assert "does not say" in whys[2][0][0]


def test_what_is_less_about_it_does_not_come_first_for_its_way_in(database: str) -> None:
    _add(
        _in_place(name="Wheelchair sport club"),
        _in_place("Step-free", name="Knitting", description="Wool, tea and sport on the television."),
    )
    assert _names(Query("wheelchair sport club", place=HOME, access=("step_free",)))[0] == "Wheelchair sport club"


def test_a_masked_address_stays_masked_where_its_way_in_is_asked_for(database: str) -> None:
    at = _at(52.4031)
    at[0]["location"] |= {"masked": True, "accessibility": [{"description": "Ramp from 12 Rose Lane"}]}
    _add({"name": "Refuge", "service_at_locations": at})
    (match,) = _search(Query("refuge", place=HOME, access=("step_free",))).services
    assert match.distance_miles is None
    assert "Rose Lane" not in str(match.document)
