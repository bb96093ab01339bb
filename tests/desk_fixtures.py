"""What the tests of the desk stand on: a waiting handover, and browsers with and without a worker signed in."""

import re

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

import handover as room
from areas import Area
from desk import DeskSettings, make_router
from handover.demo import SOFIAS_EMAIL, add_demo_workers
from handover.models import Entry, Handover
from handover.sign_in import begin_session
from handover.workers import add_worker
from storage import reading, utc_now, writing
from tests.handover_fixtures import (
    SENTENCE,
    a_request,
    worker,
)

HOST = "http://desk.example.org"
OURS = {"origin": HOST}
NOT_THERE, NOT_NOW = 404, 409
ELSEWHERE = "far@example.org"


@pytest.fixture
def handover_id(database: str, area: Area) -> str:
    """A handover that waits for Sofia, in a database with the demo's workers and one of another area."""
    with writing() as session:
        add_demo_workers(session, area, None)
        elsewhere = area.model_copy(update={"key": "elsewhere"})
        add_worker(session, name="Far Away", role="link worker", email=ELSEWHERE, area=elsewhere)
        return a_request(session, area, "en", utc_now()).id


def client(area: Area, *, secure: bool = False) -> TestClient:
    app = FastAPI()
    app.include_router(make_router(DeskSettings(area=area, secure_cookies=secure)))
    return TestClient(app, base_url=HOST, follow_redirects=False)


def signed_in(area: Area, email: str = SOFIAS_EMAIL) -> TestClient:
    made = client(area)
    with writing() as session:
        token = begin_session(session, worker(session, email), utc_now())
    made.cookies.set("fingerpost_desk", token)
    return made


def token_of(page: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page)
    assert found is not None
    return found[1]


def post(web: TestClient, path: str, **form: str | list[str]) -> httpx.Response:
    """Post a form of the desk's, with its token and from its own origin."""
    form_token = token_of(web.get("/desk").text)
    answer: httpx.Response = web.post(path, data={"form_token": form_token, **form}, headers=OURS)
    return answer


def state_of(handover_id: str) -> str:
    with reading() as session:
        return session.get_one(Handover, handover_id).state


def accepted(handover_id: str) -> None:
    with writing() as session:
        room.accept(session, handover_id, worker(session), SENTENCE, utc_now())


def record_of(handover_id: str) -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Entry.what).where(Entry.handover_id == handover_id)))
