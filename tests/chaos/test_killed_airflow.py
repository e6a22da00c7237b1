"""Airflow's programs are killed at random instants while posts are due every second: none lost, none twice, none late.

Only `make chaos` runs this: it starts everything, as `make run` does, and one kill takes some seconds to heal.
"""

import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from countersign import database, policies, settings
from countersign.up.processes import members
from tests import running, stories
from tests.chaos.endings import states, what_is_wrong
from tests.crowds import Copy, crowd, signed
from tests.fakes.mastodon import TOKEN, FakeMastodon, gotosocial
from tests.fakes.proxy import Proxy
from tests.installation import quick_folder

#: One kill of Airflow's for so many of the others.
KILLS = int(os.environ.get("COUNTERSIGN_KILLS", "0")) // 35
TASK, WORKER, EVERYTHING = "a task on duty", "its worker", "all of airflow"
COMPONENTS = ("airflow-triggerer", "airflow-dag-processor", "airflow-api-server", "airflow-scheduler")
VICTIMS = (TASK, WORKER, *COMPONENTS, EVERYTHING)
#: Longest that a post may wait beyond its due time while Airflow is being killed (the design's third section).
LATE = 2.0
VERDICT, SLACK = 60, 30
pytestmark = [pytest.mark.chaos, pytest.mark.airflow, pytest.mark.slow]


@dataclass
class Stage:
    """A whole installation with one page, whose server ignores keys."""

    up: running.Started
    fake: FakeMastodon
    proxy: Proxy
    copies: list[Copy] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    #: How often a kill had to wait, since Airflow had not come back yet from the one before.
    waited: int = 0

    def kill(self) -> None:
        """Kill who was killed least, while Airflow is at work: publishers of its own are on duty."""
        if not self._tasks():
            self.waited += 1
            return
        name = min(VICTIMS, key=lambda name: self.killed[name])
        hit = 0
        for process in self._processes(name):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
                hit += 1
        self.killed[name] += hit > 0

    def shown(self) -> Counter[str]:
        """How often each text is public."""
        return Counter(post["text"] for post in self.fake.public_posts)

    def _processes(self, name: str) -> list[psutil.Process]:
        """Who has that name now: none while it is being started again."""
        with suppress(OSError, psutil.NoSuchProcess):
            if name in COMPONENTS:
                return [psutil.Process(self.up.component(name))]
            if name == EVERYTHING:
                notes = [note.stem for note in (self.up.home / "run").glob("airflow-*.pid")]
                return members(map(self.up.component, notes)) if len(notes) == len(COMPONENTS) else []
            return [task if name == TASK else task.parent() for task in self._tasks()[:1]]
        return []

    def _tasks(self) -> list[psutil.Process]:
        """The publishers that are tasks of Airflow and live, those first that are longest on duty."""
        mine: dict[int, psutil.Process] = {}
        with suppress(OSError, psutil.NoSuchProcess):
            scheduler = psutil.Process(self.up.component("airflow-scheduler"))
            mine = {process.pid: process for process in scheduler.children(recursive=True)}
        query = (
            "select split_part(id, ':', 2)::int from publisher where lane <> 'any' and publisher.left is null "
            "order by started"
        )
        with database.transaction() as s:
            return [mine[pid] for pid in s.scalars(text(query)) if pid in mine]


@contextmanager
def stage(home: Path, patch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """All of it, without hours in which posts wait."""
    with ExitStack() as leave:
        fake = leave.enter_context(FakeMastodon(behaviour=gotosocial()))
        fake.behaviour.answer_seconds = 0.05
        proxy = leave.enter_context(Proxy(fake.port))
        up = running.start(home, running.free_ports(), COUNTERSIGN_ALLOW_PRIVATE_HOSTS="1")
        leave.callback(running.end, up)
        patch.setenv("COUNTERSIGN_HOME", str(home))
        told = settings.load()
        engine = database.default_engine()
        with database.transaction(engine) as s:
            policy = policies.current(s)
            ours = replace(policy.page("mastodon"), enabled=True, base_url=proxy.url)
            pages = [ours if page.id == ours.id else page for page in policy.pages]
            policy = replace(policy, pages=tuple(pages), windows=(), quiet_hours=())
            policies.apply(s, policy, who="setup", why="tests", now=database.clock(s))
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKEN)
        yield Stage(up, fake, proxy)
        engine.dispose()


@pytest.mark.skipif(not KILLS, reason="`make chaos` runs it")
@pytest.mark.timeout(300 + 90 * KILLS + VERDICT + SLACK)
def test_airflow_s_death_costs_no_post_and_hardly_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With any process of Airflow killed, or all of them: no post twice, none lost, each at its server within 2 s."""
    chance = random.Random(KILLS)
    with quick_folder("chaos") as folder, stage(folder / "home", monkeypatch) as on:
        engine = database.default_engine()
        posts = {"routine": signed(engine, "mastodon"), "urgent": _urgent()}
        while on.killed.total() < KILLS:
            pause = chance.uniform(4, 12)
            seconds = [datetime.now(UTC) + timedelta(seconds=1 + n) for n in range(round(pause))]
            for lane, post_id in posts.items():
                on.copies += crowd(engine, post_id, seconds, named=f"{lane} {len(on.copies)}")
            time.sleep(pause)
            on.kill()
        wrong = what_is_wrong(on.copies, on.shown, within=VERDICT + SLACK)
        late = sorted(on.proxy.heard[c.key] - c.due.timestamp() for c in on.copies if c.key in on.proxy.heard)
        with capsys.disabled():
            print(_told(on, late))
        # What a publisher had in hand when it died may never have left; a person was asked about it.
        asked = sum(asked for state, asked in states(on.copies).values() if state == "unknown")
    assert wrong == []
    assert len(late) >= len(on.copies) - asked
    assert min(late) >= 0 and max(late) <= LATE


def _urgent() -> uuid.UUID:
    """A signed weather post, due in an hour."""
    engine, due = database.default_engine(), datetime.now(UTC) + timedelta(hours=1)
    draft = replace(stories.weather(pages=("mastodon",)), due=due, not_after=due + timedelta(hours=1))
    post_id = stories.reviewed(engine, draft)
    stories.decide(engine, post_id, stories.COMMANDER)
    return post_id


def _who_sent(copies: list[Copy]) -> dict[str, int]:
    """How many first attempts there were by kind of publisher: “any” is the standby."""
    kinds = (
        "select split_part(publisher, '@', 1), count(*) from attempt where number = 1 and delivery_id = any(:ids) "
        "group by 1 order by 1"
    )
    with database.transaction() as s:
        return {row[0]: row[1] for row in s.execute(text(kinds), {"ids": [copy.delivery for copy in copies]})}


def _told(on: Stage, late: list[float]) -> str:
    middle, most = late[len(late) // 2], late[int(len(late) * 0.95)]
    return (
        f"\nkilled {dict(on.killed)}; {on.waited} times Airflow was not back yet\n"
        f"{len(on.copies)} posts, {len(late)} reached their server, begun by {_who_sent(on.copies)}\n"
        f"late by p50 {middle * 1000:.0f} ms, p95 {most * 1000:.0f} ms, at most {late[-1] * 1000:.0f} ms"
    )
