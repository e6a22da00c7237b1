"""The trigger that wakes Airflow: it LISTENs on a channel of our database and makes each signal an event."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import psycopg
from airflow.triggers.base import BaseEventTrigger, TriggerEvent
from psycopg import sql

from countersign import settings

log = logging.getLogger(__name__)

#: Signals within this time after an event become one event.
GATHER_SECONDS = 1.0
#: A connection that died without a word is noticed after this time.
PROBE_SECONDS = 30.0
PATIENCE = (1, 2, 5, 10, 30)


class Signal(BaseEventTrigger):
    """An event for each signal on a channel, and one after every (re)connect: one may have been missed.

    Airflow stores a trigger's arguments readable, so the address of the database is not among them.
    """

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Where Airflow finds this class, and what it was made with."""
        return "countersign_signal.Signal", {"channel": self.channel}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Listen for ever; a lost connection is taken up again."""
        failures = 0
        while True:
            try:
                async for event in self._listen():
                    failures = 0
                    yield event
            except (psycopg.Error, OSError) as error:
                pause = PATIENCE[min(failures, len(PATIENCE) - 1)]
                failures += 1
                log.warning("No connection for %s (%s); trying again in %s s.", self.channel, error, pause)
                await asyncio.sleep(pause)

    async def _listen(self) -> AsyncIterator[TriggerEvent]:
        dsn = settings.driver_dsn(settings.load().database_url)
        connection = await psycopg.AsyncConnection.connect(
            dsn, autocommit=True, connect_timeout=5, application_name="countersign signal"
        )
        async with connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.channel)))
            yield self._event("connected")
            while True:
                if await _signal_came(connection):
                    yield self._event("signal")
                    await asyncio.sleep(GATHER_SECONDS)
                else:
                    await connection.execute("SELECT 1")

    def _event(self, why: str) -> TriggerEvent:
        return TriggerEvent({"channel": self.channel, "why": why})


async def _signal_came(connection: psycopg.AsyncConnection) -> bool:
    """Wait for signals and take all that are there; False when it is time to probe the connection."""
    came = False
    async for _ in connection.notifies(timeout=PROBE_SECONDS, stop_after=1):
        came = True
    return came
