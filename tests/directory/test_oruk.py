"""Open Referral UK out: conforms, filters, keeps secrets, and comes back the same."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

import directory.oruk
import storage
from directory.export import export_services
from directory.feed.apply import apply_feed
from directory.models import Service
from storage import reading, writing


@pytest.fixture
def client(fennbrook: str) -> Iterator[TestClient]:
    web = FastAPI()
    web.include_router(directory.oruk.router)
    with TestClient(web) as client:
        yield client


@cache
def _validator(path: Path) -> Any:
    schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def _get(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/oruk{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


ENDPOINTS = [
    ("/services", "service_list", "service"),
    ("/taxonomies", "taxonomy_list", "taxonomy"),
    ("/taxonomy_terms", "taxonomy_term_list", "taxonomy_term"),
    ("/organizations", None, "organization"),
    ("/service_at_locations", "service_at_location_list", "service_at_location"),
]


def test_every_endpoint_conforms_to_the_standard(client: TestClient, reference: Path) -> None:
    schemas = reference / "oruk/compiled-schemas/V3.0-UK"
    wrong = [each.message for each in _validator(schemas / "api_details.json").iter_errors(_get(client, "/"))]
    for path, of_list, of_one in ENDPOINTS:
        page = _get(client, path, per_page=500)
        assert page["contents"], path
        if of_list:
            wrong += [
                f"{path} {each.json_path}: {each.message}"
                for each in _validator(schemas / f"{of_list}.json").iter_errors(page)
            ]
        for each in page["contents"]:
            one = _get(client, f"{path}/{each['id']}")
            wrong += [
                f"{path} {error.json_path}: {error.message}"
                for error in _validator(schemas / f"{of_one}.json").iter_errors(one)
            ]
    assert wrong == []


def test_a_page_says_where_it_stands(client: TestClient) -> None:
    first, last = _get(client, "/services", per_page=50), _get(client, "/services", per_page=50, page=2)
    assert {name: first[name] for name in first if name != "contents"} == {
        "total_items": 89,
        "total_pages": 2,
        "page_number": 1,
        "size": 50,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    assert (last["size"], last["last_page"]) == (39, True)
    assert not {each["id"] for each in first["contents"]} & {each["id"] for each in last["contents"]}
    beyond = _get(client, "/services", page=99)
    assert (beyond["empty"], beyond["contents"]) == (True, [])


def test_filtered_services_have_what_was_asked(client: TestClient) -> None:
    for service in _get(client, "/services", day="sun", full=True)["contents"]:
        assert any("SU" in schedule["byday"] for schedule in service["schedules"])
    for service in _get(client, "/services", minimum_age=15)["contents"]:
        assert service.get("maximum_age", 200) >= 15


def test_places_are_filtered_by_distance(client: TestClient) -> None:
    every = _get(client, "/service_at_locations")["total_items"]
    near = _get(client, "/service_at_locations", postcode="FP4 1AE", proximity=2000, full=True)
    assert 0 < near["total_items"] < every
    towns = {each["location"]["addresses"][0]["city"] for each in near["contents"]}
    assert towns == {"Harrowmere"}


def test_a_masked_address_is_nowhere_in_the_api(client: TestClient) -> None:
    refuges = _get(client, "/services", search="refuge", full=True)["contents"]
    assert refuges
    assert [service for service in refuges if "service_at_locations" in service] == []
    assert "masked" not in json.dumps(_get(client, "/service_at_locations", per_page=500))


def test_a_hidden_service_is_nowhere_in_the_api(client: TestClient) -> None:
    with writing() as session:
        session.execute(update(Service).where(Service.feed_id == "tuesday-babies").values(hidden=True))
    assert "Tuesday Babies" not in json.dumps(_get(client, "/services", per_page=500))
    assert "Tuesday Babies" not in json.dumps(_get(client, "/service_at_locations", per_page=500))
    assert _get(client, "/services")["total_items"] == 88


def test_languages_are_named(client: TestClient) -> None:
    services = _get(client, "/services", full=True, per_page=500)["contents"]
    codes = {spoken["code"] for service in services for spoken in service.get("languages", [])}
    assert {"en", "pl", "ur", "so"} <= codes


def test_empty_properties_are_left_out(client: TestClient) -> None:
    text = json.dumps(_get(client, "/services", full=True, per_page=500))
    assert "null" not in text
    assert "[]" not in text


def test_a_reader_that_has_it_already_gets_no_body(client: TestClient) -> None:
    first = client.get("/oruk/services")
    again = client.get("/oruk/services", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


WRONG = [
    ("/services/none", 404),
    ("/organizations/none", 404),
    ("/service_at_locations/none", 404),
    ("/taxonomies/none", 404),
    ("/taxonomy_terms/none", 404),
    ("/services?page=0", 422),
    ("/services?per_page=100000", 422),
    ("/services?format=xml", 422),
    ("/services?day=someday", 422),
    ("/services?postcode=ZZ9 9ZZ", 422),
    ("/services?modified_after=soon", 422),
    ("/services?modified_after=0001-01-01T00:00:00%2B14:00", 422),
    ("/services?start_time=10:00%2B01:00", 422),
    ("/services?minimum_age=nan", 422),
    ("/services?proximity=inf&postcode=FP1", 422),
    ("/services?search=%00", 200),
    ("/services?taxonomy_term_id=%00", 200),
    ("/services?organization_id=%00", 200),
    ("/services?postcode=%00", 422),
    ("/organizations?search=%00", 200),
    ("/taxonomy_terms?search=%00&parent_id=%00", 200),
    ("/services/%00", 404),
    ("/service_at_locations/%00", 404),
    ("/services?search=%22%20OR%20(", 200),
]


def test_wrong_questions_get_clear_answers(client: TestClient) -> None:
    answers: dict[str, httpx.Response] = {path: client.get(f"/oruk{path}") for path, _ in WRONG}
    assert {path: answer.status_code for path, answer in answers.items()} == dict(WRONG)


def _exported() -> str:
    with reading() as session:
        return "".join(export_services(session, "json"))


def test_what_is_exported_comes_back_the_same(fennbrook: str) -> None:
    first = _exported()
    tables = storage.engine().execution_options(writing=True)
    storage.Base.metadata.drop_all(tables)
    storage.Base.metadata.create_all(tables)
    with writing() as session:
        report = apply_feed(session, json.loads(first)["contents"], "somewhere else")
    assert (report.added, report.rejected) == (89, [])
    assert _exported() == first


def test_a_table_is_exported_without_formulas(database: str) -> None:
    with writing() as session:
        apply_feed(session, [{"id": "1", "name": "=HYPERLINK(1)", "cost_options": [{"amount": 2.5}]}], "test")
    with reading() as session:
        table = "".join(export_services(session, "csv"))
    assert "'=HYPERLINK(1)" in table
    assert ",2.5," in table


def test_lines_and_page_hold_the_same(fennbrook: str) -> None:
    with reading() as session:
        lines = [json.loads(line) for line in "".join(export_services(session, "ndjson")).splitlines()]
    assert lines == json.loads(_exported())["contents"]
