"""Living victims of crimes who are named or made known."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import CONSENT, HANDLE, JOBS, RELATION, WORKPLACE
from countersign.screening.reading import Hit, Reading
from countersign.screening.vocabulary import GIVEN_NAMES

#: A crime against somebody, in whatever form.
CRIME = Look(
    r"\btarget(?:ed|s|ing)?\b|\bbroke (?:his|her|their) [\w']+ (?:\w+ )?(?:arm|jaw|nose|wrist|leg|ribs?|hand|"
    r"fingers?)\b|\btook \$\d|\bgrabbed (?:by|her|him)\b|\b(?:wired|sent|gave|paid|transferred|handed over|"
    r"out) \$\d|\bheld an? (?:gun|"
    r"knife)|\bpointed an? (?:gun|knife)|\bthieves\b|\blost (?:her|his|their|all|thousands|most|life)\b|"
    r"\b(?:claim\w*|said (?:he|she) was|"
    r"pretend\w*)[^.!?\n]{0,30}\b(?:grandson|grandchild|nephew|officer|bank|lawyer|tech)\b|\bheld up\b|"
    r"\bsmashed\b|"
    r"\bjumped\b|\btook (?:his|her|their) (?:purse|phone|wallet|bike|car|scooter)|\bmenac|\btorment|"
    r"\branshack|\bransack|\bprowled\b|\bstolen\b|\blost \$|\bposing as\b|\bimpersonat|\bgift cards?\b|"
    r"\bhazing|\bfollow(?:ed|ing) [^.!?\n]{2,60}\bhome\b|\b(?:la|lo|le) (?:tocó|manose|toquete|sigui|persigui)|"
    r"\bmanose|"
    r"\brobb|\bassault|\bstab|\bshot\b|\bshooting|\bbattery|\bstalk|\bharass|\bthreat|\brap(?:e|ed|"
    r"ist)\b|\bmolest|\bsex(?:ual|ually)\b|\bgrop|\bkidnap|\babduct|\bcarjack|\bburgl|\bhome invasion|"
    r"\bbroke(?:n)? in|\bbreak-?in|\bmugg|\bscam|\bfraud|\bdefraud|\bstole|\bsteal|\btheft|\bdomestic|"
    r"\babus|\bchok|\bstrangl"
    r"|\bbeat(?:en|ing)\b|\b(?:who|he|she|they|and|man|woman|got) beat\b|\bbeat (?:his|her|up|a|the)\b|"
    r"\bpunch|(?<!heart )(?<!panic )(?<!asthma )\battack|\barson|\btorched|\bset fire|"
    r"\bgave [^.!?\n]{0,30}\$\d|\bviolence|\bvictim|"
    r"\bsurviv|\btraffick|\bextort|"
    r"\bblackmail|\bidentity theft|\blurk|\bpeep|\bfollow(?:ed|ing) (?:her|him)|\brestraining order|"
    r"\bassailant|\bheld at (?:gun|knife)|\bslashed|\bvandal|\bhate crime|\bkick(?:ed)? (?:in|her|"
    r"him)|\bswindl|\bcon(?:ned)\b|\btied up|\bpistol|\bgunpoint|\bknifepoint|\bsnatch|\bkeeps "
    r"finding|\bstrangulation|\bspit\b|\bshoved|\bexposed himself|\bsextort|\b(?:private|intimate|"
    r"nude) (?:pictures|photos|images|videos)\b|\brevenge porn"
    r"|\brobo\b|\brobaron|\brobó|\basalt|\bagred|\bagresión|\bapuñal|\bviol(?:ó|ada|ación|encia)|"
    r"\bgolpe|\bacos|\bamenaz|\bvíctima|\bestaf|\bsobrevivi|\bsecuestr|\babus|\bfraude|\batac"
)
#: Nobody is a living victim of a crime here.
DEAD = Look(
    r"\bdied\b|\bkilled\b|\bmurder|\bhomicide|\bdeath\b|\bdeceased\b|\bfatal|\bbody\b(?! camera|-worn|"
    r" cam)|\bdid not survive|\bdidn't (?:survive|make it)|\bdrown(?:ed|ing)\b|\bin memory|"
    r"\bremember(?:ing)?\b|\bmurió|\bfalleci|\basesin|\bhomicidio|\bvigil\b|\bcold "
    r"case|\bmissing since|\bloved this town|\bmanslaughter|\bshot dead|\bslain"
)
CRASH = Look(
    r"\bcrash|\bcollision|\bcollided|\bhit[- ]and[- ]run|\brolled over|\brollover|\bstruck by|"
    r"\baccidente|\bchoque|\bcyclist|\bmotorcycl|\bpedestrian\b"
)
#: Who speaks for an office is no victim.
IN_OFFICE = Look(
    r"(?:attorney|prosecutor|advocate|spokes\w+|director|judge|coordinator|counselor|manager of|"
    r"commissioner|supervisor|mayor|councilm\w+|trainer|analyst|specialist|volunteer|"
    r"representative|contact|call|ask|by|thank|thanks to|welcome|honoring)[,:]?\s+$"
)
_ONCE_IN_OFFICE = Look(r"\b(?:retired|former|ex)\b")
_PLAYED = Look(r"\b(?:posing|posed|poses|pretend\w*)\b[^.!?\n]{0,40}$")
_NO_VICTIM = Look(
    r"\bthank|\bcongrat|\bpromot|\baward|\bhonor|\bretir(?:es|ing|ement)\b|\bwelcome|\bgraduat|\bhired\b|"
    r"\bsworn|"
    r"\bjoin "
    r"us|\bcompetition|\bscholarship|\bdonat|\bvolunteer|\bhandcuffed by"
)

_SUSPECT_BEFORE = Look(
    r"(?:arrested|booked|charged|suspect|suspects|wanted|sought|convicted|sentenced|defendant|accused|"
    r"detained|inmate|arrestee|detuvimos a|arrestaron a|detuvieron a|arrestad[oa]|detenid[oa]|"
    r"acusad[oa]|sospechos[oa]|imputad[oa]|by|"
    r"(?:case|charges|warrant|hunt|search|looking|wanted) (?:against|for)|custody)[,:]?\s+(?:\w+\s+){0,2}$"
)
_SUSPECT_AFTER = Look(
    r"(?:,?\s+\(?\d{1,3}\)?,?|,?\s+of\s+[a-z ]{3,20},?|,?\s+a\s+[\w\s-]{3,30}?,)?\s+(?:was|is|has "
    r"been|were|are|faces?|remains?|fue|surrendered|turned|pleaded|pled|appeared|allegedly|robbed|"
    r"stole|shot|stabbed|who is accused|is accused|is suspected|will be)\b[^.!?\n]{0,25}?"
    r"(?:arrest|book|charg|custody|wanted|sought|held|accused|suspected|arraign|detain|plead|guilty|"
    r"sentenc|convict|surrender|jail|taken into|detenid|arrestad|acusad|robbed|stole|shot|stabbed|"
    r"himself in|counts?|court|trial)"
)
_VICTIM_BEFORE = Look(
    r"(?:\bvictims?|\bsurvivors?|\bresident|\bcomplainant|\btargets?|\bhomeowner|\bowner|\baccuser|"
    r"\bcaller|\btold|\bvíctimas?|\bsobreviviente|\bvecin[oa]|\bdueñ[oa]|\bidentified as|\bnamed|"
    r"\bname is|\bis|\bretired \w+|\bwidow|\bgrandmother|\bneighbor|\bclerk|\bcashier|\bteller|"
    r"\bdriver|\bnurse|\bprofessor|\bteacher|\bstudent|\bemployee|\bmanager|\binstructor"
    r"|\b(?:home|house|apartment|car|truck|store|door|window|yard|shop|purse|wallet) of(?: \w+){0,4}|"
    r"\bcaptain|\bchief|\bhost"
    r"|\b(?:robbed|attacked|assaulted|punched|stabbed|shot|mugged|scammed|targeted|threatened|harassed|"
    r"followed|"
    r"beat|choked|grabbed|held up|hit) (?:\w+ ){0,2}?(?:employee|owner|customer|worker|guard|driver|"
    r"cashier|clerk)"
    rf"|\b(?:his|her|their|su)\s+(?:[\w-]+\s+){{0,2}}?{RELATION})(?:\s+(?:as|is|are|was|es|fue|"
    rf"identified as|identificad[oa] como))?[,:]?\s*\(?\"?$"
)
_DONE_TO = Look(
    r"(?:robb(?:ed|ing)|assault(?:ed|ing|s)?|stabb(?:ed|ing)|shot|shooting|attack(?:ed|ing|s)?|"
    r"stalk(?:ed|ing|s)?|harass(?:ed|ing)?|threaten(?:ed|ing)?|raped|raping|molest(?:ed|ing)|"
    r"grop(?:ed|ing)|kidnapp(?:ed|ing)|abduct(?:ed|ing)|mugg(?:ed|ing)|carjack(?:ed|ing)|chok(?:ed|"
    r"ing)|strangl(?:ed|ing)"
    r"|punch(?:ed|ing)|beat(?:ing)?|beaten|hit(?:ting)?|kick(?:ed|ing)|scamm(?:ed|ing)|defraud(?:ed|"
    r"ing)|swindl(?:ed|ing)|conn(?:ed|ing)|target(?:ed|ing)|victimiz(?:ed|ing)|follow(?:ed|ing)|"
    r"burglariz(?:ed|ing)|extort(?:ed|ing)|blackmail(?:ed|ing)|(?:stole|taken|took|stealing|snatched|"
    r"theft|robbery|assault|attack|attacks|battery|rape|stabbing|shooting|kidnapping|abuse|"
    r"beating|mugging|murder|stalking|harassment|fraud|crimes?|stolen|painted)(?: [\w$,]+){0,3} (?:from|"
    r"on|of|against)|rallied for|pray(?:ing|ers)? for|fund for|slapped|threats? (?:against|to|toward)|"
    r"shoved|tied up|asaltó|"
    r"asaltaron|robó|robaron|golpeó|agredió|atacó|amenazó|apuñaló|violó|acosó|(?:golpear|asaltar|"
    r"robar|agredir|atacar|amenazar|apuñalar|violar|acosar|estafar|matar|asaltó|robó|golpeó|agredió|"
    r"atacó|amenazó|apuñaló|estafó) a)"
    r"\s+(?:(?:by|upon|at|from|a|la|el|señora?|mr\.?|mrs\.?|ms\.?|elderly|local|longtime|resident|"
    r"retired)\s+(?:\w+\s+)?)?$"
)
_DONE_AFTER = Look(
    r"(?:,[^,.!?\n]{2,60},|,?\s+\(?\d{1,3}\)?,?)?\s+(?:was|were|had been|had|has been|is being|has|"
    r"fue|got|told|says|said|reported|called|lost|woke|survived|escaped|recover\w*|suffered|keeps|"
    r"kept|opened|handed|wired|sent|fought|is recovering|se recupera|freed|was able|denunció|came "
    r"home|returned home|identified|picked)\b"
)
_POSSESSED = Look(
    r"'s?\s+(?:\w+\s+){0,2}?(?:house|home|apartment|car|truck|purse|bike|van|store|shop|garage|porch|"
    r"bank account|identity|savings|wallet|phone|boat|trailer|ex|ex-\w+|estranged|abuser|stalker|"
    r"attacker|assault|rape|case|ordeal)\b"
)
_IDENTIFIED = union(
    rf"(?:the|our|a|an|one|longtime|beloved|la|el|una|"
    rf"un)\s+(?:[\w'-]+\s+){{0,2}}?{JOBS}\s+(?:(?:de|of)\s+[a-záéíóúñ]+\s+)?{WORKPLACE}(?P<place>[a-z])",
    r"(?:woman|man|victim|survivor|person|resident|driver|complainant|student|teen|couple|owner|"
    r"homeowner)\b[^.!?\n]{0,60}?"
    r"\b(?:is|was|works as) (?:the|our|a|an|their|one of the) (?:[\w'-]+\s+){1,4}?(?:at|of|for|from|with|"
    r"behind)\s+(?:the\s+|our\s+)?"
    r"(?P<post>[a-z])",
    r"initials\s+(?:are\s+)?[a-z]\.?\s?[a-z]\b",
    rf"(?:victim|survivor|her|his|she|he|víctima|woman|man)\b[^.!?\n]{{0,40}}?{HANDLE}",
    rf"(?<!\w)(?=@){HANDLE}[^.!?\n]{{0,60}}\b(?:victim|survivor|attacked|assaulted|robbed|stalked|"
    rf"harassed|scammed|threatened|víctima)",
    r"(?:victim|survivor|she|he|víctima|woman|man|complainant)\s+(?:\w+\s+)?(?:lives|lived|resides|"
    r"works|worked|teaches|vive|trabaja|waits tables|tends bar|cuts hair|coaches|drives|runs|owns|"
    r"manages|sings|preaches)\s+(?:\w+\s+){0,3}?(?:at|in|on|next|above|behind|across|for|the|near|en|"
    r"a|frente|junto)\b[^.!?\n]{3,60}",
    r"(?:victim|survivor|víctima)(?:'s)?\s+(?:home|house|apartment|address|workplace|church|family|"
    r"car|casa|name|husband|wife|mother|mom|father|dad|daughter|son)\s+(?:is|at|on|in|está|es|runs|"
    r"owns|works)\b[^.!?\n]{3,50}",
    r"(?:the )?(?:victim|survivor|víctima)\b[^.!?\n]{0,25}?\b(?:is|was|,|es)\s+(?:the\s+|a\s+|our\s+|"
    r"an\s+|la\s+|el\s+|una\s+|un\s+)?(?:[\w'-]+\s+){0,3}?(?:wife|husband|daughter|son|mother|sister|"
    r"brother|niece|girlfriend|ex-wife|widow|esposa|hija|hijo|hermana)\s+(?:of|to|de|"
    r"del)\b[^.!?\n]{3,40}",
)
_OF_VICTIM = Look(r"^(?:the )?(?:victim|survivor|víctima|initials|@)")
_JOB_DEFINITE = Look(r"^(?:the|our|longtime|beloved|one|la|el)\b")
_SUBJECT_RELATION = Look(
    rf"\b(?:his|her|their|su|sus|to)\s+(?:own\s+|estranged\s+|pregnant\s+|elderly\s+|then-|live-in\s+|"
    rf"former\s+|\d{{1,2}}-year-old\s+|[\w-]+\s+)?{RELATION}\b"
)
_VIOLENT = Look(
    r"\bdomestic|\bassault|\bbatter|\babus|\bstrangl|\bchok|\bstab|\bshot\b|\bshooting|\brap(?:e|ed|"
    r"ing)\b|\bmolest|\bsexual|\bthreat|\bstalk|\bharass|\bbeat|\bpunch|\bhit(?:ting)?\b|\bkick|"
    r"\bkidnap|\battack|\bburn|\bpush|\bslap|\brestraining|\bincest|\bcruelty|\bendanger|\bneglect|"
    r"\bstole|\bsteal|\btheft|\bdefraud|\bgolpe|\bagred|\bagresión|\bviolencia|\bamenaz|\bapuñal|"
    r"\babus|\bviol(?:ó|ación|ar)\b|\bacos|\battempted murder|\bintento de"
)


#: What is told of somebody who was harmed.
_HARMED = Look(
    r"\btreated\b|\binjur|\bhurt\b|\bhospital|\bbruis|\brecover|\bfled\b|\bescaped\b|\bcalled 911|"
    r"\bis safe\b|\bthe woman\b|"
    r"\bfollowing\b|\bgolpes\b|\bheridas?\b|\bleves\b|\bhospital|\ba salvo\b|\bformer\b|\bex-"
)


def victim(reading: Reading) -> Iterator[Hit]:
    """A living victim of a crime who is named or made known, without consent."""
    low = reading.low
    if reading.fact("victim_consent") is True or reading.says(CONSENT) or not CRIME(low):
        return
    if _LONG_AGO(low):
        return
    dead, crash = DEAD(low), CRASH(low) and not _ATTACKED(low)
    if crash:
        return
    yield from _named(reading, dead=dead)
    yield from _survivors(reading)
    if not dead:
        yield from _made_known(reading)
        yield from _related(reading)


#: Whoever was robbed then is no living victim any more.
_LONG_AGO = Look(r"\b(?:in|of|since|de|en) 1[89][0-6]\d\b|\b1[89][0-6]0s\b")
_ATTACKED = Look(
    r"\brobb|\bassault|\bstab|\bshot\b|\bcarjack|(?<!heart )\battack|\bvictim of (?:a )?(?:crime|robbery)|"
    r"\bdomestic|\bstalk|\broad rage"
)


#: ‘Jane Roe, 71, was robbed’: it was done to her, not by her.
_SUFFERED = Look(
    r"(?:,[^,.!?\n]{2,60},|,?\s+\(?\d{1,3}\)?,?)?\s+(?:was|were|had been|has been|"
    r"got)\s+(?:\w+ly\s+)?(?:robbed|shot|stabbed|"
    r"assaulted|attacked|mugged|carjacked|raped|beaten|punched|kidnapped|scammed|defrauded|threatened|stalked)\b"
)


def _is_suspect(reading: Reading, start: int, end: int) -> bool:
    if _SUFFERED.match(reading.low, end):
        return False
    before = reading.low[max(0, start - 45) : start]
    return bool(_SUSPECT_BEFORE.search(before) or _SUSPECT_AFTER.match(reading.low, end))


def _named(reading: Reading, *, dead: bool) -> Iterator[Hit]:
    """Names of victims, by the words beside them."""
    for name in reading.names:
        office = reading.low[max(0, name.start - 30) : name.start]
        if IN_OFFICE.search(office) and not _ONCE_IN_OFFICE(office):
            continue
        if _PLAYED.search(reading.low[max(0, name.start - 40) : name.start]):
            continue
        if name.officer or "k9" in reading.low[max(0, name.start - 6) : name.start]:
            continue
        _, sentence = reading.sentence_at(name.start)
        before = reading.low[max(0, name.start - 60) : name.start]
        victim_like = _VICTIM_BEFORE.search(before)
        done = bool(_DONE_TO.search(before) and CRIME(sentence)) or _POSSESSED.match(reading.low, name.end) is not None
        after = _DONE_AFTER.match(reading.low, name.end) is not None
        if _is_suspect(reading, name.start, name.end) and not victim_like:
            continue
        told = (victim_like or done or after) and not dead and (CRIME(sentence) or victim_like)
        if told:
            at_home = _AT_HOME(before) and reading.says(_HOME_ENTERED)
            sure = (at_home or _harmed(before, reading.low, name.end)) and not _NO_VICTIM(sentence)
            yield Hit(name.start, name.end, severity=None if sure else Severity.ATTEST)
        elif not _NO_VICTIM(reading.low) and not dead:
            yield Hit(name.start, name.end, severity=Severity.ATTEST)


_ENDURED = r"survived|escaped|endured|suffered|lived through|fought off|sobrevivió a"
_DONE = (
    r"robbed|stabbed|assaulted|mugged|carjacked|raped|kidnapped|scammed|stalked|asaltad[oa]|robad[oa]|apuñalad[oa]|"
    r"secuestrad[oa]"
)
#: ‘Ana, who survived a robbery’: a given name is enough beside what was done to her.
_SURVIVED = Look(
    r"\b(?P<name>[a-záéíóúñ]{2,14})(?:,? \(?\d{1,2}\)?)?,?\s+(?:who\s+|que\s+|quien\s+)?(?:bravely\s+|recently\s+)?"
    rf"(?:(?:{_ENDURED})\s+"
    r"(?:\w+\s+){0,3}?(?:robbery|assault|attack|attacker|"
    r"stabbing|shooting|rape|abuse|rapist|robber|domestic violence|stalking|stalker|carjacking|kidnapping|"
    r"home invasion|trafficking|robo|"
    r"asalto|ataque|secuestro|violencia)|"
    rf"(?:was|were|fue)\s+(?:\w+ly\s+)?(?:{_DONE}))\b"
)
#: Without one of these a sentence need not be searched for it.
_DONE_TO_ONE = Look(rf"\b(?:{_ENDURED}|{_DONE})\b")


def _survivors(reading: Reading) -> Iterator[Hit]:
    for begin, sentence in reading.sentences:
        for match in _SURVIVED.finditer(sentence) if _DONE_TO_ONE(sentence) else ():
            start = begin + match.start("name")
            if match["name"] in GIVEN_NAMES and reading.text[start].isupper():
                yield Hit(start, begin + match.end())


#: ‘Victim Jane Roe’, ‘robbed Jane Roe’: the word beside the name leaves no doubt.
_CALLED_VICTIM = Look(
    r"\b(?:victims?|survivors?|complainant|accuser|víctimas?|sobreviviente)(?:'s name)?(?:\s+(?:as|is|was|es|"
    r"fue|identified as|"
    r"identificad[oa] como|named|,))?[,:]?\s*\(?\"?$"
)
#: ‘Homeowner Jane Roe’, where a home was broken into.
_AT_HOME = Look(r"\b(?:homeowner|resident|tenant|dueñ[oa] de (?:la )?casa)[,:]?\s*$")
_HOME_ENTERED = Look(
    r"\bhome invasion|\bbroke into (?:her|his|their|the) (?:home|house|apartment)|\binside (?:her|his|"
    r"their) (?:own )?home"
)
_HARMING = Look(
    r"\b(?:robb(?:ed|ing)|assault(?:ed|ing)|stabb(?:ed|ing)|shot|attack(?:ed|ing)|stalk(?:ed|ing)|"
    r"harass(?:ed|ing)|threaten(?:ed|ing)|"
    r"raped|raping|molest(?:ed|ing)|grop(?:ed|ing)|kidnapp(?:ed|ing)|abduct(?:ed|ing)|mugg(?:ed|ing)|"
    r"carjack(?:ed|ing)|chok(?:ed|ing)|"
    r"strangl(?:ed|ing)|punch(?:ed|ing)|beating|swindl(?:ed|ing)|scamm(?:ed|ing)|defraud(?:ed|ing)|asaltó|"
    r"asaltaron|golpeó|agredió|atacó|"
    r"amenazó|apuñaló|violó|acosó|(?:golpear|asaltar|robar|agredir|atacar|amenazar|apuñalar|violar|acosar|estafar))"
    r"\s+(?:(?:a|la|el|señora?|mr\.?|mrs\.?|ms\.?|elderly|local|longtime|resident|retired)\s+(?:\w+\s+)?)?$"
)


def _harmed(before: str, text: str, end: int) -> bool:
    """Whether the words right beside a name say that a crime was done to whoever bears it."""
    return bool(_CALLED_VICTIM.search(before) or _HARMING.search(before) or _SUFFERED.match(text, end))


def _made_known(reading: Reading) -> Iterator[Hit]:
    """Work and workplace, account, home or initials of a victim."""
    for begin, sentence in reading.sentences:
        for match in _IDENTIFIED.finditer(sentence):
            if match.lastgroup in ("place", "post"):
                position = begin + match.start(match.lastgroup)
                named = reading.text[position].isupper()
                if (
                    not named
                    or not CRIME(sentence if match.lastgroup == "place" else reading.low)
                    or _NO_VICTIM(sentence)
                ):
                    continue
                sure = _JOB_DEFINITE.match(match.group()) and not _SUSPECT_BEFORE.search(
                    sentence[max(0, match.start() - 30) : match.start()]
                )
                yield Hit(begin + match.start(), position + 1, severity=None if sure else Severity.ATTEST)
            elif CRIME(reading.low):
                sure = _OF_VICTIM.match(match.group()) is not None and reading.fact("juvenile") is not True
                yield Hit(begin + match.start(), begin + match.end(), severity=None if sure else Severity.ATTEST)


def _related(reading: Reading) -> Iterator[Hit]:
    """Relatives of a suspect who is named."""
    suspects = [name for name in reading.names if not name.officer and _is_suspect(reading, name.start, name.end)]
    if not suspects or not _VIOLENT(reading.low):
        return
    for begin, sentence in reading.sentences:
        if _VIOLENT(sentence) or _HARMED(sentence):
            for match in _SUBJECT_RELATION.finditer(sentence):
                yield Hit(begin + match.start(), begin + match.end())
