"""Text as rules read it: look-alikes and invisible characters folded away, spans still the original's."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from countersign.screening.gate import Sentence

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
_STRAIGHT = {
    "‘": "'",
    "’": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "‐": "-",
}
#: Letters of other scripts that look Latin: nobody writes English or Spanish with them by accident.
_LOOK_ALIKE = dict(
    zip(
        "аеорсухіјѕԁһԛԝѵАВЕКМНОРСТУХІЈЅοαερτυνιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhqwvABEKMHOPCTYXIJSoaeptuviABEZHIKMNOPTYX",
        strict=True,
    )
)
_FOLDED = str.maketrans(_STRAIGHT | _LOOK_ALIKE)

_END = re.compile(r"[.!?]{1,5}[\"')\]]{0,3}(?=\s)|\n+")
#: What stands before a full stop that ends no sentence.
_SHORTENED = frozenset(
    [
        "sgt",
        "det",
        "lt",
        "capt",
        "cpl",
        "ofc",
        "dep",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "ave",
        "blvd",
        "rd",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "no",
        "vs",
        "approx",
        "u.s",
        "jr",
        "sr",
        "sra",
        "dra",
        "av",
        "calif",
        "dpto",
        "núm",
        "mt",
        "ft",
        "gen",
        "gov",
        "rep",
        "sen",
        "rev",
        "hon",
    ]
)
#: A "sentence" without an end is read in pieces, so that no text makes a rule slow.
_LONGEST_SENTENCE = 1000
_LAST_WORD = re.compile(r"[\w.]{1,12}$")


#: ‘Around 1 a.m. and ran’.
_HOUR_GOES_ON = re.compile(r"[ap]\.m\. [a-z]")
_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")


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
    def low(self) -> str:
        """The folded text in small letters, each at the same place."""
        low = self.text.lower()
        return Sentence(low if len(low) == len(self.text) else "".join(_small(letter) for letter in self.text))

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Each sentence in small letters with where it begins; a line end ends one, an abbreviation does not."""
        pieces = (piece for begin, text in _sentences(self.low, self.text) for piece in _pieces(begin, text))
        return tuple((begin, Sentence(text)) for begin, text in pieces)


def _small(letter: str) -> str:
    low = letter.lower()
    return low if len(low) == 1 else letter


def _sentences(text: str, written: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for match in _END.finditer(text):
        if match.group() == "." and (
            _is_shortened(text, match.start()) or _HOUR_GOES_ON.match(written, max(0, match.start() - 3))
        ):
            continue
        if text[begin : match.end()].strip():
            yield begin, text[begin : match.end()]
        begin = match.end()
    if text[begin:].strip():
        yield begin, text[begin:]


def _pieces(begin: int, sentence: str) -> Iterator[tuple[int, str]]:
    while len(sentence) > _LONGEST_SENTENCE:
        cut = sentence.rfind(" ", 1, _LONGEST_SENTENCE) + 1 or _LONGEST_SENTENCE
        yield begin, sentence[:cut]
        begin, sentence = begin + cut, sentence[cut:]
    yield begin, sentence


def _is_shortened(text: str, stop: int) -> bool:
    word = _LAST_WORD.search(text[max(0, stop - 12) : stop])
    return word is not None and (word.group() in _SHORTENED or (len(word.group()) == 1 and word.group().isalpha()))


def fold(text: str) -> Folded:
    """A text as rules read it."""
    if text.isascii():
        return Folded(text, text)
    letters: list[str] = []
    offsets: list[int] = []
    for run in _RUN.finditer(text):
        if run.group().isascii():
            letters.extend(run.group())
            offsets.extend(range(*run.span()))
        else:
            _fold_letter(run.group(), run.start(), letters, offsets)
    return Folded("".join(letters), text, tuple(offsets))


def _fold_letter(letter: str, offset: int, letters: list[str], offsets: list[int]) -> None:
    if letter in _INVISIBLE:
        return
    if unicodedata.combining(letter):
        _put_on(letter, letters)
        return
    pieces = unicodedata.normalize("NFKC", letter).translate(_FOLDED)
    letters.extend(pieces)
    offsets.extend([offset] * len(pieces))


def _put_on(mark: str, letters: list[str]) -> None:
    """An accent joins its letter where both make one; any other mark is only there to hide the word."""
    composed = unicodedata.normalize("NFC", letters[-1] + mark) if letters else ""
    if len(composed) == 1:
        letters[-1] = composed


def unsafe(text: str) -> tuple[int, str] | None:
    """The first character that must not be in a text, as (offset, its name), or None."""
    match = UNSAFE.search(text)
    if match is None:
        return None
    code = ord(match.group())
    return match.start(), unicodedata.name(match.group(), f"U+{code:04X}").lower()
