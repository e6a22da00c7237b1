"""Doubts about work in progress: what an investigation keeps to itself."""

from countersign.screening.doubts.asking import both_in, span_of
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Reading

#: Those who work on it.
_TEAM = Look(
    r"\b(?:we|our|us|detectives?|investigators?|officers?|deput(?:y|ies)|agents?|swat|teams?|units?|patrols?|"
    r"narcotics|task force|police|k-?9|negotiators?|snipers?|crews?|detectives|agentes?|oficiales|policías?|"
    r"investigadores)\b"
)

#: Where facts come from: people.
_SOURCE = union(
    r"(?:que|who|and) (?:nos |us )?(?:pasaba|pasó|daba|dio|contó|avis\w+|gave|gives|feeds|fed|passed|"
    r"slipped|tipped)\b[^.!?\n]{0,25}"
    r"\b(?:información|datos?|info\w*|tips?|word|details|names?|us)\b",
    r"only (?:whoever|someone who|somebody who|the one|the person|a person)\b[^.!?\n]{0,40}\b(?:know|"
    r"knows)\b",
    r"(?:keep|kept|keeping) it that way\b",
    r"(?:he|she|they|defendant|suspect|prisoner|inmate|witness)\b[^.!?\n]{0,60}\b(?:rides?|comes?|arrives?|"
    r"leaves?|goes|gets?|walks?)\b"
    r"[^.!?\n]{0,40}\b(?:at \d|by the|gate|back door|tunnel|garage|sally ?port|entrance)\b",
    r"(?:informants?|informers?|sources?|snitch\w*|tipsters?|insiders?|cooperat(?:ing|or|ors|es)|squeal\w*|"
    r"flipped|informantes?|soplón|testigos?)\b",
    r"(?:eye-?)?witness(?:es)?\b[^.!?\n]{0,40}\b(?:is|are|was|were|who|said|says|told|saw|heard|identif\w+|"
    r"picked|pointed|lives?|works?|recogni[sz]\w+|gave|described|from|in the)\b",
    r"(?:saw|seen|heard|witnessed|watched|filmed|overheard) (?:the|it|him|her|them|what|everything|who)\b",
    r"(?:spoke|talked|speaking|talking|met|sat down) (?:with|to) (?:detectives|investigators|police|"
    r"officers|us)\b",
    r"(?:caller|tipster|person|man|woman|neighbor|one) who (?:called|tipped|gave us|told us|reported|turned|"
    r"phoned)\b",
    r"(?:tip|word|call|help|information|info|text|messages?) (?:came )?(?:from|by) (?:his|her|their|the|a|"
    r"an|one of|"
    r"someone|somebody)\b",
    r"(?:his|her|their) (?:ex\b|ex-\w+|own \w+|cousin|brother|sister|roommate|neighbor|friend|mother|mom|"
    r"dad|boss|"
    r"cellmate|girlfriend|boyfriend|wife|partner)\b[^.!?\n]{0,30}\b(?:told|turned|tipped|called|gave|talk\w*|"
    r"helped|pointed|confirmed)\b",
)

#: Where facts come from: means.
_MEANS = union(
    r"cameras? (?:in|inside|behind|hidden|under) (?:the|a|an|his|her|their)\b",
    r"(?:track(?:er|ers|ed|ing)|gps|wire(?:tap\w*)?|bug(?:ged)?|listening|eavesdrop\w*|stake-?outs?|staking|"
    r"surveill\w*|"
    r"hidden cam\w*|pole cam\w*|trail cam\w*|cell (?:tower|site|phone (?:data|records|pings?))|ping(?:s|ed|"
    r"ing)?|"
    r"geo-?fence|"
    r"stingray|facial recognition|plate readers?|controlled (?:buys?|purchase)|decoys?|bait\w*|traps?|"
    r"tailing|"
    r"shadowing|eyes on|metadata|phone records|search history|subpoena\w*|clon(?:ed|ing)|hack\w*|"
    r"recorded statement|line-?up|photo array|testif\w+|intercept\w*|drones?|thermal|"
    r"vigilando|rastre\w+|siguiendo|intervenid\w+|cámara oculta)\b",
    r"(?:watch(?:ed|ing)|follow(?:ed|ing)(?! a (?:traffic|car|vehicle))|monitor(?:ed|ing)|listen(?:ed|"
    r"ing) (?:in|"
    r"to)|cloned|hears?|sitting (?:on|outside)|parked outside|recording|reading|observing|tracing) "
    r"(?:him|her|them|his|her|their|the|a|every|this|that|it)\b",
)

