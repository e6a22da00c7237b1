"""Making way: while an alert comes in, whoever sends routine posts leaves the processor to it for a moment.

On two cores a burst of routine posts would make an alert twice as late: taking it in, claiming it and sending it are
processor time of three processes, one after the other.
"""

import time
from collections.abc import Callable

#: Seconds in which an alert is taken in and claimed.
HELD = 0.35


class Way:
    """The way that one process makes; safe to use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0

    def make(self) -> bool:
        """An alert comes in; whether way is made anew: a storm holds routine posts back half of the time at most."""
        now = self._clock()
        anew = now >= self._until + HELD
        if anew:
            self._until = now + HELD
        return anew

    def seconds(self) -> float:
        """For how long routine work is still left alone; 0 when nothing comes in."""
        return max(0.0, self._until - self._clock())
