"""Sentences that tell what a held person did, or that laugh at it: somebody says who says so."""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.justice.deeds import ADJECTIVE, ADVERBS, WHILE_DOING, WHO
from countersign.screening.justice.words import (
    CULPRIT,
    CULPRIT_ES,
    CUSTODY,
    SOFT_PAST,
)
from countersign.screening.patterns import Look, any_of, union
from countersign.screening.reading import Hit, Reading

_SAID = Look(
    r"\bfor\s+[\w-]+ing\b|\bon suspicion\b|\bsuspicion of\b|\baccused of\b|\bcharged with\b|"
    r"\bcall(?:s|ed|ing)?\s+(?:of|about|for)\b"
)

#: What is said of a person in an arrest without saying that he did it.
_NEUTRAL = (
    "arrested|booked|detained|charged|identified|located|transported|released|surrendered|died|"
    "treated|injured|called|reported|wanted|indicted|arraigned|cited|accused|suspected|believed|"
    "sought|armed|scheduled|expected|needed|asked|thanked|helped|served|retired|joined|worked|"
    "received|graduated|completed|earned|rescued|saved|delivered|hired|sworn|promoted|loved|wished|"
    "hoped|convicted|sentenced|pleaded|uninjured|hospitalized|named|aged|involved|appeared|stopped|"
    "yielded|cooperated|complied|remained|waited|fled|jailed|searched|found|signed|linked|pictured|"
    "shared|posted|responded|noticed|learned|visited|played|talked|answered|apprehended|captured|"
    "impaired|red|bed|need|feed|speed|indeed|exceed|described|listed|dated|agreed|lasted|continued|occurred|happened|"
    "ended|remained|required|provided|declined|followed|passed|presumed|missed|lived|owned|opened|attended|praised|"
    "demonstrated|gathered|marched|handled|resumed|moved|placed|transferred|denied|granted|approved|selected|discussed|closed|"
    "published|announced|invited|protested|matched|resembled|refused|failed|attempted|walked|slept|rented|confessed|admitted|denied|claimed|apologized|promised"
)

#: Laughing at a held person, thanking for the end of it, or speaking to him.
_MOCKS = union(
    r"(?:say cheese|smile for the camera|worst nightmare|(?:crime|thief|arrest|fail|idea|genius|criminal|winner) of "
    r"the (?:day|week|month|year)|nice try|busted|gotcha|spoiler|plot twist|guess (?:who|what|where)|pro tip|"
    r"word (?:of advice|to the wise)|not (?:so|very|too) (?:smart|bright|fast)|genius|einstein|game over|good riddance|"
    r"justice (?:is )?served|karma|(?:sleep|rest) (?:well|tight|easy|easier|better|soundly)|sweet dreams|"
    r"officially over|room service|bracelets|newest (?:inmate|guest)|our (?:newest )?guest|free (?:ride|lodging)|"
    r"took out the trash|taking out the trash|stupid games|got what (?:he|she|they)|can'?t outrun|"
    r"don't (?:rob|steal|shoplift|burglarize|break into)|se acabó|buen intento|buen viaje|ya no (?:podrá|va a))\b",
    r"(?:😂|🤣|🙄|😏|🤡|⛓)",
)
#: The same words stand in harmless sentences too.
_HINTS = union(
    r"(?:oops|whoops|lesson|bad (?:idea|day|luck|choice|decision)|good luck|brilliant|mastermind|wrong (?:house|town|"
    r"city|place|car|person)|thought (?:he|she|they|you|nobody|no one)|didn't count on|turns out|you'?re welcome|"
    r"justice for|welcome to|enjoy|one less|no more|no longer|safer|off the streets?|finally|at last|mystery|"
    r"solved|time'?s up|hooked|reeled|bagged|breakfast|jewelry|por fin|justicia|sorpresa)\b",
    r"(?:😎|👋|🤦|🎣|🔒)",
)
#: Said to everybody.
_SOBER = Look(r"\bsober\b|\bride-?share|\bcall (?:a|us|911|\()|\bsubscribe|\bpresumed|\bplease\b")

