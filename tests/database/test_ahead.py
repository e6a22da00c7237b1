"""What is claimed a little ahead: before its instant, or before a place is free; nothing of it leaves too early."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from countersign import database, desk
from countersign.deliveries import ROUTINE, Attempt, Delivery, State
from countersign.delivery import claim, lines, send, settle, way
from countersign.delivery.claim import Job
from countersign.delivery.duty import LEAD, Duty
from countersign.settings import Settings
from tests import stories
from tests.crowds import crowd, signed
from tests.fakes.mastodon import TOKEN, FakeMastodon


def due(engine: Engine, page: str, count: int) -> None:
    """So many posts that are due on one page."""
    crowd(engine, signed(engine, page), [stories.now(engine) - timedelta(seconds=1)] * count, named="ahead")


def claimed(told: Settings, publisher: str, *, delay: timedelta = timedelta(0), **more: object) -> list[Job]:
    """What a publisher takes when it may claim ahead of free places."""
    with database.transaction() as s:
        return claim.claim(
            s,
            told,
            publisher=publisher,
            lane=ROUTINE,
            delay=delay,
            ahead=[(page, ROUTINE) for page in ("newsroom", "mastodon")],
            **more,
        )  # type: ignore[arg-type]


def states(engine: Engine) -> dict[str, int]:
    """How many deliveries are in which state."""
    with database.transaction(engine) as s:
        return {row[0]: row[1] for row in s.execute(select(Delivery.state, func.count()).group_by(Delivery.state))}


def test_twice_as_many_wait_beside_the_places(engine: Engine, told: Settings) -> None:
    """A publisher takes its places and twice as many besides; nobody else gets any, and never are too many sent."""
    stories.enable(engine, "newsroom")
    due(engine, "newsroom", 30)
    first = claimed(told, "a", room=3)
    other = claimed(told, "b")
    assert [job.places for job in first] == [4] * 3 and [job.places for job in other] == [1, 1, 1]
    assert claimed(told, "b") == [] and claimed(told, "c") == []
    settle.settle([settle.given_back(job, "So.") for job in other])
    more = claimed(told, "a", freeing=[first[0].delivery])
    assert len(more) == 10 and more[0].places == 4


def test_nothing_leaves_before_its_instant(engine: Engine, told: Settings) -> None:
    """A post that is claimed before it is due, on a page of ours or on a server, waits for its instant to the last."""
    with FakeMastodon() as server:
        stories.connect(engine, told, "mastodon", url=server.url, token=TOKEN)
        stories.enable(engine, "newsroom")
        posts = [signed(engine, page) for page in ("newsroom", "mastodon")]
        at = stories.now(engine) + timedelta(seconds=3)
        for post_id in posts:
            crowd(engine, post_id, [at], named="one")
        jobs = claimed(told, "a", delay=-timedelta(minutes=1))
        assert len(jobs) == 2 and all(job.seconds_early() > 0 for job in jobs)
        for job in jobs:
            stories.send_job(job, told)
        with database.transaction(engine) as s:
            assert min(s.scalars(select(Delivery.sent).where(Delivery.state == State.SENT))) >= at
        [shown] = server.public_posts
        assert datetime.fromisoformat(shown["created_at"]) >= at - timedelta(milliseconds=1)


@pytest.mark.parametrize("lately", [True, False])
def test_a_pause_reaches_what_has_waited_for_its_place(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch, *, lately: bool
) -> None:
    """Who has waited for a place looks at the gates again; a claim of this moment was look enough."""
    monkeypatch.setattr(send, "LOOK_HOLDS", 60.0 if lately else 0.0)
    stories.enable(engine, "newsroom")
    due(engine, "newsroom", 1)
    [job] = claimed(told, "a")
    with database.transaction(engine) as s:
        desk.pause(s, stories.AUTHOR, "agency", reason="So.", stops_urgent=False, now=database.clock(s))
    with send.open_channel(job, told) as channel:
        settle.settle([send.to_its_end(job, channel, may_wait=lambda seconds: False, waited=True)])
    assert states(engine).get(State.SENT, 0) == lately


def test_a_publisher_that_leaves_gives_back_what_waits(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd on one page with a slow server: never more at once than its places; at the end the others are due anew.

    What waited was not tried: nobody looks for it, and it is nobody's doubt.
    """
    monkeypatch.setattr(lines, "QUICK", 60.0)
    with FakeMastodon() as server:
        stories.connect(engine, told, "mastodon", url=server.url, token=TOKEN)
        with stories.on_duty(Duty(told, lane=ROUTINE, delay=0)) as duty:
            assert duty.delay == -LEAD
            due(engine, "mastodon", 1)
            stories.until(lambda: duty._lines.quick, "the page has answered quickly")
            server.behaviour.answer_seconds = 1.5
            due(engine, "mastodon", 14)
            stories.until(lambda: states(engine).get(State.SENDING, 0) == 12, "its places and twice as many are taken")
        assert len(server.public_posts) == 5
    assert states(engine) == {State.SENT: 5, State.SCHEDULED: 12}
    with database.transaction(engine) as s:
        outcomes = list(s.scalars(select(Attempt.outcome).order_by(Attempt.outcome)))
        assert outcomes == ["Done"] * 5 + ["NotSent"] * 8
        again = select(Delivery).where(Delivery.attempts == 1, Delivery.state == State.SCHEDULED)
        assert all(one.due <= database.clock(s) for one in s.scalars(again))
    assert not any(job.look_first for job in claimed(told, "b"))


