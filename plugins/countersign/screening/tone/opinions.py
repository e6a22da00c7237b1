"""Sides taken in controversies."""

from collections.abc import Iterator

from countersign.screening.justice.prosecution import comments_on_court
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading
from countersign.screening.signs import asked, weighed
from countersign.screening.tone.politics import BILL

_TOPIC = (
    r"(?:politicians?|lawmakers?|legislat\w+|legislature|congress|sacramento|washington|tallahassee|"
    r"city hall|city council|council|mayor|governor|president|white house|supreme court|supervisors?|"
    r"judges?|courts?|bail|parole board|district attorneys?|prosecutors?|the da\b|da's|public "
    r"defenders?|defense (?:attorneys?|lawyers?)|media|press\b|reporters?|journalis\w+|newspapers?|"
    r"ledger|headlines?|news(?:casts?| stations?| channels?| outlets?)?|bloggers?|columnists?|"
    r"podcasters?|protest\w*|activists?|demonstrat\w+|marchers?|agitators?|rioters?|blm|antifa|black "
    r"lives matter|acab|blue lives matter|"
    r"immigra\w+|illegals?|illegal aliens?|undocumented|border|ice\b|sanctuary|deport\w+|migrants?|"
    r"asylum|guns?|gun (?:control|laws?|rights|grabbers)|second amendment|2nd amendment|nra|firearms?|"
    r"assault weapons?|background checks|weed|marijuana|cannabis|pot shops?|legaliz\w+|"
    r"decriminaliz\w+|drug laws?|defund\w*|reform\w*|woke\w*|wokeness|dei\b|crt\b|critical race|"
    r"cancel culture|snowflakes?|pronouns?|transgender|trans\b|lgbt\w*|pride|drag (?:shows?|queens?)|"
    r"gender|abortion|roe|religion|prayer|flag|anthem|kneel\w*|mandates?|masks?|vaccin\w*|lockdowns?|"
    r"homeless\w*|encampments?|tents?|vagran\w+|handouts?|welfare|panhandl\w+|needle exchange|harm "
    r"reduction|prop(?:osition)? \d+|ab \d+|sb \d+|soft[- ]on[- ]crime|progressives?|liberals?|"
    r"conservatives?|leftists?|radicals?|socialis\w+|communis\w+|reparations|aclu|civil rights "
    r"lawyers?|"
    r"critics?|haters?|keyboard warriors?|armchair|trolls?|complainers?|whiners?|naysayers|cop[- "
    r"]haters?|sheriff'?s?(?: (?:office|department))?|neighboring (?:agency|department|city)|port "
    r"merrow(?: pd| police)?|other (?:agenc|department)\w+|state police|fbi|feds?|federal "
    r"(?:government|agents?)|union|civilian (?:review|oversight)|oversight (?:board|commission|"
    r"committee)|review boards?|commission\w*|verdict|jury|juries|jurors?|sentencing|death penalty|"
    r"climate|electric cars?|unions?|teachers? unions?|school board|hollywood|celebrit\w+|athletes?|"
    r"nfl|millennials|gen z|kids these days|this generation|parents these days|colleges?|universit\w+|"
    r"professors?|taxes|taxpayers?|socialism|capitalism|law|laws|bill|ruling|decision|system|justice "
    r"system|budget|cuts?|body cameras?|police reform|accountability|qualified immunity|speech|"
    r"statues?|monuments?|holiday|columbus|christmas|government|bureaucrats?|"
    r"pol[ií]ticos?|gobierno|gobernador\w*|alcald\w+|jue(?:z|ces)|juezas?|tribunal\w*|prensa|medios|"
    r"periodistas?|reporteros?|noticias|periódicos?|manifestantes|activistas|inmigrantes?|migrantes?|"
    r"indocumentad\w+|frontera|leyes|ley|armas|marihuana|fiscal(?:es|ía)?|congreso|legisladores|"
    r"presidente|corte|jurado|veredicto|santuario|críticos|vagabundos|indigentes|concejo|concejales)"
)

