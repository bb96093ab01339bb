"""Connections for feeds: to public machines only, and none that goes on for longer than it may."""

import ipaddress
import socket
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateError(OSError):
    """A name that stands for a machine which is not on the public internet."""


class Connecting(httpcore.SyncBackend):
    """Resolves a name, checks every address, and connects to one that was checked.

    Attributes:
        until: when what is being read must be there, by time.monotonic(). A server that sends a byte now and then would
            otherwise never run into a timeout.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self.until = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host.

        Raises:
            PrivateError: when one of its addresses is not public.
            socket.gaierror: when there is no such host.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise socket.gaierror(str(error)) from error
        addresses = [str(each[4][0]) for each in found]
        if not self.allow_private and not all(is_public(address) for address in addresses):
            raise PrivateError(host)
        # The address, not the name: nobody is asked twice.
        return _Bounded(super().connect_tcp(addresses[0], port, self.left(timeout)), self)

    def left(self, timeout: float | None) -> float:
        """How long a step may take, seconds.

        Raises:
            httpcore.ReadTimeout: when the time is up.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return min(left, timeout if timeout is not None else left)


class _Bounded(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, connecting: Connecting) -> None:
        self.stream, self.connecting = stream, connecting

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.connecting.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.connecting.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, self.connecting.left(timeout))
        return _Bounded(secured, self.connecting)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when an IPv4 address is wrapped in it (6to4, NAT64)."""
    read = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(read, "ipv4_mapped", None) or getattr(read, "sixtofour", None)
    if read in _NAT64:
        inner = ipaddress.IPv4Address(int(read) & 0xFFFFFFFF)
    return read.is_global and not read.is_multicast and (inner is None or inner.is_global)
