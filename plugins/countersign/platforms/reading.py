"""Reading statuses back from a server that speaks Mastodon's API, and telling whether one is ours."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any, TypeVar

from countersign.limits import without_hosts
from countersign.platforms.http import Answer, Channel, Lost, NeverLeft, Reply
from countersign.platforms.outcomes import Comment, Comments, Found, Live, NotFound, Sight, Unknown

Statuses = list[dict[str, Any]]
Shape = TypeVar("Shape", dict[str, Any], list[Any])

PAGE_SIZE = 40
MOST_PAGES = 5
#: Statuses whose own source is asked for when their HTML resembles our words but does not match.
MOST_SOURCES = 20
#: Date may come from a gateway whose clock differs from the server's; without a Date we know less still.
CLOCK_SLACK = timedelta(seconds=60)
UNKNOWN_CLOCK = timedelta(minutes=2)


def look_for(
    channel: Channel, account: str, *, text: str, pictures: int, since: datetime, known: Callable[[str], bool]
) -> Sight:
    """The oldest status of the account since then with these words and this number of pictures."""
    listed = _since(channel, account, since)
    if isinstance(listed, Unknown):
        return listed
    candidates = [status for status in reversed(listed) if not known(str(status["id"]))]
    same = [status for status in candidates if same_words(plain(str(status.get("content") or "")), text)]
    if not same:
        asked = _same_source(channel, [status for status in candidates if _resembles(status, text)], text)
        if isinstance(asked, Unknown):
            return asked
        same = asked
    return _choose(same, pictures)


def whole(reply: Reply, shape: type[Shape]) -> Shape | Unknown:
    """The body of a good answer of the right shape; everything else is Unknown, never "not there"."""
    match reply:
        case Answer(status=200) if isinstance(reply.json, shape):
            return reply.json
        case Answer(status=status):
            return Unknown(f"The server could not be asked: it answered HTTP {status}.")
        case NeverLeft(why=why):
            return Unknown(why)
        case Lost():
            return Unknown("The server was asked and gave no whole answer.")


def number(told: object) -> int | None:
    """A count that a platform tells, such as how many follow an account; None where it tells none."""
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None


def source_text(channel: Channel, ref: str) -> str | Unknown | None:
    """The words as they were sent; None where the server has no such thing."""
    reply = channel.get(f"/api/v1/statuses/{ref}/source")
    if isinstance(reply, Answer) and reply.status in {404, 405, 410, 501}:
        return None
    said = whole(reply, dict)
    return said if isinstance(said, Unknown) else str(said.get("text") or "")


def as_live(status: dict[str, Any], source: str | None) -> Live | Unknown:
    """A status as the rest of the program sees it."""
    try:
        edited = status.get("edited_at")
        return Live(
            ref=str(status["id"]),
            url=str(status.get("url") or status.get("uri") or ""),
            text=plain(str(status.get("content") or "")) if source is None else source,
            created_at=moment(status["created_at"]),
            media_count=len(status.get("media_attachments") or ()),
            visibility=str(status.get("visibility") or ""),
            edited_at=moment(edited) if edited else None,
        )
    except (KeyError, TypeError, ValueError):
        return Unknown("The server's answer about a post cannot be read.")


def all_live(shown: Iterable[Live | Unknown]) -> tuple[Live, ...] | Unknown:
    """All posts of a list; Unknown when a single one cannot be read."""
    read: list[Live] = []
    for each in shown:
        if isinstance(each, Unknown):
            return each
        read.append(each)
    return tuple(read)


def as_comments(context: dict[str, Any]) -> Comments | Unknown:
    """What others wrote below a status; what cannot be read is Unknown, never left out."""
    try:
        return Comments(tuple(_comment(status) for status in context["descendants"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("The server's list of replies cannot be read.")


def _comment(status: dict[str, Any]) -> Comment:
    return Comment(
        ref=str(status["id"]),
        author=str(status["account"]["acct"]),
        text=plain(str(status["content"])),
        created_at=moment(status["created_at"]),
        url=str(status.get("url") or ""),
        parent=str(status.get("in_reply_to_id") or ""),
    )


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, white space, normal form and the hosts of mentions aside."""
    return _normal(one) == _normal(other)


def plain(html: str) -> str:
    """The words of a status's HTML: hidden parts of links stay, breaks and paragraphs become white space."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words).strip()


class _Words(HTMLParser):
    """Collects text, with line ends where a reader sees them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "p", "li", "blockquote", "pre"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _since(channel: Channel, account: str, since: datetime) -> Statuses | Unknown:
    """The account's own statuses, newest first, back to that moment on the server's clock."""
    kept: Statuses = []
    params = {"limit": str(PAGE_SIZE), "exclude_reblogs": "true"}
    for _ in range(MOST_PAGES):
        reply = channel.get(f"/api/v1/accounts/{account}/statuses", params=params)
        listed = whole(reply, list)
        if isinstance(listed, Unknown) or not isinstance(reply, Answer):
            return listed if isinstance(listed, Unknown) else Unknown("The server gave no list.")
        try:
            earliest = on_their_clock(since, reply)
            recent = [status for status in listed if moment(status["created_at"]) >= earliest]
            kept += recent
            if len(recent) < len(listed) or not listed:
                return kept
            params["max_id"] = str(listed[-1]["id"])
        except (KeyError, TypeError, ValueError):
            return Unknown("The server's list of posts cannot be read.")
    return Unknown("The server's list of posts is too long to look through.")


def _same_source(channel: Channel, candidates: Statuses, text: str) -> Statuses | Unknown:
    if len(candidates) > MOST_SOURCES:
        return Unknown("There are too many posts to look through.")
    same = []
    for status in candidates:
        source = source_text(channel, str(status["id"]))
        if isinstance(source, Unknown):
            return source
        if source is not None and same_words(source, text):
            same.append(status)
    return same


def _resembles(status: dict[str, Any], text: str) -> bool:
    """Whether half of the words are the same: a server's HTML may differ from ours, but not that much."""
    shown, wanted = set(_normal(plain(str(status.get("content") or ""))).split()), set(_normal(text).split())
    return 2 * len(shown & wanted) >= len(shown | wanted)


def _choose(same: Statuses, pictures: int) -> Sight:
    for status in same:
        if len(status.get("media_attachments") or ()) == pictures:
            return Found(str(status["id"]), str(status.get("url") or status.get("uri") or ""))
    return Unknown("A post with the same words but other pictures is there.") if same else NotFound()


def on_their_clock(since: datetime, answer: Answer) -> datetime:
    """A moment of ours on the server's clock, as its answer's Date tells it, with some slack."""
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError):
        return since - UNKNOWN_CLOCK
    return since + (_aware(theirs) - answer.at) - CLOCK_SLACK


def moment(said: str) -> datetime:
    """An instant as it is written in JSON; one without a zone is in UTC."""
    return _aware(datetime.fromisoformat(said))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", without_hosts(text)).split())
