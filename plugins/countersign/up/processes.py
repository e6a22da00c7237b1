"""Programs that run beside each other, each in a session of its own: started, watched, ended whole.

Airflow's tasks are process groups of their own and outlive a parent that is killed; what ties them to their
program is the session. So a program is ended by its session: every process in it, wherever its parent went.
"""

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60
LARGEST_LOG = 20_000_000
#: Since the end was asked for: until when publishers may finish what is in flight, and all others what they do. With
#: two seconds for a kill and one for PostgreSQL all has ended within ten, however many programs dawdle.
PUBLISHERS_BY, ALL_BY = 4.3, 6.0
#: How nice a program is that leaves the processor to the others: it gets a tenth of what each of them gets.
GIVING_WAY = 10


@dataclass
class Program:
    """One program: what it is called on the screen and in its log's name, and how it is started."""

    name: str
    command: Sequence[str]
    #: Told first when all ends, so that what is being sent is finished or written down.
    publishes: bool = False
    #: Its tasks publish, not its first process, which ends only after all of them.
    hosts_publishers: bool = False
    #: It leaves the processor to the others where there is not enough for all.
    gives_way: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started: float = 0.0
    restarts: int = 0

    @property
    def is_running(self) -> bool:
        """Whether its first process is alive."""
        return self.process is not None and self.process.poll() is None


class Crew:
    """The programs of one installation."""

    def __init__(self, home: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.home, self.environment, self.say = home, dict(environment), say
        self.programs: list[Program] = []
        #: When the end was asked for, on the monotonic clock; 0 before that.
        self.ended_at = 0.0
        self._ending = threading.Event()
        #: A signal strikes the main thread only: none comes between a program's birth and our knowing of it here.
        self._starter = ThreadPoolExecutor(1, "start")
        self._watcher: threading.Thread | None = None

    def start(self, program: Program) -> None:
        """Start a program in a session of its own and write down which one that is."""
        self._starter.submit(self._start, program).result()

    def _start(self, program: Program) -> None:
        log = self.log_of(program)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as sink:
            program.process = subprocess.Popen(
                list(program.command),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                cwd=self.home,
                env=self.environment,
                start_new_session=True,
            )
        program.started = time.monotonic()
        if program.gives_way:
            _give_way(program.process.pid)
        _remember(self.home, program)
        if program not in self.programs:
            self.programs.append(program)

    def run_to_end(self, program: Program, *, seconds: float = 300) -> int:
        """Run a program that ends by itself; its exit status."""
        self.start(program)
        assert program.process is not None
        try:
            return program.process.wait(seconds)
        finally:
            end_sessions([program.process.pid], seconds=2)
            self.programs.remove(program)
            _forget(self.home, program)

    def log_of(self, program: Program) -> Path:
        """Where a program's words go."""
        return self.home / "log" / f"{program.name.replace(' ', '-')}.log"

    def watch(self) -> None:
        """From now on, start again what dies."""
        self._watcher = threading.Thread(target=self._watch, name="watch", daemon=True)
        self._watcher.start()

    def end(self) -> None:
        """End all: publishers first, while those whom they report to still run; then every session whole."""
        self.ended_at = time.monotonic()
        self._ending.set()
        if self._watcher:
            self._watcher.join(self._left(PUBLISHERS_BY))
        self._starter.shutdown()
        sessions = {program.process.pid: program for program in self.programs if program.process}
        self._end_publishers(sessions)
        end_sessions(sessions, seconds=self._left(ALL_BY))
        for program in self.programs:
            if program.process:
                program.process.wait(1)
            _forget(self.home, program)

    def _left(self, seconds: float) -> float:
        """How much is left of so many seconds since the end was asked for."""
        return max(0.0, self.ended_at + seconds - time.monotonic())

    def _end_publishers(self, sessions: Mapping[int, Program]) -> None:
        """Let them finish what is in flight: the standby, and each task, which is a process group."""
        hosts = {pid for pid, program in sessions.items() if program.hosts_publishers}
        alone = {pid for pid, program in sessions.items() if program.publishes}
        told = [p for p in members(hosts | alone) if p.pid in alone or _leads_a_group(p)]
        for process in told:
            _send(process, signal.SIGTERM)
        psutil.wait_procs([p for p in told if p.pid not in hosts], timeout=self._left(PUBLISHERS_BY))

    def _watch(self) -> None:
        while not self._ending.wait(0.25):
            for program in list(self.programs):
                if not program.is_running and not self._ending.is_set():
                    self._start_again(program)

    def _start_again(self, program: Program) -> None:
        lived = time.monotonic() - program.started
        if lived > STEADY_SECONDS:
            program.restarts = 0
        pause = BACK_OFF[min(program.restarts, len(BACK_OFF) - 1)]
        if lived < pause:
            return
        assert program.process is not None
        end_sessions([program.process.pid], seconds=1)
        program.restarts += 1
        how = _how(program.process.returncode)
        self.say(f"The {program.name} {how} and was started again; see {self.log_of(program)}")
        self.start(program)


def members(sessions: Iterable[int]) -> list[psutil.Process]:
    """Every process of the given sessions."""
    wanted, found = set(sessions), []
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.Error):
            if os.getsid(pid) in wanted:
                found.append(psutil.Process(pid))
    return found


