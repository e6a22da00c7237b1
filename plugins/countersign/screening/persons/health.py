"""The health of a person who is named or made known, and the names of the dead before their families know."""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.names import PersonName
from countersign.screening.patterns import Look, union
from countersign.screening.persons.minors import is_missing
from countersign.screening.persons.ties import CONSENT, JOBS, RELATION, WORKPLACE
from countersign.screening.reading import Hit, Reading

_DISEASE = (
    r"cancer|leukemia|lymphoma|tumou?rs?|chemo(?:therapy)?|radiation (?:treatment|therapy)|dialysis|"
    r"diabet\w+|insulin|stroke|heart attack|cardiac arrest|heart (?:surgery|condition|failure|"
    r"disease)|bypass surgery|aneurysm|seizures?|epilep\w+|asthma attack|copd|pneumonia|sepsis|"
    r"hepatitis|hiv|aids\b|std\b|tuberculosis|covid(?:-19)?|"
    r"als\b|multiple sclerosis|parkinson'?s|alzheimer'?s|dementia|lupus|crohn'?s|cirrhosis|kidney "
    r"(?:failure|disease|transplant|stones)|liver (?:failure|transplant|disease)|transplant|"
    r"hysterectomy|vasectomy|miscarriage|miscarried|pregnan\w+|expecting (?:a|her|their)|ivf|abortion|"
    r"fertility"
)
_MIND = (
    r"percocet|oxycodone|oxycontin|vicodin|xanax|"
    r"bipolar|schizophreni\w+|schizoaffective|depress(?:ion|ed)|ptsd|autis\w+|adhd|suicid\w+|"
    r"psychotic|psychosis|psychiatric|mental(?:ly)? (?:health (?:crisis|episode|hold|issues|problems|"
    r"condition|history|facility)|illness|ill\b|breakdown|hold|unstable)|5150\w*|(?:nervous |mental "
    r")?breakdown\b(?! of)|(?:stress|medical|sick|psych|mental health) leave|panic attacks?|anxiety "
    r"(?:disorder|attack)|self-harm|"
    r"off (?:his|her|their) med(?:s|ication)\w*|(?:his|her) med(?:s|ication|ications)\b|delusion\w*|"
    r"paranoi\w+|manic|overdos\w+|od'?d\b|addict(?:ed|ion)?|rehab|detox(?:ing)?|"
    r"withdrawal|relaps\w+|alcoholi\w+|narcan(?:ned)?|methadone|stopped "
    r"taking|antidepressants?|eating disorder|anorexi\w+"
)
_INJURY = (
    r"(?:broken|blown-out|fractured|shattered|dislocated|sprained|torn|ruptured|severed|crushed|amputated|"
    r"punctured|collapsed|bruised|cracked|lacerated|swollen|burned|broke|tore|fractures?|shatters|"
    r"lost|injured|hurt|snapped)\s+(?:\w+\s+){0,2}?(?:ligaments?|tendons?|muscle|foot|leg|legs|arm|arms|"
    r"wrist|ankle|hip|pelvis|rib|"
    r"ribs|collarbone|skull|jaw|nose|neck|back|spine|vertebra\w*|femur|tibia|shoulder|knee|knees|hand|"
    r"hands|finger|fingers|thumb|foot|feet|toes?|lung|lungs|spleen|kidney|liver|acl|mcl|meniscus|"
    r"achilles|rotator cuff|eye|eyes|eardrum|teeth|tooth|bones?|orbital|hamstring|bicep|elbow|face|"
    r"cheekbone|sternum|unborn|baby|pregnancy)"
    r"|\bconcuss\w+|brain (?:bleed|injury|damage|swelling|surgery|dead)|traumatic brain|head "
    r"(?:injury|trauma)|spinal (?:injury|cord)|paralyz\w+|coma\b|comatose|life support|ventilator|"
    r"intubated|(?:wired|pinned|sewn|stitched|put back) (?:shut|together|back)|\b(?:lost|perdió|"
    r"pierde) (?:\w+ ){0,2}?(?:fingers?|toes?|legs?|arms?|eyes?|hands?|teeth|"
    r"dedos?|ojos?|piernas?|brazos?|manos?|dientes|bebé|sight|hearing|vista)\b|internal (?:bleeding|"
    r"injuries)|(?:second|third)-degree burns?|burns (?:over|to|on|"
    r"covering)|amputat\w+|compound fracture|stitches|staples|surger(?:y|ies)|"
    r"gunshot wounds? to|stab wounds? to|shot in the \w+|stabbed in the \w+|bullet (?:lodged|in|"
    r"wound)|icu\b|intensive care|critical condition|wheelchair|(?:knee|hip|shoulder|joint) replacement|"
    r"may never walk|never walk again|lost "
    r"(?:an?|his|her|the) (?:\w+ )?(?:leg|arm|eye|foot|hand|finger|baby)|skin grafts?|blood clots?|"
    r"brain-dead|feeding tube|prosthe\w+|miscarri\w+|lost consciousness|"
    r"allergic reaction|anaphyla\w+|heat ?stroke|hypothermia|rabies|tested positive|test results?|"
    r"(?:biopsy|scans?|mammogram|mri|screening|labs?|bloodwork|results?)\b[^.!?\n]{0,12}\bcame back\b|"
    r"malignan\w+|benign|"
    r"diagnos\w+|prescribed|prescription|antibiotics|blood type|blood sugar|medical (?:history|"
    r"records?|condition|emergency|leave|issue|episode)|hospice|terminally|"
    r"terminal (?:illness|disease|diagnosis|condition|cancer|stage)|(?:is|are|was) terminal\b(?! [a-z\d]\b)|"
    r"physical therapy|recovering from|undergo\w*|hospitalized (?:with|for)"
)
_HEALTH_ES = (
    r"cáncer|leucemia|tumor|quimio\w*|diálisis|diabetes|diabétic[oa]|derrame|infarto|ataque al "
    r"corazón|epilep\w+|convulsion\w*|vih\b|sida\b|alzheimer|demencia|embaraz\w+|aborto|cirug[ií]a|"
    r"sobredosis|esquizofr\w+|bipolar|depresi[oó]n|suicid\w+|crisis (?:mental|nerviosa|de salud "
    r"mental)|autis\w+|adict[oa]|adicci[oó]n|rehabilitaci[oó]n|"
    r"(?:se )?(?:fractur|romp|quebr)(?:ó|aron|ió|ieron)\w* (?:la|el|las|los|una|un|dos|ambas|ambos)? "
    r"?(?:pierna|brazo|cadera|pelvis|costilla|tobillo|muñeca|cráneo|mandíbula|columna|clavícula|pie|"
    r"fémur|tibia|hombro|codo|mano|nariz|rodilla)\w*|(?:pierna|brazo|cadera|pelvis|costilla|tobillo|muñeca|cráneo|mandíbula|"
    r"columna|clavícula|pie|mano|nariz|rodilla)s? "
    r"(?:rot|fracturad|quebrad|lesionad)[oa]s?|(?:fractura|quemaduras|"
    r"lesi[oó]n(?:es)?)\b[^.!?\n]{0,20}(?:pierna|cráneo|"
    r"cadera|cerebral|pelvis|brazo|grado|columna|cabeza)\w*|conmoción cerebral|coma\b|cuidados "
    r"intensivos|terapia intensiva|estado crítico|diagnostic\w+|dio positivo|enfermedad\w*|quedó "
    r"paralític[oa]|perdió (?:una|la|el|un) (?:pierna|brazo|ojo|bebé|mano)|herida de bala en|"
    r"apendicitis"
)
MEDICAL = Look(rf"\b(?:{_DISEASE}|{_MIND}|{_INJURY}|{_HEALTH_ES})\b")
_AWARE = Look(
    r"\bawareness\b|\bfundrais|\bwalk (?:for|to)|\b5k\b|\bfight(?:s)? against|\bresearch\b|\bpink "
    r"patch|\bno-shave|\bscreening|\bvaccin|\bclinic\b|\bblood drive|\bcall 988|\bif you or|\bsupport "
    r"group|\bstatistic|\bper cent|\b\d+%|\btraining\b|\bkits?\b|\bprogram\b|\bco-?responder|"
    r"\bresources\b|\bsigns of\b|\bknow the\b|\bproclamation\b|\bforum\b|\bhelpline|\bcrisis team|"
    r"\blifesaving award|\bop-ed\b|\bwellness\b|\b(?:talk|speech|lecture|column|podcast|book)s? (?:on|about)\b"
)
_K9 = Look(r"\bk-?9\b|\bhis handler|\bher handler|\bvet(?:erinarian)?\b|\bpuppy\b|\bpaw\b")
_LIFELINE = Look(r"\blifeline\b|\b988\b|\bhotline\b")
_PRONOUN = Look(r"\b(?:he|she|his|her|him|hers|they|their|who|whose|su|sus|él|ella)\b")
_UNNAMED = Look(
    r"\b(?:no|not) (?:one|another) (?:more )?(?:kid|child|person|family|teen)\b|"
    r"\b(?:a|an|the|one|two|three|another|una?|el|la) (?:\w+ )?(?:man|woman|person|driver|resident|"
    r"patient|teen|passenger|pedestrian|cyclist|hombre|mujer|persona|people|child|boy|girl|baby|"
    r"patients|suspect)\b"
)
#: An officer who helps is not the one who is ill.
_RESCUES = Look(
    r"\b(?:gave|gives|used|uses|helped|helps|saved|saves|revived|administered|performed|responded|"
    r"carries|rescued|talked|spoke"
    r"|teaches|taught|trained|trains|presents?|leads?|award|honou?red|thank|congratulat\w+|delivered|"
    r"drove|brought|cpr|kits?)\b"
)
_KNOWN_BY = union(
    rf"(?:the|our|longtime|beloved|a|la|el)\s+(?:[\w'-]+\s+){{0,2}}?{JOBS}\s+{WORKPLACE}(?P<place>[a-z])",
    rf"(?:the\s+|our\s+)?(?:mayor|councilman|councilwoman|councilmember|principal|coach|pastor|chief|"
    rf"captain|sheriff|judge|city manager)(?:'s)?\s+(?:own\s+)?(?P<kin>{RELATION})\b",
    rf"(?P<kin2>{RELATION})\s+(?:of|de)\s+(?:our\s+|the\s+)?(?:mayor|councilman|councilwoman|principal|"
    rf"coach|pastor|chief|captain|sheriff|officer|sgt|[a-z]+)\b",
    r"(?:the|our) (?:mayor|chief|principal|city manager|fire chief|sheriff|deputy chief|"
    r"district attorney)\b",
)