_STRONG = (
    r"(?:dumb(?:est|er)?|stupid\w*|idiot\w*|insan\w*|ridiculous\w*|absurd\w*|disgrac\w+|disgust\w+|"
    r"shame(?:ful|ful\w*)?|ashamed|embarrass\w+|joke|circus|clowns?|clown show|disasters?|disastrous|"
    r"catastroph\w+|failure|failed|failing|garbage|trash|nonsense|crap|hypocri\w+|hypocrisy|lies|lie|"
    r"lied|liars?|lying|biased?|fake news|propaganda|spin|clickbait|smear\w*|hit piece|witch hunt|out "
    r"of touch|clueless|spineless|coward\w*|weak|pathetic|laughable|laziness|lazy|enabl\w+|coddl\w+|"
    r"pander\w*|handcuff\w* (?:us|our|police|cops|officers)|ties our hands|tying our hands|tied our "
    r"hands|soft on crime|ruin\w*|destroy\w*|wreck\w*|kill\w* our|hate(?:s)? (?:cops|police|us|"
    r"america|law)|war on (?:cops|police)|anti-?police|anti-?cop|common sense|enough is enough|wake "
    r"up|fed up|sick (?:and tired )?of|tired of|so much for|get a (?:job|life|clue)|go home|go back|"
    r"blood on (?:their|his|her|your) hands|thanks for nothing|no wonder|wouldn't know|has no idea|"
    r"have no idea|know nothing|knows nothing|don't know what|doesn't understand|don't understand|"
    r"never (?:worn|walked|worked|done)|(?:their|political|hidden|woke|liberal|an|the) agenda\b(?! (?:item|"
    r"is|for|packet))|narrative|mistakes?|god-given|greatest|travesty|outrag\w+|"
    r"injustice|justice was (?:not|finally|never)|got it (?:wrong|right)|got this (?:wrong|right)|bad "
    r"law|terrible|horrible|awful|worst|dangerous (?:law|bill|policy|idea)|backwards?|crazy|"
    r"lunatic\w*|loony|nuts|bonkers|unamerican|un-american|patriot\w*|traitor\w*|betray\w*|cowardice|"
    r"sellout|puppets?|waste of|wasting|wasted|useless|worthless|toothless|incompetent\w*|amateur\w*|"
    r"can't even|botched|bungled|dropped the ball|dragged their feet|mess|nanny state|overreach|"
    r"tyrann\w*|freedom|freedoms|trample\w*|infring\w*|punish\w* (?:us|law-abiding|honest)|"
    r"law-abiding|good guy with a gun|criminals (?:first|over)|victims (?:last|second)|reward\w* "
    r"(?:criminals|crime)|free ?loaders?|invad\w+|invasion|infest\w*|should be (?:fired|ashamed|"
    r"deported|abolished|repealed|removed|illegal|banned|mandatory|thanked|applauded)|deserve\w*|"
    r"blame|fault|no mandate|never (?:comply|kneel|apologize)|won't (?:comply|kneel|be lectured|bow|"
    r"apologize)|dead wrong|flat wrong|wrong\b|gets it (?:wrong|right)|overrated|rot(?:ten|s)?|"
    r"corrupt\w*|rigged|crooked|phony|phonies|sham|scandal\w*|brainwash\w*|indoctrinat\w*|agitators?|"
    r"paid protesters?|professional protesters?|spoiled|entitled|whin\w+|crybab\w+|snowflakes?|"
    r"so-called|self-righteous|virtue[- ]signal\w*|finally (?:got|a|some)|about time|long overdue|god "
    r"bless|applaud\w*|bravo|hero(?:es|ic)?|kudos|hats off|we (?:fully |strongly |firmly |"
    r"wholeheartedly |proudly )?(?:support|oppose|reject|believe|disagree|stand (?:with|"
    r"against)|condemn|applaud|denounce|side)|in our opinion|we think|frankly|honestly|let's be "
    r"honest|period\.|like it or not|facts don't care|if you don't like|don't like it|leave then|can "
    r"leave|"
    r"no sirven?|sirven para nada|por culpa de|culpa de|vergüenza|vergonzos\w+|mentir\w*|mienten|"
    r"miente|mentiros\w+|inútil\w*|basura|ridícul\w+|desastre|fracas\w+|corrupt\w+|ya basta|basta de|"
    r"hartos?|debería\w*|no entienden|no saben|ignorant\w*|payas\w+|hipócrit\w*|injust\w+|absurd\w+|"
    r"locura|cobard\w+|flojos?|se lo merecen|odian|traidor\w*|peor|arruin\w+|destruy\w+|inepto\w*|"
    r"incompetent\w*|regres\w+ a su país|estúpid\w+|tont\w+|una burla|estamos (?:a favor|en contra)|"
    r"apoyamos|rechazamos|por fin)"
)

