"""The published files hold the whole log, in the places where everybody looks for them."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.errors import Invalid, RecordBroken
from countersign.log import tiles, tree
from countersign.log.tiles import Tile
from tests.unit.log import vectors
from tests.unit.log.small_log import SmallLog, numbered

BIG = numbered(66_000)


def test_a_number_is_split_into_elements_of_three_digits() -> None:
    """The example of the specification, and the numbers around a change of length."""
    assert tiles.encode_index(1234067) == "x001/x234/067"
    assert [tiles.encode_index(index) for index in (0, 999, 1000)] == ["000", "999", "x001/000"]


def test_the_tiles_of_seventy_thousand_leaves() -> None:
    """The tree of the specification's example has exactly the tiles it lists."""
    found = list(tiles.new_tiles(0, 70_000))
    level = {number: [tile for tile in found if tile.level == number] for number in range(4)}
    assert len(level[0]) == 274 and level[0][-1] == Tile(0, 273, 112)
    assert level[1] == [Tile(1, 0), Tile(1, 1, 17)]
    assert (level[2], level[3]) == ([Tile(2, 0, 1)], [])
    assert list(tiles.new_tiles(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]


@given(st.lists(st.integers(0, 70_000), min_size=1, max_size=6).map(sorted))
def test_growing_in_steps_leaves_every_tile_of_the_last_size(sizes: list[int]) -> None:
    """Whatever checkpoints lay between, the tiles for the last one have all been written."""
    steps = zip([0, *sizes], sizes, strict=False)
    written = {tile for old, new in steps for tile in tiles.new_tiles(old, new)}
    assert written >= set(tiles.new_tiles(0, sizes[-1]))


@given(st.integers(0, 63), st.integers(0, 10**9), st.integers(1, 256))
def test_every_path_is_known_again(level: int, index: int, width: int) -> None:
    """Every path of a tile or bundle is recognised as one."""
    assert tiles.is_path(Tile(level, index, width).path) and tiles.is_path(Tile(0, index, width).bundle_path)


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "tile",
        "tile/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/../checkpoint",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/٠٠٠",
        "tile/data/000",
        "tile/5/123/456/078",
        "../keys/log.key",
    ],
)
def test_no_other_path_is_served(path: str) -> None:
    """Anything but the one exact path of a tile is refused, so nothing else can be fetched."""
    assert not tiles.is_path(path)


def test_paths_of_the_go_implementation() -> None:
    """Go's path vectors, with the tile height left out, are judged as there."""
    source = (vectors.folder("rfc6962-kat") / "go_tlog_test.go").read_text()
    found = re.findall(r'\{"tile/\d+/([^"]+)", Tile\{(.*)\}\}', source)
    assert len(found) >= 7
    for path, wanted in found:
        assert tiles.is_path(f"tile/{path.replace('data', 'entries')}") is bool(wanted)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_are_read_as_they_were_written(leaves: list[bytes]) -> None:
    """Leaves come out of a bundle as they went in."""
    assert tiles.parse_bundle(tiles.bundle(leaves)) == leaves


def test_a_torn_bundle_and_a_leaf_too_long_are_refused() -> None:
    """A bundle that ends inside an entry is broken, and a leaf of 64 KiB cannot be put in."""
    for torn in (b"\x00", b"\x00\x05abc"):
        with pytest.raises(RecordBroken):
            tiles.parse_bundle(torn)
    with pytest.raises(Invalid, match="65535 bytes"):
        tiles.bundle([bytes(2**16)])


def read_back(folder: Path, size: int) -> SmallLog:
    """A log rebuilt from nothing but the published entries."""
    paths = [tile.bundle_path for tile in tiles.new_tiles(0, size) if tile.level == 0]
    return SmallLog(leaf for path in paths for leaf in tiles.parse_bundle((folder / path).read_bytes()))


@settings(max_examples=8)
@given(st.lists(st.integers(0, 1200), min_size=1, max_size=4).map(sorted))
def test_an_outsider_rebuilds_the_log_from_the_files(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    """After any growth, also one written twice, the entries and tiles on disk are those of the log."""
    folder = tmp_path_factory.mktemp("published")
    for old, new in zip([0, *sizes], sizes, strict=False):
        for _again in range(2):
            tiles.write_growth(folder, old, new, get=BIG.get, leaves=BIG.between)
        tiles.drop_partial(folder, old, new)
    size = sizes[-1]
    log = read_back(folder, size)
    assert log.root == tree.root(size, BIG.get)
    for tile in tiles.new_tiles(0, size):
        assert (folder / tile.path).read_bytes() == tiles.tile_bytes(tile, log.get)
    assert not list(folder.rglob(".*"))


def test_full_tiles_replace_the_partial_ones(tmp_path: Path) -> None:
    """Partial tiles are removed once the full one is there, the newest partial ones stay."""
    for old, new in ((0, 100), (100, 300)):
        tiles.write_growth(tmp_path, old, new, get=BIG.get, leaves=BIG.between)
        tiles.drop_partial(tmp_path, old, new)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    levels = ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]
    assert found == [*levels, "tile/entries/000", "tile/entries/001.p/44"]


def test_hashes_of_the_second_level_are_roots_of_full_tiles() -> None:
    """Each hash of a tile of level 1 is the root over 256 leaves, as the specification defines it."""
    data = tiles.tile_bytes(Tile(1, 0, 256), BIG.get)
    assert data[32:64] == SmallLog(BIG.leaves[256:512]).root
    assert tiles.tile_bytes(Tile(2, 0, 1), BIG.get) == SmallLog(BIG.leaves[:65_536]).root
