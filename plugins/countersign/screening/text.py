"""Text as rules read it: look-alikes and invisible characters folded away, spans still the original's."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

#: Characters that steer the direction of writing: they can make a text read otherwise than it is stored.
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

#: Control characters but for tab and line ends, those of direction, lone surrogates and non-characters.
UNSAFE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    + BIDI
    + "]"
)

#: Shown as nothing: they split a word for a rule but not for a reader.
_INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\ufe0e\ufe0f"
)
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-"})

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*\s*")


@dataclass(frozen=True)
class Folded:
    """A text with its look-alikes folded, and for each of its characters where it stood in the original."""

    text: str
    original: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text -> the span of the original."""
        if self.offsets is None or start >= end:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Each sentence with where it begins; a line end ends one, a full stop inside a number does not."""
        return tuple((m.start(), m.group()) for m in _SENTENCE.finditer(self.text) if m.group())


def fold(text: str) -> Folded:
    """A text as rules read it."""
    if text.isascii():
        return Folded(text, text)
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text):
        if letter in _INVISIBLE:
            continue
        for piece in unicodedata.normalize("NFKC", letter).translate(_STRAIGHT):
            letters.append(piece)
            offsets.append(offset)
    return Folded("".join(letters), text, tuple(offsets))


def unsafe(text: str) -> tuple[int, str] | None:
    """The first character that must not be in a text, as (offset, its name), or None."""
    match = UNSAFE.search(text)
    if match is None:
        return None
    code = ord(match.group())
    return match.start(), unicodedata.name(match.group(), f"U+{code:04X}").lower()
