"""Political activity, advertising for a business, and opinions on controversies."""

from collections.abc import Iterator

from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading
from countersign.screening.signs import asked, weighed

_OFFICE = (
    r"(?:city council|town council|council|mayor|sheriff|da\b|district attorney|assembly|state senate|"
    r"senate|congress|supervisor|school board|governor|president|attorney general|judge|board of "
    r"supervisors|county supervisor|alcald\w+|concejal\w*|congres\w+|gobernador\w*)"
)

_MEASURE = (
    r"(?:measures?|props?\.?|propositions?|question|ballot measures?|initiative|amendment|issue|bond|"
    r"recall|referendum|tax measure|medida|proposición)"
)

BILL = (
    r"(?:(?:sb|ab|hb|hr|h\.r\.|s\.b\.|a\.b\.|senate bill|assembly bill|house bill|bill|ordinance|act|"
    r"proyecto de ley)\s*-?#?\s?\d*\b|this bill|the bill|that bill|la ley \w+)"
)

_SIGNS = union(
    rf"{_MEASURE} [a-z0-9]{{1,3}} (?:will|would|is going to) (?:\w+ )?(?:gut|hurt|cripple|save|destroy|"
    rf"ruin|kill|keep|protect|fix|free|let|put|cost|end|wreck|defund|tie|help|make|give)\b",
    r"(?:vot(?:e|es|ed|ing|en)|mark your ballot)\s+(?:yes|no|for|against|him|her|them|out|sí|por|en "
    r"contra|a favor)\b(?:\s+(?:on|for|in|en|a)\b)?[^.!?\n]{0,40}",
    rf"(?:yes|no) on (?:{_MEASURE} [a-z0-9]{{1,3}}|[b-z]|a(?= ?(?:[.!,;]|$))|\d{{1,3}}[a-z]?)\b|(?:sí|"
    rf"no) (?:en|a) (?:la )?{_MEASURE} [a-z0-9]{{1,3}}\b",
    rf"(?:support|supports|supporting|oppose|opposes|opposing|back|backs|backing|reject|defeat|pass|"
    rf"stop|kill|approve|sign|endorse|defend|repeal|say (?:yes|no) to|apoy\w+|rechac\w+)\s+(?:the\s+|"
    rf"our\s+|la\s+|a\s+)?{_MEASURE}\s+[a-z0-9]{{1,3}}\b",
    rf"(?:support|oppose|elect|re-?elect|endorse|back|stand(?:ing)? with|root(?:ing)? for|rally behind|"
    rf"pull(?:ing)? for|proud to (?:support|stand with|endorse|back)|behind|choose|pick|need|deserves?|"
    rf"send|put|keep|get|apoy\w+|elij\w+|reelij\w+|por|con)\s+(?:[\w.'-]+\s+){{1,4}}?(?:for|in|as|to|"
    rf"para|a|como|al)\s+(?:the\s+|our\s+|el\s+|la\s+|next\s+|your\s+)?(?:\w+\s+)?{_OFFICE}",
    r"(?:re-?elect|endorse[sd]?|endorsing|endorsement of)\s+(?:[a-z][\w.'-]+)",
    r"(?:candidates?|candidat[oa]s?|challenger|incumbent|running|runs|run)\b[^.!?\n]{0,50}?\b(?:has "
    r"our back|have our backs|has our backs|deserves|our (?:vote|support|choice|pick)|is the (?:only|"
    r"best|right)|the only|loves (?:cops|police)|hates (?:cops|police)|supports (?:police|law|cops|"
    r"us)|backs the (?:blue|badge)|who (?:supports|backs|cares|gets|respects|understands)|soft on|"
    r"tough on|sí quiere|apoya a|nos apoya|merece)\b",
    r"(?:call|email|write|contact|tell|urge|phone|text|demand|ask|remind|pressure|llam\w+|"
    r"dig\w+)\s+(?:to\s+)?(?:your|our|the|state|a\s+su|su|al|sus)\s+(?:\w+\s+)?(?:senators?|assembly "
    r"?(?:member|man|woman|members)|representatives?|reps?|lawmakers?|legislators?|council ?(?:member|"
    r"members|man|woman|men)?|congress\w*|supervisors?|governor|mayor|senador\w*|diputad\w+|"
    r"legislador\w*|concejal\w*|representante\w*|alcald\w+)\b[^.!?\n]{0,60}?\b(?:to\s+)?(?:oppose|"
    r"support|vote|reject|kill|stop|pass|veto|sign|fund|block|repeal|say|know|fix|change|back|that|"
    r"you want|enough|vot\w+|rechac\w+|apoy\w+|opon\w+)\b",
    rf"(?:oppose|support|stop|kill|pass|reject|veto|defeat|repeal|fight|back|block|sign)\s+{BILL}",
    rf"{BILL}\s+(?:\w+\s+){{0,4}}?(?:must|should|needs to|deserves|will (?:hurt|make|gut|cripple|save|"
    rf"help|put|let|free)|would (?:hurt|gut|make|let|free)|has to|ties our|puts|hurts|is (?:bad|"
    rf"terrible|dangerous|a disaster|wrong|good|a gift))\b[^.!?\n]{{0,30}}",
    r"(?:yard|campaign|lawn) signs?\b(?! (?:are not|aren't|stolen|theft|vandal|may not|in the|removed|"
    r"were|that|is a|are a|on public|[^.!?\\n]{0,30}misdemeanor))",
    r"(?:donate|donations?|contribute|chip in|give)\s+(?:\w+\s+){0,3}?(?:to|for)\s+(?:\w+'s?\s+|"
    r"the\s+|his\s+|her\s+|our\s+)?(?:\w+\s+)?(?:campaign|re-?election|pac\b|candidate|ballot|"
    r"recall)\b",
    r"sign (?:the|our|this|a) (?:\w+ )?(?:recall|petition)\b(?:[^.!?\n]{0,40})?",
    r"recall\s+(?:the\s+|our\s+|da\s+|mayor\s+|judge\s+|governor\s+|that\s+|this\s+|supervisor\s+|"
    r"councilm\w+\s+|sheriff\s+)(?:\w+\s*){0,2}",
    r"(?:vote|throw|kick|boot|kicked|get|swept|saquen|saque\w*)\s+(?:\w+\s+){0,3}?(?:out of (?:office|"
    r"city hall|sacramento|town)|out in|them out|him out|her out|the bums out|los malos)\b",
    r"(?:remember|think about|know|forget)\b[^.!?\n]{0,50}?\b(?:at the (?:polls|ballot box)|on "
    r"election day|in november|when you (?:vote|get your ballot|fill|mark)|on your ballot|this "
    r"election|el día de la elección|en las urnas|al votar|cuando vote\w*)\b",
    r"(?:at the (?:polls|ballot box)|on election day|in november|on your ballot|in the voting booth|"
    r"en las urnas)\b[^.!?\n]{0,40}?\b(?:remember|choose|pick|make (?:it|them)|send|you know|do the "
    r"right|count|recuerd\w+)\b",
    r"your (?:vote|ballot)\b[^.!?\n]{0,40}?\b(?:keep|save|protect|fund|stop|elect|support|remember|"
    r"decides? whether we|could cost|put more|keeps)\b",
    r"(?:democrats?|republicans?|liberals?|conservatives?|the (?:far |radical )?(?:left|right)(?= (?:wants?|"
    r"hates?|loves?|lies?|lied|wins?|won|will never|won't|can't|doesn't|would)\b)|maga|dems|gop|"
    r"socialists?|libs|demócratas|republicanos|trump|biden|harris|newsom|"
    r"desantis)\b[^.!?\n]{0,50}?\b(?:want|wants|hate|hates|love|loves|will|are|is|would|destroy|"
    r"ruin\w*|win|wins|lose|defund|lie|lies|can't|don't|have|stand|quieren|odian|aman|won|winning|for|"
    r"20\d\d)\b",
    r"(?:which|that|one|only one|the other|a certain|esa|qué) (?:party|partido)\b[^.!?\n]{0,50}",
    r"(?:phone bank|canvass|canvassing|knock doors|knocking doors|door-knock|rally|fundraiser|town "
    r"hall|meet and greet)\b[^.!?\n]{0,30}?\b(?:for|con)\s+(?:our\s+)?(?:candidate|[a-z]+ (?:for|"
    r"para)|councilm\w+|campaign|mayor \w+'s|re-?election|yes on|no on)\b[^.!?\n]{0,20}",
    rf"{_MEASURE} [a-z0-9]{{1,3}}\b[^.!?\n]{{0,30}}?\b(?:is|was|are) (?:\w+ ){{0,3}}?(?:worst|best|bad|"
    rf"good|great|terrible|dangerous|disaster|mistake|scam|joke|"
    r"wrong|right|reckless|garbage|threat|win)\b",
    rf"(?:{BILL}|{_MEASURE} [a-z0-9]{{1,3}}\b)[^!?\n]{{0,120}}?\b(?:defeat|reject|pass|support|oppose|stop) "
    r"it\b(?=[.!])",
    r"(?:remember|know|ask|recall|look up|forget)\b[^.!?\n]{0,20}?\b(?:who|which|what) (?:candidates?|"
    r"council\w*|party|politicians?|lawmakers?|one)?\s?"
    r"(?:voted|stood|supported|opposed|backed|cut|defunded|has|had)\b[^.!?\n]{0,40}",
    r"(?:send|kick|throw|boot|toss|show|vote)\b[^.!?\n]{0,40}\b(?:packing|to the curb|the door|"
    r"home for good|out (?:of|on))\b",
    r"(?:measure|prop(?:osition)?|medida|question) [a-z0-9]{1,3}\b[^.!?\n]{0,60}[.!]\s*(?:mark|vote|say|"
    r"choose|check|pass|support)\b",
    r"(?:mark|check|choose|fill in) (?:yes|no|the (?:yes|no))\b",
    r"(?:call|phone|email|write|text|contact|tell|urge|llame|d[ií]gale|escr[ií]bale|"
    r"pida)\b[^.!?\n]{0,40}?\b(?:assembly\s?member|"
    r"senator|council\w*|supervisor|legislator|representative|congress\w*|governor|mayor|senador\w*|"
    r"diputad\w+|concejal\w*|"
    r"alcald\w+)\b[^.!?\n]{0,60}\b(?:say|no|yes|oppos\w+|support|reject|pass|vote|stop|kill|vot\w+|"
    r"rechac\w+|apoy\w+|opon\w+)\b",
    r"(?:a )?new (?:district attorney|da|mayor|sheriff|governor|council|judge|"
    r"president)\b[^.!?\n]{0,50}\b(?:can't come|november|"
    r"ballot|election|soon enough|you know what)\b",
    r"(?:we|i) (?:\w+ )?(?:urge|ask|call on|implore|beg|want) (?:the )?(?:council|board|legislature|"
    r"governor|senate|assembly|congress|"
    r"voters|supervisors|you)\b[^.!?\n]{0,20}\bto (?:pass|reject|approve|vote|adopt|kill|oppose|support|"
    r"sign|veto|fund)\b[^.!?\n]{0,40}",
    rf"(?:stand|stands|standing|siding|side|ride|riding|go|going) with\s+(?:[\w.'-]+\s+){{1,3}}?(?:for|"
    rf"as)\s+(?:\w+\s+)?{_OFFICE}",
    r"(?:es|será|sería) (?:el|la) (?:mejor|único|única) candidat[oa]\b",
    r"(?:candidat[oa])\b[^.!?\n]{0,40}?\b(?:apoy|quiere|defiende|merece|mejor|voto)\w*",
    r"(?:su|tu) voto (?:por|para|a favor|puede)\b[^.!?\n]{0,40}",
    r"(?:deserves?|needs?|wants?) (?:a|an) (?:new |real )?(?:mayor|sheriff|governor|council\w*|da|"
    r"district attorney|senator|supervisor|judge)\b[^.!?\n]{0,20}\b(?:who|that)\b[^.!?\n]{0,40}",
    r"we (?:need|want|deserve) (?:a )?new (?:mayor|da|district attorney|council|governor|sheriff|judge)\b",
)

