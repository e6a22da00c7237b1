"""Who is called by a crime, and who is said to have committed one: the patterns in English and Spanish."""

from countersign.screening.justice.acts import CRIME_ACT, ILLICIT, ORDINARY
from countersign.screening.justice.words import (
    CRIME_DONE,
    CRIME_ES,
    CRIME_ING,
    CRIME_NOUN,
    CULPRIT,
    CULPRIT_ES,
)
from countersign.screening.patterns import Look

_POINTING = (
    r"(?:this|these|our|the|another|first|second|third|fourth|fifth|that(?!\s+(?:an?|the)\b)|those|mr\.?|one more|"
    r"your friendly neighborhood|a pair of|a "
    r"trio of|a couple of|two|three|four|five|six|\d+|\w+teen|alleged)"
)

ADJECTIVE = r"(?:(?!(?:that|an?|the|if|whether|who|when|about|was|is|were|are)\b)[\w'-]+\s+){0,3}?"

_HELD_VERB = (
    r"(?:arrested|caught|captured|nabbed|jailed|cuffed|busted|booked|apprehended|behind bars|in "
    r"custody|in jail|in cuffs|in handcuffs|in a cell|off (?:the|our) (?:streets?|roads?)"
    r"|(?:taken|brought|took) into custody|surrendered|tracked down|locked up|going to jail|headed to jail|"
    r"heads to jail|sits in jail|(?:hauled|carted|marched|sent|driven|escorted|trucked|taken|shipped|off|"
    r"went) (?:off |straight |right )?to (?:the |our )?(?:county )?(?:jail|slammer|lockup)|taken down|foiled|"
    r"collared|"
    r"due in court|arraigned|faces? (?:a|the) judge|appears? in court|has a court date|picked up|stopped|"
    r"detained|under arrest|sleeping it off|gave up|gave (?:him|her)self up|"
    r"pronounced dead|shot dead)"
)

POINTED = Look(
    rf"\b(?:this|these|our|that|another|one more)\s+{ADJECTIVE}{CULPRIT}\b(?!\s+(?:hunt|alert|"
    rf"prevention|activity|defense|justice|investigat|court|records?))"
)


THE_CULPRIT = Look(
    rf"\b{_POINTING}\s+{ADJECTIVE}{CULPRIT}\b(?!'s? (?:target|favorite)|\s+(?:hunt|alert|prevention|"
    rf"activity|defense|justice|investigat|court|records?|trends?|statistics|alarms?|bars|tools?)|"
    r"\s+(?:is|was|are|were|remains?)\s+(?:described|still|at large|believed|unknown|wearing|seen|last seen)\b)"
)

CULPRIT_HELD = Look(
    rf"\b{CULPRIT}\b,?(?:\s+(?:who|that)\b[^.!?\n]{{0,60}}?|\s+[\w',-]+){{0,6}}?\s+(?:(?:is|are|was|were|"
    rf"has been|have been|got|now|finally|already|back|safely)\s+){{0,3}}{_HELD_VERB}\b"
)

#: ‘2 drunk drivers, 1 shoplifter’: a tally of those who were booked.
#: ‘A serial window smasher’: what somebody is said to do again and again.
SERIAL = Look(
    r"\b(?:serial|notorious|prolific|brazen|would-be|wannabe|professional|self-styled|persistent|"
    r"determined)\s+(?:[\w-]+\s+){0,3}?"
    r"(?!numbers?\b)[a-z]{3,12}(?:er|or|ist|thief|bandit)s?\b(?!\s+numbers?)"
)
TALLIED = Look(
    rf"(?:^(?!\W*(?:an?|one)\b)|[,;:]\s*|\band\s+)(?:\d{{1,2}}|an?|one|two|three|four|five|"
    rf"six)\s+(?:\w+\s+)?{CULPRIT}\b"
)

HELD_CULPRIT = Look(
    rf"\b(?:arrest(?:ed|s|ing)?|caught|captur(?:ed|ing)|nabbed|jailed|cuffed|busted|booked|apprehended|"
    rf"got|collared|stopped|took|taking|tracked down|removed|putting|put|netted|rounded up|locked up|"
    rf"grabbed|bagged|chas(?:ed|ing) down|ran down|subdued|led (?:us|officers|detectives|deputies|them|her|"
    rf"him) to|found|unmasked|sniffed out|flushed out|rooted out|cornered|tackled|outran|nabbing|catching|"
    rf"arresting)\s+(?:up\s+)?"
    rf"(?:(?:a|an|the|this|our|two|three|four|five|six|\d+|\w+teen|several|some|more|another|one|and|"
    rf"alleged)\s+)?{ADJECTIVE}{CULPRIT}\b"
)


CALLED = Look(
    rf"\b(?:he|she|they|name|is|are|was|were|'s|meet|say hello to|introducing|congratulations "
    rf"to)\s+(?:\w+\s+){{0,2}}?(?:an?|the|our|your|nothing but an?|just an?|no better than "
    rf"an?)\s+(?:[\w'-]+\s+){{0,2}}?{CULPRIT}\b"
)

