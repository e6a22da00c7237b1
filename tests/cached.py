"""What some tests need and no lock holds: real servers and vendors' libraries, installed once outside the checkout."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("COUNTERSIGN_TEST_CACHE") or Path.home() / ".cache" / "countersign-tests")
#: A test that may have to install, or to wait while another process does, has a time-out of INSTALLING_TEST_SECONDS.
INSTALL_SECONDS, INSTALLING_TEST_SECONDS = 420, 900
#: What fails within this time is tried once more: a registry that hiccups should cost no test.
SOON_SECONDS = 60
#: So long nothing is tried again that could not be had: a run asks once, not once for each module and worker.
LEFT_ALONE_SECONDS = 900


def cached(name: str, wanted: str, install: Callable[[Path], None]) -> Path:
    """A folder with what `install` puts there, for this very `wanted`; made once, by one process at a time.

    Where it cannot be had, the reason is kept beside it for a quarter of an hour, and every test that asks is skipped.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = CACHE / f"{name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    with _alone(folder):
        if not (folder / ".installed").exists():
            _skip_if_tried(Path(f"{folder}.failed"))
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            try:
                install(folder)
            except pytest.skip.Exception as reason:
                Path(f"{folder}.failed").write_text(str(reason.msg))
                raise
            (folder / ".installed").touch()
    return folder


def _skip_if_tried(failed: Path) -> None:
    if failed.exists() and time.time() - failed.stat().st_mtime < LEFT_ALONE_SECONDS:
        pytest.skip(failed.read_text())


def python_with(name: str, *packages: str, python: str = sys.executable) -> Path:
    """The Python of an environment of its own with these packages, or a skip where they cannot be had."""

    def install(folder: Path) -> None:
        run(python, "-m", "venv", str(folder))
        quick = ("--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20")
        run(str(folder / "bin" / "python"), "-m", "pip", "install", *quick, *packages)

    return cached(name, " ".join((python, *packages)), install) / "bin" / "python"


def run(*line: str, cwd: Path | None = None) -> None:
    """Run a step of an installation, once more where it fails soon; a skip with its last words where it fails again."""
    for last in (False, True):
        began = time.monotonic()
        try:
            done = subprocess.run(line, cwd=cwd, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            pytest.skip(f"NOT TESTED: {line[0]} does not run here ({type(error).__name__})")
        if done.returncode == 0:
            return
        if last or time.monotonic() - began > SOON_SECONDS:
            pytest.skip(f"NOT TESTED: {' '.join(line[:4])} failed: {done.stderr.strip()[-300:]}")
        time.sleep(2)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
