"""What strangers may read, out of the `public_*` views and from nowhere else."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, RowMapping, make_url, text
from sqlalchemy.orm import Session

from countersign import database
from countersign.content import FinalText
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
class Post:
    """One publication: a post on one page, exactly as it went out."""

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
    """The newest posts on some pages, before a place in time if one is given."""
    conditions, values = ["page_id = any(:on)"], {"on": list(on)}
    return _posts(s, conditions, values, before=before, limit=limit)


def by_number(s: Session, number: int, on: Iterable[str]) -> list[Post]:
    """A post on each of some pages; empty when it is not published there."""
    return _posts(s, ["number = :number", "page_id = any(:on)"], {"number": number, "on": list(on)})


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


def picture(s: Session, sha256: str) -> Picture | None:
    """A picture of a published post; None for all others, stored or not."""
    query = text("select mime, data from public_media where sha256 = :sha256")
    row = s.execute(query, {"sha256": sha256}).mappings().first()
    return Picture(row["mime"], bytes(row["data"])) if row else None


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
    rows = s.execute(text(query), {**values, **place, "limit": limit}).mappings()
    return sorted((_post(row) for row in rows), key=lambda post: (post.sent, post.id), reverse=True)


def _post(row: RowMapping) -> Post:
    return Post(
        id=row["id"],
        number=row["number"],
        category=row["category"],
        language=row["language"],
        page=row["page_id"],
        content=FinalText.from_json(row["content"]),
        sent=row["sent"],
        url=row["url"],
        record=row["record_id"],
        digest=row["digest"],
        answers=row["answers"],
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
