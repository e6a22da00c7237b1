"""The way to a page over HTTP: where it goes, what it keeps, and how it says what happened."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from countersign.platforms.http import LARGEST_KEPT, Answer, Channel, Lost, NeverLeft, PageAccess
from countersign.platforms.wire import is_public
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.proxy import Fault, Proxy, read_message
from tests.platforms.conftest import QUICK, a_channel

POST = "/api/v1/statuses"


@contextmanager
def answering(act: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server that reads one request on each connection and then does this; yields its address."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                read_message(client)
                act(client)

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    server.close()


def to(url: str, *, credential: str | None = TOKEN, ceiling: float = 40) -> Channel:
    """A channel to that address which gives up soon."""
    return Channel(PageAccess("page", url, credential=credential), allow_private=True, timeout=QUICK, ceiling=ceiling)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Private, loopback, link-local and shared addresses are not public, also when wrapped in IPv6."""
    assert is_public(address) == public


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f000001", "2130706433"])
def test_a_private_address_is_refused(host: str) -> None:
    """Unless it is allowed, a page's server is not looked for inside this network, however it is spelled."""
    channel = Channel(PageAccess("page", f"https://{host}:1", credential=TOKEN))
    reply = channel.write("POST", POST)
    assert isinstance(reply, NeverLeft) and reply.ours and "Nothing was sent" in reply.why


def test_the_checked_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once, so a resolver that answers differently the second time gains nothing."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "192.0.2.1" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    reply = Channel(PageAccess("page", "https://rebind.town.gov")).get("/")
    assert isinstance(reply, NeverLeft) and reply.ours and asked == ["rebind.town.gov"]


@pytest.mark.parametrize("url", ["http://town.gov", "", "town.gov", "ftp://town.gov", "https://"])
def test_only_https_addresses_are_used(url: str) -> None:
    """An address that would show the credential, or is no address, is refused before anything is sent."""
    reply = Channel(PageAccess("page", url, credential=TOKEN)).write("POST", POST)
    assert isinstance(reply, NeverLeft) and reply.ours


def test_nobody_listening_is_certainly_not_sent() -> None:
    """A refused connection means that not one byte left."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with to(f"http://127.0.0.1:{port}") as channel:
        reply = channel.write("POST", POST)
        assert isinstance(reply, NeverLeft) and not reply.ours
        assert channel.take()[0].request == b""


def test_an_unknown_name_is_certainly_not_sent() -> None:
    """A name that nobody knows means that not one byte left."""
    reply = to("http://no-such-server.invalid").write("POST", POST)
    assert isinstance(reply, NeverLeft) and not reply.ours


def test_a_bad_certificate_is_certainly_not_sent() -> None:
    """A server that does not speak TLS gets no byte of the request."""
    with answering(lambda client: None) as url:
        reply = to(url.replace("http:", "https:")).write("POST", POST)
    assert isinstance(reply, NeverLeft) and not reply.ours


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost with its key, in one file, signed by nobody else."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=localhost")
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = tmp_path / "localhost.pem"
    file.write_bytes(signed + key.private_bytes(serialization.Encoding.PEM, form, plain))
    return file


def test_tls_is_spoken_only_with_who_proves_to_be_it(certificate: Path) -> None:
    """An unknown certificate gets no byte of the request; a good one gets it over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with FakeMastodon(tls=context) as server:
        url = server.url.replace("http://127.0.0.1", "https://localhost")
        with to(url) as channel:
            unknown = channel.write("POST", POST, body=b"{}")
            assert isinstance(unknown, NeverLeft) and channel.take()[0].request == b""
            channel._session.verify = str(certificate)
            assert isinstance(channel.get("/api/v1/accounts/verify_credentials"), Answer)
            assert channel.take()[0].request.startswith(b"GET ")


def test_the_check_comes_before_writes_and_not_before_reads(server: FakeMastodon, access: PageAccess) -> None:
    """Looking must stay possible after the time to send has passed."""
    asked: list[int] = []
    with a_channel(access, before_first_byte=lambda: asked.append(1)) as channel:
        channel.get("/api/v2/instance")
        assert not asked
        channel.write("POST", POST)
        assert asked == [1]


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.HANG, Fault.TRUNCATE, Fault.RESET])
def test_a_lost_answer_is_said_to_be_lost(server: FakeMastodon, fault: Fault) -> None:
    """Whatever happens to the answer once the request is out, the reply says that it may have been carried out."""
    with Proxy(server.port) as proxy, to(proxy.url) as channel:
        proxy.arm(fault)
        assert isinstance(channel.write("DELETE", f"{POST}/1"), Lost)


