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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType

import psycopg
import structlog
from sqlalchemy import delete, func, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from countersign import database, settings
from countersign.database import DatabaseGone
from countersign.deliveries import ROUTINE, URGENT, Publisher
from countersign.delivery import canary, claim, places, reconcile, report, send, settle
from countersign.delivery.claim import Job, Taker
from countersign.delivery.places import lanes_of
from countersign.delivery.settle import Sent
from countersign.platforms.http import Channel
from countersign.settings import Settings

#: Sends at a time in one process; urgent ones have threads of their own, so that hanging routine sends hold none up.
WORKERS = {ROUTINE: 32, URGENT: 16}
#: Outcomes that are settled in one transaction.
TOGETHER = 16
#: Longest sleep: the clock is read again at least this often (DESIGN section 4).
TICK = 1.0
#: Seconds between renewals of leases and heartbeats.
HEARTBEAT = 3.0
#: Seconds that what is in flight may take after a TERM, before it is cut off and recorded as not confirmed.
GRACE = 3.0
SWEEP = 2.0
log = structlog.get_logger()
_NAME = "countersign publisher"


@dataclass(slots=True)
class Flight:
    """A job under way; `sent` once its answer is here, which is not stored yet."""

    job: Job
    channel: Channel
    sent: Sent | None = None


