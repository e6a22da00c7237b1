"""Doubts about who is made known: victims and minors."""

from countersign.screening.doubts.asking import span_of
from countersign.screening.names import PersonName
from countersign.screening.patterns import Look, union
from countersign.screening.persons.minors import is_missing
from countersign.screening.persons.schooling import MINOR
from countersign.screening.persons.ties import CONSENT, HANDLE, JOBS, RELATION
from countersign.screening.persons.victims import CRASH, CRIME, DEAD, IN_OFFICE
from countersign.screening.reading import Reading

#: What narrows an unnamed person down to one.
_NARROWED = union(
    rf"(?:his|her|their|the suspect'?s?|the (?:man|driver|defendant)'?s?|su|"
    rf"sus)\s+(?:[\w-]+\s+){{0,3}}?{RELATION}\b",
    r"(?:wife|husband|mother|father|daughter|son|sister|brother|widow|niece|nephew|girlfriend|ex)\s+of\s+"
    r"(?:the|our|a|former|council\w*|mayor|coach|chief|\w+)\b",
    rf"(?:the|our|a|an|one|longtime|local|beloved|retired|la|el|una|un)\s+(?:[\w'-]+\s+){{0,3}}?{JOBS}\b"
    rf"[^.!?\n]{{0,40}}\b(?:at|of|for|from|from|who|on|en|de)\b",
    r"(?:victim|survivor|woman|man|resident|homeowner|complainant|owner|clerk|couple|senior|grandmother|"
    r"widow|"
    r"víctima|mujer|señora?)\b[^.!?\n]{0,30}\b(?:who (?:lives|works|runs|owns|teaches|is|was|serves|sings|"
    r"coaches|"
    r"volunteers|plays|drives|recently|just|made)|lives|works|owns|runs|teaches|is the|posts as|initials|"
    r"que (?:vive|trabaja|vende|"
    r"atiende))\b",
    r"(?:neighbor|co-?worker|employee|student|member|parishioner|tenant|roommate|classmate|customer|regular|"
    r"vecin[oa]|emplead[oa]|alumn[oa])\s+(?:of|at|from|in|del?|en)\b",
    r"(?:last year's|our|reigning|former|newest|town's|city's|only)\s+(?:\w+\s+){0,3}?(?:queen|champion|"
    r"winner|"
    r"captain|star|president|mayor|champ|officer|dispatcher|teacher|coach|doctor|librarian)\b",
    r"initials\b",
    r"(?:\d{1,2}[- ]year[- ]old|woman|man|girl|lady|guy|couple|muchach[oa]|señora?|joven|chic[oa]|mujer|"
    r"hombre)\s+(?:who|that|que)\s+"
    r"(?:sells|tends|runs|works|serves|plays|cooks|cuts|teaches|paints|busks|drives|delivers|walks|feeds|vende|trabaja|toca|canta|atiende|"
    r"cuida|reparte|limpia)\b",
    r"(?:her|his|their|su) (?:own )?(?:dorm )?(?:room|dorm|apartment|unit|cuarto|habitación),",
    r"the (?:[\w-]+ ){0,2}?(?!officer|deputy|caller|owner|manager|driver|suspect|shooter|attacker|other|number|"
    r"dispatcher|center)"
    r"[a-z]{3,12}(?:er|or|ist|ian|ant|eer|ess) (?:at|for|from) (?:the )?[a-z]{2,}",
)
_ACCOUNT = Look(HANDLE)
_PRAISED = Look(
    r"\b(?:thank\w*|congrat\w*|promot\w+|awards?|honor\w*|retir\w+|welcome|graduat\w+|sworn|join us|donat\w+|"
    r"volunteer\w*|hiring|scam alert)\b"
)


