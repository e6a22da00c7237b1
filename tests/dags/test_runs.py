"""Whole runs of the DAGs, task by task as Airflow runs them, on a real database of ours."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from countersign.deliveries import State
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories
from tests.fakes.oauth import FakeOAuth

pytestmark = [pytest.mark.airflow, pytest.mark.slow]


def run(bag: Any, name: str) -> dict[str, str]:
    """Run a DAG once; the state of each task by its name."""
    finished = bag.dags[name].test()
    return {ti.task_id: str(ti.state) for ti in finished.get_task_instances()}


def test_a_run_that_finds_nothing_ends_at_once(runnable: Any, engine: Engine) -> None:
    """Most runs find nothing: the first task says so and the others are skipped."""
    states = run(runnable, "review_drafts")
    assert states.pop("find_submitted") == "success"
    assert set(states.values()) == {"skipped"}


def test_a_submitted_draft_is_brought_to_its_approvers(runnable: Any, engine: Engine) -> None:
    """review_drafts opens the sign-off, collect_sign_offs asks; neither decides anything."""
    stories.enable(engine, "newsroom")
    post_id = stories.submitted(engine)
    assert set(run(runnable, "review_drafts").values()) == {"success"}
    assert stories.post(engine, post_id).status is Status.SIGN_OFF
    assert set(run(runnable, "collect_sign_offs").values()) == {"success"}
    assert stories.post(engine, post_id).status is Status.SIGN_OFF


def test_an_approved_post_is_sent_by_the_publisher_on_duty(
    runnable: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """publish_posts puts one publisher of each kind on duty; what is due goes out."""
    stories.enable(engine, "newsroom")
    post_id = stories.approved(engine)
    task = runnable.dags["publish_posts"].get_task("on_duty")
    monkeypatch.setitem(task.python_callable.__globals__, "SECONDS_ON_DUTY", 2)
    assert set(run(runnable, "publish_posts").values()) == {"success"}
    with stories.database.transaction(engine) as s:
        (delivery,) = stories.deliveries_of(s, post_id)
        assert delivery.state is State.SENT


def test_airflow_learns_no_secret(
    runnable: Any,
    engine: Engine,
    told: Settings,
    airflow_home: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A page is read by a task, and its server repeats our access in an error: nothing that Airflow keeps has it."""
    token = "no-task-may-tell-4f1c2d9e"
    with FakeOAuth() as fake:
        stories.connect(engine, told, "mastodon", url=fake.url, token=token)
        states = run(runnable, "insert_page_disclaimers")
    assert "success" in states.values()
    files = [file for file in airflow_home.rglob("*") if file.is_file()]
    assert any(file.name == "airflow.db" for file in files)
    assert not [file for file in files if token.encode() in file.read_bytes()]
    assert token not in caplog.text + "".join(capfd.readouterr())
