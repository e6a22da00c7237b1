"""Every setting with its default and its help; from COUNTERSIGN_* variables and from HOME/countersign.env."""

import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from countersign.errors import Misconfigured

ENV_FILE = "countersign.env"
MEGABYTE = 1_000_000


class Settings(BaseSettings):
    """What this installation was told; a variable in the environment beats HOME/countersign.env."""

    model_config = SettingsConfigDict(env_prefix="COUNTERSIGN_", env_file_encoding="utf-8", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="Folder of everything this installation keeps: keys, database, logs.")
    sample: bool = Field(False, description="The sample agency with its person switch; only on this machine.")
    testing: bool = Field(False, description="Set by the test suite: lets the fake platform be a page's platform.")

    database_url: str = Field("", repr=False, description="The database as the programs use it (countersign_app).")
    owner_database_url: str = Field(
        "", repr=False, description="The database as migrations use it (countersign_owner)."
    )
    public_database_url: str = Field(
        "", repr=False, description="The database as strangers see it (countersign_public)."
    )

    host: str = Field("127.0.0.1", description="Address on which the two web applications and Airflow listen.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the staff's web application.")
    public_port: int = Field(8001, ge=0, le=65535, description="Port of the public web application.")
    airflow_port: int = Field(8080, ge=0, le=65535, description="Port of Airflow's own pages and API.")
    staff_url: str = Field("", description="Address of the staff's pages as people type it; derived when empty.")
    public_url: str = Field("", description="Address of the public pages as people type it; derived when empty.")
    airflow_url: str = Field("", description="Address of Airflow's pages as people type it; derived when empty.")
    trusted_proxies: str = Field(
        "", description="Addresses, separated by commas, whose forwarded headers are believed."
    )
    allow_private_hosts: bool = Field(False, description="Let a page's server be on a private or loopback address.")

    notify_url: str = Field("", repr=False, description="Where notices go, as an Apprise URL; {email} is the person's.")

    session_hours: int = Field(12, ge=1, description="Hours after which a person signs in again.")
    idle_minutes: int = Field(60, ge=1, description="Minutes without a click after which a person signs in again.")
    fresh_minutes: int = Field(10, ge=1, description="Minutes for which a password counts as fresh for a decision.")
    signin_attempts: int = Field(5, ge=1, description="Wrong passwords after which sign-in waits.")
    signin_wait_seconds: int = Field(60, ge=1, description="Seconds that sign-in waits after too many wrong passwords.")

    max_text_bytes: int = Field(100_000, ge=1, description="Largest text of a draft, in bytes.")
    max_media_bytes: int = Field(16 * MEGABYTE, ge=1, description="Largest file of a draft, in bytes.")
    max_media_files: int = Field(4, ge=1, description="Most files of a draft.")
    max_alert_bytes: int = Field(2 * MEGABYTE, ge=1, description="Largest alert message, in bytes.")

    lease_seconds: int = Field(15, ge=5, description="Seconds for which a publisher holds what it claimed.")
    standby_delay_seconds: float = Field(
        0.5, ge=0, description="How long something is due before the standby takes it, while others are on duty."
    )
    standby_review_seconds: float = Field(
        15.0,
        ge=0,
        description="How long a draft or a sign-off waits for Airflow before the standby takes it up.",
    )
    ready_within_seconds: int = Field(30, ge=5, description="A publisher seen within this time makes us ready.")

    @field_validator("home")
    @classmethod
    def _whole_path(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @model_validator(mode="after")
    def _sample_stays_on_this_machine(self) -> Self:
        if self.sample and not is_loopback(self.host):
            raise ValueError(
                "The sample lets anybody act as anybody, so it listens on 127.0.0.1 only: leave out --host."
            )
        return self

    @property
    def keys(self) -> Path:
        """Folder of keys and passwords, mode 700."""
        return self.home / "keys"

    @property
    def credentials_key(self) -> Path:
        """The Fernet key under which pages' credentials are encrypted."""
        return self.keys / "credentials.key"

    @property
    def log_key(self) -> Path:
        """The Ed25519 key that signs the public log; only the sealer reads it."""
        return self.keys / "log.key"

    @property
    def published(self) -> Path:
        """Folder of the published log: the checkpoint and the tiles, outside the database."""
        return self.home / "published"

    @property
    def logs(self) -> Path:
        """Folder of the components' logs."""
        return self.home / "log"

    @property
    def staff_address(self) -> str:
        """Address of the staff's pages, without a slash at the end."""
        return _address(self.staff_url, self.host, self.port)

    @property
    def public_address(self) -> str:
        """Address of the public pages, without a slash at the end."""
        return _address(self.public_url, self.host, self.public_port)

    @property
    def airflow_address(self) -> str:
        """Address of Airflow's pages, without a slash at the end."""
        return _address(self.airflow_url, self.host, self.airflow_port)


def load(home: Path | str | None = None, **told: Any) -> Settings:
    """The settings in force now; what is told beats all; raises Misconfigured with one line per wrong one."""
    folder = Path(home or os.environ.get("COUNTERSIGN_HOME") or "var").expanduser().absolute()
    if told:
        return _read(folder, **told)
    named = frozenset(one for one in os.environ.items() if one[0].upper().startswith("COUNTERSIGN_"))
    return _known(folder, _stamp(folder / ENV_FILE), named)


@lru_cache(maxsize=8)
def _known(folder: Path, stamp: tuple[int, int, int] | None, named: frozenset[tuple[str, str]]) -> Settings:
    """Read once while the file and the environment stay as they are: each transaction asks, and reading takes 2 ms."""
    return _read(folder)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What changes with every change of a file; None: there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(folder: Path, **told: Any) -> Settings:
    try:
        return Settings(_env_file=folder / ENV_FILE, home=folder, **told)
    except ValidationError as error:
        raise Misconfigured(_sentences(error)) from error


def driver_dsn(url: str) -> str:
    """The same address for psycopg itself, which does not know SQLAlchemy's `postgresql+psycopg` scheme."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(told: str, host: str, port: int) -> str:
    reachable = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    return told.rstrip("/") or f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"


def _sentences(error: ValidationError) -> str:
    """What is wrong with each setting, by the name of its variable; values may be secret and are left out."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = "_".join(str(part) for part in problem["loc"]).upper()
        said = str(problem["msg"]).removeprefix("Value error, ")
        lines.append(f"COUNTERSIGN_{name}: {said}." if name else said)
    return " ".join(lines) + " Nothing was started; mend it and try again."
