"""Training, tactics, staffing and whereabouts of officers; and who works under cover."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading
from countersign.screening.signs import weighed

_CREW = (
    r"(?:officers?|deput(?:y|ies)|cars?|units?|cruisers?|patrols?|cops?|detectives?|sergeants?|"
    r"dispatchers?|people|bodies|guys|squad cars?|patrol cars?|k-?9s?|radar cars?|motors?|troopers?|"
    r"rookies?|reserves?|"
    r"investigators?|boats?|watch commander|supervisors?|agentes?|oficiales|patrullas?|policías?)"
)

_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|a single|a couple(?: of)?|no|zero|half(?: the| our)?|"
    r"\d{1,2}|just one|just two|only one|only two|un[ao]?|dos|tres|cuatro|cinco|ningún|ninguna|"
    r"single)"
)

_WHEN = (
    r"(?:on (?:nights?|days?|shift|duty|patrol|weekends?|sundays?|mondays?|tuesdays?|wednesdays?|"
    r"thursdays?|fridays?|saturdays?|graveyard|swing|the (?:road|street|clock|beat|\w+ side))|(?:at|"
    r"after|from|between|until|before|till|past) (?:\d{1,2}|midnight|noon|dark|sunset|dusk)|overnight|"
    r"tonight|(?:all|this|every|the) (?:night|weekend|week|shift)|graveyard|swing shift|day shift|"
    r"night shift|each shift|per shift|right now|at any (?:given )?time|covering|available|working|on "
    r"nights|de noche|por la noche|en la noche|en turno|de turno|los (?:lunes|martes|miércoles|jueves|"
    r"viernes|sábados|domingos)|después de las|de madrugada)"
)

_STAFF = union(
    r"no (?:hay|habrá|tenemos) (?:\w+ )?(?:agentes|oficiales|patrullas?|policías|"
    r"nadie)\b[^.!?\n]{0,50}\b(?:turno|noches?|"
    r"madrugadas?|fin(?:es)? de semana|distrito|zona|guardia|lunes|martes|miércoles|jueves|viernes|sábados?|"
    r"domingos?|después)\b",
    rf"(?:only|just|down to|as few as|with|have|has|got|run|runs|running|field|fields|staff|staffs|"
    rf"there(?:'s| is| are| will be)|minimum of|solo|solamente|tenemos|hay|quedan)\s+(?:have |got |"
    rf"about |only |just |with |solo |a total of "
    rf")*{_COUNT}\s+(?:\w+\s+){{0,2}}?{_CREW}\b[^.!?\n]{{0,50}}?\b{_WHEN}",
    rf"(?:we|we'll|we've|department|watch|shift|agency)\s+(?:\w+\s+){{0,2}}?(?:only|"
    rf"just)\s+(?:\w+\s+){{0,2}}?{_COUNT}\s+(?:\w+\s+)?{_CREW}\b",
    rf"{_COUNT}\s+{_CREW}\s+(?:for|covers?|covering|to cover|patrols?|watching|handles?|handling|"
    rf"para)\s+(?:the\s+)?(?:whole|entire|all|city|town|north|south|east|west|toda|todo)\b",
    rf"(?:(?:no|zero|not a single|ningún|ninguna)\s+(?:\w+\s+)?{_CREW}|nobody|no one|none|"
    rf"nadie)\s+(?:from \w+\s+|"
    rf"in \w+\s+|\w+\s+)?(?:is |are |will be |on |patrols?|covers?|covering|working|watching|out "
    rf"there|works|in |at |patrulla|cubre|trabaja|hay )[^.!?\n]{{0,40}}?(?:{_WHEN}|sundays?|nights?|"
    rf"weekends?|midnight|morning|shift|north|south|east|west|park|domingo|noche|madrugada)",
    rf"(?:graveyard|swing|day ?shift|night ?shift|days|nights|overnights?|mids|the late shift|evenings|"
    rf"morning shift|early watch|"
    rf"late watch|day watch|night watch)\s+(?:shift |watch |crew )?(?:runs?|is|goes|works?|starts?|"
    rf"begins?|ends?|has|have|gets?|"
    rf"fields?|carries)\b[^.!?\n]{{0,40}}?(?:\d|noon|midnight|{_COUNT} {_CREW})",
    rf"(?:{_COUNT}|a dozen|a handful of|fewer than \w+|"
    rf"less than \w+)\s+(?:\w+\s+){{0,2}}?{_CREW}\b[^.!?\n]{{0,40}}?"
    rf"\b(?:the (?:whole|entire|rest of the) (?:city|town|night|county|shift|side|weekend|district)|"
    rf"city-?wide|toda la|"
    rf"at a time|per (?:shift|car|beat)|each (?:shift|beat|side|night)|a (?:shift|night)|after (?:dark|"
    rf"midnight|hours)|"
    rf"to (?:cover|watch|patrol))\b",
    r"(?:nobody|no one|no officer|none of us|no (?:unit|car|patrol|deputy|"
    r"supervisor))\s+(?:\w+\s+)?(?:staffs?|mans|watch\w*|"
    r"cover\w*|works?|guards?|patrols?|checks?|answers?|sits?|is (?:at|in|on|there))",
    rf"(?:after|before|past|until|between|from)\s+(?:\d{{1,2}}(?:\s?[ap]\.?m\.?)?|midnight|dark|sundown|"
    rf"noon)\b[^.!?\n]{{0,30}}?\b{_COUNT}\s+(?:\w+\s+){{0,1}}?{_CREW}\b",
    r"(?:beats?|sectors?|districts?|zones?|patrol areas?|(?:north|south|east|west|late|night|day|"
    r"early) (?:side|end|beat|watch|shift)|front desk|jail|lobby|"
    r"station)\s+(?:\w+ )?(?:goes|is|runs|sits|stays|will be|are|go)\s+(?:\w+ )?(?:uncovered|empty|dark|"
    r"unpatrolled|unstaffed|unguarded|one short|"
    r"vacant|thin|unwatched)",
    rf"(?:{_COUNT}|a dozen)\s+(?:positions?|officers?|deputies|bodies|people|slots|jobs)\s+(?:short|down|"
    rf"vacant|under|below|shy)",
    r"(?:watches|shifts|crews|teams) (?:swap|change|turn over|switch|trade|rotate|hand off|"
    r"overlap)",
    r"(?:short-?staffed|understaffed|short-?handed|skeleton crew|stretched thin|down (?:\w+ "
    r")?(?:officers|positions|deputies)|bare minimum|minimum staffing|running thin|out sick|we're "
    r"short|nobody to cover|unstaffed|falta de personal|cortos de personal)",
    r"shift change (?:is|at|happens|runs|means|between|from)",
    r"(?:our )?(?:shifts?|turnos?) (?:change|changes|start|starts|end|ends|run|runs|rotate|cambia|"
    r"cambian|empieza|termina)[^.!?\n]{0,20}?\d",
    r"cambio de turno",
    r"(?:won't|can't|cannot|don't|do not|will not|unable to|no longer) (?:respond|answer calls|patrol|"
    r"send anyone|cover|get to)\b[^.!?\n]{0,40}(?:after|between|overnight|at night|until|weekend|"
    r"north|south|east|west|before|sunday)",
    r"(?:lobby|station|substation|desk|jail|front desk|armory|evidence room|impound lot|gun "
    r"range)\b[^.!?\n]{0,25}(?:unguarded|unstaffed|unlocked|empty|nobody)",
    r"(?:solo|sólo|apenas|únicamente) (?:hay |tenemos |habrá |quedan? |trabajan? )?(?:un|una|dos|tres|cuatro|\d) "
    r"(?:agentes?|oficial(?:es)?|patrullas?|policías?)\b",
)

_LIMITS = union(
    r"(?:our|the|officers'?|department'?s?|patrol|police|the city's|"
    r"nuestr[oa]s?)\s+(?:\w+\s+){0,2}?(?:radios?|drones?|tasers?|vests?|body ?cams?|body cameras|"
    r"cameras?|helicopter|armor|body armor|cruisers?|radar|lidar|license plate readers?|readers?|"
    r"alprs?|dispatch system|batteries|spike strips|bearcat|armored vehicle|boat|rifles|shields|"
    r"sirens?|jail cameras|laptops|computers|network|locks|gate|helicóptero|chalecos|dron|"
    r"cámaras)\s+(?:\w+\s+){0,2}?(?:can't|cannot|can not|don't|doesn't|do not|does not|won't|isn't|"
    r"aren't|are (?:down|out|dead|broken|expired|offline|useless|obsolete|old)|is (?:down|out|dead|"
    r"broken|offline|grounded|useless|in the shop)|has no|have no|only|fail|fails|failed|stop|stops|"
    r"lose|loses|drop|drops|cut out|die|dies|expire|expired|expires|went down|no (?:funciona|sirve|"
    r"alcanza|cubre)\w*|need new|last (?:about )?\d+)",
    r"(?:our|jail(?:'s)?|station(?:'s)?|department(?:'s)?|lobby|substation|impound|evidence room|patrol|"
    r"police|squad)\s+(?:[\w'-]+\s+){0,3}?"
    r"(?:radios?|cameras?|gates?|alarms?|radar|sirens?|lights|fence|locks?|repeater|antenna|generator|"
    r"drones?|computers?|scanner|detector|"
    r"airship|cruisers?|cars?)\b[^.!?\n]{0,25}?\b(?:has|have|is|are|was|were|'s|"
    r"went)\s+(?:been\s+)?(?:out|down|broken|dead|offline|not working|"
    r"on the fritz|in the shop|busted|unreliable|useless)",
    r"(?:body armor|vests?|armor|tasers?|radios?|batteries|tires|shields|helmets|ammunition|rifles|"
    r"narcan)\b[^.!?\n]{0,40}?\b(?:expired|expires?|out of date|past "
    r"(?:its|their) (?:date|life)|worn out|falling apart|no longer|outdated|missing)",
    r"(?:radio|coverage|camera|cell) (?:dead (?:zone|spot)s?|blind spots?|gaps?|"
    r"black ?out)",
    r"(?:no|without|don't have|out of|lack) (?:working |any |enough |a )?(?:radios?|body armor|vests|"
    r"tasers|backup|helicopter|air support|drone|k-?9|less[- ]lethal|rifles|night vision|swat team|"
    r"armored vehicle|spare cars|ammo|ammunition)",
    r"(?:radios?|chalecos?|dron(?:es)?|tasers?|cámaras?|patrullas?|sirenas?|helicóptero)\s+(?:\w+\s+){0,2}?no "
    r"(?:funciona|sirve|llega|graba|detiene|alcanza|vuela)n?\b",
)

_TACTICS = union(
    r"(?:we|officers|our (?:officers|people|team|swat team|deputies|guys|recruits|cadets)|they|swat|"
    r"entry team|cadets|recruits|the team|k-?9 handlers)\s+(?:always|never|usually|typically|are "
    r"trained to|are taught to|were taught to|train to|learned to|learned how to|practiced|practice|"
    r"learn to|learn how to|will always|like to|prefer to|teach|taught|rehearsed|drilled|drill|have "
    r"to wait|must wait|wait for|are told to|are instructed to)\s+(?:\w+\s+){0,3}?(?:enter|approach|"
    r"stack|breach|clear|clearing|pursue|chase|search|searching|split|flank|hit|throw|toss|deploy|use|"
    r"go in|go through|come in|take|stand|park|hide|draw|fire|shoot|aim|call off|break off|stop|back "
    r"off|shut off|turn off|kill the|cut|wait|box|pit|ram|spike|clearing|stacking|breaching|entering|"
    r"left side|right side|rooms?|doors?|corners?|two-(?:officer|man|person)|diamond|t-?formation|"
    r"formation|hostage|active shooter|vehicle stops?|room clearing|flash-?bangs?)",
    r"(?:our|the|department) (?:pursuit|chase|tactical|entry|use-of-force|foot pursuit|vehicle "
    r"pursuit|active shooter|response) (?:policy|protocol|plan|procedure|playbook|tactics?|rules?|"
    r"formation|sop)\s+(?:is|says|calls|means|requires|has|forbids|limits|tells|goes|starts|"
    r"for)",
    r"(?:tactics?|technique|maneuver|formation|playbook|sop|standard operating|game plan|signal|hand "
    r"signals?|code ?words?|trick) (?:we|our|officers|they|used|is|are|for)",
    r"(?:practiced|practised|practicing|rehearsed|rehearsing|drilled|trained (?:on|in|to)|training on|"
    r"worked on|ran through|"
    r"walked through|learned|learning|perfected)\s+(?:\w+ ){0,2}?(?:going|entering|clearing|breaching|"
    r"stacking|searching|moving|"
    r"approaching|shooting|firing|boxing|pinning|ramming|storming|hitting|taking|stopping|handcuffing|"
    r"covering|"
    r"room|rooms|door|doors|hallways?|stairwells?|entries|entry|pit|box-ins?|ambush\w*|felony stops?|"
    r"vehicle takedowns?|"
    r"hostage)",
    r"(?:we|officers|our (?:\w+ )?(?:teams?|officers|units?|people|crews?|deputies)|entry teams?|swat|"
    r"the team|patrol)\s+(?:will |"
    r"would |can |must |have to )?(?:always|never|usually|normally|typically|first|only|stop|stops|wait|"
    r"waits|won't|don't|do not|"
    r"no longer)\s+(?:\w+\s+){0,3}?(?:wall|door|window|room|corner|hallway|stairs|roof|perimeter|chas\w+|"
    r"pursu\w+|speeds?|"
    r"mph|backup|cover|back-?up|shield|entry|vehicle|car|(?:left|right|front|rear|side) (?:side|door|window|"
    r"corner|"
    r"seat|hand))s?",
    r"(?:we|officers|deputies|our (?:officers|deputies|people|teams?))\s+(?:now |will |must |always |"
    r"never |have to |are told to |are trained to )+"
    r"(?:wait|hold|stay|back|call|stop|park|approach|enter|move|let|keep|check|knock|draw|use|pull|"
    r"go)\b[^.!?\n]{0,50}?\b(?:unit|backup|second|cover|"
    r"distance|corner|door|car|cars|house|gun|weapon|window|alley|before|until)",
    r"(?:how|here's how|this is how|watch how) (?:we|our|officers|swat) (?:\w+ )?(?:clear|breach|"
    r"enter|approach|stack|take down|track|hide|search|conduct|set up|surround|box "
    r"in)",
    r"(?:radar|speed trap|motor (?:officer|unit)|decoy car|unmarked|radar car|traffic car|laser|"
    r"patrol car|motors?)\b[^.!?\n]{0,30}(?:hid(?:es|ing|den)?|parked|parks|sits|sitting|works|"
    r"works from|is always|set up|tucked|posts up|waits|stationed)\b[^.!?\n]{0,20}(?:behind|under|at|"
    r"near|by|on|in|between|from)",
    r"(?:entraremos|entramos|entran) por (?:la (?:puerta|ventana)|atrás|el (?:techo|patio))\b",
    r"(?:(?:dejamos|dejan) de perseguir|no perseguimos)\b",
)

#: Nobody writes these of what the public may know.
_CERTAIN = union(
    rf"(?:only|just|down to|as few as|no more than|fewer than|solo|solamente)\s+(?:have |got |about |run |"
    rf"field )?{_COUNT}\s+(?:\w+\s+){{0,2}}?"
    rf"{_CREW}\b(?! (?:(?:were|was|got) )?(?:killed|hurt|injured|accepted|hired|"
    rf"graduated))[^.!?\n]{{0,40}}?\b{_WHEN}",
    rf"(?:we|the (?:department|city|night shift|day shift)) (?:only |just )?(?:have|has|run|runs|field|fields|"
    rf"staff)\s+(?:only |just )?{_COUNT}\s+"
    rf"(?:\w+\s+){{0,1}}?{_CREW}\s+(?:on |for |after |from |at |tonight|overnight)[^.!?\n]{{0,20}}?(?:{_WHEN}|"
    rf"night|shift|midnight|city|town)",
    rf"{_COUNT}\s+{_CREW}\s+(?:for|covers?|covering|to cover|patrols?|para)\s+(?:the\s+)?(?:whole|entire|"
    rf"all of|toda|todo)\b",
    r"(?:shift change|cambio de turno) (?:is|happens|runs|es) (?:at |from |a las )?\d",
    r"no (?:hay|habrá|tenemos) (?:\w+ )?(?:agentes|oficiales|patrullas?|policías)\b[^.!?\n]{0,40}\b(?:turno|"
    r"noches?|madrugadas?|guardia|después)\b",
    r"(?:our|the department's|officers'|patrol) (?:\w+ )?(?:radios?|drones?|tasers?|vests?|body armor|"
    r"cameras?|helicopter|plate readers?)\s+"
    r"(?:can't|cannot|don't|doesn't|won't) (?:work|reach|fly|stop|penetrate|see|record|cover|transmit)\b",
    r"(?:how (?:we|our \w+|officers|swat) (?:\w+ )?(?:clear|breach|stack|take down|box in) (?:a|an|the|"
    r"houses?|rooms?|cars?))\b",
    r"(?:we|officers|deputies) (?:stop|end|break off|call off|abandon|quit) (?:chas\w+|pursu\w+|(?:a|the|"
    r"any) (?:chase|pursuit)) (?:at|over|above|once|when|"
    r"if|after)\b",
    r"(?:el|la|nuestr[oa]) (?:jef[ea]|capit[aá]n|capitana|sargent[oa]|comandante|teniente)\b[^.!?\n]{0,30}? "
    r"(?:está|estará|sigue) (?:de (?:vacaciones|viaje)|fuera de la ciudad)\b",
)

_OFFICER_DOES = Look(
    r"\b(?:works?|patrols?|is assigned|assigned to|is working|will be working|will patrol|covers?|is "
    r"on|parks?|is posted|posts up|is stationed|sits|lives?|is on vacation|on vacation|goes home|gets "
    r"off|gets off at|takes (?:his|her) (?:lunch|break)|eats|has (?:the|off)|rides? (?:alone|solo)|"
    r"starts at|comes on|drives (?:his|her)|takes home|is off|guards?|escorts?|runs|trabaja|patrulla|"
    r"vive|está asignad[oa]|descansa|cubre)\b[^.!?\n]{0,70}?"
    r"(?:\bbeat\b|\balone\b|\bsolo\b|\bnights?\b|\bshift\b|\bgraveyard\b|\bswing\b|\bmidnight|\bfrom "
    r"\d|\buntil \d|\bafter \d|\bat \d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bevery "
    r"(?:day|night|morning|\w+day)|\bnorth\b|\bsouth\b|\beast\b|\bwest\b|\bsector\b|\bpost\b|\bzone "
    r"\d|\bdistrict \d|\bdoor\b|\bgate\b|\bon \w+ (?:street|lane|court|road|avenue|drive|way)|"
    r"\broute\b|\ball week|\bthis week|\btonight|\bnext week|\buntil\b|\bthrough\b|\bdaily\b|\bde \d|"
    r"\bturno\b|\bsol[oa]\b|\bnoche|\bdetail\b|\bprotect)"
)

_POSSESSES = Look(
    r"'s?\s+(?:\w+\s+)?(?:beat|shift|schedule|route|days? off|patrol area|sector|post|hours|"
    r"take-?home car|unit number|call sign|vacation|turno)"
)

_HABIT = Look(
    r"\s+(?:\w+ly\s+)?[a-z]{2,12}s\b[^.!?\n]{0,50}?\b(?:alone|solo|by (?:him|her)self|every (?:day|night|"
    r"morning|evening|weekday|\w+day)|"
    r"(?:at|around|by) \d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\.?)?|from \d|until \d|on (?:mondays|tuesdays|"
    r"wednesdays|thursdays|fridays|saturdays|"
    r"sundays|weeknights|weekends))"
)

#: What makes a habit one by which an officer can be found.
_ON_DUTY = Look(
    r"\b(?:works?|patrols?|parks?|sits?|drives?|walks?|runs?|jogs?|rides?|eats?|leaves?|arrives?|gets?|"
    r"takes?|picks?|"
    r"guards?|covers?|lives?|sleeps?|goes|stops?|starts?|alone|solo|(?:him|her)self)\b"
)
_AWAY = Look(
    r"\s+(?:is|will be|'s|stays|remains)\s+(?:\w+\s+)?(?:in [a-z]+|out of (?:town|state|the (?:office|"
    r"country|city))|on (?:a )?(?:vacation|"
    r"leave|cruise|honeymoon)|away|off|traveling|abroad|at (?:a conference|home|his|"
    r"her))\b[^.!?\n]{0,30}?\b(?:until|till|through|"
    r"this (?:week|month)|all (?:week|month)|for (?:a|the|two|three)|next week|tonight|"
    r"hasta)"
)

_CHIEF_AWAY = Look(
    r"\b(?:the|our) (?:chief|sheriff|captain|commander|deputy chief|watch commander|sergeant|lieutenant|"
    r"detective)" + _AWAY.source
)

_PUBLIC = Look(
    r"\bcheckpoint\b|\bextra patrols?\b|\bjoin us\b|\bcoffee\b|\bopen house|\bhiring\b|\bapply\b|"
    r"\bcongrat|\bpromot|\bretir|\bparade\b|\bfair\b|\bfestival|\bevent\b|\bgraduat|\bcompleted\b|"
    r"\b(?:gun |firearms? )?buy-?backs?\b|\bsurrender(?:ed)?\b|\bturn(?:ed)? in\b|\bhours of (?:\w+ )?training|"
    r"\bpublic (?:drill|notice)|\bexercise\b|\bdrill\b|\bmeet\b|\bvisit|"
    r"\bstop by|\btrunk or treat|\bmarket\b|\bboard meeting|\bcouncil|\bresponse time|\bannual report|"
    r"\bstory ?time|\bopen (?:from|mon|weekdays)|\bhours are|\bfront counter|\bapplicants|\bacademy "
    r"(?:class|starts|begins|graduation)|\bbudget\b|\bwill be (?:at|in) (?:the )?(?:parade|fair|"
    r"library|market|school|stadium|mall)|\bthank|\bsee you\b|\bsay hi\b|\bread to\b|\bweather\b|"
    r"\bstorm"
)

_FOUND_AT = Look(
    r"\s+(?:every|each|most|weekday|todas las|cada)\s+(?:\w+\s+)?(?:morning|night|day|afternoon|"
    r"evening|weekend|\w+day|mañana|noche)s?"
)

_WAVE = Look(
    r"\bwave if|\bsay hi\b|\bstop by|"
    r"\balone\b|\bsolo\b|\bnobody\b|\bno backup|\bsol[oa]\b|\bonly\b|\bjust\b"
)


_SIGNS = Look("|".join(look.source for look in (_STAFF, _LIMITS, _TACTICS)))


def assignment(reading: Reading) -> Iterator[Hit]:
    """Staffing, schedules, gaps, limits of equipment, tactics, and where an officer can be found."""
    found = list(weighed(reading, certain=(_CERTAIN, _CHIEF_AWAY), signs=_SIGNS, harmless=_public))
    yield from found
    for begin, sentence in reading.sentences:
        if not any(hit.start is not None and begin <= hit.start < begin + len(sentence) for hit in found):
            yield from _officer(reading, begin, sentence, public=_public(sentence))


def _public(sentence: str) -> bool:
    return _PUBLIC(sentence) and not _WAVE(sentence)


#: What comes again, or leaves somebody alone: by that an officer can be found.
_REGULAR = Look(
    r"\b(?:alone|solo|sol[oa]|nights?|shift|graveyard|swing|midnight|beat|every|daily|\w+days|sector|post|"
    r"zone|turno|noche|asignad[oa]|vacation|"
    r"(?:north|south|east|west) (?:side|end|beat|gate)|lives?|vive|until|through|all week|all month)\b"
)


def _officer(reading: Reading, begin: int, sentence: str, *, public: bool) -> Iterator[Hit]:
    for name in reading.names_in(begin, begin + len(sentence)):
        if not name.officer:
            continue
        looks = (look.match(reading.low, name.end) for look in (_POSSESSES, _FOUND_AT, _AWAY, _HABIT))
        if match := next(filter(None, looks), None):
            weak = public or (match.re is _HABIT.pattern and not _ON_DUTY(match.group()))
            yield Hit(name.start, match.end(), severity=Severity.ATTEST if weak else None)
        elif match := _OFFICER_DOES.search(sentence[name.end - begin :]):
            weak = public or not _REGULAR(match.group()) or sentence[name.end - begin :].startswith("'s")
            yield Hit(name.start, name.end + match.end(), severity=Severity.ATTEST if weak else None)
