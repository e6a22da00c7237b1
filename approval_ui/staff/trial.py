"""A trial of the rulebook on the agency's own old posts: a file comes in, a table goes out, nothing is stored."""

import codecs
import io

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from approval_ui.staff.visit import SignedIn, Typed, Visit
from countersign.errors import CountersignError, Invalid
from countersign.screening import trial
from countersign.screening.trial import Post

router = APIRouter(prefix="/rules/trial")
#: A page answers within seconds; the command `countersign screen --trial` takes any number.
MOST = 2000


@router.get("")
def begin(visit: SignedIn) -> Response:
    """The form."""
    return _page(visit)


@router.post("")
def run(form: Typed, visit: SignedIn) -> Response:
    """What the rulebook in force would have done with these posts."""
    try:
        rows = _rows(form)
    except Invalid as error:
        return _page(visit, error=error)
    with visit.transaction() as o:
        policy, now = o.policy, o.now
    tried = trial.try_posts(rows[:MOST], policy, now)
    with visit.transaction() as o:
        context = {"trial": tried, "left_out": max(0, len(rows) - MOST), "shown": trial.SHOWN}
        return o.page("trial.html", context)


def _page(visit: Visit, *, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        return o.page("trial.html", {"trial": None, "most": MOST}, error=error)


def _rows(form: FormData) -> list[Post]:
    sent = form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Invalid({"file": "Choose a file of old posts."})
    try:
        rows = trial.read_posts(io.StringIO(_decoded(sent.file.read()), newline=""))
    except ValueError as error:
        told = f"This file cannot be read: {error}. Save the posts as CSV: commas between, names in the first line."
        raise Invalid({"file": told}) from None
    if not rows:
        raise Invalid({"file": "There are no posts under the first line of this file. Choose another one."})
    return rows


def _decoded(content: bytes) -> str:
    """What a spreadsheet saved: UTF-8, UTF-16 by its mark, else the Western letters of Windows; never with gaps."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValueError("it is no text, but a file of another program")
    return text
