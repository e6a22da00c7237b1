"""Threads of messages: one live post at each page, quick ends, and nothing that stands on terms that no longer hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import database, desk, policies, sample
from countersign.alerts import authority, sets, sources
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source
from countersign.alerts.templates import Act
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import State
from countersign.delivery import ask, claim, deadlines, intake
from countersign.desk import emergencies, preparing
from countersign.errors import NotAllowed, WrongState
from countersign.notices import Notice
from countersign.pages import Page
from countersign.posts import FinalTextRow, Status
from countersign.settings import Settings
from countersign.tasks import Kind, Task, TaskState
from tests.database.test_alerts import AREA, deliveries, message, raised, received, s, second_source  # noqa: F401
from tests.unit.alerts.messages import info, instant

WHERE = {"where": "Ferry Street"}


@pytest.fixture
def out(s: Session) -> Iterator[Session]:  # noqa: F811
    """An incident whose alert A1 is out."""
    now = database.clock(s)
    assert received(s, message(s, identifier="A1", sent=instant(now))).state == AlertState.PUBLISHED
    sent(s)
    yield s


def sent(s: Session) -> None:  # noqa: F811
    """The newest delivery goes out."""
    last = deliveries(s)[-1]
    last.state, last.remote_id, last.sent, last.attempts = State.SENT, f"r-{last.id}", database.clock(s), 1
    s.flush()


def refers(s: Session, to: str = "A1") -> str:  # noqa: F811
    """The reference to a message of the sample's source."""
    row = next(row for row in s.scalars(select(AlertRow)) if f",{to}," in row.identity)
    return f"<references>{row.identity}</references>"


def claimed(s: Session, told: Settings) -> int:  # noqa: F811
    """How many deliveries a publisher takes now."""
    s.flush()
    return len(claim.claim(s, told, publisher="p", lane="urgent", delay=timedelta()))


def new_set(s: Session, **modes: sets.Mode) -> None:  # noqa: F811
    """Another set is signed, with these modes and no other."""
    now = database.clock(s)
    until = (now + timedelta(days=1)).isoformat()
    terms = [sets.Terms(template=name, mode=mode, until=until) for name, mode in modes.items()]
    sample.signed_by_those_who_may(s, preparing.propose_set(s, sample.CHIEF, terms, why="a test", now=now), now)


def test_one_event_is_told_once_and_ended_once(out: Session) -> None:
    """An update that is late says nothing; so does a second cancel; an identifier used again asks a person."""
    now = database.clock(out)
    later = info(area=AREA, expires=instant(now + timedelta(hours=4)))
    newer, older = instant(now + timedelta(seconds=2)), instant(now - timedelta(seconds=30))
    told = {"msgType": "Update", "extra": refers(out)}
    assert received(out, message(out, later, identifier="A2", sent=newer, **told)).state == AlertState.PUBLISHED
    sent(out)
    late = received(out, message(out, later, identifier="A0", sent=older, **told))
    assert late.state == AlertState.JOINED and "newer" in late.reasons[0]
    again = received(out, message(out, identifier="A1", sent=instant(now + timedelta(seconds=9))))
    assert again.state == AlertState.NEEDS_PERSON and "same sender and identifier" in again.reasons[0]
    ends = [received(out, message(out, "", msgType="Cancel", identifier=n, extra=refers(out))) for n in ("A3", "A4")]
    assert [one.state for one in ends] == [AlertState.PUBLISHED, AlertState.JOINED]
    assert len(deliveries(out)) == 3
    row = out.scalars(select(AlertRow).where(AlertRow.identity.contains(",A3,"))).one()
    assert row.post_id and out.scalars(select(Incident)).one().how == "cancelled"


def test_nobody_ends_what_another_source_raised(out: Session) -> None:
    """A cancel of another source about our alert needs a person, who cannot let it out as an alert by mistake."""
    now = database.clock(out)
    first = out.scalars(select(Source)).one()
    terms = sources.Terms.from_json(first.terms)
    other = preparing.add_source(
        out, sample.CHIEF, "Other", way=sources.Way.FOLDER, terms=terms, address="/srv/x", now=now
    )
    proposal = preparing.propose_source(out, sample.CHIEF, other.id, why="a test", now=now)
    sample.signed_by_those_who_may(out, proposal, now)
    same = info(area=AREA, expires=instant(now + timedelta(hours=4)))
    raw = message(out, same, msgType="Cancel", identifier="B1", extra=refers(out))
    (became,) = intake.receive(out, raw, other, now=now)
    assert became.state == AlertState.NEEDS_PERSON and "somebody else" in " ".join(became.reasons)
    assert became.alert and emergencies.open_message(out, became.alert).act is Act.CANCEL


