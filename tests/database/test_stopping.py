"""Stopping: every scope, the critical incident with the review after it, and what is too late with a part of it out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from countersign import database, delivery, desk, pauses
from countersign.content import Draft
from countersign.deliveries import Attempt, Delivery, State
from countersign.desk import releasing
from countersign.errors import Invalid, NotAllowed, NotFound, WrongState
from countersign.notices import Notice
from countersign.pages import Page
from countersign.pauses import Pause
from countersign.settings import Settings
from tests import stories

CASE = "HG-26-1124"


@pytest.fixture(autouse=True)
def on_duty(engine: Engine) -> None:
    """The newsroom is in order."""
    stories.enable(engine, "newsroom")


def about(case: str) -> Draft:
    """A notice about an incident."""
    draft = stories.a_draft()
    return replace(draft, facts={**draft.facts, "case_number": case})


def state(engine: Engine, post_id: object) -> State:
    """Where the one delivery of a post stands."""
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)  # type: ignore[arg-type]
        return one.state


def critical(engine: Engine, case: str = CASE, *, who: str = stories.COMMANDER) -> Pause:
    """A critical incident begins."""
    with database.transaction(engine) as s:
        return desk.critical_incident(s, who, case, reason="Shots fired.", now=database.clock(s))[0]


def lift(engine: Engine, pause: Pause, *, who: str = stories.CHIEF) -> None:
    """It is over."""
    with database.transaction(engine) as s:
        desk.resume(s, who, pause.id, reason="All clear.", now=database.clock(s))


IDS = st.sampled_from(["a", "b"])
SCOPES = st.one_of(st.just(pauses.AGENCY), st.builds(pauses.scope, st.sampled_from(pauses.KINDS), IDS.map(str.upper)))


@given(SCOPES, st.none() | SCOPES, st.booleans(), st.booleans(), st.tuples(*[st.none() | IDS.map(str.upper)] * 4))
def test_a_pause_stops_what_lies_in_it(
    scope: str, spares: str | None, stops_urgent: bool, urgent: bool, lies: tuple[str | None, ...]
) -> None:
    """In its scope, not in what it spares, and an urgent one only when it says so; outside, nothing."""
    pause = Pause(scope=scope, spares=spares, stops_urgent=stops_urgent)
    fields = dict(zip(("page_id", "category", "unit", "incident"), lies, strict=True))
    one = Delivery(**fields, lane="urgent" if urgent else "routine")
    named = {f"{kind}:{id}" for kind, id in zip(pauses.KINDS, lies, strict=True) if id} | {pauses.AGENCY}
    expected = scope in named and spares not in named and (stops_urgent or not urgent)
    assert pauses.stops(pause, one) is expected
    assert (pauses.stopping([pause], one) is pause) is expected


def test_queries_and_rules_agree(engine: Engine, told: Settings) -> None:
    """What the claim's query passes over is exactly what the rule stops, for every kind of scope and what is spared."""
    stories.approved(engine, about(CASE))
    stories.approved(engine, replace(stories.a_draft(), unit="patrol"))
    stories.decide(engine, stories.reviewed(engine, stories.weather()), stories.COMMANDER)
    scopes = ["agency", "page:newsroom", "page:mastodon", "category:community_notice", "category:weather"]
    scopes += ["unit:patrol", "unit:public_information", f"incident:{CASE}", "incident:OTHER"]
    with database.transaction(engine) as s:
        rows = list(s.scalars(select(Delivery)))
        assert {row.unit for row in rows} == {"patrol", "public_information"}
        for scope in scopes:
            for spares in (None, *scopes):
                for stops_urgent in (False, True):
                    pause = Pause(scope=scope, spares=spares, stops_urgent=stops_urgent)
                    found = set(s.scalars(select(Delivery.id).where(pauses.stopped(pause, Delivery))))
                    assert found == {row.id for row in rows if pauses.stops(pause, row)}, (scope, spares)


@pytest.mark.parametrize("scope", ["unit:public_information", f"incident:{CASE}"])
def test_a_unit_or_an_incident_is_stopped_alone(engine: Engine, told: Settings, scope: str) -> None:
    """Posts of the unit, or with the case number however it was typed, wait; all others go out."""
    inside = stories.approved(engine, about(" hg-26-1124"))
    outside = stories.approved(engine, replace(about("HG-26-9"), unit="patrol"))
    with database.transaction(engine) as s:
        desk.pause(s, stories.AUTHOR, scope, reason="Check.", now=database.clock(s))
    while stories.publish(told):
        pass
    assert (state(engine, inside), state(engine, outside)) == (State.SCHEDULED, State.SENT)


@pytest.mark.parametrize("scope", ["unit:nobody", "incident:", "incident: hg-1", "town:x", "page:", "incident:\x07"])
def test_what_is_not_there_cannot_be_paused(engine: Engine, scope: str) -> None:
    """A scope that nothing lies in is refused, so that nobody believes that something was stopped."""
    with database.transaction(engine) as s, pytest.raises(Invalid) as refused:
        desk.pause(s, stories.AUTHOR, scope, reason="Check.", now=database.clock(s))
    assert "scope" in refused.value.fields


