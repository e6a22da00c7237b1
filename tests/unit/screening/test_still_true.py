"""At the last moment: a fact that changed since, or a rule begun since, keeps a signed post back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.agency import Policy
from countersign.content import Draft, Severity
from countersign.screening import engine, still_true
from countersign.screening.reading import Hit
from countersign.screening.rulebook import Rule
from countersign.screening.still_true import Change, as_they_stand, no_longer_true

SIGNED = datetime(2026, 11, 20, 18, tzinfo=UTC)
LATER = SIGNED + timedelta(hours=3)
NAMES = ("still_missing", "warrant_active", "victim_consent", "parental_consent", "media_license")
values = st.sampled_from([True, False, None])
facts = st.dictionaries(st.sampled_from(NAMES), values)
changes = st.lists(
    st.builds(
        Change,
        fact=st.sampled_from(NAMES),
        value=values,
        at=st.integers(-300, 300).map(lambda minutes: SIGNED + timedelta(minutes=minutes)),
    ),
    unique_by=lambda change: change.at,
)


def missing(**facts: Any) -> Draft:
    """A search for somebody."""
    return Draft(text="Have you seen her? Call 911.", category="missing", facts={"still_missing": True} | facts)


@given(facts, changes)
def test_the_newest_word_counts(signed: dict[str, Any], said: list[Change]) -> None:
    """What was said after submission counts for every fact; what was said before, only against one that is stated."""
    standing = as_they_stand(signed, said, since=SIGNED)
    for name in NAMES:
        about = [c for c in said if c.fact == name and (c.at > SIGNED or name in signed)]
        newest = max(about, key=lambda c: c.at, default=None)
        assert standing.get(name) == (newest.value if newest else signed.get(name))


@given(facts, changes)
def test_a_post_goes_out_exactly_when_its_facts_stand(
    policy: Policy, signed: dict[str, Any], said: list[Change]
) -> None:
    """Held if and only if one fact differs from what was signed, and the sentence names no other one."""
    draft = Draft(text="Have you seen her?", category="missing", facts=signed)
    standing = as_they_stand(signed, said, since=SIGNED)
    differing = [name for name in NAMES if standing.get(name) != signed.get(name)]
    why = no_longer_true(draft, standing, policy, reviewed=SIGNED, now=LATER)
    assert (why is None) == (not differing)


@given(facts)
def test_nothing_said_changes_nothing(policy: Policy, signed: dict[str, Any]) -> None:
    """Without a word since, what was signed stands."""
    assert as_they_stand(signed, [], since=SIGNED) == signed


def test_somebody_is_found(policy: Policy) -> None:
    """“No longer missing” is said as a sentence that tells what to do."""
    found = as_they_stand(missing().facts, [Change("still_missing", False, LATER)], since=SIGNED)
    why = no_longer_true(missing(), found, policy, reviewed=SIGNED, now=LATER)
    assert why and "Still missing" in why and "“no” now" in why and "Withdraw" in why


def test_found_and_missing_again(policy: Policy) -> None:
    """The last word counts: what was taken back and then said again is true again."""
    said = [Change("still_missing", False, SIGNED + timedelta(minutes=1)), Change("still_missing", True, LATER)]
    standing = as_they_stand(missing().facts, said, since=SIGNED)
    assert no_longer_true(missing(), standing, policy, reviewed=SIGNED, now=LATER) is None


@pytest.mark.parametrize(
    ("begins", "severity", "held"),
    [
        (date(2026, 11, 21), Severity.BLOCK, True),
        (date(2026, 11, 21), Severity.APPROVAL, True),
        (date(2026, 11, 21), Severity.WARN, False),
        (date(2026, 11, 20), Severity.BLOCK, False),
        (date(2026, 11, 22), Severity.BLOCK, False),
        (None, Severity.BLOCK, False),
    ],
)
def test_a_rule_that_began_since_the_review_holds_it(
    policy: Policy, monkeypatch: pytest.MonkeyPatch, begins: date | None, severity: Severity, held: bool
) -> None:
    """Only a rule begun after the day of the review, in force today and heavy enough, keeps a signed post back."""
    new = Rule(
        id="new-law",
        severity=severity,
        message="The law forbids this now.",
        remedy="Take it out.",
        citation="A law",
        check=lambda reading: iter([Hit()]),
        effective_from=begins,
    )
    monkeypatch.setattr(engine, "RULES", (new,))
    monkeypatch.setattr(still_true, "RULES", (new,))
    why = no_longer_true(missing(), missing().facts, policy, reviewed=SIGNED, now=SIGNED + timedelta(days=1))
    assert (why is not None and "The law forbids this now." in why) == held


def test_what_was_reviewed_since_the_newest_rule_needs_no_second_look(policy: Policy) -> None:
    """`newest` is the border: before it a rule has begun since the review, from it on none has."""
    border = still_true.newest(policy, LATER)
    moment = timedelta(seconds=1)
    assert still_true.begun(policy, reviewed=border - moment, now=LATER)
    assert not still_true.begun(policy, reviewed=border, now=LATER)
