"""Logs on real databases, made from an empty migrated one."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from countersign import embedded
from countersign.embedded import Server
from countersign.log import note
from countersign.settings import Settings
from tests.database.log.real_log import START, Log


@pytest.fixture
def new_log(server: Server, empty_database: str, tmp_path: Path) -> Iterator[Callable[..., Log]]:
    """Makes logs: empty ones, or with `like` one whose database is a copy, as a restored backup is."""
    made: list[Log] = []

    def make(*, like: Log | None = None) -> Log:
        name = f"log_{uuid.uuid4().hex[:12]}"
        if like is not None:
            like.engine.dispose()
        server.create_database(name, template=like.database if like else empty_database)
        settings = like.settings if like else Settings(home=tmp_path, database_url=server.url(embedded.APP, name))
        if like is None:
            settings.keys.mkdir(mode=0o700)
            note.save_key(settings.log_key, note.new_key())
        engine = create_engine(server.url(embedded.APP, name))
        made.append(Log(server, name, engine, settings, like.now if like else START))
        return made[-1]

    yield make
    for log in made:
        log.engine.dispose()
        server.drop_database(log.database)


@pytest.fixture
def log(new_log: Callable[..., Log]) -> Log:
    """An empty log."""
    return new_log()
