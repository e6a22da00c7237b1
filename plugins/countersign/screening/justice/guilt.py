"""Statements that somebody did it, or did not, before a court said so.

*Sure* where somebody who is held, sought or pictured is called by a crime or is said to have done it, without a
word of caution; *to be confirmed* where the agency speaks of what such a person did and the words do not decide.
"""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.justice.words import (
    CRIME_DONE,
    CRIME_ES,
    CRIME_ING,
    CRIME_PAST,
    CULPRIT,
    CULPRIT_ES,
    CUSTODY,
    HEDGE,
    MOCKED,
    NOBODY_HELD,
    SOFT_PAST,
    TAUNT_TAG,
)
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading

_POINTING = (
    r"(?:this|these|our|the|another|that|those|mr\.?|one more|your friendly neighborhood|a pair of|a "
    r"trio of|a couple of|two|three|four|five|six|\d+|\w+teen|alleged)"
)
_ADJECTIVE = r"(?:[\w'-]+\s+){0,3}?"
_HELD_VERB = (
    r"(?:arrested|caught|captured|nabbed|jailed|cuffed|busted|booked|apprehended|behind bars|in "
    r"custody|in jail|in cuffs|in handcuffs|in a cell|off (?:the|our) (?:streets?|roads?)"
    r"|locked up|going to jail|headed to jail|heads to jail|sits in jail|taken down|foiled|collared|"
    r"picked up|stopped|detained|under arrest|sleeping it off)"
)
_POINTED = Look(
    rf"\b(?:this|these|our|that|another|one more)\s+{_ADJECTIVE}{CULPRIT}\b(?!\s+(?:hunt|alert|"
    rf"prevention|activity|defense|justice|investigat|court|records?))"
)
_POINTED_ONE = Look(
    rf"\b(?:this|that|our)\s+{_ADJECTIVE}{CULPRIT}\b(?<!s)|\b(?:este|esta|ese|esa)\s+{CULPRIT_ES}\b(?<!s)"
)
_THE_CULPRIT = Look(
    rf"\b{_POINTING}\s+{_ADJECTIVE}{CULPRIT}\b(?!'s? (?:target|favorite)|\s+(?:hunt|alert|prevention|"
    rf"activity|defense|justice|investigat|court|records?|trends?|statistics))"
)
_CULPRIT_HELD = Look(
    rf"\b{CULPRIT}\b(?:\s+(?:who|that)\b[^.!?\n]{{0,60}}?|\s+[\w',-]+){{0,6}}?\s+(?:(?:is|are|was|were|"
    rf"has been|have been|got|now|finally|already|back|safely)\s+){{0,3}}{_HELD_VERB}\b"
)
_HELD_CULPRIT = Look(
    rf"\b(?:arrest(?:ed|s|ing)?|caught|captur(?:ed|ing)|nabbed|jailed|cuffed|busted|booked|apprehended|"
    rf"got|collared|stopped|took|taking|tracked down|removed|putting|put|netted|rounded up|locked up|"
    rf"grabbed|bagged)\s+(?:up\s+)?"
    rf"(?:(?:a|an|the|this|our|two|three|four|five|six|\d+|\w+teen|several|some|more|another|one|and|"
    rf"alleged)\s+)?{_ADJECTIVE}{CULPRIT}\b"
)
_CALLED = Look(
    rf"\b(?:he|she|they|name|is|are|was|were|'s|meet|say hello to|introducing|congratulations "
    rf"to)\s+(?:\w+\s+){{0,2}}?(?:an?|the|our|your|nothing but an?|just an?|no better than "
    rf"an?)\s+(?:[\w'-]+\s+){{0,2}}?{CULPRIT}\b"
)

