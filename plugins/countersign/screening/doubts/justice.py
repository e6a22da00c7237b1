"""Doubts before a court has spoken: a deed told of a person without a source, and a word too many on an open case."""

import re
from collections.abc import Iterator

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.justice.settled import COURT, DECIDED
from countersign.screening.justice.telling import GENERIC, about_official
from countersign.screening.justice.words import CRIME_ES, CULPRIT, CULPRIT_ES, CUSTODY, HEDGE, NOBODY_HELD
from countersign.screening.patterns import Look, any_of, union
from countersign.screening.persons.ties import JOBS, RELATION
from countersign.screening.reading import Reading

#: Categories in which somebody is held, sought or on trial.
_PERSONAL = frozenset({"arrest", "drug", "dui", "most-wanted", "wanted", "jail", "court", "court-update", "crime"})

#: A person of whom something is told.
_PERSON = Look(
    r"\b(?:he|she|they|him|her|his|hers|their|them|who|whoever|someone's|suspects?|defendants?|decedent|arrestees?|"
    r"man|men|woman|women|couple|pair|duo|trio|teens?|teenagers?|guys?|gals?|gentlem[ae]n|fellas?|fellows?|"
    r"individuals?|persons?|people|drivers?|subjects?|crew|gang|group|ring|dudes?|lad(?:y|ies)|males?|females?|"
    r"brothers?|sisters?|father|mother|youths?|adults?|motorists?|passengers?|bikers?|riders?|neighbou?rs?|"
    r"roommates?|boyfriends?|girlfriends?|exe?s?|husband|wife|guest|visitor|customers?|shoppers?|genius\w*|"
    r"rocket scientists?|einsteins?|masterminds?|superstars?|champs?|buddy|pal|bro|sir|ma'am|friends?|"
    rf"mr|mrs|ms|{JOBS}|{RELATION}|\d{{1,2}}[- ]year[- ]olds?|él|ella|ellos|ellas|hombres?|mujer(?:es)?|jóvenes|joven|"
    r"sujetos?|tipos?|muchach[oa]s?|parejas?|conductor(?:es|a)?|individuos?|señora?|detenid[oa]s?|quien(?:es)?)\b"
)

#: What is told of the arrest, of looks and of the agency's own work: none of it says that anybody did it.
_STEPS = re.compile(
    r"\b(?:(?:was|were|is|are|been|being|has|have|had|be|got|remains?|fue|fueron|está|están|ha|han)\s+"
    r"(?:(?:also|then|later|now|safely|still|quickly|already|sido|ya)\s+)?)?(?:"
    r"arrest(?:ed|s|ing)?|booked|detain(?:ed|ing)?|charged|cited|citing|citation|taken|transported|released|identified|"
    r"locat(?:ed|ing)|found|stopped|contacted|described|wanted|sought|held|treated|interviewed|questioned|"
    r"apprehended|captured|caught up|handcuffed|jailed|surrendered|turned (?:him|her)self in|fled|ran|hid|refused|"
    r"yield(?:ed)?|complied|cooperated|resisted|injured|hospitali[sz]ed|pronounced|died|scheduled|expected|set|due|"
    r"arraigned|appear(?:ed)?|convicted|sentenced|pleaded|indicted|accused|suspected|alleged|believed|presumed|named|"
    r"said|told|asked|called|reported|spotted|noticed|saw|seen|recogni[sz]ed|recovered|seized|searched|served|"
    r"responded|investigat(?:ed|ing)|requested|needed|needs?|involved|linked|connected|related|pictured|shown|"
    r"posted|aged|armed|dressed|wearing|driving|traveling|walking|riding|seated|parked|standing|last|"
    r"evaluated|cleared|helped|assisted|thanked|missing|returned|reunited|remain|continues?|based|led|pending|"
    r"dispatched|arrived|attempted to stop|failed to (?:stop|yield|appear)|pulled over|tested|transferred|"
    r"extradited|"
    r"detenid[oa]s?|arrestad[oa]s?|acusad[oa]s?|buscad[oa]s?|trasladad[oa]s?|llevad[oa]s?|identificad[oa]s?|"
    r"localizad[oa]s?|encontrad[oa]s?|enfrenta|huy(?:ó|eron)|citad[oa]s?|liberad[oa]s?)\b"
)
#: What was done to somebody: ‘a man was stabbed’.
_SUFFERED = re.compile(r"\b(?:was|were|been|being|got)\s+(?:\w+ly\s+)?[a-z]{3,14}(?:ed|en)\b|\bwas (?:shot|hit|cut|struck)\b")
#: ‘For stealing’, ‘charges of theft’: what somebody is held for, not what he is said to have done.
_HELD_FOR = re.compile(
    r"\b(?:for|on|of|with|in|por|de)\s+(?:an?\s+|the\s+|suspected\s+|outstanding\s+|felony\s+|misdemeanor\s+|"
    r"no-bail\s+|active\s+|alleged\s+|two\s+|three\s+)*(?:[\w/-]+\s+){0,3}?(?:suspicion|warrants?|charges?|counts?|"
    r"connection|violations?|theft|burglary|robbery|assault|battery|possession|dui|dwi|fraud|vandalism|arson|forgery|"
    r"homicide|murder|trespass\w*|stalking|kidnapping|carjacking|shoplifting|driving|stealing|breaking|robo|fraude|"
    r"asalto|agresión|sospecha)\b[^.;:!?\n]*?(?=[.;:!?\n]|,? (?:after|when|while|who|but|then|and (?:he|she|they))\b|$)"
)

