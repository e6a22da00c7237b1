"""What is not confirmed: the list, and one page for each with the evidence and the three decisions."""

import uuid
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import checking, delivery_view, finding
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, address_of, field, see_other
from countersign import desk, signin
from countersign.approvals import Proposal
from countersign.content import FinalText
from countersign.deliveries import Delivery, State
from countersign.delivery import looking
from countersign.delivery.looking import Seen
from countersign.desk.writing import readable
from countersign.errors import CountersignError, Invalid, NotFound, Refused
from countersign.pages import Page
from countersign.posts import FinalTextRow, Post, Version

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
        _seen_by(o, delivery_id)
    return _page(visit, delivery_id, seen=looking.read_page(delivery_id, visit.settings))


@router.post("/{delivery_id}/found")
def found(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """It is there, and this is its link; what the platform calls it is looked up, since later acts need that."""
    with visit.transaction() as o:
        _seen_by(o, delivery_id)
    ref = looking.number_at(delivery_id, field(form, "url"), visit.settings)
    return visit.perform(
        lambda o: desk.settle_as_sent(
            o.s,
            o.who,
            _seen_by(o, delivery_id).id,
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
    typed = form.get("password")
    try:
        with visit.transaction() as o:
            _seen_by(o, delivery_id)
        factor = signin.factor(
            visit.engine,
            visit.settings,
            visit.session,
            password=typed if isinstance(typed, str) else "",
            address=address_of(visit.request),
        )
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
            o.s, o.who, _seen_by(o, delivery_id).id, reason=field(form, "reason"), now=o.now
        ),
        then=f"/unconfirmed/{delivery_id}",
        otherwise=lambda error: _page(visit, delivery_id, error=error, typed=form),
    )


def _seen_by(o: Open, delivery_id: uuid.UUID) -> Delivery:
    """The delivery, for whoever may read its post; NotFound for everybody else."""
    delivery = o.s.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound
    readable(o.s, o.who, delivery.post_id, now=o.now)
    return delivery


def _page(
    visit: Visit,
    delivery_id: uuid.UUID,
    *,
    error: CountersignError | None = None,
    typed: FormData | None = None,
    seen: Seen | None = None,
) -> Response:
    with visit.transaction() as o:
        delivery = _seen_by(o, delivery_id)
        context = {"typed": dict(typed or {}), "seen": seen, **_evidence(o, delivery)}
        return o.page("unconfirmed.html", context, error=error)


def _evidence(o: Open, delivery: Delivery) -> dict[str, Any]:
    policy = o.s.get_one(Proposal, delivery.proposal_id).policy
    text = FinalText.from_json(o.s.get_one(FinalTextRow, (delivery.version_id, delivery.page_id, policy)).body)
    others = select(Delivery).where(
        Delivery.page_id == delivery.page_id, Delivery.state == State.SENT, Delivery.id != delivery.id
    )
    return {
        "post": o.s.get_one(Post, delivery.post_id),
        "page": o.s.get_one(Page, delivery.page_id),
        "delivery": delivery_view.view(o, delivery, [text]),
        "shown": checking.shown_text(text, o.s.get_one(Version, delivery.version_id).draft["language"]),
        "others": list(o.s.scalars(others.order_by(Delivery.sent.desc()).limit(3))),
    }