_WHO = (
    r"(?:he|she|they|who|that|suspects?|defendant|decedent|man|woman|couple|pair|duo|trio|teens?|guy|"
    r"gentleman|fella|individual|person|driver|subject|crew|gang|group|dude|lady|male|female|coward|jerk|lowlife|"
    r"monster|thug|genius|"
    r"einstein|boyfriend|husband|ex|employee|nurse|teacher|coach|man'?s|passenger|motorist|roommate|"
    r"neighbor|manager|treasurer|bookkeeper|caretaker|babysitter|clerk|cashier|contractor)"
)
_ADVERBS = (
    r"(?:(?:\w+ly|then|also|had|has|have|even|just|once|twice|already|first|later|who|and|reportedly "
    r"not|himself|herself|himself had|,)\s+){0,3}"
)
_DID = Look(rf"\b{_WHO}(?:,?\s+(?:\d{{1,3}}|in (?:this|the) \w+|who),?)?\s+{_ADVERBS}{CRIME_PAST}\b")
_AND_DID = Look(
    rf"\b{_WHO}\b[^.!?\n]{{1,50}}?\b(?:and|then|before|when|where|after)\s+(?:he\s+|she\s+|they\s+|"
    rf"then\s+)?{CRIME_PAST}\b"
)
_NAME_DID = Look(rf"(?:,?\s+(?:\(?\d{{1,3}}\)?|of [a-z ]{{3,20}}),?)?\s+{_ADVERBS}{CRIME_PAST}\b")
_AGED_DID = Look(
    rf"\b\d{{1,2}}[- ]year[- ]old(?:\s+(?!(?:was|is|told|"
    rf"said)\b)[\w-]+){{0,4}}?,?\s+(?:who\s+)?{_ADVERBS}{CRIME_PAST}\b"
)
_WHILE_DOING = Look(
    rf"\b(?:while|after|by|when|from|busy|caught|spotted|seen|before|been|was|were|is|for weeks|spree "
    rf"of|spent [\w ]{{2,25}})\s+(?:(?:he|she|they|allegedly not)\s+(?:was|"
    rf"were)\s+)?(?:\w+ly\s+)?{CRIME_ING}\b"
)
_AFTER_DID = Look(
    rf"\bafter\s+(?:(?:he|she|they|the (?:man|woman|suspect|driver)|the \w+)\s+)?(?:\w+ly\s+)?{CRIME_PAST}\b"
)
_DONE_BY = Look(
    rf"\b(?:was|were|been|got|had|is)\s+(?:\w+\s+)?{CRIME_DONE}\s+by\s+(?:(?:the|this|that|our|a|"
    rf"an)\s+(?:[\w'-]+\s+){{0,3}}?(?:man|woman|guy|person|suspect|driver|teen|individual|couple|"
    rf"defendant|husband|boyfriend|pair|duo|gentleman|fella|lady|employee|manager|resident|"
    rf"\d{{2}}-year-old)|him|her|them|these|this)\b"
)
_SAID = Look(
    r"\bfor\s+[\w-]+ing\b|\bon suspicion\b|\bsuspicion of\b|\baccused of\b|\bcharged with\b|"
    r"\bcall(?:s|ed|ing)?\s+(?:of|about|for)\b"
)

