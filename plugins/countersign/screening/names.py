"""Names of persons in a text: capitalised words that are no place, no organisation and no common word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from countersign.screening.patterns import any_of
from countersign.screening.vocabulary import GIVEN_NAMES, NO_NAMES, OFFICER_TITLES, PLACE_ENDINGS, SHOUTED

_CAP = r"[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+(?:'[A-Z]?[a-z]+)?(?:-[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+)?|(?:Mc|Mac|O'|D')[A-Z][a-z]+"
_WORD = rf"(?:{_CAP})"
_JOIN = r"(?:de la|de los|del|de|da|dos|van der|van|von|la|el|bin|al|y)"
_TITLE = r"(?:[A-Za-z]{2,10}\.?\s+)"
_RUN = re.compile(
    rf"(?<![\w@#/.'-]){_WORD}(?:\s+(?:[A-Z]\.\s*){{0,2}}(?:\"[^\"\n]{{1,20}}\"\s+)?(?:{_JOIN}\s+)?{_WORD}){{0,4}}(?![\w@])"
)
_PERSONAL = re.compile(
    r"\b(?:mr|mrs|ms|miss|mister|dr|coach|pastor|father|rev|judge|mayor|councilman|councilwoman|councilmember|señora?|sra?"
    r"|don|doña|principal|deacon|nurse|teacher|professor|maestra|maestro)\.?\s+$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:\b(?:named|identified as|identificad[oa] como|known as|a\.?k\.?a\.?|llamad[oa]|little|victim|survivor|suspect|witness"
    r"|resident|husband|wife|son|daughter|brother|sister|mother|father|mom|dad|girlfriend|boyfriend|cyclist|driver"
    r"|motorcyclist|pedestrian|víctima|esposa|esposo|hij[oa]|owner|clerk|chofer|testigo|menor|niñ[oa])"
    r"|\b\d{1,2}[- ]year[- ]old),?\s+$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(r",?\s+\(?(?:age[d]?\s+|de\s+)?(\d{1,3})(?=\)|,|\.|;| años|$|\s(?:years|of|was|is|fue|y))")
_AGE_BEFORE = re.compile(r"\b(\d{1,2})[- ](?:year|yr)[- ]?s?[- ]old,?\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonName:
    """One name: where it stands, whether it is an officer's (by the title before it), and the age beside it."""

    start: int
    end: int
    officer: bool
    age: int | None
    #: A given name alone, or a surname with a title.
    single: bool


@cache
def _officer() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(OFFICER_TITLES)}\.?\s+$", re.IGNORECASE)


def find_names(text: str) -> Iterator[PersonName]:
    """Every name of a person, in order; a nickname in quotes belongs to it."""
    for match in _RUN.finditer(text):
        yield from _names_of_run(text, match)


def _names_of_run(text: str, run: re.Match[str]) -> Iterator[PersonName]:
    words = [(w.start() + run.start(), w.group()) for w in re.finditer(_CAP, run.group())]
    while words and _no_name(words[0][1]):
        words = words[1:]
    while words and _no_name(words[-1][1]):
        words = words[:-1]
    if not words:
        return
    start, end = words[0][0], words[-1][0] + len(words[-1][1])
    before = text[max(0, start - 30) : start]
    if any(_no_name(word) for _, word in words) or _place_after(text, end) or words[-1][1].lower() in PLACE_ENDINGS:
        return
    officer, age = _officer().search(before) is not None, _age(text, start, end)
    if len(words) == 1 and not (officer or age is not None or _stands_alone(before, words[0][1])):
        return
    yield PersonName(start, end, officer, age, len(words) == 1)


def _stands_alone(before: str, word: str) -> bool:
    """Whether one capitalised word is a name: a given name, or one that follows a title or ‘named’."""
    return word.lower() in GIVEN_NAMES or bool(_PERSONAL.search(before) or _NAMED.search(before))


def _no_name(word: str) -> bool:
    low = word.lower()
    return low in NO_NAMES or low in PLACE_ENDINGS or low in SHOUTED or low.rstrip("s'") in NO_NAMES


def _place_after(text: str, end: int) -> bool:
    following = re.match(r"\s+(?:&\s+)?([A-Za-z]+)", text[end : end + 20])
    return following is not None and following[1].lower() in PLACE_ENDINGS and following[1][0].isupper()


def _age(text: str, start: int, end: int) -> int | None:
    found = _AGE_AFTER.match(text, end) or _AGE_BEFORE.search(text[max(0, start - 20) : start])
    return int(found[1]) if found and int(found[1]) < 120 else None
