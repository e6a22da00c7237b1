"""Looking for what is in doubt, ending what is too late, and freeing what a dead publisher left behind."""

import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from countersign import connections, database, deliveries, outcome, platforms
from countersign.deliveries import Attempt, Delivery, Exchange, State
from countersign.delivery import briefs, claim, pausing, review, send, settle
from countersign.delivery.report import Report
from countersign.log.record import MACHINE, Event
from countersign.pages import Page
from countersign.platforms.base import (
    Done,
    Found,
    NotFound,
    Plan,
    Sight,
    StepState,
    Unknown,
    adopt,
    may_be_public,
    may_send_again,
)
from countersign.platforms.http import Channel
from countersign.settings import Settings

#: Seconds after which a look is cut off: a server that does not answer must not keep a person from being asked.
LONGEST_LOOK = 6.0
#: Until then nobody else looks for the same delivery.
LOOK = timedelta(seconds=15)
#: Looks at a time in one process: with a hundred in doubt on a server that does not answer, people are asked in time.
LOOKERS = 24
#: What a sweep finds.
LATE, ABANDONED, PUT_ASIDE = "late", "abandoned", "put aside"
ENDS_BY_ITSELF = (State.SCHEDULED, State.DEFERRED, State.HELD, State.WAITING)


def settle_unknown(settings: Settings) -> Report:
    """What time alone brings about: late ones missed, dead leases freed, held ones released, doubts looked at."""
    swept, looked = sweep(settings), look(settings)
    return Report(swept.ids + looked.ids, swept.lines + looked.lines)


def sweep(settings: Settings) -> Report:
    """The part of it that asks no platform, and so is never kept waiting by one."""
    report = pausing.end_lapsed()
    acts: dict[str, Callable[[Session, Delivery, datetime, Report], None]]
    acts = {LATE: _end_missed, ABANDONED: _free_lease, PUT_ASIDE: partial(_release_held, settings=settings)}
    with database.transaction() as s:
        found = s.execute(_SWEPT).all()
        stays = _held_back(s, [delivery_id for kind, delivery_id in found if kind == PUT_ASIDE], settings)
    for kind, delivery_id in found:
        if delivery_id in stays:
            continue
        with database.transaction() as s:
            acts[kind](s, outcome.locked(s, delivery_id), database.clock(s), report)
    return report


def _held_back(s: Session, held: list[uuid.UUID], settings: Settings) -> Collection[uuid.UUID]:
    """Of what is held, that in whose way something stands: asked about all at once, since it may stay so for days."""
    if not held:
        return ()
    told = briefs.gather(s, s.scalars(select(Delivery).where(Delivery.id.in_(held))).all())
    return claim.obstacles(s, told.values(), settings, now=database.clock(s))


def look(settings: Settings, *, over: threading.Event | None = None) -> Report:
    """Look at the platforms for what is in doubt; when `over` is set, looks that are under way are cut off."""
    report, over = Report(), over or threading.Event()
    waiting = _to_look_for()
    if not waiting:
        return report
    with ThreadPoolExecutor(LOOKERS, thread_name_prefix="look") as pool:
        looks = [pool.submit(_look, delivery_id, settings, report, over) for delivery_id in waiting]
    for look in looks:
        look.result()
    return report


def _to_look_for() -> list[uuid.UUID]:
    """The most pressing first: what nobody was asked about yet goes before what is looked for once more."""
    with database.transaction() as s:
        return list(s.scalars(_IN_DOUBT))


def _some(what: ColumnElement[bool]) -> Select[uuid.UUID]:
    return select(Delivery.id).where(what).order_by(Delivery.looks, Delivery.due).limit(200)


