"""Who may write and who may sign follows from the policy, the dates, delegations and the watch."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import agency
from countersign.agency import Delegated
from tests.unit.agency.small_agency import NOW, SMALL, read

POLICY = read()
FIRST, SECOND = POLICY.category("notice").chain
NOTICE = {"category": "notice", "pages": ["news"], "now": NOW}


def lent(delegator: str, delegate: str, **more: object) -> Delegated:
    """A delegation that holds now."""
    span = {"active_from": NOW - timedelta(days=1), "active_to": NOW + timedelta(days=1)}
    return Delegated(delegator=delegator, delegate=delegate, **(span | more))


def test_roles_give_the_right_to_write_and_to_sign() -> None:
    """A writer writes and does not sign; a commander signs and does not write."""
    assert agency.may_write(POLICY, "ann", page="news", category="notice", now=NOW)
    assert not agency.may_sign(POLICY, "ann", page="news", category="notice", now=NOW)
    assert agency.may_sign(POLICY, "bob", page="news", category="notice", now=NOW)
    assert not agency.may_write(POLICY, "bob", page="news", category="notice", now=NOW)


def test_nobody_unknown_may_do_anything() -> None:
    """A login that the policy does not have has no rights."""
    assert not agency.may_write(POLICY, "zoe", page="news", category="notice", now=NOW)


@pytest.mark.parametrize(
    ("day", "allowed"), [("2026-11-20", False), ("2026-11-21", True), ("2026-11-22", True), ("2026-11-23", False)]
)
def test_both_days_of_an_authorization_count_in_the_agencys_own_time(day: str, allowed: bool) -> None:
    """From the first minute of the first day to the last minute of the last one, in the agency's time zone."""
    dates = "role: writer, granted_by: dan, active_from: 2026-11-21, active_to: 2026-11-22"
    policy = read(SMALL.replace("role: writer, granted_by: dan", dates))
    zone = policy.agency.zone
    for clock in ("00:00", "23:59"):
        at = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone).astimezone(UTC)
        assert agency.may_write(policy, "ann", page="news", category="notice", now=at) is allowed


def test_the_watch_signs_while_it_is_on_duty() -> None:
    """Who is entered as on duty signs; while nobody is, the fallback does."""
    assert agency.approvers(POLICY, FIRST, watch=["cat"], **NOTICE) == {"cat": None}
    assert agency.approvers(POLICY, FIRST, **NOTICE) == {"bob": None}


def test_a_late_stage_lets_those_sign_to_whom_it_escalates() -> None:
    """Once a stage is late, every commander may sign for the watch."""
    assert set(agency.approvers(POLICY, FIRST, escalated=True, **NOTICE)) == {"bob", "cat"}


def test_authors_and_those_who_signed_are_left_out() -> None:
    """Nobody signs their own words, and nobody signs twice."""
    assert agency.approvers(POLICY, SECOND, excluded={"dan"}, **NOTICE) == {"eve": None}


def test_a_delegate_signs_for_the_one_who_lent_the_right() -> None:
    """It is recorded in whose right a delegate signs."""
    assert agency.approvers(POLICY, SECOND, delegations=[lent("dan", "bob")], **NOTICE) == {
        "bob": "dan",
        "dan": None,
        "eve": None,
    }


def test_an_own_right_comes_before_a_lent_one() -> None:
    """Who may sign anyway signs in their own name."""
    assert agency.approvers(POLICY, SECOND, delegations=[lent("dan", "eve")], **NOTICE)["eve"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"active_to": NOW - timedelta(minutes=1)},
        {"active_from": NOW + timedelta(minutes=1)},
        {"pages": ("other",)},
        {"categories": ("other",)},
    ],
)
def test_a_delegation_holds_only_within_its_bounds(wrong: dict[str, object]) -> None:
    """Out of its time, its pages or its categories a delegation gives nothing."""
    assert "bob" not in agency.approvers(POLICY, SECOND, delegations=[lent("dan", "bob", **wrong)], **NOTICE)


def test_nobody_lends_a_right_they_may_not_use() -> None:
    """An author cannot have a delegate sign in the author's right."""
    found = agency.approvers(POLICY, SECOND, excluded={"dan"}, delegations=[lent("dan", "bob")], **NOTICE)
    assert "bob" not in found


LOGINS = st.sampled_from(["ann", "bob", "cat", "dan", "eve", "zoe"])


@given(st.sets(LOGINS), st.lists(st.tuples(LOGINS, LOGINS)), st.sets(LOGINS), st.booleans())
def test_no_excluded_person_is_ever_an_approver(
    excluded: set[str], pairs: list[tuple[str, str]], watch: set[str], escalated: bool
) -> None:
    """However people lend their rights, nobody excluded signs, and nobody signs for somebody excluded."""
    delegations = [lent(a, b) for a, b in pairs]
    for stage in (FIRST, SECOND):
        found = agency.approvers(
            POLICY,
            stage,
            excluded=excluded,
            delegations=delegations,
            watch=sorted(watch),
            escalated=escalated,
            **NOTICE,
        )
        assert not excluded & set(found)
        assert not excluded & {lender for lender in found.values() if lender}
