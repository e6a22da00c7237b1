"""An outsider's shell, with coreutils and openssl alone, says yes to what is true and no to everything else."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from countersign.log import entry, note, proof, tree
from tests.unit.log.small_log import SmallLog

SCRIPT = Path(__file__).parents[2] / "templates" / "records" / "verify.sh"
TOOLS = "openssl sha256sum base64 od mktemp cat cut head tail tr wc rm".split()  # noqa: SIM905
SHELLS = [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)]
SIZES = [1, 2, 3, 5, 8, 13, 64, 100]
KEY = note.new_key()
ORIGIN = "harbor-glen.example/log"
VALUES = {
    "event": "post.approved",
    "text": 'Straße closed: "10–12"\n100 %',
    "pages": ["newsroom"],
    "actor": "chief",
}

pytestmark = pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="needs coreutils and openssl")


def leaf_of(number: int) -> tuple[bytes, tuple[entry.Field, ...]]:
    """A leaf like those of the real log, with salts that are the same each time."""
    values = VALUES | {"number": number}
    salts = {name: bytes([place]) * 16 for place, name in enumerate(values)}
    commitment, fields = entry.commit(values, salts)
    at, prev = datetime(2026, 3, 1, 12, 0, number % 60, tzinfo=UTC), bytes(32) if number else None
    return entry.leaf_bytes(UUID(int=number), at, prev=prev, commitment=commitment), fields


LEAVES = [leaf_of(number)[0] for number in range(max(SIZES))]


def proof_of(index: int, size: int) -> str:
    """The proof file of one leaf of a log of this size."""
    log = SmallLog(LEAVES[:size])
    signed = note.sign_checkpoint(note.Checkpoint(ORIGIN, size, log.root), KEY)
    return proof.Proof(index, tuple(tree.inclusion_proof(index, size, log.get)), signed).write()


def run(folder: Path, *words: str, shell: str = "sh") -> subprocess.CompletedProcess[str]:
    """Run the script in a folder with nothing but the named tools on its path."""
    tools = folder / "bin"
    if not tools.exists():
        tools.mkdir()
        for tool in TOOLS:
            (tools / tool).symlink_to(shutil.which(tool) or "")
    command = [shutil.which(shell) or shell, str(SCRIPT), *words]
    environment = {"PATH": str(tools), "TMPDIR": str(folder), "LANG": os.environ.get("LANG", "C.UTF-8")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with a true proof, its leaf, its fields and the key."""
    leaf, fields = leaf_of(11)
    (tmp_path / "r.tlog-proof").write_text(proof_of(11, 13))
    (tmp_path / "leaf").write_bytes(leaf)
    (tmp_path / "r.fields").write_text(entry.write_fields(entry.withhold(fields, {"actor"})))
    (tmp_path / "vkey").write_text(note.vkey(ORIGIN, KEY) + "\n")
    return tmp_path


def proves(folder: Path) -> bool:
    """Whether the script accepts the proof in the folder, having said why not if it does not."""
    done = run(folder, "r.tlog-proof", "leaf", "vkey")
    assert done.stdout.startswith("PROVED: ") if done.returncode == 0 else done.stderr.startswith("NOT PROVED: ")
    return done.returncode == 0


def fields_prove(folder: Path) -> bool:
    """Whether the script accepts the fields in the folder."""
    return run(folder, "--fields", "r.fields", "leaf").returncode == 0


