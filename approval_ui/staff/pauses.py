"""Pauses: stop publishing in one step, see what was on its way at that moment, lift them, and read again what waits."""

import uuid
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field, texts_of
from countersign import desk, pauses
from countersign.deliveries import Delivery
from countersign.errors import CountersignError, Invalid
from countersign.pauses import AGENCY, Pause
from countersign.posts import Post

router = APIRouter(prefix="/pauses")
#: In the list of what can be paused: one incident, whose case number is typed beside it.
INCIDENT = "incident"
Set = tuple[Pause, list[Delivery]]


@router.get("")
def show(visit: SignedIn, set: uuid.UUID | None = None, flying: str = "") -> Response:
    """What is paused, how to pause, and what was on its way when the pause took hold."""
    return _page(visit, just_set=set, flying=flying)


@router.post("")
def pause(form: Typed, visit: SignedIn) -> Response:
    """Stop publishing in a scope."""
    return _set(
        visit,
        form,
        lambda o: desk.pause(
            o.s,
            o.who,
            _scope(form),
            reason=field(form, "reason"),
            until=read_local(form, "until", o.policy.agency.zone),
            stops_urgent=bool(field(form, "stops_urgent")),
            now=o.now,
        ),
    )


@router.post("/critical")
def critical(form: Typed, visit: SignedIn) -> Response:
    """Stop everything but emergencies and the posts of one incident."""
    return _set(
        visit,
        form,
        lambda o: desk.critical_incident(
            o.s,
            o.who,
            field(form, "case_number"),
            reason=field(form, "reason"),
            until=read_local(form, "until", o.policy.agency.zone),
            now=o.now,
        ),
    )


@router.post("/{pause_id}/lift")
def lift(form: Typed, visit: SignedIn, pause_id: uuid.UUID) -> Response:
    """Let publishing go on; after a critical incident, to what was due meanwhile."""
    return visit.perform(
        lambda o: desk.resume(o.s, o.who, pause_id, reason=field(form, "reason"), now=o.now),
        then=lambda row: "/waiting" if row.review else "/pauses",
        otherwise=lambda error: _page(visit, error=at_form(error, str(pause_id))),
    )


def _set(visit: Visit, form: FormData, verb: Callable[[Open], Set]) -> Response:
    def then(done: Set) -> str:
        row, in_flight = done
        return f"/pauses?set={row.id}&flying={','.join(str(delivery.id) for delivery in in_flight[:20])}"

    return visit.perform(verb, then=then, otherwise=lambda error: _page(visit, error=error, typed=texts_of(form)))


def _scope(form: FormData) -> str:
    """The scope that was chosen; for an incident with the case number beside it."""
    chosen = field(form, "scope")
    if chosen != INCIDENT:
        return chosen
    if not field(form, "case_number"):
        raise Invalid({"case_number": "Please give the case number of the incident."})
    return pauses.scope(INCIDENT, field(form, "case_number"))


def _page(
    visit: Visit,
    *,
    error: CountersignError | None = None,
    typed: dict[str, str] | None = None,
    just_set: uuid.UUID | None = None,
    flying: str = "",
) -> Response:
    with visit.transaction() as o:
        over = (Pause.until <= o.now) & ~Pause.review
        earlier = select(Pause).where(Pause.lifted.is_not(None) | over).order_by(Pause.at.desc())
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
    parts = (("page", o.policy.pages), ("category", o.policy.categories), ("unit", o.policy.units))
    named = [(pauses.scope(kind, one.id), one.name) for kind, all_ in parts for one in all_]
    return [(AGENCY, "Everything"), (INCIDENT, "One incident (type its case number)"), *named]


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
