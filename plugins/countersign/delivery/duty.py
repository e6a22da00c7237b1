"""The publisher on duty: it sleeps until the next due instant or a signal, claims what is due, and sends it.

Any number may be on duty, on any number of machines; the claims keep them apart.
"""

import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from countersign import database, deliveries, settings
from countersign.deliveries import ROUTINE, URGENT
from countersign.delivery import canary, claim, places, reconcile, send, settle
from countersign.delivery.claim import Job, Taker
from countersign.delivery.flights import Flight, Flights
from countersign.delivery.lines import Line, Lines
from countersign.delivery.places import lanes_of
from countersign.delivery.presence import TICK, Presence
from countersign.delivery.settle import Sent
from countersign.delivery.staying import be_quick, ends_on_signal, staying_on_duty
from countersign.delivery.way import Way
from countersign.settings import Settings

#: Deliveries in one process, sent or waiting for a place: the servers of thirty pages may hang before another page
#: feels it. Urgent ones have threads of their own.
WORKERS = {ROUTINE: 256, URGENT: 128}
#: A claim is made so much before the due instant; the first byte waits for it.
LEAD = timedelta(milliseconds=150)
#: Seconds between renewals of leases and heartbeats.
HEARTBEAT = 3.0
#: Seconds that what is in flight may take after a TERM, before it is cut off and recorded as not confirmed.
GRACE = 3.0
#: Seconds between looks for what a dead publisher held: until then its places at a page are not free.
SWEEP = 1.0
TOLD_TO_WAIT = "The page asked not to be written to for now."
OFF_DUTY = "This publisher went off duty before a place was free."


