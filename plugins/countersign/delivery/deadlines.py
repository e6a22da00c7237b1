"""Deadlines: what is owed is asked for, reminded of and escalated; what can be done by itself is done.

Each function is one task of the DAG `meet_deadlines`, and the standby calls them too.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from countersign import agency, database, people, policies, settings, tasks
from countersign.deliveries import Delivery, State
from countersign.delivery import facts, removals
from countersign.delivery.repeating import continue_series
from countersign.delivery.report import Report
from countersign.delivery.review import post_link
from countersign.desk import owed
from countersign.desk.tasks import owners
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Post, Status
from countersign.tasks import LATE, Kind, Task, TaskState

#: When an owner is reminded, before the task is due.
REMINDERS = (timedelta(hours=24), timedelta(hours=1))
#: A post that ended so never went out, and owes nothing.
NEVER_OUT = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.REJECTED, Status.EXPIRED})


def meet_deadlines() -> Report:
    """All its steps, one after the other."""
    whole = Report()
    for step in (remove_due, recheck_facts, continue_series, ask_all_clear, chase_owed_reviews):
        done = step()
        whole.ids += done.ids
        whole.lines += done.lines
    return whole


def remove_due() -> Report:
    """Take down what has to come down by now, and look whether it is gone."""
    return removals.remove_due(settings.load())


def recheck_facts() -> Report:
    """Hold what waits for its time and is not true any more."""
    return facts.recheck_facts()


def ask_all_clear() -> Report:
    """Ask for all-clears, for word of the missing, for videos and for what else is owed; remind and escalate."""
    return _each(kind for kind in Kind if kind is not Kind.REVIEW)


def chase_owed_reviews() -> Report:
    """Ask for the second looks that are owed for what went out on few names; remind and escalate."""
    return _each([Kind.REVIEW])


def _each(kinds: Iterable[Kind]) -> Report:
    report = Report()
    with database.transaction() as s:
        ids = list(s.scalars(_with_something_to_do(kinds, database.clock(s))))
    for task_id in ids:
        with database.transaction() as s:
            task, now = tasks.locked(s, task_id), database.clock(s)
            line = _step(s, task, now)
            if line:
                report.add(str(task.id), f"{tasks.NAMES[task.kind]} {line}: {post_link(task.post_id)}")
    return report


def _with_something_to_do(kinds: Iterable[Kind], now: datetime) -> Select[uuid.UUID]:
    """Planned tasks whose post is out or will never be, and open ones whose time to remind is near."""
    out = select(Delivery.id).where(Delivery.post_id == Task.post_id, Delivery.state == State.SENT).exists()
    never = select(Post.id).where(Post.id == Task.post_id, Post.status.in_(NEVER_OUT)).exists()
    planned = and_(Task.state == TaskState.PLANNED, or_(out, never))
    near = and_(Task.state == TaskState.OPEN, Task.due <= now + max(REMINDERS), not_(Task.told.contains([LATE])))
    query = select(Task.id).where(Task.kind.in_(list(kinds)), or_(planned, near))
    return query.order_by(Task.due.nulls_last())


def _step(s: Session, task: Task, now: datetime) -> str | None:
    if task.state is TaskState.PLANNED:
        return _open(s, task, now)
    return _remind(s, task, now) if task.state is TaskState.OPEN else None


def _open(s: Session, task: Task, now: datetime) -> str | None:
    """Open what was planned once its post is out; drop it when the post ended without going out."""
    out = s.scalar(
        select(Delivery.sent)
        .where(Delivery.post_id == task.post_id, Delivery.state == State.SENT, Delivery.mode == "live")
        .order_by(Delivery.sent)
        .limit(1)
    )
    if out is None:
        return _drop(s, task, now) if s.get_one(Post, task.post_id).status in NEVER_OUT else None
    tasks.move(task, TaskState.OPEN, now=now)
    task.opened, task.due = now, out + task.stage.within
    values = {"kind": task.kind.value, "post": str(task.post_id), "due": task.due.isoformat(), "why": task.why}
    entry(s, Event.TASK_OPENED, tasks.subject(task), values, actor=MACHINE, now=now)
    owed.tell_together(s, task, "owed", _owners(s, task, now), now)
    return "is asked for"


def _drop(s: Session, task: Task, now: datetime) -> str:
    reason = "The post never went out."
    tasks.move(task, TaskState.DROPPED, now=now, reason=reason)
    values = {"kind": task.kind.value, "post": str(task.post_id), "reason": reason}
    entry(s, Event.TASK_DROPPED, tasks.subject(task), values, actor=MACHINE, now=now)
    return "is not needed, since the post never went out"


def _remind(s: Session, task: Task, now: datetime) -> str | None:
    assert task.due, "an open task has its due time"
    if now >= task.due:
        return _escalate(s, task, now) if LATE not in task.told else None
    due = [f"{before.total_seconds():.0f}" for before in REMINDERS if task.opened + before < task.due <= now + before]
    if set(due) <= set(task.told):
        return None
    task.told = sorted({*task.told, *due})
    told = owed.tell_together(s, task, "owed", _owners(s, task, now), now)
    _record(s, task, Event.TASK_REMINDED, told, now)
    return "was brought to mind again"


def _escalate(s: Session, task: Task, now: datetime) -> str:
    before = set(_owners(s, task, now))
    task.told = [*task.told, LATE]
    told = owed.tell_together(s, task, "owed_late", sorted({*_owners(s, task, now)} - before) or sorted(before), now)
    _record(s, task, Event.TASK_ESCALATED, told, now)
    return f"is late; {len(told)} more people were asked"


def _owners(s: Session, task: Task, now: datetime) -> list[str]:
    policy = policies.current(s)
    named = owners(policy, task, watch=sorted(people.on_watch(s, now)))
    return [person for person in named if agency.is_active(policy, person, now)]


def _record(s: Session, task: Task, event: Event, told: list[str], now: datetime) -> None:
    values = {"kind": task.kind.value, "post": str(task.post_id), "people": told}
    entry(s, event, tasks.subject(task), values, actor=MACHINE, now=now)
