"""Whether a signed post is still true at the last moment: its facts as they stand now, and the rules begun since.

Pure: the caller gives what people said later; nothing here reads a clock or a database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from countersign.agency import FACTS, Policy
from countersign.content import Draft, Severity
from countersign.screening.engine import screen_rules
from countersign.screening.rulebook import RULES, Rule

#: Before every rule.
LONG_AGO = datetime(1700, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact as somebody said later that it stands; None: it does not hold any more."""

    fact: str
    value: bool | None
    at: datetime


def as_they_stand(signed: Mapping[str, Any], changes: Iterable[Change], *, since: datetime) -> dict[str, Any]:
    """The facts of a post with the newest word on each.

    What was said before `since`, when the post was submitted, counts only against a fact that the post itself states:
    a post that does not mention it was written by somebody who knew.
    """
    newest = {c.fact: c for c in sorted(changes, key=lambda c: c.at) if c.at > since or c.fact in signed}
    return dict(signed) | {change.fact: change.value for change in newest.values()}


def no_longer_true(
    signed: Draft, standing: Mapping[str, Any], policy: Policy, *, reviewed: datetime, now: datetime
) -> str | None:
    """Why these words may not go out any more, as a sentence; None when all of it still stands."""
    for name in sorted(standing.keys() | signed.facts.keys()):
        was, is_ = signed.facts.get(name), standing.get(name)
        if was != is_:
            label = FACTS[name].label if name in FACTS else name
            return (
                f"{label}: it was “{_spoken(was)}” when this was signed, and is “{_spoken(is_)}” now. "
                "Withdraw it, or write it anew."
            )
    return _forbidden_since(signed, policy, reviewed=reviewed, now=now)


def begun(policy: Policy, *, reviewed: datetime, now: datetime) -> list[Rule]:
    """The rules that came into force for this agency after the day of the review."""
    then, today = (instant.astimezone(policy.agency.zone).date() for instant in (reviewed, now))
    new = (rule for rule in RULES if _began(rule, then, today))
    return [rule for rule in new if rule.holds(state=policy.agency.state, on=today, switches=policy.switches)]


def newest(policy: Policy, now: datetime) -> datetime:
    """The beginning of the day on which the newest of the rules in force began: what was reviewed since knows all."""
    zone = policy.agency.zone
    whole = begun(policy, reviewed=LONG_AGO, now=now)
    last = max((rule.effective_from for rule in whole if rule.effective_from), default=LONG_AGO.date())
    return datetime.combine(last, time.min, tzinfo=zone)


def _began(rule: Rule, then: date, today: date) -> bool:
    return rule.effective_from is not None and then < rule.effective_from <= today


def _forbidden_since(signed: Draft, policy: Policy, *, reviewed: datetime, now: datetime) -> str | None:
    new = {rule.id for rule in begun(policy, reviewed=reviewed, now=now)}
    if not new:
        return None
    for finding in screen_rules(signed, policy, now):
        if finding.rule in new and finding.severity in {Severity.BLOCK, Severity.APPROVAL}:
            return f"A rule came into force after this was checked: {finding.told}"
    return None


def _spoken(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not stated" if value is None or value == "" else str(value)
