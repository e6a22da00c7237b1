"""Whole phrases that settle who it was, the mocked caution, and the words of a court that has decided."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.justice.words import (
    CRIME_NOUN,
    CRIME_PAST,
    CUSTODY,
    HEDGE,
    MOCKED,
    TAUNT_TAG,
)
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading

#: Whole phrases that settle who it was, whatever stands beside them.
_SETTLED = union(
    r"(?:he|she|they)\s+(?:absolutely |definitely |clearly |obviously |totally |sure )?(?:did it|is "
    r"guilty|are guilty|was guilty|were guilty|done it)\b",
    r"(?:whoever|who) (?:did|has been doing|was behind|took|stole|wrecked|hurt) (?:this|that|"
    r"it)\b[^.!?\n]{0,40}?\b(?:we did|is (?:now )?in|"
    r"is behind|has been|was (?:caught|arrested))",
    r"caught\s+(?:him |her |them )?(?:\w+\s+)?(?:red-?[ -]?(?:handed|faced)|in the (?:very )?act|in "
    r"the middle of (?:robbing|stealing|breaking))\b",
    r"(?:got|caught|nabbed|have|found|cuffed|busted|arrested)\s+(?:our|your|the|their|his|her)\s+(?:guy|man|"
    r"woman|"
    r"shooter|"
    r"thief|burglar|robber|culprits?|perps?|bad guys?|real killer|ones? responsible|persons? "
    r"responsible|people responsible|man responsible|woman responsible|one who did (?:it|this))\b",
    r"(?:person|people|persons|man|men|woman|women|ones?|individuals?|duo|pair|crew|those|suspects?|"
    r"guy|driver|teens?|couple|party|parties)\s+(?:who (?:is|are|was|"
    r"were)\s+)?responsible(?![^.!?\n]{0,90}\b(?:not|never|no) )\s+(?:for\b[^.!?\n]{0,80})?(?:\b(?:arrested|"
    r"in custody|into custody|booked|caught|"
    r"behind bars|"
    r"in jail|off (?:the|our) streets?|is now|are now|has been|have been|was arrested|were arrested|"
    r"found|located|identified))",
    r"(?:arrested|caught|found|got|nabbed|jailed|identified|in custody is)\s+(?:the|"
    r"those)\s+(?:[\w-]+\s+){0,3}?responsible\b",
    r"(?:very |so |clearly |obviously |plainly )?guilty (?:man|woman|driver|party|person|pair|couple|"
    r"teens?|"
    r"customer|employee|suspects?|looking|face|look)\b",
    r"(?:the )?right (?:person|man|woman|guy|people|suspect|ones?) (?:is|are|was|were) (?:now |finally |"
    r"safely )?(?:in|"
    r"behind|under|off|arrested|caught|locked)\b",
    r"(?:he|she|they|mr\.?|mrs\.?|ms\.?|man|woman|suspect|defendant|officer|teacher|coach)\b[^.!?\n]{0,30}?"
    r"\b(?:had|has|have) (?:nothing|absolutely nothing) to do with\b",
    r"(?:arrested|booked|jailed|detained) (?:in error|by mistake|the wrong)\b",
    r"(?:wrong (?:man|woman|person|guy|suspect)|mistaken identity)\b",
    r"(?:his|her|their) (?:decision|choice|idea|plan|attempt) to (?:drink|drive|get behind|rob|steal|"
    r"shoot|sell|"
    r"break|burn|attack|fight|threaten|bring a gun|pull a|take what|carjack|hurt|deal)\b",
    r"caught with (?:his|her|their) hands? in\b",
    r"(?:he|she|they|who|[a-z]+) (?:did|has done|have done) nothing (?:wrong|illegal|criminal)\b",
    r"(?:he|she|they) never (?:touched|hurt|harmed|laid|stole|took|hit|robbed|went near)\b",
    rf"(?:investigation|evidence|detectives|investigators|video|footage)\s+(?:\w+ly\s+|now\s+)?(?:proves?|"
    rf"proved|confirm(?:s|ed)|"
    rf"established|determined)\s+(?:that\s+)?[^.!?\n]{{0,40}}?\b{CRIME_PAST}\b",
    r"guilty as (?:sin|charged|hell|they come)\b",
    rf"(?:case|mystery|whodunit|{CRIME_NOUN})(?:\s+[\d-]{{2,12}}:?)?\s+(?:(?:is|are|now|finally)\s+)*(?:closed|solved|cracked)\b",
    r"(?:next time|before) you (?:\w+ )?(?:rob|steal|break into|burglarize|shoplift|drive drunk|stab|shoot|"
    r"carjack)\b",
    r"had (?:absolutely |literally )?nothing to do with (?:the|this|that|it|any of|those)\b",
    r"(?:the man|the woman|the person|the one|the ones|a man|whoever) (?:who|that) (?:took|stole) (?:their|"
    r"her|his|our|a) (?:\w+ )?(?:daughter|son|child|mother|father|wife|husband|brother|sister|life|lives|"
    r"friend|neighbor)\b",
    r"(?:he|she|they|our (?:officer|deputy|coach|friend|employee)|the (?:teacher|man|woman|coach|"
    r"officer|accused|defendant|suspect|pastor|\d{2}-year-old)|[a-z]+)\s+(?:is|are|was|were|"
    r"'s)\s+(?:completely |totally |clearly |absolutely |obviously |100% )?(?:innocent(?! until| "
    r"unless)|not the one who did|wrongly accused|falsely accused|wrongfully arrested)\b",
    r"(?:did not|didn't|couldn't have|could not have|would never have)\s+(?:do|done|commit|committed) "
    r"(?:it|this|the crime|anything)\b",
    r"(?:an|one|the) innocent (?:man|woman|person|kid|teen|coach|teacher) (?:was|has been|is|sits|"
    r"wrongly)\b",
    r"(?:what|everything) (?:he|she|they) did to (?:her|him|them|that|those|this|our|the)\b",
    r"(?:jur(?:y|ors)|twelve (?:people|men|women|citizens|jurors|fools))\b[^.!?\n]{0,30}\b(?:fooled|duped|"
    r"conned|bamboozled|"
    r"got it wrong|let (?:a|him|her) (?:killer|murderer|thief|rapist|walk|go))\b[^.!?\n]{0,30}",
    r"(?:all |were |was |is |are )?the work of (?:the|a|an|one|this|our|two|three|"
    r"these) (?:[\w-]+ ){0,2}?(?:man|woman|men|"
    r"women|pair|duo|trio|crew|teens?|person|people|guy|driver|employee|\d{1,2}-year-olds?)\b",
    r"red-?[ -]?handed\b",
)

_SETTLED_ES = union(
    r"(?:fue|es|eran?|son) (?:él|ella|ellos|el culpable|la culpable|los culpables|culpables?(?! de)|"
    r"inocentes?(?! hasta| mientras))\b",
    r"con las manos en la masa\b",
    r"(?:agarramos|atrapamos|capturamos|detuvimos|arrestamos|tenemos) (?:al|a la|a los|a las) (?:\w+ "
    r")?(?:responsables?|culpables?|autor(?:es|a)?)\b",
    r"(?:el|la|los|las) responsables? (?:del?|de la|de los|de las|por)\b[^.!?\n]{0,60}(?:detenid|"
    r"arrestad|captur|custodia|rejas|cárcel|pres[oa])",
)


def _severity(joke: bool) -> Severity | None:
    return Severity.ATTEST if joke else None


def phrases(reading: Reading, *, joke: bool) -> Iterator[Hit]:
    """Whole phrases that settle it, the mocked caution, and the tags of triumph."""
    held, decided = CUSTODY(reading.low), DECIDED(reading.low)
    for begin, sentence in reading.sentences:
        for look in (_SETTLED, _SETTLED_ES, MOCKED):
            for match in look.finditer(sentence):
                if not COURT(sentence) and not (decided and match.group().startswith(("case", "caso"))):
                    sure = look is MOCKED or (not HEDGE(sentence) and (held or _GUILTY(match.group())))
                    weak = joke or not sure or _RETOLD(sentence[max(0, match.start() - 25) : match.start()])
                    yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if weak else None)
    if held:
        yield from (Hit(*match.span(), severity=_severity(joke)) for match in TAUNT_TAG.finditer(reading.low))


#: Somebody else's words: that is a comment on what he said, not a verdict.
_RETOLD = Look(r"\b(?:dijo|confes\w+|admit\w+|declaró|said|says|told \w+|confessed)(?: (?:that|que))?\W*$")

COURT = Look(
    r"\bcourts? of appeals?|\bappeals? court|\baffirm(?:ed|ing|s)\b|\bupheld\b|\b(?:19|20)\d\d conviction|"
    r"\bdeclined to (?:file|prosecute)|\bno charges\b|\b(?:denied|granted|up for|eligible for|on|his|her|"
    r"for) parole\b(?! for)|"
    r"\bparole (?:board|hearing)|\bserving (?:\w+ ){0,3}(?:years|life|sentence)|\bguilty pleas?\b|"
    r"\badmitted in court|\bin open court|\bjury\b(?! (?:selection|trial|pool))|\bverdict|\bpleaded|\bpled\b|"
    r"\bconvicted|"
    r"\bsentenced|\bacquitted|\bexonerat|\bfound "
    r"(?:him|her|them) (?:guilty|not guilty)|\bjurado|\bcondenad|\buntil proven|\bpresumed|\bse "
    r"presume|\bhasta que se"
)

#: A court has spoken, somewhere in the text.
DECIDED = Look(
    r"\bcourts? of appeals?|\bappeals? court|\b(?:19|20)\d\d conviction|"
    r"\bjur(?:y|ors)\b(?! (?:selection|trial|pool|are being|is being))|\bconvict(?:ed|s)?\b|"
    r"\bfound (?:\w+ ){1,4}guilty|\bguilty (?:verdict|plea)|\bplead(?:s|ing)? "
    r"guilty|\bpled guilty|\bserving (?:\w+ ){0,3}(?:sentence|years|life)|\bconden(?:ó|ad)|\bsentenció|\bsentenciad|"
    r"\bculpable de\b|\bjurado\b|\bse declar(?:ó|aron) culpable|\bsentenced\b|\bacquitted\b|\bpleaded\b|"
    r"\bnot guilty\b|"
    r"\bdeclined to\b|\bno charges\b"
)

#: It has found against somebody, or for him: what he did is known, and no case is open.
CONVICTED = Look(
    r"\bconvict(?:ed|s)\b(?! felon)|\b(?:was|were|been) sentenced|\bple(?:aded|d|ads) (?:guilty|no contest)|"
    r"\bfound (?:[\w.]+ ){0,4}?guilty|\bacquitted|\bnot guilty (?:of|on)\b|\bverdict of (?:not )?guilty|"
    r"\b(?:not )?guilty verdict|"
    r"\bdeclined to (?:file|prosecute)|\bconden(?:ó|ad[oa])|\bsentenci(?:ó|ad)|\bse declar(?:ó|aron) culpable|"
    r"\b(?:halló|hallad[oa]|declarad[oa]) culpable|\bculpable de\b"
)
#: Somebody else is held, or more is to come.
STILL_OPEN = Look(
    r"\barrested\b|\bbooked\b|\bin custody\b|\bsuspects?\b|\bsuspected\b|\bawait\w* trial|\bdetenid|\barrestad"
)


def is_over(reading: Reading) -> bool:
    """Whether a court has decided the case that a draft tells of, and nobody else is held in it."""
    return reading.says(CONVICTED) and not reading.says(STILL_OPEN)


_GUILTY = Look(
    r"(?:got|have|caught|nabbed|cuffed|jailed|booked|arrested) the|work of|guilty|did it|responsible|red|"
    r"innocent|all along|proves|got our|caught our|culpable|lo hizo|mano"
)
