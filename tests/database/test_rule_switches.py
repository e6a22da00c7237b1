"""Switching a rule of the rulebook is a recorded act of two people, in force from the next review on."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from countersign import agency, database, desk, policies
from countersign.agency import Policy
from countersign.approvals import Proposal
from countersign.errors import CountersignError, Invalid, NotAllowed, WrongState
from countersign.log.tables import Entry
from countersign.posts import Status
from tests import stories
from tests.conftest import SAMPLE

NUMBERED = "Call Jane at (831) 555-0123 for the dog that was found on Ferry Street."
RIGHT = {"ruth.calloway", "olivia.stern", "ben.adler"}
EVERYBODY = sorted(told.id for told in agency.parse(SAMPLE.read_text(), now=datetime.now(UTC)).people)


def propose(engine: Engine, who: str = "lena.fischer", *, id: str = "pii-phone", on: bool = False) -> uuid.UUID:
    """Somebody proposes to switch a rule."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        return desk.switch_rule(s, who, id, on=on, reason="It stops our partners.", now=now).id


def sign(engine: Engine, who: str, proposal_id: uuid.UUID) -> None:
    """Somebody signs a switch."""
    with database.transaction(engine) as s:
        proposal, now = s.get_one(Proposal, proposal_id), database.clock(s)
        verdict, factor = desk.deciding.Verdict.SIGN, "password at the click"
        desk.decide(s, who, proposal_id, verdict=verdict, digest=proposal.digest, factor=factor, now=now)


def events(engine: Engine) -> list[tuple[str, str, str]]:
    """What the record says about the rulebook."""
    with database.transaction(engine) as s:
        query = select(Entry.event, Entry.subject, Entry.actor).where(Entry.subject.like("rule:%"))
        return [tuple(row) for row in s.execute(query.order_by(Entry.written))]


def test_a_rule_is_off_only_with_a_second_name(engine: Engine) -> None:
    """A proposed switch changes nothing; signed, it holds from the next review on, and every step is on record."""
    proposal_id = propose(engine)
    assert stories.post(engine, stories.reviewed(engine, stories.a_draft(NUMBERED))).status is Status.RETURNED
    sign(engine, "ruth.calloway", proposal_id)
    assert stories.post(engine, stories.reviewed(engine, stories.a_draft(NUMBERED))).status is Status.SIGN_OFF
    assert events(engine) == [
        ("rule.proposed", "rule:pii-phone", "lena.fischer"),
        ("decision.signed", "rule:pii-phone", "ruth.calloway"),
        ("rule.switched", "rule:pii-phone", "ruth.calloway"),
    ]
    sign(engine, "olivia.stern", propose(engine, on=True))
    assert stories.post(engine, stories.reviewed(engine, stories.a_draft(NUMBERED))).status is Status.RETURNED
    with database.transaction(engine) as s:
        assert [(entry.id, entry.on) for entry in policies.current(s).rules or ()] == [("pii-phone", True)]


@pytest.mark.parametrize("proposer", ["maya.ortiz", "ruth.calloway", "olivia.stern"])
def test_who_may_put_a_switch_in_force(engine: Engine, proposer: str) -> None:
    """Of everybody in the agency, only the top role and legal may sign, and never who proposed it."""
    proposal_id = propose(engine, proposer)
    with database.transaction(engine) as s:
        proposal, now = s.get_one(Proposal, proposal_id), database.clock(s)
        may = {who for who in EVERYBODY if desk.may_decide_now(s, who, proposal, now=now) is None}
    assert may == RIGHT - {proposer}
    for who in sorted(set(EVERYBODY) - may)[:4]:
        with pytest.raises(NotAllowed):
            sign(engine, who, proposal_id)


def test_reviews_are_kept_with_the_switch(engine: Engine) -> None:
    """A pack that counsel and the union read is on, named with both days, and not among the unreviewed any more."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        day = now.date() - timedelta(days=3)
        told = {"counsel_reviewed": day, "union_reviewed": day}
        waiting = desk.switch_rule(s, "maya.ortiz", "agency", on=True, reason="Read.", now=now, **told).id
    sign(engine, "ruth.calloway", waiting)
    with database.transaction(engine) as s:
        entry = policies.current(s).switches["agency"]
        assert (entry.on, entry.counsel_reviewed, entry.union_reviewed) == (True, day, day)
        assert "agency" not in {pack.id for pack in desk.rules.rulebook.unreviewed(policies.current(s).switches)}


@pytest.mark.parametrize(
    ("id", "reason", "ahead", "refusal"),
    [
        ("no-such-rule", "Because.", 0, Invalid),
        ("pii-phone", "   ", 0, Invalid),
        ("pii-phone", "Because.", 3, Invalid),
    ],
)
def test_a_switch_that_cannot_be_is_refused(
    engine: Engine, id: str, reason: str, ahead: int, refusal: type[CountersignError]
) -> None:
    """An unknown rule, a missing reason and a review in the future are told at their field; nothing is proposed."""
    with pytest.raises(refusal), database.transaction(engine) as s:
        now = database.clock(s)
        day: date | None = now.date() + timedelta(days=ahead) if ahead else None
        desk.switch_rule(s, "maya.ortiz", id, on=False, reason=reason, now=now, counsel_reviewed=day)
    assert events(engine) == []


def test_who_read_the_terms_is_entered_and_they_are_never_off(engine: Engine) -> None:
    """The terms are reviewed by two people like a pack of rules; as they stand on every page, they are never off."""
    with pytest.raises(Invalid):
        propose(engine, id="terms")
    sign(engine, "ruth.calloway", propose(engine, id="terms", on=True))
    with database.transaction(engine) as s:
        assert policies.current(s).switches["terms"].on


def test_one_switch_of_a_rule_waits_at_a_time(engine: Engine) -> None:
    """A second proposal about the same rule is refused while the first waits."""
    propose(engine)
    with pytest.raises(WrongState):
        propose(engine, "maya.ortiz", on=True)


def test_an_agency_file_that_is_silent_about_rules_leaves_them(engine: Engine, policy: Policy) -> None:
    """Applying a file without a section on rules does not switch anything back; one with an unknown rule is refused."""
    sign(engine, "ruth.calloway", propose(engine))
    with pytest.raises(desk.policy.NothingToChange), database.transaction(engine) as s:
        desk.apply_policy(s, policy, who="alex.moreno", why="again", now=database.clock(s))
    wrong = SAMPLE.read_text() + "\nrules:\n  - {id: no-such-rule, on: false, why: a test}\n"
    with pytest.raises(Invalid, match="no-such-rule"), database.transaction(engine) as s:
        parsed = agency.parse(wrong, now=database.clock(s))
        desk.apply_policy(s, parsed, who="alex.moreno", why="again", now=database.clock(s))
