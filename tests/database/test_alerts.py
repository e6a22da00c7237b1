"""Messages of other systems: once, in order, only where people signed before, and never a drill on a real page."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from countersign import database, desk, policies, sample, settings, tokens
from countersign.alerts import sources
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source, TemplateSet
from countersign.alerts.templates import Act
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import Delivery, State
from countersign.delivery import ask, claim, deadlines, drill, intake
from countersign.delivery.review import findings
from countersign.desk import emergencies, preparing
from countersign.errors import Invalid, NotAllowed
from countersign.notices import Notice
from countersign.pages import Page
from countersign.posts import Post, Status
from countersign.settings import Settings
from countersign.tasks import Kind, Task, TaskState
from tests.unit.alerts.messages import cap, info, instant

AREA = "<areaDesc>Harbor Glen</areaDesc><circle>36.9134,-121.5512 1</circle>"


@pytest.fixture
def s(engine: Engine) -> Iterator[Session]:
    """A transaction in an installation with a source that may publish."""
    with database.transaction(engine) as session:
        now = database.clock(session)
        for page in session.scalars(select(Page).where(Page.id.in_(["newsroom", "drills"]))):
            page.enabled = True
        desk.take_watch(session, sample.ON_WATCH, now=now)
        told = {"person": sample.AUTHOR, "who": sample.AUTHOR, "now": now}
        secret = tokens.create(session, "county", [tokens.Scope.ALERTS_WRITE], **told)
        sample.prepare_alerts(session, secret, now=now)
        session.flush()
        yield session


def message(s: Session, *infos: str, **told: str) -> bytes:
    """A message of the sample's source, sent now, in our area."""
    now = database.clock(s)
    usual = {"sender": sample.SENDER, "sent": instant(now), "identifier": uuid.uuid4().hex}
    until = instant(now + timedelta(hours=2))
    return cap(*(infos or (info(area=AREA, expires=until),)), **(usual | told))


def received(s: Session, raw: bytes) -> intake.Received:
    """What becomes of one message."""
    source = s.scalars(select(Source).where(Source.name != drill.SOURCE)).one()
    (became,) = intake.receive(s, raw, source, now=database.clock(s))
    return became


def second_source(s: Session) -> Source:
    """Another source on the terms of the sample's, which may publish too."""
    now, first = database.clock(s), s.scalars(select(Source).where(Source.name != drill.SOURCE)).one()
    other = preparing.add_source(
        s, sample.CHIEF, "Feed", way=sources.Way.FOLDER, terms=sources.terms_of(first), address="/srv/x", now=now
    )
    sample.signed_by_those_who_may(s, preparing.propose_source(s, sample.CHIEF, other.id, why="a test", now=now), now)
    return other


def refers_to(identifier: str, sent: str) -> str:
    """The element by which a message names an earlier one of the sample's source."""
    return f"<references>{sample.SENDER},{identifier},{sent}</references>"


def deliveries(s: Session) -> list[Delivery]:
    """Every delivery, the oldest first."""
    return list(s.scalars(select(Delivery).order_by(Delivery.created)))


def test_a_valid_message_goes_out_at_once(s: Session, told: Settings) -> None:
    """One message is one post with its deliveries due now, claimed by the urgent lane, and a second look is owed."""
    became = received(s, message(s))
    assert became.state == AlertState.PUBLISHED, became.reasons
    (delivery,) = deliveries(s)
    assert (delivery.page_id, delivery.lane, delivery.mode) == ("newsroom", "urgent", "live")
    assert s.get_one(Post, became.post).status is Status.APPROVED
    assert s.scalars(select(Task.kind).where(Task.state == TaskState.OPEN)).all() == [Kind.REVIEW]
    s.flush()
    jobs = claim.claim(s, told, publisher="p", lane="urgent", delay=timedelta())
    assert [job.delivery for job in jobs] == [delivery.id]


