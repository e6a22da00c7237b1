"""Looking for a post of ours in a platform's own list, newest first, and telling whether it is the one."""

import html
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from countersign.limits.addresses import addresses
from countersign.platforms.http import Answer
from countersign.platforms.outcomes import Found, Live, NotFound, Sight, Unknown
from countersign.platforms.reading import on_their_clock

MOST_PAGES = 5
#: The milliseconds of 2010-11-04 01:42:54.657 UTC, from which X counts its ids.
_X_EPOCH = 1_288_834_974_657


@dataclass(frozen=True, slots=True)
class Listed:
    """Some posts of a list, newest first, where the next ones begin, and the answer they came in."""

    posts: tuple[Live, ...]
    cursor: str | None
    answer: Answer


Read = Callable[[str | None], Listed | Unknown]


def look_for(read: Read, *, text: str, media: int, since: datetime, known: Callable[[str], bool]) -> Sight:
    """The oldest post since then with these words and this number of pictures that nobody knows yet."""
    listed = _since(read, since)
    if isinstance(listed, Unknown):
        return listed
    same = [post for post in reversed(listed) if not known(post.ref) and same_words(post.text, text)]
    if not same:
        return NotFound()
    fitting = [post for post in same if UNSAID in {media, post.media_count} or post.media_count == media]
    if not fitting:
        return Unknown("A post with the same words but other pictures is there.")
    return Found(fitting[0].ref, fitting[0].url)


#: A list that does not say how many pictures a post has.
UNSAID = -1


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same: white space, normal form, HTML's escapes and where links point aside.

    X shows each link as one of its own (t.co), and adds one for pictures at the end.
    """
    return _normal(one) == _normal(other)


def moment_of_x(ref: str) -> datetime:
    """When an id of X was given, which stands in the id itself."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=(int(ref) >> 22) + _X_EPOCH)


def _since(read: Read, since: datetime) -> list[Live] | Unknown:
    """The posts back to that moment on the platform's clock; a list that ends before it is Unknown."""
    kept: list[Live] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        listed = read(cursor)
        if isinstance(listed, Unknown):
            return listed
        earliest = on_their_clock(since, listed.answer)
        recent = [post for post in listed.posts if post.created_at >= earliest]
        kept += recent
        if len(recent) < len(listed.posts) or not listed.cursor:
            return kept
        cursor = listed.cursor
    return Unknown("The platform's list of posts is too long to look through.")


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFC", html.unescape(text))
    for address in reversed(addresses(plain)):
        plain = f"{plain[: address.start]} \x00 {plain[address.end :]}"
    return " ".join(plain.split()).rstrip("\x00 ")