#: A measure or a bill by its letter or number, which no other word is.
_ON_BALLOT = (
    r"(?:(?:ballot |tax )?measure|prop\.?|proposition|amendment|question|medida|proposición) "
    r"(?:[b-z]|a(?! [a-z])|\d{1,3}[a-z]?)\b"
)
_NUMBERED = (
    r"(?:(?:sb|ab|hb|hr|s\.b\.|a\.b\.|senate bill|assembly bill|house bill|ordinance|proyecto de ley)\s*-?#?\s?\d+|"
    r"(?:this|the|that) bill\b)"
)
#: Who speaks for the agency.
_WE = (
    r"(?:we|i|hgpd|our (?:officers|chief|department|deputies|union|people|cops)|"
    r"your (?:police|officers|police department)|the chief|chief \w+)"
)
_FOR = r"(?:support|oppose|back|endorse|reject|defeat|urge|favor|stand with|stand behind)s?"
_SIDE = (
    r"(?:support|oppose|endorse|reject|defeat|pass|kill|stop|veto|approve|re-?elect|elect|recall|apoye|"
    r"apoyen|rechace|"
    r"rechacen|vote|voten)"
)

#: Nobody writes these who takes no side in an election or on a bill.
_CERTAIN = union(
    r"vot(?:e|es|ed|ing|en) (?:yes|no|sí|['\"](?:yes|no)['\"]) (?:on|en|a|to|for)\b(?! (?:or|and) (?:no|"
    r"yes))[^.!?\n]{0,20}",
    rf"{_WE} (?:\w+ly )?{_FOR} (?:\w+ ){{0,2}}?(?:{_ON_BALLOT}|{_NUMBERED}|(?:[\w.'-]+ ){{1,3}}?(?:for|"
    rf"as) (?:\w+ )?{_OFFICE})",
    rf"proud to (?:support|stand with|endorse|back) (?:[\w.'-]+ ){{1,3}}?(?:for|as) (?:\w+ )?{_OFFICE}",
    rf"(?:urge|ask|call on|beg|implore) (?:you|everyone|voters|residents|the (?:council|board|legislature|"
    rf"governor|senate|assembly|congress))"
    rf"\b[^.!?\n]{{0,15}}\bto (?:vote|pass|reject|kill|oppose|support|veto|sign|"
    rf"approve) (?:\w+ )?(?:{_ON_BALLOT}|{_NUMBERED}|yes|no)\b",
    r"(?:call|email|write|contact|tell|urge|phone|text|llam\w+|d[ií]ga\w+)\b[^.!?\n]{0,45}?\b(?:senators?|"
    r"assembly ?(?:member|man|woman)|"
    r"representatives?|lawmakers?|legislators?|council ?(?:members?|man|woman)?|congress\w*|supervisors?|"
    r"governor|senador\w*|diputad\w+|"
    r"legislador\w*|concejal\w*)\b[^.!?\n]{0,40}?\b(?:and|to|tell|say|that|que|her|him|"
    r"them)\b[^.!?\n]{0,25}?\b(?:oppose|reject|kill|veto|"
    r"vote (?:yes|no|against|down)|support (?:sb|ab|hb|the bill|measure)|pass (?:sb|ab|hb|the bill)|"
    r"must not pass|rechace\w*|vote por|vote en contra)\b",
    r"(?:remember|think about|don't forget|recuerd\w+)\b[^.!?\n]{0,20}?\b(?:who|which|whoever|the (?:ones|"
    r"politicians|candidates?)|quién(?:es)?)\b"
    r"[^.!?\n]{0,60}?\b(?:at the (?:polls|ballot box)|on election day|in november|when you (?:vote|"
    r"get your ballot|fill|mark)|on your ballot|"
    r"en las urnas|al votar|cuando vot\w+)",
    r"sign (?:the|our|this) recall\b|sign the petition to recall\b",
    r"(?:candidat[oa]s?|challenger|incumbent|councilm[ae]n|councilwoman|mayor [a-z]+|"
    r"sheriff [a-z]+)\b[^.!?\n]{0,40}?\b(?:deserves? (?:your|our) "
    r"(?:vote|support)|has our (?:vote|endorsement)|is our (?:pick|choice))",
    r"(?:su|tu) voto (?:por|para|a favor de|contra) [^.!?\n]{3,40}\b(?:alcald|supervisor|concejal|"
    r"gobernador|medida|proposición)\w*",
)
#: The same, where it opens a sentence: there it tells the reader what to do.
_URGED = Look(
    r"^\W{0,3}(?:please |so |and |then )?(?:"
    rf"{_SIDE} (?:\w+ ){{0,2}}?(?:{_ON_BALLOT}|{_NUMBERED})"
    r"|(?:re-?elect|vote(?:n)? (?:for|against|out|por|contra)) (?!your|the (?:best|cutest|name|winner|next)|"
    r"up to|one|two|a )[a-z]+"
    rf"|(?:yes|no|sí) (?:on|en|a|to) (?:la )?{_ON_BALLOT}(?! (?:campaign|sign|supporter|side|rally|committee|"
    rf"group|booth|banner)))"
)