#: An act in the past, or going on, by its form alone.
_ACT = Look(
    r"\b(?:(?!(?:red|bed|need|feed|speed|indeed|exceed|bleed|breed|hundred|sacred|naked|wicked|aged|shed|sled|fed|"
    r"seed|weed|deed|united|suspected|unlicensed|marked|uniformed|dedicated|interested|wanted|limited|unhoused|"
    r"proceed|succeed|masked|closed|assigned|alleged|presumed|required|inspired|scheduled|related|continued|"
    r"embed|used)\b)"
    r"[a-z-]{2,14}ed|took|stole|came|got|made|had|left|drove|broke|threw|hit|shot|cut|sold|bought|kept|tried|thought|"
    r"hid|swung|bit|spat|fought|beat|put|gave|brought|forgot|went|rode|climbed|crept|snuck|wrote|paid|lost|won|chose|"
    r"felt|lit|tore|slid|dug|grew|hung|lied|did|drank|ate|slept|spent|burnt|struck|bent|blew|let|knew|began|became|"
    r"(?:was|were|been|is|are|kept|keeps|busy|'s|caught|by|after|while|from|enjoys?|loves?|likes?)\s+(?:\w+ly\s+)?"
    r"(?!(?:wearing|being|driving|traveling|walking|carrying|living|facing|cooperating|going|waiting|asking|"
    r"looking|seeking|working|missing|investigating|continuing|reviewing|trying to (?:locate|identify|find)|pending|"
    r"expecting|helping|sharing|recovering|standing|riding|hiring|offering|hosting|searching|processing|"
    r"releasing|conducting|leading|parking|training|evening|morning|building|following)\b)[a-z]{2,12}ing|"
    r"no longer|won't be|responsible|guilty|behind (?:it|this|the|all)|to blame|at it|at fault|drunk|wasted|"
    r"hammered|high|"
    r"[a-záéíóú]{3,12}(?:ó|aron|ieron)|robaba|vendía|traficaba|había|hizo|hicieron|puso|trajo|tuvo)\b"
)

