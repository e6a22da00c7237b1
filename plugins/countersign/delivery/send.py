"""Sending one job: its steps, each after a fresh look at the gates, and the settlement of what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import database, deliveries, media, outcome, pauses, platforms
from countersign.deliveries import Attempt, Delivery, Exchange, State
from countersign.delivery.claim import Job
from countersign.log.record import Event
from countersign.pages import Page
from countersign.platforms.base import (
    Ambiguous,
    AuthDead,
    Deferred,
    Done,
    Found,
    NeedsHand,
    NotSent,
    Rejected,
    StepState,
    Turn,
    Unknown,
    Wait,
    adopt,
    may_be_public,
)
from countersign.platforms.http import Channel
from countersign.settings import Settings

#: Seconds until the first two looks for something in doubt, and the later ones, after a person was asked.
LOOKS = (5, 20, 90, 180)
LONGEST_BACK_OFF = 60
TOO_LATE = "The time until which this may go out had passed."


class TooLate(Exception):
    """The time until which this may go out passed before the first byte left."""


class StoppedMidway(Exception):
    """A pause, or another publisher, came between two steps."""


def open_channel(job: Job, settings: Settings) -> Channel:
    """The way to the job's page; it refuses to open a socket for a write after the not-after."""

    def in_time() -> None:
        if job.now() > job.not_after:
            raise TooLate

    return Channel(
        job.access,
        allow_private=settings.allow_private_hosts,
        media=stored_bytes,
        before_first_byte=in_time,
        clock=job.now,
    )


def stored_bytes(sha256: str) -> bytes:
    """The bytes of a stored file."""
    with database.transaction() as s:
        return media.media(s, sha256).data


def carry_out(job: Job, settings: Settings, channel: Channel, *, may_wait: Callable[[float], bool]) -> None:
    """Send one job to its end and settle it; `may_wait(seconds)` sleeps and says whether to go on."""
    reached = Reached(job.state)
    try:
        turn = _drive(job, channel, may_wait, reached)
    except TooLate:
        turn = Turn(NotSent(TOO_LATE), reached.state)
    except StoppedMidway:
        turn = Turn(NotSent("Publishing was paused before this step."), reached.state)
    except Exception as error:
        settle(job, Turn(Ambiguous(f"The send broke off: {type(error).__name__}."), reached.state), channel)
        raise
    settle(job, turn, channel)


@dataclass(slots=True)
class Reached:
    """How far a send has come, also when it breaks off."""

    state: StepState


def _drive(job: Job, channel: Channel, may_wait: Callable[[float], bool], reached: Reached) -> Turn:
    """Step after step until the outcome is anything but Wait; the progress is stored after each."""
    adapter, stored = platforms.adapter(job.plan.platform), True
    if job.look_first and may_be_public(job.plan, job.state):
        sight = adapter.find(job.plan, job.state, job.first_sent, channel=channel, taken=_taken_by_others(job))
        if isinstance(sight, Unknown):
            return Turn(Ambiguous(sight.evidence), job.state)
        if isinstance(sight, Found):
            turn = adopt(job.plan, job.state, sight)
            if not isinstance(turn.outcome, Wait):
                return turn
            reached.state, stored = turn.state, False
    while True:
        if not stored:
            _pass_gates_again(job, reached.state, channel)
        turn = adapter.step(job.plan, reached.state, channel)
        if not isinstance(turn.outcome, Wait):
            return turn
        reached.state, stored = turn.state, False
        pause = _seconds_until(turn.outcome.until, job)
        if pause and not may_wait(pause):
            return Turn(NotSent("This publisher went off duty between two steps."), reached.state)


def taken(s: Session, delivery: Delivery, since: datetime) -> set[str]:
    """What the page calls the posts that belong to other deliveries of this time; none of them is this one."""
    others = select(Delivery.remote_id).where(
        Delivery.page_id == delivery.page_id,
        Delivery.state == State.SENT,
        Delivery.sent >= since - timedelta(minutes=5),
        Delivery.id != delivery.id,
    )
    return {ref for ref in s.scalars(others) if ref}


def _taken_by_others(job: Job) -> set[str]:
    with database.transaction() as s:
        return taken(s, s.get_one(Delivery, job.delivery), job.first_sent)


def _seconds_until(until: datetime | None, job: Job) -> float:
    return max(0.0, (until - job.now()).total_seconds()) if until else 0.0


def _pass_gates_again(job: Job, state: StepState, channel: Channel) -> None:
    """Before a later step: no pause, still in time, still ours; and the progress so far is stored."""
    with database.transaction() as s:
        pauses.pass_gates(s, job.scopes)
        now = database.clock(s)
        delivery, attempt = s.get_one(Delivery, job.delivery), s.get_one(Attempt, job.attempt)
        attempt.progress = state.to_json()
        _store_exchanges(s, job, channel)
        ours = delivery.state is State.SENDING and delivery.publisher == job.publisher
        late = now > delivery.not_after
        stopped = pauses.stopping(pauses.live(s, now), job.scopes, urgent=job.urgent)
    if late:
        raise TooLate
    if stopped or not ours:
        raise StoppedMidway


