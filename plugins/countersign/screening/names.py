"""Names of persons in a text: capitalised words that are no place, no organisation and no common word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from countersign.screening.patterns import any_of, linear
from countersign.screening.vocabulary import GIVEN_NAMES, NO_NAMES, OFFICER_TITLES, PLACE_ENDINGS, SHOUTED

_CAP = r"[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+(?:'[A-Z]?[a-z]+)?(?:-[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+)?|(?:Mc|Mac|O'|D')[A-Z][a-z]+"
_WORD = rf"(?:{_CAP})"
_JOIN = r"(?:de la|de los|del|de|da|dos|van der|van|von|la|el|bin|al|y)"
_TITLE = r"(?:[A-Za-z]{2,10}\.?\s+)"
_RUN = linear(
    rf"(?<![\w@#/.'-]){_WORD}(?:\s+(?:[A-Z]\.\s*){{0,2}}(?:\"[^\"\n]{{1,20}}\"\s+)?(?:{_JOIN}\s+)?{_WORD}){{0,4}}(?!["
    rf"\w@])"
)
_PERSONAL = linear(
    r"\b(?:mr|mrs|ms|miss|mister|dr|coach|pastor|father|rev|judge|mayor|councilman|councilwoman|"
    r"councilmember|señora?|sra?"
    r"|don|doña|principal|deacon|nurse|teacher|professor|maestra|maestro)\.?\s+$",
    re.IGNORECASE,
)
_NAMED = linear(
    r"(?:\b(?:named|identified as|identificad[oa] como|known as|a\.?k\.?a\.?|llamad[oa]|little|victim|"
    r"survivor|suspect|witness"
    r"|resident|husband|wife|son|daughter|brother|sister|mother|father|mom|dad|girlfriend|boyfriend|"
    r"cyclist|driver"
    r"|motorcyclist|pedestrian|víctima|esposa|esposo|hij[oa]|owner|clerk|chofer|testigo|menor|niñ[oa])"
    r"|\bwho (?:was|had been|got|is) [a-z]{4,12}|\b\d{1,2}[- ]year[- ]old),?\s+$",
    re.IGNORECASE,
)
_AGE_AFTER = linear(
    r"(?:,\s+|\s+\(|\s+(?=age)|\s+(?=de\s+\d+\s+años))(?:age[d]?\s+|de\s+)?(\d{1,3})(?=\)|,|\.|;| "
    r"años|$|\s(?:years|of|was|is|fue|y))"
)
_AGE_BEFORE = linear(r"\b(\d{1,2})[- ](?:year|yr)[- ]?s?[- ]old,?\s+$", re.IGNORECASE)


#: Who has left the service, or serves in another, is a person like any other.
_OUT_OF_OFFICE = linear(r"\b(?:retired|former|ex-?|fire|jubilad[oa])\s?(?:[a-z]+\s+){0,2}[a-z]+\.?\s+$", re.IGNORECASE)


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
    return linear(rf"\b{any_of(OFFICER_TITLES)}\.?\s+$", re.IGNORECASE)


def find_names(text: str) -> Iterator[PersonName]:
    """Every name of a person, in order; a nickname in quotes belongs to it, and a surname that came before is one."""
    known: set[str] = set()
    for match in _RUN.finditer(text):
        for name in _names_of_run(text, match, known):
            known.add(text[name.start : name.end].rpartition(" ")[2])
            yield name


def _names_of_run(text: str, run: re.Match[str], known: set[str]) -> Iterator[PersonName]:
    words = [(w.start() + run.start(), w.group()) for w in re.finditer(_CAP, run.group())]
    for plain, group in groupby(words, key=lambda word: _no_name(word[1])):
        if not plain and (name := _name(text, list(group), known)):
            yield name


def _name(text: str, words: list[tuple[int, str]], known: set[str]) -> PersonName | None:
    """Neighbouring capitalised words -> a name, unless they begin a place's, or are one word of unknown kind."""
    start, end = words[0][0], words[-1][0] + len(words[-1][1])
    before = text[max(0, start - 30) : start]
    if _place_after(text, end):
        return None
    officer, age = _officer().search(before) is not None and not _OUT_OF_OFFICE.search(before), _age(text, start, end)
    told = officer or age is not None or words[0][1] in known
    if len(words) == 1 and not (told or _stands_alone(before, words[0][1])):
        return None
    return PersonName(start, end, officer, age, len(words) == 1)


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
