"""Pauses: stop publishing in a scope; and the gate rows that make a pause hold from its commit on.

A claim, and each later write step, takes its scopes' gate rows FOR SHARE; a pause takes them FOR UPDATE. So a pause
waits for claims that are being committed, and every claim after its commit sees it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Id, Instant

AGENCY = "agency"


class Gate(Base):
    """One lockable row for each scope that can be paused."""

    __tablename__ = "gate"

    scope: Mapped[str] = mapped_column(primary_key=True)


class Pause(Base):
    """Publishing is stopped in a scope, by whom and why, until a time or until it is lifted."""

    __tablename__ = "pause"
    __table_args__ = (Index("pause_live", "scope", postgresql_where=text("lifted is null")),)

    id: Mapped[Id]
    scope: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[Instant]
    until: Mapped[datetime | None]
    #: False: emergencies still pass, which is the rule.
    stops_urgent: Mapped[bool] = mapped_column(default=False)
    #: The token that set it, if a program did; that token alone may lift it without a person.
    token: Mapped[str | None]
    lifted: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


def scopes_of(page: str, category: str) -> tuple[str, ...]:
    """Every scope that a delivery lies in."""
    return (AGENCY, f"category:{category}", f"page:{page}")


def ensure_gates(s: Session, scopes: Iterable[str]) -> None:
    """Make the gate rows that are not there yet, always in the same order."""
    rows = [{"scope": scope} for scope in sorted(set(scopes))]
    if rows:
        s.execute(insert(Gate).values(rows).on_conflict_do_nothing())


def pass_gates(s: Session, scopes: Iterable[str]) -> None:
    """Hold the gates of these scopes FOR SHARE until this transaction ends."""
    s.execute(select(Gate.scope).where(Gate.scope.in_(set(scopes))).order_by(Gate.scope).with_for_update(read=True))


def close_gate(s: Session, scope: str) -> None:
    """Wait for every claim that is being committed in this scope, and let none pass until this transaction ends."""
    ensure_gates(s, [scope])
    s.execute(select(Gate.scope).where(Gate.scope == scope).with_for_update())


def live(s: Session, now: datetime) -> list[Pause]:
    """Every pause in force at an instant."""
    query = select(Pause).where(Pause.lifted.is_(None), or_(Pause.until.is_(None), Pause.until > now))
    return list(s.scalars(query.order_by(Pause.at)))


def stopping(pauses: Iterable[Pause], scopes: Iterable[str], *, urgent: bool) -> Pause | None:
    """The first of these pauses that stops something in these scopes."""
    inside = set(scopes)
    return next((p for p in pauses if p.scope in inside and (p.stops_urgent or not urgent)), None)
