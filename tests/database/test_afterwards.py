"""After publication: facts taken back, tasks with owners, removals that a machine or a person carries out."""

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from countersign import database, delivery, desk, policies, tasks
from countersign.approvals import Ask, Proposal, ProposalState, Verdict
from countersign.content import Answer, AnswerKind, Draft
from countersign.deliveries import Delivery, State
from countersign.delivery import removals as removing
from countersign.delivery.ask import waiting_stage
from countersign.desk.deciding import entitled_to
from countersign.errors import Invalid, NotAllowed, NotFound, NotSignedIn, WrongState
from countersign.log.tables import Entry, WithheldValue
from countersign.notices import Notice
from countersign.pages import Page
from countersign.platforms.fake import Store
from countersign.posts import FinalTextRow, Status
from countersign.removals import Removal, RemovalExchange, RemovalState, RemovalTry
from countersign.settings import Settings
from countersign.tasks import Kind, Task, TaskState
from tests import stories
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.proxy import CARRIED_OUT, Proxy
from tests.fakes.proxy import Fault as Loss

LEGAL, OTHER_LEGAL, PIO = "olivia.stern", "ben.adler", "lena.fischer"
CLOSED = "Elm Street is closed between 2nd and 4th because of flooding. Use Ferry Street."


@pytest.fixture
def out(engine: Engine, told: Settings, platform: Store) -> uuid.UUID:
    """A community notice that is out on two pages."""
    post_id = stories.approved(engine, stories.a_draft(pages=("newsroom", "mastodon")))
    stories.published(told, post_id)
    return post_id


def a_delivery(engine: Engine, post_id: uuid.UUID, page: str = "mastodon") -> Delivery:
    """The delivery of a post to a page."""
    with database.transaction(engine) as s:
        return next(d for d in stories.deliveries_of(s, post_id) if d.page_id == page)


def ask(engine: Engine, delivery_id: uuid.UUID, who: str = stories.AUTHOR, **more: str) -> Proposal:
    """Somebody asks that a publication be taken down."""
    words = {"authority": "Court order 26-CV-118", "reason": "The court sealed it.", "evidence": "Order of today"}
    with database.transaction(engine) as s:
        return desk.propose_removal(s, who, delivery_id, now=database.clock(s), **words | more)


def sign(engine: Engine, proposal: Proposal, who: str, *, factor: str = "password at the click") -> None:
    """One name under something that waits for names."""
    with database.transaction(engine) as s:
        told: dict[str, Any] = {"verdict": Verdict.SIGN, "digest": proposal.digest, "factor": factor}
        desk.decide(s, who, proposal.id, now=database.clock(s), **told)


def removal_signed(engine: Engine, post_id: uuid.UUID, page: str = "mastodon") -> uuid.UUID:
    """A removal with both its names."""
    row = a_delivery(engine, post_id, page)
    proposal = ask(engine, row.id)
    for who in (LEGAL, stories.CHIEF):
        sign(engine, proposal, who)
    return row.id


def removal(engine: Engine, delivery_id: uuid.UUID) -> Removal:
    """The removal of a publication."""
    with database.transaction(engine) as s:
        return s.scalars(select(Removal).where(Removal.delivery_id == delivery_id)).one()


def due_now(engine: Engine) -> None:
    """Let the time of every removal that is not over have come, and every lease have run out."""
    with database.transaction(engine) as s:
        for row in s.scalars(select(Removal).where(Removal.due.is_not(None))):
            row.due = database.clock(s) - timedelta(seconds=1)
            row.lease_until = row.due if row.lease_until else None


def owed(engine: Engine, kind: Kind) -> list[Task]:
    """Every task of a kind."""
    with database.transaction(engine) as s:
        return list(s.scalars(select(Task).where(Task.kind == kind).order_by(Task.number)))


def a_closure(**more: Any) -> Draft:
    """A road closure: it owes an all-clear and a second look."""
    told = {"pages": ("newsroom",), "facts": {"place": stories.INSIDE}} | more
    return Draft(text=CLOSED, category="road_closure", **told)


def closed(engine: Engine, told: Settings) -> uuid.UUID:
    """A road closure that is out, and its follow-ups asked for."""
    post_id = stories.reviewed(engine, a_closure())
    stories.decide(engine, post_id, stories.COMMANDER)
    stories.published(told, post_id)
    delivery.meet_deadlines()
    return post_id


