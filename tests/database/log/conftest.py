"""A log on a real database with a home of its own, one for each test."""

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from countersign import embedded, migrations
from countersign.database import transaction
from countersign.log import note, sequencer
from countersign.log.note import Checkpoint
from countersign.log.record import Event, entry
from countersign.settings import Settings

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Log:
    """A database, a home, and a clock that goes on by two seconds with every seal."""

    server: embedded.Server
    database: str
    engine: Engine
    settings: Settings
    now: datetime = START

    def write(self, number: int = 1, *, subject: str = "post:1") -> list[uuid.UUID]:
        """Record some events, each in a transaction of its own."""
        return [self.write_one(subject, number=each) for each in range(number)]

    def write_one(self, subject: str, **values: object) -> uuid.UUID:
        """Record one event."""
        with transaction(self.engine) as s:
            return entry(s, Event.POST_EDITED, subject, values, actor="maya", now=self.now)

    def seal(self) -> Checkpoint | None:
        """Seal, two seconds after the last time."""
        self.now += timedelta(seconds=2)
        return sequencer.seal(self.engine, self.settings, now=self.now)

    @property
    def checkpoint(self) -> Path:
        """The published checkpoint's file."""
        return self.settings.published / "checkpoint"

    def tamper(self, *statements: str) -> None:
        """Change tables as only the superuser can, with the triggers and constraints off."""
        with psycopg.connect(self.server.dsn(embedded.SUPERUSER, self.database)) as connection:
            for table in ("entry", "entry_value", "position", "node"):
                connection.execute(f"alter table {table} disable trigger only_ever_added")
            connection.execute("set session_replication_role = replica")
            for statement in statements:
                assert connection.execute(statement).rowcount, statement


@pytest.fixture(scope="session")
def log_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """A PostgreSQL with a migrated template database."""
    server = embedded.start(tmp_path_factory.mktemp("server"), options=embedded.TEST_OPTIONS)
    migrations.upgrade(server.url(embedded.OWNER))
    yield server
    server.stop()


@pytest.fixture
def new_log(log_server: embedded.Server, tmp_path: Path) -> Iterator[Callable[..., Log]]:
    """Makes logs: empty ones, or with `like` one whose database is a copy, as a restored backup is."""
    numbers, made = count(), []

    def make(*, like: Log | None = None) -> Log:
        name = f"log_{os.getpid()}_{uuid.uuid4().hex[:8]}_{next(numbers)}"
        if like is not None:
            like.engine.dispose()
        log_server.create_database(name, template=like.database if like else "countersign")
        engine = create_engine(log_server.url(embedded.APP, name))
        settings = like.settings if like else Settings(home=tmp_path)
        if like is None:
            settings.keys.mkdir(mode=0o700)
            note.save_key(settings.log_key, note.new_key())
        made.append(Log(log_server, name, engine, settings, like.now if like else START))
        return made[-1]

    yield make
    for log in made:
        log.engine.dispose()
        log_server.drop_database(log.database)


@pytest.fixture
def log(new_log: Callable[..., Log]) -> Log:
    """An empty log."""
    return new_log()
