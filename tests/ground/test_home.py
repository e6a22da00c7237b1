"""The folder of an installation: its keys, what it tells its programs, and that only one uses it."""

import stat
from configparser import ConfigParser
from pathlib import Path

import pytest

from countersign.errors import Misconfigured
from countersign.up import airflow, home


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    """A later start finds the same keys: with others it could neither read its credentials nor sign its log."""
    home.prepare(tmp_path / "home")
    keys = {path.name: path.read_bytes() for path in (tmp_path / "home" / "keys").iterdir()}
    assert set(keys) >= {"credentials.key", "log.key"}
    home.prepare(tmp_path / "home")
    for path in (tmp_path / "home" / "keys").iterdir():
        assert path.read_bytes() == keys[path.name]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home" / "keys").stat().st_mode) == 0o700


def test_what_a_person_wrote_into_the_settings_stays(tmp_path: Path) -> None:
    """Each start writes its addresses anew and leaves every other line as it was."""
    home.write_environment(tmp_path, {"port": 8000})
    path = tmp_path / "countersign.env"
    path.write_text(path.read_text() + "# mail\nCOUNTERSIGN_NOTIFY_URL=mailto://post\n")
    home.write_environment(tmp_path, {"port": 9000})
    text = path.read_text()
    assert "# mail\nCOUNTERSIGN_NOTIFY_URL=mailto://post\n" in text
    assert "COUNTERSIGN_PORT=9000" in text and "8000" not in text


def test_only_one_uses_a_folder(tmp_path: Path) -> None:
    """The second is told who is there and what to do."""
    home.prepare(tmp_path)
    with home.only_one(tmp_path), pytest.raises(Misconfigured, match="already runs"), home.only_one(tmp_path):
        pass
    with home.only_one(tmp_path):
        pass


def test_one_port_cannot_be_given_twice() -> None:
    """Two programs on one port is a slip of the person who typed it."""
    with pytest.raises(Misconfigured, match="given twice"):
        home.check_ports("127.0.0.1", {"PORT": 45671, "PUBLIC_PORT": 45671})


def test_airflow_is_configured_in_a_private_file(tmp_path: Path) -> None:
    """Its passwords are not in the environment, where every process of the user could read them."""
    where = tmp_path / "100% ours"
    home.prepare(where)
    address = "http://127.0.0.1:8080"
    urls = {"database": "postgresql+psycopg2://secret", "database_async": "postgresql+asyncpg://secret"}
    airflow.configure(where, **urls, address=address, host="127.0.0.1", port=8080)
    path = where / "airflow" / "airflow.cfg"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "secret" not in str(airflow.own_environment(where))
    found = ConfigParser()
    found.read(path)
    assert found["logging"]["base_log_folder"] == str(where / "airflow" / "logs")
    assert found["core"]["simple_auth_manager_all_admins"] == "False"


def test_another_airflow_on_the_machine_is_kept_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables meant for another Airflow or PostgreSQL must not change ours."""
    for name in ("AIRFLOW__CORE__EXECUTOR", "AIRFLOW_CONFIG", "PGDATA"):
        monkeypatch.setenv(name, "elsewhere")
    assert "elsewhere" not in airflow.own_environment(tmp_path).values()
