"""Every parameter of the public API does something: the app's own OpenAPI is gone over, so a new one without effect fails."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import directory.oruk
from directory.access import ACCESS, SEND
from directory.feed.apply import apply_feed
from directory.open_door import OpenDoor
from storage import writing

CHILD = {"id": "c", "name": "Chess", "taxonomy": "Hobbies", "parent_id": "p"}
PARENT = {"id": "p", "name": "Games", "taxonomy": "Hobbies"}
OLD = {
    "id": "old",
    "name": "Chess club",
    "organization": {"name": "The Rooks"},
    "last_modified": "2020-01-01T10:00:00Z",
    "attributes": [{"taxonomy_term": CHILD}, {"taxonomy_term": PARENT}],
    "service_at_locations": [{"location": {"latitude": 52.5, "longitude": -0.9}}],
}


@pytest.fixture
def client(fennbrook: str) -> Iterator[TestClient]:
    with writing() as session:
        apply_feed(session, [OLD], "another feed")
    web = FastAPI()
    web.include_router(directory.oruk.router)
    web.add_middleware(OpenDoor, prefix="/oruk")
    with TestClient(web) as client:
        yield client


def _get(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/oruk{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _parameters(client: TestClient) -> list[tuple[str, str]]:
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (path.removeprefix("/oruk"), each["name"])
        for path, operations in paths.items()
        for each in operations["get"].get("parameters", [])
        if each["in"] == "query"
    ]


# What each filter is asked with, and with what beside it; "{term}" and the like are looked up.
FILTERS: dict[str, tuple[str, dict[str, str]]] = {
    "taxonomy_term_id": ("{term}", {}),
    "taxonomy_id": ("{taxonomy}", {}),
    "organization_id": ("{organization}", {}),
    "parent_id": ("{parent}", {}),
    "top_only": ("true", {}),
    "modified_after": ("2021-01-01T00:00:00Z", {}),
    "postcode": ("FP1 2AD", {}),
    "proximity": ("1000", {"postcode": "FP1 2AD"}),
    "minimum_age": ("15", {}),
    "maximum_age": ("2", {}),
    "day": ("sun", {}),
    "access": ("changing_place", {}),
    "send": ("autism", {}),
    "start_time": ("18:00", {}),
    "end_time": ("12:00", {}),
}
SEARCHES = {
    "/services": "baby",
    "/service_at_locations": "baby",
    "/taxonomies": "hobbies",
    "/taxonomy_terms": "chess",
    "/organizations": "rooks",
}
# How the same things are written: the answer is another one, the things in it are not fewer.
FORMS = {"page": "2", "per_page": "1", "format": "ndjson", "minimal": "true", "full": "true", "full_service": "true"}


def _ids(page: Any) -> set[str]:
    return {each["id"] for each in page["contents"]}


def test_every_filter_changes_the_set_and_no_other_parameter_does_nothing(client: TestClient) -> None:
    organization = _get(client, "/organizations", search="rooks")["contents"][0]["id"]
    chess = _get(client, "/taxonomy_terms", search="chess")["contents"][0]
    known = {"term": chess["id"], "taxonomy": chess["taxonomy_id"], "parent": chess["parent_id"]}
    wrong = []
    asked = _parameters(client)
    assert len(asked) == 55
    for path, name in asked:
        where = path.replace("{organization_id}", organization)
        if name in FORMS:
            wrong += [(path, name)] * (not _is_written_otherwise(client, where, name))
            continue
        if name != "search" and name not in FILTERS:
            wrong.append((path, f"{name}: say here with what it is asked"))
            continue
        value, beside = (SEARCHES[path], {}) if name == "search" else FILTERS[name]
        value = value.format(organization=organization, **known)
        everything = _ids(_get(client, where, per_page=500, **beside))
        passed = _ids(_get(client, where, per_page=500, **beside, **{name: value}))
        if not passed or not passed < everything:
            wrong.append((path, f"{name}: {len(passed)} of {len(everything)}"))
    assert wrong == []


def _is_written_otherwise(client: TestClient, path: str, name: str) -> bool:
    plain = client.get(f"/oruk{path}")
    other = client.get(f"/oruk{path}", params={name: FORMS[name]})
    assert (plain.status_code, other.status_code) == (200, 200), (path, name)
    return bool(plain.content != other.content and plain.headers["etag"] != other.headers["etag"])


@pytest.mark.parametrize(("name", "values"), [("access", ACCESS), ("send", SEND)])
def test_every_kind_of_access_and_need_is_stated_by_some_service_of_the_demo_area(
    client: TestClient, name: str, values: dict[str, str]
) -> None:
    everything = _get(client, "/services")["total_items"]
    numbers = {value: _get(client, "/services", **{name: value})["total_items"] for value in values}
    assert all(0 < number < everything for number in numbers.values()), numbers


def test_all_access_asked_for_is_stated_and_one_of_the_needs(client: TestClient) -> None:
    def number(**asked: Any) -> int:
        return int(_get(client, "/services", **asked)["total_items"])

    assert number(access=["hoist", "changing_place"]) <= number(access="changing_place")
    assert number(send=["autism", "hearing"]) >= number(send="autism")
    assert client.get("/oruk/services", params={"access": "lift"}).status_code == 422


def test_lines_hold_everything_at_once(client: TestClient) -> None:
    for path in SEARCHES:
        total = _get(client, path)["total_items"]
        answer = client.get(f"/oruk{path}", params={"format": "ndjson", "per_page": 1})
        assert len([json.loads(line) for line in answer.text.splitlines()]) == total
        again = client.get(f"/oruk{path}", params={"format": "ndjson", "per_page": 1}, headers=_held(answer))
        assert (again.status_code, again.content) == (304, b"")


def _held(answer: httpx.Response) -> dict[str, str]:
    return {"If-None-Match": f'W/"other", {answer.headers["etag"]}'}


def test_the_minimum_is_every_service_at_once(client: TestClient) -> None:
    page = _get(client, "/services", minimal=True)
    assert (page["total_pages"], len(page["contents"])) == (1, 90)
    assert set().union(*page["contents"]) == {"id", "name", "status", "last_modified"}


def test_modified_after_counts_the_moment_itself(client: TestClient) -> None:
    newest = max(each["last_modified"] for each in _get(client, "/services", minimal=True)["contents"])
    assert _get(client, "/services", modified_after=newest)["total_items"] > 0


def test_organizations_show_their_services_as_asked(client: TestClient) -> None:
    own_id = _get(client, "/organizations", search="rooks")["contents"][0]["id"]
    short, full = _get(client, f"/organizations/{own_id}"), _get(client, f"/organizations/{own_id}", full_service=True)
    assert "services" not in _get(client, "/organizations", search="rooks")["contents"][0]
    assert ("attributes" in short["services"][0], "attributes" in full["services"][0]) == (False, True)


# The classic validator's five behavioural tests: a rich service is taken, and asked for by its own values.
def _rich(client: TestClient) -> Any:
    for service in _get(client, "/services", full=True, per_page=500)["contents"]:
        timed = [each for each in service.get("schedules", []) if {"byday", "opens_at", "closes_at"} <= each.keys()]
        ages = {"minimum_age", "maximum_age"} <= service.keys()
        if timed and ages and "service_at_locations" in service and "attributes" in service:
            return service
    raise AssertionError("no service has everything")


def test_the_classic_validators_five_questions_find_the_service_they_are_made_of(client: TestClient) -> None:
    service = _rich(client)
    schedule, term = service["schedules"][0], service["attributes"][0]["taxonomy_term"]
    postcode = service["service_at_locations"][0]["location"]["addresses"][0]["postal_code"]
    times = {"start_time": schedule["opens_at"], "end_time": schedule["closes_at"], "day": schedule["byday"][:2]}
    questions: list[dict[str, Any]] = [
        {"minimum_age": service["minimum_age"], "maximum_age": service["maximum_age"]},
        {"postcode": postcode, "proximity": 1000},
        times,
        {"taxonomy_term_id": term["id"], "taxonomy_id": term["taxonomy_id"]},
        {"search": service["name"]},
    ]
    everything = _get(client, "/services")["total_items"]
    for asked in questions:
        found = _get(client, "/services", per_page=500, **asked)
        assert service["id"] in _ids(found), asked
        assert found["total_items"] < everything, asked


def test_every_website_may_read_it_and_ask_before(client: TestClient) -> None:
    for path in ("/oruk/", "/oruk/services", "/oruk/services/none", "/oruk/services?page=0", "/oruk/nowhere"):
        assert client.get(path).headers.get_list("access-control-allow-origin") == ["*"], path
    asked = {"Origin": "https://council.example.org", "Access-Control-Request-Method": "GET"}
    before = client.options("/oruk/services", headers=asked)
    assert before.status_code == 204
    assert "GET" in before.headers["access-control-allow-methods"]
    assert "access-control-allow-origin" not in client.get("/openapi.json").headers
    assert client.post("/oruk/services").status_code == 405


def test_the_head_of_an_answer_has_no_body(client: TestClient) -> None:
    head, whole = client.head("/oruk/services"), client.get("/oruk/services")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]
