"""What is owed and what comes down afterwards: whatever the tables do not allow is refused and changes nothing."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from countersign import removals, tasks
from countersign.errors import WrongState
from countersign.removals import REMOVAL_TRANSITIONS, Removal, RemovalState
from countersign.tasks import TASK_TRANSITIONS, Task, TaskState

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
MACHINES: list[tuple[Any, dict[Any, frozenset[Any]], Any]] = [
    (tasks, TASK_TRANSITIONS, lambda at: Task(state=at, outcome="")),
    (removals, REMOVAL_TRANSITIONS, lambda at: Removal(state=at, said="old", lease_until=NOW)),
]
PAIRS = [(m, table, make, a, b) for m, table, make in MACHINES for a, b in product(table, table)]


@pytest.mark.parametrize(("module", "table", "make", "before", "after"), PAIRS)
def test_only_what_the_tables_allow(module: Any, table: Any, make: Any, before: Any, after: Any) -> None:
    """Every pair of the table is taken, and every other one is refused and changes nothing."""
    row = make(before)
    if after in table[before]:
        module.move(row, after, now=NOW)
        assert row.state is after
    else:
        with pytest.raises(WrongState, match="Nothing was changed"):
            module.move(row, after, now=NOW)
        assert row.state is before


def test_every_state_is_in_its_table() -> None:
    """No state is forgotten."""
    assert set(TASK_TRANSITIONS) == set(TaskState) and set(REMOVAL_TRANSITIONS) == set(RemovalState)


def test_what_was_taken_down_stays_down() -> None:
    """Nothing follows a removal that was carried out, and only one that is being carried out has a lease."""
    assert not REMOVAL_TRANSITIONS[RemovalState.REMOVED]
    row = Removal(state=RemovalState.REMOVING, lease_until=NOW)
    removals.move(row, RemovalState.PLANNED, now=NOW)
    assert row.lease_until is None


def test_tries_come_ever_more_rarely() -> None:
    """A removal is tried again within seconds at first, and never less often than every half hour."""
    waits = [removals.retry_after(tries) for tries in range(20)]
    assert waits == sorted(waits) and waits[0] <= timedelta(seconds=10) and waits[-1] == timedelta(minutes=30)
