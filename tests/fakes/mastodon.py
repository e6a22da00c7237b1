"""A stateful stand-in for a server that speaks Mastodon's API, on loopback; it can behave as GoToSocial does.

`python -m tests.fakes.mastodon --port 9000 --file state.json` keeps its posts there, so a count survives.
"""

import argparse
import email
import html
import json
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import regex

from tests.fakes.answering import Answering

TOKEN = "fake-mastodon-token-0123456789"
ACCOUNT = "1001"
_URL = re.compile(r"https?://[^\s<>]+")
_MENTION = re.compile(r"@(\w+)@[\w.-]+")


@dataclass(slots=True)
class Behaviour:
    """How the server behaves; a test may change it at any time."""

    #: "honour", "ignore" (GoToSocial), or "replay_500" (mastodon#40399).
    keys: str = "honour"
    gotosocial: bool = False
    characters: int = 500
    per_url: int = 23
    pictures: int = 4
    #: How often a picture is still being processed when asked; more than 0 answers 202 at first.
    processing: int = 0
    answer_seconds: float = 0.0
    #: How long a new post is missing from the list.
    lag_seconds: float = 0.0
    #: How far the server's clock is ahead of ours.
    clock_ahead_seconds: float = 0.0
    revoked: bool = False
    #: How many writes are taken before every further one is 429.
    writes_left: int = 10_000
    #: Whether /source exists.
    has_source: bool = True


@dataclass(slots=True)
class Shown:
    """Everything that the server knows; as JSON in the file."""

    statuses: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    note: str = ""
    fields: list[dict[str, str]] = field(default_factory=list)
    next: int = 1


class Refusal(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, words: str, **headers: str) -> None:
        self.status, self.words, self.headers = status, words, headers