def test_routine_posts_make_way(engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an alert comes in nothing routine is claimed, however much is due; then all of it goes out by itself."""
    monkeypatch.setattr(way, "HELD", 2.0)
    stories.enable(engine, "newsroom")
    with stories.on_duty(Duty(told, lane=ROUTINE, delay=0)) as duty:
        stories.until(lambda: said(engine, database.MAKE_WAY) or duty.way.seconds(), "the publisher hears it")
        due(engine, "newsroom", 3)
        said(engine, database.DUE)
        while duty.way.seconds() > 0.5:
            assert State.SENT not in states(engine)
        stories.until(lambda: states(engine).get(State.SENT) == 3, "all are out")


def test_a_database_that_was_away_for_a_look_leaves_nothing_behind(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has waited and cannot look again has sent nothing: it is stored once, due anew, and goes out once."""
    asked: list[Job] = []

    def gone(s: Session, job: Job) -> None:
        asked.append(job)
        if len(asked) <= 3:
            raise database.DatabaseGone

    monkeypatch.setattr(send, "LOOK_HOLDS", 0.0)
    monkeypatch.setattr(send, "_in_the_way", gone)
    monkeypatch.setattr(lines, "QUICK", 60.0)
    with FakeMastodon() as server:
        server.behaviour.answer_seconds = 0.2
        stories.connect(engine, told, "mastodon", url=server.url, token=TOKEN)
        due(engine, "mastodon", 16)
        with stories.on_duty(Duty(told, lane=ROUTINE, delay=0)) as duty:
            stories.until(lambda: states(engine).get(State.SENT) == 16, "all are out")
            stories.until(lambda: not duty.flights, "nothing is left in hand")
        assert len(server.public_posts) == 16
    with database.transaction(engine) as s:
        outcomes = set(s.scalars(select(Attempt.outcome)))
    assert outcomes == {"Done", "NotSent"}


def said(engine: Engine, channel: str) -> None:
    """Somebody signals."""
    with database.transaction(engine) as s:
        database.signal(s, channel)


def test_too_many_requests_send_back_what_waits(engine: Engine, told: Settings) -> None:
    """After a 429 what waits for a place on that page is not sent: it is due when the page asked to be asked again."""
    with FakeMastodon() as server:
        server.behaviour.writes_left, server.behaviour.answer_seconds = 0, 0.3
        stories.connect(engine, told, "mastodon", url=server.url, token=TOKEN)
        due(engine, "mastodon", 16)
        with stories.on_duty(Duty(told, lane=ROUTINE, delay=0)):
            stories.until(lambda: states(engine).get(State.DEFERRED, 0), "the page asked to wait")
            stories.until(lambda: not states(engine).get(State.SENDING), "the others are given back")
        with database.transaction(engine) as s:
            now, tried = database.clock(s), select(Delivery).where(Delivery.attempts == 1)
            assert all(one.due > now for one in s.scalars(tried))
            asked = s.scalar(select(func.count()).where(Attempt.outcome == "Deferred"))
            assert 1 <= (asked or 0) <= 4
        assert not server.public_posts
