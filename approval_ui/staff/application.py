"""The application as a whole: its layers, its routes, and what people see when something goes wrong."""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from approval_ui import api
from approval_ui.shared import problems
from approval_ui.shared.security import HEADERS, BodyCap, SameOrigin, SampleFence, SecurityHeaders
from approval_ui.shared.static import Static
from approval_ui.staff import (
    agency_pages,
    alert_desk,
    alert_setup,
    codes,
    composing,
    connecting,
    decisions,
    deliveries,
    duty,
    hand_pages,
    home,
    importing,
    media,
    notices,
    page_pages,
    pauses,
    policy_changes,
    posts,
    removing,
    rules,
    sample,
    schedule,
    series,
    signing_in,
    tasks,
    trial,
    unconfirmed,
    urgent,
    waiting,
)
from approval_ui.staff.visit import NotSignedInPage
from countersign import database
from countersign.errors import CountersignError
from countersign.settings import Settings

ROOMS = (
    urgent,
    alert_desk,
    alert_setup,
    trial,
    rules,
    signing_in,
    codes,
    home,
    composing,
    posts,
    decisions,
    deliveries,
    media,
    connecting,
    hand_pages,
    page_pages,
    pauses,
    unconfirmed,
    waiting,
    schedule,
    series,
    importing,
    duty,
    notices,
    agency_pages,
    policy_changes,
    removing,
    tasks,
)
#: Room for the other fields of a form beside its text, and for what a text grows by when it is encoded.
OTHER_FIELDS = 512 * 1024


def create(settings: Settings) -> FastAPI:
    """The application for some settings."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, middleware=_layers(settings))
    app.state.settings = settings
    app.state.engine = database.engine(settings.database_url)
    app.mount("/static", Static(), name="static")
    app.mount(api.PATH, api.api(settings))
    for room in ROOMS:
        app.include_router(room.router)
    if settings.sample:
        app.include_router(sample.router)
    app.add_exception_handler(CountersignError, _countersign_error)
    app.add_exception_handler(NotSignedInPage, signing_in.ask_to_sign_in)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(Exception, _unexpected)
    return app


def _layers(settings: Settings) -> list[Middleware]:
    https = settings.staff_address.startswith("https://")
    layers = [Middleware(SecurityHeaders, https=https)]
    if settings.sample:
        layers.append(Middleware(SampleFence, refuse=problems.page))
    return [
        *layers,
        Middleware(_PagesOnly, layer=lambda app: SameOrigin(app, refuse=problems.page)),
        Middleware(_PagesOnly, layer=lambda app: BodyCap(app, refuse=problems.page, cap=_cap(settings))),
    ]


class _PagesOnly:
    """A layer for what browsers ask; programs at the API have no cookies, and their own limits and answers."""

    def __init__(self, app: ASGIApp, *, layer: Callable[[ASGIApp], ASGIApp]) -> None:
        self.app, self.layered = app, layer(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the API by."""
        chosen = self.app if str(scope.get("path", "")).startswith(f"{api.PATH}/") else self.layered
        await chosen(scope, receive, send)


def _cap(settings: Settings) -> Callable[[str, Headers], int]:
    text = settings.max_text_bytes * 3 + OTHER_FIELDS
    picture = settings.max_media_bytes + text

    def cap(path: str, headers: Headers) -> int:
        with_pictures = path in {"/media", "/posts", "/import", "/rules/trial"} or path.endswith(
            ("/edit", "/posted", "/outside")
        )
        return picture if with_pictures and headers.get("content-type", "").startswith("multipart/") else text

    return cap


def _countersign_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CountersignError)
    return problems.of_error(request, error)


def _unreadable(request: Request, _error: Exception) -> Response:
    """An address that cannot be one of ours, such as an id that is no id."""
    return problems.page(request, 404, problems.HEADINGS[404], "There is nothing here, or it is not yours to see.")


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = {
        404: "There is nothing here, or it is not yours to see.",
        405: "This address does something only when its own form is sent. Nothing was changed.",
    }.get(error.status_code, "What was sent could not be read. Nothing was changed; go back and try again.")
    heading = problems.HEADINGS.get(error.status_code, problems.HEADINGS[400])
    return problems.page(request, error.status_code, heading, sentence)


def _unstorable(request: Request, _error: Exception) -> Response:
    """Something that no table can hold, such as an address with a NUL in it."""
    return problems.page(request, 400, problems.HEADINGS[400], "What was sent could not be read. Nothing was changed.")


def _unexpected(request: Request, _error: Exception) -> Response:
    """A fault of ours: nothing of it is shown, the log has it. This answer is made outside the other layers."""
    answer = problems.of_error(request, Unexpected())
    answer.headers.update(HEADERS | {"Cache-Control": "no-store"})
    return answer


class Unexpected(CountersignError):
    """Something went wrong here, and nothing was changed. Try again; if it happens twice, tell the administrator."""
