"""Feeds and folders: what is new comes in once, what fails changes nothing, and silence is told."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from countersign import database, delivery, desk, policies, sample
from countersign.alerts import sources
from countersign.alerts.tables import AlertRow, Source, Way
from countersign.delivery import calling, polling
from countersign.desk import preparing
from countersign.notices import Notice
from tests.fakes.answering import Answering
from tests.unit.alerts.messages import NOW, SENDER, cap

Answer = tuple[int, dict[str, str], bytes]


class Feed(Answering):
    """A server whose next answer a test sets, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feed.asked.append((self.path, dict(self.headers)))
                status, headers, body = feed.answers.get(self.path, (404, {}, b""))
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(Handler)


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Feed]:
    """A feed on loopback, which this installation may look at."""
    monkeypatch.setenv("COUNTERSIGN_ALLOW_PRIVATE_HOSTS", "1")
    with Feed() as started:
        yield started


@pytest.fixture
def look(engine: Engine) -> Callable[..., list[str]]:
    """A function that adds a source once and looks at it, and gives the states of its messages."""

    def look_at(way: Way, address: str) -> list[str]:
        with database.transaction(engine) as s:
            now = database.clock(s)
            source = s.scalars(select(Source)).first()
            if source is None:
                terms = sources.Terms(senders=(SENDER,), zone={"same": ["006069"]})
                source = preparing.add_source(s, sample.CHIEF, "feed", way=way, terms=terms, address=address, now=now)
        delivery.poll_source(str(source.id))
        with database.transaction(engine) as s:
            return [row.state.value for row in s.scalars(select(AlertRow).order_by(AlertRow.received))]

    return look_at


def test_a_feed_is_read_and_asked_politely(feed: Feed, look: Callable[..., list[str]], engine: Engine) -> None:
    """We say who we are, remember the tag, and the same messages again are not kept twice."""
    whole = f"<alerts>{cap(identifier='a').decode()}{cap(identifier='b').decode()}</alerts>".encode()
    feed.answers["/f"] = (200, {"ETag": '"1"'}, whole)
    assert len(look(Way.FEED, f"{feed.url}/f")) == 2
    assert feed.asked[0][1]["User-Agent"].startswith("Countersign")
    assert len(look(Way.FEED, f"{feed.url}/f")) == 2
    assert feed.asked[1][1]["If-None-Match"] == '"1"'
    with database.transaction(engine) as s:
        source = s.scalars(select(Source)).one()
        assert source.last_good and source.newest_sent == NOW and source.trouble == ""


def test_what_is_only_announced_is_fetched_from_the_same_host(feed: Feed, look: Callable[..., list[str]]) -> None:
    """Links of a feed are followed to its own host and to no other."""
    links = f'<entry><link href="{feed.url}/one"/></entry><entry><link href="http://169.254.169.254/x"/></entry>'
    feed.answers["/f"] = (200, {}, f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode())
    feed.answers["/one"] = (200, {}, cap())
    assert len(look(Way.FEED, f"{feed.url}/f")) == 1
    assert [path for path, _ in feed.asked] == ["/f", "/one"]


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, b""),
        (302, {"Location": "http://127.0.0.1/"}, b""),
        (200, {}, b"x" * (polling.reading.LARGEST + 1)),
        (200, {"Content-Length": "5000"}, b"<alert"),
    ],
)
def test_a_bad_answer_changes_nothing(
    feed: Feed, look: Callable[..., list[str]], engine: Engine, answer: Answer
) -> None:
    """An error, a redirect, too much or half an answer is kept as the source's trouble, and nothing else happens."""
    feed.answers["/f"] = (200, {}, cap())
    assert len(look(Way.FEED, f"{feed.url}/f")) == 1
    feed.answers["/f"] = answer
    assert len(look(Way.FEED, f"{feed.url}/f")) == 1
    with database.transaction(engine) as s:
        assert s.scalars(select(Source)).one().trouble


