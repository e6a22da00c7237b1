"""Patterns of words: written as readable lists, compiled when they are first used, linear on every text."""

import re
from collections.abc import Iterator
from functools import cached_property


def any_of(words: str) -> str:
    """A list of words, parted by spaces or line ends, as alternatives; an underscore stands for a space."""
    return "(?:" + "|".join(re.escape(word).replace("_", r"[\s-]+") for word in words.split()) + ")"


def within(letters: int) -> str:
    """At most so many letters of the same sentence."""
    return rf"[^.!?\n]{{0,{letters}}}?"


#: No word is longer, no space between two words wider: with that each pattern is linear on every text.
_LONGEST_WORD, _WIDEST_SPACE = 30, 3
_ENDLESS = re.compile(r"(\\.|\[(?:\\.|[^\]\\])+\])([+*]?)", re.DOTALL)


def linear(source: str, flags: int = 0) -> re.Pattern[str]:
    """A compiled pattern whose every run of letters or spaces has an end, so that no text makes it slow."""
    return re.compile(_ENDLESS.sub(_ended, source), flags)


def _ended(match: re.Match[str]) -> str:
    kind, repeated = match.groups()
    if not repeated or kind.startswith("[^") or (kind.startswith("\\") and kind[1] not in "swdWS"):
        return match.group()
    most = _WIDEST_SPACE if kind == "\\s" else _LONGEST_WORD
    return f"{kind}{{{int(repeated == '+')},{most}}}"


class Look:
    """A pattern over text in small letters, compiled when it is first used."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return linear(self.source)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Every match."""
        return self.pattern.finditer(text, start)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self.pattern.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match that begins right here."""
        return self.pattern.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is the whole text."""
        return self.pattern.fullmatch(text)

    def __call__(self, text: str) -> bool:
        """Whether the pattern is anywhere in a text."""
        return self.pattern.search(text) is not None


def union(*sources: str) -> Look:
    """One pattern for several phrases, each beginning at a word."""
    return Look(r"\b(?:" + "|".join(sources) + r")")
