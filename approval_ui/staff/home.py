"""The first page: what waits for me, what is mine, what needs a person, what goes out next, who is on watch."""

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from approval_ui.staff import finding, sample
from approval_ui.staff.visit import NotSignedInPage, Open, Visitor, settings_of
from countersign import agency, people
from countersign.notices import Notice

router = APIRouter()


@router.get("/")
def home(request: Request, visit: Visitor) -> Response:
    """My first page; in the sample, the five steps for whoever is not signed in."""
    if visit is None and settings_of(request).sample:
        return sample.steps(request, None)
    if visit is None:
        raise NotSignedInPage
    with visit.transaction() as now_open:
        return now_open.page("home.html", overview(now_open))


def overview(now_open: Open) -> dict[str, object]:
    """Everything that the first page shows."""
    return {
        "waiting": finding.waiting_for_me(now_open),
        "mine": finding.mine(now_open),
        "under_way": finding.under_way(now_open),
        "needed": finding.needing_a_person(now_open),
        "next": finding.next_due(now_open),
        "news": unread(now_open),
        **watch(now_open),
    }


def watch(now_open: Open) -> dict[str, object]:
    """Who is on watch, who counts as on watch while nobody is, and whether I am or may be."""
    policy, on = now_open.policy, people.on_watch(now_open.s, now_open.now)
    told = policy.person(now_open.who)
    return {
        "on_watch": sorted(on),
        "stand_ins": [p for p in policy.watch.fallback if agency.is_active(policy, p, now_open.now)],
        "i_watch": now_open.who in on,
        "may_watch": bool(told and set(told.roles) & set(policy.watch.roles)),
    }


def unread(now_open: Open, limit: int = 5) -> list[Notice]:
    """My newest notices that I have not read."""
    query = select(Notice).where(Notice.person_id == now_open.who, Notice.read.is_(None))
    return list(now_open.s.scalars(query.order_by(Notice.created.desc()).limit(limit)))
