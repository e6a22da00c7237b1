"""Terms of a source: what narrows them one person decides, and every other change is a second person's, too."""

from dataclasses import replace
from typing import Any

import pytest

from countersign.alerts.sources import Terms, narrows

AREA = {"type": "Point", "coordinates": [1, 2]}
OLD = Terms(
    senders=("a", "b"),
    events=("Flood Warning", "Tsunami Warning"),
    languages=("en", "es"),
    zone=AREA | {"ugc": ["CAZ517"], "same": ["006069"]},
    certificates=("one", "two"),
    cap_per_hour=10,
)
NARROWER: list[dict[str, Any]] = [
    {"senders": ("a",)},
    {"events": ("Flood Warning",)},
    {"languages": ("es",)},
    {"zone": AREA},
    {"zone": {"ugc": ["CAZ517"]}},
    {"certificates": ("two",)},
    {"cap_per_hour": 9},
    {"every": 600},
]
WIDER: list[dict[str, Any]] = [
    {"senders": ("a", "c")},
    {"events": ()},
    {"events": ("Flood Warning", "Frog Rain")},
    {"languages": ()},
    {"zone": OLD.zone | {"ugc": ["CAZ517", "CAZ518"]}},  # type: ignore[operator]
    {"zone": {"type": "Point", "coordinates": [1, 3]}},
    {"certificates": ()},
    {"certificates": ("three",)},
    {"cap_per_hour": 11},
]


@pytest.mark.parametrize("change", NARROWER)
def test_what_lets_less_out_is_narrower(change: dict[str, Any]) -> None:
    """Fewer senders, events, languages, places and certificates, or a smaller number; the way back is none of it."""
    new = replace(OLD, **change)
    assert narrows(new, OLD)
    assert narrows(OLD, new) == ("every" in change)


@pytest.mark.parametrize("change", WIDER)
def test_what_lets_more_out_is_wider(change: dict[str, Any]) -> None:
    """Also where less of one thing comes with more of another."""
    assert not narrows(replace(OLD, **change), OLD)
    assert not narrows(replace(OLD, **{"cap_per_hour": 1} | change), OLD)