#: Said and not to be said.
_HUSH = union(
    r"(?:between us|off the record|hush|shh+|don'?t (?:tell|spread|repeat)|keep (?:this|it) (?:quiet|"
    r"to yourself|"
    r"under)|secret(?:ly)?|not (?:yet )?(?:public|released|announced|been (?:released|told|made public))|"
    r"(?:haven't|hasn't|have not|has not|never) (?:yet )?(?:been )?(?:released|told|said|announced|shared|"
    r"mentioned|"
    r"made public|disclosed)|withh\w+|held back|holding back|hold back|kept (?:quiet|out of|from)|leak\w*|"
    r"only the (?:killer|shooter|thief|burglar|person|one|suspect)|what (?:the public|you|people) (?:don't|"
    r"doesn't|"
    r"didn't)|sneak peek|spoiler|heads up|you didn't hear|inside (?:word|scoop|info)|behind the scenes|"
    r"sealed|"
    r"under seal|confidential (?:source|informant|report|memo|file|investigation|information|witness)|"
    r"classified|"
    r"unreleased|restricted|entre nosotros|no (?:se ha|lo hemos) \w+ad[oa]|"
    r"secreto|sellad[oa]|filtr\w+)\b",
)

#: Papers that are nobody else's.
_PAPERS = union(
    r"(?:ncic|clets|cjis|internal affairs|\bia\b|personnel|disciplinary|grand jur(?:y|ors?)|expunged|"
    r"rap sheet|"
    r"juvenile record|autopsy|medical examiner'?s? (?:said|found|report)|interview (?:tape|video|transcript)|"
    r"polygraph|affidavit says|database|asuntos internos|gran jurado|autopsia|expediente)\b"
)

#: Details of the deed that are for the file.
_HELD_BACK = union(
    r"(?:caliber|shell casings?|murder weapon|the weapon|the knife|the gun|the note|a note|ransom|motive|"
    r"signature|calling card|dna|fingerprints?|footprints?|shoe ?prints?|tattoo|ligature|wounds?|fibers?|"
    r"password|combination|safe|accelerant|entry point|how (?:he|she|they|the \w+) got in|left behind|"
    r"arma|calibre|casquillos?|huellas?|nota)\b[^.!?\n]{0,60}\b(?:was|were|is|are|read|reads|said|says|used|"
    r"found|"
    r"left|written|taken|hidden|match\w*|wrapped|behind|inside|under|fue|era|decía|estaba)\b",
    r"(?:detectives|investigators|we) (?:\w+ )?(?:believe|think|suspect|theori\w+|know|learned|figured|"
    r"are convinced|"
    r"have (?:a|narrowed|identified|an idea)|are (?:looking at|eyeing|focus\w*|zeroing|closing))\b",
    r"(?:person of interest|prime suspect|short list|working theory|closing in|zeroing in|net is|noose|"
    r"matter of (?:time|days|hours)|days away|getting close)\b",
    r"(?:video|footage|camera|body ?cam|tape|recording|audio|911 call)\b[^.!?\n]{0,40}\b(?:shows?|showed|"
    r"you can|"
    r"captur\w+|reveals?|clearly|hear|heard|see)\b",
)

_WILL = Look(
    r"\b(?:will|'ll|going to|gonna|plan(?:s|ned|ning)?|about to|ready to|preparing|tomorrow|tonight|soon|"
    r"next|later|"
    r"this (?:week|weekend|morning|afternoon|evening)|at (?:dawn|sunrise|first light)|before (?:dawn|sunrise|"
    r"daylight)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|sets? (?:for|to)|scheduled|upcoming|coming|more|still|"
    r"mañana|pronto|próxim[oa]|esta noche|vamos|al amanecer|faltan|siguen)\b"
)
#: A warrant or a raid is police work, whoever is not named.
_PAPERED = Look(r"\b(?:search|arrest) warrants?\b|\braids?\b|\bredadas?\b|\bórdenes\b|\bvamos por\b|\biremos por\b")
_STRIKE = Look(
    r"\b(?:arrests?|arresting|warrants?|raids?|raiding|search(?:es|ing)?|sweeps?|busts?|takedowns?|takedown|"
    r"round-?up|"
    r"operation|doors?|knock\w*|storm|serve|serving|hit|hitting|grab|nab|"
    r"sting|"
    r"vamos por|iremos por|redadas?|órdenes|cateos?|allanamiento|arrestos|detener|operativo|catear|allanar|"
    r"caer|caeremos|detendremos|"
    r"remaining|go(?:ing)? in|pick up|move in)\b"
)
_NO_STRIKE = Look(
    r"\b(?:checkpoint|open house|hiring|drill|exercise|court|hearing|arraign\w*|your doors?|lock|clinic|fair|"
    r"search and rescue|missing|road|lane|traffic|dui|expect|join|meeting|closed|council|arrested|"
    r"arrestad[oa]|"
    r"detenid[oa]|search(?:es|ing)? (?:for|continues?|the (?:area|park|river|lake|woods))|charged)\b"
)

