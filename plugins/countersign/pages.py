"""Pages: the agency's accounts on platforms, their owners, credentials and eight required items."""

import contextlib
import os
import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Bytes, Id, Instant, Json
from countersign.errors import Misconfigured, NotFound
from countersign.log.record import Event, entry
from countersign.platforms.secret import Secret
from countersign.settings import Settings

#: The platform of pages that a person serves.
BY_HAND = "by_hand"


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
    #: Sends at a time in each lane, over all publishers.
    at_once: Mapped[int] = mapped_column(Integer, default=4)
    #: True only once its items are in place and nobody closed it.
    enabled: Mapped[bool] = mapped_column(default=False)
    opened: Mapped[Instant]
    closed: Mapped[datetime | None]
    credential: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: When a person has to connect the page again; None when that is not known, or never.
    access_ends: Mapped[datetime | None]
    #: The last warning about it that went out: so many days before.
    access_warned: Mapped[int | None] = mapped_column(Integer)
    #: A person posts here although the platform has an API; from the agency file, or by an act on the page's screen.
    by_hand: Mapped[bool] = mapped_column(default=False)
    #: What the server said of its own limits, and when; None until read.
    limits: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    settings: Mapped[Json] = mapped_column(default=dict)

    @property
    def way(self) -> str:
        """The key of the adapter that serves this page now: its platform's, or a person's hand."""
        return BY_HAND if self.by_hand else self.platform


class Connecting(Base):
    """A connection that a person began: they went to the platform and have not come back yet. Used once."""

    __tablename__ = "page_connecting"

    #: SHA-256 of the state that travels through the browser.
    state: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    #: What the exchange needs besides (the app's secret, the verifier), encrypted like a credential.
    sealed: Mapped[Bytes]
    began: Mapped[Instant]


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


#: Where a session holds the pages that it has asked for.
_HELD = "pages"


def by_id(s: Session, ids: Iterable[str]) -> dict[str, Page]:
    """Pages by their ids, those that are there; a transaction asks for each once."""
    held: dict[str, Page] = s.info.setdefault(_HELD, {})
    wanted = list(ids)
    if missing := [id for id in wanted if id not in held]:
        hold(s, s.scalars(select(Page).where(Page.id.in_(missing))))
    return {id: held[id] for id in wanted if id in held}


def hold(s: Session, found: Iterable[Page]) -> list[Page]:
    """Keep pages at hand until the transaction ends."""
    rows = list(found)
    s.info.setdefault(_HELD, {}).update({row.id: row for row in rows})
    return rows


def seal_credential(plain: str, keys: list[bytes]) -> bytes:
    """Encrypt a credential with the newest key (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _cipher(keys).encrypt(plain.encode())


def open_credential(sealed: bytes | None, keys: list[bytes]) -> str | None:
    """Decrypt a credential with whichever key it was sealed with; None when there is none."""
    if sealed is None:
        return None
    try:
        return _opened(sealed, tuple(keys))
    except InvalidToken:
        raise Misconfigured(
            "A page's credential cannot be read with the keys of this installation. Nothing was sent. "
            "Put back keys/credentials.key, or store the credential again with `countersign pages credential`."
        ) from None


@lru_cache(maxsize=64)
def _opened(sealed: bytes, keys: tuple[bytes, ...]) -> str:
    """Opened once while it stays the same: each claim asks for its pages' credentials."""
    return _cipher(keys).decrypt(sealed).decode()


def _cipher(keys: Iterable[bytes]) -> MultiFernet:
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


def set_credential(s: Session, row: Page, plain: str, *, told: Settings, who: str, now: datetime) -> None:
    """Store a page's new credential; what was held because the old one was revoked goes on by itself.

    The keys are read behind the row's lock: a change of keys holds that lock until the old one is gone.
    """
    s.refresh(row, ["credential"], with_for_update={"key_share": True})
    keep_credential(row, plain.strip(), keys=credential_keys(told))
    row.settings = {k: v for k, v in row.settings.items() if k not in {"access_revoked", "disconnected_by"}}
    entry(s, Event.PAGE_CREDENTIAL_SET, f"page:{row.id}", {"page": row.id}, actor=who, now=now)


def forget_credential(s: Session, row: Page, *, who: str, reason: str, now: datetime) -> None:
    """Drop a page's access: nothing is sent there until it is connected again."""
    row.credential = row.access_ends = row.access_warned = None
    row.settings = {**row.settings, "access_revoked": now.isoformat(), "disconnected_by": who}
    values = {"page": row.id, "why": "disconnected", "reason": reason}
    entry(s, Event.PAGE_ACCESS_REVOKED, f"page:{row.id}", values, actor=who, now=now)


def keep_credential(row: Page, plain: str, *, keys: list[bytes]) -> None:
    """Encrypt a credential into its page's row, with the day on which a person has to renew it."""
    row.credential, row.access_warned = seal_credential(plain, keys), None
    row.access_ends = Secret.parse(plain).last_day