def test_what_waits_for_names_is_taken_back_with_its_incident(s: Session, told: Settings) -> None:  # noqa: F811
    """An alert that waits for a second name cannot be signed any more once its incident has ended."""
    now = database.clock(s)
    post = raised(s, sample.AUTHOR, "avoid_area", now, **WHERE)
    assert post.status is Status.SIGN_OFF
    incident = s.scalars(select(Incident)).one()
    ask = {"given": WHERE, "place": "Ferry Street", "reason": "not so", "now": now}
    with pytest.raises(NotAllowed):
        emergencies.say_more(s, "grace.lin", incident.id, Act.CANCEL, **ask)
    assert emergencies.say_more(s, sample.ON_WATCH, incident.id, Act.CANCEL, **ask) is None
    assert post.status is Status.WITHDRAWN and incident.ended
    states = s.scalars(select(Proposal.state).where(Proposal.subject == str(post.id))).all()
    assert states == [ProposalState.VOID] and deliveries(s) == []


def test_an_end_that_waits_for_a_name_ends_nothing_yet(out: Session) -> None:
    """Who is not on watch asks for a second name: the incident stays open and what is out stays, until it is signed."""
    now = database.clock(out)
    incident = out.scalars(select(Incident)).one()
    ask = {"given": {"hazard": "Flood"}, "place": "Harbor Glen", "reason": "over", "now": now}
    post = emergencies.say_more(out, sample.AUTHOR, incident.id, Act.CANCEL, **ask)
    assert post and post.status is Status.SIGN_OFF and incident.ended is None
    proposal = out.scalars(select(Proposal).where(Proposal.subject == str(post.id))).one()
    sample.signed_by_those_who_may(out, proposal, now)
    assert post.status is Status.APPROVED and incident.how == "over"
    with pytest.raises(WrongState):
        emergencies.say_more(out, sample.ON_WATCH, incident.id, Act.UPDATE, **ask)


def test_an_end_stands_on_the_signed_words_alone(out: Session, told: Settings) -> None:
    """Where a template needs two people to begin, one person on watch ends it, and it really goes out."""
    new_set(out, hazmat=sets.Mode.EXPEDITED)
    incident = out.scalars(select(Incident)).one()
    ask = {"given": {"hazard": "Flood"}, "place": "x", "reason": "over", "now": database.clock(out)}
    post = emergencies.say_more(out, sample.ON_WATCH, incident.id, Act.FALSE_ALARM, **ask)
    assert post and post.status is Status.APPROVED
    assert claimed(out, told) == 1


def test_a_newer_set_and_a_stopped_source_hold_what_waits(s: Session, told: Settings) -> None:  # noqa: F811
    """Between message and claim a set can be replaced, its time can end, and its source can be stopped: it is held."""
    source, now = s.scalars(select(Source)).one(), database.clock(s)
    received(s, message(s))
    proposal = s.scalars(select(Proposal).where(Proposal.kind == "post")).one()
    assert authority.lacking(s, [proposal], now=now) == {}
    assert authority.lacking(s, [proposal], now=now + timedelta(days=181)) != {}
    preparing.stop_source(s, sample.CHIEF, source.id, reason="a test", now=now)
    assert claimed(s, told) == 0
    assert (deliveries(s)[0].state, deliveries(s)[0].reason) == (State.HELD, authority.NOT_SPEAKING)
    raised(s, sample.ON_WATCH, "avoid_area", database.clock(s), **WHERE)
    new_set(s, avoid_area=sets.Mode.TWO_PERSON)
    assert claimed(s, told) == 0
    assert deliveries(s)[-1].reason == authority.NOT_STANDING


def test_an_update_waits_half_a_minute_for_its_alert(s: Session, told: Settings) -> None:  # noqa: F811
    """While the alert is on its way or not confirmed its update waits, 30 s at most; then it goes out by itself."""
    now = database.clock(s)
    received(s, message(s, identifier="A1", sent=instant(now)))
    assert claimed(s, told) == 1
    later = info(area=AREA, expires=instant(now + timedelta(hours=4)))
    update = message(s, later, msgType="Update", identifier="A2", extra=refers(s))
    assert received(s, update).state == AlertState.PUBLISHED
    first, second = deliveries(s)
    for state in (State.SENDING, State.UNKNOWN):
        first.state = state
        assert claimed(s, told) == 0
    second.due = database.clock(s) - timedelta(seconds=31)
    assert claimed(s, told) == 1 and second.state is State.SENDING


def test_a_critical_incident_spares_its_own_posts(s: Session, told: Settings) -> None:  # noqa: F811
    """With everything stopped, emergencies too, the posts of this incident go out and those of others do not."""
    now = database.clock(s)
    for _ in range(2):
        raised(s, sample.ON_WATCH, "avoid_area", now, **WHERE)
    ours = s.scalars(select(Incident).order_by(Incident.number)).first()
    assert ours
    pause, _ = desk.critical_incident(s, sample.ON_WATCH, ours.label, reason="a test", now=now)
    pause.stops_urgent = True
    assert claimed(s, told) == 1
    assert {d.thread for d in deliveries(s) if d.state is State.SENDING} == {ours.thread}


