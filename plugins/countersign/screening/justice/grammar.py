"""Sentences whose grammar alone says that the one who is held did it, or did not: no word of crime is needed."""

from countersign.screening.justice.acts import CRIME_ACT, ORDINARY, TARGET
from countersign.screening.justice.deeds import WHO
from countersign.screening.justice.words import (
    CRIME_DO,
    CRIME_DONE,
    CRIME_ING,
    CRIME_NOUN,
    CULPRIT,
)
from countersign.screening.patterns import Look, any_of, union

_HELD = (
    r"(?:arrested|booked|jailed|detained|caught|nabbed|captured|apprehended|cuffed|handcuffed|busted|picked up|"
    r"locked up|behind bars|in (?:custody|jail|cuffs|handcuffs|a cell|our cell|our jail|the county jail)|"
    r"into custody|to (?:the |our |county )*jail|off (?:the|our) streets)"
)
_BE = r"(?:is|are|was|were|has been|have been|got|sits|went|'s|are all|are both)\s+(?:\w+\s+){0,2}?"

#: What officers see at an arrest, and what a person merely is: telling it says nothing of the crime.
_SEEN = any_of(
    "was were is are had has have did does could would will may might can called reported said told says lived lives "
    "worked works failed tried attempted walked escaped evaded eluded jumped crashed struggled yelled shouted wanted "
    "needed got came went returned fell exited emerged stayed remained stood sat arrived approached stopped pulled "
    "spent left fled ran drove hid refused resisted barricaded surrendered turned led matched appeared fit "
    "answered agreed complied cooperated died survived owned knew met saw witnessed helped matches resembled "
    "rented chained marched blocked crossed locked protested camped gathered identified declined gave admitted "
    "confessed opened waited slept missed skipped violated sped rolled swerved"
)
_SEEN_ING = any_of(
    "fleeing running failing refusing leading leaving hiding barricading surrendering turning being having resisting "
    "exiting returning arriving attempting trying appearing walking coming calling speaking seeing spotting finding "
    "receiving reviewing identifying locating obtaining serving executing conducting investigating searching matching "
    "responding interviewing following using getting going making missing violating skipping speeding driving "
    "crashing evading eluding jumping testing admitting confessing escaping swerving rolling sitting sleeping standing "
    "waiting completing watching tracking receiving meeting striking according during noticing stopping contacting "
    "learning confirming pursuing chasing gathering posting crossing hitting colliding showing giving swimming "
    "interrupting spending entering blocking chaining protesting shouting yelling demanding staying trespassing "
    "something anything nothing everything evening morning king"
)
_PAST = (
    rf"(?!(?:{_SEEN})\b)(?:[a-z]{{2,12}}ed|{ORDINARY}|stole|made|wrote|sold|sent|shot|beat|bit|bought|cut|fed|"
    r"found a way|hung|kept|lit|put|ran up|set|spun|stuck|swung|threw|told|tore|wore|drank|took)"
)
_ONE = r"(?:[\w'$,-]+\s+){1,6}?"

#: ‘Booked after dousing his neighbour's car’; what officers saw of a flight is not meant.
ARRESTED_AFTER = Look(
    rf"\b{_HELD}\b[^.!?;\n]{{0,60}}?\bafter\s+(?:\w+ly\s+)?(?!(?:{_SEEN_ING})\b|climbing (?:an?|the|up|on|over)\b)"
    r"[a-z]{3,14}ing\s+(?:an?|the|his|her|their|another|two|three|four|\d+|into|through|at|up|on|over|open)\b"
)

#: ‘The secretary who wrote herself 61 checks was arrested’: what the clause tells, the one held is said to have done.
_NOT_A_HELPER = (
    r"(?!(?:[\w'-]+\s+){0,4}?(?:officers?|deput(?:y|ies)|detectives?|police|victims?|witness(?:es)?|k-?9|dog|callers?|"
    r"resident|sergeant|trooper|neighbors?|clerk)\b(?! who was| and))"
)
WHO_WAS_HELD = Look(
    rf"\b(?:the|an?|this|that|our)\s+{_NOT_A_HELPER}{_ONE}who\s+(?:\w+ly\s+|had\s+|for [\w ]{{3,20}}\s+)?{_PAST}\b"
    rf"[^.!?;\n]{{0,90}}?\s(?:is|are|was|were|has been|have been)\s+(?:\w+\s+){{0,2}}?{_HELD}\b"
)
HELD_ONE_WHO = Look(
    r"\b(?:arrest(?:ed|s)?|nabbed|jailed|booked|captured|apprehended|cuffed|busted|locked up|into custody|"
    r"cuffs on|handcuffs on)\W{1,3}"
    rf"(?:was |were |is )?(?:the|an?|this|that|our)\s+{_NOT_A_HELPER}(?:[\w'-]+,?\s+){{1,5}}?who\s+"
    rf"(?:\w+ly\s+|had\s+|for [\w ]{{3,20}}\s+)?{_PAST}\b"
)

