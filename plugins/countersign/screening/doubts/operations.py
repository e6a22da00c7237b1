"""Doubts about work in progress: what an investigation keeps to itself, how a department is manned, who hides whom."""

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.patterns import Look, union
from countersign.screening.persons.ties import HANDLE
from countersign.screening.reading import Reading

#: Those who work on it.
_TEAM = Look(
    r"\b(?:we|our|us|detectives?|investigators?|officers?|deput(?:y|ies)|agents?|swat|teams?|units?|patrols?|"
    r"narcotics|task force|police|k-?9|negotiators?|snipers?|crews?|detectives|agentes?|oficiales|policías?|"
    r"investigadores)\b"
)

#: Where facts come from: people.
_SOURCE = union(
    r"(?:informants?|informers?|sources?|snitch\w*|tipsters?|insiders?|cooperat(?:ing|or|ors|es)|squeal\w*|"
    r"flipped|informantes?|soplón|testigos?)\b",
    r"(?:eye-?)?witness(?:es)?\b[^.!?\n]{0,40}\b(?:is|are|was|were|who|said|says|told|saw|heard|identif\w+|"
    r"picked|pointed|lives?|works?|recogni[sz]\w+|gave|described|from|in the)\b",
    r"(?:saw|seen|heard|witnessed|watched|filmed|overheard) (?:the|it|him|her|them|what|everything|who)\b",
    r"(?:spoke|talked|speaking|talking|met|sat down) (?:with|to) (?:detectives|investigators|police|officers|us)\b",
    r"(?:tip|word|call|help|information|info|text|messages?) (?:came )?(?:from|by) (?:his|her|their|the|a|an|one of|"
    r"someone|somebody)\b",
    r"(?:his|her|their) (?:ex\b|ex-\w+|own \w+|cousin|brother|sister|roommate|neighbor|friend|mother|mom|dad|boss|"
    r"cellmate|girlfriend|boyfriend|wife|partner)\b[^.!?\n]{0,30}\b(?:told|turned|tipped|called|gave|talk\w*|"
    r"helped|pointed|confirmed)\b",
)

#: Where facts come from: means.
_MEANS = union(
    r"(?:track(?:er|ers|ed|ing)|gps|wire(?:tap\w*)?|bug(?:ged)?|listening|eavesdrop\w*|stake-?outs?|staking|"
    r"surveill\w*|"
    r"hidden cam\w*|pole cam\w*|trail cam\w*|cell (?:tower|site|phone (?:data|records|pings?))|ping(?:s|ed|ing)?|"
    r"geo-?fence|"
    r"stingray|facial recognition|plate readers?|controlled (?:buys?|purchase)|decoys?|bait\w*|traps?|tailing|"
    r"shadowing|eyes on|metadata|phone records|search history|subpoena\w*|clon(?:ed|ing)|hack\w*|"
    r"recorded statement|line-?up|photo array|testif\w+|intercept\w*|drones?|thermal|"
    r"vigilando|rastre\w+|siguiendo|intervenid\w+|cámara oculta)\b",
    r"(?:watch(?:ed|ing)|follow(?:ed|ing)(?! a (?:traffic|car|vehicle))|monitor(?:ed|ing)|listen(?:ed|ing) (?:in|"
    r"to)|cloned|hears?|sitting (?:on|outside)|parked outside|recording|reading|observing|tracing) "
    r"(?:him|her|them|his|her|their|the|a|every|this|that|it)\b",
)

#: Said and not to be said.
_HUSH = union(
    r"(?:between us|off the record|hush|shh+|don'?t (?:tell|spread|repeat)|keep (?:this|it) (?:quiet|to yourself|"
    r"under)|secret(?:ly)?|not (?:yet )?(?:public|released|announced|been (?:released|told|made public))|"
    r"(?:haven't|hasn't|have not|has not|never) (?:yet )?(?:been )?(?:released|told|said|announced|shared|mentioned|"
    r"made public|disclosed)|withh\w+|held back|holding back|hold back|kept (?:quiet|out of|from)|leak\w*|"
    r"only the (?:killer|shooter|thief|burglar|person|one|suspect)|what (?:the public|you|people) (?:don't|doesn't|"
    r"didn't)|sneak peek|spoiler|heads up|you didn't hear|inside (?:word|scoop|info)|behind the scenes|sealed|"
    r"under seal|confidential (?:source|informant|report|memo|file|investigation|information|witness)|classified|"
    r"unreleased|restricted|entre nosotros|no (?:se ha|lo hemos) \w+ad[oa]|"
    r"secreto|sellad[oa]|filtr\w+)\b",
    r"(?:🤫|🤐)",
)

