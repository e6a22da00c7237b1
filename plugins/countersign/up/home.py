"""The folder of this installation: keys, the settings that the other programs read, and one lock."""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
from cryptography.fernet import Fernet

from countersign.errors import Misconfigured
from countersign.log import note
from countersign.settings import ENV_FILE, load

_OPEN, _PRIVATE = 0o755, 0o700


def prepare(home: Path) -> None:
    """Make the folders and the keys that are missing; what is there stays as it is."""
    for name, mode in (
        ("", _OPEN),
        ("log", _OPEN),
        ("published", _OPEN),
        ("run", _PRIVATE),
        ("keys", _PRIVATE),
    ):
        (home / name).mkdir(mode=mode, parents=True, exist_ok=True)
    fernet_key(home / "keys" / "credentials.key")
    if not (home / "keys" / "log.key").exists():
        note.save_key(home / "keys" / "log.key", note.new_key())


def fernet_key(path: Path) -> str:
    """A key to encrypt with, made once."""
    if not path.exists():
        write_private(path, Fernet.generate_key().decode())
    return path.read_text().strip()


def secret(home: Path, name: str, *, length: int = 18) -> str:
    """A password of this installation (length in bytes), made once and kept in HOME/keys."""
    path = home / "keys" / name
    if not path.exists():
        write_private(path, secrets.token_urlsafe(length))
    return path.read_text().strip()


def write_environment(home: Path, values: Mapping[str, object]) -> None:
    """Tell every program that is started later where everything is; lines that people added are kept."""
    path, told = home / ENV_FILE, {variable(name): value for name, value in values.items()}
    before = path.read_text().splitlines() if path.exists() else [_ENV_HEAD]
    kept = [line for line in before if line.partition("=")[0].strip() not in told]
    write_private(path, "\n".join([*kept, *(f"{name}={value}" for name, value in told.items()), ""]))


_ENV_HEAD = "# Settings of this installation; addresses and database are written anew at each start."


def variable(setting: str) -> str:
    """The name of a setting's variable."""
    return f"COUNTERSIGN_{setting.upper()}"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the installation's lock; raises Misconfigured while another `up` runs on it."""
    path = home / "run" / "lock"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = file.read().strip() or "unknown"
            raise Misconfigured(
                f"Countersign already runs in {home} (process {who}). Nothing was started; end that one with "
                "Ctrl-C, or give this one a folder and ports of its own (HOME_DIR, PORT, PUBLIC_PORT, "
                "AIRFLOW_PORT)."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def check_ports(host: str, ports: Mapping[str, int]) -> None:
    """Refuse early, with the name of who is there, when a port is taken."""
    for name, port in ports.items():
        if len([other for other in ports.values() if other == port]) > 1:
            raise Misconfigured(f"Port {port} was given twice. Nothing was started; choose another {name}.")
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                why = _who_listens(port) or error.strerror
                raise Misconfigured(
                    f"Port {port} on {host} cannot be used: {why}. Nothing was started; end that program or "
                    f"choose another port, for example `make run {name}={port + 10}`."
                ) from error


def _who_listens(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid}) listens there"
    except psutil.Error:
        pass
    return ""


if __name__ == "__main__":
    prepare(load().home)
