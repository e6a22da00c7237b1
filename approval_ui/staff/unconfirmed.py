"""What is not confirmed: the list, and one page for each with the evidence and the three decisions."""

import uuid
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import delivery_view, finding
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field, see_other
from countersign import desk, outcome
from countersign.deliveries import Delivery, State
from countersign.delivery import looking
from countersign.delivery.looking import Seen
from countersign.errors import CountersignError, Invalid, Refused
from countersign.pages import Page
from countersign.posts import Post

router = APIRouter(prefix="/unconfirmed")


@router.get("")
def listing(visit: SignedIn) -> Response:
    """Everything of which nobody knows whether it is out."""
    with visit.transaction() as o:
        return o.page("unconfirmed_list.html", {"rows": finding.not_confirmed(o)})


@router.get("/{delivery_id}")
def show(visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """One of them: what we sent, what came back, and what the page showed when it was last looked at."""
    return _page(visit, delivery_id)


@router.post("/{delivery_id}/look")
def look(visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Read the page now and show its latest posts; nothing is changed by it."""
    with visit.transaction() as o:
        delivery_view.found(o, delivery_id)
    return _page(visit, delivery_id, seen=looking.read_page(delivery_id, visit.settings))


@router.post("/{delivery_id}/found")
def found(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """It is there, and this is its link; what the platform calls it is looked up, since later acts need that."""
    with visit.transaction() as o:
        delivery_view.found(o, delivery_id)
    ref = looking.number_at(delivery_id, field(form, "url"), visit.settings)
    return visit.perform(
        lambda o: desk.settle_as_sent(
            o.s,
            o.who,
            delivery_view.found(o, delivery_id).id,
            url=field(form, "url"),
            ref=ref,
            reason=field(form, "reason") or "Found on the page.",
            now=o.now,
        ),
        then=f"/unconfirmed/{delivery_id}",
        otherwise=lambda error: _page(visit, delivery_id, error=error, typed=form),
    )


@router.post("/{delivery_id}/again")
def again(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """It is not there: send it once more, with the password at the click."""
    try:
        with visit.transaction() as o:
            delivery_view.found(o, delivery_id)
        factor = visit.factor(form)
        with visit.transaction() as o:
            desk.send_again(o.s, o.who, delivery_id, reason=field(form, "reason"), factor=factor, now=o.now)
    except (Refused, Invalid) as error:
        return _page(visit, delivery_id, error=error, typed=form)
    return see_other(f"/unconfirmed/{delivery_id}")


@router.post("/{delivery_id}/leave")
def leave(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Leave it as it is: nothing is sent again and nobody is asked again."""
    return visit.perform(
        lambda o: desk.leave_unconfirmed(
            o.s, o.who, delivery_view.found(o, delivery_id).id, reason=field(form, "reason"), now=o.now
        ),
        then=f"/unconfirmed/{delivery_id}",
        otherwise=lambda error: _page(visit, delivery_id, error=error, typed=form),
    )


def _page(
    visit: Visit,
    delivery_id: uuid.UUID,
    *,
    error: CountersignError | None = None,
    typed: FormData | None = None,
    seen: Seen | None = None,
) -> Response:
    with visit.transaction() as o:
        delivery = delivery_view.found(o, delivery_id)
        context = {"typed": dict(typed or {}), "seen": seen, **_evidence(o, delivery)}
        return o.page("unconfirmed.html", context, error=error)


def _evidence(o: Open, delivery: Delivery) -> dict[str, Any]:
    text = outcome.final_text(o.s, delivery)
    others = select(Delivery).where(
        Delivery.page_id == delivery.page_id, Delivery.state == State.SENT, Delivery.id != delivery.id
    )
    return {
        "post": o.s.get_one(Post, delivery.post_id),
        "page": o.s.get_one(Page, delivery.page_id),
        "delivery": delivery_view.view(o, delivery, [text]),
        "shown": delivery_view.words(o, delivery),
        "others": list(o.s.scalars(others.order_by(Delivery.sent.desc()).limit(3))),
    }
