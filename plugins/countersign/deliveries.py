"""Deliveries: one version going to one page; the attempts at it, and the publishers on duty."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Interval,
    LargeBinary,
    Select,
    UniqueConstraint,
    bindparam,
    column,
    exists,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Bytes, Id, Instant, Json
from countersign.errors import NotFound, WrongState


class State(StrEnum):
    """Where a delivery stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    SENDING = "sending"
    DEFERRED = "deferred"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


#: What may follow what. What waits becomes UNKNOWN when its time passes with only the first parts of it out.
#: SENDING -> SCHEDULED only when it is certain that nothing left.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.SCHEDULED: frozenset({State.SENDING, State.MISSED, State.WITHDRAWN, State.HELD, State.UNKNOWN}),
    State.HELD: frozenset({State.SCHEDULED, State.MISSED, State.WITHDRAWN, State.UNKNOWN}),
    State.SENDING: frozenset(
        {
            State.SENT,
            State.REFUSED,
            State.DEFERRED,
            State.UNKNOWN,
            State.WAITING,
            State.HELD,
            State.SCHEDULED,
            State.MISSED,
        }
    ),
    State.DEFERRED: frozenset({State.SENDING, State.MISSED, State.WITHDRAWN, State.HELD, State.UNKNOWN}),
    State.WAITING: frozenset({State.SENT, State.MISSED, State.WITHDRAWN}),
    State.UNKNOWN: frozenset({State.SENT, State.SCHEDULED, State.LEFT, State.MISSED}),
    State.SENT: frozenset(),
    State.REFUSED: frozenset({State.SCHEDULED, State.MISSED, State.WITHDRAWN}),
    State.MISSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.LEFT: frozenset({State.SENT}),
}

#: Each page has places of its own in each lane.
ROUTINE, URGENT = LANES = ("routine", "urgent")
#: Nothing has left and nothing is on its way: a publisher may take these when they are due.
CLAIMABLE = frozenset({State.SCHEDULED, State.DEFERRED})
#: Nothing more will happen by itself.
ENDED = frozenset({State.SENT, State.REFUSED, State.MISSED, State.WITHDRAWN, State.LEFT})

#: A publisher says every three seconds that it is there.
SEEN_LATELY = timedelta(seconds=8)
#: So long after a start of PostgreSQL publishers may still be coming back.
RECONNECTING = timedelta(seconds=10)
#: Looks that tell nothing until a person is asked.
ASKED_AFTER = 2

WORDS: dict[State, str] = {
    State.SCHEDULED: "scheduled",
    State.HELD: "needs a person",
    State.SENDING: "being sent",
    State.DEFERRED: "the platform asked us to wait",
    State.WAITING: "waiting to be posted by hand",
    State.UNKNOWN: "not confirmed",
    State.SENT: "published",
    State.REFUSED: "platform refused",
    State.MISSED: "missed its time",
    State.WITHDRAWN: "withdrawn",
    State.LEFT: "left as it is",
}


#: What has none of these states keeps nothing back that comes after it.
NO_VERDICT = frozenset({State.SCHEDULED, State.DEFERRED, State.SENDING, State.UNKNOWN, State.HELD})
_NO_VERDICT = text("state in ('scheduled', 'deferred', 'sending', 'unknown', 'held')")


class Delivery(Base):
    """One version going to one page: its time, its state, and where it ended up."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("version_id", "page_id"),
        Index("delivery_due", "lane", "due", postgresql_where=text("state in ('scheduled', 'deferred')")),
        Index(
            "delivery_open",
            "state",
            postgresql_where=text("state in ('sending', 'unknown', 'waiting', 'held')"),
        ),
        Index("delivery_post", "post_id"),
        Index("delivery_sent", "sent", "id", postgresql_where=text("state = 'sent' and mode = 'live'")),
        Index("delivery_removed", "removed_record", postgresql_where=text("removed_record is not null")),
        Index("delivery_record", "record_id", postgresql_where=text("record_id is not null")),
        Index("delivery_alerts", "thread", postgresql_where=text("lane = 'urgent'")),
        Index("delivery_edits", "edits", "sent", postgresql_where=text("edits is not null")),
        Index(
            "delivery_thread",
            "thread",
            "page_id",
            postgresql_where=_NO_VERDICT,
        ),
        Index("delivery_incident", "incident", "page_id", postgresql_where=_NO_VERDICT),
    )

    id: Mapped[Id]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"))
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"))
    category: Mapped[str]
    #: The digest that was signed; the claim compares it again with the stored words.
    digest: Mapped[str]
    #: "live" or "sink", fixed at creation; a page of the other mode is never written to.
    mode: Mapped[str]
    #: The part of the agency that says it, and the case number of its incident: pauses may stop these alone.
    unit: Mapped[str | None]
    incident: Mapped[str | None]
    #: Held until a person lets it go on, whatever else is in order.
    needs_release: Mapped[bool] = mapped_column(default=False)
    #: "routine" or "urgent".
    lane: Mapped[str] = mapped_column(default="routine")
    #: What belongs together in order, such as a post and its replies; at a page a later one waits for an earlier one.
    thread: Mapped[str | None]
    #: Its place in the order of its thread and of its incident: the planned time, while `due` moves on with each try.
    turn: Mapped[Instant]
    #: The delivery to whose published post this one gives new words, in the place of a post of its own.
    edits: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("delivery.id"))
    state: Mapped[State] = mapped_column(default=State.SCHEDULED)
    due: Mapped[Instant]
    not_before: Mapped[Instant]
    not_after: Mapped[Instant]
    #: A sentence for people: why it is where it is.
    reason: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    #: When to look again whether it is there (state UNKNOWN), and how often we looked.
    look_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    remote_id: Mapped[str | None]
    remote_url: Mapped[str | None]
    sent: Mapped[datetime | None]
    record_id: Mapped[uuid.UUID | None]
    #: When it was taken down from the page again, and the record of that; it went out all the same.
    removed: Mapped[datetime | None]
    removed_record: Mapped[uuid.UUID | None]
    created: Mapped[Instant]
    changed: Mapped[Instant]

    @property
    def number_there(self) -> str | None:
        """The platform's own name for it; None where only a person's link or screenshot is known, or it is down."""
        shown = (self.remote_id or "").startswith(("https://", "http://", "screenshot:"))
        return None if shown or self.removed else self.remote_id


class Attempt(Base):
    """One try at a delivery; committed before the first byte leaves."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    id: Mapped[Id]
    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int] = mapped_column(Integer)
    publisher: Mapped[str]
    started: Mapped[Instant]
    plan: Mapped[Json]
    plan_hash: Mapped[str]
    #: What the steps obtained so far: media ids, remote ids.
    progress: Mapped[Json] = mapped_column(default=dict)
    outcome: Mapped[str | None]
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    finished: Mapped[datetime | None]