def test_an_alert_wakes_only_those_who_send_alerts(s: Session, told: Settings) -> None:
    """Whoever sends routine posts sleeps on, so that an alert has the processor to itself."""
    with psycopg.connect(settings.driver_dsn(told.database_url), autocommit=True) as ear:
        for channel in (database.DUE, database.URGENT):
            ear.execute(f"listen {channel}")
        received(s, message(s))
        s.commit()
        assert [heard.channel for heard in ear.notifies(timeout=5, stop_after=1)] == [database.URGENT]


def test_the_same_message_twice_is_once(s: Session) -> None:
    """The same bytes change nothing; other bytes under the same identity are set aside and people are told."""
    raw = message(s)
    first, again = received(s, raw), received(s, raw)
    assert first == again and len(deliveries(s)) == 1
    forged = received(s, raw.replace(b"Stay away", b"Go nearer"))
    assert forged.state == AlertState.QUARANTINED and len(deliveries(s)) == 1
    assert s.scalars(select(Notice).where(Notice.kind == "alert_quarantined")).all()


@pytest.mark.parametrize("status", ["Test", "Exercise", "System", "Draft"])
def test_a_test_reaches_no_page(s: Session, status: str) -> None:
    """Whatever its source, a test, exercise or draft is refused and makes no delivery."""
    assert received(s, message(s, status=status)).state == AlertState.REFUSED
    assert deliveries(s) == []


def test_a_source_without_a_signature_is_listened_to(s: Session) -> None:
    """A source publishes only while its terms are those that were signed; before and after it is only listened to."""
    source = s.scalars(select(Source)).one()
    source.terms = replace(sources.terms_of(source), cap_per_hour=50).to_json()
    became = received(s, message(s))
    assert became.state == AlertState.LISTENED and "would have been published" in became.reasons[0]
    assert deliveries(s) == []


def test_wider_terms_wait_for_a_second_person(s: Session) -> None:
    """What narrows a source's terms holds at once; what widens them is in force once another person signed it."""
    now, source = database.clock(s), s.scalars(select(Source)).one()
    signed = sources.terms_of(source)

    def change(terms: sources.Terms) -> Proposal | None:
        return preparing.change_source(s, sample.CHIEF, source.id, terms, why="a test", now=now)

    narrow = replace(signed, cap_per_hour=5, events=("Flash Flood Warning", "Flood Warning"))
    assert change(narrow) is None and sources.publishes(source) and sources.terms_of(source) == narrow
    asked = change(replace(narrow, senders=(*narrow.senders, "other@example.gov")))
    assert asked and sources.publishes(source) and sources.terms_of(source) == narrow
    sample.signed_by_those_who_may(s, asked, now)
    assert sources.publishes(source) and "other@example.gov" in sources.terms_of(source).senders
    again = change(replace(sources.terms_of(source), events=()))
    assert again
    preparing.stop_source(s, sample.CHIEF, source.id, reason="a test", now=now)
    assert again.state is ProposalState.VOID and not sources.publishes(source)
    assert change(replace(signed, cap_per_hour=300)) is None and not sources.publishes(source)


def test_an_update_answers_and_a_cancel_ends(s: Session) -> None:
    """Messages of one incident make one thread; a cancel without words finds it, and its end is remembered."""
    now = database.clock(s)
    received(s, message(s, identifier="A1", sent=instant(now)))
    (first,) = deliveries(s)
    first.state, first.remote_id, first.sent, first.attempts = State.SENT, "remote-1", now, 1
    reference = refers_to("A1", instant(now))
    later = info(area=AREA, expires=instant(now + timedelta(hours=4)))
    update = message(s, later, msgType="Update", identifier="A2", extra=reference)
    assert received(s, update).state == AlertState.PUBLISHED
    second = deliveries(s)[-1]
    assert second.thread == first.thread
    second.state, second.remote_id, second.sent, second.attempts = State.SENT, "remote-2", now, 1
    cancel = message(s, "", msgType="Cancel", identifier="A3", extra=reference)
    assert received(s, cancel).state == AlertState.PUBLISHED
    assert len({d.thread for d in deliveries(s)}) == 1 and len(deliveries(s)) == 3
    assert s.scalars(select(Incident)).one().how == "cancelled"


