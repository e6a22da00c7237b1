"""Comments on an open case: confessions, tests, records, strength of the evidence, forecasts, opinions on the court."""

from collections.abc import Iterator
from dataclasses import dataclass

from countersign.content import Severity
from countersign.screening.justice.words import CUSTODY
from countersign.screening.patterns import Look, union, within
from countersign.screening.reading import Hit, Reading

_PERSON = (
    r"(?:he|she|they|suspect|defendant|driver|man|woman|teen|\d{1,2}[- ]year[- ]old|arrestee|accused|"
    r"subject|couple|pair|duo|both|who)"
)

_CONFESSED = union(
    r"(?:has |have |already |fully |even |later |quickly |since )*confess(?:ed|es|ion)\b",
    r"admit(?:s|ted|ting)?\s+(?:to\s+)?(?:\w+ing\b|it\b|everything|he\b|she\b|they\b|that\b|all\b|"
    r"the\b|his\b|her\b|their\b|guilt|responsibility|doing|being)",
    rf"{_PERSON}\s+(?:\w+\s+)?(?:told|gave|tells)\s+(?:our\s+|the\s+|us|responding\s+|"
    rf"an?\s+)?(?:officers?|detectives?|deputies|investigators|us)?\s?(?:\w+\s+)?(?:everything|the "
    rf"whole story|a full statement|(?:that\s+)?(?:he|she|they)\b|it was (?:him|her))",
    r"(?:spilled (?:the beans|it all|everything|his guts|her guts)|sang like|came clean|fessed up|"
    r"'fessed up|owned up|copped to|couldn't stop talking|broke down and|told us everything|full "
    r"confession|gave it all up|gave up the)\b",
    r"(?:refus(?:ed|es|ing)|declin(?:ed|es|ing)|won't|wouldn't|isn't|not|unwilling|chose "
    r"not)\s+(?:to\s+)?(?:talk(?:ing)?|speak(?:ing)?|answer(?:ing)?|give (?:us )?a statement|make a "
    r"statement|cooperate|cooperating)\b",
    r"(?:lawyered up|clammed up|invoked|invoking|took the fifth|pled the fifth|pleaded the fifth|"
    r"demanded (?:a|his|her|an) (?:lawyer|attorney)|asked for (?:a|his|her|an) (?:lawyer|attorney)|"
    r"hid behind (?:a|his|her) lawyer|remain(?:ed|s|ing)? silent|stayed silent|not a word without)\b",
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
    r"(?:he|she|they|driver|man|woman|suspect|who|\d{2}-year-old|and)\s+(?:\w+\s+)?(?:blew|registered|"
    r"tested|clocked in at|recorded)\s+(?:an?\s+|at\s+|more than\s+|over\s+|nearly\s+|almost\s+|twice|"
    r"double|three|positive)?[^.!?\n]{0,12}?(?:\.\d|0\.\d|twice|double|triple|times|\d+%|positive|"
    r"over the)",
    r"(?:his|her|their|whose|with an?|had an?|driver's|suspect's|a)\s+(?:bac|b\.a\.c\.|blood[- "
    r"]alcohol(?: (?:level|content|concentration|reading))?|breath (?:test|sample)|breathalyzer|"
    r"alcohol level)\s+(?:was|were|of|came|read|registered|is|at|showed|level|"
    r"result)[^.!?\n]{0,20}?(?:\.\d|0\.\d|twice|double|triple|times|over|above)",
    r"(?:more than |nearly |almost |over |about )?(?:twice|double|triple|two times|three times|four "
    r"times|\d times) (?:over )?the legal (?:limit|driving limit)\b",
    r"(?:bac|blood alcohol|blood-alcohol)\s+(?:of|was|:)?\s*0?\.\d+",
    r"(?:fail(?:ed|s|ing)?|flunk(?:ed|s)?|bombed|couldn't pass|did not pass|didn't pass|refus(?:ed|es|"
    r"ing))\s+(?:\w+\s+){0,3}?(?:sobriety|polygraph|lie detector|breathalyzer|breath test|blood test|"
    r"drug test|field test|chemical test|walk-and-turn)",
    r"(?:polygraph|lie[- ]detector)(?: test| exam| results?)?\b",
    r"(?:dna|fingerprints?|prints|ballistics|gunshot residue|shell casings?|blood|lab results?|"
    r"toxicology|forensics?|hair|phone data|cell records|gun)\b[^.!?\n]{0,45}?\b(?:match(?:es|ed)?|a "
    r"match|link(?:s|ed)?|tie(?:s|d)?|came back|confirm(?:s|ed)?|point(?:s|ed)? (?:to|straight|right|"
    r"directly)|place(?:s|d)? (?:him|her|them)|put(?:s)? (?:him|her|them)|prove[sd]?|showed|show he|"
    r"positive|all over the|nailed|don't lie|doesn't lie)",
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
    r"(?:criminal|arrest|police|lengthy|long|extensive|violent|colorful|impressive) (?:history|record|"
    r"résumé|resume|past)\b(?! (?:check|request|retention|clear|unit|review))",
    r"(?:prior|previous|past|earlier) (?:\w+ )?(?:arrests?|convictions?|felon\w+|offenses?|duis?|"
    r"strikes?|bookings?|charges|record|burglar\w+|theft\w*|contacts)\b",
    r"(?:a )?(?:known|well[- ]known|notorious|career|habitual|chronic|repeat|serial|prolific|"
    r"convicted|frequent)\s+(?:\w+\s+)?(?:burglar|thief|criminal|offender|felon|dealer|gang member|"
    r"drug dealer|shoplifter|drunk driver|abuser|sex offender|robber|arsonist|predator|drug user|"
    r"addict|flyer|customer|trespasser|gangster)s?\b",
    r"(?:already |still |currently |was |were |is |while |out |been )+(?:on|under) (?:\w+ "
    r")?(?:probation|parole|supervised release|bail|supervision|bond|pretrial release)\b",
    r"on (?:felony |active |formal )?(?:probation|parole)\b(?! (?:officer|department|agent))",
    r"(?:a|the|this|active|current|two|three|former|convicted) (?:\w+ )?(?:parolee|probationer|ex-con|"
    r"ex-convict|ex-felon)s?\b",
    r"out on (?:bail|bond|parole|probation|release|his own recognizance|her own recognizance|early release)\b",
    r"registered sex offender\b",
    r"(?:a )?convicted (?:felon|rapist|killer|murderer|thief|burglar|child molester|sex offender|drug "
    r"dealer|robber)\b",
    r"(?:no|not a) stranger to (?:us|our|the|law|jail|police|handcuffs)\b",
    r"(?:familiar face|old friend|frequent (?:flyer|guest|visitor)|regular (?:guest|customer|at)|"
    r"usual suspects?|repeat customer|we know (?:him|her) well|well known to (?:us|our|police|"
    r"officers|law|patrol)|known to (?:us|our|police|officers|law enforcement|patrol))\b",
    r"(?:\w+ strikes?|two[- ]striker|third[- ]striker|second[- ]striker)\b(?<=striker|strikes)(?! "
    r"(?:at|in|again|the|back|out))",
    r"(?:his|her|their) (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|"
    r"th)) (?:\w+ )?(?:arrest|dui|offense|conviction|time|trip|burglary|strike|felony|booking|"
    r"visit)\b",
    r"(?:was |were |been )?(?:arrested|convicted|booked|jailed|released) (?:\w+ )?(?:\w+ )?(?:times|"
    r"twice) (?:before|already|this|in|since|for|by)\b",
    r"(?:served|did|finished|just got out of|fresh out of|released from|recently released from|years "
    r"in) (?:\w+ ){0,4}(?:prison|state prison|san quentin|time for|the pen|jail for)\b",
    r"(?:has|had|have|with) (?:\w+ ){0,2}(?:been arrested|been convicted|been here|done this|"
    r"convictions?|arrests|warrants in|strikes|priors)\b(?! (?:before|if) you)",
    r"\w* ?priors\b",
    r"(?:done|did|doing) this before\b",
    r"(?:his|her|their) (?:criminal |arrest |long |lengthy )?(?:record|history) (?:speaks|shows|"
    r"includes|goes|of|is|stretches)\b",
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
    r"(?:air-?tight|rock[- ]solid|slam[- ]?dunk|open[- ]and[- ]shut|iron-?clad|bullet-?proof|dead to "
    r"rights|cut and dried|overwhelming|irrefutable|undeniable|damning|rock solid|rocksolid|"
    r"mountains? of evidence|smoking gun|solid case|strong case|weak case|flimsy|no case)\b",
    r"(?:the )?evidence (?:\w+ )?(?:is|against|leaves|proves?|shows? he|shows? she|speaks|couldn't be|"
    r"could not be|doesn't lie|we have is)\b[^.!?\n]{0,40}",
    r"(?:plenty|tons|loads|more than enough|enough|so much|all the|a ton|piles) (?:of )?evidence\b",
    r"(?:the )?defen[sc]e (?:attorney |lawyer |team )?(?:has|have|had|is|are|knows?|won't|can't|will|doesn't)"
    r" (?:\w+ )?(?:nothing|no|not|little|zero|grasping|desperate|scared|lost|weak|got|won't|out of|a "
    r"(?:joke|mess)|stand|win|beat|it's)"
    r"\b[^.!?\n]{0,30}",
    r"(?:we|cameras|camera|video|they) (?:have|got|caught) (?:him|her|it all|them|the whole thing|"
    r"everything) (?:all )?on (?:video|camera|tape|film|doorbell)\b",
    r"no (?:jury|judge) (?:in|would|will|could|is|on)\b",
    r"(?:no|without a|beyond (?:a|any|all)) (?:reasonable )?doubt (?:about it|he|she|that|they|in)\b",
    r"nails? (?:him|her|them)\b",
    r"the case (?:against (?:him|her|them) )?is (?:strong|solid|weak|airtight|a lock|over)\b",
    r"(?:witness|witnesses|eyewitness|accuser|complainant|victim|alibi|story|he|"
    r"she)(?:'s)?\s+(?:\w+\s+){0,2}?(?:is|are|was|were|seems?|isn't|aren't|"
    r"'s)\s+(?:\w+\s+){0,2}?(?:credible|not credible|believable|unbelievable|reliable|unreliable|"
    r"lying|a liar|rock|solid|truthful|untruthful|honest|dishonest|making it up|full of|bogus|"
    r"nonsense|laughable|fishy|baloney|phony)\b",
    r"(?:his|her|their) (?:alibi|story|excuse|version|account|explanation)\b[^.!?\n]{0,40}?\b(?:fell "
    r"apart|doesn't|didn't|does not|did not|changed|keeps changing|falls apart|is a|was a|laughable|"
    r"holds?|makes no|made no|ridiculous|lies?)\b",
)
_STRENGTH_ES = union(
    r"pruebas? (?:de sobra|contundentes?|irrefutables?|suficientes?|abrumador\w*|sólidas?|claras?)\b[^.!?\n]{0,60}",
    r"(?:tenemos|hay|existen) (?:muchas|todas las|suficientes|bastantes|más que suficientes) "
    r"(?:pruebas|evidencias?)\b",
    r"(?:el )?caso (?:es|está) (?:sólido|ganado|cerrado|claro)\b",
    r"no (?:hay|queda|cabe) (?:ninguna )?duda\b",
    r"(?:el testigo|la testigo|la víctima|su coartada|el acusado|el sospechoso) (?:\w+ )?(?:miente|es "
    r"(?:muy )?(?:creíble|confiable)|no es (?:creíble|confiable)|dice la verdad|se cae)\b",
)
_FORECAST = union(
    rf"{_PERSON}(?:'s|'re|'ll| is| are| will| won't| should| deserves?| needs?| better| can| ought| "
    rf"gets?| has to| must)?\s+(?:\w+\s+){{0,3}}?(?:looking at|facing|going away|go away|going to "
    rf"(?:prison|jail|be convicted|plead|be found|do|serve|spend|rot)|spend|serve|rot|plead(?: "
    rf"guilty)?|be (?:convicted|found guilty|going away|locked|put away|in prison|spending)|do (?:hard "
    rf")?time|never see|won't see|not see|get (?:life|the max|the maximum|what|\w+ years)|walk free|do "
    rf"\w+ years)\b[^.!?\n]{{0,40}}",
    r"(?:hope|hoping|expect|expecting|pray|praying|confident|sure|certain|predict|bet|look forward|"
    r"demand|want|wish|count on|believe|bank on|trust)\b[^.!?\n]{0,45}?\b(?:convict\w*|guilty|life in "
    r"prison|life sentence|the max(?:imum)?|prison|verdict|lock(?:ed)? (?:him|her|them)?|put away|"
    r"every day of it|throws? the book|plead\w*|long (?:time|sentence)|full sentence|years behind "
    r"bars|never gets out|stays? locked|cleared|justice is done)\b",
    r"(?:conviction|guilty (?:plea|verdict)|life sentence|long sentence) (?:is|will|should|seems|"
    r"looks|\w+ be)\s+(?:\w+\s+){0,3}?(?:coming|certain|a matter|only a matter|just a matter|"
    r"inevitable|guaranteed|likely|next|around|assured|a formality|follow|expected|swift|in the "
    r"bag)\b",
    r"(?:jury|jurors|judge|court|da|prosecutors?|grand jury|review board|panel|the d\.a\.)\s+(?:will|"
    r"won't|is going to|are going to|should|has to|must|had better|better|needs? to|ought "
    r"to)\b[^.!?\n]{0,50}",
    r"throw (?:away the key|the book)\b",
    r"lock (?:him|her|them|'em) up\b",
    r"away for (?:a )?(?:long|very long|good|life|the rest|many|\w+ years)\b",
    r"(?:rest of (?:his|her|their) li(?:fe|ves)|decades|many years|\w+ to life|long time) (?:behind "
    r"bars|in prison|in jail|in a cell|locked up|inside)\b",
    r"death penalty\b",
    r"(?:plea|plead) (?:is|seems|looks|will|deal is) (?:coming|likely|next|expected|in the works)\b",
)
_FORECAST_ES = union(
    r"(?:pasará|pasarán|pase|pasen|le esperan|le espera|va a pasar|merece|merecen|recibirá|"
    r"enfrentará)\b[^.!?\n]{0,40}(?:años|prisión|cárcel|cadena perpetua|rejas|condena|pena)",
    r"será(?:n)? (?:condenad|declarad|encontrad|hallad)\w+",
    r"(?:el juez|el jurado|la jueza|la corte|el fiscal)\s+(?:debe|debería|tiene que|va a|lo va|la va|"
    r"no debe|no debería)\b[^.!?\n]{0,40}",
    r"esperamos que\b[^.!?\n]{0,40}(?:conden|cárcel|prisión|culpable|pague|encierr|pena)\w*",
    r"que (?:se )?pudra\w*\b",
    r"cadena perpetua\b",
    r"todo el peso de la ley\b",
)
_COURT_WORD = (
    r"(?:bail|bond|plea(?: deal| offer| bargain)?|charges?|charging|judge|da|d\.a\.|district attorney|"
    r"prosecutors?|sentence|release|ruling|court|magistrate|fine|dismissal|deal|decision)"
)
_OPINED = (
    r"(?:jokes?|slap|insult\w*|outrag\w*|disgrac\w*|sham(?:e|eful)|too (?:low|high|soft|light|lenient|"
    r"little|weak)|soft|weak|lenient|ridiculous|unacceptable|disappoint\w*|deserve[sd]?|"
    r"should(?:n't)?(?: have| be| not)?|must|ought|proper|right call|wrong|mistake|travesty|pathetic|"
    r"absurd|laughable|sweetheart|insane|unbelievable|sad|baffling|nonsense|appropriate|fair|unfair|"
    r"excessive|perfect|a gift|gift|failed|coddl\w*|caved|refus\w* to|dropped the ball|let us down|"
    r"embarrass\w*|ashamed|cowardly|spineless|terrible|awful|not enough|nowhere near|far too|way too|"
    r"pleased|thrilled|happy with|agree|disagree|applaud|glad)"
)
_OPINION = union(
    rf"{_COURT_WORD}\b[^.\n]{{0,45}}?\b{_OPINED}\b",
    rf"{_OPINED}\s+(?:\w+\s+){{0,4}}?(?:bail|bond|plea|charges?|judge|sentence|ruling|deal|district "
    rf"attorney|prosecutors?)\b",
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
    r"(?:fianza|juez|jueza|fiscal|fiscalía|condena|sentencia|cargos?|"
    r"acuerdo)\b[^.!?\n]{0,40}?(?:ridícul\w+|vergüenza|vergonzos\w+|burla|demasiado|muy baj\w+|"
    r"injust\w+|debería|debió|insulto|absurd\w+|poc[oa]|blanda?)\b",
    r"(?:lo|la|los|las) (?:soltaron|soltó|dejaron libres?|dejó libres?|dejaron ir|dejó ir|liberaron|liberó)\b",
    r"puerta giratoria\b",
)
_PREJUDGED = union(
    r"(?:any|every) (?:reasonable |sane |trained )?(?:person|officer|cop|deputy|one) (?:\w+ )?would "
    r"(?:have )?(?:\w+ed|done|shot|acted)\b",
    r"(?:review|investigation|video|evidence|facts|truth)\s+will\s+(?:bear (?:that|this|it|us) out|"
    r"vindicate|clear|back (?:us|him|her|them) up|speak for)\b",
    r"(?:clearly |completely |totally |absolutely |fully |100% |entirely |obviously |plainly |"
    r"perfectly |legally |was |were |is )*(?:justified|within policy|by the book|in self[- ]defense|"
    r"good shoot|clean shoot|textbook|lawful shooting|righteous shoot)\b",
    r"(?:officers?|deput(?:y|ies)|he|she|they|our (?:people|team|men|guys)|sergeant|sgt\.? "
    r"\w+)\s+(?:\w+\s+){0,2}?(?:did|done|acted|followed|made|used|had|performed|handled|responded|"
    r"showed|behaved)\s+(?:\w+\s+){0,3}?(?:nothing wrong|nothing improper|everything right|exactly "
    r"what|exactly as|exactly right|the right thing|the right call|appropriately|properly|correctly|"
    r"heroically|bravely|lawfully|reasonably|perfectly|professionally|(?:his|her|their) training|"
    r"policy|no choice|no other (?:choice|option)|every right|to shoot|no alternative|flawlessly|what "
    r"(?:any|they were|he was|she was|had to)|remarkable restraint|great restraint|restraint|by the "
    r"book)\b",
    r"(?:will|'ll|should|expect\w*|going to|certain to|sure to)\s+(?:\w+\s+){0,3}?(?:be (?:fully |"
    r"completely )?(?:cleared|exonerated|vindicated)|clear (?:our|the|him|her|them|sgt|officer)|"
    r"exonerate|vindicate|back to (?:work|patrol|duty) (?:soon|in no time))\b",
    r"(?:complaint|allegations?|accusations?|lawsuit|claims?|charges against (?:our|the) "
    r"officer)s?\b[^.!?\n]{0,40}?\b(?:is|are|was|were|total|complete|just|nothing but|"
    r"pure)\s+(?:\w+\s+){0,3}?(?:baseless|frivolous|meritless|without merit|bogus|false|fake|lies|a "
    r"lie|made up|made-up|garbage|nonsense|a money grab|cash grab|unfounded|ridiculous|absurd|"
    r"fabricated|politically motivated|a joke|going nowhere)\b",
    r"(?:baseless|frivolous|meritless|bogus|fabricated|trumped-up|made-up|phony) (?:complaint|"
    r"allegation|accusation|lawsuit|claim|charge)s?\b",
    r"(?:we |i )?(?:stand|stands|standing) (?:firmly |fully |proudly |100% )?(?:behind|with|by) "
    r"(?:our|the|these|this|every|that) (?:officers?|deput(?:y|ies)|sergeant|decision|shooting|team|"
    r"brave)\b[^.!?\n]{0,30}",
    r"(?:had|left (?:him|her|them|our officers?|us) (?:with )?) ?no (?:other )?(?:choice|option|alternative)\b",
    r"(?:he|she|suspect|decedent|man|woman) (?:gave|left) (?:them|officers?|our officers?|us|him|her) "
    r"no (?:other )?(?:choice|option|alternative)\b",
    r"(?:brought|had) it (?:coming|on (?:him|her)self)\b",
    r"suicide by cop\b",
    r"(?:the )?(?:officer|deputy|sergeant|shooting|force|review|investigation|video|body camera|"
    r"bodycam) (?:\w+ ){0,2}(?:will|is going to) (?:show|prove|confirm|find|say so)\b[^.!?\n]{0,40}",
    r"(?:violated policy|broke policy|used excessive force|was reckless|should be fired|will be fired|panicked)\b",
)
_PREJUDGED_ES = union(
    r"(?:el|la|los|las|nuestros?|nuestras?) (?:oficial|agente|policía|oficiales|agentes|"
    r"policías)\b[^.!?\n]{0,30}?(?:actu(?:ó|aron) (?:correcta|bien|conforme|con)|hicieron lo "
    r"(?:correcto|que)|hizo lo (?:correcto|que)|no hicieron nada|no hizo nada|no tuv\w+ (?:otra "
    r")?opción|estuv\w+ justificad|será\w* (?:absuelt|exonerad)|fue justificad)\w*",
    r"(?:queja|denuncia|acusación|acusaciones|demanda)\b[^.!?\n]{0,25}?(?:es|son|falsa|falsas|mentira|"
    r"infundad|sin fundamento|ridícul)\w*",
    r"(?:uso de la fuerza|tiroteo|disparos?) (?:\w+ )?(?:fue|estuvo|está) (?:totalmente |"
    r"completamente |claramente )?justificad\w+",
)
_CHARACTER = union(
    r"(?:is|was|'s) (?:a |an |pure |just |truly |nothing but )+(?:monster|menace|evil|coward|animal|"
    r"liar|danger(?:ous man)? to|dangerous man|sociopath|psychopath|career criminal|violent man|bully|"
    r"good (?:kid|man|guy|person)|great (?:guy|man|kid)|sick individual|predator|piece of work)\b",
    r"(?:no|zero|not (?:a|one) (?:bit|ounce|shred) of|without|any) remorse\b",
    r"(?:shows?|showed|has|had) no (?:remorse|conscience|regard)\b",
    r"cold-?[- ]?blooded\b",
    r"pure evil\b",
    r"wouldn't hurt a fly\b",
)

