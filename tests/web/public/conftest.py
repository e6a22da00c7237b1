"""The public application on a database with published posts."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from approval_ui.public.application import create
from countersign import database
from countersign.content import Draft
from countersign.log import note, sequencer
from countersign.settings import Settings
from tests import stories

Publish = Callable[..., list[uuid.UUID]]


@pytest.fixture
def client(told: Settings) -> Iterator[TestClient]:
    """Anybody's browser, without scripts and cookies."""
    with TestClient(create(told), base_url=told.public_address, raise_server_exceptions=False) as opened:
        opened.headers["Accept"] = "text/html"
        yield opened


@pytest.fixture
def publish(engine: Engine, told: Settings) -> Publish:
    """A function that takes drafts down the whole road and gives the records of what went out, in order."""
    stories.items_signed(engine)

    def go(*drafts: Draft) -> list[uuid.UUID]:
        posts = [stories.approved(engine, draft) for draft in drafts or (stories.a_draft(),)]
        while stories.publish(told):
            pass
        with database.transaction(engine) as s:
            sent = [delivery for post_id in posts for delivery in stories.deliveries_of(s, post_id)]
            records = [delivery.record_id for delivery in sent if delivery.record_id]
        assert len(records) == len(sent), [delivery.reason for delivery in sent]
        return records

    return go


@pytest.fixture
def seal(engine: Engine, told: Settings) -> Callable[[], None]:
    """A function that seals the log with everything recorded so far."""
    told.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    note.save_key(told.log_key, note.new_key())
    return lambda: _seal(engine, told)


def _seal(engine: Engine, told: Settings) -> None:
    sequencer.seal(engine, told, now=stories.now(engine))


def a_message(text: str, **more: object) -> Draft:
    """A notice with these words."""
    return stories.a_draft(text, **more)