# Removals


def test_a_removal_needs_legal_and_the_top_and_leaves_a_tombstone(
    engine: Engine, told: Settings, platform: Store, out: uuid.UUID
) -> None:
    """With both names the machine deletes it, looks, and keeps words, record and names; strangers lose the words."""
    row = a_delivery(engine, out)
    proposal = ask(engine, row.id)
    sign(engine, proposal, LEGAL)
    delivery.remove_due()
    assert len(platform.posts()) == 1
    sign(engine, proposal, stories.CHIEF)
    delivery.remove_due()
    assert platform.posts() == [] and removal(engine, row.id).state is RemovalState.REMOVED
    gone = a_delivery(engine, out)
    assert gone.removed and gone.state is State.SENT and a_delivery(engine, out, "newsroom").removed is None
    with database.transaction(engine) as s:
        assert s.get(FinalTextRow, (gone.version_id, "mastodon", 1))
        assert s.scalars(select(WithheldValue.entry_id)).all() == [gone.record_id]
        tombstone = s.get_one(Entry, gone.removed_record)
        assert (tombstone.event, tombstone.subject) == ("delivery.removed", f"delivery:{row.id}")


ASKERS = ("maya.ortiz", "ines.duarte", "ruth.calloway", "olivia.stern", "lena.fischer", "victor.hale")


def test_who_asks_and_who_signs_a_removal(engine: Engine, out: uuid.UUID) -> None:
    """Whoever asks never signs; only legal begins; never without the password at the click; strangers cannot ask."""
    row = a_delivery(engine, out)
    with pytest.raises((NotAllowed, NotFound)):
        ask(engine, row.id, "alex.moreno")
    for asker in ASKERS:
        proposal = ask(engine, row.id, asker)
        for signer in (*ASKERS, "marcus.webb", "alex.moreno", "grace.lin"):
            if signer == asker or signer != LEGAL:
                with pytest.raises(NotAllowed):
                    sign(engine, proposal, signer)
        with pytest.raises(NotSignedIn):
            sign(engine, proposal, OTHER_LEGAL, factor="password")
        sign(engine, proposal, OTHER_LEGAL)
        with pytest.raises(NotAllowed):
            sign(engine, proposal, OTHER_LEGAL)
        with database.transaction(engine) as s:
            told: dict[str, Any] = {"verdict": Verdict.REJECT, "digest": proposal.digest, "reason": "No."}
            last = stories.CHIEF if asker != stories.CHIEF else "victor.hale"
            if last == "victor.hale":
                s.add(Ask(proposal_id=proposal.id, stage="chief", kind="escalated", person_id=last, at=proposal.opened))
                s.flush()
            desk.decide(s, last, proposal.id, factor="password at the click", now=database.clock(s), **told)
    delivery.remove_due()
    assert a_delivery(engine, out).removed is None


def test_what_cannot_be_taken_down_is_said(engine: Engine, told: Settings, out: uuid.UUID) -> None:
    """A removal needs its words, is asked for once, of what is out, and not of what is gone."""
    row = a_delivery(engine, out)
    with pytest.raises(Invalid) as refused:
        ask(engine, row.id, authority=" ", reason="")
    assert set(refused.value.fields) == {"authority", "reason"}
    ask(engine, row.id)
    with pytest.raises(WrongState, match="already"):
        ask(engine, row.id)
    waiting = stories.approved(engine)
    with pytest.raises(WrongState, match="not out"):
        ask(engine, a_delivery(engine, waiting, "newsroom").id)
    removal_signed(engine, out, "newsroom")
    delivery.remove_due()
    with pytest.raises(WrongState, match="already"):
        ask(engine, a_delivery(engine, out, "newsroom").id)


@pytest.fixture
def behind(engine: Engine, told: Settings) -> Iterator[tuple[FakeMastodon, Proxy]]:
    """The page “mastodon” on a server behind a proxy that loses answers when told to."""
    with FakeMastodon() as server, Proxy(server.port) as proxy:
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKEN)
        yield server, proxy


