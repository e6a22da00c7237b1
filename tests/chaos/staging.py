"""An installation for chaos: a PostgreSQL that survives crashes, and pages whose servers fail in every way."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import psutil

from countersign import database, embedded, migrations, policies
from countersign.agency import Policy
from countersign.embedded import Server
from countersign.errors import CountersignError
from countersign.settings import Settings
from tests import stories
from tests.chaos.kills import Toll
from tests.chaos.publisher import Nursery
from tests.crowds import Copy, crowd
from tests.fakes.mastodon import TOKEN, FakeMastodon, gotosocial
from tests.fakes.proxy import Fault, Proxy
from tests.installation import installation

POST = "POST /api/v1/statuses"
#: How each page’s server fails now and then, before it has done what it was asked or after; the first never does.
FAULTS: dict[str, tuple[tuple[Fault, int], ...]] = {
    "steady": (),
    "hanging": ((Fault.HANG, 0), (Fault.HANG_BEFORE, 0)),
    "resetting": ((Fault.RESET, 0), (Fault.DROP_BEFORE, 0), (Fault.TRUNCATE, 0)),
    "failing": ((Fault.STATUS_AFTER, 500), (Fault.STATUS, 500)),
    "busy": ((Fault.STATUS, 429),),
}
#: How often a fault is armed for each page, and how likely.
ARMED_EVERY, ARMED = 0.3, 0.35
#: A lost answer is noticed after the channel's patience at the latest; then there are 60 seconds for a verdict.
PATIENCE, VERDICT, SLACK = 31, 60, 30


@dataclass
class Stage:
    """An installation with its servers, its publishers and what was given to them."""

    told: Settings
    server: Server
    fakes: dict[str, FakeMastodon]
    proxies: dict[str, Proxy]
    copies: list[Copy] = field(default_factory=list)
    publishers: list[psutil.Process] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    #: Set while everything is to come to its verdict: a page whose server hangs on each of its posts takes for ever.
    calm: threading.Event = field(default_factory=threading.Event)
    toll: Toll = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self.toll = Toll(self.proxies, self.copies)

    @cached_property
    def nursery(self) -> Nursery:
        """Where publishers come from."""
        return Nursery(self.told)

    def start_publisher(self) -> None:
        """One more publisher, as a process of its own."""
        self.publishers.append(self.nursery.start())

    def kill_publisher(self, chance: random.Random) -> None:
        """Kill any of them and start another one; one that has nothing in hand goes on."""
        victim = chance.choice(self.publishers)
        if kill := self.toll.of_publisher(victim, port=self.server.port):
            victim.kill()
            victim.wait()
            self.publishers.remove(victim)
            self.start_publisher()
            self.toll.kills.append(kill)
        else:
            victim.resume()

    def shown(self) -> Counter[str]:
        """How often each text is public."""
        return Counter(post["text"] for fake in self.fakes.values() for post in fake.public_posts)

    def kill_database(self) -> None:
        """Kill all of PostgreSQL at once, as a power cut does, and start it again where it was, if it has work."""
        kill, port = self.toll.of_database(), self.server.port
        if kill is None:
            return
        postmaster = psutil.Process(self.server.pid)
        for process in [postmaster, *postmaster.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.server.process:
            self.server.process.wait()
        self.start_database()
        assert self.server.port == port
        self.toll.kills.append(kill)

    def start_database(self) -> None:
        """Start PostgreSQL again where it was, as `up` does when it has ended."""
        self.server = embedded.start(self.server.folder.parent)
        database.default_engine().dispose()  # Whoever looks on has connections to the one before.

    def give(self, post_id: uuid.UUID, dues: list[datetime], name: str) -> None:
        """Put posts in, also when the database is just coming back."""
        for _ in range(100):
            with suppress(CountersignError):
                self.copies += crowd(database.default_engine(), post_id, dues, named=name)
                return
            time.sleep(0.1)
        self.copies += crowd(database.default_engine(), post_id, dues, named=name)

    def fail_now_and_then(self, chance: random.Random) -> None:
        """Arm each proxy again and again until it is over."""
        while not self.over.wait(ARMED_EVERY):
            for name, faults in FAULTS.items():
                if faults and not self.calm.is_set() and chance.random() < ARMED:
                    fault, status = chance.choice(faults)
                    self.proxies[name].arm(fault, on=POST, status=status, seconds=100)


@contextmanager
def stage(policy: Policy, folder: Path, *, home: Path | None = None) -> Iterator[Stage]:
    """A PostgreSQL that survives crashes, and five pages, each on a server of its own that ignores keys."""
    model = next(page for page in policy.pages if page.id == "mastodon")
    pages = [replace(model, id=name, name=f"The {name} page", enabled=True) for name in FAULTS]
    policy = replace(policy, pages=(*policy.pages, *pages), windows=(), quiet_hours=())
    with ExitStack() as leave:
        server = embedded.start(folder)
        leave.callback(lambda: embedded.start(folder).stop())  # Whichever runs then: it may have been killed meanwhile.
        server.create_database("small")
        migrations.upgrade(server.url(embedded.OWNER, "small"))
        told = leave.enter_context(installation(server, "small", home or folder / "home", lease_seconds="5"))
        # Not before the copy: a used sequence that was copied gives its numbers again when PostgreSQL is killed.
        with database.transaction() as s:
            policies.apply(s, policy, who="setup", why="tests", now=database.clock(s))
        told.home.mkdir(parents=True, exist_ok=True)
        fakes = {name: leave.enter_context(FakeMastodon(behaviour=gotosocial())) for name in FAULTS}
        proxies = {name: leave.enter_context(Proxy(fakes[name].port)) for name in FAULTS}
        for name, proxy in proxies.items():
            fakes[name].behaviour.answer_seconds = 0.05
            stories.connect(database.default_engine(), told, name, url=proxy.url, token=TOKEN)
        on = Stage(told, server, fakes, proxies)
        try:
            yield on
        finally:
            on.over.set()
            if "nursery" in on.__dict__:
                on.nursery.close()
