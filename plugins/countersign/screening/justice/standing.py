"""What is said of somebody who is not held, or who is said not to have done it."""

from countersign.screening.justice.grammar import BUT_FOR_HIM, INNOCENT
from countersign.screening.justice.settled import COURT
from countersign.screening.patterns import Look
from countersign.screening.reading import Reading


def innocent(sentence: str) -> tuple[int, int] | None:
    """The words that say in the agency's own voice that he did not do it, or that all were well but for him."""
    match = INNOCENT.search(sentence) or BUT_FOR_HIM.search(sentence)
    return match.span() if match and not COURT(sentence) and not _OTHERS_SAY(sentence) else None


_OTHERS_SAY = Look(
    r"\b(?:lawyers?|attorneys?|family|wife|husband|mother|father|defendant|he|she|they|union|supporters?|who) "
    r"(?:also )?(?:said|says?|told|claims?|claimed|insists?|argued?|maintains?|denied|denies)\b|\baccording to\b|"
    r"\bdenied\b"
)


def is_plain(reading: Reading, sentence: str, told: str) -> bool:
    """Whether a crime is told of somebody certain, who is neither held nor sought, and has no other meaning."""
    if reading.draft.category == "ois":
        return _DIED(sentence) or (_GRAVE(told) and not _AT_OFFICERS(sentence))
    past = reading.draft.category in _OF_THE_PAST or _YEAR(reading.low)
    return not past and _NOTHING_ELSE(told)


#: What may be told of somebody who is dead: ‘had killed his brother’.
_GRAVE = Look(
    r"\b(?:murdered|killed|stabbed|robbed|raped|shot|strangled|kidnapped|carjacked|set fire|beat|assaulted)\b"
)
_AT_OFFICERS = Look(r"\b(?:at|the|two|three|our|an?) (?:officers?|deput(?:y|ies))\b(?! (?:shot|fired))")
_NOTHING_ELSE = Look(
    r"\b(?:murdered|robbed|raped|strangled|kidnapped|carjacked|burglarized|molested|embezzled|defrauded|set fire|"
    r"swindled)\b"
)
_OF_THE_PAST = frozenset(
    {"memorial", "holiday", "community-event", "recognition", "crime-prevention", "k9", "recruitment"}
)
_YEAR = Look(r"\b(?:1[89]\d\d|20[01]\d|years ago|decades ago|century)\b")


#: Whoever is dead was tried by nobody.
_DIED = Look(r"\b(?:was (?:shot|killed|fatally)|died|is dead|took (?:his|her) own life)\b")
