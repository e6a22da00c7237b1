"""A fake Mastodon server and the way to it."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from countersign.content import FinalText, MediaRef, Part
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.plans import Seed
from tests.fakes.mastodon import TOKEN, FakeMastodon

#: Short, so that a hanging server is noticed soon.
QUICK = (1.0, 0.3)
PICTURE = "ab" * 32
WORDS = "Main Street is closed & we <3 patience. https://www.harborglen.gov/roads?id=7&x=é\n\nThanks @ann@town.social"


def a_text(*parts: str, pictures: int = 0, page: str = "page") -> FinalText:
    """A final text with these parts and so many different pictures."""
    media = tuple(MediaRef(f"{number:02x}" * 32, "image/png", f"Map {number}") for number in range(1, pictures + 1))
    return FinalText(page, tuple(Part(text) for text in parts or (WORDS,)), media)


def a_seed(key: uuid.UUID | None = None) -> Seed:
    """A seed made now."""
    return Seed(key or uuid.uuid4(), datetime.now(UTC), post="17")


def a_channel(
    access: PageAccess,
    *,
    before_first_byte: Callable[[], None] | None = None,
    timeout: tuple[float, float] = QUICK,
) -> Channel:
    """A channel that gives up soon, unless told to be patient."""
    return Channel(
        access,
        allow_private=True,
        media=lambda sha256: b"picture " + sha256.encode(),
        before_first_byte=before_first_byte,
        timeout=timeout,
    )


@pytest.fixture
def server() -> Iterator[FakeMastodon]:
    """A fake Mastodon."""
    with FakeMastodon() as running:
        yield running


@pytest.fixture
def access(server: FakeMastodon) -> PageAccess:
    """Access to the fake Mastodon."""
    return PageAccess("page", server.url, "@harborglen", TOKEN)


@pytest.fixture
def channel(access: PageAccess) -> Iterator[Channel]:
    """A channel to the fake Mastodon."""
    with a_channel(access) as opened:
        yield opened