#: Whole phrases that settle who it was, whatever stands beside them.
_SETTLED = union(
    r"(?:he|she|they)\s+(?:absolutely |definitely |clearly |obviously |totally |sure )?(?:did it|is "
    r"guilty|are guilty|was guilty|were guilty|done it)\b",
    r"caught\s+(?:him |her |them )?(?:\w+\s+)?(?:red-?[ -]?(?:handed|faced)|in the (?:very )?act|in "
    r"the middle of (?:robbing|stealing|breaking))\b",
    r"(?:got|caught|nabbed|have|found|cuffed|busted|arrested)\s+(?:our|your|the)\s+(?:guy|man|shooter|"
    r"thief|burglar|robber|culprits?|perps?|bad guys?|real killer|ones? responsible|persons? "
    r"responsible|people responsible|man responsible|woman responsible|one who did (?:it|this))\b",
    r"(?:person|people|persons|man|men|woman|women|ones?|individuals?|duo|pair|crew|those|suspects?|"
    r"guy|driver|teens?|couple|party|parties)\s+(?:who (?:is|are|was|"
    r"were)\s+)?responsible\s+(?:for\b[^.!?\n]{0,80})?(?:\b(?:arrested|in custody|caught|behind bars|"
    r"in jail|off (?:the|our) streets?|is now|are now|has been|have been|was arrested|were arrested|"
    r"found|located|identified))",
    r"(?:arrested|caught|found|got|nabbed|jailed|identified|in custody is)\s+(?:the|"
    r"those)\s+(?:[\w-]+\s+){0,3}?responsible\b",
    r"it was (?:the |a |our |his |her |their )?[\w' -]{2,40}? all along\b",
    r"(?:turns out|guess what)[:,]?\s+(?:it was|the (?:thief|burglar|killer|culprit))\b",
    r"guilty as (?:sin|charged|hell|they come)\b",
    r"(?:there(?:'s| is)|we have|have|let there be|make) no (?:doubt|mistake|"
    r"question)[^.!?\n]{0,30}?\b(?:he|she|they|who|did|guilty)\b",
    r"(?:case|mystery|whodunit)\s+(?:is\s+)?(?:closed|solved|cracked)\b",
    r"(?:he|she|they|our (?:officer|deputy|coach|friend|employee)|the (?:teacher|man|woman|coach|"
    r"officer|accused|defendant|suspect|pastor|\d{2}-year-old)|[a-z]+)\s+(?:is|are|was|were|"
    r"'s)\s+(?:completely |totally |clearly |absolutely |obviously |100% )?(?:innocent(?! until| "
    r"unless)|not the one who did|wrongly accused|falsely accused|wrongfully arrested)\b",
    r"(?:did not|didn't|couldn't have|could not have|would never have)\s+(?:do|done|commit|committed) "
    r"(?:it|this|the crime|anything)\b",
    r"(?:an|one|the) innocent (?:man|woman|person|kid|teen|coach|teacher) (?:was|has been|is|sits|wrongly)\b",
    r"(?:the|this|that) (?:guy|man|woman|one|person|genius|dude|couple|pair|duo|crew|fella|lady) "
    r"(?:who|that) (?:did|'s been|has been|have been|was|were|is|are) (?:this|it|behind)\b",
    r"(?:he|she|they|who)(?:'s| is| are| was| were|'re)\s+(?:behind|responsible for|to blame for|at "
    r"fault for|the one behind|the ones behind|the mastermind)\b",
    r"(?:mastermind|ringleader)\s+(?:of|behind)\b",
    r"(?:crime|stealing|drunk driving|drug dealing|theft) (?:doesn't|does not|didn't|never) pays?\b",
    r"(?:thought|think|thinking) (?:he|she|they|you) (?:could|can|would|had|'d) (?:get|got|gotten) away with\b",
    r"(?:your|his|her|their) (?:crime|stealing|robbing|thieving|burglary|dealing|drug[- ]dealing|"
    r"reign of terror|spree|life of crime|crime spree|little spree)\b[^.!?\n]{0,20}?\b(?:is over|are "
    r"over|ended|ends|came to an end|has ended|is done|days are)\b",
    r"(?:days|career|spree) (?:of|as an?) (?:stealing|robbing|burglary|terroriz\w+|dealing|theft|"
    r"burglar|thief|crime|porch pirate|drug dealer)\b[^.!?\n]{0,20}?\b(?:over|ended|done|end)\b",
    r"(?:finally )?(?:paid|pays|paying|pay|answer|answered) for (?:what (?:he|she|they) did|(?:his|"
    r"her|their) crimes?|it with)\b",
    r"(?:what|everything) (?:he|she|they) did to (?:her|him|them|that|those|this|our|the)\b",
    r"the real (?:killer|thief|shooter|culprit|perpetrator)\b",
    r"(?:we know|everyone knows|we all know) (?:he|she|they|who) (?:did|is|are|was)\b",
)
_SETTLED_ES = union(
    r"(?:fue|es|eran?|son) (?:él|ella|ellos|el culpable|la culpable|los culpables|culpables?(?! de)|"
    r"inocentes?(?! hasta| mientras))\b",
    r"(?:lo hizo|él fue|ella fue|no lo hizo|caso (?:cerrado|resuelto))\b",
    r"con las manos en la masa\b",
    r"en pleno (?:robo|asalto)\b",
    r"el crimen no paga\b",
    r"(?:agarramos|atrapamos|capturamos|detuvimos|arrestamos|tenemos) (?:al|a la|a los|a las) (?:\w+ "
    r")?(?:responsables?|culpables?|autor(?:es|a)?)\b",
    r"(?:el|la|los|las) responsables? (?:del?|de la|de los|de las|por)\b[^.!?\n]{0,60}(?:detenid|"
    r"arrestad|captur|custodia|rejas|cárcel|pres[oa])",
    r"(?:ya )?no (?:robará|asaltará|volverá a robar)\w*\b",
)
_POINTED_ES = Look(
    rf"\b(?:el|la|los|las|est[ea]|estos|estas|es[ea]|esos|nuestro|al|del|otro|otra|un|una|dos|"
    rf"tres)\s+(?:[\wáéíóúñ]+\s+){{0,2}}?{CULPRIT_ES}\b"
)
_DID_ES = Look(rf"\b{CRIME_ES}")
_AFTER_ES = Look(
    r"\b(?:tras|después de|luego de|mientras|al)\s+(?:haber\s+)?(?:robar|robado|asaltar|asaltado|"
    r"matar|golpear|golpeado|apuñalar|disparar|violar|agredir|amenazar|estafar|vender drogas?|robaba|"
    r"asaltaba|golpeaba|vaciar|hurtar|atacar)\w*\b"
)
_UNKNOWN_ES = Look(r"\balguien\b|\bdesconocid|\bun sujeto\b|\bno identificad|\bse desconoce")

