"""Counting against what the platforms themselves published: X's suite, and its list of endings."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from countersign import limits
from countersign.limits import DECLARED
from countersign.limits.addresses import addresses
from countersign.limits.counting import as_threads_counts, as_x_counts, utf8_bytes, utf16_units
from countersign.limits.endings import endings

X = DECLARED["x"]
#: Sections of X's suite, and whether an emoji counts as one there.
WEIGHTED = {
    "WeightedTweetsCounterTest": False,
    "WeightedTweetsWithDiscountedEmojiCounterTest": True,
    "UnicodeDirectionalMarkerCounterTest": True,
}
ADDRESSES = ("urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def suite(shared: Path, file: str) -> dict[str, list[dict[str, Any]]]:
    """The cases of one file of X's suite, by section."""
    text = (shared / "platforms/conformance/twitter-text" / file).read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["tests"])


def test_x_weighs_as_x_does(shared: Path) -> None:
    """All 44 weighted lengths of X's own suite are exactly ours, and so is what fits."""
    cases = suite(shared, "validate.yml")
    for section, emoji in WEIGHTED.items():
        for case in cases[section]:
            expected = case["expected"]
            assert as_x_counts(case["text"], emoji=emoji) == expected["weightedLength"], case["description"]
            if emoji:
                assert limits.measure(case["text"], X).fits == expected["valid"], case["description"]
    assert sum(len(cases[section]) for section in WEIGHTED) == 44


def test_x_short_posts_of_old(shared: Path) -> None:
    """The 8 posts of the suite's first version fit 140 exactly when it says so, each address as 23."""
    cases = suite(shared, "validate.yml")["tweets"]
    for case in cases:
        text = case["text"]
        counted = len(text) + sum(23 - len(address.text) for address in addresses(text))
        assert (0 < counted <= 140) == case["expected"], case["description"]
    assert len(cases) == 8


def test_x_sees_the_addresses_that_x_sees(shared: Path) -> None:
    """At least 107 of the suite's 108 texts give exactly its addresses, with their places where it names them."""
    cases = suite(shared, "extract.yml")
    told = [case for section in ADDRESSES for case in cases[section]]
    right = [case for case in told if _seen(case) == case["expected"]]
    assert len(told) == 108 and len(right) >= 107


def _seen(case: dict[str, Any]) -> list[Any]:
    found, expected = addresses(case["text"]), case["expected"]
    if expected and isinstance(expected[0], dict):
        return [{"url": each.text, "indices": [each.start, each.end]} for each in found]
    return [each.text for each in found]


def test_every_ending_in_use_is_known(shared: Path) -> None:
    """Each ending of X's list is seen unless it was given up since; then it counts letter by letter."""
    cases = [case for section in suite(shared, "tlds.yml").values() for case in section]
    known = 0
    for case in cases:
        ending, seen = case["expected"][0].rpartition(".")[2].lower(), _seen(case) == case["expected"]
        assert seen == (ending in endings()), ending
        known += seen
    assert known >= 1_400


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Road closed", 11),
        ("é", 1),
        ("e\u0301", 1),
        ("道路", 4),
        ("🚧", 2),
        (FAMILY, 2),
        ("1\ufe0f\u20e3", 2),
        ("\U0001f1fa\U0001f1f8", 2),
        ("©", 1),
        ("See harborglen.gov/roads.", 4 + 23 + 1),
        ("\U0001f9d1\U0001f3fb\u200d\u2764\ufe0f\u200d\U0001f9d1\U0001f3ff", 8),
    ],
)
def test_how_x_weighs(text: str, count: int) -> None:
    """Latin weighs 1, other scripts 2, an emoji 2 and an address 23; a couple in two skin tones the larger count."""
    assert as_x_counts(text) == count


@pytest.mark.parametrize(
    ("text", "threads", "utf16", "utf8"),
    [("Closed", 6, 6, 6), ("é", 1, 1, 2), ("🚧", 4, 2, 4), (FAMILY, 18, 8, 18), ("道", 1, 1, 3)],
)
def test_threads_facebook_and_nextdoor(text: str, threads: int, utf16: int, utf8: int) -> None:
    """Threads counts an emoji by its bytes, Facebook, Instagram and LinkedIn by UTF-16, Nextdoor all by bytes."""
    assert (as_threads_counts(text), utf16_units(text), utf8_bytes(text)) == (threads, utf16, utf8)


def test_bluesky_limits_readers_characters_and_bytes() -> None:
    """300 graphemes fit; 301 do not; 300 families are few characters and too many bytes."""
    bluesky = DECLARED["bluesky"]
    assert limits.measure("x" * 300, bluesky).fits and not limits.measure("x" * 301, bluesky).fits
    fit = limits.measure(FAMILY * 200, bluesky)
    assert fit.count == 200 and not fit.fits and "3600 bytes" in fit.reasons[0]


def test_too_many_links_or_tags_are_said() -> None:
    """Threads takes five different links and one tag, Instagram thirty tags."""
    links = " ".join(f"https://town.gov/{number}" for number in range(6))
    assert any("6 links" in reason for reason in limits.measure(links, DECLARED["threads"]).reasons)
    assert any("31 hashtags" in reason for reason in limits.measure("#a " * 31, DECLARED["instagram"]).reasons)


@given(st.text(max_size=120))
def test_any_text_is_counted(text: str) -> None:
    """No text breaks a count, and every count is at least that of its graphemes where no address shortens it."""
    for declared in DECLARED.values():
        assert limits.count(text, declared) >= 0
    if not addresses(text):
        assert 2 * as_x_counts(text) >= limits.graphemes(text)


def test_counting_is_linear() -> None:
    """Hostile texts of 10,000 characters are counted within a second altogether."""
    chance = random.Random(1)
    hostile = [
        "http://" * 1400,
        "a." * 5000,
        "(" * 10_000,
        "@a" * 5000,
        "a-" * 5000 + ".com",
        "http://a.com/" + "(a" * 5000,
    ]
    hostile += ["".join(chance.choices("ab.-_/:@#() é🚧", k=10_000)) for _ in range(5)]
    for text in hostile:
        assert as_x_counts(text) > 0 and limits.as_mastodon_counts(text) > 0


def test_mastodon_cases_are_here(shared: Path) -> None:
    """The ten cases of Mastodon's own tests fit exactly when it says so."""
    cases = json.loads((shared / "platforms/conformance/status_length_cases.json").read_text())
    for case in cases:
        counted = limits.count(case.get("spoiler", "") + case["text"], DECLARED["mastodon"])
        assert (counted <= 500) == case["fits_500"], case["description"]
    assert len(cases) >= 10
