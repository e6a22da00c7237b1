"""The first page: what waits for me, what is mine, what needs a person, what goes out next, who is on watch."""

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from approval_ui.staff import afterwards, finding, sample
from approval_ui.staff.visit import NotSignedInPage, Open, Visitor, settings_of
from countersign import agency, desk, liveness, pauses, people
from countersign.liveness import Flow
from countersign.notices import Notice
from countersign.screening import rulebook
from countersign.screening.rulebook import Pack
from countersign.tasks import Task

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
    next_due, in_force = finding.next_due(now_open), pauses.live(now_open.s, now_open.now)
    return {
        "waiting": finding.waiting_for_me(now_open),
        "owed": [afterwards.task_view(now_open, task) for task in mine_to_do(now_open)],
        "mine": finding.mine(now_open),
        "under_way": finding.under_way(now_open),
        "needed": finding.needing_a_person(now_open),
        "next": next_due,
        "stopped": {delivery.id for delivery, _ in next_due if pauses.stopping(in_force, delivery)},
        "news": unread(now_open),
        "unreviewed": unreviewed(now_open),
        "flow": flow(now_open),
        "alarms": liveness.alarms(now_open.s),
        **watch(now_open),
    }


def flow(now_open: Open) -> Flow:
    """Whether posts go out now."""
    within = settings_of(now_open.visit.request).ready_within_seconds
    return liveness.flow(now_open.s, within=within, now=now_open.now)


def mine_to_do(now_open: Open) -> list[Task]:
    """What is due from me, the most pressing first."""
    return desk.tasks_of(now_open.s, now_open.who, now=now_open.now)


def unreviewed(now_open: Open) -> list[Pack]:
    """The packs of rules in force that nobody reviewed, for those whose name puts a review on record."""
    stage = desk.rules.second_person(now_open.policy)
    if now_open.who not in agency.designated(now_open.policy, stage):
        return []
    packs = rulebook.packs(now_open.policy.switches)
    return [pack for pack in packs if pack.active and not pack.reviewed and pack.id != "product"]


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
