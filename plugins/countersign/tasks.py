"""Tasks: what people owe after a post went out, each with an owner, a due time and its escalations."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.agency import StageEntry
from countersign.database import Base, Id, Instant, Number, Texts
from countersign.errors import NotFound, WrongState

#: What `told` holds once those above the owner were asked.
LATE = "late"
OWNER = TypeAdapter(StageEntry)


class Kind(StrEnum):
    """What is owed; the first four are the follow-ups that a category may ask for."""

    ALL_CLEAR = "all_clear"
    STILL_TRUE = "still_true"
    VIDEO = "video"
    REVIEW = "review"
    #: A fact was taken back after the post went out.
    FACT_CHANGED = "fact_changed"
    #: A page that no program may delete from.
    TAKE_DOWN = "take_down"


class TaskState(StrEnum):
    """Where a task stands; a planned one waits for its post to go out."""

    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


TASK_TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.PLANNED: frozenset({TaskState.OPEN, TaskState.DROPPED}),
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.DROPPED}),
    TaskState.DONE: frozenset(),
    TaskState.DROPPED: frozenset(),
}

#: What is asked of the owner, as a sentence for the screens.
ASKS: dict[Kind, str] = {
    Kind.ALL_CLEAR: "Say publicly that it is over: write the all-clear, or say why none is needed.",
    Kind.STILL_TRUE: "Is the person still missing? If found, say so publicly, and let name and picture be taken down.",
    Kind.VIDEO: "Release the video of the critical incident, or record why it is delayed.",
    Kind.REVIEW: "Read what went out and say that it was right, or write a correction.",
    Kind.FACT_CHANGED: "A fact of this post is not true any more. Write a correction, ask for its removal, or say why "
    "it may stay.",
    Kind.TAKE_DOWN: "Take the post down from this page by hand, look that it is gone, and say so here.",
}
NAMES: dict[Kind, str] = {
    Kind.ALL_CLEAR: "all-clear",
    Kind.STILL_TRUE: "word of the missing person",
    Kind.VIDEO: "video of the incident",
    Kind.REVIEW: "second look",
    Kind.FACT_CHANGED: "a fact has changed",
    Kind.TAKE_DOWN: "take down by hand",
}


class Task(Base):
    """One thing that somebody owes about a post: `owner` names who, as a stage of a chain does."""

    __tablename__ = "task"
    __table_args__ = (
        Index("task_open", "due", postgresql_where=text("state in ('planned', 'open')")),
        Index("task_post", "post_id"),
    )

    id: Mapped[Id]
    number: Mapped[Number]
    kind: Mapped[Kind]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"))
    delivery_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("delivery.id"))
    owner: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Why it is owed: a sentence or a citation.
    why: Mapped[str] = mapped_column(default="")
    state: Mapped[TaskState] = mapped_column(default=TaskState.PLANNED)
    opened: Mapped[Instant]
    #: None while it is planned: it is counted from the moment at which the post went out.
    due: Mapped[datetime | None]
    #: Which of its reminders were sent.
    told: Mapped[Texts] = mapped_column(default=list)
    ended: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(default="")
    #: The post that settles it.
    follow_up: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("post.id"))

    @property
    def stage(self) -> StageEntry:
        """Its owner as a value: who is named, by when, and whom it escalates to."""
        return OWNER.validate_python(self.owner)


def move(task: Task, to: TaskState, *, now: datetime, reason: str = "") -> None:
    """Change a task's state, or WrongState when TASK_TRANSITIONS does not allow it."""
    if to not in TASK_TRANSITIONS[task.state]:
        raise WrongState(f"This task is {task.state} already. Nothing was changed.")
    task.state = to
    if to in {TaskState.DONE, TaskState.DROPPED}:
        task.ended, task.outcome = now, reason


def locked(s: Session, task_id: uuid.UUID) -> Task:
    """The task, locked for this transaction, or NotFound."""
    found = s.get(Task, task_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such task, or it is not yours to see.")
    return found


def subject(task: Task) -> str:
    """How the record names a task."""
    return f"task:{task.id}"
