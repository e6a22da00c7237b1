"""How the installation is: who is on duty, what waits, what is not sealed yet; numbers only, never a post's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from countersign import pauses
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import CLAIMABLE, Delivery, Publisher, State
from countersign.log.tables import Entry, Pending
from countersign.notices import Notice
from countersign.posts import Post, Status

#: Something due that waits longer than this is not on its way.
PATIENCE = timedelta(seconds=30)
_MOST_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether a post could go out now: publishers seen lately by lane, and since when due ones wait (not paused)."""

    now: datetime
    publishers: dict[str, int]
    waiting: tuple[datetime, ...]

    @property
    def longest(self) -> timedelta:
        """How long the one that waits longest has waited."""
        return self.now - min(self.waiting, default=self.now)

    def obstacles(self, within: int) -> Iterator[str]:
        """Why a post could not go out, in sentences; none when it could."""
        if not self.publishers:
            yield f"No publisher was seen within {within} seconds, so nothing that is due goes out."
        if self.longest > PATIENCE:
            late = sum(self.now - due > PATIENCE for due in self.waiting)
            yield f"{late} due and waiting over {PATIENCE.seconds} seconds, the longest for {seconds(self.longest)}."


@dataclass(frozen=True, slots=True)
class Vitals:
    """The figures of one moment."""

    flow: Flow
    posts: dict[str, int]
    deliveries: dict[str, int]
    open_sign_offs: int
    pauses: int
    unsealed: int
    oldest_unsealed: timedelta
    notices_unsent: int


def flow(s: Session, *, within: int, now: datetime) -> Flow:
    """Who is on duty and what waits; cheap, since it is asked every few seconds."""
    return Flow(now, _publishers(s, now - timedelta(seconds=within)), tuple(_waiting(s, now)))


def read(s: Session, *, within: int, now: datetime) -> Vitals:
    """Every figure at an instant."""
    pending = select(func.count(), func.min(Entry.at)).select_from(Pending).join(Entry)
    unsealed, since = s.execute(pending).one()
    return Vitals(
        flow=flow(s, within=within, now=now),
        posts=_by_value(s, Post.status, Status),
        deliveries=_by_value(s, Delivery.state, State),
        open_sign_offs=_number(s, select(func.count()).where(Proposal.state == ProposalState.OPEN)),
        pauses=len(pauses.live(s, now)),
        unsealed=unsealed,
        oldest_unsealed=now - (since or now),
        notices_unsent=_number(s, select(func.count()).where(Notice.sent.is_(None))),
    )


def seconds(span: timedelta) -> str:
    """A span in whole seconds."""
    return f"{int(span.total_seconds())} seconds"


def _publishers(s: Session, since: datetime) -> dict[str, int]:
    on_duty = select(Publisher.lane, func.count().label("n")).where(Publisher.seen >= since, Publisher.left.is_(None))
    return {row.lane: row.n for row in s.execute(on_duty.group_by(Publisher.lane))}


def _waiting(s: Session, now: datetime) -> Iterator[datetime]:
    """The due times of what could go out and has not, without what a pause stops."""
    paused = pauses.live(s, now)
    due = select(Delivery.due, Delivery.page_id, Delivery.category, Delivery.lane).where(
        Delivery.state.in_(CLAIMABLE), Delivery.due <= now, Delivery.not_after >= now
    )
    for row in s.execute(due.order_by(Delivery.due).limit(_MOST_LOOKED_AT)):
        scopes = pauses.scopes_of(row.page_id, row.category)
        if not pauses.stopping(paused, scopes, urgent=row.lane == "urgent"):
            yield row.due


def _by_value(s: Session, column: InstrumentedAttribute[Any], kind: type[StrEnum]) -> dict[str, int]:
    counted = {row[0]: row[1] for row in s.execute(select(column, func.count()).group_by(column))}
    return {value.value: counted.get(value, 0) for value in kind}


def _number(s: Session, query: Select[int]) -> int:
    return s.scalar(query) or 0