@pytest.mark.parametrize("fault", [Loss.DROP_BEFORE, Loss.DROP_AFTER, Loss.RESET, Loss.STATUS, Loss.STATUS_AFTER])
def test_a_lost_answer_is_looked_at(
    engine: Engine, told: Settings, behind: tuple[FakeMastodon, Proxy], fault: Loss
) -> None:
    """No clear answer to a deletion: not confirmed, looked at before anything else, gone, and every exchange kept."""
    server, proxy = behind
    post_id = stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    stories.published(told, post_id)
    row_id = removal_signed(engine, post_id)
    proxy.arm(fault, on="^DELETE")
    delivery.remove_due()
    assert removal(engine, row_id).state is RemovalState.UNKNOWN and not a_delivery(engine, post_id).removed
    due_now(engine)
    delivery.remove_due()
    assert removal(engine, row_id).state is RemovalState.REMOVED and not server.public_posts
    deletions = [line for line in proxy.seen if line.startswith("DELETE")]
    assert len(deletions) == (1 if fault in CARRIED_OUT else 2)
    with database.transaction(engine) as s:
        kept = list(s.scalars(select(RemovalExchange)))
        assert len(kept) >= len(deletions) + 1 and all(TOKEN.encode() not in x.request for x in kept)


def test_a_program_that_dies_between_two_steps_leaves_nothing_undone(
    engine: Engine, told: Settings, platform: Store, out: uuid.UUID
) -> None:
    """Killed after the try was stored, before or after the deletion: the next one looks, and it is gone once."""
    row_id = removal_signed(engine, out)
    with database.transaction(engine) as s:
        job = removing.begin(s, removal(engine, row_id).id, told)
    assert isinstance(job, removing.Job)
    delivery.remove_due()
    assert removal(engine, row_id).state is RemovalState.REMOVING
    platform.remove(job.refs[0])
    due_now(engine)
    delivery.remove_due()
    assert removal(engine, row_id).state is RemovalState.REMOVED
    with database.transaction(engine) as s:
        assert s.scalar(select(func.count()).select_from(RemovalTry)) == 2


def test_two_machines_take_it_down_once(engine: Engine, told: Settings, platform: Store, out: uuid.UUID) -> None:
    """Airflow and the standby at once: one try, one record of it."""
    removal_signed(engine, out)
    both = [threading.Thread(target=delivery.remove_due) for _ in range(4)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    with database.transaction(engine) as s:
        assert s.scalar(select(func.count()).select_from(RemovalTry)) == 1
        assert s.scalar(select(func.count()).where(Entry.event == "delivery.removed")) == 1


def test_a_page_without_deletion_asks_its_owner(engine: Engine, told: Settings) -> None:
    """What was posted by hand is taken down by hand: a task to that person, whose word and name end it."""
    stories.enable(engine, "nextdoor")
    post_id = stories.approved(engine, stories.a_draft(pages=("nextdoor",)))
    stories.publish(told)
    row = a_delivery(engine, post_id, "nextdoor")
    with database.transaction(engine) as s:
        desk.mark_posted(s, stories.AUTHOR, row.id, url="https://nextdoor.example.com/p/1", now=database.clock(s))
    removal_signed(engine, post_id, "nextdoor")
    delivery.remove_due()
    assert removal(engine, row.id).state is RemovalState.BY_HAND
    [task] = owed(engine, Kind.TAKE_DOWN)
    with pytest.raises(NotAllowed):
        finish(engine, task, PIO, reason="Done.")
    finish(engine, task, stories.AUTHOR, reason="Deleted at 9:15, looked twice.")
    assert a_delivery(engine, post_id, "nextdoor").removed
    assert removal(engine, row.id).state is RemovalState.REMOVED


def test_a_platform_that_refuses_asks_a_person(engine: Engine, told: Settings, out: uuid.UUID) -> None:
    """A page whose access was revoked does not wait for ever: its owner is asked."""
    row_id = removal_signed(engine, out)
    with database.transaction(engine) as s:
        s.get_one(Page, "mastodon").settings = {"access_revoked": "today"}
    delivery.remove_due()
    assert removal(engine, row_id).state is RemovalState.BY_HAND and len(owed(engine, Kind.TAKE_DOWN)) == 1


# Removals that are signed with the post


def an_arrest() -> Draft:
    """A violent offence with a booking photo."""
    facts = {
        "case_number": "HG26-04417",
        "booking_photo": True,
        "juvenile": False,
        "offense_violent": True,
        "name_given": "Robert Hale, he",
        "photo_purpose": "Further victims are asked to come forward, until 4 December",
        "place": stories.INSIDE,
    }
    return Draft(
        text="Case HG26-04417: a man was arrested on suspicion of robbery after a search on Ferry Street.",
        category="arrest",
        pages=("newsroom", "mastodon"),
        facts=facts,
        answers=(Answer("routine-booking-photo", AnswerKind.SOURCE, "", "Legal, for finding further victims"),),
    )


def arrested(engine: Engine, told: Settings) -> uuid.UUID:
    """An arrest that is out, signed by everybody whom its chain asks for."""
    post_id = stories.reviewed(engine, an_arrest())
    everybody_signs(engine, post_id)
    stories.make_due(engine)
    stories.published(told, post_id)
    return post_id


def everybody_signs(engine: Engine, post_id: uuid.UUID) -> list[str]:
    """Sign whatever a post waits for, by whoever may; returns the names of the stages."""
    for _ in range(9):
        with database.transaction(engine) as s:
            proposal = stories.proposal_of(s, post_id)
            stage = waiting_stage(s, proposal) if proposal.state is ProposalState.OPEN else None
            who = sorted(entitled_to(s, proposal, stage, database.clock(s))) if stage else []
        if not who:
            break
        stories.decide(engine, post_id, who[0])
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, post_id)
        assert proposal.state is ProposalState.APPROVED, stories.post(engine, post_id).reason
        return [stage.name for stage in proposal.stages]


