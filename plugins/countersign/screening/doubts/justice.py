"""Doubts before a court has spoken: a deed told of a person without a source."""

import re
from collections.abc import Iterator

from countersign.screening.justice.guilt import ANIMAL
from countersign.screening.justice.settled import COURT, DECIDED
from countersign.screening.justice.telling import GENERIC, about_official
from countersign.screening.justice.words import (
    CRIME_ES,
    CULPRIT,
    CULPRIT_ES,
    CUSTODY,
    HEDGE,
    HOLD,
    NOBODY_ARRESTED,
    NOBODY_HELD,
    SOURCED,
)
from countersign.screening.patterns import Look, any_of
from countersign.screening.persons.ties import JOBS, RELATION
from countersign.screening.reading import Reading

#: Categories in which somebody is held, sought or on trial.
_PERSONAL = frozenset({"arrest", "drug", "dui", "most-wanted", "wanted", "jail", "court", "court-update", "crime"})

#: Categories in which nobody is held, unless the text says so: ‘Have you seen her?’ looks for somebody else.
_OF_NOBODY = frozenset(
    {
        "missing-person",
        "missing",
        "memorial",
        "holiday",
        "community-event",
        "recognition",
        "recruitment",
        "weather",
        "k9",
        "coffee-with-a-cop",
        "crime-prevention",
        "statistics",
        "road-closure",
        "traffic-enforcement",
        "school-safety",
    }
)

#: A person of whom something is told.
PERSON = Look(
    r"\b(?:he|she|they|him|her|his|hers|their|them|who|whoever|someone's|suspects?|defendants?|decedent|"
    r"arrestees?|"
    r"man|men|woman|women|couple|pair|duo|trio|teens?|teenagers?|guys?|gals?|gentlem[ae]n|fellas?|fellows?|"
    r"individuals?|persons?|people|drivers?|subjects?|crew|gang|group|ring|dudes?|lad(?:y|ies)|males?|"
    r"females?|"
    r"brothers?|sisters?|father|mother|youths?|adults?|motorists?|passengers?|bikers?|riders?|neighbou?rs?|"
    r"roommates?|boyfriends?|girlfriends?|exe?s?|husband|wife|guest|visitor|customers?|shoppers?|genius\w*|"
    r"rocket scientists?|einsteins?|masterminds?|superstars?|champs?|buddy|pal|bro|sir|ma'am|friends?|"
    rf"mr|mrs|ms|{JOBS}|{RELATION}|\d{{1,2}}[- ]year[- ]olds?|él|ella|ellos|ellas|hombres?|mujer(?:es)?|"
    rf"jóvenes|"
    rf"joven|"
    r"sujetos?|tipos?|muchach[oa]s?|parejas?|conductor(?:es|a)?|individuos?|señora?|detenid[oa]s?|"
    r"quien(?:es)?)\b"
)

