"""What is due, day by day on the agency's own clocks, with each page's free weekly slots."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from approval_ui.staff import finding
from approval_ui.staff.visit import Open, SignedIn
from countersign import desk, recurrence
from countersign.content import Draft
from countersign.deliveries import Delivery, State
from countersign.posts import Post, Status

router = APIRouter(prefix="/schedule")
#: Days that one page shows.
DAYS = 14
#: How far back and ahead it can be turned.
FARTHEST = timedelta(days=3660)
NOT_APPROVED = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.SIGN_OFF)
GONE = (State.WITHDRAWN, State.MISSED)


@router.get("")
def show(visit: SignedIn, start: date | None = None) -> Response:
    """The next two weeks, or two weeks from another day on."""
    with visit.transaction() as o:
        today = o.now.astimezone(o.policy.agency.zone).date()
        first = min(max(start or today, today - FARTHEST), today + FARTHEST)
        context = {
            "days": _days(o, first),
            "first": first,
            "today": today,
            "earlier": first - timedelta(days=DAYS),
            "later": first + timedelta(days=DAYS),
        }
        return o.page("schedule.html", context)


def _days(o: Open, first: date) -> list[dict[str, Any]]:
    """Each day with its rows in order: posts on pages, posts that are not approved yet, and free slots."""
    zone = o.policy.agency.zone
    begin = datetime.combine(first, datetime.min.time(), zone)
    until = datetime.combine(first + timedelta(days=DAYS), datetime.min.time(), zone)
    rows = [*_deliveries(o, begin, until), *_not_approved(o, begin, until)]
    rows += _free(o, begin, until, taken={(row["page"], row["at"]) for row in rows})
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["at"]):
        by_day[row["at"].astimezone(zone).date()].append(row)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [{"day": day, "rows": by_day.get(day, [])} for day in days]


def _deliveries(o: Open, begin: datetime, until: datetime) -> list[dict[str, Any]]:
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id)
    query = query.where(Delivery.due >= begin, Delivery.due < until, Delivery.state.not_in(GONE))
    found = finding.rows_that_may_be_read(o, query.order_by(Delivery.due), limit=500)
    return [
        {"at": row.due, "page": row.page_id, "post": post, "state": row.state, "kind": "delivery"}
        for row, post in found
    ]


def _not_approved(o: Open, begin: datetime, until: datetime) -> list[dict[str, Any]]:
    """Posts that have a time and not all their names."""
    due = Post.draft["due"].astext
    span = (due >= begin.isoformat()[:10], due < (until + timedelta(days=1)).isoformat()[:10])
    rows = o.s.scalars(select(Post).where(Post.status.in_(NOT_APPROVED), *span).limit(500))
    found = []
    for post in rows:
        at = Draft.from_json(post.draft).due
        if at and begin <= at < until and desk.may_read(o.s, o.policy, o.who, post, now=o.now):
            found += [
                {"at": at, "page": page, "post": post, "state": post.status, "kind": "post"}
                for page in finding.pages_of(post)
            ]
    return found


def _free(o: Open, begin: datetime, until: datetime, *, taken: set[tuple[str, datetime]]) -> list[dict[str, Any]]:
    after = max(begin, o.now)
    return [
        {"at": at, "page": page.id, "post": None, "state": None, "kind": "free"}
        for page in o.policy.pages
        for at in recurrence.slots(page, o.policy.agency.zone, after=after)
        if at < until and (page.id, at) not in taken
    ]
