"""Statements that somebody did it, or did not, before a court said so.

*Sure* where somebody who is held, sought or pictured is called by a crime or is said to have done it, without a
word of caution; *to be confirmed* where the agency speaks of what such a person did and the words do not decide.
"""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.justice.deeds import (
    AFTER_ES,
    AND_DID,
    APPOSED_DID,
    CALLED,
    CERTAIN,
    CRIME_WORD,
    CULPRIT_HELD,
    DID,
    DID_ES,
    DOING_EARNED,
    HAD_DONE,
    HAVING_DONE,
    HEADED,
    HELD_CULPRIT,
    HIS_CRIMES,
    KNOWN_CULPRIT,
    NAME_DID,
    POINTED,
    POINTED_ES,
    SERIAL,
    TALLIED,
    THE_CULPRIT,
    UNKNOWN_ES,
    WHILE_DOING,
)
from countersign.screening.justice.doers import (
    BEHIND,
    CULPRIT_DEAD,
    DONE_BY_NAME,
    DONE_BY_ONE,
    LOOKED_FOR,
    NAME_CALLED,
    NAME_TITLED,
    WHO_DID,
)
from countersign.screening.justice.settled import COURT, DECIDED, is_over, phrases
from countersign.screening.justice.telling import GENERIC, OF_PERSONS, SOUGHT, about_official, told
from countersign.screening.justice.words import (
    CHARGED,
    CUSTODY,
    HEDGE,
    HOLD,
    NOBODY_ARRESTED,
    NOBODY_HELD,
    SOURCED,
)
from countersign.screening.names import PersonName
from countersign.screening.patterns import Look
from countersign.screening.reading import Hit, Reading

ANIMAL = Look(
    r"\bk-?9 \w+ (?:was|is|has|stole|got|pleads|admits|arrested)|\bfor k-?9|\bwanted: k-?9|"
    r"\bpaw-?(?:ed|s)?\b|\braccoons?\b|\bgoats?\b|\bsquirrels?\b|\bgeese\b|\bgoose\b|\bbears?\b|"
    r"\bpuppy\b|\bkittens?\b|\bseagulls?\b|\bgrinch\b|\belf\b|\bsanta\b|\bbook thief\b|\bthe turkey\b|"
    r"\bwhiskers|\bbiscuits?\b|\bdog treats?\b|\bgood(?:est)? (?:boy|girl)\b|\bwe love (?:him|her)\b|"
    r"\bcoyotes?\b|\botters?\b|\bchristmas\b|🐾|🦝|🐐|🐿|🎅|\bstealing hearts|\bmurder mystery|\bmustard\b"
)


def guilt(reading: Reading) -> Iterator[Hit]:
    """Statements that somebody arrested, sought or pictured did it, or did not, before a court said so."""
    low = reading.low
    yield from phrases(reading, joke=ANIMAL(low))
    decided = DECIDED(low)
    held = (
        (reading.draft.category in _ARRESTS and not NOBODY_ARRESTED(low))
        or CUSTODY.search(NOBODY_HELD.pattern.sub(" ", low)) is not None
        or _pictured(reading)
    )
    if held and not decided and (asked := WHO_DID.search(low)) and not HEDGE(asked.group()):
        yield Hit(*asked.span(), severity=Severity.ATTEST if ANIMAL(low) else None)
    for begin, sentence in () if reading.once(is_over) else reading.sentences:
        yield from _in_sentence(reading, begin, sentence, held=held, joke=decided or ANIMAL(sentence))


def _pictured(reading: Reading) -> bool:
    if reading.draft.category in ("most-wanted", "wanted"):
        return True
    return bool(reading.draft.media) and reading.draft.category in (
        "investigation-tip",
        "most-wanted",
        "tip_request",
        "wanted",
    )


def _in_sentence(reading: Reading, begin: int, sentence: str, *, held: bool, joke: bool) -> Iterator[Hit]:
    """What one sentence says of who did it."""
    if COURT(sentence):
        return
    hedged = HEDGE(sentence)
    found = list(_sure(reading, begin, sentence, held=held))
    for start, end in found:
        doubted = hedged and not _uncured(sentence, start, end)
        if doubted and _hedged_beside(sentence, start, end):
            continue
        cautious = joke or doubted or about_official(sentence, start)
        yield Hit(begin + start, begin + end, severity=Severity.ATTEST if cautious else None)
    if not found and not held and not hedged:
        found = list(_of_nobody_held(reading, begin, sentence))
        severity = None if reading.draft.category == "ois" and _DIED(sentence) else Severity.ATTEST
        yield from (Hit(begin + start, begin + end, severity=severity) for start, end in found)
    if not found and not hedged and not joke:
        yield from told(reading, begin, sentence, held=held, bare=held and reading.once(_bare))


