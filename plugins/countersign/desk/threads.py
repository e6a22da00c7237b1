"""What was said about an incident so far: where it is out, what has not gone out yet, and what ends it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import approvals, deliveries, outcome, posts
from countersign.alerts.tables import Incident
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Post, Status

NEWER = "A newer message about the same incident came first."
_SAID = frozenset({State.SENT, State.SENDING, State.UNKNOWN, State.WAITING, State.LEFT, State.DEFERRED})


def approved(s: Session, proposal: Proposal, *, now: datetime) -> None:
    """What the approval of a post does to its incident: it replaces what has not gone out, and may end it."""
    told = proposal.details.get("incident")
    if told is None:
        return
    incident = s.get_one(Incident, uuid.UUID(told["id"]), with_for_update=True)
    if told["replaces"]:
        take_back(s, incident, besides=proposal.id, now=now)
    if told["how"] and incident.ended is None:
        end(s, incident, told["how"], reason=told["reason"], who=told["who"], now=now)


def end(s: Session, incident: Incident, how: str, *, reason: str, who: str, now: datetime) -> None:
    """An incident is over: nothing more is said about it."""
    incident.ended, incident.how = now, how
    values = {"number": incident.number, "how": how, "reason": reason}
    entry(s, Event.INCIDENT_ENDED, f"incident:{incident.id}", values, actor=who, now=now)


def take_back(s: Session, incident: Incident, *, besides: uuid.UUID | None = None, now: datetime) -> int:
    """Take back what has not gone out yet, and what still waits for names. Returns how many."""
    return _void_unsigned(s, incident, besides, now) + _withdraw_unsent(s, incident, now)


def waits(s: Session, incident: Incident) -> bool:
    """Whether something about an incident waits: for names, or to go out."""
    return bool(s.execute(_unsigned(incident).limit(1)).first() or s.execute(_unsent(incident).limit(1)).first())


def out_or_in_doubt(s: Session, incident: Incident) -> tuple[str, ...]:
    """The pages on which something about an incident is out, on its way, or not confirmed."""
    query = _of(incident).where(
        Delivery.state.in_(_SAID), (Delivery.attempts > 0) | Delivery.state.in_([State.SENT, State.WAITING])
    )
    return _pages(s.scalars(query.execution_options(populate_existing=True)))


def told_on(s: Session, incident: Incident) -> tuple[str, ...]:
    """The pages on which an incident was to be told."""
    return _pages(s.scalars(_of(incident)))


def first_on(s: Session, incident: Incident, page: str) -> str | None:
    """What the page calls the first post about the incident, to answer it; None when there is none yet."""
    query = _of(incident).where(Delivery.page_id == page, Delivery.state == State.SENT).order_by(Delivery.sent)
    first = s.scalars(query.limit(1)).first()
    return first.number_there if first else None


def authors(s: Session, incident: Incident) -> set[str]:
    """Who wrote what still waits about an incident."""
    found = {one for proposal in s.scalars(_unsigned(incident)) for one in proposal.authors}
    return found | set(s.scalars(select(Post.author).join(Delivery, Delivery.post_id == Post.id).where(_in(incident))))


def first_post(s: Session, incident: Incident) -> uuid.UUID | None:
    """The post with which it began, once it was approved."""
    return s.scalars(select(Delivery.post_id).where(_in(incident)).order_by(Delivery.created).limit(1)).first()


def _void_unsigned(s: Session, incident: Incident, besides: uuid.UUID | None, now: datetime) -> int:
    found = [one for one in s.scalars(_unsigned(incident)) if one.id != besides]
    for seen in sorted(found, key=lambda one: one.subject):
        post = posts.locked(s, uuid.UUID(seen.subject))
        proposal = approvals.locked(s, seen.id)
        if proposal.state is not ProposalState.OPEN:
            continue
        approvals.move(proposal, ProposalState.VOID, now=now, reason=NEWER)
        posts.move(post, Status.WITHDRAWN, now=now, reason=NEWER)
        values = {"number": post.number, "reason": NEWER}
        entry(s, Event.POST_WITHDRAWN, f"post:{post.id}", values, actor=MACHINE, now=now)
    return len(found)


def _withdraw_unsent(s: Session, incident: Incident, now: datetime) -> int:
    query = _unsent(incident).order_by(Delivery.id).with_for_update(of=Delivery)
    rows = list(s.scalars(query.execution_options(populate_existing=True)))
    for delivery in rows:
        deliveries.move(delivery, State.WITHDRAWN, now=now, reason=NEWER)
        outcome.record(s, delivery, Event.DELIVERY_WITHDRAWN, actor=MACHINE, now=now, why=NEWER)
    for post_id in sorted({row.post_id for row in rows}):
        outcome.close_if_ended(s, post_id, now)
    return len(rows)


def _unsigned(incident: Incident) -> Any:
    thread = Proposal.details["thread"].astext == incident.thread
    return select(Proposal).where(Proposal.kind == "post", Proposal.state == ProposalState.OPEN, thread)


def _unsent(incident: Incident) -> Any:
    return _of(incident).where(Delivery.state.in_(CLAIMABLE | {State.HELD}), Delivery.attempts == 0)


def _in(incident: Incident) -> Any:
    return Delivery.thread == incident.thread


def _of(incident: Incident) -> Any:
    return select(Delivery).where(_in(incident))


def _pages(rows: Iterable[Delivery]) -> tuple[str, ...]:
    return tuple(sorted({row.page_id for row in rows}))
