"""Patterns of words: written as readable lists, compiled when they are first used, linear on every text."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from countersign.screening.gate import INDEX, Sentence, needed

#: Letter -> what may follow it; the empty letter ends a word.
_Tree = dict[str, "_Tree"]


def any_of(words: str) -> str:
    """A list of words, parted by spaces or line ends, as alternatives; an underscore stands for a space.

    Words that begin alike are tried together, so that a list of some hundred costs no more than one of ten.
    """
    tree: _Tree = {}
    for word in words.split():
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _alternatives(tree)


def _alternatives(tree: _Tree) -> str:
    branches = [_letter(letter) + _alternatives(after) for letter, after in tree.items() if letter]
    if not branches:
        return ""
    together = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})"
    return together + "?" if "" in tree else together


def _letter(letter: str) -> str:
    return r"[\s-]+" if letter == "_" else re.escape(letter)


def within(letters: int) -> str:
    """At most so many letters of the same sentence."""
    return rf"[^.!?\n]{{0,{letters}}}?"


#: No word is longer, no space between two words wider: with that each pattern is linear on every text.
_LONGEST_WORD, _WIDEST_SPACE = 30, 3
_ENDLESS = re.compile(r"(\\.|\[(?:\\.|[^\]\\])+\])([+*]?)", re.DOTALL)


def linear(source: str, flags: int = 0) -> re.Pattern[str]:
    """A compiled pattern whose every run of letters or spaces has an end, so that no text makes it slow."""
    return re.compile(bounded(source), flags)


def bounded(source: str) -> str:
    """The same pattern with an end to every run."""
    return _ENDLESS.sub(_ended, source)


def _ended(match: re.Match[str]) -> str:
    kind, repeated = match.groups()
    if not repeated or kind.startswith("[^") or (kind.startswith("\\") and kind[1] not in "swdWS"):
        return match.group()
    most = _WIDEST_SPACE if kind == "\\s" else _LONGEST_WORD
    return f"{kind}{{{int(repeated == '+')},{most}}}"


#: Where a word begins.
_WITHIN = r"(?=\w)"
_AT_WORD = rf"\b{_WITHIN}"
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def _at_words(source: str) -> str:
    """The same pattern with one `\\b` before all alternatives that begin at a word: so it is tried at words only."""
    branches = list(_branches(source))
    at_words = [branch[2:] for branch in branches if branch.startswith(r"\b")]
    if len(at_words) < 2:
        return source
    others = [branch for branch in branches if not branch.startswith(r"\b")]
    return "|".join([f"{_AT_WORD}(?:{'|'.join(at_words)})", *others])


def _branches(source: str) -> Iterator[str]:
    """The alternatives of a pattern that stand in no brackets."""
    depth, begin = 0, 0
    for token in _TOKEN.finditer(source):
        depth += (token.group() == "(") - (token.group() == ")")
        if token.group() == "|" and depth == 0:
            yield source[begin : token.start()]
            begin = token.end()
    yield source[begin:]


#: Of more phrases than that, trying each by itself costs more than trying all of them at once.
_FEW_PHRASES = 6
#: ... and in a text of so many letters, than one.
_LONG = 1000


class Look:
    """A pattern over text in small letters, compiled when it is first used."""

    _phrases: list[str]
    _compiled: dict[int, re.Pattern[str]]
    #: The phrases of which nothing is known, as bits: they are tried on every sentence.
    _always: int
    _all: int

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return linear(_at_words(self.source))

    @cached_property
    def _at(self) -> int:
        """The bit of its first phrase in the index of sentences; each goes by the words of which it needs one."""
        known = [(phrase, needed(bounded(phrase))) for phrase in _phrases(self.source)]
        known.sort(key=lambda one: one[1] is None)
        unknown = [phrase for phrase, words in known if words is None]
        self._compiled = {}
        self._phrases = [phrase for phrase, words in known if words] + ["|".join(unknown)] * bool(unknown)
        self._all = (1 << len(self._phrases)) - 1
        self._always = 1 << (len(self._phrases) - 1) if unknown else 0
        return INDEX.add([words for _, words in known if words])

    def _worth(self, text: str) -> int:
        """The phrases that are worth a try on a text, as bits."""
        if not isinstance(text, Sentence):
            return -1
        at = self._at
        return (text.mask >> at) & self._all | self._always

    def _phrase(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            self._compiled[number] = linear(_at_words(self._phrases[number]))
        return self._compiled[number]

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Every match."""
        worth = self._worth(text)
        if worth == 0:
            return iter(())
        single = worth > 0 and worth & (worth - 1) == 0
        return (self._phrase(worth.bit_length() - 1) if single else self.pattern).finditer(text, start)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        worth = (text.mask >> self._at) & self._all | self._always if isinstance(text, Sentence) else -1
        if worth == 0:
            return None
        if worth < 0 or worth.bit_count() > (_FEW_PHRASES if len(text) < _LONG else 1):
            return self.pattern.search(text)
        first = None
        while worth:
            number = worth.bit_length() - 1
            found = self._phrase(number).search(text)
            if found and (first is None or found.start() <= first.start()):
                if first and found.start() == first.start():
                    return self.pattern.search(text)  # which of the two is written first decides
                first = found
            worth ^= 1 << number
        return first

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match that begins right here."""
        return self.pattern.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is the whole text."""
        return self.pattern.fullmatch(text)

    def __call__(self, text: str) -> bool:
        """Whether the pattern is anywhere in a text."""
        return self.search(text) is not None


_LISTED = re.compile(r"((?:\\b)?(?:\(\?=\\w\))?)\(\?:(.*)\)((?:\\b)?)", re.DOTALL)


def _phrases(source: str) -> Iterator[str]:
    """The alternatives of a pattern; those of a list one by one, with the edges of words that stand around it."""
    for branch in _branches(_at_words(source)):
        listed = _LISTED.fullmatch(branch)
        if listed and _closed(listed[2]):
            inner = (phrase for branch in _branches(listed[2]) for phrase in _inner(branch))
            yield from (f"{listed[1]}(?:{phrase}){listed[3]}" for phrase in inner)
        else:
            yield branch


def _inner(branch: str) -> Iterable[str]:
    """The phrases of a list within a list."""
    listed = branch.startswith(_WITHIN) and _LISTED.fullmatch(branch)
    return (f"{_WITHIN}(?:{phrase})" for phrase in _branches(listed[2])) if listed and _closed(listed[2]) else (branch,)


def _closed(source: str) -> bool:
    """Whether no bracket is closed that was not opened here."""
    depth = 0
    for token in _TOKEN.finditer(source):
        depth += (token.group() == "(") - (token.group() == ")")
        if depth < 0:
            return False
    return depth == 0


def union(*sources: str) -> Look:
    """One pattern for several phrases, each beginning at a word."""
    return Look(_AT_WORD + "(?:" + "|".join(sources) + ")")