#: A sentence about what a held person did: the author says who says so.
_TOLD = Look(
    rf"\b(?:{WHO[3:-1]})(?:,?\s+\d{{1,3}},?)?\s+{ADVERBS}(?:{SOFT_PAST}|"
    rf"(?!(?:{_NEUTRAL})\b)[a-z]{{2,12}}ed)\b|\b(?:{WHO[3:-1]})\s+(?:has been|had been|have been|was|"
    rf"were|kept)\s+(?:\w+ly\s+)?(?!(?:wearing|being|driving a|traveling|walking|hiding|carrying|"
    rf"living|facing|cooperating|going|waiting|sleeping|trying to leave|missing|working|training|"
    rf"seen)\b)[a-z]{{3,12}}ing\b|\b(?:his|her) (?:victims?|spree|crimes?|loot|haul|stash|getaway|"
    rf"accomplice|stolen|weapon of choice|target)\b|\bvictims? of this\b"
    r"|\b(?:it was (?:him|her|them|the|his|her)|the one who|the ones who|the same (?:man|woman|guy|person|"
    r"crew))\b"
)

#: ‘The man who has been crawling under your cars’.
_SOMEBODY_WHO = Look(
    rf"\b{WHO}\s+(?:who|that)(?:'s|\s+has|\s+have|\s+had|\s+is|\s+was)\s+(?:\w+ly\s+)?(?:been\s+)?(?!(?:being|wearing|"
    r"driving|living|working|walking|carrying|sleeping|sitting|standing|riding|waiting|trying)\b)[a-z]{3,12}ing\b"
)
_NAME_TOLD = Look(
    rf"(?:,?\s+\(?\d{{1,3}}\)?,?)?(?:\s+of [a-z ]{{3,20}},)?\s+{ADVERBS}(?:{SOFT_PAST}|"
    rf"(?!(?:{_NEUTRAL})\b)[a-z]{{2,12}}ed)\b"
)
_ANY_CULPRIT = Look(
    rf"\b(?:the|this|that|our|perp|another|a certain)\s+{ADJECTIVE}{CULPRIT}\b|^\W*(?:perps?|thie(?:f|"
    rf"ves)|burglars?|robbers?|vandals?|crooks?)\b|\b(?:el|la|est[ea]|es[ea])\s+{CULPRIT_ES}\b"
)

#: A crime beside a person, in a text about somebody held, and no word of how it is known.
_CRIME_STEM = any_of(
    "theft thefts burglary burglaries robbery robberies stealing stolen steal "
    "break-in break-ins breaking drunk "
    "impaired drugs meth fentanyl fraud scam scheme vandalism graffiti arson fires "
    "assault attack attacks stabbing "
    "shooting threats victim victims crime crimes crime_spree spree getaway loot "
    "haul mail packages catalytic fake "
    "counterfeit dealing trafficking smuggling stalking abuse prowling drinking "
    "selling robo robos asalto droga "
    "drogas fraude estafa"
)

#: ‘The woman supplying the high school was arrested.’
_PARTICIPLE = Look(
    r"\b(?:man|woman|couple|pair|teens?|person|duo|trio|crew|guy|people|driver|brothers|sisters|group|"
    r"ex)\s+(?!(?:wearing|driving|walking|riding|"
    r"matching|carrying|sitting|living|sleeping|standing|trying|arriving|being|having|asking|looking|"
    r"needing|seeking)\b)[a-z]{3,12}ing\b"
    r"[^.!?\n]{0,60}\b(?:arrest\w*|booked|custody|jail\w*|bars|caught|detained|court)\b"
    r"|\b(?:jealous|angry|drunken|disgruntled|greedy|armed|vengeful|crooked) (?:ex|man|woman|husband|wife|"
    r"boyfriend|girlfriend|employee|"
    r"neighbor|driver|customer|roommate|teen)\b"
)
_CRIME_OF_SOMEBODY = Look(
    rf"\b{WHO}\b[^.!?\n]{{0,80}}?\b{_CRIME_STEM}\b|\b(?:his|her|their|"
    rf"whose)\b[^.!?\n]{{0,50}}?\b{_CRIME_STEM}\b"
)

