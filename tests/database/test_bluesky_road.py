"""The whole road to the real Bluesky server: signed words, a picture and a name go out under a renewed session."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from countersign import database, pages
from countersign.pages import Page
from countersign.platforms.base import Secret
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories
from tests.cached import INSTALLING_TEST_SECONDS
from tests.fakes import bluesky
from tests.fakes.bluesky import PASSWORD


@pytest.mark.timeout(INSTALLING_TEST_SECONDS)
def test_from_the_draft_to_the_real_server(engine: Engine, told: Settings) -> None:
    """An app password becomes a session before the first use, the named account is looked up, and one post stands."""
    server = bluesky.shared()
    ours = server.account("harborglen")
    stories.connect(engine, told, "mastodon", url=server.url, token=PASSWORD)
    with database.transaction(engine) as s:
        page = s.get_one(Page, "mastodon")
        page.platform, page.handle, page.limits = "bluesky", f"@{ours.handle}", None
    draft = stories.with_picture(engine, pages=("mastodon",))
    post_id = stories.approved(engine, replace(draft, text=f"{draft.text} Thanks to @{ours.handle} #roads"))
    stories.published(told, post_id)
    assert stories.post(engine, post_id).status is Status.PUBLISHED
    [record] = server.records(ours.did)
    kinds = {facet["features"][0]["$type"].partition("#")[2] for facet in record["value"]["facets"]}
    assert kinds == {"mention", "tag"} and len(record["value"]["embed"]["images"]) == 1
    with database.transaction(engine) as s:
        opened = pages.open_credential(s.get_one(Page, "mastodon").credential, pages.credential_keys(told))
        [delivery] = stories.deliveries_of(s, post_id)
        assert delivery.remote_id == record["uri"]
    assert Secret.parse(opened).refresh
