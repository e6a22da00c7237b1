"""Learn the weights of `screening/likeness.py` from the labelled drafts: `python -m tests.screening.teach`.

Least squares with a penalty on the squares of the weights, one rule against all other drafts: one inversion gives the
weights and, exactly, what each draft would get from weights learned without it. The same drafts give the same file.
Learned from `seen` and from the two thirds of each later batch that were at hand: what was set aside stays unseen.
"""

import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countersign import agency
from countersign.agency import Policy
from countersign.cli_screen import draft_of
from countersign.screening import likeness
from countersign.screening.reading import Reading
from tests.conftest import SAMPLE
from tests.screening.test_scores import BATCHES, CORPUS, rows_of, set_aside
from tests.unit.agency.small_agency import NOW

#: The rules that doubts serve. The first ones' phrases miss what a stranger writes: for them likeness asks by itself.
ASKING = (
    "confidential-investigative-detail",
    "deceased-before-notification",
    "editorial-opinion-on-controversy",
    "guilt-statement",
    "juvenile-identity",
    "political-activity",
    "training-or-assignment-detail",
    "undercover-identity",
)
TAUGHT = (*ASKING, "pending-prosecution-comment", "private-business-endorsement", "victim-identity")
#: Its doubts ask always: what a stranger writes of guilt reads like nothing that was there before.
ALWAYS_WORTH = frozenset({"guilt-statement"})
#: Of the clean drafts each rule asks about so many, each judged by weights that it did not help to learn ...
ASKS = 0.012
#: (of guilt, where nothing may be missed, of more)
ASKS_OF_GUILT = 0.03
#: ... and a doubt is not worth asking where fewer than so many of a rule's own drafts read less like it.
MISSES = 0.02
#: How much the squares of the weights cost: tried on `seventh`, learned without it; 0.3 to 3 do nearly the same.
PENALTY = 1.0
#: A feature in one draft alone tells nothing; a weight below this changes no sum that matters.
LEAST_DRAFTS, LEAST_WEIGHT = 2, 0.01

Matrix = NDArray[np.float64]


def drafts() -> list[dict[str, Any]]:
    """What may be learned from."""
    later = [row for batch in BATCHES for row in rows_of(CORPUS / f"{batch}.jsonl") if not set_aside(row)]
    return rows_of(CORPUS / "seen.jsonl") + later


def taught_by(rows: Sequence[dict[str, Any]]) -> str:
    """The hash of the drafts: the file of weights tells whether it was learned from the drafts that are there."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]


def main() -> None:
    """Write the weights, and print how each rule does."""
    rows = drafts()
    policy = agency.parse(SAMPLE.read_text(), now=NOW)
    names, matrix, rare = _matrix([_features(row, policy) for row in rows])
    wrong = np.array([[float(rule in row["labels"]) for rule in TAUGHT] for row in rows])
    clean = np.array([not row["labels"] for row in rows])
    weights, bias, unseen = _learned(matrix, wrong)
    rules = {}
    for k, rule in enumerate(TAUGHT):
        mine = wrong[:, k] > 0
        asks = ASKS_OF_GUILT if rule in ALWAYS_WORTH else ASKS
        at = np.sort(unseen[clean, k])[::-1][int(asks * clean.sum())]
        least = np.quantile(unseen[mine, k], MISSES)
        found, quiet = (unseen[mine, k] > at).mean(), (unseen[clean, k] <= least).mean()
        print(f"{rule:36s} {mine.sum():4d} drafts, of which {found:.0%} are found by the weights of all others")
        print(f"{'':36s} of the clean ones {quiet:.0%} are not worth a question below {least:.3f}")
        rules[rule] = (
            round(float(bias[k]), 4),
            round(float(at), 4) if rule in ASKING else None,
            None if rule in ALWAYS_WORTH else round(float(least), 4),
        )
    features = {name: (round(float(rare[i]), 3), _kept(weights[i])) for i, name in enumerate(names)}
    Path(likeness.WEIGHTS).write_text(_written(rules, features, taught_by(rows)), encoding="utf-8")


def _written(
    rules: Mapping[str, tuple[float, float | None, float | None]], features: Mapping[str, Any], taught: str
) -> str:
    """The file of weights, a feature a line; `taught` is the hash of the drafts that it was learned from."""
    head = json.dumps({"taught_by": taught, "rules": rules}, ensure_ascii=False)
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(of, separators=(',', ':'))}"
        for name, of in features.items()
    )
    return f'{head[:-1]},\n"features":{{\n{lines}\n}}}}\n'


def _kept(weights: Matrix) -> dict[int, float]:
    return {k: round(float(weight), 3) for k, weight in enumerate(weights) if abs(weight) >= LEAST_WEIGHT}


def _features(row: dict[str, Any], policy: Policy) -> Counter[str]:
    reading = Reading(draft_of(row), policy, NOW)
    said = likeness.sentences_said(reading)
    of_sentences = (name for sentence in said for name in sentence.features)
    return Counter([*of_sentences, *likeness.meeting(said), *likeness.features_of_facts(reading)])


def _matrix(counts: Sequence[Counter[str]]) -> tuple[list[str], Matrix, Matrix]:
    """The features, a row of values for each draft, and how rare each feature is."""
    often = Counter(name for one in counts for name in one)
    names = sorted(name for name, drafts in often.items() if drafts >= LEAST_DRAFTS)
    rare = {name: 1 + math.log((1 + len(counts)) / (1 + often[name])) for name in names}
    place = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(counts), len(names)))
    for row, one in zip(matrix, counts, strict=True):
        for name, count in one.items():
            if name in place:
                row[place[name]] = likeness.damped(count) * rare[name]
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return names, matrix, np.array([rare[name] for name in names])


def _learned(matrix: Matrix, wrong: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Weights and bias of each rule (a column of `wrong`), and the sum of each draft by the weights of all others."""
    drafts = len(matrix)
    inverse = np.linalg.inv(matrix @ matrix.T + 1 + PENALTY * np.eye(drafts))
    shares = inverse @ wrong
    unseen = wrong - shares / inverse.diagonal()[:, None]
    return matrix.T @ shares, shares.sum(axis=0), unseen


if __name__ == "__main__":
    sys.exit(main())
