"""What each platform takes and how it counts: declared values and pure functions, no network."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import regex

from countersign.content import FinalText

MEBIBYTE = 2**20
IMAGES = ("image/jpeg", "image/png", "image/webp")

#: Longer addresses are not made into links, so servers count them letter by letter.
LONGEST_LINK = 4096
LONGEST_HOST = 253

#: Endings that every server knows for a link; another one of three letters or more is counted the longer way.
_SURE_ENDINGS = frozenset(
    (
        "app",
        "biz",
        "com",
        "coop",
        "dev",
        "edu",
        "gov",
        "info",
        "int",
        "mil",
        "name",
        "net",
        "online",
        "org",
        "page",
    )
)

_ENDING = r"[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]"
_LINK = regex.compile(
    rf"""(?<![A-Za-z0-9@＠$#＃\u202A-\u202E])
    https?://
    (?P<host>(?:[\p{{L}}\p{{N}}](?:[\p{{L}}\p{{N}}_-]*[\p{{L}}\p{{N}}])?\.)+(?P<ending>xn--[a-z0-9-]+|\p{{L}}{{2,63}}))
    (?![\p{{L}}\p{{N}}_@-])
    (?::\d+)?
    (?:/(?:(?:[^\s<>()?]|\([^\s<>()?]*\))*(?:{_ENDING}|/|\([^\s<>()?]*\)))?)?
    (?:\?[^\s<>]*{_ENDING})?
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_MENTION = regex.compile(
    r"(?<![=/\w])@(?P<name>[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_]+)?)@(?P<host>\w+(?:[.-]+\w+)*)(?![@\w])",
    regex.IGNORECASE,
)
_GRAPHEME = regex.compile(r"\X")


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

    `counting` is how a text is counted: "graphemes" (what a reader calls a character), "code points",
    "mastodon" (graphemes, a link as `url_weight`, a mention without its host), "strict" (the larger of both).
    """

    platform: str
    characters: int | None
    counting: str = "graphemes"
    unit: str = "characters"
    url_weight: int | None = None
    alt: int = 1500
    media_count: int = 4
    media_bytes: int = 16 * MEBIBYTE
    media_types: tuple[str, ...] = IMAGES
    profile: ProfileLimits | None = None

    def to_json(self) -> dict[str, Any]:
        """The value as it is stored beside a page."""
        return asdict(self) | {"media_types": list(self.media_types)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The value as it was stored."""
        profile = stored.get("profile")
        types = tuple(stored.get("media_types", IMAGES))
        return cls(**{**stored, "media_types": types, "profile": profile and ProfileLimits(**profile)})


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
    "newsroom": Limits("newsroom", 20_000, counting="code points", media_count=10),
    "mastodon": Limits("mastodon", 500, counting="mastodon", url_weight=23, profile=ProfileLimits(500, 4)),
    "by_hand": Limits("by_hand", None, media_count=10),
    "console": Limits("console", 5_000, media_count=10),
    "fake": Limits("fake", 500, profile=ProfileLimits(500, 4)),
}


def declared(platform: str, *, characters: int | None = None) -> Limits:
    """The declared limits of a platform; a page that names its own number of characters gets that."""
    found = DECLARED[platform]
    return found if characters is None else replace(found, characters=characters)


def stored(platform: str, said: Mapping[str, Any] | None, *, characters: int | None = None) -> Limits:
    """The limits of one page: what its server said when it was last read, else what is declared."""
    return Limits.from_json(said) if said else declared(platform, characters=characters)


def graphemes(text: str) -> int:
    """What a reader calls characters: extended grapheme clusters."""
    return len(_GRAPHEME.findall(text))


def as_mastodon_counts(text: str, *, url_weight: int = 23) -> int:
    """Graphemes, with each link as a fixed number and a mention of somebody elsewhere without the host."""
    return graphemes(_LINK.sub(lambda link: "x" * _weight(link, url_weight), without_hosts(text)))


def without_hosts(text: str) -> str:
    """The text as readers see it on Mastodon: a mention of somebody elsewhere shows the name alone."""
    return _MENTION.sub(_without_host, text)


def count(text: str, limits: Limits) -> int:
    """The length of a text as this platform counts it."""
    weight = limits.url_weight or 23
    match limits.counting:
        case "code points":
            return len(text)
        case "mastodon":
            return as_mastodon_counts(text, url_weight=weight)
        case "strict":
            return max(len(text), as_mastodon_counts(text, url_weight=weight))
        case _:
            return graphemes(text)


def measure(text: str, limits: Limits) -> Fit:
    """Whether one message fits, counted as the platform counts."""
    counted = count(text, limits)
    reasons = () if limits.characters is None else _too_long(counted, limits.characters, unit=limits.unit)
    return Fit(counted, limits.characters, limits.unit, not reasons, reasons)


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


def _weight(link: regex.Match[str], url_weight: int) -> int:
    address, ending = link.group(), link["ending"].lower()
    long_way = graphemes(address)
    if len(address) > LONGEST_LINK or len(link["host"]) > LONGEST_HOST:
        return long_way
    sure = len(ending) == 2 or ending in _SURE_ENDINGS or ending.startswith("xn--")
    return url_weight if sure else max(url_weight, long_way)


def _without_host(mention: regex.Match[str]) -> str:
    labels = mention["host"].split(".")
    linked = len(mention["host"]) <= LONGEST_HOST and all(len(label) <= 63 for label in labels)
    return f"@{mention['name']}" if linked else mention.group()


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
    if len(final.media) > limits.media_count:
        reasons.append(f"There are {len(final.media)} pictures, and at most {limits.media_count} fit.")
    for number, item in enumerate(final.media, start=1):
        if item.mime not in limits.media_types:
            reasons.append(f"Picture {number} is of a kind ({item.mime}) that is not taken here.")
        if graphemes(item.alt) > limits.alt:
            reasons.append(f"The description of picture {number} is over {limits.alt} characters long.")
    return tuple(reasons)


def _size_reasons(final: FinalText, limits: Limits, sizes: Mapping[str, int]) -> tuple[str, ...]:
    most = limits.media_bytes
    return tuple(
        f"Picture {number} has {sizes[item.sha256] / MEBIBYTE:.1f} MB; at most {most / MEBIBYTE:.1f} fit."
        for number, item in enumerate(final.media, start=1)
        if sizes.get(item.sha256, 0) > most
    )
