"""Doubts about taking sides: opinions, elections, and shops."""

from countersign.screening.doubts.asking import both_in
from countersign.screening.patterns import Look
from countersign.screening.reading import Reading

#: What people quarrel about in public.
_DISPUTED = Look(
    r"\b(?:politic\w*|legislat\w*|lawmakers?|laws?|bill|reforms?|congress|senat\w+|governor|sacramento|washington|"
    r"capitol|"
    r"council\w*|mayors?|supervisors|president|administration|democrat\w*|republican\w*|liberals?|conservatives?|"
    r"left|right-wing|woke|elected|officials|government|media|press|reporters?|journalis\w+|news(?:paper|casts?)?|"
    r"headlines?|paper|ledger|outlets?|bloggers?|columnists?|protest\w*|march(?:es|ers)?|demonstrat\w+|activis\w+|"
    r"riot\w*|immigra\w+|migrants?|border|ice\b|sanctuary|undocumented|illegals?|guns?|second amendment|firearms?|"
    r"weed|cannabis|marijuana|legaliz\w+|homeless\w*|tents?|camps?|encampments?|shelter|bail|judges?|courts?|jury|"
    r"jurors|"
    r"verdict|acquittal|ruling|prosecutors?|district attorney|\bda\b|defund\w*|critics?|haters?|naysayers|"
    r"keyboard|commenters|auditors?|\"?first amendment|aclu|union|mandates?|masks?|vaccin\w+|gender|pronouns?|drag|"
    r"flag|"
    r"anthem|church|religio\w*|prayer|abortion|climate|schools|parents|parenting|generation|kids (?:today|these)|"
    r"society|culture|values|feds|fbi|other (?:departments?|agenc\w+)|(?:police|sheriff's) (?:department|office) "
    r"(?:in|over)|neighboring|next door|taxes|tax|funding|budget cuts?|cuts?|prop(?:osition)? \d+|"
    r"social workers?|open borders?|open-air|sheriff's office|pd|rules|patriot\w*|americans?|country|parents|"
    r"políticos?|leyes|ley|jueces|juez|prensa|medios|periodistas?|manifestantes|protestas?|inmigra\w+|frontera|"
    r"gobierno|gobernador|congreso|armas|alcalde|alcaldesa|jurado|veredicto|capital)\b"
)
#: What a speaker thinks of it.
_JUDGED = Look(
    r"\b(?:should|shouldn't|ought|must|need(?:s)? to|had better|better|deserv\w*|wrong\w*|right(?:ly)?|stupid\w*|"
    r"dumb\w*|"
    r"foolish|idiot\w*|insane|crazy|ridiculous|absurd|pathetic|disgrac\w*|shame\w*|sham|joke|clowns?|circus|nonsense|"
    r"garbage|trash|lies|lying|lied|liars?|fake|bias\w*|agenda|narrative|spin|hypocri\w*|coward\w*|spineless|weak|"
    r"soft|lazy|naive|reckless|dangerous|disaster\w*|fail\w*|broke[n]?|ruin\w*|destroy\w*|kill(?:s|ing)?|hurts?|"
    r"betray\w*|"
    r"blame|fault|thanks to|no wonder|enough|fed up|sick (?:of|and)|tired|disappoint\w*|disgust\w*|outrag\w*|angry|"
    r"sad|sorry|proud|glad|finally|happy|love|hate|bravo|applaud|support|oppose|agree|disagree|believe|think|opinion|"
    r"common sense|wake up|grow up|get a (?:job|life|grip)|stop|instead of|rather than|if only|maybe|perhaps|imagine|"
    r"funny how|interesting|apparently|supposedly|so-called|real|true|actually|honest\w*|simply|only|never|always|"
    r"every time|keep(?:s)?|again|worse|worst|best|great|good|bad|terrible|awful|compassion|freedom|rights|"
    r"entitled|snowflakes?|whin\w+|complain\w*|cry(?:ing)?|forgot|forgets?|ignor\w+|care(?:s)?|don't (?:get|know|"
    r"understand|care)|every day|used to|period|pick one|you can have|got us here|danger|botch\w*|dropped the ball|"
    r"vanish|homework|going to tell|no one|nobody|let(?:s|ting)?|refus\w+|allow\w*|spits?|insult\w*|slap|win|victory|"
    r"isn't|won't|aren't|wouldn't|did (?:its|their|his|her) jobs?|cleaning up|up for debate|no law|change that|"
    r"mient\w+|todos los días|protects? (?:criminals|crooks)|handcuff\w*|common|tie(?:s|d)? our hands|tells? us|"
    r"debería\w*|culpa|vergüenza|basta|mentir\w*|mentiras|inútil\w*|no sirven|hartos?|nunca|siempre|mejor|peor|"
    r"ojalá|por fin|ya era hora)\b|[\U0001f644\U0001f621\U0001f620\U0001f92c\U0001f921\U0001f602]"
)
_PLAIN = Look(
    r"\b(?:public comment|comment period|hearing|agenda item|meeting|will be (?:held|heard)|posted|register\w*|"
    r"polling|drop box|correction|corrected|scam\w*|fraud\w*|counterfeit|stolen|arrest\w*|suspect\w*|detain\w*|"
    r"safe storage|gun locks?|buy-?back|turn in|permits?|traffic|lanes?|avoid|detour|coffee|lunch|bring|rsvp|"
    r"donat\w+|thank you|k-?9|dogs?|cats?|kittens?|charged|arraign\w*|pleaded|"
    r"we respect|not take|volunteers?|scammers?|gift cards)\b"
)