#: Somebody decided it, or it is about no case: then it is no comment.
_DECIDED = Look(
    r"\bjury (?:found|convicted|returned|acquitted)|\bpleaded\b|\bpled (?:guilty|no contest)|\b(?:was|"
    r"were) sentenced|\bsentenced (?:\w+ ){0,3}to\b|\breview board (?:found|concluded)|\b(?:review|"
    r"investigation|board|firm|district attorney|da|attorney general|auditor|commission) (?:\w+ "
    r"){0,3}(?:found|concluded|determined|ruled|declined|sustained)|\bsustained\b|\bunfounded\b"
)
_GENERAL = Look(
    r"\baverage\b|\bif your\b|\bif you\b|\byour (?:bac|blood|first|next|license)|\blegal limit (?:is|"
    r"of)|\bmany (?:people|drivers|offenders)|\bapplicants?\b|\bcandidates?\b|\bprobation "
    r"(?:officers?|department|searches)|\bcompliance checks?\b|\bin compliance\b|\bre-?entry\b|"
    r"\bprogram\b|\bbackground (?:check|investigat)|\btraining\b|\bfirst-time\b"
    r"|\bdrivers who\b|\banyone (?:who|with)\b|\bpersons? (?:who|with)\b|\bit takes\b|\bcan take "
    r"(?:weeks|months)|\bresults? (?:are|is|take|were|have) (?:pending|not|weeks|months|due|expected)|"
    r"\bnot (?:been )?released|\bunder 21\b|\bknow your\b|\bmyth\b|\bfact\b:?|\bk-?9\b|\bhoroscope\b|"
    r"\btryouts?\b|\bapply\b|\brecruits?\b"
)
_IF_CONVICTED = Look(
    r"\bif (?:convicted|found guilty)|\baccording to (?:the )?(?:district attorney|da\b|prosecutors|"
    r"complaint)|\bda'?s office (?:said|says)|\bdistrict attorney'?s office (?:said|says)|\bstatute|"
    r"\bde ser declarad|\bsi (?:es|son) (?:declarad|condenad|hallad)"
)
_ALWAYS = (_CONFESSED_ES, _TESTED_ES, _RECORD_ES, _STRENGTH_ES, _FORECAST_ES, _OPINION_ES, _PREJUDGED_ES)
_OPEN_CASE = Look(
    r"\bcase\b|\bcourt\b|\bhearing\b|\barraign|\btrial\b|\bcharg|\bplea\b|\binvestigat|\breview\b|"
    r"\bdui\b|\bsuspect|\bshooting\b|\bcomplaint\b|\blawsuit\b|\bgrand jury\b|\bdefendant|\bdriver\b|"
    r"\bhe\b|\bshe\b|\bwarrant|\bburglar|\brobber|\bhomicide|\bofficer-involved|\bstop\b|\bwitness|"
    r"\bprosecut|\bverdict|\bjury\b|\bjudge\b|\bfiscal|\bjue(?:z|za)\b|\bcaso\b|\bcorte\b|\btribunal|"
    r"\bqueja|\btiroteo|\bagentes?\b|\bconductor|\bél\b|\bpruebas?\b|\bevidence\b|\bbac\b|\bconfess|"
    r"\bdefense\b|\bda\b|\bfiled\b|\ballegation"
)
_INDIVIDUAL = Look(
    r"\bhe\b|\bshe\b|\bhis\b|\bher\b|\bhim\b|\bsuspect\b|\bdefendant\b|\b\d{1,2}[- ]year[- ]old|"
    r"\b(?:the|this|a|that) (?:\w+ )?(?:man|woman|driver|guy|teen|person|couple|pair|burglar|thief|"
    r"felon|offender|parolee|case)\b|\bbooked\b|\barrested\b|\bcharged\b|\bthey\b|\bboth\b|\bthree\b|"
    r"\btwo\b|\bem\b"
)
_ADMITTED_IN = Look(
    r"\badmitted (?:to|into) (?:the |a |an )?(?:hospital|icu|program|academy|college|university|"
    r"school|bar|trauma|emergency)|\badmitted for\b"
)


