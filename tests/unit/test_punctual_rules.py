"""The pure rules of the delivery engine: places at a page, budgets that platforms tell, and when to sound the alarm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import liveness
from countersign.deliveries import LANES, ROUTINE, URGENT, PageLane
from countersign.delivery import places
from countersign.delivery.way import HELD, Way
from countersign.liveness import Flow
from countersign.platforms import budget
from countersign.platforms.budget import Budget

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@given(st.sampled_from(LANES), st.integers(1, 32), st.integers(0, 40), st.none() | st.integers(0, 50), st.booleans())
def test_a_page_never_gets_more_than_its_places(
    lane: str, at_once: int, busy: int, left: int | None, soon: bool
) -> None:
    """What may begin and what is under way are together never more than the page's places, nor than what is left."""
    row = PageLane(page_id="p", lane=lane, remaining=left, resets=NOW + MINUTE if soon else NOW - MINUTE)
    begun = places.may_begin(row, at_once=at_once, sending=busy, now=NOW)
    assert begun == 0 or busy + begun <= at_once
    if left is not None and soon:
        assert begun == 0 or busy + begun <= left - (places.RESERVE if lane == ROUTINE else 0)


def test_routine_posts_leave_the_last_writes_to_urgent_ones() -> None:
    """With three writes left until the platform's reset, urgent posts still go out and routine ones wait."""
    rows = [PageLane(page_id="p", lane=lane, remaining=3, resets=NOW + MINUTE) for lane in (ROUTINE, URGENT)]
    assert [places.may_begin(row, at_once=4, sending=0, now=NOW) for row in rows] == [0, 3]


@pytest.mark.parametrize(("after", "free"), [(-1, 4), (0, 4), (1, 0)])
def test_a_page_rests_to_the_second(after: int, free: int) -> None:
    """A page that was told to come again later begins nothing before, and everything from that instant on."""
    row = PageLane(page_id="p", lane=ROUTINE, rests_until=NOW + timedelta(microseconds=after))
    assert places.may_begin(row, at_once=4, sending=0, now=NOW) == free


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": "2026-11-21T12:05:00Z"}, Budget(7, NOW + 5 * MINUTE)),
        (
            {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW.timestamp()) + 60)},
            Budget(0, NOW + MINUTE),
        ),
        ({"ratelimit-remaining": "12", "ratelimit-reset": "60"}, Budget(12, NOW + MINUTE)),
        ({"x-app-usage": '{"call_count": 28, "total_time": 96}'}, Budget(4, NOW + 60 * MINUTE)),
        ({"x-business-use-case-usage": '{"1": [{"call_count": 100}]}'}, Budget(0, NOW + 60 * MINUTE)),
        ({"x-app-usage": "nonsense"}, Budget(100, NOW + 60 * MINUTE)),
        ({"x-ratelimit-remaining": "7"}, None),
        ({"x-ratelimit-remaining": "nan", "x-ratelimit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_what_platforms_say_is_left(headers: dict[str, str], told: Budget | None) -> None:
    """Each platform's headers give what is left and until when; what is not understood says nothing."""
    assert budget.of_answer(headers, NOW) == told


@given(st.dictionaries(st.sampled_from(["x-ratelimit-remaining", "x-ratelimit-reset", "x-app-usage"]), st.text()))
def test_no_header_breaks_a_send(headers: dict[str, str]) -> None:
    """Whatever a server puts into its headers, reading them raises nothing."""
    told = budget.of_answer(headers, NOW)
    assert told is None or told.remaining >= 0


def a_flow(*, lanes: tuple[str, ...] = (ROUTINE, URGENT, "any"), waits: int = 0, canary: int | None = 30) -> Flow:
    """Publishers on duty, the seconds that the oldest due post waits, and the age of the canary."""
    waiting = (NOW - timedelta(seconds=waits),) if waits else ()
    return Flow(NOW, dict.fromkeys(lanes, 1), waiting, None if canary is None else NOW - timedelta(seconds=canary))


@pytest.mark.parametrize(
    ("found", "kinds"),
    [
        (a_flow(), set()),
        (a_flow(lanes=("any",)), {"publisher"}),
        (a_flow(waits=31), {"due"}),
        (a_flow(waits=30), set()),
        (a_flow(canary=181), {"canary"}),
        (a_flow(canary=None), {"canary"}),
    ],
)
def test_when_the_alarm_sounds(found: Flow, kinds: set[str]) -> None:
    """No publisher of Airflow's, something due for over 30 seconds, a canary over three minutes old: one kind each."""
    assert set(liveness.problems(found, unsealed=None, watched=timedelta(hours=1), airflow=True)) == kinds


def test_nothing_is_missed_before_it_could_have_come() -> None:
    """Right after the start nothing is missing yet, and without Airflow its publishers never are."""
    quiet = a_flow(lanes=("any",), canary=None)
    assert not liveness.problems(quiet, unsealed=None, watched=timedelta(seconds=20), airflow=True)
    assert set(liveness.problems(quiet, unsealed=None, watched=timedelta(hours=1), airflow=False)) == {"canary"}


def test_a_late_seal_is_an_alarm() -> None:
    """An entry without a seal for over a minute is an alarm, one of a minute is none."""
    for age, kinds in ((60, set()), (61, {"sealer"})):
        since = NOW - timedelta(seconds=age)
        assert set(liveness.problems(a_flow(), unsealed=since, watched=MINUTE, airflow=False)) == kinds


def test_ready_says_why_not() -> None:
    """Without a publisher, and with something due for over 30 seconds, there is a sentence each."""
    assert len(list(a_flow(lanes=(), waits=31).obstacles(30))) == 2
    assert not list(a_flow().obstacles(30))


@given(st.lists(st.floats(0, 0.5), min_size=1, max_size=60))
def test_a_storm_of_alerts_holds_routine_posts_back_for_half_of_the_time(pauses: list[float]) -> None:
    """However often one comes in: after each moment in which way is made, there is as long a one in which it is not."""
    now, held = 100.0, [0.0]
    way = Way(lambda: now)
    for pause in pauses:
        before = way.seconds()
        way.make()
        assert way.seconds() <= HELD
        if way.seconds() > before:
            assert now >= held[-1] + HELD
            held.append(now + HELD)
        now += pause
    assert len(held) > 1 and Way(lambda: now).seconds() == 0
