"""Doubts about taking sides: opinions, elections, and shops."""

import re
from collections.abc import Iterator

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.patterns import Look, linear
from countersign.screening.reading import Reading

#: What people quarrel about in public.
_DISPUTED = Look(
    r"\b(?:politic\w*|legislat\w*|lawmakers?|laws?|bill|reforms?|congress|senat\w+|governor|sacramento|"
    r"washington|"
    r"capitol|"
    r"council\w*|mayors?|supervisors|president|administration|democrat\w*|republican\w*|liberals?|"
    r"conservatives?|"
    r"left|right-wing|woke|elected|officials|government|media|press|reporters?|journalis\w+|news(?:paper|"
    r"casts?)?|"
    r"headlines?|paper|ledger|outlets?|bloggers?|columnists?|protest\w*|march(?:es|ers)?|demonstrat\w+|"
    r"activis\w+|"
    r"riot\w*|immigra\w+|migrants?|border|ice\b|sanctuary|undocumented|illegals?|guns?|second amendment|"
    r"firearms?|"
    r"weed|cannabis|marijuana|legaliz\w+|homeless\w*|tents?|camps?|encampments?|shelter|bail|judges?|"
    r"courts?|jury|"
    r"jurors|"
    r"verdict|acquittal|ruling|prosecutors?|district attorney|\bda\b|defund\w*|critics?|haters?|naysayers|"
    r"keyboard|commenters|auditors?|\"?first amendment|aclu|union|mandates?|masks?|vaccin\w+|gender|"
    r"pronouns?|drag|"
    r"flag|"
    r"anthem|church|religio\w*|prayer|abortion|climate|schools|parents|parenting|generation|kids (?:today|"
    r"these)|"
    r"society|culture|values|feds|fbi|other (?:departments?|agenc\w+)|(?:police|sheriff's) (?:department|"
    r"office) "
    r"(?:in|over)|neighboring|next door|taxes|tax|funding|budget cuts?|cuts?|prop(?:osition)? \d+|"
    r"social workers?|open borders?|open-air|sheriff's office|pd|rules|patriot\w*|americans?|country|parents|"
    r"channel \d+|políticos?|leyes|ley|jueces|juez|prensa|medios|periodistas?|manifestantes|protestas?|marchan?|"
    r"marchas|newsroom|reporting|coverage|"
    r"inmigra\w+|frontera|"
    r"gobierno|gobernador|congreso|armas|alcalde|alcaldesa|jurado|veredicto|capital)\b"
)
#: What a speaker thinks of it.
_JUDGED = Look(
    r"\b(?:should|shouldn't|ought|must|need(?:s)? to|had better|better|deserv\w*|wrong\w*|right(?:ly)?|"
    r"stupid\w*|"
    r"dumb\w*|"
    r"foolish|idiot\w*|insane|crazy|ridiculous|absurd|pathetic|disgrac\w*|shame\w*|sham|joke|clowns?|circus|"
    r"nonsense|"
    r"garbage|trash|lies|lying|lied|liars?|fake|bias\w*|agenda|narrative|spin|hypocri\w*|coward\w*|"
    r"spineless|weak|"
    r"soft|lazy|naive|reckless|dangerous|disaster\w*|fail\w*|broke[n]?|ruin\w*|destroy\w*|kill(?:s|ing)?|"
    r"hurts?|"
    r"betray\w*|"
    r"blame|fault|thanks to|no wonder|enough|fed up|sick (?:of|and)|tired|disappoint\w*|disgust\w*|"
    r"outrag\w*|angry|"
    r"sad|sorry|proud|glad|finally|happy|love|hate|bravo|applaud|support|oppose|agree|disagree|believe|"
    r"think|opinion|"
    r"common sense|wake up|grow up|get a (?:job|life|grip)|stop|instead of|rather than|if only|maybe|"
    r"perhaps|imagine|"
    r"funny how|interesting|apparently|supposedly|so-called|real|true|actually|honest\w*|simply|only|never|"
    r"always|"
    r"every time|keep(?:s)?|again|worse|worst|best|great|good|bad|terrible|awful|compassion|freedom|rights|"
    r"entitled|snowflakes?|whin\w+|complain\w*|cry(?:ing)?|forgot|forgets?|ignor\w+|care(?:s)?|don't (?:get|"
    r"know|"
    r"understand|care)|every day|used to|period|pick one|you can have|got us here|danger|botch\w*|"
    r"dropped the ball|"
    r"vanish|homework|going to tell|no one|nobody|let(?:s|ting)?|refus\w+|allow\w*|spits?|insult\w*|slap|"
    r"win|victory|"
    r"isn't|won't|aren't|wouldn't|did (?:its|their|his|her) jobs?|cleaning up|up for debate|no law|"
    r"change that|"
    r"hit piece|hit job|'d have|has had it|speech|behavior|mient\w+|proteg\w+|todos los días|"
    r"protects? (?:criminals|crooks)|handcuff\w*|common|tie(?:s|d)? our hands|tells? us|"
    r"debería\w*|culpa|vergüenza|basta|mentir\w*|mentiras|inútil\w*|no sirven|hartos?|nunca|siempre|mejor|"
    r"peor|"
    r"ojalá|por fin|ya era hora|no quieren|desorden|crap)\b|"
    r"[\U0001f644\U0001f621\U0001f620\U0001f92c\U0001f921\U0001f602]"
)
_PLAIN = Look(
    r"\b(?:public comment|comment period|hearing|agenda item|meeting|will be (?:held|heard)|posted|"
    r"register\w*|"
    r"polling|drop box|correction|corrected|scam\w*|fraud\w*|counterfeit|stolen|arrest\w*|suspect\w*|"
    r"detain\w*|"
    r"safe storage|gun locks?|buy-?back|turn in|permits?|traffic|lanes?|avoid|detour|coffee|lunch|bring|rsvp|"
    r"donat\w+|thank you|k-?9|dogs?|cats?|kittens?|charged|arraign\w*|pleaded|"
    r"we respect|not take|volunteers?|scammers?|gift cards)\b"
)