def test_a_cancel_takes_back_what_has_not_gone_out(s: Session) -> None:
    """What was never public needs no public cancel: the waiting post is taken back."""
    now = database.clock(s)
    received(s, message(s, identifier="A1", sent=instant(now)))
    reference = refers_to("A1", instant(now))
    became = received(s, message(s, "", msgType="Cancel", identifier="A2", extra=reference))
    assert became.state == AlertState.JOINED and became.post is None
    assert [d.state for d in deliveries(s)] == [State.WITHDRAWN]


def test_an_update_of_something_unknown_waits(s: Session) -> None:
    """A message that overtook its original waits, and goes out when that one has come."""
    now = database.clock(s)
    reference = refers_to("B1", instant(now))
    early = received(s, message(s, msgType="Update", identifier="B2", extra=reference))
    assert early.state == AlertState.WAITING and deliveries(s) == []


def went_out(s: Session, minutes: int) -> None:
    """Everything is out, and what is owed for it was asked for so many minutes later."""
    for row in deliveries(s):
        row.state, row.remote_id, row.sent, row.attempts = State.SENT, f"r-{row.id}", database.clock(s), 1
    s.flush()
    for task in s.scalars(select(Task).where(Task.state.in_([TaskState.PLANNED, TaskState.OPEN]))).all():
        deadlines._step(s, task, database.clock(s) + timedelta(minutes=minutes))


@pytest.mark.parametrize("signed", [True, False], ids=["by itself", "with names"])
def test_a_storm_is_capped_and_told_once(s: Session, signed: bool) -> None:
    """Whatever a source may do, a storm of it is one notice a person, sign-offs, owed and late looks included."""
    source = s.scalars(select(Source)).one()
    if not signed:
        source = second_source(s)
    intake.receive(s, message(s, sender="stranger@example.org"), source, now=database.clock(s))
    became = [intake.receive(s, message(s), source, now=database.clock(s))[0].state for _ in range(3)]
    went_out(s, 0)
    became += [intake.receive(s, message(s), source, now=database.clock(s))[0].state for _ in range(37)]
    said = AlertState.PUBLISHED if signed else intake.WAITS_FOR_NAMES
    assert became.count(said) == 20 and became.count(AlertState.NEEDS_PERSON) == 20
    s.flush()
    for proposal in s.scalars(select(Proposal).where(Proposal.state == ProposalState.OPEN)).all():
        ask._ask(s, proposal, database.clock(s))
        ask._escalate(s, proposal, database.clock(s))
    went_out(s, 0)
    went_out(s, 31)
    about = (Notice.facts["source"].astext == source.name, Notice.read.is_(None))
    told = s.execute(select(Notice.person_id, Notice.kind).where(*about)).all()
    assert len(told) == len(set(told)) and (sample.ON_WATCH, "alert_storm") in told
    assert {kind for _, kind in told} <= {"alert_storm", "asked", "owed", "owed_late"}
    assert sum(person == sample.ON_WATCH for person, _ in told) == 1


def test_what_was_dealt_with_calls_again(s: Session) -> None:
    """Messages that wait together are one notice that counts them; after they were put aside the next one calls."""
    odd = {"sender": "stranger@example.org"}
    rows = [received(s, message(s, **odd)).alert for _ in range(3)]
    (notice,) = s.scalars(select(Notice).where(Notice.person_id == sample.ON_WATCH, Notice.kind.like("alert_%")))
    assert (notice.path, notice.facts["count"]) == ("/alerts", "3")
    for row in rows:
        assert row
        emergencies.dismiss_message(s, sample.ON_WATCH, row, reason="known", now=database.clock(s))
    received(s, message(s, **odd))
    mine = select(Notice.path).where(Notice.person_id == sample.ON_WATCH, Notice.kind.like("alert_%"))
    assert len(s.scalars(mine).all()) == 2


