"""Places at pages in the database: strict over all publishers, urgent ones apart, threads in order, canaries."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, func, select, text

from countersign import database, deliveries, delivery, liveness, settings
from countersign.deliveries import ASKED_AFTER, ROUTINE, URGENT, Delivery, PageLane, Publisher, State
from countersign.delivery import canary, claim, places, send, settle
from countersign.delivery.canary import Canary
from countersign.delivery.claim import Job, Taker
from countersign.liveness import Alarm
from countersign.log import sequencer
from countersign.log.tables import Entry
from countersign.notices import Notice
from countersign.platforms.base import Done, Turn
from countersign.settings import Settings
from tests import stories
from tests.crowds import FAR, crowd, signed
from tests.fakes.mastodon import TOKEN, FakeMastodon


@pytest.fixture(autouse=True)
def on_duty(engine: Engine) -> None:
    """The newsroom is in order."""
    stories.enable(engine, "newsroom")


def due(engine: Engine, count: int, **fields: object) -> list[Delivery]:
    """So many deliveries on one page that are due now, in their order."""
    now = stories.now(engine)
    made = crowd(engine, signed(engine, "newsroom"), [now - timedelta(seconds=1)] * count, named="one of many")
    with database.transaction(engine) as s:
        found = [s.get_one(Delivery, copy.delivery) for copy in made]
        for number, one in enumerate(found):
            one.created = now + timedelta(seconds=number)
            for name, value in fields.items():
                setattr(one, name, value)
    return found


def test_any_number_of_publishers_keep_to_the_places(engine: Engine, told: Settings) -> None:
    """Eight publishers claim in one instant: together they get the four places of the page, no more and no fewer."""
    due(engine, 20)
    barrier = threading.Barrier(8)

    def one(number: int) -> int:
        barrier.wait()
        return len(stories.claimed(told, publisher=str(number)))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 4


def test_an_answer_that_is_here_frees_its_place(engine: Engine, told: Settings) -> None:
    """A place whose answer has come is taken anew before that is stored, and storing it afterwards is as good."""
    due(engine, 8)
    jobs = stories.claimed(told)
    assert len(jobs) == 4 and stories.claimed(told) == []
    with database.transaction(engine) as s:
        freed = [job.delivery for job in jobs[:2]]
        more = claim.claim(s, told, publisher="p", lane=ROUTINE, delay=timedelta(0), freeing=freed)
    assert len(more) == 2
    settle.settle([settle.Sent(job, Turn(Done("1", ""), job.state), ()) for job in (*jobs, *more)])
    with database.transaction(engine) as s:
        assert {s.get_one(Delivery, job.delivery).state for job in (*jobs, *more)} == {State.SENT}


def test_urgent_posts_have_places_of_their_own(engine: Engine, told: Settings) -> None:
    """With every routine place of a page taken by sends that hang, an urgent post goes out at once."""
    due(engine, 8)
    assert len(stories.claimed(told)) == 4
    stories.decide(engine, stories.reviewed(engine, stories.weather()), stories.COMMANDER)
    [job] = stories.claimed(told)
    assert job.urgent


def test_a_thread_goes_out_in_its_order(engine: Engine, told: Settings) -> None:
    """A later post of a thread waits while an earlier one is under way or in doubt, and follows when that has ended."""
    first, second = due(engine, 2, thread="storm")
    [job] = stories.claimed(told)
    assert job.delivery == first.id and stories.claimed(told) == []
    settle.settle([settle.Sent(job, Turn(Done("1", ""), job.state), ())])
    assert [one.delivery for one in stories.claimed(told)] == [second.id]


@pytest.mark.parametrize(("lane", "ago", "goes"), [(ROUTINE, 31, 0), (URGENT, 25, 0), (URGENT, 31, 1)])
def test_an_urgent_post_waits_half_a_minute_for_one_in_doubt(
    engine: Engine, told: Settings, lane: str, ago: int, goes: int
) -> None:
    """An earlier post of the thread in doubt keeps a routine one back, and an urgent one for half a minute at most."""
    first, second = due(engine, 2, thread="storm", lane=lane)
    with database.transaction(engine) as s:
        s.get_one(Delivery, first.id).state = State.UNKNOWN
        s.get_one(Delivery, second.id).due = database.clock(s) - timedelta(seconds=ago)
    assert len(stories.claimed(told)) == goes


def test_an_incident_goes_out_in_its_order(engine: Engine, told: Settings) -> None:
    """Two posts with one case number: the later waits for the earlier one's verdict, also while that tries again."""
    first, second, other = due(engine, 3, thread=None)
    with database.transaction(engine) as s:
        for one, turn in ((first, 0), (second, 1)):
            s.get_one(Delivery, one.id).incident = "26-0117"
            s.get_one(Delivery, one.id).turn += timedelta(milliseconds=turn)
    assert {job.delivery for job in stories.claimed(told)} == {first.id, other.id}

    def becomes(state: State, **fields: object) -> list[object]:
        with database.transaction(engine) as s:
            row = s.get_one(Delivery, first.id)
            row.state, row.lease_until = state, None
            for name, value in fields.items():
                setattr(row, name, value)
        with database.transaction(engine) as s:
            waiting = list(s.scalars(select(Delivery.id).where(places.waits_for_an_earlier_one())))
            before = places.waits_for(s, second)
        jobs = [job.delivery for job in stories.claimed(told)]
        assert (before == first.post_id) == (waiting == [second.id]) == (jobs == [])
        return jobs

    later = stories.now(engine) + timedelta(minutes=1)
    assert becomes(State.DEFERRED, due=later) == becomes(State.HELD) == becomes(State.UNKNOWN) == []
    assert becomes(State.UNKNOWN, looks=ASKED_AFTER) == [second.id]