def test_a_cancel_puts_aside_what_nobody_decided(s: Session) -> None:  # noqa: F811
    """What needs a person and is cancelled by its source is put aside, so that nobody lets it out afterwards."""
    source, now = s.scalars(select(Source)).one(), database.clock(s)
    odd = info(area=AREA, event="Frog Rain", expires=instant(now + timedelta(hours=1)))
    first = received(s, message(s, odd, identifier="A1"))
    assert first.state == AlertState.NEEDS_PERSON
    became = received(s, message(s, "", msgType="Cancel", identifier="A2", extra=refers(s)))
    assert became.state == AlertState.JOINED
    assert s.get_one(AlertRow, first.alert).state is AlertState.DISMISSED and source.publishes


def test_a_burst_of_questions_calls_people_once(s: Session) -> None:  # noqa: F811
    """A source whose messages all need a person calls people for the first one; more of it, and a storm, join that."""
    source = s.scalars(select(Source)).one()
    source.terms = replace(sources.terms_of(source), cap_per_hour=2).to_json()
    preparing.stop_source(s, sample.CHIEF, source.id, reason="new terms", now=database.clock(s))
    proposal = preparing.propose_source(s, sample.CHIEF, source.id, why="a test", now=database.clock(s))
    sample.signed_by_those_who_may(s, proposal, database.clock(s))
    for _ in range(8):
        assert received(s, message(s, sender="stranger@example.org")).state == AlertState.NEEDS_PERSON
    told = s.execute(select(Notice.kind, Notice.path).where(Notice.kind.like("alert_%")).distinct()).all()
    assert sorted(kind for kind, _ in told) == ["alert_storm"]


def test_an_incident_owes_one_all_clear_and_none_once_it_is_over(out: Session) -> None:
    """An update owes no second one; the post that says that it is over owes none, and settles what was owed."""
    now = database.clock(out)

    def owed() -> list[TaskState]:
        for task in out.scalars(select(Task).where(Task.state == TaskState.PLANNED)):
            deadlines._step(out, task, now)
        return list(out.scalars(select(Task.state).where(Task.kind == Kind.ALL_CLEAR)))

    assert owed() == [TaskState.OPEN]
    later = info(area=AREA, expires=instant(now + timedelta(hours=4)))
    received(out, message(out, later, identifier="A2", msgType="Update", extra=refers(out)))
    sent(out)
    assert owed() == [TaskState.OPEN]
    received(out, message(out, "", msgType="Cancel", identifier="A3", extra=refers(out)))
    sent(out)
    assert owed() == [TaskState.DROPPED]


def test_one_message_that_needs_a_name_calls_a_person_once(s: Session) -> None:  # noqa: F811
    """Who was called to a post is not asked again for its name, nor told that nobody has signed yet."""
    other = second_source(s)
    (became,) = intake.receive(s, message(s), other, now=database.clock(s))
    assert became.state == intake.WAITS_FOR_NAMES and deliveries(s) == []
    proposal = s.scalars(select(Proposal).where(Proposal.state == ProposalState.OPEN)).one()
    for later in (0, 1):
        ask._ask(s, proposal, database.clock(s) + timedelta(minutes=later))
        ask._escalate(s, proposal, database.clock(s) + timedelta(minutes=later))
    mine = s.scalars(select(Notice.kind).where(Notice.person_id == sample.ON_WATCH, Notice.path.like("/posts/%")))
    assert mine.all() == ["alert_needs_person", "reminded"], "and is reminded in its time"


@pytest.mark.parametrize("both", [True, False], ids=["in two languages", "in Spanish alone"])
def test_a_cancel_without_words_keeps_to_each_language(s: Session, both: bool) -> None:  # noqa: F811
    """What stood in Spanish ends in Spanish, with the Spanish message's words and nothing English."""
    policy = policies.current(s)
    spoken = tuple(replace(page, language="es") for page in policy.pages)
    now = database.clock(s)
    policies.apply(s, replace(policy, pages=spoken), who="setup", why="a page in Spanish", now=now)
    s.get_one(Page, "newsroom").language = "es"
    source = s.scalars(select(Source)).one()
    until = {"expires": instant(now + timedelta(hours=2)), "area": AREA}
    english = info(event="Road Closed", headline="Bridge closed", instruction="Use Mission Avenue.", **until)
    spanish = info(
        language="es", event="Road Closed", headline="Puente cerrado", instruction="Use la avenida Mission.", **until
    )
    infos = (english, spanish) if both else (spanish,)
    told = received(s, message(s, *infos, identifier="A1", sent=instant(now)))
    assert told.state == AlertState.PUBLISHED, told.reasons
    (first,) = s.scalars(select(FinalTextRow.body)).all()
    assert "Puente cerrado" in str(first) and "Use la avenida Mission." in str(first) and "Bridge" not in str(first)
    sent(s)
    ended = received(s, message(s, "", msgType="Cancel", identifier="A2", extra=refers(s)))
    assert ended.state == AlertState.PUBLISHED and source.publishes
    bodies = [str(body) for body in s.scalars(select(FinalTextRow.body))]
    assert any("Puente cerrado está abierto" in body for body in bodies) and not any("Bridge" in b for b in bodies)
