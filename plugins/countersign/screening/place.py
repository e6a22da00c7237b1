"""Where an incident lies: in the service area, on its border, with a neighbour, outside, or nowhere.

The geometry belongs to the policy (agency.terrain): screening is imported without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from countersign.agency import Policy


def classify(place: Any, policy: Policy) -> str:
    """The verdict on a place: [longitude, latitude], or a GeoJSON geometry, or None.

    One of inside, border (within the policy's tolerance of the area's edge), neighbor:<id>, outside:<id>
    (with an agency whose area lies around ours), outside:unknown, invalid (not on Earth, 0,0, swapped,
    self-crossing), unknown (no place given).
    """
    return policy.terrain.verdict(place, tolerance_m=policy.border_tolerance_m)


def around(policy: Policy) -> tuple[str, ...]:
    """The ids of the agencies whose area lies around ours: a mention of them is no crossover."""
    return tuple(name for name, _ in policy.terrain.around)
