"""`countersign up --sample`, really: it answers, keeps itself up, and ends without a trace."""

import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
from playwright.sync_api import Browser

from tests.installation import quick_folder
from tests.journeys.conftest import Town
from tests.journeys.road import walk_the_road
from tests.running import COMMAND, Started, end, free_ports, start, traces
from tests.stories import until

pytestmark = [pytest.mark.slow, pytest.mark.airflow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def up() -> Iterator[Started]:
    """One that runs for the tests of this module; it has a good Airflow run of its own by then."""
    with quick_folder("up") as folder:
        started = start(folder / "home", free_ports())
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
    until = time.monotonic() + 90
    while up.component("airflow-scheduler") == before:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "The airflow scheduler was killed (SIGKILL) and was started again" in up.words


@pytest.mark.browser
def test_the_road_with_airflow_running_and_with_airflow_stopped(up: Started, browser: Browser, tmp_path: Path) -> None:
    """A post goes the whole road with Airflow’s DAGs; then with every process of Airflow frozen."""
    passwords = {person["login"]: person["password"] for person in up.ready["people"]}
    town = Town(up.ready["staff"], up.ready["public"], browser, passwords)
    walk_the_road(town, tmp_path)
    frozen = [process for process in traces(up.home) if _is_of_airflow(process)]
    assert frozen
    for process in frozen:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        walk_the_road(town, tmp_path)
    finally:
        for process in frozen:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _is_of_airflow(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        words = " ".join(process.cmdline())
        return "airflow" in words and "--airflow-port" not in words
    return False


def test_a_killed_one_is_cleaned_up_by_the_next_start(up: Started) -> None:
    """`kill -9` of `up` leaves its programs; the next start ends them and has everything answer again."""
    ports = [up.ready[name].rpartition(":")[2] for name in ("staff", "public", "airflow")]
    up.process.kill()
    up.process.wait(5)
    assert traces(up.home)
    up.process = start(up.home, ports).process
    assert "Ended what an earlier start had left behind" in up.words


def test_ctrl_c_leaves_no_process(up: Started) -> None:
    """Everything is gone, with tasks running."""
    end(up)
    assert traces(up.home) == []


@pytest.mark.parametrize("after", [0, 0.4, 0.8, 1.2, 1.6, 2, 3, 5, 8])
def test_ended_in_the_middle_of_the_start_it_leaves_nothing(tmp_path: Path, after: float) -> None:
    """Whoever changes their mind at once is left with no process either, whatever was just being started."""
    started = start(tmp_path / "home", free_ports(), wait=False)
    until((tmp_path / "home" / "keys").exists, "the start has begun")
    time.sleep(after)
    end(started, signal.SIGTERM)
    assert traces(tmp_path / "home") == []
