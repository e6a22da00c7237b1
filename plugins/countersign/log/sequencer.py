"""Giving entries their place in the log (`sequence`), and signing and publishing it (`seal`).

Verbs never touch the log's head: they leave their entry in `pending`, and one sequencer at a time empties it.
Entries are found by being there, never by a number above a watermark: numbers commit out of order.

The sealer works in steps, and may be cut off after each of them; the next one does what is missing:

1. prove from the database that the log continues the published checkpoint, or stop and change nothing;
2. number what waits;
3. prove it once more, and store size and root;
4. sign, write the tiles, then the checkpoint over the old one;
5. store the signed note with its size and root.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Engine,
    FromClause,
    Integer,
    cast,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from countersign.database import transaction
from countersign.errors import Misconfigured, RecordBroken
from countersign.log import identity, note, tiles, tree
from countersign.log.note import Checkpoint, Verifier
from countersign.log.tables import Checkpoint as CheckpointRow
from countersign.log.tables import Entry, Node, Pending, Position
from countersign.settings import Settings

BATCH = 10_000
SEAL_INTERVAL = timedelta(seconds=1)

#: Advisory locks: one sequencer and one sealer at a time, in all processes on the database.
SEQUENCER, SEALER = 0x0C0_1061, 0x0C0_1062

_BLOCK = 256
Result = TypeVar("Result")


def sequence(s: Session, *, limit: int = BATCH) -> int:
    """Give up to `limit` waiting entries their places, and store the nodes of the tree; returns how many."""
    s.execute(select(func.pg_advisory_xact_lock(SEQUENCER)))
    waiting = s.execute(select(Entry.id, Entry.leaf_hash).join(Pending).order_by(Entry.written).limit(limit)).all()
    if not waiting:
        return 0
    size = size_of(s)
    hashes = [row.leaf_hash for row in waiting]
    grown = computed(s, lambda get: tree.grow(size, hashes, get))
    s.execute(_PLACE, {"size": size, "ids": [row.id for row in waiting]})
    levels, indexes, values = zip(*((n.level, n.index, n.hash) for n in grown), strict=True)
    s.execute(_GROW, {"levels": list(levels), "indexes": list(indexes), "hashes": list(values)})
    placed = select(Position.entry_id).where(Position.index >= size)
    s.execute(delete(Pending).where(Pending.entry_id.in_(placed)).execution_options(synchronize_session=False))
    return len(waiting)


# Arrays: a row of parameters for each entry costs more than all else that the sealer does.
_PLACE = text("""
    insert into position (index, entry_id)
    select :size + n - 1, id from unnest(cast(:ids as uuid[])) with ordinality as t (id, n)
""")
_GROW = text("""
    insert into node (level, index, hash)
    select * from unnest(cast(:levels as smallint[]), cast(:indexes as bigint[]), cast(:hashes as bytea[]))
""")


def size_of(s: Session) -> int:
    """How many entries have a place in the log."""
    return s.scalar(select(func.coalesce(func.max(Position.index) + 1, 0))) or 0


def has_work(s: Session) -> bool:
    """Whether something waits for its place, or has one that no published seal covers."""
    waiting = s.execute(select(Pending.entry_id).limit(1)).first()
    newest = select(func.max(CheckpointRow.size)).where(CheckpointRow.published.is_not(None))
    return waiting is not None or size_of(s) != (s.scalar(newest) or 0)


def computed(s: Session, work: Callable[[tree.Get], Result], table: FromClause = Node.__table__) -> Result:
    """What a computation over the stored nodes gives, for which all of them are read with one statement."""
    asked, node = tree.asked_for(work), table.c
    levels, indexes = [level for level, _ in asked], [index for _, index in asked]
    wanted = func.unnest(cast(levels, ARRAY(Integer)), cast(indexes, ARRAY(BigInteger)))
    here = wanted.table_valued("level", "index", name="wanted").render_derived()
    same = (node.level == here.c.level) & (node["index"] == here.c["index"])
    known = {
        (row[0], row[1]): row[2] for row in s.execute(select(node.level, node["index"], node.hash).join(here, same))
    }
    return work(partial(_known, known))


def _known(nodes: Mapping[tuple[int, int], bytes], level: int, index: int) -> bytes:
    try:
        return nodes[level, index]
    except KeyError as error:
        raise RecordBroken(
            f"Node {index} of level {level} of the public log is missing in the database. Nothing was "
            "signed; keep everything and tell the administrator."
        ) from error


def stored(s: Session) -> tree.Get:
    """The nodes in the database, read in blocks and remembered as long as this function is kept."""
    node = Node.__table__.c
    known: dict[tuple[int, int], bytes] = {}

    def get(level: int, index: int) -> bytes:
        if (level, index) not in known:
            first = index - index % _BLOCK
            near = node["index"].between(first, first + _BLOCK - 1)
            block = s.execute(select(node["index"], node.hash).where(node.level == level, near))
            known.update(((level, number), value) for number, value in block)
        return _known(known, level, index)

    return get


def leaves(s: Session) -> tiles.Leaves:
    """The leaves in the database, by place."""

    def between(start: int, end: int) -> Sequence[bytes]:
        rows = select(Entry.leaf).join(Position).where(Position.index >= start, Position.index < end)
        return s.scalars(rows.order_by(Position.index)).all()

    return between


@dataclass(frozen=True, slots=True)
class _Sealer:
    """What one seal works with."""

    engine: Engine
    settings: Settings
    key: Ed25519PrivateKey
    verifier: Verifier


def seal(engine: Engine, settings: Settings, *, now: datetime) -> Checkpoint | None:
    """Number what waits, then sign and publish the log; returns what is published then, None if nothing.

    Nothing is signed while another sealer is at work, within a second of the last seal, or when nothing was
    added. Raises RecordBroken, and changes nothing, when the database does not continue what was published.
    """
    with _alone(engine) as guard:
        key, verifier = identity.signing_key(settings)
        standing = identity.published(settings, verifier)
        if guard is None:
            return standing
        sealer = _Sealer(engine, settings, key, verifier)
        _check(sealer, standing, now=now)
        while _sequence_batch(engine) == BATCH:
            pass
        new = _next(sealer, standing, now=now)
        if new is None:
            return standing
        try:
            return _publish(sealer, standing, new, guard=guard, now=now)
        except OSError as error:
            raise Misconfigured(
                f"The public log could not be written to {settings.published}: {error}. Nothing is lost; "
                "mend that, and the next seal takes it up again."
            ) from error


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection | None]:
    """The connection that holds the sealer's lock; None while somebody else holds it."""
    with engine.connect() as connection, connection.begin():
        held = connection.scalar(select(func.pg_try_advisory_xact_lock(SEALER)))
        yield connection if held else None


