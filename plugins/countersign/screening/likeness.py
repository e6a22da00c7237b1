"""Whether a draft reads like those that our labelled drafts show to be wrong; it only ever asks, it never stops a post.

A list of phrases finds what its writer thought of. This adds up small weights of words and pairs of words, learned from
the drafts in `tests/screening/corpus` (`python -m tests.screening.teach`), and asks where the sum is high. Where it is
so low that hardly a wrong draft reads like that, the question of a doubt is not worth an author's time. What a rule is
sure of it neither adds to nor takes from. The weights are a file that can be read, and each question names the words
that weighed most.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

from countersign.screening.reading import Reading

WEIGHTS = Path(__file__).with_name("likeness.json")
#: The facts that bear on who may be named.
FACTS = ("juvenile", "victim_consent", "parental_consent")
#: Facts that settle what a rule would ask.
_SETTLED = {
    "juvenile-identity": "parental_consent",
    "deceased-before-notification": "nok_notified",
}
#: To ask by itself: sentences are read together up to so many letters, so that a long text is no thinner than a short.
_TOGETHER = 300
#: To judge whether a doubt is worth asking: a whole post, as the drafts are from which this was learned.
_WHOLE = 1200
#: Fewer words tell nothing: each would weigh too much.
_FEWEST_WORDS = 8
_STEM, _HALF = 5, 6
_MOST_NAMED, _SHORTEST_NAMED = 3, 4
_TOKEN = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d{1,9}|[!?\"#@%]")
_ADDRESS = re.compile(r"https?://\S+")
_OPENS = frozenset('.!?:"\n')

#: Feature -> how often it stands in a text.
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A part of a text that reads like what a rule is about; offsets in the folded text, and the words that say so."""

    rule: str
    start: int
    end: int
    words: tuple[str, ...]

    @property
    def told(self) -> str:
        """Why somebody is asked."""
        words = ", ".join(f"‘{word}’" for word in self.words)
        return f"It reads like drafts that do{', by ' + words if words else ''}."


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: for each rule its bias, the sum from which it asks by itself (None: it never does) and the sum
    below which a doubt is not worth asking (None: it always is); for each feature how rare it is and what it weighs,
    rare ones more, for each rule, by their numbers."""

    rules: Mapping[str, tuple[float, float | None, float | None]]
    features: Mapping[str, tuple[float, Sequence[tuple[int, float]]]]


@cache
def weights() -> Weights:
    """The weights that this version was made with."""
    told = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    features = {
        name: (rare, tuple((int(number), rare * weight) for number, weight in of.items()))
        for name, (rare, of) in told["features"].items()
    }
    return Weights({rule: tuple(of) for rule, of in told["rules"].items()}, features)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: how many words it has, its features, and the beginnings of its first and of its last word."""

    words: int
    features: list[str]
    first: str
    last: str


#: Of some features: what each occurrence adds to the sum of each rule, and the square of their length.
_Sums = tuple[list[float], float]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text: its sentences, how often its features stand there, and what they sum up to for each rule."""

    sentences: range
    counts: Features
    totals: Sequence[float]


def alike(reading: Reading) -> Iterator[Likeness]:
    """What a draft reads like: at most one part of it for each rule, the one that does so most."""
    parts = list(_weighed(reading, windows(reading, _TOGETHER)))
    for number, (rule, (_, asks_from, _)) in enumerate(weights().rules.items()):
        if asks_from is None or not parts or reading.fact(_SETTLED.get(rule, "")) is True:
            continue
        part = max(parts, key=lambda part: part.totals[number])
        if part.totals[number] > asks_from:
            yield _likeness(reading, rule, number, part=part)


def worth_asking(reading: Reading, rule: str) -> bool:
    """Whether the question of a rule's doubt is worth its time: not where hardly a wrong draft reads like this one."""
    learned = weights().rules
    least = learned[rule][2] if rule in learned else None
    if least is None:
        return True
    number, part = list(learned).index(rule), None
    for part in _weighed(reading, windows(reading, _WHOLE)):
        if part.totals[number] > least:
            return True
    return part is None


def _weighed(reading: Reading, parts: Iterable[range]) -> Iterator[_Part]:
    known = reading.once(_known_parts)
    for sentences in parts:
        if sentences not in known:
            known[sentences] = _part(reading, sentences)
        if part := known[sentences]:
            yield part


def _known_parts(_: Reading) -> dict[range, _Part | None]:
    """A short text is one part whichever way it is parted: each is weighed once."""
    return {}


