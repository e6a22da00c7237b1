"""Pauses: stop publishing, see what was on its way at that moment, and lift them."""

import uuid
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field
from countersign import desk
from countersign.deliveries import Delivery
from countersign.errors import CountersignError, Invalid, Refused
from countersign.pauses import AGENCY, Pause
from countersign.posts import Post

router = APIRouter(prefix="/pauses")


@router.get("")
def show(visit: SignedIn, set: uuid.UUID | None = None, flying: str = "") -> Response:
    """What is paused, how to pause, and what was on its way when the pause took hold."""
    return _page(visit, just_set=set, flying=flying)


@router.post("")
def pause(form: Typed, visit: SignedIn) -> Response:
    """Stop publishing in a scope."""
    try:
        with visit.transaction() as o:
            row, in_flight = desk.pause(
                o.s,
                o.who,
                field(form, "scope"),
                reason=field(form, "reason"),
                until=read_local(form, "until", o.policy.agency.zone),
                stops_urgent=bool(field(form, "stops_urgent")),
                now=o.now,
            )
            flying = ",".join(str(delivery.id) for delivery in in_flight[:20])
            then = f"/pauses?set={row.id}&flying={flying}"
    except (Refused, Invalid) as error:
        return _page(visit, error=error, typed={n: v for n, v in form.items() if isinstance(v, str)})
    return RedirectResponse(then, status_code=303)


@router.post("/{pause_id}/lift")
def lift(form: Typed, visit: SignedIn, pause_id: uuid.UUID) -> Response:
    """Let publishing go on."""
    return visit.perform(
        lambda o: desk.resume(o.s, o.who, pause_id, reason=field(form, "reason"), now=o.now),
        then="/pauses",
        otherwise=lambda error: _page(visit, error=at_form(error, str(pause_id))),
    )


def _page(
    visit: Visit,
    *,
    error: CountersignError | None = None,
    typed: dict[str, str] | None = None,
    just_set: uuid.UUID | None = None,
    flying: str = "",
) -> Response:
    with visit.transaction() as o:
        earlier = select(Pause).where(Pause.lifted.is_not(None) | (Pause.until <= o.now)).order_by(Pause.at.desc())
        context = {
            "typed": typed or {},
            "just_set": o.s.get(Pause, just_set) if just_set else None,
            "in_flight": _in_flight(o, flying),
            "scopes": _scopes(o),
            "earlier": list(o.s.scalars(earlier.limit(10))),
        }
        return o.page("pauses.html", context, error=error)


def _scopes(o: Open) -> list[tuple[str, str]]:
    """What can be paused, as (scope, words)."""
    pages = [(f"page:{page.id}", page.name) for page in o.policy.pages]
    return [(AGENCY, "Everything"), *pages, *((f"category:{c.id}", c.name) for c in o.policy.categories)]


def _in_flight(o: Open, flying: str) -> list[dict[str, Any]]:
    """What was being sent when the pause took hold, as it stands now; the words are not shown here."""
    found = []
    for typed in flying.split(",")[:20]:
        try:
            delivery = o.s.get(Delivery, uuid.UUID(typed))
        except ValueError:
            continue
        if delivery and desk.may_read(o.s, o.policy, o.who, o.s.get_one(Post, delivery.post_id), now=o.now):
            found.append({"delivery": delivery, "post": o.s.get_one(Post, delivery.post_id)})
    return found