def medical(reading: Reading) -> Iterator[Hit]:
    """A diagnosis, injury, treatment or state of mind of a person who is named or made known."""
    low = reading.low
    if reading.says(CONSENT):
        return
    if reading.once(is_missing) or (_SILVER(low) and not _LOCATED(low)):
        return
    for begin, sentence in reading.sentences:
        match = MEDICAL.search(sentence)
        if match is None or _K9(sentence) or _LIFELINE(sentence):
            continue
        severity = _whose(reading, begin, sentence, match)
        if severity is not None:
            sure = severity is Severity.BLOCK and not (_AWARE(sentence) or _HISTORY(sentence) or _FAMILY_SAYS(low))
            yield Hit(begin + match.start(), begin + match.end(), severity=None if sure else Severity.ATTEST)


_SILVER = Look(
    r"\bsilver alert|\balerta plateada|\bsi (?:lo|la) ven?\b|\bmissing\b|\blast seen|\bat-risk\b|"
    r"\bdesaparecid|\bendangered\b|\bif you see (?:him|"
    r"her|them)"
)
_LOCATED = Look(
    r"\bfound\b|\blocated\b|\bsafe\b|\breunited|\b(?:is|are|back|safely?|returned|at|now|was|"
    r"made it) home\b|\bencontrad|\blocalizad|\bcancel"
)
_FAMILY_SAYS = Look(
    r"\b(?:his|her|their|the) family (?:asked|wants|wanted|shared|has asked|wishes|gave)|\bla familia "
    r"(?:pidió|nos pidió|compartió)"
)