#: ‘The four windows he broke’.
BROKEN_BY_HIM = Look(
    rf"\b(?:{TARGET})\s+(?:that\s+|which\s+)?(?:he|she|they)\s+(?:had\s+)?(?:{ORDINARY}|stole|robbed|wrecked|trashed)\b"
)

#: ‘Riding off on a patrol bike earned a man a night with us.’
EARNED = Look(
    rf"(?:^|[,:;\"]\s*)\W*(?!(?:{_SEEN_ING})\b)[a-z]{{3,14}}ing\s+[^.!?;\n]{{3,90}}?\b(?:is what\s+)?(?:earned|"
    rf"landed|got|"
    r"put|bought|cost|brought|sent)\s+(?:him|her|them|"
    r"(?:an?|the|this|one|two|three|four|our)\s+(?:\w+\s+){0,3}?(?:m[ae]n|wom[ae]n|driver|couple|pair|teens?|guys?|"
    r"\d{1,2}-year-old\w*)|[a-z-]+ [a-z-]+, \d\d,?)\s+"
    r"[^.!?;\n]{0,60}?(?:jail|cell|custody|cuffs|handcuffs|bars|night with us|our guest|arrested|bracelets|"
    r"back seat|our lockup)\b"
)

#: ‘Meet the reason your packages vanished’; ‘the reason turned out to be a man of 60’.
REASON = Look(
    r"\b(?:meet|say hello to|this is|here is|here's|found|arrested|introducing)\s+the reason\s+(?:why\s+)?(?:your|our|"
    r"so many|the|half|all)\b|"
    r"\b(?:is|was|'s) why\s+(?:an?|the|this|one|two|our)\s+[^.!?\n]{0,40}?\b(?:in (?:our|the|county|"
    r"a) (?:county )?(?:jail|cell)|in "
    r"custody|in cuffs|in handcuffs|behind bars|arrested|booked)\b|"
    r"\bthe reason\b(?![^.!?\n]{0,40}\b(?:alive|safe|home|here|we)\b)[^.!?\n]{3,80}?\b"
    r"(?:turned out to be|turns out to be|is|was)\s+(?:an?|the|this|our)\s+"
    r"(?:\d{1,2}-year-old|(?:\w+ )?(?:man|woman|guy|couple|pair|teen|inmate))\b"
)

#: ‘Ask the 24-year-old in our back seat’, after a crime was named as a folly.
ASK_HIM = Look(
    r"^\W*(?:just |go |don't believe us, )?ask\s+(?:the|this|our|today's|tonight's|last night's|"
    r"one)\s+(?:[\w'-]+\s+){0,3}?"
    r"(?:man|woman|guy|inmate|arrestee|guest|year-old|driver|couple|pair|teens?|genius|gentleman|\d{1,2}-year-old)\b"
)
CRIME_NAMED = Look(rf"\b(?:{CRIME_DO}|{CRIME_ING}|{CRIME_NOUN}|breaking into|drive drunk)\b")

#: ‘The stolen truck says otherwise.’
BELIED = Look(
    r"\b(?:says?|said|suggests?|suggested|shows?|showed|had|begged|begs|tells?|told|proved|proves)\s+(?:otherwise|"
    r"to differ|a different story|another story|us otherwise)\b"
)