def test_an_answer_never_overtakes_what_it_answers(engine: Engine, told: Settings) -> None:
    """A post that answers a later one has that one's turn, and the two wait for nobody in a circle."""
    at = stories.now(engine) + timedelta(hours=1)
    original = stories.approved(engine, stories.a_draft(due=at))
    answer = stories.approved(
        engine, stories.a_draft("It moved.", due=at - timedelta(minutes=30), in_reply_to=str(original))
    )
    with database.transaction(engine) as s:
        [first], [second] = stories.deliveries_of(s, original), stories.deliveries_of(s, answer)
        assert (second.turn, second.due) == (first.turn, at - timedelta(minutes=30))
        first.due = second.due = database.clock(s)
    assert [job.delivery for job in stories.claimed(told)] == [first.id]


@pytest.mark.parametrize(("ended", "up"), [(False, 0), (True, 60), (True, 0)])
def test_the_places_of_a_dead_publisher_are_free_at_once(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch, *, ended: bool, up: int
) -> None:
    """Its session ends with the process: what it was sending is looked for then, not when the lease has run out."""
    monkeypatch.setattr(deliveries, "RECONNECTING", timedelta(minutes=up))
    due(engine, 5)
    assert len(stories.claimed(told, publisher="killed")) == 4
    with psycopg.connect(settings.driver_dsn(told.database_url)) as ear:
        now, session = stories.now(engine), ear.info.backend_pid
        with database.transaction(engine) as s:
            s.add(Publisher(id="killed", lane="any", started=now, seen=now, session=session))
        if ended:
            ear.close()
            gone = select(func.count()).select_from(text("pg_stat_activity")).where(text(f"pid = {session}"))
            stories.until(lambda: _scalar(engine, gone) == 0, "the session has ended")
        delivery.settle_unknown()
        assert len(stories.claimed(told)) == (4 if ended and not up else 0)


def _scalar(engine: Engine, query: Any) -> Any:
    with database.transaction(engine) as s:
        return s.scalar(query)


def test_too_many_requests_let_the_whole_page_rest(engine: Engine, told: Settings) -> None:
    """After a 429 nothing of that lane is sent to the page before the instant that its server named; others go on."""
    with FakeMastodon() as server:
        server.behaviour.writes_left = 0
        stories.connect(engine, told, "mastodon", url=server.url, token=TOKEN)
        stories.approved(engine, stories.a_draft(pages=("mastodon",)))
        stories.approved(engine, stories.a_draft("Elm Street is open again.", pages=("mastodon",)))
        first, second = stories.claimed(told)
        stories.send_job(first, told)
        with database.transaction(engine) as s:
            row = s.get_one(PageLane, ("mastodon", ROUTINE))
            assert row.rests_until and timedelta(0) < row.rests_until - database.clock(s) <= timedelta(seconds=31)
            assert row.remaining == 0
            assert places.rests_until(row, database.clock(s)) and not places.rests_until(row, row.rests_until + FAR)
            assert s.get_one(Delivery, first.delivery).due == row.rests_until
        server.behaviour.writes_left = 10
        stories.send_job(second, told)
        stories.approved(engine, stories.a_draft("Oak Street is open again.", pages=("mastodon",)))
        stories.approved(engine)
        assert [job.access.page_id for job in stories.claimed(told)] == ["newsroom"]
        with database.transaction(engine) as s:
            assert list(liveness.flow(s, within=30, now=database.clock(s) + timedelta(seconds=40)).waiting) == []