def test_a_critical_incident_stops_everything_else(engine: Engine, told: Settings) -> None:
    """In one act: its own posts and emergencies go out, nothing else does, and afterwards that waits for a person."""
    own, other, urgent = about(CASE), stories.a_draft(), stories.weather()
    waits = stories.approved(engine, other)
    pause = critical(engine)
    goes = [stories.approved(engine, own), stories.reviewed(engine, urgent)]
    stories.decide(engine, goes[1], stories.COMMANDER)
    while stories.publish(told):
        pass
    assert [state(engine, post_id) for post_id in goes] == [State.SENT, State.SENT]
    assert state(engine, waits) is State.SCHEDULED
    with database.transaction(engine) as s:
        later = database.clock(s) + timedelta(hours=3)
        [planned] = stories.deliveries_of(s, stories.approved(engine, stories.a_draft(due=later)))

    with pytest.raises(NotAllowed, match="second person"):
        lift(engine, pause, who=stories.COMMANDER)
    lift(engine, pause)
    assert stories.publish(told) == 0
    delivery.settle_unknown()
    assert state(engine, waits) is State.HELD and state(engine, planned.post_id) is State.SCHEDULED
    with database.transaction(engine) as s:
        [one] = releasing.waiting(s)
        told_to = set(s.scalars(select(Notice.person_id).where(Notice.kind == "look_again")))
        assert told_to == {stories.AUTHOR, stories.COMMANDER}
    with pytest.raises(NotFound), database.transaction(engine) as s:
        desk.release(s, "alex.moreno", one.id, reason="Fine.", now=database.clock(s))
    with database.transaction(engine) as s:
        desk.release(s, stories.AUTHOR, one.id, reason="Still right.", now=database.clock(s))
    with pytest.raises(WrongState), database.transaction(engine) as s:
        desk.release(s, stories.AUTHOR, one.id, reason="Still right.", now=database.clock(s))
    stories.published(told, waits)
    assert state(engine, waits) is State.SENT


def test_several_are_let_go_or_none(engine: Engine, told: Settings) -> None:
    """When one of them may not go out any more, none of them does, and the person sees it."""
    both = [stories.approved(engine), stories.approved(engine)]
    lift(engine, critical(engine))
    with database.transaction(engine) as s:
        rows = releasing.waiting(s)
        rows[0].not_after = database.clock(s) - timedelta(seconds=1)
        ids = [row.id for row in rows]
    with pytest.raises(WrongState), database.transaction(engine) as s:
        desk.release_all(s, stories.AUTHOR, ids, reason="Read.", now=database.clock(s))
    assert {state(engine, post_id) for post_id in both} == {State.HELD}
    delivery.settle_unknown()
    assert sorted(state(engine, post_id) for post_id in both) == [State.HELD, State.MISSED]


def test_what_was_held_for_another_reason_is_read_again_too(engine: Engine, told: Settings) -> None:
    """A post that a closed page held back does not slip out unread once the page is back, after the incident."""
    waits = stories.approved(engine)
    with database.transaction(engine) as s:
        s.get_one(Page, "newsroom").enabled = False
    stories.publish(told)
    assert state(engine, waits) is State.HELD
    lift(engine, critical(engine))
    stories.enable(engine, "newsroom")
    delivery.settle_unknown()
    assert stories.publish(told) == 0 and state(engine, waits) is State.HELD
    with database.transaction(engine) as s:
        [one] = releasing.waiting(s)
        desk.release(s, stories.AUTHOR, one.id, reason="Still right.", now=database.clock(s))
    stories.published(told, waits)


def test_a_critical_incident_with_an_end_ends_by_an_act(engine: Engine, told: Settings) -> None:
    """Its time being over lets nothing slip out: what was due is held in the same transaction that ends it."""
    waits, pause = stories.approved(engine), critical(engine)
    with database.transaction(engine) as s:
        s.get_one(Pause, pause.id).until = database.clock(s) - timedelta(seconds=1)
    assert stories.publish(told) == 0
    delivery.settle_unknown()
    assert stories.publish(told) == 0 and state(engine, waits) is State.HELD
    with database.transaction(engine) as s:
        assert s.get_one(Pause, pause.id).lifted_by == "machine" and pauses.live(s, database.clock(s)) == []


@pytest.mark.parametrize("parts", [0, 1])
def test_too_late_with_a_part_out_is_not_called_missed(engine: Engine, told: Settings, parts: int) -> None:
    """With the first part of a thread out and the rest too late, a person says what it is; else it is missed."""
    post_id = stories.approved(engine)
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
        now = database.clock(s)
        tried = {"publisher": "p", "started": now, "plan": {}, "plan_hash": "", "outcome": "Wait", "finished": now}
        s.add(Attempt(delivery_id=one.id, number=1, progress={"posted": ["1"] * parts}, **tried))
        one.attempts, one.not_after = 1, now - timedelta(seconds=1)
    delivery.settle_unknown()
    assert state(engine, post_id) is (State.UNKNOWN if parts else State.MISSED)
    with database.transaction(engine) as s:
        kinds = set(s.scalars(select(Notice.kind).where(Notice.kind.in_(["failed", "not_confirmed"]))))
        [one] = stories.deliveries_of(s, post_id)
        assert kinds == ({"not_confirmed"} if parts else {"failed"})
        assert ("Part 1 is out" in one.reason) is bool(parts)
