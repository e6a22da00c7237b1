"""Swearing, masked or not, and degrading names for people, in English and Spanish."""

import re
from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look, any_of, linear
from countersign.screening.reading import Hit, Reading
from countersign.screening.vocabulary import PLACE_ENDINGS

_SWEARING = any_of(
    "damn damned damnit dammit goddamn goddamned goddammit shit shits shitty shithead shitheads "
    "shitshow bullshit horseshit bs fuck fucks fucked fucker fuckers fucking motherfucker effing "
    "effin frickin' friggin freaking "
    "ass asses a-hole a-holes ahole s.o.b. asshole assholes asshat asshats jackass "
    "jackasses dumbass dumbasses badass smartass "
    "bitch bitches bitching bitchy bastard bastards crap crappy piss pissed pissing turd turds "
    "dickhead dickheads douche douchebag douchebags wanker prick pricks cunt twat slut sluts whore "
    "whores skank arse bollocks wtf stfu lmao af "
    "mierda mierdas pendejo pendejos pendeja pendejas pendejada pendejadas cabrón cabron cabrones "
    "cabrona puta putas puto putos joder jodido jodidos jodida coño carajo chingado chingada chingar "
    "chingón chinga hijueputa "
    "maldito malditos maldita malditas verga culero culeros güey culo huevón huevones mamón mamones "
    "pinche pinches cagada"
)
_DEGRADING = any_of(
    "sicko sickos sickie creepazoid scumbag scumbags dirtbag dirtbags "
    "scuzzball sleaze sleazeball sleazeballs sleazebag slimeball "
    "slimeballs slime lowlife lowlifes lowlives low-life low-lifes thug thugs thuggish junkie "
    "junkies junky crackhead crackheads "
    "methhead methheads meth-head meth-heads meth_head meth_heads tweaker tweakers druggie druggies "
    "dope_fiend dope_fiends dopehead potheads pothead stoner stoners wino winos drunkard boozehound "
    "degenerate degenerates deadbeat deadbeats moron morons moronic idiot idiots idiotic imbecile "
    "imbeciles "
    "cretin cretins dimwit dimwits nitwit nitwits halfwit numbskull numbskulls bonehead boneheads "
    "dumdum dummies scum vermin parasite parasites hoodlum hoodlums hooligan hooligans punk punks "
    "loser losers weirdo weirdos wacko wackos wackjob whacko psycho psychos psychopath nutjob "
    "nutjobs nutcase nutcases lunatic lunatics maniac maniacs looney schizo retard retarded retards "
    "spaz cripple crazies "
    "bum bums hobo hobos transient_trash vagrant vagrants trailer_trash white_trash human_trash "
    "human_garbage human_filth human_debris piece_of_garbage piece_of_trash pieces_of_garbage "
    "pieces_of_trash pos waste_of_space waste_of_oxygen waste_of_skin worthless bottom-feeder "
    "bottom-feeders bottom_feeder bottom_feeders "
    "bottom-dwellers cockroach cockroaches roaches maggot maggots mutt animals savages savage beasts "
    "gangbanger gangbangers hood_rat hoodrat hood_rats street_rat skells skell mope mopes dirtball "
    "dirtballs knuckle-dragger knuckle-draggers knuckle-draggers mouth-breather mouth-breathers "
    "jerk jerks jerkoff bozo bozos buffoon buffoons clown clowns knucklehead knuckleheads goon goons "
    "perv pervs pervert perverts creepo creeper freak freaks ghetto illegals wetback wetbacks beaner "
    "gringo hillbilly hillbillies redneck rednecks trash-people hooker hookers tramp tramps "
    "snowflake snowflakes libtard libtards sheeple commie commies nazi nazis pig-headed fatso "
    "escoria escorias lacra lacras malandro malandros malviviente malvivientes idiota idiotas "
    "imbécil imbéciles estúpido estúpidos estúpida estúpidas tarado tarados baboso babosos "
    "basura_humana rata_asquerosa drogadicto drogadictos drogadicta "
    "marihuano marihuanos borrachín naco nacos vago vagos vagabundo vagabundos zángano zánganos "
    "sabandija sabandijas mugroso mugrosos cerdo cerdos animales bestias loco_de_remate retrasado "
    "retrasados desgraciado desgraciados infeliz infelices inútiles lameculos maricón maricones joto "
    "jotos cholo cholos parásito parásitos alimañas alimaña ratero_de_quinta piltrafa"
)
#: Mild, or ordinary in many sentences: somebody confirms them.
_MILD = any_of(
    "animals savage savages beasts freak freaks ghetto clown clowns jerk jerks knucklehead "
    "knuckleheads goon goons punk punks freaking frickin' friggin bs animales bestias cerdo cerdos "
    "infeliz infelices vago vagos maniac maniacs lunatic lunatics worthless slime roaches cockroach "
    "cockroaches maggots maggot af badass stoner tramp tramps hooligan hooligans loco_de_remate "
    "psychopath inútiles güey mutt parasite parasites parásito parásitos gringo nazi nazis loser "
    "losers bum transient_trash snowflake snowflakes roaches piss crap hobo hobos vermin hookers "
    "hooker idiot idiotic effing effin pos cripple dummies scum"
)
_FOUL = Look(
    rf"(?<![\w@#/.-])(?:{_SWEARING}|{_DEGRADING})(?![\w-])|(?<!\w)f-?ing\b(?!\w)|"
    r"(?<!\w)son(?:s)? of (?:a )?(?:b\w*[*!]\w*|bitch(?:es)?|guns?\b)|"
    r"(?<!\w)(?:kick|save|haul|cover|bust|whoop|drag|get)(?:ed|ing|s)? (?:some |their |his |her |your "
    r"|our )?(?:ass|butt|@\$\$)\b"
    r"|\b(?:est[ae]s?|es[ae]s?|otr[ao]s?|un[ao]?s?|las?|los|el|como|qué|malditas?|pinches?|dos|tres) "
    r"ratas?\b(?! (?:en los? (?:muelle|basur|parque)|muert|de laboratorio|de agua))|\b(?:these|those|"
    r"this|that|two|three|another|dirty|sewer|couple of|no-good|little) (?:\w+ )?(?:rats?|pigs|"
    r"cockroaches|snakes|weasels?|worms?|leeches|ghouls|mongrels)\b(?! (?:infestation|problem|were|"
    r"are (?:looking|available|up)|need))"
    r"|\b(?:piece|pieces|sack|bag|waste|pile) of (?:human )?(?:trash|garbage|filth|s\b|sh\w*|crap|"
    r"work|dirt|space|oxygen|skin|flesh)\b|\bhuman (?:trash|garbage|filth|waste|debris)\b|\b(?:took|"
    r"taking|take) out (?:the |some )?trash\b|\bbasura humana\b|\bhijos? de (?:la )?(?:puta|perra|su "
    r"\w+|tu \w+|p\W)|\bhdp\b|\bde porquería\b|\bporquería de\b|\ba la (?:verga|chingada|mierda)\b"
)
_MASKED = Look(
    r"(?<!\w)(?:f|sh|b|a|s|p|d|c)[*@!$%^&-]{2,}\w*(?!\w)|(?<!\w)(?:f[*@!$#]+(?:c?k\w*|\w{0,3})|"
    r"sh[*@!$#1]+t?\w*|b[*@!$#]+t?ch\w*|a[*@$#]{2}\w*|a\$\$\w*|d[*@!$#]+(?:mn?|ck)\w*|cr[*@$#]+p\w*|"
    r"p[*@!$#]+(?:ss|t[oa]s?)\w*|m[*@!$#]+rda|h[*@3#]ll|bast[*@#]rds?|[@$]ss(?:hole)?s?|5h[i1]t|"
    r"fuk\w*|phuck\w*)(?!\w)"
    r"|(?<![\w@./*])[a-z]{1,8}\*+[a-z]{1,6}(?![\w*])|(?<!\w)[#@$%&*!]{4,}(?!\w)|"
    r"(?<![\w#@$%&*!])[#@$%&*!]{2,4}[a-z]{2,5}(?!\w)(?<!@)"
)
#: Without one of these nothing is masked.
_MASK = re.compile(r"[*@$#%&^!][\w*@$#%&^!-]|\w--|sh1|h3ll|5h|fuk|phuck")
_HELL = Look(
    r"\bhell(?:uva)?\b(?!'s (?:kitchen|canyon|angels)| ?yes)|\bsucks?\b|\bscrew (?:you|them|him|up)|"
    r"\bfreakin\b|\bwhat the (?:h|f)\b|\bbutt(?:s)?\b(?! (?:of|end)s?)|\bdummy\b|\bgenius\b(?= )|"
    r"\bpobre diablo\b|\bjunk\b(?= )(?=[^.]{0,15}people)"
)
#: Capitalised in the middle of a sentence, these are names.
_NAMES = frozenset(
    [
        "Dick",
        "Bum",
        "Crap",
        "Cocks",
        "Cox",
        "Butts",
        "Hooker",
        "Savage",
        "Savages",
        "Punk",
        "Psycho",
        "Animals",
        "Bastard",
        "Bums",
        "Clown",
        "Maniac",
        "Freak",
        "Tramp",
        "Pinche",
        "Vagabond",
        "Loser",
        "Coons",
        "Hobo",
        "Pigs",
        "Turd",
        "Prick",
        "Maldito",
        "Stoner",
        "Goon",
        "Moron",
        "Mutt",
        "Mutts",
    ]
)
_NO_PERSON = Look(
    r"\bclown (?:masks?|suits?|wigs?|makeup|car)|\bcigarette butts?|\bbutts? (?:in|out|are|start|"
    r"on the ground)|\banimal(?:s)? (?:shelter|"
    r"control|services)|\bwild animals?|\bstuffed animals?|\bfarm animals?|\bparty animals?|\brats? "
    r"nest|\bjunk (?:mail|removal|cars?|drawer|food)|\bclown (?:fish|nose|costume|show)|\bpunk rock|"
    r"\bdonkey|\bpond scum|\bsoap scum|\bcrap ?shoot|\btrash (?:can|day|pickup|bag|"
    r"collection|cleanup|"
    r"bin|truck)|\bvagrancy|\bpets?\b|\bpuppies|\bsanimales de|\banimales (?:de|perdidos|sueltos)|"
    r"\brefugio de animales|\balimañas en|\bcalifornia vagrant"
)


