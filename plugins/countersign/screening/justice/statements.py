"""What was said, tested and known of a person before trial: confessions, tests, the record."""

from countersign.screening.patterns import union

PERSON = (
    r"(?:he|she|they|suspect|defendant|driver|man|woman|teen|\d{1,2}[- ]year[- ]old|arrestee|accused|"
    r"subject|couple|pair|duo|both|who)"
)

CONFESSED = union(
    r"(?:has |have |already |fully |even |later |quickly |since )*confess(?:ed|es|ion)\b",
    r"(?:said|told|yelled|mumbled|muttered|replied|wrote|admitted|"
    r"cried)\b[^.!?\n\"]{0,25}\"[^\"\n]{0,20}?\b(?:i did it|"
    r"it was me|i'?m sorry|my fault|you got me|i took|i stole|i shot|i hit|i messed up|guilty)\b",
    rf"{PERSON}\s+(?:\w+\s+){{0,2}}?(?:accepted|took|claimed|acknowledged) (?:full |all |"
    rf"the )?(?:responsibility|blame)\b",
    r"(?:ask(?:s|ed|ing)?|want(?:s|ed)?|demand(?:s|ed)?|call(?:s|ed)?|holler\w*) (?:for )?(?:a |an |his |"
    r"her |their )"
    r"(?:\w+ )?(?:lawyer|attorney)\b",
    r"(?:spilled (?:the beans|it all|everything|his guts|her guts)|sang like|came clean|fessed up|"
    r"'fessed up|owned up|copped to|couldn't stop talking|broke down and|told us everything|full "
    r"confession|gave it all up|gave up the)\b",
    r"(?:lawyered up|clammed up|invoked|invoking|took the fifth|pled the fifth|pleaded the fifth|"
    r"demanded (?:a|his|her|an) (?:lawyer|attorney)|asked for (?:a|his|her|an) (?:lawyer|attorney)|"
    r"hid behind (?:a|his|her) lawyer|stayed silent|not a word without)\b",
    r"admit(?:s|ted|ting)?\s+(?!nothing)(?:to\s+)?(?:\w+ing\b(?! the (?:program|academy))|it\b|everything|"
    r"guilt|responsibility|(?:that )?(?:he|she|they)\b)",
    rf"{PERSON}\s+(?:\w+\s+)?(?:told|gave|tells)\s+(?:\w+\s+){{0,2}}?(?:everything|the whole story|"
    rf"a full (?:statement|confession)|it was (?:him|her))",
    rf"{PERSON}\s+(?:\w+\s+)?(?:refus(?:ed|es|ing)|declin(?:ed|es|ing))\s+(?:to\s+)?"
    r"(?:(?:talk|speak|answer|cooperat)(?:e|ing)?\b|(?:give (?:us )?|make )a statement)",
)

CONFESSED_ES = union(
    r"(?:ya\s+)?confes(?:ó|aron|ión)\w*(?:\s+tod[oa])?",
    r"admit(?:ió|ieron)\b",
    r"aceptó (?:haber|que|su|ante|los cargos|la culpa)\b",
    r"(?:dijo|declaró|contó)\b[^.!?\n]{0,30}\b(?:él|ella) (?:lo hizo|tomó|robó|fue|disparó)\b",
    r"reconoció (?:haber|que|su|los|el)\b",
    r"se neg(?:ó|aron) a (?:declarar|hablar|cooperar|contestar)\b",
    r"no quiso (?:decir|dar|hablar|declarar|cooperar)\b",
    r"pidió (?:un )?abogado\b",
    r"guardó silencio\b",
    r"soltó (?:toda )?la sopa\b",
)

TESTED = union(
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
    r"(?:breath|blood|urine|chemical|alcohol|bac|sample|test|reading|result|meter|"
    r"machine)\w*\b[^.!?\n]{0,40}?"
    r"(?<![\d$.])0?\.[0-4]\d\b",
    r"(?:blew|blowing|blown|measured|tested|registered)\b[^.!?\n]{0,20}(?<![\d$.])0?\.[0-4]\d\b",
    r"(?:couldn't|could not|can't|cannot|unable to|did not|didn't|did|struggled (?:to|with)|stumbled|"
    r"swayed|fell|barely|"
    r"flunk\w*|fail\w*|bomb\w*|poor\w*)\b[^.!?\n]{0,30}?(?:walk[- ]and[- ]turn|one[- ]leg(?:ged)? stand|"
    r"field "
    r"(?:sobriety|test)\w*|sobriety|roadside test\w*|straight line|alphabet|breath test|lie[- ]detector|"
    r"polygraph)",
    r"(?:dna|prints?|fingerprints?|blood|casings?|ballistics|handwriting|voice|saliva|"
    r"hair)\b[^.!?\n]{0,50}?"
    r"\b(?:is|are|was|were|belongs? to|came from) (?:his|hers|him|her|the suspect's|the defendant's|"
    r"a (?:\w+ )?match)\b",
    r"(?:dna|fingerprints?|prints|ballistics|gunshot residue|shell casings?|blood|lab results?|"
    r"toxicology|forensics?|hair|phone data|cell records|gun)\b[^.!?\n]{0,45}?\b(?:match(?:es|ed)?|a "
    r"match|link(?:s|ed)?|tie(?:s|d)?|came back|confirm(?:s|ed)?|point(?:s|ed)? (?:to|straight|right|"
    r"directly)|place(?:s|d)? (?:him|her|them)|put(?:s)? (?:him|her|them)|prove[sd]?|showed|show he|"
    r"positive|all over the|nailed|don't lie|doesn't lie)",
)

