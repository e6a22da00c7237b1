"""What strangers may read, out of the `public_*` views and from nowhere else."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, RowMapping, make_url, text
from sqlalchemy.orm import Session

from countersign import database
from countersign.agency import RuleEntry
from countersign.content import FinalText, Part
from countersign.errors import Misconfigured
from countersign.settings import Settings

#: No question of a stranger may keep the database longer than this.
TIMEOUT_MS = 5000
NEWSROOM = "newsroom"


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency's own facts as its policy in force has them, and the names of its categories."""

    facts: Mapping[str, Any]
    items: Mapping[str, Mapping[str, Mapping[str, str]]]
    categories: Mapping[str, str]
    applied: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.facts["timezone"])

    def category(self, id: str) -> str:
        """The name of a category; one that the policy has no more keeps its id."""
        return self.categories.get(id) or id.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Removed:
    """That a publication was taken down: when, on what authority, and the record of that."""

    at: datetime
    authority: str
    record: uuid.UUID


@dataclass(frozen=True, slots=True)
class Edited:
    """That a publication got new words: when, which, and their record."""

    at: datetime
    content: FinalText
    record: uuid.UUID


@dataclass(frozen=True, slots=True)
class Over:
    """That what a post warns of is over: since when, how, and the number of the post that said so."""

    at: datetime
    how: str
    said: int | None

    @property
    def sentence(self) -> str:
        """What a reader has to know before the words."""
        return "This was a false alarm" if self.how == "false alarm" else "This is over"


@dataclass(frozen=True, slots=True)
class Post:
    """One publication: a post on one page, exactly as it went out; of one that was taken down, that it was."""

    id: uuid.UUID
    number: int
    category: str
    language: str
    page: str
    content: FinalText
    sent: datetime
    url: str | None
    record: uuid.UUID
    digest: str
    answers: int | None
    corrects: int | None = None
    corrected_by: tuple[int, ...] = ()
    #: The post whose words these took the place of, where they stand.
    edits: int | None = None
    #: When its words were changed last, and the record of that.
    edited: Edited | None = None
    removed: Removed | None = None
    #: What it warns of is over.
    over: Over | None = None
    #: Why it was posted outside, without a sign-off, and registered afterwards; None for all others.
    outside: str | None = None

    @property
    def changed(self) -> datetime:
        """When something about it last changed."""
        if self.removed:
            return self.removed.at
        return max([self.sent, *(one.at for one in (self.edited, self.over) if one)])

    @property
    def now(self) -> FinalText:
        """The words that stand there now."""
        return self.edited.content if self.edited and not self.removed else self.content


@dataclass(frozen=True, slots=True)
class Page:
    """An account of the agency, as it may be told to anybody."""

    id: str
    platform: str
    name: str
    handle: str
    url: str
    kind: str
    language: str
    enabled: bool
    opened: datetime
    closed: datetime | None
    person: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored file of a published post."""

    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Items:
    """The eight required items of a page, as they were signed and read back."""

    language: str
    words: Mapping[str, str]
    confirmed: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where in time a post stands: everything after it on a list is older."""

    sent: datetime
    id: uuid.UUID


def engine(settings: Settings) -> Engine:
    """The database as strangers see it: read only, and nothing takes long."""
    if not settings.public_database_url:
        raise Misconfigured(
            "COUNTERSIGN_PUBLIC_DATABASE_URL is not set, so the public pages have nothing to show. Nothing was started."
        )
    limits = f"-c statement_timeout={TIMEOUT_MS} -c default_transaction_read_only=on"
    url = make_url(settings.public_database_url).update_query_dict({"options": limits})
    return database.engine(url.render_as_string(hide_password=False))


def agency(s: Session) -> Agency:
    """The agency, or Misconfigured while no policy was applied."""
    row = s.execute(text("select agency, page_items, categories, applied from public_agency")).mappings().first()
    if row is None:
        raise Misconfigured("This newsroom has not been set up yet. Please come back later.")
    return Agency(row["agency"], row["page_items"] or {}, row["categories"] or {}, row["applied"])


