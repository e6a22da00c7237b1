"""Signing, returning and rejecting: one person's decision on the exact bytes of one proposal."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, approvals, database, notices, people, policies
from countersign.agency import Policy, StageEntry
from countersign.approvals import Decision, Proposal, ProposalState, Verdict
from countersign.desk import confirming
from countersign.desk.effects import EFFECTS
from countersign.desk.writing import acting, needs_reason
from countersign.errors import CountersignError, NotAllowed, NotSignedIn, Stale, WrongState
from countersign.log.record import Event, entry
from countersign.posts import Status

EVENTS = {Verdict.SIGN: Event.SIGNED, Verdict.RETURN: Event.RETURNED, Verdict.REJECT: Event.REJECTED}
ENDINGS = {
    Verdict.RETURN: (ProposalState.RETURNED, Status.RETURNED),
    Verdict.REJECT: (ProposalState.REJECTED, Status.REJECTED),
}


def decide(
    s: Session,
    who: str,
    proposal_id: uuid.UUID,
    *,
    verdict: Verdict,
    digest: str,
    factor: str,
    now: datetime,
    reason: str = "",
    confirmed: Collection[str] = (),
) -> Decision:
    """Record one person's decision; the last signature approves, a return or rejection ends the sign-off.

    `digest` is of the words that the person had on the screen, `factor` how they proved who they are ("password at the
    click" for sensitive ones), `confirmed` what they ticked of what `confirming.asked` names.
    Raises Stale when the words are not those, NotAllowed when it is not their turn, Invalid when a tick lacks.
    """
    person = acting(s, who, now)
    seen = s.get(Proposal, proposal_id)
    if seen is None:
        raise WrongState
    effect = EFFECTS[seen.kind]
    effect.lock(s, seen)
    proposal = approvals.locked(s, proposal_id)
    _still_open(proposal, digest, now)
    if person.unconfirmed:
        raise NotAllowed(
            "Your password was set anew, and a second person has not confirmed it yet. Until then you cannot decide."
        )
    if proposal.sensitive and factor != AT_THE_CLICK:
        raise NotSignedIn("This category asks for your password with the decision itself. Nothing was changed.")
    if verdict is not Verdict.SIGN:
        needs_reason(reason)
    cast = approvals.votes(approvals.decisions(s, proposal.id))
    stage = approvals.next_stage(proposal.stages, cast, digest=digest, authors=proposal.authors)
    entitled = entitled_to(s, proposal, stage, now) if stage else {}
    for_person = approvals.may_decide(who, stage, cast=cast, authors=proposal.authors, entitled=entitled)
    assert stage, "may_decide refuses when no stage is open"
    if verdict is Verdict.SIGN:
        confirming.check(proposal, confirmed)
    decision = Decision(
        proposal_id=proposal.id,
        digest=digest,
        stage=stage.name,
        person_id=who,
        for_person=for_person,
        name=person.name,
        title=person.title,
        verdict=verdict,
        reason=reason,
        at=now,
        factor=factor,
    )
    s.add(decision)
    s.flush()
    told = {"confirmed": confirming.shown(confirming.asked(proposal).values())} if verdict is Verdict.SIGN else {}
    kept = {name: value for name, value in told.items() if value}
    entry(s, EVENTS[verdict], effect.subject(proposal), _recorded(decision) | kept, actor=who, now=now)
    if verdict is Verdict.SIGN:
        confirming.record(s, proposal, decision, subject=effect.subject(proposal), now=now)
        _after_signature(s, proposal, now)
    else:
        end(s, proposal, *ENDINGS[verdict], reason=f"{person.name}: {reason}", now=now)
        _tell_authors(s, proposal, "returned" if verdict is Verdict.RETURN else "rejected", by=person.name, now=now)
    return decision


AT_THE_CLICK = "password at the click"


def end(s: Session, proposal: Proposal, to: ProposalState, status: Status, *, reason: str, now: datetime) -> None:
    """End a sign-off without approval and hand its subject back."""
    approvals.move(proposal, to, now=now, reason=reason)
    EFFECTS[proposal.kind].ended(s, proposal, status, reason=reason, now=now)


def entitled_to(s: Session, proposal: Proposal, stage: StageEntry, now: datetime) -> dict[str, str | None]:
    """Who may sign a stage of a proposal now, as login -> for whom."""
    cast = approvals.votes(approvals.decisions(s, proposal.id))
    return agency.approvers(
        policies.current(s),
        stage,
        category=proposal.category,
        pages=proposal.details["pages"],
        now=now,
        excluded={*proposal.authors, *approvals.decided_by(cast)},
        delegations=policies.delegations(s, now),
        watch=sorted(people.on_watch(s, now)),
        escalated=approvals.escalated(s, proposal.id, stage.name),
    )


def may_decide_now(s: Session, who: str, proposal: Proposal, *, now: datetime) -> str | None:
    """None when it is this person's turn, else the sentence that says why not; for the screens."""
    try:
        _still_open(proposal, proposal.digest, now)
        cast = approvals.votes(approvals.decisions(s, proposal.id))
        stage = approvals.next_stage(proposal.stages, cast, digest=proposal.digest, authors=proposal.authors)
        entitled = entitled_to(s, proposal, stage, now) if stage else {}
        approvals.may_decide(who, stage, cast=cast, authors=proposal.authors, entitled=entitled)
    except CountersignError as refusal:
        return refusal.message
    return None


def waiting_for(s: Session, who: str, *, now: datetime) -> list[Proposal]:
    """The open proposals whose turn is this person's, the one that closes first on top."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN, Proposal.closes > now)
    return [p for p in s.scalars(query.order_by(Proposal.closes)) if may_decide_now(s, who, p, now=now) is None]


def details(s: Session, proposal: Proposal) -> list[dict[str, Any]]:
    """The chain as a screen shows it: each stage, who signed it, and whether it is the one that waits."""
    cast = approvals.decisions(s, proposal.id)
    ballots = approvals.votes(cast)
    waiting = approvals.next_stage(proposal.stages, ballots, digest=proposal.digest, authors=proposal.authors)
    still_open = proposal.state is ProposalState.OPEN
    return [
        {
            "stage": stage,
            "decisions": [d for d in cast if d.stage == stage.name],
            "waits": still_open and waiting is not None and stage.name == waiting.name,
        }
        for stage in proposal.stages
    ]


def _still_open(proposal: Proposal, digest: str, now: datetime) -> None:
    if proposal.state is not ProposalState.OPEN:
        raise WrongState(f"This sign-off has ended: {proposal.reason or proposal.state}. Nothing was changed.")
    if now > proposal.closes:
        raise WrongState("The time for signing this has passed. Nothing was changed; its author can submit it again.")
    if digest != proposal.digest:
        raise Stale(
            "The words have changed since this page was loaded. Nothing was signed; load the page and read them again."
        )


def _after_signature(s: Session, proposal: Proposal, now: datetime) -> None:
    cast = approvals.decisions(s, proposal.id)
    if not approvals.complete(proposal.stages, approvals.votes(cast), digest=proposal.digest, authors=proposal.authors):
        database.signal(s, database.SIGN_OFF)
        return
    approvals.move(proposal, ProposalState.APPROVED, now=now)
    signers = [d for d in cast if d.verdict is Verdict.SIGN]
    EFFECTS[proposal.kind].approved(s, proposal, signers=signers, now=now)


def _recorded(decision: Decision) -> dict[str, Any]:
    return {
        "proposal": str(decision.proposal_id),
        "digest": decision.digest,
        "stage": decision.stage,
        "name": decision.name,
        "title": decision.title,
        "for": decision.for_person,
        "reason": decision.reason,
        "factor": decision.factor,
    }


def _tell_authors(s: Session, proposal: Proposal, kind: str, *, by: str, now: datetime) -> None:
    facts = {"what": proposal.title, "category": proposal.category, "by": by}
    notices.tell(s, _people_only(s, proposal), kind, facts=facts, path=EFFECTS[proposal.kind].path(proposal), now=now)


def _people_only(s: Session, proposal: Proposal) -> list[str]:
    policy: Policy = policies.current(s)
    return [author for author in proposal.authors if policy.person(author)]
