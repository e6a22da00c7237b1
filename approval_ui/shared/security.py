"""What every request must pass and every answer carries: origin, size, headers, and the fence around the sample.

Four small ASGI layers. A layer that refuses answers with a page in plain words, so nothing behind it ever runs.
"""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from countersign.settings import is_loopback

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: What is still read, and thrown away, of a request that is too large, so that the browser gets to see why.
MOST_DRAINED = 64 * 1024 * 1024
DRAIN_SECONDS = 20

#: (request, status, heading, sentence) -> the answer to a request that is refused before it reaches a page.
Refuse = Callable[[Request, int, str, str], Response]


class SecurityHeaders:
    """Put the security headers on every answer; `cache` is the Cache-Control of answers that say nothing themselves."""

    def __init__(self, app: ASGIApp, *, https: bool, cache: str | None = "no-store") -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if cache:
            self.headers["Cache-Control"] = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and complete the answer's headers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return await self.app(scope, receive, complete)


class _Layer:
    """A layer that either passes a request on or answers it with a refusal."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the refusal, or pass the request on."""
        refusal = self.why_not(scope) if scope["type"] == "http" else None
        if refusal is None:
            return await self.app(scope, receive, send)
        await drained(receive)
        return await self.refuse(Request(scope), *refusal)(scope, receive, send)

    def why_not(self, scope: Scope) -> tuple[int, str, str] | None:
        """Status, heading and sentence of a refusal; None lets the request pass."""
        raise NotImplementedError


class SameOrigin(_Layer):
    """Refuse a change that another site makes the browser ask for (Sec-Fetch-Site, else Origin).

    Programs that are no browsers send neither header and pass: they have no cookies that somebody else could use.
    """

    def why_not(self, scope: Scope) -> tuple[int, str, str] | None:
        """Refuse unsafe methods that do not come from our own pages."""
        if scope["method"] in SAFE_METHODS or comes_from_here(Headers(scope=scope)):
            return None
        return (
            403,
            "This did not come from our own page",
            "Another page asked for this change, so nothing was done. Open the page here and do it again.",
        )


def comes_from_here(headers: Headers) -> bool:
    """Whether a request was made by our own pages, or by no browser at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


class BodyCap(_Layer):
    """Refuse a request body that is larger than it may be; `cap` says how many bytes, by path and headers."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse, cap: Callable[[str, Headers], int]) -> None:
        super().__init__(app, refuse=refuse)
        self.cap = cap

    def why_not(self, scope: Scope) -> tuple[int, str, str] | None:
        """Refuse by the announced length; a body of unannounced length is refused as well."""
        headers = Headers(scope=scope)
        cap = self.cap(scope["path"], headers)
        if "transfer-encoding" in headers:
            return 411, "Please send it in one piece", "The length of what was sent is not known. Nothing was stored."
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) <= cap:
            return None
        return (
            413,
            "This is too much at once",
            f"What was sent is larger than {in_megabytes(cap)}, so nothing was stored. Go back in your browser: what "
            "you typed is still there. Shorten the text, or add smaller pictures one at a time.",
        )


class SampleFence(_Layer):
    """The sample lets anybody be anybody: refuse whatever may have come from another machine."""

    def why_not(self, scope: Scope) -> tuple[int, str, str] | None:
        """Refuse forwarded requests, and names of this machine that others can use."""
        headers = Headers(scope=scope)
        forwarded = any(name == "forwarded" or name.startswith("x-forwarded-") for name in headers)
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if not forwarded and is_loopback(host):
            return None
        return (
            403,
            "The sample is for this machine only",
            "It lets anybody act as anybody, so it answers only to 127.0.0.1 and localhost, directly.",
        )


async def drained(receive: Receive) -> None:
    """Read what is still being sent, up to a limit, so that the browser shows the answer and not a broken line."""
    left = MOST_DRAINED
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return
    except TimeoutError:
        return


def in_megabytes(size: int) -> str:
    """A number of bytes as people say it."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"
