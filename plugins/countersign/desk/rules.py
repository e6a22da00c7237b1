"""Switching a rule of the rulebook, or a pack of rules, on or off: proposed by one person, put in force by another."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import approvals, content, database, policies
from countersign.agency import Policy, RuleEntry, StageEntry
from countersign.approvals import Proposal, ProposalState
from countersign.desk.rule_effects import RULE
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, WrongState
from countersign.log.record import Event, entry
from countersign.screening import rulebook

#: Days in which a switch has to be signed.
OPEN_FOR = timedelta(days=14)
LEGAL = "legal"


def switch_rule(
    s: Session,
    who: str,
    id: str,
    *,
    on: bool,
    reason: str,
    now: datetime,
    counsel_reviewed: date | None = None,
    union_reviewed: date | None = None,
) -> Proposal:
    """Propose to switch a rule or a pack, with the days on which counsel and the union read it.

    It is in force from the next review on, once somebody else with the right (the top role, or legal) signs it.
    """
    acting(s, who, now)
    needs_reason(reason)
    policies.lock(s)
    policy = policies.current(s)
    days = {"counsel_reviewed": counsel_reviewed, "union_reviewed": union_reviewed}
    _check(policy, id, days, now)
    if id == rulebook.TERMS and not on:
        raise Invalid(
            {"on": "The terms stand on every page and are not switched off; only who read them is entered here."}
        )
    _nothing_open(s, id)
    switch = RuleEntry(id=id, on=on, why=reason.strip(), **days)
    body = {"v": 1, "kind": RULE, "switch": _plain(switch)}
    proposal = Proposal(
        kind=RULE,
        subject=id,
        title=f"the rule “{id}” switched {'on' if on else 'off'}",
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=policies.current_number(s),
        category=RULE,
        authors=[who],
        chain=approvals.STAGES.dump_python((second_person(policy),), mode="json"),
        sensitive=True,
        details={"pages": [], "switch": _plain(switch)},
        opened=now,
        closes=now + OPEN_FOR,
    )
    s.add(proposal)
    s.flush()
    values = {"digest": proposal.digest, **_plain(switch)}
    entry(s, Event.RULE_PROPOSED, f"rule:{id}", values, actor=who, now=now)
    database.signal(s, database.SIGN_OFF)
    return proposal


def second_person(policy: Policy) -> StageEntry:
    """The top role or the agency's legal advisers: one of them who did not propose it."""
    top = tuple(role.id for role in policy.roles if role.top)
    legal = policy.extra_stages.get(LEGAL)
    day = timedelta(days=1)
    return StageEntry(
        name="rulebook",
        roles=tuple(dict.fromkeys((*top, *(legal.roles if legal else ())))),
        people=legal.people if legal else (),
        within=2 * day,
        remind_after=day,
    )


def open_switches(s: Session) -> dict[str, Proposal]:
    """The switches that wait for their second name, by rule or pack."""
    query = select(Proposal).where(Proposal.kind == RULE, Proposal.state == ProposalState.OPEN)
    return {proposal.subject: proposal for proposal in s.scalars(query)}


def known_rules_only(policy: Policy) -> None:
    """Refuse a policy that switches what the rulebook does not have."""
    wrong = rulebook.unknown(policy.switches)
    if wrong:
        raise Invalid(
            {"rules": f"The rulebook has no rule and no pack called {', '.join(wrong)}. Nothing was changed."}
        )


def _check(policy: Policy, id: str, days: dict[str, date | None], now: datetime) -> None:
    wrong = {}
    if rulebook.unknown([id]):
        wrong["id"] = f"The rulebook has no rule and no pack called “{id[:64]}”."
    today = now.astimezone(policy.agency.zone).date()
    for name, day in days.items():
        if day and day > today:
            wrong[name] = "This day lies ahead. Enter the day on which it was read."
    if wrong:
        raise Invalid(wrong)


def _nothing_open(s: Session, id: str) -> None:
    if id in open_switches(s):
        raise WrongState("A switch of this rule waits for its second name already. Sign it or return it first.")


def _plain(switch: RuleEntry) -> dict[str, Any]:
    """The switch as JSON values."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(switch).items()}
