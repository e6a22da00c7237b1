"""The lines of a publisher: never more on the wire than its places, nobody forgotten, everybody in order."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from countersign.deliveries import ROUTINE, PageLane
from countersign.delivery import places
from countersign.delivery.lines import Lines

PAGE = ("page", ROUTINE)
#: Enter with so many places, or leave.
STEPS = st.lists(st.integers(1, 5) | st.none(), max_size=60)


@given(STEPS)
def test_a_line_keeps_to_its_places_and_its_order(steps: list[int | None]) -> None:
    """Whatever comes and goes: those on the wire are at most the places, and all begin in the order of their claims."""
    lines: Lines[int] = Lines()
    begun: list[int] = []
    sending = entered = most = 0
    for room in steps:
        if room is not None:
            most = max(most if sending else 0, room)
            new = lines.enter(PAGE, entered, places=room)
            entered += 1
            assert not new or sending + len(new) <= room
        elif sending:
            new, sending = lines.leave(PAGE, seconds=0), sending - 1
        else:
            continue
        begun += new
        sending += len(new)
        assert sending <= most
    assert begun == list(range(len(begun)))
    assert begun + lines.close() == list(range(entered))


def test_nobody_begins_after_the_end() -> None:
    """Whoever waits when a line is given back, or all are closed, is handed out once and never begins."""
    lines: Lines[str] = Lines()
    assert [lines.enter(PAGE, name, places=1) for name in "abc"] == [["a"], [], []]
    assert lines.give_back(PAGE) == ["b", "c"] and lines.leave(PAGE, seconds=0) == []
    assert lines.enter(PAGE, "d", places=1) == ["d"] and lines.enter(PAGE, "e", places=1) == []
    assert lines.close() == ["e"] and lines.leave(PAGE, seconds=0) == []
    assert lines.enter(PAGE, "f", places=9) == [] and lines.close() == ["f"]


def test_a_line_runs_low_before_it_is_empty() -> None:
    """More is claimed while every place still has somebody waiting for it, so that none stays empty."""
    lines: Lines[int] = Lines()
    for number in range(10):
        lines.enter(PAGE, number, places=4)
    low = []
    for _ in range(4):
        lines.leave(PAGE, seconds=0)
        low.append(lines.runs_low(PAGE))
    assert low == [False, True, True, True]


def test_a_line_is_quick_as_its_page_answered_last() -> None:
    """What waits beside the sends is in doubt if the publisher dies: only pages that answer quickly have such posts."""
    lines: Lines[int] = Lines()
    seen = []
    for number, seconds in enumerate([0.05, 3.0, 0.1]):
        lines.enter(PAGE, number, places=1)
        lines.leave(PAGE, seconds=seconds)
        seen.append(PAGE in lines.quick)
    assert seen == [True, False, True] and ("other", ROUTINE) not in lines.quick


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROW = PageLane(page_id="p", lane=ROUTINE)
#: A publisher claims, gets an answer, or stores one.
ACTS = st.lists(st.tuples(st.sampled_from(["claim", "answer", "store"]), st.integers(0, 2)), max_size=120)


@given(st.integers(1, 5), ACTS)
def test_all_publishers_together_keep_to_the_places_of_a_page(at_once: int, acts: list[tuple[str, int]]) -> None:
    """However claims, answers and settlements of three publishers meet: never more on the wire than the page takes."""
    lines: list[Lines[int]] = [Lines(), Lines(), Lines()]
    wire: list[list[int]] = [[], [], []]
    answered: list[list[int]] = [[], [], []]
    held, number = [0, 0, 0], 0
    for act, who in acts:
        if act == "claim":
            under_way = held[who] - len(answered[who]), sum(held) - held[who]
            mine = places.left_for(at_once, under_way)
            for _ in range(places.may_begin(ROW, at_once=at_once + mine, sending=sum(under_way), now=NOW)):
                number, held[who] = number + 1, held[who] + 1
                wire[who] += lines[who].enter(PAGE, number, places=mine)
        elif act == "answer" and wire[who]:
            answered[who].append(wire[who].pop(0))
            wire[who] += lines[who].leave(PAGE, seconds=0)
        elif act == "store":
            held[who] -= len(answered[who])
            answered[who].clear()
        assert sum(map(len, wire)) <= at_once
