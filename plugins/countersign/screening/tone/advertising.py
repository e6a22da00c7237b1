"""Advertising for a business or a product."""

from collections.abc import Iterator

from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading
from countersign.screening.signs import weighed

_SIGNS = union(
    r"(?:use|using|with|enter|mention|promo|discount|coupon|referral|apply|show)\s+(?:the |our |promo "
    r"|discount |coupon |this |referral )*code\b(?! words?)",
    r"(?:promo|discount|coupon|referral) codes?\b",
    r"\d{1,2}\s?%\s+(?:off|discount|de descuento)",
    r"(?:half|\d+ (?:dollars|bucks)) off\b",
    r"(?:tell|let) (?:them|him|her|\w+) (?:that )?(?:we|hgpd|the police|the department|officer \w+|i|"
    r"the cops|your friends at hgpd|harbor glen pd|sgt\.? \w+|chief \w+) (?:sent|referred|"
    r"recommended)\b",
    r"(?:diga|digan|dígale|dile)\w* que (?:lo|la|los|va|vienen?) (?:mand\w+|envi\w+|"
    r"de parte)",
    r"(?:mention|name-?drop|say|mencion\w+) (?:this (?:post|ad)|the (?:police )?department|hgpd|us|"
    r"our name|al departamento|you saw (?:it|this))",
    r"(?:highly|strongly|personally|100%|wholeheartedly|can't|cannot) recommend",
    r"(?:we|i|our (?:officers|detectives|sergeant|chief|\w+ sergeant|team|\w+ unit)|officers|chief "
    r"\w+|department|recomendamos) (?:\w+ )?(?:recommends?\b(?! (?:that|you|to|not|\w+ing)\b)|endorses?|"
    r"swears? by|trusts? only|loves? "
    r"(?:our|their|the) [a-z]+ (?:locks?|cameras?|alarms?|deadbolts?)|only use|only uses|won't use|"
    r"wouldn't use|use nothing|won't (?:buy|use|shop|trust) any\w+|prefers?)",
    r"recomendamos (?!que|no|cerrar|evitar|usar|mantener|tomar|llamar|salir|revisar|guardar)[^.!?\n]{3,60}",
    r"won't use anything else\b",
    r"(?:best|finest|cheapest|greatest|friendliest|nicest|only|#1|number one|top-?notch|unbeatable) "
    r"(?:\w+ ){1,4}?(?:in (?:town|the city|the county|harbor glen|the area)|around|anywhere|on the "
    r"(?:market|coast)|money can buy|west of)\b",
    r"(?:son|es|tienen|tiene) (?:los|las|el|la) mejor(?:es)?",
    r"(?:los|las) mejores (?:precios|tacos|alarmas|cerraduras|ofertas)\b",
    r"(?:buy|get|order|pick up|grab|hire|book|call|visit|shop(?: at)?|go (?:to|see|with)|head (?:over "
    r")?to|run (?:over )?to|check out|swing by|support|try|switch to|choose|use|trust|ask for|eat at|"
    r"stop by|schedule with|sign up with|ask)\s+(?:\w+\s+){0,6}?(?:at|from|with|by|to|through|"
    r"for)\s+(?:the\s+)?(?P<shop>[a-z][\w'&-]+)(?:\s+[\w'&-]+){0,3}?[^.!?\n]{0,20}?\b(?:deal|deals|"
    r"discount|cheap|best|great price|prices|special|specials|free (?:quote|estimate|install\w*)|for "
    r"all your|hook|sweet|won't|only|bargain|sale|savings|lowest|first month|offer|worth every|"
    r"amazing|half|rates?|beat)\b",
    r"(?:don't walk|run)[^.!?\n]{0,20}\b(?:to|over to)\s+[^.!?\n]{3,60}",
    r"(?:compre|compren|compra|visite|visiten|contrate|contraten|llame a|vaya a|use|usen|pida|pruebe|"
    r"ordene)\s+(?:su|sus|la|el|los|las|un|una)?\s*(?:\w+\s+)?(?:en|a|con|de|"
    r"al)?\s*(?P<shop_es>[a-z][\wáéíóúñ]+)[^.!?\n]{0,60}?\b(?:mejor(?:es)?|descuento|oferta|barat\w+|"
    r"precio\w*|promoción|especial|gratis|recomend\w+)\b",
    r"(?:descuento|oferta|promoción|rebaja)\b[^.!?\n]{0,40}?\b(?:si|al|para|en|con|"
    r"menciona\w*)",
    r"(?:gives?|offers?|offering|has|have|cuts?|gave|throws in|le hacen|les dan|da|hacen) (?:\w+ "
    r"){0,3}?(?:a |an |un )?(?:sweet |great |special |killer |nice |big |huge |good |buen )?(?:deals?|"
    r"discounts?|descuentos?|kickbacks?|commission|price break|prices? for cops|cop "
    r"discount)",
    r"(?:kickbacks?|referral fee|finder's fee|we get (?:a cut|a piece|credit|paid|five|\d+|\$)|a cut "
    r"of|sponsored (?:by|post)|paid partner\w*|affiliate|brand ambassador|#ad\b|#sponsored|link in "
    r"(?:bio|our bio)|shop now|limited time|act now|order today|buy one|bogo|gift "
    r"idea|treat yourself|stocking stuffer)",
    r"(?:officer|sgt\.?|sergeant|det\.?|detective|chief|deputy|lt\.?|dispatcher|captain|our own|"
    r"corporal|oficial|agente)\s+(?!(?:at|with|from|of|in|on|for|and)\b)(?:[\w'.-]+\s+){0,4}?(?:also\s+|"
    r"now\s+|has\s+|"
    r"moonlights\s+|on the side\s+|'s\s+)*(?:sells?|does (?:\w+ )?(?:landscaping|lawn|catering|handyman|weddings|"
    r"photography|taxes|painting|roofing|plumbing|security)|runs (?:a|his|her)|opened (?:a|his|her)|"
    r"owns|started (?:a|his|her)|launched (?:a|his|her)|side (?:business|hustle|gig)|is selling|"
    r"moonlights|makes custom|details cars|books|takes orders|real estate|vende|tiene "
    r"su)",
    r"(?:side (?:business|hustle|gig|job)|(?:wife's|husband's|family's|brother's|sister's|"
    r"cousin's|son's|daughter's|my|chief's|sergeant's|officer's) (?:\w+ )?(?:business|shop|restaurant|"
    r"food truck|company|bakery|salon|boutique|etsy|gym|firm|agency|landscaping|etsy shop|food cart|"
    r"dealership|real estate|tienda|negocio|restaurante))",
    r"(?:it's|that's|it is|which is) (?:what|the one|the kind|the brand) (?:our|we|the|every|"
    r"most of our) (?:\w+ )?(?:officers?|detectives?|"
    r"chief|sergeants?|use|have|own|trust|carry|recommend|love)\w*",
    r"gift cards? (?:from|to|for|at) [^.!?\n]{2,40}(?:make|are|great|perfect|best)",
    r"(?:only|best|one) (?:\w+ )?(?:shop|store|place|mechanic|locksmith|company|brand|restaurant|realtor|"
    r"agent|dealer|bakery|gym) "
    r"(?:we|we'd|i|i'd|our officers|you'll|you)(?:'d)?",
    r"(?:(?:cheapest|lowest|unbeatable) (?:\w+ )?(?:in|around)|(?:cheapest|lowest|unbeatable|"
    r"best) (?:\w+ )?(?:prices?|rates?|deals?))",
    r"(?:message|text|dm|call|hire|book|contact) (?:him|her|them) (?:for|to|about) (?:a |an |your |"
    r"the )?(?:\w+ )?(?:colors?|sizes?|details|quote|estimate|order|"
    r"appointment|price|deal|booking|listing|job)",
    r"(?:switch|switching|move|sign up|go) (?:over )?(?:to|"
    r"with) (?P<shop2>[a-z][\w'&-]+)[^.!?\n]{0,40}?\b(?:save|treat\w*|cover\w*|rates?|"
    r"deal|best|right|better)",
    r"(?:go|stick|shop) with (?P<shop3>[a-z][\w'&-]+)",
    r"(?:best|greatest|finest|fastest|friendliest) (?:service|food|prices?|coffee|tacos|pizza|pie|"
    r"burgers?|work|selection|deal|haircuts?|rates?)\b",
    r"(?:wife|husband|brother|sister|mom|dad|son|daughter|cousin|partner|family)(?:'s)? (?:sells?|makes?|"
    r"bakes?|runs?|owns?|offers?|opened|cuts|"
    r"details|builds?|has a)",
    r"(?:does|do|did|makes|bakes|builds|hace) (?:\w+ )?(?:beautiful|great|fantastic|excellent|quality|honest|amazing|"
    r"gorgeous|top-notch|fine|lovely) (?:work|jobs?|cakes?|pies?|furniture|bread|repairs?)",
    r"(?:at|for) (?:a )?(?:fair|honest|reasonable|unbeatable|low|great|good) prices?\b",
    r"keep (?:him|her|them|\w+) in mind (?:if|when|for|next time) (?:you|your|the)",
    r"(?:hágalo|háganlo|mándelo|envíelo|cómprelo|llévelo|hazlo|confíe|confíen) (?:con|en|a|"
    r"por) [^.!?\n]{3,60}\b(?:más|mejor)\b",
    r"(?:el|la|los|las) más (?:honrad|barat|confiabl|rápid|ric|sabros|económic)\w+ (?:del?|en)\b",
    r"(?:order|get yours|buy yours) (?:now|today|online|yours)\b[^.!?\n]{0,20}|book (?:now|yours)\b",
    r"(?:waive|discount|reduce|knock)\w* (?:the|your|their|off)\b[^.!?\n]{0,20}\b(?:fee|fees|price|cost|"
    r"deposit)",
    r"(?:nobody|no one|no place|nowhere) (?:does|makes|beats|cooks|serves|sells|fixes|"
    r"builds|bakes|grills|repairs|treats|knows|has)\b[^.!?\n]{2,40}\b(?:like|better|than)",
    r"(?:worth every penny|can't be beat|you won't regret|five stars|5 stars|10/10|game[- ]changer|"
    r"must-have|best money|shut up and take|hands down|no one beats|nobody beats|treat(?:s|ed)? "
    r"(?:cops|us|our officers) right|takes care of (?:cops|us|our))",
    r"(?:ask|call|see|text) (?:for )?[a-z]+ (?:at|over at|from|de|en) [^.!?\n]{3,40}(?:deal|discount|"
    r"hook|price|quote|right|rate|loan|car|truck|home|house|insurance)\b",
    r"(?:agentes|oficiales|detectives|policías) (?:\w+ )?(?:recomiendan|prefieren|confían en|s[oó]lo usan)\b",
    r"(?:espos[oa]|herman[oa]|mamá|papá|hij[oa]|prim[oa]) (?:del? [\w ]{2,25}? )?(?:vende|hornea|abrió|"
    r"tiene (?:un|una|su) (?:tienda|negocio|restaurante|taller|puesto))\b",
)

