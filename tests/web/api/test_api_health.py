"""Ready means that a post could go out; the metrics count what waits and never name it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from countersign import database, desk
from countersign.deliveries import Delivery, Publisher
from tests import stories
from tests.web.api.conftest import Headers

LINE = re.compile(r'countersign_[a-z_]+(\{[a-z]+="[a-z_]+"\})? -?[0-9.]+(e-?[0-9]+)?')


def on_duty(engine: Engine, *, seconds_ago: int = 0) -> None:
    """A publisher that was seen so many seconds ago."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        s.add(Publisher(id="p", lane="any", started=now, seen=now - timedelta(seconds=seconds_ago)))


def waiting(engine: Engine, *, seconds: int) -> None:
    """An approved post that has been due for so many seconds."""
    post_id = stories.approved(engine)
    with database.transaction(engine) as s:
        for delivery in stories.deliveries_of(s, post_id):
            s.get_one(Delivery, delivery.id).due = database.clock(s) - timedelta(seconds=seconds)


def test_ready_with_a_publisher_and_nothing_waiting(client: TestClient, engine: Engine) -> None:
    """With a publisher on duty a post could go out."""
    on_duty(engine)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "reasons": []})


@pytest.mark.parametrize("seen", [None, 60])
def test_not_ready_without_a_publisher(client: TestClient, engine: Engine, seen: int | None) -> None:
    """With no publisher, or one that was last seen a minute ago, the answer says so."""
    if seen:
        on_duty(engine, seconds_ago=seen)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "No publisher was seen" in answer.json()["reasons"][0]


def test_not_ready_while_something_due_waits(client: TestClient, engine: Engine) -> None:
    """Something that has been due for a minute means that posts do not flow, whoever claims to be on duty."""
    on_duty(engine)
    waiting(engine, seconds=60)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "1 due and waiting" in answer.json()["reasons"][0]


def test_a_pause_does_not_make_it_unready(client: TestClient, engine: Engine) -> None:
    """What waits because people paused it is no fault."""
    on_duty(engine)
    waiting(engine, seconds=60)
    with database.transaction(engine) as s:
        desk.pause(s, stories.CHIEF, "page:newsroom", reason="Funeral", now=database.clock(s))
    assert client.get("/health/ready").status_code == 200


def test_the_metrics_are_prometheus_text(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Every line is a sample or a comment, and the figures are true."""
    on_duty(engine)
    waiting(engine, seconds=60)
    answer = client.get("/metrics", headers=bearer("metrics:read"))
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [line for line in answer.text.splitlines() if not line.startswith("# ")]
    assert [line for line in samples if not LINE.fullmatch(line)] == []
    for wanted in (
        'countersign_publishers_seen{lane="any"} 1',
        "countersign_deliveries_due_waiting 1",
        'countersign_posts{status="approved"} 1',
        'countersign_deliveries{state="scheduled"} 1',
    ):
        assert wanted in samples
    assert stories.TEXT not in answer.text
