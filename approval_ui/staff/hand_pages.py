"""Pages served by hand: set a page to it and back, and register what was posted outside during an outage."""

from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import media, page_pages
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field, raw, texts_of
from countersign import desk, pages
from countersign.content import MediaRef
from countersign.desk.by_hand import Outside
from countersign.errors import CountersignError

router = APIRouter(prefix="/pages/{page_id}")


@router.post("/by-hand")
def by_hand(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """From now on a person posts on this page."""

    def verb(o: Open) -> None:
        reason = field(form, "reason")
        desk.hand_over(o.s, o.who, page_id, person=raw(form, "person"), reason=reason, now=o.now)

    return _act(visit, form, page_id, "by_hand", verb)


@router.post("/take-back")
def take_back(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """The program serves the page again."""

    def verb(o: Open) -> None:
        desk.take_back(o.s, o.who, page_id, reason=field(form, "reason"), now=o.now)

    return _act(visit, form, page_id, "take_back", verb)


@router.get("/outside")
def outside(visit: SignedIn, page_id: str) -> Response:
    """The form on which a post is registered that was made outside."""
    return _outside(visit, page_id, {})


@router.post("/outside")
def register(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Register it."""
    return visit.perform(
        lambda o: desk.register_outside(o.s, o.who, _made(o, form, page_id), now=o.now),
        then=lambda post: f"/posts/{post.id}",
        otherwise=lambda error: _outside(visit, page_id, texts_of(form), error=error),
    )


def _made(o: Open, form: FormData, page_id: str) -> Outside:
    posted = read_local(form, "posted", o.policy.agency.zone, required=True)
    assert posted, "a required time was given"
    pictures = media.stored(o, form)
    return Outside(
        page=page_id,
        category=raw(form, "category"),
        text=field(form, "text"),
        url=field(form, "url"),
        posted=posted,
        reason=field(form, "reason"),
        language=pages.page(o.s, page_id).language,
        media=tuple(MediaRef(row.sha256, row.mime, field(form, "alt")) for row in pictures),
    )


def _outside(visit: Visit, page_id: str, typed: dict[str, str], *, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        context: dict[str, Any] = {"row": pages.page(o.s, page_id), "categories": o.policy.categories, "typed": typed}
        return o.page("outside.html", context, error=error)


def _act(visit: Visit, form: FormData, page_id: str, name: str, verb: Any) -> Response:
    typed = TypedBefore(name, texts_of(form))
    return visit.perform(
        verb,
        then=f"/pages/{page_id}",
        otherwise=lambda error: page_pages.show_page(visit, page_id, error=at_form(error, name), typed=typed),
    )
