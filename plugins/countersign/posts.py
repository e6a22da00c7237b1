"""Posts, their immutable versions and final texts, and the states a post goes through."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, delete, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.content import Finding
from countersign.database import Base, Id, Instant, Json, Number, Texts
from countersign.errors import NotFound, WrongState


class Status(StrEnum):
    """Where a post stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGN_OFF = "sign_off"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


#: What may follow what; everything else is refused. An edit takes a post back to DRAFT: its sign-off is void.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset({Status.SIGN_OFF, Status.RETURNED, Status.DRAFT, Status.WITHDRAWN}),
    Status.RETURNED: frozenset({Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SIGN_OFF: frozenset(
        {Status.APPROVED, Status.RETURNED, Status.REJECTED, Status.EXPIRED, Status.DRAFT, Status.WITHDRAWN}
    ),
    Status.APPROVED: frozenset({Status.PUBLISHED, Status.CLOSED, Status.DRAFT, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset(),
    #: Closed: every delivery ended and none went out; a person may still find that one did.
    Status.CLOSED: frozenset({Status.PUBLISHED, Status.APPROVED}),
    Status.REJECTED: frozenset(),
    Status.EXPIRED: frozenset({Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset(),
}

#: The author may still change the words here.
EDITABLE = frozenset(s for s in Status if Status.DRAFT in TRANSITIONS[s]) | {Status.DRAFT}


class Series(Base):
    """A post that is repeated: its RFC 5545 rule on the agency's wall clock; each occurrence is a post of its own."""

    __tablename__ = "series"

    id: Mapped[Id]
    number: Mapped[Number]
    author: Mapped[str] = mapped_column(ForeignKey("person.id"))
    #: As recurrence.Repeat writes it: the rule without its name, the first wall-clock time, the times left out.
    rule: Mapped[str]
    starts: Mapped[str]
    left_out: Mapped[Texts]
    #: What is repeated, as it was typed, with its `{date}`.
    draft: Mapped[Json]
    created: Mapped[Instant]
    #: Until when its occurrences are written; None when no more will be.
    written: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """What people call it: “series 3”."""
        return f"series {self.number}"


class Post(Base):
    """What is to be said, in one category; `draft` is the working copy, `version_id` the newest frozen one."""

    __tablename__ = "post"
    __table_args__ = (
        Index("post_status", "status"),
        Index("post_series", "series_id", postgresql_where=text("series_id is not null")),
    )

    id: Mapped[Id]
    number: Mapped[Number]
    author: Mapped[str] = mapped_column(ForeignKey("person.id"))
    category: Mapped[str]
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    draft: Mapped[Json]
    #: Everyone who changed the words since the last frozen version.
    editors: Mapped[Texts] = mapped_column(default=list)
    in_reply_to: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("post.id"))
    series_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("series.id"))
    #: The published post that this one corrects.
    corrects: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("post.id"), index=True)
    version_id: Mapped[uuid.UUID | None]
    #: Why it came back, or ended; a sentence.
    reason: Mapped[str] = mapped_column(default="")
    created: Mapped[Instant]
    changed: Mapped[Instant]
    #: Goes up with every change: a second editor with an old number is refused.
    revision: Mapped[int] = mapped_column(Integer, default=1)

    @property
    def label(self) -> str:
        """What people call it: “post 12”."""
        return f"post {self.number}"


class Version(Base):
    """One immutable state of a post, frozen when it was submitted."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[Id]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"))
    number: Mapped[int] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(ForeignKey("person.id"))
    editors: Mapped[Texts]
    draft: Mapped[Json]
    submitted: Mapped[Instant]
    submitted_by: Mapped[str]


class FinalTextRow(Base):
    """The final text of one version for one page under one policy version."""

    __tablename__ = "final_text"
    __table_args__ = (Index("final_text_media", text("(body -> 'media') jsonb_path_ops"), postgresql_using="gin"),)

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"), primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"), primary_key=True)
    policy: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[Json]


class FindingRow(Base):
    """What one step of the review found in one version under one policy version."""

    __tablename__ = "finding"
    __table_args__ = (Index("finding_version", "version_id"),)

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    policy: Mapped[int] = mapped_column(Integer)
    step: Mapped[str]
    body: Mapped[Json]

    @property
    def finding(self) -> Finding:
        """What was found."""
        return _FINDING.validate_python(self.body)


_FINDING = TypeAdapter(Finding)


def add_findings(s: Session, version_id: uuid.UUID, found: Iterable[Finding], *, policy: int, step: str) -> None:
    """Keep what a step found in a version."""
    bodies = (_FINDING.dump_python(one, mode="json") for one in found)
    s.add_all(FindingRow(version_id=version_id, policy=policy, step=step, body=body) for body in bodies)


class ReviewStep(Base):
    """One step of the review was done for one version: open_sign_off wants them all."""

    __tablename__ = "review_step"

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"), primary_key=True)
    policy: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Instant]


class Seen(Base):
    """The newest version of a post that a person has looked at, so that the page can show what changed since."""

    __tablename__ = "seen"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"), primary_key=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    at: Mapped[Instant]


class IdempotentRequest(Base):
    """The answer already given under an Idempotency-Key."""

    __tablename__ = "idempotent_request"

    token: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    answer: Mapped[Any] = mapped_column(JSONB)
    at: Mapped[Instant]


#: A program that repeats a request does so within days.
REQUESTS_KEPT = timedelta(days=7)


def forget_requests(s: Session, *, before: datetime) -> None:
    """Forget the answers that were given before an instant: their keys may be used anew."""
    s.execute(delete(IdempotentRequest).where(IdempotentRequest.at < before))


def move(post: Post, to: Status, *, now: datetime, reason: str = "") -> None:
    """Change a post's status, or WrongState when TRANSITIONS does not allow it."""
    may_become(post, to)
    post.status, post.reason, post.changed = to, reason, now
    post.revision += 1


def may_become(post: Post, to: Status) -> None:
    """Raise WrongState when TRANSITIONS does not lead a post there."""
    if to not in TRANSITIONS[post.status]:
        raise WrongState(
            f"{post.label.capitalize()} is {WORDS[post.status]}; it cannot become {WORDS[to]}. Nothing was changed."
        )


#: A status in the words of the screens.
WORDS: dict[Status, str] = {
    Status.DRAFT: "a draft",
    Status.SUBMITTED: "being checked",
    Status.RETURNED: "returned to its author",
    Status.SIGN_OFF: "waiting for sign-off",
    Status.APPROVED: "approved",
    Status.PUBLISHED: "published",
    Status.CLOSED: "closed, nothing went out",
    Status.REJECTED: "rejected",
    Status.EXPIRED: "not signed in time",
    Status.WITHDRAWN: "withdrawn",
}


def locked(s: Session, post_id: uuid.UUID) -> Post:
    """The post, locked for this transaction, or NotFound."""
    found = s.get(Post, post_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such post, or it is not yours to see.")
    return found