@dataclass(frozen=True, slots=True)
class _About:
    """What the whole text is about: one person, a case, somebody held, the agency's own use of force."""

    individual: bool
    case: bool
    held: bool
    police: bool


def comment(reading: Reading) -> Iterator[Hit]:
    """What is said of an open case beyond dates, charges and bail."""
    low = reading.low
    held = CUSTODY(low)
    if not held and not _OPEN_CASE(low):
        return
    police = reading.draft.category == "ois" or _REVIEWED(low)
    about = _About(individual=_INDIVIDUAL(low), case=held or _CASE(low), held=held, police=police)
    yield from _asked(reading, individual=about.individual)
    for begin, sentence in reading.sentences:
        if not _DECIDED(sentence) and not _ADMITTED_IN(sentence):
            yield from _in_sentence(begin, sentence, about)


_ASKED = Look(rf"(?:{_COURT_WORD}|\$\d[\d,]*)\b[^.!?\n]{{0,40}}[!?]+\s+[^.!?\n]{{0,30}}\b{_OPINED}\b")


def _asked(reading: Reading, *, individual: bool) -> Iterator[Hit]:
    """‘Bail for this? What a joke.’: the question and the answer are two sentences."""
    for match in _ASKED.finditer(reading.low):
        yield Hit(*match.span(), severity=None if individual else Severity.ATTEST)