_OPINION = Look(
    rf"\b(?:{_TOPIC})\b[^.!?\n]{{0,110}}?\b(?:{_STRONG})(?!\w)|"
    rf"\b(?:{_STRONG})(?!\w)[^.!?\n]{{0,110}}?\b(?:{_TOPIC})\b"
)

#: A group that disputes are about, told what it is or should do: conditional, comparing, or blaming.
_GROUP = (
    r"(?:reporters?|journalists?|the (?:media|press|news)|bloggers?|marchers|protesters?|activists|"
    r"demonstrators|agitators|politicians?|"
    r"lawmakers|legislators|the legislature|judges|courts|prosecutors|voters|critics|gun owners|"
    r"gun grabbers|liberals|conservatives|"
    r"progressives|immigrants|illegals|sanctuary|reformers|parents|kids|young people|this generation|"
    r"teachers|"
    r"(?:legal |recreational )?(?:weed|pot|cannabis|marijuana)|bail reform|zero bail|defund\w*|woke\w*|"
    r"la prensa|los medios|los jueces|los políticos|las leyes|los manifestantes|los activistas|los padres)"
)

_WHOLE = union(
    rf"{_GROUP}\b[^.!?\n]{{0,40}}?\b(?:who )?(?:hate|hates|despise|despises|loathe|attack|attacks|coddle|"
    rf"coddles|love|loves) (?:us|cops|police|criminals|crime|you)\b",
    r"(?:laws?|rules?|rights|excuses|favors) (?:\w+ )?for (?:the )?(?:criminals|crooks|thugs|offenders|"
    r"felons)\b",
    r"(?:sacramento|washington|congress|legislature|council|politicians|lawmakers|governor|judges?|jury|"
    r"courts?)\b[^.!?\n]{0,30}?\b(?:keeps?|common sense|backbone|spine|guts)\b",
    r"finally,? (?:a|an|some|the) (?:\w+ )?(?:jury|judge|court|ruling|council|politician|governor|law|"
    r"verdict)",
    r"you can have\b[^.!?\n]{3,60}\bor you can have\b[^.!?\n]{3,40}",
    r"(?:bail reform|zero bail|sanctuary|defund\w*|prop(?:osition)? \d+|gun control|the (?:new )?law|"
    r"legalization|catch and release)\b[^.!?\n]{0,40}?\b"
    r"(?:failed|failure|disaster|mistake|experiment|joke|nonsense|doesn't work|isn't working|never worked|"
    r"hurts|backfired)\b",
    r"(?:court|courts|judge|judges|justices|jury|legislature|congress|council|sacramento|"
    r"governor)\b[^.!?\n]{0,40}?\b(?:dead wrong|flat wrong|got (?:this|it|that) "
    r"(?:one )?(?:\w+ )?(?:wrong|right)|handcuff\w+|hates?|forgot|sold (?:us|you) out)",
    r"(?:blame|thank) (?:the |our |your |these )?(?:schools?|parents?|media|courts?|judges?|politicians|"
    r"lawmakers|legislature|council|liberals|conservatives|"
    r"internet|phones|society)",
    r"(?:nobody|no one|kids|parents|schools|people|teens) (?:\w+ )?(?:teach\w*|raise|raises|discipline\w*|"
    r"respect\w*|work|works|care|cares)\b[^.!?\n]{0,30}\b"
    r"(?:anymore|these days|nowadays|any more)",
    rf"if {_GROUP}\b[^.!?\n]{{3,60}},? [^.!?\n]{{3,80}}",
    rf"{_GROUP}\b[^.!?\n]{{0,50}}?\b(?:aren't|isn't|are not|is not|weren't) the (?:problem|enemy|answer|"
    rf"victims?|issue)",
    rf"{_GROUP}\b[^.!?\n]{{0,40}}?\b(?:help(?:s)? (?:nobody|no one|nothing)|(?:has|have) (?:wrecked|"
    rf"ruined|destroyed|failed|hurt|"
    rf"gutted|handcuffed|betrayed|abandoned|forgotten)|used to|put(?:s)? (?:you|us|families|everyone|"
    rf"officers|lives)|protects? criminals|"
    rf"don't care|doesn't care|cares? more|kills?|costs? lives|cuentan? (?:solo |puras )?mentiras|"
    rf"no saben|solo cuentan?)",
    rf"(?:soft|weak|activist|liberal|radical|bleeding-heart|out-of-touch|clueless|lazy|biased|"
    rf"crooked) (?:\w+ )?{_GROUP}\b",
    r"(?:verdict|ruling|acquittal|decision|law|bill)\b[^.!?\n]{0,40}?\b(?:slap in the face|travesty|"
    r"disgrace|insult|mockery|joke|"
    r"outrage|victory for|win for|spits on|miscarriage)",
    r"(?:pd|police department|sheriff's office|sheriff|fire department|their department|county|feds|"
    r"fbi) (?:\w+ )?(?:botched|bungled|blew|"
    r"dropped the ball|failed|screwed up|mishandled|embarrassed|let (?:us|everyone) down|"
    r"should be ashamed)",
    r"open borders?\b",
    r"(?:critics|haters|politicians|lawmakers|legislators|complainers|naysayers|keyboard warriors|los "
    r"críticos|los políticos)\b[^.!?\n]{0,50}?\b(?:should|need to|ought to|could try|can|might want|"
    r"must|never|only|just|always|keep|refuse|deberían|nunca|siempre|solo)",
    r"back the blue or\b",
    r"thin blue line\b[^.!?\n]{0,40}(?:between|only|never|against|means)",
    r"(?:all|blue) lives matter\b",
    r"(?:defund|abolish)(?:ing)? (?:the )?(?:police|ice)\b[^.!?\n]{0,60}\b(?:was|is|were|are|failed|"
    r"got|cost|kills?|hurt|ha|never|doesn't|won't|crowd)\b",
    r"no mandate is",
    r"(?:kids|parents|people|folks|youth|teens) (?:these days|today|nowadays) (?:\w+ )?(?:have no|"
    r"don't|can't|are|need|lack|just|won't|no longer)",
    r"you can thank (?:the |your |our )?[^.!?\n]{2,40}\b(?:for|legislature|council|judge|governor|da|"
    r"lawmakers|politicians)\b",
    r"if you don't (?:like|trust|support|want) (?:the |your )?(?:police|cops|us|it|law)[^.!?\n]{3,60}",
    r"(?:next time,? )?call a (?:social worker|crackhead|therapist|hippie)\b",
    r"(?:jur(?:y|ors)|twelve (?:people|men|women|citizens|jurors))\b[^.!?\n]{0,30}\b(?:fooled|duped|conned|"
    r"blind|hoodwinked|"
    r"got (?:it|this) (?:wrong|right))",
    r"(?:frankly|honestly|truthfully),? (?:it's|it is|that's|this is|they|he|"
    r"she) [^.!?\n]{0,20}\b(?:embarrassing|sad|"
    r"pathetic|shameful|ridiculous|disgraceful|wrong|reckless|irresponsible|lazy|clueless)",
    r"(?:it's|it is|how|so) (?:embarrassing|shameful|disgraceful|pathetic|ridiculous|irresponsible) (?:that|"
    r"when|how) "
    r"(?:they|the|our|politicians|people|some|a)",
    r"(?:law|laws|bill|policy|reform|measure|ruling|judges?|courts?|legislature|council|sacramento|"
    r"governor)\b[^.!?\n]{0,40}?"
    r"\b(?:made|makes|has made|have made|left|leaves|put) (?:our|the|your|us|you|this|every) [^.!?\n]{0,30}\b(?:less "
    r"safe|more dangerous|worse|at risk|in danger|defenseless|helpless)\b",
    r"so-called (?:\w+ )?(?:march\w*|protest\w*|rally|rallies|activists?|advocates?|reform\w*|journalis\w+|"
    r"news|experts?|"
    r"justice|leaders?|lawmakers?|community leaders)",
    r"(?:that|this|it|which) (?:would not|wouldn't|would never|does not|doesn't|will not|"
    r"won't) (?:ever )?happen (?:here|in (?:our|"
    r"this) \w+|on our watch|under our)\b",
    r"(?:unlike|while|when) (?:the |our |some )?(?:other|neighboring|neighbor\w*|county|port merrow|"
    r"next-door) (?:\w+ )?"
    r"(?:departments?|agenc(?:y|ies)|pd|police|deputies|sheriff\w*)\b[^.!?\n]{0,60}\b(?:we|our|ours|us)\b",
    r"(?:kneel|kneeling|stand) for the (?:flag|anthem)",
    r"(?:concejo|legislatura|gobernadora?|alcaldesa|alcalde|jueces|políticos|legisladores|concejales|juez|jueza)\b"
    r"[^.!?\n]{0,30}?\b(?:nos (?:abandon|traicion|olvid)\w+|suelta|sueltan|soltó|soltaron|protegen? a|premian?|"
    r"prefieren?)\b",
    r"(?:la prensa|los medios|los periodistas|los activistas|los manifestantes)\b[^.!?\n]{0,30}?"
    r"\b(?:mienten?|inventan?|exageran?|s[oó]lo quieren?)\b",
    r"por fin (?:un|una) (?:juez|jueza|jurado|ley|corte|alcald\w+|gobernador\w*)\b",
)

