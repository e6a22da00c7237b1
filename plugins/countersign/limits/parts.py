"""A text that is too long for one message as several that follow each other, numbered 1/3, 2/3, 3/3; nothing is cut."""

from bisect import bisect_right
from collections.abc import Callable, Iterable

import regex

#: Between two words; the words before it end a paragraph, a sentence, or neither.
_GAP = regex.compile(r"\s+")
_SENTENCE_END = regex.compile(r"[.!?…。！？][\"'”’»)\]]*$")

Fits = Callable[[str], bool]


def split(text: str, fits: Fits, *, most: int, whole: Iterable[str] = ()) -> tuple[str, ...] | None:
    """The fewest parts that fit with their numbers, at most `most`; None where it cannot be done.

    A part ends with a paragraph or a sentence where that fills at least half of it, else between two words, and
    never inside one of the passages that stay `whole`.
    """
    gaps = _gaps(text, whole)
    for total in range(2, most + 1):
        parts = _filled(text, gaps, fits, total=total)
        if parts is not None:
            return parts
    return None


def _gaps(text: str, whole: Iterable[str]) -> list[tuple[int, int]]:
    """Where the text may be parted, as (end of the part, start of the next), its own end included."""
    kept = [(text.find(passage), len(passage)) for passage in whole if passage]
    inside = [(start, start + length) for start, length in kept if start >= 0]
    found = [match.span() for match in _GAP.finditer(text)]
    open_gaps = [gap for gap in found if not any(start < gap[0] < end for start, end in inside)]
    return [*open_gaps, (len(text), len(text))]


def _filled(text: str, gaps: list[tuple[int, int]], fits: Fits, *, total: int) -> tuple[str, ...] | None:
    """Each part as full as it may be; None when that does not come out at this total."""
    parts: list[str] = []
    start = 0
    while start < len(text):
        number = f" {len(parts) + 1}/{total}"
        ahead = gaps[bisect_right(gaps, (start, len(text))) :]
        room = _last_that_fits(text[start:], number, [end - start for end, _ in ahead], fits=fits)
        if room is None or len(parts) == total:
            return None
        chosen = _at_a_good_place(text, start, ahead[: room + 1])
        parts.append(text[start : chosen[0]] + number)
        start = chosen[1]
    return tuple(parts) if len(parts) == total else None


def _last_that_fits(text: str, number: str, ends: list[int], *, fits: Fits) -> int | None:
    """The index of the furthest end up to which the text fits; a longer text never fits where a shorter does not."""
    count = bisect_right(range(len(ends)), False, key=lambda index: not fits(text[: ends[index]] + number))
    return count - 1 if count else None


def _at_a_good_place(text: str, start: int, gaps: list[tuple[int, int]]) -> tuple[int, int]:
    """The last end of a paragraph or sentence in the second half of what fits, else the last gap."""
    end, after = gaps[-1]
    if after >= len(text):
        return end, after
    half = [gap for gap in gaps if gap[0] - start >= (end - start) // 2]
    paragraphs = [gap for gap in half if text.count("\n", *gap) > 1]
    sentences = [gap for gap in half if _SENTENCE_END.search(text, start, gap[0])]
    return (paragraphs or sentences or gaps)[-1]
