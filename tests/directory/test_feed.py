"""Importing whole feeds: compared, applied at once, and nothing lost when something goes wrong."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from directory.demo import load_demo
from directory.feed.apply import Report, ShrunkError, apply_feed, services_of
from directory.feed.errors import FeedError
from directory.feed.fetch import Fetcher
from directory.feed.json_stream import json_records
from directory.feed.sources import name_of, records_from
from directory.models import Organization, Service, ServiceAtLocation, TaxonomyTerm, Word
from storage import reading, writing
from tests.directory.conftest import TODAY


def _services(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"s{at}", "name": f"Service {at}", "organization": {"name": "Org"}, **more} for at in range(number)]


def _apply(records: Any, *, force: bool = False) -> Report:
    with writing() as session:
        return apply_feed(session, records, "test", force=force)


def _count() -> int:
    with reading() as session:
        return services_of(session, "test")


def test_a_feed_is_added_changed_and_gone_through(database: str) -> None:
    assert _apply(_services(10)).added == 10
    changed = _services(9)
    changed[0]["description"] = "New words"
    report = _apply(changed)
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


def test_a_feed_that_shrinks_by_more_than_a_fifth_stops_and_asks(database: str) -> None:
    _apply(_services(10))
    with pytest.raises(ShrunkError, match="3 of the 10"):
        _apply(_services(7))
    assert _count() == 10
    assert _apply(_services(8)).gone == 2
    assert _apply([], force=True).gone == 8


def test_a_feed_that_breaks_half_way_changes_nothing(database: str) -> None:
    _apply(_services(10))

    def broken() -> Iterator[dict[str, Any]]:
        yield from _services(600, description="new")
        raise FeedError("the line went dead")

    with pytest.raises(FeedError):
        _apply(broken())
    assert _count() == 10
    with reading() as session:
        assert session.scalar(select(func.count()).where(Service.words.contains("new"))) == 0


def test_refused_records_are_named_with_the_reason(database: str) -> None:
    report = _apply([*_services(1), *_services(1), {"id": "x", "name": ""}, {}])
    assert report.added == 1
    assert [each["id"] for each in report.rejected] == ["s0", "x", ""]
    assert all(each["why"] for each in report.rejected)


def test_what_no_service_needs_any_more_is_forgotten(database: str) -> None:
    tagged = {"attributes": [{"taxonomy_term": {"id": "t", "name": "Food"}}]}
    _apply(
        [
            {**each, **tagged, "service_at_locations": [{"location": {"latitude": 52, "longitude": -1}}]}
            for each in _services(1)
        ]
    )
    _apply([], force=True)
    with reading() as session:
        for table in (Organization, TaxonomyTerm, ServiceAtLocation, Word):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_services_hidden_mark_survives_the_next_import(database: str) -> None:
    _apply(_services(1))
    with writing() as session:
        session.scalars(select(Service)).one().hidden = True
    _apply(_services(1, description="changed"))
    with reading() as session:
        assert session.scalars(select(Service.hidden)).one()


def test_two_feeds_may_use_the_same_numbers(database: str) -> None:
    _apply(_services(2))
    with writing() as session:
        assert apply_feed(session, _services(2), "another").added == 2


def test_bristols_feed_is_read_whole(database: str, reference: Path) -> None:
    """819 records have 818 ids; one of them has no name, and the second use of an id is another service."""
    path = reference / "oruk/real-feeds/bristol-council-services-v1-2024-12.json"
    report = _apply(records_from(str(path)))
    assert (report.added, len(report.rejected)) == (817, 2)
    assert {each["id"] for each in report.rejected} == {
        "def5ccd4-f121-df4d-60d2-4dc0d69ff555",
        "2af617e5-4532-bebe-1036-ffdf2e93ce55",
    }
    again = _apply(records_from(str(path)))
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
        report = _apply(records_from(str(reference / name)), force=True)
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


Answer = Callable[[str, dict[str, list[str]]], tuple[int, dict[str, str], bytes]]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Start a feed on loopback; gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                status, headers, body = answer(parts.path, parse_qs(parts.query))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _json(value: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def _fetched(url: str) -> list[str]:
    return [str(record["id"]) for record in records_from(url, Fetcher(allow_private=True))]


def test_a_feed_whose_last_page_is_never_the_last_comes_to_an_end(serve: Callable[[Answer], str]) -> None:
    def empty_for_ever(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        return _json({"totalelements": 0, "totalpages": 0, "last": False, "content": []})

    def same_for_ever(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        return _json({"last": False, "content": [{"id": "a", "name": "A", "contacts": []}]})

    assert _fetched(serve(empty_for_ever)) == []
    assert _fetched(serve(same_for_ever)) == ["a"]


def test_thin_lists_are_filled_from_the_details(serve: Callable[[Answer], str]) -> None:
    def answer(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if path.endswith("/services"):
            page = int(query["page"][0])
            return _json({"total_items": 4, "contents": [{"id": f"{page}-{at}", "name": "N"} for at in range(2)]})
        if path.endswith("1-1"):
            return _json({}, 404)
        return _json({"id": path.rsplit("/", 1)[1], "name": "N", "description": "whole"})

    records = list(records_from(f"{serve(answer)}/api", Fetcher(allow_private=True)))
    assert [record.get("description") for record in records] == ["whole", None, "whole", "whole"]


def test_a_server_error_on_the_way_loses_nothing(database: str, serve: Callable[[Answer], str]) -> None:
    _apply(_services(3))

    def answer(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if query.get("page") == ["1"]:
            return _json({"total_items": 200, "contents": _services(100, contacts=[])})
        return _json({}, 500)

    with pytest.raises(FeedError, match="500"):
        _apply(records_from(serve(answer), Fetcher(allow_private=True)))
    assert _count() == 3


def test_redirects_are_followed_but_not_for_ever_and_not_anywhere(serve: Callable[[Answer], str]) -> None:
    def loop(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": path}, b""

    def to_a_file(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": "file:///etc/passwd"}, b""

    def once(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        return (302, {"Location": "/feed.json"}, b"") if path != "/feed.json" else _json([{"id": "a", "name": "A"}])

    with pytest.raises(FeedError, match="redirects more than"):
        _fetched(serve(loop))
    with pytest.raises(FeedError, match="nothing else"):
        _fetched(serve(to_a_file))
    assert _fetched(f"{serve(once)}/old.json") == ["a"]


REFUSED = [
    "http://127.0.0.1/services",
    "http://localhost/services",
    "http://[::1]/services",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://192.168.1.1/",
    "http://0.0.0.0/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "file:///etc/passwd",
    "ftp://place.org/feed",
    "gopher://x",
    "http://",
]


@pytest.mark.parametrize("url", REFUSED)
def test_private_machines_and_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(FeedError):
        list(records_from(url))


def test_an_answer_that_does_not_end_is_cut_off(
    serve: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.feed.fetch.MAX_BYTES", 1_000)
    url = serve(lambda path, query: (200, {}, b"x" * 2_000))
    with pytest.raises(FeedError, match="more than"):
        _fetched(url)


def test_a_source_is_named_after_its_host_or_file() -> None:
    assert name_of("https://data.place.org/oruk/services?x=1") == "data.place.org"
    assert name_of("feeds/place.json") == "place"
