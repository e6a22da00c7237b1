"""Where an incident lies is told from a point or an outline, and what follows from it."""

import json
from dataclasses import replace
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign import agency
from countersign.agency import Policy
from countersign.content import Coordination, Draft, Finding, Severity
from countersign.screening import classify, screen_place
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY: Policy = agency.parse(SAMPLE.read_text(), now=NOW)

#: The sample's town has a hole (the university) and an exclave (the airport).
INSIDE, HOLE, EXCLAVE = [-121.56, 36.9], [-121.595, 36.9385], [-121.69, 36.905]
PORT, COUNTY, FAR = [-121.45, 36.92], [-121.83, 36.75], [-122.1, 37.23]
RECORD = Coordination("pmpd", "Lt. Ray", "2026-11-21T10:00:00+00:00", "They lead.", "pmpd")


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A rectangle as GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[-121.6, 36.9], [-121.5, 36.95], [-121.5, 36.9], [-121.6, 36.95], [-121.6, 36.9]]],
}

PLACES = [
    (None, "unknown"),
    (INSIDE, "inside"),
    (tuple(INSIDE), "inside"),
    (EXCLAVE, "inside"),
    (HOLE, "neighbor:wupd"),
    (PORT, "neighbor:pmpd"),
    (COUNTY, "outside:cso"),
    (FAR, "outside:unknown"),
    ([-121.62, 36.96], "border"),
    ([-121.5005, 36.92], "border"),
    ([-121.4995, 36.92], "border"),
    (INSIDE[::-1], "invalid"),
    ([0, 0], "invalid"),
    ([-121.56, 95], "invalid"),
    ([-500, 36.9], "invalid"),
    ([float("nan"), 36.9], "invalid"),
    (["-121.56", "36.9"], "invalid"),
    ([-121.56], "invalid"),
    ([True, False], "invalid"),
    ("Broad Street", "invalid"),
    ({"type": "Point"}, "invalid"),
    ({"type": "Circle", "coordinates": INSIDE}, "invalid"),
    ({"type": "Point", "coordinates": INSIDE}, "inside"),
    (box(-121.57, 36.89, -121.55, 36.91), "inside"),
    (box(-121.52, 36.90, -121.48, 36.92), "border"),
    (box(-121.47, 36.90, -121.45, 36.92), "neighbor:pmpd"),
    (box(-121.41, 36.90, -121.38, 36.92), "neighbor:pmpd"),
    (box(-121.84, 36.70, -121.83, 36.71), "outside:cso"),
    (BOWTIE, "invalid"),
    ({"type": "Polygon", "coordinates": []}, "invalid"),
    ({"type": "LineString", "coordinates": [[-121.56, 36.9], [-121.55, 36.91]]}, "inside"),
]


@pytest.mark.parametrize(("place", "verdict"), PLACES, ids=[f"{v}-{n}" for n, (_, v) in enumerate(PLACES)])
def test_a_place_has_one_verdict(place: Any, verdict: str) -> None:
    """Each kind of place is told apart, and what is no place on Earth is invalid, never outside."""
    assert classify(place, POLICY) == verdict


def test_points_given_by_others_are_all_right(shared: Path) -> None:
    """Every point of the shared set has the verdict that its authors expect."""
    rows = [json.loads(line) for line in (shared / "policy" / "geo_open.jsonl").read_text().splitlines()]
    policy = agency.parse_any((shared / "policy" / "agency.json").read_text(), now=NOW)
    wrong = [row["id"] for row in rows if classify(row["incident_location"], policy) != row["expected"]]
    assert (wrong, len(rows) > 0) == ([], True)


@given(st.floats(-400, 400), st.floats(36.885, 36.955))
def test_the_border_is_as_wide_as_the_policy_says(metres: float, latitude: float) -> None:
    """Within 150 m of the eastern line is the border; beyond it is ours or the neighbour's."""
    place = [-121.5 + metres / (111_320.0 * cos(radians(36.92))), latitude]
    if abs(abs(metres) - 150) > 1:
        expected = "border" if abs(metres) < 150 else "inside" if metres < 0 else "neighbor:pmpd"
        assert classify(place, POLICY) == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
        max_leaves=12,
    )
)
@settings(max_examples=300)
def test_no_place_makes_the_check_crash(place: Any) -> None:
    """Whatever stands in place of a place has a verdict."""
    assert isinstance(classify(place, POLICY), str)


def verdicts(
    place: Any, *, category: str = "community_notice", records: tuple[Coordination, ...] = ()
) -> list[Finding]:
    """The findings on a draft at a place."""
    return screen_place(Draft("x", category, facts={"place": place}, coordination=records), POLICY)


@pytest.mark.parametrize("place", [None, INSIDE, EXCLAVE])
def test_inside_there_is_nothing_to_say(place: Any) -> None:
    """A place in our area, or none, gives no finding."""
    assert verdicts(place) == []


def test_on_the_border_the_neighbours_answer_is_asked_for() -> None:
    """A place on the border adds the stage at which somebody answers for the coordination."""
    (found,) = verdicts([-121.5, 36.92])
    assert (found.severity, found.stages) == (Severity.APPROVAL, ("neighbor",))
    assert verdicts([-121.5, 36.92], records=(RECORD,)) == []


def test_a_shooting_on_the_border_waits_for_the_neighbour() -> None:
    """For officer-involved shootings coordination comes first."""
    (found,) = verdicts([-121.5, 36.92], category="ois")
    assert found.severity is Severity.BLOCK


def test_a_neighbours_city_is_blocked_and_the_remedy_says_what_to_enter() -> None:
    """The author reads which agency it is, how to reach it, and what to enter."""
    (found,) = verdicts(PORT)
    assert found.severity is Severity.BLOCK
    for words in ("Port Merrow Police Department", "(555) 010-0300", "whom", "when", "answered", "leads"):
        assert words in found.remedy
    assert "pmpd" not in found.remedy


def test_an_outline_that_crosses_itself_is_told() -> None:
    """It is no place that anybody could mean, and the author reads why."""
    (found,) = verdicts(BOWTIE)
    assert found.severity is Severity.BLOCK
    assert "crosses itself" in found.message


def test_with_the_neighbours_answer_it_needs_one_more_name() -> None:
    """A complete coordination record turns the block into a stage."""
    (found,) = verdicts(PORT, records=(RECORD,))
    assert (found.severity, found.stages) == (Severity.APPROVAL, ("neighbor",))


def test_another_agencys_answer_does_not_count() -> None:
    """The record must be of the agency in whose area the place lies."""
    severities = [f.severity for f in verdicts(PORT, records=(replace(RECORD, neighbor="wupd"),))]
    assert severities == [Severity.BLOCK]


def test_a_record_with_a_blank_is_not_complete() -> None:
    """A coordination record that lacks the answer is named with what it lacks."""
    found = verdicts(PORT, records=(replace(RECORD, answer=" "),))
    assert {f.rule for f in found} == {"coordination-incomplete", "jurisdiction-neighbor"}
    assert all(f.severity is Severity.BLOCK for f in found)


def test_an_invalid_place_is_blocked() -> None:
    """Swapped coordinates are told as such."""
    (found,) = verdicts(INSIDE[::-1])
    assert (found.rule, found.severity) == ("jurisdiction-invalid", Severity.BLOCK)