#: A person without a name who is known by home or work all the same.
_TIED = Look(
    r"\b(?:woman|man|victim|survivor|resident|driver|person|owner|clerk)\b[^.!?\n]{0,50}\b(?:lives|works|"
    r"teaches|runs|owns|coaches)\b"
)


def _whose(reading: Reading, begin: int, sentence: str, match: re.Match[str]) -> Severity | None:
    """How sure it is that a known person's health is meant; None when it is nobody's or an unknown one's."""
    here = reading.names_in(begin, begin + len(sentence))
    place = begin + match.start()
    for name in here:
        if not name.officer:
            return Severity.BLOCK
        between = reading.low[min(name.end, match.end() + begin) : max(name.start, place)]
        if len(between) < 70 and not _RESCUES(sentence) and not _UNNAMED(sentence):
            return Severity.BLOCK
    if known := _KNOWN_BY.search(sentence):
        group = known.lastgroup
        if group != "place" or reading.text[begin + known.start("place")].isupper():
            return Severity.BLOCK if group else Severity.ATTEST
    if here:
        return Severity.ATTEST if not _UNNAMED(sentence) else None
    before = [name for name in reading.names if name.end <= begin + len(sentence)]
    if before and _PRONOUN(sentence) and not _UNNAMED(sentence):
        return Severity.BLOCK if not before[-1].officer else Severity.ATTEST
    if before and begin - before[-1].end < _JUST_NAMED and not _UNNAMED(sentence):
        return Severity.ATTEST
    return Severity.ATTEST if _PRONOUN(sentence) and reading.says(_TIED) else None


