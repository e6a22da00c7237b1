"""Who works under cover, or did until lately: a name, a face, an account, a vehicle."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import HANDLE
from countersign.screening.reading import Hit, Reading

_COVER = Look(
    r"\b(?:been |is |was |working )?inside (?:the|a|that|their) (?:gang|crew|cartel|club|ring|"
    r"organi[sz]ation|operation|group)\b|\binfiltrat|\bembedded (?:with|in)\b|\bbuys? (?:dope|drugs|"
    r"meth) for us\b|"
    r"\b(?:years?|months?|weeks?|summer|spring|winter|fall) (?:inside|posing|embedded|undercover|riding|"
    r"running)\b|\b(?:riding|running|living|partying|hanging|drinking) with the\b|\bstake-?out (?:truck|"
    r"van|car|vehicle)\b|\bas \"[a-z]+\"|\bon our payroll\b|\bworks? for us\b|\bone of ours\b|\bsay (?:hi|"
    r"hello) to (?:officer|detective|det|sgt|agent)\b|\bunder-?cover\b|\bplain-?clothes\b|\bdecoy\b|"
    r"\bposing as\b|"
    r"\bposed as\b|\bposes as\b|"
    r"\bpretend(?:s|ed|ing) to be\b|\bcovert\b|\bunmarked\b|\bu\.?c\.?\b(?! davis| berkeley| merced)|"
    r"\binformant|\bconfidential source|\bsnitch|\bnarc\b|\bsecret agent|\bdisguis|\bundercover|"
    r"\b(?:es|era) (?:el|la|un|una|nuestr[oa]) (?:detective|agente|oficial|policía|informante)\b|"
    r"\bencubiert[oa]|\binfiltrad[oa]|\binformante|\bde civil\b|\bfake (?:profile|account|dealer|"
    r"buyer|id\b)|\balias\b|\b(?:online|undercover|fake|his|her|decoy|street|whole) persona\b|\bcover "
    r"name|\bstreet name|\bsoplón|\bburner account|\bsurveillance (?:van|truck|car|vehicle)\b|\bsock "
    r"puppet|\bcatfish|\bdeep cover|\bwas actually (?:officer|det|sgt|agent|one of|a cop|deputy)|"
    r"\bwas (?:officer|det|detective|sgt|agent|deputy)\b"
)

_REVEALED = union(
    rf"(?:decoy|undercover|fake|our|covert|online persona)\b[^.!?\n]{{0,40}}?(?:{HANDLE}|"
    rf"\"[^\"\n]{{3,30}}\")",
    rf"(?:{HANDLE}|\"[^\"\n]{{3,30}}\")[^.!?\n]{{0,50}}?\b(?:decoy|undercover|is (?:us|our|really|"
    rf"actually)|run by|account is ours|informant|is a cop)",
    r"(?:unmarked|undercover|covert|surveillance|decoy|our)\s+(?:\w+\s+){0,3}?(?:car|unit|van|truck|"
    r"suv|sedan|vehicle|cruiser)s?\s*(?:,|-|is|are|:|was)\s+(?:the|a|an|that|that's|now|our|usually|"
    r"always|parked|el|la|un|una)?\s*(?:\w+\s+){0,3}?(?:black|white|gray|grey|silver|blue|red|green|"
    r"tan|gold|maroon|brown|dark|beige|honda|toyota|ford|chevy|dodge|nissan|tesla|explorer|charger|"
    r"camry|accord|altima|malibu|impala|tahoe|f-150|minivan|prius|tacoma|jeep|plumbing|cable|flower|"
    r"pizza|ice cream|mustang|kia|hyundai)",
    r"(?:black|white|gray|grey|silver|blue|red|green|tan|gold|maroon|brown|beige|"
    r"dark)\s+(?:\w+\s+){1,5}?(?:with [^.!?\n]{3,40}?)?(?:,|-|is|are|that's)\s*(?:that's |that is |is "
    r"|are |really |actually |one of )*(?:our|an?|the)?\s*(?:\w+\s+)?(?:unmarked|undercover|covert|"
    r"decoy|surveillance)\b",
    r"(?:carro|auto|coche|camioneta|van) (?:\w+ ){0,3}?(?:encubiert[oa]|sin marcas|de civil)\s*(?:,|"
    r"es)\b[^.!?\n]{2,40}",
    r"(?:works|worked|working|been|buying|living|going|serving|serves|operates?|goes|deep) (?:\w+ "
    r"){0,3}?(?:under-?cover|as a decoy|as an informant|plain-?clothes)\b",
    r"(?:undercover|decoy|plain-?clothes|encubiert[oa]) (?:officer|agent|detective|deputy|cop|sgt\.?|"
    r"det\.?|ofc\.?|oficial|agente)\b",
    r"(?:posing|posed|poses|pretend(?:s|ing|ed)|dressed|disguised|undercover) (?:as|to be) (?:a|an|"
    r"the|one|\"|our)\b[^.!?\n]{2,40}",
    r"(?:that|the) (?:\w+ ){0,3}?(?:guy|man|woman|lady|dude|jogger|janitor|clerk|bartender|homeless "
    r"man|panhandler|vendor|customer|buyer|dealer|bearded \w+|teen|girl|student|barista|"
    r"surfer)\b[^.!?\n]{0,60}?\b(?:officer|det\.|detective|sgt\.?|agent|one of (?:ours|us|our)|a cop|"
    r"deputy|our undercover|works for us|with us|our informant)\b",
    r"(?:undercover|covert|decoy|uc) (?:team|unit|detectives?|officers?|squad|operatives?|identit\w+|"
    r"name|alias|work|assignment|role)\s+(?:is|are|includes?|consists|named|:|,|was|were|at|drives?|"
    r"drive|lives?|meets?|uses?)\b[^.!?\n]{2,60}",
    r"(?:informant|confidential source|ci|snitch|informante|soplón)\b\s*(?:,|\"|named|is|was|known as|"
    r"called|who|goes by|es|apodad|se llama)[^.!?\n]{2,60}",
    r"(?:goes by|street name|known on the street as|cover name|alias|(?:online|undercover|street) "
    r"persona)\b[^.!?\n]{2,40}",
    r"(?:agente|oficial|detective) (?:\w+ )?(?:\w+ )?(?:trabaja|trabajó|compró|estuvo|se hizo pasar|"
    r"anda) (?:\w+ ){0,2}?(?:encubiert[oa]|infiltrad[oa]|como|por)",
    r"(?:years?|months?|weeks?|summer|spring|winter|fall) (?:inside|within|among|embedded (?:in|with)|"
    r"posing) [^.!?\n]{2,40}",
    r"(?:bought|buying|sold|selling|scored|purchased) (?:\w+ ){0,3}?(?:for us|as \"?[a-z])",
    r"(?:has been|is|was|as|became|remains?) (?:our|an|the|one of our|a paid|a|"
    r"the department's) (?:\w+ )?(?:informants?|snitch|"
    r"confidential source|undercover|uc|mole|inside man|inside woman|eyes and ears)",
    r"(?:el|la) (?:\w+ ){1,5}es (?:nuestr[oa]|un|una|el|la) (?:agente|oficial|detective|informante|"
    r"polic)\w*",
    r"(?:is|are|he's|she's|was)\b[^.!?\n]{0,20}?\b(?:on our payroll|one of ours|working for us|our eyes|"
    r"with us)",
    r"se hizo pasar por\b[^.!?\n]{2,40}",
    r"(?:el|la|un|una) (?:que|señora?|muchach[oa]|hombre|mujer|joven|vendedora?)\b[^.!?\n]{2,60}\b(?:es|"
    r"era) (?:el |la |un |una |nuestr[oa] )?(?:detective|agente|oficial|policía)",
)

_GENERIC = Look(
    r"\bused plain-?clothes\b|\bplain-?clothes (?:staff|officers) (?:will|and uniformed|worked|may|"
    r"were|are)\b|\bnever (?:ask|reveal)|\bdo not (?:name|reveal|identify|share)|\bwe don't (?:name|"
    r"reveal|identify)|\bdetectives? posing as (?:a )?(?:child|teen|minor|buyer|buyers)|\bundercover "
    r"operation\b|\bin the (?:19[5-9]0s|eighties|nineties|seventies|\d0s)\b|\bback in 19\d\d|\bcould "
    r"be any|\bin uniform and plain|\bcostume|\bhalloween|\bsanta\b|\belf\b|\belves\b|\breindeer|"
    r"\bsecret santa|\bscam|\bimpersonat|\bcallers? "
    r"posing|\bposing as (?:her|his|a|your|their|the) (?:grand|relative|bank|utility|deputy|officer|"
    r"police|nephew|contractor)|\blost \$|\bgift card|\bpretending to be (?:an? |the |your |our "
    r")?(?:officer|police|cop|bank|irs|deputy|grandchild|utility|sergeant|us\b|from)|\bfake (?:cop|"
    r"police|officer)|\bk-?9\b|\bgrinch|\bturkey"
)

_HIDDEN = (
    r"(?:under-?cover|under cover|plain-?clothes|incognito|encubiert[oa]|infiltrad[oa])\b(?! (?:operation|"
    r"operations|sting|investigation|officers?|"
    r"detectives?|agents?|deput\w+|buy|purchase|drug|cop|police|vehicle|car|operativo))"
)
#: Said of a person behind whose name it stands: he hides, or hid, what he is.
_HID = Look(
    rf"[^.!?\n]{{0,70}}?\b(?:works?|worked|working|been|is|was|spent|spends|goes|went|going|lived|lives|"
    rf"served|serves|bought|buys|operates?|operated|trabaja|"
    rf"trabajó|anda|estuvo|compró)\b[^.!?\n]{{0,40}}?\b{_HIDDEN}"
    r"|[^.!?\n]{0,70}?\b(?:infiltrat(?:ed|es|ing)|(?:is|was|has been|as|became) (?:our|one of our|a paid|"
    r"the department's|an) (?:\w+ )?(?:informants?|snitch|"
    r"confidential source|mole|inside (?:man|woman)|eyes and ears)|wore a wire|works? for us|on our payroll|"
    r"(?:was|is|been) (?:one of ours|inside (?:the|that|"
    r"their) (?:gang|crew|cartel|ring))|se hizo pasar por|(?:was|known|went by|answered to|is|"
    r"goes by) (?:\w+ )?\"[^\"\n]{2,25}\" (?:to|among|on the|with)\b|(?:inside|embedded (?:in|with)|"
    r"riding with|running with) (?:the|that|a) (?:\w+ )?(?:gang|crew|cartel|"
    r"ring|club|gulls|riders))\b"
)
#: The same before a name: ‘undercover detective Reyes’, ‘our informant, Pops’.
_HIDDEN_BEFORE = Look(
    r"\b(?:(?:under-?cover|decoy|plain-?clothes) (?:officer|agent|detective|deputy|cop|sgt\.?|det\.?|ofc\.?|"
    r"narcotics)|our (?:\w+ )?(?:informant|snitch|decoy)|"
    r"(?:agente|oficial|detective) encubiert[oa]|informante)[,:]?\s*(?:is |was |named |"
    r"known as )?(?:(?:officer|agent|detective|deputy|sgt\.?|det\.?) )?$"
)
#: An officer plays a part.
_PART = Look(
    r"[^.!?\n]{0,60}?\b(?:pos(?:ed|es|ing)|pretend(?:s|ed|ing)|disguised|dressed|played|plays|playing|bought|"
    r"buys|sold|known) (?:\w+ ){0,3}?(?:as|to be)\b"
)
#: An account, a vehicle or a person without a name that is ours and hidden.
_OURS = union(
    rf"(?:(?:our|the) (?:\w+ )?(?:decoy|undercover|fake|covert)|our (?:online "
    rf")?persona)\b[^.!?\n]{{0,25}}?(?:{HANDLE}|\"[^\"\n]{{3,30}}\")",
    rf"(?:{HANDLE}|\"[^\"\n]{{3,30}}\")[^.!?\n]{{0,30}}?\b(?:is (?:us\b|ours\b|our (?:decoy|undercover|"
    rf"detective|officer|account)|really (?:us|our|det|officer))|"
    r"account is ours|is a cop|is run by (?:us|our|det|officer|sgt))",
    r"(?:unmarked|undercover|covert|surveillance|decoy)\s+(?:\w+\s+){0,2}?(?:car|unit|van|truck|suv|sedan|"
    r"vehicle|cruiser)s?\s*(?:,|-|is|are|:)\s+(?:the|a|an|"
    r"now|usually|always|parked|el|la)\s+(?:\w+\s+){0,3}?(?:black|white|gray|grey|silver|blue|red|green|tan|"
    r"gold|maroon|brown|honda|toyota|ford|chevy|dodge|"
    r"nissan|explorer|charger|camry|altima|malibu|impala|tahoe|minivan|plumbing|cable|flower|pizza)\b",
    r"(?:that's|that is|it's|it is|is|are) (?:really |actually |now )?(?:our|one of our|"
    r"one of the department's) (?:\w+ )?(?:stake-?out|surveillance|undercover|"
    r"unmarked|covert|decoy)\b(?: (?:car|van|truck|vehicle|suv|account|profile|team|unit)s?)?",
    r"(?:white|black|gray|grey|silver|blue|red|green|tan|gold|brown)\s+(?:\w+\s+){1,5}?(?:with "
    r"[^.!?\n]{3,40}?)?(?:is|,? that's) (?:really |actually )?(?:a|our|an) "
    r"(?:\w+ )?(?:surveillance|unmarked|undercover|covert) ?(?:van|car|truck|vehicle|unit)?\b",
    r"(?:bartender|janitor|clerk|vendor|guy|man|woman|lady|barista|jogger|dealer|"
    r"customer)\b[^.!?\n]{0,40}?\b(?:works for us|is (?:our (?:undercover|informant|"
    r"detective|guy|inside)|one of ours|on our payroll|a cop\b|an undercover|actually (?:officer|det|sgt|"
    r"a detective)))",
)


def cover(reading: Reading) -> Iterator[Hit]:
    """Who works under cover, or did until lately: a name, a face, an account, a vehicle."""
    if _FACE(reading.alt):
        yield Hit(message="A picture shows somebody who works under cover, or a covert vehicle.")
    if _SWINDLE(reading.low):
        return
    for begin, sentence in reading.sentences:
        sure = _made_known(reading, begin, sentence)
        doubted = sure or _doubted(reading, begin, sentence)
        if doubted:
            yield Hit(*doubted, severity=None if sure and not _GENERIC(sentence) else Severity.ATTEST)


def _made_known(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A person, a vehicle or an account of which the sentence says that it hides what it is."""
    for name in reading.names_in(begin, begin + len(sentence)):
        before, after = sentence[: name.start - begin], sentence[name.end - begin :]
        if _HIDDEN_BEFORE(before) or _HID.match(after) or (name.officer and _PART.match(after)):
            return name.start, name.end
    match = _OURS.search(sentence)
    return (begin + match.start(), begin + match.end()) if match else None