#: Papers that are nobody else's.
_PAPERS = union(
    r"(?:ncic|clets|cjis|internal affairs|\bia\b|personnel|disciplinary|grand jur(?:y|ors?)|expunged|rap sheet|"
    r"juvenile record|autopsy|medical examiner'?s? (?:said|found|report)|interview (?:tape|video|transcript)|"
    r"polygraph|affidavit says|database|asuntos internos|gran jurado|autopsia|expediente)\b"
)

#: Details of the deed that are for the file.
_HELD_BACK = union(
    r"(?:caliber|shell casings?|murder weapon|the weapon|the knife|the gun|the note|a note|ransom|motive|"
    r"signature|calling card|dna|fingerprints?|footprints?|shoe ?prints?|tattoo|ligature|wounds?|fibers?|"
    r"password|combination|safe|accelerant|entry point|how (?:he|she|they|the \w+) got in|left behind|"
    r"arma|calibre|casquillos?|huellas?|nota)\b[^.!?\n]{0,60}\b(?:was|were|is|are|read|reads|said|says|used|found|"
    r"left|written|taken|hidden|match\w*|wrapped|behind|inside|under|fue|era|decía|estaba)\b",
    r"(?:detectives|investigators|we) (?:\w+ )?(?:believe|think|suspect|theori\w+|know|learned|figured|are convinced|"
    r"have (?:a|narrowed|identified|an idea)|are (?:looking at|eyeing|focus\w*|zeroing|closing))\b",
    r"(?:person of interest|prime suspect|short list|working theory|closing in|zeroing in|net is|noose|"
    r"matter of (?:time|days|hours)|days away|getting close)\b",
    r"(?:video|footage|camera|body ?cam|tape|recording|audio|911 call)\b[^.!?\n]{0,40}\b(?:shows?|showed|you can|"
    r"captur\w+|reveals?|clearly|hear|heard|see)\b",
)

_WILL = Look(
    r"\b(?:will|'ll|going to|gonna|plan(?:s|ned|ning)?|about to|ready to|preparing|tomorrow|tonight|soon|next|later|"
    r"this (?:week|weekend|morning|afternoon|evening)|at (?:dawn|sunrise|first light)|before (?:dawn|sunrise|"
    r"daylight)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|sets? (?:for|to)|scheduled|upcoming|coming|more|still|"
    r"mañana|pronto|próxim[oa]|esta noche|vamos a|al amanecer|faltan)\b"
)
_STRIKE = Look(
    r"\b(?:arrests?|arresting|warrants?|raids?|raiding|search(?:es|ing)?|sweeps?|busts?|takedowns?|takedown|"
    r"round-?up|"
    r"operation|doors?|knock\w*|storm|serve|serving|hit|hitting|grab|pick(?:ing)? (?:him|her|them) up|nab|sting|"
    r"redadas?|órdenes|cateos?|allanamiento|arrestos|detener|operativo|catear|allanar|caer|caeremos|detendremos|"
    r"remaining|go(?:ing)? in|pick up|move in)\b"
)
_NO_STRIKE = Look(
    r"\b(?:checkpoint|open house|hiring|drill|exercise|court|hearing|arraign\w*|your doors?|lock|clinic|fair|"
    r"search and rescue|missing|road|lane|traffic|dui|expect|join|meeting|closed|council|arrested|arrestad[oa]|"
    r"detenid[oa]|search(?:es|ing)? (?:for|continues?|the (?:area|park|river|lake|woods))|charged)\b"
)

