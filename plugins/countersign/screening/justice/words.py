"""The words of arrests, crimes and caution in English and Spanish, from which the rules of this folder are made.

General words of the trade: a department's counsel can read and correct them.
"""

from countersign.screening.patterns import Look, any_of

#: A person is identified: arrested, sought, pictured or dead.
CUSTODY = Look(
    r"\bdue in court\b|\bcourt date\b|\breleased to (?:his|her|their|a) (?:parents?|mother|father|famil)|"
    r"\bout of business\b|\boff the job\b|"
    r"\b(?:nobody|no one|no other \w+) (?:else )?(?:is|are) (?:being )?(?:sought|wanted|looked for)\b|"
    r"\bfound dead in (?:his|her)\b|"
    r"\barraigned\b|\barraignment\b|\bindicted\b|\bextradited\b|\b(?:was|were|both|been) cited\b|"
    r"\barrestees?\b|\bin a cell\b|\bcaught up with\b|\binto custody\b|\bhelp us (?:find|locate|identify|catch)\b|"
    r"\binmates?\b|\bhis door (?:came|went) down\b|"
    r"\barrest(?:ed|s|ing)?\b|\b(?:in|into|taken into) custody|\bcuff(?:ed|s)?\b|\bhandcuff|\bjail|"
    r"\bbooked\b|\bbehind bars|\bbars\b(?= of a cell)"
    r"|\b(?:off|from) (?:the|our|your) (?:streets?|roads?|neighborhoods?)|\bpicked (?:up|him|her|"
    r"them)\b|\bnabbed|\bcaptured|\bapprehend|\bcells?\b(?! phone| tower| service)"
    r"|\bsurrendered|\bturned (?:him|her)self in|\bwanted\b|\bpictured|\b(?:this|the|our|his|her) "
    r"(?:photo|picture|image|mugshot|still|video|footage)\b|\brecogni[sz]e\b"
    r"|(?<!n't )(?<!not )\bknow (?:this|who|him|her)\b|\bwho is (?:this|he|she)\b|\bidentif(?:y|ied)\b|\bbusted\b|"
    r"\bnetted\b|\blocked up|\bdetained|\bcharged\b|\bon trial\b|\btrial\b|\bdefendant|\bcaught\b|"
    r"\bgot (?:him|her|'em|em|them)\b"
    r"|\bour (?:guest|newest guest|custody)|\bback ?seat\b|\bback of (?:our|the|a) (?:car|cruiser|"
    r"patrol|squad)|\bholding\b|\bheld (?:on|without)\b|\bbail\b|\bslammer|\bbracelets\b"
    r"|\bdecedent|\bdeceased suspect|\bsilver bracelets|\bgraybar|\bclink\b|\bpokey\b|"
    r"\bpen(?:itentiary)?\b(?= )|\bhoosegow|\bin chains|\bincarcerat|\binmate\b|\bsuspect\b|\bhave "
    r"you seen\b|\briding with us|\bwith us (?:tonight|now|this)|\b(?:weekend|night|evening|"
    r"stay(?:ing)?|holiday|sleeping|sleeps|sleep) with us|\bmanhunt|\b(?:man|woman|person|suspect|"
    r"individual) (?:who (?:died|was (?:shot|killed))|shot by|found dead|shot dead)|\b(?:man|woman|driver|motorist|"
    r"rider) killed (?:in|when)\b|"
    r"\bcharges? (?:filed )?against\b|\bthe (?:charges|accusations)\b|\bfatally shot|\bwas (?:shot and )?killed by|"
    r"\bprints (?:in|on|at)\b|\bin the tank\b|\bnot anymore\b|\bno longer at large|\bcaptura"
    r"|\bdeten(?:id|ci|er)|\bdetuv|\barrest(?:ad|ó|amos|aron)|\btras las rejas|\besposad|"
    r"\barresto\b|\btiene celda\b|\bcaptur(?:ad|ó|amos)|\bpres[oa]s?\b|\bencarcel|\bcárcel|\bcelda|\baprehend|\bcayó\b|"
    r"\bcayeron\b|\bsospechos[oa]\b"
    r"|\bagarr(?:amos|áramos|aron|ado)|\breconoce\b|\bse busca\b|\bbuscad[oa]\b|\batrapad|\batrapamos|"
    r"\bimputad|\bacusad|\bbajo custodia"
)
#: Nobody is held yet, whatever the category says.
NOBODY_ARRESTED = Look(
    r"\bno (?:arrests?\b(?! warrants?)|one (?:has been|was|is|has yet been) (?:arrested|in custody))|"
    r"\bno arrest has|\b(?:nobody|no one) (?:has been|was|is) (?:arrested|in custody|held)|"
    r"\b(?:is|are|remains?|still) (?:still )?(?:at large|on the loose|outstanding|unidentified)\b|"
    r"\bno (?:hay|hubo) (?:detenid|arrest)"
)
#: ... but not when it is denied.
NOBODY_HELD = Look(
    r"\b(?:nobody has been arrested|nobody is in custody)\b|\bno (?:arrests?|suspects?|one has been arrested|"
    r"one is in custody)\b|\bno arrest has|\bno "
    r"(?:hay|hubo) (?:detenid|arrest|sospechos)|\bsuspects? (?:is|are|remains?) (?:unknown|at large|"
    r"outstanding)"
    r"|\bunknown (?:suspects?|persons?|man|woman|people|driver)\b|\bunidentified\b|\bsearch(?:ing)? "
    r"for (?:the|a) (?:suspect|person|driver)"
)
#: The sentence says how it is known, or that it is not yet.
HEDGE = Look(
    r"\b(?:lawyers?|(?<!district )attorneys?|the defense|family|wife|husband|mother|father|sister|"
    r"brother)\b(?: \w+){0,3}? "
    r"(?:said|says|say|argued?|maintains?|insists?|claims?)\b|"
    r"\bsuspect(?:ed)\b|\bsuspects? (?:in|of)\b|\bsuspicion|\balleg|\baccus|\bbelieved to|\bbelieve "
    r"(?:he|she|they|the)|\bcharged with|\bcharges? of|\bin connection|\bconnected to|\breportedly|"
    r"\baccording to|\bcomplaint|\baffidavit"
    r"|\bwitness(?:es)? (?:told|said|report|say|describ)|\bconvicted|\bpleaded|\bpled\b|\bsentenced|"
    r"\bguilty of\b|\bpresum|\bwanted (?:for|on|in)\b|\bsought (?:for|on|in)\b|\bif (?:he|she|they|"
    r"convicted|you|a|someone|anyone)\b|\bwarrants? (?:for|alleging|charging)"
    r"|(?<!\bhe )(?<!\bshe )(?<!\bthey )(?<!\band )(?<!suspect )(?<!driver )\btold (?:officers?|police|deput\w+|"
    r"detectives?|investigators?|dispatch\w*|911|us|the jury)\b"
    r"|\b(?:victim|neighbor|clerk|employee|resident|owner|woman|man|driver)s? (?:said|says|reported|"
    r"report)\b"
    r"|\bcaller (?:said|reported|told)|\breports? (?:of|that)|\breported (?:that|a|an|seeing)|"
    r"\bpossibl[ey]|\bappears? to|\bmay have|\bmight have|\bcould have|\bindict\w* |\bfaces? (?:a "
    r")?(?:charges?|counts?)|\bcounts? of|\bjury (?:found|convict)|\bverdict|\bpurported"
    r"|\bsospech|\bacusad|\bsupuest|\balegad|\bpresunt|\bsegún|\bcondenad|\bsentenciad|\bculpable "
    r"de\b|\bse declaró|\bhabría|\bimputad|\bcargos de|\bbuscad[oa] por|\bse presume|\bposible|"
    r"\bdenuncia|\breport(?:ó|aron) que\b|"
    r"\b(?:mujer|hombre|víctima|vecin[oa]s?|testigos?|emplead[oa]|dueñ[oa]|cajer[oa]) (?:\w+ )?(?:dij|cont|inform|"
    r"asegur)\w+ que\b"
)
#: What somebody is held for, or who says so: an arrest told without it leaves only the agency's own word.
CHARGED = Look(
    HEDGE.source
    + r"|\bfor (?:an? )?(?:[\w-]+ ){0,3}?(?:theft|burglary|robbery|dui|assault|battery|possession|warrants?|"
    r"trespass\w*|vandalism|fraud|[a-z]+ing)\b|\bwarrant|\bcited\b|\bcitation|\bcharg|"
    r"\bsentenc|\bconvict|\bplead|\bpled|\bsuspici|\bprobable cause|\bcounts?\b|"
    r"\b(?:mail|car|bike|retail|grand|petty|identity) theft|"
    r"\b(?:arrest(?:ed)?|detained|booked|held|jailed|detenid\w+|arrestad\w+)\b[^.!?;\n]{0,40}? (?:for|por)\b"
)
#: The same in a text that may be about anything: a court or an investigation will say it.
SOURCED = Look(
    CHARGED.source
    + r"|\bjury|\bcourt|\bhearing|\btrial|\bdetain|\binvestigat|\bparole\b|\bpersons? (?:in custody|of interest)"
)
#: Somebody quotes the caution in order to laugh at it.
MOCKED = Look(
    r"\balleged(?:ly)?\?|\"(?:alleged(?:ly)?|suspect(?:ed)?|innocent|supuest[oa]|"
    r"presunt[oa])[,.]?\"(?!\s+(?:is|means|"
    r"until))|\balleged(?:ly)?\b[^.!?\n]{0,15}(?:🙄|😉|😏|wink|lol|yeah right|sure)|\b(?:sure|yeah|"
    r"riiight|right|uh-huh|totally),?\s+\"?alleged(?:ly)?"
    r"|\balleged(?:ly)?\W{1,3}(?:wink|cough|sure|yeah|right\b)|\b(?:so-called|quote unquote) "
    r"(?:alleged|innocent)|\*(?:cough|allegedly)\*|\bwe use the (?:word|term) \"?alleged|\blawyers? "
    r"make us say \"?alleged|\b(?:have to|gotta|required to|make us|must) (?:say|type|write) "
    r"\"?(?:alleged|suspect)|\bpresunto\W{1,3}(?:sí|ajá|claro)"
    r"|(?:🙄|😉|😏)\s*\"?alleged"
)

