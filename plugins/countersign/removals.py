"""Removals: a published post is taken down from a page on somebody's authority; its record stays."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Id, Instant
from countersign.errors import NotFound, WrongState


class RemovalState(StrEnum):
    """Where a removal stands."""

    PLANNED = "planned"
    REMOVING = "removing"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"
    REMOVED = "removed"
    CANCELLED = "cancelled"


#: What may follow what. A deletion does no harm twice, so what was cut off is simply planned again.
REMOVAL_TRANSITIONS: dict[RemovalState, frozenset[RemovalState]] = {
    RemovalState.PLANNED: frozenset({RemovalState.REMOVING, RemovalState.BY_HAND, RemovalState.CANCELLED}),
    RemovalState.REMOVING: frozenset(
        {RemovalState.REMOVED, RemovalState.PLANNED, RemovalState.UNKNOWN, RemovalState.BY_HAND}
    ),
    RemovalState.UNKNOWN: frozenset({RemovalState.REMOVED, RemovalState.PLANNED, RemovalState.BY_HAND}),
    RemovalState.BY_HAND: frozenset({RemovalState.REMOVED}),
    RemovalState.REMOVED: frozenset(),
    RemovalState.CANCELLED: frozenset(),
}
WORDS: dict[RemovalState, str] = {
    RemovalState.PLANNED: "removal planned",
    RemovalState.REMOVING: "being taken down",
    RemovalState.UNKNOWN: "not confirmed that it is gone",
    RemovalState.BY_HAND: "to be taken down by hand",
    RemovalState.REMOVED: "taken down",
    RemovalState.CANCELLED: "never went out",
}


class Removal(Base):
    """One publication that is to come down, or has: when, on what authority, and on whose names."""

    __tablename__ = "removal"
    __table_args__ = (
        Index("removal_open", "due", postgresql_where=text("state in ('planned', 'removing', 'unknown')")),
    )

    id: Mapped[Id]
    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("delivery.id"), unique=True)
    #: The sign-off that carries it: the post's own where it was planned with the post, else the removal's.
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"))
    authority: Mapped[str]
    #: Kept for the agency's people; the public record names the authority only.
    reason: Mapped[str]
    state: Mapped[RemovalState] = mapped_column(default=RemovalState.PLANNED)
    #: Days after publication, for one that was planned with its post.
    after_days: Mapped[int | None] = mapped_column(Integer)
    #: None while the post has not gone out.
    due: Mapped[datetime | None]
    #: A sentence for people: why it is where it is.
    said: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None]
    created: Mapped[Instant]
    changed: Mapped[Instant]


class RemovalTry(Base):
    """One try at a removal; committed before the first byte leaves."""

    __tablename__ = "removal_try"
    __table_args__ = (UniqueConstraint("removal_id", "number"),)

    id: Mapped[Id]
    removal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("removal.id"))
    number: Mapped[int] = mapped_column(Integer)
    started: Mapped[Instant]
    finished: Mapped[datetime | None]
    outcome: Mapped[str | None]
    said: Mapped[str] = mapped_column(default="")


class RemovalExchange(Base):
    """One request of a removal and its answer as they went over the wire, secrets redacted."""

    __tablename__ = "removal_exchange"

    id: Mapped[Id]
    try_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("removal_try.id"), index=True)
    started: Mapped[Instant]
    finished: Mapped[datetime | None]
    request: Mapped[bytes] = mapped_column(LargeBinary)
    response: Mapped[bytes | None] = mapped_column(LargeBinary)


def move(removal: Removal, to: RemovalState, *, now: datetime, said: str = "") -> None:
    """Change a removal's state, or WrongState when REMOVAL_TRANSITIONS does not allow it."""
    if to not in REMOVAL_TRANSITIONS[removal.state]:
        raise WrongState(f"This post is {WORDS[removal.state]} here already. Nothing was changed.")
    removal.state, removal.said, removal.changed = to, said, now
    if to is not RemovalState.REMOVING:
        removal.lease_until = None


def plan(
    removal: Removal | None, *, delivery: uuid.UUID, proposal: uuid.UUID, authority: str, reason: str, now: datetime
) -> Removal:
    """A removal that is due now: a new one, or the planned one brought forward on the new authority."""
    if removal is None:
        removal = Removal(delivery_id=delivery, state=RemovalState.PLANNED, created=now)
    elif removal.state is not RemovalState.PLANNED:
        raise WrongState(f"This post is {WORDS[removal.state]} here already. Nothing was changed.")
    removal.proposal_id, removal.authority, removal.reason = proposal, authority, reason
    removal.due, removal.changed, removal.after_days = now, now, None
    return removal


def retry_after(tries: int) -> timedelta:
    """How long to wait before the next try: ever longer, at most half an hour."""
    return timedelta(seconds=min(1800, 5 * 2 ** min(tries, 10)))


def locked(s: Session, removal_id: uuid.UUID) -> Removal:
    """The removal, locked for this transaction, or NotFound."""
    found = s.get(Removal, removal_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such removal.")
    return found
