"""The fakes as processes of their own, as tests that kill things use them."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from countersign.platforms import adapter
from countersign.platforms.base import Done, StepState
from countersign.platforms.http import PageAccess
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.platforms.conftest import a_channel, a_seed, a_text

ROOT = Path(__file__).parents[2]


def started(module: str, *told: str) -> tuple[subprocess.Popen[str], str]:
    """A fake in a process of its own, and its address."""
    line = [sys.executable, "-m", f"tests.fakes.{module}", *told]
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


def test_a_killed_server_keeps_its_count(tmp_path: Path) -> None:
    """What was posted through a proxy process to a server process is still there after both are killed."""
    file, mastodon = tmp_path / "state.json", adapter("mastodon")
    server, url = started("mastodon", "--file", str(file))
    proxy, front = started("proxy", "--to", url.rsplit(":", 1)[1], "--fault", "drop_after", "--on", "GET")
    access = PageAccess("page", front, credential=TOKEN)
    plan = mastodon.prepare(a_text("Hi"), a_seed(), access=access)
    with a_channel(access) as channel:
        outcome = mastodon.step(plan, StepState(), channel).outcome
    for process in (proxy, server):
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
    with FakeMastodon(file=file) as again:
        assert isinstance(outcome, Done) and again.copies("Hi") == 1


def test_the_fake_servers_clock_is_told(server: FakeMastodon) -> None:
    """A clock that is an hour ahead shows in what is posted."""
    server.behaviour.clock_ahead_seconds = 3600
    server.post(body={"status": "Hi", "visibility": "public"}, key=None)
    created = datetime.fromisoformat(server.public_posts[0]["created_at"])
    assert 3500 < (created - datetime.now(UTC)).total_seconds() < 3700
