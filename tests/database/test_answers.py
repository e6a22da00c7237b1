"""Answers to findings on the road: submitted by the author, counted by the review, confirmed by those who sign."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from countersign import content, database, delivery, desk
from countersign.approvals import Confirmation, Verdict
from countersign.content import Answer, AnswerKind, Draft, FinalText
from countersign.desk import confirming, effects
from countersign.errors import Invalid, NotAllowed
from countersign.log.tables import Entry, EntryValue
from countersign.posts import Status, Version
from countersign.screening import answers
from countersign.screening.rulebook import rule
from tests import stories
from tests.stories import AUTHOR, CHIEF, COMMANDER

TELLING = "He took the bus and left. He is in custody."
GUILTY = "We arrested this burglar last night. Call us if you saw something."
NUMBERED = "Call Jane at (831) 555-0123 for the dog that was found on Ferry Street."
SOURCE, MISREAD, PERMISSION = AnswerKind.SOURCE, AnswerKind.MISREAD, AnswerKind.PERMISSION


def an_answer(draft: Draft, rule: str, kind: AnswerKind, text: str = "The court", document: str = "") -> Draft:
    """The draft with an answer to what a rule asks about it."""
    sentence = draft.text.split(". ")[0] + ("." if ". " in draft.text else "")
    return replace(draft, answers=(*draft.answers, Answer(rule, kind, sentence, text, document)))


def entries(engine: Engine, event: str) -> list[dict[str, Any]]:
    """The values of every entry of one kind."""
    with database.transaction(engine) as s:
        ids = list(s.scalars(select(Entry.id).where(Entry.event == event).order_by(Entry.written)))
        rows = [list(s.scalars(select(EntryValue).where(EntryValue.entry_id == id))) for id in ids]
        return [{row.name: row.value for row in values} for values in rows]


def stages(engine: Engine, post_id: Any) -> list[str]:
    """The names of the stages of a post's sign-off."""
    with database.transaction(engine) as s:
        return [stage.name for stage in stories.proposal_of(s, post_id).stages]


def test_nothing_is_submitted_while_a_source_is_unsaid(engine: Engine) -> None:
    """Each flagged sentence without a source is refused at its own field, and the draft stays as it was."""
    with database.transaction(engine) as s:
        post_id = desk.draft(s, AUTHOR, stories.a_draft(TELLING), now=database.clock(s)).id
    with pytest.raises(Invalid) as refused, database.transaction(engine) as s:
        desk.submit(s, AUTHOR, post_id, now=database.clock(s))
    (field,) = refused.value.fields
    assert field == f"answer.{answers.key_of('guilt-statement', 'He took the bus and left.', attest=True)}"
    assert "Who says so?" in refused.value.fields[field]
    assert stories.post(engine, post_id).status is Status.DRAFT


def test_a_source_is_signed_and_confirmed_by_each_signer(engine: Engine) -> None:
    """The source is in the signed bytes; nobody signs without ticking it; the decision's entry says what was ticked."""
    post_id = stories.reviewed(engine, an_answer(stories.a_draft(TELLING), "guilt-statement", SOURCE))
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, post_id)
        assert b'"text":"The court"' in proposal.canonical
        assert [a.sentence for a in confirming.asked(proposal).values()] == ["He took the bus and left."]
        digest = proposal.digest
    with pytest.raises(Invalid) as refused:
        stories.decide(engine, post_id, COMMANDER, confirmed=())
    assert [field.partition(".")[0] for field in refused.value.fields] == ["confirm"]
    for who in (COMMANDER, CHIEF):
        stories.decide(engine, post_id, who)
    assert stories.post(engine, post_id).status is Status.APPROVED
    told = entries(engine, "decision.signed")
    assert [(e["digest"], e["confirmed"][0]["text"]) for e in told] == [(digest, "The court")] * 2
    with database.transaction(engine) as s:
        assert len(list(s.scalars(select(Confirmation)))) == 2


