"""The database goes and comes back under a publisher, which goes on by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign import database, embedded, migrations, policies
from countersign.agency import Policy
from countersign.errors import CountersignError
from countersign.posts import Status
from tests import stories
from tests.chaos import publisher
from tests.installation import installation, quick_folder


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for a PostgreSQL of one's own."""
    with quick_folder("chaos") as folder:
        yield folder


@pytest.mark.chaos
@pytest.mark.slow
def test_a_publisher_outlives_its_database(home: Path, policy: Policy, tmp_path: Path) -> None:
    """With the database stopped and started again, the same publisher sends the next post, and what was told holds."""
    server = embedded.start(home)
    try:
        server.create_database("small")
        migrations.upgrade(server.url(embedded.OWNER, "small"))
        engine = database.engine(server.url(embedded.APP, "small"))
        with database.transaction(engine) as s:
            policies.apply(s, policy, who="setup", why="tests", now=database.clock(s))
        engine.dispose()
        with installation(server, "small", tmp_path) as told:
            told.home.mkdir(exist_ok=True)
            engine = database.default_engine()
            stories.enable(engine, "newsroom")
            first = stories.approved(engine)
            process = publisher.start(told)
            try:
                stories.until(lambda: stories.post(engine, first).status is Status.PUBLISHED, "it is out")
                port = server.port
                server.stop()
                with pytest.raises(CountersignError, match="nothing is lost"):
                    stories.now(engine)
                server = embedded.start(home)
                assert server.port == port and stories.post(engine, first).status is Status.PUBLISHED
                next_one = stories.approved(engine)
                stories.until(
                    lambda: stories.post(engine, next_one).status is Status.PUBLISHED, "the next one is out", seconds=30
                )
                assert process.is_alive()
            finally:
                process.terminate()
                process.join(20)
                assert process.exitcode == 0
    finally:
        server.stop()
