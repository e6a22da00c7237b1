"""The way to one page over HTTP: explicit time-outs, no redirect, no retry, no proxy, every exchange kept."""

import http.client
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from countersign.errors import Misconfigured
from countersign.platforms import budget, masking
from countersign.platforms.budget import Budget
from countersign.platforms.secret import Secret
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
    """What an adapter needs to know of one page; `settings` is the page's own (limits, characters, ...).

    `media_address` gives the address under which a platform may fetch a stored file for some minutes, by its SHA-256.
    """

    page_id: str
    base_url: str = ""
    handle: str = ""
    credential: str | None = field(default=None, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    media_address: Callable[[str], str] | None = field(default=None, repr=False, compare=False)


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
        self.clock = clock
        self.media = media or _no_media
        self.before_first_byte = before_first_byte
        self._timeout, self._ceiling = timeout, ceiling
        self._wire = Wire(allow_private)
        self.secrets: tuple[bytes, ...] = ()
        self.use(access)
        self._exchanges: list[Exchange] = []
        #: What the platform still takes of us, as its last answer that told said.
        self.budget: Budget | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Read, without asking `before_first_byte`."""
        self._wire.begin(None)
        url = self._url(path)
        return self._send(requests.Request("GET", url, params=params, headers=self._headers(url, headers)))

    def write(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Reply:
        """One write with these exact bytes; a whole address in place of a path is gone to without our access."""
        self._wire.begin(self.before_first_byte)
        url = self._url(path)
        return self._send(requests.Request(method, url, headers=self._headers(url, headers), data=body))

    def renew(
        self, path: str, *, headers: Mapping[str, str | None] | None = None, body: bytes = b"", method: str = "POST"
    ) -> Reply:
        """Ask for a new token: nothing is published, and of this exchange only the first lines are kept."""
        self._wire.begin(None)
        url = self._url(path)
        return self._send(
            requests.Request(method, url, headers=self._headers(url, headers), data=body), heads_only=True
        )

    def use(self, access: PageAccess) -> None:
        """Go on with this access, which was renewed; what was secret before stays masked."""
        self.access, self.secret = access, Secret.parse(access.credential)
        for secret in self.secret:
            self.keep_secret(secret)
        self._session = _session(self.secret.token, self._wire)

    def take(self) -> tuple[Exchange, ...]:
        """The exchanges since the last call, secrets masked, for the caller to store."""
        taken, self._exchanges = tuple(self._exchanges), []
        return taken

    def abort(self) -> None:
        """Cut off what is in flight, which comes back as Lost, and send nothing more. For another thread."""
        self._wire.ended = True
        self._wire.cut()

    def keep_secret(self, made: str) -> None:
        """Mask this too in what is kept: something made from the credential that stands in a request."""
        self.secrets = tuple(dict.fromkeys((*self.secrets, *masking.spellings(made))))

    def media_address(self, sha256: str) -> str:
        """The address at which the platform can fetch a stored file, for some minutes."""
        if self.access.media_address is None:
            raise Misconfigured(
                "This platform fetches pictures from our public site, which has no address. Nothing was sent; "
                "set the public address."
            )
        return self.access.media_address(sha256)

    def said(self, answer: Answer) -> str:
        """The server's own words about an error, short and without secrets, or its status."""
        text = _error_words(answer.json) or f"HTTP {answer.status}"
        return masking.mask_text(" ".join(text.split())[:300], self.secrets)

    def _url(self, path: str) -> str:
        return path if path.startswith(("https://", "http://")) else self.access.base_url.rstrip("/") + path

    def _headers(self, url: str, headers: Mapping[str, str] | Mapping[str, str | None] | None) -> dict[str, str | None]:
        """Our access is for the page's own server; None keeps the session's header out."""
        ours = urlsplit(url).netloc == urlsplit(self.access.base_url).netloc
        return ({} if ours else {"Authorization": None}) | dict(headers or {})

    def _send(self, request: requests.Request, *, heads_only: bool = False) -> Reply:
        if not self._wire.allow_private and urlsplit(request.url).scheme != "https":
            return NeverLeft("The page's address must begin with https://. Nothing was sent; correct it.", ours=True)
        if "/../" in f"{urlsplit(request.url).path}/":
            # An id that somebody else made up must not lead to another part of the platform.
            return NeverLeft("This address leads elsewhere than it says. Nothing was sent; correct it.", ours=True)
        try:
            call = self._session.prepare_request(request)
        except ValueError:
            return NeverLeft(
                "The page's address or credential cannot be used. Nothing was sent; correct it.", ours=True
            )
        return self._exchange(call, heads_only=heads_only)

    def _exchange(self, call: requests.PreparedRequest, *, heads_only: bool) -> Reply:
        began, heard = self.clock(), bytearray()
        head: requests.Response | None = None
        cut = threading.Timer(self._ceiling, self._wire.cut)
        cut.daemon = True
        cut.start()
        try:
            head = self._session.send(call, timeout=self._timeout, allow_redirects=False, stream=True)
            _read(head, heard)
            answer = Answer(head.status_code, _lower(head.headers), bytes(heard), self.clock())
            self.budget = budget.of_answer(answer.headers, answer.at) or self.budget
            reply: Reply = answer
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
        if heads_only:
            self._exchanges[-1] = _without_bodies(self._exchanges[-1])
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


def _session(token: str, wire: Wire) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    session.headers.update(HEADERS)
    if token:
        session.headers["Authorization"] = f"Bearer {token}"
    session.mount("http://", Adapter(wire))
    session.mount("https://", Adapter(wire))
    return session


def _without_bodies(exchange: Exchange) -> Exchange:
    """Only the first lines, as a new token stands in the body of the answer."""
    first = (message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" for message in (exchange.request, exchange.response))
    request, response = first
    return replace(exchange, request=request, response=response)


def _error_words(body: Any) -> str:
    """What an error says, wherever the platform puts it."""
    if not isinstance(body, dict):
        return ""
    for name in ("error_user_msg", "error_description", "detail", "message", "error", "title"):
        words = body.get(name)
        words = _error_words(words) if isinstance(words, dict) else words
        if isinstance(words, str) and words.strip():
            return words
    return ""


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