def end_sessions(sessions: Iterable[int], *, seconds: float) -> None:
    """End every process of the sessions: asked first, killed after the given time."""
    wanted = list(sessions)
    asked = members(wanted)
    for process in asked:
        _send(process, signal.SIGTERM)
    psutil.wait_procs(asked, timeout=seconds)
    for _ in range(4):
        left = [process for process in members(wanted) if process.status() != psutil.STATUS_ZOMBIE]
        if not left:
            return
        for process in left:
            _send(process, signal.SIGKILL)
        psutil.wait_procs(left, timeout=0.5)


def end_leftovers(home: Path) -> list[str]:
    """End what an earlier `up` left behind when it was killed; the names of what was found."""
    found: dict[int, str] = {}
    for path in sorted((home / "run").glob("*.pid")):
        with contextlib.suppress(ValueError, KeyError):
            noted = json.loads(path.read_text())
            if _is_still_ours(noted["pid"], noted["created"]) and members([noted["pid"]]):
                found[noted["pid"]] = path.stem
        path.unlink(missing_ok=True)
    end_sessions(found, seconds=3)
    return list(found.values())


def _is_still_ours(session: int, created: float) -> bool:
    """A session's number is not given anew while a member lives; a living leader must be the same one."""
    try:
        return abs(psutil.Process(session).create_time() - created) < 2
    except psutil.NoSuchProcess:
        return True


def _remember(home: Path, program: Program) -> None:
    assert program.process is not None
    with contextlib.suppress(psutil.NoSuchProcess):
        created = psutil.Process(program.process.pid).create_time()
        _note_of(home, program).write_text(json.dumps({"pid": program.process.pid, "created": created}))


def _forget(home: Path, program: Program) -> None:
    _note_of(home, program).unlink(missing_ok=True)


def _note_of(home: Path, program: Program) -> Path:
    return home / "run" / f"{program.name.replace(' ', '-')}.pid"


def _give_way(pid: int) -> None:
    """Linux may group processes by session and share the processor among these: then nice alone says nothing."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, GIVING_WAY)
        Path(f"/proc/{pid}/autogroup").write_text(str(GIVING_WAY))


def _leads_a_group(process: psutil.Process) -> bool:
    try:
        return os.getpgid(process.pid) == process.pid
    except ProcessLookupError:
        return False


def _send(process: psutil.Process, what: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(what)


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        return f"was killed ({signal.Signals(-status).name})"
    return f"ended by itself (status {status})"