def test_a_return_needs_no_tick(engine: Engine) -> None:
    """Whoever does not believe a source returns the post without confirming it, and nothing is kept as confirmed."""
    post_id = stories.reviewed(engine, an_answer(stories.a_draft(TELLING), "guilt-statement", SOURCE))
    stories.decide(engine, post_id, COMMANDER, Verdict.RETURN, reason="Who?", confirmed=())
    with database.transaction(engine) as s:
        assert not list(s.scalars(select(Confirmation)))
    assert "confirmed" not in entries(engine, "decision.returned")[0]


def test_a_version_keeps_only_the_answers_that_it_needs(engine: Engine) -> None:
    """An answer to a sentence that is gone does not get into what is signed."""
    draft = an_answer(stories.a_draft(TELLING), "guilt-statement", SOURCE)
    stale = Answer("guilt-statement", SOURCE, "He ran.", "A witness")
    post_id = stories.submitted(engine, replace(draft, answers=(stale, *draft.answers)))
    with database.transaction(engine) as s:
        version = s.scalars(select(Version).where(Version.post_id == post_id)).one()
        assert Draft.from_json(version.draft).answers == draft.answers


def test_a_block_goes_back_unless_it_is_answered(engine: Engine) -> None:
    """A stopped post returns to its author; with a misread it goes to sign-off, where a second person confirms it."""
    plain = stories.a_draft(NUMBERED)
    assert stories.post(engine, stories.reviewed(engine, plain)).status is Status.RETURNED
    misread = an_answer(plain, "pii-phone", MISREAD, "This is the shelter's new number.")
    post_id = stories.reviewed(engine, misread)
    assert stories.post(engine, post_id).status is Status.SIGN_OFF
    assert stages(engine, post_id) == ["watch commander", "chief"]
    (claimed,) = entries(engine, "finding.misread_claimed")
    assert (claimed["rule"], claimed["actor"], claimed["reason"]) == ("pii-phone", AUTHOR, misread.answers[0].text)
    with database.transaction(engine) as s:
        assert confirming.misreads(s) == {}
    for who in (COMMANDER, CHIEF):
        stories.decide(engine, post_id, who)
    assert [e["by"] for e in entries(engine, "finding.misread_confirmed")] == ["Inés Duarte", "Ruth Calloway"]
    with database.transaction(engine) as s:
        assert confirming.misreads(s) == {"pii-phone": 1}


@pytest.mark.parametrize("who", [AUTHOR, "lena.fischer", "alex.moreno"])
def test_only_the_chain_confirms_a_misread(engine: Engine, who: str) -> None:
    """Neither the author nor somebody outside of the chain can confirm that a rule is wrong."""
    post_id = stories.reviewed(engine, an_answer(stories.a_draft(NUMBERED), "pii-phone", MISREAD))
    with pytest.raises(NotAllowed):
        stories.decide(engine, post_id, who)
    assert entries(engine, "finding.misread_confirmed") == []


def test_nobody_confirms_twice(engine: Engine) -> None:
    """One person counts once: their second confirmation is refused."""
    post_id = stories.reviewed(engine, an_answer(stories.a_draft(NUMBERED), "pii-phone", MISREAD))
    stories.decide(engine, post_id, COMMANDER)
    with pytest.raises(NotAllowed):
        stories.decide(engine, post_id, COMMANDER)
    assert len(entries(engine, "finding.misread_confirmed")) == 1


def test_an_editor_cannot_confirm_what_they_submitted(engine: Engine) -> None:
    """Whoever changed the words counts as a writer, also where their role signs."""
    draft = an_answer(stories.a_draft(NUMBERED), "pii-phone", MISREAD)
    with database.transaction(engine) as s:
        post_id = desk.draft(s, AUTHOR, draft, now=database.clock(s)).id
        desk.edit(s, COMMANDER, post_id, draft, revision=1, now=database.clock(s))
        desk.submit(s, AUTHOR, post_id, now=database.clock(s))
    delivery.review()
    with pytest.raises(NotAllowed):
        stories.decide(engine, post_id, COMMANDER)


