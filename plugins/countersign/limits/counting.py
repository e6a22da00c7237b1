"""How each platform counts a text: pure functions of the text alone."""

import unicodedata
from functools import cache

import regex

from countersign.limits.addresses import addresses
from countersign.limits.endings import endings

#: Longer addresses are not made into links, so servers count them letter by letter.
LONGEST_LINK = 4096
LONGEST_HOST = 253
#: What X replaces every address by.
X_LINK = 23

_ENDING = r"[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]"
_TONE = "\U0001f3fb-\U0001f3ff"
_PICTURE = rf"(?:(?![\xa9\xae](?!\ufe0f))\p{{Extended_Pictographic}}(?:\ufe0f|[{_TONE}])?)"
#: Code points that X counts once; every other counts twice (its configuration, version 3).
_ONCE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def graphemes(text: str) -> int:
    """What a reader calls characters: extended grapheme clusters."""
    return len(_grapheme().findall(text))


def utf8_bytes(text: str) -> int:
    """The bytes of a text as it is sent; half a surrogate pair counts as what stands for it."""
    return len(text.encode("utf-8", "replace"))


def utf16_units(text: str) -> int:
    """Characters as programs in Java and JavaScript count them: an emoji is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def as_mastodon_counts(text: str, *, url_weight: int = 23) -> int:
    """Graphemes, with each link as a fixed number and a mention of somebody elsewhere without the host."""
    return graphemes(_link().sub(lambda link: "x" * _weight(link, url_weight), without_hosts(text)))


def without_hosts(text: str) -> str:
    """The text as readers see it on Mastodon: a mention of somebody elsewhere shows the name alone."""
    return _mention().sub(_without_host, text)


def as_x_counts(text: str, *, emoji: bool = True) -> int:
    """X's weighted length: an address 23, an emoji 2, Latin and its like 1, everything else 2.

    `emoji` False is how X counted before version 3 of its configuration.
    """
    text = unicodedata.normalize("NFC", text)
    found = addresses(text)
    for address in reversed(found):
        text = text[: address.start] + "\n" + text[address.end :]
    weight = (X_LINK - 1) * len(found)
    if emoji:
        weight += sum(_emoji_weight(each) for each in _emoji().findall(text))
        text = _emoji().sub("", text)
    return weight + 2 * len(text) - len(_light().findall(text))


def as_threads_counts(text: str) -> int:
    """Code points, but an emoji as many as it has bytes."""
    return len(text) + sum(utf8_bytes(each) - len(each) for each in _emoji().findall(text))


def links(text: str) -> tuple[str, ...]:
    """The links in a text, in order."""
    return tuple(match.group() for match in _link().finditer(text))


def hashtags(text: str) -> list[tuple[int, str]]:
    """The hashtags in a text: where each begins, in code points, and the tag with its sign."""
    without_links = _link().sub(lambda link: " " * len(link.group()), text)
    return [(match.start(), match.group()) for match in _hashtag().finditer(without_links)]


def _emoji_weight(emoji: str) -> int:
    """2; a couple in two skin tones is counted one by one by some of X's own programs, so the larger counts."""
    members = emoji.split("\u200d")
    return 2 if sum("\U0001f3fb" <= char <= "\U0001f3ff" for char in emoji) < 2 else 3 * len(members) - 1


def _weight(link: regex.Match[str], url_weight: int) -> int:
    """A link's weight; one whose ending is not known today may be none, and counts the longer way."""
    long_way = graphemes(link.group())
    if len(link.group()) > LONGEST_LINK or len(link["host"]) > LONGEST_HOST:
        return long_way
    return url_weight if link["ending"].lower() in endings() else max(url_weight, long_way)


def _without_host(mention: regex.Match[str]) -> str:
    labels = mention["host"].split(".")
    linked = len(mention["host"]) <= LONGEST_HOST and all(len(label) <= 63 for label in labels)
    return f"@{mention['name']}" if linked else mention.group()


# Compiled when they are first asked for: every process of Airflow's imports this, and few of them count.


@cache
def _link() -> regex.Pattern[str]:
    return regex.compile(
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


@cache
def _mention() -> regex.Pattern[str]:
    return regex.compile(
        r"(?<![=/\w])@(?P<name>[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_]+)?)@(?P<host>\w+(?:[.-]+\w+)*)(?![@\w])",
        regex.IGNORECASE,
    )


@cache
def _hashtag() -> regex.Pattern[str]:
    return regex.compile(r"(?<![\p{L}\p{N}_&/])[#＃](?=[\p{N}_]*[\p{L}\p{M}])[\p{L}\p{M}\p{N}_]+")


@cache
def _grapheme() -> regex.Pattern[str]:
    return regex.compile(r"\X")


@cache
def _emoji() -> regex.Pattern[str]:
    return regex.compile(
        "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007f]+"
        rf"|{_PICTURE}(?:\u200d{_PICTURE})*|[{_TONE}]"
    )


@cache
def _light() -> regex.Pattern[str]:
    once = "".join(f"{chr(first)}-{chr(last)}" for first, last in _ONCE if first)
    return regex.compile(f"[{once}\x00-\u10ff]")
