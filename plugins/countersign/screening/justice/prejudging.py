"""Words that clear or condemn an agency's own officers while a review is open."""

from countersign.screening.patterns import Look, union

PREJUDGED = union(
    r"(?:officers?|deput(?:y|ies)|sergeant|he|she|they)\s+(?:\w+ly\s+)?(?:did|acted|used|handled|responded|"
    r"performed|behaved)\b[^.!?\n]{0,25}?\b(?:the law|policy|"
    r"training|the rules|the book) (?:allows?|requires?|permits?|demands?|expects?|taught|says)\b",
    r"(?:we|i) (?:\w+ )?(?:believe|think|know|feel|are (?:sure|confident|certain)|"
    r"have no doubt)\b[^.!?\n]{0,50}?\b(?:within|lawful|legal|law|policy|"
    r"right|justified|properly|cleared|training)\b",
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
    r"what|exactly as|exactly right|precisely what|just what|the right thing|the right call|appropriately|"
    r"properly|correctly|"
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
    r"lie|made up|made-up|a shakedown|a stunt|a hoax|a smear|fiction|garbage|nonsense|a money grab|cash grab|"
    r"unfounded|ridiculous|absurd|"
    r"fabricated|politically motivated|a joke|going nowhere)\b",
    r"(?:complaint|allegations?|accusations?|lawsuit|claims?|charges?)\b[^.!?\n]{0,60}?\b(?:has|have|had|"
    r"is|are|"
    r"without|lacks?)\s+(?:\w+\s+){0,2}?(?:no merit|any merit|merit|no basis|baseless|nothing to it|"
    r"untrue|false)\b",
    r"(?:did|acted|performed|responded|reacted) (?:exactly |just |precisely )?(?:as|what|how|"
    r"the way) (?:they|he|she|we) "
    r"(?:was|were|is|are|had been|should)\b",
    r"(?:forced|forcing|left) (?:our|the|their|his|her) (?:[\w']+ )?(?:hand|hands)\b",
    r"(?:baseless|frivolous|meritless|bogus|fabricated|trumped-up|made-up|phony) (?:complaint|"
    r"allegation|accusation|lawsuit|claim|charge)s?\b",
    r"(?:we |i )?(?:stand|stands|standing) (?:firmly |fully |proudly |100% )?(?:behind|with|by) "
    r"(?:our|the|these|this|every|that) (?:officers?|deput(?:y|ies)|sergeant|decision|shooting|team|"
    r"brave)\b[^.!?\n]{0,30}",
    r"(?:had|left (?:him|her|them|our officers?|us) (?:with )?) ?no (?:other )?(?:choice|option|"
    r"alternative)\b",
    r"(?:he|she|suspect|decedent|man|woman) (?:gave|left) (?:them|officers?|our officers?|us|him|her) "
    r"no (?:other )?(?:choice|option|alternative)\b",
    r"(?:brought|had) it (?:coming|on (?:him|her)self)\b",
    r"there(?:'s| is) (?:absolutely |simply |really )?nothing (?:to|behind|in) (?:it|the (?:complaint|allegation|"
    r"claim|lawsuit)s?|this|that)\b",
    r"suicide by cop\b",
    r"(?:the )?(?:officer|deputy|sergeant|shooting|force|review|investigation|video|body camera|"
    r"bodycam) (?:\w+ ){0,2}(?:will|is going to) (?:show|prove|confirm|find|say so)\b[^.!?\n]{0,40}",
    r"(?:violated policy|broke policy|used excessive force|was reckless|should be fired|will be fired|"
    r"panicked)\b",
)

PREJUDGED_ES = union(
    r"(?:queja|denuncia|acusación|demanda)\b[^!?\n]{0,60}?\bno tiene (?:ningún |ninguna )?(?:fundamento|"
    r"sustento|base|mérito|pies ni cabeza)\b",
    r"(?:la )?investigación\b[^.!?\n]{0,20}\b(?:lo va a|va a) (?:demostrar|confirmar|decir|probar)|"
    r"así lo va a (?:decir|demostrar|confirmar)\b",
    r"(?:el|la|los|las|nuestros?|nuestras?) (?:oficial|agente|policía|oficiales|agentes|"
    r"policías)\b[^.!?\n]{0,30}?(?:actu(?:ó|aron) (?:correcta|bien|conforme|con)|hicieron lo "
    r"(?:correcto|que)|hizo lo (?:correcto|que)|no hicieron nada|no hizo nada|no tuv\w+ (?:otra "
    r")?opción|estuv\w+ justificad|será\w* (?:absuelt|exonerad)|fue justificad)\w*",
    r"(?:queja|denuncia|acusación|acusaciones|demanda)\b[^.!?\n]{0,25}?\b(?:es|son|falsa|falsas|mentira|"
    r"infundad|sin fundamento|ridícul)\w*",
    r"(?:uso de la fuerza|tiroteo|disparos?) (?:\w+ )?(?:fue|estuvo|está) (?:totalmente |"
    r"completamente |claramente )?justificad\w+",
)

#: An agency's own use of force, or a complaint of it.
FORCE = Look(
    r"\bofficer[- ]involved|\bois\b|\buse of force|\bcomplaint|\binternal affairs|\blawsuit|\ballegation|"
    r"\b(?:officers?|deput(?:y|ies)|sergeant)\b[^.!?\n]{0,40}\b(?:shot|fired|shooting)\b|\bgrand jury|"
    r"\bin custody death|\btaser|"
    r"\btiroteo|\bqueja"
)
