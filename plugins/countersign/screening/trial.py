"""A trial of the rulebook on an agency's own old posts: per rule, what would have been stopped."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TextIO

from countersign.agency import Policy
from countersign.content import Draft, Finding, Severity
from countersign.screening.engine import screen_rules

#: A finding is shown with so many letters around it.
_AROUND = 60
#: The most examples of a rule that are shown.
SHOWN = 10
_STOPS = (Severity.BLOCK, Severity.APPROVAL, Severity.ATTEST)
#: Old posts come without facts, so that what only facts decide says nothing about them.
_FORM = frozenset({"missing-fact", "unknown-category", "time-over", "missing-alt-text"})
_TEXT_COLUMNS = ("text", "message", "post", "content", "caption", "body")
_FIELD_LIMIT = 1_000_000
_PARTING = (",", ";", "\t")

Post = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """One old post in which a rule found something: its line in the file, and the words around what was found."""

    line: int
    before: str
    marked: str
    after: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """What one rule would have done: in how many posts it found something, and in how many of them it was sure."""

    rule: str
    message: str
    examples: tuple[Example, ...]

    @property
    def sure(self) -> int:
        """How many posts it would have stopped, or sent for another signature."""
        return sum(example.sure for example in self.examples)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rulebook would have done with a year of posts; the rule that found most comes first."""

    posts: int
    stopped: int
    rules: tuple[Tried, ...]


def read_posts(file: TextIO) -> list[Post]:
    """Rows of a file with a header -> (line, text, category), parted by commas, semicolons or tabs as its header is.

    ValueError says what is wrong with the file.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    header = file.readline()
    parted = max(_PARTING, key=header.count)
    reader = csv.DictReader(chain([header], file), delimiter=parted)
    try:
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        column = next((names[name] for name in _TEXT_COLUMNS if name in names), None)
        if column is None:
            raise ValueError("its first line names no column ‘text’")
        return [(reader.line_num, row[column] or "", row.get(names.get("category", "")) or "") for row in reader]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} is not CSV ({error})") from None


def try_posts(posts: Iterable[Post], policy: Policy, now: datetime) -> Trial:
    """Hold old posts against the rulebook as it is switched; of each post the first finding of each rule counts."""
    found: defaultdict[str, list[Example]] = defaultdict(list)
    messages: dict[str, str] = {}
    stopped: set[int] = set()
    total = 0
    for total, (line, text, category) in enumerate(posts, start=1):  # noqa: B007
        for finding in _first_of_each(Draft(text, category), policy, now):
            example = _example(line, text, finding)
            found[finding.rule].append(example)
            messages.setdefault(finding.rule, finding.message)
            stopped |= {line} if example.sure else set()
    rules = sorted(found.items(), key=lambda item: -len(item[1]))
    tried = tuple(Tried(rule, messages[rule], tuple(examples)) for rule, examples in rules)
    return Trial(total, len(stopped), tried)


def report(trial: Trial) -> Iterator[str]:
    """A line that sums it up, and one paragraph a rule with the texts."""
    yield f"{trial.posts} posts; {trial.stopped} would have been stopped or sent for another signature."
    for tried in trial.rules:
        count = len(tried.examples)
        yield ""
        yield f"{tried.rule}: {count} posts, {tried.sure} stopped, {count - tried.sure} to be confirmed"
        for one in tried.examples[:SHOWN]:
            yield f"  line {one.line}: {one.before}»{one.marked}«{one.after}"
        if count > SHOWN:
            yield f"  and {count - SHOWN} more"


def _first_of_each(draft: Draft, policy: Policy, now: datetime) -> Iterator[Finding]:
    seen: set[str] = set()
    for finding in screen_rules(draft, policy, now):
        if finding.severity in _STOPS and finding.rule not in seen | _FORM:
            seen.add(finding.rule)
            yield finding


def _example(line: int, text: str, finding: Finding) -> Example:
    """The words with what stands around them, on one line."""
    sure = finding.severity is not Severity.ATTEST
    if finding.start is None or finding.end is None:
        return Example(line, _on_one_line(text[: 2 * _AROUND]), "", "", sure)
    start, end = finding.start, finding.end
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return Example(line, _on_one_line(before), _on_one_line(text[start:end]), _on_one_line(after), sure)


def _on_one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words)
