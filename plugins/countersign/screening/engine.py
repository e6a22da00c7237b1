"""Draft -> findings: every rule in force, on one reading of the draft."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from countersign.agency import Policy
from countersign.content import Draft, Finding, Severity
from countersign.screening.jurisdiction import screen_place
from countersign.screening.reading import Hit, Reading
from countersign.screening.rulebook import RULES, Rule

_WEIGHT = {severity: number for number, severity in enumerate(Severity)}

#: Nobody mends more than that at once, and the next screening shows the rest.
MOST_HITS = 25

#: Their spans are the original's already: they look for what folding takes away.
_UNFOLDED = frozenset({"unsafe-characters"})


def screen(draft: Draft, policy: Policy, now: datetime) -> list[Finding]:
    """Everything that screening says about a draft, heaviest first."""
    found = [*screen_place(draft, policy), *screen_rules(draft, policy, now)]
    return sorted(found, key=lambda finding: (_WEIGHT[finding.severity], finding.start or 0))


def screen_rules(draft: Draft, policy: Policy, now: datetime) -> list[Finding]:
    """What the rulebook says, the rules in their order; `now` decides which rules are in force."""
    reading = Reading(draft, policy, now)
    today = now.astimezone(policy.agency.zone).date()
    return [f for rule in RULES if rule.holds(state=reading.state, on=today) for f in _findings(rule, reading)]


def _findings(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for hit in islice(rule.check(reading), MOST_HITS):
        start, end = _span(rule, hit, reading)
        yield Finding(
            rule.id,
            rule.severity,
            hit.message or rule.message,
            rule.remedy if hit.remedy is None else hit.remedy,
            start,
            end,
            stages=rule.stages,
        )


def _span(rule: Rule, hit: Hit, reading: Reading) -> tuple[int | None, int | None]:
    if hit.start is None or hit.end is None:
        return None, None
    return (hit.start, hit.end) if rule.id in _UNFOLDED else reading.folded.span(hit.start, hit.end)
