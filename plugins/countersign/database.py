"""The database: engine, column types, transaction() and signal(); PostgreSQL only."""

import enum
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Enum,
    Identity,
    LargeBinary,
    create_engine,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import Text

from countersign import settings
from countersign.errors import CountersignError

Id = Annotated[uuid.UUID, mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)]
Number = Annotated[int, mapped_column(BigInteger, Identity(always=True), unique=True)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
JsonList = Annotated[list[Any], mapped_column(JSONB)]
Texts = Annotated[list[str], mapped_column(ARRAY(Text))]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]

#: Who waits for what: NOTIFY serialises commits, so there is a channel only where someone sleeps on it.
SUBMITTED = "countersign_submitted"
SIGN_OFF = "countersign_signoff"
DUE = "countersign_due"
ITEMS = "countersign_items"


class Base(DeclarativeBase):
    """Every table of the product."""

    type_annotation_map = {
        str: Text,
        datetime: DateTime(timezone=True),
        enum.Enum: Enum(enum.Enum, native_enum=False, length=30, values_callable=lambda kind: [e.value for e in kind]),
    }


class DatabaseGone(CountersignError):
    """The database cannot be reached just now. Nothing was changed and nothing is lost; try again in a minute."""


@cache
def engine(dsn: str) -> Engine:
    """The one engine of this process for a DSN; made on the first call, never at import."""
    return create_engine(
        dsn,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        connect_args={"connect_timeout": 5, "application_name": "countersign"},
    )


def default_engine() -> Engine:
    """The engine for the programs' own role, from the settings."""
    return engine(settings.load().database_url)


@contextmanager
def transaction(on: Engine | None = None) -> Iterator[Session]:
    """One transaction: everything in it commits together or not at all."""
    try:
        with Session(on or default_engine(), expire_on_commit=False) as session, session.begin():
            yield session
    except (OperationalError, InterfaceError) as error:
        if getattr(error, "connection_invalidated", False) or _unreachable(error):
            raise DatabaseGone from error
        raise


def _unreachable(error: OperationalError | InterfaceError) -> bool:
    """True when the server is not there at all, as against a lock or a statement that failed."""
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state[:2] in {"08", "57"}


def clock(s: Session) -> datetime:
    """PostgreSQL's clock_timestamp(): the one clock that decides."""
    return s.execute(select(func.clock_timestamp())).scalar_one()


def signal(s: Session, channel: str) -> None:
    """Wake who sleeps on a channel, at the commit of this transaction."""
    s.execute(text("select pg_notify(:channel, '')"), {"channel": channel})
