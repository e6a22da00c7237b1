"""Who signs a post: its category's chain, what a correction inherits, and what findings and answers add."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from countersign import agency, approvals, screening
from countersign.agency import Policy, StageEntry
from countersign.content import Finding, Severity
from countersign.desk import correcting
from countersign.posts import Post
from countersign.screening import answers

Chain = tuple[StageEntry, ...]


def of_post(
    s: Session, policy: Policy, post: Post, found: Iterable[Finding], *, answered: tuple[str, ...]
) -> tuple[Chain, str | None]:
    """The chain of a post, and the name of the stage whose signature is a permission; None if none is.

    `answered` are the stages that the author's answers ask for, beside what was found.
    """
    return _permitted(policy, _chain(s, policy, post, [*found, _adding(answered)]))


def _chain(s: Session, policy: Policy, post: Post, found: Iterable[Finding]) -> Chain:
    """Who signs: the category's chain, for a correction nowhere weaker than the original's, and what findings add."""
    category = policy.category(post.category)
    assert category, "the review blocks a draft without a category"
    own = category.chain
    if post.corrects:
        signed = correcting.signed_chain(s, post.corrects)
        own = approvals.at_least(own, [stage for stage in signed if agency.designated(policy, stage)])
    return approvals.stages_for(own, extra_stages(policy, found), top=[role.id for role in policy.roles if role.top])


def _adding(stages: tuple[str, ...]) -> Finding:
    """What the author's answers ask for, beside what was found."""
    return Finding("answers", Severity.APPROVAL, "What the author answered asks for another name.", stages=stages)


def _permitted(policy: Policy, chain: Chain) -> tuple[Chain, str | None]:
    """The chain in which the top role itself gives a permission, once, and the name of that stage; None if none does.

    Where the top role signs anyway, that signature is the permission, and nobody below may give it in their place.
    """
    asked = next((stage for stage in chain if stage.name == answers.PERMISSION_STAGE), None)
    if asked is None:
        return chain, None
    own = next((s for s in chain if s is not asked and s.roles == asked.roles and not (s.people or s.watch)), None)
    if own is None:
        return chain, asked.name
    kept = (replace(stage, escalate_to=()) if stage is own else stage for stage in chain if stage is not asked)
    return tuple(kept), own.name


def removal(found: Iterable[Finding]) -> dict[str, Any] | None:
    """The removal that is signed together with the post: the earliest that a rule asks for."""
    asked = {finding.rule for finding in found}
    rules = [rule for rule in screening.RULES if rule.id in asked and rule.remove_after_days is not None]
    first = min(rules, key=lambda rule: rule.remove_after_days or 0, default=None)
    return {"after_days": first.remove_after_days, "authority": first.citation} if first else None


def extra_stages(policy: Policy, found: Iterable[Finding]) -> list[StageEntry]:
    """The stages that findings ask for, in the order of the agency file; one that the file lacks is its top role."""
    wanted = {name for f in found for name in f.stages}
    known = [stage for name, stage in policy.extra_stages.items() if name in wanted]
    missing = sorted(wanted - policy.extra_stages.keys())
    top = tuple(role.id for role in policy.roles if role.top)
    return [*known, *(StageEntry(name=name, roles=top, within=timedelta(hours=24)) for name in missing)]