def _in_sentence(begin: int, sentence: str, about: _About) -> Iterator[Hit]:
    for look, sure in _rows(about.individual or _INDIVIDUAL(sentence), about):
        for match in look.finditer(sentence):
            if look in (_FORECAST, _FORECAST_ES) and _IF_CONVICTED(sentence):
                continue
            facing = look is _FORECAST and _FACING.fullmatch(match.group()) is not None
            weak = not sure or facing or _GENERAL(sentence)
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if weak else None)
            break


def _rows(named: bool, about: _About) -> Iterator[tuple[Look, bool]]:
    """Each kind of comment, and whether it is sure in a text like this."""
    yield from ((_CONFESSED, named and about.case), (_TESTED, named), (_RECORD, named), (_STRENGTH, True))
    yield from ((_FORECAST, True), (_OPINION, named), (_PREJUDGED, about.police), (_CHARACTER, named and about.held))
    yield from ((look, True) for look in _ALWAYS)


def comments_on_court(text: str) -> bool:
    """Whether a text speaks its mind about this case's charges, bail, plea or judge."""
    return _OPINION_ES(text) or (_OPINION(text) and _INDIVIDUAL(text))


_REVIEWED = Look(
    r"\bofficer[- ]involved|\bois\b|\buse of force|\bcomplaint|\breview\b|\binternal affairs|"
    r"\blawsuit|\ballegation|\binvestigation into|\bshooting\b|\bshot\b|\bgrand jury|\bpursuit\b|"
    r"\bjustified\b|\bin custody death|\btaser|\btiroteo|\bqueja|\bunder investigation|"
    r"\binvestigation\b"
)
_CASE = Look(
    r"\bcase\b|\bcourt\b|\btrial\b|\binvestigat|\bdui\b|\bsuspect|\bdetectives?\b|\bburglar|\brobber|"
    r"\bhomicide|\bstatement|\bride to\b|\bshooting|\bcrash|\bassault|\bthreat"
)
_FACING = Look(
    rf"{within(40)}\b(?:faces?|facing|looking at)\b[^.!?\n]*\b(?:up to|maximum|charges?|counts?)\b[^.!?\n]*"
).pattern
