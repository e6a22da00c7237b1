"""The tables of the record: entries and their order are only ever added."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from countersign.database import Base, Bytes, Id, Instant, Number


class Entry(Base):
    """One event, as a leaf of the public log; its values and salts live in EntryValue."""

    __tablename__ = "entry"
    __table_args__ = (Index("entry_subject", "subject", "written"),)

    id: Mapped[Id]
    #: Order of writing; it orders one subject's entries (its row lock serialises them), never the log.
    written: Mapped[Number]
    at: Mapped[Instant]
    event: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    prev: Mapped[bytes | None] = mapped_column(LargeBinary)
    leaf: Mapped[Bytes]
    leaf_hash: Mapped[Bytes]


class EntryValue(Base):
    """One field of an entry in the clear, with the salt of its commitment."""

    __tablename__ = "entry_value"

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str]
    salt: Mapped[Bytes]
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=False))


class WithheldValue(Base):
    """A value that strangers no longer see: its commitment alone, so that the record can still be proved."""

    __tablename__ = "withheld_value"

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    commitment: Mapped[Bytes]
    authority: Mapped[str]
    at: Mapped[Instant]


class Pending(Base):
    """Entries that have no place in the log yet; filled with the entry, emptied by the sequencer."""

    __tablename__ = "pending"

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)


class Position(Base):
    """The place of an entry in the log."""

    __tablename__ = "position"

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), unique=True)


class Node(Base):
    """The hash of one complete subtree: level 0 are the leaves (RFC 9162 section 2.1)."""

    __tablename__ = "node"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[Bytes]


class Checkpoint(Base):
    """A size and root of the log; the signed note is stored once it is published."""

    __tablename__ = "checkpoint"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[Bytes]
    at: Mapped[Instant]
    note: Mapped[str | None]
    published: Mapped[datetime | None]