_NOW = func.clock_timestamp()
#: Its lease has run out, or its publisher has died: with a process its sessions end.
_GONE = and_(
    Delivery.state == State.SENDING, or_(Delivery.lease_until < _NOW, Delivery.publisher.in_(deliveries.died()))
)
_LOOKED_FOR = and_(Delivery.state == State.UNKNOWN, Delivery.look_at <= _NOW, Delivery.looks < len(settle.LOOKS))
_FOUND_BY_SWEEP = {
    LATE: and_(Delivery.state.in_(ENDS_BY_ITSELF), Delivery.not_after < _NOW),
    ABANDONED: _GONE,
    PUT_ASIDE: and_(Delivery.state == State.HELD, Delivery.not_after >= _NOW, ~Delivery.needs_release),
}
# Made once: putting a statement together costs more than carrying it out, and every publisher asks every second.
_IN_DOUBT = _some(_LOOKED_FOR)
_SWEPT = union_all(*(select(literal(kind), _some(what).subquery().c.id) for kind, what in _FOUND_BY_SWEEP.items()))


def _end_missed(s: Session, delivery: Delivery, now: datetime, report: Report) -> None:
    """What did not go out in time is missed, with its reason, and never sent later."""
    if delivery.state not in ENDS_BY_ITSELF or delivery.not_after >= now:
        return
    why = f"{delivery.reason} Its time has passed, so it does not go out any more.".strip()
    outcome.too_late(s, delivery, why, now=now)
    report.add(str(delivery.id), f"{delivery.page_id}: missed its time: {review.post_link(delivery.post_id)}")


def _free_lease(s: Session, delivery: Delivery, now: datetime, report: Report) -> None:
    """A publisher that stopped renewing its lease is gone: what it was sending is in doubt, or plainly not sent."""
    if s.scalar(select(Delivery.id).where(Delivery.id == delivery.id, _GONE)) is None:
        return
    page, attempts = s.get_one(Page, delivery.page_id), briefs.gather(s, [delivery])[delivery.id].attempts
    last = attempts[-1] if attempts else None
    in_doubt = last is None or may_be_public(Plan.from_json(last.plan), StepState.from_json(last.progress))
    if in_doubt and platforms.adapter(page.way).caps.remote:
        why = "The publisher that was sending this stopped before it could say what came of it."
        settle.in_doubt(s, delivery, why, first_look=timedelta(0), now=now)
    else:
        _take_up_again(s, delivery, "The publisher stopped; it is taken up again.", now)
    report.add(str(delivery.id), f"{delivery.page_id}: its publisher is gone: {review.post_link(delivery.post_id)}")


def _release_held(s: Session, delivery: Delivery, now: datetime, report: Report, *, settings: Settings) -> None:
    """What was held goes on by itself once nothing stands in its way."""
    if delivery.state is not State.HELD or delivery.needs_release:
        return
    if not claim.obstacles(s, briefs.gather(s, [delivery]).values(), settings, now=now):
        _take_up_again(s, delivery, "Nothing stands in its way any more.", now)
        report.add(str(delivery.id), f"{delivery.page_id}: goes on: {review.post_link(delivery.post_id)}")


def _take_up_again(s: Session, delivery: Delivery, why: str, now: datetime) -> None:
    deliveries.move(delivery, State.SCHEDULED, now=now, reason=why)
    delivery.due = max(delivery.due, now)
    outcome.record(s, delivery, Event.DELIVERY_NOT_SENT, actor=MACHINE, now=now, why=why)
    database.signal(s, database.DUE)


def _look(delivery_id: uuid.UUID, settings: Settings, report: Report, over: threading.Event) -> None:
    """One look at one delivery in doubt: reserved in one transaction, made in none, settled in another."""
    if over.is_set():
        return
    with database.transaction() as s:
        delivery = s.scalar(
            select(Delivery)
            .where(
                Delivery.id == delivery_id,
                Delivery.state == State.UNKNOWN,
                Delivery.look_at <= database.clock(s),
            )
            .with_for_update(skip_locked=True)
        )
        if delivery is None:
            return
        delivery.look_at = database.clock(s) + LOOK
        attempt = s.scalars(
            select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number.desc()).limit(1)
        ).one()
        since = s.scalars(
            select(Attempt.started).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number)
        ).first()
        taken = send.taken(s, delivery, since or delivery.created)
        access = connections.access(s.get_one(Page, delivery.page_id), settings)
        plan, state, attempt_id = (
            Plan.from_json(attempt.plan),
            StepState.from_json(attempt.progress),
            attempt.id,
        )
    assert since, "an attempt was just read"
    with Channel(access, allow_private=settings.allow_private_hosts, media=send.stored_bytes) as channel:
        adapter = platforms.for_plan(plan)
        sight, broke = _seen(partial(adapter.find, plan, state, since, channel=channel, taken=taken), channel, over)
        _conclude(delivery_id, attempt_id, sight, plan=plan, state=state, channel=channel, report=report)
    if broke:
        raise broke


