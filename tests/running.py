"""A whole installation for a test: started as `make run` starts it, without the tour, and ended as Ctrl-C ends it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
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


def start(home: Path, ports: list[str], *, wait: bool = True, **more: str) -> Started:
    """Start it, without the tour, and wait until everything answers; `more` are variables of its environment."""
    (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "run" / "toured").touch()
    (home / "ready.json").unlink(missing_ok=True)
    names = ("--port", "--public-port", "--airflow-port")
    options = [word for pair in zip(names, ports, strict=True) for word in pair]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}/plugins:{ROOT}", **more}
    with (home / "up.out").open("wb") as sink:
        command = [*COMMAND, "up", "--sample", "--home", str(home), *options]
        process = subprocess.Popen(command, stdout=sink, stderr=sink, env=environment, start_new_session=True)
    started = Started(home, process)
    until = time.monotonic() + 400
    while wait and not (home / "ready.json").exists():
        if time.monotonic() > until:
            end(started)
        assert process.poll() is None, started.words
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


def end(started: Started, how: signal.Signals = signal.SIGINT) -> None:
    """End it as Ctrl-C does."""
    started.process.send_signal(how)
    assert started.process.wait(120) == 0, started.words