def test_a_drill_reaches_only_pages_that_nobody_reads(s: Session, told: Settings) -> None:
    """A drill makes deliveries for drill pages alone, and one that was bent to a real page is held at the claim."""
    drill.begin(s, now=database.clock(s))
    (delivery,) = deliveries(s)
    assert (delivery.page_id, delivery.mode) == ("drills", "sink")
    s.flush()
    assert len(claim.claim(s, told, publisher="p", lane="urgent", delay=timedelta())) == 1
    drill.begin(s, now=database.clock(s))
    bent = deliveries(s)[-1]
    s.get_one(Page, "drills").mode, bent.mode = "live", "live"
    s.flush()
    assert claim.claim(s, told, publisher="p", lane="urgent", delay=timedelta()) == []
    assert bent.state is State.HELD


def test_a_set_that_was_not_signed_sends_nothing(s: Session, told: Settings) -> None:
    """The claim asks again on which set a post stands; one that is gone holds it."""
    received(s, message(s))
    s.scalars(select(TemplateSet)).one().approved = None
    s.flush()
    assert claim.claim(s, told, publisher="p", lane="urgent", delay=timedelta()) == []
    assert deliveries(s)[0].state is State.HELD


def raised(s: Session, login: str, template: str, at: datetime, **given: str) -> Post:
    """A person raises an alert."""
    return emergencies.raise_alert(s, login, template, given=given, place="Ferry Street", now=at)


def test_one_person_on_watch_invokes_what_two_signed(s: Session) -> None:
    """Who is on watch sends an expedited template at once; anybody else's waits for a second person."""
    now = database.clock(s)
    post = raised(s, sample.ON_WATCH, "avoid_area", now, where="900 block of Ferry Street")
    assert post.status is Status.APPROVED and deliveries(s)[0].lane == "urgent"
    post = raised(s, sample.AUTHOR, "avoid_area", now, where="900 block of Ferry Street")
    assert post.status is Status.SIGN_OFF
    post = raised(s, sample.ON_WATCH, "rumor", now, said="that the dam failed", fact="The dam is sound.")
    assert post.status is Status.SIGN_OFF


def test_fields_are_held_to_their_bounds(s: Session) -> None:
    """A field that is missing, too long or not of its kind is told at the field, and nothing is sent."""
    now = database.clock(s)
    with pytest.raises(Invalid) as wrong:
        raised(s, sample.ON_WATCH, "missing_person", now, who="x" * 81, looks="a", call="none")
    assert set(wrong.value.fields) == {"who", "seen", "call"}
    assert deliveries(s) == []


def test_ending_is_quicker_than_beginning(s: Session) -> None:
    """One person on watch ends an incident with a reason, also where beginning it needs two."""
    now = database.clock(s)
    raised(s, sample.ON_WATCH, "avoid_area", now, where="Ferry Street")
    incident, delivery = s.scalars(select(Incident)).one(), deliveries(s)[0]
    delivery.state, delivery.remote_id, delivery.sent, delivery.attempts = State.SENT, "remote-1", now, 1
    with pytest.raises(Invalid):
        emergencies.say_more(s, sample.ON_WATCH, incident.id, Act.CANCEL, given={"where": "x"}, place="x", now=now)
    post = emergencies.say_more(
        s, sample.ON_WATCH, incident.id, Act.FALSE_ALARM, given={"where": "x"}, place="x", reason="not so", now=now
    )
    assert post and post.status is Status.APPROVED and incident.how == "false alarm"


def test_only_keepers_prepare(s: Session) -> None:
    """Sources and templates are kept by the top role and the owners of pages."""
    now = database.clock(s)
    policy, allowed = policies.current(s), set()
    for person in policy.people:
        try:
            with s.begin_nested():
                preparing.propose_set(s, person.id, [], why="a test of rights", now=now)
            allowed.add(person.id)
        except NotAllowed:
            pass
    assert allowed == {
        p.id for p in policies.current(s).people if preparing.may_prepare(policies.current(s), p.id, now)
    }
    assert sample.CHIEF in allowed and sample.ON_WATCH not in allowed


def test_a_refusal_stores_the_bytes(s: Session) -> None:
    """Whatever arrives is kept as it was received, with its reason."""
    became = received(s, b"<junk")
    row = s.get_one(AlertRow, became.alert)
    assert (row.state, row.raw) == (AlertState.REFUSED, b"<junk") and row.reasons


