"""Pages' access kept alive: renewed before it is used, encrypted under a newer key, and its people told in time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import connections, database, notices, pages, platforms, policies
from countersign import settings as configuration
from countersign.errors import CountersignError
from countersign.log.files import write_whole
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import Connecting, Page
from countersign.people import Person
from countersign.platforms.base import AuthDead, Renewed, Unsupported
from countersign.platforms.http import PageAccess
from countersign.settings import Settings
from countersign.signin import ADMINISTRATOR

#: Days before the end of a page's access at which its owner is told.
WARN_DAYS = (7, 1)
#: Days before the end of an API's version at which administrators are told.
SUNSET_DAYS = 60


def before_use(access: PageAccess, platform: str, told: Settings, *, now: datetime) -> PageAccess:
    """The same access, renewed if it is about to end; with no transaction open, since a server is asked."""
    if not platforms.adapter(platform).needs_renewal(access, now):
        return access
    renew(access.page_id, told)
    with database.transaction() as s:
        page = pages.page(s, access.page_id)
        return replace(access, credential=connections.access(page, told).credential)


def renew(page_id: str, told: Settings) -> str | None:
    """Renew a page's access if it is about to end; what came of it in a sentence, None when there was nothing to do.

    The row's lock is held while the platform answers, and the row is read again behind it: a refresh token may
    be good for one use only. The new pair is committed before anybody uses it.
    """
    with database.transaction() as s:
        page = s.get_one(Page, page_id, with_for_update={"key_share": True}, populate_existing=True)
        now, adapter = database.clock(s), platforms.adapter(page.platform)
        access = connections.access(page, told)
        if page.settings.get("access_revoked") or not access.credential or not adapter.needs_renewal(access, now):
            return None
        with connections.channel(page, told) as channel:
            try:
                came = adapter.refresh(channel)
            except Unsupported:
                return None
        if isinstance(came, Renewed):
            pages.keep_credential(page, came.credential, keys=pages.credential_keys(told))
            entry(s, Event.PAGE_ACCESS_RENEWED, f"page:{page.id}", {"page": page.id}, actor=MACHINE, now=now)
            return "its access was renewed"
        if isinstance(came, AuthDead):
            revoked(s, page, came.user_text, now=now)
            return came.user_text
        return f"its access could not be renewed yet: {getattr(came, 'evidence', '') or type(came).__name__}"


def revoked(s: Session, page: Page, why: str, *, now: datetime) -> None:
    """The platform does not let us in any more: the page is held, and its owner and administrators are told once."""
    if page.settings.get("access_revoked"):
        return
    page.settings = {**page.settings, "access_revoked": now.isoformat()}
    entry(s, Event.PAGE_ACCESS_REVOKED, f"page:{page.id}", {"page": page.id, "why": why}, actor=MACHINE, now=now)
    _tell(s, page, "access_revoked", {"page": page.name}, now)


def look_after() -> list[str]:
    """Renew what ends soon, and tell people what they have to do in time; one line for each page with something."""
    told, lines = configuration.load(), []
    with database.transaction() as s:
        open_pages = [page.id for page in s.scalars(select(Page).where(Page.closed.is_(None)).order_by(Page.id))]
    for page_id in open_pages:
        try:
            said = _look_after(page_id, told)
        except (CountersignError, OSError) as error:
            said = f"its access could not be looked after: {getattr(error, 'message', type(error).__name__)}"
        lines += [f"{page_id}: {said}"] if said else []
    return lines


def days_left(end: datetime | date, now: datetime) -> int:
    """Whole days until an end; negative when it has passed."""
    return (end - now).days if isinstance(end, datetime) else (end - now.date()).days


def sunset(page: Page, now: datetime) -> date | None:
    """The day on which the version of the platform's API that we speak ends, when that is near."""
    ends = sunset_of(page)
    return ends if ends and days_left(ends, now) <= SUNSET_DAYS else None


def sunset_of(page: Page) -> date | None:
    """The day on which the platform ends the version of its API that we speak; a page's own setting beats the code."""
    told = page.settings.get("api_sunset")
    return date.fromisoformat(str(told)) if told else platforms.adapter(page.way).caps.api_sunset


