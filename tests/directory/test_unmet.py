"""Unmet need is counted so that nobody can be known by it."""

from datetime import date

import pytest
from sqlalchemy import select, text

from directory.keeping import UnmetNeed
from directory.query import Place, Query
from directory.unmet import BANDS, age_band, count_unmet, unmet_since
from storage import reading, writing

TODAY = date(2026, 11, 21)
HOME = Place("B98", 52.3, -1.9, "postcode")

Row = tuple[str, str, str, int]

QUESTIONS: list[tuple[Query, list[Row]]] = [
    (Query(topic="housing", place=HOME, ages=(3,), today=TODAY), [("housing", "B98", "3-5", 1)]),
    (Query(topic="housing", today=TODAY), [("housing", "", "not said", 1)]),
    (
        Query(topic="housing", place=HOME, ages=(1, 2, 40), today=TODAY),
        [("housing", "B98", "0-2", 1), ("housing", "B98", "adult", 1)],
    ),
    (Query(words="xyzzy plugh", today=TODAY), [("find_service", "", "not said", 1)]),
    (Query(words="a housing officer", today=TODAY), [("housing", "", "not said", 1)]),
    (Query(topic="send", place=Place("Fennbrook", 52.3, -1.9, "town"), today=TODAY), [("send", "", "not said", 1)]),
    (
        Query(topic="send", place=Place("W1A", None, None, "postcode", known=False), today=TODAY),
        [("send", "W1A", "not said", 1)],
    ),
]


def counted(*queries: Query) -> list[Row]:
    with writing() as session:
        for query in queries:
            count_unmet(session, query)
    with reading() as session:
        rows = session.scalars(select(UnmetNeed)).all()
    return sorted((row.topic, row.outcode, row.band, row.times) for row in rows)


@pytest.mark.parametrize(("query", "rows"), QUESTIONS)
def test_a_question_is_counted_by_topic_outcode_and_band(query: Query, rows: list[Row], database: str) -> None:
    assert counted(query) == rows


@pytest.mark.parametrize(
    ("ages", "band"),
    [
        (range(3), "0-2"),
        (range(3, 6), "3-5"),
        (range(6, 12), "6-11"),
        (range(12, 16), "12-15"),
        (range(16, 19), "16-18"),
        (range(19, 26), "19-25"),
        (range(26, 121), "adult"),
    ],
)
def test_every_age_has_one_band(ages: range, band: str) -> None:
    assert {age_band(age) for age in ages} == {band}
    assert band in BANDS


def test_the_same_question_counts_up_and_months_are_apart(database: str) -> None:
    november, october = (Query(topic="housing", place=HOME, today=day) for day in (TODAY, date(2026, 10, 31)))
    assert counted(november, november, october) == [("housing", "B98", "not said", n) for n in (1, 2)]
    with reading() as session:
        assert unmet_since(session, date(2026, 11, 5)).topics == [("housing", 2)]
        both = unmet_since(session, date(2026, 1, 1))
    assert both.cells == [(("housing", "B98", "not said"), 3)]
    assert (both.outcodes, both.bands) == ([("B98", 3)], [("not said", 3)])


def test_nothing_else_of_the_question_is_kept(database: str) -> None:
    counted(Query(words="my ex Tariq found us in Mill Lane", place=HOME, ages=(7,), language="ur", today=TODAY))
    with reading() as session:
        kept = session.execute(text("SELECT * FROM unmet_need")).mappings().one()
    assert {name: str(value) for name, value in kept.items()} == {
        "month": "2026-11-01",
        "topic": kept["topic"],
        "outcode": "B98",
        "band": "6-11",
        "times": "1",
    }
