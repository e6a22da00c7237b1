"""One signed-in person's request: who it is, the open transaction, the page that answers, and its frame."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from approval_ui.shared import problems
from approval_ui.shared.rendering import templates
from approval_ui.staff import wordings
from countersign import database, pauses, people, policies, sample, signin
from countersign.agency import Policy
from countersign.errors import CountersignError, Invalid, NotFound, Refused
from countersign.notices import Notice
from countersign.people import WebSession
from countersign.screening.text import unsafe
from countersign.settings import Settings

Done = TypeVar("Done")
PAGES = templates(Path(__file__).parent / "templates")
PAGES.env.globals["words"] = wordings
MOST_FIELDS = 400


class NotSignedInPage(Exception):
    """Nobody is signed in: answered with the sign-in page, never with the page that was asked for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is signed in."""

    request: Request
    settings: Settings
    engine: Engine
    token: str
    session: WebSession

    @property
    def who(self) -> str:
        """The login of the person."""
        return self.session.person_id

    @contextmanager
    def transaction(self) -> Iterator["Open"]:
        """One transaction, with PostgreSQL's clock and the policy in force."""
        with database.transaction(self.engine) as s:
            yield Open(self, s, database.clock(s), policies.current(s))

    def perform(
        self,
        verb: Callable[["Open"], Done],
        *,
        then: str | Callable[[Done], str],
        otherwise: Callable[[CountersignError], Response],
    ) -> Response:
        """Do something and go on to a page; what the rules refuse is told on the page that `otherwise` makes."""
        try:
            with self.transaction() as now_open:
                done = verb(now_open)
                path = then if isinstance(then, str) else then(done)
        except (Refused, Invalid) as error:
            return otherwise(error)
        return see_other(path)

    def factor(self, form: FormData) -> str:
        """What a decision rests on: the sign-in or the password that was typed with it, exactly as typed."""
        return signin.factor(
            self.engine,
            self.settings,
            self.session,
            password=password_in(form),
            address=address_of(self.request),
        )


@dataclass(frozen=True, slots=True)
class Open:
    """An open transaction of a visit."""

    visit: Visit
    s: Session
    now: datetime
    policy: Policy

    @property
    def who(self) -> str:
        """The login of the person."""
        return self.visit.who

    def id_in_path(self, name: str) -> uuid.UUID:
        """An id in the address; NotFound when it cannot be one of ours."""
        try:
            return uuid.UUID(self.visit.request.path_params[name])
        except ValueError:
            raise NotFound("There is nothing here, or it is not yours to see.") from None

    def page(self, template: str, context: dict[str, Any], *, error: CountersignError | None = None) -> Response:
        """A page with its frame; with an error, its sentence stands on top and its status is the answer's."""
        status = problems.status_of(error) if error else 200
        whole = {**frame(self), "error": error, "wrong": fields_of(error), **context}
        return PAGES.TemplateResponse(self.visit.request, template, whole, status_code=status)


def frame(now_open: Open) -> dict[str, Any]:
    """What surrounds every page: who I am, what is paused, how many notices are new, the sample's bar."""
    s, policy, visit = now_open.s, now_open.policy, now_open.visit
    mark_read(now_open)
    unread = select(func.count()).where(Notice.person_id == visit.who, Notice.read.is_(None))
    return {
        "me": people.person(s, visit.who),
        "policy": policy,
        "zone": policy.agency.zone,
        "now": now_open.now,
        "names": people.names(s),
        "paused": pauses.live(s, now_open.now),
        "unwatched": not people.on_watch(s, now_open.now),
        "unread": s.scalar(unread),
        "sample": visit.settings.sample,
        "sample_secret": sample_secret(visit),
        "settings": visit.settings,
        "path": visit.request.url.path,
    }


def mark_read(now_open: Open) -> None:
    """Whoever opens the page that a notice speaks of has read it."""
    request = now_open.visit.request
    if request.method == "GET" and "hx-request" not in request.headers:
        here = (Notice.person_id == now_open.who, Notice.path == request.url.path, Notice.read.is_(None))
        now_open.s.execute(update(Notice).where(*here).values(read=now_open.now))