def _doubted(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Words of work under cover, of whomever they are."""
    match = _REVEALED.search(sentence) or _COVER.search(sentence)
    if match is None or _GENERIC(sentence):
        return None
    names = reading.names_in(begin, begin + len(sentence))
    return (names[0].start, names[-1].end) if names else (begin + match.start(), begin + match.end())


#: A warning of swindlers who say that they are officers.
_SWINDLE = Look(
    r"\bscam|\bgift cards?\b|\bhang up\b|\bjury duty\b|\bimpersonat|\b(?:caller|fraudster|somebody|someone|"
    r"man|woman|"
    r"person|people|swindler|individual)s? (?:is |are |was |were |who (?:is|are|was) )?(?:pretend|pos|claim|"
    r"fals)\w+ (?:to be|"
    r"as|they are)\b[^.!?\n]{0,20}\b(?:officer|police|cop|deputy|lt|sgt|detective|agent)\b"
)

_FACE = Look(
    r"\b(?:officer|detective|det|sgt|agent|deputy)\b[^|]{0,30}\b(?:dressed|disguised|"
    r"posing) as\b[^|]{0,40}\b(?:played|role|buyer|"
    r"dealer|homeless|biker|addict|john)\b|\b(?:under-?cover|plain-?clothes|covert|"
    r"unmarked)\b(?![^|]{0,30}\b(?:blurred|hidden|covered)\b)"
)
