"""The claim: one transaction that checks everything again and commits the attempt before the first byte leaves."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, select, true, update
from sqlalchemy.orm import Session

from countersign import approvals, connections, database, deliveries, outcome, pauses, platforms
from countersign.approvals import Proposal, ProposalState
from countersign.content import FinalText
from countersign.deliveries import CLAIMABLE, Attempt, Delivery, State
from countersign.errors import CountersignError
from countersign.log.record import Event
from countersign.pages import Page
from countersign.pauses import Pause
from countersign.platforms.base import NotSent, Plan, Seed, StepState, attempt_key
from countersign.platforms.http import PageAccess
from countersign.posts import FinalTextRow, Post, Version
from countersign.settings import Settings

#: Sends at one page at a time, over all publishers.
PER_PAGE = 4
BATCH = 16
ANY = "any"


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that sending one delivery needs; nothing in it comes from the database again."""

    delivery: uuid.UUID
    attempt: uuid.UUID
    number: int
    publisher: str
    access: PageAccess
    plan: Plan
    state: StepState
    #: An earlier attempt left something in doubt, or was told to wait: look before anything is written.
    look_first: bool
    first_sent: datetime
    not_after: datetime
    scopes: tuple[str, ...]
    urgent: bool
    claimed: datetime
    #: time.monotonic() at the claim.
    tick: float

    def now(self) -> datetime:
        """PostgreSQL's clock, carried on from the claim by the monotonic one."""
        return self.claimed + timedelta(seconds=time.monotonic() - self.tick)


def claim(
    s: Session, settings: Settings, *, publisher: str, lane: str, delay: timedelta, room: int = BATCH
) -> list[Job]:
    """Take what is due, oldest first, at most `room`: each either becomes a job or is held with the reason why."""
    tick, now = time.monotonic(), database.clock(s)
    due = _lock_due(s, pauses.live(s, now), lane=lane, before=now - delay, now=now, room=room)
    if not due:
        return []
    pauses.pass_gates(s, {scope for d in due for scope in pauses.scopes_of(d.page_id, d.category)})
    paused = pauses.live(s, now)
    jobs = []
    for delivery in due:
        scopes = pauses.scopes_of(delivery.page_id, delivery.category)
        if pauses.stopping(paused, scopes, urgent=delivery.lane == "urgent"):
            continue
        why = obstacle(s, delivery, settings)
        if why:
            hold(s, delivery, why, now)
            continue
        try:
            jobs.append(_begin(s, settings, delivery, publisher=publisher, now=now, tick=tick))
        except CountersignError as error:
            hold(s, delivery, error.message, now)
    return jobs


def obstacle(s: Session, delivery: Delivery, settings: Settings) -> str | None:
    """Why this delivery may not go out now, or None; everything that was true at approval is checked again."""
    page = s.get_one(Page, delivery.page_id)
    proposal = s.get_one(Proposal, delivery.proposal_id)
    if page.closed or not page.enabled:
        return "The page is not enabled: its required items are not in place, or it was closed."
    if page.settings.get("access_revoked"):
        return (
            "The page's access was revoked or has expired. "
            "It goes out by itself once an administrator connects it again."
        )
    if page.mode != delivery.mode:
        return "The page was switched between live and drill after this was approved. It has to be approved anew."
    if proposal.state is not ProposalState.APPROVED or proposal.digest != delivery.digest:
        return "The approvals are not for these words."
    cast = approvals.votes(approvals.decisions(s, proposal.id))
    if not approvals.complete(proposal.stages, cast, digest=delivery.digest, authors=proposal.authors):
        return "Not every name is there for these words."
    if not words_are_signed(s, delivery, proposal):
        return "The stored words are not those that were signed."
    return _out_of_reach(page, settings)


def _out_of_reach(page: Page, settings: Settings) -> str | None:
    """Why nothing can be sent to a page just now: its platform is not known here, or its credential not readable."""
    try:
        platforms.adapter(page.platform)
        connections.access(page, settings)
    except CountersignError as error:
        return error.message
    return None


def words_are_signed(s: Session, delivery: Delivery, proposal: Proposal) -> bool:
    """Whether the stored bytes have the signed digest, and this page's words are among them."""
    if hashlib.sha256(proposal.canonical).hexdigest() != delivery.digest:
        return False
    signed = {page["page"]: page for page in json.loads(proposal.canonical)["pages"]}
    return signed.get(delivery.page_id) == final_text(s, delivery, proposal).signed()


def final_text(s: Session, delivery: Delivery, proposal: Proposal) -> FinalText:
    """The frozen text of a delivery."""
    row = s.get_one(FinalTextRow, (delivery.version_id, delivery.page_id, proposal.policy))
    return FinalText.from_json(row.body)


def hold(s: Session, delivery: Delivery, why: str, now: datetime) -> None:
    """Put a delivery aside until what stands in its way is gone, and tell its people."""
    deliveries.move(delivery, State.HELD, now=now, reason=why)
    outcome.record(s, delivery, Event.DELIVERY_HELD, actor="machine", now=now, why=why)
    outcome.tell(s, delivery, "failed", now, why=why)


