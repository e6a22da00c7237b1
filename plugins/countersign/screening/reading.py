"""What a rule gets to read, and what it says when it finds something."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, TypeVar

from countersign.content import Draft, Severity
from countersign.screening.names import PersonName, find_names
from countersign.screening.patterns import Look
from countersign.screening.text import Folded, fold

if TYPE_CHECKING:
    from countersign.agency import Category, Policy

T = TypeVar("T")

#: No post names more people; a list of more is one fault.
_MOST_NAMES = 200


@dataclass(frozen=True)
class Reading:
    """One draft under one policy at one instant."""

    draft: Draft
    policy: Policy
    now: datetime
    #: The text is the description of a picture: it does not say on what charge somebody is held.
    described: bool = False

    @cached_property
    def folded(self) -> Folded:
        """The draft's text as rules read it."""
        return fold(self.draft.text)

    @property
    def text(self) -> str:
        """The folded text; spans are turned back by the engine."""
        return self.folded.text

    @property
    def low(self) -> str:
        """The folded text in small letters."""
        return self.folded.low

    @property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Each sentence in small letters, with where it begins."""
        return self.folded.sentences

    @cached_property
    def names(self) -> tuple[PersonName, ...]:
        """The names of persons in the text, in order."""
        return tuple(islice(find_names(self.text), _MOST_NAMES))

    @cached_property
    def _begins(self) -> list[int]:
        return [begin for begin, _ in self.sentences]

    @cached_property
    def _answers(self) -> dict[int, Any]:
        return {}

    def once(self, question: Callable[[Reading], T]) -> T:
        """The answer to a question about the whole draft; thought about once, however many sentences ask."""
        if id(question) not in self._answers:
            self._answers[id(question)] = question(self)
        answer: T = self._answers[id(question)]
        return answer

    def says(self, look: Look) -> bool:
        """Whether a pattern is anywhere in the text; looked for once, however many sentences ask."""
        if id(look) not in self._answers:
            self._answers[id(look)] = look(self.low)
        return bool(self._answers[id(look)])

    @cached_property
    def alt(self) -> str:
        """All descriptions of pictures, in small letters."""
        return " | ".join(fold(media.alt).low for media in self.draft.media)

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

    def names_in(self, begin: int, end: int) -> list[PersonName]:
        """The names that lie in a span."""
        first = bisect_left(self.names, begin, key=lambda name: name.start)
        inside = takewhile(lambda name: name.start < end, islice(self.names, first, None))
        return [name for name in inside if name.end <= end]

    def near(self, start: int, end: int, *, reach: int = 60) -> str:
        """The words around a span, in small letters, the span itself left out."""
        return self.low[max(0, start - reach) : start] + " \u2026 " + self.low[end : end + reach]

    def sentence_at(self, position: int) -> tuple[int, str]:
        """The sentence that holds a position, in small letters, with where it begins."""
        number = bisect_right(self._begins, position) - 1
        return self.sentences[number] if number >= 0 else (0, "")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place (in the folded text) or thing that a rule found; what is given here replaces the rule's own."""

    start: int | None = None
    end: int | None = None
    message: str | None = None
    remedy: str | None = None
    severity: Severity | None = None
    stages: tuple[str, ...] | None = None
    #: The name of the fact that is missing, or not true.
    fact: str = ""


Check = Callable[[Reading], Iterable[Hit]]
