"""A publisher killed at any instant of a send: the next one looks first, and there is one copy."""

import json
import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign.platforms import adapter
from countersign.platforms.base import Done, Found, NotFound, Plan, StepState, Wait, adopt
from countersign.platforms.http import PageAccess
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.platforms.conftest import a_channel, a_seed, a_text
from tests.platforms.test_fakes import started

MASTODON = adapter("mastodon")
KILLS = 60
#: A whole send of two parts and a picture takes about four times this.
ANSWER_SECONDS = 0.02
#: Nothing hangs here, so a busy machine is waited for.
PATIENT = (5.0, 10.0)


def publish(plan: Plan, file: Path, since: datetime, *, access: PageAccess) -> None:
    """Carry a plan on from the stored state to its end, looking first, and storing the state after every step."""
    state = StepState.from_json(json.loads(file.read_text()) if file.exists() else None)
    with a_channel(access, timeout=PATIENT) as channel:
        sight = MASTODON.find(plan, state, since, channel=channel)
        if isinstance(sight, Found):
            state = adopt(plan, state, sight).state
        elif not isinstance(sight, NotFound):
            return
        turn = MASTODON.step(plan, state, channel)
        while isinstance(turn.outcome, Wait | Done):
            store(file, turn.state)
            if isinstance(turn.outcome, Done):
                return
            turn = MASTODON.step(plan, turn.state, channel)


def store(file: Path, state: StepState) -> None:
    """Put the state where the next publisher finds it, at once or not at all."""
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(state.to_json()))
    fresh.replace(file)


def publish_and_die(plan: Plan, file: Path, since: datetime, *, access: PageAccess, after: float) -> None:
    """Publish in a process of its own that is killed after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            publish(plan, file, since, access=access)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.chaos
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("kind", ["--gotosocial", "--keys=honour", "--keys=replay_500"])
def test_killed_at_any_instant(tmp_path: Path, kind: str) -> None:
    """After every kill the next publisher ends the send, and each part is public exactly once."""
    state = tmp_path / "server.json"
    server, url = started("mastodon", "--file", str(state), "--answer-seconds", str(ANSWER_SECONDS), kind)
    access, chance = PageAccess("page", url, credential=TOKEN), random.Random(kind)
    for number in range(KILLS // 3):
        words, file, since = (f"One {number}", f"Two {number}"), tmp_path / f"{number}.json", datetime.now(UTC)
        plan = MASTODON.prepare(a_text(*words, pictures=1), a_seed(), access=access)
        publish_and_die(plan, file, since, access=access, after=chance.uniform(0, 7 * ANSWER_SECONDS))
        time.sleep(2 * ANSWER_SECONDS)
        publish(plan, file, since, access=access)
    server.kill()
    server.wait()
    assert server.stdout
    server.stdout.close()
    with FakeMastodon(file=state) as shown:
        counts = [shown.copies(f"{word} {number}") for number in range(KILLS // 3) for word in ("One", "Two")]
    assert set(counts) == {1}