def rules(s: Session) -> list[RuleEntry]:
    """What two people of the agency switched in the rulebook, with the days on which it was reviewed."""
    rows = s.scalar(text("select rules from public_rules")) or []
    return [RuleEntry(**row) for row in rows]


def pages(s: Session) -> list[Page]:
    """Every account of the agency, current ones first."""
    columns = "id, platform, name, handle, url, kind, language, enabled, opened, closed, person"
    query = f"select {columns} from public_page order by closed is not null, enabled desc, name"
    return [Page(**row) for row in s.execute(text(query)).mappings()]


def newsrooms(s: Session) -> list[str]:
    """The ids of the agency's own pages, which are this application."""
    return [page.id for page in pages(s) if page.platform == NEWSROOM]


def items(s: Session, page: str) -> Items | None:
    """The eight items of a page as they stand on it; None until they were signed and read back."""
    query = text("select body, confirmed from public_page_items where page_id = :page")
    row = s.execute(query, {"page": page}).mappings().first()
    return Items(row["body"]["language"], row["body"]["items"], row["confirmed"]) if row else None


def newest(s: Session, on: Iterable[str], *, before: Place | None = None, limit: int = 20) -> list[Post]:
    """The newest posts on some pages, and those made outside on any, before a place in time if one is given.

    New words for a post stand in that post.
    """
    conditions, values = [_ON_OR_OUTSIDE, "edits is null"], {"on": list(on)}
    return _posts(s, conditions, values, before=before, limit=limit)


def by_number(s: Session, number: int, on: Iterable[str]) -> list[Post]:
    """A post on each of some pages; empty when it is not published there."""
    return _posts(s, ["number = :number", _ON_OR_OUTSIDE], {"number": number, "on": list(on)})


