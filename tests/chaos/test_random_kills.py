"""Publishers and their database are killed at random instants while servers fail in every way: see what arrived.

`COUNTERSIGN_KILLS` says how many kills there are: `make chaos` sets 1,000, the tests do a few.
"""

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
from tests.chaos.endings import what_is_wrong
from tests.chaos.staging import FAULTS, PATIENCE, SLACK, VERDICT, stage
from tests.crowds import signed
from tests.installation import quick_folder

KILLS = int(os.environ.get("COUNTERSIGN_KILLS", "10"))
#: Every so many kills the database is the one that is killed.
DATABASE_EVERY = 8
PUBLISHERS = 2


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a PostgreSQL of one's own."""
    with quick_folder("chaos") as made:
        yield made


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.timeout(60 + 20 * KILLS + PATIENCE + VERDICT + SLACK)
def test_nothing_twice_and_nothing_lost(folder: Path, policy: Policy) -> None:
    """With publishers and PostgreSQL killed at random: no post twice, none lost, a verdict within 60 seconds."""
    chance = random.Random(KILLS)
    with stage(policy, folder) as on:
        engine = database.default_engine()
        first = {name: signed(engine, name) for name in FAULTS}
        for _ in range(PUBLISHERS):
            on.start_publisher()
        threading.Thread(target=on.fail_now_and_then, args=[random.Random(KILLS)], daemon=True).start()
        for number in range(KILLS):
            soon = datetime.now(UTC) + timedelta(seconds=chance.uniform(0, 1.5))
            for name, post_id in first.items():
                on.give(post_id, [soon] * 2, f"{name} {number}")
            time.sleep(chance.uniform(0.2, 2.0))
            on.kill_database() if number % DATABASE_EVERY == 5 else on.kill_publisher(chance)
        on.over.set()
        wrong = what_is_wrong(on.copies, on.shown, within=PATIENCE + VERDICT + SLACK)
    assert wrong == []