def test_a_post_that_cannot_be_prepared_keeps_no_other_back(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of ours in one post's preparation holds that post, and the others of the same claim go out."""
    broken = due(engine, 3)[0]
    plan = claim._plan

    def fails(brief: object, *rest: object) -> object:
        if brief.delivery.id == broken.id:  # type: ignore[attr-defined]
            raise KeyError("ours")
        return plan(brief, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(claim, "_plan", fails)
    assert len(stories.claimed(told)) == 2
    with database.transaction(engine) as s:
        assert s.get_one(Delivery, broken.id).state is State.HELD


def a_claim_at(told: Settings, instant: datetime) -> list[Job]:
    """What a publisher takes of the canaries at an instant."""
    with database.transaction() as s:
        return canary.take(s, Taker("p", told, instant, time.monotonic()), before=instant)


def test_the_canary_flies_once_a_minute(engine: Engine, told: Settings) -> None:
    """One is put in per minute, one publisher takes it, it arrives through the send, and no entry speaks of it."""
    canary.put_in()
    canary.put_in()
    with database.transaction(engine) as s:
        [one] = s.scalars(select(Canary))
        before = s.query(Entry).count()
    assert a_claim_at(told, one.due - timedelta(seconds=1)) == []
    [job] = a_claim_at(told, one.due)
    assert a_claim_at(told, one.due) == []
    with send.open_channel(job, told) as channel:
        sent = send.to_its_end(job, channel, may_wait=lambda seconds: False)
    with database.transaction(engine) as s:
        canary.arrived(s, job.delivery, sent.turn, database.clock(s))
    with database.transaction(engine) as s:
        assert canary.last(s) and s.query(Entry).count() == before


def test_the_record_counts_canaries_by_the_day(engine: Engine, told: Settings) -> None:
    """Of each day that is over the record has one entry, however often one looks, and old rows go."""
    now = stories.now(engine)
    with database.transaction(engine) as s:
        for days in (1, 1, 2, 5):
            s.add(Canary(due=now - timedelta(days=days), arrived=now - timedelta(days=days) + timedelta(seconds=1)))
    for minutes in (0, 2):
        with database.transaction(engine) as s:
            for one in s.scalars(select(Canary).where(Canary.arrived.is_(None))):
                one.due -= timedelta(minutes=minutes)
        canary.put_in()
    with database.transaction(engine) as s:
        days = list(s.scalars(select(Entry.subject).where(Entry.event == "canary.counted")))
        assert len(days) == len(set(days)) and f"canary:{now - timedelta(days=1):%Y-%m-%d}" in days
        assert not s.scalars(select(Canary).where(Canary.due < now - canary.KEPT)).all()


def test_an_alarm_is_told_once_and_when_it_is_over(engine: Engine, told: Settings) -> None:
    """A post that is due for over 30 seconds: the administrators are told once, and once more when it is gone."""
    sequencer.seal(engine, told, now=stories.now(engine))  # The entries of a long run's template are old by now.
    due(engine, 1, due=stories.now(engine) - timedelta(seconds=40))
    for _ in range(3):
        liveness.watch(watched=timedelta(seconds=30), airflow=False)
    stories.publish(told)
    for _ in range(2):
        liveness.watch(watched=timedelta(seconds=30), airflow=False)
    with database.transaction(engine) as s:
        told_of = [notice.kind for notice in s.scalars(select(Notice).where(Notice.kind.like("alarm%")))]
        [alarm] = s.scalars(select(Alarm))
        assert alarm.kind == "due" and alarm.ended
        people = {notice.person_id for notice in s.scalars(select(Notice).where(Notice.kind == "alarm"))}
    assert len(told_of) == 2 * len(people) and people


def test_what_has_ended_costs_a_claim_nothing(engine: Engine, told: Settings) -> None:
    """The statements of a claim find what is due by the partial indexes, never by reading the whole table."""
    due(engine, 2)
    seen: list[str] = []
    event.listen(
        engine, "before_cursor_execute", lambda c, cursor, sql, values, *rest: seen.append(_explain(c, sql, values))
    )
    with database.transaction(engine) as s:
        s.execute(text("set local enable_seqscan = off"))
        assert claim.claim(s, told, publisher="p", lane=ROUTINE, delay=timedelta(0))
    plans = [plan for plan in seen if "delivery" in plan and "Scan" in plan]
    assert any("delivery_due" in plan for plan in plans) and any("delivery_open" in plan for plan in plans)
    assert not [plan for plan in plans if "Seq Scan on delivery" in plan]


def _explain(connection: Connection, sql: str, values: Any) -> str:
    """The plan of a statement that reads or locks deliveries, or nothing."""
    if not sql.lstrip().upper().startswith("SELECT") or "delivery" not in sql or not isinstance(values, dict):
        return ""
    with connection.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"explain {sql}", values)
        return "\n".join(row[0] for row in cursor.fetchall())
