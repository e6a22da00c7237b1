"""How strong a case is, how it will end, and what somebody thinks of the court."""

from countersign.screening.justice.statements import PERSON
from countersign.screening.patterns import union

STRENGTH = union(
    r"(?:air-?tight|rock[- ]solid|slam[- ]?dunk|open[- ]and[- ]shut|iron-?clad|bullet-?proof|dead to "
    r"rights|cut and dried|overwhelming|irrefutable|undeniable|damning|rock solid|rocksolid|"
    r"mountains? of evidence|smoking gun|solid case|strong case|weak case|flimsy|no case)\b",
    r"(?:the )?evidence (?:\w+ )?(?:is|against|leaves|proves?|shows? he|shows? she|speaks|couldn't be|"
    r"could not be|doesn't lie|we have is)\b[^.!?\n]{0,40}",
    r"(?:evidence|case|proof|video|footage|testimony|facts?)\b[^.!?\n]{0,45}?\b(?:is|are|was|were|looks?|"
    r"seems?|"
    r"couldn't be|could not be)\s+(?:\w+\s+){0,2}?(?:strong\w*|solid|clear(?:er|-cut)?|overwhelming|weak|"
    r"thin|"
    r"air-?tight|conclusive|compelling|convincing|bullet-?proof|rock)\b",
    r"(?:witness|accuser|complainant|victim|alibi|informant|testimony|statement|account|story)(?:es|"
    r"s)?\b[^.!?\n]{0,50}?\b"
    r"(?:is|are|was|were|seems?|came across as)\b[^.!?\n]{0,25}?\b(?:credib\w+|believ\w+|reliab\w+|"
    r"unreliab\w+|"
    r"truthful|honest|dishonest|liars?|lying|trustworthy|shaky|consistent|inconsistent)\b",
    r"(?:plenty|tons|loads|more than enough|enough|so much|all the|a ton|piles) (?:of )?evidence\b",
    r"(?:the )?defen[sc]e (?:attorney |lawyer |team )?(?:has|have|had|is|are|knows?|won't|can't|will|"
    r"doesn't)"
    r" (?:\w+ )?(?:nothing|no|not|little|zero|grasping|desperate|scared|lost|weak|got|won't|out of|a "
    r"(?:joke|mess)|stand|win|beat|it's)"
    r"\b[^.!?\n]{0,30}",
    r"no (?:jury|judge) (?:in|would|will|could|is|on)\b",
    r"(?:witness|witnesses|eyewitness|accuser|complainant|victim|alibi|story|he|"
    r"she)(?:'s)?\s+(?:\w+\s+){0,2}?(?:is|are|was|were|seems?|isn't|aren't|"
    r"'s)\s+(?:\w+\s+){0,2}?(?:credible|not credible|believable|unbelievable|reliable|unreliable|"
    r"lying|a liar|rock|solid|truthful|untruthful|honest|dishonest|making it up|full of|bogus|"
    r"nonsense|laughable|fishy|baloney|phony)\b",
    r"(?:find|found|consider|believe|call) (?:him|her|them|it|the (?:witness|accuser|victim|"
    r"complainant)) (?:\w+ )?(?:credible|"
    r"believable|unbelievable|reliable|unreliable|truthful|honest|a liar)\b",
    r"(?:changed|changing|changes) (?:his|her|their) story\b",
    r"(?:his|her|their) (?:alibi|story|excuse|version|account|explanation)\b[^.!?\n]{0,40}?\b(?:fell "
    r"apart|doesn't|didn't|does not|did not|changed|keeps changing|falls apart|is a|was a|laughable|"
    r"holds?|makes no|made no|ridiculous|lies?)\b",
)

STRENGTH_ES = union(
    r"pruebas? (?:de sobra|contundentes?|irrefutables?|suficientes?|abrumador\w*|sólidas?|"
    r"claras?)\b[^.!?\n]{0,60}",
    r"(?:tenemos|hay|existen) (?:muchas|todas las|suficientes|bastantes|más que suficientes) "
    r"(?:pruebas|evidencias?)\b",
    r"(?:el )?caso (?:es|está) (?:sólido|ganado|cerrado|claro)\b",
    r"no (?:hay|queda|cabe) (?:ninguna )?duda\b",
    r"(?:el testigo|la testigo|la víctima|su coartada|el acusado|el sospechoso) (?:\w+ )?(?:miente|es "
    r"(?:muy )?(?:creíble|confiable)|no es (?:creíble|confiable)|dice la verdad|se cae)\b",
)