def foul_language(reading: Reading) -> Iterator[Hit]:
    """Swearing, masked or not, and degrading names for people."""
    harmless = _NO_PERSON(reading.low)
    for start, end in _foul(reading):
        original, word = reading.text[start:end], reading.low[start:end]
        if _part_of_place(reading.text, start, end):
            continue
        if original in _NAMES and start > 0 and reading.text[start - 1] == " ":
            continue
        chore = _CHORE(word) and reading.draft.category not in _OF_ARRESTS
        mild = chore or _IS_MILD.pattern.fullmatch(word) is not None
        yield Hit(start, end, severity=Severity.ATTEST if mild or harmless else None)
    if not harmless:
        named = (match for match in _HELL.finditer(reading.low) if not _part_of_place(reading.text, *match.span()))
        for match in named:
            yield Hit(*match.span(), severity=Severity.ATTEST)


def _foul(reading: Reading) -> Iterator[tuple[int, int]]:
    for begin, sentence in reading.sentences:
        masked = _MASKED.finditer(sentence) if _MASK.search(sentence) else ()
        yield from ((begin + m.start(), begin + m.end()) for m in (*_FOUL.finditer(sentence), *masked))


#: Said of somebody arrested it is a name for a person; elsewhere it is a chore, or praise.
_CHORE = Look(r"\bout (?:the |some )?trash$|\bpieces? of work$")
_OF_ARRESTS = frozenset({"arrest", "drug", "dui", "jail", "most-wanted", "wanted"})

_PLACE_NAME = linear(r"(?:\s+[A-Z][a-z]+){0,2}\s+([A-Z][a-z]+)\b")


def _part_of_place(text: str, start: int, end: int) -> bool:
    """Whether a word begins the name of a place: ‘Jackass Flat Road’, ‘Hell Creek’."""
    following = _PLACE_NAME.match(text, end) if text[start].isupper() else None
    return following is not None and following[1].lower() in PLACE_ENDINGS


_IS_MILD = Look(_MILD)
