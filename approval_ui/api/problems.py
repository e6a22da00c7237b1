"""Every error as RFC 9457 problem+json: a plain sentence, and one message for each field that cannot be taken."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from approval_ui.shared import faults
from countersign.database import DatabaseGone
from countersign.errors import (
    CountersignError,
    Invalid,
    Misconfigured,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refused,
    WrongState,
)

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger()

#: Which answer an error gets: the first class that fits.
_KINDS: tuple[tuple[type[CountersignError], int, str], ...] = (
    (DatabaseGone, 503, "The database cannot be reached"),
    (NotSignedIn, 401, "No valid token"),
    (NotAllowed, 403, "Not allowed"),
    (WrongState, 409, "It has moved on"),
    (Refused, 409, "The rules do not allow it"),
    (Invalid, 422, "Something given cannot be taken"),
    (NotFound, 404, "Nothing here"),
    (Misconfigured, 503, "This installation lacks something"),
    (CountersignError, 500, "Something went wrong"),
)

#: What pydantic calls an error -> what a person reads; everything else keeps pydantic's own sentence.
_SENTENCES = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no field of this name; nothing was stored, so that a slip of the pen is not lost.",
    "string_type": "Write a text here.",
    "string_unicode": "This text holds half of a character; write it again.",
    "list_type": "Write a list here.",
    "tuple_type": "Write a list here.",
    "dict_type": "Write an object here.",
    "bool_type": "Write true or false here.",
    "datetime_type": "Write a time such as 2026-11-21T18:30:00-08:00 here.",
    "string_pattern_mismatch": "This does not have the form that it should have.",
    "string_too_long": "This is too long.",
    "model_type": "Send one JSON object, with Content-Type: application/json.",
    "model_attributes_type": "Send one JSON object, with Content-Type: application/json.",
    "json_invalid": "This is not JSON.",
}


class TooLarge(HTTPException):
    """The body is larger than can be taken here."""

    def __init__(self, field: str, most: int) -> None:
        self.fields = {field: f"At most {most:,} bytes can be taken. Nothing was stored."}
        super().__init__(413, f"What was sent is too large: at most {most:,} bytes can be taken. Nothing was stored.")


def install(app: FastAPI) -> None:
    """Give an application these answers to errors."""
    app.add_exception_handler(CountersignError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(PoolTimeout, _on_busy)
    app.add_exception_handler(Exception, _on_surprise)


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One problem; `type` names its kind, `detail` says what happened, what is safe and what to do."""
    body = {
        "type": f"urn:countersign:problem:{_NAMES.get(status, status)}",
        "title": title,
        "status": status,
        "detail": detail,
        "fields": dict(fields or {}),
    }
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)


def _on_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CountersignError)
    status, title = next((status, title) for kind, status, title in _KINDS if isinstance(error, kind))
    fields = error.fields if isinstance(error, Invalid) else {}
    return problem(status, title, error.message, fields=fields, headers=_headers(status))


def _headers(status: int) -> dict[str, str]:
    return {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}.get(status, {})


def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = _fields(error.errors())
    detail = "Nothing was stored; mend the fields named here and send it again."
    return problem(422, "Something given cannot be taken", detail, fields=fields)


def _fields(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The first message for each field, by its path: `media.0.alt`."""
    found: dict[str, str] = {}
    for error in errors:
        where, *path = error["loc"]
        place = "" if error["type"] == "json_invalid" else ".".join(str(part) for part in path)
        said = str(error["msg"]).removeprefix("Value error, ")
        found.setdefault(place or (where if where != "body" else ""), _SENTENCES.get(error["type"], said))
    return found


def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title, plain = _PLAIN.get(error.status_code, ("This was not taken", ""))
    said = plain or error.detail
    return problem(error.status_code, title, said, fields=getattr(error, "fields", None), headers=error.headers)


_SEE = "The addresses are listed in /api/v1/openapi.json."
#: Status -> title and sentence; an empty sentence leaves the error its own.
_PLAIN = {
    400: ("This cannot be read", "What was sent cannot be read. Nothing was stored; send JSON in UTF-8."),
    403: ("Not allowed", ""),
    404: ("Nothing here", f"There is nothing at this address. {_SEE}"),
    405: ("Not this way", f"This address does not take this method. {_SEE}"),
    413: ("Too much at once", ""),
}
#: The names of the kinds of problems; they stay, while HTTP's own phrases change with the years.
_NAMES = {
    400: "unreadable",
    401: "no-token",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    409: "conflict",
    413: "too-large",
    422: "invalid",
    500: "fault",
    503: "unavailable",
}


def _on_busy(request: Request, error: Exception) -> JSONResponse:
    said = "Too much is going on just now. Nothing was stored; try again in a few seconds."
    return problem(503, "Busy", said, headers=_headers(503))


def _on_surprise(request: Request, error: Exception) -> JSONResponse:
    """Never the error's own words or variables, in the log neither: they may hold a draft, a token or a password."""
    kind = type(error.orig if isinstance(error, DBAPIError) else error).__name__
    log.error("a call of the API failed", path=request.url.path, error=kind, where=faults.places(error))
    said = "Something went wrong here. Nothing was stored; try again, and tell the administrator if it happens twice."
    return problem(500, "Something went wrong", said)
