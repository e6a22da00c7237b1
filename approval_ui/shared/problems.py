"""What people see when something is refused or went wrong: one page, a sentence, and what they typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from approval_ui.shared.rendering import templates
from countersign.database import DatabaseGone
from countersign.errors import CountersignError, Invalid, Misconfigured, NotAllowed, NotFound, NotSignedIn, Refused


class TooMuch(CountersignError):
    """This is too much at once, so nothing was stored. Go back in your browser: what you typed is still there. Shorten
    the text, or add smaller pictures one at a time.
    """


#: The most specific error first.
STATUS: tuple[tuple[type[CountersignError], int], ...] = (
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Invalid, 422),
    (TooMuch, 413),
    (DatabaseGone, 503),
    (Misconfigured, 503),
    (Refused, 409),
    (CountersignError, 500),
)
HEADINGS = {
    400: "This could not be read",
    401: "Please sign in",
    403: "You cannot do this",
    404: "There is nothing here",
    405: "This cannot be done here",
    409: "This has moved on",
    413: "This is too much at once",
    422: "Something needs mending",
    429: "Please wait a moment",
    500: "Something went wrong",
    503: "Not just now",
}
#: Never sent back to a page.
SECRET = frozenset({"password", "code"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody had typed when something came between: where it was going, and the fields."""

    action: str
    fields: Sequence[tuple[str, str]] = field(default=())


def status_of(error: CountersignError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def kept_from(request: Request) -> Kept | None:
    """What the refused request had typed, when it was a form; see `remember`."""
    typed = getattr(request.state, "typed", None)
    return Kept(request.url.path, [(k, v) for k, v in typed if k not in SECRET]) if typed else None


def is_local(path: str) -> bool:
    """Whether an address stays on these pages; anything that names a host, or could be read so, does not."""
    parts = urlsplit(path)
    return path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc


def page(request: Request, status: int, heading: str, message: str, *, kept: Kept | None = None) -> Response:
    """A page that says what happened, what is safe and what to do; with `kept`, a button sends the form again."""
    context = {"heading": heading, "message": message, "kept": kept}
    return _PAGES.TemplateResponse(request, "problem.html", context, status_code=status)


def of_error(request: Request, error: CountersignError) -> Response:
    """The page of an error; what is not there and what one may not see look the same, to the word."""
    status = status_of(error)
    kept = kept_from(request) if status in {500, 503} else None
    message = NotFound().message if isinstance(error, NotFound) else error.message
    return page(request, status, HEADINGS[status], message, kept=kept)


_PAGES = templates()
