"""Signing, returning and rejecting a post."""

import uuid

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import post_page, signing
from approval_ui.staff.post_page import Typed as TypedBefore
from approval_ui.staff.visit import SignedIn, Typed, Visit, at_form, raw, see_other
from countersign.approvals import Verdict
from countersign.desk.writing import readable
from countersign.posts import Version

router = APIRouter(prefix="/posts")


@router.post("/{post_id}/sign")
def sign(form: Typed, visit: SignedIn, post_id: uuid.UUID) -> Response:
    """Put one's name to the exact words."""
    return _decide(visit, form, post_id, verdict=Verdict.SIGN)


@router.post("/{post_id}/return")
def return_(form: Typed, visit: SignedIn, post_id: uuid.UUID) -> Response:
    """Send it back to its author with a reason."""
    return _decide(visit, form, post_id, verdict=Verdict.RETURN)


@router.post("/{post_id}/reject")
def reject(form: Typed, visit: SignedIn, post_id: uuid.UUID) -> Response:
    """End it for good, with a reason."""
    return _decide(visit, form, post_id, verdict=Verdict.REJECT)


def _decide(visit: Visit, form: FormData, post_id: uuid.UUID, *, verdict: Verdict) -> Response:
    with visit.transaction() as o:
        post = readable(o.s, o.who, post_id, now=o.now)
        version = o.s.get(Version, post.version_id) if post.version_id else None
        proposal = post_page.newest_sign_off(o, post, version)
    error = signing.decide(visit, form, proposal=proposal, verdict=verdict)
    if error:
        typed = TypedBefore(verdict.value, {"reason": raw(form, "reason")})
        return post_page.show(visit, post_id, error=at_form(error, verdict.value), typed=typed)
    return see_other(f"/posts/{post_id}")
