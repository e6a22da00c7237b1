"""My sign-in code: switching it on with an authenticator app, and taking it away again."""

from collections.abc import Callable
from functools import partial

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, address_of, field, password_in, raw, see_other
from countersign import codes, people
from countersign.errors import CountersignError, Invalid, Refused

router = APIRouter(prefix="/signin-code")


@router.get("")
def show(visit: SignedIn) -> Response:
    """Whether my sign-in needs a code; where it does not, a fresh key for the app."""
    return _page(visit)


@router.post("/on")
def switch_on(form: Typed, visit: SignedIn) -> Response:
    """Switch it on with a right code; after a wrong one the same key is shown again."""
    secret = raw(form, "secret")
    return _try(visit, form, partial(codes.switch_on, secret=secret), secret=secret)


@router.post("/off")
def switch_off(form: Typed, visit: SignedIn) -> Response:
    """Take it away, with password and a code."""
    return _try(visit, form, codes.switch_off)


def _try(visit: Visit, form: FormData, switch: Callable[..., None], *, secret: str = "") -> Response:
    """Switch it with the password and the code of the form; a refusal is said on the page."""
    try:
        switch(
            visit.engine,
            visit.settings,
            visit.session,
            password=password_in(form),
            code=field(form, "code"),
            address=address_of(visit.request),
        )
    except (Refused, Invalid) as error:
        return _page(visit, error=error, secret=secret)
    return see_other("/signin-code")


def _page(visit: Visit, *, error: CountersignError | None = None, secret: str = "") -> Response:
    with visit.transaction() as o:
        if people.person(o.s, o.who).totp_secret is None:
            context = _set_up(o, secret if codes.is_secret(secret) else codes.fresh_secret())
        else:
            context = {"on": True, "since": codes.since(o.s, o.who)}
        return o.page("signin_code.html", context, error=error)


def _set_up(o: Open, secret: str) -> dict[str, object]:
    """A secret as the page shows it: as a picture, as a link, and in groups of four letters."""
    link = codes.link(secret, o.who, agency=o.policy.agency.name)
    picture = segno.make(link, error="m", micro=False).svg_inline(border=4, light="#fff", omitsize=True)
    fours = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return {"on": False, "secret": secret, "link": link, "picture": Markup(picture), "fours": fours}
