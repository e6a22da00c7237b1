"""An installation to measure: `countersign up`, or the same publishers without Airflow, with signed posts in it."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from countersign import agency, database, embedded, liveness, migrations, policies, settings
from countersign.agency import Policy
from countersign.pages import credential_keys, seal_credential
from countersign.settings import Settings
from tests import running, stories
from tests.installation import environment

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "harbor_glen" / "agency.yaml"
PAGES = tuple(f"bench{number}" for number in range(1, 9))


@dataclass(frozen=True)
class Rig:
    """What is measured: its settings, the server that takes the posts, and the publisher processes."""

    told: Settings
    server: str
    engine: Engine

    def seen(self) -> dict[str, float]:
        """When the first byte of each post came to the server, by its key."""
        with urllib.request.urlopen(f"{self.server}/seen", timeout=60) as answer:
            return dict(json.load(answer))


@contextmanager
def rig(*, airflow: bool) -> Iterator[Rig]:
    """A fresh installation on which publishers are on duty, whose eight pages lie on a server of ours."""
    home = Path(tempfile.mkdtemp(prefix="countersign-bench-"))
    with ExitStack() as leave:
        leave.callback(shutil.rmtree, home, ignore_errors=True)
        server = leave.enter_context(_answering())
        told = leave.enter_context(_up(home) if airflow else _processes(home))
        engine = database.engine(told.database_url)
        leave.callback(engine.dispose)
        _connect(engine, told, server)
        stories.until(lambda: _on_duty(engine), "publishers of every lane are on duty", seconds=240)
        yield Rig(told, server, engine)


def agency_with_pages(server: str) -> Policy:
    """The sample agency with eight more pages, and without hours in which it keeps quiet."""
    policy = agency.parse(SAMPLE.read_text(), filename="agency.yaml", now=datetime.now(UTC))
    model = next(page for page in policy.pages if page.id == "mastodon")
    pages = [replace(model, id=name, name=f"Page {name}", base_url=server, enabled=True) for name in PAGES]
    return replace(policy, pages=(*policy.pages, *pages), windows=(), quiet_hours=())


@contextmanager
def _answering() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.answering"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


@contextmanager
def _up(home: Path) -> Iterator[Settings]:
    (home / settings.ENV_FILE).write_text("COUNTERSIGN_ALLOW_PRIVATE_HOSTS=1\n")
    started = running.start(home, running.free_ports())
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COUNTERSIGN_HOME", str(home))
            yield settings.load(home)
    finally:
        running.end(started)


@contextmanager
def _processes(home: Path) -> Iterator[Settings]:
    """PostgreSQL, two publishers for routine posts, one for urgent ones, the standby and the staff's application."""
    server = embedded.start(home)
    with ExitStack() as leave:
        leave.callback(server.stop)
        server.create_database("bench")
        migrations.upgrade(server.url(embedded.OWNER, "bench"))
        patch = leave.enter_context(pytest.MonkeyPatch.context())
        roles = {"": embedded.APP, "owner_": embedded.OWNER, "public_": embedded.PUBLIC}
        urls = {f"{name}database_url": server.url(role, "bench") for name, role in roles.items()}
        port = running.free_ports()[0]
        for name, value in {"home": str(home), "allow_private_hosts": "1", "port": port, **urls}.items():
            patch.setenv(f"COUNTERSIGN_{name.upper()}", value)
        told = settings.load()
        with database.transaction(database.engine(told.database_url)) as s:
            policies.apply(s, agency_with_pages("http://127.0.0.1:9"), who="setup", why="bench", now=database.clock(s))
        on_duty = "import sys; from countersign import delivery; delivery.publish_on_duty(sys.argv[1], None)"
        standby = "from countersign.cli import app; app(['serve', '--standby'])"
        web = "import sys, uvicorn; uvicorn.run('approval_ui.staff:app', factory=True, port=int(sys.argv[1]))"
        programs = ((on_duty, "routine"), (on_duty, "routine"), (on_duty, "urgent"), (standby,), (web, port))
        for code, *words in programs:
            leave.callback(_end, _start(code, *words, told=told))
        stories.until(lambda: _answers(told), "the staff's application answers", seconds=120)
        yield told


def _answers(told: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{told.staff_address}/api/v1/health/live", timeout=5):
            return True
    except OSError:
        return False


def _start(code: str, *words: str, told: Settings) -> subprocess.Popen[bytes]:
    log = (told.home / "processes.log").open("ab")
    with log:
        line = [sys.executable, "-u", "-P", "-c", code, *words]
        return subprocess.Popen(line, cwd=ROOT, env=environment(told), stdout=log, stderr=log)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
        return
    process.kill()
    process.wait()


def _on_duty(engine: Engine) -> bool:
    with database.transaction(engine) as s:
        return {"routine", "urgent", "any"} <= liveness.flow(s, within=30, now=database.clock(s)).publishers.keys()


def _connect(engine: Engine, told: Settings, server: str) -> None:
    with database.transaction(engine) as s:
        policies.apply(s, agency_with_pages(server), who="setup", why="bench", now=database.clock(s))
    sealed = seal_credential("token", credential_keys(told))
    stories.enable(engine, *PAGES, credential=sealed)
    os.environ.setdefault("COUNTERSIGN_HOME", str(told.home))
