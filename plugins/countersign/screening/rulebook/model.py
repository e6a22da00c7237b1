"""What a rule is and what a pack is: dated data that counsel can read, beside the function that looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from countersign.content import Severity
from countersign.screening.reading import Check

if TYPE_CHECKING:
    from countersign.agency import RuleEntry


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

    @property
    def reviewed(self) -> bool:
        """Whether counsel and, where it concerns employees, their union have read it."""
        return self.counsel_reviewed is not None and (not self.concerns_union or self.union_reviewed is not None)

    def switched(self, told: RuleEntry | None) -> Pack:
        """The pack as an agency's two people left it."""
        if told is None:
            return self
        counsel, union = told.counsel_reviewed, told.union_reviewed
        return replace(self, active=told.on, counsel_reviewed=counsel, union_reviewed=union)


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
    #: Whether the policies let the agency's top role permit what the rule stops (POLICY: "express permission").
    permission: bool = False
    #: Who confirms beside the chain that the rule is wrong: legal, where it protects a victim, a minor or an officer.
    misread_stages: tuple[str, ...] = ()
    #: A post that this rule finds is taken down again after so many days; signed together with the post.
    remove_after_days: int | None = None

    def holds(self, *, state: str, on: date, switches: Mapping[str, RuleEntry] | None = None) -> bool:
        """Whether the rule is switched on and in force in a state on a day; its own switch beats its pack's."""
        begun = self.effective_from is None or self.effective_from <= on
        over = self.effective_to is not None and self.effective_to < on
        on_here = self.is_on(switches or {}) and (not self.states or state in self.states)
        return on_here and begun and not over

    def speaks_of(self, words: str) -> bool:
        """Whether every one of some words stands in what the rule says, its examples, its source or its states."""
        told = (self.id, self.message, self.remedy, self.citation, self.example.stopped, self.example.allowed)
        whole = " ".join((*told, *self.states, *self.clauses)).casefold()
        return all(word in whole for word in words.casefold().split())

    def is_on(self, switches: Mapping[str, RuleEntry]) -> bool:
        """Whether it is switched on, wherever and whenever it holds: its own switch beats its pack's."""
        switch = switches.get(self.id) or switches.get(self.pack)
        return switch.on if switch else self.active
