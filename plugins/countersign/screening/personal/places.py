"""Addresses of private homes and plates of private vehicles."""

import re
from collections.abc import Iterator
from functools import lru_cache

from countersign.content import Severity
from countersign.screening.patterns import Look, any_of, linear
from countersign.screening.reading import Hit, Reading

_SUFFIX = (
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|boulevard|blvd|way|place|pl|circle|"
    r"cir|terrace|ter|trail|trl|loop|alley"
    r"|row|walk|path|crescent|parkway|pkwy|square|sq|run|bend|crossing|landing|cove|view|point|ridge|glen|"
    r"hollow)"
)
_NUMBER_WORD = (
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)(?:[\s-]+(?:and\s+)?(?:one|two|three|"
    r"four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|"
    r"hundred)){0,3})"
)
_STREET = (
    r"(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.?\s+)?"
    r"(?:(?!(?:on|in|at|near|off|along|from|to|and|for|mph|miles?|feet|people|cars?)\s)[a-zñáéíóú'-]{2,20}\s+|"
    r"\d{1,3}(?:st|nd|rd|th)\s+){1,3}?"
)
_HOUSE = Look(
    rf"(?<![\w$#.:/,-])(?P<number>\d{{1,5}}(?:-?[a-d]\b)?(?:[\s-]?1/2)?|"
    rf"{_NUMBER_WORD})\s+(?P<street>{_STREET}{_SUFFIX}\b|(?:(?:old|state|county|us)\s+)?(?:highway|hwy|route|rte)\.?\s\d{{1,4}}\b)\.?"
    r"(?:,?\s+(?:apt|apartment|unit|suite|ste|space|spc|no|#)\.?\s?#?\s?[\w-]{1,5})?"
)
_HOUSE_ES = Look(
    r"\b(?:calle|avenida|av\.?|callej[oó]n|camino|boulevard|privada|paseo|pasaje|carrera|calz(?:ada|"
    r"\.))\s+(?:de(?:l| la| los| las)?\s+)?"
    r"(?:(?!(?:el|la|los|las|a|al|en|será|comenzará|comienza|empieza|fue|desde|hasta|entre|hay|con|son|"
    r"están?|que|por|para|y)\s)"
    r"[a-zñáéíóú']{1,15}\s?){1,4}?,?\s*(?:#|n[uú]m(?:ero|\.)?|no\.?)?\s*\d{1,5}\b(?!\s*(?:de\s+\w+|a\.?m|"
    r"p\.?m|bloque|horas|y\b))"
    r"|\b\d{1,5}\s+(?:de\s+)?(?:la\s+)?(?:calle|avenida|av\.|camino|v[ií]a|paseo|privada|pasaje)\s+(?:de(?:l| la| los| "
    r"las)?\s+)?[a-zñáéíóú']{2,20}(?:\s+[a-zñáéíóú']{2,20})?"
    r"|\b(?:casa|domicilio|hogar|vive|departamento|apartamento)\s+(?:de|en|del)\s+(?:la\s+|el\s+)?(?!cuadra|"
    r"bloque)[a-zñáéíóú']{3,20}\s+\d{1,5}\b"
    r"|\b[a-zñáéíóú']{3,20}\s+(?:#|n[uú]mero)\s?\d{1,5}\b(?=[^.\n]{0,30}\b(?:casa|apartamento|"
    r"departamento|colonia)\b)"
)
#: ‘Mrs. Ito, 1515 Sandpiper’: a number and a street's name alone, behind a person or a home.
_NAMED_HOUSE = linear(
    r"\b(?:Mrs?\.|Ms\.|Miss|Mister|lives at|home at|house at|home is|resides at|address is|"
    r"stays at)\s(?:[A-Z][a-z]+,?\s){0,2}"
    r"(?P<where>\d{1,5}\s[A-Z][a-z]{2,15})(?=[,.;)]|\s(?:the|and|with|in)\b|$)"
)
_UNIT = Look(
    r"\b(?:apt|apartment|unit|space|spc|trailer|apartamento|departamento|depto|"
    r"apto)\.?\s*#?\s?\d{1,4}[a-z]?\b(?:-[a-z0-9]{1,2})?"
    r"(?=,?\s+(?:at|of|in|on|de|del|en)\s+(?:the\s+|los\s+|las\s+|el\s+|la\s+)?[a-z])"
    r"|\b(?:house|home|casa) (?:number|no\.?|#|n[uú]mero) ?#?\d{1,5}\b"
    r"|\b(?:his|her|their)\s+(?:own\s+)?(?:dorm\s+|bed)?room,?\s+(?:in\s+|at\s+)?[a-z]+\s+(?:hall|house|tower|dorm)\s+(?:room\s+)?\d{2,4}\b"
    r"|\b(?:apt|apartment|apartamento|apto)\.?\s*#?\s?\d{1,4}[a-z]?\b"
)
_BLOCK_LEVEL = Look(r"\s*(?:hundred\s+)?(?:block|blk|cuadra|bloque)\b|\s*(?:st|nd|rd|th)\b")
_LIVES = Look(
    r"\b[a-z]+(?:'s|s') (?:place|pad|house|home|yard|garage)\b|\b(?:home|(?<!engine )(?<!fire )(?<!open )house|"
    r"residence|residen\w+|"
    r"apartment|apt|lives?|lived|"
    r"living|yard|driveway|porch|(?<!parking )garage|carport|backyard|my place|bedroom|kitchen|address|moved into|"
    r"stays?|staying|trailer|"
    r"condo|townhouse|duplex|"
    r"the [a-z]+ family|famil(?:y|ia)'s|casa|domicilio|vivienda|vive|viven|vivía|hogar|apartamento|"
    r"residencia|dirección)\b"
)
#: ‘The family at’, ‘mail them to her at’: right before a number that makes it a home.
_WHOSE_AT = Look(
    r"\b(?:(?:famil(?:y|ies|ia)|neighbors?|owners?|tenants?|widow|couple|occupants?|grandmother|"
    r"vecin[oa]s?)(?: \w+)?,? (?:\w+ )?(?:of|at|from|on|de|en)|"
    r"(?:him|her|them|mr\.? [a-z]+|mrs\.? [a-z]+|ms\.? [a-z]+|doña [a-z]+|don [a-z]+)(?:,| at| en)|"
    r"registered (?:at|to)|evacuate\b[^.!?\n]{0,20})\s*$"
)
_CRIME = Look(
    r"\b(?:search\w*|warrant|raid\w*|arrest\w*|suspect|victim|party|noise|disturbance|burglar\w*|"
    r"robb\w+|shots?|shooting|stabbing|overdose"
    r"|domestic|drugs?|meth|fentanyl|stash|found dead|body|welfare check|barricad\w+|swat|fire at|"
    r"responded to|detectives|deputies"
    r"|allanamiento|cateo|arrestad\w+|robo|víctima|disparos|incendio|detuvi\w+|redada)\b"
)
_BUSINESS = Look(
    r"\b(?:store|shop|market|mall|restaurant|diner|cafe|café|coffee|bakery|grill|pizz\w+|bar|pub|"
    r"brewery|motel|hotel|inn|bank|pharmacy|gas|station"
    r"|church|temple|mosque|school|library|hall|center|centre|park|museum|theater|clinic|hospital|"
    r"office|offices|headquarters|gym|salon|hardware"
    r"|supermarket|depot|warehouse|auto|tire|plaza|annex|courthouse|city hall|civic|community|club|"
    r"lodge|shelter|fairgrounds|stadium|pier"
    r"|business|company|dealership|laundromat|nursery|dispensary|grind|jewel\w+|supply|arcade|studio|"
    r"storage|lot|schoolhouse|tienda|mercado|iglesia|escuela"
    r"|biblioteca|restaurante|centro|parque|oficina|negocio|farmacia|taller)\b"
)
_VENUE = Look(
    r"\b(?:join us|open house|event|noon|doors open|free|register|rsvp|meet|coffee with|workshop|"
    r"class|clinic|booth|a\.?m\.?|p\.?m\.?|saturday|sunday"
    r"|monday|tuesday|wednesday|thursday|friday|drop[- ]off|pick ?up|visit|stop by|swing by|acompáñenos|"
    r"evento)\b"
)
_OF_ARRESTS = frozenset({"arrest", "drug", "dui", "jail", "court-update", "wanted"})
_PEACEFUL = frozenset(
    [
        "community-event",
        "coffee-with-a-cop",
        "holiday",
        "recruitment",
        "recognition",
        "k9",
        "event",
        "weather",
        "road-closure",
        "road_closure",
        "statistics",
    ]
)

_PLATE_CUE = (
    r"(?:\b(?:licen[sc]e\s*(?:plate)?|plates?|lic\.?|tags?|reg(?:istration)?|placas?|matr[ií]cula|"
    r"tablilla|patente)\b(?:\s+(?:number|no\.?|n[uú]mero"
    r"|is|reads?|reading|of|was|es|on it|says|said|that reads))*\s*[:#(\"-]?\s*)"
)
_STATES = any_of(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri "
    "montana nebraska nevada new_hampshire new_jersey new_mexico new_york north_carolina north_dakota ohio oklahoma "
    "oregon pennsylvania rhode_island south_carolina south_dakota tennessee texas utah vermont virginia washington "
    "west_virginia wisconsin wyoming"
)
_STATE_NAME = (
    rf"(?:\b(?:{_STATES}|calif|ca|nv|or|az|tx|wa|ut|id|fl|co|ny)\.?"
    r"\s+(?:(?:licen[sc]e\s+)?plates?\s*|tags?\s*|lic\.?\s*)?[:#\"-]?\s*)"
)
#: Letters and digits in one group, or in two parted by a space or hyphen, of all the states' shapes.
_MIXED = r"(?=[a-z0-9]{0,7}\d)(?=\d{0,7}[a-z])[a-z0-9]{5,8}"
_TWO = (
    r"(?:[a-z]{2,4}[\s-]\d{3,4}|\d{3,4}[\s-][a-z]{2,4}|[a-z]\d{2}[\s-][a-z0-9]{3}|"
    r"\d[a-z]{2,3}[\s-]?\d{2,4}|[a-z]{1,2}\d{1,2}[\s-]\d{2,4}[a-z]{0,2}|"
    r"\d{1,3}[\s-][a-z]{3}[\s-]?\d{0,3}|\d{1,3}[a-z]{1,2}[\s-]\d{2,4}|[a-z]{3}[\s-][a-z]\d{2}|[a-z]{2}[\s-]\d{5})"
)
#: Digits alone, as some states' and all temporary ones are: only where nothing else can be meant.
_DIGITS = r"(?:\d{6,7}|\d{1,2}-\d{4,5})(?![\w-])"
_OF_A_STATE = (
    rf"\b(?:{_STATES}\s+(?:licen[sc]e\s+)?(?:plates?|tags?)|temp(?:orary)?\s+(?:plates?|tags?)|licen[sc]e\s+plates?)"
)
_PLATE = (
    Look(rf"{_PLATE_CUE}(?:{_STATE_NAME})?\"?(?P<plate>{_MIXED}|{_TWO})\b"),
    Look(rf"{_STATE_NAME}{_PLATE_CUE}?\"?(?P<plate>{_MIXED})\b"),
    Look(rf"{_OF_A_STATE}(?:\s+(?:number|no\.?|is|was))?\s*[:#]?\s*(?P<plate>{_DIGITS})"),
    Look(rf"{_PLATE_CUE}(?:{_STATE_NAME})?\"?(?P<plate>(?=[a-z-]{{0,8}}\d)[a-z0-9]{{2,4}}-[a-z0-9]{{2,4}})\b"),
    Look(r"(?<![\w#-])(?P<plate>\d[a-z]{3}\d{3})\b"),
    Look(
        rf"\b(?P<plate>{_MIXED}|{_TWO})\b\"?\s+(?:on\s+(?:its|the|his|"
        rf"her)\s+)?(?:licen[sc]e\s+)?(?:plates?\b|tags?\b)"
    ),
    Look(r"\bplates?\b[,:]?\s+(?:\w+\s+){0,2}?\"(?P<plate>[a-z0-9 ]{2,8})[,.]?\""),
)
#: ‘The plate on the truck that hit the pole was HKR 4471’: written in capitals, further on in the sentence.
_PLATE_ON = linear(
    r"\b(?i:licen[sc]e\s+plates?|plates?|placas?|matr[ií]cula)\b[^.!?\n]{1,45}?\b"
    r"(?P<plate>(?=[A-Z0-9]{0,7}\d)(?=\d{0,7}[A-Z])[A-Z0-9]{6,8}|[A-Z]{2,3}[ -]\d{3,4}|\d{3}[ -][A-Z]{3})\b"
)
_VANITY = Look(
    r"\b(?i:plates?|placas?)(?i:\s+(?:reads?|reading|says|is|dice|"
    r"number))?[:\s\"]+(?P<plate>[A-Z][A-Z0-9]{3,7})\b"
)
_LOOKED_FOR = Look(
    r"\bbolo\b|be on the lookout|\bamber\b|\bsilver alert|\bebony alert|\bfeather alert|\bblue alert|"
    r"(?:look|search)(?:ing)? for(?! (?:an? )?(?:witness|anyone|anybody|people|information|tips|video|footage|"
    r"volunteer|"
    r"recruit|parking|love|trouble|help|the owner))"
    r"|if you see (?:this|the|it|a|him|her|them|that)|help us (?:find|locate)|help (?:find|locate)|"
    r"\bbusca|desaparecid"
    r"|si (?:lo|la) ve|si ve (?:el|la|este|esta)|alerta|keep an eye out|eyes peeled|"
    r"locate (?:this|the)|have you seen|spot (?:it|this)|\blocalizar"
)
_BESIDE = 150
#: ... where it stands beside the plate: stolen tools make no car one to look for.
_GONE = Look(r"\blast seen\b|\bstolen\b|\bmissing\b|\brobad[oa]\b")
_PARTIAL = Look(
    r"\bpartial|starting with|starts with|begin(?:s|ning) with|ending in|ends in|last (?:three|four|3|"
    r"4)|first (?:three|four|3|4)|parcial|termina|empieza"
)
_OURS = Look(
    r"\b(?:our|patrol|police|squad|agency|department|fleet|nuestra?)\s+(?:\w+\s+){0,2}(?:car|unit|suv|"
    r"cruiser|vehicle|truck|plate|patrulla|unidad)\b"
)


_ON_OURS = Look(r"\W{0,2}\s*(?:is |belongs to |on |of )(?:one of )?(?:our|the (?:agency|department|city|police)'?s?)\b")


def home_address(reading: Reading) -> Iterator[Hit]:
    """The street number, or the unit, of a home; not a block, a crossing, a business or a public building."""
    official = _official(reading.policy.agency.addresses)
    for match in _HOUSE.finditer(reading.low):
        if _plain(match.group()) in official or _plain(match["number"] + " " + match["street"]) in official:
            continue
        if _SEVERAL.match(reading.low, match.end()) or _OF_A_YEAR(reading.low[max(0, match.start() - 4) : match.end()]):
            continue
        spelled = not match["number"][0].isdigit() and reading.text[match.start("street")].islower()
        if not spelled and not _BLOCK_LEVEL.match(reading.low, match.end("number")) and "block" not in match["street"]:
            yield from _whose_home(reading, match.start(), match.end())
    for match in _NAMED_HOUSE.finditer(reading.text):
        yield Hit(*match.span("where"))
    for look, sure in ((_HOUSE_ES, False), (_UNIT, True)):
        for match in look.finditer(reading.low):
            if sure:
                yield from _unit(reading, *match.span())
            elif "cuadra" not in match.group() and "block" not in match.group():
                yield from _whose_home(reading, match.start(), match.end())


def _unit(reading: Reading, start: int, end: int) -> Iterator[Hit]:
    """A flat is a home; a numbered unit or space is one where somebody lives in it."""
    before = reading.low[max(0, start - 25) : start]
    if _NO_HOME(before):
        return
    _, sentence = reading.sentence_at(start)
    flat = reading.low[start:end].startswith(("ap", "dep", "h", "c", "trailer"))
    sure = flat or _LIVES(sentence) or _CRIME(sentence) or reading.names_in(start - 80 if start > 80 else 0, end + 40)
    yield Hit(start, end, severity=None if sure else Severity.ATTEST)


_NO_HOME = Look(r"\b(?:storage|mobile|command|rental|patrol|engine|radio|parking|vendor|booth|medic|k-?9)\s+$")

#: ‘Eleven Tully Road mailboxes’ is a number of things, not of a house.
_SEVERAL = Look(
    r"\s+(?:mail)?(?:boxes|homes|houses|cars|businesses|residents|families|neighbors|yards|garages|drivers)\b"
)

#: ‘The 2023 Ropewalk Avenue fire’.
_OF_A_YEAR = Look(r"\bthe (?:19|20)\d\d ")

#: Before a number: a date, a road's own number, a block.
_NO_HOUSE = Look(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|"
    r"dec(?:ember)?|route|highway|hwy|interstate|exit|bus|line|train|engine|gate|sr|us|mile|block|cuadra|"
    r"bloque|ruta)\.?\s+$"
)


#: ‘The party was at 1127 Alameda. The house ...’
_HOME_NEXT = Look(r"\b(?:the|that|this|la|esa) (?:house|home|residence|casa|vivienda)\b")


def _whose_home(reading: Reading, start: int, end: int) -> Iterator[Hit]:
    begin, sentence = reading.sentence_at(start)
    before = sentence[max(0, start - begin - 60) : start - begin]
    if _NO_HOUSE(before):
        return
    after = sentence[end - begin : end - begin + 50]
    around = f"{before} … {after}"
    if _BUSINESS(around) and not re.search(
        r"\b(?:home|house|lives?|residence|apt|apartment|casa|vive|domicilio)\b", around
    ):
        return
    peaceful = reading.draft.category in _PEACEFUL or _VENUE(around)
    told_of_crime = _CRIME(sentence) if peaceful else _CRIME(reading.low) or reading.draft.category in _OF_ARRESTS
    if (
        _LIVES(around)
        or _WHOSE_AT(before)
        or _HOME_NEXT(reading.low[end : end + 60])
        or re.search(r"\b(?:apt|apartment)\b", reading.low[start:end])
    ):
        yield Hit(start, end)
    elif not peaceful or told_of_crime:
        sure = told_of_crime and reading.draft.category not in _PEACEFUL
        yield Hit(start, end, severity=None if sure else Severity.ATTEST)


@lru_cache(maxsize=16)
def _official(addresses: tuple[str, ...]) -> frozenset[str]:
    found = set()
    for address in addresses:
        if match := _HOUSE.search(address.lower()):
            found |= {_plain(match.group()), _plain(match["number"] + " " + match["street"])}
    return frozenset(found)


def _plain(address: str) -> str:
    return re.sub(r"\W+", " ", address).strip()


def private_plate(reading: Reading) -> Iterator[Hit]:
    """A full plate of a private vehicle, unless the public is asked to look for it."""
    if _LOOKED_FOR(reading.low):
        return
    matches = [match for look in _PLATE for match in look.finditer(reading.low)]
    matches += [*_VANITY.finditer(reading.text), *_PLATE_ON.finditer(reading.text)]
    for match in matches:
        start, end = match.span("plate")
        around = reading.near(start, end, reach=45)
        gone = _GONE(reading.near(start, end, reach=_BESIDE))
        ours = _OURS(reading.low[max(0, start - 45) : start]) or _ON_OURS.match(reading.low, end)
        if not (gone or _PARTIAL(around) or ours or _filed(reading, start)):
            yield Hit(match.start(), end)


def _filed(reading: Reading, start: int) -> bool:
    return (
        re.search(
            r"\b(?:case|caso|report|code|código|lot|model|item|tag number on|vin)\W{0,4}(?:\w+\W{1,2})?$",
            reading.low[max(0, start - 25) : start],
        )
        is not None
    )
