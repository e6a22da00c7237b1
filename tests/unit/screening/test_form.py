"""A field that cannot be taken is named before anything is stored."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign import agency
from countersign.agency import Policy
from countersign.content import Coordination, Draft, MediaRef, canonical, post_body
from countersign.screening import validate
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY: Policy = agency.parse(SAMPLE.read_text(), now=NOW)
GOOD = Draft("Ferry Street is closed.", "road_closure", pages=("newsroom",), facts={"place": [-121.56, 36.9]})
HOUR = timedelta(hours=1)
RECORD = Coordination("pmpd", "Lt. Ray", "2026-11-21T10:00:00+00:00", "They lead.", "pmpd")

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"text": ""}, "text", "Write what"),
    ({"text": "x" * 10_000_000}, "text", "10,000,000 bytes"),
    ({"text": "a\x00b"}, "text", "Character 2"),
    ({"text": "a\u202eb"}, "text", "right-to-left override"),
    ({"category": "gossip"}, "category", "from the list"),
    ({"language": "English"}, "language", "en or es"),
    ({"pages": ()}, "pages", "at least one page"),
    ({"pages": ("facebok",)}, "pages", "no page called 'facebok'"),
    ({"pages": ("newsroom", "newsroom")}, "pages", "twice"),
    ({"facts": {"place": [-121.56, 96]}}, "place", "not a place on Earth"),
    ({"facts": {"place": [36.9, -121.56]}}, "place", "longitude"),
    ({"facts": {"colour": "blue"}}, "facts", "no fact called 'colour'"),
    ({"facts": {"juvenile": "maybe"}}, "juvenile", "yes or no"),
    ({"facts": {"juvenile": 1}}, "juvenile", "yes or no"),
    ({"facts": {"case_number": 26}}, "case_number", "characters"),
    ({"facts": {"case_number": "2\u20286"}}, "case_number", "must not be in it"),
    ({"due": NOW - HOUR}, "due", "in the past"),
    ({"due": datetime(2027, 1, 1)}, "due", "time zone"),
    ({"due": NOW + timedelta(days=900)}, "due", "two years"),
    ({"not_after": NOW - HOUR}, "not_after", "in the past"),
    ({"due": NOW + 2 * HOUR, "not_after": NOW + HOUR}, "not_after", "earlier than the due time"),
    ({"due": NOW + HOUR, "not_before": NOW + 2 * HOUR}, "not_before", "later than the due time"),
    ({"not_before": NOW + HOUR, "not_after": NOW + HOUR}, "not_after", "not later"),
    ({"media": (MediaRef("0" * 64, "image/png", "a\x07b"),)}, "media", "picture 1"),
    ({"coordination": (replace(RECORD, at="yesterday"),)}, "coordination", "date and time"),
    ({"coordination": (replace(RECORD, at="2026-11-22T10:00:00+00:00"),)}, "coordination", "future"),
    ({"coordination": (replace(RECORD, answer="\x1b"),)}, "coordination", "must not be in it"),
    ({"variants": {"presumption": "none"}}, "variants", "no approved wording"),
    ({"variants": {"nothing": "standard"}}, "variants", "no approved wording"),
]


def test_a_good_draft_has_nothing_wrong() -> None:
    """What may be stored gives no message."""
    more = {"due": NOW + HOUR, "not_after": NOW + 2 * HOUR, "coordination": (RECORD,), "language": "es-MX"}
    assert validate(replace(GOOD, **more), POLICY, now=NOW) == {}


@pytest.mark.parametrize(("change", "field", "words"), WRONG, ids=[f"{f}-{n}" for n, (_, f, _) in enumerate(WRONG)])
def test_a_wrong_field_is_named(change: dict[str, Any], field: str, words: str) -> None:
    """The message stands at the field and says what to do."""
    found = validate(replace(GOOD, **change), POLICY, now=NOW)
    assert list(found) == [field]
    assert words in found[field]


def test_every_wrong_field_is_named_at_once() -> None:
    """Nobody mends a form one error at a time."""
    draft = replace(GOOD, text="", category="x", pages=(), due=NOW - HOUR)
    assert set(validate(draft, POLICY, now=NOW)) == {"text", "category", "pages", "due"}


FACTS = st.dictionaries(
    st.sampled_from([*agency.FACTS, "other"]),
    st.none() | st.booleans() | st.text(max_size=20) | st.floats() | st.lists(st.floats(), max_size=3),
    max_size=4,
)


@given(st.text(max_size=60), FACTS, st.datetimes(timezones=st.just(UTC)))
@settings(max_examples=300, deadline=None)
def test_what_is_taken_can_be_signed(text: str, facts: dict[str, Any], due: datetime) -> None:
    """Whatever passes has a canonical form, so that a digest can be taken of it."""
    draft = replace(GOOD, text=text, facts=facts, due=due)
    if not validate(draft, POLICY, now=NOW):
        assert canonical(post_body(draft, (), policy=1))
