"""Doubts about how a department is manned: numbers, hours, places, gear and moves of officers."""

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Reading

_STAFF = (
    r"(?:officers?|deput(?:y|ies)|cars?|units?|cruisers?|patrols?|cops?|detectives?|sergeants?|lieutenants?|"
    r"dispatchers?|troopers?|motors?|squad|k-?9s?|shifts?|watch(?:es)?|beats?|crews?|station|substation|"
    r"lobby|"
    r"front desk|command staff|supervisors?|handlers?|the chief|swat|the department|dispatch|agentes?|"
    r"oficial(?:es)?|patrullas?|policías?|"
    r"turnos?|detective|sargento)"
)
_CREW = Look(rf"\b{_STAFF}\b")
_US = Look(rf"\b(?:we|we're|we've|we'll|our|us|{_STAFF}|nosotros|nuestr[oa]s?|tenemos|estamos)\b")

#: How many, when and where: the stuff of a duty roster.
_ROSTER = union(
    r"(?:only|just|barely|as few as|no more than|fewer than|less than|solo|solamente|"
    r"apenas) (?:\w+ ){0,2}?(?:one|"
    r"two|"
    r"three|four|five|six|seven|eight|nine|ten|\d{1,2}|a (?:couple|handful|few|single)|un[ao]?|dos|tres|"
    r"cuatro|"
    r"cinco)\b",
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|a single|\d{1,2}|dos|tres|cuatro|"
    r"cinco) (?:\w+ )?(?:officers?|"
    r"deput(?:y|ies)|cars?|units?|cruisers?|cops?|detectives?|sergeants?|dispatchers?|rookies?|troopers?|"
    r"motors?|"
    r"agentes?|patrullas?|oficiales)\b[^.!?\n]{0,40}\b(?:on|per|at|in|for|after|until|between|during|"
    r"overnight|"
    r"tonight|"
    r"available|left|out there|each|every|cover\w*|en|por|de)\b",
    r"(?:all|every) (?:available |our |on-duty )?(?:units?|officers?|cars?)\b[^.!?\n]{0,40}\b(?:will be|is|"
    r"are|at|in|busy|tied)\b",
    r"(?:no tienen?|no hay|sin) (?:\w+ )?(?:oficial|agente|patrulla|policía|guardia)\w*\b",
    r"está(?:rá)?n?\b[^.!?\n]{0,30}\b(?:noches?|mañanas?|tardes?|días?|lunes|viernes|de \d)",
    r"(?:off|works?|on) (?:sun|mon|tues|wednes|thurs|fri|satur)days\b|(?:a bit|pretty|a little) (?:light|"
    r"thin)\b",
    r"(?:one|two|three|a single|1|2|3) (?:\w+ )?(?:officers?|cars?|units?)\b",
    r"(?:nobody|no one|no officers?|no units?|none|zero|nadie)\b[^.!?\n]{0,30}\b(?:on|at|in|after|until|"
    r"between|"
    r"during|overnight|tonight|available|left|en|después)\b",
    r"(?:short-?\w*|thin|understaffed|undermanned|overtime|mandatory|double shifts?|back-?to-?back|vacanc\w+|"
    r"skeleton|alone|solo|by (?:him|her)self|single-?officer|one-?(?:man|officer|person|car)|uncovered|"
    r"unstaffed|"
    r"unmanned|unguarded|unattended|empty|gap|gaps|stretched|sol[oa]s?|vací[oa])\b",
    r"(?:shift change|change of shift|swap|rotat\w+|relie(?:f|ved|ves)|schedules?|days off|off duty|on duty|"
    r"graveyard|swing|overnights?|mids|day shift|night shift|roll ?call|briefing (?:is|at)|call[- ]?outs?|"
    r"on[- ]call|takes? over|leaves? at|goes home at|"
    r"clock(?:s|ed)? (?:in|out)|gets? off|comes? on|cambio de turno|horarios?|de guardia)\b",
    r"(?:assigned|stationed|posted|posts? up|deployed|detailed|works|working|covers?|covering|patrols|"
    r"patrolling|"
    r"park|parks|parked|guarding|guard|sits|sitting|stays|hides?|hiding|waits?|guards?|guarding|asignad\w+|"
    r"patrulla|cubre|"
    r"estacionad\w+) (?:\w+ ){0,3}?(?:at|in|on|by|near|behind|under|from|until|after|every|the|en|detrás|"
    r"de|hasta)\b",
)
_CLOCK = Look(
    r"\b(?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b\.?)?|midnight|noon|dawn|dusk|dark|night(?:s|ly)?|overnight|"
    r"tonight|"
    r"morning"
    r"s?|weekends?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|every|each|always|"
    r"usually|"
    r"until|beat|sector|zone|district|north|south|east|west|side|noche|madrugada|lunes|martes|viernes|"
    r"sábados?|"
    r"domingos?|siempre|norte|sur|este|oeste|zona)\b"
)
_GEAR = Look(
    r"\b(?:radios?|drones?|tasers?|vests?|armor|body ?cams?|cameras?|helicopter|cruisers?|radar|lidar|"
    r"readers?|"
    r"dispatch (?:system|center)|cad|batteries|spike strips|bearcat|boat|rifles?|shields?|sirens?|laptops?|"
    r"mdcs?|"
    r"computers?|locks?|gates?|fence|generator|antenna|repeater|ammo|ammunition|narcan|server|software|"
    r"fleet|tires|jail|cells?|armory|evidence room|alarm|chalecos?|cámaras?|helicóptero|radios|patrullas)\b"
)
#: Nobody else has these.
_KIT = Look(
    r"\bbody[- ]?(?:worn )?cam(?:era)?s?\b|\bbody armor\b|\bdispatch\b|\bpatrol\b|\bradios\b|\btasers?\b|"
    r"\bspike strips"
)
_FAULT = Look(
    r"\b(?:broken|broke|down|out|dead|expired?|expires|offline|failing|fails?|failed|faulty|obsolete|"
    r"outdated|quits?|dies?|died|"
    r"old|can't|cannot|doesn't|don't|won't|isn't|aren't|haven't|hasn't|no|not|without|lack\w*|missing|only|"
    r"limited|limits?|blind|"
    r"gaps?|range|reach|minutes|hours of|runs? out|useless|short|shortage|until|unlocked|stuck|glitch\w*|"
    r"no funciona\w*|descompuest\w+|caducad\w+|sin|falla\w*)\b"
)
_DRILL = Look(
    r"\b(?:always|never|first|trained to|taught|learn\w*|train\w*|practic\w+|rehears\w+|drill(?:ed|s)?|"
    r"technique\w*|tactics?|"
    r"maneuvers?|procedures?|protocols?|playbook|formation|sop|policy (?:is|says|requires|forbids)|trick|"
    r"method|"
    r"how (?:we|our|to)|step one|secret|signal|without waiting|instead of waiting|when we|before (?:we|they|"
    r"officers)|the (?:first|second|third)|code ?words?|siempre|nunca|entrenamos|táctica\w*|practic\w+)\b"
)
_MOVE = Look(
    r"\b(?:enter\w*|entry|approach\w*|stack\w*|breach\w*|clear(?:s|ed|ing)? (?:a|the|rooms?|houses?|"
    r"buildings?)|"
    r"pursu\w+|chas(?:e|es|ing)|go(?:es)? in|takes? the|swat|pit|box(?:ing)? in|flank\w*|split|cover(?:s|"
    r"ing)? (?:the|each)|backup|wait (?:for|"
    r"until)|"
    r"rooms?|doors?|doorways?|hallways?|corners?|windows?|hostage\w*|shooter|stops?|draw\w*|aim\w*|"
    r"flash-?bangs?|"
    r"ambush|left|right|perimeter|rear|shoot\w*|tires?|range|entrar|puertas?|esquina|cuartos?|persecuci\w+)\b"
)
_FESTIVE = Look(
    r"\b(?:join|coffee|checkpoint|hiring|appl(?:y|ications?|icants?)|congrat\w*|promot\w+|retir\w+|parade|"
    r"fair|"
    r"festival|graduat\w+|thank\w*|meet|visit|welcome|donat\w+|years of|academy|award|honor\w*|honour\w*|"
    r"budget|"
    r"council|annual|statistics?|annual report|average|race|(?:fun|charity|5k|10k) run\b|5k|tour|book|story|"
    r"game|arrest\w*|crash\w*|"
    r"collision|"
    r"injur\w+|suspects?|stolen|burglar\w*|victim|detour|closed|lanes?|citations?|cited|storm|snow|"
    r"flood\w*|your (?:car|door|vehicle|home|house|packages?|phone|keys)|drivers|driver|"
    r"reported|responded to|responding to|(?:no|any) questions)\b"
)
#: Announced on purpose: that more of them are out.
_EXTRA = Look(r"\bextra (?:patrols?|officers|units|enforcement)|\bcheckpoint")
_AT_HOME = Look(
    r"\b(?:lives?|home|vacation|leave|gym|church|lunch|breakfast|commut\w+|drives|picks? up|kids'? school|"
    r"daughter|"
    r"parks|route|schedule|every (?:day|morning|night|\w+day)|off until|away|beat|shift|posted|assigned|"
    r"alone|"
    r"guard\w*|escort\w*|hotel|motel|vive|casa|vacaciones|ruta)\b"
)


