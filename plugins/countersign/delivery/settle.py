"""Settling: what came of sends, written down; those that end together are settled together."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import TOO_MANY_REQUESTS
from typing import Any

import structlog
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from countersign import credentials, database, deliveries, outcome, platforms
from countersign.deliveries import Attempt, Delivery, Exchange, State
from countersign.delivery import places
from countersign.delivery.claim import Job
from countersign.desk import threads
from countersign.log.record import MACHINE, Event
from countersign.pages import Page
from countersign.platforms import http
from countersign.platforms.base import (
    Ambiguous,
    AuthDead,
    Deferred,
    Done,
    NeedsHand,
    NotSent,
    Rejected,
    Turn,
    may_be_public,
)
from countersign.platforms.budget import Budget

log = structlog.get_logger()
#: Seconds between the looks for something in doubt: at 5 and 30 s, then, while a person is asked, at 2 and 5 min.
LOOKS = (5, 25, 90, 180)
LONGEST_BACK_OFF = 60
TOO_LATE = "The time until which this may go out had passed."


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one job: the last turn, its exchanges, what the platform still takes, and our own failure.

    `again`: when it may be tried again, where that is known although nothing left.
    """

    job: Job
    turn: Turn
    exchanges: tuple[http.Exchange, ...] = ()
    budget: Budget | None = None
    broke: Exception | None = None
    again: datetime | None = None


def given_back(job: Job, why: str, again: datetime | None = None, *, broke: Exception | None = None) -> Sent:
    """A job that was not begun: nothing of it left. Without a failure of ours it is due again at once."""
    return Sent(job, Turn(NotSent(why), job.state), again=again if broke else again or job.now(), broke=broke)


def settle(ended: Sequence[Sent]) -> None:
    """Write what came of these sends, in one transaction; a failure of our own is logged after it was written.

    It is not raised: whoever stores what came of sends must not take it for a failure to store that.
    """
    with database.transaction() as s:
        found = outcome.all_locked(s, [one.job.delivery for one in ended])
        now = database.clock(s)
        turns = {one.job.attempt: _in_time(one, found[one.job.delivery], now) for one in ended}
        s.execute(update(Attempt), [_finished(one, turns[one.job.attempt], now) for one in ended])
        keep_exchanges(s, {one.job.attempt: one.exchanges for one in ended})
        with outcome.together(s, now):
            for one in ended:
                _settle(s, found[one.job.delivery], turns[one.job.attempt], one=one, now=now)
    _keep_budgets(ended)
    for one in ended:
        if one.broke:
            log.error("a send broke off", delivery=str(one.job.delivery), exc_info=one.broke)


def keep_exchanges(s: Session, happened: Mapping[uuid.UUID, Iterable[http.Exchange]]) -> None:
    """Store what went over the wire, by attempt."""
    rows = [
        {
            "attempt_id": attempt,
            "started": e.began,
            "finished": e.ended,
            "request": e.request,
            "response": e.response,
        }
        for attempt, some in happened.items()
        for e in some
    ]
    if rows:
        s.execute(insert(Exchange), rows)


def _in_time(one: Sent, delivery: Delivery, now: datetime) -> Turn:
    """What came of it; where storing is what publishes, that has to happen in time too."""
    if platforms.adapter(one.job.plan.platform).caps.by_storing and now > delivery.not_after:
        return Turn(NotSent(TOO_LATE), one.job.state)
    return one.turn


def _finished(one: Sent, turn: Turn, now: datetime) -> dict[str, Any]:
    """What is written into the attempt."""
    return {
        "id": one.job.attempt,
        "finished": now,
        "outcome": type(turn.outcome).__name__,
        "progress": turn.state.to_json(),
        "evidence": {"said": _said(turn)},
    }


def _settle(s: Session, delivery: Delivery, turn: Turn, *, one: Sent, now: datetime) -> None:
    ours = delivery.attempts == one.job.number and delivery.state in {State.SENDING, State.UNKNOWN}
    if ours and (delivery.state is State.SENDING or isinstance(turn.outcome, Done)):
        _apply(s, delivery, turn, one=one, now=now)


