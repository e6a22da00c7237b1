"""Places at pages: how many sends a page takes at a time, over all publishers, and which deliveries get them.

The rows of `page_lane` are the lock: one claim at a time fills a lane of a page. Urgent posts have places of their
own, so that they never wait behind routine ones whose server hangs.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    UUID,
    ColumnElement,
    Integer,
    Interval,
    Select,
    Text,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from countersign import pauses
from countersign.deliveries import LANES, ROUTINE, Delivery, PageLane, State, in_states, is_claimable
from countersign.pages import Page
from countersign.pauses import Pause
from countersign.platforms.budget import Budget

ANY = "any"
#: Writes that routine posts leave to urgent ones when a platform says how many it still takes.
RESERVE = 3
#: An urgent post waits at most so long for an earlier one of its thread that is on its way or not confirmed.
IN_DOUBT = timedelta(seconds=30)

Lane = tuple[str, str]


def lanes_of(lane: str) -> tuple[str, ...]:
    """The lanes that a publisher serves."""
    return LANES if lane == ANY else (lane,)


def take_due(
    s: Session,
    paused: Sequence[Pause],
    *,
    lane: str,
    before: datetime,
    now: datetime,
    room: int,
    freeing: Collection[uuid.UUID] = (),
) -> list[Delivery]:
    """Lock what is due, oldest first, at most a page's free places for each lane of each page.

    `freeing` are deliveries whose answer is here and not stored yet: they take no place any more. What is paused takes
    none either; a pause that is committed meanwhile is seen behind the gates.
    """
    at = {"lanes": lanes_of(lane), "before": before, "now": now}
    lanes = list(s.execute(_lanes_with_due(tuple(paused)) if paused else _LANES_WITH_DUE, at))
    if not lanes:
        return []
    busy = sending(s, freeing)
    free = {
        (row.page_id, row.lane): n
        for row, at_once in lanes
        if (n := may_begin(row, at_once=at_once, sending=busy.get((row.page_id, row.lane), 0), now=now))
    }
    if not free:
        return []
    chosen: dict[str, object] = {"at_pages": [page for page, _ in free], "in_lanes": [lane for _, lane in free]}
    chosen |= {"places": list(free.values()), "room": room}
    return list(s.scalars(_chosen(tuple(paused)) if paused else _CHOSEN, at | chosen))


def seconds_until_next(s: Session, *, lane: str, delay: timedelta) -> float | None:
    """Seconds until the next instant at which something becomes due, or a page's rest ends; None without one."""
    seconds = s.scalar(_UNTIL_NEXT, {"lanes": lanes_of(lane), "delay": delay})
    return None if seconds is None else float(seconds)


def sending(s: Session, freeing: Collection[uuid.UUID] = ()) -> dict[Lane, int]:
    """How many sends are under way, by page and lane."""
    return {(row[0], row[1]): row[2] for row in s.execute(_SENDING, {"freeing": list(freeing)})}


def may_begin(lane: PageLane, *, at_once: int, sending: int, now: datetime) -> int:
    """How many sends a lane of a page may begin now: its free places, and what the platform still takes of us."""
    if lane.rests_until and lane.rests_until > now:
        return 0
    free = at_once - sending
    if lane.remaining is not None and lane.resets and lane.resets > now:
        free = min(free, lane.remaining - sending - (RESERVE if lane.lane == ROUTINE else 0))
    return max(free, 0)


def resting() -> ColumnElement[bool]:
    """Whether a delivery's page was asked to wait, for the columns of a query."""
    now = func.clock_timestamp()
    reserve = func.coalesce(PageLane.remaining, RESERVE + 1) <= RESERVE
    spent = and_(reserve, PageLane.resets > now, PageLane.lane == ROUTINE)
    here = and_(PageLane.page_id == Delivery.page_id, PageLane.lane == Delivery.lane)
    return select(PageLane.page_id).where(here, or_(PageLane.rests_until > now, spent)).exists()


def note_budget(s: Session, page: str, budget: Budget) -> None:
    """Keep what a platform said it still takes; of two words about one span of time, the smaller number holds."""
    for lane in LANES:
        row = _locked(s, page, lane)
        same = row.resets is not None and abs(row.resets - budget.resets) < timedelta(seconds=2)
        row.remaining = min(row.remaining or 0, budget.remaining) if same else budget.remaining
        row.resets = budget.resets


def rest(s: Session, page: str, lane: str, until: datetime) -> None:
    """Let a lane of a page rest: its platform said when to come again."""
    row = _locked(s, page, lane)
    row.rests_until = max(row.rests_until or until, until)


