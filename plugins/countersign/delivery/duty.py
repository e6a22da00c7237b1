"""The publisher on duty: it sleeps until the next due instant or a signal, claims what is due, and sends it.

Any number may be on duty, on any number of machines; the claims keep them apart.
"""

import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

import psycopg
import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from countersign import database, settings
from countersign.database import DatabaseGone
from countersign.deliveries import CLAIMABLE, Delivery, Publisher
from countersign.delivery import claim, reconcile, send
from countersign.delivery.claim import ANY, Job
from countersign.delivery.report import Report
from countersign.platforms.http import Channel
from countersign.settings import Settings

#: Sends at a time in one process.
WORKERS = 16
#: Longest sleep: the clock is read again at least this often (DESIGN section 4).
TICK = 1.0
#: Seconds between renewals of leases and heartbeats.
HEARTBEAT = 3.0
#: Seconds that what is in flight may take after a TERM, before it is cut off and recorded as not confirmed.
GRACE = 3.0
SWEEP = 2.0
log = structlog.get_logger()


class Duty:
    """One turn of duty of one process: its jobs in flight, its lease thread and its way out."""

    def __init__(self, told: Settings, *, lane: str, delay: float) -> None:
        self.settings = told
        self.lane = lane
        self.delay = timedelta(seconds=delay)
        self.id = f"{lane}@{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self.over = threading.Event()
        self.report = Report()
        self._flying: dict[Future[None], tuple[Job, Channel]] = {}
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="send")
        self._claiming = threading.Lock()
        self._stopped: float | None = None

    def serve(self, seconds: float | None) -> Report:
        """Stay on duty for so many seconds, or until told to stop; then finish or record what is in flight."""
        until = time.monotonic() + seconds if seconds is not None else None
        keepers = [threading.Thread(target=keep, daemon=True) for keep in (self._keep_leases, self._keep_sweeping)]
        for keeper in keepers:
            keeper.start()
        while not self.over.is_set() and (until is None or time.monotonic() < until):
            with _staying_on_duty():
                self._watch(until)
                continue
            self.over.wait(1)
        self._go_off_duty()
        for keeper in keepers:
            keeper.join(timeout=GRACE)
        return self.report

    def stop(self) -> None:
        """Claim nothing more; serve() returns within about four seconds."""
        self._stopped = self._stopped or time.monotonic()
        self.over.set()

    def _watch(self, until: float | None) -> None:
        """Claim and send while the connection for signals holds."""
        dsn = settings.driver_dsn(self.settings.database_url)
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5, application_name="countersign publisher") as ear:
            ear.execute(f"listen {database.DUE}")
            while not self.over.is_set() and (until is None or time.monotonic() < until):
                self._take_up()
                pause = self._until_next()
                for _ in ear.notifies(timeout=pause, stop_after=1):
                    pass

    def _take_up(self) -> None:
        """Claim batch after batch while there is room and something is due."""
        with self._claiming:
            while not self.over.is_set() and (room := self._room()):
                with database.transaction() as s:
                    jobs = claim.claim(s, self.settings, publisher=self.id, lane=self.lane, delay=self.delay, room=room)
                for job in jobs:
                    channel = send.open_channel(job, self.settings)
                    self._flying[self._pool.submit(self._send, job, channel)] = (job, channel)
                if not jobs:
                    return

    def _room(self) -> int:
        self._flying = {future: flight for future, flight in self._flying.items() if not future.done()}
        return WORKERS - len(self._flying)

    def _send(self, job: Job, channel: Channel) -> None:
        """Send one job, then take up what had to wait for its place."""
        with channel, _staying_on_duty():
            send.carry_out(job, self.settings, channel, may_wait=lambda s: not self.over.wait(s))
        self.report.add(str(job.delivery), f"{job.access.page_id}: attempt {job.number} ended")
        with _staying_on_duty():
            self._take_up()

    def _keep_sweeping(self) -> None:
        """Settle what is in doubt, late or left behind; beside the claims, since a server may take long to be read."""
        while True:
            with _staying_on_duty():
                done = reconcile.settle_unknown(self.settings, over=self.over)
                self.report.ids += done.ids
                self.report.lines += done.lines
            if self.over.wait(SWEEP):
                return

    def _until_next(self) -> float:
        """Seconds to sleep: until the next due instant, at most a tick."""
        with database.transaction() as s:
            due = func.min(Delivery.due) + self.delay
            query = select(func.extract("epoch", due - func.clock_timestamp())).where(Delivery.state.in_(CLAIMABLE))
            if self.lane != ANY:
                query = query.where(Delivery.lane == self.lane)
            seconds = s.scalar(query.where(Delivery.due + self.delay > func.clock_timestamp()))
        return min(TICK, max(0.0, float(seconds))) if seconds is not None else TICK

    def _keep_leases(self) -> None:
        lease = timedelta(seconds=self.settings.lease_seconds)
        while True:
            with _staying_on_duty(), database.transaction() as s:
                self._heartbeat(s)
                flying = [job.delivery for f, (job, _) in list(self._flying.items()) if not f.done()]
                if flying:
                    claim.renew(s, self.id, flying, lease=lease)
            if self.over.wait(HEARTBEAT):
                return

    def _heartbeat(self, s: Any) -> None:
        now = database.clock(s)
        did = self.report.lines[-1] if self.report.lines else "waiting"
        row = s.get(Publisher, self.id)
        if row is None:
            s.add(Publisher(id=self.id, lane=self.lane, started=now, seen=now, did=did))
            s.execute(delete(Publisher).where(Publisher.seen < now - timedelta(days=1)))
        else:
            row.seen, row.did = now, did

    def _go_off_duty(self) -> None:
        """Give what is in flight its grace, then cut it off: it comes back as not confirmed and is recorded so."""
        self.stop()
        # A claim that is being made ends first; none begins any more.
        if self._claiming.acquire(timeout=1):
            self._claiming.release()
        end = (self._stopped or time.monotonic()) + GRACE
        while time.monotonic() < end and any(not f.done() for f in self._flying):
            time.sleep(0.05)
        for future, (_, channel) in self._flying.items():
            if not future.done():
                channel.abort()
        self._pool.shutdown(wait=True, cancel_futures=True)
        with _staying_on_duty(), database.transaction() as s:
            s.execute(update(Publisher).where(Publisher.id == self.id).values(left=func.clock_timestamp()))


def publish_on_duty(lane: str, seconds: float | None = 495, *, delay: float = 0.0) -> Report:
    """Be on duty for one lane ("routine", "urgent" or "any"); TERM and INT end it in order."""
    duty = Duty(settings.load(), lane=lane, delay=delay)
    with ends_on_signal(duty.stop):
        return duty.serve(seconds)


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
def _staying_on_duty() -> Iterator[None]:
    """Nothing ends a publisher: what fails is logged and done again, and what was claimed is freed by its lease."""
    try:
        yield
    except (DatabaseGone, OperationalError, InterfaceError, psycopg.OperationalError) as error:
        log.warning("the database is not there; trying again", error=type(error).__name__)
    except Exception:
        log.exception("something failed that should not; trying again")
