"""How the agency speaks: statements of guilt before a verdict, and words that are beneath it; English and
Spanish.

The lists are general words of the trade; a department's counsel can read and correct them.
"""

import re
from collections.abc import Iterable, Iterator

from countersign.screening.reading import Hit, Reading


def _words(text: str) -> str:
    return "|".join(text.split())


_HEDGE = re.compile(
    r"suspect(?:ed|s)?\b|suspicion|alleg|accus|believed to|charged with|in connection|reportedly"
    r"|according to|complaint"
    r"|affidavit|witness|convicted|pleaded|pled guilty|sentenced|guilty of|presum|wanted for|sospech"
    r"|acusad|supuest"
    r"|alegad|presunt|según|condenad|sentenciad|culpable de",
    re.IGNORECASE,
)
_CUSTODY = re.compile(
    r"\barrest|\bcustody|\bcuff|\bhandcuff|\bjail|\bbooked\b|behind bars|off (?:the|our) streets"
    r"|\bpicked up\b|\bnabbed"
    r"|\bcaptured|\bapprehend|\bin a cell|\bsurrender|\bwanted\b|\bpictured|\bthis photo"
    r"|\brecogni[sz]e|\bidentify"
    r"|\bdeten(?:id|ci)|\btras las rejas|\besposad|\bcapturad|\bpreso|\bencarcel",
    re.IGNORECASE,
)

_CULPRIT = _words(
    "thief thieves burglar burglars robber robbers killer killers murderer murderers rapist rapists "
    "arsonist arsonists "
    "carjacker carjackers vandal vandals stalker stalkers creep creeps crook crooks perp perps "
    "shooter shooters gunman "
    "attacker attackers predator predators pedophile pedophiles molester molesters abuser abusers "
    "criminal criminals "
    "felon felons swindler scammer scammers fraudster fraudsters looter looters bandit bandits"
)
_DEALER = (
    r"(?:drug|dope|meth|fentanyl|pill|poison|drunk|impaired|child)\s+(?:dealers?|drivers?"
    r"|peddlers?|pushers?|predators?|abusers?)"
)
_POINTING = r"(?:this|these|our|the|another|that|serial|mr\.?|some)"
_NAMED_CULPRIT = re.compile(rf"\b{_POINTING}\s+(?:[\w-]+\s+){{0,2}}?(?:{_CULPRIT}|{_DEALER})\b", re.IGNORECASE)
_COUNTED_DEALER = re.compile(
    rf"\b(?:\w+teen|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+{_DEALER}\b", re.IGNORECASE
)

_CRIME = _words(
    "robbed stole shot stabbed burglarized carjacked assaulted killed murdered raped molested "
    "attacked mugged defrauded "
    "scammed embezzled strangled kidnapped abducted vandalized torched groped threatened swindled peeked"
)
_CRIME_PHRASE = rf"(?:{_CRIME}|broke into|set fire to|beat up|sold (?:drugs|meth|fentanyl|pills)|ripped off)"
_CRIME_OVER = re.compile(rf"\b(?:he|she|they|who|that)\s+(?:\w+ly\s+)?{_CRIME_PHRASE}\b", re.IGNORECASE)
_NAMED_CRIME = re.compile(rf"\b[A-Z][a-z]+\s+[A-Z][\w'-]+\s+{_CRIME_PHRASE}\b")
_ARRESTED_AFTER = re.compile(
    r"\barrested\s+(?:(?:him|her|a|an|the)\s+)?(?:[\w-]+\s+){0,3}?after\s+(?:\w+ing)\b(?!\s+(?:a\s+)?(?:call|report|search|pursuit|chase|"
    r"traffic stop|investigat))",
    re.IGNORECASE,
)

