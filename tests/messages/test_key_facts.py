from datetime import date, time

import pytest

from locales import LANGUAGES, format_date
from messages.events import Event
from messages.key_facts import key_facts
from messages.money import Cost
from messages.status import Status

TRIP = Event(
    title="Year 5 zoo trip",
    date=date(2026, 7, 17),
    start_time=time(8, 20),
    end_time=time(15, 30),
    place="Chester Zoo",
    audience="Year 5",
    bring="a packed lunch",
    action="Please send the slip.",
    deadline=date(2026, 6, 12),
    costs=(Cost(0, 0, 1500, "donation"),),
)


def test_the_card_of_an_event_in_english() -> None:
    (card,) = key_facts([TRIP], "en")
    assert [(row.label, row.value) for row in card.rows] == [
        ("What", "Year 5 zoo trip"),
        ("When", "Friday, 17 July 2026, 08:20 to 15:30"),
        ("Where", "Chester Zoo"),
        ("Who for", "Year 5"),
        ("Bring or wear", "a packed lunch"),
        ("What to do", "Please send the slip."),
        ("Reply by", "Friday, 12 June 2026"),
        ("Cost", "£15 donation"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_schools_own_words_stay_and_the_date_is_the_languages(language: str) -> None:
    (card,) = key_facts([TRIP], language)
    rows = {row.name: row for row in card.rows}
    assert rows["title"].value == "Year 5 zoo trip"
    assert rows["place"].english
    assert format_date(date(2026, 6, 12), language) == rows["deadline"].value
    assert "£15" in rows["cost"].value
    assert "17" in rows["when"].value


def test_what_is_not_stated_has_no_row() -> None:
    (card,) = key_facts([Event(title="Check hair for head lice")], "en")
    assert [row.name for row in card.rows] == ["title"]


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ON])
def test_an_uncertain_event_says_so_before_its_date(status: Status) -> None:
    (card,) = key_facts([Event(title="Fair", status=status, date=date(2026, 7, 17))], "en")
    assert [row.name for row in card.rows] == ["title", "status", "when"]


def test_days_ends_and_several_prices() -> None:
    event = Event(
        title="Book fair",
        date=date(2026, 3, 2),
        end_date=date(2026, 3, 6),
        end_time=time(15, 30),
        costs=(Cost(0, 0, 500, "each"), Cost(0, 0, 0)),
        doubt=True,
    )
    rows = {row.name: row.value for row in key_facts([event], "en")[0].rows}
    assert rows["when"] == "Monday, 2 March 2026 to Friday, 6 March 2026, until 15:30"
    assert rows["cost"] == "£5 each and free"
    assert "check" in rows
