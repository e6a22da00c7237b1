"""Every committed entry gets one place in the log, whatever runs at the same time."""

import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.database import transaction
from countersign.log import sequencer, tree
from countersign.log.record import Event, entry
from countersign.log.tables import Entry, Pending, Position
from tests.database.log.real_log import START, Log
from tests.unit.log.small_log import SmallLog


def places(log: Log) -> list[tuple[int, uuid.UUID]]:
    """Who has which place."""
    with transaction(log.engine) as s:
        return list(s.execute(select(Position.index, Position.entry_id).order_by(Position.index)))


def sequence_all(log: Log, *, limit: int = 10_000) -> list[int]:
    """Sequence until nothing waits; how many in each step."""
    steps = []
    while not steps or steps[-1]:
        with transaction(log.engine) as s:
            steps.append(sequencer.sequence(s, limit=limit))
    return steps


def test_entries_get_places_in_the_order_of_writing(log: Log) -> None:
    """One after the other, from zero, and nobody waits any more."""
    written = log.write(5)
    assert sequence_all(log, limit=2) == [2, 2, 1, 0]
    assert places(log) == list(enumerate(written))
    with transaction(log.engine) as s:
        assert s.scalar(select(func.count()).select_from(Pending)) == 0


def test_the_stored_tree_is_the_tree_over_the_leaves(log: Log) -> None:
    """Whatever the batches, the stored nodes give the root that RFC 9162 defines."""
    for batch in (1, 2, 7, 1, 30, 3):
        log.write(batch)
        sequence_all(log, limit=random.Random(batch).randint(1, 9))
    with transaction(log.engine) as s:
        whole = SmallLog(sequencer.leaves(s)(0, 44))
        assert tree.root(44, sequencer.stored(s)) == whole.root


def test_an_entry_that_commits_late_is_not_lost(log: Log) -> None:
    """An entry with a lower number that commits after a higher one was placed is placed next."""
    with Session(log.engine) as slow, slow.begin():
        late = entry(slow, Event.POST_EDITED, "post:1", {}, actor="maya", now=START)
        early = log.write_one("post:2")
        sequence_all(log)
        assert places(log) == [(0, early)]
    sequence_all(log)
    assert places(log) == [(0, early), (1, late)]


def test_what_is_rolled_back_gets_no_place(log: Log) -> None:
    """An entry whose transaction fails leaves nothing behind, in the log or before it."""
    with Session(log.engine) as s:
        entry(s, Event.POST_EDITED, "post:1", {}, actor="maya", now=START)
        s.rollback()
    with Session(log.engine) as s:
        log.write(1)
        sequencer.sequence(s)
        s.rollback()
    assert places(log) == []
    assert sequence_all(log) == [1, 0]


def test_many_writers_and_sequencers_at_once(log: Log) -> None:
    """With eight writers, some failing, and three sequencers, each committed entry has exactly one place."""
    committed: list[uuid.UUID] = []
    done = threading.Event()

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for number in range(25):
            with Session(log.engine) as s:
                record = entry(s, Event.POST_EDITED, f"post:{writer}", {"n": number}, actor="maya", now=START)
                time.sleep(chance.random() * 0.005)
                if chance.random() < 0.1:
                    s.rollback()
                else:
                    s.commit()
                    committed.append(record)

    def keep_sequencing() -> None:
        while not done.wait(0.003):
            with transaction(log.engine) as s:
                sequencer.sequence(s, limit=random.randint(1, 20))

    with ThreadPoolExecutor(11) as pool:
        sequencers = [pool.submit(keep_sequencing) for _ in range(3)]
        for writer in [pool.submit(write, writer) for writer in range(8)]:
            writer.result()
        done.set()
        for each in sequencers:
            each.result()
    sequence_all(log)
    found = places(log)
    assert [index for index, _record in found] == list(range(len(committed)))
    assert {record for _index, record in found} == set(committed)
    with transaction(log.engine) as s:
        assert tree.root(len(found), sequencer.stored(s)) == SmallLog(sequencer.leaves(s)(0, len(found))).root


def test_a_writer_does_not_wait_for_a_sequencer(log: Log) -> None:
    """An entry is written while the log's head is locked by somebody who takes long."""
    with Session(log.engine) as slow, slow.begin():
        sequencer.sequence(slow)
        log.write(3)  # It would wait for ever.


def test_entries_about_one_subject_name_their_predecessor(log: Log) -> None:
    """Each entry carries the leaf hash of the one before it about the same subject, and has the later place."""
    log.write(3, subject="post:1")
    log.write(2, subject="post:2")
    sequence_all(log)
    with transaction(log.engine) as s:
        rows = s.scalars(select(Entry).join(Position).order_by(Position.index)).all()
    hashes = [row.leaf_hash for row in rows]
    assert [row.prev for row in rows] == [None, hashes[0], hashes[1], None, hashes[3]]
