"""How texts are shown: disclaimers and findings marked where they stand, and what changed between two texts."""

import difflib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from countersign.content import Finding, Inserted

#: What is looked for in a list, as far as it is looked at.
Asked = Annotated[str, AfterValidator(lambda typed: typed.strip()[:200])]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and what is to be said about it; `about` is empty for text that stands for itself."""

    text: str
    about: tuple[str, ...] = ()


def with_disclaimers(text: str, disclaimers: Iterable[Inserted]) -> list[Piece]:
    """A final text cut where a disclaimer begins and ends, so that a page can mark it."""
    spans = []
    for inserted in disclaimers:
        start = text.rfind(inserted.text)
        if inserted.text and start >= 0:
            spans.append((start, start + len(inserted.text), inserted.id.replace("_", " ")))
    return cut(text, spans)


def with_findings(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """A draft's text cut where findings begin and end."""
    return cut(text, [(f.start, f.end, f.message) for f in findings if f.start is not None and f.end is not None])


def cut(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """A text cut at every edge of some spans; each piece carries what the spans over it say."""
    inside = [(max(0, start), min(len(text), end), say) for start, end, say in spans if start < end]
    edges = sorted({0, len(text), *(e for start, end, _ in inside for e in (start, end) if 0 <= e <= len(text))})
    return [
        Piece(text[start:end], tuple(say for s, e, say in inside if s <= start and end <= e))
        for start, end in itertools.pairwise(edges)
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words that two texts share, or that one of them has: "same", "gone" or "new"."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Change]:
    """What changed between two texts, word by word."""
    before, after = _words(old), _words(new)
    changes: list[Change] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(before[i:j])))
            continue
        changes += [Change(kind, "".join(part)) for kind, part in (("gone", before[i:j]), ("new", after[k:m])) if part]
    return changes


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
