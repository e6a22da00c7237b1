"""A rule that stops what is sure, and asks about the sentences that a careful reader would stop at."""

from collections.abc import Callable, Iterator
from itertools import islice

from countersign.content import Severity
from countersign.screening.likeness import worth_asking
from countersign.screening.patterns import Look
from countersign.screening.reading import Check, Hit, Reading

#: (the draft, where a sentence begins, the sentence in small letters) -> the words to ask about, within the sentence.
Doubt = Callable[[Reading, int, str], tuple[int, int] | None]

#: A rule asks about so many sentences and no more: an author who is asked ten times answers none.
_MOST_ASKED = 3
#: Fewer letters tell nothing of anybody.
_SHORTEST = 10
#: So many words of a kind are compared with so many of the other; more tell no more.
_MOST_TRIED = 5


def sure_or_asked(check: Check, doubt: Doubt, *, rule: str, own: bool = True) -> Check:
    """What a check finds, and then the doubtful sentences that it said nothing of, where the draft reads like that.

    What the rule's `own` phrases are not sure of is asked about in every draft; else where the draft reads like that.
    """

    def both(reading: Reading) -> Iterator[Hit]:
        worth = worth_asking(reading, rule)
        found = [hit for hit in check(reading) if own or worth or hit.severity is not Severity.ATTEST]
        yield from found
        asked = 0 if worth else _MOST_ASKED
        for begin, sentence in reading.sentences:
            if asked == _MOST_ASKED:
                return
            if len(sentence) < _SHORTEST:
                continue
            if not _touched(found, begin, begin + len(sentence)) and (span := doubt(reading, begin, sentence)):
                asked += 1
                yield Hit(begin + span[0], begin + span[1], severity=Severity.ATTEST)

    return both


def _touched(found: list[Hit], start: int, end: int) -> bool:
    return any(h.start is not None and h.end is not None and h.start < end and start < h.end for h in found)


def both_in(sentence: str, one: Look, other: Look) -> tuple[int, int] | None:
    """The span from one kind of word to another, where a sentence has both, apart."""
    firsts = [match.span() for match in islice(one.finditer(sentence), _MOST_TRIED)]
    seconds = [match.span() for match in islice(other.finditer(sentence), _MOST_TRIED)] if firsts else []
    apart = ((first, second) for first in firsts for second in seconds if not _overlap(first, second))
    return next(((min(a[0], b[0]), max(a[1], b[1])) for a, b in apart), None)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def span_of(look: Look, sentence: str) -> tuple[int, int] | None:
    """The span of the first match."""
    match = look.search(sentence)
    return match.span() if match else None
