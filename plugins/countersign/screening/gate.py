"""Which words a pattern cannot do without: a sentence that has none of them is not searched.

This changes no result and only saves time: a rule is a list of phrases, and most sentences hold no word of it.
From the parsed pattern comes a set of beginnings of words of which every match holds at least one. One pass over the
words of a sentence says of all patterns at once which may find something in it. re's parser is not public; a test
compares each rule with and without this, on every Python we support.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from threading import Lock
from typing import Any

#: A pattern whose words are more than that is searched anyway.
_MOST = 600
#: More words than that are not put together with others.
_MANY = 60
#: More repetitions, or more letters to choose from, say nothing certain.
_FEW_TIMES, _FEW_LETTERS = 4, 8
#: Of so many words it is kept which phrases begin with them.
_KEPT = 20_000
#: Signs that patterns ask for; all others only part words.
_SIGNS = '@*"$#%'
#: Where a word begins or ends, until it is known which.
_EDGE = "\0"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Words that nearly every sentence holds tell none apart.
_EVERYDAY = _set(
    "a an the this that his her their our your its he she they we you it who in on at of for to from with by as is "
    "are was were be been have has had will would can could do did not no and or but all out off up down one two get "
    "got us him them 0 00 el la los las de del en un una que por con su al se lo es"
)

Words = frozenset[str]


def _letter(letter: str) -> str:
    """A character as the index knows it: a letter, a nought for a digit, a sign by itself, else the edge of a word."""
    if letter.isdecimal():
        return "0"
    if letter.isalnum() or letter == "_":
        return letter
    return f" {letter} " if letter in _SIGNS or (not letter.isascii() and not letter.isspace()) else " "


_PLAIN = {code: _letter(chr(code)) for code in range(128)}
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def spread(text: str) -> str:
    """A text as the index knows it: words parted by single spaces, with one before the first and one after the last."""
    known = text.translate(_PLAIN)
    if not known.isascii():
        known = _FOREIGN.sub(lambda found: _letter(found.group()), known)
    return f" {' '.join(known.split())} "


_ONE_AT_A_TIME = Lock()


class Index:
    """Which of many phrases may be in a sentence, as the bits of one number."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._of_words: dict[str, int] = {}
        self._known = 0

    def add(self, phrases: Sequence[Words]) -> int:
        """The first of the bits of some more phrases, by the beginnings of words of which each needs one."""
        with _ONE_AT_A_TIME:
            first = self._known
            for bit, words in enumerate(phrases, start=first):
                for word in words:
                    self._bits[word] = self._bits.get(word, 0) | 1 << bit
            self._of_words = {}
            self._known += len(phrases)  # last: until then a mask that another thread makes has the bits set
        return first

    def mask(self, words: Iterable[str]) -> int:
        """The bits for a sentence with these words; of phrases that are added later, every bit."""
        later, known = -1 << self._known, self._of_words
        found = 0
        for word in words:
            bits = known.get(word)
            found |= self._of_word(word, known) if bits is None else bits
        return found | later

    def _of_word(self, word: str, known: dict[str, int]) -> int:
        """The bits of one word, by its beginnings; kept, as most words of a text have been in an earlier one."""
        found = self._bits.get(f"{word} ", 0) if len(word) < 5 else 0
        for size in (3, 4, 5):
            found |= self._bits.get(word[:size], 0)
        if len(known) < _KEPT:
            known[word] = found
        return found


INDEX = Index()


class Sentence(str):
    """A text that is searched many times: it knows which phrases may stand in it."""

    @cached_property
    def mask(self) -> int:
        """The bits of the patterns that may find something in it."""
        return INDEX.mask(set(spread(self).split()))


def needed(source: str) -> Words | None:
    """The beginnings of words of which every match of a pattern holds one; None when nothing of that kind is known."""
    if "(?i" in source:
        return None
    with _ONE_AT_A_TIME:
        _EXACTLY.clear()
        tree = parser.parse(source)
        words = _needed(list(tree), {""})
    return frozenset(map(_key, words)) if words else None


#: What was found out of the parts of one pattern, by where they stand in its tree.
_EXACTLY: dict[int, set[str] | None] = {}


@cache
def _key(word: str) -> str:
    """The beginning by which a run of letters is known: of its words that with the most letters, no everyday one."""
    keys = [_beginning(part) for part in _WORDS.findall(word)]
    return max(filter(None, keys), key=lambda key: (key.strip() not in _EVERYDAY, len(key)), default="")


#: A word from its first letter on, with the space after it where its end is known.
_WORDS = re.compile(r"(?<= )[^ ]+ ?")


def _beginning(word: str) -> str:
    """Up to five letters of a word; a shorter one only when it is whole, or three letters of it are known."""
    return word if len(word) < 6 and word.endswith(" ") else word[:5].strip() if len(word.strip()) >= 3 else ""


def _needed(items: Sequence[Any], runs: set[str]) -> set[str] | None:
    """The best set of words of which one is in every match of a sequence that follows one of some runs of letters."""
    best: set[str] | None = None
    for code, value in items:
        if code in (codes.ASSERT, codes.ASSERT_NOT):
            continue
        exact = _exact(code, value)
        if len(runs) > 1 and len(runs) * len(exact or (0,)) > _MANY:
            best = _better(best, set(map(_settled, runs)))
            runs = {run[-1:] for run in runs}
        if exact is not None and len(runs) * len(exact) <= _MOST:
            runs = {run + word for run in runs for word in exact}
            continue
        inner, runs = _inside(code, value, runs)
        best = _better(_better(best, set(map(_settled, runs))), inner)
        ends = _ending([(code, value)])
        runs = (ends | runs if _may_lack(code, value) else ends) if ends else {""}
    return _better(best, set(map(_settled, runs)))