#: Nobody writes these who does not advertise.
_CERTAIN = union(
    r"(?:promo|discount|coupon|referral) codes?\b(?! (?:scam|fraud|phish|text))",
    r"(?:use|with|enter|mention|apply)\s+(?:the |our |this )?code \"?[a-z]*\d+\b[^.!?\n]{0,40}?\b(?:at "
    r"(?:checkout|the register|[a-z]+)|for|off|"
    r"discount|save)\b",
    r"(?:tell|let) (?:them|him|her|[a-z]+)(?: know)? (?:that )?(?:we|hgpd|the police(?: department)?|"
    r"the department|the cops|"
    r"officer \w+|sgt\.? \w+|chief \w+|your friends at [a-z ]{2,20}) sent (?:you|ya)\b|(?:say|if you say|"
    r"mention|saying) "
    r"(?:that )?we sent you\b",
    r"(?:diga|digan|dígale|díganle|dile|diles) que (?:lo|la|los|las|vas?|van|vienen?) (?:mand\w+|envi\w+|de parte)\b",
    r"(?:mention|name-?drop|menciona|mencione|mencionen)\b[^.!?\n]{2,40}\b(?:for|to get|get|y le dan|"
    r"para)\b[^.!?\n]{0,15}"
    r"(?:\d{1,2}\s?%|discount|deal|free|descuento)",
    r"(?:we|our \w+|the department|hgpd) (?:get|gets|earn|earns|receive|receives) (?:a )?(?:cut|kickback|"
    r"commission|referral fee|"
    r"\$\d+ (?:for|per|every|each))\b",
    r"(?:we|i|our (?:officers|detectives|chief|team|people|\w+ sergeant)) (?:\w+ )?(?:endorses?|swears? by|"
    r"won't use|wouldn't use|"
    r"(?:only )?uses? nothing but)\b",
    r"(?:best|finest|cheapest|friendliest|unbeatable) (?:\w+ ){0,2}?(?:burgers?|tacos?|pizza|coffee|donuts?|"
    r"pies?|tamales|bbq|brisket|"
    r"locksmith|mechanic|realtor|insurance|bail bonds|prices?|rates?|deals?|alarms?|cameras?|towing|plumber|"
    r"roofer|barber|bakery|diner) "
    r"(?:\w+ )?(?:in (?:town|the (?:city|county|area)|harbor glen)|around|anywhere|money can buy)\b",
    r"run,? don't walk\b",
    r"c[óo]digos? (?:promocional(?:es)?|de (?:descuento|promoción))\b(?! (?:fals|fraud))",
)

_NO_AD = Look(
    r"\bscam|\bphish|\bfraud|\bfake\b|\bnever (?:pay|buy|click|give)|\bdo not (?:pay|click|buy)|"
    r"\bthank|\bdonat|\bsponsored by the\b|\bfree (?:locks|lock|helmets?|car seats?|kits?|event|"
    r"admission|steering)|\bsenior discount (?:program|scam)|\blibrary\b|\bstatistic|\bdui\b|"
    r"\bstolen\b|\bdown \d+%|\bup \d+%|\bk-?9\b|\badopt|\bshelter\b|\bestafa|\bgracias|\bcounterfeit|"
    r"\brecall(?:ed)?\b|\bbackground\b|\bwe do not (?:endorse|recommend)|\bdoes not endorse|\bspeed"
)


def endorsement(reading: Reading) -> Iterator[Hit]:
    """A business or product is recommended or advertised."""
    return weighed(reading, certain=(_CERTAIN,), signs=_SIGNS, harmless=_NO_AD)
