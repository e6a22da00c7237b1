"""A publisher as others see it: its row, renewed every few seconds, and the session by whose end its death is known."""

import os
import socket
import threading
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

import psycopg
from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign import database, settings
from countersign.deliveries import Publisher
from countersign.delivery import report
from countersign.delivery.staying import staying_on_duty
from countersign.settings import Settings

#: Longest sleep in seconds: the clock is read again at least this often (DESIGN section 4).
TICK = 1.0
#: How long the rows of publishers that have left are kept.
KEPT = timedelta(days=1)
_NAME = "countersign publisher"


class Presence:
    """One publisher on duty: what it is called, what it last did, and its ear for signals."""

    def __init__(self, lane: str) -> None:
        self.lane = lane
        self.id = f"{lane}@{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        #: What it last did, in plain words.
        self.did = "waiting"
        #: The number of its listening session in PostgreSQL, by whose end others see that this process has died.
        self._session: int | None = None

    def say(self, lines: Iterable[str]) -> None:
        """Log at once, and let the heartbeat tell; nothing gathers here, since duty may last for months."""
        for line in lines:
            self.did = line
            report.log.info(line)

    def heartbeat(self, s: Session) -> None:
        """Say that it is there."""
        now = database.clock(s)
        lately = {"seen": now, "did": self.did, "session": self._session}
        row = insert(Publisher).values(id=self.id, lane=self.lane, started=now, **lately)
        s.execute(row.on_conflict_do_update(index_elements=["id"], set_=lately))

    def leave(self) -> None:
        """Say that it went off duty, and forget who left long ago."""
        with staying_on_duty(), database.transaction() as s:
            s.execute(update(Publisher).where(Publisher.id == self.id).values(left=func.clock_timestamp()))
            s.execute(delete(Publisher).where(Publisher.seen < func.clock_timestamp() - KEPT))

    def listen(
        self,
        told: Settings,
        channels: Collection[str],
        *,
        over: threading.Event,
        patience: Callable[[], float],
        hear: Callable[[str], None],
    ) -> None:
        """Call `hear` with the channel of every signal until it is over; a new connection may have missed one.

        `patience`: seconds that others have first where something is due; what comes meanwhile is heard as one.
        """
        dsn = settings.driver_dsn(told.database_url)
        while not over.is_set():
            with (
                staying_on_duty(),
                psycopg.connect(dsn, autocommit=True, connect_timeout=5, application_name=_NAME) as ear,
            ):
                for channel in channels:
                    ear.execute(f"listen {channel}")
                self._note_session(ear.info.backend_pid)
                hear(database.DUE)
                while not over.is_set():
                    for signal in ear.notifies(timeout=TICK, stop_after=1):
                        if signal.channel != database.MAKE_WAY and (seconds := patience()) > 0:
                            over.wait(seconds)
                            list(ear.notifies(timeout=0))
                        hear(signal.channel)
                self._note_session(None)  # It ends in order, and may still be sending: that is no death.
            over.wait(1)

    def _note_session(self, session: int | None) -> None:
        self._session = session
        with database.transaction() as s:
            self.heartbeat(s)
