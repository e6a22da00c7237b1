"""What people do about deliveries on a post's page: take a page off, end it earlier, posted by hand."""

import uuid
from collections.abc import Callable

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import delivery_view, media, post_page, signing
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Done, Open, SignedIn, Typed, Visit, at_form, field, raw, texts_of
from countersign import comparing, desk, outcome
from countersign.comparing import Compared
from countersign.deliveries import State
from countersign.desk.by_hand import NOT_READ

router = APIRouter(prefix="/deliveries/{delivery_id}")


@router.post("/withdraw")
def withdraw(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Take one page off an approved post."""
    return act(
        visit,
        form,
        delivery_id,
        name="withdraw",
        verb=lambda o: desk.withdraw_delivery(o.s, o.who, delivery_id, reason=field(form, "reason"), now=o.now),
    )


@router.post("/narrow")
def narrow(form: Typed, visit: SignedIn, delivery_id: uuid.UUID) -> Response:
    """Move the latest time of one page forward."""

    def verb(o: Open) -> None:
        until = read_local(form, "not_after", o.policy.agency.zone, required=True)
        assert until, "a required time was given"
        desk.narrow(o.s, o.who, delivery_id, not_after=until, reason=field(form, "reason"), now=o.now)

    return act(visit, form, delivery_id, name="narrow", verb=verb)


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

    return act(visit, form, delivery_id, name="posted", verb=verb)


def _read_there(visit: Visit, delivery_id: uuid.UUID, url: str) -> Compared:
    """What stands at the link, compared with the signed words; with no transaction open, since a server is asked."""
    with visit.transaction() as o:
        delivery = delivery_view.found(o, delivery_id)
        if delivery.state is not State.WAITING or not url:
            return NOT_READ
        signed = outcome.final_text(o.s, delivery).text
    return comparing.compare(signed, comparing.look(url, visit.settings))


def act(
    visit: Visit,
    form: FormData,
    delivery_id: uuid.UUID,
    *,
    name: str,
    verb: Callable[[Open], Done],
    then: Callable[[Done], str] | None = None,
) -> Response:
    """One act on one delivery; whoever may not read its post does not learn that it is there."""
    with visit.transaction() as o:
        post_id = delivery_view.found(o, delivery_id).post_id
    typed = signing.TypedBefore(f"{name}-{delivery_id}", texts_of(form))
    return visit.perform(
        verb,
        then=then or f"/posts/{post_id}#delivery-{delivery_id}",
        otherwise=lambda error: post_page.show(visit, post_id, error=at_form(error, typed.form), typed=typed),
    )
