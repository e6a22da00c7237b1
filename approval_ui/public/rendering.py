"""What all public pages share: their frame, GET with HEAD, and answers that need not be sent twice."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.responses import Response

from approval_ui.public import markup, reading
from approval_ui.shared.rendering import templates
from countersign import database
from countersign.settings import Settings

#: A list may be this old in a browser or in between: the newest post is there within the second.
LIST_CACHE = "public, max-age=1"
#: A Last-Modified says seconds; one that is younger than this could still be the time of a second change.
SETTLED = timedelta(seconds=5)
#: Others may show and read what is public: pictures in feed readers, feeds and proofs in programs.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

_PAGES = templates(Path(__file__).parent / "templates")
_PAGES.env.filters |= {"html": markup.html_of, "first_words": markup.first_words}
_PAGES.env.globals["address_of"] = lambda post: address_of(post)

Endpoint = Callable[..., Response]


def getting(router: APIRouter, path: str) -> Callable[[Endpoint], Endpoint]:
    """Route GET and HEAD."""

    def add(endpoint: Endpoint) -> Endpoint:
        router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
        return endpoint

    return add


def settings_of(request: Request) -> Settings:
    """The settings that this application was made with."""
    found: Settings = request.app.state.settings
    return found


def engine_of(request: Request) -> Engine:
    """The database as strangers see it."""
    found: Engine = request.app.state.engine
    return found


def page(request: Request, s: Session, name: str, *, cache: str = LIST_CACHE, **context: Any) -> Response:
    """A page from its template, in the agency's frame."""
    agency = context.get("agency") or reading.agency(s)
    frame = {"agency": agency, "zone": agency.zone, "now": database.clock(s), "settings": settings_of(request)}
    answer = _PAGES.TemplateResponse(request, name, frame | context)
    return conditional(request, answer, cache=cache)


def conditional(
    request: Request,
    answer: Response,
    *,
    cache: str = LIST_CACHE,
    modified: datetime | None = None,
    now: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer, or 304 when the asker has it already."""
    tag = f'W/"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": cache, **(headers or {})}
    if modified and now and now - modified > SETTLED:
        told["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if _is_known(request, tag, told.get("Last-Modified")):
        return Response(status_code=304, headers=told)
    answer.headers.update(told)
    return answer


def _is_known(request: Request, tag: str, modified: str | None) -> bool:
    """RFC 9110 section 13.2.2: the tag decides where one was sent, else the date."""
    shown = request.headers.get("if-none-match")
    if shown is not None:
        return shown.strip() == "*" or tag in {one.strip() for one in shown.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def address_of(post: reading.Post) -> str:
    """Where a publication can be seen: on our own newsroom, or where it went."""
    return post.url or f"/newsroom/{post.number}"


def place_of(post: reading.Post) -> str:
    """A post's place in time, for the address of what is older."""
    return f"{post.sent.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{post.id}"
