"""What many tests start from: one embedded PostgreSQL for the run, a fresh database for whoever asks, the sample agency."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from countersign import agency, database, embedded, migrations, policies, settings
from countersign.agency import Policy
from countersign.embedded import Server
from countersign.settings import Settings

ROOT = Path(__file__).parents[1]
#: A test's database lives for a second: it need not survive a power cut. Tests of crashes start a server of their own.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
SAMPLE = ROOT / "examples" / "harbor_glen" / "agency.yaml"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test material by others, or a skip where it is not present."""
    folder = Path(os.environ.get("COUNTERSIGN_SHARED") or ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip("test material by others is not present")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for the run."""
    home = Path(tempfile.mkdtemp(prefix="countersign-tests-"))
    started = embedded.start(home, options=QUICK)
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The sample agency."""
    return agency.parse(SAMPLE.read_text(), filename="agency.yaml", now=datetime.now(UTC))


@pytest.fixture(scope="session")
def template_database(server: Server, policy: Policy) -> str:
    """A migrated database with the sample agency applied, to be copied."""
    server.create_database("sample_template")
    migrations.upgrade(server.url(embedded.OWNER, "sample_template"))
    engine = database.engine(server.url(embedded.APP, "sample_template"))
    with database.transaction(engine) as s:
        policies.apply(s, policy, who="setup", why="tests", now=database.clock(s))
    engine.dispose()
    return "sample_template"


@pytest.fixture
def told(
    server: Server, template_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The settings of a fresh installation with the sample agency; `settings.load()` gives them too."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    server.create_database(name, template=template_database)
    monkeypatch.setenv("COUNTERSIGN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", server.url(embedded.APP, name))
    monkeypatch.setenv("COUNTERSIGN_OWNER_DATABASE_URL", server.url(embedded.OWNER, name))
    monkeypatch.setenv("COUNTERSIGN_PUBLIC_DATABASE_URL", server.url(embedded.PUBLIC, name))
    monkeypatch.setenv("COUNTERSIGN_TESTING", "true")
    monkeypatch.setenv("COUNTERSIGN_ALLOW_PRIVATE_HOSTS", "1")
    yield settings.load()
    database.engine(server.url(embedded.APP, name)).dispose()
    with psycopg.connect(server.superuser_dsn, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture
def engine(told: Settings) -> Engine:
    """The programs' engine on the fresh database."""
    return database.engine(told.database_url)
