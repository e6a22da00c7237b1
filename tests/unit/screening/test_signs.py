"""What stops a post by words alone: one phrase that nobody else writes, or two lesser ones in different places."""

import pytest

from countersign import agency
from countersign.content import Draft, Severity
from countersign.screening import screen_rules
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY = agency.parse(SAMPLE.read_text(), now=NOW)
STOPS = {Severity.BLOCK, Severity.APPROVAL}
AD, POLITICS, OPINION = "private-business-endorsement", "political-activity", "editorial-opinion-on-controversy"
SECRET, ASSIGNED, HIDDEN = "confidential-investigative-detail", "training-or-assignment-detail", "undercover-identity"


def weights(text: str, rule: str, category: str = "press-release") -> set[Severity]:
    """How heavy a rule's findings in a text are."""
    found = screen_rules(Draft(text, category), POLICY, NOW)
    return {finding.severity for finding in found if finding.rule == rule}


@pytest.mark.parametrize(
    ("rule", "one", "two"),
    [
        (AD, "Keep him in mind when your house needs paint.", "He does beautiful work at a fair price."),
        (POLITICS, "Only one party backs the badge, folks.", "Pick up your yard signs in our lobby."),
        (OPINION, "Kids these days need church, not phones.", "You can thank the legislature for that."),
        (SECRET, "The clerk saw the shooter.", "She agreed to testify."),
        (ASSIGNED, "The front desk is empty from noon to one.", "We are stretched thin."),
    ],
)
def test_one_sign_is_asked_about_and_two_stop(rule: str, one: str, two: str) -> None:
    """A phrase that stands in other posts too stops nothing alone; two of them leave no doubt."""
    assert weights(one, rule) == {Severity.ATTEST}
    assert weights(f"{one} {two}", rule) & STOPS


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (AD, "Use promo code HGPD15 at SafeNest."),
        (POLITICS, "We support Measure K."),
        (POLITICS, "Vote no on Measure C."),
        (OPINION, "The jury got it wrong."),
        (SECRET, "We put a tracker on his truck."),
        (SECRET, "Tomorrow at dawn we will raid the house on Gull Street."),
        (ASSIGNED, "We are down to two cars tonight."),
        (HIDDEN, "Det. Ana Ruiz spent the spring working undercover."),
    ],
)
def test_what_nobody_else_writes_stops_by_itself(rule: str, text: str) -> None:
    """The certain phrases need no second one."""
    assert weights(text, rule) & STOPS


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (AD, "We recommend registering your bike. Use code words with your grandparents."),
        (POLITICS, "Someone stole a 'Yes on K' banner. Supporters of Measure K plan to march on Saturday."),
        (POLITICS, "We support measures to keep children safe. Stop before you act on a text from the bank."),
        (OPINION, "Critics say the verdict was a disgrace; the court was calm."),
        (SECRET, "Deputies pinged his phone and found the lost hiker."),
        (SECRET, "The grand jury heard the case and returned no indictment."),
        (ASSIGNED, "Only two officers were hurt on duty last year."),
        (HIDDEN, "Lonnie Craft was arrested on suspicion of selling to an undercover detective."),
        (HIDDEN, 'Wanted: Dale Purvis, alias "Ghost", on a robbery warrant.'),
    ],
)
def test_the_same_words_elsewhere_stop_nothing(rule: str, text: str) -> None:
    """What others say, what happened to a campaign's banner, a hiker's telephone: nothing of it is stopped."""
    assert not weights(text, rule) & STOPS
