"""Signing in and out; whoever was asked to sign in while sending a form goes on where they were."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from approval_ui.shared import problems
from approval_ui.shared.problems import Kept
from approval_ui.staff.visit import (
    PAGES,
    Typed,
    Visitor,
    address_of,
    cookie_name,
    engine_of,
    field,
    give_cookie,
    password_in,
    see_other,
    settings_of,
)
from countersign import database, signin
from countersign.errors import CountersignError, Refused

router = APIRouter()
#: How the sign-in form carries the fields of another form through.
KEPT, KEPT_ACTION = "kept.", "kept-action"


@router.get("/signin")
def show(request: Request, next: str = "/") -> Response:
    """The sign-in form."""
    return page(request, then=next)


@router.post("/signin")
def sign_in(request: Request, form: Typed) -> Response:
    """Check login, password and code; the browser gets a new session, whatever it had before."""
    settings, then = settings_of(request), field(form, "next") or "/"
    try:
        token = signin.sign_in(
            engine_of(request),
            settings,
            field(form, "login"),
            password=password_in(form),
            code=field(form, "code"),
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
            old_token=request.cookies.get(cookie_name(settings), ""),
        )
    except Refused as error:
        return page(request, then=then, error=error, login=field(form, "login"), kept=carried(request))
    kept = carried(request)
    answer = resume(request, kept) if kept else see_other(then if problems.is_local(then) else "/")
    return give_cookie(answer, settings, token)


@router.post("/signout")
def sign_out(visit: Visitor, request: Request) -> Response:
    """End this session."""
    if visit:
        with database.transaction(visit.engine) as s:
            signin.end(s, visit.token)
    answer = see_other("/signin")
    answer.delete_cookie(cookie_name(settings_of(request)), path="/")
    return answer


def ask_to_sign_in(request: Request, _error: Exception) -> Response:
    """The answer to whoever is not signed in: a GET comes back afterwards, a form is carried through the sign-in."""
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Refresh": "true"} if request.method == "GET" else {})
    if request.method == "GET":
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return page(request, then=path, status=401)
    return page(request, then="/", status=401, kept=problems.kept_from(request) or Kept("/"))


def page(
    request: Request,
    *,
    then: str,
    status: int = 200,
    error: CountersignError | None = None,
    login: str = "",
    kept: Kept | None = None,
) -> Response:
    """The sign-in page; after too many tries it says how long to wait."""
    if isinstance(error, signin.TooManyTries):
        status = 429
    elif error:
        status = problems.status_of(error)
    context = {
        "error": error,
        "login": login,
        "next": then if problems.is_local(then) else "/",
        "kept": kept,
        "sample": settings_of(request).sample,
        "asked": status == 401 and error is None,
    }
    return PAGES.TemplateResponse(request, "signin.html", context, status_code=status)


def carried(request: Request) -> Kept | None:
    """The form that somebody was sending when they had to sign in."""
    typed = request.state.typed
    action = next((value for name, value in typed if name == KEPT_ACTION), "")
    if not problems.is_local(action) or action == "/":
        return None
    return Kept(action, [(name.removeprefix(KEPT), value) for name, value in typed if name.startswith(KEPT)])


def resume(request: Request, kept: Kept) -> Response:
    """A page with one button: send again what was typed before."""
    context = {"kept": kept, "heading": "You are signed in again", "message": ""}
    return PAGES.TemplateResponse(request, "problem.html", context)