#: What he is said to own: ‘his victims’, ‘her reign of terror’, ‘Amato's meth business’.
_OWNED = (
    r"(?:(?!alleged|suspected)[\w-]+\s+){0,3}?(?:victims?(?! (?:impact|statement|told|said|advocate|support|fund|"
    r"of))|reign of "
    r"terror|reign|rampage|crime wave|loot|(?:drug|meth|fentanyl|pill|heroin|cocaine|counterfeit\w*|fraud|scam|theft|"
    r"burglary|stolen[ -]goods|chop[ -]shop|dope|poison|extortion|smuggling)\s+(?:business|operation|ring|empire|"
    r"enterprise|trade|"
    r"shop|hustle|side hustle|career|scheme|den|lab|supply line))\b"
)
OWNS = Look(rf"\b(?:his|her|(?:suspect|man|woman|couple|driver|teen|inmate|arrestee|\d\d-year-old)'s)\s+{_OWNED}")
NAME_OWNS = Look(rf"(?:(?<='s)|(?<=s')|'s?)\s+{_OWNED}")

#: ‘Video shows Ethan Pratt smashing the window’: before the name, and behind it.
SEEN_BEFORE = Look(
    r"\b(?:shows?|showed|saw|caught|catches|captured|recorded|filmed|watched|spotted|nabbed)\s+(?:\w+ly\s+)?$"
)
NAME_DOING = Look(
    rf"(?:,?\s+\(?\d{{1,3}}\)?,?)?\s+(?:\w+ly\s+)?(?:{CRIME_ING}|setting\s+[^.!?;\n]{{0,30}}?(?:fire|alight|ablaze))\b"
)

#: ‘The arsons are solved’, by an arrest.
SOLVED = Look(
    rf"\barrests?\b(?! for\b)[^.!?\n]{{0,80}}?\b{CRIME_NOUN}\s+(?:\w+\s+){{0,2}}?(?:is|are|was|were|has been|"
    rf"have been)\s+"
    r"(?:now\s+|finally\s+|all\s+)?(?:solved|over(?! \d| the| by)|finished|history|behind us|at an end)\b|"
    rf"\barrests?\b[^.!?\n]{{0,50}}?\bclos\w+ the (?:books?|case|file) on\b|\b(?:hunt|search|"
    rf"manhunt) for [^.!?\n]{{0,50}}?{CULPRIT}\s+"
    r"(?:is over|ended|has ended|came to an end)\b|"
    rf"\barrests?\s+(?:(?!not\b|for\b)\w+\s+){{0,3}}?(?:solves?|clears up|ends?|closes? the (?:book|"
    rf"case) on)\s+(?:[\w-]+\s+){{0,5}}?"
    rf"{CRIME_NOUN}\b"
)

#: ‘Carl Voss was the one who set it off.’
THE_ONE = Look(rf"\bthe (?:ones?|same (?:man|woman|person|guy|pair)) (?:who|that) (?:had )?(?:\w+ly )?{CRIME_ACT}\b")

#: ‘This is the man who made our drivers afraid’; ‘the hand that’: one certain person, and what he did.
THIS_IS = Look(
    r"\b(?:this|that|here|he|she|mr\.?) (?:is|was) the (?:[\w-]+ )?(?:man|woman|person|one|guy|couple|driver|"
    r"teen|coward|individual|"
    rf"monster|thug|bully) (?:who|that) (?:\w+ly |had |has )?{_PAST}\b"
)
#: ‘Whose truck dragged a cyclist before she sped off was booked.’
WHOSE = Look(
    rf"\bwhose\s+(?:\w+\s+){{0,2}}?(?:car|truck|suv|sedan|pickup|van|motorcycle|knife|gun|bullets?|fists?|bat|fire|scheme|scam|lies|punch)"
    rf"\s+(?!(?:was|were|is|had been|matched|stopped)\b)[^.!?;\n]{{0,60}}?(?:ran|struck|hit|dragged|killed|"
    rf"injured|hurt|crushed|mowed|"
    rf"plowed|broke|cost|destroyed|burned|took|left)\b[^.!?;\n]{{0,120}}?\b{_HELD}\b"
)
#: ‘Nineteen cars would still have windows if the man we booked had stayed home’; ‘had she not been drunk’.
BUT_FOR_HIM = Look(
    r"\bwould (?:still |not |never )?(?:be|have)\b[^.!?\n]{3,90}?\b(?:if|had)\s+(?:not\s+)?(?:(?:he|she|"
    r"they)\s+(?:had\b|hadn't|not\b|stayed)|"
    r"(?:the|this|our|that)\s+[^.!?\n]{2,60}?\b(?:had|hadn't)\b)"
)

