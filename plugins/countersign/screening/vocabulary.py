"""Lists of words that many rules share: given names, words that are no names, titles, endings of places."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


OFFICER_TITLES = (
    "officer ofc sgt sergeant det detective lt lieutenant capt captain cpl corporal chief deputy dep commander agent trooper "
    "sheriff marshal dispatcher ranger investigator cadet recruit k9 k-9 oficial sargento agente detective teniente capitán "
    "capitana jefe jefa sro csi"
)

#: A capitalised run that ends in one of these, or is followed by one, is a place or an organisation.
PLACE_ENDINGS = _set(
    "street st avenue ave road rd drive lane ln court ct boulevard blvd way place plaza circle terrace parkway highway hwy "
    "route trail loop alley square bridge pier park beach bay harbor harbour marina lake river creek hill hills valley "
    "canyon island point field fields stadium arena center centre hall library school elementary middle high academy "
    "college university church temple mosque chapel cathedral hospital clinic market store shop mall supermarket grocery "
    "pharmacy bank motel hotel inn lodge restaurant cafe café diner bakery bar grill pub brewery tavern pizza pizzeria "
    "coffee hardware jewelers jewelry motors auto tire tires gas station airport terminal depot garage lot apartments lofts "
    "condos estates manor village towers complex department office bureau unit division team task force committee council "
    "commission foundation club association league society union alliance network group inc llc corp company co services "
    "service solutions security insurance realty properties center's museum theater theatre cinema gallery gym studio "
    "salon barbershop laundry cleaners farm farms ranch vineyard winery nursery garden gardens zoo aquarium pool rink "
    "county city town district state federal national community neighborhood elks rotary lions kiwanis ledger times post "
    "herald gazette tribune chronicle news radio tv channel show festival fair parade run walk race derby day night week "
    "month weekend morning afternoon evening act law bill measure proposition prop case operation project program "
    "initiative fund drive alert warning watch advisory report line hotline stoppers calle avenida plaza parque escuela "
    "iglesia tienda mercado hospital biblioteca puente carretera ruta colonia barrio motors outfitters goods supply "
    "outlet foods kitchen tacos taqueria burger donuts deli yogurt toys books crossing landing heights grove ridge woods "
    "shelter mission house wharf dock docks cove slough quarry arcade rescue vet veterinary dental orthodontics tech"
)

#: Capitalised words that are not names of persons, wherever they stand.
NO_NAMES = _set(
    "the a an this that these those our your their his her its my we you he she they it i one two three four five six seven "
    "eight nine ten eleven twelve some many most all any every each no not nobody someone anyone everyone another other both few "
    "several more less much here there now then today tonight tomorrow yesterday what who when where why how which whose "
    "and or but nor so yet for from to in on at by of off up down over under with without within into onto about after before "
    "during since until while because if unless as than via near around between behind beside beyond across along "
    "is are was were be been being am do does did done has have had will would can could should may might must shall "
    "just only also even still already again never always sometimes often soon later once twice maybe perhaps yes please "
    "thank thanks sorry hello hi hey welcome congrats congratulations happy merry good great best big bigger huge tiny little small "
    "new old young early late last next first second third final free safe safety open closed ready proud breaking update "
    "reminder notice attention important urgent caution danger wanted missing found located help lost stolen alert warning amber silver "
    "blue ebony feather endangered monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december jan feb mar apr jun jul aug sept sep oct nov dec spring summer fall autumn winter "
    "christmas thanksgiving halloween easter hanukkah diwali ramadan juneteenth veterans memorial labor independence mother's "
    "father's valentine's patrick's cinco mayo north south east west northern southern eastern western downtown uptown midtown "
    "broad main harbor glen calder port merrow westrand ferry mission bayfront california calif american america united states "
    "english spanish español police department sheriff's sheriff fire ems swat dui dwi id dmv irs fbi dea atf ice tsa usps ups fedex "
    "amazon google apple facebook instagram twitter tiktok snapchat youtube nextdoor venmo zelle cash app paypal bitcoin "
    "honda toyota ford chevy chevrolet nissan tesla kia hyundai bmw mercedes dodge jeep ram subaru mazda lexus audi volkswagen vw "
    "acura gmc cadillac buick volvo porsche harley davidson yamaha camry civic corolla accord altima prius tacoma silverado "
    "black white gray grey red green yellow orange purple brown tan gold dark light officers detectives deputies "
    "officer detective deputy sergeant lieutenant captain chief commander dispatcher patrol crews drivers residents neighbors "
    "parents kids children students teens families volunteers visitors people folks friends ladies gentlemen men women man woman "
    "boy girl driver suspect victim witness victims witnesses suspects investigators investigation police's agents da pio doj "
    "district attorney judge jury court county superior supreme city council mayor governor senator president congress "
    "assembly senate republican democrat republicans democrats party vote elect election measure ballot proposition "
    "k9 canine dog cat coffee cop cops national night out toys tots safe trick treat shop open house academy "
    "join come call text visit click follow read watch listen learn meet see look take make get give go keep stay slow drive "
    "park lock hide remember report tell ask check bring use avoid expect plan save mark stop wear wait secure know think "
    "proof bait paw case booking booked arrest arrested charged inmate defendant statistics total traffic crime hate gang drug drugs "
    "narcan fentanyl meth heroin cocaine naloxone glock smith wesson ar ak covid flu west nile stop buckle move "
    "crime crimes stoppers tri lost&found god lord jesus bible amen rip tbt fyi psa btw lol omg icymi fafo "
    "coast guard navy army marines marine air force national guard red cross salvation habitat humanity humane "
    "el la los las un una unos unas este esta estos estas ese esa su sus nuestro nuestra nuestros nuestras se si no sí por para con "
    "sin en de del al que qué quién quien quienes cómo cuándo cuando dónde donde hoy mañana ayer anoche ahora gracias feliz felices "
    "felicidades buenos buenas buscamos busca buscado buscada desaparecido desaparecida desaparecidos alerta aviso atención urgente "
    "policía policia departamento agentes agente oficiales oficial detectives detective lunes martes miércoles jueves viernes sábado "
    "domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre norte sur este oeste "
    "detuvimos detuvieron arrestamos arrestaron arrestado arrestada detenido detenida fue fueron hubo hay está están es son "
    "si llame evite maneje manejen cierre compre vote voten recuerde únase acompáñenos visite apoyemos apoyen conozca venga "
    "hombre mujer joven niño niña persona personas vecinos padres familia familias víctima víctimas testigo testigos sospechoso "
    "sospechosa conductor conductora alguien nadie todos todas mucho muchos seguro seguridad cayó así ya también durante después "
    "antes mientras según tras desde hasta entre sobre bajo cerca dos tres cuatro cinco seis siete ocho nueve diez"
)

#: Words in capitals that open an alert.
SHOUTED = _set("update scam road closure closed traffic community press release silver amber bolo")

GIVEN_NAMES = _set(
    "james john robert michael william david richard joseph thomas charles daniel matthew anthony donald steven paul andrew joshua "
    "kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin "
    "scott brandon benjamin samuel gregory raymond patrick alexander jack dennis jerry tyler aaron jose adam nathan henry "
    "douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence "
    "jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent "
    "russell elijah louis bobby philip johnny mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy "
    "betty margaret sandra ashley kimberly emily donna michelle dorothy carol amanda melissa deborah stephanie rebecca sharon "
    "laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel "
    "carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn "
    "judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice "
    "julia judy sophia denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla "
    "alexis lori mia mason liam lucas oliver aiden jaxon caleb wyatt owen leo hunter colton luna zoe lily chloe ella ava stella "
    "hazel ruby lucy mila nora piper tess trish marge gladys edna ida pete mike tom jim bob bill dave steve dan matt tony ben sam "
    "jake josh nick alex max kate katie jenny jen liz beth meg sue peggy wanda earl floyd lyle hank dwayne jamal tyrone deshawn "
    "kiera kira jonah jolanda josé maría juana pedro luis carlos miguel jorge francisco antonio manuel rosa ana lucía carmen "
    "guadalupe sofía elena diego ramón raúl sergio alejandro eduardo fernando ricardo roberto javier rafael héctor óscar pablo "
    "mario martín andrés ernesto gerardo arturo beatriz verónica patricia gabriela silvia leticia norma yolanda teresa marta "
    "adriana claudia daniela valeria camila ximena mateo santiago emiliano iker lupita paco pancho chuy memo nicanor rosalba "
    "amalia basilio ali omar ahmed mohammed fatima aisha wei ming priya raj anil mei yuki kenji ivan olga sasha dmitri"
)
