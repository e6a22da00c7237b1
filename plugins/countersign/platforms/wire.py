"""The socket under a channel: goes only to an address it has checked itself, and keeps what it sends."""

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util import Retry

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


_Pool = HTTPConnectionPool


class Guarded(Exception):
    """The page's server cannot be at this address."""


class Ended(Exception):
    """The channel was told to send nothing more."""


@dataclass(slots=True)
class Wire:
    """What one exchange did on the socket; the connection writes here."""

    allow_private: bool
    before_first_byte: Callable[[], None] | None = None
    sent: bytearray = field(default_factory=bytearray)
    address: str = ""
    sock: socket.socket | None = None
    #: Set once and for all: nothing is sent any more.
    ended: bool = False

    def begin(self, before_first_byte: Callable[[], None] | None) -> None:
        """Forget the exchange before."""
        self.before_first_byte = before_first_byte
        self.sent, self.address, self.sock = bytearray(), "", None

    def cut(self) -> None:
        """End what is in flight, in both directions; nothing happens when nothing is."""
        if self.sock is not None:
            with suppress(OSError):  # It may have ended by itself meanwhile.
                self.sock.shutdown(socket.SHUT_RDWR)


class _Connection(HTTPConnection):
    """A connection to a checked address; check and connect use one and the same answer of the resolver."""

    def __init__(self, *args: Any, wire: Wire, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wire = wire

    def _new_conn(self) -> socket.socket:
        self._go_on()
        addresses = _checked(self)
        if self.wire.before_first_byte is not None:
            self.wire.before_first_byte()
        return _open(self, addresses)

    def send(self, data: Any) -> None:
        """Note the bytes, then send them; what fails before this (name, connect, TLS) has sent nothing."""
        if self.sock is None:
            self.connect()
        self.wire.sock = self.sock
        self._go_on()
        self.wire.sent += data
        super().send(data)

    def _go_on(self) -> None:
        if self.wire.ended and not self.wire.sent:
            raise Ended


class _TLSConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


class Adapter(HTTPAdapter):
    """Opens our connections: without retries, without proxies."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        super().__init__(max_retries=Retry(0))

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Let the pools make connections of ours."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, _Connection, self.wire),
            "https": _pool(HTTPSConnectionPool, _TLSConnection, self.wire),
        }


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when it hides inside an IPv6 address."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = _hidden(ip) or ip
    return ip.is_global and not ip.is_multicast


def _hidden(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _checked(connection: _Connection) -> list[tuple[Any, ...]]:
    host = connection._dns_host.strip("[]")
    try:
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
    allowed = [entry for entry in found if connection.wire.allow_private or is_public(str(entry[4][0]))]
    if not allowed:
        raise Guarded(
            f"{host} is inside this network, where a page's server cannot be. Nothing was sent. "
            "Correct the page's address, or let the administrator allow private addresses."
        )
    return allowed


def _open(connection: _Connection, addresses: list[tuple[Any, ...]]) -> socket.socket:
    failure: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(connection.timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            connection.wire.address = address[0]
            return sock
    raise NewConnectionError(connection, str(failure)) from failure


def _pool(base: type[_Pool], connection: type[_Connection], wire: Wire) -> type[_Pool]:
    return type(f"Our{base.__name__}", (base,), {"ConnectionCls": partial(connection, wire=wire)})
