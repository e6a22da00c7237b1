"""What a publisher has in hand: jobs that wait or are being sent, and answers that are here and not stored yet."""

import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import OperationalError

from countersign import database
from countersign.database import DatabaseGone
from countersign.delivery import canary, settle
from countersign.delivery.claim import Job
from countersign.delivery.lines import Line
from countersign.delivery.presence import Presence
from countersign.delivery.settle import Sent
from countersign.delivery.staying import staying_on_duty
from countersign.delivery.way import Way
from countersign.platforms.http import Channel

#: Outcomes that are settled in one transaction.
TOGETHER = 16
#: Seconds in which outcomes gather while more are on their way.
GATHER = 0.06


@dataclass(slots=True, eq=False)
class Flight:
    """A job under way; `sent` once its answer is here, which is not stored yet."""

    job: Job
    channel: Channel | None = None
    sent: Sent | None = None
    #: It had to wait for a place after its claim.
    waited: bool = False

    @property
    def line(self) -> Line:
        """Where it has its place, or waits for it."""
        return self.job.access.page_id, self.job.lane


class Flights:
    """The flights of one publisher; each stays until what came of it is stored. Safe to use from any thread."""

    def __init__(self, presence: Presence, way: Way) -> None:
        self._presence = presence
        self._way = way
        self._all: dict[uuid.UUID, Flight] = {}
        self._ended = threading.Event()

    def __iter__(self) -> Iterator[Flight]:
        """All of them at this moment."""
        return iter(list(self._all.values()))

    def __bool__(self) -> bool:
        """Whether anything is in hand."""
        return bool(self._all)

    def add(self, job: Job) -> Flight:
        """One more."""
        flight = self._all[job.attempt] = Flight(job)
        return flight

    def ended(self) -> None:
        """Some have an answer now: they can be stored."""
        self._ended.set()

    def give_back(self, waiting: Iterable[Flight], why: str, again: datetime | None = None) -> None:
        """What waited for a place is not sent: it is due again at once, or at an instant."""
        for flight in waiting:
            flight.sent = settle.given_back(flight.job, why, again)
        self.ended()

    def keep_storing(self, over: threading.Event, landed: Callable[[], None]) -> None:
        """Store what has ended, as much as there is at a time, until all is; what cannot be stored now is later.

        `landed` is told when nothing is in hand any more.
        """
        while self._all or not over.is_set():
            self._ended.wait(0.5)
            self._ended.clear()
            with staying_on_duty():
                while ended := self._ended_together(over):
                    self._store(ended)
                    if not self._all:
                        landed()
                    if any(one.job.attempt in self._all for one in ended):
                        break

    def _ended_together(self, over: threading.Event) -> list[Flight]:
        over.wait(self._way.seconds())
        if any(one.sent is None for one in self):
            time.sleep(GATHER)
        return [one for one in self if one.sent][:TOGETHER]

    def _store(self, ended: list[Flight]) -> None:
        """All in one transaction, or one by one where that fails: one that cannot be stored keeps no other back."""
        try:
            self._write(ended)
        except DatabaseGone:
            raise
        except Exception as error:
            if len(ended) == 1 and isinstance(error, OperationalError):
                raise  # A full disk, a deadlock: the answer is kept, and its lease renewed.
            if len(ended) == 1:
                self._all.pop(ended[0].job.attempt)  # Its lease ends, and then it is looked for.
                raise
            for one in ended:
                with staying_on_duty():
                    self._store([one])

    def _write(self, ended: list[Flight]) -> None:
        posts = [one.sent for one in ended if one.sent and not one.job.canary]
        canaries = [one.sent for one in ended if one.sent and one.job.canary]
        if posts:
            settle.settle(posts)
        if canaries:
            with database.transaction() as s:
                for sent in canaries:
                    canary.arrived(s, sent.job.delivery, sent.turn, database.clock(s))
        for one in ended:
            self._all.pop(one.job.attempt)
            self._presence.say([f"{one.job.access.page_id}: attempt {one.job.number} ended"])
