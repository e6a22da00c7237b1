"""Where X sees a web address in a text: with or without `https://`, after whom, up to which character.

X makes each into a link of its own that weighs 23, so a text is counted right only where these are found right.
The conformance suite that X published (twitter-text) says which they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from countersign.limits.endings import endings

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NEVER = "\ufffe\ufeff\uffff"
_SPACE = "\x00-\x20\x7f\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MARKS = rf"!'#%&()*+,\\./:;<=>?@\[\]^{{|}}~$\"“”{_SPACE}{_TURNING}{_NEVER}"
_LETTER = rf"[^\-_{_MARKS}]"
#: Bounds that no real host comes near; without them a hostile text would take minutes.
_LABEL = rf"{_LETTER}(?:[^_{_MARKS}]{{0,255}}{_LETTER})?\."
_SUBLABEL = rf"{_LETTER}(?:[^{_MARKS}]{{0,255}}{_LETTER})?\."
_SUBLABELS = rf"(?:{_SUBLABEL}){{0,7}}"
_LATIN = (
    "\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253-\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_PATH = rf"a-z0-9\u0400-\u04ff{_LATIN}"
_INSIDE = rf"[{_PATH}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_BRACKETS = rf"\((?:{_INSIDE}+|{_INSIDE}*\({_INSIDE}+\){_INSIDE}*)\)"
_END = rf"(?:[{_PATH}+\-=_#/]|{_BRACKETS})"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
#: An ending ends the host: what follows is no letter or digit of ours and starts no mail address.
_AFTER = r"(?=[^0-9a-z@+-]|$)"
LONGEST_SLUG = 40
LONGEST_LABEL = 63
LONGEST_ADDRESS = 4096


@dataclass(frozen=True, slots=True)
class Address:
    """One web address in a text, in code points."""

    start: int
    end: int
    text: str


def addresses(text: str) -> list[Address]:
    """The web addresses that X sees in a text, in order."""
    if "." not in text:
        return []
    found, behind = list[Address](), 0
    for match in _whole().finditer(text):
        if match["scheme"]:
            found += _with_scheme(match)
        elif match.start() == behind or match.string[match.start() - 1] not in "-_./":
            found += _without_scheme(match)
        behind = match.end()
    return found


@cache
def _short() -> regex.Pattern[str]:
    return regex.compile(rf"(?i)https?://t\.co/(?P<slug>[a-z0-9]+)(?:{_QUERY})?")


@cache
def _whole() -> regex.Pattern[str]:
    return regex.compile(
        rf"""(?<![a-z0-9@＠$#＃{_NEVER}])
        (?P<address>
            (?P<scheme>https?://)?
            (?P<host>{_SUBLABELS}{_LABEL}(?:\L<endings>|xn--[-0-9a-z]+){_AFTER})
            (?P<rest>(?::[0-9]+)?
                (?:/(?:{_INSIDE}*(?:{_BRACKETS}{_INSIDE}*)*{_END}|@{_INSIDE}+/)?)?
                (?:{_QUERY})?)
        )""",
        regex.VERBOSE | regex.IGNORECASE,
        endings=endings(),
    )


@cache
def _plain() -> regex.Pattern[str]:
    """A host without a scheme is a link only as far as it is written in Latin letters."""
    return regex.compile(
        rf"(?:[-a-z0-9{_LATIN}]{{1,255}}\.){{1,8}}(?:\L<endings>|xn--[-0-9a-z]+){_AFTER}",
        regex.IGNORECASE,
        endings=endings(),
    )


def _with_scheme(match: regex.Match[str]) -> Iterator[Address]:
    address, short = match["address"], _short().match(match["address"])
    if short and len(short["slug"]) > LONGEST_SLUG:
        return
    if not _possible(match["host"]) or len(address) > LONGEST_ADDRESS:
        return
    shown = short.group() if short else address
    yield Address(match.start(), match.start() + len(shown), shown)


def _without_scheme(match: regex.Match[str]) -> Iterator[Address]:
    hosts = [host for host in _plain().finditer(match["host"]) if _possible(host.group())]
    for host in hosts:
        rest = match["rest"] if host is hosts[-1] and host.end() == len(match["host"]) else ""
        start = match.start("host") + host.start()
        yield Address(start, start + len(host.group() + rest), host.group() + rest)


def _possible(host: str) -> bool:
    """Whether each label can be one: at most 63 letters as it is written in the network."""
    return all(_possible_label(label) for label in host.split("."))


def _possible_label(label: str) -> bool:
    if label.isascii():
        return len(label) <= LONGEST_LABEL
    return not label.lower().startswith("xn--") and len(b"xn--" + label.encode("punycode")) <= LONGEST_LABEL