def drips(first: bytes, then: bytes, *, every: float) -> tuple[socket.socket, str]:
    """A server that sends a beginning and then, for ever, the same bytes again; its address."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = server.accept()
                with client, suppress(OSError):
                    client.recv(65_536)
                    client.sendall(first)
                    while True:
                        client.sendall(then)
                        time.sleep(every)

    threading.Thread(target=serve, daemon=True).start()
    return server, f"http://127.0.0.1:{server.getsockname()[1]}/f"


@pytest.mark.parametrize(
    ("first", "then", "every"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"<", 0.05),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 0.05),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n", b" " * 1_000_000, 0.0),
    ],
    ids=["body by bytes", "headers by bytes", "60 MB"],
)
def test_an_endless_answer_is_left(
    look: Callable[..., list[str]],
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    first: bytes,
    then: bytes,
    every: float,
) -> None:
    """A server that drips, in its headers too, or that sends without end, is left after its time or its size."""
    monkeypatch.setenv("COUNTERSIGN_ALLOW_PRIVATE_HOSTS", "1")
    monkeypatch.setattr(polling, "WHOLE_ANSWER", 0.6)
    server, address = drips(first, then, every=every)
    with server:
        assert look(Way.FEED, address) == []
    with database.transaction(engine) as s:
        source = s.scalars(select(Source)).one()
        assert source.trouble and source.last_good is None


def test_a_folder_is_read(look: Callable[..., list[str]], tmp_path: Path) -> None:
    """New files of a folder come in; one that is no message is refused, and others are left alone."""
    (tmp_path / "a.xml").write_bytes(cap())
    (tmp_path / "b.cap").write_bytes(b"junk")
    (tmp_path / "notes.txt").write_text("not for us")
    assert sorted(look(Way.FOLDER, str(tmp_path))) == ["refused", "refused"]


def test_silence_is_told_once(feed: Feed, look: Callable[..., list[str]], engine: Engine) -> None:
    """A source that was not read well for too long is told to the watch, once an hour."""
    feed.answers["/f"] = (500, {}, b"")
    look(Way.FEED, f"{feed.url}/f")
    with database.transaction(engine) as s:
        desk.take_watch(s, sample.ON_WATCH, now=database.clock(s))
        s.scalars(select(Source)).one().created -= timedelta(hours=1)
    assert len(polling.watch_sources().lines) == 1 and polling.watch_sources().lines == []
    with database.transaction(engine) as s:
        told = s.scalars(select(Notice.kind)).all()
        assert set(told) == {"source_silent"}


def test_an_empty_watch_is_told_and_handing_over_leaves_none(engine: Engine) -> None:
    """Whoever leaves the watch empty sets off an alarm; who hands it over by name does not."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        desk.take_watch(s, sample.ON_WATCH, now=now)
        other = next(p for p in watchers(s) if p != sample.ON_WATCH)
        desk.hand_over_watch(s, sample.ON_WATCH, to=other, now=now)
        assert "watch_empty" not in s.scalars(select(Notice.kind)).all()
        desk.leave_watch(s, other, now=now)
        assert "watch_empty" in s.scalars(select(Notice.kind)).all()
    assert polling.watch_sources().lines == []
    with database.transaction(engine) as s:
        s.execute(update(Notice).values(created=Notice.created - calling.SHIFT))
    assert "Nobody is on watch" in polling.watch_sources().lines[0]


def watchers(s: Session) -> list[str]:
    """Everybody who may take the watch."""
    policy = policies.current(s)
    return [person for role in policy.watch.roles for person in policy.holders(role)]


def test_an_empty_feed_changes_nothing(feed: Feed, look: Callable[..., list[str]], engine: Engine) -> None:
    """A feed without a message is a good look, and nothing is kept of it."""
    feed.answers["/f"] = (200, {}, b'{"type": "FeatureCollection", "features": [], "updated": "now"}')
    assert look(Way.FEED, f"{feed.url}/f") == []
    with database.transaction(engine) as s:
        assert s.scalars(select(Source)).one().last_good