_SOMEBODY = Look(
    rf"\b(?:{WHO[3:-1]}|whoever|him|them)\b(?=[^.!?\n]*\b(?:[a-z]{{2,12}}ed|{SOFT_PAST}|did|had|has|been|"
    rf"was|were|is|'s)\b)[^.!?\n]{{0,40}}"
    r"|\b(?:drunk|high|armed|wasted|hammered|guilty|caught)\b[^.!?\n]{0,40}|\b(?:el|la|los|"
    r"las) que\b[^.!?\n]{0,40}"
)

#: What an agency tells of a person it has dealt with: steps, looks, places; nobody is said to have done anything.
_PROCEDURE = Look(
    r"\b(?:arrest(?:ed|s)?|booked|detained|charged|cited|taken|transported|released|identified|located|"
    r"found|stopped|contacted|"
    r"described|wanted|held|hospital|bail|bond|court|hearing|arraign\w*|trial|sentenc\w+|convict\w+|"
    r"dismissed|warrants?|"
    r"signs of|showed signs|complied|surrendered|fled|ran|hid|hidden|hiding|refused|yield\w*|wearing|"
    r"shaved|injur\w+|"
    r"expected to|facing|custody|jail|treated|interviewed|questioned|presumed|anonymous|call|information|"
    r"missing|victim|"
    r"tattoo\w*|pounds|tall|hair|eyes|build|height|weight|about \d|years? old|approach|stable|statement|"
    r"warrants?|remains?|"
    r"mide|pesa|tatuaje|edad|años|released|families|protest\w*|video|"
    r"case|investigat\w+|tested|blood|probation|parole|k-?9|detenid\w+|arrestad\w+|acusad\w+|inocente)\b"
)

_LOOT = Look(
    r"\bstolen (?:goods|property|car|truck|bike|mail|packages|tools|loot|purse|phone)s?\b|\bthe "
    r"loot\b|\bill-gotten|\bcrime spree|\bhandiwork|\bhandywork|\bhis (?:own )?(?:dirty )?work\b"
)

_COUNTED = Look(r"\b(?:you|your|we|our team) (?:can|should|may|are|will)\b|\bnever\b|\bplease\b")

_OFFICIAL = Look(
    r"\b(?:officers?|detectives?|deput(?:y|ies)|k-?9|police|firefighters?|crews?|we|volunteers?|"
    r"neighbors?|residents?|dispatchers?|medics?|staff)\s+(?:\w+ly\s+)?$"
)

#: Posts about certain persons, who are held or sought.
OF_PERSONS = frozenset({"arrest", "drug", "dui", "most-wanted", "wanted", "jail"})
SOUGHT = frozenset({"most-wanted", "wanted"})
#: Posts of the others also praise officers.
_ALWAYS_HELD = SOUGHT | {"arrest", "dui"}

GENERIC = Look(
    r"\b(?:most|many|these|some) (?:\w+ )?(?:scammers?|thieves|crooks|burglars|"
    r"criminals)\b[^.!?\n]{0,40}\b(?:are|use|will|know|love|want|pretend|look|call|text)\b|\b(?:don't|"
    r"do not|never) (?:be|let|give|make|become|give them|invite)\b|\b(?:thieves|burglars|crooks|"
    r"scammers|criminals|predators|robbers|vandals|dealers) (?:love|look|want|need|know|use|often|can|"
    r"will|are(?! (?:in (?:custody|jail|a cell)|behind|now|under arrest|being|off|all|both))|pretend|call|target|"
    r"hate|watch|don't|do|check|follow|shop)\b|\b(?:make|deter|stop|"
    r"prevent|outsmart|beat|thwart|discourage|keep)\w* (?:the |any |a |would-be |potential |it harder "
    r"for )?(?:\w+ )?(?:scammers?|thie(?:f|ves)|crooks?|burglars?|criminals?|bandits?|pirates?|"
    r"predators?|vandals?)\b"
)


