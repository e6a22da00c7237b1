"""A proposed change of the agency's rules: what it changes, and the name of a second person."""

from fastapi import APIRouter
from starlette.responses import Response

from approval_ui.staff import signing
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Visit
from countersign.approvals import Proposal
from countersign.desk.effects import POLICY
from countersign.errors import CountersignError

router = APIRouter(prefix="/agency/changes")


@router.get("/{change_id}")
def show(visit: SignedIn, change_id: str) -> Response:
    """What is to change, and who signed it."""
    return _page(visit, error=None, typed=None)


def _page(visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
    with visit.transaction() as o:
        proposal = _change(o)
        context = {"sign_off": signing.view(o, proposal), "details": proposal.details, "typed": typed or TypedBefore()}
        return o.page("policy_change.html", context, error=error)


def _change(o: Open) -> Proposal:
    return signing.proposal_in_path(o, "change_id", POLICY)


signing.add_routes(router, "/{change_id}", find=_change, show=_page)