_POSITION = Look(
    r"\b(?:roof\w*|rear|back ?yard|back door|side door|stag(?:ed|ing)|position(?:s|ed)?|perimeter|behind|inside|"
    r"attic|"
    r"next door|set up|in place|moving in|closing in|entry|surround\w*|crawl\w*|alley|tree ?line|wall|above|"
    r"lines? up|window|upstairs|"
    r"hallway|stairwell|corner of|across from|techo|azotea|callejón|detrás|posición|adentro)\b"
)
_TACTICAL = Look(
    r"\b(?:swat|snipers?|marksm[ae]n|negotiat\w+|barricad\w+|standoff|hostages?|entry team|tactical|armed|"
    r"inside with|on the phone with|officers (?:are|in)|the team|"
    r"gas|flash-?bangs?|robot|breach\w*|armored|bearcat|francotirador\w*|rehenes|atrincherad\w*)\b"
)

_KEPT = union(
    r"(?:victims?|witness(?:es)?|family|families|children|kids|survivors?|suspects?|inmates?|prisoners?|defendants?|"
    r"informants?|women|mother|he|she|they|la víctima|las víctimas|testigos?|familia)\b[^.!?\n]{0,30}?\b(?:is|are|"
    r"was|"
    r"were|been|being|'s|will be)\s+(?:\w+\s+){0,2}?(?:stay\w*|moved|mov(?:e|ing)|relocat\w*|transport\w*|"
    r"transfer\w*|hous(?:ed|ing)|hid(?:den|ing)|shelter\w*|guarded|sleeping|living|put up|driven|flown|escorted|"
    r"llevad\w+|traslad\w+|escondid\w+|hospedad\w+)\b",
    r"(?:victims?|witness(?:es)?|suspects?|inmates?|prisoners?|defendants?)\b[^.!?\n]{0,40}\b(?:leaves?|departs?|"
    r"arrives?|"
    r"moves?|rides?|via|by way of|unmarked)\b",
    r"(?:clerk|neighbor|cashier|bartender|employee|resident|driver|owner|tenant|manager|guard|nurse|teacher|"
    r"passenger|"
    r"vecin[oa]|emplead[oa]|cajer[oa])\b[^.!?\n]{0,40}\b(?:saw|heard|identif\w+|picked|pointed|recogni[sz]\w+|filmed|"
    r"recorded|testif\w+|gave (?:us|a|detectives|police)|told (?:us|detectives)|agreed|vio|oyó|reconoció|"
    r"identificó)\b",
    r"(?:safe ?house|shelter|refuge|refugio|convoy|motorcade|transport van|prisoner van|transfer)\b[^.!?\n]{0,40}"
    r"\b(?:on|at|behind|near|leaves?|via|address|located|next to|en|cerca|detrás)\b",
)
_QUIET = Look(
    r"\b(?:cannot|can't|won't|will not|not be|aren't|are not|do not|don't) (?:be )?(?:releas\w+|shar\w+|discuss\w*|"
    r"disclos\w+|comment\w*|reveal\w*|nam\w+|publish\w*|confirm\w*)|\b(?:your|you|please|if you)\b|"
    r"\bshelter in place|\banimal|\bpets?\b|\bdogs?\b|\bcats?\b|\bkittens?\b|\bpolicy\b|\bcouncil\b|\baudit|"
    r"\bannual|\bscam|\bbudget|\bjoin\b|\bthank|\bcongrat|\bprogram\b|\bdonat|\bvolunteer|\bmovie|\bbook\b|"
    r"\bk-?9\b|\bcoffee\b"
)


