"""A feed on loopback: a real HTTP server in a thread that answers as a test says."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from directory.feed.apply import apply_feed, services_of
from directory.feed.fetch import Fetcher
from directory.feed.report import Report
from directory.feed.sources import records_from
from storage import reading, writing

Query = dict[str, list[str]]
Reply = tuple[int, dict[str, str], bytes]
Answer = Callable[[str, Query], Reply]
Serve = Callable[[Answer], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
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
                self.send_header("Content-Length", headers.get("X-Length", str(len(body))))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def reply(value: Any, status: int = 200) -> Reply:
    """A JSON answer."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def fetched(url: str) -> list[str]:
    """The identifiers of the records behind an address of this machine."""
    return [str(record["id"]) for record in records_from(url, Fetcher(allow_private=True))]


def a_feed(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"s{at}", "name": f"Service {at}", "organization": {"name": "Org"}, **more} for at in range(number)]


def applied(records: Any, *, force: bool = False) -> Report:
    with writing() as session:
        return apply_feed(session, records, "test", force=force)


def held() -> int:
    with reading() as session:
        return services_of(session, "test")
