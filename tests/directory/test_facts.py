"""What is read off a service: nothing that is not stated is made up."""

from datetime import date, time

import pytest

from directory.facts import cost_of, days_of, ends_on, facts_of, weekdays
from directory.feed.normalise import service
from directory.freshness import freshness, months_since
from directory.standard import Schedule, Service


def _service(**given: object) -> Service:
    return service({"id": "1", "name": "Somewhere", **given}, "test")


COSTS = [
    ({}, "not stated"),
    ({"fees": ""}, "not stated"),
    ({"cost_options": [{"amount": 0}]}, "free"),
    ({"cost_options": [{"amount": 0}, {"amount": 3}]}, "pays"),
    ({"cost_options": [{"option": "Free of charge"}]}, "free"),
    ({"cost_options": [{"option": "Adults", "amount": "£2.50"}]}, "pays"),
    ({"cost_options": [{"option": "Ask at the desk"}]}, "not stated"),
    ({"fees": "Free"}, "free"),
    ({"fees": "£4 a session, free for under 2s"}, "pays"),
    ({"fees": "not free"}, "pays"),
    ({"fees": "Contact us for prices"}, "not stated"),
]


@pytest.mark.parametrize(("given", "cost"), COSTS)
def test_cost_has_three_states(given: dict[str, object], cost: str) -> None:
    assert cost_of(_service(**given)) == cost


DAYS = [("TU", [1]), ("MO,WE", [0, 2]), ("2TU", [1]), ("-1FR", [4]), ("", []), ("nonsense", [])]


@pytest.mark.parametrize(("byday", "days"), DAYS)
def test_days_are_read_from_icalendar(byday: str, days: list[int]) -> None:
    assert weekdays(Schedule(id="1", byday=byday)) == days


def test_a_first_day_tells_the_weekday_when_nothing_else_does() -> None:
    assert weekdays(Schedule(id="1", dtstart=date(2026, 11, 24))) == [1]


def test_days_of_all_schedules_are_one_set_of_bits() -> None:
    schedules = [Schedule(id="1", byday="MO"), Schedule(id="2", byday="SU,MO")]
    assert days_of(schedules) == 0b1000001
    assert days_of([]) == 0


def test_a_service_ends_only_when_all_its_times_do() -> None:
    ending = Schedule(id="1", valid_to=date(2026, 8, 31))
    assert ends_on([ending]) == date(2026, 8, 31)
    assert ends_on([ending, Schedule(id="2")]) is None
    assert ends_on([]) is None


def test_a_service_without_an_open_address_is_found_from_anywhere() -> None:
    masked = {"location": {"id": "x", "latitude": 52.4, "longitude": -0.6, "masked": True, "addresses": []}}
    open_one = {"location": {"id": "x", "latitude": 52.4, "longitude": -0.6, "addresses": []}}
    assert facts_of(_service()).anywhere
    assert facts_of(_service(service_at_locations=[masked])).anywhere
    assert not facts_of(_service(service_at_locations=[open_one])).anywhere
    assert facts_of(_service(service_at_locations=[open_one], delivery=["phone"])).anywhere


TODAY = date(2026, 11, 21)
AGES = [
    (date(2026, 11, 21), "fresh"),
    (date(2026, 8, 23), "fresh"),
    (date(2026, 8, 22), "ageing"),
    (date(2025, 11, 21), "ageing"),
    (date(2025, 11, 20), "stale"),
    (None, "unknown"),
]


@pytest.mark.parametrize(("checked", "age"), AGES)
def test_facts_are_fresh_for_90_days_and_stale_after_365(checked: date | None, age: str) -> None:
    assert freshness(checked, TODAY) == age


@pytest.mark.parametrize(
    ("checked", "months"),
    [(date(2025, 9, 21), 14), (date(2025, 9, 22), 13), (date(2026, 11, 1), 0), (date(2027, 1, 1), 0)],
)
def test_months_are_whole_ones(checked: date, months: int) -> None:
    assert months_since(checked, TODAY) == months


def test_a_schedule_keeps_local_time() -> None:
    read = _service(schedules=[{"byday": "tuesday", "opens_at": "9.30am", "closes_at": "2026-01-01T11:00"}])
    assert (read.schedules[0].byday, read.schedules[0].opens_at, read.schedules[0].closes_at) == (
        "TU",
        time(9, 30),
        time(11),
    )


def test_an_option_without_an_amount_is_kept_as_said() -> None:
    (option,) = _service(cost_options=[{"option": "Ask"}]).cost_options
    assert (option.option, option.amount) == ("Ask", None)
