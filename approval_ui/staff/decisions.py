"""Signing, returning and rejecting a post."""

from fastapi import APIRouter
from starlette.responses import Response

from approval_ui.staff import post_page, signing
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, Visit
from countersign.approvals import Proposal
from countersign.desk.writing import readable
from countersign.errors import CountersignError
from countersign.posts import Version

router = APIRouter(prefix="/posts")


def _find(o: Open) -> Proposal | None:
    post = readable(o.s, o.who, o.id_in_path("post_id"), now=o.now)
    version = o.s.get(Version, post.version_id) if post.version_id else None
    return post_page.newest_sign_off(o, post, version)


def _show(visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
    with visit.transaction() as o:
        post_id = o.id_in_path("post_id")
    return post_page.show(visit, post_id, error=error, typed=typed)


signing.add_routes(router, "/{post_id}", find=_find, show=_show)
