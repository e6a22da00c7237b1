"""The log as static files for anyone to fetch (c2sp.org/tlog-tiles).

A tile is up to 256 hashes of one level of the tree, eight levels of hashing apart; `tile/entries/N` holds the
leaves under the tile `tile/0/N`, each after its length in two bytes. A level's rightmost tile may be partial.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from countersign.errors import Invalid, RecordBroken
from countersign.log.files import write_whole
from countersign.log.tree import Get

WIDTH = 256
ENTRIES = "entries"
MAX_LEAF_BYTES = 2**16 - 1
#: Path of the published checkpoint inside the folder of the published log.
CHECKPOINT = "checkpoint"

#: The leaves from one index up to, not including, another.
Leaves = Callable[[int, int], Sequence[bytes]]

_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)((?:/x\d{3})*)/(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """`width` hashes, from number `index * 256` on, of the log's level `level`."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the hashes are published, below the log's address."""
        return _path(str(self.level), self)

    @property
    def bundle_path(self) -> str:
        """Where the leaves under a tile of level 0 are published."""
        return _path(ENTRIES, self)


def _path(kind: str, tile: Tile) -> str:
    partial = f".p/{tile.width}" if tile.width < WIDTH else ""
    return f"tile/{kind}/{encode_index(tile.index)}{partial}"


def encode_index(index: int) -> str:
    """A number in path elements of three digits: 1234067 is x001/x234/067."""
    first, last = divmod(index, 1000)
    parts = [f"{last:03}"]
    while first:
        first, part = divmod(first, 1000)
        parts.insert(0, f"x{part:03}")
    return "/".join(parts)


def is_path(path: str) -> bool:
    """Whether this is exactly the path of some tile or entry bundle: nothing else there may be served."""
    found = _PATH.fullmatch(path)
    if found is None:
        return False
    kind, first, last, width = found.groups()
    index = int(first.replace("/x", "") + last)
    level = 0 if kind == ENTRIES else int(kind)
    tile = Tile(level, index, int(width or WIDTH))
    return level < 64 and (not width or tile.width < WIDTH) and path == _path(kind, tile)


def new_tiles(old: int, new: int) -> Iterator[Tile]:
    """The tiles that a log of `new` entries has and one of `old` entries had not, or had narrower."""
    level = 0
    while new:
        if new > old:
            for index in range(old // WIDTH, -(-new // WIDTH)):
                yield Tile(level, index, min(WIDTH, new - index * WIDTH))
        level, old, new = level + 1, old // WIDTH, new // WIDTH


def tile_bytes(tile: Tile, get: Get) -> bytes:
    """The hashes of a tile, one after the other."""
    first = tile.index * WIDTH
    return b"".join(get(8 * tile.level, number) for number in range(first, first + tile.width))


def bundle(leaves: Sequence[bytes]) -> bytes:
    """The leaves of an entry bundle, each after its length; raises Invalid for one of 64 KiB or more."""
    if any(len(leaf) > MAX_LEAF_BYTES for leaf in leaves):
        raise Invalid(f"A leaf of the log may have {MAX_LEAF_BYTES} bytes at most.")
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def parse_bundle(data: bytes) -> list[bytes]:
    """The leaves in an entry bundle; raises RecordBroken when it ends in the middle of one."""
    leaves, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise RecordBroken("A file of the published log ends in the middle of an entry. Fetch it again.")
        leaves.append(data[at + 2 : end])
        at = end
    return leaves


def files(old: int, new: int, *, get: Get, leaves: Leaves) -> Iterator[tuple[str, bytes]]:
    """The tiles and entry bundles, with their paths, that a growth from `old` to `new` entries makes."""
    for tile in new_tiles(old, new):
        yield tile.path, tile_bytes(tile, get)
        if tile.level == 0:
            first = tile.index * WIDTH
            yield tile.bundle_path, bundle(leaves(first, first + tile.width))


def write_growth(folder: Path, old: int, new: int, *, get: Get, leaves: Leaves) -> None:
    """Write into `folder` what the growth from `old` to `new` entries made.

    Writing it again writes the same bytes, so a growth that was cut short is simply done once more.
    """
    for path, content in files(old, new, get=get, leaves=leaves):
        write_whole(folder / path, content)


def write_checkpoint(folder: Path, signed: str) -> None:
    """Publish a signed checkpoint; every tile it needs must be there already."""
    write_whole(folder / CHECKPOINT, signed.encode())


def drop_partial(folder: Path, old: int, new: int) -> None:
    """Remove the partial tiles of which the growth from `old` to `new` published the full ones.

    The specification allows it, and a log that is sealed after every entry would otherwise keep 255 of each.
    """
    for tile in new_tiles(old, new):
        if tile.width == WIDTH:
            for path in (tile.path, tile.bundle_path) if tile.level == 0 else (tile.path,):
                rmtree(folder / f"{path}.p", ignore_errors=True)
