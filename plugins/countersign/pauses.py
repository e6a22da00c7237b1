"""Pauses: stop publishing in a scope; and the gate rows that make a pause hold from its commit on.

A scope is `agency`, `page:ID`, `category:ID`, `unit:ID` or `incident:CASE NUMBER`. A critical incident is a pause of
the agency that spares one incident, and whose end asks for a review of what was due meanwhile.

A claim, and each later write step, takes its scopes' gate rows FOR SHARE; a pause takes them FOR UPDATE. So a pause
waits for claims that are being committed, and every claim after its commit sees it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Index, and_, bindparam, func, literal, or_, outerjoin, select, text, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Id, Instant

AGENCY = "agency"
#: The lane of what no pause stops unless it says so.
URGENT = "urgent"
KINDS = ("page", "category", "unit", "incident")


class Stoppable(Protocol):
    """What a pause may stop: a delivery, or its columns in a query."""

    page_id: Any
    category: Any
    unit: Any
    incident: Any
    lane: Any


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
    #: A scope inside it that goes on: a critical incident's own posts.
    spares: Mapped[str | None]
    #: What was due meanwhile waits for a person when it ends; such a pause ends by an act, never by the clock alone.
    review: Mapped[bool] = mapped_column(default=False)
    lifted: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


def scope(kind: str, id: str) -> str:
    """The scope of one page, category, unit or incident; an incident goes by its case number, however it is typed."""
    return f"{kind}:{incident_key(id) if kind == 'incident' else id}"


def incident_key(case_number: object) -> str | None:
    """A case number as scopes carry it: one spelling for all ways to type it; None when there is none."""
    return " ".join(str(case_number or "").upper().split()) or None


def scopes_of(delivery: Stoppable) -> tuple[str, ...]:
    """Every scope that a delivery lies in."""
    named = zip(KINDS, (delivery.page_id, delivery.category, delivery.unit, delivery.incident), strict=True)
    return (AGENCY, *(f"{kind}:{id}" for kind, id in named if id))


def ensure_gates(s: Session, scopes: Iterable[str]) -> None:
    """Make the gate rows that are not there yet, always in the same order."""
    s.execute(_MAKE_GATES, {"scopes": sorted(set(scopes))})


_MAKE_GATES = text("insert into gate (scope) select unnest(cast(:scopes as text[])) on conflict do nothing")


def pass_gates(s: Session, scopes: Iterable[str]) -> None:
    """Hold the gates of these scopes FOR SHARE until this transaction ends."""
    s.execute(_GATES, {"scopes": sorted(set(scopes))})


_GATES = (
    select(Gate.scope)
    .where(Gate.scope.in_(bindparam("scopes", expanding=True)))
    .order_by(Gate.scope)
    .with_for_update(read=True)
)


def close_gate(s: Session, scope: str) -> None:
    """Wait for every claim that is being committed in this scope, and let none pass until this transaction ends."""
    ensure_gates(s, [scope])
    s.execute(select(Gate.scope).where(Gate.scope == scope).with_for_update())


def live(s: Session, now: datetime) -> list[Pause]:
    """Every pause in force at an instant."""
    return list(s.scalars(_LIVE, {"now": now}))


def live_now(s: Session) -> tuple[datetime, list[Pause]]:
    """PostgreSQL's clock, and every pause in force now: what each claim asks first, at once.

    From then on PostgreSQL keeps to the plans that it has, until this transaction ends: a claim's statements are
    always the same, and planning them takes longer than carrying them out.
    """
    rows = s.execute(_LIVE_NOW).all()
    return rows[0][0], [pause for _, pause, _ in rows if pause]


def _in_force(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(Pause.lifted.is_(None), or_(Pause.until.is_(None), Pause.until > at, Pause.review))


#: Made once, since each claim asks for it.
_LIVE = select(Pause).where(_in_force(bindparam("now"))).order_by(Pause.at)
_LIVE_NOW = (
    select(func.clock_timestamp(), Pause, func.set_config("plan_cache_mode", "force_generic_plan", True))
    .select_from(outerjoin(select(literal(1)).subquery("once"), Pause, _in_force(func.clock_timestamp())))
    .order_by(Pause.at)
)


def stops(pause: Pause, delivery: Stoppable) -> bool:
    """Whether a pause stops a delivery."""
    inside = scopes_of(delivery)
    spared = pause.spares in inside or (delivery.lane == URGENT and not pause.stops_urgent)
    return pause.scope in inside and not spared


def stopping(pauses: Iterable[Pause], delivery: Stoppable) -> Pause | None:
    """The first of these pauses that stops a delivery."""
    return next((pause for pause in pauses if stops(pause, delivery)), None)


def stopped(pause: Pause, delivery: type[Stoppable]) -> ColumnElement[bool]:
    """The same as `stops`, for the columns of a query."""
    inside = _lies_in(pause.scope, delivery)
    if not pause.stops_urgent:
        inside = and_(inside, delivery.lane != URGENT)
    return and_(inside, ~_lies_in(pause.spares, delivery)) if pause.spares else inside


def _lies_in(scope: str, delivery: type[Stoppable]) -> ColumnElement[bool]:
    kind, _, id = scope.partition(":")
    columns = zip(KINDS, (delivery.page_id, delivery.category, delivery.unit, delivery.incident), strict=True)
    return next((column.is_not_distinct_from(id) for name, column in columns if name == kind), true())
