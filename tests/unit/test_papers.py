"""The papers stay true: README and CONTRIBUTING name only what is there, and the repository keeps its house rules."""

import re
import subprocess
from pathlib import Path

import pytest
import typer.main
from click import Group

from countersign.cli import app
from countersign.settings import Settings

ROOT = Path(__file__).parents[2]
PAPERS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("plugins/**/*.md")),
]
README = (ROOT / "README.md").read_text()


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_the_readme_is_short() -> None:
    """A newcomer reads about 150 lines at most."""
    assert len(README.splitlines()) <= 155


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)", README))))
def test_every_make_command_of_the_readme_is_there(target: str) -> None:
    """What the README tells to make can be made."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize("words", sorted(set(re.findall(r"countersign ((?:[a-z]+ ?){1,2})", README))))
def test_every_command_of_the_readme_is_there(words: str) -> None:
    """What the README tells to type is a command."""
    command = typer.main.get_command(app)
    for word in words.split():
        if not isinstance(command, Group):
            break
        assert word in command.commands, words
        command = command.commands[word]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"COUNTERSIGN_([A-Z_]+)", README))))
def test_every_setting_of_the_readme_is_there_with_its_default(name: str) -> None:
    """The settings that the README names exist, and a default that it gives is the real one."""
    field = Settings.model_fields[name.lower()]
    told = re.search(rf"`COUNTERSIGN_{name}` \|[^|]*\((\d+|yes|no|`[^`]+`)\) \|", README)
    if told:
        default = {True: "yes", False: "no"}.get(field.default, str(field.default))
        assert told[1].strip("`") == default


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_has_a_help(name: str) -> None:
    """Each setting says in a sentence what it is."""
    assert (Settings.model_fields[name].description or "").endswith(".")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_links_between_papers_lead_somewhere(paper: Path) -> None:
    """No paper links to a file that is not there."""
    for target in re.findall(r"\]\(([^)#]+)\)", paper.read_text()):
        if not target.startswith("http"):
            assert (paper.parent / target).exists(), target


def test_the_rooms_named_in_the_readme_exist() -> None:
    """Every path in the table of rooms is there."""
    for name in re.findall(r"^\| `([^`]+)` \|", README, re.M):
        if not name.startswith("COUNTERSIGN"):
            assert (ROOT / name).exists(), name


def test_no_paths_of_a_machine_and_no_registry_hosts_are_in_the_repository() -> None:
    """What is committed is true on every machine."""
    forbidden = re.compile(r"/(?:work|root|home)/[a-z]|pypi\.org|registry\.npmjs|deb\.debian")
    for path in _tracked():
        if (
            path.suffix in {".py", ".md", ".txt", ".toml", ".yml", ".yaml", ".json", ".in", ".sh", ""}
            and path.is_file()
        ):
            if path == Path(__file__):
                continue
            found = forbidden.search(path.read_text(errors="replace"))
            assert not found, f"{path.relative_to(ROOT)}: {found and found[0]}"


def test_every_test_says_its_requirement() -> None:
    """Each test has a docstring of a sentence."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for name, following in re.findall(
            r"^\s*def (test_\w+)\([^:]*?\)(?: -> None)?:\n\s*(.{0,3})", path.read_text(), re.M | re.S
        ):
            assert following == '"""', f"{path.name}: {name}"
