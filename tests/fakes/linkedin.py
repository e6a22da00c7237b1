"""A stateful stand-in for LinkedIn's versioned API, on loopback: posts, pictures, comments, one organisation."""

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.answering import Answering

TOKEN = "fake-linkedin-token-0123456789"
AUTHOR = "urn:li:organization:4711"
#: A mark that is not escaped ends what LinkedIn shows.
_BARE_MARK = re.compile(r"(?<!\\)(?:\\\\)*([|{}@\[\]()<>#*_~])")
_POST = "/rest/posts"


@dataclass(slots=True)
class Behaviour:
    """How the server behaves; a test may change it at any time."""

    versions: tuple[str, ...] = ("202606", "202607")
    #: How often a picture or a video is still being processed when asked.
    processing: int = 0
    #: Whether the same words twice are refused.
    refuses_duplicates: bool = True
    #: LinkedIn takes a video in parts of this size.
    part_bytes: int = 4 * 2**20
    revoked: bool = False
    writes_left: int = 10_000


class Refusal(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, code: str, words: str, **more: Any) -> None:
        self.status = status
        self.body = {"status": status, "code": code, "message": words, "serviceErrorCode": 100} | more


@dataclass(slots=True)
class Said:
    """Status, headers and JSON of an answer."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class FakeLinkedIn(Answering):
    """The server; `with FakeLinkedIn() as server:` runs it in a thread."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        super().__init__(_handler(self))
        self.behaviour = behaviour or Behaviour()
        self.posts: list[dict[str, Any]] = []
        self.deleted: list[dict[str, Any]] = []
        self.images: dict[str, dict[str, Any]] = {}
        self.comments: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.lock = threading.Lock()
        self._next = 7_000_000_000

    def shown(self, post: dict[str, Any]) -> str:
        """What readers see: up to the first mark that is not escaped."""
        whole = str(post["commentary"])
        bare = _BARE_MARK.search(whole)
        return re.sub(r"\\(.)", r"\1", whole[: bare.start(1)] if bare else whole)

    def copies(self, text: str) -> int:
        """How many public posts have these words."""
        return sum(self.shown(post) == text for post in self.posts)

    def comment(self, on: str, text: str) -> str:
        """Somebody writes below a post."""
        urn = f"urn:li:comment:({on},{self._number()})"
        made = {"commentUrn": urn, "id": urn, "actor": "urn:li:person:ann", "message": {"text": text}, "object": on}
        self.comments.append(made | {"created": {"time": _now()}})
        return urn

    def answer(self, method: str, target: str, *, headers: dict[str, str], body: bytes) -> Said:
        """The answer to one request."""
        self.requests.append((method, target))
        where = urlsplit(target)
        self._admit(method, where.path, headers)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        with self.lock:
            return self._route(method, where.path, query, headers=headers, body=body)

    def _admit(self, method: str, path: str, headers: dict[str, str]) -> None:
        if self.behaviour.revoked or headers.get("authorization") != f"Bearer {TOKEN}":
            raise Refusal(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user")
        if path.startswith("/rest/") and headers.get("linkedin-version") not in self.behaviour.versions:
            raise Refusal(426, "NONEXISTENT_VERSION", "Requested version is not active")
        if method != "GET":
            self.behaviour.writes_left -= 1
            if self.behaviour.writes_left < 0:
                raise Refusal(429, "TOO_MANY_REQUESTS", "Resource level throttle limit for calls is reached")

    def _route(self, method: str, path: str, query: dict[str, str], *, headers: dict[str, str], body: bytes) -> Said:
        last = unquote(path.rsplit("/", 1)[1])
        if path.startswith(("/rest/videos", "/parts/", "/captions/")):
            return self._video(method, path, query, body=body)
        if path == "/rest/images" and query.get("action") == "initializeUpload":
            return self._place()
        if path.startswith("/upload/") and method == "PUT":
            self.images[f"urn:li:image:{last}"]["data"] = body
            return Said(201)
        if path.startswith("/rest/images/"):
            return self._image(last)
        if path == _POST:
            return self._create(json.loads(body)) if method == "POST" else self._list(query)
        if path.startswith("/rest/organizations/"):
            return Said(body={"localizedDescription": "Police.", "localizedWebsite": "https://town.gov"})
        if path.startswith("/rest/networkSizes/urn%3Ali%3Aorganization%3A"):
            return Said(body={"firstDegreeSize": 4321})
        if path.startswith("/rest/socialActions/"):
            return self._below(unquote(path.split("/")[3]), query)
        return self._one(method, last, headers, body)

    def _place(self) -> Said:
        number = str(self._number())
        urn = f"urn:li:image:{number}"
        self.images[urn] = {"data": None, "asked": 0}
        return Said(body={"value": {"uploadUrl": f"{self.url}/upload/{number}", "image": urn}})

    def _image(self, urn: str) -> Said:
        image = self.images[urn]
        image["asked"] += 1
        ready = image["data"] is not None and image["asked"] > self.behaviour.processing
        return Said(body={"id": urn, "status": "AVAILABLE" if ready else "PROCESSING"})

    def _video(self, method: str, path: str, query: dict[str, str], *, body: bytes) -> Said:
        last = unquote(path.rsplit("/", 1)[1])
        match query.get("action"):
            case "initializeUpload":
                return self._begin_video(json.loads(body)["initializeUploadRequest"])
            case "finalizeUpload":
                return self._close_video(json.loads(body)["finalizeUploadRequest"])
        if path.startswith("/captions/"):
            self.images[f"urn:li:video:{last}"]["captions"] = body
            return Said(201)
        if path.startswith("/parts/"):
            number, _, part = last.partition("-")
            self.images[f"urn:li:video:{number}"]["parts"][int(part)] = body
            return Said(200, headers={"etag": f'"part-{part}"'})
        video = self.images[last]
        video["asked"] += 1
        waiting = "PROCESSING" if video["closed"] else "WAITING_UPLOAD"
        ready = video["closed"] and video["asked"] > self.behaviour.processing
        return Said(body={"id": last, "status": "AVAILABLE" if ready else waiting})

    def _begin_video(self, about: dict[str, Any]) -> Said:
        number, size = str(self._number()), int(about["fileSizeBytes"])
        urn = f"urn:li:video:{number}"
        video = {"data": None, "asked": 0, "size": size, "parts": {}, "captions": None, "closed": False}
        self.images[urn] = video | {"captioned": about["uploadCaptions"]}
        starts = range(0, size, self.behaviour.part_bytes)
        places = [
            {
                "uploadUrl": f"{self.url}/parts/{number}-{part}",
                "firstByte": start,
                "lastByte": min(start + self.behaviour.part_bytes, size) - 1,
            }
            for part, start in enumerate(starts)
        ]
        more = {"captionsUploadUrl": f"{self.url}/captions/{number}"} if about["uploadCaptions"] else {}
        return Said(body={"value": {"video": urn, "uploadToken": "", "uploadInstructions": places} | more})

    def _close_video(self, about: dict[str, Any]) -> Said:
        video = self.images[about["video"]]
        data = b"".join(video["parts"].get(int(name.removeprefix("part-")), b"") for name in about["uploadedPartIds"])
        if len(data) != video["size"] or (video["captioned"] and not video["captions"]) or video["closed"]:
            raise Refusal(400, "INVALID_VIDEO", "The video cannot be finalized")
        video |= {"data": data, "closed": True}
        return Said(200, {})

    def _create(self, body: dict[str, Any]) -> Said:
        content = body.get("content") or {}
        pictures = (content.get("multiImage") or {}).get("images") or ([content["media"]] if content else [])
        if any(self.images.get(each["id"], {}).get("data") is None for each in pictures):
            raise Refusal(400, "INVALID_URN_ID", "The image is not available")
        same = [each for each in self.posts + self.deleted if each["commentary"] == body["commentary"]]
        if same and self.behaviour.refuses_duplicates:
            words = f"Content is a duplicate of {same[0]['id']}"
            raise Refusal(422, "", words, errorDetails={"inputErrors": [{"code": "DUPLICATE_POST"}]})
        urn = f"urn:li:share:{self._number()}"
        self.posts.append(body | {"id": urn, "createdAt": _now(), "lastModifiedAt": _now()})
        return Said(201, headers={"x-restli-id": urn})

    def _list(self, query: dict[str, str]) -> Said:
        own = [post for post in reversed(self.posts) if post["author"] == query["author"]]
        start = int(query.get("start", "0"))
        return Said(body={"elements": own[start : start + int(query.get("count", "10"))]})

    def _below(self, urn: str, query: dict[str, str]) -> Said:
        start = int(query.get("start", "0"))
        found = [each for each in self.comments if each["object"] == urn]
        return Said(body={"elements": found[start : start + int(query["count"])], "paging": {"start": start}})

    def _one(self, method: str, urn: str, headers: dict[str, str], body: bytes) -> Said:
        found = next((post for post in self.posts if post["id"] == urn), None)
        if method == "DELETE":
            if found:
                self.posts.remove(found)
                self.deleted.append(found)
            return Said(204)
        if found is None:
            raise Refusal(404, "NOT_FOUND", "Entity not found")
        if method == "POST" and headers.get("x-restli-method") == "PARTIAL_UPDATE":
            found.update(json.loads(body)["patch"]["$set"])
            found |= {"lastModifiedAt": _now(), "lifecycleStateInfo": {"isEditedByAuthor": True}}
            return Said(204)
        return Said(body=found)

    def _number(self) -> int:
        self._next += 1
        return self._next


def _now() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _handler(server: FakeLinkedIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                said = server.answer(self.command, self.path, headers=headers, body=body)
            except Refusal as refusal:
                said = Said(refusal.status, refusal.body)
            data = b"" if said.body is None else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = _do

        def log_message(self, *said: Any) -> None:
            pass

    return Handler
