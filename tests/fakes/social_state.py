"""What the fake servers of X, Meta and Nextdoor know and how they behave; the server itself is in `social`."""

import re
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

TOKENS = {name: f"fake-{name}-token-0123456789" for name in ("x", "facebook", "instagram", "threads", "nextdoor")}
ACCOUNTS = {"x": "7001", "facebook": "7002", "instagram": "7003", "threads": "7004", "nextdoor": "7005"}


@dataclass(slots=True)
class Behaviour:
    """How the servers behave; a test may change it at any time."""

    #: How often a container is still in progress when it is asked.
    container_polls: int = 0
    #: How many publications meet Meta's own race, "media not found", although the container is there.
    races: int = 0
    #: How long a new post is missing from the lists.
    lag_seconds: float = 0.0
    clock_ahead_seconds: float = 0.0
    revoked: bool = False
    #: How many writes are taken before every further one is told to wait.
    writes_left: int = 10_000
    #: The next answers to requests whose "METHOD path" matches: (pattern, status, body, headers), used up in turn.
    says: list[tuple[str, int, Any, dict[str, str]]] = field(default_factory=list)
    #: Whether what is told to be answered is done all the same.
    done_anyway: bool = False


@dataclass(slots=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    form: dict[str, Any]


class Refusal(Exception):
    """An answer that is not good."""

    def __init__(self, status: int, body: Any, **headers: str) -> None:
        self.status, self.body, self.headers = status, body, headers


@dataclass(slots=True)
class Shown:
    """Everything that the servers know; every thing has a number, and a `platform` that it belongs to."""

    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    containers: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    profiles: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=lambda: {name: f"refresh-{name}-0" for name in TOKENS})
    next: int = 1


class State:
    """Everything that the fake servers have in common."""

    url = ""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.behaviour, self.shown, self.seen = Behaviour(), Shown(), list[Seen]()
        #: The files that were fetched from somewhere.
        self.fetched: list[bytes] = []

    def public(self, platform: str) -> list[dict[str, Any]]:
        """What a stranger sees of our account now, oldest first."""
        return [post for post in self.shown.posts.values() if post["platform"] == platform and post["public"]]

    def copies(self, platform: str, text: str) -> int:
        """How many public posts have these words."""
        return sum(post["text"] == text for post in self.public(platform))

    def address(self, sha256: str) -> str:
        """Where this server lends a file, as the public media route does."""
        return f"{self.url}/files/{sha256}"

    def comment(self, platform: str, parent: str, text: str = "Thank you!") -> str:
        """Let somebody else write below a post."""
        ref = self.number(platform)
        about = {"id": ref, "platform": platform, "parent": parent, "text": text, "hidden": False, "at": self.now()}
        self.shown.comments[ref] = about
        return ref

    def now(self) -> datetime:
        """The servers' own clock."""
        return datetime.now(UTC) + timedelta(seconds=self.behaviour.clock_ahead_seconds)

    def number(self, platform: str, at: datetime | None = None) -> str:
        """A new id; X's say when they were given."""
        self.shown.next += 1
        if platform == "x":
            millis = int((at or self.now()).timestamp() * 1000) - 1_288_834_974_657
            return str((millis << 22) | (self.shown.next & 0x3FFFFF))
        return str(10**9 + self.shown.next)

    def post(self, platform: str, **about: Any) -> dict[str, Any]:
        """Make something public."""
        post = {
            "id": self.number(platform, about.get("at")),
            "platform": platform,
            "at": self.now(),
            "public": True,
            "media": [],
        } | about
        self.shown.posts[post["id"]] = post
        return post

    def listed(self, platform: str) -> list[dict[str, Any]]:
        """What the account's own list shows, newest first; it may lag."""
        newest = self.now() - timedelta(seconds=self.behaviour.lag_seconds)
        return [post for post in reversed(self.public(platform)) if post["at"] <= newest]

    def fetch(self, address: str) -> bytes:
        """A file that somebody lends us, or nothing."""
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                data = bytes(answer.read())
                self.fetched.append(data)
                return data
        except (OSError, ValueError):
            return b""

    def admit(self, platform: str, seen: Seen, refusal: Callable[[str], Refusal]) -> None:
        """Let in who has the platform's token; a write uses up one of those left."""
        given = seen.headers.get("authorization", "").removeprefix("Bearer ").removeprefix("OAuth ")
        token = given or str(seen.form.get("access_token") or seen.query.get("access_token") or "")
        if self.behaviour.revoked or token != TOKENS[platform]:
            raise refusal("token")
        if seen.method != "GET":
            self.behaviour.writes_left -= 1
            if self.behaviour.writes_left < 0:
                raise refusal("busy")

    def told(self, seen: Seen) -> tuple[int, Any, dict[str, str]] | None:
        """What a test told to answer to this request."""
        for number, (pattern, status, body, headers) in enumerate(self.behaviour.says):
            if re.search(pattern, f"{seen.method} {seen.path}"):
                del self.behaviour.says[number]
                return status, body, headers
        return None