TESTED_ES = union(
    r"(?:marcó|arrojó|registró|dio|sopló|tenía)\b[^.!?\n]{0,30}0?[.,][0-4]\d\b",
    r"dio positivo\b",
    r"(?:nivel de )?alcohol en (?:la )?sangre\b[^.!?\n]{0,20}\d",
    r"(?:doble|triple) (?:del|de lo) (?:límite|permitido|legal)\w*",
    r"(?:la )?(?:prueba de )?adn\b[^.!?\n]{0,30}(?:coincid|confirm|demuestr|prueba)\w*",
    r"(?:huellas|balística)\b[^.!?\n]{0,30}(?:coincid|confirm|demuestr)\w*",
    r"(?:no pasó|reprobó|falló)\b[^.!?\n]{0,25}(?:prueba|polígrafo|sobriedad)",
    r"polígrafo\b",
    r"(?:el doble|el triple|dos veces|tres veces) (?:del|el) límite\b",
)

RECORD = union(
    r"(?:he|she|they|man|woman|driver|suspect|guy|\d{2}-year-old)(?:'s| is| are| was)? (?:already |also |"
    r"currently )?on "
    r"(?:\w+ )?(?:parole|probation)\b",
    r"(?:prior|previous|past|earlier) (?:\w+ )?(?:arrests?|convictions?|felon\w+|offenses?|duis?|"
    r"strikes?|bookings?|charges|record|burglar\w+|theft\w*|contacts)\b",
    r"(?:his|her|their|the) (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|"
    r"th)) (?:\w+ ){0,2}?(?:arrest|dui|"
    r"offense|conviction|trip|strike|felony|booking|visit|time (?:in|behind|at))\b",
    r"(?:a )?(?:known|well[- ]known|notorious|career|habitual|chronic|repeat|prolific|"
    r"frequent)\s+(?:\w+\s+)?(?:burglar|thief|criminal|offender|felon|dealer|gang member|"
    r"drug dealer|shoplifter|drunk driver|abuser|sex offender|robber|arsonist|predator|drug user|"
    r"addict|flyer|customer|trespasser|gangster)s?\b",
    r"(?:already |still |currently |was |were |is |while |out |been )+(?:on|under) (?:\w+ "
    r")?(?:probation|parole|supervised release|bail|supervision|bond|pretrial release)\b",
    r"on (?:felony |active |formal )?(?:probation|parole)\b(?! (?:officer|department|agent))",
    r"(?:a|the|this|active|current|two|three|former|convicted) (?:\w+ )?(?:parolee|probationer|ex-con|"
    r"ex-convict|ex-felon)s?\b",
    r"out on (?:bail|bond|parole|probation|release|his own recognizance|her own recognizance|"
    r"early release)\b",
    r"registered sex offender\b(?!s)",
    r"(?<!being a )(?<!as a )convicted (?:felon(?! in possession)|rapist|killer|murderer|thief|burglar|"
    r"child molester|sex offender|drug "
    r"dealer|robber)\b",
    r"(?:no|not a) stranger to (?:us|our|the|law|jail|police|handcuffs)\b",
    r"(?:was |were |been )?(?:arrested|convicted|booked|jailed|released) (?:\w+ )?(?:\w+ )?(?:times|"
    r"twice) (?:before|already|this|in|since|for|by)\b",
    r"\w* ?priors\b",
    r"previously (?:been )?(?:convicted|arrested|served|jailed|deported|charged)\b",
)

