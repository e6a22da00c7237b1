"""Reviews what authors have submitted, and opens its sign-off.

For each submitted draft: is the place ours to speak about, do the rules allow the words, which
disclaimers must stand under them; then the exact final texts are frozen and the designated people can
sign. A draft that cannot go on is returned to its author with the reason and the remedy.

A run starts when somebody submits, and every five minutes in case that signal was lost. Every step works
over all drafts at once, writes its result beside the version it looked at, and may be repeated; only the
last one changes a draft's status.
"""

from datetime import timedelta

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, dag, task

from countersign_signal import Signal

SUBMITTED = Asset("draft_submitted", watchers=[AssetWatcher(name="submitted", trigger=Signal("countersign_submitted"))])


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/5 * * * *", timezone="UTC"), assets=[SUBMITTED]),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=10),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
        "execution_timeout": timedelta(minutes=3),
    },
    tags=["countersign", "drafts"],
    doc_md=__doc__,
)
def review_drafts() -> None:
    @task.short_circuit
    def find_submitted() -> list[str]:
        from countersign import delivery

        return delivery.find_submitted().told()

    @task
    def check_jurisdiction(drafts: list[str]) -> None:
        from countersign import delivery

        delivery.check_jurisdiction(drafts).told()

    @task
    def check_rules(drafts: list[str]) -> None:
        from countersign import delivery

        delivery.check_rules(drafts).told()

    @task
    def insert_disclaimers(drafts: list[str]) -> None:
        from countersign import delivery

        delivery.insert_disclaimers(drafts).told()

    @task
    def open_sign_off(drafts: list[str]) -> None:
        from countersign import delivery

        delivery.open_sign_off(drafts).told()

    drafts = find_submitted()
    check_jurisdiction(drafts) >> check_rules(drafts) >> insert_disclaimers(drafts) >> open_sign_off(drafts)


review_drafts()
