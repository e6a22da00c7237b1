"""What people posted themselves: how it was compared with the signed words, and what was posted outside."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from countersign.database import Base, Instant


class HandPost(Base):
    """How a post that a person put up was compared with what was signed."""

    __tablename__ = "hand_post"

    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Instant]
    #: What came of it: a value of comparing.Likeness.
    compared: Mapped[str]
    note: Mapped[str]
    #: What could be read at the link.
    seen_text: Mapped[str]
    screenshot: Mapped[str | None] = mapped_column(ForeignKey("media.sha256"))


class OutsidePost(Base):
    """A post that was made outside Countersign, during an outage, and registered afterwards."""

    __tablename__ = "outside_post"

    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    posted: Mapped[datetime]
    registered: Mapped[Instant]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
