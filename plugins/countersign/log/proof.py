"""Proofs that travel alone: c2sp.org/tlog-proof, the text of a `.tlog-proof` file."""

import re
from dataclasses import dataclass

from countersign.errors import RecordBroken
from countersign.log import note, tree
from countersign.log.note import decode64, encode64

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry stands in the log, and the hashes that lead to the root of a signed checkpoint.

    `extra` is opaque and nobody vouches for it; we write none.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def write(self) -> str:
        """The text of the `.tlog-proof` file."""
        extra = [f"extra {encode64(self.extra)}"] if self.extra is not None else []
        return "\n".join([HEADER, *extra, f"index {self.index}", *map(encode64, self.hashes), "", self.checkpoint])


def parse(text: str) -> Proof:
    """Read a `.tlog-proof` file; raises RecordBroken unless it is one. Nothing in it is verified yet."""
    head, gap, checkpoint = text.partition("\n\n")
    try:
        header, *lines = head.split("\n")
        extra = decode64(lines.pop(0).removeprefix("extra ")) if lines[0].startswith("extra ") else None
        index = _INDEX.fullmatch(lines[0])
        hashes = tuple(decode64(line) for line in lines[1:])
        if header != HEADER or not gap or not checkpoint or index is None or not _are_hashes(hashes):
            raise ValueError(header)
    except (ValueError, IndexError) as error:
        raise RecordBroken("This is not a proof of the public log. Fetch it again from the record's page.") from error
    return Proof(int(index[1]), hashes, checkpoint, extra)


def verify(text: str, leaf: bytes, verifier: note.Verifier | str) -> note.Checkpoint:
    """The signed checkpoint that this leaf is proved to be under; raises RecordBroken when it is not."""
    proof = parse(text)
    checkpoint = note.open_checkpoint(proof.checkpoint, verifier)
    if not tree.verify_inclusion(
        proof.index, checkpoint.size, leaf=tree.leaf_hash(leaf), proof=proof.hashes, root=checkpoint.root
    ):
        raise RecordBroken(f"This record is not entry {proof.index} of the log {checkpoint.origin} that was signed.")
    return checkpoint


def _are_hashes(hashes: tuple[bytes, ...]) -> bool:
    return len(hashes) <= MAX_HASHES and all(len(value) == tree.HASH_BYTES for value in hashes)