#: A name so few letters before is whom the next sentence speaks of.
_JUST_NAMED = 60


_DEAD = Look(
    r"\bdied\b|\bdies\b|\bdead\b(?! ?(?:line|bolt|end|battery|to rights))|\bkilled\b|\bdeceased\b|"
    r"\bdecedent\b|\bpronounced\b|\bsuccumb|\bdrown(?:ed|ing)|\bpassed away|\bpassing of\b|\bdid not "
    r"survive|\bdidn't (?:survive|make it)|\bwas lost\b|\blost (?:his|her|their) li(?:fe|ves)|\blost "
    r"[a-z]+ [a-z]+ (?:today|tonight|this)|\bloss of\b|\bmourn|\brest in peace|\brip\b|\bfatal(?:ly|"
    r"ity|ities)?\b(?! crash investigat)|\bhomicide victim|\bmurder(?:ed)?\b|\bthe body (?:of|found|"
    r"recovered|is|has|pulled)|\bremains\b (?:of|found|are|were|have)|\bbody (?:was )?(?:found|"
    r"recovered|pulled|identified)|\bslain\b|\bshot dead|\btook (?:his|her) own life|\bend of watch|"
    r"\bcoroner|\bidentified the (?:body|man|woman|victim|person)|\bthe body\b|\b(?:swimmer|diver|hiker|"
    r"man|woman|person|body) "
    r"(?:recovered|pulled)\b|\blost a friend"
    r"|\bfalleci|\bmurió|\bmurieron|\bmuert[oa]s?\b|\bperdió la vida|\bperdieron la vida|\bocciso|"
    r"\bdescanse en paz|\bq\.?e\.?p\.?d|\bsin vida|\bmortal\b|\bcuerpo de\b|\bahog(?:ó|ad)"
)
_UNIQUE = tuple(
    union(phrase)
    for phrase in (
        rf"(?:the|our|a|head|longtime|beloved|former|popular|local|el|"
        rf"la)\s+(?:[\w'-]+\s+){{0,3}}?{JOBS}\s+{WORKPLACE}(?P<place>[a-z])",
        r"(?:[\w'-]+\s+)?(?!(?:the|an?|our|his|her|their|another|one|el|"
        r"la)\s)(?P<shop>[a-z][\w']+(?:\s+[a-z][\w']+)?)\s+(?:owner|founder|principal|coach|"
        r"pastor|manager|teacher|chef|bartender|librarian)\b",
        r"(?:the\s+)?(?:wife|husband|son|daughter|brother|sister|mother|father|esposa|esposo|hijo|"
        r"hija)\s+of\s+(?:our\s+|the\s+)?(?P<kin>[a-z]+)",
        rf"(?:mayor|councilman|councilwoman|principal|coach|pastor|chief|"
        rf"judge)\s*(?:[a-z]+)?'s\s+(?:\w+\s+)?{RELATION}\b",
        r"(?:known (?:to all|around town|to everyone|to many) as|better known as|everyone called (?:him|"
        r"her)|nicknamed|conocid[oa] como)\b[^.!?\n]{2,30}",
    )
)
#: The same, where the facts say that somebody is dead and the family does not know it.
_TOLD_OF_DEAD = (
    union(
        rf"(?:the|our|its|their|a|an|this|local)?\s*(?:beloved|longtime|favou?rite|well-known|popular|"
        rf"retired|legendary|"
        rf"much-loved|cherished|querid[oa]|conocid[oa])\s+(?:[\w'-]+\s+){{0,2}}?{JOBS}\b",
        rf"(?:lost|loses|without|to|for|was|is)\s+(?:its|our|their|the town's|"
        rf"the city's)\s+(?:own\s+)?(?:[\w'-]+\s+){{0,2}}?"
        rf"(?!driver|dispatcher|president){JOBS}\b",
        r"(?:coach|owner(?! of (?:the|a|an) (?:other|car|truck|second|vehicle|house|home|building|dog|bike|"
        r"boat|property|"
        r"land))|founder|principal|pastor|priest|director|leader|voice|singer|host|manager|editor|chef|face|"
        r"teacher|bartender|dueñ[oa]|maestr[oa])\s+(?:of|behind|at|from|del?|de la)\s+(?:the\s+|la\s+|"
        r"el\s+)?(?P<what>[a-z]+)",
        r"(?:inmate|prisoner|defendant|patient) (?:who (?:is|was) )?(?:being held|held|awaiting|charged|accused|"
        r"jailed|serving)\b[^.!?\n]{2,40}",
        r"(?:woman|man|guy|lady|person|gentleman|neighbor|kid|señora?|hombre|mujer|one)\s+(?:who|that|"
        r"que)\s+(?!died|was|were|is|are|had|has|have|"
        r"did|fell|got|hit|struck|crashed|lost|drove|called|passed|jumped|walked|collapsed|never|could|"
        r"murió|falleció|fue|"
        r"perdió|conducía|caminaba|iba)[a-z]+\b[^.!?\n]{2,40}",
        r"(?:everyone|everybody|we all|you all|town|neighborhood) (?:knows|knew|loved|loves|"
        r"remembers)\b[^.!?\n]{0,30}",
        r"(?:man|woman|guy|lady|voice|face|smile|hands|señora?|hombre|mujer) (?:behind|"
        r"detrás)\b[^.!?\n]{3,40}",
        rf"(?:the|our|el|la|nuestr[oa])\s+(?:[\w'-]+\s+)?(?!driver|president|conductora?|chofer|"
        rf"owner)(?:{JOBS})\s+(?:at|of|on|from|in|de|del|en)\b",
        rf"su (?:dueñ[oa]|{JOBS})\b[^.!?\n]{{0,10}}\b(?:murió|falleció|perdió)",
        r"who\s+(?:ran|owned|taught|coached|led|founded|sang|played|managed|opened|pitched|started|cut hair|"
        r"tended bar|"
        r"delivered|drove the|worked at|worked the)\b[^.!?\n]{3,40}",
        r"initials\b[^.!?\n]{1,10}",
    ),
)
_HISTORY = Look(
    r"\b(?:19\d\d|200\d|201\d|202[0-5])\b|\byears? ago|\banniversary|\bmemorial|\bremember(?:ing)?\b|"
    r"\bin honor|\bin memory|\bfallen\b|\bone year later|\bcold case|\bsince \d{4}|\ben memoria|"
    r"\baniversario"
)
_KIN_TOLD = Look(
    r"\bfamily'?s (?:knowledge|permission|blessing)|\bfamily (?:has been|was|were) (?:notified|told)|"
    r"\bnext of kin (?:has|have|was|were) (?:been )?(?:notified|told)|\bwith (?:his|her|their) "
    r"family'?s|\bcoroner (?:has )?(?:identified|released)|\bafter (?:his|her|their|the) family "
    r"(?:was|were)|\bfamilia (?:ha sido|fue) (?:notificad|avisad|informad)"
)


