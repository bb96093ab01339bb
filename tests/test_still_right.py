"""The link of a letter to a service, and the desk's pages of letters and notices."""

import html
import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from areas import Area
from desk import DeskSettings, make_router, make_still_right_router
from directory.edits import hide_service
from directory.feed.apply import apply_feed
from directory.freshness_round import freshness_round
from directory.keeping import ServiceLetter
from directory.letters import link_token
from directory.models import Service
from directory.query import london_today
from handover.demo import MANAGERS_EMAIL, SOFIAS_EMAIL, add_demo_workers
from handover.sign_in import begin_session
from storage import reading, utc_now, writing
from tests.desk_fixtures import HOST, post, signed_in
from tests.handover_fixtures import area, worker

FIXTURES = (area,)
NAME = "Fun & <i>games</i>"
LONG_AGO = (london_today() - timedelta(days=400)).isoformat()


@pytest.fixture
def web(database: str, area: Area) -> TestClient:
    """Somebody without a password, before a directory with a service that nobody checked for 13 months."""
    with writing() as session:
        add_demo_workers(session, area, None)
        records = [
            {"id": "s", "name": "Fun & games", "email": "fun@example.org", "assured_date": LONG_AGO},
            {"id": "t", "name": "Chess club", "assured_date": LONG_AGO},
        ]
        apply_feed(session, records, "test")
        one(session).kept.record = {**one(session).record, "name": NAME}
    app = FastAPI()
    settings = DeskSettings(area, secure_cookies=False, public_url=HOST)
    app.include_router(make_router(settings))
    app.include_router(make_still_right_router(settings))
    return TestClient(app, base_url=HOST, follow_redirects=False)


def one(session: object, feed_id: str = "s") -> Service:
    found: Service = session.scalars(select(Service).where(Service.feed_id == feed_id)).one()  # type: ignore[attr-defined]
    return found


def link(days: int = 60) -> str:
    with reading() as session:
        return f"/still-right/{link_token(one(session), utc_now() + timedelta(days=days))}"


def checked() -> str:
    with reading() as session:
        return str(one(session).assured_date)


def test_opening_the_link_shows_the_service_and_changes_nothing(web: TestClient) -> None:
    for _ in range(2):  # a mail scanner may open it as often as it likes
        page = web.get(link())
        assert page.status_code == 200
        assert html.escape(NAME) in page.text
        assert "<i>" not in page.text
    assert web.head(link()).status_code == 405
    assert checked() == LONG_AGO
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert len(re.findall("<button", page.text)) == 1


def test_pressing_the_button_says_that_it_was_checked_today(web: TestClient) -> None:
    answer = web.post(link())
    assert answer.status_code == 200
    assert "was checked today" in answer.text
    assert checked() == str(london_today())
    with writing() as session:
        apply_feed(session, [{"id": "s", "name": "Fun & games", "assured_date": LONG_AGO}], "test", force=True)
    assert checked() == str(london_today())


def test_the_link_ends_and_another_one_is_none(web: TestClient) -> None:
    good = link()
    for bad in (link(days=-1), good[:-1], "/still-right/x", "/still-right/" + "x" * 5_000, good.replace(".", ".1", 1)):
        for answer in (web.get(bad), web.post(bad)):
            assert answer.status_code == 410
            assert "This link has ended" in answer.text
    assert checked() == LONG_AGO


def test_a_service_that_a_worker_hid_stays_hidden(web: TestClient) -> None:
    with writing() as session:
        hide_service(session, one(session), "Closed.", "sofia", utc_now())
    web.post(link())
    with reading() as session:
        assert one(session).hidden


def at_desk(web: TestClient, email: str) -> TestClient:
    with writing() as session:
        token = begin_session(session, worker(session, email), utc_now())
    web.cookies.set("fingerpost_desk", token)
    return web


def test_without_a_mail_server_the_letters_stand_at_the_desk_and_nothing_is_pretended(
    web: TestClient, area: Area
) -> None:
    freshness_round(utc_now())
    desk = at_desk(web, SOFIAS_EMAIL)
    page = html.unescape(desk.get("/desk/letters").text)
    assert "nothing is sent" in page
    assert "fun@example.org" in page
    found = re.search(rf"{HOST}(/still-right/\S+)", page)
    assert found is not None
    assert "Is this still right?" in desk.get(found[1]).text
    assert "Chess club" in page.split("To ring")[1]
    with reading() as session:
        own = session.scalars(select(ServiceLetter.id)).one()
    post(desk, "/desk/letters/sent", asked=own)
    assert "fun@example.org" not in desk.get("/desk/letters").text
    with reading() as session:
        kept = session.scalars(select(ServiceLetter)).one()
        assert kept.sent_at is not None
        assert kept.sent_by == worker(session, SOFIAS_EMAIL).id


def test_the_manager_reads_her_notices_once(web: TestClient, area: Area) -> None:
    freshness_round(utc_now())
    assert "I have read these" not in signed_in(area).get("/desk/notices").text
    desk = at_desk(web, MANAGERS_EMAIL)
    page = desk.get("/desk/notices").text
    assert "In a month it is hidden." in page
    up_to = re.search(r'name="up_to" value="([^"]+)"', page)
    assert up_to is not None
    post(desk, "/desk/notices/read", up_to=html.unescape(up_to[1]))
    assert "In a month it is hidden." not in desk.get("/desk/notices").text
