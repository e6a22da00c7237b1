"""Pages: the agency's accounts, their eight required items, and the sign-off of those items."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from approval_ui.staff import signing, timeline
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Visit
from countersign import connecting, credentials, desk, limits, lookout, pages, platforms
from countersign.agency import Policy
from countersign.approvals import Proposal
from countersign.errors import CountersignError
from countersign.pages import Page, PageItems
from countersign.platforms.contracts import contract

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
    return show_page(visit, page_id)


@router.post("/{page_id}/confirm")
def confirm(visit: SignedIn, page_id: str) -> Response:
    """The page's person says that the signed items stand on a page that no program can write to."""

    def verb(o: Open) -> None:
        lookout.confirm_by_hand(o.s, o.who, page_id, now=o.now)

    return visit.perform(verb, then=f"/pages/{page_id}", otherwise=lambda e: show_page(visit, page_id, error=e))


def _find(o: Open) -> Proposal | None:
    page_id = o.visit.request.path_params["page_id"]
    pages.page(o.s, page_id)
    return _sign_off(o, lookout.items_of(o.s, page_id))


def _again(visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
    return show_page(visit, visit.request.path_params["page_id"], error=error, typed=typed)


signing.add_routes(router, "/{page_id}", find=_find, show=_again)


def show_page(
    visit: Visit, page_id: str, *, error: CountersignError | None = None, typed: TypedBefore | None = None
) -> Response:
    """The screen of one page."""
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
            "may_hand_over": desk.by_hand.may_hand_over(o.policy, o.who, row) and not row.closed,
            "may_connect": connecting.may_connect(o.policy, o.who, row) and _is_connected_by_people(row),
            "contract": contract(row.platform),
            "ends": credentials.sunset_of(row),
            "near": credentials.sunset(row, o.now),
            "served_by_act": row.settings.get(desk.by_hand.HANDED),
            "profile_fields": _fields(row),
            "typed": typed or TypedBefore(),
        }
        return o.page("page.html", context, error=error)


def _sign_off(o: Open, items: PageItems | None) -> Proposal | None:
    return o.s.get(Proposal, items.proposal_id) if items and items.proposal_id else None


def _keeps(o: Open, row: Page) -> bool:
    return o.who in {row.owner, row.person_id}


def _is_connected_by_people(row: Page) -> bool:
    return not row.closed and bool(connecting.flow_of(row) or row.platform in connecting.PASTED)


def _fields(row: Page) -> bool:
    """Whether the page has a small profile of its own, beside which the full items stand on our own site."""
    return limits.stored(row.platform, row.limits).profile is not None


def _may_confirm(o: Open, row: Page, items: PageItems | None) -> bool:
    by_hand = lookout.put_by_hand(row) or (lookout.typed_by_hand(row) and bool(items and not items.written))
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
    if row.settings.get("access_revoked") and not row.by_hand:
        return "The platform no longer lets us in: an administrator has to connect it again."
    if row.enabled:
        return ""
    if items is None:
        return "Its required items are not worded yet."
    if items.signed is None:
        return "Its required items wait for names."
    if items.confirmed is None:
        by_hand = lookout.put_by_hand(row) or platforms.adapter(row.way).caps.profile_by_hand
        return (
            "Its signed items have to be put there by hand." if by_hand else "Its signed items are not on the page yet."
        )
    return "The agency’s rules keep it off duty." if told and not told.enabled else "It was taken off duty."
