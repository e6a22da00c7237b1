"""Who is on watch, and who stands in for whom."""

import uuid

from fastapi import APIRouter
from sqlalchemy import or_, select
from starlette.responses import Response

from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.home import watch
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field
from countersign import agency, desk
from countersign.errors import CountersignError
from countersign.people import Delegation, Watch

router = APIRouter()


@router.get("/watch")
def show_watch(visit: SignedIn) -> Response:
    """Who is on watch now, and who was lately."""
    return _watch_page(visit)


@router.post("/watch/take")
def take(visit: SignedIn) -> Response:
    """Go on duty."""
    return visit.perform(
        lambda o: desk.take_watch(o.s, o.who, now=o.now), then="/", otherwise=lambda e: _watch_page(visit, e)
    )


@router.post("/watch/leave")
def leave(visit: SignedIn) -> Response:
    """Go off duty."""
    return visit.perform(
        lambda o: desk.leave_watch(o.s, o.who, now=o.now), then="/", otherwise=lambda e: _watch_page(visit, e)
    )


@router.post("/watch/hand-over")
def hand_over(form: Typed, visit: SignedIn) -> Response:
    """Give the watch to somebody by name."""
    return visit.perform(
        lambda o: desk.hand_over_watch(o.s, o.who, to=field(form, "to"), now=o.now),
        then="/",
        otherwise=lambda e: _watch_page(visit, e),
    )


@router.get("/delegations")
def show_delegations(visit: SignedIn) -> Response:
    """Who stands in for me, and for whom I stand in."""
    return _delegations_page(visit, {})


@router.post("/delegations")
def delegate(form: Typed, visit: SignedIn) -> Response:
    """Let somebody else decide in my place between two times."""

    def verb(o: Open) -> None:
        starts = read_local(form, "starts", o.policy.agency.zone) or o.now
        ends = read_local(form, "ends", o.policy.agency.zone, required=True) or o.now
        desk.delegate(
            o.s, o.who, to=field(form, "to"), starts=starts, ends=ends, reason=field(form, "reason"), now=o.now
        )

    def otherwise(error: CountersignError) -> Response:
        return _delegations_page(visit, {name: str(value) for name, value in form.items()}, error)

    return visit.perform(verb, then="/delegations", otherwise=otherwise)


@router.post("/delegations/{delegation_id}/end")
def end_delegation(visit: SignedIn, delegation_id: uuid.UUID) -> Response:
    """End one of my own before its time."""
    return visit.perform(
        lambda o: desk.end_delegation(o.s, o.who, delegation_id, now=o.now),
        then="/delegations",
        otherwise=lambda e: _delegations_page(visit, {}, e),
    )


def _watch_page(visit: Visit, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        rows = list(o.s.scalars(select(Watch).order_by(Watch.starts.desc()).limit(20)))
        others = [p for role in o.policy.watch.roles for p in o.policy.holders(role) if p != o.who]
        others = [p for p in dict.fromkeys(others) if agency.is_active(o.policy, p, o.now)]
        return o.page("watch.html", {**watch(o), "rows": rows, "others": others}, error=error)


def _delegations_page(visit: Visit, typed: dict[str, str], error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        mine = or_(Delegation.from_person == o.who, Delegation.to_person == o.who)
        rows = list(o.s.scalars(select(Delegation).where(mine).order_by(Delegation.starts.desc()).limit(30)))
        others = [p for p in o.policy.people if p.id != o.who and agency.is_active(o.policy, p.id, o.now)]
        return o.page("delegations.html", {"rows": rows, "others": others, "typed": typed}, error=error)
