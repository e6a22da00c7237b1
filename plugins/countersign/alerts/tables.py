"""What is kept of alerts: sources, messages as they were received, incidents and the approved sets of templates."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Id, Instant, Json, Number, Texts
from countersign.errors import NotFound, WrongState


class Way(StrEnum):
    """How a source's messages come."""

    PUSH = "push"
    FEED = "feed"
    FOLDER = "folder"


class AlertState(StrEnum):
    """Where a message stands."""

    #: Its source is only listened to; what it would have done is kept.
    LISTENED = "listened"
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"
    #: Other bytes under an identity that we know.
    QUARANTINED = "quarantined"
    #: An update or cancel of something that is not known yet: looked at again, never dropped.
    WAITING = "waiting"
    PUBLISHED = "published"
    #: What it says was said already, or has not to be said any more.
    JOINED = "joined"
    #: It travelled the whole road to pages that nobody reads.
    DRILLED = "drilled"
    DISMISSED = "dismissed"


ALERT_TRANSITIONS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.LISTENED: frozenset(),
    AlertState.NEEDS_PERSON: frozenset({AlertState.PUBLISHED, AlertState.DISMISSED}),
    AlertState.REFUSED: frozenset(),
    AlertState.QUARANTINED: frozenset({AlertState.DISMISSED}),
    AlertState.WAITING: frozenset({AlertState.PUBLISHED, AlertState.NEEDS_PERSON, AlertState.DISMISSED}),
    AlertState.PUBLISHED: frozenset(),
    AlertState.JOINED: frozenset(),
    AlertState.DRILLED: frozenset(),
    AlertState.DISMISSED: frozenset(),
}

#: What somebody has to decide about, or what waits for another message.
OPEN = (AlertState.NEEDS_PERSON, AlertState.QUARANTINED, AlertState.WAITING)

ALERT_WORDS: dict[AlertState, str] = {
    AlertState.LISTENED: "listened to only",
    AlertState.NEEDS_PERSON: "needs a person",
    AlertState.REFUSED: "refused",
    AlertState.QUARANTINED: "set aside: same message, other words",
    AlertState.WAITING: "waits for the message that it changes",
    AlertState.PUBLISHED: "published",
    AlertState.JOINED: "nothing more to say",
    AlertState.DRILLED: "drill",
    AlertState.DISMISSED: "dismissed by a person",
}


class Source(Base):
    """Who may raise alerts here and about what; it publishes only once a second person signed exactly this."""

    __tablename__ = "alert_source"

    id: Mapped[Id]
    number: Mapped[Number]
    name: Mapped[str] = mapped_column(unique=True)
    way: Mapped[Way]
    #: Where a feed or folder is; empty for what is pushed.
    address: Mapped[str] = mapped_column(default="")
    #: The token that pushes.
    token_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("api_token.id"), unique=True)
    #: senders, events, zone, languages, certificates, cap_per_hour, every, stale_after (sources.Terms).
    terms: Mapped[Json]
    #: The digest of the terms that were signed; it publishes while they are the terms.
    publishes: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    etag: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")
    polled: Mapped[datetime | None]
    last_good: Mapped[datetime | None]
    newest_sent: Mapped[datetime | None]
    #: Why the last look brought nothing; empty when it did.
    trouble: Mapped[str] = mapped_column(default="")
    #: When somebody was told last that it is stale, or that it sends too much.
    alarmed: Mapped[datetime | None]
    stormed: Mapped[datetime | None]
    #: When people were told last that second looks at its messages are owed.
    asked: Mapped[datetime | None]
    created: Mapped[Instant]
    created_by: Mapped[str]


class Incident(Base):
    """One event, over all the messages about it."""

    __tablename__ = "incident"

    id: Mapped[Id]
    number: Mapped[Number]
    title: Mapped[str]
    template: Mapped[str]
    opened: Mapped[Instant]
    ended: Mapped[datetime | None]
    #: "cancelled", "false alarm", "over" ...
    how: Mapped[str] = mapped_column(default="")
    #: The newest words of its template's fields, and `place`: what is said later begins with them.
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    @property
    def thread(self) -> str:
        """What keeps its posts in order at each page."""
        return f"incident:{self.id}"

    @property
    def label(self) -> str:
        """What people call it: “incident 4”."""
        return f"incident {self.number}"


class IncidentKey(Base):
    """A name under which messages speak of an incident: a reference, an event code, an incident's name."""

    __tablename__ = "incident_key"

    key: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("incident.id"), index=True)


class AlertRow(Base):
    """One message as it was received, byte by byte, and what became of it."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("source_id", "identity", "sha256"),
        Index("alert_identity", "identity", "source_id"),
        Index("alert_open", "state", postgresql_where=text("state in ('needs_person', 'quarantined', 'waiting')")),
        Index("alert_received", "received"),
        Index("alert_said", "source_id", "received", postgresql_where=text("post_id is not null")),
        Index("alert_incident", "incident_id"),
    )

    id: Mapped[Id]
    number: Mapped[Number]
    source_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert_source.id"))
    #: sender, identifier and sent, as the message writes them.
    identity: Mapped[str]
    sha256: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received: Mapped[Instant]
    kind: Mapped[str]
    title: Mapped[str]
    signed: Mapped[str]
    state: Mapped[AlertState]
    reasons: Mapped[Texts]
    #: The template it would use, or used, and the words of its fields.
    template: Mapped[str | None]
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    incident_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("incident.id"))
    post_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("post.id"))
    until: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """What people call it: “message 9”."""
        return f"message {self.number}"


class TemplateSet(Base):
    """The alert templates and their policies as they were signed, whole."""

    __tablename__ = "alert_template_set"

    id: Mapped[Id]
    number: Mapped[Number]
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"), unique=True)
    body: Mapped[Json]
    digest: Mapped[str]
    author: Mapped[str]
    proposed: Mapped[Instant]
    approved: Mapped[datetime | None]
    #: Name and title of those who signed it.
    signers: Mapped[Texts] = mapped_column(default=list)
    superseded: Mapped[datetime | None]


def move(row: AlertRow, to: AlertState, *, who: str, now: datetime) -> None:
    """Change where a message stands, or WrongState when ALERT_TRANSITIONS does not allow it."""
    if to not in ALERT_TRANSITIONS[row.state]:
        raise WrongState(f"{row.label.capitalize()} is {ALERT_WORDS[row.state]}. Nothing was changed.")
    row.state, row.decided_by, row.decided = to, who, now


def locked(s: Session, alert_id: uuid.UUID) -> AlertRow:
    """The message, locked for this transaction, or NotFound."""
    found = s.get(AlertRow, alert_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such message.")
    return found
