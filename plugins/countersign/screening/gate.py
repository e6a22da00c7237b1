"""Which letters a pattern cannot do without: a sentence that has none of them is not searched.

This changes no result and only saves time: a rule is a list of phrases, and most sentences hold no word of it.
From the parsed pattern comes a set of letter groups of which every match holds at least one; a sentence knows its
own groups. re's parser is not public; a test compares each rule with and without this, on every Python we support.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Words of five letters are rare enough to tell sentences apart; shorter words count by three.
_LONG, _SHORT = 5, 3
#: A pattern whose words are more than that is searched anyway.
_MOST = 600


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Words that nearly every sentence holds tell none apart.
_EVERYDAY = _set(
    "a an the this that his her their our your its he she they we you it who in on at of for to from with by as is are "
    "was were be been have has had will would can could do did not no and or but all out off up down one two get got "
    "el la los las de del en un una que por con su al se lo es"
)

Words = frozenset[str]


class Sentence(str):
    """A text that is searched many times; it knows its letter groups."""

    @cached_property
    def groups(self) -> frozenset[str]:
        """Every run of three and of five letters in it."""
        short = map("".join, zip(self, self[1:], self[2:], strict=False))
        long = map("".join, zip(self, self[1:], self[2:], self[3:], self[4:], strict=False))
        return frozenset(short) | frozenset(long)


def needed(source: str) -> Words | None:
    """The letter groups of which every match of a pattern holds one; None when there are no such groups."""
    if "(?i" in source:
        return None
    words = _needed(list(parser.parse(source)), {""})
    return frozenset(_group(word) for word in words) if words else None


def _group(word: str) -> str:
    """The group by which a word is known: the one with the most letters, and of these the first."""
    size = _LONG if len(word) >= _LONG else _SHORT
    runs = (word[at : at + size] for at in range(len(word) - size + 1))
    return max(enumerate(runs), key=lambda run: (sum(map(str.isalpha, run[1])), -run[0]))[1]


def _needed(items: Sequence[Any], runs: set[str]) -> set[str] | None:
    """The best set of words of which one is in every match of a sequence that follows one of some runs of letters."""
    best: set[str] | None = None
    for code, value in items:
        if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            continue
        exact = _exact(code, value)
        if exact is not None and len(runs) * len(exact) <= _MOST:
            runs = {run + word for run in runs for word in exact}
            continue
        inner = _inside(code, value, runs)
        best = _better(_better(best, runs), inner)
        runs = {""}
    return _better(best, runs)


def _exact(code: Any, value: Any) -> set[str] | None:
    """All that one item can match, if these are few words."""
    if code is codes.LITERAL:
        return {chr(value)}
    if code is codes.SUBPATTERN:
        return _exact_all(value[-1])
    if code is codes.BRANCH:
        found = [_exact_all(branch) for branch in value[1]]
        return None if None in found else set().union(*filter(None, found))
    if code is codes.MAX_REPEAT and value[:2] == (0, 1):
        once = _exact_all(value[2])
        return None if once is None else once | {""}
    return None


def _exact_all(items: Iterable[Any]) -> set[str] | None:
    words = {""}
    for code, value in items:
        if code is codes.AT:
            continue
        exact = _exact(code, value)
        if exact is None or len(words) * len(exact) > _MOST:
            return None
        words = {word + more for word in words for more in exact}
    return words


def _inside(code: Any, value: Any, runs: set[str]) -> set[str] | None:
    """What an item needs that can match more than a few words, with the letters before it."""
    if code is codes.SUBPATTERN:
        return _needed(list(value[-1]), runs)
    if code is codes.BRANCH:
        found = [_needed(list(branch), runs) for branch in value[1]]
        return None if None in found else set().union(*filter(None, found))
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0:
        return _needed(list(value[2]), {""})
    return None


def _better(one: set[str] | None, other: set[str] | None) -> set[str] | None:
    """Of two sets that both hold the one whose words say more: no everyday word, longer, then fewer."""
    sets = [words for words in (one, other) if words and min(map(len, words)) >= _SHORT and len(words) <= _MOST]
    return max(sets, key=_telling, default=None)


def _telling(words: set[str]) -> tuple[int, int, int]:
    everyday = sum(word.strip() in _EVERYDAY for word in words)
    return -everyday, min(min(map(len, words)), _LONG), -len(words)
