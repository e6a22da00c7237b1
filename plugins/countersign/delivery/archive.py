"""The record kept complete: wait for the seal, write the proofs, and confirm that everything sent is in it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from countersign import database, records, settings
from countersign.deliveries import Delivery, State
from countersign.delivery.report import Report
from countersign.delivery.review import post_link
from countersign.errors import RecordBroken
from countersign.log import files
from countersign.log.tables import Entry, Pending, Position

#: How long a record may wait for its seal before that is an error.
PATIENCE = timedelta(minutes=2)
#: The file that says how far the proofs were written.
WRITTEN = "size"
#: Records whose parts are read at a time.
TOGETHER = 200


def seal(*, wait: float = 20.0) -> Report:
    """Wait until the sealer has sealed everything that was written before now."""
    report = Report()
    with database.transaction() as s:
        last = s.scalar(select(func.max(Entry.written))) or 0
    until = time.monotonic() + wait
    while time.monotonic() < until and not _sealed_up_to(last):
        time.sleep(0.25)
    with database.transaction() as s:
        newest = records.newest_seal(s)
    if newest is None:
        report.lines.append("The log has no signed seal yet.")
    else:
        report.add(str(newest[0]), f"The log is sealed at {newest[0]} entries.")
    return report


def write_proofs() -> Report:
    """Write the proof, leaf and fields of every sent post beside the log, for whoever serves them as plain files."""
    report = Report()
    folder = settings.load().home / "proofs"
    folder.mkdir(parents=True, exist_ok=True)
    with database.transaction() as s:
        newest = records.newest_seal(s)
        size = newest[0] if newest else 0
        query = (
            select(Delivery.record_id, Delivery.post_id)
            .join(Position, Position.entry_id == Delivery.record_id)
            .where(Delivery.state == State.SENT, Position.index >= _written(folder), Position.index < size)
        )
        sent = {record_id: post_id for record_id, post_id in s.execute(query) if record_id}
        for some in _batches(list(sent)):
            assert newest, "nothing is below a seal that there is not"
            parts = dict(records.whole(s, some, newest))
            files.write_all({folder / f"{id}.{ending}": part for id in parts for ending, part in parts[id].items()})
            for record_id in parts:
                report.add(str(record_id), f"The proof of a record was written: {post_link(sent[record_id])}")
    files.write_whole(folder / WRITTEN, str(size).encode())
    return report


def _batches(record_ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(record_ids), TOGETHER):
        yield record_ids[start : start + TOGETHER]


def _written(folder: Path) -> int:
    """How far into the log the proofs were written already."""
    told = folder / WRITTEN
    return int(told.read_text()) if told.exists() else 0


def confirm_all_sent_are_archived() -> Report:
    """Raise RecordBroken when something was sent and its record is not under a seal in reasonable time."""
    report = Report()
    with database.transaction() as s:
        late = database.clock(s) - PATIENCE
        for delivery_id in records.confirm_all_sent_are_archived(s):
            delivery = s.get_one(Delivery, delivery_id)
            report.add(str(delivery_id), f"Sent, and not sealed yet: {post_link(delivery.post_id)}")
            if delivery.sent and delivery.sent < late:
                raise RecordBroken(
                    f"A post went out more than two minutes ago and its record is not under a seal: "
                    f"{post_link(delivery.post_id)}. Nothing is lost; look at the sealer's log (`serve`)."
                )
    if not report.lines:
        report.lines.append("Everything that was sent is archived under a signed seal.")
    return report


def _sealed_up_to(last: int) -> bool:
    with database.transaction() as s:
        newest = records.newest_seal(s)
        size = newest[0] if newest else 0
        unplaced = select(Pending.entry_id).join(Entry, Entry.id == Pending.entry_id).where(Entry.written <= last)
        unsealed = select(Position.entry_id).join(Entry).where(Entry.written <= last, Position.index >= size)
        return s.execute(unplaced.limit(1)).first() is None and s.execute(unsealed.limit(1)).first() is None
