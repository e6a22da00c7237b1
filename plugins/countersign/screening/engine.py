"""Draft -> findings: every rule in force, on one reading of the draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from countersign.content import Draft, Finding, Severity
from countersign.screening.jurisdiction import screen_place
from countersign.screening.likeness import alike
from countersign.screening.reading import Hit, Reading
from countersign.screening.rulebook import RULES, WORDED, Rule

if TYPE_CHECKING:
    from countersign.agency import Policy

_WEIGHT = {severity: number for number, severity in enumerate(Severity)}

#: Nobody mends more than that at once, and the next screening shows the rest.
MOST_HITS = 25

#: The most that a rule is asked for; beyond it a text is one fault over and over.
_MOST_ASKED = 200
_WORDED = frozenset(rule.id for rule in WORDED)

#: Their spans are the original's already: they look for what folding takes away.
_UNFOLDED = frozenset({"unsafe-characters"})


def screen(draft: Draft, policy: Policy, now: datetime) -> list[Finding]:
    """Everything that screening says about a draft, heaviest first."""
    found = [*screen_place(draft, policy), *screen_rules(draft, policy, now)]
    return sorted(found, key=lambda finding: (_WEIGHT[finding.severity], finding.start or 0))


def screen_rules(draft: Draft, policy: Policy, now: datetime) -> list[Finding]:
    """What the rulebook says, the rules in their order; `now` decides which rules are in force."""
    reading = Reading(draft, policy, now)
    in_force = _in_force(RULES, reading)
    found = [finding for rule in in_force for finding in _findings(rule, reading)]
    found += _by_likeness(in_force, found, reading)
    return [*found, *_in_descriptions([rule for rule in in_force if rule.id in _WORDED], reading)]


def _by_likeness(rules: Iterable[Rule], found: Iterable[Finding], reading: Reading) -> list[Finding]:
    """Questions about what no rule found, in a draft that reads like wrong ones; never more than questions."""
    if reading.category and reading.category.urgent:
        return []  # An alert has no time for a mere likeness.
    spoken = {finding.rule for finding in found}
    silent = {rule.id: rule for rule in rules if rule.id not in spoken}
    return [
        Finding(
            rule.id, Severity.ATTEST, f"{rule.doubt} {one.told}", rule.ask, *reading.folded.span(one.start, one.end)
        )
        for one in alike(reading)
        if (rule := silent.get(one.rule))
    ]


def screen_descriptions(draft: Draft, policy: Policy, now: datetime) -> Iterator[tuple[int, list[Finding]]]:
    """The number of each picture whose description says what a text must not, and the findings, by its own offsets."""
    reading = Reading(draft, policy, now)
    for number, _ in enumerate(draft.media, start=1):
        if found := list(_in_description(_in_force(WORDED, reading), reading, number)):
            yield number, found


def _in_force(rules: Iterable[Rule], reading: Reading) -> list[Rule]:
    today = reading.now.astimezone(reading.policy.agency.zone).date()
    return [rule for rule in rules if rule.holds(state=reading.state, on=today, switches=reading.policy.switches)]


def _in_descriptions(rules: Sequence[Rule], reading: Reading) -> Iterator[Finding]:
    """The same beside what is found in the text; these offsets are not the text's."""
    for number, _ in enumerate(reading.draft.media, start=1):
        for found in _in_description(rules, reading, number):
            message = f"In the description of picture {number}: {found.message}"
            yield replace(found, message=message, start=None, end=None)


def _in_description(rules: Iterable[Rule], reading: Reading, number: int) -> Iterator[Finding]:
    """What each rule is sure of in the description of a picture, once; what is only doubtful there is left."""
    alt = reading.draft.media[number - 1].alt
    described = replace(reading, draft=replace(reading.draft, text=alt, media=()), described=True)
    for rule in rules if alt.strip() else ():
        sure = (finding for finding in _findings(rule, described) if finding.severity is not Severity.ATTEST)
        if first := next(sure, None):
            yield first


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
            rewrite=rule.rewrite,
            fact=hit.fact,
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
