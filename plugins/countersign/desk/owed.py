"""What an approval plans for afterwards: the removal that was signed with the post, and the category's follow-ups."""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, notices, policies, tasks, timetable
from countersign.agency import FollowUpEntry, StageEntry
from countersign.alerts.sources import GATHERED, STORM
from countersign.alerts.tables import AlertRow, Source
from countersign.approvals import Proposal
from countersign.deliveries import Delivery
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Post
from countersign.removals import Removal
from countersign.tasks import Kind, Task, TaskState

#: How long a notice about what a message owes is kept back: a storm may take its place.
A_MOMENT = timedelta(seconds=30)


def plan(s: Session, post: Post, proposal: Proposal, deliveries: Iterable[Delivery], *, now: datetime) -> None:
    """Plan what the signed words carry with them; an earlier version's plans are dropped."""
    live = [delivery for delivery in deliveries if delivery.mode == "live"]
    for task in s.scalars(select(Task).where(Task.post_id == post.id, Task.state == TaskState.PLANNED)):
        tasks.move(task, TaskState.DROPPED, now=now, reason="The post was signed anew.")
    if not live:
        return
    _plan_removals(s, proposal, live, now)
    policy = policies.load(s, proposal.policy)
    category = policy.category(post.category)
    # What went out without a name of today is looked at at once, and not once more.
    planned = set(Kind) - ({Kind.REVIEW} if proposal.details.get("basis") else set())
    planned -= {Kind.ALL_CLEAR} if _all_clear_is_owed(s, proposal) else set()
    for owed in category.follow_ups if category else ():
        if owed.kind in planned and (not owed.states or policy.agency.state in owed.states):
            s.add(follow_up(post, owed, now))


def _all_clear_is_owed(s: Session, proposal: Proposal) -> bool:
    """Whether a post about an incident says itself that it is over, or an earlier one owes the word already."""
    incident = proposal.details.get("incident") or {}
    if not incident.get("replaces"):
        return False
    owed = (Task.kind == Kind.ALL_CLEAR, Task.state.in_([TaskState.PLANNED, TaskState.OPEN]))
    query = select(Task.id).join(Delivery, Delivery.post_id == Task.post_id).where(*owed)
    query = query.where(Delivery.thread == proposal.details["thread"], Delivery.sent.is_not(None))
    return bool(incident["how"]) or s.execute(query.limit(1)).first() is not None


def follow_up(post: Post, owed: FollowUpEntry, now: datetime) -> Task:
    """A task as the agency file describes it, planned until its post is out."""
    owner = StageEntry(
        name=tasks.NAMES[Kind(owed.kind)],
        roles=owed.roles,
        people=owed.people,
        watch=owed.watch,
        within=owed.within,
        escalate_to=owed.escalate_to,
    )
    kept = tasks.OWNER.dump_python(owner, mode="json")
    return Task(id=uuid.uuid4(), kind=Kind(owed.kind), post_id=post.id, owner=kept, why=owed.law or "", opened=now)


def open_now(
    s: Session,
    post: Post,
    kind: Kind,
    *,
    owner: StageEntry,
    why: str,
    now: datetime,
    delivery: Delivery | None = None,
    silent: bool = False,
    source: str | None = None,
) -> Task:
    """Ask somebody for something at once; it is due after the owner's `within`.

    `silent`: they know of it already. `source`: of the message that it is about.
    """
    task = Task(
        id=uuid.uuid4(),
        kind=kind,
        post_id=post.id,
        delivery_id=delivery.id if delivery else None,
        owner=tasks.OWNER.dump_python(owner, mode="json"),
        why=why,
        state=TaskState.OPEN,
        opened=now,
        due=now + owner.within,
    )
    s.add(task)
    values = {"kind": kind.value, "post": str(post.id), "due": (now + owner.within).isoformat(), "why": why}
    entry(s, Event.TASK_OPENED, tasks.subject(task), values, actor=MACHINE, now=now)
    if not silent:
        tell(s, task, "owed", agency.designated(policies.current(s), owner), now, source=source)
    return task


def tell(
    s: Session, task: Task, kind: str, told: Iterable[str], now: datetime, *, source: str | None = None
) -> list[str]:
    """Let people know of a task; returns them. What a message owes is told a moment later: more may come with it."""
    facts, path = _facts(s, task, now), f"/posts/{task.post_id}/tasks/{task.id}"
    if source is None:
        return notices.tell(s, told, kind, facts=facts, path=path, now=now)
    return notices.tell(s, told, kind, facts=facts | {"source": source}, path=path, now=now, after=A_MOMENT)


def tell_together(s: Session, task: Task, kind: str, told: Iterable[str], now: datetime) -> list[str]:
    """Let people know of a task; those that come together of one source are one notice, and a storm's is it already."""
    facts, path = _facts(s, task, now), f"/posts/{task.post_id}/tasks/{task.id}"
    query = select(Source.name).join(AlertRow, AlertRow.source_id == Source.id)
    source = s.scalar(query.where(AlertRow.post_id == task.post_id).limit(1))
    known: set[str] = set()
    if source:
        facts |= {"source": source}
        about, since = {"source": source}, now - GATHERED
        known = set(notices.standing(s, told, [STORM], since=since, matching=about))
        rest = set(told) - known
        known |= notices.join(s, rest, [kind], since=since, matching=about, into=kind, facts=facts, path="/")
    after = A_MOMENT if source else timedelta(0)
    notices.tell(s, set(told) - known, kind, facts=facts, path=path, now=now, after=after)
    return sorted(told)


def _facts(s: Session, task: Task, now: datetime) -> dict[str, str]:
    post = s.get_one(Post, task.post_id)
    return {
        "task": tasks.NAMES[task.kind],
        "what": post.label,
        "category": post.category,
        "due": timetable.spoken(task.due or now, policies.current(s).agency.zone),
        "ask": tasks.ASKS[task.kind],
        "why": task.why,
    }


def _plan_removals(s: Session, proposal: Proposal, deliveries: Iterable[Delivery], now: datetime) -> None:
    signed = json.loads(proposal.canonical).get("removal")
    if signed is None:
        return
    for delivery in deliveries:
        removal = Removal(
            delivery_id=delivery.id,
            proposal_id=proposal.id,
            authority=signed["authority"],
            reason="Signed together with the post.",
            after_days=signed["after_days"],
            created=now,
            changed=now,
        )
        s.add(removal)
        s.flush()
        values = {"delivery": str(delivery.id), "page": delivery.page_id, **signed}
        entry(s, Event.REMOVAL_PLANNED, f"removal:{removal.id}", values, actor=MACHINE, now=now)