FORECAST = union(
    rf"{PERSON}(?:'s|'re|'ll| is| are| will| won't| should| deserves?| needs?| better| can| ought| "
    rf"gets?| has to| must)?\s+(?:\w+\s+){{0,3}}?(?:looking at|facing|going away|go away|going to "
    rf"(?:prison|jail|be convicted|plead|be found|do|serve|spend|rot)|spend|serve|rot|plead(?: "
    rf"guilty)?|be (?:convicted|found guilty|going away|locked|put away|in prison|spending)|do (?:hard "
    rf")?time|never see|won't see|not see|get (?:life|the max|the maximum|what|\w+ years)|walk free|do "
    rf"\w+ years)\b[^.!?\n]{{0,40}}",
    r"(?:hope|hoping|expect|expecting|pray|praying|confident|sure|certain|predict|bet|look forward|"
    r"demand|want|wish|count on|believe|bank on|trust)\b[^.!?\n]{0,45}?\b(?:convict\w*|guilty|life in "
    r"prison|life sentence|the max(?:imum)?|prison|verdict|lock(?:ed)? (?:him|her|them)?|put away|"
    r"every day of it|throws? the book|plead\w*|long (?:time|sentence)|full sentence|years behind "
    r"bars|never gets out|stays? locked|cleared|justice is done)\b",
    r"(?:conviction|guilty (?:plea|verdict)|life sentence|long sentence) (?:is|will|should|seems|"
    r"looks|\w+ be)\s+(?:\w+\s+){0,3}?(?:coming|certain|a matter|only a matter|just a matter|"
    r"inevitable|guaranteed|likely|next|around|assured|a formality|follow|expected|swift|in the "
    r"bag)\b",
    r"(?:we|i|everyone|nobody|our detectives|detectives)\b[^.!?\n]{0,25}?\b(?:confident|certain|sure|hope\w*|"
    r"hoping|expect\w*|"
    r"look(?:ing)? forward|don't see|can't imagine|can't wait|doubt)\b[^.!?\n]{0,60}?\b(?:convict\w*|guilty|"
    r"guilty verdict|prison|cleared|"
    r"exonerat\w*|acquit\w*|walk(?:s|ing)? (?:free|out)|not survive|dropped|dismissed|thrown out)\b",
    r"(?:no way|not a chance|fat chance|good luck)\b[^.!?\n]{0,30}\b(?:he|she|they|the defen|walk|jury|"
    r"lawyer)\w*\b",
    r"throw (?:away the key|the book)\b",
    r"lock (?:him|her|them|'em) up\b",
    r"(?:rest of (?:his|her|their) li(?:fe|ves)|decades|many years|\w+ to life|long time) (?:behind "
    r"bars|in prison|in jail|in a cell|locked up|inside)\b",
    r"(?:plea|plead) (?:is|seems|looks|will|deal is) (?:coming|likely|next|expected|in the works)\b",
)

FORECAST_ES = union(
    r"(?:pasará|pasarán|pase|pasen|le esperan|le espera|va a pasar|merece|merecen|recibirá|"
    r"enfrentará)\b[^.!?\n]{0,40}(?:años|prisión|cárcel|cadena perpetua|rejas|condena|pena)",
    r"será(?:n)? (?:condenad|declarad|encontrad|hallad)\w+",
    r"(?:el juez|el jurado|la jueza|la corte|el fiscal)\s+(?:debe|debería|tiene que|va a|lo va|la va|"
    r"no debe|no debería)\b[^.!?\n]{0,40}",
    r"esperamos que\b[^.!?\n]{0,40}(?:conden|cárcel|prisión|culpable|pague|encierr|pena)\w*",
    r"que (?:se )?pudra\w*\b",
    r"cadena perpetua\b",
    r"todo el peso de la ley\b",
)

