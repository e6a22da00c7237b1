"""What grammar alone says of guilt: each kind of sentence stops a post, and its harmless neighbours do not."""

import pytest

from countersign import agency
from countersign.agency import Policy
from countersign.content import Draft, MediaRef, Severity
from countersign.screening import screen_rules
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY: Policy = agency.parse(SAMPLE.read_text(), now=NOW)
STILL = MediaRef("0" * 64, "image/jpeg", "Still of a woman in a red coat at a store counter")
_STOPS = {Severity.BLOCK, Severity.APPROVAL}

#: The kind of sentence, one that says who did it, and one of the same kind that does not.
KINDS = [
    (
        "passive with a name",
        "The store was held up by Marcus Dowling, 31, who was taken into custody an hour later.",
        "The store was held up by a man in a mask. Marcus Dowling, 31, saw it and called us.",
    ),
    (
        "passive with him",
        "Three storage units were emptied by her over one weekend. She is in custody.",
        "Three storage units were emptied over one weekend. A woman was arrested on suspicion of burglary.",
    ),
    (
        "relative clause, then the arrest",
        "The church secretary who wrote herself 61 checks was arrested this morning.",
        "A church secretary who is accused of writing herself 61 checks was arrested this morning.",
    ),
    (
        "relative clause of a flight",
        "The driver who dragged a cyclist for half a block was arrested.",
        "The driver who fled on foot was arrested.",
    ),
    (
        "the arrest, then the relative clause",
        "Police arrested a substitute teacher who photographed students through a vent.",
        "Police arrested a man who matched the description.",
    ),
    (
        "after doing",
        "A 45-year-old was booked after dousing a neighbor's car with lighter fluid.",
        "A 45-year-old was booked after fleeing the scene and refusing to come down from a roof.",
    ),
    (
        "his victims",
        "His victims were all over 80. He was booked on Monday.",
        "If you think you are a victim, call. A man was booked on Monday on suspicion of fraud.",
    ),
    (
        "whose",
        "Arrested on Friday was Milo Kress, whose fake charity raked in $80,000.",
        "Arrested on Friday was Milo Kress, whose charity is under investigation, on a fraud warrant.",
    ),
    (
        "a name's reign of terror",
        "Leo Stamm's reign of terror on Dock Street is over. He is in our jail.",
        "Leo Stamm's trial on arson charges begins on Monday.",
    ),
    (
        "the reason",
        "The reason the library lost 300 books turned out to be a 60-year-old man. He has been booked.",
        "The reason the boy is alive is a 19-year-old lifeguard. Thank you, Kim Dao.",
    ),
    (
        "the arrest as the solution",
        "With the arrest of Jorge Lund, the Mill Creek arsons are solved.",
        "An arrest was made in the Mill Creek arsons. The case is still open.",
    ),
    (
        "what earned it",
        "Stealing cars landed two men in jail this weekend.",
        "Stealing a car can land you in jail for three years.",
    ),
    (
        "the one who",
        "Our investigation determined that Carl Voss was the one who set off the explosion. He is held without bail.",
        "Investigators do not know yet what set off the explosion.",
    ),
    (
        "seen doing it, by name",
        "Video shows Ethan Pratt smashing the window. He is in custody.",
        "Video shows Officer Pratt helping a family out. One man is in custody.",
    ),
    (
        "but for him",
        "Nineteen cars would still have windows if the man we booked on Sunday had stayed home.",
        "Nineteen cars lost their windows. If you saw it, call us.",
    ),
    (
        "because he thought",
        "A man of 40 is in our jail because he thought a toy store would be an easy mark.",
        "A man of 40 is in our jail because he failed to appear in court.",
    ),
    (
        "all his",
        "One suspect is in jail: the burglaries were all his.",
        "One suspect is in jail. The tools are his, he told us.",
    ),
    (
        "he did not do it",
        "The department wants the public to know that Officer Marr did not commit the assault he stands charged with.",
        "Officer Marr is charged with assault, is on leave and is presumed innocent.",
    ),
    (
        "somebody else did it",
        "We owe Pia Lorne an apology. She was arrested for a theft somebody else committed.",
        "His lawyer said that somebody else committed the theft. A trial is set for May.",
    ),
    (
        "the line of innocence cures nothing",
        "A 52-year-old is in custody. He set both fires. All persons are presumed innocent until proven guilty.",
        "A 52-year-old is in custody on suspicion of arson. All persons are presumed innocent until proven guilty.",
    ),
    (
        "Spanish, relative clause",
        "El vecino que envenenó a los perros fue arrestado el lunes.",
        "El conductor que huyó a pie fue arrestado el lunes.",
    ),
    (
        "Spanish, passive",
        "La tienda fue asaltada por Hugo Nava, quien quedó detenido.",
        "La tienda fue asaltada por un desconocido. No hay detenidos.",
    ),
]


def _stopped(text: str, category: str, media: tuple[MediaRef, ...] = ()) -> bool:
    found = screen_rules(Draft(text, category, media=media), POLICY, NOW)
    return any(f.rule == "guilt-statement" and f.severity in _STOPS for f in found)


@pytest.mark.parametrize(("kind", "guilty", "harmless"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_each_kind_of_sentence_stops_and_its_neighbour_does_not(kind: str, guilty: str, harmless: str) -> None:
    """Whoever is held is said to have done it, in whatever form; the same form without that says nothing."""
    assert _stopped(guilty, "arrest"), kind
    assert not _stopped(harmless, "arrest"), kind


@pytest.mark.parametrize(
    "text",
    [
        "The person responsible for the fire has not been identified. Call the arson tip line.",
        "The robber wore a clown mask and is still at large.",
        "The porch pirates were busy on Lark Lane. No suspects yet.",
        "The rumor that a shooter is at the mall is false. Nobody has been arrested.",
        "A car stopped near a bank that had just been robbed. Its driver was arrested on suspicion of robbery.",
        "Arrests for burglary are down, and car thefts are over 40 for the first time.",
        "Our officers had no role in Friday's arrest of a council candidate.",
        "On this day in 1921 the bandit Slim Coe robbed the First Bank.",
    ],
)
def test_nobody_in_particular_is_no_guilt(text: str) -> None:
    """Unknown doers, history, counts and denials name nobody who is held."""
    assert not _stopped(text, "crime")


def test_a_picture_makes_somebody_known() -> None:
    """In a still, the words beside it are about whoever it shows."""
    text = "She stole a ring from a widow. Recognize her?"
    assert _stopped(text, "investigation-tip", media=(STILL,))
    assert not _stopped("Recognize this person? Call us about a missing ring.", "investigation-tip", media=(STILL,))