def _seen(find: Callable[[], Sight], channel: Channel, over: threading.Event) -> tuple[Sight, Exception | None]:
    """What a look saw; a failure of our own is a look that told nothing, so that a person is asked all the same."""
    with cut_off(channel, over):
        try:
            return find(), None
        except Exception as error:
            return Unknown("Our own program failed while it looked."), error


@contextmanager
def cut_off(channel: Channel, over: threading.Event) -> Iterator[None]:
    """End a look that takes too long, or that is under way when duty ends; it has told nothing then."""
    done, end = threading.Event(), time.monotonic() + LONGEST_LOOK

    def watch() -> None:
        while not done.wait(0.1):
            if over.is_set() or time.monotonic() > end:
                channel.abort()
                return

    threading.Thread(target=watch, name="look watch", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _conclude(
    delivery_id: uuid.UUID,
    attempt_id: uuid.UUID,
    sight: Sight,
    *,
    plan: Plan,
    state: StepState,
    channel: Channel,
    report: Report,
) -> None:
    with database.transaction() as s:
        delivery, now = outcome.locked(s, delivery_id), database.clock(s)
        s.add_all(
            Exchange(
                attempt_id=attempt_id,
                started=e.began,
                finished=e.ended,
                request=e.request,
                response=e.response,
            )
            for e in channel.take()
        )
        if delivery.state is not State.UNKNOWN:
            return
        delivery.looks += 1
        if isinstance(sight, Found):
            _adopt(s, delivery, attempt_id, sight, plan=plan, state=state)
        elif (
            isinstance(sight, NotFound)
            and delivery.looks >= deliveries.ASKED_AFTER
            and _may_send_again(s, delivery, plan)
        ):
            _take_up_again(s, delivery, "It is not there, and the platform itself prevents a second copy.", now)
        else:
            _ask_or_look_again(s, delivery, sight)
        report.add(str(delivery.id), f"{delivery.page_id}: looked for it: {deliveries.WORDS[delivery.state]}")


def _adopt(
    s: Session, delivery: Delivery, attempt_id: uuid.UUID, sight: Found, *, plan: Plan, state: StepState
) -> None:
    now = database.clock(s)
    turn = adopt(plan, state, sight)
    s.get_one(Attempt, attempt_id).progress = turn.state.to_json()
    if isinstance(turn.outcome, Done):
        how = "found on the page after the answer was lost"
        outcome.sent(s, delivery, remote_id=turn.outcome.ref, url=turn.outcome.url, how=how, actor=MACHINE, now=now)
        return
    _take_up_again(s, delivery, "The first part is out; the rest follows.", now)


def _ask_or_look_again(s: Session, delivery: Delivery, sight: Sight) -> None:
    """After the second look that tells nothing a person is asked; looking goes on for a while."""
    now, gaps = database.clock(s), settle.LOOKS[delivery.looks : delivery.looks + 1]
    began = delivery.look_at - LOOK if delivery.look_at else now
    # From one beginning to the next: a look at a silent server takes seconds, and people would be asked so much later.
    delivery.look_at = max(now, began + timedelta(seconds=sum(gaps)))
    seen = f"We could not look: {sight.evidence}" if isinstance(sight, Unknown) else "It was not there when we looked."
    times = "once" if delivery.looks == 1 else f"{delivery.looks} times"
    delivery.reason = f"{delivery.reason.split(' Looked ')[0]} Looked {times}: {seen}"
    if delivery.looks == deliveries.ASKED_AFTER:
        outcome.tell(s, delivery, "not_confirmed", now)


def _may_send_again(s: Session, delivery: Delivery, plan: Plan) -> bool:
    same_way = s.get_one(Page, delivery.page_id).way == plan.platform
    return same_way and database.clock(s) <= delivery.not_after and may_send_again(platforms.for_plan(plan).caps)