_MILD = union(
    rf"{_NUMBERED}[^.!?\n]{{0,30}}?\b(?:would|will|could|must|should|wants to|lets|ties|puts|"
    rf"means)\b(?! (?:take effect|be heard|go into|require|become|apply|change))",
    r"(?:campaign|candidate|ballot|election|vote|voters?)\b[^.!?\n]{0,40}\b(?:need|should|must|our|"
    r"backs?|safe|safer|cops|police)\b",
    rf"{_MEASURE} [a-z0-9]{{1,3}}\b[^.!?\n]{{0,60}}\b(?:would|will|need|funds?|keeps?|saves?|means)\b",
)

_NO_POLITICS = Look(
    r"\bk-?9\b|\bpupp|\bpumpkin|\bcostume|\bgoodest|\bnaming contest|\bname our|\bname the\b|"
    r"\bfavorite\b|\bugly sweater|\bphoto contest|\bcoloring|\bcookie|\bchili\b|\bdonut|\btaco|\blip "
    r"sync|\bpolls (?:are )?open|\bpolling place|\bdrop box|\bregister to vote|\bdeadline to register|"
    r"\bsample ballot|\bregistrar|\belection workers|\bcandidate forum|\bleague of women|\bimpartial|"
    r"\btext of the|\bcandidates? for (?:police officer|officer|dispatcher|the academy)|\bpolice "
    r"officer candidates?|\bofficer candidate|\bfrom which|\bbirthday party|\bbest (?:float|decorated|"
    r"costume|pie)|\bbracket|\bmascot|\bteam captain|\bwhich (?:dog|name|patch|paint|design|car|logo)|"
    r"\bdecorat"
)


#: A campaign's things are stolen, its rally closes a street; what others say is told.
_REPORTED = Look(
    r"\b(?:signs?|banners?|posters?|billboards?)\b[^.!?\n]{0,40}\b(?:stolen|vandal\w*|damaged|defaced|taken|"
    r"removed|burn\w*)|"
    r"\b(?:stole|vandaliz\w+|defac\w+|damaged|remov\w+|tore down)\b[^.!?\n]{0,40}\b(?:signs?|banners?|posters?)|"
    r"\b(?:supporters|opponents|backers|campaigns?|groups?|protesters|marchers)\b[^.!?\n]{0,30}\b(?:will|"
    r"plan|gather\w*|rally|march\w*|"
    r"say|said|argue)\b|\bthe council (?:voted|will vote)|\baccording to\b"
)


def advocacy(reading: Reading) -> Iterator[Hit]:
    """For or against a candidate, a party, a ballot measure or a bill."""
    joke = _NO_POLITICS(reading.low)
    found = list(
        weighed(reading, certain=(_CERTAIN, _URGED), signs=_SIGNS, harmless=lambda one: joke or _REPORTED(one))
    )
    yield from found
    if not joke and not found:
        yield from asked(reading, _MILD)