def sample_secret(visit: Visit) -> str | None:
    """In the sample, the password of whoever one is just now; it is asked for where a decision needs it."""
    if not visit.settings.sample:
        return None
    try:
        return sample.password_of(visit.settings, visit.who)
    except FileNotFoundError:
        return None


def fields_of(error: CountersignError | None) -> dict[str, str]:
    """What is wrong with which field."""
    return error.fields if isinstance(error, Invalid) else {}


def see_other(path: str) -> Response:
    """Go on to a page with GET."""
    return RedirectResponse(path, status_code=303)


def cookie_name(settings: Settings) -> str:
    """The session cookie; the prefix makes browsers hold it to this host, https and the whole site."""
    return "__Host-countersign" if is_https(settings) else "countersign"


def is_https(settings: Settings) -> bool:
    """Whether people reach these pages through https."""
    return settings.staff_address.startswith("https://")


def give_cookie(answer: Response, settings: Settings, token: str) -> Response:
    """Hand a session's token to the browser."""
    answer.set_cookie(cookie_name(settings), token, httponly=True, secure=is_https(settings), samesite="lax", path="/")
    return answer


def settings_of(request: Request) -> Settings:
    """The settings of the application that got a request."""
    settings: Settings = request.app.state.settings
    return settings


def engine_of(request: Request) -> Engine:
    """The database of the application that got a request."""
    engine: Engine = request.app.state.engine
    return engine


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def visitor(request: Request) -> Visit | None:
    """The visit of whoever is signed in, or None."""
    settings, engine = settings_of(request), engine_of(request)
    token = request.cookies.get(cookie_name(settings), "")
    if not token:
        return None
    by_itself = request.method == "GET" and "hx-request" in request.headers
    with database.transaction(engine) as s:
        session = signin.current(s, settings, token, now=database.clock(s), click=not by_itself)
    return Visit(request, settings, engine, token, session) if session else None


def signed_in(visit: Annotated[Visit | None, Depends(visitor)]) -> Visit:
    """The visit of whoever is signed in; otherwise the sign-in page answers."""
    if visit is None:
        raise NotSignedInPage
    return visit


async def typed(request: Request) -> FormData:
    """The fields of a form; remembered, so that a page which has to refuse can give them back."""
    try:
        form = await request.form(max_files=8, max_fields=MOST_FIELDS, max_part_size=_most(request))
    except HTTPException as error:
        raise problems.TooMuch from error
    request.state.typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return form


def _most(request: Request) -> int:
    """The largest field that is read; what is larger than a text may be is told at its field."""
    return settings_of(request).max_text_bytes * 3 + 512 * 1024


def texts_of(form: FormData) -> dict[str, str]:
    """Every text field, as it was typed."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def raw(form: FormData, name: str) -> str:
    """One text field, without the spaces around it; empty when it is missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def password_in(form: FormData) -> str:
    """The password of a form, exactly as it was typed."""
    value = form.get("password")
    return value if isinstance(value, str) else ""


def field(form: FormData, name: str) -> str:
    """One text field; Invalid when it holds characters that no page can show."""
    value = raw(form, name)
    if found := unsafe(value):
        raise Invalid({name: f"Character {found[0] + 1} must not be in it ({found[1]}). Type that place again."})
    return value


def at_form(error: CountersignError, form: str) -> CountersignError:
    """A page may hold several forms with the same fields; the messages belong to one of them, as `FIELD-FORM`."""
    if not isinstance(error, Invalid):
        return error
    return Invalid({f"{name}-{form}" if name else "": message for name, message in error.fields.items()})


#: First among a handler's arguments, so that what was typed is known before anybody is asked to sign in.
Typed = Annotated[FormData, Depends(typed)]
SignedIn = Annotated[Visit, Depends(signed_in)]
Visitor = Annotated[Visit | None, Depends(visitor)]