class Duty:
    """One turn of duty of one process: its jobs in flight, its keepers (threads) and its way out."""

    def __init__(self, told: Settings, *, lane: str, delay: float) -> None:
        self.settings = told
        self.lane = lane
        #: What others on duty have so long not taken; nothing, where nobody else is on duty.
        self.delay = timedelta(seconds=delay) if delay else -LEAD
        self._attended: frozenset[str] = frozenset(lanes_of(lane))
        self.presence = Presence(lane)
        self.way = Way()
        self.over = threading.Event()
        #: Set when there may be something to claim.
        self._wake = threading.Event()
        self.flights = Flights(self.presence, self.way)
        self._lines: Lines[Flight] = Lines()
        self._rests: dict[Line, datetime] = {}
        #: More may be due than there was room for; and when the next is due, by the monotonic clock (None: not known).
        self._full = False
        self._next_due: float | None = None
        self._cut_off = False
        self._pools = {
            lane: ThreadPoolExecutor(WORKERS[lane], thread_name_prefix=f"send {lane}") for lane in lanes_of(lane)
        }
        self._claiming = threading.Lock()
        self._stopped: float | None = None
        self._next_canary = 0.0

    def serve(self, seconds: float | None) -> None:
        """Stay on duty for so many seconds, or until told to stop; then finish or record what is in flight."""
        until = time.monotonic() + seconds if seconds is not None else None
        chores = (self._keep_leases, self._keep_sweeping, self._keep_looking, self._keep_listening)
        keepers = [threading.Thread(target=keep, daemon=True, name=keep.__name__) for keep in chores]
        # With the last of them stored, what comes after it in its thread may go.
        told = {"over": self.over, "landed": self._wake.set}
        settler = threading.Thread(target=self.flights.keep_storing, kwargs=told, daemon=True, name="settle")
        for thread in (*keepers, settler):
            thread.start()
        with staying_on_duty(), database.transaction() as s:
            claim.rehearse(s)
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
        self.presence.leave()

    def stop(self) -> None:
        """Claim nothing more; serve() returns within about four seconds."""
        self._stopped = self._stopped or time.monotonic()
        self.over.set()
        self._wake.set()

    def _take_up(self) -> None:
        """Claim batch after batch, urgent ones first, while there is room and something is due."""
        with self._claiming:
            self._attended = self._see_who_is_on_duty()
            for lane in sorted(self._pools, reverse=True):
                while not self.over.is_set() and self._take_batch(lane):
                    pass

    def _see_who_is_on_duty(self) -> frozenset[str]:
        """The lanes that others serve, for a publisher that waits for them."""
        if self.delay < timedelta(0):
            return frozenset()
        with database.transaction() as s:
            return frozenset(s.scalars(deliveries.attended()))

    def _delay_for(self, lane: str) -> timedelta:
        return self.delay if lane in self._attended else -LEAD

    def _take_batch(self, lane: str) -> bool:
        """Claim once; whether more could be taken after that."""
        if lane == ROUTINE and self.way.seconds():
            return False
        flying = list(self.flights)
        # What could not be stored yet counts too: as long as that lasts, not much more is begun.
        room = min(claim.BATCH, WORKERS[lane] - sum(one.job.lane == lane for one in flying))
        self._full = room <= 0
        if self._full:
            return False
        with database.transaction() as s:
            jobs = claim.claim(
                s,
                self.settings,
                publisher=self.presence.id,
                lane=lane,
                delay=self._delay_for(lane),
                room=room,
                freeing=[one.job.delivery for one in flying if one.sent],
                ahead=self._lines.quick,
            )
            taken = len(jobs)
            if lane == ROUTINE:
                jobs += self._canaries(s)
        self._line_up(jobs)
        return taken == room

    def _line_up(self, jobs: list[Job]) -> None:
        """Let each begin for which its page has a place, and the others wait beside it, in their order."""
        for job in jobs:
            flight = self.flights.add(job)
            if (until := self._rests.get(flight.line)) and until > job.now():
                self.flights.give_back([flight], TOLD_TO_WAIT, until)
                continue
            begin = self._lines.enter(flight.line, flight, places=job.places)
            flight.waited = flight not in begin
            self._begin(begin)
        if self.over.is_set():
            self.flights.give_back(self._lines.close(), OFF_DUTY)

    def _begin(self, flights: Iterable[Flight]) -> None:
        for flight in flights:
            self._pools[flight.job.lane].submit(self._send, flight)

    def _canaries(self, s: Session) -> list[Job]:
        """The test post of this minute, if it is due; looked for once a second."""
        if time.monotonic() < self._next_canary:
            return []
        self._next_canary = time.monotonic() + TICK
        now = database.clock(s)
        taker = Taker(self.presence.id, self.settings, now, time.monotonic())
        return canary.take(s, taker, before=now - max(self.delay, timedelta(0)))

    def _send(self, flight: Flight) -> None:
        """Send one job; its place is free from then on, and what came of it is settled beside the next claim."""
        began = time.monotonic()
        try:
            flight.sent = self._sent(flight)
        except Exception as error:  # Before the first step: no channel could be made.
            flight.sent = settle.given_back(flight.job, f"It could not be begun ({type(error).__name__}).", broke=error)
        if until := settle.told_to_wait(flight.sent):
            self._rests[flight.line] = until  # Claims learn of it when this is settled; one may be under way.
            self.flights.give_back(self._lines.give_back(flight.line), TOLD_TO_WAIT, until)
        self._begin(self._lines.leave(flight.line, seconds=time.monotonic() - began))
        if self._full or self._lines.runs_low(flight.line):
            self._wake.set()
        self.flights.ended()

    def _sent(self, flight: Flight) -> Sent:
        with send.open_channel(flight.job, self.settings) as channel:
            flight.channel = channel
            if self._cut_off:
                channel.abort()
            return send.to_its_end(flight.job, channel, may_wait=self._may_wait, waited=flight.waited)

    def _may_wait(self, seconds: float) -> bool:
        return not self.over.wait(seconds)

    def _keep_listening(self) -> None:
        """Wake the publisher when somebody signals that something is due."""
        channels = {ROUTINE: (database.DUE, database.MAKE_WAY), URGENT: (database.DUE, database.URGENT)}
        heard = {channel for lane in self._pools for channel in channels[lane]}
        self.presence.listen(self.settings, heard, over=self.over, patience=self._patience, hear=self._hear)

    def _patience(self) -> float:
        """Seconds for which the processor is left to publishers that serve all of its lanes."""
        return self.delay.total_seconds() if self._attended >= self._pools.keys() else 0.0

    def _hear(self, channel: str) -> None:
        """Something is due, or will be: look. Or an alert comes in."""
        if channel == database.MAKE_WAY:
            self.way.make()
        else:
            self._next_due = None
            self._wake.set()

    def _keep_sweeping(self) -> None:
        """End what is late, and free what a dead publisher left behind."""
        while True:
            self.over.wait(self.way.seconds())
            with staying_on_duty():
                self.presence.say(reconcile.sweep(self.settings).lines)
            if self.over.wait(SWEEP):
                return

    def _keep_looking(self) -> None:
        """Look for what is in doubt; beside everything else, since a server may take long to be read."""
        while not self.over.wait(SWEEP):
            with staying_on_duty():
                self.presence.say(reconcile.look(self.settings, over=self.over).lines)

    def _until_next(self) -> float:
        """Seconds to sleep: until the next instant at which something may be claimed, at most a tick.

        No longer than way is made for an alert, where it is: what was due meanwhile waits for that.
        Asked anew once that instant has come, or something was signalled; answers of platforms do not change it.
        """
        if made := self.way.seconds():
            return made
        if self._next_due is None or self._next_due <= time.monotonic():
            self._next_due = time.monotonic() + TICK
            with database.transaction() as s:
                delay = min(self._delay_for(lane) for lane in self._pools)
                seconds = places.seconds_until_next(s, lane=self.lane, delay=delay)
            if seconds is not None and self._next_due is not None:
                self._next_due = min(self._next_due, time.monotonic() + seconds)
        return max(0.0, (self._next_due or 0.0) - time.monotonic())

    def _keep_leases(self) -> None:
        """Show that it lives, keep hold of what it sends, and see to it that there is a canary."""
        lease = timedelta(seconds=self.settings.lease_seconds)
        while True:
            with staying_on_duty(), database.transaction() as s:
                self.presence.heartbeat(s)
                flying = [one.job.delivery for one in self.flights]
                if flying:
                    claim.renew(s, self.presence.id, flying, lease=lease)
            with staying_on_duty():
                canary.put_in()
            if self.over.wait(HEARTBEAT):
                return

    def _go_off_duty(self) -> None:
        """Give what is in flight its grace, then cut it off: it comes back as not confirmed and is recorded so."""
        self.stop()
        # A claim that is being made ends first; none begins any more.
        if self._claiming.acquire(timeout=1):
            self._claiming.release()
        self.flights.give_back(self._lines.close(), OFF_DUTY)
        end = (self._stopped or time.monotonic()) + GRACE
        while time.monotonic() < end and self.flights:
            time.sleep(0.05)
        self._cut_off = True
        for flight in self.flights:
            if flight.channel and flight.sent is None:
                flight.channel.abort()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self.flights.ended()


def publish_on_duty(lane: str, seconds: float | None = 495, *, delay: float = 0.0) -> None:
    """Be on duty for one lane ("routine", "urgent" or "any"); TERM and INT end it in order."""
    duty = Duty(settings.load(), lane=lane, delay=delay)
    be_quick()
    with ends_on_signal(duty.stop):
        duty.serve(seconds)