def by_record(s: Session, record: uuid.UUID) -> Post | None:
    """The publication that a record is about."""
    return next(iter(_posts(s, ["record_id = :record"], {"record": record})), None)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for among the records; empty fields ask for nothing. `until` is not included."""

    words: tuple[str, ...] = ()
    page: str = ""
    category: str = ""
    since: datetime | None = None
    until: datetime | None = None


_WORDS = "(select string_agg(part ->> 'text', ' ') from jsonb_array_elements(content -> 'parts') part)"
_CONDITIONS = {
    "words": f"{_WORDS} ilike all(:words)",
    "page": "page_id = :page",
    "category": "category = :category",
    "since": "sent >= :since",
    "until": "sent < :until",
}


def search(s: Session, wanted: Search, *, before: Place | None = None, limit: int = 20) -> list[Post]:
    """The newest publications that hold every word, on any page."""
    patterns = [f"%{_escaped(word)}%" for word in wanted.words]
    given = {name: getattr(wanted, name) for name in _CONDITIONS if getattr(wanted, name)}
    values = given | ({"words": patterns} if patterns else {})
    return _posts(s, [_CONDITIONS[name] for name in given], values, before=before, limit=limit)


def removed(s: Session, record: uuid.UUID) -> tuple[uuid.UUID, Removed] | None:
    """The record of a publication that was taken down, and its removal, by either of their two records."""
    query = text(
        "select record_id, removed, authority, removed_record from public_removed "
        "where :record in (record_id, removed_record)"
    )
    row = s.execute(query, {"record": record}).mappings().first()
    return (row["record_id"], Removed(row["removed"], row["authority"], row["removed_record"])) if row else None


def picture(s: Session, sha256: str) -> Picture | None:
    """A picture of a published post; None for all others, stored or not."""
    query = text("select mime, data from public_media where sha256 = :sha256")
    row = s.execute(query, {"sha256": sha256}).mappings().first()
    return Picture(row["mime"], bytes(row["data"])) if row else None


@dataclass(frozen=True, slots=True)
class Lent:
    """A file that a platform may fetch until some moment."""

    mime: str
    data: bytes
    until: datetime


def lent(s: Session, ticket: str, sha256: str) -> Lent | None:
    """The file that a ticket, of which the hash is given, was made for; None for every other, and when it is over."""
    query = text("select mime, data, until from public_loan where ticket = :ticket and sha256 = :sha256")
    row = s.execute(query, {"ticket": ticket, "sha256": sha256}).mappings().first()
    return Lent(row["mime"], bytes(row["data"]), row["until"]) if row else None


def captions(s: Session, sha256: str) -> bytes | None:
    """The captions with this hash, as they were published with a video."""
    found = s.scalar(text("select data from public_captions where sha256 = :one"), {"one": sha256})
    return bytes(found) if found else None


def _posts(
    s: Session,
    conditions: Iterable[str],
    values: Mapping[str, Any],
    *,
    before: Place | None = None,
    limit: int = 20,
) -> list[Post]:
    """The view is in order already and gives its first rows at once; an order out here would make it read them all."""
    where = [*conditions, *(["(sent, id) < (:before_sent, :before_id)"] if before else [])]
    query = "select * from public_post" + (f" where {' and '.join(where)}" if where else "") + " limit :limit"
    place = {"before_sent": before.sent, "before_id": before.id} if before else {}
    rows = s.execute(text(query), {**values, **place, "limit": limit}).mappings().all()
    ids = [row["id"] for row in rows]
    outside, over = _outside(s, ids), _over(s, ids)
    found = (replace(_post(row), outside=outside.get(row["id"]), over=over.get(row["id"])) for row in rows)
    return sorted(found, key=lambda post: (post.sent, post.id), reverse=True)


def _post(row: RowMapping) -> Post:
    removed = Removed(row["removed"], row["authority"], row["removed_record"]) if row["removed"] else None
    return Post(
        id=row["id"],
        number=row["number"],
        category=row["category"],
        language=row["language"],
        page=row["page_id"],
        content=FinalText.from_json(row["content"]) if removed is None else _tombstone(row),
        sent=row["sent"],
        url=row["url"],
        record=row["record_id"],
        digest=row["digest"],
        answers=row["answers"],
        corrects=row["corrects"],
        corrected_by=tuple(row["corrected_by"] or ()),
        edits=row["edits"],
        edited=_edited(row),
        removed=removed,
    )


def _edited(row: RowMapping) -> Edited | None:
    if row["edited"] is None or row["edited_content"] is None:
        return None
    return Edited(row["edited"], FinalText.from_json(row["edited_content"]), row["edited_record"])


_GONE = {
    "en": "This post was taken down. Authority: {authority}. That it was published, and by whom, stays on record.",
    "es": "Esta publicación fue retirada. Autoridad: {authority}. Que se publicó, y quién lo hizo, queda registrado.",
}


def _tombstone(row: RowMapping) -> FinalText:
    """What stands in the place of the words of something that was taken down."""
    sentence = _GONE.get(row["language"].partition("-")[0], _GONE["en"])
    return FinalText(row["page_id"], (Part(sentence.format(authority=row["authority"].rstrip("."))),))


#: A post that was made outside stands in the newsroom too, wherever it was made.
_ON_OR_OUTSIDE = "(page_id = any(:on) or id in (select id from public_outside))"


def _outside(s: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Of some posts, those that were made outside, with the reason."""
    query = text("select id, reason from public_outside where id = any(:ids)")
    return {row.id: row.reason for row in s.execute(query, {"ids": ids})} if ids else {}


def _over(s: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, Over]:
    """Of some posts, those about an emergency that is over."""
    query = text("select id, ended, how, said from public_over where id = any(:ids)")
    return {row.id: Over(row.ended, row.how, row.said) for row in s.execute(query, {"ids": ids})} if ids else {}


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