#: What is told of the arrest, of looks and of the agency's own work: none of it says that anybody did it.
_STEPS = re.compile(
    r"\b(?:(?:was|were|is|are|been|being|has|have|had|be|got|remains?|fue|fueron|está|están|ha|han)\s+"
    r"(?:(?:also|then|later|now|safely|still|quickly|already|sido|ya)\s+)?)?(?:"
    r"arrest(?:ed|s|ing)?|booked|detain(?:ed|ing)?|charged|cited|citing|citation|taken|transported|released|"
    r"identified|"
    r"locat(?:ed|ing)|found|stopped|contacted|described|wanted|sought|held|treated|interviewed|questioned|"
    r"apprehended|captured|caught up|handcuffed|jailed|surrendered|turned (?:him|her)self in|fled|ran|hid|"
    r"refused|"
    r"yield(?:ed)?|complied|cooperated|resisted|injured|hospitali[sz]ed|pronounced|died|scheduled|expected|"
    r"set|due|"
    r"arraigned|appear(?:ed)?|convicted|sentenced|pleaded|indicted|accused|suspected|alleged|believed|"
    r"presumed|named|"
    r"said|told|asked|called|reported|spotted|noticed|saw|seen|recogni[sz]ed|recovered|seized|searched|"
    r"served|"
    r"responded|investigat(?:ed|ing)|requested|needed|needs?|involved|linked|connected|related|pictured|"
    r"shown|"
    r"posted|aged|armed|dressed|wearing|driving|traveling|walking|riding|seated|parked|standing|last|"
    r"evaluated|cleared|helped|assisted|thanked|missing|returned|reunited|remain|continues?|based|led|"
    r"pending|demonstrated|gathered|marched|protested|handled|resumed|placed|denied|granted|published|announced|invited|"
    r"described|listed|dated|agreed|lived|declined|attended|"
    r"dispatched|arrived|attempted to stop|failed to (?:stop|yield|appear)|pulled over|tested|transferred|"
    r"extradited|"
    r"detenid[oa]s?|arrestad[oa]s?|acusad[oa]s?|buscad[oa]s?|trasladad[oa]s?|llevad[oa]s?|identificad[oa]s?|"
    r"localizad[oa]s?|encontrad[oa]s?|enfrenta|huy(?:ó|eron)|citad[oa]s?|liberad[oa]s?)\b"
)
#: What was done to somebody: ‘a man was stabbed’.
_SUFFERED = re.compile(
    r"\b(?:was|were|been|being|got|be|is|are)\s+(?:\w+ly\s+)?(?:[a-z]{3,14}(?:ed|en)|made|brought|kept|held|done|put|sent|"
    r"led|met|told|built|given)\b|\bwas (?:shot|hit|cut|struck)\b"
)
#: ‘For stealing’, ‘charges of theft’: what somebody is held for, not what he is said to have done.
_HELD_FOR = re.compile(
    r"\b(?:for|on|of|with|in|por|de)\s+(?:an?\s+|the\s+|suspected\s+|outstanding\s+|felony\s+|misdemeanor\s+|"
    r"no-bail\s+|active\s+|alleged\s+|two\s+|three\s+)*(?:[\w/-]+\s+){0,3}?(?:suspicion|warrants?|charges?|"
    r"counts?|"
    r"connection|violations?|theft|burglary|robbery|assault|battery|possession|dui|dwi|fraud|vandalism|"
    r"arson|forgery|"
    r"homicide|murder|trespass\w*|stalking|kidnapping|carjacking|shoplifting|driving|stealing|breaking|robo|"
    r"fraude|"
    r"asalto|agresión|sospecha)\b[^.;:!?\n]*?(?=[.;:!?\n]|,? (?:after|when|while|who|but|then|and (?:he|she|"
    r"they))\b|$)"
)

#: An act in the past, or going on, by its form alone.
_ACT = Look(
    r"\b(?:(?!(?:red|bed|need|feed|speed|indeed|exceed|bleed|breed|hundred|sacred|naked|wicked|aged|shed|"
    r"sled|fed|"
    r"seed|weed|deed|united|suspected|unlicensed|marked|uniformed|dedicated|interested|wanted|limited|"
    r"unhoused|"
    r"proceed|succeed|masked|closed|assigned|alleged|presumed|required|inspired|scheduled|related|continued|"
    r"embed|used)\b)"
    r"[a-z-]{2,14}ed|took|stole|came|got|made|had|left|drove|broke|threw|hit|shot|cut|sold|bought|kept|"
    r"tried|thought|"
    r"hid|swung|bit|spat|fought|beat|put|gave|brought|forgot|went|rode|climbed|crept|snuck|wrote|paid|lost|"
    r"won|chose|"
    r"felt|lit|tore|slid|dug|grew|hung|lied|did|drank|ate|slept|spent|burnt|struck|bent|blew|let|knew|began|"
    r"became|"
    r"(?:was|were|been|is|are|kept|keeps|busy|'s|caught|by|after|while|from|enjoys?|loves?|"
    r"likes?)\s+(?:\w+ly\s+)?"
    r"(?!(?:wearing|being|driving|traveling|walking|carrying|living|facing|cooperating|going|waiting|asking|"
    r"looking|seeking|working|missing|investigating|continuing|reviewing|trying to (?:locate|identify|find)|"
    r"pending|"
    r"expecting|helping|sharing|recovering|standing|riding|hiring|offering|hosting|searching|processing|"
    r"releasing|conducting|leading|parking|training|evening|morning|building|following)\b)[a-z]{2,12}ing|"
    r"no longer|won't be|responsible|guilty|behind (?:it|this|the|all)|to blame|at it|at fault|drunk|wasted|"
    r"hammered|high|"
    r"[a-záéíóú]{3,12}(?:ó|aron|ieron)|robaba|vendía|traficaba|había|hizo|hicieron|puso|trajo|tuvo)\b"
)

