"""The list of posts, and one post's page with what its writers do."""

import uuid

from fastapi import APIRouter
from starlette.responses import Response

from approval_ui.staff import composing, finding, post_page
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import SignedIn, Typed, Visit, at_form, field, raw
from countersign import desk
from countersign.errors import CountersignError, Invalid
from countersign.posts import Status

router = APIRouter(prefix="/posts")


@router.get("")
def listing(visit: SignedIn, status: str = "", before: int | None = None) -> Response:
    """Every post that this person may read, newest first."""
    chosen = Status(status) if status in list(Status) else None
    with visit.transaction() as o:
        rows = finding.all_posts(o, chosen, before=before)
        return o.page("posts.html", {"rows": rows, "chosen": chosen, "statuses": list(Status), "most": finding.SHOWN})


@router.get("/{post_id}")
def show(visit: SignedIn, post_id: uuid.UUID, compare: int | None = None) -> Response:
    """One post."""
    return post_page.show(visit, post_id, compare=compare)


@router.post("/{post_id}/submit")
def submit(visit: SignedIn, post_id: uuid.UUID) -> Response:
    """Send the words for sign-off."""
    return visit.perform(
        lambda o: desk.submit(o.s, o.who, post_id, now=o.now),
        then=f"/posts/{post_id}",
        otherwise=lambda error: _not_submitted(visit, post_id, error),
    )


def _not_submitted(visit: Visit, post_id: uuid.UUID, error: CountersignError) -> Response:
    """What lacks an answer is answered in the composer; everything else is told on the post's page."""
    if isinstance(error, Invalid):
        return composing.to_mend(visit, post_id, error)
    return post_page.show(visit, post_id, error=error)


@router.post("/{post_id}/withdraw")
def withdraw(form: Typed, visit: SignedIn, post_id: uuid.UUID) -> Response:
    """Take a post back before anything went out."""
    typed = TypedBefore("withdraw", {"reason": raw(form, "reason")})
    return visit.perform(
        lambda o: desk.withdraw(o.s, o.who, post_id, reason=field(form, "reason"), now=o.now),
        then=f"/posts/{post_id}",
        otherwise=lambda error: post_page.show(visit, post_id, error=at_form(error, "withdraw"), typed=typed),
    )
