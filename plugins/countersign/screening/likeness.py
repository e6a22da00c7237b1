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
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
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
    below which a doubt is not worth asking (None: it always is); for each feature how rare it is and what it weighs
    for each rule, in the order of the rules."""

    rules: Mapping[str, tuple[float, float | None, float | None]]
    features: Mapping[str, tuple[float, Sequence[tuple[int, float]]]]


@cache
def weights() -> Weights:
    """The weights that this version was made with."""
    told = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    features = {
        name: (rare, tuple((int(k), w) for k, w in of.items())) for name, (rare, of) in told["features"].items()
    }
    return Weights({rule: tuple(of) for rule, of in told["rules"].items()}, features)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text: where it is, its features, and what they sum up to for each rule in order."""

    start: int
    end: int
    values: Mapping[str, float]
    totals: Sequence[float]


def alike(reading: Reading) -> Iterator[Likeness]:
    """What a draft reads like: at most one part of it for each rule, the one that does so most."""
    parts = reading.once(_parts)
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
    parts = reading.once(_wholes)
    if least is None or not parts:
        return True
    number = list(learned).index(rule)
    return max(part.totals[number] for part in parts) > least


def _parts(reading: Reading) -> Sequence[_Part]:
    return _weighed(reading, windows(reading, _TOGETHER))


def _wholes(reading: Reading) -> Sequence[_Part]:
    return _weighed(reading, windows(reading, _WHOLE))


def _weighed(reading: Reading, spans: Iterable[tuple[int, int]]) -> Sequence[_Part]:
    known = reading.once(_known_parts)
    for span in (spans := list(spans)):
        if span not in known:
            known[span] = _part(reading, *span)
    return [part for span in spans if (part := known[span])]


def _known_parts(_: Reading) -> dict[tuple[int, int], _Part | None]:
    """A short text is one part whichever way it is parted: each is weighed once."""
    return {}


def _part(reading: Reading, start: int, end: int) -> _Part | None:
    said = features_of_text(reading.text[start:end])
    if sum(said[name] for name in said if name.isalpha()) < _FEWEST_WORDS:
        return None
    values = scaled({**said, **reading.once(features_of_facts)}, weights())
    return _Part(start, end, values, _totals(values, weights()))


def _totals(values: Mapping[str, float], learned: Weights) -> list[float]:
    totals = [bias for bias, _, _ in learned.rules.values()]
    for name, value in values.items():
        for number, weight in learned.features[name][1]:
            totals[number] += value * weight
    return totals


def windows(reading: Reading, together: int) -> Iterator[tuple[int, int]]:
    """The parts of a text that are read together: sentences, up to so many letters."""
    begin: int | None = None
    end = 0
    for start, sentence in reading.sentences:
        if begin is not None and start + len(sentence) - begin > together:
            yield begin, end
            begin = None
        begin = start if begin is None else begin
        end = start + len(sentence)
    if begin is not None:
        yield begin, end


def features_of_text(text: str) -> Counter[str]:
    """Words, the beginnings of long ones, and pairs of neighbours; a name is a name, a number only its length."""
    words = list(_words(_ADDRESS.sub(" ", text)))
    stems = ["~" + word[:_STEM] for word in words if len(word) > _STEM]
    halves = [word[:_HALF] for word in words]
    return Counter([*words, *stems, *(f"{one} {two}" for one, two in pairwise(halves))])


def features_of_facts(reading: Reading) -> Counter[str]:
    """What is known beside the words."""
    facts = [f"{name}={reading.fact(name)}" for name in FACTS]
    return Counter([*facts, f"media={bool(reading.draft.media)}", *[f"category={reading.draft.category}"] * 3])


def scaled(counts: Features, learned: Weights) -> dict[str, float]:
    """Known features, rare ones heavier, repeated ones little more than single ones, the whole of length 1."""
    known = learned.features
    values = {name: (1 + math.log(count)) * known[name][0] for name, count in counts.items() if name in known}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {name: value / length for name, value in values.items()}


def _words(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isdigit():
            yield "0" * min(len(word), 4)
        elif word[0].isupper() and len(word) > 1 and not _begins_sentence(text, match.start()):
            yield "Name"
        else:
            yield word.lower()


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" ")
    return not before or before[-1] in _OPENS


def _likeness(reading: Reading, rule: str, number: int, *, part: _Part) -> Likeness:
    """The sentence of a part that weighs most, and the words for which it does."""
    learned = weights().features
    by_weight = {name: value * dict(learned[name][1]).get(number, 0.0) for name, value in part.values.items()}
    inside = [(at, len(words)) for at, words in reading.sentences if part.start <= at < part.end]
    start, length = max(inside, key=lambda one: _sum(reading.text[one[0] : one[0] + one[1]], by_weight))
    sentence = reading.text[start : start + length]
    there = features_of_text(sentence)
    heaviest = sorted((name for name in there if _is_word(name)), key=lambda name: -by_weight.get(name, 0.0))
    named = [name for name in heaviest[:_MOST_NAMED] if by_weight.get(name, 0.0) > 0]
    return Likeness(rule, start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip()), tuple(named))


def _sum(text: str, by_weight: Mapping[str, float]) -> float:
    return sum(by_weight.get(name, 0.0) for name in features_of_text(text))


def _is_word(name: str) -> bool:
    return name.isalpha() and name != "Name" and len(name) >= _SHORTEST_NAMED
