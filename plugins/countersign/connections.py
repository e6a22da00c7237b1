"""The way to a page: what its adapter needs to know, the credential opened."""

from dataclasses import replace

from countersign.pages import Page, credential_keys, open_credential
from countersign.platforms.http import Channel, PageAccess
from countersign.settings import Settings


def access(page: Page, told: Settings) -> PageAccess:
    """Everything that an adapter needs to know of a page."""
    return replace(bare(page, told), credential=open_credential(page.credential, credential_keys(told)))


def bare(page: Page, told: Settings) -> PageAccess:
    """The same without the credential, for what needs no network."""
    ours = {"public_url": told.public_address, "file": str(told.logs / "drills.log")}
    limits = {"limits": page.limits} if page.limits else {}
    return PageAccess(page.id, page.base_url, page.handle, None, {**ours, **page.settings, **limits})


def channel(page: Page, told: Settings) -> Channel:
    """A way to the page for reading, and for writes that are not deliveries."""
    return Channel(access(page, told), allow_private=told.allow_private_hosts)