def _bare(reading: Reading) -> bool:
    """Whether an arrest is told, and nothing in the whole text says on what charge or whose word."""
    category = reading.draft.category
    arrest = category in ("arrest", "drug", "dui", "press-release") and (reading.says(HOLD) or reading.says(_KEPT))
    if reading.described or reading.says(ANIMAL) or not (arrest or category in SOUGHT):
        return False
    source = CHARGED if category == "arrest" else SOURCED
    # The line that everybody is presumed innocent says nothing of how it is known.
    return not any(source(sentence) and not _PRESUMED(sentence) for _, sentence in reading.sentences)


#: Further words for somebody who is held.
_KEPT = Look(
    r"\b(?:detain(?:ed|ing)|being held|held (?:on|without)|jail guest|inmate|bracelets?|surrendered|"
    r"turned (?:him|her)self in|wearing (?:county )?orange|"
    r"detuv\w+|se entregó|cárcel)\b"
)
_PRESUMED = Look(r"\b(?:presumed|considered) innocent\b|\buntil proven\b|\bpresun\w+ inocen\w+|\bhasta que se\b")


def _uncured(sentence: str, start: int, end: int) -> bool:
    """Whether the words of caution come after, and for something else: the crime's own word stands free."""
    before = _CONDITION.pattern.sub(" ", sentence[:end])
    return (
        HEDGE.search(before) is None
        and (POINTED.search(sentence[start:end]) or KNOWN_CULPRIT.search(sentence[start:end])) is not None
    )


#: ‘If you see this burglar’ doubts nothing.
_CONDITION = Look(r"\bif (?:you|anyone|someone|a)\b")


def _hedged_beside(sentence: str, start: int, end: int) -> bool:
    """Whether the caution stands in the same clause, before the act or right behind it."""
    clause = max(sentence.rfind(mark, 0, start) for mark in (";", ":", " but ", " after "))
    return HEDGE(_CONDITION.pattern.sub(" ", sentence[max(0, clause) : end + 40]))


def _sure(reading: Reading, begin: int, sentence: str, *, held: bool) -> Iterator[tuple[int, int]]:
    """Spans in a sentence in which somebody is called by a crime, or is said to have done it."""
    generic = GENERIC(sentence) and not (held and CERTAIN(sentence))
    looks: list[Look] = []
    if held and not generic:
        looks += [POINTED, THE_CULPRIT, CALLED, TALLIED, SERIAL, KNOWN_CULPRIT]
        looks += [HEADED] if reading.draft.category in OF_PERSONS else []
    if not generic:
        looks += [CULPRIT_HELD, CULPRIT_DEAD, HELD_CULPRIT]
    if held:
        looks += [DID, HAD_DONE, WHILE_DOING, AND_DID, HAVING_DONE, APPOSED_DID, HIS_CRIMES, DOING_EARNED, DONE_BY_ONE]
        looks += [] if LOOKED_FOR(sentence) else [BEHIND]
        looks += [] if UNKNOWN_ES(sentence) else [POINTED_ES, DID_ES, AFTER_ES]
    taken: list[tuple[int, int]] = []
    for look in looks if _speaks_of_crime(sentence) else ():
        match = look.search(sentence)
        if (
            match
            and not _indefinite(reading, begin, sentence, match)
            and not any(s < match.end() and match.start() < e for s, e in taken)
        ):
            taken.append(match.span())
    for name in reading.names_in(begin, begin + len(sentence)) if held else ():
        if not name.officer and (span := _of_name(reading.low, begin, name)):
            taken.append(span)
    yield from taken


def _of_name(low: str, begin: int, name: PersonName) -> tuple[int, int] | None:
    """What is said of a name right behind it, or right before it, within its sentence."""
    for look in (NAME_DID, NAME_CALLED):
        if match := look.match(low, name.end):
            return name.start - begin, match.end() - begin
    before = low[begin : name.start]
    match = NAME_TITLED.search(before) or DONE_BY_NAME.search(before)
    return (match.start(), name.end - begin) if match else None


