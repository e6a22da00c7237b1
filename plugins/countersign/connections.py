"""The way to a page: what its adapter needs to know, the credential opened."""

from dataclasses import replace
from functools import partial

from sqlalchemy import select

from countersign import database, media, platforms
from countersign.content import FinalText
from countersign.errors import Misconfigured
from countersign.pages import Page, credential_keys, open_credential
from countersign.platforms.http import Channel, PageAccess
from countersign.settings import Settings

#: Seconds to connect and to answer when a name is looked up: a text is frozen meanwhile.
LOOK_UP_SECONDS = (2.0, 4.0)


def access(page: Page, told: Settings, *, keys: list[bytes] | None = None) -> PageAccess:
    """Everything that an adapter needs to know of a page; a row read before its key was changed is read again.

    `keys`: those of the installation as the caller has just read them.
    """
    try:
        plain = open_credential(page.credential, keys or credential_keys(told))
    except Misconfigured:
        with database.transaction() as s:
            sealed = s.scalar(select(Page.credential).where(Page.id == page.id))
        plain = open_credential(sealed, credential_keys(told))
    return replace(bare(page, told), credential=plain)


def bare(page: Page, told: Settings) -> PageAccess:
    """The same without the credential, for what needs no network."""
    ours = {"public_url": told.public_address, "file": str(told.logs / "drills.log")}
    limits = {"limits": page.limits} if page.limits else {}
    settings = {**ours, **page.settings, **limits}
    lend = partial(lent_address, told)
    base = page.base_url or platforms.adapter(page.platform).caps.home
    return PageAccess(page.id, base, page.handle, settings=settings, media_address=lend)


def channel(page: Page, told: Settings) -> Channel:
    """A way to the page for reading, and for writes that are not deliveries."""
    return Channel(access(page, told), allow_private=told.allow_private_hosts)


def with_accounts(page: Page, text: FinalText, told: Settings) -> FinalText:
    """The text with what the platform calls the accounts it names; one that cannot be found stays plain words."""
    names = [name for part in text.parts for name in part.mentions]
    if not names or page.way != page.platform:
        return text
    asked = Channel(
        bare(page, told), allow_private=told.allow_private_hosts, timeout=LOOK_UP_SECONDS, ceiling=LOOK_UP_SECONDS[1]
    )
    with asked as channel:
        known = platforms.adapter(page.platform).resolve(names, channel)
    if not known:
        return text
    named = {name: f"{name} {account}" for name, account in known.items()}
    parts = (replace(part, mentions=tuple(named.get(name, name) for name in part.mentions)) for part in text.parts)
    return replace(text, parts=tuple(parts))


def lent_address(told: Settings, sha256: str) -> str:
    """The address under which a platform may fetch a stored file for some minutes."""
    with database.transaction() as s:
        return told.public_address + media.lend(s, sha256, now=database.clock(s))
