"""The DAGs hold together: what stands in Airflow's pages is the road, by name, and every one keeps the house rules."""

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.airflow

ROAD = {
    "review_drafts": [
        "find_submitted",
        "check_jurisdiction",
        "check_rules",
        "insert_disclaimers",
        "open_sign_off",
    ],
    "collect_sign_offs": ["find_waiting", "ask_approvers", "escalate_late", "expire_unsigned"],
    "publish_posts": ["on_duty", "plan_slots", "settle_unknown"],
    "archive_posts": ["seal", "write_proofs", "confirm_all_sent_are_archived"],
    "insert_page_disclaimers": [
        "find_pages",
        "each_page.read_page_items",
        "each_page.propose_missing",
        "each_page.write_signed",
        "each_page.read_back",
    ],
    "emergency_alerts": ["find_sources", "each_source.poll_source", "look_again", "watch_sources", "run_drill"],
    "meet_deadlines": ["remove_due", "recheck_facts", "continue_series", "ask_all_clear", "chase_owed_reviews"],
}
IN_A_ROW = ["review_drafts", "collect_sign_offs", "archive_posts", "insert_page_disclaimers"]


def test_every_file_is_read_without_an_error(bag: Any) -> None:
    """A DAG that cannot be read is one that silently never runs."""
    assert bag.import_errors == {}


def test_exactly_these_dags_are_there(bag: Any) -> None:
    """A DAG added or lost by accident is noticed."""
    assert set(bag.dags) == set(ROAD)


@pytest.mark.parametrize("name", ROAD)
def test_the_tasks_have_the_names_of_the_road(bag: Any, name: str) -> None:
    """Whoever opens Airflow reads there what happens to a post."""
    assert set(bag.dags[name].task_ids) == set(ROAD[name])


@pytest.mark.parametrize("name", IN_A_ROW)
def test_the_steps_follow_each_other(bag: Any, name: str) -> None:
    """Each step has exactly the one before it to wait for, besides the first one's list."""
    steps = ROAD[name]
    for before, after in itertools.pairwise(steps):
        assert before in bag.dags[name].get_task(after).upstream_task_ids


def test_nothing_stands_before_the_publishers(bag: Any) -> None:
    """Planning and settling run beside the publishers, never before them."""
    assert not bag.dags["publish_posts"].get_task("on_duty").upstream_task_ids


@pytest.mark.parametrize("name", ROAD)
def test_every_dag_keeps_the_house_rules(bag: Any, name: str) -> None:
    """Documented, owned, tagged, never catching up, never endless."""
    dag = bag.dags[name]
    assert dag.doc_md and dag.doc_md.strip().endswith(".")
    assert dag.tags >= {"countersign"} and len(dag.tags) >= 2
    assert not dag.catchup
    assert dag.dagrun_timeout and dag.max_active_runs <= 6
    for task in dag.tasks:
        assert task.owner == "countersign"
        assert task.retries >= 2
        assert task.execution_timeout and task.execution_timeout < dag.dagrun_timeout


def test_publishers_relieve_each_other_without_a_gap(bag: Any) -> None:
    """A publisher outlives the start of the next run, is put back on duty at once, and goes before all else."""
    task = bag.dags["publish_posts"].get_task("on_duty")
    seconds = task.python_callable.__globals__["SECONDS_ON_DUTY"]
    assert 2 * 240 < seconds < task.execution_timeout.total_seconds()
    assert (task.pool, task.retries, task.retry_delay) == ("publishers", 20, timedelta(seconds=1))
    assert task.priority_weight == 1000


def test_a_signal_starts_the_dags_that_people_wait_for(bag: Any) -> None:
    """A submitted draft is not left until the next five minutes are over; a lost signal costs only those."""
    assert _channels(bag) == {
        "review_drafts": "countersign_submitted",
        "collect_sign_offs": "countersign_signoff",
        "insert_page_disclaimers": "countersign_items",
    }


def _channels(bag: Any) -> dict[str, str]:
    found = {}
    for name, dag in bag.dags.items():
        for asset in getattr(getattr(dag.timetable, "asset_condition", None), "objects", ()):
            (watcher,) = asset.watchers
            found[name] = watcher.trigger.channel
    return found


def test_airflow_stores_no_address_of_the_database(bag: Any) -> None:
    """A trigger's arguments can be read by whoever reads Airflow's tables: they are the channel's name only."""
    from countersign_signal import Signal

    assert Signal("countersign_due").serialize() == ("countersign_signal.Signal", {"channel": "countersign_due"})


def test_the_library_is_not_run_as_plugins(bag: Any) -> None:
    """Airflow runs every file below plugins/ by its bare name, except those that are listed."""
    from airflow import plugins_manager

    assert "countersign/" in (Path(__file__).parents[2] / "plugins" / ".airflowignore").read_text().split()
    plugins, errors = plugins_manager._get_plugins()
    assert "countersign" in {plugin.name for plugin in plugins}
    assert errors == {}
