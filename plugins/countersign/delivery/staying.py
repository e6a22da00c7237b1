"""What a process that publishes is like: it reacts at once, ends in order, and no failure ends it."""

import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import psycopg
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from countersign.database import DatabaseGone

#: Seconds after which a thread lets another one go on: a send must not wait long for a claim beside it.
SWITCH = 0.001
log = structlog.get_logger()


def be_quick() -> None:
    """Make this process one that reacts at once: for programs whose main business is to publish."""
    sys.setswitchinterval(SWITCH)
    freeze()


def freeze() -> None:
    """Leave what is there now, and stays, out of later looks for garbage: one through it all takes a tenth of a second.

    What was imported is most of it, in a task of Airflow above all.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def ends_on_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Let TERM and INT call `stop` while this lasts; in the main thread only, as Python asks."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def staying_on_duty() -> Iterator[None]:
    """Nothing ends a publisher: what fails is logged and done again, and what was claimed is freed by its lease."""
    try:
        yield
    except (DatabaseGone, OperationalError, InterfaceError, psycopg.OperationalError) as error:
        log.warning("the database is not there; trying again", error=type(error).__name__)
    except Exception:
        log.exception("something failed that should not; trying again")