#: What is said of a person in an arrest without saying that he did it.
_NEUTRAL = (
    "arrested|booked|detained|charged|identified|located|transported|released|surrendered|died|"
    "treated|injured|called|reported|wanted|indicted|arraigned|cited|accused|suspected|believed|"
    "sought|armed|scheduled|expected|needed|asked|thanked|helped|served|retired|joined|worked|"
    "received|graduated|completed|earned|rescued|saved|delivered|hired|sworn|promoted|loved|wished|"
    "hoped|convicted|sentenced|pleaded|uninjured|hospitalized|named|aged|involved|appeared|stopped|"
    "yielded|cooperated|complied|remained|waited|fled|jailed|searched|found|signed|linked|pictured|"
    "shared|posted|responded|noticed|learned|visited|played|talked|answered|apprehended|captured|"
    "impaired|red|bed|need|feed|speed|indeed|exceed"
)
_TAUNT = Look(
    r"\bdon't (?:rob|steal|drive drunk|shoplift|burglarize|break into|sell|run from)|\bword of "
    r"advice\b|\bhere's a tip\b|\blesson learned|\bnewest inmate|\bour inmate|"
    r"\bnice try\b|\bguess (?:who|what|where)|\bour (?:newest )?guest\b|\bfree (?:ride|room|lodging|"
    r"bracelets)|\bshiny (?:new )?bracelets|\bmatching bracelets|\bfafo\b|\bgame over\b|\bsmile for "
    r"the camera|\byou'?re welcome\b"
    r"|\bsweet dreams\b|\benjoy (?:your|the|his|her) (?:stay|cell|new)|\bwelcome to (?:the )?(?:jail|"
    r"our jail|the slammer|your new)|\bgood riddance|\btook out the trash|\btaking out the trash|"
    r"\bbye[- ]?bye\b|\bplay stupid games|\bcan'?t outrun|\bjob well done\b"
    r"|\bchecked (?:him|her|them) in|\bgray ?bar|\bslammer\b|\bpokey\b|\bclink\b|\bhoosegow|\bclub "
    r"fed\b|\bone less\b|\bwell deserved|\bgot what (?:he|she|they)|\bkarma\b|\bstupid games|\bthree "
    r"hots and a cot|\borange (?:jumpsuit|is)\b|\bgenius\b|\beinstein|\bmastermind\b|\bspoiler\b|"
    r"\bpro tip\b|\bplot twist\b"
    r"|\bjustice (?:is )?(?:served|for)\b|\bno longer (?:a )?(?:threat|problem|terroriz|able)|"
    r"\bcan(?:'t| no longer) (?:hurt|harm|prey|steal)|\bsafer (?:tonight|now|today|without)|\bsleep "
    r"(?:better|easier|soundly)"
    r"|\bya no (?:podrá|va a)|\bbuen viaje|\bhasta luego\b|😂|🤣|🙄|😏|😎|🤡|👋|🚔👋|⛓"
)
#: A sentence about what a held person did: the author says who says so.
_TOLD = Look(
    rf"\b(?:{_WHO[3:-1]})(?:,?\s+\d{{1,3}},?)?\s+{_ADVERBS}(?:{SOFT_PAST}|"
    rf"(?!(?:{_NEUTRAL})\b)[a-z]{{2,12}}ed)\b|\b(?:{_WHO[3:-1]})\s+(?:has been|had been|have been|was|"
    rf"were|kept)\s+(?:\w+ly\s+)?(?!(?:wearing|being|driving a|traveling|walking|hiding|carrying|"
    rf"living|facing|cooperating|going|waiting|sleeping|trying to leave|missing|working|training|"
    rf"seen)\b)[a-z]{{3,12}}ing\b|\b(?:his|her) (?:victims?|spree|crimes?|loot|haul|stash|getaway|"
    rf"accomplice|stolen|weapon of choice|target)\b|\bvictims? of this\b"
    r"|\b(?:it was (?:him|her|them|the|his|her)|the one who|the ones who|the same (?:man|woman|guy|person|crew))\b"
)
_ANY_CULPRIT = Look(
    rf"\b(?:the|this|that|our|perp|another|a certain)\s+{_ADJECTIVE}{CULPRIT}\b|^\W*(?:perps?|thie(?:f|"
    rf"ves)|burglars?|robbers?|vandals?|crooks?)\b|\b(?:el|la|est[ea]|es[ea])\s+{CULPRIT_ES}\b"
)
_LOOT = Look(
    r"\bstolen (?:goods|property|car|truck|bike|mail|packages|tools|loot|purse|phone)s?\b|\bthe "
    r"loot\b|\bill-gotten|\bcrime spree|\bhandiwork|\bhandywork|\bhis (?:own )?(?:dirty )?work\b"
)
_COUNTED = Look(r"\b(?:you|your|we|our team) (?:can|should|may|are|will)\b|\bnever\b|\bplease\b")
_OFFICIAL = Look(
    r"\b(?:officers?|detectives?|deput(?:y|ies)|k-?9|police|firefighters?|crews?|we|volunteers?|"
    r"neighbors?|residents?|dispatchers?|medics?|staff)\s+(?:\w+ly\s+)?$"
)
#: Certain ones, not thieves in general: ‘the Elm Street car thieves’.
_CERTAIN = Look(rf"\bthe\s+(?:[\w'-]+\s+){{1,3}}{CULPRIT}\b")
_ANIMAL = Look(
    r"\bk-?9 \w+ (?:was|is|has|stole|got|pleads|admits|arrested)|\bfor k-?9|\bwanted: k-?9|"
    r"\bpaw-?(?:ed|s)?\b|\braccoons?\b|\bgoats?\b|\bsquirrels?\b|\bgeese\b|\bgoose\b|\bbears?\b|"
    r"\bpuppy\b|\bkittens?\b|\bseagulls?\b|\bgrinch\b|\belf\b|\bsanta\b|\bbook thief\b|\bthe turkey\b|"
    r"\bcoyotes?\b|\botters?\b|\bchristmas\b|🐾|🦝|🐐|🐿|🎅|\bstealing hearts|\bmurder mystery|\bmustard\b"
)
_GENERIC = Look(
    r"\b(?:most|many|these|some) (?:\w+ )?(?:scammers?|thieves|crooks|burglars|"
    r"criminals)\b[^.!?\n]{0,40}\b(?:are|use|will|know|love|want|pretend|look|call|text)\b|\b(?:don't|"
    r"do not|never) (?:be|let|give|make|become|give them|invite)\b|\b(?:thieves|burglars|crooks|"
    r"scammers|criminals|predators|robbers|vandals|dealers) (?:love|look|want|need|know|use|often|can|"
    r"will|are|pretend|call|target|hate|watch|don't|do|check|follow|shop)\b|\b(?:make|deter|stop|"
    r"prevent|outsmart|beat|thwart|discourage|keep)\w* (?:the |any |a |would-be |potential |it harder "
    r"for )?(?:\w+ )?(?:scammers?|thie(?:f|ves)|crooks?|burglars?|criminals?|bandits?|pirates?|"
    r"predators?|vandals?)\b"
)


