"""What an approval plans for afterwards: the removal that was signed with the post, and the category's follow-ups."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, notices, policies, tasks, timetable
from countersign.agency import FollowUpEntry, StageEntry
from countersign.approvals import Proposal
from countersign.deliveries import Delivery
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Post
from countersign.removals import Removal
from countersign.tasks import Kind, Task, TaskState


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
    for owed in category.follow_ups if category else ():
        if not owed.states or policy.agency.state in owed.states:
            s.add(follow_up(post, owed, now))


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
    return Task(kind=Kind(owed.kind), post_id=post.id, owner=kept, why=owed.law or "", opened=now)


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
) -> Task:
    """Ask somebody for something at once; it is due after the owner's `within`. `silent`: they know of it already."""
    task = Task(
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
    s.flush()
    values = {"kind": kind.value, "post": str(post.id), "due": (now + owner.within).isoformat(), "why": why}
    entry(s, Event.TASK_OPENED, tasks.subject(task), values, actor=MACHINE, now=now)
    if not silent:
        tell(s, task, "owed", agency.designated(policies.current(s), owner), now)
    return task


def tell(s: Session, task: Task, kind: str, told: Iterable[str], now: datetime) -> list[str]:
    """Let people know of a task; returns them."""
    post = s.get_one(Post, task.post_id)
    facts = {
        "task": tasks.NAMES[task.kind],
        "what": post.label,
        "category": post.category,
        "due": timetable.spoken(task.due or now, policies.current(s).agency.zone),
        "ask": tasks.ASKS[task.kind],
        "why": task.why,
    }
    return notices.tell(s, told, kind, facts=facts, path=f"/posts/{post.id}/tasks/{task.id}", now=now)


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
