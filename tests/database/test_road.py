"""The whole road on the library: draft, review, sign-off, publication, record."""

from sqlalchemy import Engine

from countersign import database, delivery, posts
from countersign.deliveries import State
from countersign.delivery.duty import Duty
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories


def test_a_signed_post_goes_out_on_the_newsroom(engine: Engine, told: Settings) -> None:
    """A post with every name goes out on a page whose items are in place, and its record names the signers."""
    stories.items_signed(engine)
    post_id = stories.approved(engine)
    assert stories.post(engine, post_id).status is Status.APPROVED

    Duty(told, lane="routine", delay=0).serve(1.5)

    assert stories.post(engine, post_id).status is Status.PUBLISHED
    with database.transaction(engine) as s:
        [sent] = stories.deliveries_of(s, post_id)
        assert (sent.state, sent.reason) == (State.SENT, "")
        assert sent.record_id


def test_a_place_in_the_neighbours_city_goes_back_to_the_author(engine: Engine) -> None:
    """The review returns a draft about the neighbour's city, with the reason and what to do."""
    post_id = stories.submitted(engine, stories.a_draft(place=stories.NEIGHBOR))

    delivery.review()

    returned = stories.post(engine, post_id)
    assert returned.status is posts.Status.RETURNED
    assert "Port Merrow" in returned.reason