def guilt(reading: Reading) -> Iterator[Hit]:
    """Statements that somebody arrested, sought or pictured did it, or did not, before a court said so."""
    low = reading.low
    yield from _phrases(reading, joke=_ANIMAL(low))
    held = CUSTODY.search(NOBODY_HELD.pattern.sub(" ", low)) is not None or _pictured(reading)
    for begin, sentence in reading.sentences:
        yield from _in_sentence(reading, begin, sentence, held=held, joke=_ANIMAL(sentence))


def _pictured(reading: Reading) -> bool:
    if reading.draft.category in ("most-wanted", "wanted"):
        return True
    return bool(reading.draft.media) and reading.draft.category in (
        "investigation-tip",
        "most-wanted",
        "tip_request",
        "wanted",
    )


def _severity(joke: bool) -> Severity | None:
    return Severity.ATTEST if joke else None


def _phrases(reading: Reading, *, joke: bool) -> Iterator[Hit]:
    """Whole phrases that settle it, the mocked caution, and the tags of triumph."""
    low = reading.low
    held = CUSTODY(low)
    for look in (_SETTLED, _SETTLED_ES, MOCKED):
        for match in look.finditer(low):
            said = HEDGE(reading.sentence_at(match.start())[1]) and look is not MOCKED
            court = _COURT(reading.sentence_at(match.start())[1]) or (
                _DECIDED(low) and match.group().startswith(("case", "caso"))
            )
            if not court:
                yield Hit(
                    *match.span(),
                    severity=Severity.ATTEST
                    if joke or said or not (held or look is MOCKED or _GUILTY(match.group()))
                    else None,
                )
    if held:
        yield from (Hit(*m.span(), severity=_severity(joke)) for m in TAUNT_TAG.finditer(low))


