"""The database: engine, column types, transaction() and signal(); PostgreSQL only."""

import enum
import math
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Enum,
    Identity,
    LargeBinary,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import Text

from countersign import settings
from countersign.errors import CountersignError

Id = Annotated[uuid.UUID, mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)]
Number = Annotated[int, mapped_column(BigInteger, Identity(always=True), unique=True)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
Texts = Annotated[list[str], mapped_column(ARRAY(Text))]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]

#: Who waits for what: NOTIFY serialises commits, so there is a channel only where someone sleeps on it.
SUBMITTED = "countersign_submitted"
SIGN_OFF = "countersign_signoff"
DUE = "countersign_due"
#: An alert is due: whoever sends routine posts sleeps on, and leaves the processor to it.
URGENT = "countersign_urgent"
ITEMS = "countersign_items"
#: An alert comes in: routine work leaves the processor to it (delivery/way.py).
MAKE_WAY = "countersign_make_way"


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
    made = create_engine(
        dsn,
        pool_size=10,
        max_overflow=20,
        pool_use_lifo=True,  # The one in use last knows the statements already, and need not be tried.
        hide_parameters=True,  # An error's words go to logs; what was in hand may be a password's hash or a draft.
        connect_args={"connect_timeout": 5, "application_name": "countersign"},
    )
    event.listen(made, "checkin", _note_use)
    event.listen(made, "checkout", partial(_check_idle, made))
    return made


#: A connection that rested longer is tried before it is used; one in steady use is not asked again each time.
_RESTED = 1.0


def _note_use(_connection: object, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _check_idle(made: Engine, connection: Any, record: Any, _proxy: object) -> None:
    """Let the pool open new connections when the server that a rested one belonged to has gone away."""
    if time.monotonic() - record.info.get("used", math.inf) > _RESTED:
        try:
            made.dialect.do_ping(connection)
        except (OperationalError, InterfaceError, made.dialect.loaded_dbapi.Error) as error:
            raise InvalidatePoolError from error


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
    return s.execute(_CLOCK).scalar_one()


_CLOCK = select(func.clock_timestamp())


def signal(s: Session, channel: str) -> None:
    """Wake who sleeps on a channel, at the commit of this transaction."""
    s.execute(_NOTIFY, {"channel": channel})


_NOTIFY = text("select pg_notify(:channel, '')")
