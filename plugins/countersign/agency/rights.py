"""Who may write, who may sign, and who the approvers of a stage are: pure functions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from countersign.agency.entries import Act, StageEntry
from countersign.agency.fields import selects
from countersign.agency.model import Policy, active


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated:
    """One person lent the right to sign to another, from an instant to another one."""

    delegator: str
    delegate: str
    active_from: datetime
    active_to: datetime
    pages: tuple[str, ...] = ("*",)
    categories: tuple[str, ...] = ("*",)


def is_active(policy: Policy, person: str, now: datetime) -> bool:
    """Whether a person is known and in date."""
    entry = policy.person(person)
    return entry is not None and active(entry, policy, now)


def may_write(policy: Policy, person: str, *, page: str, category: str, now: datetime) -> bool:
    """Whether a person may write posts of a category for a page."""
    return _authorized(policy, person, act=Act.WRITE, page=page, category=category, now=now)


def may_sign(policy: Policy, person: str, *, page: str, category: str, now: datetime) -> bool:
    """Whether a person may sign posts of a category for a page; whether it is their turn, the chain says."""
    return _authorized(policy, person, act=Act.SIGN, page=page, category=category, now=now)


def _authorized(policy: Policy, person: str, *, act: Act, page: str, category: str, now: datetime) -> bool:
    entry = policy.person(person)
    if entry is None or not active(entry, policy, now):
        return False
    return any(
        grant.act is act
        and (grant.person == person or grant.role in entry.roles)
        and selects(grant.pages, page)
        and selects(grant.categories, category)
        and active(grant, policy, now)
        for grant in policy.authorizations
    )


def members(policy: Policy, names: Iterable[str]) -> tuple[str, ...]:
    """The logins behind a list of roles and people, each once, in order."""
    found = (login for name in names for login in (policy.holders(name) if policy.role(name) else (name,)))
    return tuple(dict.fromkeys(found))


def on_watch(policy: Policy, watch: Collection[str]) -> tuple[str, ...]:
    """Who is on duty: those entered, else the policy's fallback."""
    return tuple(watch) or policy.watch.fallback


def designated(
    policy: Policy, stage: StageEntry, *, watch: Collection[str] = (), escalated: bool = False
) -> tuple[str, ...]:
    """Everybody whom a stage names, whether authorised or not; with those it escalates to once it is late."""
    names = (*stage.roles, *stage.people, *(on_watch(policy, watch) if stage.watch else ()))
    return members(policy, names + stage.escalate_to if escalated else names)


def approvers(
    policy: Policy,
    stage: StageEntry,
    *,
    category: str,
    pages: Collection[str],
    now: datetime,
    excluded: Collection[str] = (),
    delegations: Iterable[Delegated] = (),
    watch: Collection[str] = (),
    escalated: bool = False,
) -> dict[str, str | None]:
    """Who may sign a stage now, as login -> the person they sign for (None: in their own right).

    `excluded` are the author, the editors and whoever signed before, together with those they signed for:
    nobody signs
    on behalf of somebody who may not sign. Every approver is authorised for every page of the post.
    """

    def entitled(person: str) -> bool:
        return person not in excluded and all(
            may_sign(policy, person, page=page, category=category, now=now) for page in pages
        )

    own = [person for person in designated(policy, stage, watch=watch, escalated=escalated) if entitled(person)]
    lent = {
        d.delegate: d.delegator
        for d in delegations
        if d.delegator in own
        and d.delegate not in excluded
        and is_active(policy, d.delegate, now)
        and d.active_from <= now <= d.active_to
        and selects(d.categories, category)
        and all(selects(d.pages, page) for page in pages)
    }
    return {**lent, **dict.fromkeys(own)}