_COURT = Look(
    r"\bjury\b|\bverdict|\bpleaded|\bpled\b|\bconvicted|\bsentenced|\bacquitted|\bexonerat|\bfound "
    r"(?:him|her|them) (?:guilty|not guilty)|\bjurado|\bcondenad|\buntil proven|\bpresumed|\bse "
    r"presume|\bhasta que se"
)
#: A court has spoken, somewhere in the text.
_DECIDED = Look(r"\bjur(?:y|ors)\b|\bconvicted\b|\bsentenced\b|\bacquitted\b|\bpleaded\b|\bnot guilty\b")
_GUILTY = Look(r"guilty|did it|responsible|red|innocent|killer|all along|got our|caught our|culpable|lo hizo|mano")


def _in_sentence(reading: Reading, begin: int, sentence: str, *, held: bool, joke: bool) -> Iterator[Hit]:
    """What one sentence says of who did it."""
    if _COURT(sentence):
        return
    hedged = HEDGE(sentence)
    found = list(_sure(reading, begin, sentence, held=held))
    for start, end in found:
        doubted = hedged and not _uncured(sentence, start, end)
        if doubted and _hedged_beside(sentence, start, end):
            continue
        cautious = joke or doubted or _about_official(sentence, start)
        yield Hit(begin + start, begin + end, severity=Severity.ATTEST if cautious else None)
    if not found and not hedged and not joke:
        yield from _told(reading, begin, sentence, held=held or reading.draft.category in _ARRESTS)


