"""Political activity, advertising for a business, and opinions on controversies."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.justice.prosecution import comments_on_court
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading

_OFFICE = (
    r"(?:city council|town council|council|mayor|sheriff|da\b|district attorney|assembly|state senate|"
    r"senate|congress|supervisor|school board|governor|president|attorney general|judge|board of "
    r"supervisors|county supervisor|alcald\w+|concejal\w*|congres\w+|gobernador\w*)"
)
_MEASURE = (
    r"(?:measures?|props?\.?|propositions?|question|ballot measures?|initiative|amendment|issue|bond|"
    r"recall|referendum|tax measure|medida|proposición)"
)
_BILL = (
    r"(?:(?:sb|ab|hb|hr|h\.r\.|s\.b\.|a\.b\.|senate bill|assembly bill|house bill|bill|ordinance|act|"
    r"proyecto de ley)\s*-?#?\s?\d*\b|this bill|the bill|that bill|la ley \w+)"
)

_ADVOCACY = union(
    rf"{_MEASURE} [a-z0-9]{{1,3}} (?:will|would|is going to) (?:\w+ )?(?:gut|hurt|cripple|save|destroy|"
    rf"ruin|kill|keep|protect|fix|free|let|put|cost|end|wreck|defund|tie|help|make|give)\b",
    r"(?:vot(?:e|es|ed|ing|en)|mark your ballot)\s+(?:yes|no|for|against|him|her|them|out|sí|por|en "
    r"contra|a favor)\b(?:\s+(?:on|for|in|en|a)\b)?[^.!?\n]{0,40}",
    rf"(?:yes|no|sí)\s+(?:on|en|a)\s+(?:la\s+)?{_MEASURE}?\s*[a-z0-9]{{1,3}}\b(?=[^a-z]|$)",
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
    rf"(?:oppose|support|stop|kill|pass|reject|veto|defeat|repeal|fight|back|block|sign)\s+{_BILL}",
    rf"{_BILL}\s+(?:\w+\s+){{0,4}}?(?:must|should|needs to|deserves|will (?:hurt|make|gut|cripple|save|"
    rf"help|put|let|free)|would (?:hurt|gut|make|let|free)|has to|ties our|puts|hurts|is (?:bad|"
    rf"terrible|dangerous|a disaster|wrong|good|a gift))\b[^.!?\n]{{0,30}}",
    r"(?:yard|campaign|lawn) signs?\b(?! (?:are not|aren't|stolen|theft|vandal|may not|in the|removed|were|that))",
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
    r"(?:democrats?|republicans?|liberals?|conservatives?|the left|the right|maga|dems|gop|"
    r"socialists?|libs|demócratas|republicanos|trump|biden|harris|newsom|"
    r"desantis)\b[^.!?\n]{0,50}?\b(?:want|wants|hate|hates|love|loves|will|are|is|would|destroy|"
    r"ruin\w*|win|wins|lose|defund|lie|lies|can't|don't|have|stand|quieren|odian|aman|won|winning|for|"
    r"20\d\d)\b",
    r"(?:which|that|one|only one|the other|a certain|esa|qué) (?:party|partido)\b[^.!?\n]{0,50}",
    r"make (?:america|california|harbor glen|our city) (?:great|safe) again\b",
    r"(?:get|getting) out the vote for\b",
    r"(?:phone bank|canvass|canvassing|knock doors|knocking doors|door-knock|rally|fundraiser|town "
    r"hall|meet and greet)\b[^.!?\n]{0,30}?\b(?:for|con)\s+(?:our\s+)?(?:candidate|[a-z]+ (?:for|"
    r"para)|councilm\w+|campaign|mayor \w+'s|re-?election|yes on|no on)\b[^.!?\n]{0,20}",
    r"four more years\b",
    r"(?:es|será|sería) (?:el|la) (?:mejor|único|única) candidat[oa]\b",
    r"(?:candidat[oa])\b[^.!?\n]{0,40}?\b(?:apoy|quiere|defiende|merece|mejor|voto)\w*",
    r"(?:su|tu) voto (?:por|para|a favor|puede)\b[^.!?\n]{0,40}",
    r"we (?:need|want|deserve) (?:a )?new (?:mayor|da|district attorney|council|governor|sheriff|judge)\b",
)
_MILD = union(
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

_AD = union(
    r"(?:use|using|with|enter|mention|promo|discount|coupon|referral|apply|show)\s+(?:the |our |promo "
    r"|discount |coupon |this |referral )*code\b[^.!?\n]{0,30}",
    r"(?:promo|discount|coupon|referral) codes?\b",
    r"\d{1,2}\s?%\s+(?:off|discount|de descuento)\b[^.!?\n]{0,50}",
    r"(?:half|\$\d+) off\b[^.!?\n]{0,40}",
    r"(?:tell|let) (?:them|him|her|\w+) (?:that )?(?:we|hgpd|the police|the department|officer \w+|i|"
    r"the cops|your friends at hgpd|harbor glen pd|sgt\.? \w+|chief \w+) (?:sent|referred|"
    r"recommended)\b",
    r"(?:diga|digan|dígale|dile)\w* que (?:lo|la|los|va|vienen?) (?:mand\w+|envi\w+|de parte)\b[^.!?\n]{0,30}",
    r"(?:mention|name-?drop|say|mencion\w+) (?:this (?:post|ad)|the (?:police )?department|hgpd|us|"
    r"our name|al departamento|you saw (?:it|this))\b[^.!?\n]{0,50}",
    r"(?:highly|strongly|personally|100%|wholeheartedly|can't|cannot) recommend\b[^.!?\n]{0,50}",
    r"(?:we|i|our (?:officers|detectives|sergeant|chief|\w+ sergeant|team|\w+ unit)|officers|chief "
    r"\w+|department|recomendamos) (?:\w+ )?(?:recommends?|endorses?|swears? by|trusts? only|loves? "
    r"(?:our|their|the) [a-z]+ (?:locks?|cameras?|alarms?|deadbolts?)|only use|only uses|won't use|"
    r"wouldn't use|use nothing|won't (?:buy|use|shop|trust) any\w+|prefers?)\b[^.!?\n]{0,60}",
    r"recomendamos (?!que|no|cerrar|evitar|usar|mantener|tomar|llamar|salir|revisar|guardar)[^.!?\n]{3,60}",
    r"won't use anything else\b",
    r"(?:best|finest|cheapest|greatest|friendliest|nicest|only|#1|number one|top-?notch|unbeatable) "
    r"(?:\w+ ){0,4}?(?:in (?:town|the city|the county|harbor glen|the area)|around|anywhere|on the "
    r"(?:market|coast)|money can buy|west of)\b",
    r"(?:son|es|tienen|tiene) (?:los|las|el|la) mejor(?:es)?\b[^.!?\n]{0,50}",
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
    r"(?:descuento|oferta|promoción|rebaja)\b[^.!?\n]{0,40}?\b(?:si|al|para|en|con|menciona\w*)\b[^.!?\n]{0,30}",
    r"(?:gives?|offers?|offering|has|have|cuts?|gave|throws in|le hacen|les dan|da|hacen) (?:\w+ "
    r"){0,3}?(?:a |an |un )?(?:sweet |great |special |killer |nice |big |huge |good |buen )?(?:deals?|"
    r"discounts?|descuentos?|kickbacks?|commission|price break|prices? for cops|cop "
    r"discount)\b[^.!?\n]{0,30}",
    r"(?:kickbacks?|referral fee|finder's fee|we get (?:a cut|a piece|credit|paid|five|\d+|\$)|a cut "
    r"of|sponsored (?:by|post)|paid partner\w*|affiliate|brand ambassador|#ad\b|#sponsored|link in "
    r"(?:bio|our bio)|shop now|limited time|while supplies last|act now|order today|buy one|bogo|gift "
    r"idea|treat yourself|stocking stuffer)\b[^.!?\n]{0,40}",
    r"(?:officer|sgt\.?|sergeant|det\.?|detective|chief|deputy|lt\.?|dispatcher|captain|our own|"
    r"corporal|oficial|agente)\s+(?:[\w'.-]+\s+){0,2}?(?:also\s+|now\s+|has\s+|moonlights\s+|on the "
    r"side\s+|'s\s+)*(?:sells?|does (?:\w+ )?(?:landscaping|lawn|catering|handyman|weddings|"
    r"photography|taxes|painting|roofing|plumbing|security)|runs (?:a|his|her)|opened (?:a|his|her)|"
    r"owns|started (?:a|his|her)|launched (?:a|his|her)|side (?:business|hustle|gig)|is selling|"
    r"moonlights|makes custom|details cars|books|takes orders|real estate|vende|tiene "
    r"su)\b[^.!?\n]{0,60}",
    r"(?:side (?:business|hustle|gig|job)|(?:his|her|wife's|husband's|family's|brother's|sister's|"
    r"cousin's|son's|daughter's|my|chief's|sergeant's|officer's) (?:\w+ )?(?:business|shop|restaurant|"
    r"food truck|company|bakery|salon|boutique|etsy|gym|firm|agency|landscaping|etsy shop|food cart|"
    r"dealership|real estate|tienda|negocio|restaurante))\b[^.!?\n]{0,40}",
    r"(?:for all your|need (?:a|an|new|your)) (?:\w+ ){1,4}(?:needs|"
    r"\?)[^.!?\n]{0,10}[^.!?\n]{0,60}\b(?:call|see|ask|visit|go|hire|book|try)\b[^.!?\n]{3,40}",
    r"(?:worth every penny|can't be beat|you won't regret|five stars|5 stars|10/10|game[- ]changer|"
    r"must-have|best money|shut up and take|hands down|no one beats|nobody beats|treat(?:s|ed)? "
    r"(?:cops|us|our officers) right|takes care of (?:cops|us|our))\b[^.!?\n]{0,30}",
    r"(?:only|nothing but) (?:the )?[a-z]+(?:'s)? (?:brand|deadbolts?|cameras?|alarms?|doorbells?|"
    r"locks?|dashcams?|safes?)\b[^.!?\n]{0,40}",
    r"(?:ask|call|see|text) (?:for )?[a-z]+ (?:at|over at|from|de|en) [^.!?\n]{3,40}(?:deal|discount|"
    r"hook|price|quote|right|rate|loan|car|truck|home|house|insurance)\b",
)
_NO_AD = Look(
    r"\bscam|\bphish|\bfraud|\bfake\b|\bnever (?:pay|buy|click|give)|\bdo not (?:pay|click|buy)|"
    r"\bthank|\bdonat|\bsponsored by the\b|\bfree (?:locks|lock|helmets?|car seats?|kits?|event|"
    r"admission|steering)|\bsenior discount (?:program|scam)|\blibrary\b|\bstatistic|\bdui\b|"
    r"\bstolen\b|\bdown \d+%|\bup \d+%|\bk-?9\b|\badopt|\bshelter\b|\bestafa|\bgracias|\bcounterfeit|"
    r"\brecall(?:ed)?\b|\bbackground\b|\bwe do not (?:endorse|recommend)|\bdoes not endorse|\bspeed"
)

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
    r"never (?:worn|walked|worked|done)|agenda\w*|narrative|god-given|greatest|travesty|outrag\w+|"
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
    r"wholeheartedly |proudly )?(?:support|oppose|reject|believe|disagree|agree|stand (?:with|"
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
_WHOLE = union(
    r"open borders?\b",
    r"(?:critics|haters|politicians|lawmakers|legislators|complainers|naysayers|keyboard warriors|los "
    r"críticos|los políticos)\b[^.!?\n]{0,50}?\b(?:should|need to|ought to|could try|can|might want|"
    r"must|never|only|just|always|keep|refuse|deberían|nunca|siempre|solo)\b[^.!?\n]{0,40}",
    r"back the blue or\b",
    r"thin blue line\b[^.!?\n]{0,40}(?:between|only|never|against|means)",
    r"(?:all|blue) lives matter\b",
    r"(?:defund|abolish)(?:ing)? (?:the )?(?:police|ice)\b[^.!?\n]{0,60}\b(?:was|is|were|are|failed|"
    r"got|cost|kills?|hurt|ha|never|doesn't|won't|crowd)\b",
    r"no mandate is\b[^.!?\n]{0,40}",
    r"this is what happens when\b[^.!?\n]{5,80}",
    r"(?:maybe|perhaps) (?:if|now|next time)\b[^.!?\n]{0,60}\b(?:council|judge|judges|lawmakers|"
    r"politicians|voters|da|media|governor|mayor|courts?|you'd|people|they|parents)\b[^.!?\n]{0,60}",
    r"(?:kids|parents|people|folks|youth|teens) (?:these days|today|nowadays) (?:\w+ )?(?:have no|"
    r"don't|can't|are|need|lack|just|won't|no longer)\b[^.!?\n]{0,40}",
    r"you can thank (?:the |your |our )?[^.!?\n]{2,40}\b(?:for|legislature|council|judge|governor|da|"
    r"lawmakers|politicians)\b",
    r"thanks to (?:the |our |your )?(?:brilliant |wonderful |genius |geniuses |folks |so-called |new |"
    r"soft |great |wise )*(?:in |at |on )?(?:sacramento|legislature|lawmakers|council|governor|mayor|"
    r"judges?|da|politicians|state|prop(?:osition)? \d+|courts?|zero bail)\b[^.!?\n]{0,60}",
    r"(?:real|actual) (?:americans|patriots|men|journalism|reporters?|justice|news)\b[^.!?\n]{0,30}",
    r"don't believe (?:everything |what |a word )?[^.!?\n]{0,30}(?:media|news|paper|ledger|reporters?|press)\b",
    r"(?:if|unless) you(?:'ve|'re| have| are)? (?:never |not )?(?:worn|walked|wear|done|a cop|"
    r"committing|breaking)[^.!?\n]{0,80}",
    r"if you don't (?:like|trust|support|want) (?:the |your )?(?:police|cops|us|it|law)[^.!?\n]{3,60}",
    r"(?:next time,? )?call a (?:social worker|crackhead|therapist|hippie)\b",
    r"(?:kneel|kneeling|stand) for the (?:flag|anthem)\b[^.!?\n]{0,40}",
)
_WEAK = union(
    r"(?:reporters?|journalists?|the media|the press|activists?|judges?|protesters?|council|mayor|"
    r"governor|sheriff|courts?|la prensa|los jueces)\b[^.!?\n]{0,50}?\b(?:should|need to|needs to|"
    r"ought to|might want|never|refuses?|keeps?)\b[^.!?\n]{0,40}",
    r"(?:we|officers|this department|hgpd|our department|police) (?:\w+ )?(?:disagree|believe|think|"
    r"oppose|support|reject|condemn|denounce|resent|are (?:tired|sick|fed|disappointed|outraged|"
    r"disgusted|saddened))\b[^.!?\n]{0,60}",
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
    r"\bfreedom fest|\btoys? for|\bclown(?:s)? (?:sighting|costume|college)|\bcircus (?:is|comes|"
    r"parade)|\bk-?9\b|\bhero(?:es)? award|\bwe've asked for a correction|\bcorrection:|\bagreed\b"
)


#: That is political activity, and is told as such.
_BILL_SIDE = Look(rf"{_BILL}[^.!?\n]{{0,40}}\bties? our|\b(?:call|tell|email|contact) your\b")


def advocacy(reading: Reading) -> Iterator[Hit]:
    """For or against a candidate, a party, a ballot measure or a bill."""
    joke = _NO_POLITICS(reading.low)
    for begin, sentence in reading.sentences:
        if match := _ADVOCACY.search(sentence):
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if joke else None)
        elif not joke and (match := _MILD.search(sentence)):
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST)


def endorsement(reading: Reading) -> Iterator[Hit]:
    """A business or product is recommended or advertised."""
    for begin, sentence in reading.sentences:
        for match in _AD.finditer(sentence):
            groups = match.groupdict()
            group = next((name for name in ("shop", "shop_es") if groups[name]), None)
            if group and not reading.text[begin + match.start(group)].isupper():
                continue
            yield Hit(
                begin + match.start(), begin + match.end(), severity=Severity.ATTEST if _NO_AD(sentence) else None
            )
            break


def opinion(reading: Reading) -> Iterator[Hit]:
    """A side taken in a controversy."""
    for begin, sentence in reading.sentences:
        match = _WHOLE.search(sentence) or _OPINION.search(sentence)
        if match:
            neutral = (
                _NO_OPINION(sentence) or _NO_OPINION(reading.low) or comments_on_court(sentence) or _BILL_SIDE(sentence)
            )
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if neutral else None)
        elif match := _WEAK.search(sentence):
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST)
