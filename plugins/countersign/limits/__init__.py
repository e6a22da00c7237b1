"""What each platform takes and how it counts: declared values and pure functions, no network."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Self

from countersign.content import FinalText
from countersign.limits.counting import (
    as_mastodon_counts,
    as_threads_counts,
    as_x_counts,
    graphemes,
    hashtags,
    links,
    utf8_bytes,
    utf16_units,
    without_hosts,
)
from countersign.limits.reach import inside_hosts
from countersign.limits.shapes import MP4

__all__ = [
    "DECLARED",
    "IMAGES",
    "MEBIBYTE",
    "Fit",
    "Limits",
    "ProfileLimits",
    "as_mastodon_counts",
    "count",
    "declared",
    "graphemes",
    "hashtags",
    "links",
    "measure",
    "measure_final",
    "measure_profile",
    "stored",
    "without_hosts",
]

MEBIBYTE = 2**20
IMAGES = ("image/jpeg", "image/png", "image/webp")
JPEG_PNG = ("image/jpeg", "image/png")

#: Code points that are no characters; platforms refuse a text with one.
NO_CHARACTERS = frozenset("\ufffe\uffff\ufeff")

#: How a text is counted, by the name that `Limits.counting` has.
COUNTINGS: Mapping[str, Callable[[str], int]] = {
    "graphemes": graphemes,
    "code points": len,
    "utf-16": utf16_units,
    "bytes": utf8_bytes,
    "x": as_x_counts,
    "threads": as_threads_counts,
}


@dataclass(frozen=True, slots=True)
class ProfileLimits:
    """How much a profile holds: its text, its fields, and each field's name and value, in characters."""

    note: int
    fields: int = 0
    name: int = 255
    value: int = 255


