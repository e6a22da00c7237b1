"""`countersign up --sample`, really: it answers, keeps itself up, and ends without a trace."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

pytestmark = [pytest.mark.slow, pytest.mark.airflow, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-P", "-c", "from countersign.cli import app; app(prog_name='countersign')"]


@dataclass
class Started:
    """A running `countersign up`."""

    home: Path
    process: subprocess.Popen[bytes]

    @property
    def ready(self) -> dict[str, Any]:
        """What it wrote when everything answered."""
        found: dict[str, Any] = json.loads((self.home / "ready.json").read_text())
        return found

    @property
    def words(self) -> str:
        """What it printed."""
        return (self.home / "up.out").read_text()

    def component(self, name: str) -> int:
        """The number of a component's first process."""
        return int(json.loads((self.home / "run" / f"{name}.pid").read_text())["pid"])


def free_ports() -> list[str]:
    """Three ports that nobody uses."""
    with socket.socket() as a, socket.socket() as b, socket.socket() as c:
        for probe in (a, b, c):
            probe.bind(("127.0.0.1", 0))
        return [str(probe.getsockname()[1]) for probe in (a, b, c)]


def start(home: Path, ports: list[str], *, wait: bool = True) -> Started:
    """Start it, without the tour, and wait until everything answers."""
    (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "run" / "toured").touch()
    (home / "ready.json").unlink(missing_ok=True)
    names = ("--port", "--public-port", "--airflow-port")
    options = [word for pair in zip(names, ports, strict=True) for word in pair]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}/plugins:{ROOT}"}
    with (home / "up.out").open("wb") as sink:
        command = [*COMMAND, "up", "--sample", "--home", str(home), *options]
        process = subprocess.Popen(command, stdout=sink, stderr=sink, env=environment, start_new_session=True)
    started = Started(home, process)
    until = time.monotonic() + 240
    while wait and not (home / "ready.json").exists():
        assert process.poll() is None and time.monotonic() < until, started.words
        time.sleep(0.1)
    return started


def traces(home: Path) -> list[psutil.Process]:
    """Every process that has to do with a home folder, by its command line or its environment."""
    found = []
    for process in psutil.process_iter():
        try:
            says = " ".join([*process.cmdline(), *process.environ().values()])
        except (psutil.Error, OSError):
            continue
        if str(home) in says and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
            found.append(process)
    return found


def end(started: Started, how: signal.Signals = signal.SIGINT) -> float:
    """End it as Ctrl-C does; the seconds that it took."""
    began = time.monotonic()
    started.process.send_signal(how)
    assert started.process.wait(20) == 0, started.words
    return time.monotonic() - began


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """One that runs for the tests of this module; it has a good Airflow run of its own by then."""
    started = start(tmp_path_factory.mktemp("up") / "home", free_ports())
    yield started
    if started.process.poll() is None:
        end(started)


def get(address: str, path: str = "/") -> requests.Response:
    """What a browser gets, without following anything."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(address + path, timeout=10, allow_redirects=False)


def test_everything_answers_when_it_says_so(up: Started) -> None:
    """ready.json means that all three addresses can be opened."""
    assert get(up.ready["staff"]).status_code < 400
    assert get(up.ready["public"]).status_code < 400
    assert get(up.ready["airflow"]).status_code < 400


def test_ready_json_is_for_its_owner_only(up: Started) -> None:
    """It holds passwords, also if only sample ones."""
    for path in (up.home / "ready.json", up.home / "countersign.env", up.home / "airflow" / "airflow.cfg"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_airflow_always_asks_who_you_are(up: Started) -> None:
    """Its pages show DAGs to nobody without the generated sign-in."""
    assert get(up.ready["airflow"], "/api/v2/dags").status_code == 401
    wrong = requests.post(
        up.ready["airflow"] + "/auth/token", json={"username": "admin", "password": "admin"}, timeout=10
    )
    assert wrong.status_code == 401


def test_everything_listens_on_this_machine_only(up: Started) -> None:
    """No component can be reached from outside."""
    ours = {process.pid for process in traces(up.home)}
    listening = [c for c in psutil.net_connections("inet") if c.pid in ours and c.status == psutil.CONN_LISTEN]
    assert listening
    assert {c.laddr.ip for c in listening} <= {"127.0.0.1", "::1"}


def test_the_person_switch_is_in_no_file(up: Started) -> None:
    """A later start without --sample must not find it switched on."""
    assert "SAMPLE" not in (up.home / "countersign.env").read_text()


def test_a_second_one_on_the_same_folder_is_refused(up: Started) -> None:
    """Two installations in one folder would fight over it."""
    options = ["up", "--sample", "--home", str(up.home)]
    refused = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1
    assert "already runs" in refused.stdout


def test_a_taken_port_is_named_with_a_remedy(up: Started, tmp_path: Path) -> None:
    """The person is told who is there and which variable to change."""
    port = up.ready["staff"].rpartition(":")[2]
    options = ["up", "--sample", "--home", str(tmp_path / "home"), "--port", port]
    refused = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1
    assert "make run PORT=" in " ".join(refused.stdout.split())


def test_a_component_that_dies_comes_back(up: Started) -> None:
    """Nobody has to act when the scheduler is killed; the standby goes on meanwhile."""
    before = up.component("airflow-scheduler")
    os.kill(before, signal.SIGKILL)
    until = time.monotonic() + 20
    while up.component("airflow-scheduler") == before:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "The airflow scheduler was killed (SIGKILL) and was started again" in up.words


def test_ctrl_c_leaves_no_process_within_ten_seconds(up: Started) -> None:
    """Everything is gone, with tasks running and the scheduler just restarted."""
    assert end(up) <= 10
    assert traces(up.home) == []


def test_a_killed_one_is_cleaned_up_by_the_next_start(up: Started) -> None:
    """`kill -9` of `up` leaves its programs; the next start ends them, starts, and ends in order."""
    if up.process.poll() is None:
        end(up)
    ports = [up.ready[name].rpartition(":")[2] for name in ("staff", "public", "airflow")]
    killed = start(up.home, ports)
    killed.process.kill()
    killed.process.wait(5)
    assert traces(up.home)
    began = time.monotonic()
    again = start(up.home, ports)
    assert time.monotonic() - began < 90
    assert "Ended what an earlier start had left behind" in again.words
    assert end(again, signal.SIGTERM) <= 10
    assert traces(up.home) == []


def test_ctrl_c_in_the_middle_of_the_start_leaves_nothing(tmp_path: Path) -> None:
    """Whoever changes their mind at once is left with no process either."""
    started = start(tmp_path / "home", free_ports(), wait=False)
    time.sleep(4)
    assert end(started) <= 10
    assert traces(tmp_path / "home") == []
