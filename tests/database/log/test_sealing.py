"""The log is signed only when it continues what outsiders have seen, and a cut-off seal is finished later."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from countersign.database import transaction
from countersign.errors import Misconfigured, RecordBroken
from countersign.log import identity, note, sequencer, tiles
from countersign.log.audit import verify_log
from countersign.log.note import Checkpoint
from countersign.log.tables import Checkpoint as CheckpointRow
from tests.database.log.real_log import Log
from tests.unit.log.small_log import SmallLog


def rebuilt(folder: Path) -> SmallLog:
    """The log as an outsider rebuilds it from nothing but the published files."""
    size = note.parse_checkpoint((folder / "checkpoint").read_text().split("\n\n")[0] + "\n").size
    paths = [tile.bundle_path for tile in tiles.new_tiles(0, size) if tile.level == 0]
    return SmallLog(leaf for path in paths for leaf in tiles.parse_bundle((folder / path).read_bytes()))


def seals(log: Log) -> list[tuple[int, bool]]:
    """The sizes in the database, and whether each was signed."""
    with transaction(log.engine) as s:
        rows = s.scalars(select(CheckpointRow).order_by(CheckpointRow.size)).all()
    return [(row.size, row.note is not None) for row in rows]


def test_an_outsider_can_rebuild_the_sealed_log(log: Log) -> None:
    """After several seals the published files alone give the root that was signed."""
    for batch in (1, 4, 260, 2):
        log.write_many(batch)
        standing = log.seal()
    signed = note.open_checkpoint(log.checkpoint.read_text(), str(identity.verifier(log.settings)))
    assert (
        signed == standing == Checkpoint(identity.default_name(log.settings), 267, rebuilt(log.settings.published).root)
    )
    assert seals(log) == [(1, True), (5, True), (265, True), (267, True)]


def test_an_empty_log_is_not_sealed(log: Log) -> None:
    """Without an entry there is nothing to sign."""
    assert log.seal() is None
    assert not log.checkpoint.exists() and seals(log) == []


def test_nothing_new_is_not_sealed_again(log: Log) -> None:
    """A seal without new entries leaves the checkpoint as it is."""
    log.write()
    first = log.seal()
    before = log.checkpoint.stat().st_mtime_ns
    assert log.seal() == first and log.checkpoint.stat().st_mtime_ns == before


def test_it_is_sealed_at_most_once_a_second(log: Log) -> None:
    """What comes within a second of a seal waits for the next, however the clock is set back later."""
    log.write()
    log.seal()
    log.write()
    soon = log.now + timedelta(milliseconds=900)
    assert sequencer.seal(log.engine, log.settings, now=soon).size == 1
    assert sequencer.seal(log.engine, log.settings, now=log.now - timedelta(hours=1)).size == 2


def test_only_one_sealer_works_at_a_time(log: Log) -> None:
    """While another process holds the sealer's lock, nothing is numbered or signed."""
    log.write()
    with sequencer._alone(log.engine) as held:
        assert held is not None
        assert log.seal() is None
    assert log.seal().size == 1


def refused(log: Log, why: str) -> None:
    """The seal is refused and leaves everything as it was: the published log, the seals, the places."""
    published = {path: path.read_bytes() for path in log.settings.published.rglob("*") if path.is_file()}
    before = seals(log), log.settings.published.exists()
    with transaction(log.engine) as s:
        size = sequencer.size_of(s)
    with pytest.raises(RecordBroken, match=why):
        log.seal()
    assert published == {path: path.read_bytes() for path in log.settings.published.rglob("*") if path.is_file()}
    assert (seals(log), log.settings.published.exists()) == before
    with transaction(log.engine) as s:
        assert sequencer.size_of(s) == size


def test_a_restored_old_database_is_not_sealed(log: Log, new_log: Callable[..., Log]) -> None:
    """A backup from before the last seal stops the sealer, also when it gets new entries meanwhile."""
    log.write(3)
    log.seal()
    old = new_log(like=log)
    log.write(2)
    log.seal()
    old.write(1)
    refused(old, "has 5 entries, but the database has only 3")


@pytest.mark.parametrize("more", [2, 5])
def test_a_forked_database_is_not_sealed(log: Log, new_log: Callable[..., Log], more: int) -> None:
    """A backup that has grown to the published size or past it, by other entries, stops the sealer."""
    log.write(3)
    log.seal()
    old = new_log(like=log)
    log.write(2)
    log.seal()
    old.write(more)
    with transaction(old.engine) as s:
        sequencer.sequence(s)
    refused(old, "first 5 entries in the database are not those that were published")


def test_the_newer_database_is_still_sealed(log: Log, new_log: Callable[..., Log]) -> None:
    """Once the right database is back, sealing goes on."""
    log.write(3)
    log.seal()
    old = new_log(like=log)
    log.write(2)
    log.seal()
    refused(old, "only 3")
    log.write(1)
    assert log.seal().size == 6


def test_a_rewritten_entry_is_not_sealed(log: Log) -> None:
    """A node of the published tree that was changed in the database stops the sealer."""
    log.write(3)
    log.seal()
    log.tamper("update node set hash = sha256('forged') where level = 0 and index = 2")
    log.write(1)
    refused(log, "not those that were published")


