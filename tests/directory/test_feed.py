"""Importing whole feeds: compared, applied at once, and nothing lost when something goes wrong."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from directory.demo import load_demo
from directory.edits import still_right
from directory.feed.apply import ShrunkError, apply_feed
from directory.feed.errors import FeedError
from directory.feed.json_stream import json_records
from directory.feed.sources import name_of, records_from
from directory.models import Organization, Service, ServiceAtLocation, TaxonomyTerm, Word
from storage import reading, utc_now, writing
from tests.directory.conftest import TODAY
from tests.directory.feed_double import a_feed, applied, held


def test_a_feed_is_added_changed_and_gone_through(database: str) -> None:
    assert applied(a_feed(10)).added == 10
    changed = a_feed(9)
    changed[0]["description"] = "New words"
    report = applied(changed)
    assert (report.added, report.changed, report.gone, report.unchanged) == (0, 1, 1, 8)


def test_importing_an_unchanged_feed_changes_nothing(fennbrook: str) -> None:
    with writing() as session:
        before = session.execute(select(Service.key, Service.fingerprint, Service.words)).all()
        report = load_demo(session, TODAY)
        after = session.execute(select(Service.key, Service.fingerprint, Service.words)).all()
    assert (report.added, report.changed, report.gone) == (0, 0, 0)
    assert before == after


def test_the_demo_keeps_its_dates_when_it_is_loaded_on_another_day(fennbrook: str) -> None:
    with writing() as session:
        assert load_demo(session, TODAY.replace(year=2027)).changed == 0


def test_the_demo_keeps_its_dates_when_a_worker_has_checked_a_service(fennbrook: str) -> None:
    with writing() as session:
        first = session.scalars(select(Service)).first()
        assert first is not None
        still_right(session, first, TODAY.replace(year=2027), "sofia", utc_now())
        assert load_demo(session, TODAY.replace(year=2027)).changed == 0


def test_a_feed_that_shrinks_by_more_than_a_fifth_stops_and_asks(database: str) -> None:
    applied(a_feed(10))
    with pytest.raises(ShrunkError, match="3 of the 10"):
        applied(a_feed(7))
    assert held() == 10
    assert applied(a_feed(8)).gone == 2
    assert applied([], force=True).gone == 8


def test_a_feed_that_breaks_half_way_changes_nothing(database: str) -> None:
    applied(a_feed(10))

    def broken() -> Iterator[dict[str, Any]]:
        yield from a_feed(600, description="new")
        raise FeedError("the line went dead")

    with pytest.raises(FeedError):
        applied(broken())
    assert held() == 10
    with reading() as session:
        assert session.scalar(select(func.count()).where(Service.words.contains("new"))) == 0


def test_refused_records_are_named_with_the_reason(database: str) -> None:
    report = applied([*a_feed(1), *a_feed(1), {"id": "x", "name": ""}, {}])
    assert report.added == 1
    assert [each["id"] for each in report.rejected] == ["s0", "x", ""]
    assert all(each["why"] for each in report.rejected)


def test_what_no_service_needs_any_more_is_forgotten(database: str) -> None:
    tagged = {"attributes": [{"taxonomy_term": {"id": "t", "name": "Food"}}]}
    applied(
        [
            {**each, **tagged, "service_at_locations": [{"location": {"latitude": 52, "longitude": -1}}]}
            for each in a_feed(1)
        ]
    )
    applied([], force=True)
    with reading() as session:
        for table in (Organization, TaxonomyTerm, ServiceAtLocation, Word):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_services_hidden_mark_survives_the_next_import(database: str) -> None:
    applied(a_feed(1))
    with writing() as session:
        session.scalars(select(Service)).one().hidden = True
    applied(a_feed(1, description="changed"))
    with reading() as session:
        assert session.scalars(select(Service.hidden)).one()


def test_two_feeds_may_use_the_same_numbers(database: str) -> None:
    applied(a_feed(2))
    with writing() as session:
        assert apply_feed(session, a_feed(2), "another").added == 2


def test_bristols_feed_is_read_whole(database: str, reference: Path) -> None:
    """819 records have 818 ids; one of them has no name, and the second use of an id is another service."""
    path = reference / "oruk/real-feeds/bristol-council-services-v1-2024-12.json"
    report = applied(records_from(str(path)))
    assert (report.added, len(report.rejected)) == (817, 2)
    assert {each["id"] for each in report.rejected} == {
        "def5ccd4-f121-df4d-60d2-4dc0d69ff555",
        "2af617e5-4532-bebe-1036-ffdf2e93ce55",
    }
    again = applied(records_from(str(path)))
    assert (again.added, again.changed, again.gone, again.unchanged) == (0, 0, 0, 817)


DIALECTS = [
    ("oruk/real-feeds/bristol-v3-service-detail.json", 1),
    ("oruk/real-feeds/bristol-v3-services-page1.json", 3),
    ("oruk/real-feeds/cqc-v1-services-page1.json", 2),
    ("oruk/real-feeds/hull-v1-services-page1-empty.json", 0),
    ("oruk/bucks-scout/services.json", 20),
    ("oruk/bucks-scout/service.json", 1),
    ("oruk/validator-mocks/V3.0-UK-Default/service_full.json", 1),
    ("oruk/validator-mocks/V3.0-UK-Fail/service_full.json", 1),
    ("oruk/outpost/services_valid.csv", 1),
]


def test_every_dialect_is_read(database: str, reference: Path) -> None:
    for name, number in DIALECTS:
        report = applied(records_from(str(reference / name)), force=True)
        assert report.added + report.changed + report.unchanged == number, name


STREAMS = [
    ('[{"id": 1}, {"id": 2}]', 2),
    ('{"total_items": 2, "contents": [{"id": 1}, {"id": 2}]}', 2),
    ('{"Content": [{"id": 1}], "totalElements": 1}', 1),
    ('{"id": 1, "name": "x"}', 1),
    ('{"id": 1}\n{"id": 2}\n', 2),
    ("\ufeff [ ]", 0),
    ('[1, "x", {"id": 2}]', 3),
    ('{"content": []}', 0),
]


@pytest.mark.parametrize(("text", "number"), STREAMS)
def test_json_is_read_in_any_wrapping(text: str, number: int) -> None:
    assert len(list(json_records(io.StringIO(text)))) == number


def test_json_is_read_across_its_chunks() -> None:
    text = json.dumps([{"id": at, "text": "é" * 1000, "n": 12345} for at in range(3_000)])
    records = list(json_records(io.StringIO(text)))
    assert [record["n"] for record in records] == [12345] * 3_000


BROKEN = [
    "",
    "   ",
    "<?xml version='1.0'?>",
    "<html>",
    "[{]",
    '{"contents": [{"id": 1}',
    "[" * 100_000,
    "hello",
    '{"id": 1',
    "[1 2]",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_feed_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(FeedError, match=r"\w+ \w+ \w+"):
        list(json_records(io.StringIO(text)))


def test_a_missing_file_and_a_wrong_encoding_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes('[{"id": 1, "name": "Café"}]'.encode("latin-1"))
    for path in (tmp_path / "none.json", tmp_path / "latin.json", tmp_path):
        with pytest.raises(FeedError):
            list(records_from(str(path)))


def test_a_source_is_named_after_its_host_or_file() -> None:
    assert name_of("https://data.place.org/oruk/services?x=1") == "data.place.org"
    assert name_of("feeds/place.json") == "place"
