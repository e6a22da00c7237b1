"""States: whatever a table of transitions does not allow is refused and changes nothing."""

import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from countersign import approvals, deliveries, posts
from countersign.approvals import PROPOSAL_TRANSITIONS, Proposal, ProposalState
from countersign.deliveries import Delivery, State
from countersign.errors import WrongState
from countersign.posts import Post, Status

THEN = datetime(2026, 11, 20, 18, tzinfo=UTC)
NOW = THEN + timedelta(hours=1)
#: Each table, the module whose move() holds it, and how a row in a state is made.
MACHINES: list[tuple[Any, dict[Any, frozenset[Any]], Any]] = [
    (posts, posts.TRANSITIONS, lambda at: Post(number=7, status=at, reason="old", changed=THEN, revision=3)),
    (
        deliveries,
        deliveries.TRANSITIONS,
        lambda at: Delivery(state=at, reason="old", changed=THEN, publisher="p", lease_until=THEN),
    ),
    (approvals, PROPOSAL_TRANSITIONS, lambda at: Proposal(id=uuid.uuid4(), state=at, reason="old", ended=None)),
]
ALLOWED = [(m, make, a, b) for m, table, make in MACHINES for a in table for b in table[a]]
FORBIDDEN = [(m, make, a, b) for m, table, make in MACHINES for a, b in product(table, table) if b not in table[a]]


def name(value: Any) -> str | None:
    """A readable name for a test's parameters."""
    return str(value) if isinstance(value, StrEnum) else getattr(value, "__name__", "").rsplit(".", 1)[-1] or None


def values(row: Any) -> dict[str, Any]:
    """What a row holds now."""
    return {k: v for k, v in vars(row).items() if not k.startswith("_")}


@pytest.mark.parametrize(("module", "make", "before", "after"), FORBIDDEN, ids=name)
def test_a_forbidden_move_is_refused(module: Any, make: Any, before: StrEnum, after: StrEnum) -> None:
    """Every pair that is not in the table is refused with a sentence, and not one value changes."""
    row = make(before)
    untouched = values(row)
    with pytest.raises(WrongState, match="Nothing was changed"):
        module.move(row, after, now=NOW, reason="new")
    assert values(row) == untouched


@pytest.mark.parametrize(("module", "make", "before", "after"), ALLOWED, ids=name)
def test_an_allowed_move_says_when_and_why(module: Any, make: Any, before: StrEnum, after: StrEnum) -> None:
    """Every pair in the table is taken, with its time and its reason."""
    row = make(before)
    module.move(row, after, now=NOW, reason="new")
    assert getattr(row, "status", None) is after or row.state is after
    assert row.reason == "new" and NOW in values(row).values()


@pytest.mark.parametrize(("table", "states"), [(m[1], type(next(iter(m[1])))) for m in MACHINES], ids=str)
def test_every_state_is_in_its_table(table: dict[Any, frozenset[Any]], states: type[StrEnum]) -> None:
    """No state is forgotten in a table, and none follows itself."""
    assert set(table) == set(states)
    assert all(state not in table[state] for state in states)


@pytest.mark.parametrize("after", set(State) - {State.SENDING})
def test_leaving_sending_ends_the_lease(after: State) -> None:
    """A delivery that is not being sent belongs to no publisher."""
    row = Delivery(state=State.SENDING, reason="", changed=THEN, publisher="p", lease_until=THEN)
    if after in deliveries.TRANSITIONS[State.SENDING]:
        deliveries.move(row, after, now=NOW)
        assert row.publisher is None and row.lease_until is None


def test_what_is_out_stays_out() -> None:
    """Nothing follows a published post or a sent delivery: a change is a correction."""
    assert not posts.TRANSITIONS[Status.PUBLISHED] and not deliveries.TRANSITIONS[State.SENT]


def test_an_ended_sign_off_never_opens_again() -> None:
    """No proposal goes back to open, and only an approved one can still become void."""
    later = {after for table in PROPOSAL_TRANSITIONS.values() for after in table}
    assert ProposalState.OPEN not in later
    ended = set(ProposalState) - {ProposalState.OPEN, ProposalState.APPROVED}
    assert not any(PROPOSAL_TRANSITIONS[state] for state in ended)


def test_only_what_cannot_be_public_is_claimed() -> None:
    """What may be on a page already is in no state that a publisher takes from."""
    assert {State.SENDING, State.UNKNOWN, State.SENT, State.LEFT}.isdisjoint(deliveries.CLAIMABLE)
