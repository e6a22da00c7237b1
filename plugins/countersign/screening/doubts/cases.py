"""Doubts about an open case: a statement, a test, a record, a forecast or an opinion too many."""

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.doubts.justice import PERSON
from countersign.screening.justice.settled import is_over
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Reading

#: One whom a case is about.
_ACCUSED = (
    r"(?:he|she|they|suspects?|defendants?|drivers?|m[ae]n|wom[ae]n|teens?|arrestees?|accused|subjects?|"
    r"couple|"
    r"pair|duo|"
    r"trio|both|who|his|her|their|him|them|\d{1,2}[- ]year[- ]olds?|this (?:guy|person|man|one|crew)|"
    r"detenid[oa]s?|"
    r"acusad[oa]s?|sospechos[oa]s?|conductora?|él|ella|quien)"
)
_SPOKE = union(
    rf"{_ACCUSED}\b[^.!?\n]{{0,30}}?\b(?:told|admit\w*|den(?:y|ied|ies|ying)|confess\w*|claim\w*|explain\w*|"
    rf"insist\w*|"
    r"apologi[sz]\w*|blam\w*|brag\w*|boast\w*|refus\w*|declin\w*|laugh\w*|cried|crying|begged|bawled|"
    r"said|says|swore|joked|gave (?:us|a|an|officers|detectives|up)|talk\w*|silent|silence|lawyer\w*|"
    r"attorney|"
    r"cooperat\w*|answer\w*|statement|came clean|word|saying|story|stories|version|excuses?|alibi|account|"
    r"reason(?:s|ing)?|remorse\w*|"
    r"sorry|smil\w*|smirk\w*|shrug\w*|agreed|consent\w*|changed (?:his|her)|lied|lying|lies|"
    r"confes\w+|admit\w+|negó|dijo|contó|mintió|abogad[oa]|callad[oa]|declaró)\b",
    r"(?:confession|confessed|full confession|statement to (?:police|detectives|us)|interview with|lawyered|"
    r"fessed|mirandi\w+|miranda|own words|confesión)\b",
)
_LAB = union(
    r"(?:bac|b\.a\.c|breath\w*|blood|urine|swab\w*|dna|fingerprints?|prints|palm print|polygraph|"
    r"lie detector|"
    r"walk-and-turn|"
    r"sobriety|field tests?|roadside tests?|drug tests?|lab (?:results?|tests?)|toxicolog\w*|ballistic\w*|"
    r"residue|"
    r"forensic\w*|machine|science|lab\b|huellas|powder|fentanyl|\d(?:\.\d+)? times the|legal limit|"
    r"over the limit|the limit|alcohol level|ankle monitor|"
    r"cell phone data|search history|receipts?|match(?:es|ed)?|aliento|sangre|adn|huellas|límite|"
    r"alcoholemia)\b",
    r"(?:blew|blowing|registered|tested|reading|level)\b[^.!?\n]{0,20}(?:\.\d|positive|twice|double|triple)",
    r"(?<![\d$.])0?\.[0-4]\d\b",
)
_PAST = union(
    r"(?:priors?|prior (?:\w+ )?(?:arrests?|convictions?|record|offenses?|dui)|(?:criminal |arrest |long |"
    r"his |her |"
    r"driving |their )(?:record|history|rap sheet|past)|rap sheet|parole\w*|probation\w*|supervised release|"
    r"ex-?con\w*|convicted felon|registered|strikes?|repeat|habitual|career|chronic|frequent|familiar|"
    r"known to|"
    r"well[- ]known|regulars?|usual|no stranger|"
    r"old friend|flyers?|earlier arrests|por lo mismo|"
    r"acquainted|again|once more|yet another|(?:second|third|fourth|fifth|sixth|\d+(?:nd|rd|th)) (?:time|"
    r"arrest|dui|offense|strike|trip|visit|stay|booking|go)|(?:two|three|four|five|six|seven|\d+|several|"
    r"multiple|"
    r"many|countless|cinco|varios) (?:\w+ )?(?:earlier|times|arrests|convictions|priors|stints|cases)|"
    r"not (?:his|"
    r"her|their) first|"
    r"first rodeo|just (?:got |been )?(?:out|released|freed)|released (?:from|last|just|early|on)|"
    r"out on|fresh out|got out|served (?:time|\w+ years)|prison|ex-?felon|previous\w*|in \d{4} for|"
    r"last time|same "
    r"(?:thing|charge|offense|crime|guy|house|store)|has been (?:here|arrested|through)|open cases?|"
    r"pending cases?|"
    r"(?:segundo|tercer|cuarto|quinto|sexto|séptimo|décimo) (?:arresto|robo|delito)|ya lo conocemos|"
    r"antecedentes|reincidente|otra vez|de nuevo|libertad condicional|historial|conocid[oa])\b"
)
_PROOF = union(
    r"(?:evidence|proof|case|video|footage|camera|testimony|witness(?:es)?|alibi|story|victim's (?:account|"
    r"story|"
    r"statement))\b[^.!?\n]{0,50}?\b(?:strong\w*|solid|air-?tight|clear\w*|overwhelming|weak|thin|damning|"
    r"compelling|"
    r"convincing|conclusive|mountain|plenty|tons|enough|speaks?|proves?|shows?|leaves? no|locked|lock|tight|"
    r"credib\w+|believ\w+|reliab\w+|liar|lying|hold(?:s)? up|fall(?:s)? apart|nail\w*|bulletproof|ironclad|"
    r"rock|"
    r"chang\w+|nothing|"
    r"undeniable|sealed|"
    r"slam|no doubt|doesn't lie|don't lie|against)\b",
    r"(?:strong|solid|air-?tight|clear|overwhelming|weak|damning|compelling|mountains? of|plenty of|tons of|"
    r"enough|"
    r"all the|rock[- ]solid|slam[- ]dunk|open[- ]and[- ]shut|great|good|best|bullet-?proof|"
    r"ironclad) (?:\w+ )?"
    r"(?:case|evidence|proof|witness\w*)\b",
    r"(?:no (?:doubt|question|way|chance)|without (?:a )?doubt|dead to rights|red-?handed|on (?:video|"
    r"camera|tape)|"
    r"all on (?:video|camera)|caught everything|prove it|we can prove|pruebas|evidencia|sin duda)\b",
)
_ENDING = Look(
    r"\b(?:prison|behind bars|years?|decades|life|convict\w*|guilty|acquit\w*|verdict|plea|pleads?|plead|"
    r"sentence[sd]?|jury|jurors|sentencing|locked up|put away|going away|the (?:book|max|maximum)|"
    r"walk(?:s)? free|"
    r"go free|"
    r"get off|beat (?:this|the|these)|win|lose|justice|accountable|pay|dismiss\w*|drop(?:ped)?|"
    r"cleared|exonerat\w*|prisión|cárcel|años|condena\w*|culpable|sentencia|justicia)\b"
)
_FORESEEN = Look(
    r"\b(?:will|won't|'ll|would|should|shouldn't|expect\w*|confident|certain|sure|predict\w*|bet|"
    r"guarantee\w*|"
    r"hope\w*|"
    r"look(?:ing|s)? (?:forward|at)|deserv\w*|want|wants|going to|gonna|headed|heading|bound|destined|likely|"
    r"probably|count on|mark (?:our|my) words|no way|never|long time|for a (?:long|good|very)|"
    r"rest of (?:his|her)|"
    r"can't wait|must|need(?:s)? to|make sure|ought|esper\w+|merece\w*|matter of|only a|by friday|"
    r"seguro|ojalá|va a|irá|pasará)\b"
)
_BENCH = Look(
    r"\b(?:judges?|magistrate|bail|bond|released?|da\b|district attorney|prosecutors?|prosecution|defense|"
    r"public "
    r"defender|plea (?:deal|bargain|offer|agreement)|deal|charges?|charging|counts?|court|ruling|jury|"
    r"misdemeanor|"
    r"felony|"
    r"fianza|juez|jueza|fiscal\w*|cargos?|acuerdo|tribunal|corte)\b"
)
#: A judgement so plain that it needs no word of the court beside it.
_BITTER = Look(
    r"\b(?:(?:far|way|much) too|too (?:low|high|lenient|soft|light|easy|little)|slap in|slap on|joke|"
    r"laughable|"
    r"insult\w*|"
    r"ridiculous|unbelievable|outrag\w*|disappoint\w*|disgust\w*|shame\w*|lenien\w*|revolving|disgrace\w*|"
    r"travesty|deserv\w*|don't be fooled|crocodile|it's an act|more sense|hope this jury|should be zero|"
    r"ever again|do the math|not (?:his|her) first|burla|vergüenza)\b"
)
_VALUED = Look(
    r"\b(?:should\w*|deserv\w*|ought|too (?:low|high|lenient|soft|light|easy|little|much)|only|just|mere\w*|"
    r"slap|"
    r"joke|"
    r"laughable|insult\w*|ridiculous|unbelievable|outrag\w*|disappoint\w*|disgust\w*|frustrat\w*|thrill\w*|"
    r"pleased|happy|glad|proud|relieved|shock\w*|sad\w*|shame\w*|wrong|right|fair|unfair|justice|lenien\w*|"
    r"soft|"
    r"tough|good|great|bad|terrible|weak|strong|fit|fits|enough|not enough|even|somehow|apparently|agree\w*|"
    r"disagree\w*|believe|think|feel|hope\w*|wish\w*|want|thank\w*|applaud|finally|again|already|same day|"
    r"hours "
    r"later|revolving|generous|sweetheart|kept|keep|stays? (?:in|put)|where (?:he|she|they) belong\w*|never|"
    r"wow|"
    r"worth|safety|what (?:a|your|our)|"
    r"really|seriously|merec\w+|vergüenza|injust\w+|barat[oa]|demasiado|ojalá|burla|risa|por fin|"
    r"debería\w*)\b|"
    r"[!🙄😡🤦]|\?$"
)
_EXCUSED = Look(
    r"\b(?:justif\w+|by the book|no merit|bear (?:that|this|us) out|any reasonable|would have|already know|"
    r"textbook|no choice|had to|forced?|left with|nothing wrong|did (?:exactly|"
    r"everything|what|the right)|the right (?:thing|call|decision)|within policy|followed (?:policy|"
    r"training|every)|"
    r"as (?:they were )?trained|lawful\w*|clean|legit\w*|good shoot\w*|heroic\w*|hero(?:es)?|brave\w*|"
    r"sav(?:ed|ing) "
    r"(?:his|her|lives|a life)|self-?defen[sc]e|in fear|feared for|split[- ]second|proper\w*|"
    r"appropriate\w*|reasonabl\w+|necessary|cleared?|exonerat\w*|vindicat\w*|stand (?:by|behind)|"
    r"full support|"
    r"proud of|excessive|unnecessary|bogus|frivolous|baseless|meritless|false|fabricated|lies?|lying|liar|"
    r"money grab|cash grab|payday|nonsense|without merit|made[- ]up|invent\w+|unfounded|regret\w*|mistakes?|"
    r"messed up|screwed up|should (?:not )?have|out of line|no wrongdoing|justificad\w+|correctamente|falsa|"
    r"mentira|"
    r"no tuv(?:o|ieron) (?:otra )?opción|actu(?:ó|aron) bien)\b"
)
_FACT = Look(
    r"\b(?:set (?:for|at)|scheduled|continued (?:to|by)|is due|appear\w* (?:in|for)|according to|"
    r"if convicted|"
    r"maximum|"
    r"statut\w+|presumed|declined to (?:file|comment)|da's office|case number|probation (?:department|"
    r"officers?)|"
    r"sentenced|pleaded|jury (?:found|convicted|acquitted|selection|duty)|program|k-?9|hiring|applicants?|"
    r"will (?:determine|review|decide|be reviewed)|blood drive|breath of|donat\w+|"
    r"presun\w+|según|hasta que)\b"
)
_INFORMED = Look(r"\b(?:scam\w*|caller|lobby|anyone|please|call|tips?|information|your|you|join|thank\w*)\b")
_OPEN = frozenset({"arrest", "drug", "dui", "court-update", "court", "jail", "ois", "most-wanted", "wanted"})
_CASE = Look(
    r"\b(?:arrest\w*|booked|charged|charges|in custody|suspects?|defendants?|trial|hearing|arraign\w*|"
    r"prosecut\w*|"
    r"district attorney|jail\w*|bail|indict\w*|detenid\w+|arrestad\w+|acusad\w+|juicio|audiencia|"
    r"officer-involved|"
    r"complaint|internal review|under review|lawsuit|use of force|grand jury|shooting|dui|in court|wanted|"
    r"accuser|accused|to the da|district attorney|judge|jueza?|on tape|told (?:us|detectives|officers)|"
    r"test results?|confess\w*)\b"
)