#: Nobody writes these who takes no side.
_CERTAIN = union(
    r"(?:jury|jurors|court|judge|justices|council|legislature|congress|governor|"
    r"mayor)\b[^.!?\n]{0,25}?\b(?:got (?:this|it|that) (?:one )?"
    r"(?:\w+ )?(?:wrong|right)|dead wrong|flat wrong|should be ashamed|sold (?:us|you) out|(?:has|"
    r"have) handcuffed)\b",
    r"(?:defund\w*|abolish\w*|bail reform|zero bail|sanctuary (?:cit\w+|laws?|polic\w+|rules?)|gun control|"
    r"legalization|catch and release|"
    r"immigration enforcement|mandates?|prop(?:osition)? \d+)\b[^.!?\n]{0,30}?\b(?:is|was|are|were|"
    r"has been) (?:an? |the )?(?:\w+ )?(?:failed|failure|"
    r"disaster|mistake|joke|nonsense|mess|disgrace|outrage|travesty|scam|experiment|insane|crazy)\b",
    r"(?:soft|weak|activist|liberal|radical|bleeding-heart|out-of-touch|clueless|biased|crooked|spineless|"
    r"woke) (?:judges?|prosecutors?|courts?|"
    r"politicians?|lawmakers?|reporters?|journalists?|media|da)\b",
    r"(?:media|press|reporters?|journalists|newspapers?|ledger|politicians|lawmakers|prensa|periodistas|"
    r"medios|políticos)\b[^.!?\n]{0,25}?\b"
    r"(?:lies|lied|lying|liars|miente|mienten|mentiras|hates? (?:us|cops|police)|fake news|hit piece|"
    r"has no idea|wouldn't know)\b",
    r"so-called (?:\w+ )?(?:journalis\w+|reporters?|activists?|protest\w*|reform\w*|experts|leaders)\b",
    r"(?:verdict|ruling|acquittal|law|bill|reform)\b[^.!?\n]{0,30}?\b(?:slap in the face|travesty|disgrace|"
    r"mockery|miscarriage of justice)\b",
    r"(?:protesters?|marchers|activists|demonstrators|agitators|rioters)\b[^.!?\n]{0,40}?\b(?:get a (?:job|"
    r"life)|hate (?:us|cops|police|america)|"
    r"should be ashamed|paid to|help nobody)\b",
    r"(?:pd|police department|sheriff's office|sheriff|fire department)\b[^.!?\n]{0,15}?\b(?:botched|bungled|"
    r"dropped the ball|screwed up|embarrassed "
    r"(?:itself|themselves))\b",
    r"(?:hates?|hating|hated|despises?|despising) (?:cops|the police|police officers|law enforcement|"
    r"the badge|this department)\b",
    r"finally,? (?:a|some) (?:\w+ )?(?:jury|judge|court|council|politician|governor) (?:with|who|that)\b",
    r"blame (?:the )?(?:media|courts?|judges?|politicians|lawmakers|legislature|council|liberals|"
    r"conservatives|schools|parents)\b",
    r"(?:back the blue or|all lives matter|blue lives matter|open borders|no mandate is)\b",
)