def deceased(reading: Reading) -> Iterator[Hit]:
    """A dead person who is named or made known while the family has not been told, or nobody said whether it has."""
    told = reading.fact("nok_notified")
    low = reading.low
    if told is True or (told is None and not _DEAD(low)):
        return
    if told is None and (_HISTORY(low) or _KIN_TOLD(low)):
        return
    severity = None if told is False else Severity.ATTEST
    remedy = (
        None
        if told is False
        else "Say below the text whether the family has been told; until then leave out who it is."
    )
    for start, end in _who_died(reading, sure=told is False):
        yield Hit(start, end, severity=severity, remedy=remedy)


def _who_died(reading: Reading, *, sure: bool) -> Iterator[tuple[int, int]]:
    for name in reading.names:
        if _said_dead(reading, name, sure=sure):
            yield name.start, name.end
    looks = _UNIQUE + _TOLD_OF_DEAD if sure else _UNIQUE
    for begin, sentence in reading.sentences:
        if not (sure or _DEAD(sentence)):
            continue
        for match in (match for look in looks for match in look.finditer(sentence)):
            group = match.lastgroup
            if group is None or reading.text[begin + match.start(group)].isupper():
                yield begin + match.start(), begin + match.end()


_SPEAKS = Look(
    r"\W{0,3}\s+(?:said|says|told|asks?|urged|can be|leads?|is leading|is investigating|will (?:brief|"
    r"update|speak))\b"
)
_SUSPECTED = Look(
    r"(?:arrested|booked|charged|suspect|wanted for|investigated by|contact|call|by|detective|"
    r"coroner)\W+(?:\w+\s+){0,2}$"
)


def _said_dead(reading: Reading, name: PersonName, *, sure: bool) -> bool:
    """Whether a name is the dead person's: beside the word, or anybody's who does not speak, is held or is on duty."""
    _, sentence = reading.sentence_at(name.start)
    beside = _DEAD(reading.near(name.start, name.end, reach=80))
    if _SPEAKS.match(reading.low, name.end) or _SUSPECTED.search(reading.low[max(0, name.start - 40) : name.start]):
        return False
    if name.officer:
        return _DEAD(reading.low[name.end : name.end + 50]) and _DEAD(sentence)
    return beside or sure
