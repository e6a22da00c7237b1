"""What ties a person to a name: relations, work and workplace, school and grade, accounts, stated consent."""

from countersign.screening.patterns import Look, any_of

JOBS = any_of(
    "owner co-owner manager night_manager assistant_manager principal vice_principal librarian "
    "teacher schoolteacher kindergarten_teacher coach pastor priest rabbi imam "
    "host morning_host anchor instructor fitness_instructor yoga_instructor nurse doctor dentist "
    "pharmacist clerk night_clerk cashier barista bartender waitress waiter "
    "server chef cook baker barber stylist hairdresser mechanic plumber electrician driver "
    "bus_driver school_bus_driver mail_carrier letter_carrier crossing_guard custodian "
    "janitor secretary receptionist treasurer bookkeeper accountant realtor agent banker teller "
    "bank_teller lifeguard trainer personal_trainer security_guard usher "
    "director president founder ceo mayor councilman councilwoman councilmember city_manager "
    "harbormaster firefighter paramedic dispatcher florist butcher jeweler tailor veterinarian vet "
    "groomer babysitter nanny caretaker groundskeeper organist choir_director drummer singer dj "
    "radio_host student freshman sophomore junior senior professor "
    "dueña dueño gerente cajera cajero maestra maestro directora director enfermera enfermero "
    "doctora pastora conductor chofer mesera mesero empleada empleado "
    "profesor profesora vendedor vendedora carnicero florista taxista cocinero cocinera "
    "panadero panadera peluquera entrenador entrenadora secretaria recepcionista farmacéutica bibliotecaria"
)
WORKPLACE = (
    r"(?:at|of|for|from|with|behind the counter at|en|de|del|de la)\s+(?:the\s+|our\s+|la\s+|el\s+|"
    r"local\s+)?(?:(?:tienda|escuela|primaria|secundaria|panadería|radio|iglesia|restaurante|banco|biblioteca)\s+)?"
)
_RELATIVES = any_of(
    "wife husband ex-wife ex-husband girlfriend boyfriend ex-girlfriend ex-boyfriend fiancée fiancé "
    "fiance fiancee partner spouse ex mother father mom dad grandmother grandfather grandma "
    "grandpa son daughter stepson stepdaughter sister brother niece nephew aunt uncle cousin "
    "roommate child children kids baby infant toddler grandson granddaughter in-laws mother-in-law "
    "father-in-law landlord "
    "esposa esposo exesposa exesposo ex-esposa novia novio exnovia exnovio ex-novia madre padre mamá "
    "papá hija hijo abuela abuelo hermana hermano sobrina sobrino pareja expareja hijastra hijastro "
    "suegra"
)
#: ‘step-niece’, ‘great-aunt’, ‘ex-roommate’ are relatives too.
RELATION = rf"(?:(?:step|half|great|grand|foster|ex|former|future|then|late)[- ]?)?{_RELATIVES}"
HANDLE = r"(?<![\w.])@[a-z0-9_][a-z0-9_.]{2,29}"
CONSENT = Look(
    r"\b(?:asked us|asked|wants us|allowed us|told us|agreed|said) (?:to use|we (?:can|could|"
    r"may) use) (?:his|her|their)\b|"
    r"\b(?:asked|wants?|wanted|agreed|allowed|gave (?:us )?permission|consented|chose|invited us) "
    r"(?:us )?(?:to )?(?:share|tell|post|say|name|be named|speak|her story|his story|publish|make)|"
    r"\bwith (?:his|her|their|the family'?s|family|the victim'?s|parental|a parent'?s|(?:his|her|"
    r"their) (?:parents'?|mom'?s|dad'?s|mother'?s|family'?s)) (?:\w+ )?(?:permission|consent|blessing|"
    r"ok|okay)"
    r"|\bwith permission\b|\bshared with (?:his|her|their)|\bin (?:his|her|their) own words|\bcon "
    r"(?:su|el) (?:permiso|consentimiento|autorización)|\bnos pidi(?:ó|eron) (?:compartir|que)|"
    r"\bautorizó\b|\bconsent(?:ed)? (?:is )?on file|\bpermission (?:is )?on file|\bgave (?:us "
    r")?(?:the )?(?:ok|okay|green light|consent)|\bhas consented"
    r"|\b(?:agreed|offered|asked|decided|chose|wanted) to (?:let|have|allow) us\b|\blet us (?:tell|share|use)|"
    r"\b(?:wanted|asked for|okayed) (?:his|her|their) name|\bquiso (?:compartir|contar)|\baceptó (?:compartir|"
    r"contar|que)"
    r"|\bshares (?:his|her|their) story|\bwould like (?:us|you|everyone) to (?:share|know)"
)
