"""My notices: what I was told, and the mark that I have read it."""

from fastapi import APIRouter
from sqlalchemy import select, update
from starlette.responses import Response

from approval_ui.staff.visit import SignedIn, see_other
from countersign.notices import Notice

router = APIRouter(prefix="/notices")


@router.get("")
def show(visit: SignedIn) -> Response:
    """My notices, newest first."""
    with visit.transaction() as o:
        query = select(Notice).where(Notice.person_id == o.who).order_by(Notice.created.desc()).limit(100)
        return o.page("notices.html", {"rows": list(o.s.scalars(query))})


@router.post("/read")
def read(visit: SignedIn) -> Response:
    """I have read them all."""
    with visit.transaction() as o:
        mine = update(Notice).where(Notice.person_id == o.who, Notice.read.is_(None))
        o.s.execute(mine.values(read=o.now))
    return see_other("/notices")
