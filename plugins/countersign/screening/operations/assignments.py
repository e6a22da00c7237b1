"""Training, tactics, staffing and whereabouts of officers; and who works under cover."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import HANDLE
from countersign.screening.reading import Hit, Reading

_CREW = (
    r"(?:officers?|deput(?:y|ies)|cars?|units?|cruisers?|patrols?|cops?|detectives?|sergeants?|"
    r"dispatchers?|people|bodies|guys|squad cars?|patrol cars?|k-?9s?|radar cars?|motors?|troopers?|"
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
    rf"(?:only|just|down to|as few as|with|have|has|got|run|runs|running|field|fields|staff|staffs|"
    rf"there(?:'s| is| are| will be)|minimum of|solo|solamente|tenemos|hay|quedan)\s+(?:have |got |"
    rf"about |only |just |with |solo |a total of "
    rf")*{_COUNT}\s+(?:\w+\s+){{0,2}}?{_CREW}\b[^.!?\n]{{0,50}}?\b{_WHEN}",
    rf"(?:we|we'll|we've|department|watch|shift|agency)\s+(?:\w+\s+){{0,2}}?(?:only|"
    rf"just)\s+(?:\w+\s+){{0,2}}?{_COUNT}\s+(?:\w+\s+)?{_CREW}\b",
    rf"{_COUNT}\s+{_CREW}\s+(?:for|covers?|covering|to cover|patrols?|watching|handles?|handling|"
    rf"para)\s+(?:the\s+)?(?:whole|entire|all|city|town|north|south|east|west|toda|todo)\b",
    rf"(?:no|zero|not a single|nobody|no one|none|nadie|ningún|ninguna)\s+(?:from \w+\s+|in \w+\s+|"
    rf"\w+\s+)?(?:{_CREW}\s+)?(?:is |are |will be |on |patrols?|covers?|covering|working|watching|out "
    rf"there|works|in |at |patrulla|cubre|trabaja|hay )[^.!?\n]{{0,40}}?(?:{_WHEN}|sundays?|nights?|"
    rf"weekends?|midnight|morning|shift|north|south|east|west|park|domingo|noche|madrugada)",
    r"(?:short-?staffed|understaffed|short-?handed|skeleton crew|stretched thin|down (?:\w+ "
    r")?(?:officers|positions|deputies)|bare minimum|minimum staffing|running thin|out sick|we're "
    r"short|nobody to cover|unstaffed|falta de personal|cortos de personal)\b[^.!?\n]{0,50}",
    r"shift change (?:is|at|happens|runs|means|between|from)\b[^.!?\n]{0,40}",
    r"(?:our )?(?:shifts?|turnos?) (?:change|changes|start|starts|end|ends|run|runs|rotate|cambia|"
    r"cambian|empieza|termina)[^.!?\n]{0,20}?\d",
    r"cambio de turno\b[^.!?\n]{0,40}",
    r"(?:response|respond|backup|back-up|nearest (?:unit|car|officer))\b[^.!?\n]{0,30}(?:slow|slower|"
    r"\d+ minutes away|far|longer) (?:after|at night|on|in|overnight)\b",
    r"(?:won't|can't|cannot|don't|do not|will not|unable to|no longer) (?:respond|answer calls|patrol|"
    r"send anyone|cover|get to)\b[^.!?\n]{0,40}(?:after|between|overnight|at night|until|weekend|"
    r"north|south|east|west|before|sunday)",
    r"(?:lobby|station|substation|desk|jail|front desk|armory|evidence room|impound lot|gun "
    r"range)\b[^.!?\n]{0,25}(?:unguarded|unstaffed|unlocked|empty|nobody)\b[^.!?\n]{0,40}",
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
    r"alcanza|cubre)\w*|need new|last (?:about )?\d+)\b[^.!?\n]{0,50}",
    r"(?:radio|coverage|camera|cell) (?:dead (?:zone|spot)s?|blind spots?|gaps?|black ?out)\b[^.!?\n]{0,40}",
    r"(?:dead (?:zone|spot)|blind spot)s? (?:in|at|behind|on|near|for|under|around)\b[^.!?\n]{0,30}",
    r"(?:no|without|don't have|out of|lack) (?:working |any |enough |a )?(?:radios?|body armor|vests|"
    r"tasers|backup|helicopter|air support|drone|k-?9|less[- ]lethal|rifles|night vision|swat team|"
    r"armored vehicle|spare cars|ammo|ammunition)\b[^.!?\n]{0,40}",
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
    r"formation|hostage|active shooter|vehicle stops?|room clearing|flash-?bangs?)\b[^.!?\n]{0,60}",
    r"(?:our|the|department) (?:pursuit|chase|tactical|entry|use-of-force|foot pursuit|vehicle "
    r"pursuit|active shooter|response) (?:policy|protocol|plan|procedure|playbook|tactics?|rules?|"
    r"formation|sop)\s+(?:is|says|calls|means|requires|has|forbids|limits|tells|goes|starts|"
    r"for)\b[^.!?\n]{0,60}",
    r"(?:we|officers|deputies) (?:have to |must |are required to |will |won't |don't |can't |cannot |"
    r"do not |no longer )(?:\w+ )?(?:stop|end|break off|call off|abandon|quit|terminate|chase|"
    r"pursue)\b[^.!?\n]{0,20}(?:chas\w+|pursu\w+|at \d+|over \d+|above \d+|after|once|if|when|"
    r"for)\b[^.!?\n]{0,40}",
    r"(?:tactics?|technique|maneuver|formation|playbook|sop|standard operating|game plan|signal|hand "
    r"signals?|code ?words?|trick) (?:we|our|officers|they|used|is|are|for)\b[^.!?\n]{0,60}",
    r"(?:how|here's how|this is how|watch how) (?:we|our|officers|swat) (?:\w+ )?(?:clear|breach|"
    r"enter|approach|stack|take down|track|hide|search|conduct|set up|surround|box "
    r"in)\b[^.!?\n]{0,40}",
    r"(?:radar|speed trap|motor (?:officer|unit)|decoy car|unmarked|radar car|traffic car|laser|"
    r"patrol car|motors?)\b[^.!?\n]{0,30}(?:hid(?:es|ing|den)?|parked|parks|sits|sitting|behind|works|"
    r"works from|is always|set up|tucked|posts up|waits|stationed)\b[^.!?\n]{0,20}(?:behind|under|at|"
    r"near|by|on|in|between|from)\b[^.!?\n]{0,40}",
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
    r"take-?home car|unit number|call sign|vacation|turno)\b[^.!?\n]{0,40}"
)
_PUBLIC = Look(
    r"\bcheckpoint\b|\bextra patrols?\b|\bjoin us\b|\bcoffee\b|\bopen house|\bhiring\b|\bapply\b|"
    r"\bcongrat|\bpromot|\bretir|\bparade\b|\bfair\b|\bfestival|\bevent\b|\bgraduat|\bcompleted\b|"
    r"\bhours of (?:\w+ )?training|\bpublic (?:drill|notice)|\bexercise\b|\bdrill\b|\bmeet\b|\bvisit|"
    r"\bstop by|\btrunk or treat|\bmarket\b|\bboard meeting|\bcouncil|\bresponse time|\bannual report|"
    r"\bstory ?time|\bopen (?:from|mon|weekdays)|\bhours are|\bfront counter|\bapplicants|\bacademy "
    r"(?:class|starts|begins|graduation)|\bbudget\b|\bwill be (?:at|in) (?:the )?(?:parade|fair|"
    r"library|market|school|stadium|mall)|\bthank|\bsee you\b|\bsay hi\b|\bread to\b|\bweather\b|"
    r"\bstorm"
)
_FOUND_AT = Look(
    r"\s+(?:every|each|most|weekday|todas las|cada)\s+(?:\w+\s+)?(?:morning|night|day|afternoon|"
    r"evening|weekend|\w+day|mañana|noche)s?\b[^.!?\n]{0,60}"
)
_WAVE = Look(
    r"\bwave if|\bsay hi\b|\bstop by|\bbring (?:him|her) (?:coffee|a)|\bcover(?:ing)? it alone|"
    r"\balone\b|\bsolo\b|\bnobody\b|\bno backup|\bsol[oa]\b|\bonly\b|\bjust\b"
)


def assignment(reading: Reading) -> Iterator[Hit]:
    """Staffing, schedules, gaps, limits of equipment, tactics, and where an officer can be found."""
    for begin, sentence in reading.sentences:
        public = _PUBLIC(sentence) and not _WAVE(sentence)
        found = False
        for look in (_STAFF, _LIMITS, _TACTICS):
            if match := look.search(sentence):
                found = True
                yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if public else None)
        if not found:
            yield from _officer(reading, begin, sentence, public=bool(public))


def _officer(reading: Reading, begin: int, sentence: str, *, public: bool) -> Iterator[Hit]:
    for name in reading.names_in(begin, begin + len(sentence)):
        if not name.officer:
            continue
        if (match := _POSSESSES.match(reading.low, name.end)) or (match := _FOUND_AT.match(reading.low, name.end)):
            yield Hit(name.start, match.end(), severity=Severity.ATTEST if public else None)
        elif match := _OFFICER_DOES.search(sentence[name.end - begin :]):
            yield Hit(name.start, name.end + match.end(), severity=Severity.ATTEST if public else None)


_COVER = Look(
    r"\b(?:been |is |was |working )?inside (?:the|a|that|their) (?:gang|crew|cartel|club|ring|"
    r"organi[sz]ation|operation|group)\b|\binfiltrat|\bembedded (?:with|in)\b|\bbuys? (?:dope|drugs|"
    r"meth) for us\b|"
    r"\bunder-?cover\b|\bplain-?clothes\b|\bdecoy\b|\bposing as\b|\bposed as\b|\bposes as\b|"
    r"\bpretend(?:s|ed|ing) to be\b|\bcovert\b|\bunmarked\b|\bu\.?c\.?\b(?! davis| berkeley| merced)|"
    r"\binformant|\bconfidential source|\bsnitch|\bnarc\b|\bsecret agent|\bdisguis|\bundercover|"
    r"\bencubiert[oa]|\binfiltrad[oa]|\binformante|\bde civil\b|\bfake (?:profile|account|dealer|"
    r"buyer|id\b)|\balias\b|\b(?:online|undercover|fake|his|her|decoy|street|whole) persona\b|\bcover "
    r"name|\bstreet name|\bsoplón|\bburner account|\bsurveillance (?:van|truck|car|vehicle)\b|\bsock "
    r"puppet|\bcatfish|\bdeep cover|\bwas actually (?:officer|det|sgt|agent|one of|a cop|deputy)|"
    r"\bwas (?:officer|det|detective|sgt|agent|deputy)\b"
)
_REVEALED = union(
    rf"(?:decoy|undercover|fake|our|covert|online persona)\b[^.!?\n]{{0,40}}?(?:{HANDLE}|\"[^\"\n]{{3,30}}\")",
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
    r"se hizo pasar por\b[^.!?\n]{2,40}",
)
_GENERIC = Look(
    r"\bused plain-?clothes\b|\bplain-?clothes (?:staff|officers) (?:will|and uniformed|worked|may|"
    r"were|are)\b|\bnever (?:ask|reveal)|\bdo not (?:name|reveal|identify|share)|\bwe don't (?:name|"
    r"reveal|identify)|\bdetectives? posing as (?:a )?(?:child|teen|minor|buyer|buyers)|\bundercover "
    r"operation\b|\bin the (?:19[5-9]0s|eighties|nineties|seventies|\d0s)\b|\bback in 19\d\d|\bcould "
    r"be any|\bin uniform and plain|\bcostume|\bhalloween|\bsanta\b|\bscam|\bimpersonat|\bcallers? "
    r"posing|\bposing as (?:her|his|a|your|their|the) (?:grand|relative|bank|utility|deputy|officer|"
    r"police|nephew|contractor)|\blost \$|\bgift card|\bpretending to be (?:an? |the |your |our "
    r")?(?:officer|police|cop|bank|irs|deputy|grandchild|utility|sergeant|us\b|from)|\bfake (?:cop|"
    r"police|officer)|\bk-?9\b|\bgrinch|\bturkey"
)


def cover(reading: Reading) -> Iterator[Hit]:
    """Who works under cover, or did until lately: a name, a face, an account, a vehicle."""
    if not _COVER(reading.low) and not _COVER(reading.alt):
        return
    for begin, sentence in reading.sentences:
        if not _COVER(sentence) and not _REVEALED(sentence):
            continue
        generic = _GENERIC(sentence)
        match, names = _REVEALED.search(sentence), reading.names_in(begin, begin + len(sentence))
        if names and _COVER(sentence) and not generic:
            yield Hit(names[0].start, names[-1].end)
        elif match and _tells(match.group()) and not generic:
            yield Hit(begin + match.start(), begin + match.end())
        elif (match or names) and not generic:
            at = (begin + match.start(), begin + match.end()) if match else (names[0].start, names[0].end)
            yield Hit(*at, severity=Severity.ATTEST)
    if _FACE(reading.alt):
        yield Hit(message="A picture shows somebody who works under cover, or a covert vehicle.")


_TELLS_LITTLE = Look(
    r"(?:undercover|plain-?clothes|decoy) (?:officers?|detectives?|agents?|deputy|cop)$|posing as "
    r"an?\b.*|(?:works|worked|working) (?:\w+ )*(?:undercover|plain-?clothes)$"
)
_FACE = Look(r"\b(?:under-?cover|plain-?clothes|covert|unmarked)\b(?![^|]{0,30}\b(?:blurred|hidden|covered)\b)")


def _tells(words: str) -> bool:
    """Whether the words show who or what it is, beyond that there is somebody under cover."""
    return _TELLS_LITTLE.fullmatch(words) is None
