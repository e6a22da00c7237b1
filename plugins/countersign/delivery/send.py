"""Sending one job: its steps, each after a fresh look at the gates, to the outcome that is settled afterwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import credentials, database, media, pauses, platforms, settings
from countersign.deliveries import Attempt, Delivery, State
from countersign.delivery import settle
from countersign.delivery.claim import Job
from countersign.delivery.settle import TOO_LATE, Sent
from countersign.platforms.base import Ambiguous, Found, NotSent, StepState, Turn, Unknown, Wait, adopt, may_be_public
from countersign.platforms.http import Channel
from countersign.settings import Settings

#: Seconds for which a claim's look at the gates holds; what waited longer for a place looks again.
LOOK_HOLDS = 0.25


class TooLate(Exception):
    """The time until which this may go out passed before the first byte left."""


class StoppedMidway(Exception):
    """A pause, or another publisher, came between two steps."""


def open_channel(job: Job, told: Settings) -> Channel:
    """The way to the job's page; it opens no socket for a write before the due instant, nor after the not-after."""

    def in_time() -> None:
        await_due(job)
        if job.now() > job.not_after:
            raise TooLate

    return Channel(
        job.access,
        allow_private=told.allow_private_hosts,
        media=stored_bytes,
        before_first_byte=in_time,
        clock=job.now,
    )


def await_due(job: Job) -> None:
    """Let the due instant come: a claim is made some milliseconds before it."""
    while early := job.seconds_early():
        time.sleep(early)


def stored_bytes(sha256: str) -> bytes:
    """The bytes of a stored file."""
    with database.transaction() as s:
        return media.media(s, sha256).data


def carry_out(job: Job, channel: Channel, *, may_wait: Callable[[float], bool]) -> None:
    """Send one job to its end and settle it; `may_wait(seconds)` sleeps and says whether to go on."""
    settle.settle([to_its_end(job, channel, may_wait=may_wait)])


def to_its_end(job: Job, channel: Channel, *, may_wait: Callable[[float], bool], waited: bool = False) -> Sent:
    """Send one job as far as it goes; what came of it is yet to be settled. `waited`: for a place, since its claim."""
    reached = Reached(job.state)
    broke: Exception | None = None
    try:
        if waited and job.age > LOOK_HOLDS and (failed := _looked_again(job)):
            return failed
        turn = _drive(job, channel, may_wait, reached)
    except TooLate:
        turn = Turn(NotSent(TOO_LATE), reached.state)
    except StoppedMidway:
        turn = Turn(NotSent("Publishing was paused before this step."), reached.state)
    except Exception as error:
        broke, turn = error, Turn(Ambiguous(f"The send broke off: {type(error).__name__}."), reached.state)
    return Sent(job, turn, channel.take(), channel.budget, broke)


@dataclass(slots=True)
class Reached:
    """How far a send has come, also when it breaks off."""

    state: StepState


def _drive(job: Job, channel: Channel, may_wait: Callable[[float], bool], reached: Reached) -> Turn:
    """Step after step until the outcome is anything but Wait; the progress is stored after each."""
    adapter, stored = platforms.for_plan(job.plan), True
    if not adapter.caps.remote:
        await_due(job)
    if adapter.needs_renewal(job.access, job.now()):
        channel.use(credentials.before_use(job.access, job.plan.platform, settings.load(), now=job.now()))
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
        s.get_one(Attempt, job.attempt).progress = state.to_json()
        settle.keep_exchanges(s, {job.attempt: channel.take()})
        stands_in_the_way = _in_the_way(s, job)
    if stands_in_the_way:
        raise stands_in_the_way


def _looked_again(job: Job) -> Sent | None:
    """Before the first step of what waited for a place: no pause, still in time, still ours. Else it is given back."""
    try:
        with database.transaction() as s:
            pauses.pass_gates(s, job.scopes)
            stands_in_the_way = _in_the_way(s, job)
    except Exception as error:
        why = f"It could not be looked at once more before its first byte ({type(error).__name__})."
        return settle.given_back(job, why, broke=error)
    if stands_in_the_way:
        raise stands_in_the_way
    return None


def _in_the_way(s: Session, job: Job) -> TooLate | StoppedMidway | None:
    now, delivery = database.clock(s), s.get_one(Delivery, job.delivery)
    if now > delivery.not_after:
        return TooLate()
    ours = delivery.state is State.SENDING and delivery.publisher == job.publisher
    return None if ours and not pauses.stopping(pauses.live(s, now), delivery) else StoppedMidway()
