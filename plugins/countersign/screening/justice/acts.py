"""What a person did, told so that it is a crime: the verb alone, or an ordinary verb with what stands behind it."""

from countersign.screening.justice.words import CRIME_DO, CRIME_ING, CRIME_PAST
from countersign.screening.patterns import any_of

#: What a crime is done to: with one of these behind it an ordinary verb tells a crime.
TARGET = (
    any_of(
        "register till cash money safe purse wallet phone package parcel mail tool jewelry ring pill converter "
        "copper window windshield tire door lock fence clerk cashier victim woman girl nurse driver_at owner "
        "neighbor roommate girlfriend boyfriend wife husband mother grandmother elderly customer store shop house "
        "home garage truck bike car shed mailboxe ATM atm tip_jar jar vehicle unit bag cart groceries merchandise "
        "item goods beer liquor cigarette way crowd people teen teenager party apartment boat fire dumpster "
        "graffiti swastika knife machete bat hammer gun shot round punch saving account check credit identity "
        "identitie catalytic deposit life_saving necklace watch laptop tablet iphone television tv trailer kayak "
        "scooter generator rifle firearm coin donation "
    )
    + "(?:e?s)?"
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
#: ‘Decided to rob’: to set about a crime is told like the crime.
_TRIED = any_of(
    "tried attempted decided chose planned plotted managed conspired proceeded went_on opted began started "
    "continued kept"
)
#: An act that is a crime whoever does it: the verb alone, or an ordinary verb and what it was done to.
CRIME_ACT = (
    rf"(?:{CRIME_PAST}|{_TRIED}\s+(?:to\s+)?(?:\w+ly\s+)?(?:{CRIME_DO}|{CRIME_ING}|drive (?:drunk|"
    rf"high|impaired))|"
    rf"{_HANDLED}\b[^.!?;\n]{{0,40}}?\b{ILLICIT}|{ORDINARY}\b[^.!?;\n]{{0,30}}?(?:\b{TARGET}|\$\d)|"
    rf"set\b[^.!?;\n]{{0,30}}?\b(?:on fire|fires?\b(?! department| truck| station| hydrant| alarm)|blazes?|"
    rf"ablaze|alight)|(?:stuck|put|shoved|aimed|jammed|pressed|held|waved|pulled|drew|leveled|levelled)\s+(?:an?|his|her|the)\s+"
    rf"(?:[\w-]+\s+){{0,2}}?(?:gun|handgun|revolver|pistol|rifle|shotgun|knife|blade|machete|box cutter|razor)\b)"
)