def test_a_booking_photo_comes_down_by_itself_on_day_14(engine: Engine, told: Settings, platform: Store) -> None:
    """The removal is in the signed body, is dated from publication, and is carried out with no further name."""
    post_id = arrested(engine, told)
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, post_id)
        body = json.loads(proposal.canonical)
    assert body["removal"] == {"after_days": 14, "authority": "Cal. Penal Code 13665(b) (AB 994)"}
    delivery.remove_due()
    row = a_delivery(engine, post_id)
    planned = removal(engine, row.id)
    assert row.sent, row.reason
    assert planned.due == row.sent + timedelta(days=14) and planned.state is RemovalState.PLANNED
    due_now(engine)
    delivery.remove_due()
    assert platform.posts() == [] and a_delivery(engine, post_id, "newsroom").removed


def test_an_exception_puts_it_off_only_with_its_names(engine: Engine, told: Settings, platform: Store) -> None:
    """Asked for, the removal stays as planned; signed, it waits until that day; a second one renews it."""
    row = a_delivery(engine, arrested(engine, told))
    delivery.remove_due()
    planned = removal(engine, row.id).due
    assert planned
    until = planned + timedelta(days=10)
    with database.transaction(engine) as s:
        asked = desk.propose_exception(
            s, stories.AUTHOR, row.id, until=until, reason="He is a fugitive.", now=database.clock(s)
        )
    assert removal(engine, row.id).due == planned
    for who in (LEGAL, stories.CHIEF):
        sign(engine, asked, who)
    assert removal(engine, row.id).due == until
    with database.transaction(engine) as s, pytest.raises(Invalid):
        desk.propose_exception(
            s, stories.AUTHOR, row.id, until=until + timedelta(days=91), reason="Longer.", now=database.clock(s)
        )


def test_a_post_that_never_went_out_plans_nothing(engine: Engine, told: Settings, platform: Store) -> None:
    """Withdrawn before its time, nothing of it is to be taken down or followed up."""
    post_id = stories.reviewed(engine, an_arrest())
    everybody_signs(engine, post_id)
    closure = stories.reviewed(engine, a_closure())
    stories.decide(engine, closure, stories.COMMANDER)
    for id in (post_id, closure):
        with database.transaction(engine) as s:
            desk.withdraw(s, stories.AUTHOR, id, reason="Not needed.", now=database.clock(s))
    delivery.meet_deadlines()
    with database.transaction(engine) as s:
        assert set(s.scalars(select(Removal.state))) == {RemovalState.CANCELLED}
        assert set(s.scalars(select(Task.state))) == {TaskState.DROPPED}