#: How somebody speaks who takes a side, whatever it is about.
_RANT = Look(
    r"\b(?:thanks for nothing|plain and simple|do (?:your|its|their|his|her) (?:homework|jobs?)|wake up|"
    r"mark our words|open season|hates? us|done apologi\w+|"
    r"just saying|common sense|so much for|"
    r"end of story|full stop|spare us|unpopular opinion|hot take|rant|"
    r"no apologies|boo hoo|"
    r"nowhere to be (?:seen|found)|hora de que alguien|time (?:somebody|"
    r"someone) (?:\w+ ){0,3}?said|nobody needs an?|learn a thing or two|nadie (?:está|estamos) segur[oa]s?|"
    r"elections have consequences|"
    r"wonder why|ya basta|a ver si|los únicos)\b"
)


def opinion(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """What people quarrel about, and a word of judgement, in one sentence that announces nothing."""
    if rant := _RANT.search(sentence):
        return rant.span()
    if _PLAIN(sentence):
        return None
    return both_in(sentence, _DISPUTED, _JUDGED) or _of_an_actor(reading, sentence)


def _of_an_actor(reading: Reading, sentence: str) -> tuple[int, int] | None:
    """Somebody who is quarrelled about, or a neighbouring agency, in a sentence that reports nothing."""
    if _REPORTED(sentence):
        return None
    named = ((at, at + len(name)) for name in _neighbors(reading) if (at := sentence.find(name)) >= 0)
    blamed = ((start, end) for start, end in named if _BLAMED(sentence[end : end + 40]))
    return span_of(_ACTORS, sentence) or next(blamed, None)


#: What is said of another agency that is no news.
_BLAMED = Look(
    r"\b(?:would|gave|let|lets|fail\w*|can't|couldn't|won't|wouldn't|should|never|always|again|as usual|as they do|"
    r"dropped|botched|blew|missed|refus\w+|ignor\w+|forgot|slow|soft|lazy)\b"
)


def _neighbors(reading: Reading) -> Iterator[str]:
    for neighbor in reading.policy.neighbors:
        yield from (city.lower() for city in neighbor.cities)
        yield _OF_WHAT.sub("", neighbor.name.lower()).strip()


_OF_WHAT = re.compile(r"\s+(?:police|sheriff|department|public safety).*")

#: Who is quarrelled about most.
_ACTORS = Look(
    r"\b(?:politicians?|lawmakers?|legislature|legislators?|congress|sacramento|washington|governor|(?:the|"
    r"this|our|that) council|judges|courts|revolving door|"
    r"the media|the press|reporters?|journalists?|headlines?|channel \d+|protesters?|activists?|marchers|"
    r"agitators|immigra\w+|"
    r"migrants?|sanctuary|gun (?:control|laws?|rights|owners)|second amendment|bail reform|defund\w*|"
    r"mandates?|critics?|haters?|"
    r"liberals?|conservatives?|woke\w*|the sheriff's office|the feds|the state|(?:these|those|the|estas|"
    r"las) (?:new )?(?:laws|leyes)|other (?:departments?|agencies)|flag|protestas?|manifestantes|la prensa|"
    r"los medios|los jueces|jueces|políticos?|gobierno|migrantes?)\b"
)
#: News of it: when, how many, who decided, what was posted.
_REPORTED = Look(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:today|tonight|tomorrow|yesterday|noon|will|"
    r"voted?|passed|signed|"
    r"approved|announced|decided|met|meets?|meeting|asked|requires?|required|effect|hear|heard|posted|"
    r"report|records?|"
    r"planned|attend\w*|spoke|visit\w*|joined|read|review\w*|brief\w*|conference|interview|questions?|"
    r"contact|email|call|"
    r"right to|peaceful\w*|traffic|closed?|crowd|arrests?|permit|safe|sworn|office of|status|agenda|public|"
    r"request\w*|"
    r"thank\w*|condolence\w*|national|patrols?|sworn|hosted|lun|mar|miércoles|jueves|viernes|sábado|domingo|"
    r"gracias)\b"
)

_BALLOT = Look(
    r"\b(?:vot(?:e|es|ed|ing|ers?)|elect(?:s|ed|ing|ions?)?|re-?elect\w*|ballots?|polls|candidat\w+|"
    r"campaign\w*|"
    r"running for|run for|primary|runoff|november|recall(?:s|ed|ing)?|measure [a-z0-9]{1,3}|"
    r"prop(?:osition)? [a-z0-9]{1,3}|medida [a-z0-9]{1,3}|sheriff|supervisor|initiative|referendum|petition|"
    r"assembly bill|senate bill|[as]b ?\d+|party|"
    r"democrat\w*|"
    r"republican\w*|yard signs?|endors\w+|rally|incumbent|challenger|opponent|city hall|office|legislature|"
    r"lawmakers|"
    r"senator|assembly\w*|council\w*|mayor|governor|tax|bond measure|voto|votar|votemos|vote|elección|"
    r"elecciones|"
    r"candidat[oa]|boleta|medida|campaña|partido|urnas)\b"
)
_SIDED = Look(
    r"\b(?:support\w*|back(?:s|ed|ing)?|oppos\w+|against|reject\w*|defeat|pass|kill|sign|say|yes|no on|"
    r"urge\w*|tell|"
    r"call|"
    r"write|email|contact|demand|choose|choice|pick|remember|deserv\w*|need|proud|stand(?:s|ing)? (?:with|"
    r"up|for)|"
    r"friend|loves?|next|soon enough|gets it|doesn't|"
    r"change|replace|fire|oust|throw|send|out of office|only|best|right|wrong|good|great|leadership|leader|"
    r"fight\w*|"
    r"safer?|safety|law and order|tough|our (?:guy|friend|budget|jobs|officers)|fund(?:s|ed|ing)?|cut|hope|"
    r"win|won|"
    r"apoy\w+|contra|rechac\w+|defiend\w+|mejor|cambio|necesitamos|merece\w*)\b"
)
_CIVIC = Look(
    r"\b(?:polling place|polls (?:are )?open|drop box|register to|registrar|deadline|sample ballot|impartial|"
    r"accepted|league of women|forum|k-?9|mascot|contest|name (?:the|our)|favorite|costume|"
    r"police officer candidates?|"
    r"party (?:at|for|on|city)|birthday|block part\w+|holiday party|parking|meeting|will (?:attend|present|"
    r"hear|"
    r"speak|"
    r"join)|scam\w*|lost|found|stolen|product recall|recruit\w*|academy|oath|sworn|thank\w*|agenda)\b"
)


#: Papers of a campaign that lie at a counter.
_CAMPAIGN = Look(
    r"\b(?:recall|ballot|initiative) (?:petitions?|drive|effort|campaign)|\bpetitions? (?:is|are|at|to)|"
    r"\b(?:yard|campaign|lawn) signs?|"
    r"\bcampaign (?:flyers?|stickers?|buttons?|headquarters|events?)"
)


def politics(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """An election, a measure or an office, and a word that takes a side."""
    return None if _CIVIC(sentence) else both_in(sentence, _BALLOT, _SIDED) or span_of(_CAMPAIGN, sentence)


_SHOP = Look(
    r"\b(?:shops?|stores?|restaurants?|cafés?|cafes?|diners?|baker(?:y|ies)|pizzas?|pizzeria|tacos?|taqueria|"
    r"burgers?|coffee|"
    r"donuts?|beer|brewery|grill|bar|deli|menu|motors?|dealership|dealer|trucks?|garage|mechanics?|tires?|"
    r"hardware|"
    r"locks(?:mith)?|alarms?|cameras?|doorbells?|security|insurance|realt(?:y|or)|realtors?|mortgages?|"
    r"loans?|bank|"
    r"bail bonds?|attorneys?|lawyers?|law firm|salon|barber\w*|spa|gym|fitness|dentist|chiropract\w+|"
    r"jewel\w+|"
    r"florist|"
    r"photograph\w*|wedding|tamales|keys|market|towing|catering|brisket|food|pies?|wieners|cakes?|"
    r"deadbolts?|quote|cerrajería|"
    r"oil change|lube|car wash|nails|haircuts?|lunch special|landscap\w+|plumb\w+|roof\w*|contractors?|"
    r"compan(?:y|"
    r"ies)|brand|products?|business(?:es)?|services?|etsy|"
    r"boutique|cupcakes|classes|membership|traffic school|\w+\.com|[a-z]+'s (?:garage|barbers?|tacos|"
    r"motors)|los de|film|tree|brands?|candados|tacos|tamales|"
    r"food truck|catering|app|subscription|vests?|holsters?|knives|flashlights?|candles?|honey|soap|tienda|"
    r"negocio|grúas?|mecánico|cerrajer[oa]|abogados?|"
    r"panadería|restaurante|taller|comida|seguros?|alarmas?|cerraduras?|marca|empresa)\b"
)
_PUSHED = Look(
    r"\b(?:best|finest|greatest|favorite|favourite|recommend\w*|love|loves|amazing|delicious|awesome|"
    r"incredible|"
    r"great|"
    r"top-?notch|unbeatable|worth|deals?|discounts?|% off|percent off|half off|off (?:your|any|with)|"
    r"coupons?|promo|"
    r"code|sale|special|free (?:with|estimate|quote|trial|installation)|save|cheap\w*|affordable|prices?|"
    r"rates?|buy|"
    r"order|book|shop at|check (?:out|them)|try|go (?:to|see|with|get|by|grab)|head (?:to|over|down)|"
    r"stop (?:by|in)|"
    r"swing by|"
    r"visit|call|ask for|mention|tell (?:them|'em|him|her)|sent you|skip|made for|taking orders|famous|"
    r"worth it|say buy|we say|nothing else|go get|get some|gift|member(?:ship)?s?|sells?|vende|"
    r"l[oa]s? más (?:honest|honrad|rápid|barat|confiabl|ric|sabros|económic)\w+|no hay (?:mejor|iguales)|"
    r"para (?:sus?|tus?)|l[oa]s de|easiest|owner|\$\d+|hook(?:s|ed)? (?:you|us)|"
    r"only|trust\w*|swear by|"
    r"swears by|nothing beats|nobody|the one|everyone should|must-have|need(?:s)? (?:a|an|new)|get (?:a|an|"
    r"one|"
    r"yours|your|\w+ (?:at|from))|sells?|message (?:him|her|them)|does|beats|won't use|muy buen|locked out|"
    r"don't walk|for every|gives|gave|proceeds|kicks? back|buys|bring this|show this|switch|use|uses|wife|"
    r"husband|"
    r"side (?:job|gig|business|hustle)|owned by|runs|opened|now open|"
    r"grand opening|on the side|mejor(?:es)?|descuentos?|compre|recomend\w+|visite|vayan|pregunte|ofertas?|"
    r"barat\w+|lleven?|instalan|cobran|mencion\w+|algo bueno)\b"
)
_NO_SHOP = Look(
    r"\b(?:scam\w*|phish\w*|fraud\w*|never|do not|stolen|stole|steal\w*|theft|burglar(?:ies|ized)|rob(?:bed|"
    r"bery)|"
    r"arrest\w*|suspect\w*|crash\w*|thank\w*|donat\w+|sponsor\w*|dui|911|our (?:cameras?|front desk)|"
    r"your (?:locks?|"
    r"doors?|cameras?|alarm|car|vehicle|garage|doorbell|bank|phone|truck)|coffee with a cop|recall(?:ed)?|"
    r"victim services|services are|"
    r"closed|closure|traffic(?! school)|lane|investigat\w+|detectives?|footage|video|case|tip(?:s|line)?|"
    r"k-?9|"
    r"gracias|estafa\w*|hiring|apply|free (?:kits?|locks?|helmets?|gun locks?))\b"
)


#: A name with a capital in its middle, or of somebody's own place: ‘ClearShield’, ‘Gus's Garage’.
_BRAND = linear(
    r"(?<![#@\w])(?!(?:Mc|Mac|De|La|Le|Van|Di|Du|O)[A-Z]|HarborGlen|iPhone|YouTube|FaceTime|LinkedIn|TikTok|"
    r"WhatsApp|NextDoor)"
    r"(?:[A-Z][a-z]+[A-Z][a-z]+\w*|[A-Z][a-z]+'s (?:on|in|at|[A-Z][a-z]+))"
)
_PRICED = Look(
    r"\b(?:\d+(?: dollars| bucks|%| percent|\s?% de)? (?:off|de descuento|descuento)|half off|"
    r"buy one|use code|code [a-z]+\d*\b|"
    r"(?:for|at|only|just|from) \$\d+[^.!?\n]{0,20}\b(?:each|dozen|apiece|a (?:pound|box|plate|month|"
    r"class)))\b"
)


def shop(reading: Reading, begin: int, sentence: str) -> tuple[int, int] | None:
    """A business or a product, and a word that sells, in a sentence that warns of nothing and thanks nobody."""
    if _NO_SHOP(sentence):
        return None
    brand = _BRAND.search(reading.text[begin : begin + len(sentence)])
    if brand and (pushed := _PUSHED.search(sentence) or _SHOP.search(sentence)):
        return min(brand.start(), pushed.start()), max(brand.end(), pushed.end())
    return both_in(sentence, _SHOP, _PUSHED) or span_of(_PRICED, sentence)
