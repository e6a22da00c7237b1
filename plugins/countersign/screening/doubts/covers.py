"""Doubts about who hides what he is: persons, vehicles and accounts under cover."""

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import HANDLE
from countersign.screening.reading import Reading

#: Somebody or something is not what it seems.
_SEEMING = union(
    r"(?:under[- ]?cover|plain[- ]?clothes?|covert\w*|unmarked|decoys?|disguis\w+|incognito|infiltrat\w+|"
    r"embedded|"
    r"double life|alias(?:es)?|persona|aka|a\.k\.a\.|cover (?:name|story|identity|job|is)|real (?:name|"
    r"identity|job)|"
    r"blend(?:s|ed|ing)? in|in character|sting|moles?|informants?|informers?|snitch\w*|confidential|c\.?i\.?|"
    r"narcs?|burner|catfish\w*|fake (?:profile|account|name|dealer|buyer|id|customer|beard)|stake-?outs?|"
    r"surveillance|secret(?:ly)?|wore a wire|wearing a wire|wired up|deep (?:cover|inside)|encubiert\w+|"
    r"infiltrad\w+|"
    r"informantes?|soplón|de civil|se hac(?:e|ía|en) pasar|hacerse pasar|disfra\w+|perfil falso|"
    r"cuenta falsa)\b",
    r"(?:pos(?:e|es|ed|ing)|pretend\w*|dress(?:ed|es)?|mas?querad\w+|working|play(?:s|ed|"
    r"ing)) (?:\w+ )?(?:as|to be|"
    r"the part|like) (?:an?|the|one|our|\w+)\b",
    r"(?:is|are|was|were|'s|he's|she's) (?:really|actually|secretly|in fact|us\b|ours\b|one of us|"
    r"one of ours|on our (?:side|"
    r"team|"
    r"payroll)|with us|working for us|a cop|our (?:guy|girl|man|woman|inside|eyes|ears|car|van|account|"
    r"officer|"
    r"own))\b",
    r"(?:inside|within) (?:the|a|that|their) (?:gang|crew|cartel|ring|club|operation|organization|group)\b",
    r"(?:buy(?:s|ing)?|bought|scor(?:es|ed|ing)|purchas\w+) (?:\w+ ){0,3}?(?:dope|drugs|meth|fentanyl|"
    r"cocaine|heroin|"
    r"pills|guns?|product)\b[^.!?\n]{0,40}\b(?:for us|officer|det|detective|sgt|agent|our)\b",
    r"(?:works|worked|working) for us\b",
    r"(?:profile|account|handle|username|persona|perfil|cuenta) (?:called|named|we use|of ours|llamad[oa])\b",
    r"(?:desde adentro|from (?:the )?inside|on the inside)\b",
    r"(?:our|the department's|narcotics'?) (?:\w+ )?(?:buyer|fence|face|eyes|ears|inside|plant|man|woman|"
    r"guy|girl|crew|squad|unit|team)\b"
    r"[^.!?\n]{0,30}\b(?:on|in|inside|at|all (?:year|summer)|since|for)\b",
    r"in character\b",
    r"(?:que|who) (?:nos |us )?(?:pasaba|pasó|daba|dio|fed|feeds|passed|slipped|"
    r"gave)\b[^.!?\n]{0,15}\b(?:información|datos?|info\w*|tips?)\b",
    r"(?:s?he|that|it|one|handle|account|persona|profile|kid|girl|boy|guy|\"|él|ella)(?:'s| is| was|"
    r",)? (?:\w+ )?(?:an? )?(?:\d\d-year-old |male |female |retired |real |grown |county |narcotics |vice )*"
    r"(?:detective|officer|agent|deputy|sergeant|cop|policía)\b",
    r"(?:it's|that's|that is|it is|they're|those are) (?:our|the) (?:\w+ )?(?:crew|squad|unit|team|detail|"
    r"narcotics|vice|gang unit)\b",
    r"(?:nobody|no one|none of them|they still|never) (?:ever )?(?:knew|know|suspected|figured|guessed|"
    r"don't know|caught on)\b",
    r"(?:best|our|the|a|top) buyers?\b|sworn\b|(?:see|know|notice) (?:this|that) face\b",
    r"(?:that|the) (?:\w+ )?(?:guy|man|woman|lady|dude|kid|couple)\b[^.!?\n]{0,30}\b(?:buying|selling|"
    r"hanging|living)\b",
    r"(?:guy|man|woman|lady|vendor|cook|driver|clerk|janitor|neighbor|bartender|barista|dude|"
    r"one)\b[^.!?\n]{0,60}\b(?:is|was) "
    r"(?:\w+ ){0,4}?(?:detective|officer|agent|deputy|cop)\b",
    r"(?:bought|buying|buys|sold) (?:from|to|dope|drugs)\b",
    r"(?:years?|months?|weeks?|summer|spring|winter|fall) (?:with|among|alongside|beside|as|"
    r"spent as) (?:the|a|an|that|one of)\b",
    r"\b(?:es|era|fue) (?:el|la|nuestr[oa]|un|una) (?:detective|agente|oficial|policía|informante)\b",
    r"(?:van|truck|car|suv|sedan|caravan|pickup|minivan|motorcycle|bike|vehicle|"
    r"it)\b[^.!?\n]{0,50}\b(?:belongs to|is|"
    r"driven by|used by|carries|hides) (?:\w+ )?(?:our|ours|us|narcotics|detectives|vice|the (?:gang|drug|"
    r"narcotics|"
    r"vice|surveillance|undercover|street crimes))\b",
    r"(?:that|this|the) (?:guy|man|woman|lady|dude|jogger|vendor|driver|person|"
    r"one)\b[^.!?\n]{0,60}\b(?:officer|"
    r"detective|det|sgt|agent|deputy|ours|cop)\b",
    r"(?:that's|it's|meet) (?:our|one of our|actually|really) (?:own )?(?:officer|detective|det|sgt|agent|"
    r"deputy|cop|"
    r"guy|people|van|car|truck|team)\b",
)
_WHO_OR_WHAT = Look(
    r"\b(?:officer|detective|det|sgt|agent|deputy|van|truck|car|suv|sedan|pickup|minivan|motorcycle|"
    r"profile|account|username|handle|screen name|name|called|face|photo|pictured?|beard|tattoo|guy|man|"
    r"woman|lady|"
    r"team|narcotics|bartender|janitor|clerk|barista|neighbor|vendor|driver|dealer|buyer|student|cashier|"
    r"waitress|"
    r"customer|who|"
    r"he|she|his|her|our|us|agente|oficial|camioneta|carro|cuenta|perfil|nombre|señora?|muchach[oa])\b|"
    rf"{HANDLE}|\"[^\"\n]{{2,30}}\""
)
_NO_COVER = Look(
    r"\b(?:scam\w*|impersonat\w+|halloween|costumes?|santa|grinch|elf|callers?|gift cards?|phishing|bank|irs|"
    r"never (?:ask|reveal|name)|do(?:es)? not (?:name|reveal|identify|discuss)|don't (?:name|reveal|identify|"
    r"discuss)|"
    r"turkey|book|movie|surprise|secret santa|19\d\d|decoy operation|pedestrian|crosswalks?|k-?9|estafa\w*|"
    r"surveillance (?:video|footage|cameras?|photos?|images?|stills?)|cameras?)\b"
)


