"""What people said later about the facts of posts: no longer missing, the warrant was served, consent withdrawn."""

import uuid

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from countersign.database import Base, Id, Instant


class FactChange(Base):
    """One fact as it stands from `at` on, for one post or for every post of a case; never changed, never deleted."""

    __tablename__ = "fact_change"
    __table_args__ = (
        Index("fact_change_post", "post_id"),
        Index("fact_change_case", "case_number", postgresql_where=text("case_number is not null")),
    )

    id: Mapped[Id]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"))
    case_number: Mapped[str | None]
    fact: Mapped[str]
    #: The value now: true, false, or null for a document that does not hold any more.
    value: Mapped[bool | None] = mapped_column(JSONB(none_as_null=False))
    reason: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Instant]
