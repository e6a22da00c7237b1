"""Pages: the agency's accounts on platforms, their owners, credentials and eight required items."""

import contextlib
import os
import uuid
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Id, Instant, Json
from countersign.errors import Misconfigured, NotFound
from countersign.log.record import Event, entry
from countersign.settings import Settings


class Page(Base):
    """An account of the agency on a platform: official, or a person's designated account."""

    __tablename__ = "page"

    id: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    name: Mapped[str]
    handle: Mapped[str]
    url: Mapped[str]
    base_url: Mapped[str]
    owner: Mapped[str] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    #: The person whose designated account it is, or who posts by hand.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str]
    visibility: Mapped[str]
    mode: Mapped[str]
    #: True only once its items are in place and nobody closed it.
    enabled: Mapped[bool] = mapped_column(default=False)
    opened: Mapped[Instant]
    closed: Mapped[datetime | None]
    credential: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: What the server said of its own limits, and when; None until read.
    limits: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    settings: Mapped[Json] = mapped_column(default=dict)


class PageItems(Base):
    """One state of the eight required items of a page: proposed, signed, written and read back."""

    __tablename__ = "page_items"
    __table_args__ = (Index("page_items_live", "page_id", unique=True, postgresql_where=text("superseded is null")),)

    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"))
    body: Mapped[Json]
    digest: Mapped[str]
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposal.id"))
    proposed: Mapped[Instant]
    signed: Mapped[datetime | None]
    written: Mapped[datetime | None]
    confirmed: Mapped[datetime | None]
    superseded: Mapped[datetime | None]
    #: What the page showed when it was last read.
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


def page(s: Session, page_id: str) -> Page:
    """The page with this id, or NotFound."""
    found = s.get(Page, page_id)
    if found is None:
        raise NotFound(f"There is no page called “{page_id}” here.")
    return found


def seal_credential(plain: str, keys: list[bytes]) -> bytes:
    """Encrypt a credential with the newest key (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _cipher(keys).encrypt(plain.encode())


def open_credential(sealed: bytes | None, keys: list[bytes]) -> str | None:
    """Decrypt a credential with whichever key it was sealed with; None when there is none."""
    if sealed is None:
        return None
    try:
        return _cipher(keys).decrypt(sealed).decode()
    except InvalidToken:
        raise Misconfigured(
            "A page's credential cannot be read with the keys of this installation. Nothing was sent. "
            "Put back keys/credentials.key, or store the credential again with `countersign pages credential`."
        ) from None


def _cipher(keys: list[bytes]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def credential_keys(settings: Settings) -> list[bytes]:
    """The keys of this installation, newest first; the first one is made when there is none."""
    path = settings.credentials_key
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key() + b"\n")
    return path.read_bytes().split()


def set_credential(s: Session, row: Page, plain: str, *, keys: list[bytes], who: str, now: datetime) -> None:
    """Store a page's new credential; what was held because the old one was revoked goes on by itself."""
    row.credential = seal_credential(plain.strip(), keys)
    row.settings = {k: v for k, v in row.settings.items() if k != "access_revoked"}
    entry(s, Event.PAGE_CREDENTIAL_SET, f"page:{row.id}", {"page": row.id}, actor=who, now=now)
