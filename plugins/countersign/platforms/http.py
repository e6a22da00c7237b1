"""The way to one page over HTTP: explicit time-outs, no redirect, no retry, no proxy, every exchange kept."""

import http.client
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from countersign.platforms import masking
from countersign.platforms.wire import Adapter, Ended, Guarded, Wire

#: Seconds to connect, and between two bytes of an answer.
TIMEOUT = (3.05, 30.0)
#: Seconds after which an exchange is cut off even if bytes still trickle in.
CEILING = 40.0
LARGEST_ANSWER = 8 * 2**20
#: More of a request is not kept: it is a picture, which is stored under its own hash.
LARGEST_KEPT = 2**18

HEADERS = {
    "User-Agent": "Countersign",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class PageAccess:
    """What an adapter needs to know of one page; `settings` is the page's own (limits, characters, ...)."""

    page_id: str
    base_url: str = ""
    handle: str = ""
    credential: str | None = field(default=None, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as they went over the wire, secrets masked; `error`: why there is no answer.

    `request` may be cut (LARGEST_KEPT); `request_length` is how many bytes went out.
    """

    method: str
    url: str
    began: datetime
    ended: datetime
    request: bytes
    response: bytes
    request_length: int = 0
    status: int | None = None
    address: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; header names are in small letters, `at` is when it was complete."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def json(self) -> Any:
        """The body as JSON, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class NeverLeft:
    """No answer, and certain: not one byte of the request left; `ours` when our own guard refused."""

    why: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """No whole answer, and the request may have been carried out."""

    evidence: str


Reply = Answer | NeverLeft | Lost


class Channel:
    """An open way to one page. Not for two threads at once; only `abort` may be called from elsewhere.

    `media` gives the bytes of a stored file by its SHA-256. `before_first_byte` is called right before the
    socket of a write opens, and may raise to stop it: nothing was sent then. Exchanges gather until `take`.
    """

    def __init__(
        self,
        access: PageAccess,
        *,
        allow_private: bool = False,
        media: Callable[[str], bytes] | None = None,
        before_first_byte: Callable[[], None] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        timeout: tuple[float, float] = TIMEOUT,
        ceiling: float = CEILING,
    ) -> None:
        self.access = access
        self.clock = clock
        self.media = media or _no_media
        self.before_first_byte = before_first_byte
        self.secrets = masking.spellings(access.credential)
        self._timeout, self._ceiling = timeout, ceiling
        self._wire = Wire(allow_private)
        self._session = _session(access.credential, self._wire)
        self._exchanges: list[Exchange] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Reply:
        """Read, without asking `before_first_byte`."""
        self._wire.begin(None)
        return self._send(requests.Request("GET", self._url(path), params=params))

    def write(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Reply:
        """One write with these exact bytes."""
        self._wire.begin(self.before_first_byte)
        return self._send(requests.Request(method, self._url(path), headers=dict(headers or {}), data=body))

    def take(self) -> tuple[Exchange, ...]:
        """The exchanges since the last call, secrets masked, for the caller to store."""
        taken, self._exchanges = tuple(self._exchanges), []
        return taken

    def abort(self) -> None:
        """Cut off what is in flight, which comes back as Lost, and send nothing more. For another thread."""
        self._wire.ended = True
        self._wire.cut()

    def said(self, answer: Answer) -> str:
        """The server's own words about an error, short and without secrets, or its status."""
        body = answer.json
        words = body.get("error_description") or body.get("error") if isinstance(body, dict) else None
        text = words if isinstance(words, str) and words.strip() else f"HTTP {answer.status}"
        return masking.mask_text(" ".join(text.split())[:300], self.secrets)

    def _url(self, path: str) -> str:
        return self.access.base_url.rstrip("/") + path

    def _send(self, request: requests.Request) -> Reply:
        if not self._wire.allow_private and urlsplit(request.url).scheme != "https":
            return NeverLeft("The page's address must begin with https://. Nothing was sent; correct it.", ours=True)
        try:
            call = self._session.prepare_request(request)
        except ValueError:
            return NeverLeft(
                "The page's address or credential cannot be used. Nothing was sent; correct it.", ours=True
            )
        return self._exchange(call)

    def _exchange(self, call: requests.PreparedRequest) -> Reply:
        began, heard = self.clock(), bytearray()
        head: requests.Response | None = None
        cut = threading.Timer(self._ceiling, self._wire.cut)
        cut.daemon = True
        cut.start()
        try:
            head = self._session.send(call, timeout=self._timeout, allow_redirects=False, stream=True)
            _read(head, heard)
            reply: Reply = Answer(head.status_code, _lower(head.headers), bytes(heard), self.clock())
        except Guarded as refusal:
            reply = NeverLeft(str(refusal), ours=True)
        except Ended:
            reply = NeverLeft("The program was told to stop; nothing was sent.")
        except (
            requests.RequestException,
            HTTPError,
            http.client.HTTPException,
            OSError,
            ValueError,
        ) as error:
            reply = self._no_answer(error)
        finally:
            cut.cancel()
            if head is not None:
                head.close()
            # Not every server that closes says so, and a stale connection would make a doubt out of nothing.
            self._session.close()
        self._keep(call, head, heard=bytes(heard), began=began, reply=reply)
        return reply

    def _no_answer(self, error: Exception) -> NeverLeft | Lost:
        words = masking.mask_text(_plain(error), self.secrets)
        if self._wire.sent:
            return Lost(f"The request was sent, but no whole answer came ({words}).")
        return NeverLeft(f"The server could not be reached ({words}); nothing was sent.")

    def _keep(
        self,
        call: requests.PreparedRequest,
        head: requests.Response | None,
        *,
        heard: bytes,
        began: datetime,
        reply: Reply,
    ) -> None:
        no_answer = {NeverLeft: "why", Lost: "evidence"}.get(type(reply))
        self._exchanges.append(
            Exchange(
                method=str(call.method),
                url=masking.mask_text(str(call.url), self.secrets),
                began=began,
                ended=self.clock(),
                request=masking.mask_message(bytes(self._wire.sent[:LARGEST_KEPT]), self.secrets),
                request_length=len(self._wire.sent),
                response=masking.mask_message(masking.answer_bytes(head, heard), self.secrets),
                status=None if head is None else head.status_code,
                address=self._wire.address,
                error=getattr(reply, no_answer) if no_answer else "",
            )
        )


def _session(credential: str | None, wire: Wire) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    session.headers.update(HEADERS)
    if credential:
        session.headers["Authorization"] = f"Bearer {credential}"
    session.mount("http://", Adapter(wire))
    session.mount("https://", Adapter(wire))
    return session


def _read(head: requests.Response, heard: bytearray) -> None:
    for piece in head.raw.stream(65536, decode_content=False):
        heard += piece
        if len(heard) > LARGEST_ANSWER:
            raise OSError("the answer did not end")


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _no_media(sha256: str) -> bytes:
    raise KeyError(sha256)


def _plain(error: Exception) -> str:
    """What happened, in plain words; a library's own text has addresses of objects in it."""
    text = str(error)
    for sign, words in (
        ("timed out", "no answer in time"),
        ("reset by peer", "the connection was reset"),
        ("Remote end closed", "the connection was closed"),
        ("refused", "the connection was refused"),
        ("IncompleteRead", "the answer was cut short"),
        ("InvalidChunkLength", "the answer was cut short"),
        ("CERTIFICATE_VERIFY_FAILED", "its certificate is not valid"),
        ("Failed to resolve", "its name is not known"),
    ):
        if sign in text:
            return words
    return type(error).__name__
