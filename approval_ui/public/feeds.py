"""The newsroom as feeds: Atom (RFC 4287) and JSON Feed 1.1."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from approval_ui.public import reading
from approval_ui.public.markup import PICTURE, first_words, html_of
from approval_ui.public.newsroom import place_in
from approval_ui.public.reading import Agency, Post
from approval_ui.public.rendering import OPEN, conditional, engine_of, getting, place_of, settings_of
from countersign import database

router = APIRouter()
AT_ONCE = 30
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
_ATOM = "http://www.w3.org/2005/Atom"

Feed = Callable[[str, Agency, list[Post], str | None], Response]


@getting(router, "/newsroom/feed.atom")
def atom(request: Request, before: str = "") -> Response:
    """The newest posts as Atom; `rel="next"` leads to the older ones."""
    return _feed(request, before, _atom)


@getting(router, "/newsroom/feed.json")
def json_feed(request: Request, before: str = "") -> Response:
    """The newest posts as JSON Feed; `next_url` leads to the older ones."""
    return _feed(request, before, _json)


def _feed(request: Request, before: str, write: Feed) -> Response:
    place = place_in(before)
    with database.transaction(engine_of(request)) as s:
        agency = reading.agency(s)
        posts = reading.newest(s, reading.newsrooms(s), before=place, limit=AT_ONCE + 1)
        now = database.clock(s)
    older = place_of(posts[AT_ONCE - 1]) if len(posts) > AT_ONCE else None
    answer = write(settings_of(request).public_address, agency, posts[:AT_ONCE], older)
    modified = max([agency.applied, *(post.changed for post in posts)])
    return conditional(request, answer, modified=modified, now=now, headers=OPEN)


def _atom(root: str, agency: Agency, posts: list[Post], older: str | None) -> Response:
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"{root}/newsroom")
    _add(feed, "title", f"{agency.facts['name']}: newsroom")
    _add(feed, "updated", _instant(max([agency.applied, *(post.changed for post in posts)])))
    _add(_add(feed, "author"), "name", agency.facts["name"])
    _add(feed, "link", rel="self", type=ATOM, href=f"{root}/newsroom/feed.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{root}/newsroom")
    if older:
        _add(feed, "link", rel="next", type=ATOM, href=f"{root}/newsroom/feed.atom?before={older}")
    for post in posts:
        _entry(feed, root, agency, post)
    whole = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(whole, media_type=f"{ATOM}; charset=utf-8")


def _entry(feed: ElementTree.Element, root: str, agency: Agency, post: Post) -> None:
    entry = _add(feed, "entry")
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", post.language)
    _add(entry, "id", f"urn:uuid:{post.id}")
    _add(entry, "title", first_words(post.now))
    _add(entry, "published", _instant(post.sent))
    _add(entry, "updated", _instant(post.changed))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{root}/newsroom/{post.number}")
    _add(entry, "link", rel="related", type="text/html", href=f"{root}/records/{post.record}", title="Record and proof")
    _add(entry, "category", term=post.category, label=agency.category(post.category))
    for picture in post.now.media:
        _add(
            entry, "link", rel="enclosure", type=picture.mime, href=f"{root}/media/{picture.sha256}", title=picture.alt
        )
    _add(entry, "content", _html(root, post), type="html")


def _json(root: str, agency: Agency, posts: list[Post], older: str | None) -> Response:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{agency.facts['name']}: newsroom",
        "home_page_url": f"{root}/newsroom",
        "feed_url": f"{root}/newsroom/feed.json",
        "authors": [{"name": agency.facts["name"], "url": agency.facts["url"]}],
        "items": [_item(root, agency, post) for post in posts],
    }
    if older:
        feed["next_url"] = f"{root}/newsroom/feed.json?before={older}"
    return JSONResponse(feed, media_type=JSON_FEED)


def _item(root: str, agency: Agency, post: Post) -> dict[str, Any]:
    gone = post.removed
    return {
        **({"date_modified": _instant(post.changed)} if gone or post.edited or post.over else {}),
        "id": f"urn:uuid:{post.id}",
        "url": f"{root}/newsroom/{post.number}",
        "content_html": _html(root, post),
        "content_text": post.now.text,
        "date_published": _instant(post.sent),
        "language": post.language,
        "tags": [agency.category(post.category)],
        "attachments": [
            {"url": f"{root}/media/{picture.sha256}", "mime_type": picture.mime, "title": picture.alt}
            for picture in post.now.media
        ],
        "_countersign": {
            "record": f"{root}/records/{post.record}",
            "proof": f"{root}/records/{post.record}.tlog-proof",
            **({"removed": _instant(gone.at), "authority": gone.authority} if gone else {}),
            **({"corrects": f"{root}/newsroom/{post.corrects}"} if post.corrects else {}),
        },
    }


def _html(root: str, post: Post) -> str:
    figures = "".join(PICTURE.format(f"{root}/media/{picture.sha256}", picture.alt) for picture in post.now.media)
    over = f"<p><strong>{post.over.sentence} ({_instant(post.over.at)}).</strong></p>" if post.over else ""
    return over + str(html_of(post.now)) + figures


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    child.text = text
    return child


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