# Facts


def search(text: str = "Have you seen Ana Ruiz, 74? Please call 911 if you see her.") -> Draft:
    """A search for a missing person, in an hour's time."""
    facts = {"place": stories.INSIDE, "case_number": "HG26-5000", "still_missing": True}
    return Draft(text=text, category="missing", pages=("newsroom",), facts=facts)


def searched(engine: Engine, **more: Any) -> uuid.UUID:
    """A search with its name."""
    post_id = stories.reviewed(engine, replace(search(), **more))
    everybody_signs(engine, post_id)
    return post_id


def found(engine: Engine, post_id: uuid.UUID, *, value: bool = False, reason: str = "She is at home.") -> None:
    """Somebody says that she is found, or missing again."""
    with database.transaction(engine) as s:
        told: dict[str, Any] = {"fact": "still_missing", "value": value, "reason": reason}
        desk.fact_changed(s, stories.COMMANDER, post_id, now=database.clock(s), **told)


def test_what_is_not_true_any_more_does_not_go_out(engine: Engine, told: Settings) -> None:
    """A fact taken back holds every post of the case at once; taken back again, they go on by themselves."""
    stories.enable(engine, "newsroom")
    first, second = searched(engine), searched(engine)
    found(engine, first)
    assert stories.publish(told) == 0
    for post_id in (first, second):
        row = a_delivery(engine, post_id, "newsroom")
        assert row.state is State.HELD and "Still missing" in row.reason and "She is at home." in row.reason
    delivery.settle_unknown()
    assert a_delivery(engine, first, "newsroom").state is State.HELD
    found(engine, first, value=True, reason="She left again.")
    delivery.settle_unknown()
    assert stories.publish(told) == 2


def test_the_claim_itself_looks_again(engine: Engine, told: Settings) -> None:
    """Even where the verb held nothing, the last look before the first byte does."""
    stories.enable(engine, "newsroom")
    post_id = searched(engine)
    found(engine, post_id)
    with database.transaction(engine) as s:
        row = stories.deliveries_of(s, post_id)[0]
        row.state, row.reason = State.SCHEDULED, ""
    assert stories.publish(told) == 0 and a_delivery(engine, post_id, "newsroom").state is State.HELD


def test_the_recheck_holds_before_the_time_comes(engine: Engine, told: Settings) -> None:
    """What waits for its time is held by the deadlines' round, not only at its due second."""
    post_id = searched(engine)
    found(engine, post_id)
    with database.transaction(engine) as s:
        row = stories.deliveries_of(s, post_id)[0]
        row.state, row.reason = State.SCHEDULED, ""
    assert delivery.recheck_facts().ids == [str(row.id)]
    assert a_delivery(engine, post_id, "newsroom").state is State.HELD


def test_for_what_is_out_somebody_gets_a_task(engine: Engine, told: Settings) -> None:
    """Found after the search went out: its author owes a follow-up, once, and is told."""
    stories.enable(engine, "newsroom")
    post_id = searched(engine)
    stories.published(told, post_id)
    found(engine, post_id)
    found(engine, post_id, reason="The hospital confirms it.")
    [task] = owed(engine, Kind.FACT_CHANGED)
    assert task.state is TaskState.OPEN and task.post_id == post_id
    with database.transaction(engine) as s:
        assert [t.id for t in desk.tasks_of(s, stories.AUTHOR, now=database.clock(s))] == [task.id]
        asked = select(Notice.person_id).where(Notice.kind == "owed", Notice.path.contains(str(task.id)))
        assert s.scalars(asked).all() == [stories.AUTHOR]


def test_a_changed_fact_needs_a_reader_a_reason_and_sense(engine: Engine) -> None:
    """Whoever may not read the post, no reason, or a value that the fact cannot have: nothing is recorded."""
    post_id, watch = searched(engine), stories.COMMANDER
    wrong: list[tuple[str, str, bool | None, str, type[Exception]]] = [
        ("alex.moreno", "still_missing", False, "So.", NotFound),
        (watch, "still_missing", False, " ", Invalid),
        (watch, "still_missing", None, "So.", Invalid),
        (watch, "place", False, "So.", Invalid),
        (watch, "shoe_size", False, "So.", Invalid),
    ]
    for who, fact, value, reason, error in wrong:
        with pytest.raises(error), database.transaction(engine) as s:
            desk.fact_changed(s, who, post_id, fact=fact, value=value, reason=reason, now=database.clock(s))
    assert a_delivery(engine, post_id, "newsroom").state is State.SCHEDULED


