"""The desk's pages of likely duplicates and of unmet need."""

import html
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from areas import Area
from desk.unmet import first_month
from directory.feed.apply import apply_feed
from directory.keeping import UnmetNeed
from directory.models import Service
from directory.query import Place, Query, london_today
from directory.unmet import count_unmet
from handover.demo import add_demo_workers
from storage import reading, writing
from tests.desk_fixtures import post, signed_in
from tests.handover_fixtures import area

FIXTURES = (area,)
HOSTILE = "<script>alert(1)</script> {{ 7*7 }}"
PHONE = {"contacts": [{"phones": [{"number": "01632 960100"}]}]}


@pytest.fixture
def web(database: str, area: Area) -> TestClient:
    with writing() as session:
        add_demo_workers(session, area, None)
        apply_feed(session, [{"id": "a", "name": "Chess club", "description": "Old words", **PHONE}], "council")
        apply_feed(session, [{"id": "b", "name": "Chess Club", "description": "New words", **PHONE}], "library")
        service = session.scalars(select(Service).where(Service.feed_id == "b")).one()
        service.kept.record = {**service.record, "fees": HOSTILE, "description": HOSTILE}
    return signed_in(area)


def hidden() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Service.feed_id).where(Service.hidden)))


def test_a_pair_stands_side_by_side_with_its_reasons_and_is_decided(web: TestClient) -> None:
    assert "None wait." in web.get("/desk/duplicates").text
    post(web, "/desk/duplicates/look")
    page = web.get("/desk/duplicates").text
    assert "phone 01632960100" in page
    assert "name the same" in page
    assert "Old words" in page
    assert html.escape(HOSTILE) in page
    assert "<script>alert" not in page
    assert hidden() == []
    action = re.search(r'action="(/desk/duplicates/[\w-]+/decide)"', page)
    assert action is not None
    assert post(web, action[1], decision="other").status_code == 303
    assert hidden() == ["a"]
    assert "None wait." in web.get("/desk/duplicates").text
    again = post(web, action[1], decision="first")
    assert again.status_code == 409
    assert "was decided by a colleague" in again.text


def unmet(times: int, topic: str = "housing", outcode: str = "B98") -> None:
    place = Place(outcode, 52.3, -1.9, "outcode")
    with writing() as session:
        for _ in range(times):
            count_unmet(session, Query(topic=topic, place=place, ages=(4,)))


def test_small_numbers_are_not_shown(web: TestClient) -> None:
    unmet(2, "send", "B97")
    unmet(3)
    rows = re.findall(r'<tr><th scope="row">(.+?)</th><td>(.+?)</td>', web.get("/desk/unmet").text)
    assert ("Housing", "3") in rows
    assert ("Special needs and disabilities", "fewer than 3") in rows
    assert ("B97", "fewer than 3") in rows
    assert ("3-5", "5") in rows
    assert {number for _, number in rows} <= {"3", "5", "fewer than 3", "B97", "B98"}


def test_the_months_may_be_chosen(web: TestClient) -> None:
    with writing() as session:
        month = first_month(london_today(), 3)
        session.add(UnmetNeed(month=month, topic="housing", outcode="B98", band="adult", times=7))
    assert "<td>7</td>" in web.get("/desk/unmet?months=3").text
    assert "<td>7</td>" not in web.get("/desk/unmet?months=1").text
    assert web.get("/desk/unmet?months=0").status_code == 422


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2026, 11, 21), 1, date(2026, 11, 1)),
        (date(2026, 11, 21), 12, date(2025, 12, 1)),
        (date(2026, 1, 31), 2, date(2025, 12, 1)),
        (date(2026, 12, 1), 12, date(2026, 1, 1)),
    ],
)
def test_the_first_of_so_many_months(today: date, months: int, first: date) -> None:
    assert first_month(today, months) == first