@pytest.mark.parametrize("shell", SHELLS)
def test_a_true_proof_is_accepted_in_one_sentence(case: Path, shell: str) -> None:
    """The script says which record is proved, in which log, under whose signature, and leaves nothing behind."""
    done = run(case, "r.tlog-proof", "leaf", "vkey", shell=shell)
    assert done.stdout == (
        "PROVED: the record 00000000-0000-0000-0000-00000000000b of 2026-03-01T12:00:11.000000Z "
        f"is entry 11 of the 13 entries in the log that {ORIGIN} signed.\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in case.iterdir()) == ["bin", "leaf", "r.fields", "r.tlog-proof", "vkey"]


@pytest.mark.parametrize("size", SIZES)
def test_every_shape_of_tree_is_accepted(case: Path, size: int) -> None:
    """First, middle and last leaves of small and larger logs are proved."""
    for index in {0, size // 2, size - 1}:
        (case / "r.tlog-proof").write_text(proof_of(index, size))
        (case / "leaf").write_bytes(LEAVES[index])
        assert proves(case), (index, size)


def lines_changed(change: Callable[[list[str]], object]) -> Callable[[Path], object]:
    """A change to the lines of the proof file."""

    def apply(folder: Path) -> None:
        path = folder / "r.tlog-proof"
        lines = path.read_text().split("\n")
        change(lines)
        path.write_text("\n".join(lines))

    return apply


def replaced(name: str, old: str, new: str) -> Callable[[Path], object]:
    """A change of some letters in a file."""

    def apply(folder: Path) -> None:
        path = folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return apply


def signed_by(key: note.Ed25519PrivateKey, *, origin: str = ORIGIN) -> Callable[[Path], object]:
    """The same proof with a checkpoint that somebody else signed."""

    def apply(folder: Path) -> None:
        path = folder / "r.tlog-proof"
        head, text, _signature = path.read_text().split("\n\n")
        path.write_text(head + "\n\n" + note.sign(text + "\n", name=origin, key=key))

    return apply


def another(letter: str) -> str:
    """A letter that is not this one."""
    return "y" if letter == "x" else "x"


TAMPERED: dict[str, Callable[[Path], object]] = {
    "the leaf's time": replaced("leaf", "12:00:11", "12:00:12"),
    "the leaf's commitment": replaced("leaf", '"commitment":"', '"commitment":"0'),
    "a space in the leaf": replaced("leaf", ',"prev"', ', "prev"'),
    "a line's end after the leaf": lambda folder: (folder / "leaf").write_bytes(LEAVES[11] + b"\n"),
    "another leaf": lambda folder: (folder / "leaf").write_bytes(LEAVES[10]),
    "another place": replaced("r.tlog-proof", "index 11", "index 10"),
    "a place outside the log": replaced("r.tlog-proof", "index 11", "index 13"),
    "a place in odd form": replaced("r.tlog-proof", "index 11", "index 011"),
    "no place": lines_changed(lambda lines: lines.pop(1)),
    "a hash less": lines_changed(lambda lines: lines.pop(2)),
    "a hash more": lines_changed(lambda lines: lines.insert(2, lines[2])),
    "hashes in another order": lines_changed(lambda lines: lines.insert(2, lines.pop(3))),
    "one letter of a hash": lines_changed(lambda lines: lines.__setitem__(2, another(lines[2][0]) + lines[2][1:])),
    "a hash in odd form": lines_changed(lambda lines: lines.__setitem__(2, lines[2][:42] + "B=")),
    "another size": replaced("r.tlog-proof", "\n13\n", "\n12\n"),
    "another root": lines_changed(lambda lines: lines.__setitem__(-4, lines[2])),
    "another origin": replaced("r.tlog-proof", ORIGIN, "elsewhere.example/log"),
    "a line more in the checkpoint": lines_changed(lambda lines: lines.insert(-3, "more")),
    "no signature": lines_changed(lambda lines: lines.pop(-2)),
    "one letter of the signature": lines_changed(
        lambda lines: lines.__setitem__(-2, lines[-2][:-9] + another(lines[-2][-9]) + lines[-2][-8:])
    ),
    "a stranger's signature": signed_by(note.new_key()),
    "our key under another name": signed_by(KEY, origin="elsewhere.example/log"),
    "a carriage return": lines_changed(lambda lines: lines.__setitem__(1, lines[1] + "\r")),
    "a zero byte": lines_changed(lambda lines: lines.__setitem__(1, lines[1] + "\0")),
    "no last line's end": lines_changed(lambda lines: lines.pop()),
    "an empty proof": lambda folder: (folder / "r.tlog-proof").write_text(""),
    "no proof": lambda folder: (folder / "r.tlog-proof").unlink(),
    "another key": lambda folder: (folder / "vkey").write_text(note.vkey(ORIGIN, note.new_key())),
    "a key whose number does not fit": replaced("vkey", "+", "+0"),
    "an empty key": lambda folder: (folder / "vkey").write_text(""),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_proof_is_refused(case: Path, what: str) -> None:
    """Whatever is changed in leaf, path, checkpoint, signature or key, the script refuses."""
    TAMPERED[what](case)
    assert not proves(case)


def test_lines_of_others_are_passed_over(case: Path) -> None:
    """Extra data and a witness's signature do not disturb, nor does a key file with a Windows line's end."""
    path = case / "r.tlog-proof"
    witness = note.sign("x\n", name="witness.example", key=note.new_key()).split("\n\n")[1]
    path.write_text(path.read_text().replace("\nindex", "\nextra YWJj\nindex", 1) + witness)
    (case / "vkey").write_bytes((note.vkey(ORIGIN, KEY) + "\r\n").encode())
    assert proves(case)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_fields_follow_from_the_leaf(case: Path, shell: str) -> None:
    """The script shows the disclosed fields and counts the withheld ones."""
    done = run(case, "--fields", "r.fields", "leaf", shell=shell)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[1] == r'  text: "Straße closed: \"10–12\"\n100 %"'
    assert done.stdout.endswith("12:00:11.000000Z, 1 of them withheld.\n")
    assert "chief" not in done.stdout


FALSE_FIELDS: dict[str, Callable[[Path], object]] = {
    "another value": replaced("r.fields", "IlN0", "IlM0"),
    "another name": replaced("r.fields", "field pages", "field page"),
    "another salt": replaced("r.fields", "0101", "0100"),
    "a field less": replaced("r.fields", "field pages", "field"),
    "another leaf": lambda folder: (folder / "leaf").write_bytes(LEAVES[10]),
    "a withheld field cut short": replaced("r.fields", "withheld ", "withheld 0"),
    "another header": replaced("r.fields", "countersign-fields/1", "countersign-fields/2"),
    "a value that is not base64": replaced("r.fields", "IlN0", "!lN0"),
}


@pytest.mark.parametrize("what", FALSE_FIELDS)
def test_false_fields_are_refused(case: Path, what: str) -> None:
    """Fields that are not those of the leaf are refused, and none of them is shown."""
    FALSE_FIELDS[what](case)
    assert not fields_prove(case)
    assert run(case, "--fields", "r.fields", "leaf").stdout == ""


def test_a_field_left_out_is_noticed(case: Path) -> None:
    """A record with any line removed, doubled or moved does not verify."""
    path = case / "r.fields"
    header, *lines = path.read_text().splitlines()
    for others in (lines[1:], [*lines, lines[0]], lines[::-1]):
        path.write_text("\n".join([header, *others]) + "\n")
        assert not fields_prove(case)


def test_wrong_words_are_answered_with_the_usage(case: Path) -> None:
    """Called wrongly, the script explains itself and does not say yes."""
    done = run(case, "r.tlog-proof")
    assert done.returncode == 2 and "usage:" in done.stderr
