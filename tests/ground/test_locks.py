"""What is installed is what was locked, from wherever the machine gets its packages."""

import importlib.util
import json
import re
import shutil
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture
def install() -> ModuleType:
    """The installer, which is no part of the library."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_library_is_pinned_with_its_hashes(lock: Path) -> None:
    """A changed or replaced file on the way is noticed; no lock says where to fetch from."""
    entries = re.split(r"\n(?=\S)", lock.read_text())
    pinned = [entry for entry in entries if not entry.startswith("#") and entry.strip()]
    assert pinned
    assert all(re.match(r"[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", entry) for entry in pinned)
    assert all("--hash=sha256:" in entry for entry in pinned)
    assert "index-url" not in lock.read_text().replace("--no-emit-index-url", "")


def test_the_pages_styles_are_pinned_with_their_hashes() -> None:
    """The same for the two packages of the web pages."""
    packages = json.loads((ROOT / "requirements" / "package-lock.json").read_text())["packages"]
    fetched = [package for name, package in packages.items() if name]
    assert fetched
    assert all(package["integrity"].startswith("sha512-") for package in fetched)
    assert not [package for package in fetched if "resolved" in package]


def test_the_shared_pins_agree() -> None:
    """No library is in two versions in two locks, but for the Pythons that need another."""
    seen: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+) \\$", lock.read_text(), re.MULTILINE):
            seen.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in seen.items() if len(versions) > 1} == {}


def test_a_full_disk_is_said_before_anything_is_fetched(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an installation on a full disk helps nobody."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5_000_000))
    with pytest.raises(install.Unable, match="only 5 MB are free"):
        install.say_needs(["run", "web"])


def test_a_failure_shows_its_last_words_and_a_remedy(install: ModuleType) -> None:
    """Whoever installs sees why it failed and that the same command goes on."""
    with pytest.raises(install.Unable, match=r"(?s)no network here.*run the same command again"):
        install.run(["sh", "-c", "echo no network here; exit 1"])


def test_the_style_sheet_has_all_that_it_names() -> None:
    """A font or a picture that was left out would be missing from every page."""
    vendor = ROOT / "approval_ui" / "static" / "vendor" / "uswds"
    if not vendor.exists():
        pytest.skip("the pages' styles are not installed")
    named = re.findall(r"url\(\.\./([^)\"']+)\)", (vendor / "css" / "uswds.min.css").read_text())
    assert named
    assert [name for name in named if not (vendor / name).exists()] == []