#: What officers see somebody do while they arrest him.
CONDUCT = Look(
    r"\b(?:walk\w*|climb\w*|jump\w*|stay\w*|wait\w*|thank\w*|struggl\w*|swam|slept|sleep\w*|woke|sat|stood|stopp?\w*|"
    r"pulled over|spotted|saw|noticed|ran|hid|hiding|fled|surrender\w*|cooperat\w*|came|went|gave|lost|landed|ended|"
    r"yield\w*|caminó|corrió|subió|bajó|saltó|paró|esperó|huyó|entregó)\b"
)


def about_official(sentence: str, start: int) -> bool:
    """Whether somebody who helps or works there did it: an officer, a crew, a neighbour."""
    return _OFFICIAL(sentence[max(0, start - 30) : start + 1].rstrip() + " ")


def _unsaid(sentence: str, *, bare: bool) -> tuple[re.Match[str], Severity | None] | None:
    """A crime beside a person, or a person in a sentence that tells no step of the agency's own."""
    if match := _CRIME_OF_SOMEBODY.search(sentence) or _PARTICIPLE.search(sentence):
        return match, _of_act(match, bare)
    match = None if _PROCEDURE(sentence) else _SOMEBODY.search(sentence)
    return (match, Severity.ATTEST if _BEING(match.group()) else _of_act(match, bare)) if match else None


#: What somebody is, or was, is no act.
_BEING = Look(r"\b(?:is|are|was|were|'s|'re)\b")


def told(reading: Reading, begin: int, sentence: str, *, held: bool, bare: bool) -> Iterator[Hit]:
    """Sentences that tell what a held person did, or that laugh: somebody confirms who says so.

    In a `bare` text, which names no charge, suspicion, court or source at all, what is told is sure; where somebody
    certain is held, laughing at him is.
    """
    if GENERIC(sentence):
        return
    personal = held and reading.draft.category in OF_PERSONS and not _SOBER(sentence)
    if personal and (match := _MOCKS.search(sentence)):
        sure = reading.draft.category in _ALWAYS_HELD or reading.says(CUSTODY)
        yield Hit(begin + match.start(), begin + match.end(), severity=None if sure else Severity.ATTEST)
        return
    if personal and (match := _HINTS.search(sentence)):
        yield Hit(begin + match.start(), begin + match.end(), severity=_of_act(match, bare))
        return
    if _COUNTED(sentence):
        return
    for name in reading.names_in(begin, begin + len(sentence)) if held else ():
        if not name.officer and (match := _NAME_TOLD.match(reading.low, name.end)):
            yield Hit(name.start, match.end(), severity=_of_act(match, bare))
            return
    for look in (_ANY_CULPRIT, WHILE_DOING, _TOLD, _SOMEBODY_WHO, _LOOT) if held else (_ANY_CULPRIT,):
        match = look.search(sentence)
        if match and not about_official(sentence, match.start()):
            yield Hit(begin + match.start(), begin + match.end(), severity=_of_act(match, bare))
            return
    plain = about_official(sentence, 0) or _SAID(sentence) or not held
    if not plain and (unsaid := _unsaid(sentence, bare=bare)):
        yield Hit(begin + unsaid[0].start(), begin + unsaid[0].end(), severity=unsaid[1])


def _of_act(match: re.Match[str], bare: bool) -> Severity | None:
    """Sure in a bare text, but for what somebody does while he is being arrested."""
    return None if bare and not CONDUCT(match.group()) else Severity.ATTEST
