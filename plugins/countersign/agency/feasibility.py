"""Whether every chain can be completed: each author and each single absent approver are tried."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import islice

from countersign.agency.entries import Category, StageEntry
from countersign.agency.model import Policy
from countersign.agency.rights import approvers, is_active, may_write, members

#: What the chain of the page items is called where a category is asked for.
PAGE_ITEMS = "page_items"

Deadlock = tuple[tuple[str | int, ...], str]
Seats = Mapping[str, tuple[int, Set[str]]]


@dataclass(frozen=True, slots=True)
class _Try:
    """One post to carry through one chain: its author (None: a machine), category and page."""

    category: str
    page: str
    author: str | None
    stages: Sequence[StageEntry]


def deadlocks(policy: Policy, now: datetime) -> list[Deadlock]:
    """Every chain that nobody could complete, as (place in the file, sentence); an empty list is good.

    One sentence a chain: one way to get stuck is enough to mend it.
    """
    found: list[Deadlock] = []
    for number, category in enumerate(policy.categories):
        place = ("categories", number, "chain")
        tries = list(_posts(policy, category, now))
        if not tries:
            found.append((place, f"Nobody may write posts of category ‘{category.id}’; grant it in ‘authorizations’."))
        found += [(place, sentence) for sentence in _first(policy, tries, now)]
    removals = list(_removals(policy))
    found += [(("removal_chain",), sentence) for sentence in _first(policy, removals, now)]
    items = [_Try(PAGE_ITEMS, page.id, None, policy.page_items_chain) for page in policy.pages]
    return [*found, *((("page_items_chain",), sentence) for sentence in _first(policy, items, now))]


def _removals(policy: Policy) -> Iterator[_Try]:
    """Every category on every page, asked for by anybody: by one of those who would sign it, or by another person."""
    names = [name for stage in policy.removal_chain for name in (*stage.roles, *stage.people, *stage.escalate_to)]
    for category in policy.categories if policy.removal_chain else ():
        for page in policy.pages:
            for asker in (None, *members(policy, names)):
                yield _Try(category.id, page.id, asker, policy.removal_chain)


def can_fill(seats: Seats) -> bool:
    """Whether different people can take every seat: stage -> (names needed, people who could sign it)."""
    wanted = [people for need, people in seats.values() for _ in range(need)]
    holder: dict[str, int] = {}

    def seat(number: int, tried: set[str]) -> bool:
        for person in wanted[number] - tried:
            tried.add(person)
            if person not in holder or seat(holder[person], tried):
                holder[person] = number
                return True
        return False

    return all(seat(number, set()) for number in range(len(wanted)))


def _posts(policy: Policy, category: Category, now: datetime) -> Iterator[_Try]:
    """Every author on every page, with the chain alone and with each stage that a finding may add."""
    own = {stage.name for stage in category.chain}
    extra = [stage for name, stage in policy.extra_stages.items() if name not in own]
    writers = [person.id for person in policy.people if is_active(policy, person.id, now)]
    for stages in [category.chain, *((*category.chain, stage) for stage in extra)]:
        for page in policy.pages:
            for author in writers:
                if may_write(policy, author, page=page.id, category=category.id, now=now):
                    yield _Try(category.id, page.id, author, stages)


def _first(policy: Policy, tries: Collection[_Try], now: datetime) -> Iterator[str]:
    """The first way to get stuck; who could sign a stage is asked once for all authors."""
    could_sign = cache(partial(_could_sign, policy, now=now))
    seats_of = (
        {stage.name: (stage.need, could_sign(stage, one.category, one.page) - {one.author}) for stage in one.stages}
        for one in tries
    )
    yield from islice(filter(None, map(_stuck, tries, seats_of)), 1)


def _could_sign(policy: Policy, stage: StageEntry, category: str, page: str, *, now: datetime) -> frozenset[str]:
    watch = {person for role in policy.watch.roles for person in policy.holders(role)} | set(policy.watch.fallback)
    found = approvers(policy, stage, category=category, pages=[page], watch=sorted(watch), now=now, escalated=True)
    return frozenset(found)


def _stuck(attempt: _Try, seats: Seats) -> str | None:
    for absent in [None, *sorted(frozenset().union(*(people for _, people in seats.values())))]:
        left = {name: (need, people - {absent}) for name, (need, people) in seats.items()}
        if not can_fill(left):
            return _sentence(attempt, absent=absent, left=left)
    return None


def _sentence(attempt: _Try, *, absent: str | None, left: Seats) -> str:
    stages = "; ".join(f"‘{name}’: {', '.join(sorted(people)) or 'nobody'}" for name, (_, people) in left.items())
    author = f" when {attempt.author} is the author" if attempt.author else ""
    away = f" and {absent} is away" if absent else ""
    return (
        f"Nobody could complete the chain of ‘{attempt.category}’ on page ‘{attempt.page}’{author}{away}. "
        f"Who could sign ({stages}) is not enough for a different person at every stage."
    )