def ends(s: Session, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Page -> days until its access ends, and page -> days until the version of its platform ends, where known."""
    rows = s.scalars(select(Page).where(Page.closed.is_(None)).order_by(Page.id)).all()
    access = {page.id: days_left(page.access_ends, now) for page in rows if page.access_ends}
    versions = {page.id: days_left(day, now) for page in rows if (day := sunset_of(page))}
    return access, versions


def rekey(told: Settings) -> int:
    """A new key for everything encrypted here; how many things were encrypted anew.

    The old key stays in the file until nothing needs it any more: broken off at any point, everything can still
    be read, and doing it again ends it.
    """
    old = pages.credential_keys(told)
    keys = [Fernet.generate_key(), *old]
    write_keys(told, keys)
    count = _encrypt_anew(keys)
    # Somebody may have stored something with the old key while the file was changing.
    _encrypt_anew(keys, done=partial(write_keys, told, keys[:1]))
    return count


def write_keys(told: Settings, keys: list[bytes]) -> None:
    """Put the keys in their file, in one step."""
    write_whole(told.credentials_key, b"\n".join(keys) + b"\n", mode=0o600)


def _encrypt_anew(keys: list[bytes], *, done: partial[None] | None = None) -> int:
    """Encrypt with the first key whatever is not; `done` happens while nobody else can store anything."""
    with database.transaction() as s:
        count = sum(1 for _ in _each_sealed(s, keys))
        s.flush()
        if done is not None:
            done()
        return count


def _each_sealed(s: Session, keys: list[bytes]) -> Iterator[None]:
    newest = keys[:1]
    for page in s.scalars(select(Page).order_by(Page.id).with_for_update()):
        if page.credential and not _opens(page.credential, newest):
            page.credential = pages.seal_credential(pages.open_credential(page.credential, keys) or "", keys)
            yield
    for begun in s.scalars(select(Connecting).order_by(Connecting.state).with_for_update()):
        if not _opens(begun.sealed, newest):
            begun.sealed = pages.seal_credential(pages.open_credential(begun.sealed, keys) or "", keys)
            yield
    for person in s.scalars(select(Person).order_by(Person.id).with_for_update()):
        if person.totp_secret and not _opens(person.totp_secret, newest):
            person.totp_secret = pages.seal_credential(pages.open_credential(person.totp_secret, keys) or "", keys)
            yield


def _opens(sealed: bytes, keys: list[bytes]) -> bool:
    try:
        pages.open_credential(sealed, keys)
    except CountersignError:
        return False
    return True


def _look_after(page_id: str, told: Settings) -> str | None:
    with database.transaction() as s:
        page, now = pages.page(s, page_id), database.clock(s)
        adapter = platforms.adapter(page.platform)
        ends_soon = bool(page.credential) and adapter.needs_renewal(connections.access(page, told), now)
    said = renew(page_id, told) if ends_soon else None
    with database.transaction() as s:
        page = s.get_one(Page, page_id, with_for_update={"key_share": True}, populate_existing=True)
        now = database.clock(s)
        return said or _warn_of_end(s, page, now) or _warn_of_sunset(s, page, now)


def _warn_of_end(s: Session, page: Page, now: datetime) -> str | None:
    """Tell the owner seven days and one day before a person has to connect the page again, each once."""
    if page.access_ends is None or page.settings.get("access_revoked"):
        return None
    if page.access_ends <= now:
        revoked(s, page, "The page's access has ended.", now=now)
        return "its access has ended"
    left = page.access_ends - now
    near = min((days for days in WARN_DAYS if left <= timedelta(days=days)), default=None)
    if near is None or (page.access_warned is not None and page.access_warned <= near):
        return None
    page.access_warned = near
    days = f"{near} day{'s' if near > 1 else ''}"
    _tell(s, page, "access_ending", {"page": page.name, "days": days}, now)
    return f"its access ends within {days}"


def _warn_of_sunset(s: Session, page: Page, now: datetime) -> str | None:
    ends = sunset(page, now)
    if ends is None or page.settings.get("sunset_warned") == ends.isoformat():
        return None
    page.settings = {**page.settings, "sunset_warned": ends.isoformat()}
    facts = {"page": page.name, "day": ends.isoformat()}
    people = policies.current(s).holders(ADMINISTRATOR)
    notices.tell(s, people, "version_ending", facts=facts, path=f"/pages/{page.id}", now=now)
    return f"the version of the platform that we speak ends on {ends}"


def _tell(s: Session, page: Page, kind: str, facts: dict[str, str], now: datetime) -> None:
    """Tell the page's owner and the administrators; the notice leads to where it is mended."""
    people = {page.owner, *policies.current(s).holders(ADMINISTRATOR)}
    notices.tell(s, people, kind, facts=facts, path=f"/pages/{page.id}/connect", now=now)