_POSITION = Look(
    r"\b(?:roof\w*|rear|back ?yard|back door|side door|stag(?:ed|ing)|position(?:s|ed)?|perimeter|behind|"
    r"inside|"
    r"attic|"
    r"next door|set up|in place|moving in|closing in|entry|surround\w*|crawl\w*|alley|tree ?line|wall|above|"
    r"lines? up|window|upstairs|(?:garage|north|south|east|west|back|front) side|rv|truck|van|"
    r"hallway|stairwell|corner of|across from|techo|azotea|callejón|detrás|por atrás|posición|adentro)\b"
)
_TACTICAL = Look(
    r"\b(?:swat|snipers?|marksm[ae]n|negotiat\w+|barricad\w+|standoff|hostages?|entry team|tactical|armed|"
    r"inside with|on the phone with|officers (?:are|in)|the team|"
    r"gas|flash-?bangs?|robot|breach\w*|armored|bearcat|(?:franco)?tirador\w*|encerrad[oa]|rehenes|atrincherad\w*)\b"
)

_KEPT = union(
    r"(?:victims?|witness(?:es)?|family|families|children|kids|survivors?|suspects?|inmates?|prisoners?|"
    r"defendants?|"
    r"informants?|women|mother|he|she|they|la víctima|las víctimas|testigos?|"
    r"familia)\b[^.!?\n]{0,60}?\b(?:is|are|"
    r"was|"
    r"were|been|being|'s|will be)\s+(?:\w+\s+){0,2}?(?:stay\w*|moved|mov(?:e|ing)|relocat\w*|transport\w*|"
    r"transfer\w*|hous(?:ed|ing)|hid(?:den|ing)|shelter\w*|guarded|sleeping|living|put up|at (?:her|his|"
    r"their|an?|the) \w+'?s? ?(?:house|home|place|apartment|motel|hotel)|driven|flown|escorted|"
    r"llevad\w+|traslad\w+|escondid\w+|hospedad\w+)\b",
    r"(?:victims?|witness(?:es)?|suspects?|inmates?|prisoners?|defendants?)\b[^.!?\n]{0,40}\b(?:leaves?|"
    r"departs?|"
    r"arrives?|"
    r"moves?|rides?|via|by way of|unmarked)\b",
    r"(?:clerk|neighbor|cashier|bartender|employee|resident|driver|owner|tenant|manager|guard|nurse|teacher|"
    r"passenger|"
    r"vecin[oa]|emplead[oa]|cajer[oa])\b[^.!?\n]{0,40}\b(?:saw|heard|identif\w+|picked|pointed|"
    r"recogni[sz]\w+|filmed|"
    r"recorded|testif\w+|gave (?:us|a|detectives|police)|told (?:us|detectives)|agreed|vio|oyó|reconoció|"
    r"identificó)\b",
    r"(?:safe ?house|shelter|refuge|refugio|convoy|motorcade|transport van|prisoner van|"
    r"transfer)\b[^.!?\n]{0,40}"
    r"\b(?:on|at|behind|near|leaves?|via|address|located|next to|en|cerca|detrás)\b",
)
_QUIET = Look(
    r"\b(?:cannot|can't|won't|will not|not be|aren't|are not|do not|don't) (?:be )?(?:releas\w+|shar\w+|"
    r"discuss\w*|"
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
    if (
        (_TEAM(sentence) or _PAPERED(sentence))
        and not _NO_STRIKE(sentence)
        and (span := both_in(sentence, _STRIKE, _WILL))
    ):
        return span
    return both_in(sentence, _TACTICAL, _POSITION)


_UNSAFE = Look(r"\bbetween us|\bsealed|\boff the record|\bdidn't hear|🤫|🤐")