def _locked(s: Session, page: str, lane: str) -> PageLane:
    return s.get_one(PageLane, (page, lane), with_for_update=True, populate_existing=True)


def _until_next() -> Select[Any]:
    now, delay = func.clock_timestamp(), bindparam("delay", type_=Interval)
    lanes = Delivery.lane.in_(bindparam("lanes", expanding=True))
    due = select(func.min(Delivery.due) + delay).where(is_claimable(), lanes, Delivery.due > now - delay)
    rested = select(func.min(PageLane.rests_until)).where(PageLane.rests_until > now)
    next_one = func.least(due.scalar_subquery(), rested.scalar_subquery())
    return select(func.extract("epoch", next_one - now))


def _due(paused: Iterable[Pause] = ()) -> list[ColumnElement[bool]]:
    return [
        is_claimable(),
        Delivery.lane.in_(bindparam("lanes", expanding=True)),
        Delivery.due <= bindparam("before"),
        Delivery.not_after >= bindparam("now"),
        *(not_(pauses.stopped(pause, Delivery)) for pause in paused),
        or_(Delivery.thread.is_(None), not_(_waits_for_an_earlier_one())),
    ]


def _waits_for_an_earlier_one() -> ColumnElement[bool]:
    """Whether an earlier post of the same thread at the same page is not settled yet.

    One that a person has to deal with keeps routine posts back; an urgent one goes past it.
    """
    earlier = aliased(Delivery)
    no_verdict = in_states([State.SENDING, State.UNKNOWN], earlier)
    lately = and_(no_verdict, or_(Delivery.lane == ROUTINE, Delivery.due > bindparam("now") - IN_DOUBT))
    open_states = in_states([State.SCHEDULED, State.DEFERRED], earlier)
    needs_person = and_(in_states([State.UNKNOWN, State.HELD], earlier), Delivery.lane == ROUTINE)
    return (
        select(earlier.id)
        .where(
            earlier.thread == Delivery.thread,
            earlier.page_id == Delivery.page_id,
            or_(open_states, lately, needs_person),
            tuple_(earlier.created, earlier.due, earlier.id) < tuple_(Delivery.created, Delivery.due, Delivery.id),
        )
        .exists()
    )


def _lanes_with_due(paused: Iterable[Pause] = ()) -> Select[PageLane, int]:
    """The lanes in which something is due, locked, always in the same order; and how many sends their pages take."""
    wanted = select(Delivery.page_id, Delivery.lane).where(*_due(paused))
    return (
        select(PageLane, Page.at_once)
        .join(Page, Page.id == PageLane.page_id)
        .where(tuple_(PageLane.page_id, PageLane.lane).in_(wanted))
        .order_by(PageLane.page_id, PageLane.lane)
        .with_for_update(of=PageLane)
        .execution_options(populate_existing=True)
    )


def _chosen(paused: Iterable[Pause] = ()) -> Select[Any]:
    """The due deliveries for the free places; these come as arrays, so the statement is always the same."""
    names = (("at_pages", ARRAY(Text)), ("in_lanes", ARRAY(Text)), ("places", ARRAY(Integer)))
    arrays = [bindparam(name, type_=kind) for name, kind in names]
    place = func.unnest(*arrays).table_valued("page_id", "lane", "n", name="place").render_derived()
    rank = func.row_number().over(partition_by=(Delivery.page_id, Delivery.lane), order_by=(Delivery.due, Delivery.id))
    due = select(Delivery.id, Delivery.page_id, Delivery.lane, rank.label("rank")).where(*_due(paused)).subquery()
    here = and_(place.c.page_id == due.c.page_id, place.c.lane == due.c.lane, due.c.rank <= place.c.n)
    return (
        select(Delivery)
        .where(Delivery.id.in_(select(due.c.id).join(place, here)), is_claimable())
        .order_by(Delivery.due, Delivery.id)
        .limit(bindparam("room", type_=Integer))
        .with_for_update(skip_locked=True)
    )


# Made once: putting a statement together costs more than carrying it out.
_LANES_WITH_DUE = _lanes_with_due()
_CHOSEN = _chosen()
_UNTIL_NEXT = _until_next()
_SENDING = (
    select(Delivery.page_id, Delivery.lane, func.count())
    .where(in_states([State.SENDING]), Delivery.id != func.all(bindparam("freeing", type_=ARRAY(UUID(as_uuid=True)))))
    .group_by(Delivery.page_id, Delivery.lane)
)