def test_words_that_nobody_signed_are_looked_at(s: Session) -> None:
    """What screening asks about in the fields keeps a message for a person, and wants a second one beside the watch."""
    now = database.clock(s)
    says = "Stay inside, a suspect may be armed."
    became = received(s, message(s, info(area=AREA, instruction=says, expires=instant(now + timedelta(hours=1)))))
    assert became.state == AlertState.NEEDS_PERSON and became.reasons, became
    assert deliveries(s) == []
    calm, doubtful = "Stay inside.", says
    assert raised(s, sample.ON_WATCH, "avoid_area", now, where="Ferry Street", advice=calm).status is Status.APPROVED
    post = raised(s, sample.ON_WATCH, "avoid_area", now, where="Ferry Street", advice=doubtful)
    assert post.status is Status.SIGN_OFF and findings(s, post.version_id)


def test_the_one_who_sent_it_never_takes_the_second_look(s: Session) -> None:
    """Before and after it is out, only another person closes the look that is owed."""
    now = database.clock(s)
    post = raised(s, sample.ON_WATCH, "avoid_area", now, where="Ferry Street")
    task = s.scalars(select(Task).where(Task.post_id == post.id, Task.state == TaskState.OPEN)).one()
    with pytest.raises(NotAllowed):
        desk.finish_task(s, sample.ON_WATCH, task.id, now=now, reason="it was right")
    desk.take_watch(s, "james.holt", now=now)
    assert desk.finish_task(s, "james.holt", task.id, now=now, reason="it was right").ended_by == "james.holt"


def test_one_message_by_two_ways_is_told_once(s: Session) -> None:
    """The same message through a second source says nothing more, even in other bytes; one incident, one post."""
    now, first = database.clock(s), s.scalars(select(Source)).one()
    other = second_source(s)
    raw = message(s, identifier="A1")
    (once,) = intake.receive(s, raw, first, now=now)
    assert once.state == AlertState.PUBLISHED
    (again,) = intake.receive(s, raw + b"\n", other, now=now)
    assert again.state == AlertState.JOINED and "another way" in again.reasons[0]
    assert len(deliveries(s)) == 1 and len(s.scalars(select(Incident)).all()) == 1


def test_owed_looks_of_a_burst_are_one_notice(s: Session) -> None:
    """Ten alerts of one source in a minute owe ten looks, and each person is told of them once."""
    for _ in range(10):
        assert received(s, message(s)).state == AlertState.PUBLISHED
    assert len(s.scalars(select(Task).where(Task.kind == Kind.REVIEW, Task.state == TaskState.OPEN)).all()) == 10
    told = s.scalars(select(Notice.person_id).where(Notice.kind == "owed")).all()
    assert told and len(told) == len(set(told))


def test_what_waits_for_names_keeps_no_signed_message_back(s: Session) -> None:
    """A source that may not speak by itself is asked about; one that may tells the same event at once, in its place."""
    now, first = database.clock(s), s.scalars(select(Source)).one()
    other = second_source(s)
    code = "/O.NEW.KMTR.FL.W.0007.000000T0000Z-261122T1600Z/"
    vtec = f"<parameter><valueName>VTEC</valueName><value>{code}</value></parameter><area>"
    told = info(area=AREA, expires=instant(now + timedelta(hours=2))).replace("<area>", vtec, 1)
    same = message(s, told)
    (waiting,), (again,) = (intake.receive(s, same, other, now=now) for _ in "12")
    assert (waiting.state, again.state, again.post) == (intake.WAITS_FOR_NAMES, intake.WAITS_FOR_NAMES, waiting.post)
    assert deliveries(s) == [] and s.get_one(Post, waiting.post).status is Status.SIGN_OFF
    (signed,) = intake.receive(s, message(s, told), first, now=now)
    assert signed.state == AlertState.PUBLISHED and len(deliveries(s)) == 1
    assert s.get_one(Post, waiting.post).status is Status.WITHDRAWN and len(s.scalars(select(Incident)).all()) == 1
    (late,) = intake.receive(s, message(s, told), other, now=now)
    assert late.state == AlertState.JOINED