# Tasks


def finish(engine: Engine, task: Task, who: str, *, reason: str = "", follow_up: int | None = None) -> None:
    """Somebody finishes a task."""
    with database.transaction(engine) as s:
        desk.finish_task(s, who, task.id, reason=reason, follow_up=follow_up, now=database.clock(s))


def test_a_closure_owes_an_all_clear_and_a_second_look(engine: Engine, told: Settings) -> None:
    """Out, it asks its owners; settled by a post that is out, or with a reason; the second look by no signer."""
    stories.enable(engine, "newsroom")
    post_id = closed(engine, told)
    [clear], [look] = owed(engine, Kind.ALL_CLEAR), owed(engine, Kind.REVIEW)
    sent = a_delivery(engine, post_id, "newsroom").sent
    assert sent and clear.due == sent + timedelta(hours=6) and look.due == sent + timedelta(hours=12)
    with pytest.raises(NotAllowed):
        finish(engine, clear, "marcus.webb", reason="Open again.")
    with pytest.raises(Invalid):
        finish(engine, clear, PIO)
    with pytest.raises(Invalid, match="not out"):
        draft = stories.submitted(engine)
        finish(engine, clear, PIO, follow_up=stories.post(engine, draft).number)
    again = stories.approved(engine)
    finish(engine, clear, PIO, follow_up=stories.post(engine, again).number)
    finish(engine, look, PIO, reason="Read; it is right.")
    assert {t.state for t in (*owed(engine, Kind.ALL_CLEAR), *owed(engine, Kind.REVIEW))} == {TaskState.DONE}
    with pytest.raises(WrongState):
        finish(engine, clear, PIO, reason="Once more.")


def test_a_signer_gives_no_second_look(engine: Engine, told: Settings) -> None:
    """Signed by the PIO who was asked in the watch's place, somebody else has to look."""
    stories.enable(engine, "newsroom")
    post_id = stories.reviewed(engine, a_closure())
    stories.decide(engine, post_id, PIO)
    stories.published(told, post_id)
    delivery.meet_deadlines()
    [look] = owed(engine, Kind.REVIEW)
    with pytest.raises(NotAllowed, match="wrote, signed or sent"):
        finish(engine, look, PIO, reason="Right.")
    finish(engine, look, "sam.okafor", reason="Right.")


def test_a_task_reminds_and_escalates_once(engine: Engine, told: Settings) -> None:
    """An hour before its time its owners hear again, and at its time those above them, who may then finish it."""
    stories.enable(engine, "newsroom")
    closed(engine, told)
    [clear] = owed(engine, Kind.ALL_CLEAR)

    def due_in(span: timedelta) -> None:
        with database.transaction(engine) as s:
            row = tasks.locked(s, clear.id)
            row.due = database.clock(s) + span
            row.opened = row.due - timedelta(hours=6)
        for _ in range(3):
            delivery.ask_all_clear()

    def told_of(kind: str) -> list[str]:
        with database.transaction(engine) as s:
            about = select(Notice.person_id).where(Notice.kind == kind, Notice.path.contains(str(clear.id)))
            return sorted(s.scalars(about))

    first = told_of("owed")
    due_in(timedelta(minutes=50))
    assert told_of("owed") == sorted([*first, *first])
    with pytest.raises(NotAllowed):
        finish(engine, clear, "victor.hale", reason="Open again.")
    due_in(timedelta(minutes=-1))
    assert told_of("owed_late") == ["victor.hale"]
    finish(engine, clear, "victor.hale", reason="Open again.")


