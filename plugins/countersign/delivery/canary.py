"""The canary: once a minute something goes through the claim and the send to a page that nobody sees.

It takes a place in the same publishers, threads and code as a post, and ends in a row instead of in the record; once
a day the record gets one entry about all of them. When the canary is old, posts do not flow either.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign import database, platforms
from countersign.content import FinalText, Part
from countersign.database import Base, Id, Instant
from countersign.delivery.claim import Job, Taker
from countersign.log.record import MACHINE, Event, entry
from countersign.log.tables import Entry
from countersign.platforms.base import Done, Plan, Seed, StepState, Turn, attempt_key
from countersign.platforms.http import PageAccess

EVERY = timedelta(minutes=1)
#: A canary is due this long after it was put in, so that a publisher wakes for it as it does for a post.
AHEAD = timedelta(seconds=2)
KEPT = timedelta(days=3)
PAGE = "canary"
WORDS = "The canary is alive."


class Canary(Base):
    """One canary: when it was due, who took it, and when it arrived."""

    __tablename__ = "canary"
    __table_args__ = (Index("canary_due", "due"),)

    id: Mapped[Id]
    due: Mapped[Instant]
    publisher: Mapped[str | None]
    claimed: Mapped[datetime | None]
    arrived: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


def put_in() -> None:
    """Put the next one in when the last is a minute old, and one entry in the record for each day that is over."""
    with database.transaction() as s:
        # One process at a time; who comes second has nothing left to do.
        if not s.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            return
        now = database.clock(s)
        newest = s.scalar(select(func.max(Canary.due)))
        if newest is None or now >= newest + EVERY - AHEAD:
            s.add(Canary(due=now + AHEAD))
            _sum_up(s, now)


def take(s: Session, taker: Taker, *, before: datetime) -> list[Job]:
    """The newest canary that is due, as a job; older ones that nobody took stay as they are."""
    query = select(Canary).where(Canary.claimed.is_(None), Canary.due <= before, Canary.due > before - EVERY)
    found = s.scalar(query.order_by(Canary.due.desc()).limit(1).with_for_update(skip_locked=True))
    if found is None:
        return []
    found.claimed, found.publisher = taker.now, taker.publisher
    return [_job(found, taker)]


def arrived(s: Session, canary_id: uuid.UUID, turn: Turn, now: datetime) -> None:
    """Write down what came of one."""
    canary = s.get_one(Canary, canary_id)
    if isinstance(turn.outcome, Done):
        canary.arrived = now
    else:
        canary.error = type(turn.outcome).__name__


def last(s: Session) -> datetime | None:
    """When the last one arrived."""
    return s.scalar(select(func.max(Canary.arrived)))


def _job(canary: Canary, taker: Taker) -> Job:
    seed = Seed(attempt_key(canary.id, 1), taker.now, post=PAGE)
    file = taker.settings.logs / "canary.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")  # Each one alone: the file shows that a line was written, not which.
    access = PageAccess(PAGE, settings={"file": str(file)})
    return Job(
        delivery=canary.id,
        attempt=canary.id,
        number=1,
        publisher=taker.publisher,
        access=access,
        plan=_plan(seed, access),
        state=StepState(),
        look_first=False,
        first_sent=taker.now,
        not_after=canary.due + EVERY,
        scopes=(),
        urgent=False,
        claimed=taker.now,
        tick=taker.tick,
        canary=True,
    )


def _plan(seed: Seed, access: PageAccess) -> Plan:
    words = FinalText(PAGE, (Part(WORDS),))
    return platforms.adapter("console").prepare(words, seed, access=access)


def _sum_up(s: Session, now: datetime) -> None:
    """One entry about each day that is over, and old rows away."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in _days(s, before=today):
        subject = f"canary:{day:%Y-%m-%d}"
        if s.execute(select(Entry.id).where(Entry.subject == subject).limit(1)).first() is None:
            entry(s, Event.CANARIES_COUNTED, subject, _counted(s, day), actor=MACHINE, now=now)
    s.execute(delete(Canary).where(Canary.due < now - KEPT))


def _days(s: Session, *, before: datetime) -> Iterable[datetime]:
    oldest = s.scalar(select(func.min(Canary.due)).where(Canary.due < before))
    if oldest is None:
        return []
    first = before - timedelta(days=(before - oldest).days + 1)
    return [first + timedelta(days=n) for n in range((before - first).days)]


def _counted(s: Session, day: datetime) -> dict[str, int]:
    """How many were due that day, how many arrived, and by how much the last of them was late."""
    late = func.extract("epoch", func.max(Canary.arrived - Canary.due)) * 1000
    that_day = (Canary.due >= day, Canary.due < day + timedelta(days=1))
    due, came, slowest = s.execute(select(func.count(), func.count(Canary.arrived), late).where(*that_day)).one()
    return {"due": due, "arrived": came, "latest_ms": int(slowest or 0)}


#: Advisory lock: one process puts the next canary in.
_LOCK = 0x0C0_CA9A
