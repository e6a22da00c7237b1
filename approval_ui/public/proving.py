"""A record as outsiders check it: its fields, its leaf, and its proof under the newest signed seal."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from countersign import records
from countersign.errors import RecordBroken
from countersign.log import entry as leaves
from countersign.log import proof as proofs
from countersign.log import sequencer, tree
from countersign.log.entry import Field, Withheld


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded when a post went out, or was taken down; `index`: its place, None before it has one."""

    id: uuid.UUID
    at: datetime
    leaf: bytes
    index: int | None
    fields: tuple[Field | Withheld, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seal:
    """The newest size of the log that was signed and published."""

    size: int
    note: str
    published: datetime


def record(s: Session, id: uuid.UUID) -> Record | None:
    """The record of a publication or of its removal; None for every other entry of the log."""
    found = (
        s.execute(text("select id, at, leaf, index from public_record where id = :id"), {"id": id}).mappings().first()
    )
    if found is None:
        return None
    query = text("select name, salt, value, commitment from public_record_value where entry_id = :id order by ordinal")
    rows = s.execute(query, {"id": id}).mappings().all()
    fields = tuple(_field(row) for row in rows)
    values = {row["name"]: row["value"] for row in rows if row["commitment"] is None}
    return Record(found["id"], found["at"], bytes(found["leaf"]), found["index"], fields, values)


def _field(row: RowMapping) -> Field | Withheld:
    """A value in the clear, or only the commitment of one that is withheld."""
    if row["commitment"] is not None:
        return Withheld(bytes(row["commitment"]))
    return leaves.field(row["name"], bytes(row["salt"]), row["value"])


def newest_seal(s: Session) -> Seal | None:
    """The newest published seal; None before the first one."""
    query = text("select size, note, published from public_checkpoint order by size desc limit 1")
    row = s.execute(query).mappings().first()
    return Seal(**row) if row else None


def proof(s: Session, found: Record, seal: Seal | None) -> str | None:
    """The `.tlog-proof` of a record; None while no seal covers it."""
    if not is_sealed(found, seal):
        return None
    assert seal and found.index is not None
    index, size = found.index, seal.size
    try:
        hashes = sequencer.computed(s, lambda get: tree.inclusion_proof(index, size, get), records.PUBLIC.node)
    except RecordBroken as error:
        raise RecordBroken(
            "A hash of the public log is missing, so no proof can be made. Please tell the agency."
        ) from error
    return proofs.Proof(index, tuple(hashes), seal.note).write()


def is_sealed(found: Record, seal: Seal | None) -> bool:
    """Whether a seal covers a record."""
    return seal is not None and found.index is not None and found.index < seal.size