def _uncured(sentence: str, start: int, end: int) -> bool:
    """Whether the words of caution come after, and for something else: the crime's own word stands free."""
    return HEDGE.search(sentence[:end]) is None and _POINTED.search(sentence[start:end]) is not None


def _hedged_beside(sentence: str, start: int, end: int) -> bool:
    """Whether the caution stands in the same clause, before the act or right behind it."""
    clause = max(sentence.rfind(mark, 0, start) for mark in (";", ":", " but ", " after "))
    return HEDGE(sentence[max(0, clause) : end + 40])


def _about_official(sentence: str, start: int) -> bool:
    return _OFFICIAL(sentence[max(0, start - 30) : start + 1].rstrip() + " ")


def _sure(reading: Reading, begin: int, sentence: str, *, held: bool) -> Iterator[tuple[int, int]]:
    """Spans in a sentence in which somebody is called by a crime, or is said to have done it."""
    generic = _GENERIC(sentence) and not (held and _CERTAIN(sentence))
    looks: list[Look] = []
    if held and not generic:
        looks += [_POINTED, _THE_CULPRIT, _CALLED]
    elif not generic and reading.draft.category in _ARRESTS:
        looks += [_POINTED_ONE]
    if not generic:
        looks += [_CULPRIT_HELD, _HELD_CULPRIT]
    if held:
        looks += [_DID, _AGED_DID, _WHILE_DOING, _AFTER_DID, _DONE_BY, _AND_DID]
        if not _UNKNOWN_ES(sentence):
            looks += [_POINTED_ES, _DID_ES, _AFTER_ES]
    taken: list[tuple[int, int]] = []
    for look in looks:
        match = look.search(sentence)
        if (
            match
            and not _indefinite(sentence, match.start())
            and not any(s < match.end() and match.start() < e for s, e in taken)
        ):
            taken.append(match.span())
    if held:
        for name in reading.names_in(begin, begin + len(sentence)):
            if not name.officer and (match := _NAME_DID.match(reading.low, name.end)):
                taken.append((name.start - begin, match.end() - begin))
    yield from taken


_A_MAN = Look(
    r"(?:^|[\s(])(?:an?|two|three|several|some|another|someone|somebody|unknown|masked|armed)\s+(?:[\w-]+\s+){0,3}$"
)
_ONE = Look(
    r"(?:someone|somebody|anyone|anybody|whoever|a person|people|those|if you|everyone|"
    r"alguien)\s+(?:who\s+|that\s+)?(?:\w+\s+){0,2}$"
)


def _indefinite(sentence: str, start: int) -> bool:
    """Whether the one who did it is nobody in particular: ‘a man in a mask’, ‘someone’, ‘anyone who’."""
    before = sentence[max(0, start - 40) : start]
    if _ONE.search(before):
        return True
    return bool(_A_MAN.search(before)) and not CUSTODY(sentence)


_ARRESTS = frozenset({"arrest", "drug", "most-wanted", "wanted", "jail", "court-update"})


def _told(reading: Reading, begin: int, sentence: str, *, held: bool) -> Iterator[Hit]:
    """Sentences that tell what a held person did, or that laugh: somebody confirms who says so."""
    if _GENERIC(sentence) or _COUNTED(sentence):
        return
    looks = (_ANY_CULPRIT, _WHILE_DOING, _TOLD, _LOOT, _TAUNT) if held else (_ANY_CULPRIT,)
    for look in looks:
        match = look.search(sentence)
        if match and not _about_official(sentence, match.start()):
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST)
            return
