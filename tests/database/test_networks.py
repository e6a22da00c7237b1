"""A signed post goes out on X, Facebook, Instagram, Threads and Nextdoor, through everything but the real servers."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select, update

from approval_ui.public.application import create
from countersign import agency, database, delivery, policies
from countersign.deliveries import Delivery, Exchange, State
from countersign.settings import Settings
from tests import stories
from tests.conftest import SAMPLE
from tests.fakes.proxy import Fault, Proxy
from tests.fakes.social import ACCOUNTS, TOKENS, Social
from tests.serving import served

PUBLISHING = {
    "x": "^POST /2/tweets",
    "facebook": "^POST .*/feed",
    "instagram": "^POST .*/media_publish",
    "threads": "^POST .*/threads_publish",
    "nextdoor": "^POST .*/post/create/",
}
FETCHES = ("instagram", "threads", "nextdoor")


@contextmanager
def public_pages(told: Settings) -> Iterator[Settings]:
    """Our own public pages on a port of their own, from which platforms fetch; the settings that say so."""
    with served(create(told)) as root:
        yield told.model_copy(update={"public_url": root})


def on_network(engine: Engine, told: Settings, name: str, url: str) -> None:
    """The sample's Mastodon page is one on this network instead, and connected."""
    text = SAMPLE.read_text().replace("platform: mastodon", f"platform: {name}")
    policy = agency.parse(text, filename="agency.yaml", now=datetime.now(UTC))
    with database.transaction(engine) as s:
        policies.apply(s, policy, who="setup", why="another network", now=database.clock(s))
    stories.connect(engine, told, "mastodon", url=url, token=TOKENS[name])
    stories.enable(engine, "mastodon", settings={"account_id": ACCOUNTS[name]})


@pytest.mark.parametrize("name", PUBLISHING)
def test_a_signed_post_is_out_once_although_the_answer_was_lost(engine: Engine, told: Settings, name: str) -> None:
    """The signed words and the very picture arrive, the lost answer is found again, and no token is kept."""
    with Social() as social, Proxy(social.port) as proxy, public_pages(told) as here:
        on_network(engine, here, name, proxy.url)
        post_id = stories.approved(engine, stories.with_picture(engine, pages=("mastodon",)))
        proxy.arm(Fault.DROP_AFTER, on=PUBLISHING[name])
        stories.publish(here)
        with database.transaction(engine) as s:
            [one] = stories.deliveries_of(s, post_id)
            assert one.state is State.UNKNOWN, one.reason
            s.execute(update(Delivery).values(look_at=database.clock(s)))
        delivery.settle_unknown()
        with database.transaction(engine) as s:
            [one] = stories.deliveries_of(s, post_id)
            words = stories.frozen(s, one).body
            kept = b"".join(e.request + e.response for e in s.scalars(select(Exchange)))
        assert one.state is State.SENT and one.remote_url, one.reason
        (post,) = social.public(name)
        assert post["text"] == "\n\n".join(part["text"] for part in words["parts"]) and len(post["media"]) == 1
        assert TOKENS[name].encode() not in kept
        arrived = social.fetched if name in FETCHES else [each["bytes"] for each in social.shown.media.values()]
        assert [hashlib.sha256(data).hexdigest() for data in arrived] == [words["media"][0]["sha256"]]
