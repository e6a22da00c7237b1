"""What was due during a critical incident: read again, each let go out or taken off, or all of them at once."""

import uuid
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import delivery_view
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field
from countersign import desk
from countersign.deliveries import Delivery
from countersign.desk import releasing
from countersign.errors import CountersignError, Invalid
from countersign.posts import Post

router = APIRouter(prefix="/waiting")


@router.get("")
def show(visit: SignedIn) -> Response:
    """What waits to be read again, with its words."""
    return _page(visit)


@router.post("/release")
def release(form: Typed, visit: SignedIn) -> Response:
    """Let what was read go out: one of them, or all that the page showed."""

    def verb(o: Open) -> None:
        desk.release_all(o.s, o.who, _shown(form), reason=field(form, "reason"), now=o.now)

    return visit.perform(verb, then="/waiting", otherwise=lambda error: _page(visit, error=error))


def _shown(form: FormData) -> list[uuid.UUID]:
    try:
        shown = [uuid.UUID(value) for value in form.getlist("shown") if isinstance(value, str)]
    except ValueError:
        shown = []
    if not shown:
        raise Invalid("Nothing was chosen. Nothing was changed; load the page again.")
    return shown


def _page(visit: Visit, *, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        rows = [_row(o, delivery) for delivery in releasing.waiting(o.s)]
        readable = [row for row in rows if desk.may_read(o.s, o.policy, o.who, row["post"], now=o.now)]
        return o.page("waiting.html", {"rows": readable}, error=error)


def _row(o: Open, delivery: Delivery) -> dict[str, Any]:
    """One post on one page, with the exact words that would go out."""
    return {
        "delivery": delivery,
        "post": o.s.get_one(Post, delivery.post_id),
        "shown": delivery_view.words(o, delivery),
        "mine": releasing.may_release(o.s, o.who, delivery, now=o.now) and o.now <= delivery.not_after,
    }
