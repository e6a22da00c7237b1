"""The arrows between the rooms: who may import whom (the design's first section), read from the source itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "plugins" / "countersign"
#: The rooms of the library, lowest first; a room imports its own layer and those below.
LAYERS = [
    {"errors", "words", "progress", "logs"},
    {"settings", "roles", "unprivileged"},
    {"database", "content", "limits", "embedded", "vocabulary"},
    {"log"},
    {"agency", "pauses", "people", "pages", "media", "posts", "platforms"},
    {
        "policies",
        "deliveries",
        "approvals",
        "alerts",
        "facts",
        "removals",
        "tasks",
        "hand",
        "comparing",
        "connections",
        "timetable",
        "recurrence",
        "screening",
        "tokens",
    },
    {"wording", "page_items", "notices", "records", "signin"},
    {"outcome", "credentials", "codes"},
    {"desk", "connecting"},
    {"delivery", "lookout"},
    {"liveness", "migrations", "standby", "sample", "tour", "up", "bulk"},
    {"cli"},
]
#: Rooms that know less than their layer would let them.
NARROW = {
    "platforms": {"content", "limits", "errors"},
    "screening": {"agency", "content", "errors", "limits", "vocabulary"},
    "timetable": {"agency", "content", "vocabulary"},
    "recurrence": {"agency", "errors", "timetable", "vocabulary"},
    "limits": {"content", "errors"},
    "content": set[str](),
    "errors": set[str](),
}
AIRFLOW = {"countersign_plugin.py", "countersign_signal.py"}


def room_of(file: Path) -> str:
    """The room that a file of the library lies in; the command line has several files."""
    name = file.relative_to(LIBRARY).parts[0].removesuffix(".py")
    return "cli" if name.startswith("cli") else name


def files(folder: str) -> list[Path]:
    """Every Python file below a folder of the checkout."""
    return sorted(file for file in (ROOT / folder).rglob("*.py") if "node_modules" not in file.parts)


@cache
def tree(file: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imported(file: Path) -> frozenset[str]:
    """Every dotted name that a file imports: `from a import b` is both a and a.b."""
    return frozenset(_imported(tree(file)))


def _imported(source: ast.Module) -> Iterator[str]:
    for found in ast.walk(source):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom) and found.module:
            yield found.module
            yield from (f"{found.module}.{alias.name}" for alias in found.names)


@cache
def rooms() -> frozenset[str]:
    """Every room of the library."""
    return frozenset(room_of(f) for f in LIBRARY.iterdir() if f.suffix == ".py" or f.is_dir())


def rooms_used(file: Path) -> set[str]:
    """The other rooms of the library that a file imports."""
    own = room_of(file) if file.is_relative_to(LIBRARY) else ""
    used = {name.split(".")[1] for name in imported(file) if name.startswith("countersign.")}
    used = {"cli" if name.startswith("cli") else name for name in used}
    return (used & rooms()) - {own}


def layer(room: str) -> int:
    """The number of a room's layer."""
    return next((number for number, rooms in enumerate(LAYERS) if room in rooms), len(LAYERS))


def outside(folder: str) -> set[str]:
    """The top-level packages that a folder imports."""
    return {name.split(".")[0] for file in files(folder) for name in imported(file)}


def test_every_room_has_its_layer() -> None:
    """A new room says where it belongs."""
    rooms = {room_of(file) for file in files("plugins/countersign")} - {"__init__"}
    assert rooms <= set().union(*LAYERS), f"no layer for {sorted(rooms - set().union(*LAYERS))}"


@pytest.mark.parametrize("file", files("plugins/countersign"), ids=lambda f: str(f.relative_to(LIBRARY)))
def test_arrows_point_down(file: Path) -> None:
    """No file of the library imports a room above its own, nor one that its room may not know."""
    room = room_of(file)
    if room == "__init__":
        return
    upward = {used for used in rooms_used(file) if layer(used) > layer(room)}
    assert not upward, f"{room} is below {sorted(upward)}"
    assert rooms_used(file) <= NARROW.get(room, rooms_used(file))


def test_no_circles() -> None:
    """Rooms of one layer may know each other, but never in a circle."""
    arrows: dict[str, set[str]] = {}
    for file in files("plugins/countersign"):
        arrows.setdefault(room_of(file), set()).update(rooms_used(file))
    while leaves := {room for room, used in arrows.items() if not used & arrows.keys()}:
        arrows = {room: used for room, used in arrows.items() if room not in leaves}
    assert not arrows, f"a circle among {sorted(arrows)}"


def test_airflow_stays_in_its_room() -> None:
    """Only the DAG files and the two files beside the library know Airflow."""
    plugins = [file for file in files("plugins") if file.name not in AIRFLOW]
    knowing = [f for f in (*plugins, *files("approval_ui")) if "airflow" in {n.split(".")[0] for n in imported(f)}]
    assert not knowing


def test_the_library_knows_no_web() -> None:
    """Neither the library nor the DAGs import the web applications or their framework."""
    web = {"fastapi", "starlette", "approval_ui"}
    knowing = {name for f in files("plugins/countersign") for name in imported(f) if name.split(".")[0] in web}
    # `up` starts the two applications as processes, by name; it imports none of them.
    assert not knowing
    assert not outside("dags") & web


def test_the_web_does_not_know_the_dags() -> None:
    """The web applications import neither the DAG files nor the two files beside the library."""
    assert not outside("approval_ui") & {"dags", "countersign_plugin", "countersign_signal"}


def test_platforms_do_not_know_the_database() -> None:
    """An adapter knows its platform and nothing else."""
    assert not outside("plugins/countersign/platforms") & {"sqlalchemy", "psycopg", "alembic"}


def test_pure_rooms_do_no_io() -> None:
    """The rules are functions of values: they open no socket, no database and no clock."""
    for room in ("screening", "agency"):
        told = {
            name.split(".")[0]
            for f in files(f"plugins/countersign/{room}")
            if f.name != "store.py"
            for name in imported(f)
        }
        assert not told & {"sqlalchemy", "psycopg", "requests", "socket", "time", "urllib3"}, room


@pytest.mark.parametrize("folder", ["plugins", "approval_ui"])
def test_no_import_hides_in_a_function(folder: str) -> None:
    """Imports stand at the top of a file; DAG tasks alone import inside."""
    hidden = [
        f"{file.relative_to(ROOT)}:{found.lineno}"
        for file in files(folder)
        for function in ast.walk(tree(file))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for found in ast.walk(function)
        if isinstance(found, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_rules_are_told_the_time() -> None:
    """Nothing that decides reads a clock of its own: `now` is an argument, and at the edge it is the database's."""
    asking = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for room in (
            "desk",
            "agency",
            "screening",
            "approvals.py",
            "posts.py",
            "deliveries.py",
            "pauses.py",
            "outcome.py",
        )
        for file in ([LIBRARY / room] if room.endswith(".py") else files(f"plugins/countersign/{room}"))
        for call in ast.walk(tree(file))
        if isinstance(call, ast.Attribute)
        and call.attr in {"now", "utcnow", "today"}
        and isinstance(call.value, ast.Name)
        and call.value.id in {"datetime", "date"}
    ]
    assert not asking
