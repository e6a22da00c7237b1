"""Patterns of words: written as readable lists, compiled when they are first used, linear on every text."""

import re
from collections.abc import Iterator
from functools import cached_property


def any_of(words: str) -> str:
    """A list of words, parted by spaces or line ends, as alternatives; an underscore stands for a space."""
    return "(?:" + "|".join(re.escape(word).replace("_", r"[\s-]+") for word in words.split()) + ")"


#: Between two words of one thought: other words of the same clause, at most so many letters.
def within(letters: int) -> str:
    """At most so many letters of the same sentence."""
    return rf"[^.!?\n]{{0,{letters}}}?"


class Look:
    """A pattern over text in small letters, compiled when it is first used."""

    def __init__(self, source: str, *, needs: str | None = None) -> None:
        self.source = source
        #: Substrings of which a text must hold one; a cheap way to leave most texts alone.
        self.needs = tuple(needs.split("|")) if needs else ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.source)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Every match."""
        if self.needs and not any(word in text for word in self.needs):
            return iter(())
        return self.pattern.finditer(text, start)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(text), None)

    def __call__(self, text: str) -> bool:
        return self.search(text) is not None


def union(*sources: str) -> Look:
    """One pattern for several phrases, each beginning at a word."""
    return Look(r"\b(?:" + "|".join(sources) + r")")