def test_a_permission_is_given_by_the_top_role_itself(engine: Engine) -> None:
    """A permission names its document; the chief signs it, without anybody below in their place, with an entry."""
    permitted = an_answer(stories.a_draft(GUILTY), "guilt-statement", PERMISSION, "He was convicted.", "Order 7, May 2")
    post_id = stories.reviewed(engine, permitted)
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, post_id)
        chief = next(stage for stage in proposal.stages if stage.name == proposal.details["permission"])
        assert (chief.roles, chief.escalate_to) == (("chief",), ())
    stories.decide(engine, post_id, COMMANDER)
    assert entries(engine, "finding.permission_given") == []
    stories.decide(engine, post_id, CHIEF)
    (given,) = entries(engine, "finding.permission_given")
    assert (given["actor"], given["document"]) == (CHIEF, "Order 7, May 2")
    assert stories.post(engine, post_id).status is Status.APPROVED


def test_a_permission_adds_the_top_role_where_it_does_not_sign(engine: Engine) -> None:
    """In a chain without the top role, a permission adds a stage of it."""
    facts = {"place": stories.INSIDE, "case_number": "26-1", "booking_photo": False, "juvenile": False}
    arrest = replace(stories.a_draft(GUILTY), category="arrest", facts=facts)
    post_id = stories.reviewed(engine, an_answer(arrest, "guilt-statement", PERMISSION, "Convicted.", "Order 7"))
    assert stages(engine, post_id) == ["investigations", "public information", answers.PERMISSION_STAGE]


def test_a_misread_of_a_victim_needs_legal_in_the_chain(engine: Engine) -> None:
    """Whoever says that a victim is none gets legal's name into the chain, before the agency's own."""
    draft = stories.a_draft(rule("victim-identity").example.stopped)
    post_id = stories.reviewed(engine, an_answer(draft, "victim-identity", MISREAD, "It is the name of a play."))
    assert stages(engine, post_id) == ["legal", "watch commander", "chief"]


def test_an_answer_that_the_rules_outgrew_goes_back(engine: Engine) -> None:
    """What the review finds unanswered, since the rules changed meanwhile, goes back to its author."""
    draft = an_answer(stories.a_draft(TELLING), "guilt-statement", SOURCE)
    post_id = stories.submitted(engine, draft)
    with database.transaction(engine) as s:
        desk.edit(s, AUTHOR, post_id, draft, revision=stories.post_in(s, post_id).revision, now=database.clock(s))
        desk.submit(s, AUTHOR, post_id, now=database.clock(s))
        newest = stories.post_in(s, post_id).version_id
        assert newest
    with database.transaction(engine) as s:
        copied = dict(s.get_one(Version, newest).draft) | {"answers": []}
        s.expunge_all()
        forged = Version(
            post_id=post_id, number=9, author=AUTHOR, editors=[], draft=copied, submitted=database.clock(s),
            submitted_by=AUTHOR,
        )  # fmt: skip
        s.add(forged)
        s.flush()
        stories.post_in(s, post_id).version_id = forged.id
    delivery.review()
    returned = stories.post(engine, post_id)
    assert returned.status is Status.RETURNED and "who says so" in returned.reason.lower()


def test_what_was_confirmed_is_only_ever_added(engine: Engine) -> None:
    """No program can change or take back a confirmation."""
    post_id = stories.reviewed(engine, an_answer(stories.a_draft(TELLING), "guilt-statement", SOURCE))
    stories.decide(engine, post_id, COMMANDER)
    for change in ("update confirmation set text = ''", "delete from confirmation", "truncate confirmation"):
        with pytest.raises(Exception, match=r"denied|only ever added"), database.transaction(engine) as s:
            s.connection().exec_driver_sql(change)


def test_the_digest_of_a_signed_source_is_that_of_its_stored_version(engine: Engine) -> None:
    """Whoever computes the body anew from what is stored gets the signed digest."""
    post_id = stories.reviewed(engine, an_answer(stories.a_draft(TELLING), "guilt-statement", SOURCE))
    with database.transaction(engine) as s:
        proposal = stories.proposal_of(s, post_id)
        version = s.scalars(select(Version).where(Version.post_id == post_id)).one()
        texts = tuple(FinalText.from_json(row.body) for row in effects.final_texts(s, proposal))
        body = content.post_body(Draft.from_json(version.draft), texts, policy=proposal.policy)
        assert content.digest(body) == proposal.digest