class Exchange(Base):
    """One request and its answer as they went over the wire, secrets redacted."""

    __tablename__ = "exchange"

    id: Mapped[Id]
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    started: Mapped[Instant]
    finished: Mapped[datetime | None]
    request: Mapped[Bytes]
    response: Mapped[bytes | None] = mapped_column(LargeBinary)


class PageLane(Base):
    """One lane of a page: locked by whoever fills its places, and what the platform said it still takes of us."""

    __tablename__ = "page_lane"

    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"), primary_key=True)
    lane: Mapped[str] = mapped_column(primary_key=True)
    #: Writes that the platform takes until `resets`, as it said last.
    remaining: Mapped[int | None] = mapped_column(Integer)
    resets: Mapped[datetime | None]
    #: Until then the platform asked not to come again.
    rests_until: Mapped[datetime | None]


class Publisher(Base):
    """A process on duty: when it was last seen and what it last did."""

    __tablename__ = "publisher"

    id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    started: Mapped[Instant]
    seen: Mapped[Instant]
    did: Mapped[str] = mapped_column(default="")
    left: Mapped[datetime | None]
    #: The number of its own session in PostgreSQL: once that has ended, so has the publisher.
    session: Mapped[int | None] = mapped_column(Integer)


def died() -> Select[str]:
    """The publishers whose session has ended without their saying so; right after a start of PostgreSQL, nobody."""
    while_they_reconnect = bindparam("reconnecting", type_=Interval, callable_=lambda: RECONNECTING)
    up = func.pg_postmaster_start_time() < func.clock_timestamp() - while_they_reconnect
    session = table("pg_stat_activity", column("pid", Integer))
    ended = ~exists().where(session.c.pid == Publisher.session)
    return select(Publisher.id).where(Publisher.left.is_(None), Publisher.session.is_not(None), ended, up)


def attended() -> Select[str]:
    """The lanes of which a publisher is on duty: its session lives and it was seen lately, so it is not frozen."""
    session = table("pg_stat_activity", column("pid", Integer))
    lives = exists().where(session.c.pid == Publisher.session)
    lately = Publisher.seen > func.clock_timestamp() - SEEN_LATELY
    return select(Publisher.lane).where(Publisher.left.is_(None), lives, lately).distinct()


def ensure_lanes(s: Session, pages: Iterable[str]) -> None:
    """Make the lanes of these pages that are not there yet."""
    rows = [{"page_id": page, "lane": lane} for page in sorted(pages) for lane in LANES]
    if rows:
        s.execute(insert(PageLane).values(rows).on_conflict_do_nothing())


def in_states(states: Iterable[State], of: type[Delivery] = Delivery) -> ColumnElement[bool]:
    """Whether a delivery is in one of these states, written out, so that the partial indexes are used."""
    return of.state.in_(bindparam("states", sorted(states), unique=True, expanding=True, literal_execute=True))


def is_claimable() -> ColumnElement[bool]:
    """Whether a publisher may take a delivery when it is due."""
    return in_states(CLAIMABLE)


def move(delivery: Delivery, to: State, *, now: datetime, reason: str = "") -> None:
    """Change a delivery's state, or WrongState when TRANSITIONS does not allow it; leaving SENDING ends the lease."""
    if to not in TRANSITIONS[delivery.state]:
        raise WrongState(
            f"This delivery is {WORDS[delivery.state]}; it cannot become {WORDS[to]}. Nothing was changed."
        )
    delivery.state, delivery.reason, delivery.changed = to, reason, now
    if to is not State.SENDING:
        delivery.publisher = delivery.lease_until = None


def locked(s: Session, delivery_id: uuid.UUID) -> Delivery:
    """The delivery, locked for this transaction, or NotFound."""
    found = s.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such delivery.")
    return found
