"""What makes a minor known without a name: school and grade, parents, accounts."""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import HANDLE, JOBS
from countersign.screening.reading import Hit, Reading

MINOR = Look(
    r"\b(?:[1-9]|1[0-7]|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|"
    r"sixteen|seventeen))[- ](?:year|yr)[- ]?s?[- ]old|\bde (?:[1-9]|1[0-7]) años|\b(?:[1-9]|"
    r"1[0-7])-?month-old|\bteen(?:ager|age|s)?\b|\bjuvenile|\bminor(?:s)?\b(?! injur| damage| crash| "
    r"collision| in )|\bboy\b|\bgirl\b|\bkid\b|\bchild\b|\btoddler|\bbaby\b|\binfant|\bstudent|"
    r"\bmenor(?:es)?\b|\bniñ[oa]\b|\badolescente|\bjovencit"
    r"|\bfreshman|\bsophomore|\b\w+[- ]grader|\bmiddle schooler|\bhigh schooler|\bexplorer\b|\bcub "
    r"scout|\bgirl scout|\bboy scout|\bestudiante|\balumn[oa]|\bson\b|\bdaughter\b|\bhij[oa]\b|"
    r"\bgrade\b"
)


_GRADE = (
    r"(?:freshman|sophomore|junior|senior|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|eleventh|twelfth|\d{1,2}(?:st|nd|rd|th))[- ](?:grader|grade(?: student| boy| girl)?|"
    r"grade class)|kindergart(?:e)?ner|quarterback|goalie|goalkeeper|shortstop|pitcher|point guard|"
    r"linebacker|running back|striker|wrestler|swimmer|cheerleader|cheer captain|team captain|captain|"
    r"co-captain|valedictorian|salutatorian|class president|student body president|drum major|"
    r"homecoming (?:king|queen)|prom (?:king|queen)|starting \w+|varsity \w+(?: \w+)?|(?:jv |varsity "
    r")?(?:\w+ )?player|student|estudiante(?: de \w+ grado)?|alumn[oa](?: de \w+ grado)?|"
    r"capit[aá]n[a]?|porter[oa]|jugador[a]?)"
)

_SCHOOL = (
    r"(?:[\w.'-]+\s+){0,3}?(?:high|elementary|middle|jr\.? high|junior high|prep|school|academy|"
    r"h\.?s\.?\b|primaria|secundaria|preparatoria|escuela|colegio|kindergarten|preschool|charter)"
)

_AT_SCHOOL = union(
    rf"{_GRADE}\s+(?:(?:girl|boy|student|named|who)\s+)*(?:at|from|of|for|on|in|with|attending|de|en|"
    rf"del|de la)\s+(?:the\s+|our\s+|la\s+|el\s+)?{_SCHOOL}",
    rf"{_SCHOOL}(?:'s)?\s+(?:\w+\s+){{0,3}}?{_GRADE}\b(?!s)",
    rf"(?:on|for|of|captain of|member of|plays (?:\w+ "
    rf")?for)\s+(?:the\s+)?{_SCHOOL}(?:'s)?\s+(?:\w+\s+){{0,4}}?(?:team|squad|band|club|varsity|"
    rf"choir)\b",
    r"(?:in|from|de)\s+(?:mr|mrs|ms|miss|señora?|la maestra|el maestro)\.?\s+[a-z]+(?:'s)?\s+(?:\w+[- "
    r"])?(?:class|grade|homeroom|clase)\b",
    r"(?:student|pupil|kindergartner|grader)s?\s+(?:in|of)\s+(?:mr|mrs|ms)\.?\s+[a-z]+",
)

_PARENT = union(
    r"(?:son|daughter|stepson|stepdaughter|grandson|granddaughter|nephew|niece)\s+of\s+(?:the|our|"
    r"a)\s+(?:[\w-]+\s+){0,3}?"
    rf"(?P<owner2>{JOBS}|chief|captain|sheriff|judge|superintendent|chair\w*)\b",
    rf"(?:son|daughter|stepson|stepdaughter|grandson|granddaughter|kid|child|niece|nephew|boy|girl|"
    rf"baby|hij[oa]|niet[oa]|sobrin[oa])\s+(?:of|de|del|de la)\s+(?:the\s+|our\s+|a\s+|local\s+|la\s+|"
    rf"el\s+)?(?:[\w-]+\s+){{0,2}}?(?P<parent>{JOBS}\b|[a-z]+)\b",
    rf"(?:the\s+|our\s+|local\s+)?(?:[\w-]+\s+)?(?P<owner>{JOBS}|(?:coach|mayor|councilwoman|"
    rf"councilman|pastor|judge|principal|deputy|officer|sgt\.?|lt\.?|chief|dr\.?|mr\.?|mrs\.?|"
    rf"ms\.?)\s+[a-z]+)'s?\s+(?:own\s+|teen(?:age)?\s+|youngest\s+|oldest\s+|older\s+|younger\s+|"
    rf"little\s+|\d{{1,2}}-year-old\s+)*(?:son|daughter|kid|boy|girl|stepson|stepdaughter|grandson|"
    rf"granddaughter|nephew|niece|child)\b",
    r"(?:the|our)\s+(?:[\w-]+\s+){0,2}?(?P<holder>[a-z]+)'s\s+(?:own\s+|teenage\s+|youngest\s+|oldest\s+|"
    r"older\s+|younger\s+|little\s+)*"
    r"(?:son|daughter|kid|boy|girl|stepson|stepdaughter|grandson|granddaughter|nephew|niece|child)\b",
    r"(?:whose|his|her|the (?:boy|girl|teen|child|juvenile|student)'s|their)\s+(?:mom|dad|mother|"
    r"father|parents?|stepdad|stepmom|grandfather|grandmother)\s+(?:is|are|works?|owns?|runs?|teaches|"
    r"coaches|manages|serves|drives|happens to be|,)\b[^.!?\n]{3,50}",
    r"(?:cuy[oa]|su)\s+(?:mamá|papá|madre|padre)\s+(?:es|trabaja|tiene|enseña)\b[^.!?\n]{3,50}",
)

