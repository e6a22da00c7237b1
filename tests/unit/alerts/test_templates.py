"""What is signed fits: every text of every template, with its fields at their limits, on the smallest pages."""

import itertools
import re
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


@pytest.mark.parametrize("language", templates.LANGUAGES)
@pytest.mark.parametrize("template", templates.shipped(), ids=lambda one: one.id)
def test_a_text_stands_without_words_of_another_language(template: Template, language: str) -> None:
    """With free words in another language a text leaves them out, and is whole: nothing hangs, and nothing is mixed."""
    told = {one.id: "Fremdes" if one.kind == "text" else "7" for one in template.blanks}
    common = dict.fromkeys(templates.COMMON, "Ferry Street")
    values = templates.in_language(template, told | common, {}, language=language, own="de")
    for act, length in itertools.product(Act, templates.LENGTHS):
        text = templates.render(template, act, language=language, length=length, values=values)
        assert "Fremdes" not in text
        assert not re.search(r"\(\)|[:,;] *[.,;:]|\. *\.|[:,(] *$|\( ", text), text


def test_texts_that_were_signed_earlier_get_every_word() -> None:
    """A text of a set from before would stand with a hole in it, so it is filled as it was when it was signed."""
    (now,) = (one for one in templates.shipped() if one.id == "avoid_area")
    earlier = Template.from_json({name: part for name, part in now.to_json().items() if name != "said_in"})
    told = {"where": "the pier", "advice": ""} | dict.fromkeys(templates.COMMON, "Ferry Street")
    for template, where in ((earlier, "the pier"), (now, "")):
        assert templates.in_language(template, told, {}, language="es", own="en")["where"] == where


def test_a_page_has_what_was_said_in_its_language() -> None:
    """What a message says in Spanish stands on a Spanish page, and events have the template's own words there."""
    (weather,) = (one for one in templates.shipped() if one.id == "weather_warning")
    told = {"hazard": "Flash Flood Warning", "advice": "Go up."} | dict.fromkeys(templates.COMMON, "Ferry Street")
    spanish = {"es": {"hazard": "Flash Flood Warning", "advice": "Suba a un lugar alto."}}
    english = templates.in_language(weather, told, spanish, language="en", own="en")
    assert (english["hazard"], english["advice"]) == ("Flash Flood Warning", "Go up.")
    for local, advice in (({}, ""), (spanish, "Suba a un lugar alto.")):
        there = templates.in_language(weather, told, local, language="es", own="en")
        assert (there["hazard"], there["advice"]) == ("inundación repentina", advice)