WHO = (
    r"(?:he|she|they|who|that|suspects?|defendant|decedent|deceased|man|woman|couple|pair|duo|trio|teens?|guy|"
    r"gentleman|fella|individual|person|driver|subject|crew|gang|group|dude|lady|male|female|coward|jerk|"
    r"lowlife|"
    r"monster|thug|genius|"
    r"einstein|boyfriend|husband|ex|employee|nurse|teacher|coach|man'?s|passenger|motorist|roommate|"
    r"neighbor|manager|treasurer|bookkeeper|caretaker|babysitter|clerk|cashier|contractor|guest|inmate|"
    r"arrestee|landlord|worker|patron|"
    r"shopper|stepfather|grandson|nephew|uncle|cousin|classmate|co-?worker|handyman|barber|trucker|biker|"
    r"accountant|pastor|scoutmaster|"
    r"\d{1,2}-year-old|dirtbag|scumbag|clown|loser|creep|idiot|moron|punk|fool|bully|menace)"
)

ADVERBS = (
    r"(?:(?:\w+ly|then|also|had|has|have|even|just|once|twice|already|first|later|who|and|reportedly "
    r"not|himself|herself|himself had|,)\s+){0,3}"
)

#: ‘The man killed in the crash’ did nothing: it was done to him.
DONE_TO_HIM = (
    r"(?!(?:killed|shot|stabbed|robbed|attacked|assaulted|beaten|carjacked|mugged|kidnapped|murdered|raped|"
    r"threatened|defrauded|"
    r"scammed|poisoned|ambushed|hijacked|abducted|punched|beat|bit|kicked|slashed|choked)\s*(?:[,.;)]|in|by|"
    r"on|during|near|outside|while|after|last|"
    r"yesterday|early|late|when|who|this|mon|tues|wednes|thurs|fri|satur|sun|and (?:is|was|died)|has|was|"
    r"is)\b)"
)
#: ‘Who on Tuesday held up the bakery’.
_WHEN = (
    r"(?:(?:on|last|early|late|this|yesterday|earlier|at|back in)\s+(?:(?!(?:was|were|is|are|been)\b)[\w.]+\s+){0,3}?)?"
)
DID = Look(rf"\b{WHO}(?:,?\s+(?:\d{{1,3}}|in (?:this|the) \w+|who),?)?\s+{_WHEN}{ADVERBS}{DONE_TO_HIM}{CRIME_ACT}\b")

#: ‘The man who died on Tuesday had just robbed a bank.’
HAD_DONE = Look(rf"\b{WHO}\b[^.!?;:\n]{{1,70}}?\b(?:had|has|have)\s+(?:(?!been\b)\w+\s+){{0,2}}?{CRIME_ACT}\b")

AND_DID = Look(
    rf"\b{WHO}\b[^.!?\n]{{1,50}}?\b(?:and|then|before|when|where|after)\s+(?:he\s+|she\s+|they\s+|"
    rf"then\s+)?{CRIME_ACT}\b"
)

NAME_DID = Look(rf"(?:,?\s+(?:\(?\d{{1,3}}\)?|of [a-z ]{{3,20}}),?)?\s+(?:who\s+)?{_WHEN}{ADVERBS}{CRIME_ACT}\b")


#: ‘Having emptied four safes, he was booked’; ‘Had she not set the fire, nobody would be homeless’.
HAVING_DONE = Look(
    rf"^\W*having\s+(?!been|fled|failed|refused|served|completed)[a-z]{{3,14}}\b[^.!?\n]{{3,120}},\s*(?:he|she|they|(?:the|an?)\s+{WHO})\b|"
    rf"\bhaving\s+(?:\w+ly\s+)?{CRIME_ACT}\b|\bhad\s+[\w.' -]{{2,40}}?\s+(?:not|never)\s+(?:\w+ly\s+)?"
    rf"(?:{CRIME_DONE}|{CRIME_ACT}|been (?:so )?(?:drunk|drinking|high|impaired|racing|texting))\b|"
    rf"\bafter\s+having\s+(?:\w+ly\s+)?{CRIME_ACT}\b"
)

#: ‘The decedent, a man of 38, murdered his roommate’: something about him stands between.
APPOSED_DID = Look(
    rf"\b(?:decedent|suspect|defendant|arrestee|driver|man|woman|teen|teenager|subject|passenger|motorist),\s"
    rf"[^.!?;:\n]{{3,80}},\s+(?:\w+ly\s+)?{DONE_TO_HIM}{CRIME_ACT}\b"
)