_ACCOUNT = Look(
    rf"{HANDLE}|\b(?:tiktok|instagram|insta|snap(?:chat)?|gamer ?tag|roblox|username|handle|twitch|"
    rf"discord|xbox|youtube channel|goes by|known online as|"
    rf"usuario)\b[^.!?\n]{{0,20}}?\"[^\"\n]{{3,30}}\"|\b(?:tiktok|instagram|snapchat|roblox|username|"
    rf"gamertag|discord)(?: (?:as|is|handle|user|account|name))+:? [a-z0-9_.]{{4,30}}"
)


def made_known(reading: Reading) -> Iterator[Hit]:
    """School and grade, a parent's name or work, an account."""
    told = reading.fact("juvenile") is True
    crime = _SUBJECT(reading.low) or reading.fact("juvenile") is True
    for begin, sentence in reading.sentences:
        if _GRADUATED(sentence):
            continue
        for match in _AT_SCHOOL.finditer(sentence):
            if _SCHOOL_NAMED.search(reading.text[begin + match.start() : begin + match.end() + 25]) and not _UNIVERSITY(
                sentence[match.start() : match.end() + 25]
            ):
                yield Hit(
                    begin + match.start(),
                    begin + match.end(),
                    severity=None
                    if crime and not _PLURAL(match.group()) and (told or _ONE_MINOR(reading.low))
                    else Severity.ATTEST,
                )
        if MINOR(sentence) or crime:
            for match in _PARENT.finditer(sentence):
                yield from _parent(reading, begin, match, crime=bool(crime))
            if (
                (MINOR(sentence) or reading.fact("juvenile") is True)
                and (account := _ACCOUNT.search(sentence))
                and f"@{reading.policy.agency.city.casefold().replace(' ', '')}" not in sentence
            ):
                yield Hit(begin + account.start(), begin + account.end(), severity=None if crime else Severity.ATTEST)


def _parent(reading: Reading, begin: int, match: re.Match[str], *, crime: bool) -> Iterator[Hit]:
    word = match.groupdict().get("parent")
    named = True
    if word is not None:
        first = begin + match.start("parent")
        named = reading.text[first].isupper() or re.fullmatch(JOBS, word) is not None
    if match.groupdict().get("holder") in _NOBODY:
        return
    if named and not _ADULT_AGE(reading.near(begin + match.start(), begin + match.end(), reach=40)):
        yield Hit(begin + match.start(), begin + match.end(), severity=None if crime else Severity.ATTEST)


#: Whose child it is tells nothing.
_NOBODY = frozenset(
    [
        "mother",
        "father",
        "man",
        "woman",
        "victim",
        "suspect",
        "couple",
        "resident",
        "owner",
        "caller",
        "driver",
        "family",
        "parent",
        "officer",
        "neighbor",
        "person",
        "girl",
        "boy",
        "child",
        "teen",
        "homeowner",
    ]
)

_SUBJECT = Look(
    r"\barrest|\bcited\b|\bdetained|\bsuspect|\bvictim|\bwitness|\bassault|\bthreat|\brobb|\bfight|"
    r"\bcaught\b|\bcharged|\bovdose|\boverdos|\bhit by|\bstruck|\binjur|\bdrown|\bsex|\babus|"
    r"\bbull(?:y|ied)|\bweapon|\bknife|\bgun\b|\bvap(?:e|ing)|\bmade the call|\breported\b|\bgraffiti|"
    r"\bfire\b|\bprank|\bswatting|\bcrime|\bdeten|\bstabb|\bshot\b|\battack|\bmolest|\bstole|\bvandal|"
    r"\bsaved\b|\bamenaz|\bagred|\bbrought a"
)

_GRADUATED = Look(
    r"\b(?:officer|sgt|sergeant|chief|detective|deputy|cadet|recruit|"
    r"dispatcher)\b[^.!?\n]{0,40}\b(?:graduat|alum|played|attended|class of)"
)

_SCHOOL_NAMED = Look(
    r"[A-Z][\w.'-]+\s+(?:[A-Z][\w.'-]+\s+){0,2}(?:High|Elementary|Middle|School|Academy|Prep|Jr|"
    r"Junior|HS|Charter|Preschool)|(?:Primaria|Secundaria|Preparatoria|Escuela|Colegio|escuela|"
    r"primaria|secundaria|preparatoria)\s+[A-Z]|(?:[Mm]r|[Mm]rs|[Mm]s|Miss|Sra|Señora|maestra|"
    r"maestro)\.?\s+[A-Z]"
)

_UNIVERSITY = Look(r"\buniversit|\bcollege\b|\bstate's\b")

_ONE_MINOR = Look(
    r"\b(?:boy|girl|student|teen|teenager|juvenile|child|minor|freshman|sophomore|junior|\w+ grader|"
    r"captain|player|menor|niñ[oa]|alumn[oa]|"
    r"estudiante|son|daughter)\b|\b(?:[1-9]|1[0-7])[- ]year"
)

_PLURAL = Look(r"(?:freshmen|sophomores|juniors|seniors|students|players|captains|graders|estudiantes|alumnos)\b")

_ADULT_AGE = Look(
    r"\b(?:1[89]|[2-9]\d)[- ]year[- ]old|\badult (?:son|daughter|child)|\bgrown\b|\bde (?:1[89]|"
    r"[2-9]\d) años"
)