#: A word of the court, the accused or the proof that tells no step of the case.
_ASIDE = Look(
    r"\b(?:he|she|they|him|his|her|hers|judges?|jury|jurors|defen[sc]e|lawyers?|attorneys?|da|prosecutors?|"
    r"court|bail|evidence|"
    r"dna|proof|video|story|innocent|guilty|guilt|truth|justice|prison|jail|again|back|years|él|ella|juez|"
    r"jueza|abogad[oa]|"
    r"pruebas|culpa|cárcel)\b"
)
_STEP = Look(
    r"\b(?:arrest\w*|booked|charg\w*|detain\w*|cited|released|taken|transported|custody|warrants?|hearing|"
    r"arraign\w*|appear\w*|"
    r"trial|sentenc\w*|convict\w*|plead\w*|pled|suspicion|suspected|alleg\w*|accus\w*|located|found|stopped|"
    r"fled|ran|hid|"
    r"surrender\w*|injur\w*|hospital|treated|hurt|described|wearing|years? old|year-old|born|last seen|"
    r"drove|driving|vehicle|"
    r"car|truck|died|identified|missing|home|safe|call|case|investigat\w*|tests?|license|cost|insurance|"
    r"sober|ride|"
    r"detenid\w*|arrestad\w*|cargos|acusad\w*|llevad\w*|audiencia|juicio)\b"
)


def comment(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Statements, tests, the record, the proof, the outcome or an opinion, where a case or a review is open."""
    personal = reading.draft.category in _OPEN
    if reading.once(is_over) or not (personal or reading.says(_CASE)) or _FACT(sentence):
        return None
    if not _INFORMED(sentence):
        for look in (_SPOKE, _LAB, _PAST, _PROOF):
            if (match := look.search(sentence)) and (personal or _held_person(reading, begin, sentence)):
                return match.span()
    if personal and not _INFORMED(sentence) and not _STEP(sentence) and (aside := _ASIDE.search(sentence)):
        return aside.span()
    if not _INFORMED(sentence) and (span := both_in(sentence, _ENDING, _FORESEEN)):
        return span
    if reading.says(_BENCH) and (match := _BITTER.search(sentence)):
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
    return span_of(PERSON, sentence) is not None or bool(reading.names_in(begin, begin + len(sentence)))
