"""The AT Protocol's names and numbers, and where in a text links, accounts and tags stand."""

import random
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import limits
from countersign.content import Part
from countersign.platforms.atproto import (
    ADDRESS,
    DID,
    HANDLE,
    KEY,
    NSID,
    TID,
    facets,
    key_at,
    post_address,
)

#: The suite's files, what reads them, and how many cases there are.
SYNTAX = {
    "tid": (TID, 13),
    "handle": (HANDLE, 119),
    "did": (DID, 42),
    "recordkey": (KEY, 27),
    "nsid": (NSID, 52),
    "aturi": (ADDRESS, 95),
}
NOW = datetime(2026, 11, 21, 3, 4, 5, 678_901, tzinfo=UTC)
PIECES = [
    "Río",
    "🚧",
    "道路",
    "مغلق",
    "e\u0301",
    "\u202eabc\u202c",
    "👨‍👩‍👧",
    "closed",
    "-",
    "\n",
    "  ",
    "“quoted”",
    "(and)",
]


def cases(shared: Path, name: str, verdict: str) -> list[str]:
    """The cases of one file: each line that is no comment."""
    file = shared / f"platforms/conformance/atproto-interop/syntax/{name}_syntax_{verdict}.txt"
    lines = file.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]


def test_names_are_read_as_everybody_reads_them(shared: Path) -> None:
    """All 348 cases of the protocol's own suite are judged as it judges them."""
    wrong, told = [], 0
    for name, (pattern, count) in SYNTAX.items():
        good, bad = cases(shared, name, "valid"), cases(shared, name, "invalid")
        wrong += [(name, case) for case in good if not pattern.match(case)]
        wrong += [(name, case) for case in bad if pattern.match(case)]
        assert len(good) + len(bad) == count, name
        told += count
    assert told == 348 and wrong == []


@given(st.uuids(), st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)), st.integers(0, 20))
def test_a_key_is_made_from_the_delivery_alone(key: uuid.UUID, at: datetime, part: int) -> None:
    """The same delivery has the same key for ever, it is a TID, and later parts stand behind earlier ones."""
    at = at.replace(tzinfo=UTC)
    made = key_at(at, key, part=part)
    assert TID.match(made) and made == key_at(at, key, part=part) and made < key_at(at, key, part=part + 1)


def test_posts_claimed_together_have_different_keys() -> None:
    """A thousand deliveries of one instant have a thousand keys: none overwrites another."""
    assert len({key_at(NOW, uuid.uuid4()) for _ in range(1000)}) == 1000


def test_what_is_no_address_of_a_post_is_none() -> None:
    """Addresses of other records, broken ones and plain words name no post."""
    good = "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a"
    assert str(post_address(good)) == good
    for bad in (
        "",
        "17",
        "at://did:plc:abc",
        "at://did:plc:abc/app.bsky.feed.like/3jzfcijpj2z2a",
        good + "/x",
        good[:-1],
    ):
        assert post_address(bad) is None


def test_a_thousand_facets_stand_where_their_words_are() -> None:
    """In 1,000 texts of many scripts, the bytes of each facet are exactly the link or the tag."""
    chance, seen = random.Random(1), 0
    for number in range(1000):
        wanted = [f"https://town.gov/{number}?q=é", f"#Straße{number}"]
        words = chance.choices(PIECES, k=chance.randrange(12)) + wanted
        chance.shuffle(words)
        text = " ".join(words)
        found = facets(Part(text, links=limits.links(text)))
        cut = {text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in found}
        assert set(wanted) <= cut, text
        seen += len(found)
    assert seen >= 2000


def test_a_link_twice_is_two_facets() -> None:
    """The same address in two places is a link in both."""
    text = "https://a.gov and https://a.gov"
    spans = [f["index"] for f in facets(Part(text, links=limits.links(text)))]
    assert spans == [{"byteStart": 0, "byteEnd": 13}, {"byteStart": 18, "byteEnd": 31}]


@pytest.mark.parametrize(("mention", "kinds"), [("@ann.test did:plc:abc", ["mention"]), ("@ann.test", [])])
def test_only_an_account_that_was_looked_up_is_linked(mention: str, kinds: list[str]) -> None:
    """A name whose account was found at the freeze is a mention; another one stays plain words."""
    found = facets(Part("é @ann.test helped", mentions=(mention,)))
    assert [f["features"][0]["$type"].partition("#")[2] for f in found] == kinds
    assert all(f["index"] == {"byteStart": 3, "byteEnd": 12} for f in found)
