"""Who is told what: a row in the transaction of the event, sent afterwards through the channel of the settings.

A notice carries number, category, due time and a link, never the words of a draft.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import apprise
import structlog
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy import Engine, ForeignKey, Index, Integer, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign import database, policies
from countersign.database import Base, Id, Instant, Json
from countersign.log.record import MACHINE
from countersign.people import Person
from countersign.settings import Settings

TEMPLATES = Path(__file__).parents[2] / "templates" / "notices"
#: Tries at one notice; after the last one it stays on the person's own page only.
TRIES = 5
log = structlog.get_logger()


class Notice(Base):
    """Something a person should know; kinds are the files of templates/notices."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_unsent", "next_try", postgresql_where=text("sent is null")),)

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    facts: Mapped[Json]
    path: Mapped[str]
    created: Mapped[Instant]
    sent: Mapped[datetime | None]
    read: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_try: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


def tell(
    s: Session,
    people: Iterable[str],
    kind: str,
    *,
    facts: dict[str, str],
    path: str,
    now: datetime,
    after: timedelta = timedelta(0),
) -> list[str]:
    """Queue one notice for each person, in the open transaction; `path` is the page it links to. Returns the people.

    Where a message raised a post, its author is no person.

    `after`: it is sent only then, so that more of the same can join it.
    """
    told = sorted(set(people) - {MACHINE})
    at = now + after
    s.add_all(Notice(person_id=p, kind=kind, facts=facts, path=path, created=now, next_try=at) for p in told)
    return told


def join(
    s: Session,
    people: Iterable[str],
    kinds: Iterable[str],
    *,
    since: datetime,
    matching: dict[str, str],
    into: str,
    facts: dict[str, str],
    path: str,
) -> set[str]:
    """Put newer words into notices that stand unread already, in place of further ones; returns who has one."""
    found = standing(s, people, kinds, since=since, matching=matching)
    for one in found.values():
        renew(one, into, facts=facts, path=path)
    return set(found)


def renew(notice: Notice, kind: str, *, facts: dict[str, str], path: str) -> None:
    """Put newer words into a notice, and count how many it stands for."""
    notice.kind, notice.path = kind, path
    notice.facts = facts | {"count": str(int(notice.facts.get("count", "1")) + 1)}


def drop(notice: Notice, now: datetime) -> None:
    """Another notice stands for this one: it is not sent any more, and not shown as new."""
    notice.read, notice.next_try = now, None


def standing(
    s: Session,
    people: Iterable[str],
    kinds: Iterable[str],
    *,
    since: datetime,
    matching: dict[str, str],
    unsent: bool = False,
) -> dict[str, Notice]:
    """Person -> the notice of one of these kinds that stands unread; `unsent`: it has not left yet.

    `matching`: facts that it must have.
    """
    query = select(Notice).where(
        Notice.person_id.in_(set(people)),
        Notice.kind.in_(list(kinds)),
        Notice.read.is_(None),
        Notice.created >= since,
        *(Notice.facts[name].astext == value for name, value in matching.items()),
        *((Notice.sent.is_(None), Notice.tries == 0) if unsent else ()),
    )
    return {one.person_id: one for one in s.scalars(query.order_by(Notice.created))}


def words(kind: str, facts: dict[str, str], link: str) -> tuple[str, str]:
    """The subject line and the body of a notice."""
    whole = _templates().get_template(f"{kind}.txt").render(**facts, link=link)
    subject, _, body = whole.partition("\n")
    return subject.strip(), body.strip()


def send_due(engine: Engine, settings: Settings, *, batch: int = 20) -> int:
    """Send what is waiting; a failed one is tried again later. Returns how many went out."""
    if not settings.notify_url:
        return 0
    sent = 0
    for notice_id in _waiting(engine, batch):
        sent += _send_one(engine, settings, notice_id)
    return sent


def send_now(settings: Settings, emails: Iterable[str], kind: str, *, facts: dict[str, str], path: str) -> None:
    """Tell people at these addresses with no row in the database: for when that is what is gone."""
    subject, body = words(kind, facts, settings.staff_address + path)
    for email in emails if settings.notify_url else ():
        _push(settings.notify_url.replace("{email}", email), subject, body)


def _waiting(engine: Engine, batch: int) -> list[object]:
    with database.transaction(engine) as s:
        now = database.clock(s)
        query = select(Notice.id).where(Notice.sent.is_(None), Notice.tries < TRIES, Notice.next_try <= now)
        return list(s.scalars(query.order_by(Notice.created).limit(batch)))


def _send_one(engine: Engine, settings: Settings, notice_id: object) -> bool:
    """Take one notice, push its next try ahead, send it outside any transaction, and note what happened."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        notice = s.scalar(
            select(Notice)
            .where(
                Notice.id == notice_id,
                Notice.sent.is_(None),
                or_(Notice.next_try.is_(None), Notice.next_try <= now),
            )
            .with_for_update(skip_locked=True)
        )
        if notice is None:
            return False
        email = s.get_one(Person, notice.person_id).email
        notice.tries += 1
        notice.next_try = now + timedelta(minutes=2**notice.tries)
        facts = notice.facts | _category_in_words(s, notice.facts.get("category", ""))
        subject, body = words(notice.kind, facts, settings.staff_address + notice.path)
    error = _push(settings.notify_url.replace("{email}", email), subject, body)
    with database.transaction(engine) as s:
        row = s.get_one(Notice, notice_id)
        row.error = error
        row.sent = None if error else database.clock(s)
    return not error


def _category_in_words(s: Session, category: str) -> dict[str, str]:
    """The category as people call it, where the policy in force knows it."""
    found = policies.current(s).category(category)
    return {"category": found.name} if found else {}


def _push(address: str, subject: str, body: str) -> str:
    """Hand a message to the channel; an empty string when it took it, else what went wrong."""
    channel = apprise.Apprise()
    if not channel.add(address):
        return "The address in COUNTERSIGN_NOTIFY_URL is not one that notices can be sent to."
    try:
        taken = channel.notify(title=subject, body=body, body_format=apprise.NotifyFormat.TEXT)
    except (OSError, TypeError, ValueError) as error:
        log.warning("a notice could not be handed over", error=type(error).__name__)
        return "The channel for notices could not be reached."
    return "" if taken else "The channel for notices did not take the message."


def _templates() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
