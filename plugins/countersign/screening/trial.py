"""A trial of the rulebook on an agency's own old posts: per rule, what would have been stopped."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from countersign.agency import Policy
from countersign.content import Draft, Finding, Severity
from countersign.screening.engine import screen_rules

#: A finding is shown with so many letters around it.
_AROUND = 60
_SHOWN = 10
_STOPS = (Severity.BLOCK, Severity.APPROVAL, Severity.ATTEST)
#: Old posts come without facts, so that what only facts decide says nothing about them.
_FORM = frozenset({"missing-fact", "unknown-category", "time-over", "missing-alt-text"})
_TEXT_COLUMNS = ("text", "message", "post", "content", "caption", "body")
_FIELD_LIMIT = 1_000_000

Post = tuple[int, str, str]


def read_posts(path: Path) -> list[Post]:
    """Rows of a CSV with a header -> (line, text, category); ValueError says what is wrong with the file."""
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        reader = csv.DictReader(file)
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        column = next((names[name] for name in _TEXT_COLUMNS if name in names), None)
        if column is None:
            raise ValueError("its first line names no column ‘text’")
        try:
            return [(reader.line_num, row[column] or "", row.get(names.get("category", "")) or "") for row in reader]
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num} is not CSV ({error})") from None


def report(posts: Iterable[Post], policy: Policy, now: datetime) -> Iterator[str]:
    """One paragraph a rule, the most frequent first, with the texts; and a line that sums it up."""
    found: defaultdict[str, list[tuple[int, str, Finding]]] = defaultdict(list)
    stopped: set[int] = set()
    total = 0
    for line, text, category in posts:
        total += 1
        for finding in _first_of_each(Draft(text, category), policy, now):
            found[finding.rule].append((line, text, finding))
            if finding.severity is not Severity.ATTEST:
                stopped.add(line)
    yield f"{total} posts; {len(stopped)} would have been stopped or sent for another signature."
    for rule, hits in sorted(found.items(), key=lambda item: -len(item[1])):
        yield from _paragraph(rule, hits)


def _first_of_each(draft: Draft, policy: Policy, now: datetime) -> Iterator[Finding]:
    seen: set[str] = set()
    for finding in screen_rules(draft, policy, now):
        if finding.severity in _STOPS and finding.rule not in seen | _FORM:
            seen.add(finding.rule)
            yield finding


def _paragraph(rule: str, hits: list[tuple[int, str, Finding]]) -> Iterator[str]:
    sure = sum(finding.severity is not Severity.ATTEST for _, _, finding in hits)
    yield ""
    yield f"{rule}: {len(hits)} posts, {sure} stopped, {len(hits) - sure} to be confirmed"
    for line, text, finding in hits[:_SHOWN]:
        yield f"  line {line}: {_shown(text, finding)}"
    if len(hits) > _SHOWN:
        yield f"  and {len(hits) - _SHOWN} more"


def _shown(text: str, finding: Finding) -> str:
    """The words with what stands around them, on one line."""
    if finding.start is None or finding.end is None:
        return " ".join(text[: 2 * _AROUND].split())
    before, marked, after = text[: finding.start], text[finding.start : finding.end], text[finding.end :]
    return " ".join(f"{before[-_AROUND:]}»{marked}«{after[:_AROUND]}".split())
