"""Connecting a page, step by step: what to do on the platform, what to bring back, and whose account it turned out."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff.visit import SignedIn, Typed, Visit, field, raw
from countersign import connecting, pages, platforms
from countersign.connecting import Connected, NotConnected
from countersign.errors import CountersignError, Invalid, Refused
from countersign.platforms import identity
from countersign.platforms.contracts import contract
from countersign.platforms.oauth import App

router = APIRouter(prefix="/pages")


@router.get("/connected")
def back(visit: SignedIn, state: str = "", code: str = "", error: str = "", error_description: str = "") -> Response:
    """The platform sent the person back: the code is exchanged, and the account looked at before anything is kept."""
    if not (state and code):
        said = f"The platform says: “{(error_description or error)[:200]}”. " if error else ""
        return _result(visit, error=NotConnected(f"{said}{NotConnected.__doc__}"))
    try:
        return _result(visit, connected=connecting.finish(visit.settings, visit.who, state=state, code=code))
    except Refused as refusal:
        return _result(visit, error=refusal)


@router.get("/{page_id}/connect")
def show(visit: SignedIn, page_id: str) -> Response:
    """How this page is connected, in steps."""
    return _steps(visit, page_id)


@router.post("/{page_id}/connect")
def paste(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Connect it with an access key or an app password."""

    def act() -> Response:
        plain, number = raw(form, "credential"), field(form, "number")
        return _result(
            visit, connected=connecting.with_pasted(visit.settings, visit.who, page_id, plain, number=number)
        )

    return _try(visit, page_id, form, act)


@router.post("/{page_id}/connect/begin")
def begin(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Make the way to the platform; the person goes there by a link of their own."""

    def act() -> Response:
        app = _app(visit, page_id, form)
        with visit.transaction() as o:
            number = field(form, "number")
            there = connecting.begin(o.s, visit.settings, o.who, page_id, app=app, number=number, now=o.now)
            return o.page("connect_go.html", {"row": pages.page(o.s, page_id), "there": there})

    return _try(visit, page_id, form, act)


@router.post("/{page_id}/disconnect")
def disconnect(form: Typed, visit: SignedIn, page_id: str) -> Response:
    """Forget the page's access."""
    reason = field(form, "reason")
    return visit.perform(
        lambda o: connecting.disconnect(o.s, visit.settings, o.who, page_id, reason=reason, now=o.now),
        then=f"/pages/{page_id}",
        otherwise=lambda refusal: _steps(visit, page_id, error=refusal),
    )


def _app(visit: Visit, page_id: str, form: FormData) -> App:
    """The agency's own app, or one that the page's server makes now."""
    with visit.transaction() as o:
        flow = connecting.flow_of(pages.page(o.s, page_id))
    if flow and flow.registers:
        return connecting.registered(visit.settings, visit.who, page_id)
    return App(field(form, "client_id"), raw(form, "client_secret"))


def _try(visit: Visit, page_id: str, form: FormData, act: Callable[[], Response]) -> Response:
    try:
        return act()
    except (Refused, Invalid) as refusal:
        typed = {name: field(form, name) for name in ("client_id", "number")} if isinstance(refusal, Refused) else {}
        return _steps(visit, page_id, error=refusal, typed=typed)


def _steps(
    visit: Visit, page_id: str, *, error: CountersignError | None = None, typed: dict[str, str] | None = None
) -> Response:
    with visit.transaction() as o:
        row = pages.page(o.s, page_id)
        context: dict[str, Any] = {
            "row": row,
            "flow": connecting.flow_of(row),
            "pasted": connecting.PASTED.get(row.platform),
            "contract": contract(row.platform),
            "asks": identity.ASKS_NUMBER.get(row.platform),
            "back": connecting.back_address(visit.settings),
            "may": connecting.may_connect(o.policy, o.who, row) and not row.closed,
            "experimental": platforms.adapter(row.platform).caps.experimental,
            "typed": {"client_id": "", "number": "", **(typed or {})},
        }
        return o.page("connect.html", context, error=error)


def _result(visit: Visit, *, connected: Connected | None = None, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        answer = o.page("connected.html", {"connected": connected}, error=error)
        # People come here by an address of the platform: what it says is on the page, whatever came of it.
        answer.status_code = 200
        return answer