RECORD_ES = union(
    r"(?:tiene|tenía|lleva|llevaba|con|suma|acumula|sus) (?:ya |más de )?(?:\d+|dos|tres|cuatro|cinco|seis|"
    r"siete|varios|muchos|múltiples) "
    r"(?:arrestos|detenciones|condenas|"
    r"delitos)\b",
    r"por lo mismo\b",
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

#: Words that are as often no comment at all: somebody confirms them.
LESSER_SAID = union(
    r"rap sheet\b",
    r"(?:served|did|finished|just got out of|fresh out of|released from|recently released from|years "
    r"in) (?:\w+ ){0,4}(?:prison|state prison|san quentin|time for|the pen|jail for)\b",
    r"admit(?:s|ted|ting)?\s+(?!nothing)(?:to\s+)?(?:\w+ing\b|it\b|everything|he\b|she\b|they\b|that\b|"
    r"all\b|"
    r"the\b|his\b|her\b|their\b|guilt|responsibility|doing|being)",
    rf"{PERSON}\s+(?:\w+\s+)?(?:told|gave|tells)\s+(?:our\s+|the\s+|us|responding\s+|"
    rf"an?\s+)?(?:officers?|detectives?|deputies|investigators|us)?\s?(?:\w+\s+)?(?:everything|the "
    rf"whole story|a full statement|(?:that\s+)?(?:he|she|they)\b|it was (?:him|her))",
    rf"{PERSON}\b[^.!?\n]{{0,25}}?(?:isn't|is not|not|won't|wasn't|never|refus\w+|declin\w+|stopped|quit) "
    r"(?:to )?(?:say|saying|said|talk|tell|telling|open|opening|speak|answer)\w*\b[^.!?\n]{0,20}",
    r"(?<!we )(?<!police )(?<!officials )(?:refus(?:ed|es|ing)|declin(?:ed|es|ing)|won't|wouldn't|isn't|"
    r"(?<!will )(?<!do )(?<!are )(?<!may )not|unwilling|chose "
    r"not)\s+(?:to\s+)?(?:talk(?:ing)?|speak(?:ing)?|answer(?:ing)?|give (?:us )?a statement|make a "
    r"statement|cooperate|cooperating)\b",
    r"(?:data|records?|phone|video|footage|camera|gps|receipts?|evidence|tower|"
    r"app)\b[^.!?\n]{0,30}?\b(?:puts?|places?|shows?|proves?|ties?|links?|"
    r"catch(?:es)?|caught)\s+(?:him|her|them|(?:the|this|that|our) (?:defendant|suspect|man|woman|driver|"
    r"accused))\b",
    r"too (?:drunk|high|impaired|intoxicated|wasted) (?:to|for)\b[^.!?\n]{0,30}",
    r"(?:polygraph|lie[- ]detector)(?: test| exam| results?)?\b",
    r"(?:powder|substance|pills?|drugs?|residue|liquid|baggie)\b[^.!?\n]{0,40}\b(?:was|were|is|are|tested|"
    r"came back|turned out to be)"
    r" (?:(?!(?:believed|suspected|thought|said)\b)\w+ ){0,3}?(?:fentanyl|meth\w*|heroin|cocaine|crack|pcp)\b",
    r"(?:tested|test came back|came back) positive for\b",
    r"(?:jail|custody|handcuffs|cuffs|booking|cells?|court)\b[^.!?\n]{0,20}\b(?:\w+ times|twice|again|"
    r"so often|regularly)\b",
    r"(?:on|to|in) (?:his|her|their) (?:rap )?(?:sheet|record|name)\b(?<!name)",
    r"(?:\w+ )?(?:prior|previous|past|earlier|former|other|old|another|open|pending|separate|second|"
    r"third)\s+(?:\w+\s+)"
    r"{0,2}?(?:arrests?|convictions?|cases?|warrants|felon\w+|bookings?|stays|stints?|offens\w+|theft|"
    r"burglary|robbery|dui)"
    r"\b(?=[^.!?\n]*\b(?:arrest|book|jail|custody|stopp|caught|bail|bond|release|suspect|again)|\W*$)",
    r"(?:already |still |currently |was |is |were |while |just |been )+(?:out|free|"
    r"released)\b[^.!?\n]{0,25}?\b(?:on|from|"
    r"after|for)\b[^.!?\n]{0,25}?\b(?:bail|bond|parole|probation|case|prison|jail|custody|charges?|"
    r"arrest)\b",
    r"(?:very |quite |all too |too )?(?:well )?(?:known|familiar|no secret) to (?:our|us|every|the|local|"
    r"all|many)\b",
    r"(?:criminal|arrest|police|lengthy|long|extensive|violent|colorful|impressive) (?:history|record|"
    r"résumé|resume|past)\b(?! (?:check|request|retention|clear|unit|review))",
    r"(?:familiar face|old friend|frequent (?:flyer|guest|visitor)|regular (?:guest|customer|at)|"
    r"usual suspects?|repeat customer|we know (?:him|her) well|well known to (?:us|our|police|"
    r"officers|law|patrol)|known to (?:us|our|police|officers|law enforcement|patrol))\b",
    r"(?:\w+ strikes?|two[- ]striker|third[- ]striker|second[- ]striker)\b(?<=striker|strikes)(?! "
    r"(?:at|in|again|the|back|out))",
    r"(?:has|had|have|with) (?!(?:\w+ )?(?:not|never|no)\b)(?:\w+ ){0,2}(?:been convicted|been here|done this|"
    r"convictions?|arrests|strikes|priors)\b(?! (?:before|if) you)",
    r"(?:done|did|doing) this before\b",
    r"(?:his|her|their) (?:criminal |arrest |long |lengthy )?(?:record|history) (?:speaks|shows|"
    r"includes|goes|of|is|stretches)\b",
)
