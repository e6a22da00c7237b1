"""Details of investigations: informants, witnesses, surveillance, plans, positions, sealed and held-back matters."""

from collections.abc import Iterator

from countersign.screening.operations.secrets import CERTAIN, CERTAIN_ES, SOON
from countersign.screening.patterns import Look, union
from countersign.screening.reading import Hit, Reading
from countersign.screening.signs import asked, weighed

_RAID = (
    r"(?:search warrants?|arrest warrants?|warrants?|raids?|arrests?|sweep|bust|busts|takedown|"
    r"take-down|round-?up|sting|buy|controlled buy|operation|house|houses|door|doors|apartment|"
    r"trailer|suspects?|motel)"
)

_SIGNS = union(
    r"(?:shelter|safe ?house|motel|hotel|place|house) where (?:she|he|they|the (?:victim|family|women|"
    r"kids|witness|mother)) (?:is|are|was|were)",
    # informants and witnesses
    r"(?:confidential|registered|paid|our|an|the|another|his|longtime|reliable|"
    r"jailhouse)\s+(?:\w+\s+)?(?:informants?|c\.?i\.?\b|snitch(?:es)?|tipsters?|cooperating "
    r"witness(?:es)?|sources?)\s*(?:,|-|:|named|known|who|is|was|inside|lives|works|told|tipped|at|"
    r"bought|wore|from|in the|close to|\"|has been)",
    r"confidential (?:source|informant)\b",
    r"(?:wore|wearing) a wire\b",
    r"turned (?:state's evidence|informant|on (?:him|her|his|their)(?! (?:\w+ )?(?:lights?|sirens?|signal|"
    r"camera)))\b",
    r"flipped on\b",
    r"(?:star|key|main|only|sole|lone|eye|our|critical|chief)\s*-?(?:eye)?witness(?:es)?\s*(?:,|-|:|"
    r"is (?:the|a|an|hiding|staying)\b|was (?:the|a|an)\b|lives|works|named|saw|who|"
    r"picked)\s*[^.!?\n]{2,60}",
    r"witness(?:es)?\s*(?:,|named|is|was)\s+(?:the|a|an)\s+(?:\w+\s+){0,3}?(?:clerk|cashier|neighbor|"
    r"owner|driver|barista|waitress|bartender|nurse|teacher|employee|manager|teen|girl|boy|woman at|"
    r"man at|guard)\b",
    r"(?:saw everything|saw it all|saw the whole thing)\b",
    r"(?:picked|pick|identified|pointed) (?:him|her|them|the suspect|the man|out)\s*(?:out )?(?:of|"
    r"from|in|out of) (?:a|the|our) (?:photo )?(?:line-?up|six-?pack|photo array|array|show-?up)\b",
    r"(?:line-?up|photo array|six-pack|show-?up)\b[^.!?\n]{0,40}(?:picked|identified|chose|pointed)",
    r"(?:clerk|cashier|neighbor|driver|woman|man|teen|employee|bartender|customer|guest|roommate|tenant|"
    r"person)\b[^.!?\n]{0,50}?"
    r"\b(?:saw|identified|recognized|knows) (?:the |his |her )?(?:shooter|suspect|killer|gunman|attacker|"
    r"robber|driver|man|face)\b",
    r"(?:agreed|agrees|willing|prepared|going|ready|scared|afraid|set) to testify\b",
    r"(?:will|would|can|could|'ll) testify (?:against|that|about|for)\b",
    # held back
    r"(?:kept|keep|keeping|held|holding|hid|withheld|saved)\b[^.!?\n]{0,40}?\bfrom (?:the )?(?:public|"
    r"media|press|papers|reporters|everyone)\b",
    r"(?:neighbor|witness|clerk|roommate|tenant|tipster|bystander|passenger|coworker|"
    r"cashier)\b[^.!?\n]{0,60}?\b(?:heard|saw|recorded|filmed|"
    r"gave|picked|told)\b[^.!?\n]{0,30}?\b(?:it all|everything|whole thing|statement|shooter|interview|"
    r"out of|lineup|us who|detectives who)\b",
    r"(?:we've|we have|got|have|keeping|with) (?:got )?(?:eyes|ears|someone|a camera|men|people|a team|"
    r"officers) on (?:a|an|the|his|her|their)",
    r"(?:will|'ll|going to|gonna|plan to|ready to|about to|set to) (?:go in|move in|hit|raid|roll in|"
    r"knock|strike|pounce|take (?:him|her|them) down|"
    r"grab (?:him|her|them)|scoop)",
    r"safe ?house",
    r"(?:known|knew|know) only (?:to|by) (?:us|detectives|investigators|police|the (?:killer|shooter|"
    r"police|suspect))",
    r"grand jur(?:y|ors)\b[^.!?\n]{0,30}?\b(?:heard|hears|saw|will hear|testif\w+|asked|listened|voted|"
    r"questioned|is looking)",
    r"(?:we|detectives|officers|agents|investigators|deputies|swat)(?:'re|"
    r"'ll)?\s+(?:\w+\s+){0,2}?(?:plan\w*|intend\w*|expect\w*|hope|hoping|aim|set|going|ready|prepar\w+)"
    r"\s+(?:\w+ )?to\s+(?:pick up|arrest|grab|round up|serve|raid|hit|take down|move on|search|nab|detain|"
    r"scoop up|knock)",
    r"(?:we|detectives|officers|agents|investigators|our (?:detectives|people|team|officers))\s+(?:are|is|"
    r"have been|were|got|sit|lurk)\s+(?:\w+ )?(?:inside|in|on|reading|"
    r"watching|lurking in)\s+(?:\w+'?s? ){0,3}?(?:chat|group chat|forum|server|channel|phones?|messages|"
    r"feed|account|dms?|discord|telegram|whatsapp)\b",
    r"(?:tips?|information|call|intel|word|lead|id)\s+(?:came|comes|was from|"
    r"is from)\s+(?:\w+ )?(?:from\s+)?(?:the (?:suspect|shooter|man|woman|victim)'s|his|her|their|a|an|"
    r"the)\s+(?:own |ex-?|former |\w+ )?(?:sister|brother|mother|father|wife|husband|girlfriend|boyfriend|"
    r"cousin|neighbor|roommate|ex|boss|coworker|"
    r"co-?worker|landlord|friend|aunt|uncle|clerk|bartender|cellmate|partner)\b",
    r"(?:negotiators?|(?:entry|tactical|swat|second|arrest) team|swat|snipers?|"
    r"the team)\b[^.!?\n]{0,60}?\b(?:lines? up|lined up|stacks?|in place|in position|on the (?:phone|roof|"
    r"east|west|north|south)|by the (?:door|window|wall|fence)|wall|out back|staged|"
    r"waiting for)",
    r"only (?:the )?(?:killer|shooter|suspect|person who did|real \w+|someone who was|whoever did) "
    r"(?:would|could|will)? ?(?:know|knows)\b",
    r"(?:haven't|have not|never|not yet|hasn't been|had not been|haven't been|hadn't|didn't) (?:told|"
    r"released|shared|made|been made|publicly|mentioned|disclosed|said|announced|reported|been "
    r"released|been shared|given)\b[^.!?\n]{0,30}(?:public|anyone|media|press|anybody|publicly|until "
    r"now|before|this)\b",
    r"(?:holding|held|hold|keeping|kept) (?:\w+ ){0,3}?(?:back|secret|quiet|under "
    r"wraps)\b[^.!?\n]{0,20}(?:but|until|:|is|was|that|the|from)",
    r"(?:between (?:us|you and me)|you didn't hear (?:it|this)|don't tell (?:anyone|the)|off the "
    r"record|keep this (?:quiet|between)|under wraps|top secret|hush-hush|shh+|our little secret|not "
    r"supposed to (?:say|share|tell|post)|shouldn't (?:say|be saying|tell|share|post) this|between "
    r"nosotros|entre nos|no le digan a nadie|que quede entre nosotros|no deberíamos decir\w*)\b",
    r"not (?:public|been made public|released|for release) yet\b",
    r"(?:detail|fact|clue)s? (?:we|that we|detectives|investigators)(?:'ve| have)? (?:been )?(?:held|"
    r"kept|withheld|holding|saving)\b",
    r"the (?:killer|shooter|attacker|burglar|robber) (?:left|wrote|carved|used|signed|"
    r"always|posed|arranged) (?:a|an|the|his|her|only|notes?)\b",
    # surveillance and techniques
    r"(?:we|we've|detectives|investigators|officers|deputies|agents|our (?:team|detectives|unit|people)|"
    r"the task force)(?:'ve)?\s+"
    r"(?:\w+\s+){0,3}?(?:listen\w*|watch\w*|follow\w*|track\w*|trac(?:ed|ing)|monitor\w*|intercept\w*|"
    r"record(?:ed|ing)|"
    r"bug(?:ged|ging)|tapp\w+|ping\w*|tail\w*|shadow\w*|eavesdrop\w*|read|reading|copied|cloned|planted|"
    r"hid|hidden|mounted|"
    r"installed|attached|slipped|put|placed|used)\s+(?:\w+\s+){0,2}?(?:to |on |in |at |under |inside |"
    r"into )?(?:\w+ )?(?:his|her|"
    r"their|its|suspects?'?s?|a fake|a hidden|an? (?:gps|tracker|camera|wire|beacon)|the (?:gang|crew|"
    r"ring|target|suspect)'?s?)\b"
    r"[^.!?\n]{0,30}?\b(?:calls?|phones?|texts?|messages|dms?|e-?mails?|car|truck|van|boat|bike|house|"
    r"home|garage|door|moves?|"
    r"location|account|chats?|computer|cell|tower|mail|trash|meetings?|tracker|camera|gps|wire|beacon)\b",
    r"(?:tracker|gps|tracking device|beacon|wire|bug|camera|microphone)\s+(?:\w+\s+)?(?:on|in|under|"
    r"inside|outside|across from|at)"
    r"\s+(?:his|her|their|the suspect\w*|the house|a nearby)\b",
    r"(?:fake|portable|mobile|phony) cell (?:tower|site)|home (?:in|d in) on (?:his|her|their)\b",
    r"(?:sitting on|staking out|staked out|surveilling|tailing|tailed|trailing|shadowing|been "
    r"watching|watching|been following|keeping eyes on|eyes on|camped out(?:side)?|parked outside|set "
    r"up on|sat on|spying on|monitoring) (?:\w+ ){0,3}?(?:house|home|apartment|suspect|suspects|him|"
    r"her|them|his|car|motel|block|address|place|garage|warehouse|trailer|phone|phones|calls|facebook|"
    r"instagram|location|stash|crew|target|targets|building|unit)\b",
    r"(?:under|our|round-the-clock|24-hour|24/7|conducting|ongoing|weeks of|months of|days of) (?:\w+ "
    r")?surveillance\b(?! (?:van|truck|car|camera|video|footage|still))",
    r"stake-?out\b(?! (?:truck|van|car|vehicle|team))",
    r"(?:tapped|tapping|bugged|listening (?:in )?(?:to|on)|intercept\w+|recording|cloned|pinged|"
    r"pinging|pings|tracked|tracking|track|traced|tracing|followed) (?:\w+ ){0,2}?(?:phones?|cell "
    r"?phones?|calls|texts|messages|line|burner|car|truck|vehicle|every move|location|cell|signal|van|"
    r"shipment|package)\b",
    r"(?:gps|location|magnetic|tracking|hidden|electronic|at&t) ?(?:tracker|tracking device|device|"
    r"beacon|bug|unit)s?\b(?! found)",
    r"(?:pole|hidden|covert|secret|concealed|undercover|spy|nanny|trail) cam(?:era)?s?\b",
    r"(?:stingray|cell[- ]site simulator|tower dump|geofence warrant|trap and trace|pen register|"
    r"trash pull|imsi catcher|cellebrite|graykey|bait (?:car|package|bike)s? (?:is|are|at|parked|on|"
    r"near|outside|sits|will be))\b",
    r"tracker\b[^.!?\n]{0,40}(?:car|truck|van|bumper|vehicle|told us|led us|under|on his|on her)",
    r"(?:controlled|undercover) (?:buys?|purchases?)\b",
    r"(?:drone|helicopter|plane) (?:is|has been|will be) (?:hovering|watching|over|following|circling|"
    r"above) (?:his|her|the|their)\b",
    r"license plate readers? (?:at|on|near|by) (?:the )?\w+",
    # plans
    rf"(?:we|our|detectives|swat|officers|investigators|deputies|team|units|agents|federal agents|"
    rf"narcotics|gang unit)(?:'ll|'re| will| are| is|'ve got| have| got| plan| "
    rf"intend)?\s+(?:(?!finish|complet|conclud|wrapp|ended)\w+\s+){{0,4}}?(?:hit|hitting|serve|serving|raid|"
    rf"raiding|arrest|arresting|execute|"
    rf"executing|kick|kicking|search|searching|pick(?:ing)? (?:him|her|them) up|grab|grabbing|"
    rf"round(?:ing)? up|take (?:him|her|them) down|bust|busting|make|making|move in|moving in|storm|"
    rf"storming|sweep|sweeping|knock\w*)\b[^.!?\n]{{0,60}}?\b{SOON}",
    rf"{SOON}[^.!?\n]{{0,40}}?\b(?:we|our|detectives|swat|officers|investigators|deputies|team|"
    rf"units)(?:'ll|'re| will| are| have| plan)\s+(?:\w+\s+){{0,3}}?(?:hit|hitting|serve|serving|raid|"
    rf"raiding|arrest|arresting|execute|executing|kick|search|bust|move in|moving in|storm|grab|pick "
    rf"up|round up)\b",
    r"(?:more|additional|other|several|another|two|three|four|five|six|\d+|a few|dozens of|couple(?: "
    r"of)?)\s+(?:\w+\s+){0,2}?(?:arrests?|warrants?|raids?|search warrants?|busts?)\s+(?:are |is |"
    r"will be |to be |left |scheduled |planned |coming|set |going |to )",
    rf"{_RAID}\s+(?:is|are|will be|has been|planned|set|scheduled|happening|going down|coming|coming "
    rf"up)\s+(?:\w+\s+){{0,3}}?(?:for |on )?{SOON}",
    # positions
    r"(?:snipers?|marksm[ae]n|sharpshooters?|entry team|swat team|tactical team|swat|assault team|"
    r"breach(?:ing)? team|k-?9 team|negotiators?|officers|deputies|units?|undercover officers?|"
    r"team)\s+(?:is|are|has|have|will be|being|already|now|just|moved|set up|'s|"
    r"'re)?\s*(?:\w+\s+){0,2}?(?:on (?:the|top of|a) (?:roof|rooftop|balcony|north|south|east|west|"
    r"water tower|second floor|\w+ roof)|at the (?:back|front|rear|side) (?:door|window|gate|"
    r"entrance)|stacked|staged (?:at|in|behind|on|near|inside)|staging (?:at|in|behind|on|near)|"
    r"behind the (?:\w+ )?(?:garage|fence|house|dumpster|building|store|church|hedge|wall|truck|van|"
    r"shed|bushes|school|bearcat)|in (?:the )?(?:attic|alley|bushes|backyard|back yard|crawlspace|"
    r"stairwell|hallway|tree line|house next door)|inside the|hiding|about to (?:go|enter|breach|move|"
    r"make)|going in|making entry|moving (?:in|up)|approaching from|entering (?:through|from|the)|"
    r"breaching|flanking|in position|positioned|surrounding)",
    r"(?:about to|getting ready to|preparing to|ready to|fixing to) (?:breach|make entry|go in|storm|"
    r"enter|gas|rush|deploy|send in)",
    r"command post (?:is |at |in |behind |set up )+[^.!?\n]{3,40}",
    # sealed, NCIC, internal affairs
    r"(?:sealed|under seal|gag order|grand jury (?:testimony|heard|transcript|witness|secret\w*|"
    r"subpoena\w*|is hearing|indictment is))",
    r"(?:warrant|affidavit|indictment|record|case|file|records|juvenile record) (?:is|are|was|"
    r"remains?|were) (?:still )?sealed\b",
    r"(?:ncic|clets|cjis|leads|iii|triple i|dmv|cal-?id|criminal history) (?:return|printout|hit|"
    r"record|check|search|query|results?|entry|database|data|photo|shows?|came)",
    r"(?:ran|run|running) (?:him|her|them|his|her|their|the) (?:\w+ ){0,2}?(?:through|in) (?:ncic|"
    r"clets|the (?:system|computer|database))\b",
    r"ncic\b",
    r"clets\b",
    r"(?<!asked for the )(?<!requested the )(?<!request for the )(?:internal affairs|i\.?a\.?\b|personnel|"
    r"disciplinary|misconduct|complaint) (?:file|files|"
    r"record|records|report|interview|case|transcript|history|memo|complaint|"
    r"investigators?)\b[^.!?\n]{0,20}?(?:shows?|says|reveals?|on|against|of|about|lists?|for|is|was|"
    r"that|found|names?)",
    r"(?:internal affairs|ia) (?:is |are )?(?:looking at|investigating|interviewed|talked to|cleared|"
    r"questioned|opened|has) (?:officer|sgt|sergeant|deputy|lt|\w+ \w+ for|a case|an? \w+ "
    r"on)",
    # unreleased video, whereabouts
    r"(?:unreleased|unseen|unedited|not-yet-released|never-before-seen|leaked|raw|confidential) "
    r"(?:\w+ )?(?:video|footage|clip|bodycam|body cam|tape|audio|recording|photos?)\b",
    r"(?:body[- ]?(?:worn )?cam(?:era)?|dash ?cam|surveillance|jail|interview|interrogation)(?:era)? "
    r"(?:video|footage|tape|recording)?\s*(?:that )?(?:we )?(?:haven't released|hasn't been released|"
    r"not (?:yet )?released|won't be released|clearly shows|shows (?:him|her|the (?:suspect|man|woman|"
    r"officer|driver))|before (?:it is|it's) (?:public|released))",
    r"(?:video|footage) (?:that |which )?(?:isn't|is not|hasn't been|has not been|won't be|not yet|we "
    r"haven't) (?:public|out|released|been released|shared)",
    r"(?:watched|seen|saw|viewed) the (?:\w+ )?(?:body ?cam|video|footage|bodycam)",
    r"(?:victim|victims|survivors?|family|witness(?:es)?|kids|children|women|mother|informant|suspect|"
    r"inmate|prisoner|defendant|detainee|accused|she|he|they)\s+(?:\w+\s+){0,3}?(?:is|are|was|were|"
    r"has been|have been|will be|'s|'re)\s+(?:being |now |currently |safely |all )*(?:moved|"
    r"transported|transferred|housed|staying|placed|hidden|relocated|sheltered|hiding|taken|driven|"
    r"put up|kept|held|guarded|bused|brought)\s+(?:out\s+)?(?:at|to|in|with|from|on|by)\s+(?:the |a |"
    r"room |our )?(?:\w+ ){0,3}?(?:motel|hotel|inn|shelter|safe ?house|hospital room|room \d+|suites|"
    r"lodge|church|hotel room|on \w+ (?:street|avenue|lane|road)|route \d+|highway \d+|convoy|van at|"
    r"house on|house at|house in|aunt|cousin|grandmother|sister)",
    r"(?:safe ?house|women's shelter|domestic violence shelter|dv shelter|confidential shelter|"
    r"battered women's shelter|refugio) (?:is|at|on|located|sits|behind|está|queda|in|next to|has "
    r"moved)\b[^.!?\n]{3,50}",
    r"(?:transport|transfer|prisoner van|jail van|convoy|motorcade|armored "
    r"car)\b[^.!?\n]{0,30}?\b(?:leaves|leaving|departs|route|will take|takes|via|rolls|at \d|"
    r"goes)",
    r"(?:prisoner|inmate|suspect|defendant|detainee|witness|informant|"
    r"victim)s?\b[^.!?\n]{0,30}?\b(?:leaves?|departs?|will leave|"
    r"moves?|will be moved|travels?|rides?|arrives?|transfers?|goes)\b[^.!?\n]{0,40}?(?:\b(?:at|around|"
    r"by) \d|\bvia\b|"
    r"\bby way of\b|\bunmarked\b|\bthrough the\b|\bback (?:door|gate)|\broute\b|\btomorrow\b|"
    r"\btonight\b)",
    r"room \d+\b[^.!?\n]{0,30}\b(?:hospital|medical center|mercy|under guard)|(?:hospital|medical "
    r"center)\b[^.!?\n]{0,30}\broom \d+",
)
_SIGNS_ES = union(
    r"(?:víctimas?|rescatad[oa]s?|testigos?|familia|mujeres|sobrevivientes?|"
    r"niños)\b[^.!?\n]{0,80}?\b(?:albergue|refugio|motel|hotel|casa segura|casa hogar)\b",
    r"(?:pasaba|pasa|pasó|pasaban|daba|dio|filtraba) (?:información|datos|nombres)\b",
    r"(?:nuestro |un |el |la |una )?(?:informante|soplón|fuente confidencial|fuente)\b\s*(?:,|"
    r"confidencial|nos|es|se llama|vive|trabaja|apodad|\")",
    r"(?:la|el|una|nuestra?) (?:única? )?testigo\b[^.!?\n]{0,20}?(?:vive|trabaja|se llama|,|es (?:la|"
    r"el)|vio|identificó)[^.!?\n]{2,40}",
    r"(?:llevamos|hemos estado|estamos|estuvimos) (?:\w+ ){0,3}?(?:vigilando|siguiendo|observando|"
    r"escuchando|rastreando)",
    r"(?:mañana|esta noche|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|la próxima "
    r"semana|pronto|al amanecer|de madrugada)\b[^.!?\n]{0,40}?(?:allanar|catear|arrestar|redada|"
    r"órdenes de (?:cateo|arresto)|vamos a (?:entrar|detener|caer)|caeremos|detendremos|arrestaremos|"
    r"allanaremos|catearemos|iremos por)\w*",
    r"(?:allanar|catear|arrestar|redada|órdenes de (?:cateo|arresto)|vamos a (?:entrar|detener|caer)|"
    r"caeremos|detendremos|arrestaremos|allanaremos|catearemos|iremos por)\w*[^.!?\n]{0,40}?(?:mañana|"
    r"esta noche|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|próxima semana|pronto|"
    r"amanecer|madrugada)\b",
    r"(?:rastreador|gps)\b[^.!?\n]{0,30}(?:carro|camioneta|coche|auto)",
    r"(?:bajo sello|sellad[oa]|gran jurado)",
    r"(?:la víctima|las víctimas|la testigo|el testigo|la familia|las mujeres) (?:está|están|fue "
    r"llevada|fueron llevad\w+|se esconde|se hospeda|se hospedan) (?:\w+ )?(?:en|al) (?:el |la "
    r")?(?:motel|hotel|refugio|casa|albergue)",
)
_UNSURE = union(
    r"informants?\b",
    r"tracking\b",
    r"(?:a |the |one )?witness(?:es)?\b[^.!?\n]{0,40}?(?:at (?:the )?[a-z]+|named|picked|identified|lives)",
    r"(?:dark web|burner phones?|fingerprint|dna profile|trap|bait)\b",
    r"(?:will be|are|is) (?:arrested|charged|indicted) (?:soon|next|this|tomorrow|in)\b",
    r"(?:the )?(?:weapon|caliber|motive|murder weapon|ransom note|note|"
    r"bullets?)\b[^.!?\n]{0,30}\b(?:was|is|were|read|said|used)\b",
    r"(?:next|more) (?:arrests?|raids?|busts?)\b",
    r"swat\b[^.!?\n]{0,40}(?:inside|roof|door|back|entry)",
    r"(?:bodycam|body camera|body cam|dash ?cam|surveillance video|video) (?:footage )?(?:shows?|showed|"
    r"captured)\b",
)
_HARMLESS = Look(
    r"\bwe (?:are not|aren't|won't|will not|cannot|can't|do not|don't) (?:releas|shar|disclos|comment|"
    r"reveal|discuss)|\b(?:will|are|is) not be(?:ing)? released\b|\bpolicy\b|\bcouncil\b|\baudit|"
    r"\btransparen|\bpurchase of|\bno (?:informants?|wiretaps?)|\bmovie|\bepisode\b|\bpodcast|"
    r"\bbook\b|\bjoin us|\bopen house|\bwarrants? (?:was|were) served|\bserved (?:a |two |three |"
    r"several |search )|\bamnesty|\bclear your warrant|\bclinic\b|\bcheckpoint\b|\bannual report|"
    r"\bhow (?:it|they) works?\b"
    r"|\b(?:stay|keep|please)\b[^.!?\n]{0,15}\b(?:away|indoors|clear)|\byour (?:package|parcel|phone|"
    r"car|bike|keys|pet|luggage|shipment)|\bfind my\b|\bairtag"
)


#: Practice and review are other rules' matters.
_PRACTICE = Look(
    r"\b(?:practiced|rehearsed|trained|training|drilled|drill)\b|\b(?:watched|seen|"
    r"reviewed) the (?:\w+ )?(?:footage|video)\b"
    r"[^.!?\n]{0,30}\bwe\b|\bcredib|\bbeliev"
)


#: The lost are looked for by their telephones, and nobody minds.
_LOST = Look(r"\b(?:missing|lost|stranded|hikers?|found safe|located safe|rescue[ds]?)\b")


def detail(reading: Reading) -> Iterator[Hit]:
    """What an investigation keeps to itself."""
    found = list(weighed(reading, certain=(CERTAIN, CERTAIN_ES), signs=_SIGNS, harmless=_harmless))
    yield from found
    yield from asked(reading, _SIGNS_ES)
    if not found:
        yield from (hit for hit in asked(reading, _UNSURE) if not _harmless(reading.sentence_at(hit.start or 0)[1]))


def _harmless(sentence: str) -> bool:
    return _HARMLESS(sentence) or _PRACTICE(sentence) or _LOST(sentence)
