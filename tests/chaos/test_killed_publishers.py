"""A publisher is ended at each step of a send, and the answer is lost in each way: never two posts, always a verdict.

Each story has a database, a server that ignores keys (the hardest kind) and a fault proxy of its own; publishers are
processes of their own. Stories run beside each other, since most of their time is waiting.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest

from countersign import database
from countersign.embedded import Server
from countersign.settings import Settings
from tests import stories
from tests.chaos import publisher
from tests.chaos.publisher import POINTS
from tests.fakes.mastodon import TOKEN, Behaviour, FakeMastodon, gotosocial
from tests.fakes.proxy import Fault, Proxy
from tests.installation import as_superuser, environment, installation

ROOT = Path(__file__).parents[2]
POST = "POST /api/v1/statuses"
#: Seconds within which there is a verdict (the design's fourth invariant), and what a busy machine adds to be seen.
VERDICT, SLACK = 60, 20
#: What many stories at once on a machine that may stall add to the seconds within which a publisher ends.
BUSY = 30
AT_ONCE = 20
SENT, ASKED = "sent", "unknown, and a person was asked"
#: What is public when the publisher is killed at a point, or can be sent again since nothing was: it ends as sent.
CERTAIN = {
    "before the claim is committed",
    "before the picture leaves",
    "after the picture left",
    "before the progress is committed",
    "after the claim was committed",
    "after the post left",
    "before the outcome is committed",
    "after the outcome was committed",
}


@dataclass(frozen=True)
class Story:
    """Where the first publisher dies, what happens to the answer, and how it ends."""

    name: str
    ends: str
    die: str | None = None
    fault: Fault | None = None
    status: int = 500
    #: Killed from outside, once this is seen at the proxy.
    killed: bool = False
    #: Told to stop (TERM) from outside, once this is seen at the proxy.
    told: bool = False
    honours_keys: bool = False
    seconds: float = 100
    #: From the first one's death on the server answers nobody.
    silent: bool = False


def _stories() -> list[Story]:
    at_points = [Story(f"killed {point}", SENT if point in CERTAIN else ASKED, die=point) for point in POINTS]
    in_flight = [
        Story("killed while the answer hangs", SENT, fault=Fault.HANG, killed=True),
        Story("killed while the request hangs", ASKED, fault=Fault.HANG_BEFORE, killed=True),
    ]
    last = "before the outcome is committed"
    told = [
        Story("told to stop while the answer hangs", SENT, fault=Fault.HANG, told=True),
        Story("told to stop while the request hangs", ASKED, fault=Fault.HANG_BEFORE, told=True),
    ]
    lost = [
        Story(f"{fault}, killed {last}", SENT, fault=fault, die=last)
        for fault in (Fault.DROP_AFTER, Fault.RESET, Fault.STATUS_AFTER, Fault.TRUNCATE)
    ]
    alive = [
        Story("answer dropped", SENT, fault=Fault.DROP_AFTER),
        Story("reset", SENT, fault=Fault.RESET),
        Story("cut", SENT, fault=Fault.TRUNCATE),
        Story("500 after it was carried out", SENT, fault=Fault.STATUS_AFTER),
        Story("500 before it was carried out", ASKED, fault=Fault.STATUS),
        Story("request dropped", ASKED, fault=Fault.DROP_BEFORE),
        Story("429", SENT, fault=Fault.STATUS, status=429),
        Story("429, killed before that is stored", ASKED, fault=Fault.STATUS, status=429, die=last),
    ]
    keys = [
        Story("keys honoured, request dropped", ASKED, fault=Fault.DROP_BEFORE, honours_keys=True),
        Story("keys honoured, killed before the post leaves", ASKED, die="before the post leaves", honours_keys=True),
        Story("keys honoured, answer dropped", SENT, fault=Fault.DROP_AFTER, honours_keys=True),
    ]
    silent = Story("killed before the post leaves, then silence", ASKED, die="before the post leaves", silent=True)
    return [*at_points, *in_flight, *told, *lost, *alive, *keys, silent]


@dataclass
class Stage:
    """What one story plays on."""

    story: Story
    told: Settings
    server: FakeMastodon
    proxy: Proxy
    looking: psycopg.Connection
    processes: list[BaseProcess] = field(default_factory=list)

    def publisher(self, die: str | None = None) -> BaseProcess:
        """A publisher in a process of its own."""
        process = publisher.start(self.told, die=die)
        self.processes.append(process)
        return process

    def log(self) -> str:
        """The last words of the publishers."""
        return (self.told.home / "publisher.log").read_text()[-600:]

    def row(self) -> tuple[str, bool, bool]:
        """State, whether a lease lives, whether a person was asked."""
        row = self.looking.execute(
            "select state, lease_until > clock_timestamp(), exists(select 1 from notice where kind = 'not_confirmed') "
            "from delivery"
        ).fetchone()
        assert row
        return row[0], bool(row[1]), row[2]

    def verdict(self) -> str | None:
        """How it ended, or None while that is open."""
        state, _, asked = self.row()
        if state == "unknown" and asked:
            return ASKED
        return state if state in {"sent", "refused", "missed"} else None

    def play(self) -> str:
        """A publisher comes to its end and another one goes on, or the first lives; gives what is wrong, or nothing."""
        try:
            dies = self._first()
            began, last = time.monotonic(), self.publisher() if dies else self.processes[0]
            while self.verdict() is None and last.is_alive() and time.monotonic() - began < VERDICT + SLACK:
                time.sleep(0.2)
            took = time.monotonic() - began
            assert last.is_alive(), f"the publisher has ended: {self.log()}"
            stories.until(lambda: self.verdict() or self._held(), "a lease lives")
            return self._wrong(took)
        finally:
            for process in self.processes:
                publisher.kill(process)

    def _held(self) -> bool:
        state, lives, _ = self.row()
        return state != "sending" or lives

    def _first(self) -> bool:
        """Start the first publisher and wait for its death; whether it dies at all."""
        story = self.story
        if story.fault:
            self.proxy.arm(story.fault, on=POST, status=story.status, seconds=story.seconds)
        first = self.publisher(story.die)
        if story.die:
            first.join(60)
            assert first.exitcode == -9, "it was not killed at its point"
            if story.silent:
                self.proxy.arm(Fault.HANG, times=1000, seconds=100)
        elif story.killed:
            seen: Callable[[], bool] = lambda: (  # noqa: E731
                bool(self.server.public_posts) if story.fault is Fault.HANG else POST in self.proxy.seen
            )
            stories.until(seen, "the post is on its way", seconds=60)
            first.kill()
        elif story.told:
            stories.until(lambda: POST in self.proxy.seen, "the post is on its way", seconds=60)
            self._tell_to_stop(first)
        return bool(story.die or story.killed or story.told)

    def _tell_to_stop(self, first: BaseProcess) -> None:
        """It ends within 5 seconds, and writes down that this is not confirmed."""
        first.terminate()
        began = time.monotonic()
        first.join(60)
        assert first.exitcode == 0 and time.monotonic() - began < 5 + BUSY
        assert self.row()[0] == "unknown"
        assert self.looking.execute("select 1 from entry where event = 'delivery.not_confirmed'").fetchone()
        assert self.looking.execute("select outcome from attempt").fetchall() == [("Ambiguous",)]

    def _wrong(self, took: float) -> str:
        posts, ends = len(self.server.public_posts), self.verdict()
        if posts > 1 or ends != self.story.ends or (ends == SENT) != (posts == 1) or took > VERDICT + SLACK:
            return f"{self.story.name}: {posts} posts, {self.row()}, expected {self.story.ends}, after {took:.0f} s"
        return ""


@contextmanager
def stage(story: Story, *, server: Server, template: str, home: Path) -> Iterator[Stage]:
    """A signed post with a picture that is due now, on a page behind a proxy."""
    behaviour = Behaviour() if story.honours_keys else gotosocial()
    with ExitStack() as leave:
        told = leave.enter_context(installation(server, template, home, lease_seconds="5"))
        told.home.mkdir(parents=True, exist_ok=True)
        fake = leave.enter_context(FakeMastodon(behaviour=replace(behaviour)))
        proxy = leave.enter_context(Proxy(fake.port))
        engine = database.default_engine()
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKEN)
        stories.approved(engine, stories.with_picture(engine, pages=("mastodon",)))
        looking = leave.enter_context(as_superuser(server, told))
        yield Stage(story, told, fake, proxy, looking)


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_never_two_posts_and_always_a_verdict(server: Server, template_database: str, tmp_path: Path) -> None:
    """Ended at any step, with any answer: at most one public post, and a verdict within 60 seconds of the restart."""
    told = sorted(_stories(), key=lambda story: story.ends == SENT)  # Those that take long go first.
    with ExitStack() as leave:
        stages = [
            leave.enter_context(stage(story, server=server, template=template_database, home=tmp_path / str(number)))
            for number, story in enumerate(told)
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            wrong = [words for words in pool.map(Stage.play, stages) if words]
    assert wrong == []


@pytest.mark.chaos
@pytest.mark.slow
def test_the_standby_ends_in_time_beside_a_silent_server(
    server: Server, template_database: str, tmp_path: Path
) -> None:
    """TERM while a page's server does not answer what is read of it: `serve` ends within 10 seconds."""
    with stage(Story("silent", ASKED), server=server, template=template_database, home=tmp_path) as on:
        on.proxy.arm(Fault.HANG_BEFORE, times=1000, seconds=100)
        serve = [sys.executable, "-c", "from countersign.cli import app; app()", "serve"]
        with (on.told.home / "serve.log").open("ab") as log:
            process = subprocess.Popen(serve, cwd=ROOT, env=environment(on.told), stdout=log, stderr=log)
        try:
            stories.until(lambda: len(on.proxy.seen) > 1, "it reads the page", seconds=60)
            process.terminate()
            began = time.monotonic()
            assert process.wait(timeout=60) == 0
            assert time.monotonic() - began < 10 + BUSY
        finally:
            process.kill()
            process.wait()