def _apply(s: Session, delivery: Delivery, turn: Turn, *, one: Sent, now: datetime) -> None:
    """Move a delivery to where an outcome takes it."""
    job = one.job
    match turn.outcome:
        case Done(ref, url):
            how = f"sent by a publisher on duty, in attempt {job.number}"
            outcome.sent(s, delivery, remote_id=ref, url=url, how=how, actor=MACHINE, now=now, said=job.said)
        case Deferred(retry_at, words):
            _again_later(s, delivery, State.DEFERRED, retry_at, words, now)
        case NotSent(why) if turn.state.posted:
            in_doubt(s, delivery, f"Only a part is out. {why}", first_look=timedelta(seconds=LOOKS[0]), now=now)
        case NotSent(why):
            later = now + timedelta(seconds=min(LONGEST_BACK_OFF, 2 ** min(delivery.attempts, 6)))
            _again_later(s, delivery, State.SCHEDULED, one.again or later, why, now)
        case NeedsHand(words):
            why = words or "A person posts this one by hand."
            outcome.ended(s, delivery, State.WAITING, Event.DELIVERY_HANDED_OVER, why=why, actor=MACHINE, now=now)
        case Rejected(_, words):
            outcome.ended(s, delivery, State.REFUSED, Event.DELIVERY_REFUSED, why=words, actor=MACHINE, now=now)
        case AuthDead(words):
            credentials.revoked(s, s.get_one(Page, delivery.page_id), words, now=now)
            outcome.ended(s, delivery, State.HELD, Event.DELIVERY_HELD, why=words, actor=MACHINE, now=now)
        case Ambiguous(evidence):
            _in_doubt(s, delivery, turn, evidence, job=job, now=now)
        case other:
            raise TypeError(f"an adapter gave {other!r}")


def in_doubt(s: Session, delivery: Delivery, evidence: str, *, first_look: timedelta, now: datetime) -> None:
    """Nobody knows whether it is out: look before anything else happens; people are asked if two looks do not tell."""
    deliveries.move(delivery, State.UNKNOWN, now=now, reason=evidence)
    delivery.look_at, delivery.looks = now + first_look, 0
    outcome.record(s, delivery, Event.DELIVERY_NOT_CONFIRMED, actor=MACHINE, now=now, evidence=evidence)


def _in_doubt(s: Session, delivery: Delivery, turn: Turn, evidence: str, *, job: Job, now: datetime) -> None:
    """A lost upload makes nothing public and is simply done again; anything else is looked for first."""
    if may_be_public(job.plan, turn.state):
        in_doubt(s, delivery, evidence, first_look=timedelta(seconds=LOOKS[0]), now=now)
    else:
        _again_later(s, delivery, State.SCHEDULED, now + timedelta(seconds=2), evidence, now)


def _again_later(s: Session, delivery: Delivery, to: State, at: datetime, why: str, now: datetime) -> None:
    if at > delivery.not_after:
        outcome.too_late(s, delivery, f"{why} That is after the time until which this may go out.", now=now)
        return
    deliveries.move(delivery, to, now=now, reason=why)
    delivery.due = at
    event = Event.DELIVERY_DEFERRED if to is State.DEFERRED else Event.DELIVERY_NOT_SENT
    outcome.record(s, delivery, event, actor=MACHINE, now=now, why=why, again=at.isoformat())
    if threads.gives_way(s, delivery):
        deliveries.move(delivery, State.WITHDRAWN, now=now, reason=threads.NEWER)
        outcome.record(s, delivery, Event.DELIVERY_WITHDRAWN, actor=MACHINE, now=now, why=threads.NEWER)
        outcome.close_if_ended(s, delivery.post_id, now)
    database.signal(s, database.DUE)


def _keep_budgets(ended: Iterable[Sent]) -> None:
    """Keep what platforms said they still take; a transaction of its own, since claims wait for these rows."""
    told = {one.job.access.page_id: one.budget for one in ended if one.budget}
    rests = [(one.job.access.page_id, one.job.lane, at) for one in ended if (at := told_to_wait(one))]
    if not told and not rests:
        return
    with database.transaction() as s:
        for page, budget in sorted(told.items()):
            places.note_budget(s, page, budget)
        for page, lane, until in sorted(rests):
            places.rest(s, page, lane, until)


def told_to_wait(one: Sent) -> datetime | None:
    """Until when the platform said not to come again (429), if it did."""
    too_many = bool(one.exchanges) and one.exchanges[-1].status == TOO_MANY_REQUESTS
    return one.turn.outcome.retry_at if too_many and isinstance(one.turn.outcome, Deferred) else None


def _said(turn: Turn) -> str:
    o = turn.outcome
    return str(
        getattr(o, "user_text", "") or getattr(o, "evidence", "") or getattr(o, "why", "") or getattr(o, "url", "")
    )
