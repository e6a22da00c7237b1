"""Minors who are named, pictured or made known."""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import CONSENT, HANDLE, JOBS
from countersign.screening.reading import Hit, Reading

_ADULT = 18
_AMBER = Look(
    r"\bamber alert|\bmissing\b|\bendangered\b|\blast seen\b|\bdesaparecid|\bse busca\b|\brunaway\b|"
    r"\bhave you seen\b|\bhelp us find|\bsearching for\b|\bwalked away"
)
_FOUND = Look(
    r"\bfound\b(?! (?:in|at) (?:the|a) (?:store|car))|\blocated\b|\bsafe(?:ly)?\b(?! to)|\breunited|"
    r"\bhome safe|\bcancel(?:ed|led)|\bencontrad|\blocalizad|\ba salvo|\bno longer missing|\bback "
    r"home"
)
_MINOR = Look(
    r"\b(?:[1-9]|1[0-7])[- ](?:year|yr)[- ]?s?[- ]old|\bde (?:[1-9]|1[0-7]) años|\b(?:[1-9]|"
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
    rf"(?:son|daughter|stepson|stepdaughter|grandson|granddaughter|kid|child|niece|nephew|boy|girl|"
    rf"baby|hij[oa]|niet[oa]|sobrin[oa])\s+(?:of|de|del|de la)\s+(?:the\s+|our\s+|a\s+|local\s+|la\s+|"
    rf"el\s+)?(?:[\w-]+\s+){{0,2}}?(?P<parent>{JOBS}|[a-z]+)\b",
    rf"(?:the\s+|our\s+|local\s+)?(?:[\w-]+\s+)?(?P<owner>{JOBS}|(?:coach|mayor|councilwoman|"
    rf"councilman|pastor|judge|principal|deputy|officer|sgt\.?|lt\.?|chief|dr\.?|mr\.?|mrs\.?|"
    rf"ms\.?)\s+[a-z]+)'s?\s+(?:own\s+|teen(?:age)?\s+|youngest\s+|oldest\s+|older\s+|younger\s+|"
    rf"little\s+|\d{{1,2}}-year-old\s+)*(?:son|daughter|kid|boy|girl|stepson|stepdaughter|grandson|"
    rf"granddaughter|nephew|niece|child)\b",
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
_FACES = Look(
    r"\bboy|\bgirl|\bchild|\bkid|\bteen|\bstudent|\btoddler|\bbaby|\bdaughter|\bson\b|\bniñ|"
    r"\bjuvenile|\bminor|\byouth|\bscout|\bestudiante|\bsmil|\bface\b|\bbooking photo"
)
_HIDDEN = Look(
    r"\bblurr|\bback(?:s)? (?:to|of|turned)|\bfrom behind|\bhands?\b|\bno faces|\bfaces? (?:hidden|"
    r"covered|not)|\bsilhouette|\bdrawing|\bshadow|\bfeet\b|\bde espaldas|\bborros"
)
_AGED_SINGLE = Look(
    r"\b(?:[1-9]|1[0-7])[- ](?:year|yr)[- ]?s?[- ]old\s+(?P<name>[A-Z][a-záéíóúñ]+)(?![a-z])|"
    r"\b(?P<named>[A-Z][a-záéíóúñ]{2,}),?\s+(?:who is\s+|age\s+|de\s+|\()(?:[1-9]|1[0-7])(?:\)|,| "
    r"años|\b(?! ?(?:a\.?m|p\.?m|:|-|%)))"
)
_NOT_AGED = Look(
    r"^(?:K9|K|Male|Female|Boy|Girl|Black|White|Hispanic|Asian|Latino|Latina|Car|House|Station|Unit|"
    r"Officer|Department|Program)$"
)
_PAST = Look(
    r"\bwhen (?:he|she|i|they|chief|officer|sgt) (?:was|were)\b|\byears? ago\b|\bk-?9\b|\bpup\b|\bin (?:19|20)\d\d\b"
)
_PARENTAL = Look(
    r"\bparents?'? (?:permission|consent|blessing)|\bpermission from (?:his|her|their) (?:parents?|"
    r"mom|dad|family)|\b(?:mom|dad|parents?|family) (?:said|gave|says) (?:it|us|we|permission|the ok|"
    r"ok)|\bcon permiso de (?:sus|su)"
)


def minor(reading: Reading) -> Iterator[Hit]:
    """A minor who is named, pictured or made known, neither missing now nor with the parents' consent."""
    low = reading.low
    if reading.fact("parental_consent") is True or CONSENT(low) or _PARENTAL(low):
        return
    if is_missing(reading):
        return
    yield from _named(reading)
    told = reading.fact("juvenile") is True or _MINOR(low)
    if told:
        yield from _made_known(reading)
    yield from _pictured(reading)


def is_missing(reading: Reading) -> bool:
    """Whether the public is asked to look for somebody who is missing now."""
    asked = _AMBER(reading.low) and (
        reading.draft.category in ("missing-person", "missing", "emergency-alert", "emergency")
        or bool(_ALERT(reading.low))
    )
    return bool(asked) and not _FOUND(reading.low)


_ALERT = Look(
    r"\bamber alert|\bmissing:|\bmissing (?:child|person|juvenile|teen|boy|girl|\d)|\bendangered "
    r"missing|\bdesaparecid[oa]|\blast seen|\bhelp us find|\bvist[oa] por última"
)


def _named(reading: Reading) -> Iterator[Hit]:
    """Names beside an age under 18, and first names alone."""
    seen: set[int] = set()
    for name in reading.names:
        if (
            name.age is not None
            and 0 < name.age < _ADULT
            and not name.officer
            and not _PAST(reading.sentence_at(name.start)[1])
        ):
            seen.add(name.start)
            yield Hit(name.start, name.end)
    for match in _AGED_SINGLE.finditer(reading.text):
        group = "name" if match["name"] else "named"
        if (
            match.start(group) not in seen
            and not _NOT_AGED.match(match[group])
            and not _PAST(reading.sentence_at(match.start())[1])
            and not _is_word(match[group])
        ):
            seen.add(match.start(group))
            yield Hit(*match.span())
    if reading.fact("juvenile") is True:
        for name in reading.names:
            if (
                name.start not in seen
                and not name.officer
                and (name.age is None or name.age < _ADULT)
                and not _GROWN(reading.low[max(0, name.start - 25) : name.start])
            ):
                yield Hit(
                    name.start,
                    name.end,
                    severity=None if _beside_minor(reading, name.start, name.end) else Severity.ATTEST,
                )


_GROWN = Look(
    r"(?:principal|coach|teacher|mr|mrs|ms|dr|mom|dad|mother|father|parent|superintendent|judge|"
    r"pastor|volunteer|director|mayor|councilwoman|councilman|owner|maestra|maestro)\.?,? $"
)


def _beside_minor(reading: Reading, start: int, end: int) -> bool:
    return _MINOR(reading.near(start, end, reach=70)) is True


def _is_word(word: str) -> bool:
    return word.lower() in _WORDS


_WORDS = frozenset(
    [
        "route",
        "zone",
        "beat",
        "lot",
        "room",
        "grade",
        "ages",
        "age",
        "area",
        "district",
        "unit",
        "station",
        "gate",
        "pier",
        "level",
        "phase",
        "step",
        "tip",
        "day",
        "week",
        "chapter",
        "page",
        "section",
        "saturday",
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "nov",
        "dec",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "oct",
        "sep",
        "ward",
        "precinct",
        "track",
        "bus",
        "line",
        "season",
        "round",
        "top",
        "chief",
    ]
)


def _made_known(reading: Reading) -> Iterator[Hit]:
    """School and grade, a parent's name or work, an account."""
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
                    severity=None if crime and not _PLURAL(match.group()) else Severity.ATTEST,
                )
        if _MINOR(sentence) or crime:
            for match in _PARENT.finditer(sentence):
                yield from _parent(reading, begin, match, crime=bool(crime))
            if (
                (_MINOR(sentence) or reading.fact("juvenile") is True)
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
    if named and not _ADULT_AGE(reading.near(begin + match.start(), begin + match.end(), reach=40)):
        yield Hit(begin + match.start(), begin + match.end(), severity=None if crime else Severity.ATTEST)


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
_PLURAL = Look(r"(?:freshmen|sophomores|juniors|seniors|students|players|captains|graders|estudiantes|alumnos)\b")
_ADULT_AGE = Look(
    r"\b(?:1[89]|[2-9]\d)[- ]year[- ]old|\badult (?:son|daughter|child)|\bgrown\b|\bde (?:1[89]|[2-9]\d) años"
)


def _pictured(reading: Reading) -> Iterator[Hit]:
    """A picture of the minor whom the post is about."""
    if reading.fact("juvenile") is not True or not reading.draft.media or _HIDDEN(reading.alt):
        return
    if _FACES(reading.alt):
        yield Hit(message="The picture shows the minor whom the post is about, and no parent's consent is on file.")
