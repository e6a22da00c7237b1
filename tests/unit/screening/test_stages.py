"""The stages that findings add, and the approval matrix of the policy as the sample agency's chains."""

from datetime import UTC, datetime
from typing import Any

import pytest

from countersign import approvals
from countersign.agency import Policy
from countersign.content import Coordination, Draft, MediaRef, Severity
from countersign.delivery.chains import extra_stages
from countersign.screening import screen

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
INSIDE, BORDER = [-121.56, 36.9], [-121.5005, 36.9]
OUR_OIS = {"place": INSIDE, "lead_agency": "Harbor Glen Police Department"}
CALL = Coordination("pmpd", "Sgt. Ray", "2026-11-20T17:40:00Z", "They take the lead.", "pmpd")
PICTURE = (MediaRef("a" * 64, "image/jpeg", "A street under water near the harbor"),)

#: The rows of the policy's approval matrix (POLICY section 3).
MATRIX = {
    "weather": [("watch commander", {"pio"})],
    "road_closure": [("watch commander", {"pio"})],
    "emergency": [("watch commander", set())],
    "missing": [("watch commander", set())],
    "event": [("public information", {"pio", "manager"})],
    "recognition": [("public information", {"pio", "manager"})],
    "recruitment": [("public information", {"pio", "manager"})],
    "crime_prevention": [("second reader", {"manager", "records_officer"}), ("public information", {"pio"})],
    "statistics": [("figures checked", {"records_officer"}), ("public information", {"pio"})],
    "tip_request": [("investigations", {"investigations"}), ("public information", {"pio"})],
    "wanted": [("investigations", {"investigations"}), ("public information", {"pio"})],
    "arrest": [("investigations", {"investigations"}), ("public information", {"pio"})],
    "fatal_crash": [
        ("investigations", {"investigations"}),
        ("public information", {"pio"}),
        ("chief", {"chief"}),
    ],
    "ois": [("public information", {"pio"}), ("chief", {"chief"}), ("legal", {"legal"})],
    "lodd": [("chief", {"chief"})],
    "controversy": [("public information", {"pio"}), ("legal", {"legal"}), ("chief", {"chief"})],
    "city_statement": [("public information", {"pio"}), ("city_pio", {"city_pio"}), ("chief", {"chief"})],
}


@pytest.mark.parametrize("category", MATRIX)
def test_the_sample_ships_the_approval_matrix(policy: Policy, category: str) -> None:
    """Each row of the matrix is the chain of a category: the same stages, in that order, of those roles."""
    told = policy.category(category)
    assert told and [(stage.name, set(stage.roles)) for stage in told.chain] == MATRIX[category]
    assert all(stage.watch == (stage.name == "watch commander") for stage in told.chain)


def test_a_correction_has_no_chain_of_its_own(policy: Policy) -> None:
    """Nobody can choose a shorter chain by calling something a correction."""
    assert policy.category("correction") is None


def stages_of(policy: Policy, draft: Draft) -> list[str]:
    """The whole chain of a draft, by name, with what its findings add."""
    category = policy.category(draft.category)
    assert category
    top = [role.id for role in policy.roles if role.top]
    added = extra_stages(policy, screen(draft, policy, NOW))
    return [stage.name for stage in approvals.stages_for(category.chain, added, top=top)]


def a_draft(text: str, category: str = "community_notice", **more: Any) -> Draft:
    """A draft inside our area."""
    return Draft(text=text, category=category, pages=("newsroom",), **{"facts": {"place": INSIDE}, **more})


@pytest.mark.parametrize(
    ("draft", "chain"),
    [
        (a_draft("Ferry Street is closed on Saturday."), ["watch commander", "chief"]),
        (
            a_draft("The market is on Saturday.", "event", facts={"media_source": "a resident"}, media=PICTURE),
            ["legal", "public information"],
        ),
        (
            a_draft("We only have two cars on duty after midnight.", "recognition"),
            ["public information", "chief"],
        ),
        (a_draft("What a bunch of scumbags.", "weather"), ["watch commander", "chief"]),
        (
            a_draft("The City of Harbor Glen condemns this act.", "community_notice"),
            ["city_pio", "watch commander", "chief"],
        ),
        (
            a_draft("The City of Harbor Glen condemns this act.", "city_statement"),
            ["public information", "city_pio", "chief"],
        ),
        (a_draft("The road is closed.", "road_closure", facts={"place": BORDER}), ["neighbor", "watch commander"]),
        (
            a_draft("There was a shooting.", "ois", facts=OUR_OIS, media=PICTURE),
            ["public information", "chief", "legal"],
        ),
    ],
)
def test_findings_add_their_stages_in_their_place(policy: Policy, draft: Draft, chain: list[str]) -> None:
    """Legal, the city and the neighbour come before the agency's own names, the chief after all of them."""
    assert stages_of(policy, draft) == chain


@pytest.mark.parametrize(
    ("category", "facts", "text", "coordination", "stopped"),
    [
        ("ois", {"lead_agency": "Port Merrow Police Department"}, "It is investigated.", (), True),
        ("ois", {"lead_agency": "Port Merrow Police Department"}, "It is investigated.", (CALL,), False),
        ("ois", {"lead_agency": "HGPD"}, "It is investigated.", (), False),
        ("ois", {"lead_agency": "HGPD"}, "It happened near Port Merrow.", (), True),
        ("ois", {"lead_agency": "HGPD", "place": BORDER}, "It is investigated.", (), True),
        ("lodd", {"nok_notified": True, "family_informed": True, "place": BORDER}, "We lost a colleague.", (), True),
        ("community_notice", {}, "It happened near Port Merrow.", (), False),
        ("community_notice", {"place": BORDER}, "The road is closed.", (), False),
    ],
)
def test_a_neighbour_comes_first_where_an_officer_shot_or_died(
    policy: Policy,
    category: str,
    facts: dict[str, Any],
    text: str,
    coordination: tuple[Coordination, ...],
    stopped: bool,
) -> None:
    """Shootings by officers and deaths on duty are stopped until the neighbour was reached; others are not."""
    draft = a_draft(text, category, facts={"place": INSIDE} | facts, coordination=coordination)
    rules = {"lead-agency-unconfirmed", "crossover-text", "jurisdiction-border"}
    blocks = {f.rule for f in screen(draft, policy, NOW) if f.severity is Severity.BLOCK}
    assert bool(blocks & rules) == stopped
