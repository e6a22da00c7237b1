"""Rules that need no list of words: characters, emptiness, times, categories, neighbouring places."""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.place import around
from countersign.screening.reading import Hit, Reading
from countersign.screening.text import UNSAFE, unsafe

#: The stage of the city's own communications.
CITY_STAGE = "city_pio"
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
                    told = f"The text names {city}, the place of the {neighbor.name}."
                    yield Hit(*match.span(), message=told, severity=_must_coordinate(reading))


def _must_coordinate(reading: Reading) -> Severity | None:
    """Where a category asks for coordination first (officer-involved shootings ...), a neighbour is never a warning."""
    return Severity.BLOCK if reading.category and reading.category.coordination_first else None


def unconfirmed_lead(reading: Reading) -> Iterator[Hit]:
    """Another agency leads, by the facts, and nobody recorded that it was reached."""
    lead, ours = str(reading.fact("lead_agency") or "").strip().lower(), reading.policy.agency
    known = {ours.id, ours.name.lower(), ours.short_name.lower(), "we", "us", "nosotros"}
    whole = any(all((c.neighbor, c.contact, c.at, c.answer, c.lead)) for c in reading.draft.coordination)
    if _must_coordinate(reading) and lead and lead not in known and not whole:
        yield Hit()


_VERBS = r"believes?|condemns?|stands (?:with|by|behind|against)|apologi[sz]es?|regrets|opposes|takes the position"


def for_the_city(reading: Reading) -> Iterator[Hit]:
    """The text speaks as the whole city, in a category whose chain does not ask the city."""
    category = reading.category
    if category and any(stage.name == CITY_STAGE for stage in category.chain):
        return
    city = re.escape(reading.policy.agency.city.lower())
    speaks = rf"\bcity of {city} (?:{_VERBS})\b|\bon behalf of the (?:city|mayor|city council)\b(?! police)"
    yield from (Hit(*match.span()) for match in re.finditer(speaks, reading.low))


def _their_number(reading: Reading, end: int) -> bool:
    """A mention of a neighbour's dispatch or phone is an address, not an incident."""
    return re.match(r"\s+(?:dispatch|PIO)\b", reading.text[end : end + 20]) is not None
