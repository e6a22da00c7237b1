"""What a person did, told so that it is a crime: the verb alone, or an ordinary verb with what stands behind it."""

from countersign.screening.justice.words import CRIME_DO, CRIME_ING, CRIME_PAST
from countersign.screening.patterns import any_of

#: What a crime is done to: with one of these behind it an ordinary verb tells a crime.
TARGET = any_of(
    "register till cash money safe purse wallet phone phones package packages parcel parcels mail tools "
    "jewelry rings pills converter converters copper window windows windshield tires door doors lock locks "
    "fence clerk cashier victim woman girl nurse driver_at owner neighbor neighbors "
    "roommate girlfriend boyfriend wife "
    "husband mother grandmother elderly customer customers store shop house home "
    "garage truck bike bikes car cars "
    "wallets purses safes clerks nurses owners garages trucks boats sheds mailboxes "
    "registers ATM atm tip_jar jar "
    "vehicle vehicles unit units bag bags cart groceries merchandise items goods beer liquor cigarettes way "
    "crowd people teens teenagers party home apartment boat "
    "fire dumpster graffiti swastika knife machete bat hammer gun shots rounds punch "
    "punches savings accounts checks "
    "cards credit identity identities catalytic deposits savings life_savings rings necklace "
    "watch watches laptop laptops tablet tablets iphone iphones televisions tvs trailer trailers kayak kayaks "
    "scooter scooters generator generators rifle rifles firearm firearms coins donations"
)
ORDINARY = any_of(
    "took grabbed emptied lifted pocketed swung pulled pointed forced broke smashed "
    "cut hit fired drained wheeled "
    "walked_out walked_off ran_out drove_off rode_off made_away left_with loaded "
    "carried stuffed threw hurled pushed "
    "shoved dragged held struck choked slapped used cashed forged opened pried "
    "kicked climbed crawled rolled wrecked "
    "damaged destroyed sprayed painted scratched slashed hurt injured bilked "
    "ran_up helped snuck sneaked "
    "wrenched yanked ripped tore burned torched lit"
)
#: Verbs that tell a crime with one of these behind them: ‘posted the threat’, ‘sold fake tickets’.
ILLICIT = any_of(
    "threat threats threatening fake counterfeit stolen forged bogus fentanyl "
    "meth methamphetamine heroin cocaine drugs dope "
    "bad_checks pills scheme schemes scam scams fire fires blaze explosive explosives bomb bombs pipe_bomb hoax "
    "swatting "
    "chop_shop meth_lab drug_ring theft_ring con ponzi brothel stash_house poison racket"
)
_HANDLED = any_of(
    "posted sold made sent wrote phoned passed started ran peddled planted mailed emailed texted dealt moved used"
)
#: Ordinary verbs that tell a crime with what stands behind them: (verbs, what follows).
_WITH = (
    ("fired unloaded squeezed_off sprayed pumped put", "shots? rounds? bullets? into"),
    ("knocked beat punched kicked", "unconscious out_cold to_the_ground teeth senseless bloody"),
    ("broke fractured shattered bloodied", "jaw nose arm ribs? wrist windows? cheekbone storefronts? headlights?"),
    (
        "climbed crawled slipped squeezed snuck sneaked crept let_himself let_herself dropped burst barged",
        "window windows skylight doggy_door garage house bedroom bedrooms store roof vent apartment shop back_door",
    ),
    ("wrote passed cashed deposited printed altered", "checks? bills? prescriptions? twenties hundreds money_orders?"),
    ("opened ran_up maxed_out", "accounts? cards? credit"),
    (
        "talked tricked conned convinced pressured scared sweet-talked",
        "out_of into_sending into_handing into_giving into_wiring into_paying into_buying",
    ),
    ("billed collected accepted charged", "deposits? donations? never nothing for_work for_repairs"),
    (
        "filmed photographed recorded touched fondled messaged followed cornered peered_at",
        "women girls? students? teens? child children customers tenants joggers? nurses? teenagers? boys?",
    ),
    (
        "toppled carved scrawled egged painted defaced knocked_over scratched",
        "headstones? gravestones? swastikas? slurs? walls? statues? murals? mosque church synagogue cars? mailboxes",
    ),
    ("demanded", "cash money register purse wallet phone drugs keys till"),
    (
        "threw hurled tossed lobbed flung swung",
        "bottles? bricks? rocks? firebombs? molotov chairs? bats? hammers? pipes? crowbar machete axe",
    ),
    (
        "cut sawed unbolted ripped yanked snapped clipped",
        "converters? locks? cables? chains? wires? copper purses? necklaces?",
    ),
    ("dumped starved abandoned drowned kicked beat", "dogs? puppies kittens? cats? horses? pupp(?:y|ies)"),
    (
        "hit struck clipped rear-ended",
        "and_kept_going and_drove_off and_drove_away and_sped_off and_sped_away and_took_off and_left "
        "and_never_stopped without_stopping",
    ),
    (
        "got_behind_the_wheel drove sat_behind_the_wheel",
        "drunk wasted hammered plastered beers drinks whiskey vodka tequila",
    ),
    ("supplied delivered pushed moved stashed shipped cooked brewed hid", "fentanyl meth heroin cocaine pills dope"),
    ("left walked_out drove_off", "without_paying"),
    ("ran forced pushed", "off_the_road off_the_levee off_the_highway off_the_bridge into_a_ditch"),
)
_WITH_WHAT = "|".join(
    rf"{any_of(verbs)}\b[^.!?;\n]{{0,40}}?\b(?:{'|'.join(what.split()).replace('_', ' ')})\b" for verbs, what in _WITH
)
#: ‘Decided to rob’: to set about a crime is told like the crime.
_TRIED = any_of(
    "tried attempted decided chose planned plotted managed conspired proceeded went_on opted began started "
    "continued kept"
)
#: An act that is a crime whoever does it: the verb alone, or an ordinary verb and what it was done to.
CRIME_ACT = (
    rf"(?:{CRIME_PAST}|{_WITH_WHAT}|{_TRIED}\s+(?:to\s+)?(?:\w+ly\s+)?(?:{CRIME_DO}|{CRIME_ING}|drive (?:drunk|"
    rf"high|impaired))|"
    rf"{_HANDLED}\b[^.!?;\n]{{0,40}}?\b{ILLICIT}|{ORDINARY}\b[^.!?;\n]{{0,30}}?(?:\b{TARGET}|\$\d)|"
    rf"set\b[^.!?;\n]{{0,30}}?\b(?:on fire|fires?\b(?! department| truck| station| hydrant| alarm)|blazes?|"
    rf"ablaze|alight)|(?:stuck|put|shoved|aimed|jammed|pressed|held|waved|pulled|drew|leveled|levelled)\s+(?:an?|his|her|the)\s+"
    rf"(?:[\w-]+\s+){{0,2}}?(?:gun|handgun|revolver|pistol|rifle|shotgun|knife|blade|machete|box cutter|razor)\b)"
)
