"""Looks at the feeds of other systems every minute, and drills.

What may be published was signed before: this only brings messages in. A message that is pushed (POST
/api/v1/alerts) needs no run at all, and neither needs one to go out: the publisher on duty sends.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task, task_group


@dag(
    schedule=CronTriggerTimetable("* * * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=5),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=5),
        "execution_timeout": timedelta(minutes=2),
    },
    tags=["countersign", "alerts"],
    doc_md=__doc__,
)
def emergency_alerts() -> None:
    @task.short_circuit
    def find_sources() -> list[str]:
        from countersign import delivery

        return delivery.find_sources().told()

    @task
    def poll_source(source: str) -> None:
        from countersign import delivery

        delivery.poll_source(source).told()

    @task
    def look_again() -> None:
        from countersign import delivery

        delivery.look_again().told()

    @task
    def watch_sources() -> None:
        from countersign import delivery

        delivery.watch_sources().told()

    @task_group
    def each_source(source: str) -> None:
        poll_source(source)

    @task
    def run_drill() -> None:
        from countersign import delivery

        delivery.run_drill().told()

    each_source.expand(source=find_sources())
    # A source that fails, or none at all, keeps neither of these back.
    look_again()
    watch_sources()
    run_drill()


emergency_alerts()
