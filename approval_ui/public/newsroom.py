"""The newsroom: the agency's posts as they went out, newest first; and the pictures in them."""

import math
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from approval_ui.public import reading
from approval_ui.public.reading import Place, Post
from approval_ui.public.rendering import OPEN, engine_of, getting, page, place_of, settings_of
from countersign import database, words
from countersign.errors import NotFound
from countersign.media import loans

router = APIRouter()
AT_ONCE = 20
#: How long the page goes on looking for a post whose time has come.
LOOKS_FOR = timedelta(minutes=2)
#: Seconds until the countdown is shown anew where no script keeps it up.
LONGEST_REST = 30
_SHA256 = re.compile("[0-9a-f]{64}")
_GONE = "There is no published post here."


@dataclass(frozen=True, slots=True)
class Next:
    """When the next post is due, and in how many seconds the page looks again."""

    due: datetime
    refresh: int


@getting(router, "/")
def first(request: Request) -> Response:
    """The newsroom is the first page."""
    return RedirectResponse("/newsroom", 302)


@getting(router, "/newsroom")
def newsroom(request: Request, before: str = "", next: str = "") -> Response:
    """The agency's posts; in the sample, `next` shows the countdown to a post that is due."""
    place = place_in(before)
    with database.transaction(engine_of(request)) as s:
        rooms = reading.newsrooms(s)
        posts = reading.newest(s, rooms, before=place, limit=AT_ONCE + 1)
        older = place_of(posts[AT_ONCE - 1]) if len(posts) > AT_ONCE else None
        sample = settings_of(request).sample and place is None
        coming = _next(next, posts, database.clock(s)) if sample else None
        context: dict[str, Any] = {
            "posts": posts[:AT_ONCE],
            "older": older,
            "items": items_of(s, rooms),
            "coming": coming,
        }
        return page(request, s, "newsroom.html", is_first=place is None, **context)


@getting(router, "/newsroom/{number}")
def post(request: Request, number: str) -> Response:
    """One post for good."""
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    with database.transaction(engine_of(request)) as s:
        rooms = reading.newsrooms(s)
        posts = reading.by_number(s, wanted, rooms)
        if not posts:
            raise NotFound(_GONE)
        return page(request, s, "post.html", posts=posts, items=items_of(s, rooms))


@getting(router, "/media/{sha256}")
def media(request: Request, sha256: str) -> Response:
    """A picture of a published post; kept for minutes only, since the law may ask for its removal."""
    with database.transaction(engine_of(request)) as s:
        found = reading.picture(s, sha256) if _SHA256.fullmatch(sha256) else None
    if found is None:
        raise NotFound("There is no published picture here.")
    headers = {"Cache-Control": "public, max-age=300", "ETag": f'"{sha256}"', **OPEN}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.data, media_type=found.mime, headers=headers)


@getting(router, "/media/signed/{until}/{ticket}/{sha256}")
def lent(request: Request, until: str, ticket: str, sha256: str) -> Response:
    """A file for the platform that was given its address: for some minutes, and only with the ticket."""
    with database.transaction(engine_of(request)) as s:
        found = reading.lent(s, loans.hash_of(ticket), sha256) if _SHA256.fullmatch(sha256) else None
    if found is None or str(int(found.until.timestamp())) != until:
        raise NotFound("There is nothing at this address.")
    return Response(found.data, media_type=found.mime, headers={"Cache-Control": "no-store"})


@getting(router, "/media/{sha256}/captions.vtt")
def captions(request: Request, sha256: str) -> Response:
    """The captions of a published video, by their own hash: what was signed with it is what is shown."""
    with database.transaction(engine_of(request)) as s:
        found = reading.captions(s, sha256) if _SHA256.fullmatch(sha256) else None
    if found is None:
        raise NotFound("There are no captions here.")
    return Response(found, media_type="text/vtt", headers={"Cache-Control": "public, max-age=300"})


def items_of(s: Session, rooms: list[str]) -> list[tuple[str, str]]:
    """The eight items of the newsroom page in reading order, as they were signed; empty before that."""
    found = next(filter(None, (reading.items(s, room) for room in rooms)), None)
    return [(item, found.words[item]) for item in words.PAGE_ITEMS if item in found.words] if found else []


def place_in(text: str) -> Place | None:
    """The place in time that an address names; NotFound for one that is none."""
    if not text:
        return None
    sent, _, id = text.partition("~")
    try:
        at = datetime.fromisoformat(sent)
        return Place(at if at.tzinfo else at.replace(tzinfo=UTC), uuid.UUID(id))
    except ValueError as error:
        raise NotFound("There is nothing at this address. Begin again at the newest one.") from error


def _next(text: str, posts: list[Post], now: datetime) -> Next | None:
    """What is shown of a post that is due: nothing once something newer is out, or long after its time."""
    try:
        due = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    is_out = bool(posts) and posts[0].sent >= due
    if is_out or now > due + LOOKS_FOR:
        return None
    left = (due - now).total_seconds()
    return Next(due, min(LONGEST_REST, math.ceil(left) + 1) if left > 0 else 1)
