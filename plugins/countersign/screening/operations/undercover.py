"""Who works under cover, or did until lately: a name, a face, an account, a vehicle."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import HANDLE
from countersign.screening.reading import Hit, Reading

#: An officer who plays a part, and not a swindler who plays an officer.
_POSED = Look(r"\b(?:posing|posed|poses|pretend\w*|disguised|dressed|undercover|playing|played) (?:as|to be|the)\b")
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
    r"(?:username|screen name|handle|profile|account) (?:we use|our (?:decoy|undercover)|is ours|is "
    r"run by)\b[^.!?\n]{0,40}",
    r"(?:unmarked|undercover|covert|surveillance|decoy|our)\s+(?:\w+\s+){0,3}?(?:car|unit|van|truck|"
    r"suv|sedan|vehicle|cruiser)s?\s*(?:,|-|is|are|:|was)\s+(?:the|a|an|that|that's|now|our|usually|"
    r"always|parked|el|la|un|una)?\s*(?:\w+\s+){0,3}?(?:black|white|gray|grey|silver|blue|red|green|"
    r"tan|gold|maroon|brown|dark|beige|honda|toyota|ford|chevy|dodge|nissan|tesla|explorer|charger|"
    r"camry|accord|altima|malibu|impala|tahoe|f-150|minivan|prius|tacoma|jeep|plumbing|cable|flower|"
    r"pizza|ice cream|mustang|kia|hyundai)\b[^.!?\n]{0,50}",
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
    r"anda) (?:\w+ ){0,2}?(?:encubiert[oa]|infiltrad[oa]|como|por)\b[^.!?\n]{0,40}",
    r"(?:years?|months?|weeks?|summer|spring|winter|fall) (?:inside|within|among|embedded (?:in|with)|"
    r"posing) [^.!?\n]{2,40}",
    r"(?:bought|buying|sold|selling|scored|purchased) (?:\w+ ){0,3}?(?:for us|as \"?[a-z])[^.!?\n]{0,30}",
    r"(?:has been|is|was|as|became|remains?) (?:our|an|the|one of our|a paid|a|"
    r"the department's) (?:\w+ )?(?:informants?|snitch|"
    r"confidential source|undercover|uc|mole|inside man|inside woman|eyes and ears)\b[^.!?\n]{0,30}",
    r"(?:el|la) (?:\w+ ){1,5}es (?:nuestr[oa]|un|una|el|la) (?:agente|oficial|detective|informante|"
    r"polic)\w*[^.!?\n]{0,30}",
    r"(?:is|are|he's|she's|was)\b[^.!?\n]{0,20}?\b(?:on our payroll|one of ours|working for us|our eyes|"
    r"with us)\b[^.!?\n]{0,30}",
    r"\"[\w.-]{3,30}\"[^.!?\n]{0,40}?\b(?:officer|detective|det|sgt|agent|deputy|us)\b[^.!?\n]{0,20}",
    r"se hizo pasar por\b[^.!?\n]{2,40}",
    r"(?:el|la|un|una) (?:que|señora?|muchach[oa]|hombre|mujer|joven|vendedora?)\b[^.!?\n]{2,60}\b(?:es|"
    r"era) (?:el |la |un |una |nuestr[oa] )?(?:detective|agente|oficial|policía)\b[^.!?\n]{0,20}",
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

#: A vehicle or an account that is ours and hidden.
_SPOTTED = Look(
    r"\b(?:that's|that is|it's|it is|is|was|are) (?:really |actually |now )?(?:our|one of our|an?|"
    r"the) (?:\w+ )?(?:stake-?out|surveillance|undercover|unmarked|"
    r"covert|decoy|bait)\s+(?:car|van|truck|vehicle|suv|bike|house|account|profile|team|unit|officer)\b"
)


def cover(reading: Reading) -> Iterator[Hit]:
    """Who works under cover, or did until lately: a name, a face, an account, a vehicle."""
    if _SWINDLE(reading.low):
        return
    if not _COVER(reading.low) and not _COVER(reading.alt) and not _SPOTTED(reading.low):
        return
    for begin, sentence in reading.sentences:
        if not _COVER(sentence) and not _REVEALED(sentence) and not _SPOTTED(sentence):
            continue
        match, names = _REVEALED.search(sentence), reading.names_in(begin, begin + len(sentence))
        generic = _GENERIC(sentence) and not (any(name.officer for name in names) and _POSED(sentence))
        if names and _COVER(sentence) and not generic:
            yield Hit(names[0].start, names[-1].end)
        elif match and _tells(match.group()) and not generic:
            yield Hit(begin + match.start(), begin + match.end())
        elif not (match or names) and not generic and (hint := _COVER.search(sentence)):
            yield Hit(begin + hint.start(), begin + hint.end(), severity=Severity.ATTEST)
        elif (match or names) and not generic:
            at = (begin + match.start(), begin + match.end()) if match else (names[0].start, names[0].end)
            yield Hit(*at, severity=Severity.ATTEST)
        if (car := _SPOTTED.search(sentence)) and not generic:
            yield Hit(begin + car.start(), begin + car.end())
    if _FACE(reading.alt):
        yield Hit(message="A picture shows somebody who works under cover, or a covert vehicle.")


#: A warning of swindlers who say that they are officers.
_SWINDLE = Look(
    r"\bscam|\bgift cards?\b|\bhang up\b|\bjury duty\b|\bimpersonat|\b(?:caller|fraudster|somebody|someone|"
    r"man|woman|"
    r"person|people|swindler|individual)s? (?:is |are |was |were |who (?:is|are|was) )?(?:pretend|pos|claim|"
    r"fals)\w+ (?:to be|"
    r"as|they are)\b[^.!?\n]{0,20}\b(?:officer|police|cop|deputy|lt|sgt|detective|agent)\b"
)

_TELLS_LITTLE = Look(
    r"(?:undercover|plain-?clothes|decoy) (?:officers?|detectives?|agents?|deputy|cop)$|posing as "
    r"an?\b.*|(?:works|worked|working) (?:\w+ )*(?:undercover|plain-?clothes)$"
)

_FACE = Look(
    r"\b(?:officer|detective|det|sgt|agent|deputy)\b[^|]{0,30}\b(?:dressed|disguised|"
    r"posing) as\b[^|]{0,40}\b(?:played|role|buyer|"
    r"dealer|homeless|biker|addict|john)\b|\b(?:under-?cover|plain-?clothes|covert|"
    r"unmarked)\b(?![^|]{0,30}\b(?:blurred|hidden|covered)\b)"
)


def _tells(words: str) -> bool:
    """Whether the words show who or what it is, beyond that there is somebody under cover."""
    return _TELLS_LITTLE.fullmatch(words) is None