def _of_nobody_held(reading: Reading, begin: int, sentence: str) -> Iterator[tuple[int, int]]:
    """What a text says that a person did whom it names, or whom officers shot, and does not say is held."""
    for name in reading.names_in(begin, begin + len(sentence)):
        if not name.officer and (match := NAME_DID.match(reading.low, name.end)):
            yield name.start - begin, match.end() - begin
        elif not name.officer and (match := WHILE_DOING.search(sentence[: name.start - begin])):
            yield match.start(), name.end - begin
    shot = reading.draft.category == "ois" or reading.says(_SHOT_BY_OFFICERS)
    for look in (DID, HAD_DONE, THE_CULPRIT) if shot else ():
        if match := look.search(sentence):
            yield match.span()
            return


#: Whoever is dead was tried by nobody.
_DIED = Look(r"\b(?:was (?:shot|killed|fatally)|died|is dead|took (?:his|her) own life)\b")
_SHOT_BY_OFFICERS = Look(
    r"\b(?:officers?|deput(?:y|ies)) (?:fatally )?shot\b|\bis dead after\b|\b(?:gunman|shooter|"
    r"suspect) (?:is|was|were) (?:dead|killed)"
)

_A_MAN = Look(
    r"(?:^|[\s(])(?!\w+ (?:officers|deputies|detectives|agents|of our))(?:an?|two|three|several|some|"
    r"another|someone|somebody|unknown|masked|"
    r"armed(?! (?:robber|burglar|carjack|assault)))\s+(?:[\w-]+\s+){0,3}$"
)

_ONE = Look(
    r"(?:someone|somebody|anyone|anybody|whoever|a person|people|those|if you|everyone|"
    r"alguien)\s+(?:who\s+|that\s+)?(?:\w+\s+){0,2}$"
)


#: ‘Help us find the one who set it off’: nobody knows yet who that is.
_SOUGHT_ONE = Look(
    r"\b(?:find|identify|locate|catch|(?:look|search)(?:ing)? for|know|information (?:on|about)|tips? on)\s+(?:out\s+)?"
    r"(?:the\s+(?:one|ones|person|people|man|men|woman|driver|individual|suspects?)\s+)?(?:who|whoever|that)\b"
)
_THE = Look(r"(?:the|this|that|these|those|our|his|her|their|el|la|los|las|est[ea]|es[ea])\b")

_THIS = Look(r"(?:this|that|these|those|our)\b")
_BY_A = Look(r"\bby an? ")

#: ‘A man robbed the bank. He was arrested’: the next sentence makes him a certain one.
_THEN_HELD = Look(
    r"\W*(?:then |later |now |today |tonight |on \w+,? )?(?:he|she|they|both|all (?:two|three|four)|the (?:man|"
    r"woman|pair|"
    r"couple|teens?|driver|\d{2}-year-old))\s+"
    r"(?:was|were|is|are|has been|have been|now|got|went|'s|'re)\b[^.!?\n]{0,40}?\b(?:arrested|booked|jail\w*|"
    r"custody|cuffs|cuffed|handcuff\w*|charged|caught|"
    r"apprehended|bars|juvenile hall|cell|detained|cited)\b"
)


def _indefinite(reading: Reading, begin: int, sentence: str, match: re.Match[str]) -> bool:
    """Whether the one who did it is nobody in particular: ‘a man in a mask’, ‘someone’, ‘anyone who’."""
    before = sentence[max(0, match.start() - 40) : match.start()]
    if _THIS.match(match.group()):
        return False
    if _ONE.search(before) or (_SOUGHT_ONE.search(sentence[: match.end()]) and not _pictured(reading)):
        return True
    if _THE.match(match.group()) or not (_A_MAN.search(before) or _BY_A(match.group())):
        return False
    return not CUSTODY(sentence) and not _then_held(reading, begin, sentence)


def _then_held(reading: Reading, begin: int, sentence: str) -> bool:
    return _THEN_HELD.match(reading.low, begin + len(sentence)) is not None


def _speaks_of_crime(sentence: str) -> bool:
    return CRIME_WORD(sentence) or SERIAL(sentence) or HIS_CRIMES(sentence) or BEHIND(sentence)


_ARRESTS = frozenset({"arrest", "drug", "dui", "most-wanted", "wanted", "jail", "court-update", "court"})
