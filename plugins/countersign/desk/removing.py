"""Taking a published post down from a page: a legal act with names of its own; and the exception to a planned one."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, approvals, content, database, outcome, policies, removals
from countersign.agency import Policy, StageEntry
from countersign.approvals import Proposal
from countersign.deliveries import Delivery, State
from countersign.desk.removal_effects import EXCEPTION, REMOVAL
from countersign.desk.writing import acting, needs_reason, readable
from countersign.errors import Invalid, NotAllowed, WrongState
from countersign.log.record import Event, entry
from countersign.pages import Page
from countersign.posts import Post
from countersign.removals import Removal, RemovalState

#: How long a removal may wait for its names.
OPEN_FOR = timedelta(days=7)
#: An exception holds at most so long, and is then signed anew.
LONGEST_EXCEPTION = timedelta(days=90)


def propose_removal(
    s: Session, who: str, delivery_id: uuid.UUID, *, authority: str, reason: str, evidence: str, now: datetime
) -> Proposal:
    """Ask that a published post be taken down from one page; its record and its archived copy stay."""
    delivery, post = _mine(s, who, delivery_id, now)
    _needs({"authority": authority, "reason": reason})
    body = {"authority": authority, "reason": reason, "evidence": evidence}
    page = s.get_one(Page, delivery.page_id)
    title = f"removal of {post.label} from {page.name}"
    return _propose(s, who, delivery, kind=REMOVAL, title=title, body=body, now=now)


def propose_exception(
    s: Session, who: str, delivery_id: uuid.UUID, *, until: datetime, reason: str, now: datetime
) -> Proposal:
    """Ask that a planned removal wait until a later day; it is renewed by asking again."""
    delivery, post = _mine(s, who, delivery_id, now)
    removal = s.scalar(select(Removal).where(Removal.delivery_id == delivery.id))
    if removal is None or removal.state is not RemovalState.PLANNED or removal.due is None:
        raise WrongState("No removal is planned here, so there is nothing to put off. Nothing was changed.")
    needs_reason(reason)
    if not removal.due < until <= removal.due + LONGEST_EXCEPTION:
        raise Invalid({"until": "Choose a day after the planned one, at most 90 days later."})
    body = {"until": content.instant(until), "reason": reason, "due": content.instant(removal.due)}
    title = f"exception to the removal of {post.label} from {s.get_one(Page, delivery.page_id).name}"
    return _propose(s, who, delivery, kind=EXCEPTION, title=title, body=body, now=now)


def may_ask(s: Session, policy: Policy, who: str, delivery: Delivery, *, now: datetime) -> bool:
    """Whether somebody may ask that a publication be taken down: its page's people, its writers and its signers."""
    named = policy.page(delivery.page_id)
    if named and who in {named.owner, named.person, named.by_hand_person}:
        return True
    rights = (agency.may_write, agency.may_sign)
    return any(f(policy, who, page=delivery.page_id, category=delivery.category, now=now) for f in rights)


def chain(policy: Policy) -> tuple[StageEntry, ...]:
    """The chain of a removal: the agency's own, else its legal stage and its top role."""
    if policy.removal_chain:
        return policy.removal_chain
    top = tuple(role.id for role in policy.roles if role.top)
    last = StageEntry(name="top", roles=top, within=timedelta(hours=4), escalate_to=policy.escalation)
    legal = policy.extra_stages.get("legal")
    return (legal, last) if legal else (last,)


def _mine(s: Session, who: str, delivery_id: uuid.UUID, now: datetime) -> tuple[Delivery, Post]:
    acting(s, who, now)
    delivery = outcome.locked(s, delivery_id)
    post = readable(s, who, delivery.post_id, now=now)
    if not may_ask(s, policies.current(s), who, delivery, now=now):
        raise NotAllowed("Only those who write, sign or keep this page may ask for that. Nothing was changed.")
    if delivery.state is not State.SENT:
        raise WrongState("This is not out, so there is nothing to take down. Nothing was changed.")
    if delivery.removed:
        raise WrongState("This was taken down already. Nothing was changed.")
    if delivery.mode != "live":
        raise WrongState("This went to a page for drills only; nothing of it is public. Nothing was changed.")
    return delivery, post


def _needs(fields: dict[str, str]) -> None:
    words = {
        "authority": "Name who orders it and under which law or order.",
        "reason": "Please give a reason: it is shown to the people concerned and kept in the record.",
    }
    wrong = {name: words[name] for name, value in fields.items() if not value.strip()}
    if wrong:
        raise Invalid(wrong)


def _propose(
    s: Session, who: str, delivery: Delivery, *, kind: str, title: str, body: dict[str, Any], now: datetime
) -> Proposal:
    _none_open(s, delivery, kind)
    signed = _about(delivery) | body | {"v": 1, "kind": kind}
    proposal = Proposal(
        kind=kind,
        subject=str(delivery.id),
        title=title,
        canonical=content.canonical(signed),
        digest=content.digest(signed),
        policy=policies.current_number(s),
        category=delivery.category,
        authors=[who],
        chain=approvals.STAGES.dump_python(chain(policies.current(s)), mode="json"),
        sensitive=True,
        details={"pages": [delivery.page_id], "post": str(delivery.post_id), **body},
        opened=now,
        closes=now + OPEN_FOR,
    )
    s.add(proposal)
    s.flush()
    values = {"delivery": str(delivery.id), "digest": proposal.digest, "proposed": kind, **body}
    entry(s, Event.REMOVAL_PROPOSED, outcome.subject(delivery), values, actor=who, now=now)
    database.signal(s, database.SIGN_OFF)
    return proposal


def _about(delivery: Delivery) -> dict[str, str]:
    """What is to be taken down, named so that it can be no other."""
    return {
        "delivery": str(delivery.id),
        "page": delivery.page_id,
        "digest": delivery.digest,
        "record": str(delivery.record_id),
        "url": delivery.remote_url or "",
    }


def _none_open(s: Session, delivery: Delivery, kind: str) -> None:
    waiting = select(Proposal.id).where(
        Proposal.kind == kind, Proposal.subject == str(delivery.id), Proposal.state == approvals.ProposalState.OPEN
    )
    if s.execute(waiting.limit(1)).first():
        raise WrongState("Somebody asked for this already, and it waits for names. Nothing was changed.")
    standing = s.scalar(select(Removal).where(Removal.delivery_id == delivery.id))
    if kind == REMOVAL and standing and standing.state is not RemovalState.PLANNED:
        raise WrongState(f"This post is {removals.WORDS[standing.state]} here already. Nothing was changed.")
