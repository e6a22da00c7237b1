"""Keeps publishers on duty: they send what is signed, at its due second.

Every four minutes a run puts one publisher on duty for routine posts and one for urgent ones. Each
sleeps until the next post is due or a signal comes, claims what is due and sends it, and stays a little
over eight minutes, so that two of a kind are always on duty and the death of one is no gap. A retry puts
a publisher back on duty; it never repeats a send: what was claimed is in the database, and what became
of it is looked up first.

Beside them, never before them: what the page's hours keep back moves into them, pauses whose review is due
end, and sends whose outcome is not known are looked up at the platform.

If Airflow is gone, the standby (`countersign serve --standby`) sends everything; beside it, what has waited
half a second.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

LANES = ["routine", "urgent"]
SECONDS_ON_DUTY = 495


@dag(
    schedule=CronTriggerTimetable("*/4 * * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=6,
    dagrun_timeout=timedelta(minutes=20),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
        "execution_timeout": timedelta(minutes=3),
    },
    tags=["countersign", "publishing"],
    doc_md=__doc__,
)
def publish_posts() -> None:
    @task(
        pool="publishers",
        priority_weight=1000,
        weight_rule="absolute",
        retries=20,
        retry_delay=timedelta(seconds=1),
        execution_timeout=timedelta(seconds=SECONDS_ON_DUTY + 60),
        map_index_template="{{ task.op_kwargs['lane'] }}",
    )
    def on_duty(lane: str) -> None:
        from countersign import delivery

        delivery.publish_on_duty(lane, seconds=SECONDS_ON_DUTY)

    @task
    def plan_slots() -> None:
        from countersign import delivery

        delivery.plan_slots().told()

    @task
    def settle_unknown() -> None:
        from countersign import delivery

        delivery.settle_unknown().told()

    on_duty.expand(lane=LANES)
    plan_slots()
    settle_unknown()


publish_posts()
