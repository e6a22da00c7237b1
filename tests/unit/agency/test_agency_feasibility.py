"""A chain that nobody could complete is an error before it is a policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.agency.feasibility import can_fill
from tests.unit.agency.small_agency import SMALL, faults, line_of, read


def test_a_single_absent_approver_must_not_stop_a_chain() -> None:
    """With one chief only, the day that chief is away nobody could sign."""
    only = "  - {id: eve, name: Eve, title: Chief, email: eve@small.example.gov, roles: [chief]}\n"
    found = faults(only, "")
    assert any("dan is away" in sentence for _, sentence in found)
    assert line_of(SMALL.replace(only, ""), "    chain:") in {line for line, _ in found}


def test_an_author_does_not_count_as_an_approver() -> None:
    """When a commander may write, the other one alone is left, and may be away."""
    found = faults("role: writer, granted_by: dan}", "role: commander, granted_by: dan}")
    assert any("is the author" in sentence for _, sentence in found)


def test_a_person_counts_once_in_a_chain() -> None:
    """Two stages that only the same two people could sign need both of them, every day."""
    found = faults("watch: true, within: 1 h, escalate_to: [commander]", "roles: [chief], within: 1 h")
    assert any("different person at every stage" in sentence for _, sentence in found)


def test_more_names_than_people_is_an_error() -> None:
    """A stage that needs three of two chiefs can never be complete."""
    assert any(
        "Nobody could complete" in s
        for _, s in faults("roles: [chief], within: 2 h", "roles: [chief], need: 3, within: 2 h")
    )


def test_approvers_without_authorization_do_not_count() -> None:
    """A stage whose people may not sign is empty."""
    found = faults("  - {act: sign, role: chief, granted_by: bob}\n", "")
    assert any("‘second’: nobody" in sentence for _, sentence in found)


def test_an_authorization_that_is_over_does_not_count() -> None:
    """What somebody was allowed until last year completes no chain."""
    found = faults("role: chief, granted_by: bob", "role: chief, granted_by: bob, active_to: 2025-12-31")
    assert any("‘second’: nobody" in sentence for _, sentence in found)


def test_a_category_that_nobody_may_write_is_an_error() -> None:
    """A category without an author is a mistake in the file."""
    assert any("Nobody may write" in s for _, s in faults("act: write, role: writer", "act: sign, role: writer"))


def test_stages_that_findings_add_are_tried_too() -> None:
    """A stage that only the second signer could take would block every post that needs it."""
    extra = "extra_stages:\n  legal: {people: [bob], within: 1 h}\nwatch: {roles"
    assert any("‘legal’" in sentence for _, sentence in faults("watch: {roles", extra))


def test_the_chain_of_the_page_items_is_tried_too() -> None:
    """The items of every page need names as well."""
    found = faults("{name: chief, roles: [chief], within: 1 d}", "{name: chief, people: [ann], within: 1 d}")
    assert any("page_items" in sentence for _, sentence in found)


def test_escalation_makes_a_chain_possible() -> None:
    """Where an absent chief's stage escalates to somebody who may sign, the chain can be completed."""
    text = SMALL.replace("  - {id: eve, name: Eve, title: Chief, email: eve@small.example.gov, roles: [chief]}\n", "")
    deputy = "  - {id: eve, name: Eve, title: Deputy, email: eve@small.example.gov, roles: [deputy]}\npages:"
    text = text.replace("pages:", deputy, 1).replace("roles:\n", "roles:\n  - {id: deputy, name: Deputy}\n", 1)
    text = text.replace(
        "{act: sign, role: chief,", "{act: sign, role: deputy, granted_by: bob}\n  - {act: sign, role: chief,"
    )
    read(text.replace("roles: [chief], within: ", "roles: [chief], escalate_to: [deputy], within: "))


PEOPLE = st.sets(st.sampled_from("abcde"), max_size=5)


@given(st.lists(st.tuples(st.integers(1, 3), PEOPLE), min_size=1, max_size=4))
def test_seats_are_filled_exactly_when_some_assignment_exists(stages: list[tuple[int, set[str]]]) -> None:
    """The quick answer is that of trying every assignment."""
    seats = [people for need, people in stages for _ in range(need)]

    def any_way(left: list[set[str]], taken: frozenset[str]) -> bool:
        return not left or any(any_way(left[1:], taken | {person}) for person in left[0] - taken)

    named = {str(number): stage for number, stage in enumerate(stages)}
    assert can_fill(named) == (len(seats) <= 5 and any_way(seats, frozenset()))


@pytest.mark.parametrize("absent", ["bob", "cat"])
def test_with_two_commanders_either_may_be_away(absent: str) -> None:
    """The small agency holds with any one of its approvers absent."""
    assert read().person(absent) is not None
