"""What people do about deliveries: take a page off, end it earlier, posted by hand, and what was not confirmed."""

import uuid
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import post_page
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field
from countersign import desk
from countersign.deliveries import Delivery
from countersign.desk.writing import readable
from countersign.errors import CountersignError, NotFound

router = APIRouter(prefix="/deliveries/{delivery_id}")


@router.post("/withdraw")
def withdraw(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Take one page off an approved post."""
    return _act(
        visit,
        form,
        delivery_id,
        act="withdraw",
        verb=lambda o: desk.withdraw_delivery(o.s, o.who, delivery_id, reason=field(form, "reason"), now=o.now),
    )


@router.post("/narrow")
def narrow(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Move the latest time of one page forward."""

    def verb(o: Open) -> None:
        until = read_local(form, "not_after", o.policy.agency.zone, required=True)
        assert until, "a required time was given"
        desk.narrow(o.s, o.who, delivery_id, not_after=until, reason=field(form, "reason"), now=o.now)

    return _act(visit, form, delivery_id, act="narrow", verb=verb)


@router.post("/posted")
def posted(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """It was posted by hand, and this is the link."""
    return _act(
        visit,
        form,
        delivery_id,
        act="posted",
        verb=lambda o: desk.mark_posted(o.s, o.who, delivery_id, url=field(form, "url"), now=o.now),
    )


@router.post("/found")
def found(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Somebody looked, and it is there."""
    return _act(
        visit,
        form,
        delivery_id,
        act="found",
        verb=lambda o: desk.settle_as_sent(
            o.s, o.who, delivery_id, url=field(form, "url"), reason=field(form, "reason"), now=o.now
        ),
    )


@router.post("/again")
def again(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Somebody looked, it is not there, and it may be sent once more."""
    return _act(
        visit,
        form,
        delivery_id,
        act="again",
        verb=lambda o: desk.send_again(o.s, o.who, delivery_id, reason=field(form, "reason"), now=o.now),
    )


@router.post("/leave")
def leave(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Leave it as it is."""
    return _act(
        visit,
        form,
        delivery_id,
        act="leave",
        verb=lambda o: desk.leave_unconfirmed(o.s, o.who, delivery_id, reason=field(form, "reason"), now=o.now),
    )


def _act(visit: Visit, form: FormData, delivery_id: uuid.UUID, *, act: str, verb: Callable[[Open], Any]) -> Response:
    """One act on one delivery; whoever may not read its post does not learn that it is there."""
    with visit.transaction() as o:
        delivery = o.s.get(Delivery, delivery_id)
        if delivery is None:
            raise NotFound
        post_id = readable(o.s, o.who, delivery.post_id, now=o.now).id
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    typed = post_page.Typed(f"{act}-{delivery_id}", fields)

    def otherwise(error: CountersignError) -> Response:
        return post_page.show(visit, post_id, error=at_form(error, typed.form), typed=typed)

    return visit.perform(verb, then=f"/posts/{post_id}#delivery-{delivery_id}", otherwise=otherwise)
