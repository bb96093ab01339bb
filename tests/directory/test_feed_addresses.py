"""Feeds read over HTTP: paged to the end, filled from the details, and safe from servers that lie or never end."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from directory.feed.connecting import is_public
from directory.feed.errors import FeedError
from directory.feed.fetch import Fetcher
from directory.feed.sources import records_from
from directory.models import Service
from storage import reading
from tests.directory.feed_double import Query, Reply, Serve, a_feed, applied, fetched, held, reply, serve

FIXTURES = (serve,)


def test_a_feed_whose_last_page_is_never_the_last_comes_to_an_end(serve: Serve) -> None:
    def empty_for_ever(path: str, query: Query) -> Reply:
        return reply({"totalelements": 0, "totalpages": 0, "last": False, "content": []})

    def same_for_ever(path: str, query: Query) -> Reply:
        return reply({"last": False, "content": [{"id": "a", "name": "A", "contacts": []}]})

    assert fetched(serve(empty_for_ever)) == []
    assert fetched(serve(same_for_ever)) == ["a"]


def test_thin_lists_are_filled_from_the_details(serve: Serve) -> None:
    def answer(path: str, query: Query) -> Reply:
        if path.endswith("/services"):
            page = int(query["page"][0])
            return reply({"total_items": 4, "contents": [{"id": f"{page}-{at}", "name": "N"} for at in range(2)]})
        if path.endswith("1-1"):
            return reply({}, 404)
        return reply({"id": path.rsplit("/", 1)[1], "name": "N", "description": "whole"})

    records = list(records_from(f"{serve(answer)}/api", Fetcher(allow_private=True)))
    assert [record.get("description") for record in records] == ["whole", None, "whole", "whole"]


def test_a_server_error_on_the_way_loses_nothing(database: str, serve: Serve) -> None:
    applied(a_feed(3))

    def answer(path: str, query: Query) -> Reply:
        if query.get("page") == ["1"]:
            return reply({"total_items": 200, "contents": a_feed(100, contacts=[])})
        return reply({}, 500)

    with pytest.raises(FeedError, match="500"):
        applied(records_from(serve(answer), Fetcher(allow_private=True)))
    assert held() == 3


def test_redirects_are_followed_but_not_for_ever_and_not_anywhere(serve: Serve) -> None:
    def loop(path: str, query: Query) -> Reply:
        return 302, {"Location": path}, b""

    def to_a_file(path: str, query: Query) -> Reply:
        return 302, {"Location": "file:///etc/passwd"}, b""

    def once(path: str, query: Query) -> Reply:
        return (302, {"Location": "/feed.json"}, b"") if path != "/feed.json" else reply([{"id": "a", "name": "A"}])

    with pytest.raises(FeedError, match="redirects more than"):
        fetched(serve(loop))
    with pytest.raises(FeedError, match="nothing else"):
        fetched(serve(to_a_file))
    assert fetched(f"{serve(once)}/old.json") == ["a"]


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


def test_an_answer_that_does_not_end_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.feed.fetch.MAX_BYTES", 1_000)
    url = serve(lambda path, query: (200, {}, b"x" * 2_000))
    with pytest.raises(FeedError, match="more than"):
        fetched(url)


def test_every_page_is_read_whatever_the_total_says(serve: Serve) -> None:
    def too_low(path: str, query: Query) -> Reply:
        page = int(query["page"][0])
        return reply(
            {"total_items": 1, "last_page": page == 3, "contents": [{"id": page, "name": "A", "contacts": []}]}
        )

    def in_turns(path: str, query: Query) -> Reply:
        page = int(query["page"][0])
        return reply({"total_items": 2, "last": False, "content": [{"id": page % 2, "name": "A", "contacts": []}]})

    def gone_after(path: str, query: Query) -> Reply:
        is_first = query["page"] == ["1"]
        return reply({"content": [{"id": "a", "name": "A", "contacts": []}]}) if is_first else reply({}, 404)

    assert fetched(serve(too_low)) == ["1", "2", "3"]
    assert fetched(serve(in_turns)) == ["1", "0"]
    assert fetched(serve(gone_after)) == ["a"]


def test_a_feed_that_gives_fewer_than_it_says_is_not_taken_for_whole(database: str, serve: Serve) -> None:
    applied(a_feed(10))

    def short(path: str, query: Query) -> Reply:
        return reply({"total_items": 10, "contents": a_feed(9, contacts=[]) if query["page"] == ["1"] else []})

    with pytest.raises(FeedError, match="10 services and gave 9"):
        applied(records_from(serve(short), Fetcher(allow_private=True)))
    assert held() == 10
    assert applied(records_from(serve(short), Fetcher(allow_private=True), whole=False)).gone == 1


def test_details_that_are_missing_or_anothers_take_nothing_away(database: str, serve: Serve) -> None:
    whole = {"name": "N", "description": "whole", "contacts": [{"name": "Ask us", "email": "ask@place.example.org"}]}
    applied([{"id": "a", **whole}, {"id": "b", **whole}, {"id": "..", **whole}])

    def answer(path: str, query: Query) -> Reply:
        if path.endswith("/services"):
            contents = [{"id": each, "name": "New name"} for each in ("a", "b", "..")]
            return reply({"total_items": 3, "contents": contents})
        return reply({}, 404) if path.endswith("/a") else reply({"id": "somebody else", "name": "X"})

    report = applied(records_from(serve(answer), Fetcher(allow_private=True)))
    assert (report.added, report.changed, report.gone) == (0, 3, 0)
    with reading() as session:
        for service in session.scalars(select(Service)):
            assert (service.name, service.record["description"]) == ("New name", "whole")
            assert service.record["contacts"]


def test_an_id_cannot_lead_to_another_address(serve: Serve) -> None:
    asked = []

    def answer(path: str, query: Query) -> Reply:
        asked.append(path)
        ids = ["../../secret", "..", "a/b?c#d", "é"]
        return reply({"total_items": 4, "contents": [{"id": each, "name": "N"} for each in ids]} if query else {}, 200)

    list(records_from(f"{serve(answer)}/api", Fetcher(allow_private=True)))
    assert set(asked) == {
        "/api/services",
        "/api/services/..%2F..%2Fsecret",
        "/api/services/a%2Fb%3Fc%23d",
        "/api/services/%C3%A9",
    }


def test_a_busy_server_is_asked_again_when_it_says_so(serve: Serve) -> None:
    times: list[float] = []

    def busy_once(path: str, query: Query) -> Reply:
        times.append(time.monotonic())
        return reply([{"id": "a", "name": "A"}]) if len(times) > 1 else (429, {"Retry-After": "1"}, b"")

    assert fetched(f"{serve(busy_once)}/feed.json") == ["a"]
    assert times[1] - times[0] >= 1
    with pytest.raises(FeedError, match="come back in 3600 seconds"):
        fetched(serve(lambda path, query: (503, {"Retry-After": "3600"}, b"")))
    with pytest.raises(FeedError, match="too busy"):
        fetched(serve(lambda path, query: (503, {"Retry-After": "0"}, b"")))


BOMB = gzip.compress(b"[" + b" " * 60_000_000 + b"]")
PACKED = [
    (gzip.compress(b'[{"id": "a", "name": "A"}]'), "gzip", ""),
    (BOMB, "gzip", "more than"),
    (gzip.compress(BOMB), "gzip, gzip", "was not asked for"),
    (zlib.compress(b"[]"), "deflate", "was not asked for"),
    (b"not packed", "gzip", "could not be read"),
    (gzip.compress(b"[]" * 1000)[:-12], "gzip", "broke off"),
]


@pytest.mark.parametrize(("body", "encoding", "why"), PACKED)
def test_packed_answers_are_unpacked_within_bounds(body: bytes, encoding: str, why: str, serve: Serve) -> None:
    url = f"{serve(lambda path, query: (200, {'Content-Encoding': encoding}, body))}/feed.json"
    if not why:
        assert fetched(url) == ["a"]
        return
    with pytest.raises(FeedError, match=why):
        fetched(url)


def test_an_answer_that_breaks_off_is_no_answer(serve: Serve) -> None:
    url = serve(lambda path, query: (200, {"X-Length": "1000"}, b'[{"id": "a", "name": "A"}]'))
    with pytest.raises(FeedError, match="could not be read"):
        fetched(f"{url}/feed.json")


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server that sends a byte of its headers ten times a second and never ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not stopped.wait(0.1):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/feed.json"
    stopped.set()
    listening.close()
    thread.join(5)


def test_a_server_that_drips_is_left(dripping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.feed.fetch.MAX_SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(FeedError, match="too long"):
        fetched(dripping)
    assert time.monotonic() - began < 5


def test_a_redirect_to_a_private_machine_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address is public; where it sends us is not. (Only this one port of loopback counts as public here.)"""
    inner = serve(lambda path, query: reply([{"id": "secret", "name": "S"}]))
    outer = serve(lambda path, query: (302, {"Location": inner.replace("127.0.0.1", "localhost")}, b""))
    monkeypatch.setattr("directory.feed.connecting.is_public", _public_at_first())
    with pytest.raises(FeedError, match="not on the public internet"):
        list(records_from(f"{outer}/feed.json", Fetcher()))


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resolver is asked once for a connection, and the address it gave is the one connected to."""
    url = serve(lambda path, query: reply([{"id": "a", "name": "A"}]))
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def changing(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return resolve("127.0.0.1" if asked.count("feed.example.org") < 2 else "192.0.2.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert fetched(url.replace("127.0.0.1", "feed.example.org") + "/feed.json") == ["a"]
    assert asked.count("feed.example.org") == 1


def _public_at_first() -> Any:
    seen: list[str] = []

    def judged(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1 or is_public(address)

    return judged


ADDRESSES = {
    "8.8.8.8": True,
    "2001:4860:4860::8888": True,
    "::ffff:8.8.8.8": True,
    "::ffff:10.0.0.1": False,
    "64:ff9b::a00:1": False,
    "2002:a00:1::": False,
    "fe80::1%eth0": False,
    "100.64.0.1": False,
    "224.0.0.1": False,
    "fd00::1": False,
}


def test_what_is_public_is_known_of_every_address() -> None:
    assert {address: is_public(address) for address in ADDRESSES} == ADDRESSES


def test_an_address_with_a_password_in_it_is_refused_and_not_repeated(serve: Serve) -> None:
    to_it = serve(lambda path, query: (302, {"Location": "http://name:secret@feed.example.org/"}, b""))
    nowhere = serve(lambda path, query: (302, {"Location": "http://[::1"}, b""))
    with pytest.raises(FeedError, match="no address"):
        fetched(f"{nowhere}/feed.json")
    for url in ("https://name:secret@feed.example.org/services", "https://:secret@[::1", f"{to_it}/feed.json"):
        with pytest.raises(FeedError) as refused:
            fetched(url)
        assert "secret" not in str(refused.value)


def test_one_feed_cannot_go_on_for_ever(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(path: str, query: Query) -> Reply:
        page = int(query["page"][0])
        return reply({"last": False, "content": [{"id": f"{page}", "name": "A", "contacts": []}]})

    monkeypatch.setattr("directory.feed.sources.MAX_PAGES", 30)
    with pytest.raises(FeedError, match="did not end"):
        fetched(serve(endless))
    monkeypatch.setattr("directory.feed.fetch.MAX_ALL_BYTES", 1_000)
    with pytest.raises(FeedError, match="in all"):
        fetched(serve(endless))
