"""Applying an agency file: at once on an empty database, later by a second person's signature."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import agency, approvals, content, database, policies
from countersign.agency import Policy, StageEntry
from countersign.approvals import Proposal, ProposalState
from countersign.desk.effects import POLICY
from countersign.desk.rules import known_rules_only
from countersign.errors import Refused
from countersign.log.record import Event, entry
from countersign.policies import PolicyVersion

#: Days in which a change of policy has to be signed.
OPEN_FOR = timedelta(days=14)


class NothingToChange(Refused):
    """This agency file says what is in force already. Nothing was changed."""


def apply_policy(s: Session, policy: Policy, *, who: str, why: str, now: datetime) -> Proposal | int:
    """The number of the policy that took effect at once, or the sign-off that a second person has to complete.

    A file without a section `rules` leaves the rulebook as it is switched.
    """
    known_rules_only(policy)
    if s.scalar(select(func.max(PolicyVersion.number))) is None:
        return policies.apply(s, policy, who=who, why=why, now=now)
    standing = policies.current(s)
    if policy.rules is None:
        policy = replace(policy, rules=standing.rules)
    changes = agency.difference(standing, policy)
    if not changes:
        raise NothingToChange
    _void_older(s, now)
    body = policy_body(policy, base=policies.current_number(s))
    proposal = Proposal(
        kind=POLICY,
        subject="policy",
        title="a change of the agency's policy",
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=policies.current_number(s),
        category="policy",
        authors=[who],
        chain=approvals.STAGES.dump_python((_second_person(standing),), mode="json"),
        sensitive=True,
        details={"pages": [], "changes": changes, "why": why},
        opened=now,
        closes=now + OPEN_FOR,
    )
    s.add(proposal)
    s.flush()
    values = {"digest": proposal.digest, "changes": changes, "why": why}
    entry(s, Event.POLICY_PROPOSED, "policy", values, actor=who, now=now)
    database.signal(s, database.SIGN_OFF)
    return proposal


def policy_body(policy: Policy, *, base: int) -> dict[str, Any]:
    """The canonical body of a change of policy: what is to be in force, and which version it replaces."""
    return {"v": 1, "kind": "policy", "base": base, "policy": agency.to_json(policy)}


def _second_person(standing: Policy) -> StageEntry:
    """The top role, or those to whom everything escalates, one of them who did not propose it."""
    top = tuple(role.id for role in standing.roles if role.top)
    asked = (*top, *standing.escalation)
    day = timedelta(days=1)
    return StageEntry(name="change of policy", roles=asked, within=2 * day, remind_after=day)


def _void_older(s: Session, now: datetime) -> None:
    waiting = select(Proposal).where(Proposal.kind == POLICY, Proposal.state == ProposalState.OPEN)
    for older in s.scalars(waiting.with_for_update()):
        approvals.move(older, ProposalState.VOID, now=now, reason="A newer change of policy was proposed.")
    s.flush()