def _part(reading: Reading, sentences: range) -> _Part | None:
    """What its sentences sum up to, with the pairs of words where two meet and the facts."""
    said = reading.once(_weighing)[sentences.start : sentences.stop]
    if sum(sentence.words for sentence in said) < _FEWEST_WORDS:
        return None
    known = weights().features
    more = [name for name in (*meeting(said), *reading.once(features_of_facts)) if name in known]
    counts = Counter(chain(more, *(sentence.features for sentence in said)))
    sums = [_sums(more), *reading.once(_sentences_summed)[sentences.start : sentences.stop]]
    totals = [sum(column, 0.0) for column in zip(*(totals for totals, _ in sums), strict=True)]
    length = math.sqrt(sum(square for _, square in sums) + _repeated(counts, totals)) or 1.0
    biases = (bias for bias, _, _ in weights().rules.values())
    return _Part(sentences, counts, [bias + total / length for bias, total in zip(biases, totals, strict=True)])


def _repeated(counts: Features, totals: list[float]) -> float:
    """Take from the sums what repeated features have too much; what that does to the square of the length."""
    square = 0.0
    features = weights().features
    for name, count in counts.items():
        if count > 1:
            rare, of = features[name]
            worth = damped(count)
            square += (worth * worth - count) * rare * rare
            for number, weight in of:
                totals[number] += (worth - count) * weight
    return square


def _sums(names: Iterable[str]) -> _Sums:
    features = weights().features
    totals, square = [0.0] * len(weights().rules), 0.0
    for name in names:
        rare, of = features[name]
        square += rare * rare
        for number, weight in of:
            totals[number] += weight
    return totals, square


def _sentences_summed(reading: Reading) -> list[_Sums]:
    return [_sums(sentence.features) for sentence in reading.once(_weighing)]


def windows(reading: Reading, together: int) -> Iterator[range]:
    """The parts of a text that are read together: the numbers of sentences of up to so many letters."""
    first = begin = 0
    for number, (start, sentence) in enumerate(reading.sentences):
        if number == first:
            begin = start
        elif start + len(sentence) - begin > together:
            yield range(first, number)
            first, begin = number, start
    if reading.sentences:
        yield range(first, len(reading.sentences))


def sentences_said(reading: Reading) -> list[Said]:
    """What each sentence of a text says."""
    return [_said(reading.text[begin : begin + len(sentence)]) for begin, sentence in reading.sentences]


def _weighing(reading: Reading) -> list[Said]:
    """The same, of the features only those that weigh anything."""
    known = weights().features
    return [replace(one, features=[name for name in one.features if name in known]) for one in sentences_said(reading)]


def _said(sentence: str) -> Said:
    """Words, the beginnings of long ones, and pairs of neighbours; a name is a name, a number only its length."""
    words = list(_words(_ADDRESS.sub(" ", sentence) if "http" in sentence else sentence))
    stems = ["~" + word[:_STEM] for word in words if len(word) > _STEM]
    halves = [word[:_HALF] for word in words] or [""]
    features = [*words, *stems, *map(" ".join, pairwise(halves))]
    return Said(sum(map(str.isalpha, words)), features, halves[0], halves[-1])


def meeting(said: Sequence[Said]) -> Iterator[str]:
    """The pairs of words where two sentences meet."""
    return (f"{one.last} {other.first}" for one, other in pairwise(one for one in said if one.first))


def features_of_facts(reading: Reading) -> Sequence[str]:
    """What is known beside the words."""
    facts = [f"{name}={reading.fact(name)}" for name in FACTS]
    return [*facts, f"media={bool(reading.draft.media)}", *[f"category={reading.draft.category}"] * 3]


def damped(count: float) -> float:
    """What a feature counts: repeated ones little more than single ones."""
    return 1 + math.log(count)


def _words(sentence: str) -> Iterator[str]:
    for match in _TOKEN.finditer(sentence):
        word = match.group()
        if word.islower():
            yield word
        elif word[0].isdigit():
            yield "0" * min(len(word), 4)
        elif word[0].isupper() and len(word) > 1 and not _begins_sentence(sentence, match.start()):
            yield "Name"
        else:
            yield word.lower()


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" ")
    return not before or before[-1] in _OPENS


def _likeness(reading: Reading, rule: str, number: int, *, part: _Part) -> Likeness:
    """The sentence of a part that weighs most, and the words for which it does."""
    said = reading.once(_weighing)
    learned = weights().features
    by_weight = {name: damped(count) * dict(learned[name][1]).get(number, 0.0) for name, count in part.counts.items()}
    most = max(part.sentences, key=lambda one: sum(by_weight[name] for name in set(said[one].features)))
    begin, sentence = reading.sentences[most]
    named = sorted((name for name in dict.fromkeys(said[most].features) if _is_word(name)), key=lambda n: -by_weight[n])
    words = tuple(name for name in named[:_MOST_NAMED] if by_weight[name] > 0)
    return Likeness(rule, begin + len(sentence) - len(sentence.lstrip()), begin + len(sentence.rstrip()), words)


def _is_word(name: str) -> bool:
    return name.isalpha() and name != "Name" and len(name) >= _SHORTEST_NAMED
