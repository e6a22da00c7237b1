"""Draft -> findings: every rule in force, on one reading of the draft."""

from collections.abc import Iterable, Iterator
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

#: The most that a rule is asked for; beyond it a text is one fault over and over.
_MOST_ASKED = 200

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
    for hit in islice(_distinct(rule, islice(rule.check(reading), _MOST_ASKED)), MOST_HITS):
        start, end = _span(rule, hit, reading)
        attested = hit.severity is Severity.ATTEST
        yield Finding(
            rule.id,
            hit.severity or rule.severity,
            hit.message or (rule.doubt if attested and rule.doubt else rule.message),
            (rule.ask if attested and rule.ask else rule.remedy) if hit.remedy is None else hit.remedy,
            start,
            end,
            stages=() if attested else rule.stages,
        )


def _distinct(rule: Rule, hits: Iterable[Hit]) -> list[Hit]:
    """The hits without those that lie over a heavier or an earlier one; in the order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: _WEIGHT[hit.severity or rule.severity]):
        if hit.start is None or not any(_overlap(hit, other) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start if hit.start is not None else -1)


def _overlap(one: Hit, other: Hit) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end


def _span(rule: Rule, hit: Hit, reading: Reading) -> tuple[int | None, int | None]:
    if hit.start is None or hit.end is None or hit.start >= hit.end:
        return None, None
    return (hit.start, hit.end) if rule.id in _UNFOLDED else reading.folded.span(hit.start, hit.end)
