"""What was said about an incident so far: where it is out, what has not gone out yet, and what ends it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, not_, or_, select, text
from sqlalchemy.orm import Session

from countersign import approvals, deliveries, outcome, posts, tasks
from countersign.alerts.tables import Incident
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import CLAIMABLE, Attempt, Delivery, State
from countersign.log.record import MACHINE, Event, entry
from countersign.platforms.base import Deferred, NotSent
from countersign.posts import Post, Status
from countersign.tasks import Kind, Task, TaskState

NEWER = "A newer message about the same incident came first."
_SAID = frozenset({State.SENT, State.SENDING, State.UNKNOWN, State.WAITING, State.LEFT, State.DEFERRED})


def approved(s: Session, proposal: Proposal, *, now: datetime) -> None:
    """What the approval of a post does to its incident: it replaces what has not gone out, and may end it."""
    told = proposal.details.get("incident")
    if told is None or not (told["replaces"] or told["how"]):
        return
    s.flush()  # What was changed so far is not to be read over.
    incident = s.get_one(Incident, uuid.UUID(told["id"]), with_for_update=True)
    if told["replaces"]:
        take_back(s, incident, besides=proposal.id, now=now)
    if told["how"] and incident.ended is None:
        end(s, incident, told["how"], reason=told["reason"], who=told["who"], now=now)


def end(s: Session, incident: Incident, how: str, *, reason: str, who: str, now: datetime) -> None:
    """An incident is over: nothing more is said about it."""
    incident.ended, incident.how = now, how
    _drop_all_clears(s, incident, now)
    values = {"number": incident.number, "how": how, "reason": reason}
    entry(s, Event.INCIDENT_ENDED, f"incident:{incident.id}", values, actor=who, now=now)


def _drop_all_clears(s: Session, incident: Incident, now: datetime) -> None:
    """Nobody owes a word about the end any more."""
    about = Task.post_id.in_(select(Delivery.post_id).where(_in(incident.thread)))
    waiting = (Task.kind == Kind.ALL_CLEAR, Task.state.in_([TaskState.PLANNED, TaskState.OPEN]))
    for task in s.scalars(select(Task).where(*waiting, about).order_by(Task.number).with_for_update()):
        reason = f"{incident.label.capitalize()} is over: {incident.how}."
        tasks.move(task, TaskState.DROPPED, now=now, reason=reason)
        values = {"kind": task.kind.value, "post": str(task.post_id), "reason": reason}
        entry(s, Event.TASK_DROPPED, tasks.subject(task), values, actor=MACHINE, now=now)


def take_back(s: Session, incident: Incident, *, besides: uuid.UUID | None = None, now: datetime) -> int:
    """Take back what has not gone out yet, and what still waits for names. Returns how many."""
    return _void_unsigned(s, incident, besides, now) + _withdraw_unsent(s, incident, now)


def waits_for_names(s: Session, incident: Incident) -> bool:
    """Whether something about an incident waits for names."""
    return s.execute(_unsigned(incident).limit(1)).first() is not None


def waiting_posts(s: Session, incident: Incident) -> list[uuid.UUID]:
    """The posts about an incident that wait for names, the newest first."""
    newest = s.scalars(_unsigned(incident).order_by(Proposal.number.desc()))
    return [uuid.UUID(proposal.subject) for proposal in newest]


def waits_to_go(s: Session, incident: Incident) -> bool:
    """Whether something about an incident is signed and has not gone out yet."""
    return s.execute(_unsent(incident).limit(1)).first() is not None


def gives_way(s: Session, delivery: Delivery) -> bool:
    """Whether an alert that was put off, and that nobody has seen, is replaced by a newer one that waits behind it."""
    if not (delivery.thread or "").startswith("incident:"):
        return False
    newer = select(Delivery.id).where(
        _in(delivery.thread or ""),
        Delivery.page_id == delivery.page_id,
        Delivery.state.in_(CLAIMABLE),
        Delivery.created > delivery.created,
    )
    return bool(s.scalar(select(and_(newer.exists(), not_(_may_be_out(delivery.id))))))


def out_or_in_doubt(s: Session, incident: Incident) -> tuple[str, ...]:
    """The pages on which something about an incident is out, on its way, or not confirmed."""
    query = _of(incident).where(
        Delivery.state.in_(_SAID), (Delivery.attempts > 0) | Delivery.state.in_([State.SENT, State.WAITING])
    )
    return _pages(s.scalars(query.execution_options(populate_existing=True)))


def told_on(s: Session, incident: Incident) -> tuple[str, ...]:
    """The pages on which an incident was to be told."""
    return _pages(s.scalars(_of(incident)))


@dataclass(frozen=True, slots=True)
class Live:
    """What stands on a page about an incident: the first delivery, and what the page calls it now."""

    delivery: Delivery
    ref: str
    #: How often it got new words.
    edits: int = 0


def live(s: Session, incident: Incident) -> dict[str, Live]:
    """The post about the incident that stands on each page, to answer it or to give it new words."""
    out = _of(incident).where(Delivery.state == State.SENT, Delivery.removed.is_(None)).order_by(Delivery.sent)
    found: dict[str, Live] = {}
    for one in s.scalars(out):
        first = found.get(one.page_id)
        if first is None and one.edits is None and one.number_there:
            found[one.page_id] = Live(one, one.number_there)
        elif first and one.edits == first.delivery.id and one.number_there:
            # A platform may give what was changed a new number.
            found[one.page_id] = Live(first.delivery, one.number_there, first.edits + 1)
    return found


def edited(s: Session, thread: str, page: str, *, ref: str) -> uuid.UUID | None:
    """The first delivery of the post of a thread that a page calls so."""
    same = (Delivery.page_id == page, Delivery.remote_id == ref, Delivery.state == State.SENT)
    found = s.scalars(select(Delivery).where(_in(thread), *same).order_by(Delivery.sent).limit(1)).first()
    return (found.edits or found.id) if found else None


def authors(s: Session, incident: Incident) -> set[str]:
    """Who wrote what still waits about an incident."""
    found = {one for proposal in s.scalars(_unsigned(incident)) for one in proposal.authors}
    return found | set(
        s.scalars(select(Post.author).join(Delivery, Delivery.post_id == Post.id).where(_in(incident.thread)))
    )


def first_post(s: Session, incident: Incident) -> uuid.UUID | None:
    """The post with which it began, once it was approved."""
    return s.scalars(select(Delivery.post_id).where(_in(incident.thread)).order_by(Delivery.created).limit(1)).first()


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
    """What certainly nobody has seen: never tried, or put off each time."""
    waits = Delivery.state.in_(CLAIMABLE | {State.HELD})
    return _of(incident).where(waits, (Delivery.attempts == 0) | ~_may_be_out(Delivery.id))


def _may_be_out(delivery_id: Any) -> Any:
    """Whether an attempt at a delivery made something public, or could have."""
    put_off = Attempt.outcome.in_([Deferred.__name__, NotSent.__name__])
    parts = func.coalesce(func.jsonb_array_length(Attempt.progress["posted"]), 0)
    tried = or_(Attempt.outcome.is_(None), not_(put_off), parts > 0)
    return select(Attempt.id).where(Attempt.delivery_id == delivery_id, tried).exists()


def _in(thread: str) -> Any:
    """Alerts are urgent; said in so many words, so that their own index is used."""
    return and_(Delivery.thread == thread, text("delivery.lane = 'urgent'"))


def _of(incident: Incident) -> Any:
    return select(Delivery).where(_in(incident.thread))


def _pages(rows: Iterable[Delivery]) -> tuple[str, ...]:
    return tuple(sorted({row.page_id for row in rows}))
