"""Pages: the agency's accounts, their eight required items, and the sign-off of those items."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import signing, timeline
from approval_ui.staff.post_page import Typed as TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, raw, see_other
from countersign import lookout, pages
from countersign.agency import Policy
from countersign.approvals import Proposal, Verdict
from countersign.errors import CountersignError
from countersign.pages import Page, PageItems

router = APIRouter(prefix="/pages")


@router.get("")
def listing(visit: SignedIn) -> Response:
    """Every page of the agency."""
    with visit.transaction() as o:
        rows = o.s.scalars(select(Page).order_by(Page.closed.is_not(None), Page.name))
        return o.page("pages.html", {"rows": [_state(o, row) for row in rows]})


@router.get("/{page_id}")
def show(visit: SignedIn, page_id: str) -> Response:
    """One page: what it is, its items as signed and as shown, and what stands in its way."""
    return _page(visit, page_id)


@router.post("/{page_id}/sign")
def sign(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Sign the items of a page."""
    return _decide(visit, form, page_id, verdict=Verdict.SIGN)


@router.post("/{page_id}/return")
def return_(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Send the items back with a reason."""
    return _decide(visit, form, page_id, verdict=Verdict.RETURN)


@router.post("/{page_id}/reject")
def reject(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Reject the items with a reason."""
    return _decide(visit, form, page_id, verdict=Verdict.REJECT)


@router.post("/{page_id}/confirm")
def confirm(visit: SignedIn, page_id: str) -> Response:
    """The page's person says that the signed items stand on a page that no program can write to."""

    def verb(o: Open) -> None:
        lookout.confirm_by_hand(o.s, o.who, page_id, now=o.now)

    return visit.perform(verb, then=f"/pages/{page_id}", otherwise=lambda e: _page(visit, page_id, error=e))


def _decide(visit: Visit, form: FormData, page_id: str, *, verdict: Verdict) -> Response:
    with visit.transaction() as o:
        pages.page(o.s, page_id)
        items = lookout.items_of(o.s, page_id)
        proposal = _sign_off(o, items)
    error = signing.decide(visit, form, proposal=proposal, verdict=verdict)
    if error:
        typed = TypedBefore(verdict.value, {"reason": raw(form, "reason")})
        return _page(visit, page_id, error=at_form(error, verdict.value), typed=typed)
    return see_other(f"/pages/{page_id}")


def _page(
    visit: Visit, page_id: str, *, error: CountersignError | None = None, typed: TypedBefore | None = None
) -> Response:
    with visit.transaction() as o:
        row = pages.page(o.s, page_id)
        items = lookout.items_of(o.s, page_id)
        proposal = _sign_off(o, items)
        telling = timeline.Telling({p.id: p.name for p in o.policy.people}, o.policy)
        context = {
            **_state(o, row),
            "items": items,
            "sign_off": signing.view(o, proposal) if proposal else None,
            "happenings": timeline.of_subjects(o.s, [f"page:{page_id}"], telling),
            "may_confirm": _may_confirm(o, row, items),
            "typed": typed or TypedBefore(),
        }
        return o.page("page.html", context, error=error)


def _sign_off(o: Open, items: PageItems | None) -> Proposal | None:
    return o.s.get(Proposal, items.proposal_id) if items and items.proposal_id else None


def _keeps(o: Open, row: Page) -> bool:
    return o.who in {row.owner, row.person_id}


def _may_confirm(o: Open, row: Page, items: PageItems | None) -> bool:
    by_hand = row.platform == "by_hand"
    return by_hand and bool(items and items.signed and not items.confirmed) and _keeps(o, row)


def _state(o: Open, row: Page) -> dict[str, Any]:
    """A page and, in a sentence, whether it is on duty or why not."""
    items = lookout.items_of(o.s, row.id)
    return {"row": row, "told": o.policy.page(row.id), "why_not": why_not_on_duty(o.policy, row, items)}


def why_not_on_duty(policy: Policy, row: Page, items: PageItems | None) -> str:
    """Why nothing goes out on a page; empty when it is on duty."""
    told = policy.page(row.id)
    if row.closed:
        return "It was closed."
    if row.settings.get("access_revoked"):
        return "The platform no longer lets us in: an administrator has to connect it again."
    if row.enabled:
        return ""
    if items is None:
        return "Its required items are not worded yet."
    if items.signed is None:
        return "Its required items wait for names."
    if items.confirmed is None:
        by_hand = row.platform == "by_hand"
        return (
            "Its signed items have to be put there by hand." if by_hand else "Its signed items are not on the page yet."
        )
    return "The agency’s rules keep it off duty." if told and not told.enabled else "It was taken off duty."
