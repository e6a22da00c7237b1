"""Skipping sentences that hold no word of a rule saves time and changes no result."""

import importlib
import json
import pkgutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign import screening
from countersign.screening.gate import Sentence
from countersign.screening.patterns import Look, union
from countersign.screening.text import fold

CORPUS = Path(__file__).parent / "corpus"
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(screening.__path__, "countersign.screening.")
    if not found.name.endswith("catalogue")
]
LOOKS = {f"{m.__name__}.{name}": v for m in MODULES for name, v in vars(m).items() if isinstance(v, Look)}
TEXTS = [json.loads(line)["text"] for file in sorted(CORPUS.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
SENTENCES = [sentence for text in TEXTS[::5] for _, sentence in fold(text).sentences]


@pytest.mark.parametrize("name", LOOKS)
def test_no_rule_misses_what_it_would_find_in_a_plain_text(name: str) -> None:
    """Every pattern of the rulebook finds the same with and without the gate, in the corpus' own sentences."""
    look = LOOKS[name]
    for sentence in SENTENCES:
        found, wanted = look.search(sentence), look.pattern.search(str(sentence))
        assert (found and found.span()) == (wanted and wanted.span())


TOLD = (
    "arrested thief thieves robbed the a his he was on parole bail set caught in act on-fire k9 k-9 da's 5 2026 🚔 sí"
)
WORDS = st.sampled_from([*TOLD.split(" "), "@jo"])
PARTED = st.tuples(WORDS, st.sampled_from([" ", "  ", "", "-", ", ", "\n", "🚔", "'s "])).map("".join)


@given(st.lists(PARTED, max_size=12).map("".join))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_the_gate_changes_nothing(text: str) -> None:
    """The same for sentences that nobody wrote, over patterns with optional parts, repeats and choices."""
    looks = (
        union(r"(?:the\s+)?thie(?:f|ves)\b", r"(?:on|in)\s+par\w+", r"\w+ed\b"),
        Look(r"\bset(?:ting)?\s+on|caught?"),
        Look(r"\bk-?9\b|\bda\b|\b\d{1,2}\b[^.]{0,5}\bs[ií]\b|🚔|@\w+"),
        Look(r"\b(?:\w+ ){0,2}?(?:parole|bail)\b|\bon\s+(?:\w+\s+)?fire\b"),
    )
    for look in looks:
        found, wanted = look.search(Sentence(text)), look.pattern.search(text)
        assert (found and found.span()) == (wanted and wanted.span())
