"""The record as outsiders get it: leaf, fields and proof of one record, and the check of all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import FromClause, LargeBinary, column, or_, select, table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from countersign.deliveries import Delivery, State
from countersign.errors import NotFound, WrongState
from countersign.log import entry, sequencer, tree
from countersign.log.audit import Audit, verify_log
from countersign.log.entry import Field
from countersign.log.proof import Proof
from countersign.log.tables import Checkpoint, Entry, EntryValue, Node, Position

__all__ = [
    "EVERYTHING",
    "PUBLIC",
    "Audit",
    "confirm_all_sent_are_archived",
    "disclosed",
    "fields",
    "leaf",
    "newest_seal",
    "place",
    "proof",
    "verify_log",
    "whole",
]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records are read: tables for those who may see all, views for the public's own database role."""

    record: FromClause
    value: FromClause
    node: FromClause
    checkpoint: FromClause


EVERYTHING = Source(
    select(Entry.id, Entry.leaf, Position.index).outerjoin(Position).subquery(),
    EntryValue.__table__,
    Node.__table__,
    select(Checkpoint.size, Checkpoint.note).where(Checkpoint.note.is_not(None)).subquery(),
)
PUBLIC = Source(
    table("public_record", column("id"), column("leaf", LargeBinary), column("index")),
    table(
        "public_record_value",
        *map(column, ("entry_id", "ordinal", "name")),
        column("salt", LargeBinary),
        column("value", JSONB),
    ),
    table("public_node", column("level"), column("index"), column("hash", LargeBinary)),
    table("public_checkpoint", column("size"), column("note")),
)


def proof(s: Session, record_id: UUID, *, source: Source = EVERYTHING) -> str:
    """The `.tlog-proof` text of a record under the newest signed seal; WrongState while it waits for one."""
    index, sealed = place(s, record_id, source=source), newest_seal(s, source=source)
    if index is None or sealed is None or index >= sealed[0]:
        raise WrongState("This record is not under a signed seal yet. Try again in a few seconds.")
    (written,) = _proofs(s, [index], sealed, source)
    return written


def _proofs(s: Session, indexes: Sequence[int], sealed: tuple[int, str], source: Source) -> list[str]:
    """The proofs of these places under one seal, for which the log's nodes are read once."""
    size, signed = sealed
    paths = sequencer.computed(
        s, lambda get: [tree.inclusion_proof(index, size, get) for index in indexes], source.node
    )
    return [Proof(index, tuple(path), signed).write() for index, path in zip(indexes, paths, strict=True)]


def whole(s: Session, record_ids: Collection[UUID], sealed: tuple[int, str]) -> Iterator[tuple[UUID, dict[str, bytes]]]:
    """What outsiders get of many sealed records, by the ending of its file: leaf, fields and proof."""
    of = EVERYTHING.record.c
    rows = s.execute(select(of.id, of.leaf, of["index"]).where(of.id.in_(record_ids)).order_by(of["index"])).all()
    told = _disclosed(s, record_ids, EVERYTHING)
    proofs = _proofs(s, [index for _, _, index in rows], sealed, EVERYTHING)
    for (record_id, leaf, _), text in zip(rows, proofs, strict=True):
        fields = entry.write_fields(told[record_id]).encode()
        yield record_id, {"leaf": bytes(leaf), "fields": fields, "tlog-proof": text.encode()}


def leaf(s: Session, record_id: UUID, *, source: Source = EVERYTHING) -> bytes:
    """The leaf of a record, as the log hashes it."""
    return _found(s, record_id, source)[0]


def place(s: Session, record_id: UUID, *, source: Source = EVERYTHING) -> int | None:
    """The place of a record in the log; None while it waits for one."""
    return _found(s, record_id, source)[1]


def fields(s: Session, record_id: UUID, *, withheld: Collection[str] = (), source: Source = EVERYTHING) -> str:
    """The fields file of a record, with only the commitments of the fields named in `withheld`."""
    _found(s, record_id, source)
    return entry.write_fields(entry.withhold(disclosed(s, record_id, source=source), withheld))


def disclosed(s: Session, record_id: UUID, *, source: Source = EVERYTHING) -> tuple[Field, ...]:
    """Every field of a record in its order, with its salt."""
    return tuple(_disclosed(s, [record_id], source)[record_id])


def _disclosed(s: Session, record_ids: Collection[UUID], source: Source) -> dict[UUID, list[Field]]:
    of, told = source.value.c, defaultdict[UUID, list[Field]](list)
    rows = select(of.entry_id, of.name, of.salt, of.value).where(of.entry_id.in_(record_ids))
    for record_id, *row in s.execute(rows.order_by(of.entry_id, of.ordinal)):
        told[record_id].append(entry.field(*row))
    return told


def newest_seal(s: Session, *, source: Source = EVERYTHING) -> tuple[int, str] | None:
    """Size and signed note of the newest published seal."""
    seals = select(source.checkpoint.c.size, source.checkpoint.c.note)
    found = s.execute(seals.order_by(source.checkpoint.c.size.desc()).limit(1)).one_or_none()
    return (found.size, found.note) if found else None


def _found(s: Session, record_id: UUID, source: Source) -> tuple[bytes, int | None]:
    of = source.record.c
    found = s.execute(select(of.leaf, of["index"]).where(of.id == record_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such record.")
    leaf, index = found
    return bytes(leaf), index


def confirm_all_sent_are_archived(s: Session) -> list[UUID]:
    """The deliveries that were sent and have no record under a signed seal: in good order there are none."""
    sealed = newest_seal(s)
    unsealed = or_(Position.index.is_(None), Position.index >= (sealed[0] if sealed else 0))
    sent = select(Delivery.id).outerjoin(Position, Position.entry_id == Delivery.record_id)
    return list(s.scalars(sent.where(Delivery.state == State.SENT, unsealed).order_by(Delivery.sent)))
