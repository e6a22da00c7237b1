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
from tests.chaos.endings import what_is_wrong
from tests.crowds import Copy, crowd, signed
from tests.fakes.mastodon import TOKEN, FakeMastodon, gotosocial
from tests.installation import quick_folder

#: One kill of Airflow's for so many of the others.
KILLS = int(os.environ.get("COUNTERSIGN_KILLS", "0")) // 20
EVERYTHING = "all of airflow"
VICTIMS = ("airflow-scheduler", EVERYTHING, "airflow-triggerer", "airflow-api-server")
#: Longest that a post may wait beyond its due time while Airflow is being killed (the design's third section).
LATE = 2.0
VERDICT, SLACK = 60, 30
pytestmark = [pytest.mark.chaos, pytest.mark.airflow, pytest.mark.slow]


@dataclass
class Stage:
    """A whole installation with one page, whose server ignores keys."""

    up: running.Started
    fake: FakeMastodon
    copies: list[Copy] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def kill(self, name: str) -> None:
        """Kill one of Airflow's programs, or every process of all; one that is not up just now cannot be killed."""
        with suppress(OSError, psutil.NoSuchProcess):
            for process in self._all() if name == EVERYTHING else [psutil.Process(self.up.component(name))]:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGKILL)
            self.killed[name] += 1

    def shown(self) -> Counter[str]:
        """How often each text is public."""
        return Counter(post["text"] for post in self.fake.public_posts)

    def _all(self) -> list[psutil.Process]:
        """Every process of Airflow's: programs, tasks, and the publishers among them."""
        return members(self.up.component(note.stem) for note in (self.up.home / "run").glob("airflow-*.pid"))


@contextmanager
def stage(home: Path, patch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """All of it, without hours in which posts wait."""
    with ExitStack() as leave:
        fake = leave.enter_context(FakeMastodon(behaviour=gotosocial()))
        fake.behaviour.answer_seconds = 0.05
        up = running.start(home, running.free_ports(), COUNTERSIGN_ALLOW_PRIVATE_HOSTS="1")
        leave.callback(running.end, up)
        patch.setenv("COUNTERSIGN_HOME", str(home))
        told = settings.load()
        engine = database.default_engine()
        with database.transaction(engine) as s:
            policy = policies.current(s)
            ours = replace(policy.page("mastodon"), enabled=True, base_url=fake.url)
            pages = [ours if page.id == ours.id else page for page in policy.pages]
            policy = replace(policy, pages=tuple(pages), windows=(), quiet_hours=())
            policies.apply(s, policy, who="setup", why="tests", now=database.clock(s))
        stories.connect(engine, told, "mastodon", url=fake.url, token=TOKEN)
        yield Stage(up, fake)
        engine.dispose()


@pytest.mark.skipif(not KILLS, reason="`make chaos` runs it")
@pytest.mark.timeout(300 + 40 * KILLS + VERDICT + SLACK)
def test_airflow_s_death_costs_no_post_and_hardly_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """With scheduler, triggerer, API server or all of Airflow killed: no post twice, none lost, each within 2 s."""
    chance = random.Random(KILLS)
    with quick_folder("chaos") as folder, stage(folder / "home", monkeypatch) as on:
        engine = database.default_engine()
        posts = {"routine": signed(engine, "mastodon"), "urgent": _urgent()}
        for number in range(KILLS):
            pause = chance.uniform(4, 12)
            seconds = [datetime.now(UTC) + timedelta(seconds=1 + n) for n in range(round(pause))]
            for lane, post_id in posts.items():
                on.copies += crowd(engine, post_id, seconds, named=f"{lane} {number}")
            time.sleep(pause)
            on.kill(VICTIMS[number % len(VICTIMS)])
        wrong = what_is_wrong(on.copies, on.shown, within=VERDICT + SLACK)
        late = _lateness(on.copies)
        print(
            f"\nkilled {dict(on.killed)}; {len(on.copies)} posts; {_figures(late)}; publishers {_who_sent(on.copies)}"
        )
    assert wrong == []
    assert max(late) <= LATE


def _urgent() -> uuid.UUID:
    """A signed weather post, due in an hour."""
    engine, due = database.default_engine(), datetime.now(UTC) + timedelta(hours=1)
    draft = replace(stories.weather(pages=("mastodon",)), due=due, not_after=due + timedelta(hours=1))
    post_id = stories.reviewed(engine, draft)
    stories.decide(engine, post_id, stories.COMMANDER)
    return post_id


def _lateness(copies: list[Copy]) -> list[float]:
    """Seconds from the due time of each to its first attempt, the longest last."""
    first = "select extract(epoch from started), delivery_id from attempt where number = 1 and delivery_id = any(:ids)"
    with database.transaction() as s:
        began = {row[1]: float(row[0]) for row in s.execute(text(first), {"ids": [c.delivery for c in copies]})}
    return sorted(began[copy.delivery] - copy.due.timestamp() for copy in copies if copy.delivery in began)


def _who_sent(copies: list[Copy]) -> dict[str, int]:
    """How many first attempts there were by kind of publisher: “any” is the standby."""
    kinds = (
        "select split_part(publisher, '@', 1), count(*) from attempt where number = 1 and delivery_id = any(:ids) "
        "group by 1 order by 1"
    )
    with database.transaction() as s:
        return {row[0]: row[1] for row in s.execute(text(kinds), {"ids": [copy.delivery for copy in copies]})}


def _figures(late: list[float]) -> str:
    middle, most = late[len(late) // 2], late[int(len(late) * 0.95)]
    return f"late by p50 {middle * 1000:.0f} ms, p95 {most * 1000:.0f} ms, at most {late[-1] * 1000:.0f} ms"
