"""The desk's doors: signing in, forms from elsewhere, and which worker may open and do what."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from areas import Area
from desk import DeskSettings, make_router
from desk.guard import is_own_origin
from handover.demo import MANAGERS_EMAIL, SOFIAS_EMAIL
from handover.journey import State
from handover.models import WorkerSession
from handover.sign_in import set_password
from storage import reading, utc_now, writing
from tests.desk_fixtures import (
    ELSEWHERE,
    HOST,
    NOT_NOW,
    NOT_THERE,
    OURS,
    accepted,
    client,
    handover_id,
    post,
    record_of,
    signed_in,
    state_of,
    token_of,
)
from tests.directory_doors import SERVICE_FORMS, SERVICE_PAGES
from tests.handover_fixtures import (
    DANIELS_EMAIL,
    LINES,
    SENTENCE,
    area,
    worker,
)

FIXTURES = (
    area,
    handover_id,
)
PASSWORD = "a long enough password"

PAGES = ["", "/outbox", "/figures", "/handovers/{id}", "/handovers/{id}/conversation", "/handovers/{id}/stream"]
FORMS = [
    "/sign-out",
    "/handovers/{id}/accept",
    "/handovers/{id}/decline",
    "/handovers/{id}/contact",
    "/handovers/{id}/close",
    "/handovers/{id}/give",
    "/handovers/{id}/say",
    "/handovers/{id}/hand-back",
    "/handovers/{id}/take-hold",
]


def test_no_route_of_the_desk_is_missing_from_these_tables(area: Area) -> None:
    routes = make_router(DeskSettings(area, secure_cookies=False)).routes
    paths = {(route.path, *route.methods) for route in routes}  # type: ignore[attr-defined]
    here = {(f"/desk{path.replace('{id}', '{handover_id}')}", "GET") for path in PAGES}
    here |= {(f"/desk{path.replace('{id}', '{handover_id}')}", "POST") for path in FORMS}
    here |= {(f"/desk{path}", "GET") for path in SERVICE_PAGES} | {(f"/desk{path}", "POST") for path in SERVICE_FORMS}
    here |= {("/desk/sign-in", "GET"), ("/desk/sign-in", "POST")}
    here |= {("/desk/static/desk.css", "GET"), ("/desk/static/desk.js", "GET")}
    assert paths == here


# Signing in


def test_every_page_sends_whoever_is_not_signed_in_to_the_sign_in_page(handover_id: str, area: Area) -> None:
    for path in PAGES:
        answer = client(area).get("/desk" + path.format(id=handover_id))
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in"), path


def test_every_form_refuses_whoever_is_not_signed_in_and_gives_back_what_was_typed(
    handover_id: str, area: Area
) -> None:
    for path in FORMS:
        form = {"text": "Can you <b>come</b>?"}
        answer = client(area).post("/desk" + path.format(id=handover_id), data=form, headers=OURS)
        assert answer.status_code == 401, path
        assert "Can you &lt;b&gt;come&lt;/b&gt;?" in answer.text
    assert state_of(handover_id) == State.REQUESTED


@pytest.mark.parametrize(
    ("headers", "form_token"),
    [
        ({"origin": "https://evil.example.com"}, "right"),
        ({"origin": "null"}, "right"),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, "right"),
        ({}, "right"),
        (OURS, "wrong"),
        (OURS, ""),
    ],
)
def test_no_form_is_taken_from_elsewhere(
    headers: dict[str, str], form_token: str, handover_id: str, area: Area
) -> None:
    web = signed_in(area)
    right = token_of(web.get("/desk").text)
    form = {"form_token": right if form_token == "right" else form_token, "sentence": SENTENCE, "reason": "no"}
    for path in FORMS:
        answer = web.post("/desk" + path.format(id=handover_id), data=form, headers=headers)
        assert answer.status_code == 403, path
    assert state_of(handover_id) == State.REQUESTED
    assert web.get("/desk").status_code == 200


def with_password(session_email: str = SOFIAS_EMAIL) -> None:
    with writing() as session:
        set_password(session, worker(session, session_email), PASSWORD, utc_now())


def try_sign_in(web: TestClient, email: str, password: str) -> httpx.Response:
    form = {"form_token": token_of(web.get("/desk/sign-in").text), "email": email, "password": password}
    answer: httpx.Response = web.post("/desk/sign-in", data=form, headers=OURS)
    return answer


def test_a_worker_signs_in_and_out_and_the_session_is_gone_at_the_server(handover_id: str, area: Area) -> None:
    with_password()
    web = client(area)
    answer = try_sign_in(web, " Sofia.Marsh@example.org", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    kept = web.cookies["fingerpost_desk"]
    assert "Sofia Marsh" in web.get("/desk").text
    post(web, "/desk/sign-out")
    web.cookies.set("fingerpost_desk", kept)
    assert web.get("/desk").status_code == 303


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookies_are_kept_from_scripts_and_from_other_sites(secure: bool, handover_id: str, area: Area) -> None:
    with_password()
    web = client(area, secure=secure)
    web.base_url = httpx.URL(HOST.replace("http:", "https:") if secure else HOST)
    first = web.get("/desk/sign-in")
    form = {"form_token": token_of(first.text), "email": SOFIAS_EMAIL, "password": PASSWORD}
    answer = web.post("/desk/sign-in", data=form, headers={"origin": str(web.base_url).rstrip("/")})
    cookies = first.headers.get_list("set-cookie") + answer.headers.get_list("set-cookie")
    assert len(cookies) == 3  # for the form, for the session, and the first one deleted
    for cookie in cookies[:2]:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/desk" in cookie
        assert ("Secure" in cookie) is secure


def test_a_failed_sign_in_does_not_say_what_was_wrong(handover_id: str, area: Area) -> None:
    with_password()
    pages = []
    for email, password in ((SOFIAS_EMAIL, "wrong"), ("nobody@example.org", PASSWORD), (DANIELS_EMAIL, "")):
        answer = try_sign_in(client(area), email, password)
        assert answer.status_code == 401
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(set(pages)) == 1
    assert "password. After several tries" in pages[0]


def test_after_five_wrong_passwords_the_right_one_does_not_help_either(handover_id: str, area: Area) -> None:
    with_password()
    web = client(area)
    for _ in range(5):
        try_sign_in(web, SOFIAS_EMAIL, "wrong")
    assert try_sign_in(web, SOFIAS_EMAIL, PASSWORD).status_code == 401


def test_signing_in_needs_our_own_form(handover_id: str, area: Area) -> None:
    with_password()
    web = client(area)
    form = {"form_token": token_of(web.get("/desk/sign-in").text), "email": SOFIAS_EMAIL, "password": PASSWORD}
    assert web.post("/desk/sign-in", data=form, headers={"origin": "https://evil.example.com"}).status_code == 403
    assert web.post("/desk/sign-in", data=form | {"form_token": "x"}, headers=OURS).status_code == 403
    assert client(area).post("/desk/sign-in", data=form, headers=OURS).status_code == 403


def test_half_an_hour_of_nothing_signs_out_and_every_page_starts_it_anew(handover_id: str, area: Area) -> None:
    web = signed_in(area)

    def idle(minutes: int) -> None:
        with writing() as session:
            session.scalars(select(WorkerSession)).one().last_seen_at = utc_now() - timedelta(minutes=minutes)

    idle(29)
    assert web.get("/desk").status_code == 200
    with reading() as session:
        seen = session.scalars(select(WorkerSession)).one().last_seen_at
    assert utc_now() - seen < timedelta(minutes=1)
    idle(31)
    assert web.get("/desk").status_code == 303


@pytest.mark.parametrize(
    ("origin", "site", "ours"),
    [
        ("https://desk.example.org", None, True),
        ("https://DESK.example.org", None, True),
        ("https://desk.example.org:444", None, False),
        ("https://example.org", "same-origin", False),
        ("https://desk.example.org.evil.example", None, False),
        ("null", "same-origin", True),
        ("null", "same-site", False),
        (None, "same-origin", True),
        (None, "none", False),
        (None, None, False),
    ],
)
def test_where_a_form_comes_from_is_read_from_what_no_page_can_forge(
    origin: str | None, site: str | None, ours: bool
) -> None:
    assert is_own_origin(origin, site, "desk.example.org") is ours


# Who may open what


@pytest.mark.parametrize(
    ("path", "owner", "colleague", "manager", "elsewhere"),
    [
        ("/handovers/{id}", 200, NOT_THERE, 200, NOT_THERE),
        ("/handovers/{id}/conversation", 200, NOT_THERE, NOT_NOW, NOT_THERE),
        ("/handovers/{id}/stream", 200, NOT_THERE, NOT_NOW, NOT_THERE),
        ("/handovers/no-such-handover", NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE),
    ],
)
def test_a_page_opens_only_for_whom_it_is(
    path: str, owner: int, colleague: int, manager: int, elsewhere: int, *, handover_id: str, area: Area
) -> None:
    accepted(handover_id)
    by_email = {SOFIAS_EMAIL: owner, DANIELS_EMAIL: colleague, MANAGERS_EMAIL: manager, ELSEWHERE: elsewhere}
    for email, status in by_email.items():
        if status == 200 and path.endswith("/stream"):
            continue  # an endless answer; opened below by a real browser's stand-in
        assert signed_in(area, email).get("/desk" + path.format(id=handover_id)).status_code == status, email


@pytest.mark.parametrize("held", [False, True])
def test_no_form_changes_a_handover_that_is_not_hers(held: bool, handover_id: str, area: Area) -> None:
    if held:
        accepted(handover_id)
    before = state_of(handover_id), len(record_of(handover_id))
    with reading() as session:
        sofia = worker(session).id
    form = {"sentence": SENTENCE, "reason": "no", "text": "hello", "worker_id": sofia}
    for email in (DANIELS_EMAIL, ELSEWHERE):
        web = signed_in(area, email)
        for path in (path for path in FORMS if path != "/sign-out"):
            assert post(web, "/desk" + path.format(id=handover_id), **form).status_code == NOT_THERE, path
    assert (state_of(handover_id), len(record_of(handover_id))) == before


def test_a_manager_does_none_of_a_workers_work(handover_id: str, area: Area) -> None:
    accepted(handover_id)
    web = signed_in(area, MANAGERS_EMAIL)
    for path in ("accept", "contact", "close", "say", "hand-back", "take-hold"):
        answer = post(web, f"/desk/handovers/{handover_id}/{path}", sentence=SENTENCE, text="hello")
        assert answer.status_code in (NOT_NOW, 422), path
    assert state_of(handover_id) == State.ACCEPTED


def test_a_manager_sees_how_it_stands_and_nothing_that_was_shared(handover_id: str, area: Area) -> None:
    web = signed_in(area, MANAGERS_EMAIL)
    page = web.get(f"/desk/handovers/{handover_id}").text
    assert "waiting: not read yet" in page
    for line in LINES:
        assert line.text not in page
        assert (line.english or "…") not in page
    assert "Only in this chat" not in page
    assert state_of(handover_id) == State.REQUESTED  # a manager's look is not the worker's reading


def test_a_manager_gives_it_to_a_colleague_who_then_has_it(handover_id: str, area: Area) -> None:
    with reading() as session:
        daniel = worker(session, DANIELS_EMAIL).id
    web = signed_in(area, MANAGERS_EMAIL)
    assert post(web, f"/desk/handovers/{handover_id}/give", worker_id="nobody").status_code == 422
    assert post(web, f"/desk/handovers/{handover_id}/give", worker_id=daniel).status_code == 303
    assert signed_in(area, DANIELS_EMAIL).get(f"/desk/handovers/{handover_id}").status_code == 200
    assert signed_in(area).get(f"/desk/handovers/{handover_id}").status_code == NOT_THERE
