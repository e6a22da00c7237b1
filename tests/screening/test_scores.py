"""How good the rules are: on our own drafts, seen and unseen while the rules were written, and the open set."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from countersign import agency
from countersign.agency import Policy
from countersign.cli_screen import screened
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

CORPUS = Path(__file__).parent / "corpus"
PERSONAL = ("pii-ssn", "pii-dob", "pii-phone", "pii-address", "pii-plate", "pii-email")
BY_FACTS = ("booking-photo-nonviolent", "missing-alt-text", "copyright-media")
GUILT = "guilt-statement"
#: Of each rule that words decide, at least so much is found, to be confirmed or stopped.
LEAST_RECALL, LEAST_PRECISION, MOST_ALARMS, MOST_TOUCHED = 0.8, 0.85, 0.02, 0.2
#: The aim itself; 5 of 356 are stopped, 2 of the 49 of the newest batch.
MOST_ALARMS_ASIDE = 0.02


@dataclass
class Score:
    """What was found in a set of drafts, against its labels."""

    rules: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    clean: int = 0
    alarms: int = 0
    touched: int = 0

    def recall(self, rule: str, *, sure: bool = False) -> float:
        """How much of a rule's own was found; only what is stopped, if `sure`."""
        row = self.rules[rule]
        return (row["hit"] + (0 if sure else row["asked"])) / max(1, row["labelled"])

    def precision(self, rule: str) -> float:
        """How much of what a rule stopped was its own."""
        row = self.rules[rule]
        return row["hit"] / max(1, row["hit"] + row["false"])

    def table(self, title: str) -> str:
        """The score as a person reads it."""
        lines = [
            f"{title}: clean drafts stopped {self.alarms}/{self.clean}, asked about guilt {self.touched}/{self.clean}"
        ]
        for rule in sorted(rule for rule, row in self.rules.items() if row["labelled"]):
            row = self.rules[rule]
            lines.append(
                f"  {rule:34s} labelled {row['labelled']:3d}  precision {self.precision(rule):.2f}"
                f"  recall {self.recall(rule, sure=True):.2f}  with those to confirm {self.recall(rule):.2f}"
            )
        return "\n".join(lines)


def score(rows: Iterable[Mapping[str, Any]], policy: Policy) -> Score:
    """Screen the drafts and compare."""
    rows = list(rows)
    total = Score()
    for row, answer in zip(rows, screened(map(json.dumps, rows), policy, NOW), strict=True):
        _count(total, set(row["labels"]), answer["findings"])
    return total


def _count(total: Score, labels: set[str], findings: list[dict[str, Any]]) -> None:
    # Where an incident lies is no word of the text: news from across the border rightly waits for the neighbour.
    findings = [finding for finding in findings if not finding["rule"].startswith("jurisdiction")]
    sure = {finding["rule"] for finding in findings if finding["severity"] in ("block", "approval")}
    asked = {finding["rule"] for finding in findings if finding["severity"] == "attest"} - sure
    for rule in labels:
        total.rules[rule].update(labelled=1, hit=int(rule in sure), asked=int(rule in asked))
    for rule in sure - labels:
        total.rules[rule]["false"] += 1
    if not labels:
        total.clean += 1
        total.alarms += bool(sure)
        total.touched += GUILT in sure | asked


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The drafts of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def set_aside(row: Mapping[str, Any]) -> bool:
    """Whether a draft is of the third of its batch that was not looked at while the rules were mended."""
    return int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 3 == 0


@pytest.fixture(scope="module")
def sample() -> Policy:
    """The sample agency's facts, without its categories: the drafts' categories are not its own."""
    policy = agency.parse(SAMPLE.read_text(), now=NOW)
    facts = {
        "agency": agency.to_json(policy)["agency"],
        "area": agency.to_json(policy)["area"],
        "neighbors": agency.to_json(policy)["neighbors"],
    }
    return agency.from_json(facts)


def test_the_drafts_that_were_seen(sample: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    """On the drafts at hand while the rules were written each rule reaches the measure."""
    found = score(rows_of(CORPUS / "seen.jsonl"), sample)
    _say(found.table("seen"), capsys)
    _good_enough(found)


def test_the_drafts_that_were_not_seen(sample: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    """On drafts written before the rules the rules nearly reach it too; some were looked at since."""
    found = score(rows_of(CORPUS / "unseen.jsonl"), sample)
    _say(found.table("unseen"), capsys)
    assert _mean_recall(found) >= LEAST_RECALL
    assert found.alarms / found.clean <= 0.1


#: Batches whose labels were written before any rule had read them; docs/screening.md has their first scores.
BATCHES = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")


@pytest.mark.parametrize("batch", BATCHES)
def test_the_later_batches(batch: str, sample: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    """Of each later batch the two thirds at hand reach the measure; the third set aside nearly reaches it."""
    rows = rows_of(CORPUS / f"{batch}.jsonl")
    seen = score((row for row in rows if not set_aside(row)), sample)
    aside = score((row for row in rows if set_aside(row)), sample)
    _say(seen.table(f"{batch}, seen"), capsys)
    _say(aside.table(f"{batch}, set aside"), capsys)
    assert _mean_recall(seen) >= 0.9
    assert seen.alarms / seen.clean <= MOST_ALARMS
    assert _mean_recall(aside) >= LEAST_RECALL


def test_clean_drafts_that_nobody_looked_at(sample: Policy) -> None:
    """Of the clean drafts set aside in all batches not one in fifty is stopped; few are asked about guilt."""
    rows = [row for batch in BATCHES for row in rows_of(CORPUS / f"{batch}.jsonl") if set_aside(row)]
    aside = score((row for row in rows if not row["labels"]), sample)
    assert aside.alarms / aside.clean <= MOST_ALARMS_ASIDE
    assert aside.touched / aside.clean <= MOST_TOUCHED


def _mean_recall(found: Score) -> float:
    labelled = [rule for rule, row in found.rules.items() if row["labelled"]]
    return sum(found.recall(rule) for rule in labelled) / len(labelled)


def test_the_open_drafts(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the open set each rule reaches the measure."""
    policy = agency.parse_any((shared / "policy" / "agency.json").read_text(), now=NOW)
    found = score(rows_of(shared / "policy" / "open.jsonl"), policy)
    _say(found.table("open"), capsys)
    _good_enough(found)


def _good_enough(found: Score) -> None:
    labelled = [rule for rule, row in found.rules.items() if row["labelled"]]
    weak = [rule for rule in labelled if found.recall(rule) < LEAST_RECALL or found.precision(rule) < LEAST_PRECISION]
    assert weak == []
    assert all(found.recall(rule) >= 0.95 for rule in (*PERSONAL, GUILT) if rule in labelled)
    assert all((found.recall(rule), found.precision(rule)) == (1, 1) for rule in BY_FACTS if rule in labelled)
    assert found.alarms / found.clean <= MOST_ALARMS
    assert found.touched / found.clean <= MOST_TOUCHED


def _say(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{table}")
