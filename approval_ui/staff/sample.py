"""The sample's own pages: five steps for a newcomer, and the switch that lets one be anybody.

These routes exist only in a process started with the sample; see SampleFence for who reaches it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import case, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from approval_ui.shared import problems
from approval_ui.staff.visit import (
    PAGES,
    Typed,
    Visit,
    Visitor,
    cookie_name,
    engine_of,
    field,
    give_cookie,
    see_other,
    settings_of,
)
from countersign import agency, approvals, database, pauses, people, policies, signin
from countersign.agency import PersonEntry, Policy
from countersign.approvals import Proposal, ProposalState, Verdict
from countersign.deliveries import Delivery, State
from countersign.desk import deciding
from countersign.desk.effects import POST
from countersign.errors import NotFound
from countersign.posts import Post, Status

router = APIRouter(prefix="/sample")

#: Which step a post has reached: 1 write, 2 being checked, 3 names, 4 goes out, 5 record.
STEP = {
    Status.DRAFT: 1,
    Status.RETURNED: 1,
    Status.EXPIRED: 1,
    Status.SUBMITTED: 2,
    Status.SIGN_OFF: 3,
    Status.APPROVED: 4,
    Status.PUBLISHED: 5,
}
#: Posts that are on their way now.
UNDER_WAY = (Status.SUBMITTED, Status.SIGN_OFF, Status.APPROVED)


@router.get("")
def show(request: Request, visit: Visitor) -> Response:
    """The five steps."""
    return steps(request, visit)


@router.post("/switch")
def switch(request: Request, visit: Visitor, form: Typed) -> Response:
    """Continue as somebody else; the session before it ends."""
    settings, login, then = settings_of(request), field(form, "person"), field(form, "next") or "/"
    with database.transaction(engine_of(request)) as s:
        now = database.clock(s)
        if not agency.is_active(policies.current(s), login, now):
            raise NotFound("There is nobody of that name in the sample.")
        signin.end(s, request.cookies.get(cookie_name(settings), ""))
        token = signin.begin(s, settings, login, device="sample", now=now)
    return give_cookie(see_other(then if problems.is_local(then) else "/"), settings, token)


def steps(request: Request, visit: Visit | None) -> Response:
    """Where the sample's newest post stands, and whom to be for the next step."""
    settings = settings_of(request)
    with database.transaction(engine_of(request)) as s:
        now, policy = database.clock(s), policies.current(s)
        post = _newest(s)
        proposal = _open_sign_off(s, post)
        context = {
            "post": post,
            "step": STEP[post.status] if post else 1,
            "author": _author(policy, post),
            "chain": _chain(s, policy, proposal, now),
            "waiting": _waiting(s, now),
            "due": _next_due(s, post),
            "record": _newest_record(s),
            "newsroom": settings.public_address + "/newsroom",
            "public": settings.public_address,
            "me": people.person(s, visit.who) if visit else None,
            "names": people.names(s),
            "paused": pauses.live(s, now),
            "policy": policy,
            "zone": policy.agency.zone,
            "now": now,
            "next_address": _with_countdown,
        }
        return PAGES.TemplateResponse(request, "sample.html", context)


def _newest(s: Session) -> Post | None:
    """The post to follow: one under way, else a draft, else whatever changed last."""
    first = case((Post.status.in_(UNDER_WAY), 0), (Post.status == Status.DRAFT, 1), else_=2)
    query = select(Post).where(Post.status.in_(list(STEP))).order_by(first, Post.changed.desc())
    return s.scalars(query.limit(1)).first()


def _author(policy: Policy, post: Post | None) -> PersonEntry | None:
    """Who writes: the author of the newest post, else the first person who may write."""
    if post:
        return policy.person(post.author)
    writers = [entry.role for entry in policy.authorizations if entry.act is agency.Act.WRITE]
    return next(person for person in policy.people if set(person.roles) & set(writers))


@dataclass(frozen=True, slots=True)
class Turn:
    """One stage of a chain: who signed it, or whom to be to sign it now."""

    stage: str
    signed_by: tuple[str, ...]
    can_sign: tuple[PersonEntry, ...]


def _chain(s: Session, policy: Policy, proposal: Proposal | None, now: datetime) -> list[Turn]:
    if proposal is None:
        return []
    turns = []
    for row in deciding.details(s, proposal):
        can = deciding.entitled_to(s, proposal, row["stage"], now) if row["waits"] else {}
        signed = tuple(d.name for d in row["decisions"] if d.verdict is Verdict.SIGN)
        turns.append(Turn(row["stage"].name, signed, tuple(p for p in map(policy.person, can) if p)[:3]))
    return turns


def _open_sign_off(s: Session, post: Post | None) -> Proposal | None:
    if post is None:
        return None
    query = select(Proposal).where(Proposal.kind == POST, Proposal.subject == str(post.id))
    found = s.scalars(query.order_by(Proposal.number.desc()).limit(1)).first()
    return found if found and found.state in {ProposalState.OPEN, ProposalState.APPROVED} else None


def _waiting(s: Session, now: datetime) -> list[dict[str, Any]]:
    """The queue of what waits for sign-off: number, category, stage; never the words."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN, Proposal.closes > now)
    rows = []
    for proposal in s.scalars(query.order_by(Proposal.closes).limit(10)):
        waits = next((row["stage"] for row in deciding.details(s, proposal) if row["waits"]), None)
        can = deciding.entitled_to(s, proposal, waits, now) if waits else {}
        rows.append({"proposal": proposal, "stage": waits.name if waits else "", "can_sign": sorted(can)[:2]})
    return rows


def _next_due(s: Session, post: Post | None) -> Any:
    """When the next post goes out: what is approved, else what the newest post is planned for."""
    states = (State.SCHEDULED, State.SENDING, State.DEFERRED)
    due = s.scalars(select(Delivery.due).where(Delivery.state.in_(states)).order_by(Delivery.due).limit(1)).first()
    planned = post.draft.get("due") if post and STEP[post.status] < 5 else None
    return due or planned


def _newest_record(s: Session) -> dict[str, Any] | None:
    """The newest thing that went out, and who had signed it."""
    query = select(Delivery).where(
        Delivery.state == State.SENT, Delivery.record_id.is_not(None), Delivery.mode == "live"
    )
    delivery = s.scalars(query.order_by(Delivery.sent.desc()).limit(1)).first()
    if delivery is None:
        return None
    signers = approvals.decisions(s, delivery.proposal_id)
    post = s.get_one(Post, delivery.post_id)
    return {"delivery": delivery, "post": post, "signers": [d for d in signers if d.verdict is Verdict.SIGN]}


def _with_countdown(newsroom: str, due: Any) -> str:
    """The newsroom's address; with a due time, it shows the countdown."""
    moment = due if isinstance(due, str) or due is None else due.isoformat()
    return f"{newsroom}?{urlencode({'next': moment})}" if moment else newsroom