@dataclass(frozen=True, slots=True)
class Limits:
    """What one platform takes; `characters` None means that it does not limit the text.

    `counting` is how a text is counted, one of COUNTINGS. `bytes`, `links` (different ones) and `tags` are limits
    beside that. `parts` is how many messages a thread may have; 1 means none. `alt` is the longest description of
    a picture, in characters; 0 where the platform takes none.
    """

    platform: str
    characters: int | None
    counting: str = "graphemes"
    unit: str = "characters"
    url_weight: int | None = None
    bytes: int | None = None
    links: int | None = None
    tags: int | None = None
    parts: int = 1
    #: A post without a picture or a video is not taken.
    media_needed: bool = False
    alt: int = 1500
    media_count: int = 4
    media_bytes: int = 16 * MEBIBYTE
    media_types: tuple[str, ...] = IMAGES
    profile: ProfileLimits | None = None
    #: A post can answer another one; elsewhere a link says which one it is about.
    replies: bool = False

    def to_json(self) -> dict[str, Any]:
        """The value as it is stored beside a page."""
        return asdict(self) | {"media_types": list(self.media_types)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The value as it was stored; what was not stored then is as declared."""
        usual = DECLARED.get(stored["platform"])
        whole = (asdict(usual) if usual else {}) | dict(stored)
        profile = whole.get("profile")
        types = tuple(whole.get("media_types", IMAGES))
        return cls(**{**whole, "media_types": types, "profile": profile and ProfileLimits(**profile)})


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether something fits: the count, the limit, and a sentence for each thing that is too much."""

    count: int
    limit: int | None
    unit: str
    fits: bool
    reasons: tuple[str, ...] = ()

    @property
    def left(self) -> int | None:
        """How much may still be added; negative when it is too long, None without a limit."""
        return None if self.limit is None else self.limit - self.count


#: One line per platform. Mastodon's are its defaults: a page keeps what its own server said (`stored` below).
DECLARED: dict[str, Limits] = {
    "newsroom": Limits("newsroom", 20_000, counting="code points", media_count=10, replies=True),
    "mastodon": Limits(
        "mastodon", 500, counting="mastodon", url_weight=23, parts=20, profile=ProfileLimits(500, 4), replies=True
    ),
    "bluesky": Limits(
        "bluesky", 300, bytes=3000, parts=20, alt=2000, media_bytes=2_000_000, profile=ProfileLimits(256), replies=True
    ),
    "x": Limits(
        "x",
        280,
        counting="x",
        url_weight=23,
        parts=20,
        alt=1000,
        media_bytes=5 * MEBIBYTE,
        profile=ProfileLimits(160),
        replies=True,
    ),
    "facebook": Limits("facebook", 63_206, counting="utf-16", media_bytes=4_000_000, media_types=JPEG_PNG),
    "instagram": Limits(
        "instagram",
        2200,
        counting="utf-16",
        tags=30,
        media_needed=True,
        alt=1000,
        media_count=10,
        media_bytes=8 * MEBIBYTE,
        media_types=("image/jpeg",),
        profile=ProfileLimits(150, 1),
    ),
    "threads": Limits(
        "threads",
        500,
        counting="threads",
        links=5,
        tags=1,
        parts=20,
        alt=1000,
        media_bytes=8 * MEBIBYTE,
        media_types=JPEG_PNG,
        profile=ProfileLimits(150),
        replies=True,
    ),
    "linkedin": Limits(
        "linkedin",
        3000,
        counting="utf-16",
        alt=4086,
        media_bytes=8 * MEBIBYTE,
        media_types=JPEG_PNG,
        profile=ProfileLimits(2000, 1),
    ),
    "nextdoor": Limits("nextdoor", 8192, counting="bytes", unit="bytes", alt=0, media_count=10, media_bytes=10_000_000),
    "by_hand": Limits("by_hand", None, parts=20, media_count=10, replies=True),
    "console": Limits("console", 5_000, parts=20, media_count=10, replies=True),
    "fake": Limits("fake", 500, profile=ProfileLimits(500, 4), replies=True),
}


def declared(platform: str, *, characters: int | None = None) -> Limits:
    """The declared limits of a platform; a page that names its own number of characters gets that."""
    found = DECLARED[platform]
    return found if characters is None else replace(found, characters=characters)


def stored(platform: str, said: Mapping[str, Any] | None, *, characters: int | None = None) -> Limits:
    """The limits of one page: what its server said when it was last read, else what is declared."""
    return Limits.from_json(said) if said else declared(platform, characters=characters)


def count(text: str, limits: Limits) -> int:
    """The length of a text as this platform counts it; "strict" is the larger of Mastodon's way and code points."""
    weight = limits.url_weight or 23
    if limits.counting == "mastodon":
        return as_mastodon_counts(text, url_weight=weight)
    if limits.counting == "strict":
        return max(len(text), as_mastodon_counts(text, url_weight=weight))
    return COUNTINGS[limits.counting](text)


@lru_cache(maxsize=256)
def measure(text: str, limits: Limits) -> Fit:
    """Whether one message fits, counted as the platform counts; the same words go to several pages at once."""
    counted = count(text, limits)
    reasons = () if limits.characters is None else _too_long(counted, limits.characters, unit=limits.unit)
    reasons += _beside_length(text, limits)
    return Fit(counted, limits.characters, limits.unit, not reasons, reasons)


def _beside_length(text: str, limits: Limits) -> tuple[str, ...]:
    """What is too much although the text is not too long."""
    found = (
        (limits.bytes, utf8_bytes(text) if limits.bytes else 0, "bytes (emoji and accents take several)"),
        (limits.links, len(set(links(text))) if limits.links else 0, "links"),
        (limits.tags, len(hashtags(text)) if limits.tags else 0, "hashtags"),
    )
    reasons = tuple(f"It has {n} {what}, and at most {most} fit." for most, n, what in found if most and n > most)
    reasons += tuple(f"It has a link that nobody outside can open ({h}); take it out." for h in inside_hosts(text))
    unseen = sorted({f"U+{ord(char):04X}" for char in text if char in NO_CHARACTERS})
    return reasons + tuple(f"It has a character that is none ({name}); take it out." for name in unseen)


def measure_final(final: FinalText, limits: Limits, *, sizes: Mapping[str, int] | None = None) -> Fit:
    """Whether a final text fits with its media; the count is its longest part's, `sizes` SHA-256 -> bytes."""
    fits = [measure(part.text, limits) for part in final.parts] or [measure("", limits)]
    longest = max(fits, key=lambda fit: fit.count)
    reasons = tuple(reason for fit in fits for reason in fit.reasons)
    reasons += _nothing_to_say(final) + _media_reasons(final, limits)
    reasons += _size_reasons(final, limits, sizes or {})
    return Fit(longest.count, limits.characters, limits.unit, not reasons, reasons)


def measure_profile(note: str, fields: tuple[tuple[str, str], ...], limits: Limits) -> Fit:
    """Whether a profile's text and fields fit; the count is that of the text."""
    if limits.profile is None:
        return Fit(0, None, limits.unit, True)
    room = limits.profile
    counted = count(note, limits)
    reasons = _too_long(counted, room.note, unit=limits.unit)
    if len(fields) > room.fields:
        reasons += (f"The profile has {room.fields} fields, and {len(fields)} are needed.",)
    for name, value in fields:
        if graphemes(name) > room.name or graphemes(value) > room.value:
            reasons += (f"The profile field “{name}” is too long: at most {room.value} characters fit.",)
    return Fit(counted, room.note, limits.unit, not reasons, reasons)


def _too_long(counted: int, limit: int, *, unit: str) -> tuple[str, ...]:
    if counted <= limit:
        return ()
    return (f"The text is {counted - limit} {unit} too long: {counted}, and at most {limit} fit.",)


def _nothing_to_say(final: FinalText) -> tuple[str, ...]:
    blank = [part for part in final.parts if not part.text.strip()]
    if final.parts and not blank:
        return ()
    return () if final.media and len(final.parts) <= 1 else ("There is nothing to say: the text is empty.",)


def _media_reasons(final: FinalText, limits: Limits) -> tuple[str, ...]:
    reasons = []
    if limits.media_needed and not final.media:
        reasons.append("A picture is needed: this platform takes no post without one.")
    if len(final.parts) > limits.parts:
        reasons.append(f"It has {len(final.parts)} parts, and at most {limits.parts} may follow each other.")
    if len(final.media) > limits.media_count:
        reasons.append(f"There are {len(final.media)} pictures, and at most {limits.media_count} fit.")
    for number, item in enumerate(final.media, start=1):
        if item.mime != MP4 and item.mime not in limits.media_types:
            reasons.append(f"Picture {number} is of a kind ({item.mime}) that is not taken here.")
        if limits.alt and graphemes(item.alt) > limits.alt:
            reasons.append(f"The description of picture {number} is over {limits.alt} characters long.")
    return tuple(reasons)


def _size_reasons(final: FinalText, limits: Limits, sizes: Mapping[str, int]) -> tuple[str, ...]:
    most = limits.media_bytes
    return tuple(
        f"Picture {number} has {sizes[item.sha256] / MEBIBYTE:.1f} MB; at most {most / MEBIBYTE:.1f} fit."
        for number, item in enumerate(final.media, start=1)
        if item.mime != MP4 and sizes.get(item.sha256, 0) > most
    )
