"""What a post's page shows of the time after publication: tasks, removals, changed facts, corrections."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from approval_ui.staff.visit import Open
from countersign import people, removals, tasks
from countersign.agency import FACTS, FactKind
from countersign.approvals import Proposal, ProposalState
from countersign.content import Draft
from countersign.deliveries import Delivery, State
from countersign.delivery.facts import changed_since
from countersign.desk.facts import retractable
from countersign.desk.removal_effects import EXCEPTION, REMOVAL
from countersign.desk.removing import may_ask
from countersign.desk.tasks import owners
from countersign.posts import Post, Status, Version
from countersign.removals import Removal, RemovalState
from countersign.tasks import Task, TaskState

#: While a post stands here, a fact that changes keeps it back or asks for a follow-up.
FACTS_MATTER = frozenset({Status.SUBMITTED, Status.SIGN_OFF, Status.APPROVED, Status.PUBLISHED})


def of_post(o: Open, post: Post, version: Version | None, draft: Draft, rows: Iterable[Delivery]) -> dict[str, Any]:
    """Everything of a post's page that is about the time after its approval."""
    mine = select(Task).where(Task.post_id == post.id, Task.state != TaskState.DROPPED).order_by(Task.number)
    corrections = select(Post).where(Post.corrects == post.id).order_by(Post.number)
    facts = [FACTS[name] for name in retractable(draft)] if post.status in FACTS_MATTER else []
    return {
        "tasks": [task_view(o, task) for task in o.s.scalars(mine)],
        "removals": {row.id: removal_view(o, row) for row in rows if row.state is State.SENT},
        "changed_facts": changed_since(o.s, version) if version else [],
        "changeable": [(fact, draft.facts[fact.id], fact.kind is FactKind.YES_NO) for fact in facts],
        "corrects": o.s.get(Post, post.corrects) if post.corrects else None,
        "corrections": list(o.s.scalars(corrections)),
    }


def task_view(o: Open, task: Task) -> dict[str, Any]:
    """A task, its owners, and whether it is this person's."""
    named = owners(o.policy, task, watch=sorted(people.on_watch(o.s, o.now)))
    return {
        "row": task,
        "post": o.s.get_one(Post, task.post_id),
        "name": tasks.NAMES[task.kind],
        "ask": tasks.ASKS[task.kind],
        "owners": named,
        "mine": task.state is TaskState.OPEN and o.who in named,
        "late": task.state is TaskState.OPEN and task.due is not None and o.now >= task.due,
        "settled_by": o.s.get(Post, task.follow_up) if task.follow_up else None,
    }


def removal_view(o: Open, delivery: Delivery) -> dict[str, Any]:
    """The removal of one publication, what waits for names about it, and what this person may ask."""
    row = o.s.scalar(select(Removal).where(Removal.delivery_id == delivery.id))
    about = Proposal.kind.in_([REMOVAL, EXCEPTION]), Proposal.subject == str(delivery.id)
    asked = list(o.s.scalars(select(Proposal).where(*about).order_by(Proposal.number)))
    kinds = {proposal.kind for proposal in asked if proposal.state is ProposalState.OPEN}
    may = delivery.mode == "live" and may_ask(o.s, o.policy, o.who, delivery, now=o.now)
    planned = row is not None and row.state is RemovalState.PLANNED and row.after_days is not None
    return {
        "row": row,
        "words": removals.WORDS[row.state] if row else "",
        "asked": asked,
        "may_remove": may and REMOVAL not in kinds and not delivery.removed and (row is None or planned),
        "may_put_off": may and EXCEPTION not in kinds and planned and row is not None and row.due is not None,
    }
