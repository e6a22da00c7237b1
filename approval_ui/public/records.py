"""The public records: a search over everything that went out, and each record with its proof."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from threading import Semaphore
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, PlainTextResponse, Response

from approval_ui.public import proving, reading
from approval_ui.public.newsroom import place_in
from approval_ui.public.proving import Record
from approval_ui.public.reading import Agency, Search
from approval_ui.public.rendering import OPEN, conditional, engine_of, getting, page, place_of, settings_of
from countersign import content, database, timetable
from countersign.content import FinalText
from countersign.database import DatabaseGone
from countersign.errors import CountersignError, NotFound
from countersign.log import entry as leaves
from countersign.log.entry import Field, Withheld

router = APIRouter()
AT_ONCE = 20
MOST_WORDS, LONGEST_QUESTION = 12, 200
LONGEST_WAIT = 1.0
#: PostgreSQL's code for a statement that took too long.
TOO_LONG = "57014"
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\.[a-z-]+)?")
_GONE = "There is no public record here."


class TooMuchToSearch(CountersignError):
    """This search took too long. Choose a page, a category or the days between which it was, and try again."""


class Busy(CountersignError):
    """Many people are searching just now. Please try again in a few seconds."""


class NotSealedYet(CountersignError):
    """This record gets its signed seal within seconds. Try again in a moment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The search form as it was filled in."""

    q: str = ""
    page: str = ""
    category: str = ""
    since: str = ""
    until: str = ""

    def search(self, agency: Agency) -> Search:
        """What is looked for; days are the agency's own, both included."""
        since, until = _day(self.since), _day(self.until)
        return Search(
            tuple(self.q.split()[:MOST_WORDS]),
            self.page,
            self.category,
            _midnight(since, agency) if since else None,
            _midnight(until + timedelta(days=1), agency) if until else None,
        )

    def query(self, **more: str) -> str:
        """The form as part of an address."""
        given = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return urlencode(given | more)


@getting(router, "/records")
def search(
    request: Request,
    q: str = "",
    on: Annotated[str, Query(alias="page")] = "",
    category: str = "",
    since: str = "",
    until: str = "",
    before: str = "",
) -> Response:
    """Everything that went out, newest first, or what fits the form."""
    asked, place = Asked(*map(_plain, (q, on, category, since, until))), place_in(before)
    with _patiently(request, searching=asked != Asked()) as s:
        agency = reading.agency(s)
        found = reading.search(s, asked.search(agency), before=place, limit=AT_ONCE + 1)
        older = asked.query(before=place_of(found[AT_ONCE - 1])) if len(found) > AT_ONCE else None
        pages = reading.pages(s)
        context: dict[str, Any] = {"found": found[:AT_ONCE], "older": older, "asked": asked, "pages": pages}
        names = {one.id: one.name for one in pages}
        return page(request, s, "records.html", agency=agency, names=names, is_first=place is None, **context)


@getting(router, "/records/{name}")
def record(request: Request, name: str) -> Response:
    """One record: as a page, or by its ending as proof, leaf, fields or JSON."""
    id, ending = _named(name)
    with database.transaction(engine_of(request)) as s:
        found = proving.record(s, id)
        if found is None:
            raise NotFound(_GONE)
        return ENDINGS[ending](request, s, found)


def _page(request: Request, s: Session, found: Record) -> Response:
    seal, values = proving.newest_seal(s), found.values
    shown = FinalText.from_json(values["content"]) if "content" in values else None
    sealed = proving.is_sealed(found, seal)
    gone, post = reading.removed(s, found.id), reading.by_record(s, found.id)
    context: dict[str, Any] = {
        "record": found,
        "values": values,
        "content": shown,
        "signers": values.get("signed_by", []),
        "later": post.edited if post and not gone else None,
        "before": values.get("signed_before"),
        "original": gone[0] if gone else None,
        "removed": gone[1] if gone else None,
        "is_removal": gone is not None and gone[1].record == found.id,
    }
    return page(request, s, "record.html", seal=seal if sealed else None, **context)


def _proof(request: Request, s: Session, found: Record) -> Response:
    text = proving.proof(s, found, proving.newest_seal(s))
    if text is None:
        raise NotSealedYet
    return _text(request, text)


def _leaf(request: Request, s: Session, found: Record) -> Response:
    return conditional(request, Response(found.leaf, media_type="application/octet-stream"), headers=OPEN)


def _fields(request: Request, s: Session, found: Record) -> Response:
    return _text(request, leaves.write_fields(found.fields))


def _json(request: Request, s: Session, found: Record) -> Response:
    address = f"{settings_of(request).public_address}/records/{found.id}"
    seal = proving.newest_seal(s)
    body: dict[str, Any] = {
        "record": str(found.id),
        "at": content.instant(found.at),
        "index": found.index,
        "sealed": seal is not None and proving.is_sealed(found, seal),
        "leaf": found.leaf.decode(),
        "fields": [_field(field) for field in found.fields],
        "links": {"page": address, **{ending[1:]: address + ending for ending in ENDINGS if ending}},
    }
    return conditional(request, JSONResponse(body), headers=OPEN)


def _field(field: Field | Withheld) -> dict[str, Any]:
    if isinstance(field, Withheld):
        return {"withheld": field.commitment.hex()}
    return {"name": field.name, "salt": field.salt.hex(), "value": leaves.value_of(field)}


ENDINGS: dict[str, Callable[[Request, Session, Record], Response]] = {
    "": _page,
    ".tlog-proof": _proof,
    ".leaf": _leaf,
    ".fields": _fields,
    ".json": _json,
}


def _text(request: Request, text: str) -> Response:
    return conditional(request, PlainTextResponse(text), headers=OPEN)


def _named(name: str) -> tuple[uuid.UUID, str]:
    match = _NAME.fullmatch(name)
    ending = match[2] or "" if match else None
    if match is None or ending not in ENDINGS:
        raise NotFound(_GONE)
    return uuid.UUID(match[1]), ending or ""


def _plain(text: str) -> str:
    """A field of the form, without the one character that the database cannot hold."""
    return text.replace("\x00", " ")[:LONGEST_QUESTION]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 9999 else None


def _midnight(day: date, agency: Agency) -> datetime:
    return timetable.due_time(datetime.combine(day, time.min), agency.zone).at


@contextmanager
def _patiently(request: Request, *, searching: bool) -> Iterator[Session]:
    """A search that takes too long says so; and only a few run at a time, so that the newsroom stays quick."""
    places: Semaphore = request.app.state.searches
    if searching and not places.acquire(timeout=LONGEST_WAIT):
        raise Busy
    try:
        with database.transaction(engine_of(request)) as s:
            yield s
    except DatabaseGone as error:
        if getattr(getattr(error.__cause__, "orig", None), "sqlstate", None) == TOO_LONG:
            raise TooMuchToSearch from error
        raise
    finally:
        if searching:
            places.release()