def victim(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Beside a crime, somebody who is no officer and is named, or is narrowed down to one by ties, work or home."""
    low = reading.low
    if reading.fact("victim_consent") is True or not reading.says(CRIME) or reading.says(CONSENT) or reading.says(DEAD):
        return None
    if (reading.says(CRASH) and not CRIME(sentence)) or (_PRAISED(sentence) and not CRIME(sentence)):
        return None
    for name in reading.names_in(begin, begin + len(sentence)):
        if not name.officer and not _accused(low, name) and not IN_OFFICE(low[max(0, name.start - 30) : name.start]):
            return name.start - begin, name.end - begin
    return span_of(_NARROWED, sentence) or span_of(_ACCOUNT, sentence)


_ACCUSED = Look(
    r"\b(?:arrest\w*|booked|charged|suspects?|suspected|wanted|sought|defendant|accused|convicted|sentenced|"
    r"pleaded|"
    r"arraign\w*|detained|warrant|inmate|jailed|custody|detenid[oa]|arrestad[oa]|acusad[oa]|sospechos[oa])\b"
)


def _accused(low: str, name: PersonName) -> bool:
    return _ACCUSED(low[max(0, name.start - 25) : name.start]) or _ACCUSED(low[name.end : name.end + 45])


#: What makes one child known among many.
_CHILD = union(
    r"(?:\w+ (?:high|middle|elementary|academy|school)|grader?|grade|freshman|sophomore|junior|senior|"
    r"class of|"
    r"varsity|team|goalkeeper|quarterback|captain|goalie|point guard|cheer\w*|scout|troop|band|choir|"
    r"homeroom|"
    r"primaria|secundaria|preparatoria|equipo|escuela)\b",
    r"(?:son|daughter|kid|child|boy|girl|grandson|granddaughter|stepson|nephew|niece|hij[oa]|niet[oa]|"
    r"sobrin[oa])\s+"
    r"(?:of|de|del)\b",
    r"(?:whose|his|her|their|the (?:boy|girl|teen|child|student|kid)'?s?) (?:\w+ )?(?:mother|mom|father|dad|"
    r"parents?|"
    r"grandm\w+|uncle|aunt|brother|sister|teacher|coach|bus|street|username|instagram|snapchat|tiktok|"
    r"handle)\b",
    r"(?:officer|sgt|sergeant|chief|detective|mayor|coach|principal|councilm\w+|pastor|deputy|chaplain|"
    r"teacher|"
    r"judge|doctor|owner|clerk)(?:\s+\w+){0,2}'s\s+"
    r"(?:\w+ )?(?:son|daughter|kid|boy|girl|child|teen|nephew|niece)\b",
    r"initials\b",
)
_TROUBLE = Look(
    r"\b(?:arrest\w*|cited|detain\w*|caught|threat\w*|fight|fought|assault\w*|victim\w*|witness\w*|"
    r"suspect\w*|"
    r"investigat\w+|report\w*|hurt|injur\w*|overdos\w*|runaway|bull\w+|vap\w+|weapon|knife|gun|abus\w+|"
    r"stole\w*|"
    r"vandal\w*|crash\w*|custody|charged|search\w*|found|rescued|saved|hero|won|champ\w*|meet|birthday|"
    r"picked|"
    r"detenid\w+|arrestad\w+|amenaz\w+|pele\w+|robó|testigo|víctima)\b"
)
_OPEN_ALERT = Look(r"\bmissing\b|\bamber alert|\blast seen|\bdesaparecid|\bhelp us find")
_FOUND = Look(r"\bfound\b|\blocated\b|\bsafe\b|\breunited|\bencontrad")
_SCHOOL_NEWS = Look(
    r"\b(?:parents are|school (?:zone|bus(?:es)?|day|year|is back|supplies)|classes are|on a normal schedule|"
    r"all students|students (?:are|were) (?:safe|dismissed|released)|students and staff|resource officers?|"
    r"campus is|"
    r"lockdown|"
    r"thank|congratulations to our|drive(?:rs)?|slow|speed\w*)\b"
)


def minor(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A minor with a name, a school, a team, a parent or an account in the same sentence."""
    if (
        reading.fact("parental_consent") is True
        or reading.says(CONSENT)
        or (reading.says(_OPEN_ALERT) and not reading.says(_FOUND))
    ):
        return None
    about_minor = (
        MINOR(reading.low[begin : begin + len(sentence) + 60]) or _AGE(sentence) or reading.fact("juvenile") is True
    )
    if (not about_minor and not (reading.says(MINOR) and _PRONOUN(sentence))) or _SCHOOL_NEWS(sentence):
        return None
    single = [name for name in reading.names_in(begin, begin + len(sentence)) if not name.officer]
    if single and not any((name.age or 0) >= _ADULT for name in single):
        return single[0].start - begin, single[0].end - begin
    return (span_of(_CHILD, sentence) or span_of(_ACCOUNT, sentence)) if reading.says(_TROUBLE) else None


_ADULT = 18
_AGE = Look(r"[,(] ?(?:[1-9]|1[0-7])[),]")
_PRONOUN = Look(r"\b(?:he|she|his|her|they|their|one of|whose|él|ella|su)\b")


_BODY = (
    r"(?:jaws?|skull|arms?|legs?|wrists?|ankles?|hips?|pelvis|ribs?|spine|back|neck|knees?|shoulders?|hands?|"
    r"fingers?|foot|feet|toes?|lungs?|spleen|kidneys?|"
    r"liver|heart|eyes?|face|brain|scalp|nose|teeth|hearing|eyesight|memory|lymph\w*|colon|prostate|breasts?)"
)
#: A body or a cure is spoken of: what it is may be nobody's business.
_AILING = Look(
    rf"\b(?:his|her|their|su|sus|the)\s+(?:\w+\s+)?{_BODY}\b[^.!?\n]{{0,20}}\b(?:is|was|are|were|has|had|"
    rf"needs?|may|gave|won't|will|está|fue)\b"
    rf"|\bnew (?:kidney|liver|heart|hip|knee|lung)s?\b|\b(?:lost|losing|lose|injured|hurt|broke|operated on|"
    rf"numb|swollen|burned) (?:\w+ ){{0,2}}?{_BODY}\b"
    r"|\bexpecting (?:twins|triplets|a (?:baby|boy|girl|child)|(?:her|their) \w+)|\bdue in (?:january|"
    r"february|march|april|may|june|july|august|september|"
    r"october|november|december)\b|\b(?:can|could|will|may|might) (?:no longer|never|not) (?:again )?(?:see|"
    r"walk|hear|speak|talk|stand|move)\b"
    r"|\b(?:surgeons?|therapists?|psychiatrists?|oncologists?|cardiologists?|psychologists?|specialists?)\b|"
    r"\b(?:chemo\w*|therapy|operation on|infection|illness|"
    r"medications?|relapse\w*|hospice|sober\w*|drinking problem|narcan|naloxone|revived|overdos\w+|"
    r"on the mend|terapia|medicamentos?|enferm[oa]|sobredosis|naloxona|cirugía|embarazad[oa]|fractur\w+)\b"
)
_HELPS = Look(
    r"\b(?:used|uses|gave|carr(?:y|ies)|saved|revived|administered|trained|teach\w*|taught|award\w*|thank\w*|"
    r"congrat\w*|helped|talked)\b|"
    r"\b(?:awareness|program|clinic|training|kits?|fundrais\w*|donat\w*|statistics|if you|k-?9)\b"
)


def health(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A body, a cure or a child to come, beside somebody who is named or is narrowed down to one."""
    if not (match := _AILING.search(sentence)) or reading.says(CONSENT) or reading.once(is_missing):
        return None
    names = reading.names_in(begin, begin + len(sentence))
    known = any(not name.officer or not _HELPS(sentence) for name in names)
    return match.span() if known or _NARROWED_HERE(sentence) else None


_NARROWED_HERE = Look(
    rf"\b(?:the|our|assistant|deputy)\s+(?:assistant |deputy |former )?{JOBS}\b,?\s+(?:who|has|had|is|was)\b|"
    rf"\b(?:el|la|nuestr[oa])\s+(?:{JOBS}|cociner[oa]|cajer[oa]|enfermer[oa]|panader[oa]|chofer|camarer[oa])\s+del?\b"
)