class Duty:
    """One turn of duty of one process: its jobs in flight, its keepers (threads) and its way out."""

    def __init__(self, told: Settings, *, lane: str, delay: float) -> None:
        self.settings = told
        self.lane = lane
        self.delay = timedelta(seconds=delay)
        self.id = f"{lane}@{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self.over = threading.Event()
        #: What it last did, in plain words.
        self.did = "waiting"
        #: Set when there may be something to claim, and when there is something to settle.
        self._wake, self._ended = threading.Event(), threading.Event()
        self._flying: dict[uuid.UUID, Flight] = {}
        self._pools = {
            lane: ThreadPoolExecutor(WORKERS[lane], thread_name_prefix=f"send {lane}") for lane in lanes_of(lane)
        }
        self._claiming = threading.Lock()
        self._stopped: float | None = None
        self._next_canary = 0.0

    def serve(self, seconds: float | None) -> None:
        """Stay on duty for so many seconds, or until told to stop; then finish or record what is in flight."""
        until = time.monotonic() + seconds if seconds is not None else None
        chores = (self._keep_leases, self._keep_sweeping, self._keep_listening)
        keepers = [threading.Thread(target=keep, daemon=True, name=keep.__name__) for keep in chores]
        settler = threading.Thread(target=self._keep_settling, daemon=True, name="settle")
        for thread in (*keepers, settler):
            thread.start()
        while not self.over.is_set() and (until is None or time.monotonic() < until):
            self._wake.clear()
            with staying_on_duty():
                self._take_up()
                if self._wake.is_set():
                    continue
                pause = self._until_next()
                self._wake.wait(pause if until is None else min(pause, max(0.0, until - time.monotonic())))
                continue
            self.over.wait(1)
        self._go_off_duty()
        for thread in (*keepers, settler):
            thread.join(timeout=GRACE)
        self._leave()

    def stop(self) -> None:
        """Claim nothing more; serve() returns within about four seconds."""
        self._stopped = self._stopped or time.monotonic()
        self.over.set()
        self._wake.set()

    def _take_up(self) -> None:
        """Claim batch after batch, urgent ones first, while there is room and something is due."""
        with self._claiming:
            for lane in sorted(self._pools, reverse=True):
                while not self.over.is_set() and self._take_batch(lane):
                    pass

    def _take_batch(self, lane: str) -> bool:
        """Claim once; whether more could be taken after that."""
        flying = list(self._flying.values())
        room = WORKERS[lane] - sum(one.sent is None and one.job.lane == lane for one in flying)
        if room <= 0:
            return False
        with database.transaction() as s:
            jobs = claim.claim(
                s,
                self.settings,
                publisher=self.id,
                lane=lane,
                delay=self.delay,
                room=min(room, claim.BATCH),
                freeing=[one.job.delivery for one in flying if one.sent],
            )
            taken = len(jobs)
            if lane == ROUTINE:
                jobs += self._canaries(s)
        for job in jobs:
            flight = Flight(job, send.open_channel(job, self.settings))
            self._flying[job.attempt] = flight
            self._pools[lane].submit(self._send, flight)
        return taken == claim.BATCH

    def _canaries(self, s: Session) -> list[Job]:
        """The test post of this minute, if it is due; looked for once a second."""
        if time.monotonic() < self._next_canary:
            return []
        self._next_canary = time.monotonic() + TICK
        now = database.clock(s)
        taker = Taker(self.id, self.settings, now, time.monotonic())
        return canary.take(s, taker, before=now - self.delay)

    def _send(self, flight: Flight) -> None:
        """Send one job; its place is free from then on, and what came of it is settled beside the next claim."""
        with flight.channel:
            flight.sent = send.to_its_end(flight.job, flight.channel, may_wait=lambda s: not self.over.wait(s))
        self._wake.set()
        self._ended.set()

    def _keep_settling(self) -> None:
        """Settle what has ended, as much as there is at a time; what cannot be stored now is stored later."""
        while self._flying or not (self.over.is_set() and self._stopped):
            self._ended.wait(0.5)
            self._ended.clear()
            with staying_on_duty():
                while ended := [one for one in list(self._flying.values()) if one.sent][:TOGETHER]:
                    self._settle(ended)
                    if any(one.job.attempt in self._flying for one in ended):
                        break

    def _settle(self, ended: list[Flight]) -> None:
        """All in one transaction, or one by one where that fails: one that cannot be stored keeps no other back."""
        try:
            self._store(ended)
        except DatabaseGone:
            raise
        except Exception as error:
            if len(ended) == 1 and isinstance(error, OperationalError):
                raise  # A full disk, a deadlock: the answer is kept, and its lease renewed.
            if len(ended) == 1:
                self._flying.pop(ended[0].job.attempt)  # Its lease ends, and then it is looked for.
                raise
            for one in ended:
                with staying_on_duty():
                    self._settle([one])

    def _store(self, ended: list[Flight]) -> None:
        posts = [one.sent for one in ended if one.sent and not one.job.canary]
        canaries = [one.sent for one in ended if one.sent and one.job.canary]
        if posts:
            settle.settle(posts)
        if canaries:
            with database.transaction() as s:
                for sent in canaries:
                    canary.arrived(s, sent.job.delivery, sent.turn, database.clock(s))
        for one in ended:
            self._flying.pop(one.job.attempt)
            self._say(f"{one.job.access.page_id}: attempt {one.job.number} ended")

    def _keep_listening(self) -> None:
        """Wake the publisher when somebody signals that something is due."""
        dsn = settings.driver_dsn(self.settings.database_url)
        while not self.over.is_set():
            with (
                staying_on_duty(),
                psycopg.connect(dsn, autocommit=True, connect_timeout=5, application_name=_NAME) as ear,
            ):
                ear.execute(f"listen {database.DUE}")
                self._wake.set()
                while not self.over.is_set():
                    for _ in ear.notifies(timeout=TICK, stop_after=1):
                        self._wake.set()
            self.over.wait(1)

    def _keep_sweeping(self) -> None:
        """Settle what is in doubt, late or left behind; beside the claims, since a server may take long to be read."""
        while True:
            with staying_on_duty():
                canary.put_in()
                for line in reconcile.settle_unknown(self.settings, over=self.over).lines:
                    self._say(line)
            if self.over.wait(SWEEP):
                return

    def _until_next(self) -> float:
        """Seconds to sleep: until the next instant at which something may be claimed, at most a tick."""
        with database.transaction() as s:
            seconds = places.seconds_until_next(s, lane=self.lane, delay=self.delay)
        return TICK if seconds is None else min(TICK, max(0.0, seconds))

    def _keep_leases(self) -> None:
        lease = timedelta(seconds=self.settings.lease_seconds)
        while True:
            with staying_on_duty(), database.transaction() as s:
                self._heartbeat(s)
                flying = [one.job.delivery for one in list(self._flying.values())]
                if flying:
                    claim.renew(s, self.id, flying, lease=lease)
            if self.over.wait(HEARTBEAT):
                return

    def _heartbeat(self, s: Session) -> None:
        now = database.clock(s)
        row = s.get(Publisher, self.id)
        if row is None:
            s.add(Publisher(id=self.id, lane=self.lane, started=now, seen=now, did=self.did))
            s.execute(delete(Publisher).where(Publisher.seen < now - timedelta(days=1)))
        else:
            row.seen, row.did = now, self.did

    def _go_off_duty(self) -> None:
        """Give what is in flight its grace, then cut it off: it comes back as not confirmed and is recorded so."""
        self.stop()
        # A claim that is being made ends first; none begins any more.
        if self._claiming.acquire(timeout=1):
            self._claiming.release()
        end = (self._stopped or time.monotonic()) + GRACE
        while time.monotonic() < end and self._flying:
            time.sleep(0.05)
        for flight in list(self._flying.values()):
            if flight.sent is None:
                flight.channel.abort()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._ended.set()

    def _say(self, line: str) -> None:
        """Log it at once, and let the heartbeat tell it; nothing gathers here, since duty may last for months."""
        self.did = line
        report.log.info(line)

    def _leave(self) -> None:
        with staying_on_duty(), database.transaction() as s:
            s.execute(update(Publisher).where(Publisher.id == self.id).values(left=func.clock_timestamp()))


def publish_on_duty(lane: str, seconds: float | None = 495, *, delay: float = 0.0) -> None:
    """Be on duty for one lane ("routine", "urgent" or "any"); TERM and INT end it in order."""
    duty = Duty(settings.load(), lane=lane, delay=delay)
    with ends_on_signal(duty.stop):
        duty.serve(seconds)


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
