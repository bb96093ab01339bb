"""Who may open and change the directory at the desk: workers of its area who are signed in, with a form of ours."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from areas import Area
from directory.duplicates import find_duplicates
from directory.edits import keeping_of, note
from directory.feed.apply import apply_feed
from directory.keeping import DuplicatePair, ServiceEdit, ServiceEntry, ServiceKeeping, ServiceLetter
from directory.letters import make_letter
from directory.models import Service
from handover.demo import MANAGERS_EMAIL, SOFIAS_EMAIL
from storage import reading, utc_now, writing
from tests.desk_fixtures import ELSEWHERE, NOT_NOW, NOT_THERE, OURS, client, handover_id, post, signed_in, token_of
from tests.directory_doors import SERVICE_FORMS, SERVICE_PAGES
from tests.handover_fixtures import DANIELS_EMAIL, area

FIXTURES = (area, handover_id)
FORM = {
    "name": "Chess club",
    "description": "Kept <b>words</b>",
    "reason": "no",
    "fact": "name",
    "decision": "first",
    "asked": "no-such-letter",
    "up_to": "2100-01-01T00:00:00+00:00",
}

Ids = dict[str, str]


@pytest.fixture
def ids(handover_id: str) -> Ids:
    """A directory with a pair, a letter and a notice; gives what the addresses need."""
    twin = {"name": "Chess club", "contacts": [{"phones": [{"number": "01632 960100"}]}], "email": "a@example.org"}
    with writing() as session:
        both = [{"id": "a", **twin}, {"id": "b", **twin}]
        apply_feed(session, [*both, {"id": "c", "name": "Choir"}, {"id": "d", "name": "Drama"}], "test")
        apply_feed(session, both, "test", force=True)
        service = session.scalars(select(Service).where(Service.feed_id == "a")).one()
        letter = make_letter(service, utc_now())
        session.add(letter)
        note(session, service, "not checked", utc_now(), for_manager=True)
        keeping_of(session, service)
        session.flush()
        gone = session.scalars(select(Service.id).where(Service.gone_on.is_not(None)).order_by(Service.feed_id)).all()
        found = {"service_id": service.id, "letter_id": letter.id, "gone_id": gone[0], "left_id": gone[1]}
    find_duplicates()
    with reading() as session:
        return {**found, "pair_id": session.scalars(select(DuplicatePair.id)).one()}


def everything() -> str:
    """All that these forms may change."""
    with reading() as session:
        rows = [
            [tuple(row) for row in session.execute(select(table.__table__))]
            for table in (Service, ServiceEdit, ServiceEntry, ServiceKeeping, ServiceLetter, DuplicatePair)
        ]
    return json.dumps(rows, default=str, sort_keys=True)


def address(path: str, ids: Ids) -> str:
    """Where a page or form of the table stands; what is decided about gone services is about two such ones."""
    service = {"let-go": "gone_id", "keep": "left_id"}.get(path.rsplit("/", 1)[-1], "service_id")
    return "/desk" + path.format(**{**ids, "service_id": ids[service]})


def send(web: TestClient, path: str, headers: dict[str, str], **form: str) -> int:
    return int(web.post(path, data={**FORM, **form}, headers=headers).status_code)


def test_whoever_is_not_signed_in_sees_nothing_and_changes_nothing(ids: Ids, area: Area) -> None:
    before = everything()
    for path in SERVICE_PAGES:
        answer = client(area).get(address(path, ids))
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in"), path
    for path in SERVICE_FORMS:
        answer = client(area).post(address(path, ids), data=FORM, headers=OURS)
        assert answer.status_code == 401, path
        assert "Kept &lt;b&gt;words&lt;/b&gt;" in answer.text
    assert everything() == before


@pytest.mark.parametrize(
    ("headers", "right"),
    [({"origin": "https://evil.example.com"}, True), ({"origin": "null"}, True), ({}, True), (OURS, False)],
)
def test_no_form_is_taken_from_elsewhere(headers: dict[str, str], right: bool, ids: Ids, area: Area) -> None:
    web = signed_in(area, MANAGERS_EMAIL)
    form_token = token_of(web.get("/desk").text) if right else "wrong"
    before = everything()
    for path in SERVICE_FORMS:
        assert send(web, address(path, ids), headers, form_token=form_token) == 403, path
    assert everything() == before


def test_a_worker_of_another_area_finds_none_of_it(ids: Ids, area: Area) -> None:
    web = signed_in(area, ELSEWHERE)
    before = everything()
    for path in SERVICE_PAGES:
        assert web.get(address(path, ids)).status_code == NOT_THERE, path
    for path in SERVICE_FORMS:
        assert post(web, address(path, ids), **FORM).status_code == NOT_THERE, path
    assert everything() == before


@pytest.mark.parametrize("email", [SOFIAS_EMAIL, DANIELS_EMAIL, MANAGERS_EMAIL])
def test_every_worker_of_the_area_opens_every_page(email: str, ids: Ids, area: Area) -> None:
    web = signed_in(area, email)
    for path in [*SERVICE_PAGES, "/services/{gone_id}"]:
        answer = web.get(address(path, ids))
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("email", [SOFIAS_EMAIL, MANAGERS_EMAIL])
def test_every_worker_of_the_area_sends_every_form_but_one(email: str, ids: Ids, area: Area) -> None:
    web = signed_in(area, email)
    statuses = {path: post(web, address(path, ids), **FORM).status_code for path in SERVICE_FORMS}
    manager = email == MANAGERS_EMAIL
    assert statuses.pop("/notices/read") == (303 if manager else NOT_NOW)
    assert statuses.pop("/services/{service_id}/edit") == 422  # it does not say which state of the service was seen
    assert set(statuses.values()) == {303}


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/duplicates/{pair_id}/decide", {"decision": "both"}, 422),
        ("/duplicates/no-such-pair/decide", {"decision": "first"}, NOT_NOW),
        ("/notices/read", {"up_to": "yesterday"}, 422),
        ("/notices/read", {"up_to": "2026-01-01T00:00:00"}, 422),
        ("/letters/sent", {"asked": "no-such-letter"}, 303),
        ("/letters/sent", {}, 422),
        ("/services/no-such-service/still-right", {}, NOT_THERE),
        ("/services/no-such-service/edit", {}, NOT_THERE),
        ("/services/no-such-service/keep", {}, NOT_THERE),
        ("/services/{service_id}/keep", {}, NOT_NOW),
        ("/services/{service_id}/let-go", {}, NOT_NOW),
        ("/services/{gone_id}/still-right", {}, NOT_NOW),
        ("/services/{gone_id}/hide", {"reason": "old"}, NOT_NOW),
        ("/services/{gone_id}/show", {}, NOT_NOW),
        ("/services/{gone_id}/take-back", {"fact": "name"}, NOT_NOW),
        ("/services/{gone_id}/edit", {"name": "Choir"}, NOT_NOW),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    path: str, form: dict[str, str], status: int, ids: Ids, area: Area
) -> None:
    web = signed_in(area, MANAGERS_EMAIL)
    before = everything()
    assert post(web, "/desk" + path.format(**ids), **form).status_code == status
    assert everything() == before


def test_the_manager_sees_that_there_are_notices_on_her_first_page(ids: Ids, area: Area) -> None:
    assert "1 notice about services" in signed_in(area, MANAGERS_EMAIL).get("/desk").text
    assert "notice about services" not in signed_in(area).get("/desk").text
