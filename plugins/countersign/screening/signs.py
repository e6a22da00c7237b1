"""How sure a rule of words is: a certain phrase stops; of lesser signs one is asked about, and two stop."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from countersign.content import Severity
from countersign.screening.patterns import Look
from countersign.screening.reading import Hit, Reading

#: So many signs, each in a place of its own, leave no doubt what a post is.
_ENOUGH = 2


def weighed(
    reading: Reading, *, certain: Sequence[Look], signs: Look, harmless: Callable[[str], bool]
) -> Iterator[Hit]:
    """A hit for each sentence that has either; what a `harmless` sentence has is asked about and counts for nothing."""
    lesser: list[Hit] = []
    counted = 0
    for begin, sentence in reading.sentences:
        if match := next(filter(None, (look.search(sentence) for look in certain)), None):
            severity = Severity.ATTEST if harmless(sentence) else None
            yield Hit(begin + match.start(), begin + match.end(), severity=severity)
        elif matches := list(_all_of(signs, reading, begin, sentence)):
            counted += 0 if harmless(sentence) else len(matches)
            lesser.append(Hit(begin + matches[0].start(), begin + matches[0].end(), severity=Severity.ATTEST))
    stop = counted >= _ENOUGH
    yield from (replace(hit, severity=None) for hit in lesser) if stop else lesser


def _all_of(signs: Look, reading: Reading, begin: int, sentence: str) -> Iterator[re.Match[str]]:
    if signs.search(sentence):  # nearly always there is none, and one is found faster than all
        yield from (match for match in signs.finditer(sentence) if _named(reading, begin, match))


def asked(reading: Reading, look: Look) -> Iterator[Hit]:
    """A question about the first match in each sentence."""
    matches = ((begin, look.search(sentence)) for begin, sentence in reading.sentences)
    return (Hit(begin + m.start(), begin + m.end(), severity=Severity.ATTEST) for begin, m in matches if m)


def _named(reading: Reading, begin: int, match: re.Match[str]) -> bool:
    """Whether the groups of a phrase are names: they begin with a capital."""
    starts = (begin + match.start(group) for group, words in match.groupdict().items() if words)
    return all(reading.text[start].isupper() for start in starts)