_MANY = r"(?:string|spree|series|rash|wave|streak|rampage|reign|campaign|trail|history|months|weeks|years|run)"
#: ‘Whose burglaries’, ‘his crimes’, ‘her string of robberies’: the crime belongs to somebody.
HIS_CRIMES = Look(
    rf"\b(?:his|her|their)\s+(?:[\w-]+\s+){{0,3}}?spree\b|\b(?:suspect|man|woman|driver|teen|teenager|"
    rf"defendant|\d\d-year-old)'s\s+(?:\w+\s+)?"
    r"crimes\b|\bwhose\s+(?:[\w-]+\s+){{0,4}}?(?:{CRIME_NOUN}|{_MANY}\s+of\s+(?:[\w-]+\s+){{0,3}}?{CRIME_NOUN})\b"
    rf"(?!\s+(?:case|victim|unit|detectives?|hearing|trial|conviction))|"
    rf"\b(?:his|her|their)\s+(?:[\w-]+\s+){{0,3}}?{_MANY}\s+of\s+(?:[\w-]+\s+){{0,3}}?{CRIME_NOUN}\b|"
    r"\bwhose\s+(?:fake|bogus|phony|sham)\b|"
    r"\b(?:his|her)\s+(?:latest |last |many |own |alleged victims and )?(?:crimes?|crime spree|killing spree|thefts|"
    r"burglaries|robberies|drunk driving|thievery|getaway)\b(?! (?:victim|report|scene))|"
    rf"\b(?:his|her|their|[a-z\d-]+'s)\s+(?:[\w-]+\s+){{0,3}}?(?:{CRIME_NOUN}|crime)[\s-]+(?:spree|career|"
    rf"streak|days|racket|operation|hobby|habit)\b|"
    rf"\b(?:{CRIME_NOUN}|heist)\s+(?:that\s+)?(?:he|she|they)\s+(?:\w+ly\s+)?(?:committed|pulled off|"
    rf"carried out|planned|got away with)\b"
)

#: ‘Siphoning diesel earned him a ride’: the act is what it all came from.
DOING_EARNED = Look(
    rf"(?:^|[,:;]\s*)\W*(?:\w+ly\s+)?{CRIME_ING}\b[^.!?\n]{{0,80}}?\b(?:earned|got|landed|cost|bought|won|put|"
    rf"sent|led to (?:his|her|their)|brought|ended (?:with|in)|is why|was (?:his|her|a (?:bad|poor)))\b"
)


#: ‘Armed robber Tito Lane’, at the head of a sentence; ‘Smile, thief’.
HEADED = Look(
    rf"^\W*(?:(?:an?|one|two|another|un|una)\s+)?(?:[\w-]+\s+){{0,2}}?(?:{CULPRIT}|"
    rf"{CULPRIT_ES})\b(?!'s? (?:target|favorite)|\s+(?:hunt|alert|"
    rf"prevention|activity|defense|justice|investigat|court|records?|trends?|statistics|love|look|want|know|"
    rf"use|often|hit|took|stole|"
    rf"arrests?|can|will|may|could|are|is a crime|see|target|crash|fatal))"
)

#: ‘Known burglar’, ‘career thief’.
KNOWN_CULPRIT = Look(
    rf"\b(?:known|career|habitual|repeat|chronic|longtime|notorious|armed|accused "
    rf"of nothing)\s+(?:[\w-]+\s+)?{CULPRIT}\b(?<!s)"
)

WHILE_DOING = Look(
    rf"\b(?:while|after|by|when|from|busy|caught|spotted|seen|before|been|was|were|is|for weeks|spree "
    rf"of|spent [\w ]{{2,25}})\s+(?:(?:he|she|they|allegedly not)\s+(?:was|"
    rf"were)\s+)?(?:\w+ly\s+)?{CRIME_ING}\b"
)


POINTED_ES = Look(
    rf"\b(?:el|la|los|las|est[ea]|estos|estas|es[ea]|esos|nuestro|al|del|otro|otra|un|una|dos|"
    rf"tres)\s+(?:[\wáéíóúñ]+\s+){{0,2}}?{CULPRIT_ES}\b|,\s+{CULPRIT_ES}\s+del?\b"
)

DID_ES = Look(rf"\b{CRIME_ES}")

AFTER_ES = Look(
    r"\b(?:tras|después de|luego de|mientras|al)\s+(?:haber\s+)?(?:robar|robado|asaltar|asaltado|"
    r"matar|golpear|golpeado|apuñalar|disparar|violar|agredir|amenazar|estafar|vender drogas?|robaba|"
    r"asaltaba|golpeaba|vaciar|hurtar|atacar)\w*\b"
)

UNKNOWN_ES = Look(r"\balguien\b|\bdesconocid|\bun sujeto\b|\bno identificad|\bse desconoce")

#: Certain ones, not thieves in general: ‘the Elm Street car thieves’.
CERTAIN = Look(rf"\bthe\s+(?:[\w'-]+\s+){{1,3}}{CULPRIT}\b")

#: Without one of these words a sentence calls nobody by a crime and tells no crime.
CRIME_WORD = Look(
    rf"\b{CRIME_ACT}\b|"
    rf"\b(?:{CULPRIT}|{CULPRIT_ES}|{ORDINARY}|{CRIME_ING}|{CRIME_DONE}|set|gun|handgun|revolver|pistol|rifle|shotgun|knife|machete|"
    rf"{ILLICIT})\b|\b{CRIME_ES}"
    r"|\b(?:tras|después de|luego de|mientras|al)\b"
)
