"""A publisher as a process of its own, which may kill itself at one instruction of a send.

Nothing in the library knows of this: the points are statements, commits and bytes on the socket, seen from outside.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from countersign import delivery
from countersign.platforms import wire
from countersign.settings import Settings
from tests.installation import environment

UPLOAD, STATUS = b"POST /api/v2/media", b"POST /api/v1/statuses"
#: What a transaction did, told by one of its statements.
CLAIM, PROGRESS, SETTLE = "INSERT INTO attempt", "UPDATE attempt SET progress", "finished="

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


def start(told: Settings, *, die: str | None = None) -> BaseProcess:
    """A publisher on an installation, on duty until it is killed, by itself or from outside; its log is in the home.

    It is a fork of a process that has imported the library: importing it anew costs three seconds each time.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with _beginning, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", environment(told)["PYTHONPATH"])
        forkserver.ensure_running()
    process = forks.Process(target=_serve, args=(environment(told), told.home / "publisher.log", die))
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """Kill it from outside, and see it gone."""
    process.kill()
    process.join()


def _serve(told: Mapping[str, str], log: Path, die: str | None) -> None:
    os.environ.clear()
    os.environ.update(told)
    with log.open("ab") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
    if die:
        POINTS[die]()
    delivery.publish_on_duty("any", None)