_SETTLED = (
    re.compile(
        r"#(?:busted|caught\w*|gotcha|gotem|gothim|locked\s?up|jailbird|crookcaught|dumbcriminals?)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:he|she|they)\s+(?:did it|is guilty|are guilty|was guilty)\b", re.IGNORECASE),
    re.compile(r"\bcaught\s+(?:\w+\s+)?(?:red[- ]handed|in the act)\b", re.IGNORECASE),
    re.compile(r"\b(?:got|caught|nabbed)\s+our\s+(?:guy|man|suspect|shooter|thief|burglar|robber)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:person|people|man|men|woman|women|one|ones|individuals?|duo|crew|those)\s+responsible\b[^.!?\n]{0,60}"
        r"\b(?:arrested|in custody|caught|behind bars|in jail|off the street)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:arrested|caught|found|got|nabbed|jailed)\s+the\s+(?:\w+\s+)?responsible\b", re.IGNORECASE),
    re.compile(r"\b(?:he|she|they)\s+(?:is|are|was|were)\s+innocent\b", re.IGNORECASE),
)

_CULPRIT_ES = _words(
    "ladrón ladrones ladrona asesino asesinos asesina violador violadores ratero rateros delincuente "
    "delincuentes criminal "
    "criminales asaltante asaltantes homicida estafador estafadores narcotraficante narco pandillero "
    "pandilleros borracho"
)
_NAMED_CULPRIT_ES = re.compile(
    rf"\b(?:el|la|los|las|est[ea]|estos|estas|ese|esa|nuestro)\s+(?:{_CULPRIT_ES})\b", re.IGNORECASE
)
_CRIME_ES = re.compile(
    r"\b(?:asalt|rob|mat|apuñal|dispar|vaci|golpe|viol|secuestr|estaf|atac|hurt|amenaz)(?:ó|aron)\b",
    re.IGNORECASE,
)

_SWEARING = _words(
    "damn damned dammit goddamn shit shitty bullshit fuck fucked fucking ass asses asshole assholes "
    "jackass dumbass "
    "bitch bitches bastard bastards crap crappy piss pissed turd turds dick dickhead douchebag "
    "mierda pendejo pendejos pendeja cabrón cabrones puta puto putas joder carajo maldito malditos maldita"
)
_DEGRADING = _words(
    "scumbag scumbags dirtbag dirtbags lowlife lowlifes thug thugs junkie junkies crackhead "
    "crackheads tweaker "
    "tweakers degenerate degenerates moron morons idiot idiots imbecile imbeciles scum vermin "
    "hoodlum hoodlums "
    "punks loser losers sleazeball sleazebag weirdo wacko psycho psychos bum bums hobo hobos "
    "escoria lacra malandro malandros idiotas imbécil imbéciles"
)
_FOUL = re.compile(
    rf"\b(?:{_SWEARING}|{_DEGRADING}|basura\s+humana)\b"
    r"|\b(?:f|sh|b|a)[*#@!$]{2,}\w*|\bf\*\w+|\bsh[*!]t\w*|\bb[*!]tch\w*"
    r"|\b(?:est[ae]|es[ae]|un[ao]|la|las|los)\s+ratas?\b",
    re.IGNORECASE,
)
#: Capitalised in the middle of a sentence, these are names.
_NAMES = frozenset({"Dick", "Bum", "Crap"})


def guilt(reading: Reading) -> Iterator[Hit]:
    """Statements that somebody arrested, sought or pictured did it, or did not, before a court said so."""
    text = reading.text
    if not _CUSTODY.search(text):
        patterns: Iterable[re.Pattern[str]] = _SETTLED[1:4]
        return (Hit(*match.span()) for pattern in patterns for match in pattern.finditer(text))
    return _unhedged(reading)


def _unhedged(reading: Reading) -> Iterator[Hit]:
    for pattern in _SETTLED:
        yield from (Hit(*match.span()) for match in pattern.finditer(reading.text))
    for begin, sentence in reading.folded.sentences:
        if _HEDGE.search(sentence):
            continue
        for pattern in (
            _NAMED_CULPRIT,
            _COUNTED_DEALER,
            _CRIME_OVER,
            _NAMED_CRIME,
            _ARRESTED_AFTER,
            _NAMED_CULPRIT_ES,
            _CRIME_ES,
        ):
            if match := pattern.search(sentence):
                yield Hit(begin + match.start(), begin + match.end())
                break


def foul_language(reading: Reading) -> Iterator[Hit]:
    """Swearing, masked or not, and degrading names for people."""
    for match in _FOUL.finditer(reading.text):
        if match.group() not in _NAMES:
            yield Hit(*match.span())
