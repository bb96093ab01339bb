"""Fetching from an address that somebody typed: only http and https, only public machines, bounded in size and time."""

import re
import socket
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpcore

from directory.feed.connecting import Connecting, PrivateError
from directory.feed.errors import FeedError

MAX_BYTES = 50_000_000  # of one answer, unpacked
MAX_ALL_BYTES = 2_000_000_000  # of all answers of one feed
MAX_REDIRECTS = 5
TIMEOUT_SECONDS = 30.0  # for one step; one answer in all:
MAX_SECONDS = 120.0
MAX_ALL_SECONDS = 6 * 3600.0  # and the whole feed
MAX_WAIT_SECONDS = 60.0  # that a server may ask us to wait (Retry-After)
MAX_TRIES = 4
_BUSY = (429, 503)
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = (("Accept", "application/json, text/csv"), ("Accept-Encoding", "gzip"), ("User-Agent", "Fingerpost"))


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Fetcher:
    """Reads the web addresses of one feed. A name is resolved once for each connection and that very address is connected
    to, so a name server cannot answer differently between the check and the connection.

    Attributes:
        allow_private: reach machines of this network too; for a feed on one's own server, and for tests.
    """

    def __init__(self, *, allow_private: bool = False) -> None:
        self.allow_private = allow_private
        self._connecting = Connecting(allow_private=allow_private)
        self._pool = httpcore.ConnectionPool(network_backend=self._connecting)
        self._until = time.monotonic() + MAX_ALL_SECONDS
        self._bytes = 0

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def read(self, url: str) -> bytes:
        """The body behind an address, after at most five redirects, each checked as the first.

        Raises:
            FeedError: when it is refused, unreachable, too large or too slow.
        """
        return self._read(url).body

    def read_if_there(self, url: str) -> bytes | None:
        """Like `read`; None where the server says that there is nothing (404 or 410)."""
        answer = self._read(url, (404, 410))
        return None if answer.status in (404, 410) else answer.body

    def _read(self, url: str, accepted: tuple[int, ...] = ()) -> _Answer:
        for _ in range(MAX_TRIES):
            answer = self._followed(url, accepted)
            if answer.status not in _BUSY:
                return answer
            _wait(answer.headers.get("retry-after", ""), url)
        raise FeedError(f"{urlsplit(url).hostname} is too busy: it answered {MAX_TRIES} times with {answer.status}.")

    def _followed(self, url: str, accepted: tuple[int, ...]) -> _Answer:
        self._connecting.until = min(time.monotonic() + MAX_SECONDS, self._until)
        for _ in range(MAX_REDIRECTS + 1):
            host = checked_host(url)
            answer = self._ask(url, host)
            if answer.status in _REDIRECTS:
                url = _led_to(url, answer.headers.get("location", ""))
                continue
            if answer.status not in (200, *_BUSY, *accepted):
                raise FeedError(f"{host} answered with status {answer.status}. Nothing was changed.")
            return answer
        raise FeedError(f"{urlsplit(url).hostname} redirects more than {MAX_REDIRECTS} times.")

    def _ask(self, url: str, host: str) -> _Answer:
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_SECONDS)
        try:
            quoted, more = _quoted(url), {"timeout": timeouts}
            with self._pool.stream("GET", quoted, headers=list(_HEADERS), extensions=more) as response:
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                if response.status in _REDIRECTS:
                    return _Answer(response.status, headers, b"")
                body = self._body(response.iter_stream(), headers.get("content-encoding", ""), host)
                return _Answer(response.status, headers, body)
        except PrivateError as error:
            raise FeedError(f"{host} is not on the public internet, so it is not read.") from error
        except socket.gaierror as error:
            raise FeedError(f"There is no machine called {host}. Is the address spelt right?") from error
        except httpcore.TimeoutException as error:
            raise FeedError(f"{host} took too long to answer. Nothing was changed.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error) as error:
            raise FeedError(
                f"{host} could not be read: {error or type(error).__name__}. Nothing was changed."
            ) from error

    def _body(self, chunks: Iterator[bytes], encoding: str, host: str) -> bytes:
        """The body, unpacked piece by piece, so that a little cannot become a lot."""
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip"):
            raise FeedError(f"{host} packs its answer as {encoding[:40]!r}, which was not asked for.")
        unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
        read = bytearray()
        for chunk in chunks:
            left = chunk
            while left:
                read += unpacker.decompress(left, 1 << 20) if unpacker else left
                left = unpacker.unconsumed_tail if unpacker else b""
                if len(read) > MAX_BYTES:
                    raise FeedError(f"{host} sent more than {MAX_BYTES // 1_000_000} MB in one answer.")
        if unpacker and read and not unpacker.eof:
            raise FeedError(f"{host} broke off in the middle of an answer. Nothing was changed.")
        self._bytes += len(read)
        if self._bytes > MAX_ALL_BYTES:
            raise FeedError(f"{host} sent more than {MAX_ALL_BYTES // 1_000_000} MB in all. Nothing was changed.")
        return bytes(read)


def _led_to(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FeedError(f"{urlsplit(url).hostname} redirects to something that is no address.") from error


def checked_host(url: str) -> str:
    """The host of an address that may be read.

    Raises:
        FeedError: when it is no such address; the message does not repeat it.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise FeedError("This is not a web address. Is it spelt right?") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FeedError("A feed is read from a file or from an http or https address, nothing else.")
    if parts.username is not None or parts.password is not None:
        raise FeedError("An address with a name or password in it is not read: it would end up in logs.")
    return host


def _quoted(url: str) -> str:
    """The address as it may stand in a request: a non-ASCII host as Punycode, other such characters escaped."""
    parts = urlsplit(url)
    try:
        host = (parts.hostname or "").encode("idna").decode() if not url.isascii() else parts.hostname or ""
    except UnicodeError as error:
        raise FeedError("This is not a web address. Is it spelt right?") from error
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{parts.port}" if parts.port else ""
    rest = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    safe = re.sub(r"[^!-~]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), rest)
    return f"{parts.scheme}://{netloc}{safe}"


def _wait(retry_after: str, url: str) -> None:
    """Wait as long as the server asks (RFC 9110, section 10.2.3), five seconds when it does not say in seconds."""
    seconds = float(retry_after) if retry_after.isdecimal() and len(retry_after) < 10 else 5.0
    if seconds > MAX_WAIT_SECONDS:
        raise FeedError(
            f"{urlsplit(url).hostname} asks us to come back in {seconds:.0f} seconds. Nothing was changed; try again then."
        )
    time.sleep(seconds)