def opinion(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """What people quarrel about, and a word of judgement, in one sentence that announces nothing."""
    return None if _PLAIN(sentence) else both_in(sentence, _DISPUTED, _JUDGED)


_BALLOT = Look(
    r"\b(?:vot(?:e|es|ed|ing|ers?)|elect(?:s|ed|ing|ions?)?|re-?elect\w*|ballots?|polls|candidat\w+|campaign\w*|"
    r"running for|run for|primary|runoff|november|recall(?:s|ed|ing)?|measure [a-z0-9]{1,3}|"
    r"prop(?:osition)? [a-z0-9]{1,3}|medida [a-z0-9]{1,3}|sheriff|supervisor|initiative|referendum|petition|"
    r"assembly bill|senate bill|[as]b ?\d+|party|"
    r"democrat\w*|"
    r"republican\w*|yard signs?|endors\w+|rally|incumbent|challenger|opponent|city hall|office|legislature|lawmakers|"
    r"senator|assembly\w*|council\w*|mayor|governor|tax|bond measure|voto|votar|votemos|vote|elección|elecciones|"
    r"candidat[oa]|boleta|medida|campaña|partido|urnas)\b"
)
_SIDED = Look(
    r"\b(?:support\w*|back(?:s|ed|ing)?|oppos\w+|against|reject\w*|defeat|pass|kill|sign|say|yes|no on|urge\w*|tell|"
    r"call|"
    r"write|email|contact|demand|choose|choice|pick|remember|deserv\w*|need|proud|stand(?:s|ing)? (?:with|up|for)|"
    r"friend|"
    r"change|replace|fire|oust|throw|send|out of office|only|best|right|wrong|good|great|leadership|leader|fight\w*|"
    r"safer?|safety|law and order|tough|our (?:guy|friend|budget|jobs|officers)|fund(?:s|ed|ing)?|cut|hope|win|won|"
    r"apoy\w+|contra|rechac\w+|defiend\w+|mejor|cambio|necesitamos|merece\w*)\b"
)
_CIVIC = Look(
    r"\b(?:polling place|polls (?:are )?open|drop box|register to|registrar|deadline|sample ballot|impartial|"
    r"accepted|league of women|forum|k-?9|mascot|contest|name (?:the|our)|favorite|costume|"
    r"police officer candidates?|"
    r"party (?:at|for|on|city)|birthday|block part\w+|holiday party|parking|meeting|will (?:attend|present|hear|"
    r"speak|"
    r"join)|scam\w*|lost|found|stolen|product recall|recruit\w*|academy|oath|sworn|thank\w*|agenda)\b"
)


def politics(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """An election, a measure or an office, and a word that takes a side."""
    return None if _CIVIC(sentence) else both_in(sentence, _BALLOT, _SIDED)


_SHOP = Look(
    r"\b(?:shops?|stores?|restaurants?|cafés?|cafes?|diners?|baker(?:y|ies)|pizzas?|pizzeria|tacos?|taqueria|"
    r"burgers?|coffee|"
    r"donuts?|beer|brewery|grill|bar|deli|menu|motors?|dealership|dealer|trucks?|garage|mechanics?|tires?|hardware|"
    r"locks(?:mith)?|alarms?|cameras?|doorbells?|security|insurance|realt(?:y|or)|realtors?|mortgages?|loans?|bank|"
    r"bail bonds?|attorneys?|lawyers?|law firm|salon|barber\w*|spa|gym|fitness|dentist|chiropract\w+|jewel\w+|"
    r"florist|"
    r"photograph\w*|wedding|tamales|keys|market|towing|catering|brisket|food|pie|cakes?|deadbolts?|quote|cerrajería|"
    r"oil change|lube|car wash|nails|haircuts?|lunch special|landscap\w+|plumb\w+|roof\w*|contractors?|compan(?:y|"
    r"ies)|brand|products?|business(?:es)?|services?|etsy|"
    r"boutique|"
    r"food truck|catering|app|subscription|vests?|holsters?|knives|flashlights?|candles?|honey|soap|tienda|negocio|"
    r"panadería|restaurante|taller|comida|seguros?|alarmas?|cerraduras?|marca|empresa)\b"
)
_PUSHED = Look(
    r"\b(?:best|finest|greatest|favorite|favourite|recommend\w*|love|loves|amazing|delicious|awesome|incredible|"
    r"great|"
    r"top-?notch|unbeatable|worth|deals?|discounts?|% off|percent off|half off|off (?:your|any|with)|coupons?|promo|"
    r"code|sale|special|free (?:with|estimate|quote|trial|installation)|save|cheap\w*|affordable|prices?|rates?|buy|"
    r"order|book|shop at|check (?:out|them)|try|go (?:to|see|with|get|by|grab)|head (?:to|over|down)|stop (?:by|in)|"
    r"swing by|"
    r"visit|call|ask for|mention|tell (?:them|'em|him|her)|sent you|hook(?:s|ed)? (?:you|us)|only|trust\w*|swear by|"
    r"swears by|nothing beats|nobody|the one|everyone should|must-have|need(?:s)? (?:a|an|new)|get (?:a|an|one|"
    r"yours|your|\w+ (?:at|from))|sells?|message (?:him|her|them)|does|beats|won't use|muy buen|locked out|"
    r"don't walk|for every|gives|gave|proceeds|kicks? back|buys|bring this|show this|switch|use|uses|wife|husband|"
    r"side (?:job|gig|business|hustle)|owned by|runs|opened|now open|"
    r"grand opening|on the side|mejor(?:es)?|descuentos?|compre|recomend\w+|visite|vayan|pregunte|ofertas?|"
    r"barat\w+)\b"
)
_NO_SHOP = Look(
    r"\b(?:scam\w*|phish\w*|fraud\w*|never|do not|stolen|stole|steal\w*|theft|burglar(?:ies|ized)|rob(?:bed|bery)|"
    r"arrest\w*|suspect\w*|crash\w*|thank\w*|donat\w+|sponsor\w*|dui|911|our (?:cameras?|front desk)|your (?:locks?|"
    r"doors?|cameras?|alarm|car|vehicle|garage|doorbell|bank|phone|truck)|coffee with a cop|recall(?:ed)?|"
    r"victim services|services are|"
    r"closed|closure|traffic|lane|investigat\w+|detectives?|footage|video|case|tip(?:s|line)?|k-?9|"
    r"gracias|estafa\w*|hiring|apply|free (?:kits?|locks?|helmets?|gun locks?))\b"
)


def shop(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A business or a product, and a word that sells, in a sentence that warns of nothing and thanks nobody."""
    return None if _NO_SHOP(sentence) else both_in(sentence, _SHOP, _PUSHED)
