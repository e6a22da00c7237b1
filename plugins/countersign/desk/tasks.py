"""Tasks: whose they are, and how one is finished: with the post that settles it, or with a reason."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, approvals, deliveries, outcome, people, policies, posts, tasks
from countersign.agency import Policy
from countersign.alerts.tables import AlertRow
from countersign.approvals import Proposal
from countersign.desk import effects
from countersign.desk.writing import acting
from countersign.errors import Invalid, NotAllowed, NotFound
from countersign.log.record import Event, entry
from countersign.posts import Post
from countersign.removals import Removal
from countersign.tasks import Kind, Task, TaskState


def tasks_of(s: Session, who: str, *, now: datetime) -> list[Task]:
    """What is due from this person, the most pressing first."""
    policy, watch = policies.current(s), sorted(people.on_watch(s, now))
    query = select(Task).where(Task.state == TaskState.OPEN).order_by(Task.due)
    return [task for task in s.scalars(query) if who in owners(policy, task, watch=watch)]


def owners(policy: Policy, task: Task, *, watch: list[str]) -> tuple[str, ...]:
    """Everybody who may finish a task now: its owners, and once it is late those it escalates to."""
    late = tasks.LATE in task.told
    stage = task.stage
    named = agency.designated(policy, stage, watch=watch, escalated=late)
    return named + (agency.members(policy, policy.escalation) if late and not stage.escalate_to else ())


def finish_task(
    s: Session, who: str, task_id: uuid.UUID, *, now: datetime, reason: str = "", follow_up: int | None = None
) -> Task:
    """Finish a task with the number of the post that settles it, or with a reason why none is needed."""
    acting(s, who, now)
    seen = s.get(Task, task_id)
    if seen is None:
        raise NotFound("There is no such task, or it is not yours to see.")
    posts.locked(s, seen.post_id)
    task = tasks.locked(s, task_id)
    if who not in owners(policies.current(s), task, watch=sorted(people.on_watch(s, now))):
        raise NotAllowed("This task is somebody else's. Nothing was changed.")
    if task.kind is Kind.REVIEW and who in _involved(s, task):
        raise NotAllowed(
            "You wrote, signed or sent this post, so somebody else has to look at it. Nothing was changed."
        )
    settled = _settling(s, task, follow_up) if follow_up is not None else None
    if settled is None and not reason.strip():
        raise Invalid({"reason": "Give the number of the post that settles this, or say why none is needed."})
    tasks.move(task, TaskState.DONE, now=now, reason=reason)
    task.ended_by, task.follow_up = who, settled.id if settled else None
    values = {"kind": task.kind.value, "reason": reason, "follow_up": settled.number if settled else None}
    entry(s, Event.TASK_DONE, tasks.subject(task), values, actor=who, now=now)
    if task.kind is Kind.TAKE_DOWN:
        _taken_down(s, task, who, reason=reason, now=now)
    return task


def _settling(s: Session, task: Task, number: int) -> Post:
    found = s.scalar(select(Post).where(Post.number == number))
    if found is None or found.id == task.post_id:
        raise Invalid({"follow_up": "There is no other post with this number."})
    if task.kind is Kind.TAKE_DOWN:
        raise Invalid({"follow_up": "Another post does not take this one down. Say what you did instead."})
    if found.status not in {posts.Status.APPROVED, posts.Status.PUBLISHED}:
        raise Invalid({"follow_up": f"{found.label.capitalize()} is {posts.WORDS[found.status]}: it is not out."})
    return found


def _involved(s: Session, task: Task) -> set[str]:
    """Who wrote, signed or invoked what a second look is owed for, or let its message go: never the second person."""
    about = select(Proposal).where(Proposal.kind == effects.POST, Proposal.subject == str(task.post_id))
    found = {s.get_one(Post, task.post_id).author}
    for proposal in s.scalars(about):
        found |= {*proposal.authors, *approvals.decided_by(approvals.votes(approvals.decisions(s, proposal.id)))}
        found.add((proposal.details.get("basis") or {}).get("invoked_by", ""))
    return found | {
        who for who in s.scalars(select(AlertRow.decided_by).where(AlertRow.post_id == task.post_id)) if who
    }


def _taken_down(s: Session, task: Task, who: str, *, reason: str, now: datetime) -> None:
    assert task.delivery_id, "a page to take a post down from is known"
    delivery = deliveries.locked(s, task.delivery_id)
    removal = s.scalars(select(Removal).where(Removal.delivery_id == delivery.id).with_for_update()).one()
    outcome.removed(s, delivery, removal, how=f"taken down by hand by {who}: {reason}", actor=who, now=now)
