"""Whether a draft reads like those that our labelled drafts show to be wrong; it only ever asks, it never stops a post.

A list of phrases finds what its writer thought of. This adds up small weights of words and pairs of words, learned from
the drafts in `tests/screening/corpus` (`python -m tests.screening.teach`), and asks where the sum is high. The
weights are a file that can be read, and each question names the words that weighed most.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from countersign.screening.reading import Reading

WEIGHTS = Path(__file__).with_name("likeness.json")
#: The facts that bear on who may be named.
FACTS = ("juvenile", "victim_consent", "parental_consent")
#: Facts that settle what a rule would ask.
_SETTLED = {
    "juvenile-identity": "parental_consent",
    "deceased-before-notification": "nok_notified",
}
#: Sentences are read together up to so many letters: a post's length, so that a long text is no thinner than a short.
_TOGETHER = 300
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
    """What was learned: for each rule its bias and the sum from which it asks; for each feature how rare it is and
    what it weighs for each rule, in the order of the rules."""

    rules: Mapping[str, tuple[float, float]]
    features: Mapping[str, tuple[float, Mapping[int, float]]]


@cache
def weights() -> Weights:
    """The weights that this version was made with."""
    told = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    features = {name: (rare, {int(k): w for k, w in of.items()}) for name, (rare, of) in told["features"].items()}
    return Weights({rule: (bias, at) for rule, (bias, at) in told["rules"].items()}, features)


def alike(reading: Reading) -> Iterator[Likeness]:
    """What a draft reads like: at most one part of it for each rule, the one that does so most."""
    learned, about = weights(), features_of_facts(reading)
    rules = list(learned.rules.items())
    best: dict[int, tuple[float, int, int, dict[str, float]]] = {}
    for start, end in windows(reading):
        said = features_of_text(reading.text[start:end])
        if sum(said[name] for name in said if name.isalpha()) < _FEWEST_WORDS:
            continue
        values = scaled(said | about, learned)
        for number, (_, (bias, at)) in enumerate(rules):
            total = bias + sum(value * learned.features[name][1].get(number, 0.0) for name, value in values.items())
            if total > at and (number not in best or total > best[number][0]):
                best[number] = (total, start, end, values)
    for number, (_, start, end, values) in sorted(best.items()):
        if reading.fact(_SETTLED.get(rules[number][0], "")) is True:
            continue
        yield _likeness(reading, rules[number][0], number, span=(start, end), values=values)


def windows(reading: Reading) -> Iterator[tuple[int, int]]:
    """The parts of a text that are read together: sentences, up to the length of a usual post."""
    begin: int | None = None
    end = 0
    for start, sentence in reading.sentences:
        if begin is not None and start + len(sentence) - begin > _TOGETHER:
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


def _likeness(
    reading: Reading, rule: str, number: int, *, span: tuple[int, int], values: Mapping[str, float]
) -> Likeness:
    """The sentence of a part that weighs most, and the words for which it does."""
    learned = weights().features
    by_weight = {name: value * learned[name][1].get(number, 0.0) for name, value in values.items()}
    inside = [(at, len(words)) for at, words in reading.sentences if span[0] <= at < span[1]]
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


def to_json(rules: Mapping[str, tuple[float, float]], features: Mapping[str, Any], taught_by: str) -> str:
    """The file of weights, a feature a line; `taught_by` is the hash of the drafts that it was learned from."""
    head = json.dumps({"taught_by": taught_by, "rules": rules}, ensure_ascii=False)
    lines = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}:{_compact(of)}" for name, of in features.items())
    return f'{head[:-1]},\n"features":{{\n{lines}\n}}}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