COURT_WORD = (
    r"(?:bail|bond|plea(?: deal| offer| bargain)?|charges?|charging|judge|da|d\.a\.|district attorney|"
    r"prosecutors?|sentence|release|ruling|court|magistrate|fine|dismissal|deal|decision)"
)

OPINED = (
    r"(?:jokes?|slap|insult\w*|outrag\w*|disgrac\w*|sham(?:e|eful)|too (?:low|high|soft|light|lenient|"
    r"little|weak)|soft|weak|lenient|ridiculous|unacceptable|disappoint\w*|deserve[sd]?|"
    r"should(?:n't)?(?: have| be| not)?|must|ought|proper|right call|wrong|mistake|travesty|pathetic|"
    r"absurd|laughable|sweetheart|insane|unbelievable|sad|baffling|nonsense|appropriate|fair|unfair|"
    r"incredible|generous|insufficient|inadequate|unreal|stunn\w*|wow|really|seriously|come on|"
    r"excessive|perfect|a gift|gift|failed|coddl\w*|caved|refus\w* to|dropped the ball|let us down|"
    r"embarrass\w*|ashamed|cowardly|spineless|terrible|awful|not enough|nowhere near|far too|way too|"
    r"pleased|thrilled|happy with|agree|disagree|applaud|glad)"
)

OPINION = union(
    r"(?:dollars?|\$\s?\d[\d,]*|zero|no|cheap|free) (?:in )?(?:bail|bond)\b[^\n]{0,12}[.!?]+\s+(?:that|"
    r"this|what|really|incredible|unreal|"
    r"seriously|wow|so much)\b[^.!?\n]{0,60}",
    r"slap on the wrist\b",
    r"under-?charged\b",
    r"(?:district attorney|da|prosecutors?|judge|court|jury)\b[^.!?\n]{0,20}?\b(?:should have|should've|"
    r"ought to have)\b",
    r"(?:bail|bond|plea(?: deal| offer| bargain)?|charges?|sentence|ruling|release|deal|judge|"
    r"\$\d[\d,]*)\b[^.\n]{0,25}?\b(?:is|was|seems|are|were|'s|=|-|,)?\s?(?:an? |just |an absolute )*"
    r"(?:jokes?|slap|insult\w*|outrag\w*|disgrac\w*|shameful|far too \w+|way too \w+|too (?:low|high|soft|"
    r"light|lenient|little)|ridiculous|laughable|pathetic|"
    r"disappoint\w*|absurd|sweetheart|not enough|nowhere near enough|travesty|mistake|coddl\w*|spineless)\b",
    r"(?:ridiculous\w*|laughabl[ey]|pathetic\w*|sweetheart|insulting\w*|outrageous\w*|lenient|disgraceful\w*|"
    r"joke of an?|absurd\w*|shameful\w*) (?:\w+ ){0,2}?"
    r"(?:bail|bond|plea|charges?|sentence|ruling|deal)\b",
)

OPINION_ES = union(
    r"(?:fianza|juez|jueza|fiscal|fiscalía|condena|sentencia|cargos?|"
    r"acuerdo)\b[^.!?\n]{0,40}?(?:ridícul\w+|vergüenza|vergonzos\w+|burla|demasiado|muy baj\w+|"
    r"injust\w+|debería|debió|insulto|absurd\w+|poc[oa]|blanda?|de risa|increíble|regalo|mínima)\b",
    r"(?:lo|la|los|las) (?:soltaron|soltó|dejaron libres?|dejó libres?|dejaron ir|dejó ir|liberaron|"
    r"liberó)\b",
    r"puerta giratoria\b",
)

