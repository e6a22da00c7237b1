"""The trigger that wakes Airflow, against a real PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from countersign import database, embedded
from countersign.embedded import Server
from countersign.settings import Settings, driver_dsn

pytestmark = pytest.mark.airflow


@pytest.fixture
def signal(airflow_home: Path, told: Settings) -> Any:
    """A trigger on one channel of a fresh database."""
    from countersign_signal import Signal

    return Signal(database.SUBMITTED)


def notify(told: Settings, channel: str = database.SUBMITTED) -> None:
    """What a verb does at its commit."""
    with psycopg.connect(driver_dsn(told.database_url), autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, '')", [channel])


async def events(trigger: Any, acts: list[Callable[[], None]]) -> list[str]:
    """Why each event came: the first by itself, then one after each act."""
    stream: AsyncIterator[Any] = trigger.run()
    seen = [(await asyncio.wait_for(anext(stream), 10)).payload["why"]]
    for act in acts:
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(act)
        seen.append((await asyncio.wait_for(waiting, 15)).payload["why"])
    await stream.aclose()
    return seen


def test_an_event_comes_for_a_signal_and_one_before_it(signal: Any, told: Settings) -> None:
    """What was signalled before somebody listened is found by the event that follows every connection."""
    assert asyncio.run(events(signal, [lambda: notify(told), lambda: notify(told)])) == [
        "connected",
        "signal",
        "signal",
    ]


def test_a_lost_connection_is_taken_up_again(signal: Any, told: Settings, server: Server) -> None:
    """After the database was away, one event makes up for what may have been missed."""
    name = told.database_url.rpartition("/")[2]

    def cut() -> None:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign signal'"
        with psycopg.connect(server.dsn(embedded.SUPERUSER, name), autocommit=True) as connection:
            connection.execute(ended)

    assert asyncio.run(events(signal, [cut, lambda: notify(told)])) == ["connected", "connected", "signal"]


def test_many_signals_at_once_are_few_events(signal: Any, told: Settings) -> None:
    """Fifty drafts submitted at once start two reviews of everything, not fifty."""

    async def count() -> int:
        stream = signal.run()
        await anext(stream)
        for _ in range(50):
            await asyncio.to_thread(notify, told)
        seen, until = 0, time.monotonic() + 4
        while time.monotonic() < until:
            try:
                await asyncio.wait_for(anext(stream), 1.5)
                seen += 1
            except (TimeoutError, StopAsyncIteration):
                break
        return seen

    assert asyncio.run(count()) <= 3


def test_other_channels_are_not_heard(signal: Any, told: Settings) -> None:
    """Each DAG is woken by its own signal only."""

    async def hears_nothing() -> bool:
        stream = signal.run()
        await anext(stream)
        await asyncio.to_thread(notify, told, database.SIGN_OFF)
        try:
            await asyncio.wait_for(anext(stream), 1)
        except TimeoutError:
            return True
        return False

    assert asyncio.run(hears_nothing())
