from datetime import date

import pytest

from messages.dates import find_dates

FRIDAY_28_JUNE_2024 = date(2024, 6, 28)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Monday 1st July", ["2024-07-01"]),
        ("Mon 1 July 2024", ["2024-07-01"]),
        ("Monday the 1st of July", ["2024-07-01"]),
        ("July 1st - July 12th", ["2024-07-01/2024-07-12"]),
        ("1st - 12th July", ["2024-07-01/2024-07-12"]),
        ("July 11th and 12th", ["2024-07-11/2024-07-12"]),
        ("5th, 12th and 19th July", ["2024-07-05", "2024-07-12", "2024-07-19"]),
        ("Monday 23 to Friday 27 September", ["2024-09-23/2024-09-27"]),
        ("10/1/24 – 20/3/24", ["2024-01-10/2024-03-20"]),
        ("Fri 12/7", ["2024-07-12"]),
        ("12.07.24", ["2024-07-12"]),
        ("2024-07-05", ["2024-07-05"]),
        ("20/21 March", ["2025-03-20/2025-03-21"]),
        ("Weds 5th Feb '25", ["2025-02-05"]),
        ("20th December - 6th January", ["2024-12-20/2025-01-06"]),
        ("23rd December - 6th January 2025", ["2024-12-23/2025-01-06"]),
        ("Friday 16th", ["2024-08-16"]),
        ("w/c 2nd September", ["2024-09-02"]),
        ("week beginning Monday 8th July", ["2024-07-08"]),
        ("today", ["2024-06-28"]),
        ("tomorrow", ["2024-06-29"]),
        ("this Friday", ["2024-06-28"]),
        ("next Thursday", ["2024-07-04"]),
        ("by Friday", ["2024-07-05"]),
        ("Friday next week", ["2024-07-05"]),
    ],
)
def test_british_dates_are_read_day_first_with_the_year_inferred(text: str, expected: list[str]) -> None:
    found = [f"{d.date}/{d.end_date}" if d.end_date else str(d.date) for d in find_dates(text, FRIDAY_28_JUNE_2024)]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "each Friday",
        "on Mondays",
        "the Friday of the week before",
        "open 24/7",
        "half of 1/2 the class sat 2 tests in the sun",
        "May I ask the 1st five children to march",
        "31st February",
        "4-18 year olds",
        "soon",
        "",
    ],
)
def test_no_date_is_read_where_none_is_stated(text: str) -> None:
    assert find_dates(text, FRIDAY_28_JUNE_2024) == []


def test_the_weekday_decides_the_year() -> None:
    assert find_dates("Friday 15th July", date(2022, 5, 20))[0].date == date(2022, 7, 15)


def test_a_weekday_that_does_not_fit_is_marked() -> None:
    span = find_dates("Wednesday 16th July", FRIDAY_28_JUNE_2024)[0]
    assert span.date == date(2024, 7, 16)
    assert span.doubt


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("moved from Tuesday 2nd to Thursday 4th July", "2024-07-02", "2024-07-04"),
        ("originally on Wednesday 3rd July, now 9th July", "2024-07-03", "2024-07-09"),
        ("on 9th July instead of 3rd July", "2024-07-03", "2024-07-09"),
        ("the trip that should have been on 3rd July is on 9th July", "2024-07-03", "2024-07-09"),
    ],
)
def test_a_date_that_no_longer_holds_is_marked_old(text: str, old: str, new: str) -> None:
    found = find_dates(text, FRIDAY_28_JUNE_2024)
    assert [str(d.date) for d in found if d.old] == [old]
    assert [str(d.date) for d in found if not d.old] == [new]
