"""Times through the verbs: nights on which the clocks change, windows, and what comes too late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from countersign import approvals, database, delivery, desk, posts, timetable
from countersign.agency import Policy
from countersign.approvals import Verdict
from countersign.deliveries import Delivery, State
from countersign.errors import Invalid, WrongState
from countersign.notices import Notice
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories

ZONE = ZoneInfo("America/Los_Angeles")
NIGHTS = {
    "skipped": (datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 10, 30, tzinfo=UTC), "3:30 a.m. PDT"),
    "twice": (datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 8, 30, tzinfo=UTC), "1:30 a.m. PDT"),
}


@pytest.fixture(autouse=True)
def on_duty(engine: Engine) -> None:
    """The newsroom is in order."""
    stories.enable(engine, "newsroom")


def the_delivery(engine: Engine, post_id: object) -> Delivery:
    """The one delivery of a post."""
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)  # type: ignore[arg-type]
        return one


@pytest.mark.parametrize("night", NIGHTS)
def test_the_nights_on_which_the_clocks_change(
    engine: Engine, told: Settings, policy: Policy, night: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post due in the hour that is skipped, or comes twice, goes out once, at the one instant that is meant."""
    wall, instant, said = NIGHTS[night]
    clock = Clock(instant - timedelta(hours=6))
    stories.use_clock(monkeypatch, clock)
    due = timetable.due_time(wall, ZONE)
    post_id = stories.approved(engine, stories.a_draft(due=due.at))
    one = the_delivery(engine, post_id)
    assert due.note and one.due == instant and timetable.spoken(one.due, ZONE).endswith(said)
    category = policy.category("community_notice")
    assert category and one.not_after == instant + category.not_after

    clock.now = instant - timedelta(microseconds=1)
    assert stories.publish(told) == 0
    clock.now = instant
    assert stories.publish(told) == 1
    clock.now = instant + timedelta(hours=1)
    assert stories.publish(told) == 0 and the_delivery(engine, post_id).sent == instant


class Clock:
    """A clock in the place of the database's, that stands where a test puts it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self, s: Session) -> datetime:
        """The time it shows."""
        return self.now


@pytest.mark.parametrize("field", ["due", "not_after"])
def test_a_date_in_the_past_is_refused_at_its_field(engine: Engine, field: str) -> None:
    """A time that has passed is named at its field, and no half of the draft is stored."""
    then = stories.now(engine) - timedelta(hours=1)
    with database.transaction(engine) as s, pytest.raises(Invalid) as refused:
        desk.draft(s, stories.AUTHOR, replace(stories.a_draft(), **{field: then}), now=database.clock(s))
    assert field in refused.value.fields and "past" in refused.value.fields[field]
    with database.transaction(engine) as s:
        assert s.query(posts.Post).count() == 0


def test_a_due_time_that_passed_while_it_was_signed_is_now(engine: Engine, told: Settings) -> None:
    """What is signed after its due time, and before its not-after, goes out at once."""
    soon = stories.now(engine) + timedelta(minutes=1)
    post_id = stories.reviewed(engine, stories.a_draft(due=soon))
    stories.decide(engine, post_id, stories.COMMANDER)
    with database.transaction(engine) as s:
        late = soon + timedelta(minutes=30)
        proposal = stories.proposal_of(s, post_id)
        told_so = {"verdict": Verdict.SIGN, "digest": proposal.digest, "factor": "password"}
        desk.decide(s, stories.CHIEF, proposal.id, now=late, **told_so)
        [one] = stories.deliveries_of(s, post_id)
        assert one.due == soon and one.state is State.SCHEDULED


def test_what_is_not_signed_before_its_end_is_never_signed(engine: Engine) -> None:
    """A sign-off closes with the signed window at the latest: nobody signs what could not go out any more."""
    end = stories.now(engine) + timedelta(minutes=10)
    post_id = stories.reviewed(engine, stories.a_draft(not_after=end))
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, post_id)
        assert proposal.closes == end
        with pytest.raises(WrongState, match="time for signing this has passed"):
            desk.decide(
                s,
                stories.COMMANDER,
                proposal.id,
                verdict=Verdict.SIGN,
                digest=proposal.digest,
                factor="password",
                now=end + timedelta(microseconds=1),
            )
        assert approvals.decisions(s, proposal.id) == []


def test_nothing_leaves_before_its_time(engine: Engine, told: Settings) -> None:
    """A post due in a minute is not claimed now, by whichever publisher."""
    post_id = stories.approved(engine, stories.a_draft(due=stories.now(engine) + timedelta(minutes=1)))
    assert stories.publish(told) == 0
    assert the_delivery(engine, post_id).state is State.SCHEDULED


def test_the_signed_window_is_kept(engine: Engine, told: Settings) -> None:
    """A post without a due time and with a not-before waits for that, and ends with its not-after."""
    start, end = (stories.now(engine) + timedelta(hours=hours) for hours in (2, 3))
    one = the_delivery(engine, stories.approved(engine, stories.a_draft(not_before=start, not_after=end)))
    assert (one.due, one.not_before, one.not_after) == (start, start, end)
    assert stories.publish(told) == 0


def test_what_comes_too_late_is_missed_and_never_sent(engine: Engine, told: Settings) -> None:
    """A delivery whose not-after has passed is not claimed; it is missed, its people are told, its post is closed."""
    post_id = stories.approved(engine)
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
        now = database.clock(s)
        desk.narrow(s, stories.AUTHOR, one.id, not_after=now - timedelta(seconds=1), reason="So.", now=now)
    assert stories.publish(told) == 0
    delivery.settle_unknown()
    one = the_delivery(engine, post_id)
    assert one.state is State.MISSED and one.attempts == 0
    assert stories.post(engine, post_id).status is Status.CLOSED
    with database.transaction(engine) as s:
        assert s.query(Notice).filter_by(kind="failed", person_id=stories.AUTHOR).count() == 1
    delivery.settle_unknown()
    assert stories.publish(told) == 0


def test_a_publisher_that_stalls_past_the_end_publishes_nothing(engine: Engine, told: Settings) -> None:
    """Claimed in time and stored too late is missed: on our own pages, storing it is what publishes."""
    post_id = stories.approved(engine)
    [job] = stories.claimed(told)
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
        one.not_after = database.clock(s) - timedelta(seconds=1)
    stories.send_job(replace(job, not_after=job.now() - timedelta(seconds=1)), told)
    one = the_delivery(engine, post_id)
    assert (one.state, one.sent) == (State.MISSED, None)