class FakeMastodon(Answering):
    """The server; `with FakeMastodon() as server:` runs it in a thread."""

    def __init__(
        self,
        *,
        port: int = 0,
        file: Path | None = None,
        behaviour: Behaviour | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(_handler(self), port=port)
        self.behaviour = behaviour or Behaviour()
        self.file = file
        self.shown = Shown(**json.loads(file.read_text())) if file and file.exists() else Shown()
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.lock = threading.Lock()
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)

    @property
    def public_posts(self) -> list[dict[str, Any]]:
        """What a stranger sees now, oldest first."""
        return [status for status in self.shown.statuses if status["visibility"] in {"public", "unlisted"}]

    def copies(self, text: str) -> int:
        """How many public posts have these words."""
        return sum(status["text"] == text for status in self.public_posts)

    def answer(self, method: str, path: str, *, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        """Status and JSON for one request."""
        self.requests.append((method, path, headers))
        where = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path.endswith("/instance"):
            return 200, self._instance()
        self._admit(method, headers)
        for verb, pattern, act in _ROUTES:
            found = re.fullmatch(pattern, where.path)
            if verb == method and found:
                with self.lock:
                    answer = act(self, *found.groups(), body=body | query, key=headers.get("idempotency-key"))
                    self._save()
                time.sleep(self.behaviour.answer_seconds)
                return answer
        raise Refusal(404, "Record not found")

    def now(self) -> datetime:
        """The server's own clock."""
        return datetime.now(UTC) + timedelta(seconds=self.behaviour.clock_ahead_seconds)

    def _admit(self, method: str, headers: dict[str, str]) -> None:
        if self.behaviour.revoked or headers.get("authorization") != f"Bearer {TOKEN}":
            raise Refusal(401, "The access token was revoked")
        if method != "GET":
            self.behaviour.writes_left -= 1
            if self.behaviour.writes_left < 0:
                reset = (self.now() + timedelta(seconds=30)).isoformat().replace("+00:00", "Z")
                raise Refusal(429, "Too many requests", **{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})

    def post(self, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """POST /api/v1/statuses."""
        if key and key in self.shown.keys and self.behaviour.keys != "ignore":
            if self.behaviour.keys == "replay_500":
                raise Refusal(500, "Internal server error")
            return 200, self._shown(self._find(self.shown.keys[key]))
        self._validate(body)
        status = {
            "id": self._number(),
            "text": body.get("status") or "",
            "visibility": body.get("visibility") or "private",
            "language": body.get("language"),
            "in_reply_to_id": body.get("in_reply_to_id"),
            "media": [str(name) for name in _listed(body, "media_ids")],
            "created_at": self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "edited_at": None,
        }
        self.shown.statuses.append(status)
        if key:
            self.shown.keys[key] = status["id"]
        return 200, self._shown(status)

    def upload(self, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """POST /api/v2/media."""
        if not body.get("file"):
            raise self._invalid("Validation failed: File can't be blank")
        name = self._number()
        self.shown.media[name] = {
            "alt": body.get("description"),
            "left": self.behaviour.processing,
            "bytes": len(body["file"]),
        }
        return (202 if self.behaviour.processing else 200), self._picture(name)

    def picture(self, name: str, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """GET /api/v1/media/{id}."""
        found = self.shown.media.get(name)
        if found is None:
            raise Refusal(404, "Record not found")
        found["left"] = max(found["left"] - 1, 0)
        return (206 if found["left"] else 200), self._picture(name)

    def own(self, account: str, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """GET /api/v1/accounts/{id}/statuses, newest first."""
        visible = self.now() - timedelta(seconds=self.behaviour.lag_seconds)
        listed = [s for s in self.shown.statuses if datetime.fromisoformat(s["created_at"]) <= visible]
        if "max_id" in body:
            listed = [s for s in listed if int(s["id"]) < int(body["max_id"])]
        return 200, [self._shown(s) for s in listed[::-1][: int(body.get("limit", 20))]]

    def read(self, ref: str, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """GET /api/v1/statuses/{id}."""
        return 200, self._shown(self._find(ref))

    def source(self, ref: str, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """GET /api/v1/statuses/{id}/source."""
        if not self.behaviour.has_source:
            raise Refusal(404, "Record not found")
        return 200, {"id": ref, "text": self._find(ref)["text"], "spoiler_text": ""}

    def edit(self, ref: str, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """PUT /api/v1/statuses/{id}; pictures that are not named again are dropped."""
        status = self._find(ref)
        status |= {
            "text": body["status"],
            "media": _listed(body, "media_ids"),
            "edited_at": self.now().isoformat(),
        }
        return 200, self._shown(status)

    def remove(self, ref: str, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """DELETE /api/v1/statuses/{id}."""
        kept = [status for status in self.shown.statuses if status["id"] != ref]
        if len(kept) == len(self.shown.statuses) and not self.behaviour.gotosocial:
            raise Refusal(404, "Record not found")
        self.shown.statuses = kept
        return 200, {"id": ref}

    def me(self, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """GET /api/v1/accounts/verify_credentials."""
        source = {"note": self.shown.note, "fields": self.shown.fields, "privacy": "private"}
        return 200, {
            "id": ACCOUNT,
            "username": "harborglen",
            "acct": "harborglen",
            "url": f"{self.url}/@harborglen",
            "note": _as_html(self.shown.note),
            "source": source,
        }

    def update(self, *, body: dict[str, Any], key: str | None) -> tuple[int, Any]:
        """PATCH /api/v1/accounts/update_credentials, as a form."""
        if "note" in body:
            self.shown.note = body["note"]
        numbers = sorted({m[1] for name in body if (m := re.match(r"fields_attributes\[(\d+)\]", name))}, key=int)
        if numbers:
            named = [f"fields_attributes[{number}]" for number in numbers]
            self.shown.fields = [{"name": body[f"{n}[name]"], "value": body[f"{n}[value]"]} for n in named]
        return self.me(body=body, key=key)

    def _validate(self, body: dict[str, Any]) -> None:
        text, media = body.get("status") or "", _listed(body, "media_ids")
        if not text and not media:
            raise self._invalid("Validation failed: Text can't be blank")
        if self._length(text) > self.behaviour.characters:
            raise self._invalid(f"Validation failed: Text character limit of {self.behaviour.characters} exceeded")
        if len(media) > self.behaviour.pictures or any(str(name) not in self.shown.media for name in media):
            raise self._invalid("Validation failed: Cannot attach these files")
        if any(self.shown.media[str(name)]["left"] for name in media):
            raise self._invalid("Cannot attach files that have not finished processing. Try again in a moment!")

    def _length(self, text: str) -> int:
        if self.behaviour.gotosocial:
            return len(text)
        text = _URL.sub("x" * self.behaviour.per_url, _MENTION.sub(r"@\1", text))
        return len(regex.findall(r"\X", text))

    def _invalid(self, words: str) -> Refusal:
        return Refusal(400 if self.behaviour.gotosocial else 422, words)

    def _find(self, ref: str) -> dict[str, Any]:
        for status in self.shown.statuses:
            if status["id"] == ref:
                return status
        raise Refusal(404, "Record not found")

    def _shown(self, status: dict[str, Any]) -> dict[str, Any]:
        path = f"{self.url}/@harborglen/{status['id']}"
        shown = {name: value for name, value in status.items() if name not in {"text", "media"}}
        pictures = [self._picture(name) for name in status["media"]]
        return shown | {
            "content": _as_html(status["text"]),
            "url": path,
            "uri": path,
            "media_attachments": pictures,
        }

    def _picture(self, name: str) -> dict[str, Any]:
        found = self.shown.media[name]
        url = None if found["left"] else f"{self.url}/media/{name}"
        return {"id": name, "type": "image", "url": url, "description": found["alt"]}

    def _instance(self) -> dict[str, Any]:
        forge = (
            "codeberg.org/superseriousbusiness/gotosocial"
            if self.behaviour.gotosocial
            else "github.com/mastodon/mastodon"
        )
        statuses = {
            "max_characters": self.behaviour.characters,
            "max_media_attachments": self.behaviour.pictures,
            "characters_reserved_per_url": self.behaviour.per_url,
        }
        media = {"supported_mime_types": ["image/jpeg", "image/png"], "image_size_limit": 16_777_216}
        accounts = {"max_profile_fields": 6 if self.behaviour.gotosocial else 4}
        return {
            "version": "4.6.0",
            "source_url": f"https://{forge}",
            "configuration": {"statuses": statuses, "media_attachments": media, "accounts": accounts},
        }

    def _number(self) -> str:
        self.shown.next += 1
        return str(110_000_000_000 + self.shown.next)

    def _save(self) -> None:
        if self.file is not None:
            names = ("statuses", "keys", "media", "note", "fields", "next")
            fresh = self.file.with_suffix(".new")
            fresh.write_text(json.dumps({name: getattr(self.shown, name) for name in names}))
            fresh.replace(self.file)


_STATUS = r"/api/v1/statuses/(\w+)"
_ROUTES: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
    ("POST", r"/api/v1/statuses", FakeMastodon.post),
    ("GET", _STATUS, FakeMastodon.read),
    ("PUT", _STATUS, FakeMastodon.edit),
    ("DELETE", _STATUS, FakeMastodon.remove),
    ("GET", _STATUS + "/source", FakeMastodon.source),
    ("POST", r"/api/v2/media", FakeMastodon.upload),
    ("GET", r"/api/v1/media/(\w+)", FakeMastodon.picture),
    ("GET", r"/api/v1/accounts/verify_credentials", FakeMastodon.me),
    ("PATCH", r"/api/v1/accounts/update_credentials", FakeMastodon.update),
    ("GET", r"/api/v1/accounts/(\w+)/statuses", FakeMastodon.own),
]


def gotosocial() -> Behaviour:
    """As GoToSocial 0.20 was measured: keys ignored, 25 a link, 400 for 422, a second delete is 200."""
    return Behaviour(keys="ignore", gotosocial=True, characters=5000, per_url=25, pictures=6)


def _handler(server: FakeMastodon) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Turns HTTP into `server.answer`."""

        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                body = _parsed(headers.get("content-type", ""), raw)
                status, answer = server.answer(self.command, self.path, headers=headers, body=body)
                extra: dict[str, str] = {}
            except Refusal as refusal:
                status, answer, extra = refusal.status, {"error": refusal.words}, refusal.headers
            self._send(status, json.dumps(answer).encode(), extra)

        def _send(self, status: int, body: bytes, extra: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **extra,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(server.now().timestamp())

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do

    return Handler


def _parsed(kind: str, raw: bytes) -> dict[str, Any]:
    if kind.startswith("application/json"):
        return dict(json.loads(raw or b"{}"))
    if kind.startswith("multipart/form-data"):
        message = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw)
        parts = [part for part in message.walk() if not part.is_multipart()]
        return {str(p.get_param("name", header="content-disposition")): _content(p) for p in parts}
    return {name: values[0] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()}


def _content(part: Any) -> Any:
    data = part.get_payload(decode=True)
    return data if part.get_filename() else data.decode()


def _listed(body: dict[str, Any], name: str) -> list[Any]:
    value = body.get(name) or body.get(f"{name}[]") or []
    return value if isinstance(value, list) else [value]


def _as_html(text: str) -> str:
    """As Mastodon renders: links in three spans, mentions without their host, breaks and paragraphs."""
    pieces = []
    for word in re.split(r"(\s+)", text):
        if _URL.fullmatch(word):
            scheme, rest = word.split("://", 1)
            start, shown, hidden = (html.escape(part) for part in (f"{scheme}://", rest[:30], rest[30:]))
            spans = f'<span class="ellipsis">{shown}</span><span class="invisible">{hidden}</span>'
            pieces.append(f'<a href="{html.escape(word)}"><span class="invisible">{start}</span>{spans}</a>')
        else:
            pieces.append(html.escape(_MENTION.sub(r"@\1", word)))
    return "<p>" + "".join(pieces).replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>"


def main() -> None:
    """Run as a process of its own until it is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--keys", choices=["honour", "ignore", "replay_500"], default="honour")
    parser.add_argument("--gotosocial", action="store_true")
    parser.add_argument("--answer-seconds", type=float, default=0.0)
    parser.add_argument("--processing", type=int, default=0)
    told = parser.parse_args()
    behaviour = gotosocial() if told.gotosocial else Behaviour(keys=told.keys)
    behaviour.answer_seconds, behaviour.processing = told.answer_seconds, told.processing
    server = FakeMastodon(port=told.port, file=told.file, behaviour=behaviour)
    print(server.url, flush=True)
    server.serve()


if __name__ == "__main__":
    main()
