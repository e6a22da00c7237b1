"""What the sign-off of a switch in the rulebook does."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from countersign import policies
from countersign.agency import Policy, RuleEntry
from countersign.approvals import Decision, Proposal
from countersign.log.record import Event, entry
from countersign.posts import Status

RULE = "rule"


class RuleEffect:
    """A rule or a pack switched on or off: approval makes a new policy, and screening follows from the next review."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Let one change of policy be decided at a time."""
        policies.lock(s)

    def subject(self, proposal: Proposal) -> str:
        """The rule or the pack."""
        return f"rule:{proposal.subject}"

    def path(self, proposal: Proposal) -> str:
        """The page of the sign-off."""
        return f"/rules/changes/{proposal.id}"

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Put it in force beside whatever else is in force by then."""
        switch = RuleEntry(**json.loads(proposal.canonical)["switch"])
        policy = switched(policies.current(s), switch)
        number = policies.apply(s, policy, who=proposal.authors[0], why=switch.why, now=now)
        values = {"on": switch.on, "policy": number, "signed_by": [f"{d.name}, {d.title}" for d in signers]}
        entry(s, Event.RULE_SWITCHED, self.subject(proposal), values, actor=signers[-1].person_id, now=now)

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Nothing changes."""


def switched(policy: Policy, switch: RuleEntry) -> Policy:
    """A policy with one switch set, in the place of an older one for the same rule or pack."""
    others = tuple(entry for entry in policy.rules or () if entry.id != switch.id)
    return replace(policy, rules=(*others, switch))
