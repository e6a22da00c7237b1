"""What a rule is and what a pack is: dated data that counsel can read, beside the function that looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from countersign.content import Severity
from countersign.screening.reading import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A set of rules that is reviewed and switched on together; no review date means that nobody reviewed it."""

    id: str
    title: str
    active: bool
    counsel_reviewed: date | None = None
    union_reviewed: date | None = None
    #: Whether the rules bear on employees, so that their union reads them too.
    concerns_union: bool = False

    @property
    def standing(self) -> str:
        """In plain words: who has read it and whether it is on."""
        read = f"reviewed by counsel on {self.counsel_reviewed}" if self.counsel_reviewed else "unreviewed"
        return f"{read}, {'on' if self.active else 'off'}"


@dataclass(frozen=True, slots=True)
class Example:
    """A text that the rule stops, one like it that the rule leaves alone, and the facts with which they are read."""

    stopped: str = ""
    allowed: str = ""
    facts: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it says when it finds something, where and when it holds, and which stages it adds to a chain.

    `states` empty means everywhere; both dates are inclusive; `pack` is the set of rules it came with. `doubt` and
    `ask` are said instead where the words alone do not decide and somebody confirms them (attest).
    """

    id: str
    severity: Severity
    message: str
    remedy: str
    citation: str
    check: Check
    states: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    stages: tuple[str, ...] = ()
    pack: str = "agency"
    doubt: str = ""
    ask: str = ""
    rewrite: str = ""
    example: Example = Example()
    clauses: tuple[str, ...] = ()
    active: bool = True

    def holds(self, *, state: str, on: date) -> bool:
        """Whether the rule is switched on and in force in a state on a day."""
        begun = self.effective_from is None or self.effective_from <= on
        over = self.effective_to is not None and self.effective_to < on
        return self.active and begun and not over and (not self.states or state in self.states)
