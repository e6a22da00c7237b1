"""A log held in memory, for tests: the nodes of a tree over given leaves."""

import hashlib
from collections.abc import Iterable

from countersign.log import tree


class SmallLog:
    """Leaves and nodes in a list and a dictionary."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.leaves: list[bytes] = []
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.append(leaves)

    def append(self, leaves: Iterable[bytes]) -> None:
        """Add leaves at the end."""
        added = list(leaves)
        grown = tree.grow(len(self.leaves), [tree.leaf_hash(leaf) for leaf in added], self.get)
        self.nodes |= {(node.level, node.index): node.hash for node in grown}
        self.leaves += added

    def get(self, level: int, index: int) -> bytes:
        """A stored node."""
        return self.nodes[level, index]

    def between(self, start: int, end: int) -> list[bytes]:
        """Some of the leaves."""
        return self.leaves[start:end]

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self.leaves)

    @property
    def root(self) -> bytes:
        """The root over all of them."""
        return tree.root(self.size, self.get)


def numbered(count: int) -> SmallLog:
    """A log whose leaves are their own numbers."""
    return SmallLog(str(number).encode() for number in range(count))


def plain_root(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162 section 2.1.1 defines it, word for word."""
    if len(leaves) < 2:
        return hashlib.sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:middle]) + plain_root(leaves[middle:])).digest()
