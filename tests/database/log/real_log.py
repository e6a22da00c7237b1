"""A log on a real database with a home of its own, for tests."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from countersign import embedded
from countersign.database import transaction
from countersign.log import sequencer
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

    def write_many(self, number: int) -> list[uuid.UUID]:
        """Record some events in one transaction."""
        with transaction(self.engine) as s:
            happened = [(Event.POST_EDITED, f"post:{each}", {"n": each}) for each in range(number)]
            return [entry(s, *each, actor="maya", now=self.now) for each in happened]

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