#: A sentence that may be Spanish: only these are read by the Spanish patterns.
SPANISH = Look(
    r"\b(?:el|la|los|las|lo|un|una|que|fue|con|por|del|al|su|sus|se|en|es|no|ya|este|esta|le|caso|para)\b|"
    r"[áéíóúñ¿¡]"
)

CULPRIT = any_of(
    "thief thieves burglar burglars robber robbers killer killers murderer murderers murderess "
    "rapist rapists arsonist arsonists firebug "
    "carjacker carjackers vandal vandals stalker stalkers creep creeps crook crooks perp perps "
    "perpetrator perpetrators culprit culprits "
    "shooter shooters gunman gunmen attacker attackers assailant assailants predator predators "
    "pedophile pedophiles molester molesters abuser abusers "
    "criminal criminals swindler swindlers scammer scammers fraudster fraudsters looter looters "
    "bandit bandits con_man con_men con_artist con_artists "
    "conman grifter grifters mugger muggers hijacker kidnapper kidnappers abductor strangler slasher "
    "stabber stabbers snatcher snatchers prowler prowlers peeper "
    "peeping_tom flasher groper gropers shoplifter shoplifters embezzler forger counterfeiter hacker "
    "trafficker traffickers smuggler smugglers pimp pimps "
    "dealer dealers peddler peddlers pusher pushers kingpin cook gangster gangsters gangbanger "
    "gangbangers wife_beater wife_beaters wifebeater child-abuser tagger taggers "
    "trespasser extortionist blackmailer porch_pirate porch_pirates pirate pirates car_prowler "
    "drunk_driver drunk_drivers impaired_driver impaired_drivers "
    "hit-and-run_driver drunk dui_driver reckless_driver street_racer street_racers racer racers "
    "felon felons villain villains monster monsters cheat "
    "supplier suppliers ringleader ringleaders defrauder batterer batterers bad_guy bad_guys bad_boy "
    "bad_actor bad_apple evildoer offender offenders wrongdoer lawbreaker "
    "lawbreakers poacher poachers rustler sniper bomber terrorist terrorists "
    "raider sneak sneaks pilferer pilferers filcher marauder marauders window_smasher "
    "purse-snatcher burglary_crew theft_ring robbery_crew crime_spree catalytic_converter_crew menace"
)
CRIME_PAST = any_of(
    "robbed stole shot stabbed burglarized burgled carjacked assaulted killed murdered raped "
    "molested attacked mugged defrauded scammed embezzled "
    "strangled kidnapped abducted vandalized torched groped threatened swindled peeked bludgeoned "
    "choked slashed pistol-whipped beat battered punched "
    "kicked bit looted ransacked shoplifted swiped snatched pilfered extorted blackmailed forged "
    "counterfeited trafficked smuggled stalked harassed "
    "terrorized victimized preyed conned duped fleeced bilked cheated tricked gunned executed "
    "ambushed drugged abused neglected tortured poisoned "
    "hijacked firebombed spray-painted tagged keyed defaced smashed ruined preyed_on broke_into "
    "broke_in broke_in_to set_fire set_the_fire set_that_fire set_it beat_up sold_drugs sold_meth "
    "sold_fentanyl "
    "sold_pills sold_the_pills sold_fake sold_dope sold_to ripped_off cleaned_out made_off "
    "walked_off helped_himself helped_herself helped_themselves opened_fire pulled_the_trigger "
    "drove_drunk ran_over ran_down mowed_down "
    "plowed_into slammed_into left_him_for_dead left_her_for_dead held_up stuck_up shook_down "
    "knocked_over knocked_off jumped_him exposed_himself flashed_a flashed_his peeped lured groomed "
    "dealt_drugs dealt_meth dealt_fentanyl was_dealing was_selling were_dealing were_selling "
    "had_been_stealing had_been_selling drained siphoned skimmed laundered torched poached rammed "
    "brandished "
    "committed_the committed_this did_this did_it slapped spanked clubbed hammered whipped "
    "rifled_through had_been_robbing handed_over_a_note shot_up stabbed_up tore_through "
    "took_off_with stuffed_a walked_out_with pried kicked_in forced_his forced_her forced_their "
    "burned_down lit_the poured_gasoline hurt_our hurt_her hurt_him hurt_a tied_up gagged held_hostage "
    "mowed_over robbed_blind rampaged "
    "set_off sabotaged masterminded orchestrated ripped_through hot-wired hotwired jimmied knifed clobbered "
    "sucker-punched swindled "
    "terrorised burglarised squatted_in took_a_life took_the_life took_the_lives trashed vandalised swatted"
)
#: Verbs that are crimes only in some sentences: somebody confirms them.
SOFT_PAST = any_of(
    "took grabbed hit cut fired used left drove sold set lit burned broke entered forced pulled "
    "pointed struck hurt targeted dumped emptied lifted pocketed swung "
    "threw chased crashed fled_with ran_off posed pretended lied tried thought decided wanted went "
    "came got made put hid bought ordered picked climbed crept kept "
    "smuggled cooked tossed fought resisted spit spat shoved pushed dragged tied poured pumped "
    "loaded wore dropped returned cashed charged_up spent lost"
)
CRIME_ING = any_of(
    "robbing stealing shooting stabbing burglarizing carjacking assaulting killing murdering raping "
    "molesting attacking mugging defrauding scamming embezzling "
    "strangling kidnapping abducting vandalizing torching groping threatening swindling choking "
    "slashing beating battering punching kicking looting ransacking "
    "shoplifting swiping snatching pilfering extorting blackmailing forging trafficking smuggling "
    "stalking harassing terrorizing conning fleecing abusing "
    "breaking_into breaking_in setting_fire setting_fires selling_drugs selling_meth "
    "selling_fentanyl selling_pills selling_dope dealing ripping_off cleaning_out making_off "
    "helping_himself "
    "helping_herself opening_fire driving_drunk running_over plowing_into prying siphoning skimming "
    "burgling prowling casing tagging keying lighting_fires peddling poisoning hurting terrorising "
    "stripping emptying_out hauling_off making_off_with helping_themselves lighting dumping_stolen "
    "exposing_himself exposing_herself shooting_up slapping swindling collecting_other stuffing "
    "preying_on groping exposing_himself luring cooking_meth pistol-whipping sucker-punching "
    "firing_into firing_at brandishing smashing wrecking vandalising poisoning shooting_at stealing_from "
    "robbing_people "
    "forging molesting swindling setting_off"
)
CRIME_DONE = any_of(
    "broken_into robbed stolen shot stabbed burglarized carjacked assaulted killed murdered raped "
    "molested attacked mugged defrauded scammed strangled kidnapped "
    "abducted vandalized torched groped threatened swindled beaten punched ransacked looted set "
    "swiped snatched ripped_off cleaned_out taken committed pulled_off carried_out started lit caused "
    "hacked vandalised torched spray-painted tagged forged smashed broken taken looted burned "
    "held_up emptied lifted drained siphoned keyed slashed poisoned strangled executed pilfered embezzled extorted "
    "stalked harassed kicked_in knifed bludgeoned gunned_down run_down run_over mowed_down knocked_over pried_open "
    "orchestrated masterminded perpetrated burgled mugged sabotaged smuggled trafficked cooked counterfeited pocketed"
)

