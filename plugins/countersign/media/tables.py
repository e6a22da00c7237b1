"""The tables of stored files: each by the hash of its bytes, its sizes for other platforms, and who may fetch it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from countersign.database import Base, Bytes, Instant


class Media(Base):
    """One stored file, addressed by the SHA-256 of the bytes that go out."""

    __tablename__ = "media"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    mime: Mapped[str]
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    data: Mapped[Bytes] = mapped_column(deferred=True)
    stored: Mapped[Instant]
    stored_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    #: How long a video is; None for a picture.
    seconds: Mapped[float | None]
    #: The captions (WebVTT, a stored file too) that were added last with this video.
    captions: Mapped[str | None] = mapped_column(ForeignKey("media.sha256"))


class MediaVariant(Base):
    """The same picture as one kind of page takes it; `recipe` says what that page takes."""

    __tablename__ = "media_variant"

    source: Mapped[str] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
    recipe: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"))


class MediaLoan(Base):
    """A file that a platform may fetch for some minutes, by a ticket of which only the hash is kept."""

    __tablename__ = "media_loan"

    ticket: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"))
    until: Mapped[datetime]