def test_a_missing_node_stops_the_sealer(log: Log) -> None:
    """A tree with a hole is not signed."""
    log.write(3)
    log.seal()
    log.tamper("delete from node where level = 0 and index = 2")
    refused(log, "Node 2 of level 0")


def test_a_lost_published_folder_stops_the_sealer(log: Log) -> None:
    """Without the published checkpoint nobody can tell whether the database continues it."""
    log.write()
    log.seal()
    log.checkpoint.unlink()
    log.write()
    refused(log, "published log is gone")


def test_a_changed_checkpoint_stops_the_sealer(log: Log) -> None:
    """A published checkpoint that our key did not sign stops the sealer."""
    log.write()
    log.seal()
    log.checkpoint.write_text(log.checkpoint.read_text().replace("\n1\n", "\n2\n"))
    refused(log, "false")


def test_another_key_signs_nothing(log: Log) -> None:
    """A key that the log was not begun with, or none, signs nothing and says what to put back."""
    log.write()
    log.seal()
    log.settings.log_key.unlink()
    with pytest.raises(Misconfigured, match="missing"):
        log.seal()
    note.save_key(log.settings.log_key, note.new_key())
    with pytest.raises(Misconfigured, match="put the old key back"):
        log.seal()


def test_the_log_keeps_its_name(log: Log) -> None:
    """The name of the first seal stays when the public address changes, also when the key file's copy is lost."""
    log.write()
    name = log.seal().origin
    log.settings = log.settings.model_copy(update={"public_url": "https://elsewhere.example"})
    (log.settings.home / identity.VKEY).unlink()
    log.write()
    assert log.seal().origin == name == "127.0.0.1:8001/log"


def test_a_folder_that_cannot_be_written_is_said_and_mended(log: Log) -> None:
    """A seal that fails on the disk says so; after that is mended the next one does all of it."""
    log.write()
    log.settings.published.write_text("in the way")
    with pytest.raises((Misconfigured, NotADirectoryError), match=r"Nothing is lost|Not a directory"):
        log.seal()
    log.settings.published.unlink()
    assert log.seal().size == 1
    assert verify_log(log.engine, log.settings).problems == []


class PowerCut(BaseException):
    """The process ends here."""


STEPS = [
    (sequencer, "_sequence_batch"),
    (sequencer, "_next"),
    (sequencer, "_publish"),
    (note, "sign_checkpoint"),
    (tiles, "write_growth"),
    (tiles, "write_checkpoint"),
    (sequencer, "_remember"),
    (tiles, "drop_partial"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _module, step in STEPS])
def test_a_seal_cut_off_at_any_step_is_finished_by_the_next(
    log: Log, monkeypatch: pytest.MonkeyPatch, module: object, step: str, after: bool
) -> None:
    """Before or after each step the process may end: the next seal ends with everything signed and true."""
    log.write_many(20)
    log.seal()
    log.write_many(10)
    done = getattr(module, step)

    def cut(*args: object, **named: object) -> None:
        if after:
            done(*args, **named)
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(module, step, cut)
        with pytest.raises(PowerCut):
            log.seal()
    log.write(1)
    assert [log.seal(), standing := log.seal()] and standing.size == 31
    assert rebuilt(log.settings.published).root == standing.root
    assert verify_log(log.engine, log.settings).problems == []


SEALING = """
import os, sys
from datetime import UTC, datetime
from sqlalchemy import create_engine
from countersign.database import transaction
from countersign.log import sequencer
from countersign.log.record import Event, entry
from countersign.settings import Settings

def seal_for_ever():
    sequencer.SEAL_INTERVAL = sequencer.timedelta(0)
    engine, settings, told = create_engine(sys.argv[1]), Settings(home=sys.argv[2]), False
    while True:
        now = datetime.now(UTC)
        with transaction(engine) as s:
            for number in range(7):
                entry(s, Event.POST_EDITED, "post:1", {"n": number}, actor="maya", now=now)
        sequencer.seal(engine, settings, now=now)
        told = told or not print(os.getpid(), flush=True)

for _ in sys.stdin:
    sealer = os.fork() or seal_for_ever()
    os.waitpid(sealer, 0)
    print("killed", flush=True)
"""


@pytest.mark.chaos
def test_a_killed_sealer_leaves_a_log_that_goes_on(log: Log) -> None:
    """Killed at moments nobody chose, six times, the log is whole each time and the next sealer goes on."""
    url = log.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", SEALING, url, str(log.settings.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sealers:
        assert sealers.stdin is not None and sealers.stdout is not None
        for round_ in range(6):
            print("another one", file=sealers.stdin, flush=True)
            sealer = int(sealers.stdout.readline())
            time.sleep(0.037 * round_)
            os.kill(sealer, signal.SIGKILL)
            assert sealers.stdout.readline() == "killed\n"
            assert verify_log(log.engine, log.settings).problems == []
            standing = log.seal()
        sealers.stdin.close()
    assert standing is not None and standing.size >= 6 * 7
    assert verify_log(log.engine, log.settings).problems == []
