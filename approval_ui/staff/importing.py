"""Many posts from a table: first the report on every row, then all of them or none."""

import base64
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from approval_ui.staff.visit import SignedIn, Typed, Visit, field, see_other
from countersign import bulk
from countersign.agency import FACTS
from countersign.errors import CountersignError, Invalid, Refused

router = APIRouter(prefix="/import")


@router.get("")
def show(visit: SignedIn) -> Response:
    """The form, and what a table looks like."""
    return _page(visit)


@router.post("")
def take(form: Typed, visit: SignedIn) -> Response:
    """The report on a table; or, at the second step, store what was reported."""
    try:
        table = _table(form)
        if field(form, "do") in {"keep", "submit"}:
            with visit.transaction() as o:
                bulk.apply(o.s, o.who, table, submit=field(form, "do") == "submit", now=o.now)
            return see_other("/schedule" if field(form, "do") == "submit" else "/")
        with visit.transaction() as o:
            rows = bulk.report(o.s, o.who, table, now=o.now)
    except (Refused, Invalid) as error:
        return _page(visit, error=error)
    return _page(visit, rows=rows, table=table)


def _table(form: FormData) -> bytes:
    """The file that was chosen, or the one of the step before, which the form carries along."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return file.file.read(bulk.MOST_BYTES + 1)
    carried = form.get("table", "")
    if isinstance(carried, str) and carried:
        try:
            return base64.b64decode(carried, validate=True)
        except ValueError:
            raise Invalid({"file": "The table got lost on the way. Choose it again."}) from None
    raise Invalid({"file": "Choose a table (CSV)."})


def _page(
    visit: Visit,
    *,
    error: CountersignError | None = None,
    rows: list[bulk.Row] | None = None,
    table: bytes = b"",
) -> Response:
    with visit.transaction() as o:
        context: dict[str, Any] = {
            "rows": rows or [],
            "broken": sum(bool(row.wrong) for row in rows or []),
            "stopped": sum(bool(row.stops) for row in rows or []),
            "table": base64.b64encode(table).decode(),
            "facts": [name for name in FACTS if name != "place"],
            "most": bulk.MOST_ROWS,
        }
        return o.page("import.html", context, error=error)
