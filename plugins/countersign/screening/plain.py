"""Rules that need no list of words: characters, emptiness, times, categories, neighbouring places."""

import re
from collections.abc import Iterator

from countersign.screening.place import around
from countersign.screening.reading import Hit, Reading
from countersign.screening.text import UNSAFE, unsafe

_PLACEHOLDER = re.compile(r"\[[A-ZÁÉÍÓÚÑÜ][A-ZÁÉÍÓÚÑÜ ,'-]{1,60}\]")


def unsafe_characters(reading: Reading) -> Iterator[Hit]:
    """Control characters and characters of direction, in the text (its own offsets) and in descriptions."""
    if found := unsafe(reading.draft.text):
        yield Hit(found[0], found[0] + 1, message=f"The text holds a character that must not be in it ({found[1]}).")
    for number, media in enumerate(reading.draft.media, start=1):
        if UNSAFE.search(media.alt):
            yield Hit(message=f"The description of picture {number} holds a character that must not be in it.")


def empty(reading: Reading) -> Iterator[Hit]:
    """Nothing to read and nothing to see."""
    if not reading.text.strip() and not reading.draft.media:
        yield Hit()


def placeholders(reading: Reading) -> Iterator[Hit]:
    """Places of a starter text, in capitals and square brackets."""
    return (Hit(*match.span()) for match in _PLACEHOLDER.finditer(reading.text))


def unknown_category(reading: Reading) -> Iterator[Hit]:
    """A category that the policy does not have, where it has any."""
    if reading.policy.categories and reading.category is None:
        yield Hit()


def time_over(reading: Reading) -> Iterator[Hit]:
    """A span that ended, or whose end is before its beginning or its due time."""
    draft = reading.draft
    ends, begins = draft.not_after, draft.not_before
    if ends is None and draft.due is not None and reading.category is not None:
        ends = draft.due + reading.category.not_after
    upside_down = (ends is not None and any(at is not None and at > ends for at in (begins, draft.due))) or (
        begins is not None and draft.due is not None and begins > draft.due
    )
    if upside_down or (ends is not None and ends <= reading.now):
        yield Hit()


def crossover(reading: Reading) -> Iterator[Hit]:
    """Names of neighbouring places in the text without a coordination record of that neighbour."""
    coordinated = {record.neighbor for record in reading.draft.coordination}
    beside = [n for n in reading.policy.neighbors if n.id not in coordinated and n.id not in around(reading.policy)]
    for neighbor in beside:
        for city in neighbor.cities:
            for match in re.finditer(rf"\b{re.escape(city)}\b", reading.text, re.IGNORECASE):
                if not _their_number(reading, match.end()):
                    yield Hit(*match.span(), message=f"The text names {city}, the place of the {neighbor.name}.")


def _their_number(reading: Reading, end: int) -> bool:
    """A mention of a neighbour's dispatch or phone is an address, not an incident."""
    return re.match(r"\s+(?:dispatch|PIO)\b", reading.text[end : end + 20]) is not None