_WAITS = Look(r"\b(?:find|catch|see|spot) (?:him|her|them|us) (?:in|at|by|behind|near|outside)\b|\bencontrará[ns]?\b")
#: How a room is entered; no other sentence speaks so.
_STRONG_MOVE = Look(
    r"\b(?:(?:left|right)(?:-hand|-side)? first|deep corner|fatal funnel|button ?hook|stack(?:ed|ing|"
    r"s)? (?:up|on|at|left|right)|"
    r"(?:clear|clears|clearing|cleared) (?:the )?(?:corners?|rooms?|doorways?|hallways?)|breach\w* (?:the|a|"
    r"and)|point man|"
    r"recruits? (?:now )?(?:learn|practice|rehearse|enter|drill)\w*)\b"
)


def manning(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """Numbers, hours, places, gear or moves of officers in a sentence that invites nobody and reports no incident."""
    if _EXTRA(sentence):
        return None
    if strong := _STRONG_MOVE.search(sentence):
        return strong.span()
    if span := both_in(sentence, _WAITS, _CLOCK):
        return span
    festive = _FESTIVE(sentence)
    if _CREW(sentence) and (span := both_in(sentence, _ROSTER, _CLOCK) if festive else span_of(_ROSTER, sentence)):
        return span
    if festive or not (_US(sentence) or _KIT(sentence)):
        return None
    officers = (name for name in reading.names_in(begin, begin + len(sentence)) if name.officer)
    if (name := next(officers, None)) and (match := _AT_HOME.search(sentence)):
        return min(name.start - begin, match.start()), max(name.end - begin, match.end())
    return both_in(sentence, _GEAR, _FAULT) or both_in(sentence, _DRILL, _MOVE)