_VEHICLE = Look(
    r"\b(?:van|truck|car|suv|sedan|pickup|minivan|account|profile|handle|username|camioneta|carro|cuenta)\b"
)
_OURS = Look(
    r"\b(?:that|this|it|those|one|that one|eso|esa)(?:'s| is| are|s| es) (?:really |actually |"
    r"also )?(?:ours|us|nuestr[oa])\b"
)
#: What an operation came to, or that nothing is said of it.
_RESULTS = Look(
    r"\b(?:citations?|cited|arrests?|arrested|citing|compliance|operations?|crosswalks?|sting|seized|do not|"
    r"don't|does not|cannot|"
    r"can't|won't|never|program|policy|bait|detenid\w+|operativo)\b"
)


def cover(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Somebody who hides what he is, beside a person, a vehicle or an account."""
    if _NO_COVER(sentence):
        return None
    seeming = _SEEMING.search(sentence)
    if reading.says(_VEHICLE) and (ours := _OURS.search(sentence)):
        return ours.span()
    if seeming is None:
        at_work = reading.draft.category == "undercover" and not _RESULTS(sentence)
        return span_of(_WHO_OR_WHAT, sentence) if at_work else None
    names = reading.names_in(begin, begin + len(sentence))
    known = bool(names) or _WHO_OR_WHAT(seeming.group())
    return seeming.span() if known else both_in(sentence, _SEEMING, _WHO_OR_WHAT)
