"""What is signed fits: every text of every template, with its fields at their limits, on the smallest pages."""

from datetime import UTC, datetime

import pytest

from countersign import agency, limits
from countersign.agency import Policy
from countersign.alerts import matching, templates
from countersign.alerts.model import Info, Place
from countersign.alerts.templates import PLACE, Act, Template
from countersign.desk import fitting
from tests.conftest import SAMPLE


@pytest.fixture(scope="module", params=["en", "es"])
def policy(request: pytest.FixtureRequest) -> Policy:
    """The sample agency, its newsroom in one language or the other."""
    text = SAMPLE.read_text().replace(
        "    platform: newsroom\n", f"    platform: newsroom\n    language: {request.param}\n"
    )
    return agency.parse(text, filename="agency.yaml", now=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize("platform", ["x", "bluesky", "mastodon", "threads"])
@pytest.mark.parametrize("template", templates.shipped(), ids=lambda one: one.id)
def test_every_text_fits_at_its_limits(template: Template, platform: str, policy: Policy) -> None:
    """Alert, update, end and correction, with the longest fields, place and time, and the disclaimers of the agency."""
    taken = limits.declared(platform)
    for act in Act:
        counted = fitting.shortest(template, act, policy, page="newsroom", measure=lambda t: limits.measure(t, taken))
        assert counted.fits, (act, counted.count, counted.limit)


def test_a_message_names_as_many_places_as_fit() -> None:
    """The places of a message are named up to three, in the length that a field has, and the others counted."""
    long = "Northern Salinas Valley and Hollister Valley and Carmel Valley"
    info = Info(places=(Place(description=f"A; {long}; {long}; C"),))
    assert matching.place(info) == f"A, {long} and 2 more" and len(matching.place(info)) <= PLACE
    assert matching.place(Info(places=(Place(description="A; B; C; D"),))) == "A, B, C and 1 more"
