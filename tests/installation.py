"""A fresh installation on the embedded PostgreSQL: a database of its own with the sample agency, and its settings."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from countersign import database, embedded, settings
from countersign.embedded import Server
from countersign.settings import Settings

#: What a run needs at most.
ROOM = 3 * 2**30


@contextmanager
def quick_folder(name: str) -> Iterator[Path]:
    """A folder for a PostgreSQL: in memory where there is room, since a disk that is asked to sync takes long.

    An unprivileged user can enter it, and what is killed finds there what it wrote, as on a disk.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=f"countersign-{name}-", dir=memory if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def installation(server: Server, template: str, home: Path, **more: str) -> Iterator[Settings]:
    """The settings of an installation that lasts as long as this does; `settings.load()` gives them too.

    `more` are further COUNTERSIGN_* variables, by the names of the settings.
    """
    name = f"test_{uuid.uuid4().hex[:12]}"
    server.create_database(name, template=template)
    told = {
        "home": str(home),
        "database_url": server.url(embedded.APP, name),
        "owner_database_url": server.url(embedded.OWNER, name),
        "public_database_url": server.url(embedded.PUBLIC, name),
        "testing": "true",
        "allow_private_hosts": "1",
        **more,
    }
    with pytest.MonkeyPatch.context() as patch:
        for setting, value in told.items():
            patch.setenv(f"COUNTERSIGN_{setting.upper()}", value)
        yield settings.load()
        for role in (embedded.APP, embedded.OWNER, embedded.PUBLIC):
            database.engine(server.url(role, name)).dispose()
    server.drop_database(name)


def environment(told: Settings) -> dict[str, str]:
    """The environment in which a program of its own works on an installation."""
    ours = {
        "HOME": told.home,
        "DATABASE_URL": told.database_url,
        "OWNER_DATABASE_URL": told.owner_database_url,
        "PUBLIC_DATABASE_URL": told.public_database_url,
        "TESTING": "true",
        "ALLOW_PRIVATE_HOSTS": "1",
        "LEASE_SECONDS": told.lease_seconds,
    }
    root = Path(__file__).parents[1]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")},
        **{f"COUNTERSIGN_{name}": str(value) for name, value in ours.items()},
        "PYTHONPATH": f"{root / 'plugins'}{os.pathsep}{root}",
    }


def as_superuser(server: Server, told: Settings) -> psycopg.Connection:
    """A connection to an installation's database that may do anything; for looking on, and for aging rows."""
    name = told.database_url.rsplit("/", 1)[1]
    return psycopg.connect(server.dsn(embedded.SUPERUSER, name), autocommit=True)
