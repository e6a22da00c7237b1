"""Schema changes, as Alembic migrations that run as the owner of the database."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).parent


def configuration(owner_url: str) -> Config:
    """Alembic's configuration for one database, without a file."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = owner_url
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Bring a database to a revision; running it again changes nothing."""
    command.upgrade(configuration(owner_url), revision)
