"""What several tests of the database start from."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from countersign.platforms.fake import Store
from tests import stories


@pytest.fixture
def platform(engine: Engine, tmp_path: Path) -> Store:
    """The page “mastodon” on a platform without a network, that fails when told to."""
    store = Store(tmp_path / "platform")
    stories.enable(engine, "mastodon", platform="fake", base_url=f"file:{store.folder}")
    stories.enable(engine, "newsroom")
    return store