def investigation(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A source, a means, a secret, a plan or a whereabouts in a sentence about police work."""
    if _QUIET(sentence):
        return span_of(_HUSH, sentence) if _UNSAFE(sentence) else None
    for look in (_SOURCE, _HUSH, _PAPERS, _MEANS, _HELD_BACK, _KEPT):
        if span := span_of(look, sentence):
            return span
    if _TEAM(sentence) and not _NO_STRIKE(sentence) and (span := both_in(sentence, _STRIKE, _WILL)):
        return span
    return both_in(sentence, _TACTICAL, _POSITION)


_UNSAFE = Look(r"\bbetween us|\bsealed|\boff the record|\bdidn't hear|🤫|🤐")

_STAFF = (
    r"(?:officers?|deput(?:y|ies)|cars?|units?|cruisers?|patrols?|cops?|detectives?|sergeants?|lieutenants?|"
    r"dispatchers?|troopers?|motors?|squad|k-?9s?|shifts?|watch(?:es)?|beats?|crews?|station|substation|lobby|"
    r"front desk|command staff|supervisors?|swat|the department|dispatch|agentes?|oficiales|patrullas?|policías?|"
    r"turnos?|detective|sargento)"
)
_CREW = Look(rf"\b{_STAFF}\b")
_US = Look(rf"\b(?:we|we're|we've|we'll|our|us|{_STAFF}|nosotros|nuestr[oa]s?|tenemos|estamos)\b")

#: How many, when and where: the stuff of a duty roster.
_ROSTER = union(
    r"(?:only|just|barely|as few as|no more than|fewer than|less than|solo|solamente|apenas) (?:\w+ ){0,2}?(?:one|"
    r"two|"
    r"three|four|five|six|seven|eight|nine|ten|\d{1,2}|a (?:couple|handful|few|single)|un[ao]?|dos|tres|cuatro|"
    r"cinco)\b",
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|a single|\d{1,2}|dos|tres|cuatro|"
    r"cinco) (?:\w+ )?(?:officers?|"
    r"deput(?:y|ies)|cars?|units?|cruisers?|cops?|detectives?|sergeants?|dispatchers?|rookies?|troopers?|motors?|"
    r"agentes?|patrullas?|oficiales)\b[^.!?\n]{0,40}\b(?:on|per|at|in|for|after|until|between|during|overnight|"
    r"tonight|"
    r"available|left|out there|each|every|cover\w*|en|por|de)\b",
    r"(?:nobody|no one|no officers?|no units?|none|zero|nadie)\b[^.!?\n]{0,30}\b(?:on|at|in|after|until|between|"
    r"during|overnight|tonight|available|left|en|después)\b",
    r"(?:short-?\w*|thin|understaffed|undermanned|overtime|mandatory|double shifts?|back-?to-?back|vacanc\w+|"
    r"skeleton|alone|solo|by (?:him|her)self|single-?officer|one-?(?:man|officer|person|car)|uncovered|unstaffed|"
    r"unmanned|unguarded|unattended|empty|gap|gaps|stretched|sol[oa]s?|vací[oa])\b",
    r"(?:shift change|change of shift|swap|rotat\w+|relie(?:f|ved|ves)|schedules?|days off|off duty|on duty|"
    r"graveyard|swing|overnights?|mids|day shift|night shift|roll ?call|briefing (?:is|at)|call[- ]?outs?|"
    r"on[- ]call|takes? over|"
    r"clock(?:s|ed)? (?:in|out)|gets? off|comes? on|cambio de turno|horarios?|de guardia)\b",
    r"(?:assigned|stationed|posted|posts? up|deployed|detailed|works|working|covers?|covering|patrols|patrolling|"
    r"parks|parked|sits|sitting|stays|hides?|hiding|waits?|guards?|guarding|asignad\w+|patrulla|cubre|"
    r"estacionad\w+) (?:\w+ ){0,3}?(?:at|in|on|by|near|behind|under|from|until|after|every|the|en|detrás|"
    r"de|hasta)\b",
)
_CLOCK = Look(
    r"\b(?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b\.?)?|midnight|noon|dawn|dusk|dark|night(?:s|ly)?|overnight|tonight|"
    r"morning"
    r"s?|weekends?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|every|each|always|usually|"
    r"until|beat|sector|zone|district|north|south|east|west|side|noche|madrugada|lunes|martes|viernes|sábados?|"
    r"domingos?|siempre|norte|sur|este|oeste|zona)\b"
)
_GEAR = Look(
    r"\b(?:radios?|drones?|tasers?|vests?|armor|body ?cams?|cameras?|helicopter|cruisers?|radar|lidar|readers?|"
    r"dispatch (?:system|center)|cad|batteries|spike strips|bearcat|boat|rifles?|shields?|sirens?|laptops?|mdcs?|"
    r"computers?|locks?|gates?|fence|generator|antenna|repeater|ammo|ammunition|narcan|server|software|"
    r"fleet|tires|jail|cells?|armory|evidence room|alarm|chalecos?|cámaras?|helicóptero|radios|patrullas)\b"
)
_FAULT = Look(
    r"\b(?:broken|broke|down|out|dead|expired?|expires|offline|failing|fails?|failed|faulty|obsolete|outdated|"
    r"old|can't|cannot|doesn't|don't|won't|isn't|aren't|no|not|without|lack\w*|missing|only|limited|limits?|blind|"
    r"gaps?|range|reach|minutes|hours of|runs? out|useless|short|shortage|until|unlocked|stuck|glitch\w*|"
    r"no funciona\w*|descompuest\w+|caducad\w+|sin|falla\w*)\b"
)
_DRILL = Look(
    r"\b(?:always|never|first|trained to|taught|learn\w*|train\w*|practic\w+|rehears\w+|drill(?:ed|s)?|"
    r"technique\w*|tactics?|"
    r"maneuvers?|procedures?|protocols?|playbook|formation|sop|policy (?:is|says|requires|forbids)|trick|method|"
    r"how (?:we|our|to)|step one|secret|signal|without waiting|instead of waiting|when we|before (?:we|they|"
    r"officers)|the (?:first|second|third)|code ?words?|siempre|nunca|entrenamos|táctica\w*|practic\w+)\b"
)
_MOVE = Look(
    r"\b(?:enter\w*|entry|approach\w*|stack\w*|breach\w*|clear(?:s|ed|ing)? (?:a|the|rooms?|houses?|buildings?)|"
    r"pursu\w+|chas(?:e|es|ing)|go(?:es)? in|takes? the|swat|pit|box(?:ing)? in|flank\w*|split|cover(?:s|"
    r"ing)? (?:the|each)|backup|wait (?:for|"
    r"until)|"
    r"rooms?|doors?|doorways?|hallways?|corners?|windows?|hostage\w*|shooter|stops?|draw\w*|aim\w*|flash-?bangs?|"
    r"ambush|left|right|perimeter|rear|shoot\w*|tires?|range|entrar|puertas?|esquina|cuartos?|persecuci\w+)\b"
)
_FESTIVE = Look(
    r"\b(?:join|coffee|checkpoint|hiring|appl(?:y|ications?|icants?)|congrat\w*|promot\w+|retir\w+|parade|fair|"
    r"festival|graduat\w+|thank\w*|meet|visit|welcome|donat\w+|years of|academy|award|honor\w*|honour\w*|budget|"
    r"council|annual|statistics?|annual report|average|race|run\b|5k|tour|book|story|game|arrest\w*|crash\w*|"
    r"collision|"
    r"injur\w+|suspects?|stolen|burglar\w*|victim|detour|closed|lanes?|citations?|cited|storm|snow|"
    r"flood\w*|your (?:car|door|vehicle|home|house|packages?|phone|keys)|drivers|driver|"
    r"reported|responded to|responding to|(?:no|any) questions)\b"
)
#: Announced on purpose: that more of them are out.
_EXTRA = Look(r"\bextra (?:patrols?|officers|units|enforcement)|\bcheckpoint")
_AT_HOME = Look(
    r"\b(?:lives?|home|vacation|leave|gym|church|lunch|breakfast|commut\w+|drives|picks? up|kids'? school|daughter|"
    r"parks|route|schedule|every (?:day|morning|night|\w+day)|off until|away|beat|shift|posted|assigned|alone|"
    r"vive|casa|vacaciones|ruta)\b"
)


def manning(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Numbers, hours, places, gear or moves of officers in a sentence that invites nobody and reports no incident."""
    if _EXTRA(sentence):
        return None
    festive = _FESTIVE(sentence)
    if _CREW(sentence) and (span := both_in(sentence, _ROSTER, _CLOCK) if festive else span_of(_ROSTER, sentence)):
        return span
    if festive or not _US(sentence):
        return None
    officers = (name for name in reading.names_in(begin, begin + len(sentence)) if name.officer)
    if (name := next(officers, None)) and (match := _AT_HOME.search(sentence)):
        return min(name.start - begin, match.start()), max(name.end - begin, match.end())
    return both_in(sentence, _GEAR, _FAULT) or both_in(sentence, _DRILL, _MOVE)


#: Somebody or something is not what it seems.
_SEEMING = union(
    r"(?:under-?cover|plain[- ]?clothes?|covert\w*|unmarked|decoys?|disguis\w+|incognito|infiltrat\w+|embedded|"
    r"double life|alias(?:es)?|persona|aka|a\.k\.a\.|cover (?:name|story|identity|job|is)|real (?:name|identity|job)|"
    r"blend(?:s|ed|ing)? in|in character|sting|moles?|informants?|informers?|snitch\w*|confidential|c\.?i\.?|"
    r"narcs?|burner|catfish\w*|fake (?:profile|account|name|dealer|buyer|id|customer|beard)|stake-?outs?|"
    r"surveillance|secret(?:ly)?|wore a wire|wearing a wire|wired up|deep (?:cover|inside)|encubiert\w+|infiltrad\w+|"
    r"informantes?|soplón|de civil|se hac(?:e|ía|en) pasar|hacerse pasar|disfra\w+|perfil falso|cuenta falsa)\b",
    r"(?:pos(?:e|es|ed|ing)|pretend\w*|dress(?:ed|es)?|mas?querad\w+|working|play(?:s|ed|ing)) (?:\w+ )?(?:as|to be|"
    r"the part|like) (?:an?|the|one|our|\w+)\b",
    r"(?:is|are|was|were|'s|he's|she's) (?:really|actually|secretly|in fact|one of us|one of ours|on our (?:side|"
    r"team|"
    r"payroll)|with us|working for us|a cop|our (?:guy|girl|man|woman|inside|eyes|ears|car|van|account|officer|"
    r"own))\b",
    r"(?:inside|within) (?:the|a|that|their) (?:gang|crew|cartel|ring|club|operation|organization|group)\b",
    r"(?:buy(?:s|ing)?|bought|scor(?:es|ed|ing)|purchas\w+) (?:\w+ ){0,3}?(?:dope|drugs|meth|fentanyl|cocaine|heroin|"
    r"pills|guns?|product)\b[^.!?\n]{0,40}\b(?:for us|officer|det|detective|sgt|agent|our)\b",
    r"(?:works|worked|working) for us\b",
    r"(?:van|truck|car|suv|sedan|caravan|pickup|minivan|motorcycle|bike|vehicle|"
    r"it)\b[^.!?\n]{0,50}\b(?:belongs to|is|"
    r"driven by|used by|carries|hides) (?:\w+ )?(?:our|ours|us|narcotics|detectives|vice|the (?:gang|drug|narcotics|"
    r"vice|surveillance|undercover|street crimes))\b",
    r"(?:that|this|the) (?:guy|man|woman|lady|dude|jogger|vendor|driver|person|one)\b[^.!?\n]{0,60}\b(?:officer|"
    r"detective|det|sgt|agent|deputy|ours|cop)\b",
    r"(?:that's|it's|meet) (?:our|one of our|actually|really) (?:own )?(?:officer|detective|det|sgt|agent|deputy|cop|"
    r"guy|people|van|car|truck|team)\b",
)
_WHO_OR_WHAT = Look(
    r"\b(?:officer|detective|det|sgt|agent|deputy|van|truck|car|suv|sedan|pickup|minivan|motorcycle|"
    r"profile|account|username|handle|screen name|name|called|face|photo|pictured?|beard|tattoo|guy|man|woman|lady|"
    r"team|narcotics|bartender|janitor|clerk|barista|neighbor|vendor|driver|dealer|buyer|student|cashier|waitress|"
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


def cover(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Somebody who hides what he is, beside a person, a vehicle or an account."""
    if _NO_COVER(sentence):
        return None
    seeming = _SEEMING.search(sentence)
    if seeming is None:
        return None
    names = reading.names_in(begin, begin + len(sentence))
    return seeming.span() if names else both_in(sentence, _SEEMING, _WHO_OR_WHAT)