def test_the_video_of_a_critical_incident_is_owed_in_45_days(engine: Engine, told: Settings) -> None:
    """An officer-involved shooting in California owes its video, with the citation, to the PIO and legal."""
    stories.enable(engine, "newsroom")
    facts = {"place": stories.INSIDE, "lead_agency": "Harbor Glen Police Department"}
    words = "There was an officer-involved shooting on Ferry Street. The area is safe. More information will follow."
    post_id = stories.reviewed(engine, Draft(text=words, category="ois", pages=("newsroom",), facts=facts))
    everybody_signs(engine, post_id)
    stories.published(told, post_id)
    delivery.ask_all_clear()
    [video] = owed(engine, Kind.VIDEO)
    sent = a_delivery(engine, post_id, "newsroom").sent
    assert sent and video.due == sent + timedelta(days=45) and "7923.625" in video.why


# Corrections


def corrected(engine: Engine, post_id: uuid.UUID, **more: Any) -> uuid.UUID:
    """A correction of a post, submitted and reviewed."""
    words = stories.a_draft("CORRECTION: Ferry Street is closed until 2 p.m., not until noon.", **more)
    with database.transaction(engine) as s:
        made = desk.correct(s, stories.AUTHOR, post_id, words, now=database.clock(s))
        desk.submit(s, stories.AUTHOR, made.id, now=database.clock(s))
    delivery.review()
    return made.id


def test_a_correction_goes_through_the_chain_that_signed_the_original(
    engine: Engine, told: Settings, platform: Store, out: uuid.UUID
) -> None:
    """Although the category's chain was made shorter meanwhile, it needs the original's names; and it answers it."""
    with database.transaction(engine) as s:
        policy = policies.current(s)
        shorter = [replace(c, chain=c.chain[:1]) if c.id == "community_notice" else c for c in policy.categories]
        changed = replace(policy, categories=tuple(shorter))
        policies.apply(s, changed, who="setup", why="a test", now=database.clock(s))
    stories.enable(engine, "mastodon", platform="fake", base_url=f"file:{platform.folder}")
    made = corrected(engine, out, pages=("newsroom", "mastodon"))
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, made)
        body = json.loads(proposal.canonical)
    assert [stage.name for stage in proposal.stages] == ["watch commander", "chief"]
    assert body["corrects"] == str(out)
    answered = {page["page"]: page["in_reply_to"] for page in body["pages"]}
    assert answered["mastodon"] == a_delivery(engine, out).remote_id
    everybody_signs(engine, made)
    stories.published(told, made)
    assert stories.post(engine, made).corrects == out


@pytest.mark.parametrize(
    ("language", "says"), [("en", "This corrects our earlier post"), ("es-MX", "Esto corrige nuestra publicación")]
)
def test_a_page_without_answers_gets_the_link_of_what_is_corrected(
    engine: Engine, out: uuid.UUID, language: str, says: str
) -> None:
    """Facebook and its like cannot answer: the correction is a post that names the original, and can be sent."""
    url = "https://facebook.example/posts/1"
    stories.enable(engine, "mastodon", platform="facebook")
    with database.transaction(engine) as s:
        next(d for d in stories.deliveries_of(s, out) if d.page_id == "mastodon").remote_url = url
    made = corrected(engine, out, pages=("newsroom", "mastodon"), language=language)
    with database.transaction(engine) as s:
        version = stories.post_in(s, made).version_id
        texts = {t.page_id: t.body for t in s.scalars(select(FinalTextRow).where(FinalTextRow.version_id == version))}
    assert texts["mastodon"]["in_reply_to"] is None and texts["newsroom"]["in_reply_to"]
    assert says in texts["mastodon"]["parts"][0]["text"] and url in texts["mastodon"]["parts"][0]["text"]
    assert url not in texts["newsroom"]["parts"][0]["text"]


def test_a_correction_stays_what_it_is(engine: Engine, told: Settings, out: uuid.UUID) -> None:
    """Its category is the original's, an edit keeps the link, and only what is published is corrected."""
    made = corrected(engine, out)
    with database.transaction(engine) as s:
        revision = stories.post_in(s, made).revision
        other = Draft(text="Nice day.", category="recognition", pages=("newsroom",))
        with pytest.raises(Invalid) as refused:
            desk.edit(s, stories.AUTHOR, made, other, revision=revision, now=database.clock(s))
        assert "category" in refused.value.fields
    waiting = stories.reviewed(engine)
    with pytest.raises(WrongState):
        corrected(engine, waiting)
    assert stories.post(engine, out).status is Status.PUBLISHED