def renew(s: Session, publisher: str, ids: Iterable[uuid.UUID], *, lease: timedelta) -> None:
    """Keep hold of what is being sent."""
    s.execute(
        update(Delivery)
        .where(Delivery.id.in_(list(ids)), Delivery.state == State.SENDING, Delivery.publisher == publisher)
        .values(lease_until=func.clock_timestamp() + lease)
    )


def _lock_due(
    s: Session, paused: Iterable[Pause], *, lane: str, before: datetime, now: datetime, room: int
) -> list[Delivery]:
    """Lock due deliveries, at most a page's free slots for each page, so that one page cannot take every place.

    What is paused takes no place either; a pause that is committed meanwhile is seen behind the gates.
    """
    sending = select(Delivery.page_id, func.count().label("n")).where(Delivery.state == State.SENDING)
    sending_by_page = sending.group_by(Delivery.page_id).subquery()
    mine = Delivery.lane == lane if lane != ANY else Delivery.lane.in_(["routine", "urgent"])
    rank = func.row_number().over(partition_by=Delivery.page_id, order_by=Delivery.due)
    candidates = (
        select(Delivery.id, Delivery.page_id, rank.label("rank"))
        .where(Delivery.state.in_(CLAIMABLE), mine, Delivery.due <= before, Delivery.not_after >= now)
        .where(*(not_(_stopped_by(pause)) for pause in paused))
        .subquery()
    )
    free = (
        select(candidates.c.id)
        .outerjoin(sending_by_page, sending_by_page.c.page_id == candidates.c.page_id)
        .where(candidates.c.rank <= PER_PAGE - func.coalesce(sending_by_page.c.n, 0))
    )
    query = (
        select(Delivery)
        .where(Delivery.id.in_(free), Delivery.state.in_(CLAIMABLE), Delivery.due <= before)
        .order_by(Delivery.due)
        .limit(room)
        .with_for_update(skip_locked=True)
    )
    return list(s.scalars(query))


def _stopped_by(pause: Pause) -> ColumnElement[bool]:
    kind, _, name = pause.scope.partition(":")
    inside = {"page": Delivery.page_id == name, "category": Delivery.category == name}.get(kind, true())
    return inside if pause.stops_urgent else and_(inside, Delivery.lane != "urgent")


def _begin(
    s: Session,
    settings: Settings,
    delivery: Delivery,
    *,
    publisher: str,
    now: datetime,
    tick: float,
) -> Job:
    page = s.get_one(Page, delivery.page_id)
    access = connections.access(page, settings)
    last = last_attempt(s, delivery)
    plan = Plan.from_json(last.plan) if last else _plan(s, delivery, access, now)
    attempt = Attempt(
        id=uuid.uuid4(),
        delivery_id=delivery.id,
        number=delivery.attempts + 1,
        publisher=publisher,
        started=now,
        plan=plan.to_json(),
        plan_hash=plan.body_hash,
        progress=last.progress if last else {},
    )
    s.add(attempt)
    deliveries.move(delivery, State.SENDING, now=now)
    delivery.attempts = attempt.number
    delivery.publisher, delivery.lease_until = publisher, now + timedelta(seconds=settings.lease_seconds)
    values = {"attempt": attempt.number, "plan": plan.body_hash, "publisher": publisher}
    outcome.record(s, delivery, Event.ATTEMPT_STARTED, actor="machine", now=now, **values)
    return Job(
        delivery=delivery.id,
        attempt=attempt.id,
        number=attempt.number,
        publisher=publisher,
        access=access,
        plan=plan,
        state=StepState.from_json(attempt.progress),
        look_first=_may_have_left(s, delivery),
        first_sent=_first_sent(s, delivery, now),
        not_after=delivery.not_after,
        scopes=pauses.scopes_of(delivery.page_id, delivery.category),
        urgent=delivery.lane == "urgent",
        claimed=now,
        tick=tick,
    )


def _plan(s: Session, delivery: Delivery, access: PageAccess, now: datetime) -> Plan:
    version, post = s.get_one(Version, delivery.version_id), s.get_one(Post, delivery.post_id)
    proposal = s.get_one(Proposal, delivery.proposal_id)
    seed = Seed(
        attempt_key=attempt_key(delivery.id, version.number),
        created_at=now,
        post=str(post.number),
        language=version.draft["language"],
    )
    page = s.get_one(Page, delivery.page_id)
    return platforms.adapter(page.platform).prepare(final_text(s, delivery, proposal), seed, access=access)


def last_attempt(s: Session, delivery: Delivery) -> Attempt | None:
    """The newest attempt at a delivery."""
    return s.scalar(select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number.desc()).limit(1))


def _first_sent(s: Session, delivery: Delivery, now: datetime) -> datetime:
    return s.scalar(select(func.min(Attempt.started)).where(Attempt.delivery_id == delivery.id)) or now


def _may_have_left(s: Session, delivery: Delivery) -> bool:
    """Whether an earlier attempt could have made something public: all but those of which nothing left for certain."""
    earlier = select(Attempt.id).where(Attempt.delivery_id == delivery.id, Attempt.number < delivery.attempts)
    return s.execute(earlier.where(Attempt.outcome.is_distinct_from(NotSent.__name__)).limit(1)).first() is not None