def settle(job: Job, turn: Turn, channel: Channel) -> None:
    """Write what came of an attempt, in one transaction."""
    with database.transaction() as s:
        delivery = outcome.locked(s, job.delivery)
        attempt = s.get_one(Attempt, job.attempt)
        now = database.clock(s)
        if platforms.adapter(job.plan.platform).caps.by_storing and now > delivery.not_after:
            turn = Turn(NotSent(TOO_LATE), job.state)
        _store_exchanges(s, job, channel)
        attempt.finished = now
        attempt.outcome = type(turn.outcome).__name__
        attempt.progress = turn.state.to_json()
        attempt.evidence = {"said": _said(turn)}
        ours = delivery.attempts == job.number and delivery.state in {State.SENDING, State.UNKNOWN}
        if ours and (delivery.state is State.SENDING or isinstance(turn.outcome, Done)):
            apply(s, delivery, turn, job=job, now=now)


def apply(s: Session, delivery: Delivery, turn: Turn, *, job: Job, now: datetime) -> None:
    """Move a delivery to where an outcome takes it."""
    match turn.outcome:
        case Done(ref, url):
            how = f"sent by a publisher on duty, in attempt {job.number}"
            outcome.sent(s, delivery, remote_id=ref, url=url, how=how, actor="machine", now=now)
        case Deferred(retry_at, words):
            _again_later(s, delivery, State.DEFERRED, retry_at, words, now)
        case NotSent(why) if turn.state.posted:
            in_doubt(s, delivery, f"Only a part is out. {why}", first_look=timedelta(seconds=LOOKS[0]), now=now)
        case NotSent(why):
            seconds = min(LONGEST_BACK_OFF, 2 ** min(delivery.attempts, 6))
            _again_later(s, delivery, State.SCHEDULED, now + timedelta(seconds=seconds), why, now)
        case NeedsHand(words):
            why = words or "A person posts this one by hand."
            outcome.ended(s, delivery, State.WAITING, Event.DELIVERY_HANDED_OVER, why=why, actor="machine", now=now)
        case Rejected(_, words):
            outcome.ended(s, delivery, State.REFUSED, Event.DELIVERY_REFUSED, why=words, actor="machine", now=now)
        case AuthDead(words):
            page = s.get_one(Page, delivery.page_id)
            page.settings = {**page.settings, "access_revoked": now.isoformat()}
            outcome.ended(s, delivery, State.HELD, Event.DELIVERY_HELD, why=words, actor="machine", now=now)
        case Ambiguous(evidence):
            _in_doubt(s, delivery, turn, evidence, job=job, now=now)
        case other:
            raise TypeError(f"an adapter gave {other!r}")


def in_doubt(s: Session, delivery: Delivery, evidence: str, *, first_look: timedelta, now: datetime) -> None:
    """Nobody knows whether it is out: look before anything else happens; people are asked if two looks do not tell."""
    deliveries.move(delivery, State.UNKNOWN, now=now, reason=evidence)
    delivery.look_at, delivery.looks = now + first_look, 0
    outcome.record(s, delivery, Event.DELIVERY_NOT_CONFIRMED, actor="machine", now=now, evidence=evidence)


def _in_doubt(s: Session, delivery: Delivery, turn: Turn, evidence: str, *, job: Job, now: datetime) -> None:
    """A lost upload makes nothing public and is simply done again; anything else is looked for first."""
    if may_be_public(job.plan, turn.state):
        in_doubt(s, delivery, evidence, first_look=timedelta(seconds=LOOKS[0]), now=now)
    else:
        _again_later(s, delivery, State.SCHEDULED, now + timedelta(seconds=2), evidence, now)


def _again_later(s: Session, delivery: Delivery, to: State, at: datetime, why: str, now: datetime) -> None:
    if at > delivery.not_after:
        reason = f"{why} That is after the time until which this may go out."
        outcome.ended(s, delivery, State.MISSED, Event.DELIVERY_MISSED, why=reason, actor="machine", now=now)
        return
    deliveries.move(delivery, to, now=now, reason=why)
    delivery.due = at
    event = Event.DELIVERY_DEFERRED if to is State.DEFERRED else Event.DELIVERY_NOT_SENT
    outcome.record(s, delivery, event, actor="machine", now=now, why=why, again=at.isoformat())
    database.signal(s, database.DUE)


def _store_exchanges(s: Session, job: Job, channel: Channel) -> None:
    s.add_all(
        Exchange(attempt_id=job.attempt, started=e.began, finished=e.ended, request=e.request, response=e.response)
        for e in channel.take()
    )


def _said(turn: Turn) -> str:
    o = turn.outcome
    return str(
        getattr(o, "user_text", "") or getattr(o, "evidence", "") or getattr(o, "why", "") or getattr(o, "url", "")
    )
