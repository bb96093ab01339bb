"""What we export comes back the same: export, import into an empty database, export again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import storage
from directory import standard
from directory.export import Form, export_services
from directory.feed.apply import apply_feed
from directory.feed.report import Report
from directory.feed.sources import records_from
from directory.feed.spreadsheet import csv_records
from storage import reading, writing


def _exported(form: Form = "json") -> str:
    with reading() as session:
        return "".join(export_services(session, form))


def _emptied() -> None:
    tables = storage.engine().execution_options(writing=True)
    storage.Base.metadata.drop_all(tables)
    storage.Base.metadata.create_all(tables)


def _imported(records: Any) -> Report:
    with writing() as session:
        return apply_feed(session, records, "somewhere else")


def _came_back(number: int, tmp_path: Any) -> str:
    first = _exported()
    for name, text in (("page.json", first), ("lines.json", _exported("ndjson"))):
        _emptied()
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        report = _imported(records_from(str(path)))
        assert (report.added, report.rejected) == (number, [])
        assert _exported() == first
    return first


def test_the_demo_areas_services_come_back_the_same(fennbrook: str, tmp_path: Any) -> None:
    _came_back(89, tmp_path)


def test_bristols_services_come_back_the_same(database: str, reference: Any, tmp_path: Any) -> None:
    _imported(records_from(str(reference / "oruk/real-feeds/bristol-council-services-v1-2024-12.json")))
    _came_back(817, tmp_path)


@pytest.mark.parametrize("name", ["bristol-v3-service-detail", "bristol-v3-services-page1", "cqc-v1-services-page1"])
def test_other_real_services_come_back_the_same(database: str, reference: Any, name: str, tmp_path: Any) -> None:
    report = _imported(records_from(str(reference / f"oruk/real-feeds/{name}.json")))
    _came_back(report.added, tmp_path)


WHOLE: dict[str, Any] = {
    "id": "whole",
    "name": "Everything & more <3",
    "status": "temporarily closed",
    "organization": {
        "id": "org",
        "name": "The Org",
        "description": "Who they are",
        "email": "org@place.example.org",
        "website": "org.example.org",
        "logo": "https://org.example.org/logo.png",
        "uri": "https://org.example.org/#us",
        "organization_identifiers": [
            {"identifier_type": "Charity", "identifier": "1234567", "identifier_scheme": "GB-CHC"},
            {"identifier_type": "Nobody"},
        ],
    },
    "description": "<p>One &amp; two</p><ul><li>three</li></ul>a < b &lt;i&gt;four&lt;/i&gt;",
    "url": "place.example.org/x",
    "email": "info@place.example.org",
    "fees": "From £2",
    "accreditations": "Quality mark",
    "eligibility_description": "Residents only",
    "application_process": "Ring us",
    "wait_time": "two weeks",
    "minimum_age": 0.5,
    "maximum_age": "11",
    "assured_date": "31/12/2025",
    "last_modified": "2025-07-02T12:06:15.123456",
    "alert": "Closed in August",
    "delivery": ["in person", "online", "phone"],
    "schedules": [
        {
            "valid_from": "2025-01-01",
            "valid_to": "2027-01-01",
            "dtstart": "2025-01-07",
            "freq": "monthly",
            "interval": 2,
            "byday": "2TU,-1FR",
            "bymonthday": "3",
            "opens_at": "9.30am",
            "closes_at": "12:00:00Z",
            "description": "Term time",
            "schedule_link": "place.example.org/times",
            "attending_type": "venue",
            "notes": "Bring shoes",
        }
    ],
    "service_areas": [
        {
            "name": "Fennbrook",
            "description": "The town",
            "extent": "POLYGON ((0 52, 1 52, 1 53, 0 52))",
            "extent_type": "WKT",
            "uri": "https://areas.example.org/fennbrook",
        }
    ],
    "funding": [{"source": "The council"}, {"source": ""}],
    "service_at_locations": [
        {
            "location": {
                "location_type": "physical",
                "name": "The hall",
                "description": "Round the back",
                "latitude": "52.40311",
                "longitude": -0.6042,
                "addresses": [
                    {
                        "address_1": "4 Orchard Road",
                        "city": "Fennbrook",
                        "state_province": "Fennshire",
                        "postal_code": "fp12ad",
                        "country": "GB",
                        "address_type": "postal",
                    }
                ],
                "accessibility": [
                    {"description": "Lift", "details": "Ring the bell & wait", "url": "place.example.org/access"},
                    {"details": "A ramp at the back"},
                    {"accessibility": "Hearing loop"},
                    {},
                ],
            }
        },
        {"location": {"location_type": "virtual", "name": "Online"}},
    ],
    "languages": [{"code": "pl"}, {"language": "BSL"}, {"name": "Panjabi"}],
    "cost_options": [
        {"option": "Child", "amount": "£2.505", "amount_description": "each", "valid_from": "2025-01-01"},
        {"option": "Adult", "amount": 0, "valid_to": "2026-01-01"},
    ],
    "contacts": [
        {
            "name": "Jo",
            "title": "Worker",
            "email": "jo@place.example.org",
            "phones": [{"number": "Desk: 01632 960187"}, {"number": "111", "description": "Out of hours"}],
        }
    ],
    "phone": "Tel. 01632 960188 (office)",
    "attributes": [
        {"taxonomy_term": {"name": "Food", "taxonomy": "T", "description": "D", "parent_id": "p"}},
        {"taxonomy_term": {"name": "Warm space"}},
    ],
}


def _left_out(shape: type[standard.Shape], document: Any, path: str = "") -> Iterator[str]:
    """The properties of a shape that a document has nowhere; those of its parts too."""
    for name, field in shape.model_fields.items():
        found = [each[name] for each in document if name in each]
        inner = [each for value in found for each in (value if isinstance(value, list) else [value])]
        if not found:
            yield f"{path}{name}"
        parts = [each for each in _classes(field.annotation) if issubclass(each, standard.Shape)]
        for part in parts:
            yield from _left_out(part, inner, f"{path}{name}.")


def _classes(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and not getattr(annotation, "__args__", None):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from _classes(each)


def test_a_service_with_every_property_comes_back_the_same(database: str, tmp_path: Any) -> None:
    assert _imported([WHOLE]).added == 1
    document = json.loads(_came_back(1, tmp_path))["contents"][0]
    # A masked place is never written, so this is the one property that does not go out.
    assert list(_left_out(standard.Service, [document])) == ["service_at_locations.location.masked"]


# CSV holds one of each and no identifiers but the service's: what a table cannot hold is in the JSON.
TABLE = [
    "name",
    "status",
    "description",
    "url",
    "email",
    "minimum_age",
    "maximum_age",
    "assured_date",
    "delivery",
    "residents_only",
    "eligibility_description",
]


def test_a_table_comes_back_as_far_as_a_table_can_hold(fennbrook: str) -> None:
    table = _exported("csv")
    before = {each["id"]: each for each in json_records_of(_exported())}
    _emptied()
    report = _imported(csv_records(table.encode()))
    assert (report.added, report.rejected) == (89, [])
    after = {each["id"]: each for each in json_records_of(_exported())}
    assert before.keys() == after.keys()
    for own_id, first in before.items():
        again = after[own_id]
        assert {name: again.get(name) for name in TABLE} == {name: first.get(name) for name in TABLE}
        assert _terms(again) == _terms(first)
        assert _spoken(again) == _spoken(first)
    assert _exported("csv") == table


def json_records_of(text: str) -> list[dict[str, Any]]:
    contents: list[dict[str, Any]] = json.loads(text)["contents"]
    return contents


def _terms(document: dict[str, Any]) -> set[str]:
    return {each["taxonomy_term"]["name"] for each in document.get("attributes", [])}


def _spoken(document: dict[str, Any]) -> set[str]:
    return {each["code"] for each in document.get("languages", [])}


def test_a_table_of_bristols_services_comes_back_the_same(database: str, reference: Any) -> None:
    _imported(records_from(str(reference / "oruk/real-feeds/bristol-council-services-v1-2024-12.json")))
    table = _exported("csv")
    _emptied()
    assert _imported(csv_records(table.encode())).added == 817
    assert _exported("csv") == table


def test_cells_that_look_like_formulas_come_back_without_their_mark(database: str) -> None:
    _imported([{"id": "a", "name": "=SUM(1)", "description": "- one\n- two", "url": "x.example.org"}])
    table = _exported("csv")
    _emptied()
    _imported(csv_records(table.encode()))
    assert json_records_of(_exported())[0]["description"] == "- one\n- two"
    assert json_records_of(_exported())[0]["name"] == "=SUM(1)"
