"""Whether a post could go out now, and the alarm when it could not: once when it begins, and once when it is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, func, not_, select, text
from sqlalchemy.orm import Mapped, Session

from countersign import database, notices, pauses, policies
from countersign.database import Base, Id, Instant
from countersign.deliveries import Delivery, Publisher, is_claimable
from countersign.delivery import canary, places
from countersign.log.tables import Entry, Pending
from countersign.people import Person
from countersign.settings import Settings
from countersign.signin import ADMINISTRATOR

#: Something due that waits longer than this is not on its way.
PATIENCE = timedelta(seconds=30)
#: A canary comes every minute; after this one is missing.
CANARY = timedelta(minutes=3)
SEALER = timedelta(minutes=1)
#: A publisher of Airflow's comes on duty every four minutes and stays for eight.
AIRFLOW = timedelta(seconds=60)
NO_DATABASE = (
    "The database has not answered for half a minute, so nothing goes out. Nothing is lost: what is signed goes out "
    "when it is back, if its time has not passed. Look at PostgreSQL’s log."
)
_MOST_LOOKED_AT = 1000


class Alarm(Base):
    """Something that stands in the way of posts, since when, and until when."""

    __tablename__ = "alarm"
    __table_args__ = (Index("alarm_open", "kind", unique=True, postgresql_where=text("ended is null")),)

    id: Mapped[Id]
    kind: Mapped[str]
    words: Mapped[str]
    since: Mapped[Instant]
    ended: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Flow:
    """Publishers seen lately by lane, since when due ones wait (not paused), and when the last canary arrived."""

    now: datetime
    publishers: dict[str, int]
    waiting: tuple[datetime, ...]
    canary: datetime | None

    @property
    def longest(self) -> timedelta:
        """How long the one that waits longest has waited."""
        return self.now - min(self.waiting, default=self.now)

    @property
    def canary_age(self) -> timedelta | None:
        """How long ago the last canary arrived; None when none ever did."""
        return self.now - self.canary if self.canary else None

    def obstacles(self, within: int) -> Iterator[str]:
        """Why a post could not go out, in sentences; none when it could."""
        if not self.publishers:
            yield f"No publisher was seen within {within} seconds, so nothing that is due goes out."
        if self.longest > PATIENCE:
            yield self.late

    @property
    def late(self) -> str:
        """How many wait too long, as a sentence."""
        late = sum(self.now - due > PATIENCE for due in self.waiting)
        return f"{late} due and waiting over {PATIENCE.seconds} seconds, the longest for {seconds(self.longest)}."


def flow(s: Session, *, within: int, now: datetime) -> Flow:
    """Who is on duty and what waits; cheap, since it is asked every few seconds."""
    publishers = _publishers(s, now - timedelta(seconds=within))
    return Flow(now, publishers, tuple(_waiting(s, now)), canary.last(s))


def oldest_unsealed(s: Session) -> tuple[int, datetime | None]:
    """How many entries have no place in the public log yet, and since when."""
    count, since = s.execute(select(func.count(), func.min(Entry.at)).select_from(Pending).join(Entry)).one()
    return count, since


def problems(found: Flow, *, unsealed: datetime | None, watched: timedelta, airflow: bool) -> dict[str, str]:
    """What is wrong, by kind; pure. What takes a while to begin counts only when it was `watched` for that long."""
    wrong = {}
    if airflow and watched > 2 * AIRFLOW and not {"routine", "urgent"} & found.publishers.keys():
        wrong["publisher"] = (
            "No publisher of Airflow was seen for a minute. Posts go out all the same, by the standby. "
            "Look at Airflow’s scheduler."
        )
    if found.longest > PATIENCE:
        wrong["due"] = f"{found.late} Look at the publishers’ log."
    if watched > CANARY and (found.canary_age is None or found.canary_age > CANARY):
        wrong["canary"] = "The test post that goes out every minute has not arrived for three minutes."
    if unsealed and found.now - unsealed > SEALER:
        wrong["sealer"] = (
            "What happened is on record and has had no signed seal for a minute. Look at the sealer’s log."
        )
    return wrong


class Watch:
    """Looks again and again, and tells administrators also when the database is gone, which no row can tell them."""

    def __init__(self, settings: Settings, *, airflow: bool, began: float) -> None:
        self._settings, self._airflow, self._began = settings, airflow, began
        self._emails: list[str] = []
        #: Since when the database is gone, by the monotonic clock; and whether that was told.
        self._gone: float | None = None
        self._told = False

    def look(self, at: float) -> None:
        """One look at an instant of the monotonic clock; DatabaseGone while there is nothing to look at."""
        try:
            self._emails = watch(watched=timedelta(seconds=at - self._began), airflow=self._airflow)
        except database.DatabaseGone:
            self._gone = at if self._gone is None else self._gone
            if not self._told and at - self._gone >= PATIENCE.total_seconds():
                self._told = True
                self._tell("alarm")
            raise
        if self._told:
            self._tell("alarm_over")
        self._gone, self._told = None, False

    def _tell(self, kind: str) -> None:
        notices.send_now(self._settings, self._emails, kind, facts={"what": NO_DATABASE}, path="/")


def watch(*, watched: timedelta, airflow: bool) -> list[str]:
    """Raise an alarm for what went wrong, and take back what is over; administrators are told of both, once.

    Returns the administrators' addresses.
    """
    with database.transaction() as s:
        now = database.clock(s)
        found = flow(s, within=int(AIRFLOW.total_seconds()), now=now)
        wrong = problems(found, unsealed=oldest_unsealed(s)[1], watched=watched, airflow=airflow)
        known = {alarm.kind: alarm for alarm in s.scalars(_OPEN.with_for_update())}
        for kind in wrong.keys() - known.keys():
            s.add(Alarm(kind=kind, words=wrong[kind], since=now))
            _tell(s, "alarm", wrong[kind], now)
        for kind in known.keys() - wrong.keys():
            known[kind].ended = now
            _tell(s, "alarm_over", known[kind].words, now)
        administrators = policies.current(s).holders(ADMINISTRATOR)
        return sorted(s.scalars(select(Person.email).where(Person.id.in_(administrators), Person.email != "")))


def alarms(s: Session) -> list[Alarm]:
    """What is wrong now, the oldest first."""
    return list(s.scalars(_OPEN.order_by(Alarm.since)))


def seconds(span: timedelta) -> str:
    """A span in whole seconds."""
    return f"{int(span.total_seconds())} seconds"


def _tell(s: Session, kind: str, words: str, now: datetime) -> None:
    people = policies.current(s).holders(ADMINISTRATOR)
    notices.tell(s, people, kind, facts={"what": words}, path="/", now=now)


def _publishers(s: Session, since: datetime) -> dict[str, int]:
    on_duty = select(Publisher.lane, func.count().label("n")).where(Publisher.seen >= since, Publisher.left.is_(None))
    return {row.lane: row.n for row in s.execute(on_duty.group_by(Publisher.lane))}


def _waiting(s: Session, now: datetime) -> Iterator[datetime]:
    """The due times of what could go out and has not, without what a pause stops and what its platform puts off."""
    due = select(Delivery.due).where(
        is_claimable(),
        Delivery.due <= now,
        Delivery.not_after >= now,
        *(not_(pauses.stopped(pause, Delivery)) for pause in pauses.live(s, now)),
        not_(places.resting()),
        not_(places.waits_for_an_earlier_one()),
    )
    yield from s.scalars(due.order_by(Delivery.due).limit(_MOST_LOOKED_AT))


_OPEN = select(Alarm).where(Alarm.ended.is_(None))
