"""What a rule gets to read, and what it says when it finds something."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from countersign.agency import Category, Policy
from countersign.content import Draft
from countersign.screening.text import Folded, fold


@dataclass(frozen=True)
class Reading:
    """One draft under one policy at one instant."""

    draft: Draft
    policy: Policy
    now: datetime

    @cached_property
    def folded(self) -> Folded:
        """The draft's text as rules read it."""
        return fold(self.draft.text)

    @property
    def text(self) -> str:
        """The folded text; spans are turned back by the engine."""
        return self.folded.text

    @property
    def state(self) -> str:
        """The state whose law holds: the agency's, unless a fact names another."""
        return str(self.draft.facts.get("state") or self.policy.agency.state)

    @property
    def category(self) -> Category | None:
        """The draft's category, when the policy has it."""
        return self.policy.category(self.draft.category)

    def fact(self, name: str) -> Any:
        """One fact; None when nobody said."""
        return self.draft.facts.get(name)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place (in the folded text) or thing that a rule found; words given here replace the rule's own."""

    start: int | None = None
    end: int | None = None
    message: str | None = None
    remedy: str | None = None


Check = Callable[[Reading], Iterable[Hit]]
