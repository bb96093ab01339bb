"""Fetching from an address that somebody typed: only http and https, only public machines, bounded in size and time."""

import ipaddress
import socket
import time
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from directory.feed.errors import FeedError

MAX_BYTES = 50_000_000  # of one answer
MAX_REDIRECTS = 5
TIMEOUT_SECONDS = 30.0  # for one step; and in all:
MAX_SECONDS = 120.0


class Fetcher:
    """Reads web addresses. Each name is resolved once and that very address is connected to, so a name server cannot
    answer differently between the check and the connection.

    Attributes:
        allow_private: reach machines of this network too; for a feed on one's own server, and for tests.
    """

    def __init__(self, *, allow_private: bool = False) -> None:
        self.allow_private = allow_private
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def read(self, url: str) -> bytes:
        """The body behind an address, after at most five redirects, each checked as the first.

        Raises:
            FeedError: when it is refused, unreachable, too large or too slow.
        """
        return self._read(url)[1]

    def read_if_there(self, url: str) -> bytes | None:
        """Like `read`; None where the server says that there is nothing (404 or 410)."""
        status, body = self._read(url, (404, 410))
        return None if status in (404, 410) else body

    def _read(self, url: str, accepted: tuple[int, ...] = ()) -> tuple[int, bytes]:
        until = time.monotonic() + MAX_SECONDS
        for _ in range(MAX_REDIRECTS + 1):
            address, host, port = self._resolve(url)
            parts = urlsplit(url)
            netloc = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
            request = self._client.build_request(
                "GET",
                urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")),
                headers={"Host": parts.netloc.rpartition("@")[2], "Accept": "application/json, text/csv"},
                extensions={"sni_hostname": host},
            )
            try:
                response = self._client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        url = urljoin(url, response.headers.get("location", ""))
                        continue
                    if response.status_code not in (200, *accepted):
                        raise FeedError(f"{host} answered with status {response.status_code}. Nothing was changed.")
                    return response.status_code, _body(response, host, until)
                finally:
                    response.close()
            except httpx.HTTPError as error:
                raise FeedError(
                    f"{host} could not be read: {error or type(error).__name__}. Nothing was changed."
                ) from error
        raise FeedError(f"{urlsplit(url).hostname} redirects more than {MAX_REDIRECTS} times.")

    def _resolve(self, url: str) -> tuple[str, str, int]:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise FeedError(f"{url!r} is not a web address.") from error
        if parts.scheme not in ("http", "https") or not host:
            raise FeedError("A feed is read from a file or from an http or https address, nothing else.")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise FeedError(f"There is no machine called {host}. Is the address spelt right?") from error
        addresses = [str(each[4][0]) for each in found]
        if not self.allow_private and not all(_is_public(address) for address in addresses):
            raise FeedError(f"{host} is not on the public internet, so it is not read.")
        return addresses[0], host, port


def _is_public(address: str) -> bool:
    read = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(read, "ipv4_mapped", None) or getattr(read, "sixtofour", None)
    return read.is_global and not read.is_multicast and (inner is None or inner.is_global)


def _body(response: httpx.Response, host: str, until: float) -> bytes:
    read = bytearray()
    for chunk in response.iter_bytes():
        read += chunk
        if len(read) > MAX_BYTES:
            raise FeedError(f"{host} sent more than {MAX_BYTES // 1_000_000} MB in one answer.")
        if time.monotonic() > until:
            raise FeedError(f"{host} took longer than {MAX_SECONDS:g} seconds.")
    return bytes(read)
