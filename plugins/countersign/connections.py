"""The way to a page: what its adapter needs to know, the credential opened."""

from dataclasses import replace

from countersign.pages import Page, open_credential
from countersign.platforms.http import PageAccess


def access(page: Page, keys: list[bytes]) -> PageAccess:
    """Everything that an adapter needs to know of a page; `keys` are those of pages.credential_keys."""
    return replace(bare(page), credential=open_credential(page.credential, keys))


def bare(page: Page) -> PageAccess:
    """The same without the credential, for what needs no network."""
    told = dict(page.settings) | ({"limits": page.limits} if page.limits else {})
    return PageAccess(page.id, page.base_url, page.handle, None, told)
