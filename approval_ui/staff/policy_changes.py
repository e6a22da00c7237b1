"""A proposed change of the agency's rules: what it changes, and the name of a second person."""

import uuid

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import signing
from approval_ui.staff.post_page import Typed as TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, raw, see_other
from countersign.approvals import Proposal, Verdict
from countersign.desk.effects import POLICY
from countersign.errors import CountersignError, NotFound

router = APIRouter(prefix="/agency/changes")


@router.get("/{change_id}")
def show(visit: SignedIn, change_id: uuid.UUID) -> Response:
    """What is to change, and who signed it."""
    return _page(visit, change_id)


@router.post("/{change_id}/sign")
def sign(form: Typed, visit: SignedIn, change_id: uuid.UUID) -> Response:
    """Put the change in force."""
    return _decide(visit, form, change_id, verdict=Verdict.SIGN)


@router.post("/{change_id}/return")
def return_(form: Typed, visit: SignedIn, change_id: uuid.UUID) -> Response:
    """Send it back with a reason."""
    return _decide(visit, form, change_id, verdict=Verdict.RETURN)


@router.post("/{change_id}/reject")
def reject(form: Typed, visit: SignedIn, change_id: uuid.UUID) -> Response:
    """Reject it with a reason."""
    return _decide(visit, form, change_id, verdict=Verdict.REJECT)


def _decide(visit: Visit, form: FormData, change_id: uuid.UUID, *, verdict: Verdict) -> Response:
    with visit.transaction() as o:
        proposal = _change(o, change_id)
    error = signing.decide(visit, form, proposal=proposal, verdict=verdict)
    if error:
        typed = TypedBefore(verdict.value, {"reason": raw(form, "reason")})
        return _page(visit, change_id, error=at_form(error, verdict.value), typed=typed)
    return see_other(f"/agency/changes/{change_id}")


def _page(
    visit: Visit, change_id: uuid.UUID, *, error: CountersignError | None = None, typed: TypedBefore | None = None
) -> Response:
    with visit.transaction() as o:
        proposal = _change(o, change_id)
        context = {"sign_off": signing.view(o, proposal), "details": proposal.details, "typed": typed or TypedBefore()}
        return o.page("policy_change.html", context, error=error)


def _change(o: Open, change_id: uuid.UUID) -> Proposal:
    found = o.s.get(Proposal, change_id)
    if found is None or found.kind != POLICY:
        raise NotFound
    return found
