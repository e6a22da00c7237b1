"""Places at pages: how many sends a page takes at a time, over all publishers, and which deliveries get them.

The rows of `page_lane` are the lock: one claim at a time fills a lane of a page. Urgent posts have places of their
own, so that they never wait behind routine ones whose server hangs.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    true,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from countersign import pauses
from countersign.deliveries import (
    ASKED_AFTER,
    CLAIMABLE,
    LANES,
    NO_VERDICT,
    ROUTINE,
    Delivery,
    PageLane,
    State,
    in_states,
    is_claimable,
)
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


@dataclass(frozen=True, slots=True)
class Taken:
    """What a claim may take, and how many sends at a time its publisher may have of each lane of a page."""

    deliveries: list[Delivery]
    places: Mapping[Lane, int]


NOTHING = Taken([], {})


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for places: a publisher, the deliveries whose answers it has and has not stored yet, and its wish.

    `ahead`: the lanes of which it wants twice as many posts again as it has places, to wait beside those that it
    sends. Claims of several posts cost little more than of one.
    """

    publisher: str
    freeing: Collection[uuid.UUID] = ()
    ahead: Collection[Lane] = ()


def take_due(
    s: Session,
    paused: Sequence[Pause],
    *,
    asking: Asking,
    lane: str,
    before: datetime,
    now: datetime,
    room: int,
) -> Taken:
    """Lock what is due, oldest first, at most a page's free places for each lane of each page.

    What is paused takes no place; a pause that is committed meanwhile is seen behind the gates.
    """
    at = {"lanes": lanes_of(lane), "before": before, "now": now}
    lanes = list(s.execute(_lanes_with_due(tuple(paused)) if paused else _LANES_WITH_DUE, at))
    if not lanes:
        return NOTHING
    busy, free, places = sending(s, asking), {}, {}
    for row, at_once in lanes:
        here, under_way = (row.page_id, row.lane), busy.get((row.page_id, row.lane), (0, 0))
        places[here] = left_for(at_once, under_way)
        waiting = 2 * places[here] if here in asking.ahead else 0
        if n := may_begin(row, at_once=at_once + waiting, sending=sum(under_way), now=now):
            free[here] = n
    if not free:
        return NOTHING
    chosen = _chosen(tuple(paused)) if paused else _CHOSEN
    return Taken(list(s.scalars(chosen, at | _for_places(free, room))), places)


def _for_places(free: Mapping[Lane, int], room: int) -> dict[str, object]:
    arrays = {"at_pages": [page for page, _ in free], "in_lanes": [lane for _, lane in free]}
    return arrays | {"places": list(free.values()), "room": room}


def rehearse(s: Session, now: datetime) -> None:
    """Ask for the places of nobody."""
    at = {"lanes": (), "before": now, "now": now}
    s.execute(_LANES_WITH_DUE, at).all()
    sending(s, Asking(""))
    s.scalars(_CHOSEN, at | _for_places({}, 0)).all()


def seconds_until_next(s: Session, *, lane: str, delay: timedelta) -> float | None:
    """Seconds until the next instant at which something becomes due, or a page's rest ends; None without one."""
    seconds = s.scalar(_UNTIL_NEXT, {"lanes": lanes_of(lane), "delay": delay})
    return None if seconds is None else float(seconds)


def sending(s: Session, asking: Asking) -> dict[Lane, tuple[int, int]]:
    """How many deliveries are under way, by page and lane: with the one who asks, and with others."""
    told = {"freeing": list(asking.freeing), "publisher": asking.publisher}
    return {(page, lane): (ours, others) for page, lane, ours, others in s.execute(_SENDING, told)}


def left_for(at_once: int, under_way: tuple[int, int]) -> int:
    """How many sends at a time a publisher may have where so many are under way with itself and with others.

    This holds until its next claim: whoever claims meanwhile counts everything that it has.
    """
    return max(0, at_once - under_way[1])


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


