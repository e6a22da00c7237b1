"""A proof file carries everything an outsider needs, in the one format everybody reads."""

import base64
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import RecordBroken
from countersign.log import note, proof, tree
from countersign.log.note import Checkpoint
from countersign.log.proof import Proof
from tests.unit.log import vectors
from tests.unit.log.small_log import numbered

KEY = note.new_key()
VKEY = note.vkey("log.example/one", KEY)
LOG = numbered(21)
SIGNED = note.sign_checkpoint(Checkpoint("log.example/one", LOG.size, LOG.root), KEY)
HASH = st.binary(min_size=32, max_size=32)


def of(index: int) -> Proof:
    """The proof of one leaf of the log."""
    return Proof(index, tuple(tree.inclusion_proof(index, LOG.size, LOG.get)), SIGNED)


TEXT = of(20).write()


@given(st.integers(0, LOG.size - 1))
def test_every_proof_verifies(index: int) -> None:
    """The written proof of any leaf leads to the signed checkpoint."""
    assert proof.verify(of(index).write(), LOG.leaves[index], VKEY).root == LOG.root


@given(st.integers(0, 10**18), st.lists(HASH, max_size=63), st.none() | st.binary(max_size=99))
def test_what_is_written_is_read(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    """Any proof is read back as it was written, with and without extra data."""
    told = Proof(index, tuple(hashes), SIGNED, extra)
    assert proof.parse(told.write()) == told


@given(st.integers(0, len(TEXT) - 1), st.characters(min_codepoint=9, max_codepoint=300, exclude_characters="—"))
def test_no_other_character_anywhere_is_accepted(place: int, other: str) -> None:
    """A proof file with one character changed proves nothing."""
    changed = TEXT[:place] + other + TEXT[place + 1 :]
    if changed != TEXT:
        with pytest.raises(RecordBroken):
            proof.verify(changed, LOG.leaves[20], VKEY)


def test_another_leaf_is_not_proved() -> None:
    """The proof of one record does not prove another, nor the same one under another key."""
    with pytest.raises(RecordBroken, match="not entry 20"):
        proof.verify(TEXT, LOG.leaves[19], VKEY)
    with pytest.raises(RecordBroken):
        proof.verify(TEXT, LOG.leaves[20], note.vkey("log.example/one", note.new_key()))


def test_extra_data_changes_nothing() -> None:
    """Extra data is passed over: nobody vouches for it."""
    with_extra = Proof(20, of(20).hashes, SIGNED, b"anything").write()
    assert proof.verify(with_extra, LOG.leaves[20], VKEY).size == LOG.size


def test_the_shapes_of_others() -> None:
    """The three shapes that the formats library writes are the ones written here."""
    source = (vectors.folder("c2sp-notes") / "formats_tlog_proof_test.go").read_text()
    plain = [json.loads(text) for text in re.findall(r'want:\s+("c2sp[^\n]*"),\n', source)]
    assert plain == [Proof(0, (), "checkpoint\n").write()]
    assert Proof(5, (b"\0" * 32,), "c\n", b"x").write().split("\n")[:3] == [
        proof.HEADER,
        "extra eA==",
        "index 5",
    ]


def test_the_errors_of_others() -> None:
    """What the formats library refuses is refused here."""
    source = (vectors.folder("c2sp-notes") / "formats_tlog_proof_test.go").read_text()
    refused = [json.loads(text) for text in re.findall(r'proof:\s+\[\]byte\(("[^"\n]*")\),', source)]
    long_hash = base64.b64encode(bytes(64)).decode()
    assert len(refused) >= 5
    for text in [
        *refused,
        f"{proof.HEADER}\nindex 0\n{long_hash}\n\ncheckpoint\n",
        f"{proof.HEADER}\nindex 0\n",
    ]:
        with pytest.raises(RecordBroken):
            proof.parse(text)
