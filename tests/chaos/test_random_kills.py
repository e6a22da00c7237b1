"""Publishers and their database are killed at random instants while servers fail in every way: see what arrived.

`COUNTERSIGN_KILLS` says how many kills there are: `make chaos` sets 1,000, the tests do some. A kill counts when it hit
a living process with work in hand.
"""

import itertools
import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from countersign import database
from countersign.agency import Policy
from tests.chaos import kills
from tests.chaos.endings import states, what_is_wrong
from tests.chaos.staging import FAULTS, PATIENCE, SLACK, VERDICT, Stage, stage
from tests.crowds import signed
from tests.installation import quick_folder

KILLS = int(os.environ.get("COUNTERSIGN_KILLS", "24"))
#: The short run goes beside other tests, which may hold the machine; `make chaos` has it to itself.
ALLOWED = VERDICT if KILLS > 24 else VERDICT + SLACK
#: Every so many rounds the database is killed besides.
DATABASE_EVERY = 3
PUBLISHERS, KILLED_IN_A_ROUND = 4, 3
#: After so many kills there is a pause, in which everything has to come to its verdict.
PAUSE_AFTER = 125


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a PostgreSQL of one's own."""
    with quick_folder("chaos") as made:
        yield made


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.timeout(120 + 10 * KILLS + PATIENCE + VERDICT + SLACK)
def test_nothing_twice_and_nothing_lost(folder: Path, policy: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    """With publishers and PostgreSQL killed at random: no post twice, none lost, a verdict within 60 seconds."""
    chance, began = random.Random(KILLS), time.monotonic()
    with stage(policy, folder) as on:
        first = {name: signed(database.default_engine(), name) for name in FAULTS}
        for name, post_id in first.items():
            on.give(post_id, [datetime.now(UTC)], f"{name} first")
        for _ in range(PUBLISHERS):
            on.start_publisher()
        threading.Thread(target=on.fail_now_and_then, args=[random.Random(KILLS)], daemon=True).start()
        wrong: list[str] = []
        for number in itertools.count():
            soon = datetime.now(UTC)
            for name, post_id in first.items():
                on.give(post_id, [soon + timedelta(seconds=chance.uniform(0, 1)) for _ in "ab"], f"{name} {number}")
            _kill_some(on, chance, database_too=number % DATABASE_EVERY == 0)
            killed = len(on.toll.kills)
            if killed >= min(KILLS, PAUSE_AFTER * (len(on.toll.pauses) + 1)):
                on.toll.pauses.append(time.time())
                on.calm.set()
                wrong = what_is_wrong(on.copies, on.shown, within=PATIENCE + VERDICT + SLACK)
                on.calm.clear()
                if wrong or killed >= KILLS:
                    break
        on.over.set()
        took = time.monotonic() - began
        ends = {id: state for id, (state, _) in states(on.copies).items()}
        with capsys.disabled():
            print(f"\n{kills.table(on.toll, ends, on.shown())}\n{took:.0f} s, {took / KILLS:.2f} s for one kill")
        assert wrong == []
        assert on.toll.slowest() <= ALLOWED


def _kill_some(on: Stage, chance: random.Random, *, database_too: bool) -> None:
    """One round: each victim at an instant of its own."""
    for _ in range(KILLED_IN_A_ROUND):
        time.sleep(chance.uniform(0, 0.4))
        on.kill_publisher(chance)
    if database_too:
        time.sleep(chance.uniform(0, 0.4))
        on.kill_database()