#: The same as what somebody is seen to do.
CRIME_DO = any_of(
    "rob steal shoot stab burglarize carjack assault murder rape molest attack mug strangle kidnap vandalize "
    "torch grope "
    "threaten loot ransack shoplift swipe snatch break_into smash spray-paint key beat punch kick pistol-whip set_fire "
    "pry_open slash torch burgle vandalise empty_out smash_in clean_out hot-wire hotwire defraud swindle scam"
)

#: Crimes as things that are committed.
CRIME_NOUN = any_of(
    "theft thefts burglary burglaries robbery robberies break-in break-ins carjacking carjackings assault assaults "
    "attack attacks stabbing stabbings shooting shootings murder murders killing killings homicide homicides "
    "rape rapes "
    "arson arsons fire fires vandalism fraud frauds scam scams scheme schemes forgery forgeries crime "
    "crimes violence "
    "shoplifting looting stalking harassment threats abuse drunk_driving drunken_driving drug_dealing graffiti "
    "kidnapping kidnappings smash-and-grab smash-and-grabs heists thievery swindles terror"
)

CULPRIT_ES = any_of(
    "ladrón ladrones ladrona ladronas asesino asesinos asesina violador violadores ratero rateros "
    "delincuente delincuentes criminal criminales asaltante "
    "asaltantes homicida homicidas estafador estafadores estafadora narcotraficante narcotraficantes "
    "narco narcos pandillero pandilleros borracho borracha "
    "borrachos agresor agresores secuestrador secuestradores vándalo vándalos pirómano incendiario "
    "depredador depredadores malhechor malhechores carterista "
    "carteristas traficante traficantes vendedor_de_drogas abusador pedófilo acosador acosadora "
    "tirador pistolero culpable culpables maleante maleantes "
    "robacoches robacarros sicario sicarios matón golpeador conductor_ebrio conductora_ebria "
    "roba-autos roba-carros robaautos roba-casas responsable responsables autor "
    "autora autores hampón bandido bandidos"
)
_STEMS_ES = (
    "asalt rob mat apuñal dispar vaci golpe viol secuestr estaf atac hurt amenaz bale asesin despoj "
    "engañ incendi quem abus acos rapt ultraj balace acuchill "
    "atropell drog defraud saque vandaliz forz violent estrangul extorsion"
)
CRIME_ES = (
    r"(?:(?:" + "|".join(_STEMS_ES.split()) + r")(?:ó|aron)|agredi(?:ó|eron)|hirió|hirieron|"
    r"vend(?:ía|ían|ió|ieron)(?: \w+ (?:fals[oa]s?|robad[oa]s?)| drogas?| metanfetamina| "
    r"fentanilo| pastillas)"
    r"|entr(?:ó|aron) a robar|traficaba|engañó|sacó (?:un|una) (?:arma|cuchillo|pistola|navaja)|empujó|pateó|"
    r"arrebató|quitó|"
    r"que (?:" + "|".join(_STEMS_ES.split()) + r")aban?\b|que (?:rompía|destruía|hería|irrumpía|hurtaba)n?\b|"
    r"(?:después|luego|antes) de que (?:\w+ ){0,2}?(?:(?:" + "|".join(_STEMS_ES.split()) + r")(?:ara|aran|ase)|"
    r"incendiara|hiriera|rompiera|prendiera|disparara|agrediera)\b|"
    r"(?:le|les|los|las|la|lo) (?:" + "|".join(_STEMS_ES.split()) + r")aban?\b|"
    r"forzó|quemó|prendió|se metió a robar|se robó|se robaron|se llevó|se llevaron|irrumpió|irrumpieron|"
    r"cometió|cometieron|prendió fuego|rompió|rompieron|manejaba (?:borrach|ebri)\w+)"
)
#: Somebody is held, sought, or shown.
HOLD = Look(
    r"\b(?:arrested|arresting|under arrest|arrest (?:made|today|tonight)|booked|in custody|into custody|"
    r"cuff\w*|handcuff\w*|in jail|jailed|behind bars|captured|caught|nabbed|"
    r"got (?:him|her|them|'em)|we (?:got|have|found)|in a cell|(?:to|in|into) (?:\w+ ){0,2}?jail|locked up|"
    r"in cell|downtown|is (?:ours|out there)|"
    r"still out there|back ?seat|our guest|in our (?:car|jail|cell)|en la cárcel|"
    r"detenid[oa]s?|arrestad[oa]s?|agarramos|cayó|pres[oa]|tras las rejas)\b"
)
TAUNT_TAG = Look(
    r"#(?:busted|caught\w*|gotcha\w*|gotem|gothim|gother|got(?:your|our)\w+|locked\s?up|lockedup\w*|"
    r"jailbird\w*|crook\w*|dumb\w*|worstcriminal\w*|stupid\w*|nicetry\w*|byefelicia|felonfriday|"
    r"thugthursday|mugshotmonday"
    r"|oneless\w+|offthestreets?|crimedoesn'?tpay|crimedoesntpay|fafo\w*|playstupid\w*|winstupid\w*|"
    r"badguy\w*|takingoutthetrash|trash\w*|seeya\w*|goodriddance|guilty\w*|youcanrun\w*|cantrun\w*|"
    r"slammer\w*|orangeisthenew\w*|notsosmart\w*|jailtime|bye\w*|hooked\w*|cuffed\w*|notsofast\w*|"
    r"wegothim\w*|instantkarma|karma\w*|atrapad\w+|cayó\w*|capturad\w+|adiós\w*)\b"
)
