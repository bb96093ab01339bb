"""Times, places, numbers and prices as a worker types them, a line each."""

from typing import Any

import pytest

from desk.service_lines import phone_line, place_line, read_phone, read_place, read_price, read_time, time_line
from directory.feed.normalise import service as read_record

TIMES = [
    ("Tuesday 10:00 to 11:30", "TU", "10:00", "11:30", "Tuesday 10:00 to 11:30"),
    ("tuesdays 10am - 11.30am", "TU", "10:00", "11:30", "Tuesday 10:00 to 11:30"),
    ("Tue: 10-11", "TU", "10:00", "11:00", "Tuesday 10:00 to 11:00"),
    ("Mon, Wed & Fri 1pm to 2pm", "MO,WE,FR", "13:00", "14:00", "Monday, Wednesday and Friday 13:00 to 14:00"),
    ("Monday to Friday 9 am until 5 pm", "MO,TU,WE,TH,FR", "09:00", "17:00", "Monday to Friday 09:00 to 17:00"),
    ("2nd Saturday 9:00 to 12:00", "2SA", "09:00", "12:00", "2nd Saturday 09:00 to 12:00"),
    ("last Thursday 18:00 to 20:00", "-1TH", "18:00", "20:00", "last Thursday 18:00 to 20:00"),
    ("every day 00:00 to 23:59", "MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59", "every day 00:00 to 23:59"),
]


@pytest.mark.parametrize(("typed", "byday", "opens", "closes", "shown"), TIMES)
def test_a_time_is_read_and_shown_so_that_it_is_read_again(
    typed: str, byday: str, opens: str, closes: str, shown: str
) -> None:
    read = read_time(typed)
    assert read is not None
    assert (read["byday"], read["opens_at"], read["closes_at"]) == (byday, opens, closes)
    schedule = read_record({"id": "x", "name": "x", "schedules": [read]}, "x").schedules[0]
    assert time_line(schedule) == shown
    again = read_time(shown)
    assert again is not None
    assert {**again, "id": ""} == {**read, "id": ""}


NO_TIMES = [
    "",
    "Tuesday",
    "10:00 to 11:00",
    "Someday 10:00 to 11:00",
    "Tuesday 10:00",
    "Friday to Monday 9:00 to 10:00",
    "Tuesday 10:75 to 11:00",
    "9th Tuesday 10:00 to 11:00",
    "Tuesday 10:00 to later",
    "T 9:00 to 10:00",
]


@pytest.mark.parametrize("typed", NO_TIMES)
def test_what_is_no_time_is_not_guessed(typed: str) -> None:
    assert read_time(typed) is None


PLACES = [
    ("Library, 3 High Street, Fennbrook, b987jb", "Library", "3 High Street", "Fennbrook", "B98 7JB"),
    ("3 High Street, Fennbrook, B98 7JB", "", "3 High Street", "Fennbrook", "B98 7JB"),
    ("Hall, 1 Mill Lane, Old Town, Fennbrook, FP1 2CF", "Hall", "1 Mill Lane, Old Town", "Fennbrook", "FP1 2CF"),
    ("Fennbrook, B98 7JB", "", "", "Fennbrook", "B98 7JB"),
]


@pytest.mark.parametrize(("typed", "name", "street", "town", "postcode"), PLACES)
def test_a_place_is_read_from_its_end(typed: str, name: str, street: str, town: str, postcode: str) -> None:
    read = read_place(typed)
    assert read is not None
    at: dict[str, Any] = read[0]["location"]
    address = at["addresses"][0]
    assert (at["name"], address["address_1"], address["city"], address["postal_code"]) == (name, street, town, postcode)
    location = read_record({"id": "x", "name": "x", "service_at_locations": [read[0]]}, "x").service_at_locations[0]
    again = read_place(place_line(location.location))
    assert again is not None
    assert again[0]["location"]["addresses"] == at["addresses"]


@pytest.mark.parametrize("typed", ["", "B98 7JB", "Library, 3 High Street, Fennbrook", "somewhere"])
def test_without_town_and_postcode_it_is_no_place(typed: str) -> None:
    assert read_place(typed) is None


@pytest.mark.parametrize(
    ("typed", "number", "label"),
    [
        ("01632 960100 (office)", "01632 960100", "office"),
        ("(01632) 960100", "(01632) 960100", ""),
        ("116 123", "116 123", ""),
        ("111", "111", ""),
        ("+44 1632 960100 (text only)", "+44 1632 960100", "text only"),
    ],
)
def test_a_number_and_what_it_is_for(typed: str, number: str, label: str) -> None:
    read = read_phone(typed)
    assert read is not None
    assert (read["number"], read["description"]) == (number, label)
    phone = read_record({"id": "x", "name": "x", "phones": [read]}, "x").contacts[0].phones[0]
    assert phone_line(phone) == typed


def test_prices_are_read_apart() -> None:
    read = read_price("£2.50 a family; 1 a child")
    assert read is not None
    assert [(each["amount"], each["amount_description"]) for each in read] == [(2.5, "a family"), (1.0, "a child")]
    assert read_price("") == []
    assert read_price("lots") is None
