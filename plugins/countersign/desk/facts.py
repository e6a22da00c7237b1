"""A fact is taken back: no longer missing, the warrant was served, consent withdrawn."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from countersign import outcome, policies, posts, tasks
from countersign.agency import FACTS, FactKind, StageEntry
from countersign.content import Draft
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.desk import owed
from countersign.desk.writing import acting, needs_reason, readable
from countersign.errors import Invalid
from countersign.facts import FactChange
from countersign.log.record import Event, entry
from countersign.posts import Post, Version
from countersign.screening import still_true
from countersign.screening.still_true import Change
from countersign.tasks import Kind, Task, TaskState

#: How soon somebody has to see to what is out already.
SEE_TO_IT = timedelta(hours=4)
#: Kinds of facts that can be taken back; for a text this means that the document does not hold any more.
RETRACTABLE = (FactKind.YES_NO, FactKind.TEXT)


def fact_changed(
    s: Session, who: str, post_id: uuid.UUID, *, fact: str, value: bool | None, reason: str, now: datetime
) -> FactChange:
    """Record how a fact stands from now on, for this post and every other one of its case.

    What waits for its time and rests on the old fact is held from this commit on; for what is out already, its author
    gets a task.
    """
    acting(s, who, now)
    post = readable(s, who, post_id, now=now)
    needs_reason(reason)
    _check(fact, value)
    case = _case(post)
    affected = [posts.locked(s, id) for id in sorted(_of_the_case(s, post, case))]
    change = FactChange(post_id=post.id, case_number=case, fact=fact, value=value, reason=reason, by=who, at=now)
    s.add(change)
    s.flush()
    values = {"fact": fact, "value": value, "case_number": case, "reason": reason}
    entry(s, Event.FACT_CHANGED, f"post:{post.id}", values, actor=who, now=now)
    for other in affected:
        _apply(s, other, change, who=who, now=now)
    return change


def retractable(draft: Draft) -> list[str]:
    """The facts of a post that somebody may take back: every yes and no, and every document it names."""
    return [name for name in draft.facts if name in FACTS and name != "case_number" and _can_change(name)]


def _can_change(name: str) -> bool:
    return FACTS[name].kind in RETRACTABLE


def _check(fact: str, value: bool | None) -> None:
    if fact not in FACTS or not _can_change(fact):
        raise Invalid({"fact": "Choose the fact that has changed."})
    if (FACTS[fact].kind is FactKind.YES_NO) != isinstance(value, bool):
        raise Invalid({"value": "Say how it stands now: yes, no, or that the document does not hold any more."})


def _case(post: Post) -> str | None:
    told = Draft.from_json(post.draft).facts.get("case_number")
    return str(told).strip() or None if told else None


def _of_the_case(s: Session, post: Post, case: str | None) -> set[uuid.UUID]:
    if case is None:
        return {post.id}
    about = or_(Version.draft["facts"]["case_number"].astext == case, Version.post_id == post.id)
    return {post.id, *s.scalars(select(Version.post_id).where(about))}


def _apply(s: Session, post: Post, change: FactChange, *, who: str, now: datetime) -> None:
    version = s.get(Version, post.version_id) if post.version_id else None
    if version is None or not _contradicts(version, change):
        return
    rows = list(s.scalars(select(Delivery).where(Delivery.version_id == version.id).with_for_update()))
    why = f"{FACTS[change.fact].label}: this has changed since it was signed. {change.reason}"
    for delivery in rows:
        if delivery.state in CLAIMABLE:
            outcome.ended(s, delivery, State.HELD, Event.DELIVERY_HELD, why=why, actor=who, now=now)
    if any(d.state is State.SENT and not d.removed for d in rows):
        _owe(s, post, why, now)


def _contradicts(version: Version, change: FactChange) -> bool:
    signed = Draft.from_json(version.draft).facts
    told = [Change(change.fact, change.value, change.at)]
    return still_true.as_they_stand(signed, told, since=version.submitted).get(change.fact) != signed.get(change.fact)


def _owe(s: Session, post: Post, why: str, now: datetime) -> None:
    """The author of what is out gets a task, and after them those to whom everything escalates; one at a time."""
    standing = select(Task.id).where(
        Task.post_id == post.id, Task.kind == Kind.FACT_CHANGED, Task.state == TaskState.OPEN
    )
    if s.execute(standing.limit(1)).first():
        return
    policy = policies.current(s)
    name = tasks.NAMES[Kind.FACT_CHANGED]
    owner = StageEntry(name=name, people=(post.author,), within=SEE_TO_IT, escalate_to=policy.escalation)
    owed.open_now(s, post, Kind.FACT_CHANGED, owner=owner, why=why, now=now)
