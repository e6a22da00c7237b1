"""The AT Protocol's names and numbers: handles, DIDs, addresses of records, keys made from the time, facets."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from countersign.content import Part
from countersign.limits import hashtags

POST = "app.bsky.feed.post"

_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HANDLE = rf"(?=.{{1,253}}(?:/|\Z))(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?"
_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]{0,2040}[a-zA-Z0-9._-]"
_NSID = (
    r"(?=.{1,317}(?:/|\Z))[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    rf"(?:\.{_LABEL})+\.[a-zA-Z][a-zA-Z0-9]{{0,62}}"
)
_KEY = r"(?!\.{1,2}\Z)[a-zA-Z0-9_~.:-]{1,512}"
_TID = r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}"

HANDLE, DID, NSID, KEY, TID = (re.compile(rf"{it}\Z") for it in (_HANDLE, _DID, _NSID, _KEY, _TID))
ADDRESS = re.compile(rf"at://(?P<repo>{_DID}|{_HANDLE})(?:/(?P<collection>{_NSID})(?:/(?P<key>{_KEY}))?)?\Z")

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_SECOND = 1_000_000
LONGEST_TAG = 64


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record stands: at://repo/collection/key."""

    repo: str
    collection: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.repo}/{self.collection}/{self.key}"


def address_of(text: str) -> Address | None:
    """The record that an address names; None when it names none."""
    found = ADDRESS.match(text)
    return Address(found["repo"], found["collection"], found["key"]) if found and found["key"] else None


def post_address(text: str) -> Address | None:
    """The same for a post, whose key is made from the time."""
    found = address_of(text)
    return found if found and found.collection == POST and TID.match(found.key) else None


def key_at(created: datetime, key: uuid.UUID, *, part: int = 0) -> str:
    """A record key of our own: the second of `created`, 30 bits of `key`, and the part.

    Posts claimed in one transaction have one `created`, so the microseconds cannot tell them apart; taken from the
    key they do, and the same delivery has the same record for ever.
    """
    seconds = int(created.astimezone(UTC).replace(microsecond=0).timestamp())
    micros = seconds * _SECOND + key.int % (_SECOND - 1000) + part
    return _in_sortable_letters(micros << 10 | (key.int >> 64) % 1024)


def _in_sortable_letters(number: int) -> str:
    letters = []
    for _ in range(13):
        number, rest = divmod(number, 32)
        letters.append(_SORTABLE[rest])
    return "".join(reversed(letters))


def facets(part: Part) -> list[dict[str, Any]]:
    """What of a text is a link, an account or a tag: where it stands in UTF-8 bytes, and what it is."""
    found = (*_links(part), *_accounts(part), *_tags(part.text))
    return sorted(found, key=lambda facet: facet["index"]["byteStart"])


def _links(part: Part) -> Iterator[dict[str, Any]]:
    behind = 0
    for link in part.links:
        start = part.text.find(link, behind)
        if start >= 0:
            behind = start + len(link)
            yield _facet(part.text, start, behind, kind="link", uri=link)


def _accounts(part: Part) -> Iterator[dict[str, Any]]:
    """Accounts whose DID was looked up when the words were frozen: “@name did:...”."""
    behind = 0
    for mention in part.mentions:
        name, _, did = mention.partition(" ")
        start = part.text.find(name, behind)
        if start >= 0:
            behind = start + len(name)
            if DID.match(did):
                yield _facet(part.text, start, behind, kind="mention", did=did)


def _tags(text: str) -> Iterator[dict[str, Any]]:
    for start, tag in hashtags(text):
        if len(tag) <= LONGEST_TAG:
            yield _facet(text, start, start + len(tag), kind="tag", tag=tag[1:])


def _facet(text: str, start: int, end: int, *, kind: str, **what: str) -> dict[str, Any]:
    span = {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())}
    return {"index": span, "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **what}]}
