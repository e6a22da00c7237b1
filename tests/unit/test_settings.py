"""What an installation can be told, and how it answers when it was told nonsense."""

from pathlib import Path

import pytest

from countersign import settings
from countersign.errors import Misconfigured
from countersign.settings import Settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the machine that runs the tests out of them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COUNTERSIGN_{name.upper()}", raising=False)


def test_every_setting_has_a_default_and_a_help() -> None:
    """A newcomer sets nothing, and whoever asks is told what each setting is for."""
    for name, field in Settings.model_fields.items():
        assert not field.is_required(), name
        assert field.description and field.description.endswith("."), name


def test_settings_are_read_from_the_file_of_the_home_folder(tmp_path: Path) -> None:
    """Programs started later find everything in HOME/countersign.env."""
    (tmp_path / "countersign.env").write_text("COUNTERSIGN_PORT=9000\nCOUNTERSIGN_DATABASE_URL=postgresql://x\n")
    found = settings.load(tmp_path)
    assert (found.port, found.database_url, found.home) == (9000, "postgresql://x", tmp_path)


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts a program can tell it something else without touching the file."""
    (tmp_path / "countersign.env").write_text("COUNTERSIGN_PORT=9000\n")
    monkeypatch.setenv("COUNTERSIGN_PORT", "9001")
    assert settings.load(tmp_path).port == 9001


def test_the_home_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task in some worker process finds its installation through COUNTERSIGN_HOME."""
    monkeypatch.setenv("COUNTERSIGN_HOME", str(tmp_path))
    assert settings.load().home == tmp_path


def test_a_wrong_setting_is_named_without_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the variable; the value may be a secret put into the wrong place."""
    monkeypatch.setenv("COUNTERSIGN_PORT", "s3cret")
    with pytest.raises(Misconfigured, match="COUNTERSIGN_PORT") as refused:
        settings.load(tmp_path)
    assert "s3cret" not in refused.value.message


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_the_sample_refuses_to_be_reached_from_outside(tmp_path: Path, host: str) -> None:
    """Where anybody may act as anybody, only this machine may knock."""
    with pytest.raises(Misconfigured, match=r"127\.0\.0\.1 only"):
        settings.load(tmp_path, sample=True, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_the_sample_runs_on_this_machine(tmp_path: Path, host: str) -> None:
    """Every spelling of this machine is good enough."""
    assert settings.load(tmp_path, sample=True, host=host).sample


def test_no_password_is_shown_when_settings_are_printed() -> None:
    """Logs and error pages may hold a printed settings object."""
    told = Settings(database_url="postgresql://me:hidden@host/db", notify_url="mailto://hidden")
    assert "hidden" not in repr(told)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({"port": 8000}, "http://127.0.0.1:8000"),
        ({"port": 8000, "host": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"port": 8000, "host": "::1"}, "http://[::1]:8000"),
        ({"staff_url": "https://desk.example.org/"}, "https://desk.example.org"),
    ],
)
def test_addresses_are_derived_until_they_are_told(told: dict[str, object], address: str) -> None:
    """Links in notices work on a laptop at once, and behind a proxy once it was told."""
    assert Settings(**told).staff_address == address


def test_psycopg_gets_an_address_it_knows() -> None:
    """SQLAlchemy's scheme is not one that the driver itself takes."""
    assert settings.driver_dsn("postgresql+psycopg://a:b@h/d") == "postgresql://a:b@h/d"
