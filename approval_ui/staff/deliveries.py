"""What people do about deliveries on a post's page: take a page off, end it earlier, posted by hand."""

import uuid
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import media, post_page, signing
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field, raw
from countersign import comparing, desk, outcome
from countersign.comparing import Compared
from countersign.deliveries import Delivery, State
from countersign.desk.by_hand import NOT_READ
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
    """It was posted by hand: its link, which is read and compared, or a screenshot."""
    seen = _read_there(visit, delivery_id, raw(form, "url"))

    def verb(o: Open) -> None:
        shots = media.stored(o, form)
        desk.mark_posted(
            o.s,
            o.who,
            delivery_id,
            url=field(form, "url"),
            screenshot=shots[0].sha256 if shots else None,
            compared=seen,
            reason=field(form, "reason"),
            now=o.now,
        )

    return _act(visit, form, delivery_id, act="posted", verb=verb)


def _read_there(visit: Visit, delivery_id: uuid.UUID, url: str) -> Compared:
    """What stands at the link, compared with the signed words; with no transaction open, since a server is asked."""
    with visit.transaction() as o:
        delivery = o.s.get(Delivery, delivery_id)
        if delivery is None or delivery.state is not State.WAITING or not url:
            return NOT_READ
        readable(o.s, o.who, delivery.post_id, now=o.now)
        signed = outcome.final_text(o.s, delivery).text
    return comparing.compare(signed, comparing.look(url, visit.settings))


def _act(visit: Visit, form: FormData, delivery_id: uuid.UUID, *, act: str, verb: Callable[[Open], Any]) -> Response:
    """One act on one delivery; whoever may not read its post does not learn that it is there."""
    with visit.transaction() as o:
        delivery = o.s.get(Delivery, delivery_id)
        if delivery is None:
            raise NotFound
        post_id = readable(o.s, o.who, delivery.post_id, now=o.now).id
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    typed = signing.TypedBefore(f"{act}-{delivery_id}", fields)

    def otherwise(error: CountersignError) -> Response:
        return post_page.show(visit, post_id, error=at_form(error, typed.form), typed=typed)

    return visit.perform(verb, then=f"/posts/{post_id}#delivery-{delivery_id}", otherwise=otherwise)
