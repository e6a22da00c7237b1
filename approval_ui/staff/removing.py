"""Asking that a published post be taken down, or that a planned removal wait; and the names for it."""

import uuid

from fastapi import APIRouter
from starlette.responses import Response

from approval_ui.staff import deliveries, delivery_view, media, signing
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field
from countersign import desk
from countersign.approvals import Proposal
from countersign.deliveries import Delivery
from countersign.desk.removal_effects import EXCEPTION, REMOVAL
from countersign.desk.writing import readable
from countersign.errors import CountersignError, NotFound
from countersign.pages import Page

router = APIRouter()


@router.post("/deliveries/{delivery_id}/remove")
def remove(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Ask that this post be taken down from this page."""

    def verb(o: Open) -> Proposal:
        told = {name: field(form, name) for name in ("authority", "reason", "evidence")}
        return desk.propose_removal(o.s, o.who, delivery_id, now=o.now, **told)

    return deliveries.act(visit, form, delivery_id, name="remove", verb=verb, then=_sign_off_page)


@router.post("/deliveries/{delivery_id}/put-off")
def put_off(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Ask that a planned removal wait until a later day."""

    def verb(o: Open) -> Proposal:
        until = read_local(form, "until", o.policy.agency.zone, required=True)
        assert until, "a required time was given"
        return desk.propose_exception(o.s, o.who, delivery_id, until=until, reason=field(form, "reason"), now=o.now)

    return deliveries.act(visit, form, delivery_id, name="put_off", verb=verb, then=_sign_off_page)


@router.get("/posts/{post_id}/removals/{proposal_id}")
def show(visit: SignedIn, post_id: uuid.UUID, proposal_id: uuid.UUID) -> Response:
    """What is to be taken down, on what authority, and who signed it."""
    return _page(visit)


def _sign_off_page(proposal: Proposal) -> str:
    return f"/posts/{proposal.details['post']}/removals/{proposal.id}"


def _page(visit: Visit, *, error: CountersignError | None = None, typed: TypedBefore | None = None) -> Response:
    with visit.transaction() as o:
        proposal = _proposal(o)
        delivery = o.s.get_one(Delivery, uuid.UUID(proposal.subject))
        text = delivery_view.words(o, delivery)
        context = {
            "post": readable(o.s, o.who, uuid.UUID(proposal.details["post"]), now=o.now),
            "delivery": delivery,
            "page": o.s.get_one(Page, delivery.page_id),
            "text": text,
            "pictures": media.addresses(visit, text["text"].media),
            "is_exception": proposal.kind == EXCEPTION,
            "details": proposal.details,
            "sign_off": signing.view(o, proposal),
            "typed": typed or TypedBefore(),
        }
        return o.page("removal.html", context, error=error)


def _proposal(o: Open) -> Proposal:
    """What the address names, for whoever may read its post."""
    post_id, proposal_id = o.id_in_path("post_id"), o.id_in_path("proposal_id")
    readable(o.s, o.who, post_id, now=o.now)
    found = o.s.get(Proposal, proposal_id)
    if found is None or found.kind not in {REMOVAL, EXCEPTION} or found.details["post"] != str(post_id):
        raise NotFound
    return found


signing.add_routes(router, "/posts/{post_id}/removals/{proposal_id}", find=_proposal, show=_page)
