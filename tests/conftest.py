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
    # Each test signs in several times, and no password here needs to be slow to guess.
    "scram_iterations": "1",
}
SAMPLE = ROOT / "examples" / "harbor_glen" / "agency.yaml"
#: What takes longest begins first, so that the workers end together; what waits stands beside what computes.
FIRST = (
    "ground/test_up.py",
    "platforms/test_ambiguity.py",
    "journeys/test_in_the_browser.py",
    "dags/test_runs.py",
    "journeys/test_every_page.py",
    "chaos/test_killed_publishers.py",
    "web/staff/test_access.py",
    "chaos/test_clocks_and_disks.py",
    "web/staff/test_composing.py",
    "database/test_afterwards.py",
    "chaos/test_random_kills.py",
    "journeys/test_answers_in_the_browser.py",
    "web/staff/test_staff_browser.py",
    "web/staff/test_running.py",
    "platforms/test_bluesky.py",
    "database/test_publishing.py",
    "web/staff/test_urgent.py",
    "chaos/test_database_restarts.py",
    "database/test_alerts.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and the many short tests of rules last."""
    turns = {ROOT / "tests" / name: turn for turn, name in enumerate(FIRST)}
    items.sort(key=lambda item: turns.get(item.path, len(FIRST) + ((ROOT / "tests" / "unit") in item.path.parents)))


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
def empty_database(server: Server) -> str:
    """A migrated database with nothing in it, to be copied."""
    server.create_database("empty_template")
    migrations.upgrade(server.url(embedded.OWNER, "empty_template"))
    return "empty_template"


@pytest.fixture(scope="session")
def template_database(server: Server, empty_database: str, policy: Policy) -> str:
    """The same with the sample agency applied."""
    server.create_database("sample_template", template=empty_database)
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
