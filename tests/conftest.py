"""What many tests start from: one embedded PostgreSQL, a fresh database for whoever asks, and the sample agency."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine

from countersign import agency, database, embedded, migrations, policies
from countersign.agency import Policy
from countersign.embedded import Server
from countersign.settings import Settings
from tests.installation import installation, quick_folder

#: A loaded machine is no failure: what is timed is timed in benchmarks/. `make chaos` tries more examples.
EXAMPLES = 300 if "COUNTERSIGN_KILLS" in os.environ else 40
hypothesis.settings.register_profile("countersign", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.load_profile("countersign")

CHROMIUM = os.environ.get("COUNTERSIGN_CHROMIUM") or shutil.which("chromium") or ""
ROOT = Path(__file__).parents[1]
#: A test's database lives for a second: it need not survive a power cut. Tests of crashes start a server of their own.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "256MB",
}
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
    with quick_folder("tests") as home:
        started = embedded.start(home, options=QUICK)
        yield started
        started.stop()


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
def told(server: Server, template_database: str, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a fresh installation with the sample agency; `settings.load()` gives them too."""
    with installation(server, template_database, tmp_path / "home") as settings:
        yield settings


@pytest.fixture
def engine(told: Settings) -> Engine:
    """The programs' engine on the fresh database."""
    return database.engine(told.database_url)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium, or a skip where there is none; for one module, since it keeps an event loop running."""
    if not CHROMIUM:
        pytest.skip("needs Chromium")
    home = str(tmp_path_factory.mktemp("chromium"))
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=flags, env={**os.environ, "HOME": home})
        yield opened
        opened.close()
