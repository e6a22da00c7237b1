"""The Merkle tree proves what is in it and nothing else."""

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import Invalid, RecordBroken
from countersign.log import tree
from tests.unit.log import vectors
from tests.unit.log.small_log import SmallLog, numbered, plain_root

BIG = numbered(300)
SIZES = st.integers(1, BIG.size)


def flipped(data: bytes, bit: int) -> bytes:
    """The same bytes with one bit changed."""
    number = int.from_bytes(data, "big") ^ (1 << bit % (8 * len(data)))
    return number.to_bytes(len(data), "big")


@given(st.lists(st.binary(max_size=8), max_size=40), st.lists(st.integers(0, 9), max_size=12))
def test_growing_in_any_steps_gives_the_root_of_the_definition(leaves: list[bytes], steps: list[int]) -> None:
    """However a tree grew, its root is the one that RFC 9162 defines over its leaves."""
    log, rest = SmallLog(), leaves
    for step in steps:
        log.append(rest[:step])
        rest = rest[step:]
    log.append(rest)
    assert log.root == plain_root(leaves)


@given(SIZES, st.data())
def test_every_leaf_is_proved(size: int, data: st.DataObject) -> None:
    """The inclusion proof of every leaf in every tree verifies, and is at most log2 of the size long."""
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, BIG.get)
    assert len(proof) <= (size - 1).bit_length()
    assert tree.verify_inclusion(index, size, leaf=BIG.get(0, index), proof=proof, root=tree.root(size, BIG.get))


@given(SIZES, st.integers(0), st.data())
def test_a_changed_inclusion_proof_fails(size: int, bit: int, data: st.DataObject) -> None:
    """One flipped bit anywhere, another place, a hash more or less: nothing is proved."""
    index = data.draw(st.integers(0, size - 1))
    leaf, root, proof = (
        BIG.get(0, index),
        tree.root(size, BIG.get),
        tree.inclusion_proof(index, size, BIG.get),
    )

    def proves(**changed: object) -> bool:
        told = {"index": index, "size": size, "leaf": leaf, "proof": proof, "root": root} | changed
        return tree.verify_inclusion(told.pop("index"), told.pop("size"), **told)  # type: ignore[arg-type]

    assert not proves(leaf=flipped(leaf, bit))
    assert not proves(root=flipped(root, bit))
    assert not proves(proof=[*proof, root])
    assert not proves(index=data.draw(st.integers(0, size).filter(lambda other: other != index)))
    for changed in range(len(proof)):
        assert not proves(proof=[*proof[:changed], flipped(proof[changed], bit), *proof[changed + 1 :]])
        assert not proves(proof=proof[:changed] + proof[changed + 1 :])
        assert not proves(proof=[*proof[:changed], proof[changed][:-1], *proof[changed + 1 :]])


@given(SIZES, st.data())
def test_every_growth_is_proved(new: int, data: st.DataObject) -> None:
    """The consistency proof between every two sizes verifies."""
    old = data.draw(st.integers(1, new))
    proof = tree.consistency_proof(old, new, BIG.get)
    roots = {"old_root": tree.root(old, BIG.get), "new_root": tree.root(new, BIG.get)}
    assert tree.verify_consistency(old, new, **roots, proof=proof)


@given(st.integers(2, BIG.size), st.integers(0), st.data())
def test_a_changed_consistency_proof_fails(new: int, bit: int, data: st.DataObject) -> None:
    """One flipped bit in a root or a hash, a hash more or less, other sizes: nothing is proved."""
    old = data.draw(st.integers(1, new - 1))
    before, after = tree.root(old, BIG.get), tree.root(new, BIG.get)
    proof = tree.consistency_proof(old, new, BIG.get)

    def proves(old_root: bytes = before, new_root: bytes = after, proof: list[bytes] = proof) -> bool:
        return tree.verify_consistency(old, new, old_root=old_root, new_root=new_root, proof=proof)

    assert not proves(old_root=flipped(before, bit))
    assert not proves(new_root=flipped(after, bit))
    assert not proves(proof=[*proof, after])
    assert not tree.verify_consistency(new, old, old_root=after, new_root=before, proof=proof)
    for changed in range(len(proof)):
        assert not proves(proof=[*proof[:changed], flipped(proof[changed], bit), *proof[changed + 1 :]])
        assert not proves(proof=proof[:changed] + proof[changed + 1 :])


