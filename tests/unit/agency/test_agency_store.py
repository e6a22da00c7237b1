"""A policy survives its way into the database, and its changes can be read as sentences."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import agency
from countersign.agency import Policy
from countersign.agency.fields import read_clock, read_duration, show_duration
from tests.unit.agency.small_agency import SMALL, read


def test_a_policy_comes_back_unchanged_from_json(policy: Policy) -> None:
    """What is stored is what was read."""
    stored = json.loads(json.dumps(agency.to_json(policy)))
    assert agency.from_json(stored) == policy
    assert agency.digest(agency.from_json(stored)) == agency.digest(policy)


def test_a_policy_cannot_be_changed(policy: Policy) -> None:
    """The loaded policy is frozen."""
    with pytest.raises(AttributeError):
        policy.border_tolerance_m = 1.0  # type: ignore[misc]


def test_no_change_is_no_sentence() -> None:
    """A file that says the same makes no difference."""
    assert agency.difference(read(), read()) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("name: Ann,", "name: Anna,", "Person ‘ann’: name was ‘Ann’, is ‘Anna’."),
        (
            "roles: [chief], within: 2 h",
            "roles: [chief], within: 3 h",
            "Category ‘notice’: stage ‘second’: within was ‘2 h’, is ‘3 h’.",
        ),
        ("name: second", "name: last", "Category ‘notice’: chain was ‘first → second’, is ‘first → last’."),
        ("city: Smallville", "city: Bigville", "Agency: city was ‘Smallville’, is ‘Bigville’."),
        ("[-121.5, 36.8]", "[-121.4, 36.8]", "Area changed."),
    ],
)
def test_a_change_reads_as_a_sentence(old: str, new: str, sentence: str) -> None:
    """Whoever signs a new policy reads what it changes."""
    assert agency.difference(read(), read(SMALL.replace(old, new, 1))) == [sentence]


def test_new_and_removed_entries_are_named() -> None:
    """A person who comes and an authorization that goes are both told."""
    more = "  - {id: fay, name: Fay, title: Chief, email: fay@small.example.gov, roles: [chief]}\npages:"
    bigger = read(SMALL.replace("pages:", more, 1))
    assert agency.difference(read(), bigger) == ["Person ‘fay’ is new."]
    assert agency.difference(bigger, read()) == ["Person ‘fay’ is removed."]


def test_an_authorization_is_told_as_a_whole() -> None:
    """Who may do what has no name of its own, so its words are shown."""
    narrower = read(SMALL.replace("{act: write, role: writer,", "{act: write, role: writer, pages: [news],"))
    added, removed = sorted(agency.difference(read(), narrower))
    assert added.startswith("Authorization added: act ‘write’") and "pages ‘news’" in added
    assert removed.startswith("Authorization removed")


@given(st.integers(1, 5_000_000))
def test_spans_of_time_come_back_as_they_were(minutes: int) -> None:
    """Whatever span is shown is read back as the same span."""
    span = timedelta(minutes=minutes)
    assert read_duration(show_duration(span)) == span


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)))
def test_times_of_day_come_back_as_they_were(clock: datetime) -> None:
    """A time of day is read as it is shown."""
    assert read_clock(f"{clock:%H:%M}") == clock


def test_the_sample_agency_is_good_at_any_date_of_its_life(policy: Policy) -> None:
    """The sample's chains can be completed now and in ten years."""
    assert agency.deadlocks(policy, datetime(2036, 1, 1, tzinfo=UTC)) == []
    assert {"newsroom", "mastodon", "nextdoor", "drills"} == {page.id for page in policy.pages}