def _exact(code: Any, value: Any) -> set[str] | None:
    """All that one item can match, if these are few words; each item is looked at once."""
    if code not in _COMPOUND:
        return _exact_now(code, value)
    if id(value) not in _EXACTLY:
        _EXACTLY[id(value)] = _exact_now(code, value)
    return _EXACTLY[id(value)]


_COMPOUND = frozenset({codes.IN, codes.SUBPATTERN, codes.BRANCH, codes.MAX_REPEAT, codes.MIN_REPEAT})


def _exact_now(code: Any, value: Any) -> set[str] | None:
    if code is codes.LITERAL:
        return {_letter(chr(value))}
    if code is codes.AT:
        return {_EDGE if value is codes.AT_BOUNDARY else ""}
    if code is codes.IN:
        return _one_of(value)
    if code is codes.SUBPATTERN:
        return _exact_all(value[-1])
    if code is codes.BRANCH:
        found = [_exact_all(branch) for branch in value[1]]
        return None if None in found else set().union(*filter(None, found))
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[1] <= _FEW_TIMES:
        return _repeated(_exact_all(value[2]), value[0], value[1])
    return None


def _one_of(members: Sequence[Any]) -> set[str] | None:
    """What a class of characters can be, if these are few."""
    found: set[str] = set()
    for code, value in members:
        if code is codes.LITERAL:
            found.add(_letter(chr(value)))
        elif code is codes.RANGE and value[1] - value[0] < _FEW_LETTERS:
            found |= {_letter(chr(letter)) for letter in range(value[0], value[1] + 1)}
        elif code is codes.RANGE and (value[0], value[1]) == (48, 57):
            found.add("0")
        elif code is codes.CATEGORY and value in _CATEGORIES:
            found.add(_CATEGORIES[value])
        else:
            return None
    return found if len(found) <= _FEW_LETTERS else None


_CATEGORIES = {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "0"}


def _repeated(once: set[str] | None, least: int, most: int) -> set[str] | None:
    if once is None or len(once) ** most > _MOST:
        return None
    words, found = {""}, {""} if least == 0 else set()
    for times in range(1, most + 1):
        words = {word + more for word in words for more in once}
        found |= words if times >= least else set()
    return {_settled(word) for word in found}


def _exact_all(items: Iterable[Any]) -> set[str] | None:
    words = {""}
    for code, value in items:
        if code in (codes.ASSERT, codes.ASSERT_NOT):
            continue
        exact = _exact(code, value)
        if exact is None or (len(words) * len(exact) > _MANY and min(len(words), len(exact)) > 1):
            return None
        words = {word + more for word in words for more in exact}
    return words


def _inside(code: Any, value: Any, runs: set[str]) -> tuple[set[str] | None, set[str]]:
    """What an item needs that can match more than a few words, and the letters before it with those it begins with."""
    if code is codes.SUBPATTERN:
        return _needed(list(value[-1]), runs), runs
    if code is codes.BRANCH:
        found = [_needed(list(branch), runs) for branch in value[1]]
        return (None if None in found else set().union(*filter(None, found))), runs
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0:
        once = _exact_all(value[2])
        if once is not None and len(runs) * len(once) <= _MOST:
            return None, {run + word for run in runs for word in once}
        return _needed(list(value[2]), {""}), runs
    return None, runs


def _may_lack(code: Any, value: Any) -> bool:
    """Whether an item may match nothing at all."""
    return code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] == 0


def _ending(items: Sequence[Any]) -> set[str] | None:
    """All that a sequence can end with, if these are few words; None when that is not known."""
    words = {""}
    for code, value in reversed(items):
        exact = _exact(code, value)
        if exact is None:
            inner = _ending_of(code, value) if words == {""} else None
            return inner or (None if words == {""} else words)
        if len(words) * len(exact) > _MOST:
            break
        words = {more + word for word in words for more in exact}
    return None if "" in words else words


def _ending_of(code: Any, value: Any) -> set[str] | None:
    if code is codes.SUBPATTERN:
        return _ending(list(value[-1]))
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return _ending(list(value[2]))
    if code is codes.BRANCH:
        found = [_ending(list(branch)) for branch in value[1]]
        return None if None in found else set().union(*filter(None, found))
    return None


def _better(one: set[str] | None, other: set[str] | None) -> set[str] | None:
    """Of two sets that both hold the one whose words say more: no everyday word, longer, then fewer."""
    telling = [words for words in (one, other) if words and len(words) <= _MOST and all(map(_key, words))]
    return max(telling, key=_telling, default=None)


def _telling(words: set[str]) -> tuple[int, int, int]:
    keys = set(map(_key, words))
    everyday = sum(key.strip() in _EVERYDAY for key in keys)
    return -everyday, min(map(len, keys)), -len(keys)


_AT_LETTERS = re.compile(rf"(?<=\w){_EDGE}+|^{_EDGE}+(?=\w)|  +")


def _settled(word: str) -> str:
    """A word whose edges are known: where a letter stands before or after one, there is a space."""
    if _EDGE in word:
        word = _AT_LETTERS.sub(" ", word).replace(_EDGE, "")
    return word.replace("  ", " ").replace("  ", " ") if "  " in word else word