_WEAK = union(
    r"(?:reporters?|journalists?|the media|the press|activists?|judges?|protesters?|council|mayor|"
    r"governor|sheriff|courts?|la prensa|los jueces)\b[^.!?\n]{0,50}?\b(?:should|need to|needs to|"
    r"ought to|might want|never|refuses?|keeps?)",
    r"(?:we|officers|this department|hgpd|our department|police) (?:\w+ )?(?:disagree|believe|think|"
    r"oppose|support|reject|condemn|denounce|resent|are (?:tired|sick|fed|disappointed|outraged|"
    r"disgusted|saddened))",
    r"(?:should|must|need to|needs to|ought to|better) (?:\w+ ){0,4}?(?:think twice|be ashamed|do "
    r"(?:its|their|his|her) job|grow up|apologize|resign|learn|read|try|walk a mile|wake up)\b",
    r"(?:shame on|so sad that|unbelievable that|imagine if|wonder why|funny how|interesting how|isn't "
    r"it|must be nice)\b[^.!?\n]{3,60}",
)

_NO_OPINION = Look(
    r"\bfactual correction|\bpublic comment|\btell us what you think|\bcomment period|\bgood or bad|"
    r"\bwe respect (?:the|everyone|their|your)|\bwe do not take (?:a )?(?:side|position)|\bdoes not "
    r"take|\bhearing (?:is|on|will)|\bsafe storage|\bgun lock|\bbuy-?back|\bturn in|\bscam|\bimpost|"
    r"\bimperson|\bhate crime|\bfake (?:officer|police|ticket|news release)|\bcounterfeit|\bstatistic|"
    r"\b(?:clown|ski|rubber|surgical|hockey|gas|halloween|n95|dust|paintball) masks?\b|"
    r"\bcallers? (?:who|says?|claim|pretend)|\bbitcoin\b|\bgift cards?\b|\bcuelgue\b|\btarjetas de regalo|"
    r"\bfreedom fest|\btoys? for|\bclown(?:s)? (?:sighting|costume|college)|\bcircus (?:is|comes|"
    r"parade)|\bk-?9\b|\bhero(?:es)? award|\bwe've asked for a correction|\bcorrection:|\bagreed\b"
)

