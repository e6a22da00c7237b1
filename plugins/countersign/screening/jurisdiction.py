"""What follows from where an incident lies: whom to reach, what to enter (POLICY S3-42 to S3-44)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from countersign.content import Coordination, Draft, Finding, Severity
from countersign.screening.place import classify
from countersign.vocabulary import BORDER, INSIDE, INVALID, NEIGHBOR, OUTSIDE_UNKNOWN, UNKNOWN

if TYPE_CHECKING:
    from countersign.agency import NeighborEntry, Policy

STAGE = "neighbor"


def screen_place(draft: Draft, policy: Policy) -> list[Finding]:
    """The findings on a draft's place; none when it lies inside, or when no place was given."""
    verdict = classify(draft.place, policy)
    found = list(_incomplete(draft, policy))
    if verdict in (INSIDE, UNKNOWN):
        return found
    if verdict == INVALID:
        return [*found, _invalid()]
    return [*found, *(_on_border(draft, policy) if verdict == BORDER else _elsewhere(draft, policy, verdict))]


def _invalid() -> Finding:
    return Finding(
        "jurisdiction-invalid",
        Severity.BLOCK,
        "The place is not a place on Earth, its two numbers are the wrong way round, or its outline crosses itself.",
        "Enter the place again: longitude comes first (in this area it is negative), and the outline goes around once.",
    )


def _on_border(draft: Draft, policy: Policy) -> Iterator[Finding]:
    if coordinated(draft):
        return
    category = policy.category(draft.category)
    first = category is not None and category.coordination_first
    yield Finding(
        "jurisdiction-border",
        Severity.BLOCK if first else Severity.APPROVAL,
        f"The place lies within {policy.border_tolerance_m:g} m of the border of our area.",
        "Reach the neighboring agency and enter the coordination: whom you reached, when, what they "
        "answered and who leads.",
        stages=(STAGE,),
    )


def _elsewhere(draft: Draft, policy: Policy, verdict: str) -> Iterator[Finding]:
    theirs = policy.neighbor(verdict.partition(":")[2])
    rule = "jurisdiction-neighbor" if verdict.startswith(NEIGHBOR) else "jurisdiction-outside"
    where = "outside of our area" + (f", with the {theirs.name}" if theirs else "")
    if coordinated(draft, with_id=theirs.id if theirs else None):
        message = f"The place lies {where}; the coordination with them is entered and somebody has to sign for it."
        yield Finding(rule, Severity.APPROVAL, message, "Nothing to enter.", stages=(STAGE,))
        return
    yield Finding(
        rule,
        Severity.BLOCK,
        f"The place lies {where}, and no coordination is entered.",
        _remedy(theirs, verdict),
    )


def _remedy(theirs: NeighborEntry | None, verdict: str) -> str:
    if verdict == OUTSIDE_UNKNOWN or theirs is None:
        return (
            "Check the place. If it is right, enter the coordination: the agency in charge there, whom you "
            "reached, when, what they answered and who leads."
        )
    contact = f" ({theirs.contact})" if theirs.contact else ""
    return (
        f"Leave this to the {theirs.name}, or reach them{contact} and enter the coordination: whom you "
        "reached there, when, what they answered and which agency leads."
    )


def coordinated(draft: Draft, *, with_id: str | None = None) -> bool:
    """Whether a complete coordination record is entered; with one agency, if its id is given."""
    return any(not _blanks(record) and with_id in (None, record.neighbor) for record in draft.coordination)


def _blanks(record: Coordination) -> list[str]:
    return [field.name for field in fields(record) if not str(getattr(record, field.name)).strip()]


_ASKED = {
    "neighbor": "which agency",
    "contact": "whom you reached",
    "at": "when",
    "answer": "what they answered",
    "lead": "who leads",
}


def _incomplete(draft: Draft, policy: Policy) -> Iterator[Finding]:
    for record in draft.coordination:
        if blanks := _blanks(record):
            theirs = policy.neighbor(record.neighbor)
            yield Finding(
                "coordination-incomplete",
                Severity.BLOCK,
                f"The coordination with {theirs.name if theirs else 'the other agency'} is not complete.",
                f"Enter {', '.join(_ASKED[name] for name in blanks)}.",
            )