#: Crime, whoever did it.
_DEED = any_of(
    "theft thefts burglary burglaries robbery robberies stealing stolen steal steals break-in break-ins breaking_in "
    "drunk impaired meth fentanyl heroin cocaine fraud scam scams scheme schemes vandalism graffiti arson fires "
    "assault "
    "attack attacks stabbing shooting murder homicide threats crime crimes spree getaway loot haul mail packages "
    "counterfeit dealing trafficking smuggling stalking abuse prowling drinking selling victims robbed stole stash "
    "robo robos asalto asaltos droga drogas fraude estafa crimen heist caper rampage reign_of_terror pilfering "
    "shoplifting carjacking looting swindle hustle racket"
)
_CRIME = Look(rf"\b(?:{_DEED}|{CULPRIT}|{CULPRIT_ES})\b")
_CALLED = Look(rf"\b(?:{CULPRIT}|{CULPRIT_ES})\b")
_ES = Look(rf"\b{CRIME_ES}")
#: Laughing at a held person, thanking for the end of it, or speaking to him.
_MOCKS = union(
    r"(?:nice try|oops|whoops|busted|gotcha|surprise|spoiler|plot twist|guess (?:who|what|where)|pro tip|"
    r"news flash|word to the wise|lesson|moral of|bad (?:idea|day|luck|choice|decision)|good luck|not (?:so|very|too) "
    r"(?:smart|bright|fast|lucky)|brilliant|genius|smooth|wrong (?:house|town|city|place|car|person)|thought (?:he|she|"
    r"they|you|nobody|no one)|should(?:'ve| have)|didn't count on|forgot|turns out|apparently|the end|you're welcome|"
    r"good riddance|justice|karma|welcome to|enjoy|sleep (?:well|tight|easy|easier|better)|rest easy|safer|"
    r"one less|no more|no longer|off the streets?|finally|at last|case closed|mystery|solved|over|long arm|"
    r"time'?s up|the jig|checkmate|hands? full|hooked|reeled|bagged|trophy|souvenir|vacation|hotel|suite|"
    r"accommodations?|room service|breakfast|bracelets|jewelry|ride|taxi|uber|limo|chauffeur|"
    r"por fin|se acabó|justicia|adiós|sorpresa|buen intento)\b",
    r"(?:😂|🤣|🙄|😏|😎|🤡|⛓|👋|🤦|🎣|🐟|🔒|🥴|😬|🎉|👏)",
)
_SOBER = Look(r"\bsober\b|\bride-?share|\bcall (?:a|us|911|\()|\bsubscribe|\bpresumed|\bplease\b")
#: Said to everybody, or asked of everybody.
_ADDRESSED = Look(
    r"\b(?:please|call|you can|you may|your (?:car|home|house|door|packages?|vehicle|neighbors?|kids)|if you|anyone|"
    r"tips?|remember|contact|report|visit|lock|thank\w*|congrat\w*|our thoughts|condolences|join|"
    r"llame|gracias|comuníquese|si (?:usted|tiene|vio))\b|\(\d{3}\)"
)
_ATTRIBUTED = Look(
    r"\baccording to (?!police|officers|detectives|investigators|us\b)|\bcomplaint\b|\baffidavit|\bwitness(?:es)?\b|"
    r"\bcaller|\bsegún|\bdenuncia|\bprosecutors\b|\b(?:told|reported to) (?:police|officers|us)\b"
)
_SPLIT = re.compile(
    r"[;:(]|\s-\s|,?\s(?:but|after|when|while|who|where|then|pero|cuando|después|tras|mientras)\s|,?\sand\s(?=(?:he|she|they)\b)"
)
_BYSTANDER = Look(
    r"\b(?:officers?|detectives?|deput\w+|investigators?|dispatch\w*|firefighters?|medics?|paramedics|k-?9|police|we|"
    r"our|witness\w*|victims?|residents?|callers?|owners?|clerk|homeowner|crews?|staff|volunteers?|nobody|no one|"
    r"bystanders?|agentes?|oficiales|policía|bomberos|testigos?|víctimas?|vecin[oa]s?)\s+(?:\w+ly\s+|who\s+)?$"
)


