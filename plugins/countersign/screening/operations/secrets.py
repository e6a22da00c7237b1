"""What an investigation keeps to itself beyond doubt: sources, surveillance, plans, positions, sealed matters."""

from countersign.screening.patterns import union

SOON = (
    r"(?:tonight|tomorrow|this (?:week|weekend|friday|saturday|afternoon|evening|morning)|next "
    r"(?:week|\w+day|month)|(?:on |by )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"before (?:sunrise|dawn|sunup)|at (?:dawn|sunrise|first light|\d{1,2}(?::\d\d)?\s?[ap]\.?m?)|in "
    r"the (?:next|coming)|soon|within the (?:hour|week|day)|any (?:day|minute|hour) now|later "
    r"(?:today|tonight|this)|shortly|in the morning|coming (?:days|weeks))"
)
_WE = (
    r"(?:we|detectives|investigators|agents|narcotics|the task force|our (?:detectives|investigators|people|"
    r"team|unit|"
    r"officers))"
)
_SOMEBODYS = r"(?:his|her|their|the (?:suspect|target|gang|crew|ring)(?:'s|s'|s)?)"
_TEAM = (
    r"(?:snipers?|sharpshooters?|(?:entry|tactical|assault|breach(?:ing)?|arrest|swat) team|swat|"
    r"negotiators?|officers|deputies|"
    r"undercover officers?)"
)