@given(st.lists(st.binary(max_size=3), min_size=2, max_size=20, unique=True), st.data())
def test_a_rewritten_past_is_not_consistent(leaves: list[bytes], data: st.DataObject) -> None:
    """A log with one old leaf changed has no proof that it continues the old one."""
    old = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, old - 1))
    forged = SmallLog([*leaves[:changed], leaves[changed] + b"!", *leaves[changed + 1 :]])
    proof = tree.consistency_proof(old, forged.size, forged.get)
    old_root = SmallLog(leaves[:old]).root
    assert not tree.verify_consistency(old, forged.size, old_root=old_root, new_root=forged.root, proof=proof)


def test_nothing_is_proved_from_an_empty_tree_to_another() -> None:
    """A consistency proof from size 0 to entries is refused; from 0 to 0 there is nothing to prove."""
    empty, one = tree.EMPTY_ROOT, numbered(1).root
    assert not tree.verify_consistency(0, 1, old_root=empty, new_root=one, proof=[])
    assert tree.verify_consistency(0, 0, old_root=empty, new_root=empty, proof=[])
    with pytest.raises(Invalid, match="no proof"):
        tree.consistency_proof(0, 1, BIG.get)


def test_a_stored_hash_of_a_wrong_length_stops_everything() -> None:
    """A node that is not 32 bytes long is never hashed."""
    with pytest.raises(RecordBroken, match="32 bytes"):
        tree.root(2, lambda level, index: b"short")


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_proof_of_what_is_not_there_is_refused(index: int, size: int) -> None:
    """There is no proof for a place outside the log, and the person is told so."""
    with pytest.raises(Invalid, match="no entry"):
        tree.inclusion_proof(index, size, BIG.get)


def test_known_answers_of_others() -> None:
    """Nodes and roots of the eight well-known leaves are those of certificate-transparency."""
    source = (vectors.folder("rfc6962-kat") / "constants.go").read_text()
    leaves, nodes, roots = (
        [bytes.fromhex(digits) for digits in re.findall(r'hd\("(\w*)"\)', part)]
        for part in re.split(r"func (?:NodeHashes|RootHashes|CompactTrees)", source)[:3]
    )
    log = SmallLog(leaves)
    assert [log.get(level, index) for level in range(4) for index in range(8 >> level)] == nodes
    assert [tree.root(size, log.get) for size in range(1, 9)] == roots


def probes(kind: str) -> list[Path]:
    """The probes of others: proofs right and wrong."""
    return sorted((vectors.folder("rfc6962-proofs") / kind).rglob("*.json"))


def hashes(texts: list[str] | None) -> list[bytes]:
    """Hashes out of a probe."""
    return [base64.b64decode(text) for text in texts or []]


def test_inclusion_probes_of_others() -> None:
    """Every inclusion proof that others wrote down is judged as they say."""
    for path in probes("inclusion"):
        probe = json.loads(path.read_text())
        root, leaf = hashes([probe["root"], probe["leafHash"]])
        proof = hashes(probe["proof"])
        found = tree.verify_inclusion(probe["leafIdx"], probe["treeSize"], leaf=leaf, proof=proof, root=root)
        assert found is not probe["wantErr"], path


def test_consistency_probes_of_others() -> None:
    """Every consistency proof that others wrote down is judged as they say."""
    for path in probes("consistency"):
        probe = json.loads(path.read_text())
        old_root, new_root = hashes([probe["root1"], probe["root2"]])
        roots = {"old_root": old_root, "new_root": new_root}
        found = tree.verify_consistency(probe["size1"], probe["size2"], **roots, proof=hashes(probe["proof"]))
        assert found is not probe["wantErr"], path