#: Nobody has to fear him any more: so it was he.
NO_MORE_FEAR = Look(
    r"\b(?:no longer (?:has|have|needs?) to|don't have to|won't have to|never have to|needn't|nobody has to|"
    r"no one has to)\s+"
    r"(?:\w+\s+)?(?:fear (?:the|this|a|him|her|them)|live in fear|be afraid of|look over (?:your|our|"
    r"their) shoulders?)\b|"
    r"\bgot (?:exactly |just )?what (?:he|she|they) (?:deserved?|had coming|asked for|earned)\b"
)

#: ‘Blame the man we walked into jail’; ‘the burglaries were all his’; ‘in our jail because he thought ...’.
HIS_DOING = Look(
    rf"\bblame\s+(?:the|this|our|these)\s+[^.!?;\n]{{2,50}}?{_HELD}\b|"
    rf"\b(?:{CRIME_NOUN})\s+(?:was|were|are|is)\s+(?:all\s+|both\s+)?(?:his|hers|theirs)\b(?! to)|"
    rf"{_HELD}\b[^.!?;\n]{{0,15}}?\bbecause\s+(?:he|she|they)\s+(?!(?:is|was|are|were|had|has|have|failed|missed|skipped|"
    r"refused|fled|matched|violated|would not|did not)\b)|"
    r"\b(?:his|her|their)\s+(?:\w+\s+)?(?:career|stint|life|days|run)\s+(?:as|of|in)\s+(?:an?\s+)?(?:fake|bogus|phony|sham|"
    rf"unlicensed|{CULPRIT}|{CRIME_NOUN})\b"
)
#: ‘He robs banks’; ‘you don't do that to a child’, said of somebody arrested.
DOES = Look(
    r"\b(?:he|she|this (?:man|woman|guy|pair|couple)) (?:\w+ly )?(?:robs?|steals?|preys?|scams?|stalks?|swindles?|"
    r"burglarizes?|breaks? into|molests?|mugs?)\b|"
    r"\b(?:you|people|nobody|no one) (?:don't|doesn't|do not|does not|gets? to) do (?:this|that|"
    r"something like (?:this|that)) "
    r"(?:to|and|in)\b"
)

#: He did not do it: nobody but a court says so.
INNOCENT = union(
    r"(?:he|she|they|who|and|[a-z]+,? (?:\d\d,? )?)(?<!we )(?<!officers )(?<!police )(?<!deputies )(?<!department )"
    r"(?<!agency )(?<!city )(?:took|had|played|has|have) (?:absolutely )?no (?:part|role|hand|involvement) in\b",
    r"(?:is|are|was|were|'s) (?:an? |two )?(?:\w+ )?innocent (?:man|woman|person|people|kid|teen|boy|girl|men|"
    r"women|father|"
    r"mother|teacher|coach|officer|deputy|neighbor)\b",
    r"(?:somebody|someone|another (?:man|woman|person)) else (?:committed|did|stole|robbed|set|shot|took|carried)\b",
    r"(?:he|she|they) (?:did not|didn't|never) (?:do|commit|did|committed|steal|stole|rob|robbed|harm|harmed|"
    r"hurt|touch|"
    r"touched|kill|killed|shoot|set)\b",
    r"(?:did not|didn't|never) (?:commit|committed|do) (?:the|this|that|these|those|any|it|anything|what)\b",
    r"(?:is|are|was) not guilty of (?:anything|any|this|that)\b",
    r"(?:was|were|been|is) framed\b(?! (?:by a|photo|in|and hung|for))",
    r"(?:should|ought to) never have been (?:arrested|charged|booked)\b",
    r"(?:we|our detectives|this department|the department) (?:got|had) (?:this one|it|that one|this) (?:all |so |"
    r"badly )?"
    r"wrong\b",
    r"(?:the )?(?:charges?|accusations?|allegations?|arrest) (?:against \w+(?: \w+)? )?(?:is|are|was|"
    r"were) (?:simply |plainly "
    r"|completely |totally |flat-out |entirely )?(?:false|untrue|a lie|lies|bogus|baseless|invented|made up|ridiculous|"
    r"a mistake|nonsense)\b",
    r"(?:is|was|are|were) not the (?:man|woman|person|one|driver|people|pair) who\b(?!se| (?:called|spoke|answered))",
    r"never (?:harmed|hurt|touched|stole from|laid a (?:hand|finger) on) (?:anyone|anybody|a soul|that|the|this|"
    r"her|him)\b",
)

