"""A publisher as a process of its own, which may kill itself at one instruction of a send.

Nothing in the library knows of this: the points are statements, commits and bytes on the socket, seen from outside.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from multiprocessing.process import _children as children  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from countersign import database, delivery, settings
from countersign.delivery.duty import Duty
from countersign.platforms import wire
from countersign.settings import Settings
from tests.installation import environment

UPLOAD, STATUS = b"POST /api/v2/media", b"POST /api/v1/statuses"
#: What a transaction did, told by one of its statements.
CLAIM, PROGRESS, SETTLE = "INSERT INTO attempt", "UPDATE attempt SET progress", "finished="

#: Seconds on duty of the process from which others are forked.
WARMING = 2.0

here = threading.local()
_beginning = threading.Lock()


def die() -> None:
    """As `kill -9` does it: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def is_step(statement: str, mark: str) -> bool:
    """Whether a statement belongs to that step; storing progress between two steps settles nothing."""
    if mark == PROGRESS:
        return statement.startswith(PROGRESS) and SETTLE not in statement
    if mark == SETTLE:
        return statement.startswith("UPDATE attempt") and SETTLE in statement
    return statement.startswith(mark)


def at_commit(mark: str, *, after: bool) -> None:
    """Die right before, or right after, the commit of the transaction with that mark."""

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        here.marked = getattr(here, "marked", False) or is_step(statement, mark)

    def commit(connection: Any) -> None:
        if getattr(here, "marked", False):
            die()

    event.listen(Engine, "before_cursor_execute", note)
    if after:
        event.listen(Session, "after_commit", commit)
    else:
        event.listen(Engine, "commit", commit)


def at_bytes(start: bytes, *, parts: int) -> None:
    """Die when so many parts (head, body) of the request that starts so have left."""
    real, left = wire._Connection.send, []

    def send(self: Any, data: Any) -> None:
        ours = bool(left) or bytes(data).startswith(start)
        if ours and len(left) == parts:
            die()
        real(self, data)
        if ours:
            left.append(data)
        if ours and len(left) == parts:
            die()

    wire._Connection.send = send  # type: ignore[method-assign]


POINTS: dict[str, Callable[[], None]] = {
    "before the claim is committed": lambda: at_commit(CLAIM, after=False),
    "after the claim was committed": lambda: at_commit(CLAIM, after=True),
    "before the picture leaves": lambda: at_bytes(UPLOAD, parts=0),
    "after the picture left": lambda: at_bytes(UPLOAD, parts=2),
    "before the progress is committed": lambda: at_commit(PROGRESS, after=False),
    "after the progress was committed": lambda: at_commit(PROGRESS, after=True),
    "before the post leaves": lambda: at_bytes(STATUS, parts=0),
    "with half the post gone": lambda: at_bytes(STATUS, parts=1),
    "after the post left": lambda: at_bytes(STATUS, parts=2),
    "before the outcome is committed": lambda: at_commit(SETTLE, after=False),
    "after the outcome was committed": lambda: at_commit(SETTLE, after=True),
}


def put_clock_ahead(seconds: float) -> None:
    """Let the library in this process see a later time of day, as on a machine whose clock is wrong."""
    real = time.time

    class Kind(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, datetime)

    class Ahead(datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=seconds)

    time.time = lambda: real() + seconds
    for name, module in list(sys.modules.items()):
        if name.startswith("countersign") and getattr(module, "datetime", None) is datetime:
            module.datetime = Ahead  # type: ignore[attr-defined]


def start(told: Settings, *, die: str | None = None, ahead: float = 0.0) -> BaseProcess:
    """A publisher on an installation, on duty until it is killed, by itself or from outside; its log is in the home.

    It is a fork of a process that has imported the library: importing it anew costs three seconds each time. `ahead`:
    by so many seconds its machine's clock is wrong.
    """
    process = _forks(told).Process(target=_serve, args=(environment(told), told.home / "publisher.log", die, ahead))
    with _beginning:
        process.start()
        # The library asks all its children how they ended whenever it begins one. The answer can be read once: where
        # another thread waits for it just then, that one gets 255 in its place.
        children.discard(process)
    return process


def kill(process: BaseProcess) -> None:
    """Kill it from outside, and see it gone."""
    process.kill()
    process.join()


class Nursery:
    """Publishers that are forks of a process which was on duty for a while, so that each is there at once.

    That process has left its duty, and has no thread and no connection; what it knows is how statements are put
    together, which costs each publisher half a second otherwise.
    """

    def __init__(self, told: Settings) -> None:
        forks = _forks(told)
        self._line, theirs = forks.Pipe()
        log = told.home / "publisher.log"
        self._process = forks.Process(target=_nurse, args=(environment(told), log, theirs))
        self._process.start()
        theirs.close()
        self._line.recv()

    def start(self) -> psutil.Process:
        """One more publisher, on duty until it is killed."""
        self._line.send("another one")
        return psutil.Process(self._line.recv())

    def close(self) -> None:
        """End all that are left."""
        self._line.close()
        self._process.join()


def _forks(told: Settings) -> ForkServerContext:
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with _beginning, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", environment(told)["PYTHONPATH"])
        forkserver.ensure_running()
    return forks


def _nurse(told: Mapping[str, str], log: Path, line: Connection) -> None:
    """Be on duty for a moment, then give birth to a publisher whenever asked; the end of the line ends all of them."""
    os.setsid()
    _become(told, log)
    Duty(settings.load(), lane="any", delay=0).serve(WARMING)
    database.default_engine().dispose()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Who was killed is gone at once.
    assert threading.active_count() == 1, threading.enumerate()
    line.send("ready")
    with suppress(EOFError):
        while line.recv():
            child = os.fork()
            if not child:
                line.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                delivery.publish_on_duty("any", None)
                os._exit(0)
            line.send(child)
    os.killpg(0, signal.SIGKILL)


def _serve(told: Mapping[str, str], log: Path, die: str | None, ahead: float) -> None:
    _become(told, log)
    if die:
        POINTS[die]()
    if ahead:
        put_clock_ahead(ahead)
    delivery.publish_on_duty("any", None)


def _become(told: Mapping[str, str], log: Path) -> None:
    """Take on the environment of a program of that installation, and write to its log."""
    os.environ.clear()
    os.environ.update(told)
    with log.open("ab") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
