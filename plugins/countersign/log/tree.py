"""The Merkle tree of RFC 9162 (section 2.1) over stored hashes of complete subtrees.

`node(level, index)` is the hash over the leaves `index * 2**level` to, excluding, `(index + 1) * 2**level`.
Only complete nodes are stored; everything else is computed from them. `get` says where they are kept.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from countersign.errors import Invalid, RecordBroken

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Get = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Node:
    """The hash of one complete subtree."""

    level: int
    index: int
    hash: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees; raises RecordBroken when either is not 32 bytes long."""
    return hashlib.sha256(b"\x01" + _whole(left) + _whole(right)).digest()


def _whole(value: bytes) -> bytes:
    if len(value) != HASH_BYTES:
        raise RecordBroken("A hash in the log does not have 32 bytes. Nothing was signed; keep everything as it is.")
    return value


def asked_for(work: Callable[[Get], object]) -> set[tuple[int, int]]:
    """The nodes that a computation reads, so that all can be fetched at once: which ones never depends on hashes."""
    asked: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        asked.add((level, index))
        return EMPTY_ROOT

    work(note)
    return asked


def grow(size: int, leaves: Sequence[bytes], get: Get) -> list[Node]:
    """The nodes that become complete when these leaf hashes are appended to a tree of `size` leaves."""
    grown: list[Node] = []
    level, start, row = 0, size, list(leaves)
    while row:
        grown += [Node(level, start + offset, value) for offset, value in enumerate(row)]
        if start % 2:
            row.insert(0, get(level, start - 1))
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)]
        level, start = level + 1, start // 2
    return grown


def root(size: int, get: Get) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return _subtree(0, size, get) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, get: Get) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root over `size` leaves, the leaf's neighbour first."""
    if not 0 <= index < size:
        raise Invalid(f"There is no entry {index} in a log of {size} entries, so there is no proof of it.")
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_subtree(middle, end, get))
            end = middle
        else:
            proof.append(_subtree(start, middle, get))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, get: Get) -> list[bytes]:
    """The hashes that show that the first `old` of `new` leaves are unchanged; none when none was added."""
    if not 0 < old <= new:
        raise Invalid(f"There is no proof that a log of {new} entries continues one of {old}.")
    start, end, proof = 0, new, []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_subtree(middle, end, get))
            end = middle
        else:
            proof.append(_subtree(start, middle, get))
            start = middle
    # A verifier knows the old root already; any other subtree at the old tree's edge it must be told.
    return ([_subtree(start, end, get)] if start else []) + proof[::-1]


def verify_inclusion(index: int, size: int, *, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` leads from the leaf hash `leaf` at `index` to `root` over `size` leaves (2.1.3.2)."""
    if not 0 <= index < size or not _all_hashes(leaf, root, *proof):
        return False
    here, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        value, here, last = _climb(value, sibling, here=here, last=last)
    return last == 0 and value == root


def verify_consistency(old: int, new: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new` leaves continues the one of `old` leaves (2.1.4.2).

    Nothing can be proved from an empty tree to one that is not: callers treat the size 0 apart.
    """
    if not _all_hashes(old_root, new_root, *proof) or not 0 <= old <= new:
        return False
    if old == new or old == 0:
        return old == new and not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    here, last = old - 1, new - 1
    while here % 2:
        here, last = here // 2, last // 2
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here % 2 or here == last:
            before = node_hash(sibling, before)
        after, here, last = _climb(after, sibling, here=here, last=last)
    return last == 0 and before == old_root and after == new_root


def _climb(value: bytes, sibling: bytes, *, here: int, last: int) -> tuple[bytes, int, int]:
    """Join a hash with its next sibling, then step past the levels at which it has none."""
    if not (here % 2 or here == last):
        return node_hash(value, sibling), here // 2, last // 2
    while here and not here % 2:
        here, last = here // 2, last // 2
    return node_hash(sibling, value), here // 2, last // 2


def _all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _subtree(start: int, end: int, get: Get) -> bytes:
    """The hash over leaves start..end, which RFC 9162's recursion reaches (so the start is aligned)."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return _whole(get(level, start >> level))
    middle = start + _split(count)
    return node_hash(_subtree(start, middle, get), _subtree(middle, end, get))
