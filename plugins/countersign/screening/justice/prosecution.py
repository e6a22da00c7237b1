"""Comments on an open case: confessions, tests, records, strength of the evidence, forecasts, opinions on the court."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.justice.words import CUSTODY
from countersign.screening.patterns import Look, union, within
from countersign.screening.reading import Hit, Reading

_PERSON = r"(?:he|she|they|suspect|defendant|driver|man|woman|teen|\d{1,2}[- ]year[- ]old|arrestee|accused|subject|couple|pair|duo|both|who)"

_CONFESSED = union(
    r"(?:has |have |already |fully |even |later |quickly |since )*confess(?:ed|es|ion)\b",
    r"admit(?:s|ted|ting)?\s+(?:to\s+)?(?:\w+ing\b|it\b|everything|he\b|she\b|they\b|that\b|all\b|the\b|his\b|her\b|their\b|guilt|responsibility|doing|being)",
    rf"{_PERSON}\s+(?:\w+\s+)?(?:told|gave|tells)\s+(?:our\s+|the\s+|us|responding\s+|an?\s+)?(?:officers?|detectives?|deputies|investigators|us)?\s?(?:\w+\s+)?(?:everything|the whole story|a full statement|(?:that\s+)?(?:he|she|they)\b|it was (?:him|her))",
    r"(?:spilled (?:the beans|it all|everything|his guts|her guts)|sang like|came clean|fessed up|'fessed up|owned up|copped to|couldn't stop talking|broke down and|told us everything|full confession|gave it all up|gave up the)\b",
    r"(?:refus(?:ed|es|ing)|declin(?:ed|es|ing)|won't|wouldn't|isn't|not|unwilling|chose not)\s+(?:to\s+)?(?:talk(?:ing)?|speak(?:ing)?|answer(?:ing)?|give (?:us )?a statement|make a statement|cooperate|cooperating)\b",
    r"(?:lawyered up|clammed up|invoked|invoking|took the fifth|pled the fifth|pleaded the fifth|demanded (?:a|his|her|an) (?:lawyer|attorney)|asked for (?:a|his|her|an) (?:lawyer|attorney)|hid behind (?:a|his|her) lawyer|remain(?:ed|s|ing)? silent|stayed silent|not a word without)\b",
)
_CONFESSED_ES = union(
    r"(?:ya\s+)?confes(?:ó|aron|ión)\w*(?:\s+tod[oa])?",
    r"admit(?:ió|ieron)\b",
    r"reconoció (?:haber|que|su|los|el)\b",
    r"se neg(?:ó|aron) a (?:declarar|hablar|cooperar|contestar)\b",
    r"no quiso (?:hablar|declarar|cooperar)\b",
    r"pidió (?:un )?abogado\b",
    r"guardó silencio\b",
    r"soltó (?:toda )?la sopa\b",
)
_TESTED = union(
    r"(?:he|she|they|driver|man|woman|suspect|who|\d{2}-year-old|and)\s+(?:\w+\s+)?(?:blew|registered|tested|clocked in at|recorded)\s+(?:an?\s+|at\s+|more than\s+|over\s+|nearly\s+|almost\s+|twice|double|three|positive)?[^.!?\n]{0,12}?(?:\.\d|0\.\d|twice|double|triple|times|\d+%|positive|over the)",
    r"(?:his|her|their|whose|with an?|had an?|driver's|suspect's|a)\s+(?:bac|b\.a\.c\.|blood[- ]alcohol(?: (?:level|content|concentration|reading))?|breath (?:test|sample)|breathalyzer|alcohol level)\s+(?:was|were|of|came|read|registered|is|at|showed|level|result)[^.!?\n]{0,20}?(?:\.\d|0\.\d|twice|double|triple|times|over|above)",
    r"(?:more than |nearly |almost |over |about )?(?:twice|double|triple|two times|three times|four times|\d times) (?:over )?the legal (?:limit|driving limit)\b",
    r"(?:bac|blood alcohol|blood-alcohol)\s+(?:of|was|:)?\s*0?\.\d+",
    r"(?:fail(?:ed|s|ing)?|flunk(?:ed|s)?|bombed|couldn't pass|did not pass|didn't pass|refus(?:ed|es|ing))\s+(?:\w+\s+){0,3}?(?:sobriety|polygraph|lie detector|breathalyzer|breath test|blood test|drug test|field test|chemical test|walk-and-turn)",
    r"(?:polygraph|lie[- ]detector)(?: test| exam| results?)?\b",
    r"(?:dna|fingerprints?|prints|ballistics|gunshot residue|shell casings?|blood|lab results?|toxicology|forensics?|hair|phone data|cell records|gun)\b[^.!?\n]{0,45}?\b(?:match(?:es|ed)?|a match|link(?:s|ed)?|tie(?:s|d)?|came back|confirm(?:s|ed)?|point(?:s|ed)? (?:to|straight|right|directly)|place(?:s|d)? (?:him|her|them)|put(?:s)? (?:him|her|them)|prove[sd]?|showed|show he|positive|all over the|nailed|don't lie|doesn't lie)",
    r"(?:tested|test came back|came back) positive for\b",
)
_TESTED_ES = union(
    r"dio positivo\b",
    r"(?:nivel de )?alcohol en (?:la )?sangre\b[^.!?\n]{0,20}\d",
    r"(?:doble|triple) (?:del|de lo) (?:límite|permitido|legal)\w*",
    r"(?:la )?(?:prueba de )?adn\b[^.!?\n]{0,30}(?:coincid|confirm|demuestr|prueba)\w*",
    r"(?:huellas|balística)\b[^.!?\n]{0,30}(?:coincid|confirm|demuestr)\w*",
    r"(?:no pasó|reprobó|falló)\b[^.!?\n]{0,25}(?:prueba|polígrafo|sobriedad)",
    r"polígrafo\b",
    r"(?:el doble|el triple|dos veces|tres veces) (?:del|el) límite\b",
)
_RECORD = union(
    r"rap sheet\b",
    r"(?:criminal|arrest|police|lengthy|long|extensive|violent|colorful|impressive) (?:history|record|résumé|resume|past)\b(?! (?:check|request|retention|clear|unit|review))",
    r"(?:prior|previous|past|earlier) (?:\w+ )?(?:arrests?|convictions?|felon\w+|offenses?|duis?|strikes?|bookings?|charges|record|burglar\w+|theft\w*|contacts)\b",
    r"(?:a )?(?:known|well[- ]known|notorious|career|habitual|chronic|repeat|serial|prolific|convicted|frequent)\s+(?:\w+\s+)?(?:burglar|thief|criminal|offender|felon|dealer|gang member|drug dealer|shoplifter|drunk driver|abuser|sex offender|robber|arsonist|predator|drug user|addict|flyer|customer|trespasser|gangster)s?\b",
    r"(?:already |still |currently |was |were |is |while |out |been )+(?:on|under) (?:\w+ )?(?:probation|parole|supervised release|bail|supervision|bond|pretrial release)\b",
    r"on (?:felony |active |formal )?(?:probation|parole)\b(?! (?:officer|department|agent))",
    r"(?:a|the|this|active|current|two|three|former|convicted) (?:\w+ )?(?:parolee|probationer|ex-con|ex-convict|ex-felon)s?\b",
    r"out on (?:bail|bond|parole|probation|release|his own recognizance|her own recognizance|early release)\b",
    r"registered sex offender\b",
    r"(?:a )?convicted (?:felon|rapist|killer|murderer|thief|burglar|child molester|sex offender|drug dealer|robber)\b",
    r"(?:no|not a) stranger to (?:us|our|the|law|jail|police|handcuffs)\b",
    r"(?:familiar face|old friend|frequent (?:flyer|guest|visitor)|regular (?:guest|customer|at)|usual suspects?|repeat customer|we know (?:him|her) well|well known to (?:us|our|police|officers|law|patrol)|known to (?:us|our|police|officers|law enforcement|patrol))\b",
    r"(?:\w+ strikes?|two[- ]striker|third[- ]striker|second[- ]striker)\b(?<=striker|strikes)(?! (?:at|in|again|the|back|out))",
    r"(?:his|her|their) (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)) (?:\w+ )?(?:arrest|dui|offense|conviction|time|trip|burglary|strike|felony|booking|visit)\b",
    r"(?:was |were |been )?(?:arrested|convicted|booked|jailed|released) (?:\w+ )?(?:\w+ )?(?:times|twice) (?:before|already|this|in|since|for|by)\b",
    r"(?:served|did|finished|just got out of|fresh out of|released from|recently released from|years in) (?:\w+ ){0,4}(?:prison|state prison|san quentin|time for|the pen|jail for)\b",
    r"(?:has|had|have|with) (?:\w+ ){0,2}(?:been arrested|been convicted|been here|done this|convictions?|arrests|warrants in|strikes|priors)\b(?! (?:before|if) you)",
    r"\w* ?priors\b",
    r"(?:done|did|doing) this before\b",
    r"(?:his|her|their) (?:criminal |arrest |long |lengthy )?(?:record|history) (?:speaks|shows|includes|goes|of|is|stretches)\b",
    r"previously (?:been )?(?:convicted|arrested|served|jailed|deported|charged)\b",
)
_RECORD_ES = union(
    r"antecedentes\b(?! no penales)",
    r"historial (?:delictivo|criminal|penal|de)\b",
    r"reincidente\w*",
    r"(?:en|bajo) libertad (?:condicional|bajo fianza|provisional)\b",
    r"viejo conocido\b",
    r"conocid[oa] (?:ladrón|ladrona|delincuente|pandillero|nuestro|de la policía|por la policía)\b",
    r"(?:ya )?(?:había|ha|han) (?:sido|estado) (?:arrestad|detenid|condenad|pres)\w*\b",
    r"(?:arrestos|condenas|detenciones) (?:previ|anteriores|pasad)\w*\b",
    r"(?:salió|recién salid[oa]) de (?:la )?(?:cárcel|prisión)\b",
    r"expediente (?:más )?largo\b",
    r"delincuente habitual\b",
    r"ex ?convict[oa]\b",
)
_STRENGTH = union(
    r"(?:air-?tight|rock[- ]solid|slam[- ]?dunk|open[- ]and[- ]shut|iron-?clad|bullet-?proof|dead to rights|cut and dried|overwhelming|irrefutable|undeniable|damning|rock solid|rocksolid|mountains? of evidence|smoking gun|solid case|strong case|weak case|flimsy|no case)\b",
    r"(?:the )?evidence (?:\w+ )?(?:is|against|leaves|proves?|shows? he|shows? she|speaks|couldn't be|could not be|doesn't lie|we have is)\b[^.!?\n]{0,40}",
    r"(?:plenty|tons|loads|more than enough|enough|so much|all the|a ton|piles) (?:of )?evidence\b",
    r"(?:the )?defen[sc]e (?:attorney |lawyer |team )?(?:has|have|had|is|are|knows?|won't|can't|will|doesn't)\b[^.!?\n]{0,30}",
    r"(?:we|cameras|camera|video|they) (?:have|got|caught) (?:him|her|it all|them|the whole thing|everything) (?:all )?on (?:video|camera|tape|film|doorbell)\b",
    r"no (?:jury|judge) (?:in|would|will|could|is|on)\b",
    r"(?:no|without a|beyond (?:a|any|all)) (?:reasonable )?doubt (?:about it|he|she|that|they|in)\b",
    r"nails? (?:him|her|them)\b",
    r"the case (?:against (?:him|her|them) )?is (?:strong|solid|weak|airtight|a lock|over)\b",
    r"(?:witness|witnesses|eyewitness|accuser|complainant|victim|alibi|story|he|she)(?:'s)?\s+(?:\w+\s+){0,2}?(?:is|are|was|were|seems?|isn't|aren't|'s)\s+(?:\w+\s+){0,2}?(?:credible|not credible|believable|unbelievable|reliable|unreliable|lying|a liar|rock|solid|truthful|untruthful|honest|dishonest|making it up|full of|bogus|nonsense|laughable|fishy|baloney|phony)\b",
    r"(?:his|her|their) (?:alibi|story|excuse|version|account|explanation)\b[^.!?\n]{0,40}?\b(?:fell apart|doesn't|didn't|does not|did not|changed|keeps changing|falls apart|is a|was a|laughable|holds?|makes no|made no|ridiculous|lies?)\b",
)
_STRENGTH_ES = union(
    r"pruebas? (?:de sobra|contundentes?|irrefutables?|suficientes?|abrumador\w*|sólidas?|claras?)\b[^.!?\n]{0,60}",
    r"(?:tenemos|hay|existen) (?:muchas|todas las|suficientes|bastantes|más que suficientes) (?:pruebas|evidencias?)\b",
    r"(?:el )?caso (?:es|está) (?:sólido|ganado|cerrado|claro)\b",
    r"no (?:hay|queda|cabe) (?:ninguna )?duda\b",
    r"(?:el testigo|la testigo|la víctima|su coartada|el acusado|el sospechoso) (?:\w+ )?(?:miente|es (?:muy )?(?:creíble|confiable)|no es (?:creíble|confiable)|dice la verdad|se cae)\b",
)
_FORECAST = union(
    rf"{_PERSON}(?:'s|'re|'ll| is| are| will| won't| should| deserves?| needs?| better| can| ought| gets?| has to| must)?\s+(?:\w+\s+){{0,3}}?(?:looking at|facing|going away|go away|going to (?:prison|jail|be convicted|plead|be found|do|serve|spend|rot)|spend|serve|rot|plead(?: guilty)?|be (?:convicted|found guilty|going away|locked|put away|in prison|spending)|do (?:hard )?time|never see|won't see|not see|get (?:life|the max|the maximum|what|\w+ years)|walk free|do \w+ years)\b[^.!?\n]{{0,40}}",
    r"(?:hope|hoping|expect|expecting|pray|praying|confident|sure|certain|predict|bet|look forward|demand|want|wish|count on|believe|bank on|trust)\b[^.!?\n]{0,45}?\b(?:convict\w*|guilty|life in prison|life sentence|the max(?:imum)?|prison|verdict|lock(?:ed)? (?:him|her|them)?|put away|every day of it|throws? the book|plead\w*|long (?:time|sentence)|full sentence|years behind bars|never gets out|stays? locked|cleared|justice is done)\b",
    r"(?:conviction|guilty (?:plea|verdict)|life sentence|long sentence) (?:is|will|should|seems|looks|\w+ be)\s+(?:\w+\s+){0,3}?(?:coming|certain|a matter|only a matter|just a matter|inevitable|guaranteed|likely|next|around|assured|a formality|follow|expected|swift|in the bag)\b",
    r"(?:jury|jurors|judge|court|da|prosecutors?|grand jury|review board|panel|the d\.a\.)\s+(?:will|won't|is going to|are going to|should|has to|must|had better|better|needs? to|ought to)\b[^.!?\n]{0,50}",
    r"throw (?:away the key|the book)\b",
    r"lock (?:him|her|them|'em) up\b",
    r"away for (?:a )?(?:long|very long|good|life|the rest|many|\w+ years)\b",
    r"(?:rest of (?:his|her|their) li(?:fe|ves)|decades|many years|\w+ to life|long time) (?:behind bars|in prison|in jail|in a cell|locked up|inside)\b",
    r"death penalty\b",
    r"(?:plea|plead) (?:is|seems|looks|will|deal is) (?:coming|likely|next|expected|in the works)\b",
)
_FORECAST_ES = union(
    r"(?:pasará|pasarán|pase|pasen|le esperan|le espera|va a pasar|merece|merecen|recibirá|enfrentará)\b[^.!?\n]{0,40}(?:años|prisión|cárcel|cadena perpetua|rejas|condena|pena)",
    r"será(?:n)? (?:condenad|declarad|encontrad|hallad)\w+",
    r"(?:el juez|el jurado|la jueza|la corte|el fiscal)\s+(?:debe|debería|tiene que|va a|lo va|la va|no debe|no debería)\b[^.!?\n]{0,40}",
    r"esperamos que\b[^.!?\n]{0,40}(?:conden|cárcel|prisión|culpable|pague|encierr|pena)\w*",
    r"que (?:se )?pudra\w*\b",
    r"cadena perpetua\b",
    r"todo el peso de la ley\b",
)
_COURT_WORD = r"(?:bail|bond|plea(?: deal| offer| bargain)?|charges?|charging|judge|da|d\.a\.|district attorney|prosecutors?|sentence|release|ruling|court|magistrate|fine|dismissal|deal|decision)"
_OPINED = r"(?:jokes?|slap|insult\w*|outrag\w*|disgrac\w*|sham(?:e|eful)|too (?:low|high|soft|light|lenient|little|weak)|soft|weak|lenient|ridiculous|unacceptable|disappoint\w*|deserve[sd]?|should(?:n't)?(?: have| be| not)?|must|ought|proper|right call|wrong|mistake|travesty|pathetic|absurd|laughable|sweetheart|insane|unbelievable|sad|baffling|nonsense|appropriate|fair|unfair|excessive|perfect|a gift|gift|failed|coddl\w*|caved|refus\w* to|dropped the ball|let us down|embarrass\w*|ashamed|cowardly|spineless|terrible|awful|not enough|nowhere near|far too|way too|pleased|thrilled|happy with|agree|disagree|applaud|glad)"
_OPINION = union(
    rf"{_COURT_WORD}\b[^.!?\n]{{0,45}}?\b{_OPINED}\b",
    rf"{_OPINED}\s+(?:\w+\s+){{0,4}}?(?:bail|bond|plea|charges?|judge|sentence|ruling|deal|district attorney|prosecutors?)\b",
    r"slap on the wrist\b",
    r"catch[- ]and[- ]release\b",
    r"revolving door\b",
    r"(?:back|out) on (?:the|our) streets? (?:already|again|by|within|before|in hours|tonight|thanks)\b",
    r"(?:let|lets|letting|set) (?:him|her|them|these) (?:go|out|walk|free|loose|right back)\b",
    r"released (?:him|her|them)? ?(?:again|already|back|within hours|on no bail|with no bail|before)\b",
    r"under-?charged\b",
    r"(?:zero|no|\$0|cashless)[- ]bail\b(?! warrant)",
)
_OPINION_ES = union(
    r"(?:fianza|juez|jueza|fiscal|fiscalía|condena|sentencia|cargos?|acuerdo)\b[^.!?\n]{0,40}?(?:ridícul\w+|vergüenza|vergonzos\w+|burla|demasiado|muy baj\w+|injust\w+|debería|debió|insulto|absurd\w+|poc[oa]|blanda?)\b",
    r"(?:lo|la|los) (?:soltaron|dejaron libre|dejaron ir|liberaron)\b",
    r"puerta giratoria\b",
)
_PREJUDGED = union(
    r"(?:clearly |completely |totally |absolutely |fully |100% |entirely |obviously |plainly |perfectly |legally |was |were |is )*(?:justified|within policy|by the book|in self[- ]defense|good shoot|clean shoot|textbook|lawful shooting|righteous shoot)\b",
    r"(?:officers?|deput(?:y|ies)|he|she|they|our (?:people|team|men|guys)|sergeant|sgt\.? \w+)\s+(?:\w+\s+){0,2}?(?:did|done|acted|followed|made|used|had|performed|handled|responded|showed|behaved)\s+(?:\w+\s+){0,3}?(?:nothing wrong|nothing improper|everything right|exactly what|exactly as|exactly right|the right thing|the right call|appropriately|properly|correctly|heroically|bravely|lawfully|reasonably|perfectly|professionally|(?:his|her|their) training|policy|no choice|no other (?:choice|option)|every right|to shoot|no alternative|flawlessly|what (?:any|they were|he was|she was|had to)|remarkable restraint|great restraint|restraint|by the book)\b",
    r"(?:will|'ll|should|expect\w*|going to|certain to|sure to)\s+(?:\w+\s+){0,3}?(?:be (?:fully |completely )?(?:cleared|exonerated|vindicated)|clear (?:our|the|him|her|them|sgt|officer)|exonerate|vindicate|back to (?:work|patrol|duty) (?:soon|in no time))\b",
    r"(?:complaint|allegations?|accusations?|lawsuit|claims?|charges against (?:our|the) officer)s?\b[^.!?\n]{0,40}?\b(?:is|are|was|were|total|complete|just|nothing but|pure)\s+(?:\w+\s+){0,3}?(?:baseless|frivolous|meritless|without merit|bogus|false|fake|lies|a lie|made up|made-up|garbage|nonsense|a money grab|cash grab|unfounded|ridiculous|absurd|fabricated|politically motivated|a joke|going nowhere)\b",
    r"(?:baseless|frivolous|meritless|bogus|fabricated|trumped-up|made-up|phony) (?:complaint|allegation|accusation|lawsuit|claim|charge)s?\b",
    r"(?:we |i )?(?:stand|stands|standing) (?:firmly |fully |proudly |100% )?(?:behind|with|by) (?:our|the|these|this|every|that) (?:officers?|deput(?:y|ies)|sergeant|decision|shooting|team|brave)\b[^.!?\n]{0,30}",
    r"(?:had|left (?:him|her|them|our officers?|us) (?:with )?) ?no (?:other )?(?:choice|option|alternative)\b",
    r"(?:he|she|suspect|decedent|man|woman) (?:gave|left) (?:them|officers?|our officers?|us|him|her) no (?:other )?(?:choice|option|alternative)\b",
    r"(?:brought|had) it (?:coming|on (?:him|her)self)\b",
    r"suicide by cop\b",
    r"(?:the )?(?:officer|deputy|sergeant|shooting|force|review|investigation|video|body camera|bodycam) (?:\w+ ){0,2}(?:will|is going to) (?:show|prove|confirm|find|say so)\b[^.!?\n]{0,40}",
    r"(?:violated policy|broke policy|used excessive force|was reckless|should be fired|will be fired|panicked)\b",
)
_PREJUDGED_ES = union(
    r"(?:el|la|los|las|nuestros?|nuestras?) (?:oficial|agente|policía|oficiales|agentes|policías)\b[^.!?\n]{0,30}?(?:actu(?:ó|aron) (?:correcta|bien|conforme|con)|hicieron lo (?:correcto|que)|hizo lo (?:correcto|que)|no hicieron nada|no hizo nada|no tuv\w+ (?:otra )?opción|estuv\w+ justificad|será\w* (?:absuelt|exonerad)|fue justificad)\w*",
    r"(?:queja|denuncia|acusación|acusaciones|demanda)\b[^.!?\n]{0,25}?(?:es|son|falsa|falsas|mentira|infundad|sin fundamento|ridícul)\w*",
    r"(?:uso de la fuerza|tiroteo|disparos?) (?:\w+ )?(?:fue|estuvo|está) (?:totalmente |completamente |claramente )?justificad\w+",
)
_CHARACTER = union(
    r"(?:is|was|'s) (?:a |an |pure |just |truly |nothing but )+(?:monster|menace|evil|coward|animal|liar|danger(?:ous man)? to|dangerous man|sociopath|psychopath|career criminal|violent man|bully|good (?:kid|man|guy|person)|great (?:guy|man|kid)|sick individual|predator|piece of work)\b",
    r"(?:no|zero|not (?:a|one) (?:bit|ounce|shred) of|without|any) remorse\b",
    r"(?:shows?|showed|has|had) no (?:remorse|conscience|regard)\b",
    r"cold-?[- ]?blooded\b",
    r"pure evil\b",
    r"wouldn't hurt a fly\b",
)

#: Somebody decided it, or it is about no case: then it is no comment.
_DECIDED = Look(
    r"\bjury (?:found|convicted|returned|acquitted)|\bpleaded\b|\bpled (?:guilty|no contest)|\b(?:was|were) sentenced|\bsentenced (?:\w+ ){0,3}to\b|\breview board (?:found|concluded)|\b(?:review|investigation|board|firm|district attorney|da|attorney general|auditor|commission) (?:\w+ ){0,3}(?:found|concluded|determined|ruled|declined|sustained)|\bsustained\b|\bunfounded\b|\bverdict\b"
)
_GENERAL = Look(
    r"\baverage\b|\bif your\b|\bif you\b|\byour (?:bac|blood|first|next|license)|\blegal limit (?:is|of)|\bmany (?:people|drivers|offenders)|\bapplicants?\b|\bcandidates?\b|\bprobation (?:officers?|department|searches)|\bcompliance checks?\b|\bin compliance\b|\bre-?entry\b|\bprogram\b|\bbackground (?:check|investigat)|\btraining\b|\bfirst-time\b"
    r"|\bdrivers who\b|\banyone (?:who|with)\b|\bpersons? (?:who|with)\b|\bit takes\b|\bcan take (?:weeks|months)|\bresults? (?:are|is|take|were|have) (?:pending|not|weeks|months|due|expected)|\bnot (?:been )?released|\bunder 21\b|\bknow your\b|\bmyth\b|\bfact\b:?|\bk-?9\b|\bhoroscope\b|\btryouts?\b|\bapply\b|\brecruits?\b"
)
_IF_CONVICTED = Look(
    r"\bif (?:convicted|found guilty)|\baccording to (?:the )?(?:district attorney|da\b|prosecutors|complaint)|\bda'?s office (?:said|says)|\bdistrict attorney'?s office (?:said|says)|\bstatute|\bde ser declarad|\bsi (?:es|son) (?:declarad|condenad|hallad)"
)
_ALWAYS = (_CONFESSED_ES, _TESTED_ES, _RECORD_ES, _STRENGTH_ES, _FORECAST_ES, _OPINION_ES, _PREJUDGED_ES)
_OPEN_CASE = Look(
    rf"{CUSTODY.source}|\bcase\b|\bcourt\b|\bhearing\b|\barraign|\btrial\b|\bcharg|\bplea\b|\binvestigat|\breview\b|\bdui\b|\bsuspect|\bshooting\b|\bcomplaint\b|\blawsuit\b|\bgrand jury\b|\bdefendant|\bdriver\b|\bhe\b|\bshe\b|\bwarrant|\bburglar|\brobber|\bhomicide|\bofficer-involved|\bstop\b"
)
_INDIVIDUAL = Look(
    r"\bhe\b|\bshe\b|\bhis\b|\bher\b|\bhim\b|\bsuspect\b|\bdefendant\b|\b\d{1,2}[- ]year[- ]old|\b(?:the|this|a|that) (?:\w+ )?(?:man|woman|driver|guy|teen|person|couple|pair|burglar|thief|felon|offender|parolee|case)\b|\bbooked\b|\barrested\b|\bcharged\b|\bthey\b|\bboth\b|\bthree\b|\btwo\b|\bem\b"
)
_ADMITTED_IN = Look(
    r"\badmitted (?:to|into) (?:the |a |an )?(?:hospital|icu|program|academy|college|university|school|bar|trauma|emergency)|\badmitted for\b"
)


def comment(reading: Reading) -> Iterator[Hit]:
    """What is said of an open case beyond dates, charges and bail."""
    low = reading.low
    if not _OPEN_CASE(low) and not CUSTODY(low):
        return
    individual = _INDIVIDUAL(low)
    for begin, sentence in reading.sentences:
        if not _DECIDED(sentence) and not _ADMITTED_IN(sentence):
            yield from _in_sentence(begin, sentence, individual=individual, text=low, category=reading.draft.category)


def _in_sentence(begin: int, sentence: str, *, individual: bool, text: str, category: str) -> Iterator[Hit]:
    general, attributed = _GENERAL(sentence), _IF_CONVICTED(sentence)
    named = individual or bool(_INDIVIDUAL(sentence))
    for look, sure in (
        (_CONFESSED, named),
        (_TESTED, named),
        (_RECORD, named),
        (_STRENGTH, True),
        (_FORECAST, True),
        (_OPINION, named),
        (_PREJUDGED, _police(text, category)),
        (_CHARACTER, named and CUSTODY(text)),
        *((look, True) for look in _ALWAYS),
    ):
        for match in look.finditer(sentence):
            if attributed and look in (_FORECAST, _FORECAST_ES):
                continue
            weak = general or not sure or (look is _FORECAST and _FACING.fullmatch(match.group()) is not None)
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if weak else None)
            break


def _police(text: str, category: str) -> bool:
    """Whether a shooting, a complaint or a review of the agency's own is what the text is about."""
    return category == "ois" or _REVIEWED(text)


_REVIEWED = Look(
    r"\bofficer[- ]involved|\bois\b|\buse of force|\bcomplaint|\breview\b|\binternal affairs|\blawsuit|\ballegation|\binvestigation into|\bshooting\b|\bshot\b|\bgrand jury|\bpursuit\b|\bjustified\b|\bin custody death|\btaser|\btiroteo|\bqueja|\bunder investigation|\binvestigation\b"
)
_FACING = Look(
    rf"{within(40)}\b(?:faces?|facing|looking at)\b[^.!?\n]*\b(?:up to|maximum|charges?|counts?)\b[^.!?\n]*"
).pattern