#: Crime, whoever did it.
_DEED = any_of(
    "theft thefts burglary burglaries robbery robberies stealing stolen steal "
    "steals break-in break-ins breaking_in "
    "drunk impaired meth fentanyl heroin cocaine fraud scam scams scheme schemes "
    "vandalism graffiti arson fires "
    "assault "
    "attack attacks stabbing shooting murder homicide threats crime crimes spree "
    "getaway loot haul mail packages "
    "counterfeit dealing trafficking smuggling stalking abuse prowling drinking "
    "selling victims robbed stole stash "
    "robo robos asalto asaltos droga drogas fraude estafa crimen heist caper rampage "
    "reign_of_terror pilfering "
    "shoplifting carjacking looting swindle hustle racket"
)
_CRIME = Look(rf"\b(?:{_DEED}|{CULPRIT}|{CULPRIT_ES})\b")
_CALLED = Look(rf"\b(?:{CULPRIT}|{CULPRIT_ES})\b")
_ES = Look(rf"\b{CRIME_ES}")
#: Said to everybody, or asked of everybody.
_ADDRESSED = Look(
    r"\b(?:please|call|you can|you may|your (?:car|home|house|door|packages?|vehicle|neighbors?|kids)|"
    r"if you|anyone|"
    r"tips?|remember|contact|report|visit|lock|thank\w*|congrat\w*|our thoughts|condolences|join|"
    r"llame|gracias|comuníquese|si (?:usted|tiene|vio))\b|\(\d{3}\)"
)
_ATTRIBUTED = Look(
    r"\baccording to (?!police|officers|detectives|investigators|us\b)|\bcomplaint\b|\baffidavit|"
    r"\bwitness(?:es)?\b|"
    r"\bcaller|\bsegún|\bdenuncia|\bprosecutors\b|\b(?:told|reported to) (?:police|officers|us)\b"
)
_SPLIT = re.compile(
    r"[;:(]|\s-\s|,?\s(?:but|after|when|while|who|where|then|pero|cuando|después|tras|mientras)\s|"
    r",?\sand\s(?=(?:he|she|they)\b)"
)
_BYSTANDER = Look(
    r"\b(?:officers?|detectives?|deput\w+|investigators?|dispatch\w*|firefighters?|medics?|paramedics|k-?9|"
    r"police|we|"
    r"our|witness\w*|victims?|residents?|callers?|owners?|clerk|homeowner|crews?|staff|volunteers?|nobody|"
    r"no one|"
    r"bystanders?|agentes?|oficiales|policía|bomberos|testigos?|víctimas?|vecin[oa]s?)\s+(?:\w+ly\s+|"
    r"who\s+)?$"
)


def deed(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A clause about a person, where somebody is held or sought, that tells an act and no source; or that mocks."""
    if reading.says(DECIDED) or COURT(sentence) or GENERIC(sentence) or ANIMAL(sentence):
        return None
    personal = reading.draft.category in _PERSONAL
    if reading.once(_told_bare) and (step := HOLD.search(sentence) or _CALLED.search(sentence)):
        return step.span()
    if _ATTRIBUTED(sentence) or (_ADDRESSED(sentence) and not _CALLED(sentence)) or about_official(sentence, 0):
        return None
    if not reading.once(_somebody_held) or (reading.draft.category in _OF_NOBODY and not reading.says(HOLD)):
        return None
    named = any(not name.officer for name in reading.names_in(begin, begin + len(sentence)))
    about = named or PERSON(sentence) or _CALLED(sentence) or (personal and _ES(sentence))
    for start, clause in _clauses(sentence) if about else ():
        if not HEDGE(clause) and (span := _act(clause)):
            return start + span[0], start + span[1]
    return None


def _told_bare(reading: Reading) -> bool:
    """Whether an arrest is news here, and the whole text has no charge, suspicion, court or source."""
    news = reading.draft.category in _PERSONAL or reading.draft.category == "press-release"
    return news and reading.once(_somebody_held) and not reading.says(SOURCED)


def _somebody_held(reading: Reading) -> bool:
    if reading.draft.category in _PERSONAL and not reading.says(NOBODY_ARRESTED):
        return True
    return reading.says(CUSTODY) and CUSTODY(NOBODY_HELD.pattern.sub(" ", reading.low))


def _clauses(sentence: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for match in _SPLIT.finditer(sentence):
        yield begin, sentence[begin : match.start()]
        begin = match.end()
    yield begin, sentence[begin:]


def _act(clause: str) -> tuple[int, int] | None:
    """The act that is left in a clause when the steps of the arrest are taken out of it."""
    left = _HELD_FOR.sub(_blank, _STEPS.sub(_blank, _SUFFERED.sub(_blank, clause)))
    acts = (match for match in _ACT.finditer(left) if not _BYSTANDER(left[max(0, match.start() - 30) : match.start()]))
    match = next(acts, None) or _CRIME.search(left)
    return match.span() if match else None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