#: That is political activity, and is told as such.
_BILL_SIDE = Look(
    rf"\b(?:mayor|sheriff|da|council\w*|senator|judge) (?:who|that) (?:backs?|supports?)\b|\b(?:measure|"
    rf"prop(?:osition)?) [a-z0-9]{{1,3}}\b|\b(?:review(?:ing)?|shooting|sergeant|"
    rf"officer-involved)\b|{BILL}[^.!?\n]{{0,40}}\bties? our|\b(?:call|tell|email|contact) your\b"
)


def opinion(reading: Reading) -> Iterator[Hit]:
    """A side taken in a controversy."""
    elsewhere = _NO_OPINION(reading.low) or comments_on_court(reading.low)
    found = list(
        weighed(
            reading,
            certain=(_CERTAIN,),
            signs=_WHOLE,
            harmless=lambda one: elsewhere or _NO_OPINION(one) or _BILL_SIDE(one) or _TOLD(one),
        )
    )
    yield from found
    if not found:
        yield from asked(reading, _OPINION)
        yield from asked(reading, _WEAK)


#: What others said or hold is told, not held.
_TOLD = Look(
    r"\baccording to\b|\b(?:critics|opponents|supporters|speakers|residents|attorneys?|lawyers?|organizers|"
    r"protesters|marchers|family|"
    r"prosecutors|defense) (?:say|said|says|argue|argued|called|call|claim)\b|\bsaid in a statement\b"
)