def deed(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A clause about a person, where somebody is held or sought, that tells an act and no source; or that mocks."""
    if not _somebody_held(reading) or DECIDED(reading.low) or COURT(sentence) or GENERIC(sentence):
        return None
    personal = reading.draft.category in _PERSONAL
    if personal and not (HEDGE(sentence) or _SOBER(sentence)) and (mock := _MOCKS.search(sentence)):
        return mock.span()
    if _ATTRIBUTED(sentence) or (_ADDRESSED(sentence) and not _CALLED(sentence)) or about_official(sentence, 0):
        return None
    named = any(not name.officer for name in reading.names_in(begin, begin + len(sentence)))
    about = named or _PERSON(sentence) or _CALLED(sentence) or (personal and _ES(sentence))
    for start, clause in _clauses(sentence) if about else ():
        if not HEDGE(clause) and (span := _act(clause)):
            return start + span[0], start + span[1]
    return None


def _somebody_held(reading: Reading) -> bool:
    low = reading.low
    return reading.draft.category in _PERSONAL or CUSTODY(NOBODY_HELD.pattern.sub(" ", low))


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


#: One whom a case is about.
_ACCUSED = (
    r"(?:he|she|they|suspects?|defendants?|drivers?|m[ae]n|wom[ae]n|teens?|arrestees?|accused|subjects?|couple|pair|duo|"
    r"trio|both|who|his|her|their|him|them|\d{1,2}[- ]year[- ]olds?|this (?:guy|person|man|one|crew)|detenid[oa]s?|"
    r"acusad[oa]s?|sospechos[oa]s?|conductora?|él|ella|quien)"
)
_SPOKE = union(
    rf"{_ACCUSED}\b[^.!?\n]{{0,30}}?\b(?:told|admit\w*|den(?:y|ied|ies|ying)|confess\w*|claim\w*|explain\w*|insist\w*|"
    r"apologi[sz]\w*|blam\w*|brag\w*|boast\w*|refus\w*|declin\w*|laugh\w*|cried|crying|begged|bawled|"
    r"said|says|swore|joked|gave (?:us|a|an|officers|detectives|up)|talk\w*|silent|silence|lawyer\w*|attorney|"
    r"cooperat\w*|answer\w*|statement|came clean|word|saying|story|stories|version|excuses?|alibi|account|reason(?:s|ing)?|remorse\w*|"
    r"sorry|smil\w*|smirk\w*|shrug\w*|agreed|consent\w*|changed (?:his|her)|lied|lying|lies|"
    r"confes\w+|admit\w+|negó|dijo|contó|mintió|abogad[oa]|callad[oa]|declaró)\b",
    r"(?:confession|confessed|full confession|statement to (?:police|detectives|us)|interview with|lawyered|"
    r"fessed|mirandi\w+|miranda|own words|confesión)\b",
)
_LAB = union(
    r"(?:bac|b\.a\.c|breath\w*|blood|urine|swab\w*|dna|fingerprints?|prints|palm print|polygraph|lie detector|walk-and-turn|"
    r"sobriety|field tests?|roadside tests?|drug tests?|lab (?:results?|tests?)|toxicolog\w*|ballistic\w*|residue|"
    r"forensic\w*|\d(?:\.\d+)? times the|legal limit|over the limit|the limit|alcohol level|ankle monitor|"
    r"cell phone data|search history|receipts?|match(?:es|ed)?|aliento|sangre|adn|huellas|límite|alcoholemia)\b",
    r"(?:blew|blowing|registered|tested|reading|level)\b[^.!?\n]{0,20}(?:\.\d|positive|twice|double|triple)",
    r"(?<![\d$.])0?\.[0-4]\d\b",
)
_PAST = union(
    r"(?:priors?|prior (?:\w+ )?(?:arrests?|convictions?|record|offenses?|dui)|(?:criminal |arrest |long |his |her |"
    r"driving |their )(?:record|history|rap sheet|past)|rap sheet|parole\w*|probation\w*|supervised release|"
    r"ex-?con\w*|convicted felon|registered|strikes?|repeat|habitual|career|chronic|frequent|familiar|known to|"
    r"well[- ]known|regulars?|usual|no stranger|"
    r"old friend|flyers?|earlier arrests|por lo mismo|"
    r"acquainted|again|once more|yet another|(?:second|third|fourth|fifth|sixth|\d+(?:nd|rd|th)) (?:time|"
    r"arrest|dui|offense|strike|trip|visit|stay|booking|go)|(?:two|three|four|five|six|seven|\d+|several|multiple|"
    r"many|countless|cinco|varios) (?:\w+ )?(?:earlier|times|arrests|convictions|priors|stints|cases)|not (?:his|her|their) first|"
    r"first rodeo|just (?:got |been )?(?:out|released|freed)|released (?:from|last|just|early|on)|"
    r"out on|fresh out|got out|served (?:time|\w+ years)|prison|ex-?felon|previous\w*|in \d{4} for|last time|same "
    r"(?:thing|charge|offense|crime|guy|house|store)|has been (?:here|arrested|through)|open cases?|pending cases?|"
    r"antecedentes|reincidente|otra vez|de nuevo|libertad condicional|historial|conocid[oa])\b"
)
_PROOF = union(
    r"(?:evidence|proof|case|video|footage|camera|testimony|witness(?:es)?|alibi|story|victim's (?:account|story|"
    r"statement))\b[^.!?\n]{0,50}?\b(?:strong\w*|solid|air-?tight|clear\w*|overwhelming|weak|thin|damning|compelling|"
    r"convincing|conclusive|mountain|plenty|tons|enough|speaks?|proves?|shows?|leaves? no|locked|lock|tight|"
    r"credib\w+|believ\w+|reliab\w+|liar|lying|hold(?:s)? up|fall(?:s)? apart|nail\w*|bulletproof|ironclad|rock|chang\w+|nothing|"
    r"undeniable|sealed|"
    r"slam|no doubt|doesn't lie|don't lie|against)\b",
    r"(?:strong|solid|air-?tight|clear|overwhelming|weak|damning|compelling|mountains? of|plenty of|tons of|enough|"
    r"all the|rock[- ]solid|slam[- ]dunk|open[- ]and[- ]shut|great|good|best|bullet-?proof|ironclad) (?:\w+ )?"
    r"(?:case|evidence|proof|witness\w*)\b",
    r"(?:no (?:doubt|question|way|chance)|without (?:a )?doubt|dead to rights|red-?handed|on (?:video|camera|tape)|"
    r"all on (?:video|camera)|caught everything|prove it|we can prove|pruebas|evidencia|sin duda)\b",
)
_ENDING = Look(
    r"\b(?:prison|behind bars|years?|decades|life|convict\w*|guilty|acquit\w*|verdict|plea|pleads?|plead|"
    r"sentence[sd]?|jury|jurors|sentencing|locked up|put away|going away|the (?:book|max|maximum)|walk(?:s)? free|"
    r"go free|"
    r"get off|beat (?:this|the|these)|win|lose|justice|accountable|pay|day in court|dismiss\w*|drop(?:ped)?|"
    r"cleared|exonerat\w*|prisión|cárcel|años|condena\w*|culpable|sentencia|justicia)\b"
)
_FORESEEN = Look(
    r"\b(?:will|won't|'ll|would|should|shouldn't|expect\w*|confident|certain|sure|predict\w*|bet|guarantee\w*|hope\w*|"
    r"look(?:ing|s)? (?:forward|at)|deserv\w*|want|wants|going to|gonna|headed|heading|bound|destined|likely|"
    r"probably|count on|mark (?:our|my) words|no way|never|long time|for a (?:long|good|very)|rest of (?:his|her)|"
    r"can't wait|must|need(?:s)? to|see to it|make sure|ought|esper\w+|merece\w*|matter of|only a|by friday|seguro|ojalá|va a|irá|pasará)\b"
)
_BENCH = Look(
    r"\b(?:judges?|magistrate|bail|bond|released?|da\b|district attorney|prosecutors?|prosecution|defense|public "
    r"defender|plea (?:deal|bargain|offer|agreement)|deal|charges?|charging|counts?|court|ruling|jury|misdemeanor|"
    r"felony|"
    r"fianza|juez|jueza|fiscal\w*|cargos?|acuerdo|tribunal|corte)\b"
)
#: A judgement so plain that it needs no word of the court beside it.
_BITTER = Look(
    r"\b(?:(?:far|way|much) too|too (?:low|high|lenient|soft|light|easy|little)|slap in|slap on|joke|laughable|insult\w*|"
    r"ridiculous|unbelievable|outrag\w*|disappoint\w*|disgust\w*|shame\w*|lenien\w*|revolving|disgrace\w*|"
    r"travesty|deserv\w*|burla|vergüenza)\b"
)
_VALUED = Look(
    r"\b(?:should\w*|deserv\w*|ought|too (?:low|high|lenient|soft|light|easy|little|much)|only|just|mere\w*|slap|joke|"
    r"laughable|insult\w*|ridiculous|unbelievable|outrag\w*|disappoint\w*|disgust\w*|frustrat\w*|thrill\w*|"
    r"pleased|happy|glad|proud|relieved|shock\w*|sad\w*|shame\w*|wrong|right|fair|unfair|justice|lenien\w*|soft|"
    r"tough|good|great|bad|terrible|weak|strong|fit|fits|enough|not enough|even|somehow|apparently|agree\w*|"
    r"disagree\w*|believe|think|feel|hope\w*|wish\w*|want|thank\w*|applaud|finally|again|already|same day|hours "
    r"later|revolving|generous|sweetheart|kept|keep|stays? (?:in|put)|where (?:he|she|they) belong\w*|never|wow|worth|safety|what (?:a|your|our)|"
    r"really|seriously|merec\w+|vergüenza|injust\w+|barat[oa]|demasiado|ojalá|burla|risa|por fin|debería\w*)\b|[!🙄😡🤦]|\?$"
)
_EXCUSED = Look(
    r"\b(?:justif\w+|by the book|no merit|bear (?:that|this|us) out|any reasonable|would have|already know|textbook|no choice|had to|forced?|left with|nothing wrong|did (?:exactly|"
    r"everything|what|the right)|the right (?:thing|call|decision)|within policy|followed (?:policy|training|every)|"
    r"as (?:they were )?trained|lawful\w*|clean|legit\w*|good shoot\w*|heroic\w*|hero(?:es)?|brave\w*|sav(?:ed|ing) "
    r"(?:his|her|lives|a life)|self-?defen[sc]e|in fear|feared for|life or death|split[- ]second|proper\w*|"
    r"appropriate\w*|reasonabl\w+|necessary|cleared?|exonerat\w*|vindicat\w*|stand (?:by|behind)|full support|"
    r"proud of|excessive|unnecessary|bogus|frivolous|baseless|meritless|false|fabricated|lies?|lying|liar|"
    r"money grab|cash grab|payday|nonsense|without merit|made[- ]up|invent\w+|unfounded|regret\w*|mistakes?|"
    r"messed up|screwed up|should (?:not )?have|out of line|no wrongdoing|justificad\w+|correctamente|falsa|mentira|"
    r"no tuv(?:o|ieron) (?:otra )?opción|actu(?:ó|aron) bien)\b"
)
_FACT = Look(
    r"\b(?:set (?:for|at)|scheduled|continued (?:to|by)|is due|appear\w* (?:in|for)|according to|if convicted|maximum|"
    r"statut\w+|presumed|declined to (?:file|comment)|da's office|case number|probation (?:department|officers?)|"
    r"sentenced|pleaded|jury (?:found|convicted|acquitted|selection|duty)|program|k-?9|hiring|applicants?|"
    r"under review|will (?:determine|review|decide|be reviewed)|blood drive|breath of|donat\w+|"
    r"presun\w+|según|hasta que)\b"
)
_INFORMED = Look(r"\b(?:scam\w*|caller|lobby|anyone|please|call|tips?|information|your|you|join|thank\w*)\b")
_OPEN = frozenset({"arrest", "drug", "dui", "court-update", "court", "jail", "ois", "most-wanted", "wanted"})
_CASE = Look(
    r"\b(?:arrest\w*|booked|charged|charges|in custody|suspects?|defendants?|trial|hearing|arraign\w*|prosecut\w*|"
    r"district attorney|jail\w*|bail|indict\w*|detenid\w+|arrestad\w+|acusad\w+|juicio|audiencia|officer-involved|"
    r"complaint|internal review|under review|lawsuit|use of force|grand jury|shooting|dui|in court|wanted)\b"
)


def comment(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Statements, tests, the record, the proof, the outcome or an opinion, where a case or a review is open."""
    personal = reading.draft.category in _OPEN
    if not (personal or _CASE(reading.low)) or _FACT(sentence):
        return None
    if not _INFORMED(sentence):
        for look in (_SPOKE, _LAB, _PAST, _PROOF):
            if (match := look.search(sentence)) and (personal or _held_person(reading, begin, sentence)):
                return match.span()
    if not _INFORMED(sentence) and (span := both_in(sentence, _ENDING, _FORESEEN)):
        return span
    if _BENCH(reading.low) and (match := _BITTER.search(sentence)):
        return match.span()
    return both_in(sentence, _BENCH, _VALUED) or (
        span_of(_EXCUSED, sentence) if reading.draft.category == "ois" or _REVIEW(sentence) else None
    )


_REVIEW = Look(
    r"\b(?:officers?|deput(?:y|ies)|sergeants?|sgt|our (?:team|people|guys|own)|force|shooting|complaints?|"
    r"allegations?|lawsuit|claims?|pursuit|internal|agentes?|oficial(?:es)?|tiroteo|queja|demanda)\b"
)


def _held_person(reading: Reading, begin: int, sentence: str) -> bool:
    """Whether a sentence of a text about an accused can be about him."""
    return span_of(_PERSON, sentence) is not None or bool(reading.names_in(begin, begin + len(sentence)))
