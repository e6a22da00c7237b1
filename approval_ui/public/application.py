"""The public application as a whole: its layers, its routes, and what people see when something is amiss."""

import threading

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response

from approval_ui.public import about, feeds, log, newsroom, reading, records
from approval_ui.public.records import Busy, NotSealedYet, TooMuchToSearch
from approval_ui.shared import faults, problems
from approval_ui.shared.security import HEADERS, SecurityHeaders
from approval_ui.shared.static import Static
from countersign.database import DatabaseGone
from countersign.errors import CountersignError, Misconfigured, NotFound, RecordBroken
from countersign.settings import Settings

#: Feeds before the newsroom: /newsroom/{number} would take their addresses.
ROOMS = (feeds, newsroom, records, log, about)
SEARCHES_AT_ONCE = 3
GZIP_FROM = 1400
_STATUS: tuple[tuple[type[CountersignError], int, str], ...] = (
    (NotFound, 404, "There is nothing here"),
    (NotSealedYet, 503, "Not sealed yet"),
    (TooMuchToSearch, 503, "That is too much at once"),
    (Busy, 503, "Please wait a moment"),
    (DatabaseGone, 503, "Not just now"),
    (Misconfigured, 503, "Not just now"),
    (RecordBroken, 500, "The log cannot be read"),
)
logged = structlog.get_logger()


class Unexpected(CountersignError):
    """Something went wrong here. Nothing is lost; please try again in a minute."""


def create(settings: Settings) -> FastAPI:
    """The application for some settings; it never sees an unpublished word, whoever asks."""
    https = settings.public_address.startswith("https://")
    layers = [
        Middleware(SecurityHeaders, https=https, cache="no-store"),
        Middleware(GZipMiddleware, minimum_size=GZIP_FROM, compresslevel=5),
    ]
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, middleware=layers)
    app.state.settings, app.state.engine = settings, reading.engine(settings)
    app.state.searches = threading.BoundedSemaphore(SEARCHES_AT_ONCE)
    app.mount("/static", Static(), name="static")
    for room in ROOMS:
        app.include_router(room.router)
    app.add_exception_handler(CountersignError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_http)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(PoolTimeout, _on_busy)
    app.add_exception_handler(Exception, _on_surprise)
    return app


def _on_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, CountersignError)
    fits = ((status, heading) for kind, status, heading in _STATUS if isinstance(error, kind))
    return _told(request, *next(fits, (500, "Something went wrong")), error.message)


def _on_http(request: Request, error: Exception) -> Response:
    if getattr(error, "status_code", 404) == 405:
        return _told(request, 405, "Here is only reading", "These pages are for reading; nothing can be sent to them.")
    return _told(request, 404, "There is nothing here", "There is nothing at this address.")


def _on_busy(request: Request, error: Exception) -> Response:
    return _told(request, 503, "Very many people are here", "Please try again in a few seconds.")


def _on_surprise(request: Request, error: Exception) -> Response:
    """A fault of ours: the log has where, nobody has what. This answer is made outside the other layers."""
    where = faults.places(error)
    logged.error("a public page failed", path=request.url.path, error=type(error).__name__, where=where)
    answer = _told(request, 500, "Something went wrong", Unexpected().message)
    answer.headers.update(HEADERS)
    return answer


def _told(request: Request, status: int, heading: str, message: str) -> Response:
    """A page for people, a line for programs."""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "2"} if status == 503 else {})
    if "text/html" in request.headers.get("accept", ""):
        answer = problems.page(request, status, heading, message)
        answer.headers.update(headers)
        return answer
    return PlainTextResponse(f"{message}\n", status, headers)