def rests_until(row: PageLane, now: datetime) -> datetime | None:
    """Until when a lane of a page rests: its platform said when to come again, or takes hardly any more writes."""
    ends = row.rests_until if row.rests_until and row.rests_until > now else None
    kept = RESERVE if row.lane == ROUTINE else 0
    if row.remaining is not None and row.resets and row.resets > now and row.remaining <= kept:
        return max(row.resets, ends or row.resets)
    return ends


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
        not_(_waits(bindparam("now"))),
    ]


def waits_for_an_earlier_one() -> ColumnElement[bool]:
    """Whether a delivery's turn has not come: an earlier one of its thread or incident at its page has no verdict."""
    return _waits(func.clock_timestamp())


def waits_for(s: Session, delivery: Delivery) -> uuid.UUID | None:
    """The post that goes out before a delivery, of its thread or incident at its page; None when its turn has come."""
    earlier, now = aliased(Delivery), func.clock_timestamp()
    either = or_(_earlier_of_thread(earlier, now), _earlier_of_incident(earlier))
    query = select(earlier.post_id).join(Delivery, either).where(Delivery.id == delivery.id)
    return s.scalars(query.order_by(earlier.turn, earlier.created, earlier.id).limit(1)).first()


def _waits(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    one, other = aliased(Delivery), aliased(Delivery)
    of_thread = select(one.id).where(_earlier_of_thread(one, now)).exists()
    of_incident = select(other.id).where(_earlier_of_incident(other)).exists()
    return or_(of_thread, of_incident)


def _earlier_of_thread(earlier: type[Delivery], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """One that a person has to deal with keeps routine posts back; an urgent one goes past it."""
    on_its_way = and_(in_states([State.SENDING, State.UNKNOWN], earlier), Delivery.due > now - IN_DOUBT)
    routine = and_(in_states(NO_VERDICT, earlier), Delivery.lane == ROUTINE)
    in_the_way = or_(in_states(CLAIMABLE, earlier), on_its_way, routine)
    # The states once more, by themselves: else PostgreSQL does not see that the index of threads holds all of these.
    open_ones = in_states(NO_VERDICT, earlier)
    return and_(open_ones, earlier.thread == Delivery.thread, _comes_before(earlier), in_the_way)


def _earlier_of_incident(earlier: type[Delivery]) -> ColumnElement[bool]:
    """Routine posts of one case go out one after the other; an urgent one has the order of its thread alone.

    Once a person was asked about one that is not confirmed, those after it go on: silence about a case is worse.
    """
    asked = and_(in_states([State.UNKNOWN], earlier), earlier.looks >= ASKED_AFTER)
    in_the_way = and_(in_states(NO_VERDICT, earlier), not_(asked))
    return and_(earlier.incident == Delivery.incident, Delivery.lane == ROUTINE, _comes_before(earlier), in_the_way)


def _comes_before(earlier: type[Delivery]) -> ColumnElement[bool]:
    """Both orders are one order, so that no two posts ever wait for each other."""
    first = tuple_(earlier.turn, earlier.created, earlier.id) < tuple_(Delivery.turn, Delivery.created, Delivery.id)
    return and_(earlier.page_id == Delivery.page_id, first)


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
    here = (Delivery.page_id == place.c.page_id, Delivery.lane == place.c.lane)
    oldest = select(Delivery.id).where(*here, *_due(paused)).order_by(Delivery.due, Delivery.id)
    due = oldest.limit(place.c.n).lateral("due")
    return (
        select(Delivery)
        .where(Delivery.id.in_(select(due.c.id).select_from(place.join(due, true()))), is_claimable())
        .order_by(Delivery.due, Delivery.id)
        .limit(bindparam("room", type_=Integer))
        .with_for_update(skip_locked=True)
    )


# Made once: putting a statement together costs more than carrying it out.
_LANES_WITH_DUE = _lanes_with_due()
_CHOSEN = _chosen()
_UNTIL_NEXT = _until_next()
_OURS = Delivery.publisher.is_not_distinct_from(bindparam("publisher"))
_SENDING = (
    select(Delivery.page_id, Delivery.lane, func.count().filter(_OURS), func.count().filter(not_(_OURS)))
    .where(in_states([State.SENDING]), Delivery.id != func.all(bindparam("freeing", type_=ARRAY(UUID(as_uuid=True)))))
    .group_by(Delivery.page_id, Delivery.lane)
)
