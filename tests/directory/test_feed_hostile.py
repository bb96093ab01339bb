"""Feeds that mean harm, or are broken in every way at once: refused in a sentence or read without it."""

import io
import json
import random
import re
from typing import Any

import pytest
from sqlalchemy import select

from directory.demo import records
from directory.feed.apply import apply_feed
from directory.feed.errors import FeedError
from directory.feed.json_stream import json_records
from directory.feed.report import Report
from directory.feed.sources import list_on_disk
from directory.feed.spreadsheet import csv_records
from directory.models import Service
from storage import reading, writing
from tests.directory.conftest import TODAY


def _apply(given: Any, *, force: bool = False) -> Report:
    with writing() as session:
        return apply_feed(session, given, "test", force=force)


def _documents() -> dict[str, Any]:
    with reading() as session:
        return {service.feed_id: service.record for service in session.scalars(select(Service))}


HOSTILE = [
    "<script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;svg/onload=alert(1)&amp;gt;",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    "../../../etc/passwd",
    "=HYPERLINK(1)",
    "x" * 100_000,
    "word " * 50_000,
    "\x00\x07\u202e\ud800",
    float("nan"),
    float("inf"),
    10**18,
    -1,
    {},
    [[[]]],
    True,
    None,
    "9999-99-99T99:99:99Z",
    "0001-01-01T00:00:00+14:00",
]


def _poisoned(value: Any, poison: Any) -> Any:
    """The same shape with the poison for every text and number."""
    if isinstance(value, dict):
        return {name: _poisoned(each, poison) for name, each in value.items()}
    if isinstance(value, list):
        return [_poisoned(each, poison) for each in value]
    return poison


def test_poison_in_every_field_does_no_harm(database: str) -> None:
    whole = next(each for each in records(TODAY) if {"schedules", "contacts", "cost_options"} <= each.keys())
    poisoned = [
        {**_poisoned(whole, poison), "id": f"p{at}", "name": f"Poisoned {at}"} for at, poison in enumerate(HOSTILE)
    ]
    report = _apply([*poisoned, *({"id": poison, "name": poison} for poison in HOSTILE)])
    assert report.added >= len(HOSTILE)
    written = json.dumps(_documents()).lower()
    for bad in ("<script", "<img", "<svg", ": nan", "infinity", "\\u0000", "\\ud800"):
        assert bad not in written, bad
    assert re.search(r'"(url|website|logo|uri)": "(?!https?://)', written) is None


@pytest.mark.parametrize("name", ["service_at_locations", "schedules", "attributes", "contacts", "languages", "id"])
@pytest.mark.parametrize("shape", ["text", 5, {"a": 1}, [None, 1, "x", [], {}], [{"location": []}], [{"location": {}}]])
def test_a_property_of_the_wrong_shape_is_left_out(database: str, name: str, shape: Any) -> None:
    report = _apply([{"id": "a", "name": "A", name: shape}, {"id": "b", "name": "B"}])
    assert report.added + len(report.rejected) == 2


def test_numbers_that_are_none_and_keys_that_stand_twice(database: str) -> None:
    digits = "1" * 10_000
    text = f'[{{"id": 1, "id": "a", "name": NaN, "name": "A", "minimum_age": {digits}, "maximum_age": -Infinity}}]'
    assert _apply(json_records(io.StringIO(text))).added == 1
    assert _documents()["a"].keys() == {"id", "name", "status"}


@pytest.mark.parametrize("text", ["[" * 1_000_000, '[{"id": ' + "[" * 1_000_000, '{"a":' * 1_000_000])
def test_a_million_brackets_are_refused(text: str) -> None:
    with pytest.raises(FeedError):
        list(json_records(io.StringIO(text)))


XML_BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><b>&b;</b>'


def test_xml_is_no_feed_and_is_not_unfolded() -> None:
    with pytest.raises(FeedError, match="XML"):
        list(json_records(io.StringIO(XML_BOMB.decode())))
    with pytest.raises(FeedError, match="id and name"):
        list(csv_records(XML_BOMB))


def test_one_place_under_two_services_is_two_places(database: str) -> None:
    at = {"id": "7d1f51b1-77c5-4c5e-8d2b-5a7a3e0f6d11", "location": {"latitude": 52, "longitude": -1}}
    given = [{"id": each, "name": each, "service_at_locations": [at, at]} for each in ("a", "b")]
    assert _apply(given).added == 2
    assert _apply(given).unchanged == 2
    assert _apply(given[::-1]).unchanged == 2
    with writing() as session:
        assert apply_feed(session, [{**given[0], "id": "c"}], "another").added == 1


def test_identifiers_that_differ_in_case_only_are_one(database: str) -> None:
    own_id = "7D1F51B1-77C5-4C5E-8D2B-5A7A3E0F6D11"
    report = _apply([{"id": own_id, "name": "A"}, {"id": own_id.lower(), "name": "B"}])
    assert (report.added, len(report.rejected)) == (1, 1)
    assert _apply([{"id": own_id.lower(), "name": "A"}]).unchanged == 1


def test_the_order_of_a_feed_does_not_matter(database: str) -> None:
    given = [*records(TODAY), {"id": "twin", "name": "First"}, {"id": "twin", "name": "Second"}]
    assert len(_apply(given).rejected) == 1
    before = _documents()
    for seed in (1, 2):
        random.Random(seed).shuffle(given)
        report = _apply(given)
        assert (report.added, report.changed, report.gone, len(report.rejected)) == (0, 0, 0, 1)
        assert _documents() == before


def test_a_record_that_is_refused_now_keeps_its_service_as_it_was(database: str) -> None:
    _apply([{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    report = _apply([{"id": "a", "name": ""}, {"id": "b", "name": "B"}])
    assert (report.gone, report.unchanged, report.rejected) == (0, 1, [{"id": "a", "why": "it has no name"}])
    assert _documents().keys() == {"a", "b"}


def test_records_are_all_there_before_the_database_is_asked(database: str) -> None:
    def broken() -> Any:
        yield {"id": "a", "name": "A"}
        raise FeedError("the line went dead")

    with pytest.raises(FeedError):
        list_on_disk(broken())
    count, records = list_on_disk(iter([{"id": "a", "name": "\ud800é"}]))
    assert (count, list(records)) == (1, [{"id": "a", "name": "\ud800é"}])