def _sequence_batch(engine: Engine) -> int:
    with transaction(engine) as s:
        return sequence(s)


def _check(sealer: _Sealer, standing: Checkpoint | None, *, now: datetime) -> None:
    """Stop at a log that does not continue the published one; finish a seal that was cut off at its end."""
    with transaction(sealer.engine) as s:
        _head(s, sealer, standing)
        if standing is not None:
            _remember(s, standing, identity.published_note(sealer.settings), now=now)


def _head(s: Session, sealer: _Sealer, standing: Checkpoint | None) -> Checkpoint:
    """The log as it is in the database, proved to continue what outsiders have seen."""
    size = size_of(s)
    head = Checkpoint(sealer.verifier.name, size, computed(s, lambda get: tree.root(size, get)))
    _prove_continued(s, standing, head)
    return head


def _next(sealer: _Sealer, standing: Checkpoint | None, *, now: datetime) -> Checkpoint | None:
    """The checkpoint to sign now, its size and root durable; None when there is nothing to sign."""
    with transaction(sealer.engine) as s:
        new = _head(s, sealer, standing)
        if new.size == (standing.size if standing else 0) or _sealed_just_now(s, now):
            return None
        s.execute(_insert_once(new, at=now))
        if s.scalar(select(CheckpointRow.root).where(CheckpointRow.size == new.size)) != new.root:
            raise RecordBroken(f"The log of {new.size} entries was sealed before with another root. {_STOPPED}")
        return new


_STOPPED = (
    "Nothing was signed. Keep the database and the published folder as they are, and find out which of them "
    "is old: a database restored from a backup must be brought up to the published log before it is sealed."
)


def _prove_continued(s: Session, standing: Checkpoint | None, new: Checkpoint) -> None:
    """Raise RecordBroken unless `new` continues the checkpoint that outsiders have seen."""
    if standing is None:
        if s.scalar(select(CheckpointRow.size).where(CheckpointRow.note.is_not(None)).limit(1)) is not None:
            raise RecordBroken(f"The published log is gone, though the log was sealed before. {_STOPPED}")
        return
    if standing.size > new.size:
        raise RecordBroken(
            f"The published log has {standing.size} entries, but the database has only {new.size}. {_STOPPED}"
        )
    if standing.size == 0:
        return
    old = standing.size
    proof = computed(s, lambda get: tree.consistency_proof(old, new.size, get))
    if not tree.verify_consistency(old, new.size, old_root=standing.root, new_root=new.root, proof=proof):
        raise RecordBroken(
            f"The first {standing.size} entries in the database are not those that were published. {_STOPPED}"
        )


def _sealed_just_now(s: Session, now: datetime) -> bool:
    last = s.scalar(select(func.max(CheckpointRow.published)))
    return last is not None and timedelta(0) <= now - last < SEAL_INTERVAL


def _publish(
    sealer: _Sealer, standing: Checkpoint | None, new: Checkpoint, *, guard: Connection, now: datetime
) -> Checkpoint:
    folder, old = sealer.settings.published, standing.size if standing else 0
    signed = note.sign_checkpoint(new, sealer.key)
    with transaction(sealer.engine) as s:
        tiles.write_growth(folder, old, new.size, get=stored(s), leaves=leaves(s))
    # Whoever lost the lock meanwhile (a database that restarted) must not publish over its successor.
    guard.execute(select(1))
    tiles.write_checkpoint(folder, signed)
    with transaction(sealer.engine) as s:
        _remember(s, new, signed, now=now)
    tiles.drop_partial(folder, old, new.size)
    return new


def _remember(s: Session, published: Checkpoint, signed: str | None, *, now: datetime) -> None:
    """Store the note of the published checkpoint, unless the database has it."""
    s.execute(_insert_once(published, at=now))
    row = CheckpointRow
    unsigned = update(row).where(row.size == published.size, row.root == published.root, row.note.is_(None))
    s.execute(unsigned.values(note=signed, published=now))


def _insert_once(checkpoint: Checkpoint, *, at: datetime) -> Insert:
    row = {"size": checkpoint.size, "root": checkpoint.root, "at": at}
    return upsert(CheckpointRow).values(row).on_conflict_do_nothing()