_HELD_ES = (
    r"(?:detenid|arrestad|captur|esposad|encarcelad|"
    r"pres[oa]s?\b|tras las rejas|bajo custodia|en la cárcel|en una celda)"
)
_SEEN_ES = (
    r"(?:huy|llam|muri|result|falleci|trabaj|denunci|presenci|ayud|intent|escap|viv|dij|declar|report|fue|fueron|estab|"
    r"conducía|manejaba|era|eran|tenía|se neg|se entreg|se resisti|aparec|se escondi|coincid)"
)
_PAST_ES = r"(?:[a-záéíóúñ]{2,12}(?:ó|aron|ieron)|robaban?|vendían?|estafaban?|golpeaban?|amenazaban?|hizo|puso|hirió)"

#: ‘El vecino que envenenó a los perros fue detenido’; ‘detuvimos a la mujer que vendía pastillas’.
WHO_ES = Look(
    rf"\b(?:el|la|los|las|un|una)\s+(?!(?:víctima|oficial|agente|policía|testigo))(?:[\wáéíóúñ]+\s+){{1,4}}?que\s+(?:(?:le|les|"
    rf"lo|la|se)\s+)?(?!{_SEEN_ES}){_PAST_ES}\b[^.!?;\n]{{0,90}}?{_HELD_ES}|"
    rf"\b(?:detuvimos|arrestamos|capturamos|atrapamos|detuvieron|arrestaron|capturaron|{_HELD_ES}\w*)\s+(?:al?|el|la|los|las|"
    rf"una?)\s+(?:(?:la|el|los|las|un|una)\s+)?(?:[\wáéíóúñ]+\s+){{1,4}}?que\s+(?:(?:le|les|lo|la|se)\s+)?(?!{_SEEN_ES})"
    rf"{_PAST_ES}\b"
)
QUIEN_ES = Look(rf"{_HELD_ES}\w*[^.!?;\n]{{0,20}}?\bquien\s+(?:(?:le|les|lo|la|se)\s+)?(?!{_SEEN_ES}){_PAST_ES}\b")
#: ‘Fue asaltada por Hugo Nava’: before the name. ‘Fue Iván Robles quien prendió fuego’: before and behind it.
DONE_BY_ES = Look(
    r"\b(?:fue|fueron|ha sido|era)\s+(?:\w+mente\s+)?(?:asaltad|robad|golpead|apuñalad|baleada|balead|estafad|"
    r"asesinad|atacad|"
    r"incendiad|quemad|secuestrad|violad|atropellad|amenazad|agredid|saquead|hurtad)[oa]s?\s+(?:[^.!?;\n]{0,40}\s)?por\s+$"
)
NAME_WHO_ES = Look(rf"\s+quien\s+(?:le\s+|les\s+|lo\s+|la\s+)?(?!{_SEEN_ES}){_PAST_ES}")

#: Passive with him: ‘were emptied by her’, ‘lifted from the counter by the man now in our cell’.
BY_HIM = Look(
    rf"\b(?:was|were|been|got|is)\s+(?:\w+ly\s+)?(?:{CRIME_DONE})\b[^.!?;\n]{{0,60}}?\bby\s+(?:him|her|them)\b(?!\s+\w+(?:'s)?\s+"
    r"(?:mother|father|family|friend|lawyer))|"
    rf"\b(?:was|were|been|got|is)\s+(?:\w+ly\s+)?(?:{CRIME_DONE})\b[^.!?;\n]{{0,60}}?\bby\s+(?:the|this|our|that)\s+(?:\w+\s+)?"
    rf"{WHO}\s+(?:\w+\s+)?(?:in|sitting|sleeping|waiting|arrested|booked|held|pictured|shown|we|you)\b"
)

#: Each of these is enough by itself where somebody is held, sought or pictured.
ENOUGH = (
    ARRESTED_AFTER,
    WHO_WAS_HELD,
    HELD_ONE_WHO,
    BROKEN_BY_HIM,
    EARNED,
    REASON,
    BELIED,
    OWNS,
    SOLVED,
    NO_MORE_FEAR,
    THIS_IS,
    WHOSE,
    HIS_DOING,
    DOES,
    WHO_ES,
    QUIEN_ES,
    BY_HIM,
)
