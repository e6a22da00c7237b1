"""Programs that run beside each other: ended whole, started again, publishers first."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from countersign.up import processes
from countersign.up.processes import Crew, Program

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
#: Like Airflow's task: a process group of its own, deaf to TERM, whose parent goes away.
WITH_A_TASK = f"""
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {STUBBORN!r}], process_group=0)
time.sleep(600)
"""


def script(name: str, text: str, **more: bool) -> Program:
    """A program made of a few lines of Python."""
    return Program(name, [sys.executable, "-c", text], **more)


@pytest.fixture
def said() -> list[str]:
    """What the crew told the person at the terminal."""
    return []


@pytest.fixture
def crew(tmp_path: Path, said: list[str]) -> Iterator[Crew]:
    """A crew in a home folder of its own."""
    for name in ("log", "run"):
        (tmp_path / name).mkdir()
    made = Crew(tmp_path, dict(os.environ), said.append)
    yield made
    made.end()


def soon(holds: Callable[[], object], seconds: float = 60) -> bool:
    """Whether something comes true within the time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def session_of(program: Program) -> int:
    """The number of a program's session."""
    assert program.process is not None
    return program.process.pid


def test_the_end_takes_every_process_of_a_session(crew: Crew) -> None:
    """A task in a group of its own, deaf to TERM, ends with its program."""
    program = script("host", WITH_A_TASK)
    crew.start(program)
    assert soon(lambda: len(processes.members([session_of(program)])) == 2)
    family = processes.members([session_of(program)])
    crew.end()
    assert not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_a_task_whose_parent_was_killed_is_found_by_its_session(crew: Crew) -> None:
    """Killing the program alone would leave its tasks behind without anybody to find them."""
    program = script("host", WITH_A_TASK)
    crew.start(program)
    assert soon(lambda: len(processes.members([session_of(program)])) == 2)
    (task,) = [p for p in processes.members([session_of(program)]) if p.pid != session_of(program)]
    os.kill(session_of(program), signal.SIGKILL)
    processes.end_sessions([session_of(program)], seconds=0.5)
    assert not task.is_running() or task.status() == psutil.STATUS_ZOMBIE


def test_publishers_end_before_those_they_report_to(crew: Crew, tmp_path: Path) -> None:
    """What is in flight is finished and written down while everything else still runs."""
    tell = "import signal, sys, time, pathlib\n"
    tell += "def end(*_):\n    time.sleep({wait}); print(time.time(), flush=True); sys.exit()\n"
    tell += "signal.signal(signal.SIGTERM, end)\npathlib.Path('{name}').touch()\ntime.sleep(600)"
    crew.start(script("pages", tell.format(wait=0, name="pages.up")))
    crew.start(script("publisher", tell.format(wait=1, name="publisher.up"), publishes=True))
    assert soon(lambda: (tmp_path / "pages.up").exists() and (tmp_path / "publisher.up").exists())
    crew.end()
    ended = {name: float((tmp_path / "log" / f"{name}.log").read_text()) for name in ("pages", "publisher")}
    assert ended["publisher"] <= ended["pages"]


def test_what_dies_is_started_again_and_said(crew: Crew, said: list[str]) -> None:
    """A dead program comes back by itself, and one plain sentence says so."""
    program = script("scheduler", "import time; time.sleep(600)")
    crew.start(program)
    crew.watch()
    first = session_of(program)
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: program.is_running and session_of(program) != first)
    assert said and said[0].startswith("The scheduler was killed (SIGKILL) and was started again")


def test_what_keeps_dying_is_started_ever_more_slowly(crew: Crew, said: list[str]) -> None:
    """A program that cannot start does not eat the machine."""
    began = time.monotonic()
    crew.start(script("broken", "raise SystemExit(3)"))
    crew.watch()
    assert soon(lambda: len(said) == 3)
    assert time.monotonic() - began >= sum(processes.BACK_OFF[:3])
    assert "ended by itself (status 3)" in said[0]


def test_what_a_killed_start_left_behind_is_ended_by_the_next(crew: Crew, tmp_path: Path) -> None:
    """When `up` itself is killed, the next one finds its programs by what it had written down."""
    program = script("airflow scheduler", WITH_A_TASK)
    crew.start(program)
    assert soon(lambda: len(processes.members([session_of(program)])) == 2)
    assert processes.end_leftovers(tmp_path) == ["airflow-scheduler"]
    assert soon(lambda: not [p for p in processes.members([session_of(program)]) if p.status() != "zombie"])


def test_a_stranger_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    """A number written down may belong to another program by now; that one is not ours to end."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "standby.pid").write_text(f'{{"pid": {os.getpid()}, "created": 12345.0}}')
    assert processes.end_leftovers(tmp_path) == []


def test_a_program_that_ends_by_itself_gives_its_status(crew: Crew) -> None:
    """A migration that failed is told from one that did not."""
    assert crew.run_to_end(script("migration", "raise SystemExit(3)")) == 3
    assert crew.programs == []


def test_what_gives_way_gets_less_of_a_busy_machine(crew: Crew) -> None:
    """Beside a program as busy as itself on one processor, it gets a small part, whatever their sessions are."""
    busy = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    for program in (script("first", busy), script("second", busy, gives_way=True)):
        crew.start(program)
    first, second = (psutil.Process(session_of(program)) for program in crew.programs)

    def spent() -> tuple[float, float]:
        return sum(first.cpu_times()[:2]), sum(second.cpu_times()[:2])

    assert soon(lambda: sum(spent()) > 1.5), "they are at work"
    assert spent()[1] < spent()[0] / 2
