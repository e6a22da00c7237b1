"""What a publisher has claimed of each page: how much of it is on the wire, and what waits beside that for a place.

A claim takes longer than it may keep a place empty. So a publisher that has all the places which others leave claims
twice as many posts again, and they wait here, in the order of the claims, while the ones before them are being sent.
It does so only where the page answers quickly: of a publisher that dies, all that it had claimed is in doubt.
The page's number of sends at a time holds for what is on the wire; the rows of `page_lane` share it among publishers.
"""

import threading
from collections import defaultdict, deque
from typing import Generic, TypeVar

Flight = TypeVar("Flight")
#: A page and a lane.
Line = tuple[str, str]
#: Seconds within which a page has to answer so that a claim would keep its places empty for a good part of the time.
QUICK = 0.5


class Lines(Generic[Flight]):
    """The lines of one publisher, one for each lane of each page; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[Line, int] = {}
        self._sending: dict[Line, int] = defaultdict(int)
        self._waiting: dict[Line, deque[Flight]] = defaultdict(deque)
        self._quick: set[Line] = set()
        self._closed = False

    @property
    def quick(self) -> frozenset[Line]:
        """The lines of pages that answered quickly when they answered last."""
        with self._lock:
            return frozenset(self._quick)

    def enter(self, line: Line, flight: Flight, *, places: int) -> list[Flight]:
        """Join a line in which so many may be sent at a time from now on; gives those that begin at once."""
        with self._lock:
            self._places[line] = places
            self._waiting[line].append(flight)
            return self._next(line)

    def leave(self, line: Line, *, seconds: float) -> list[Flight]:
        """One of a line has its answer, after so many seconds; gives those whose turn it is now."""
        with self._lock:
            self._sending[line] -= 1
            (self._quick.add if seconds < QUICK else self._quick.discard)(line)
            return self._next(line)

    def runs_low(self, line: Line) -> bool:
        """Whether it is time to claim more: no place has more than one waiting for it."""
        with self._lock:
            return len(self._waiting[line]) <= self._places[line]

    def give_back(self, line: Line) -> list[Flight]:
        """Take everybody out who waits in a line: its page asked not to be written to for now."""
        with self._lock:
            waiting = list(self._waiting[line])
            self._waiting[line].clear()
            return waiting

    def close(self) -> list[Flight]:
        """Let nobody begin any more; gives everybody who waits."""
        with self._lock:
            self._closed = True
        return [flight for line in list(self._waiting) for flight in self.give_back(line)]

    def _next(self, line: Line) -> list[Flight]:
        free = 0 if self._closed else max(0, self._places[line] - self._sending[line])
        begin = [self._waiting[line].popleft() for _ in range(min(free, len(self._waiting[line])))]
        self._sending[line] += len(begin)
        return begin