#: Nobody writes these who keeps what an investigation keeps; what went before and is over is told otherwise.
CERTAIN = union(
    r"(?:our|a|the|an|registered|paid) (?:confidential (?:informants?|sources?)|"
    r"paid informants?)\b(?! (?:program|polic|law|act))",
    r"our (?:\w+ )?(?:informants?|snitch|source inside|tipster|mole)\b",
    r"(?:informant|tipster|snitch)(?:'s)? (?:name|identity|brother|sister|girlfriend|cousin)\b",
    r"(?:tips?|information|call|intel|word) (?:that \w+ \w+ )?(?:came|comes|was|"
    r"is) from (?:(?:the )?(?:suspect|shooter)'s|his|her) (?:own |ex-?|former )?"
    r"(?:sister|brother|mother|father|wife|husband|girlfriend|boyfriend|cousin|neighbor|roommate|ex|boss|"
    r"coworker|co-?worker|landlord|friend|aunt|"
    r"uncle|cellmate|partner)\b",
    r"(?:has|have|had|who|who's|been|keeps?|kept)\s+(?:been )?(?:feeding|feeds?|fed|passing|passed|slipping|"
    r"slipped|giving|leaking) (?:us|our (?:detectives|"
    r"officers|team|people)|detectives|investigators) (?:\w+ ){0,2}?(?:names|information|intel|tips|dates|"
    r"info|details)\b",
    r"thanks to (?:a )?(?:tip from )?(?:his|her) (?:own )?(?:cousin|brother|sister|neighbor|ex|girlfriend|"
    r"roommate|co-?worker|landlord|wife)\b",
    r"(?:picked|identified|pointed) (?:him|her|them|the suspect|the man|out)\s*(?:out )?(?:of|from|in) (?:a|"
    r"the|our) (?:photo )?(?:line-?up|six-?pack|"
    r"photo array|array|show-?up)\b",
    r"(?:witness|caller|reporting party)\b[^.!?\n]{0,20}?\b(?:lives|works|is staying|is hiding)\b (?:at|in|"
    r"on|above|next|across|behind)",
    r"(?:only (?:the )?(?:real )?(?:killer|shooter|suspect)|only someone who was there|"
    r"only whoever did it) (?:would|could) know\b|known only (?:to|by) "
    r"(?:us|detectives|investigators|police) and\b",
    r"grand jur(?:y|ors) (?:heard|hears|questioned|will hear) (?:from|testimony)",
    rf"{_WE}(?:'ve|'re| have| are| were| had)?\s+(?:\w+\s+){{0,2}}?(?:cloned|cloning|bugged|tapped|tapping|"
    rf"intercept\w+|eavesdropp\w+|wiretapp\w+)"
    rf"\s+(?:on |to )?{_SOMEBODYS}",
    rf"{_WE}(?:'ve|'re| have| are| were| had)?\s+(?:\w+\s+){{0,2}}?(?:put|placed|planted|slipped|hid|attached|"
    rf"installed|stuck)\s+(?:\w+\s+){{0,2}}?"
    rf"(?:tracker|gps|tracking device|beacon|wire|bug|camera|microphone)s?\b[^.!?\n]{{0,20}}\b{_SOMEBODYS}",
    rf"{_WE}(?:'ve|'re| have| are)\s+(?:been )?(?:\w+ )?(?:reading|monitoring|listening to|watching|following|"
    rf"tailing|sitting on|staking out|"
    rf"surveilling)\s+(?:\w+ ){{0,2}}?{_SOMEBODYS} (?:\w+ )?(?:calls?|phones?|texts?|messages|chats?|"
    rf"group chat|house|home|motel|moves|every move|truck|"
    rf"car)\b",
    r"wire ?-?taps?\b(?! (?:report|law|statute|act|order))",
    r"(?:stingray|cell[- ]site simulator|tower dump|imsi catcher|cellebrite|graykey|pen register|trash pull)s?\b",
    rf"{_WE}(?:'ll|'re| will| are| plan| intend| expect)\s+(?:be )?(?:\w+ ){{0,3}}?(?:raid\w*|storm\w*|"
    rf"kick\w* in|take (?:him|her|them) down|"
    rf"(?:serv|execut)\w+ (?:\w+ ){{0,4}}?warrants?)\b(?! of)[^.!?\n]{{0,60}}?\b{SOON}",
    rf"{SOON}[^.!?\n]{{0,30}}?\b{_WE}(?:'ll| will| are going to) (?:\w+ ){{0,2}}?(?:raid|storm|kick|(?:serve|"
    rf"execute) (?:\w+ ){{0,4}}?warrants?)\b",
    r"(?:more|additional|another|two|three|four|five|six|\d+) (?:\w+ )?(?:search |arrest )?(?:warrants?|"
    r"raids?) (?:to (?:serve|execute)|are planned|planned|"
    r"coming|scheduled)\b",
    rf"{_TEAM}(?:'s|'re)?\s+(?:is|are)\s+(?:now |already |just )?(?:\w+ )?(?:stacked|in the (?:attic|crawlspace|"
    rf"stairwell|tree line)|hiding|behind the (?:\w+ )?(?:garage|fence|house|shed|hedge)|at the (?:back|"
    rf"rear) (?:door|window)|about to (?:go|enter|breach|"
    rf"move)|getting ready to (?:go|enter|breach|move))\b",
    r"(?:snipers?|sharpshooters?|swat|(?:entry|tactical) team) (?:is|are) (?:now |already |"
    r"just )?(?:\w+ )?on (?:the|top of the) (?:\w+ )?(?:roof|rooftop|"
    r"balcony|water tower)\b",
    r"(?:about to|getting ready to|preparing to|ready to) (?:breach|make entry|storm|go in (?:through|from|by))\b",
    r"(?:sealed (?:indictment|warrant|affidavit|juvenile)|under seal)\b",
    r"(?:ncic|clets) (?:return|printout|hit|record|check|query|results?|shows?|came)\b",
    r"(?:transport van|transport|prisoner van|jail van|prisoner|inmate|defendant|"
    r"detainee)\b[^.!?\n]{0,25}?\b(?:leaves|departs|will be (?:moved|"
    r"transported|transferred|driven)|will leave)\b[^.!?\n]{0,40}?(?:\b(?:at|around|by) \d|\bvia\b|"
    r"\bby way of\b|\bunmarked\b|\broute\b)",
    r"(?:domestic violence|battered women's|confidential|women's|dv) shelter (?:is (?:at|in|on|behind|next)|"
    r"has moved to|moved to)\b|safe ?house is\b",
    r"shelter where (?:she|he|they|the (?:victim|family|witness|mother)) (?:is|are)\b",
)
CERTAIN_ES = union(
    r"(?:nuestr[oa] informante|(?:un|una|el|la) informante confidencial|nuestr[oa] soplón|fuente confidencial)\b",
    r"(?:la|el|nuestr[oa]) (?:únic[oa] )?testigo (?:vive|trabaja|se llama|se esconde)\b",
    r"(?:mañana|esta noche|al amanecer|de madrugada|pronto)\b[^.!?\n]{0,30}?\b(?:vamos a (?:catear|allanar|"
    r"entrar|caer)|caeremos|allanaremos|catearemos)\b",
    r"(?:francotirador(?:es)?|equipo (?:de asalto|táctico|swat)|agentes|oficiales|swat) (?:ya )?(?:está|"
    r"están) (?:en (?:el|la) (?:techo|azotea)|por entrar|"
    r"listos para entrar|escondidos)\b",
    r"(?:tenemos|hemos) (?:intervenid|pinchad)\w+ (?:su|el|los|sus) (?:teléfonos?|celular|llamadas)\b",
)
