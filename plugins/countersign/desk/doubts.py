"""Doubts about the words that were filled in: what screening asks about them, and who decides then."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from countersign import screening
from countersign.agency import Policy
from countersign.alerts.sets import Mode
from countersign.alerts.templates import ENDING
from countersign.content import Draft, FinalText, Finding, Severity
from countersign.desk.announcement import Announcement
from countersign.errors import Invalid, Refused


class NeedsAPerson(Refused):
    """What a message says has to be looked at by a person. Nothing was sent."""


def doubts(
    told: Announcement, texts: Iterable[FinalText], policy: Policy, *, draft: Draft, now: datetime
) -> tuple[Finding, ...]:
    """What screening asks about inside the words that nobody has signed yet; Invalid for what a rule blocks.

    What a rule blocks goes to nobody, however urgent. The template's own words were looked at when it was signed.
    """
    free, found = _free(told), dict[tuple[str, str], Finding]()
    for words in _whole([*(text.text for text in texts), draft.text]):
        for finding in screening.screen_rules(replace(draft, text=words), policy, now):
            if finding.start is not None and (finding.severity is Severity.BLOCK or _inside(words, finding, free)):
                found.setdefault((finding.rule, finding.message), finding)
    blocked = [one for one in found.values() if one.severity is Severity.BLOCK]
    if blocked:
        raise Invalid({"text": _told(blocked)})
    return tuple(one for one in found.values() if one.severity in _ASKS)


def _whole(texts: Iterable[str]) -> list[str]:
    """Each text once, and none that stands whole in one before it: what is asked of a part is asked there too."""
    kept: list[str] = []
    for text in texts:
        if not any(text in other for other in kept):
            kept.append(text)
    return kept


def _told(findings: Iterable[Finding]) -> str:
    return " ".join(dict.fromkeys(finding.told for finding in findings))


_ASKS = frozenset({Severity.APPROVAL, Severity.ATTEST})


def _free(told: Announcement) -> list[str]:
    """The words that were filled in: not the names of events, which were signed, nor at an end what was said before."""
    names = [blank.id for blank in told.template.blanks if blank.kind != "choice"] + ["place"]
    signed = {event.casefold() for event in told.template.events}
    if told.act in ENDING:
        signed |= {str(value).casefold() for value in (told.incident.fields or {}).values()}
    values = [given.get(name, "") for given in (told.values, *told.local.values()) for name in names]
    return [value for value in dict.fromkeys(values) if value and value.casefold() not in signed]


def _inside(words: str, finding: Finding, free: Iterable[str]) -> bool:
    """Whether a finding touches one of some values where it stands in a text."""
    spans = (m.span() for value in free for m in re.finditer(re.escape(value), words, re.IGNORECASE))
    start, end = finding.start or 0, finding.end or 0
    return any(start < last and first < end for first, last in spans)


def mode_after(told: Announcement, asked: Collection[Finding]) -> Mode:
    """How it goes out after screening: what is in doubt is a person's, or a second person's, to decide."""
    if not asked or told.drill:
        return told.mode
    if told.mode is Mode.AUTO:
        raise NeedsAPerson(_told(asked))
    return Mode.TWO_PERSON
