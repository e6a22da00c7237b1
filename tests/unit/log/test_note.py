"""A signed note says what its signer signed, and a key file stays what it is."""

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import Misconfigured, RecordBroken
from countersign.log import note
from countersign.log.note import Checkpoint
from tests.unit.log import vectors

KEY = note.new_key()
VERIFIER = note.verifier_of("log.example/one", KEY)
CHECKPOINT = Checkpoint("log.example/one", 12, bytes(range(32)))
SIGNED = note.sign_checkpoint(CHECKPOINT, KEY)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    """What is signed is what is read, with the key as people pass it on."""
    assert note.open_checkpoint(SIGNED, str(VERIFIER)) == CHECKPOINT


@given(st.integers(0, len(SIGNED) - 1), st.characters(min_codepoint=9, max_codepoint=300, exclude_characters="—"))
def test_no_other_character_anywhere_is_accepted(place: int, other: str) -> None:
    """A checkpoint with one character changed is refused."""
    changed = SIGNED[:place] + other + SIGNED[place + 1 :]
    if changed != SIGNED:
        with pytest.raises(RecordBroken):
            note.open_checkpoint(changed, VERIFIER)


@given(st.integers(0, len(SIGNED)), st.integers(0, len(SIGNED)))
def test_no_part_of_a_checkpoint_is_accepted(start: int, end: int) -> None:
    """A piece of a checkpoint is not one."""
    if (start, end) != (0, len(SIGNED)):
        with pytest.raises(RecordBroken):
            note.open_checkpoint(SIGNED[start:end], VERIFIER)


def test_another_key_is_not_believed() -> None:
    """A seal by a stranger's key of the same name is refused, and so is our key's seal on another log."""
    with pytest.raises(RecordBroken, match="does not carry the signature"):
        note.open_checkpoint(SIGNED, note.verifier_of("log.example/one", note.new_key()))
    foreign = note.sign(Checkpoint("log.example/two", 1, bytes(32)).text, name="log.example/one", key=KEY)
    with pytest.raises(RecordBroken, match=r"of the log log\.example/two"):
        note.open_checkpoint(foreign, VERIFIER)


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    """A witness's line beside ours changes nothing, but a false line of ours spoils the note."""
    text, ours = SIGNED.split("\n\n")
    witness = note.sign(CHECKPOINT.text, name="witness.example", key=note.new_key()).split("\n\n")[1]
    assert note.open_checkpoint(f"{text}\n\n{witness}{ours}", VERIFIER) == CHECKPOINT
    false = note.sign(CHECKPOINT.text + "more\n", name="log.example/one", key=KEY).split("\n\n")[1]
    with pytest.raises(RecordBroken, match="false"):
        note.open_checkpoint(f"{text}\n\n{ours}{false}", VERIFIER)


@pytest.mark.parametrize(
    "text",
    [
        "log.example/one\n12\n",
        "log.example/one\n012\nAAAA\n",
        "log.example/one\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "log.example/one\n1\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "\n1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "log.example/one\n1\n" + base64.b64encode(bytes(32)).decode() + "\n\nmore\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    """Our own signature under something else than a checkpoint does not make it one."""
    with pytest.raises(RecordBroken):
        note.open_checkpoint(note.sign(text, name="log.example/one", key=KEY), VERIFIER)


def test_further_lines_are_allowed() -> None:
    """Lines that a later version may add do not make a checkpoint unreadable."""
    signed = note.sign(CHECKPOINT.text + "later\n", name="log.example/one", key=KEY)
    assert note.open_checkpoint(signed, VERIFIER) == CHECKPOINT


def test_the_key_file_is_private_and_never_overwritten(tmp_path: Path) -> None:
    """A saved key has mode 600, is read back the same, and a second one does not replace it."""
    path = tmp_path / "log.key"
    note.save_key(path, KEY)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Misconfigured, match="already"):
        note.save_key(path, note.new_key())
    assert note.vkey("a", note.load_key(path)) == note.vkey("a", KEY)
    assert [file.name for file in tmp_path.iterdir()] == ["log.key"]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """Signing stops, with the remedy, when the key's file is open to others, missing or something else."""
    path = tmp_path / "log.key"
    with pytest.raises(Misconfigured, match="missing"):
        note.load_key(path)
    note.save_key(path, KEY)
    path.chmod(0o640)
    with pytest.raises(Misconfigured, match="chmod 600"):
        note.load_key(path)
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(Misconfigured, match="does not hold"):
        note.load_key(path)


def go_notes() -> str:
    """The test source of golang.org/x/mod/sumdb/note."""
    return (vectors.folder("c2sp-notes") / "go_note_test.go").read_text()


def test_notes_of_the_go_implementation() -> None:
    """Go's keys, signature and note come out of our functions byte for byte."""
    source = go_notes()
    vkey = re.search(r'peterKey := "(.*)"', source)[1]
    secret = re.search(r'skey := "PRIVATE\+KEY\+PeterNeumann\+\w+\+(.*)"', source)[1]
    wanted = re.search(r"want := `(.*?)`", source, re.DOTALL)[1]
    key = note.Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[1:])
    text = wanted.split("\n\n")[0] + "\n"
    assert note.vkey("PeterNeumann", key) == vkey
    assert note.sign(text, name="PeterNeumann", key=key) == wanted
    assert note.open_note(wanted, note.parse_vkey(vkey)) == text


def test_mangled_keys_of_the_go_implementation_are_refused() -> None:
    """Every piece of a key, every changed character, a wrong length and an unknown algorithm are refused."""
    source = go_notes()
    vkey = re.search(r'vkey := "(.*)"', source)[1]
    pieces = {vkey[i:j] for i in range(len(vkey)) for j in range(i + 1, len(vkey) + 1)} - {vkey}
    changed = {vkey[:i] + chr(ord(c) + 1) + vkey[i + 1 :] for i, c in enumerate(vkey)}
    for bad in pieces | changed | set(re.findall(r'badKey\("(.*)"\)', source)):
        with pytest.raises(RecordBroken):
            note.parse_vkey(bad)


def test_examples_of_the_specification() -> None:
    """The key and note printed in the signed-note specification verify."""
    page = (vectors.folder("c2sp-spec") / "signed-note.md").read_text()
    vkey = re.search(r"    (example\.com/foo\+.*)", page)[1]
    signed = re.search(r"```\n(This is an example message.*?)```", page, re.DOTALL)[1]
    assert note.open_note(signed, note.parse_vkey(vkey)) == "This is an example message.\n"


def test_checkpoint_texts_of_others() -> None:
    """Texts that the formats library refuses as checkpoints are refused here too."""
    source = (vectors.folder("c2sp-notes") / "formats_checkpoint_test.go").read_text()
    refused = re.findall(r'm:\s+("[^\n]*"),\s+wantErr: true', source)
    assert len(refused) >= 7
    for text in map(json.loads, refused):
        with pytest.raises(RecordBroken):
            note.parse_checkpoint(text)
