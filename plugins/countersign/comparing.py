"""What stands at a link, held against the words that were signed: read where strangers may read it."""

import difflib
import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from countersign.platforms.http import Answer, Channel, PageAccess
from countersign.settings import Settings

#: Redirects that are followed, each to a checked address.
MOST_MOVES = 3
MOST_TEXT = 20_000
#: From here on, words that differ are the same ones changed, and not another post.
ALIKE = 0.6
_LINK = re.compile(r"https?://\S+")
#: What platforms put before and after the words in the description of a page.
_SHORTENED = re.compile(r"(…|\.\.\.)\W*$")


class Likeness(StrEnum):
    """How words that can be read compare with those that were signed."""

    SAME = "same"
    BEGINS = "begins"
    DIFFERS = "differs"
    UNREAD = "unread"


#: In a sentence for people, and for the record.
SENTENCES = {
    Likeness.SAME: "The words at the link are those that were signed.",
    Likeness.BEGINS: "Only the beginning can be read at the link, and it is what was signed.",
    Likeness.DIFFERS: "The words at the link differ from those that were signed.",
    Likeness.UNREAD: "The words could not be read there by a program; a person compared them.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What could be read at a link: the texts in it that may be the post, the likeliest first."""

    texts: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of the comparison, and the text that it was made with."""

    likeness: Likeness
    text: str = ""


def look(url: str, told: Settings) -> Seen:
    """Read what a stranger sees at a link; never an address inside our own network."""
    there = url
    for _ in range(MOST_MOVES + 1):
        parts = urlsplit(there)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            return Seen(why_not="It is no web address.")
        access = PageAccess("link", f"{parts.scheme}://{parts.netloc}")
        with Channel(access, allow_private=told.allow_private_hosts, timeout=(3.05, 8.0), ceiling=10.0) as channel:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            reply = channel.get(path, headers={"Accept": "text/html"})
        if not isinstance(reply, Answer):
            return Seen(why_not="It could not be reached.")
        if reply.status in {301, 302, 303, 307, 308} and reply.headers.get("location"):
            there = urljoin(there, reply.headers["location"])
            continue
        if reply.status != 200:
            return Seen(why_not=f"It does not show the post to strangers (answer {reply.status}).")
        return Seen(texts_of(reply.body.decode("utf-8", "replace")))
    return Seen(why_not="It leads from one address to the next.")


def compare(signed: str, seen: Seen) -> Compared:
    """How what can be read compares with the signed words: links, spaces and quotation marks aside."""
    wanted = plain(signed)
    for text in seen.texts:
        if wanted and wanted in plain(text):
            return Compared(Likeness.SAME, text[:MOST_TEXT])
    for text in seen.texts:
        beginning = plain(_SHORTENED.sub("", text))
        if _SHORTENED.search(text) and len(beginning) >= 40 and wanted.startswith(beginning):
            return Compared(Likeness.BEGINS, text)
    ratio, nearest = max(((_ratio(wanted, plain(text)), text) for text in seen.texts[:-1]), default=(0.0, ""))
    return Compared(Likeness.DIFFERS, nearest) if ratio >= ALIKE else Compared(Likeness.UNREAD)


def plain(text: str) -> str:
    """The words alone, so that what every platform changes makes no difference."""
    composed = unicodedata.normalize("NFKC", html.unescape(text))
    without = _LINK.sub("", composed).translate(str.maketrans("“”‘’«»", '""\'\'""'))
    return " ".join(without.split())


def texts_of(page: str) -> tuple[str, ...]:
    """The descriptions of a page, and at the end all the words that it shows."""
    reader = _Reader()
    reader.feed(page[:2_000_000])
    return (*dict.fromkeys(reader.described), " ".join(" ".join(reader.words).split())[: MOST_TEXT * 10])


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:2000], other[:2000], autojunk=False).ratio()


class _Reader(HTMLParser):
    """Collects descriptions and visible words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.described: list[str] = []
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a description, and leave out what nobody sees."""
        given = dict(attrs)
        if tag in {"script", "style", "template"}:
            self._hidden += 1
        kind = given.get("property") or given.get("name") or ""
        if tag == "meta" and kind in {"og:description", "twitter:description", "description"} and given.get("content"):
            self.described.append(str(given["content"]))

    def handle_endtag(self, tag: str) -> None:
        """What follows is seen again."""
        if tag in {"script", "style", "template"} and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._hidden:
            self.words.append(data)