def test_an_answer_that_trickles_is_cut_off() -> None:
    """A byte now and then does not keep a send alive for ever."""

    def trickle(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(4000):
            time.sleep(0.05)
            try:
                client.sendall(b"x")
            except OSError:
                return

    with answering(trickle) as url:
        began = time.monotonic()
        assert isinstance(to(url, ceiling=0.4).get("/"), Lost)
        assert time.monotonic() - began < 100


def test_a_short_chunked_answer_is_lost() -> None:
    """A chunked answer that stops before its last chunk is no answer."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
    with answering(lambda client: client.sendall(head)) as url:
        assert isinstance(to(url).get("/"), Lost)


def test_a_chunked_answer_is_kept_whole() -> None:
    """The kept answer states the length of the body that it holds."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
    with answering(lambda client: client.sendall(head)) as url, to(url) as channel:
        reply = channel.get("/")
        assert isinstance(reply, Answer) and reply.body == b"ab"
        assert channel.take()[0].response == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"


def test_a_redirect_is_not_followed() -> None:
    """A write goes where the page's address says, and nowhere else."""
    moved = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with answering(lambda client: client.sendall(moved)) as url:
        reply = to(url).write("POST", POST)
    assert isinstance(reply, Answer) and reply.status == 307


def test_a_proxy_in_the_environment_is_ignored(
    server: FakeMastodon, access: PageAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment cannot send our credential through somebody's proxy."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with a_channel(access) as channel:
        assert isinstance(channel.get("/api/v2/instance"), Answer)


def test_no_token_is_kept() -> None:
    """Wherever the credential stands, in the request or echoed by the server, it is masked in what is kept."""
    echo = f'{{"error": "bad {TOKEN}", "again": "{TOKEN}"}}'.encode()
    head = f"HTTP/1.1 422 No\r\nSet-Cookie: s=1\r\nX-Echo: {TOKEN}\r\nContent-Length: {len(echo)}\r\n\r\n".encode()
    with answering(lambda client: client.sendall(head + echo)) as url, to(url) as channel:
        reply = channel.write("POST", f"{POST}?token={TOKEN}", body=TOKEN.encode())
        kept = channel.take()[0]
        assert isinstance(reply, Answer) and TOKEN not in channel.said(reply)
    assert TOKEN.encode() not in kept.request + kept.response + kept.url.encode() + kept.error.encode()
    assert b"s=1" not in kept.response and kept.request.startswith(b"POST ") and kept.status == 422
    assert len(kept.response) == len(head + echo)


def test_a_big_request_is_kept_in_part() -> None:
    """A picture's bytes are stored under its hash already; the exchange keeps the beginning and the length."""
    fine = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with answering(lambda client: client.sendall(fine)) as url, to(url) as channel:
        channel.write("POST", "/", body=b"x" * (2 * LARGEST_KEPT))
        kept = channel.take()[0]
    assert len(kept.request) == LARGEST_KEPT and kept.request_length > 2 * LARGEST_KEPT


def test_exchanges_are_given_away_once(server: FakeMastodon, channel: Channel) -> None:
    """The caller that takes the exchanges has them all, in order, and they are not there again."""
    channel.get("/api/v2/instance")
    channel.get("/api/v1/accounts/verify_credentials")
    assert [kept.status for kept in channel.take()] == [200, 200]
    assert channel.take() == ()


def test_an_abort_ends_what_is_in_flight_and_all_that_follows() -> None:
    """A publisher that is told to stop gets Lost at once, and sends nothing more."""
    with answering(lambda client: time.sleep(200)) as url:
        channel = Channel(PageAccess("page", url), allow_private=True)
        threading.Timer(0.2, channel.abort).start()
        began = time.monotonic()
        assert isinstance(channel.write("POST", POST), Lost)
        assert time.monotonic() - began < 100
        assert isinstance(channel.write("POST", POST), NeverLeft)