CHARACTER = union(
    r"(?:is|was|'s) (?:a |an |pure |just |truly |nothing but )+(?:monster|menace|evil|coward|animal|"
    r"liar|danger(?:ous man)? to|dangerous man|sociopath|psychopath|career criminal|violent man|bully|"
    r"good (?:kid|man|guy|person)|great (?:guy|man|kid)|sick individual|predator|piece of work)\b",
    r"(?:no|zero|not (?:a|one) (?:bit|ounce|shred) of|without|any) remorse\b",
    r"(?:shows?|showed|has|had) no (?:remorse|conscience|regard)\b",
    r"cold-?[- ]?blooded\b",
    r"pure evil\b",
    r"wouldn't hurt a fly\b",
)

#: Words that are as often no comment at all: somebody confirms them.
LESSER_OUTCOME = union(
    r"(?:we|i|everyone|nobody|detectives)\b[^.!?\n]{0,25}?\b(?:confident|sure|hope\w*|expect\w*|"
    r"look(?:ing)? forward|can't wait|trust|know)\b"
    r"[^.!?\n]{0,60}?\b(?:jur(?:y|ors)|judge|verdict|sentence\w*)\b",
    r"(?:we|cameras|camera|video|they) (?:have|got|caught) (?:him|her|it all|them|the whole thing|"
    r"everything) (?:all )?on (?:video|camera|tape|film|doorbell)\b",
    r"(?:no|without a|beyond (?:a|any|all)) (?:reasonable )?doubt (?:about it|he|she|that|they|in)\b",
    r"nails? (?:him|her|them)\b",
    r"the case (?:against (?:him|her|them) )?is (?:strong|solid|weak|airtight|a lock|over)\b",
    r"(?:jury|jurors|judge|court|da|prosecutors?|grand jury|review board|panel|"
    r"the d\.a\.)\s+(?:will(?! (?:meet|"
    r"hear|decide|"
    r"review|receive|determine|consider|convene|begin|hold|announce|take up|issue|set|be))|"
    r"won't|is going to|are going to|should|has to|must|had better|better|needs? to|ought "
    r"to)\b[^.!?\n]{0,50}",
    r"(?:let|letting|see|set) (?:this|the|that|our) (?:defendant|man|woman|suspect|guy|person) (?:walk|go|"
    r"off|free)\b",
    r"(?:beats?|beating|beat) (?:this|the|that|these) (?:one|charge|charges|rap|case|thing)\b",
    r"(?:swift|quick|speedy|sure) (?:guilty |\w+ )?(?:verdict|conviction|justice)\b",
    r"(?:the )?defen[sc]e\b[^.!?\n]{0,20}?\b(?:will|is going to|wants? to|tries|try|trying|"
    r"hopes?)\b[^.!?\n]{0,20}?\b(?:blame|claim|say|tell|argue|confuse|"
    r"distract|spin|convince|fool)\b",
    r"away for (?:a )?(?:long|very long|good|life|the rest|many|\w+ years)\b",
    r"death penalty\b",
    r"(?:district attorney|da|prosecutors?|judge|court|jury)\b[^.!?\n]{0,20}?\b(?:should have|should've|"
    r"ought to have|could have|needs? to|must)\b[^.!?\n]{0,40}",
    r"(?:this|that|the|one|our) judge\b[^.!?\n]{0,30}(?:thinks?|doesn't|cares?|should|needs|must|again)\b",
    r"(?:is|are|was|worth|means?|matters?)\b[^.!?\n]{0,30}\bto (?:this|that|our|the) (?:judge|court|da|"
    r"district attorney|prosecutor)\b",
    rf"{COURT_WORD}\b[^.\n]{{0,45}}?\b{OPINED}\b",
    rf"{OPINED}\s+(?:\w+\s+){{0,4}}?(?:bail|bond|plea|charges?|judge|sentence|ruling|deal|district "
    rf"attorney|prosecutors?)\b",
    r"catch[- ]and[- ]release\b",
    r"revolving door\b",
    r"(?:back|out) on (?:the|our) streets? (?:already|again|by|within|before|in hours|tonight|thanks)\b",
    r"(?:let|lets|letting|set) (?:him|her|them|these) (?:go|out|walk|free|loose|right back)\b",
    r"released (?:him|her|them)? ?(?:again|already|back|within hours|on no bail|with no bail|before)\b",
    r"(?:zero|no|\$0|cashless)[- ]bail\b(?! warrant)",
)
