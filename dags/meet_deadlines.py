"""Meets what is owed, before publication and after it.

Takes down what has to come down by now (a booking photo by day 14) and looks whether it is gone, holds
what waits for its time and is not true any more, writes the next part of a repeated post and sends it for
sign-off, asks for all-clears, word of the missing and videos, and for the second looks that are owed; it
reminds and escalates, and never decides anything.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task


@dag(
    schedule=CronTriggerTimetable("*/15 * * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=14),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
        "execution_timeout": timedelta(minutes=5),
    },
    tags=["countersign", "deadlines"],
    doc_md=__doc__,
)
def meet_deadlines() -> None:
    @task
    def remove_due() -> None:
        from countersign import delivery

        delivery.remove_due().told()

    @task
    def recheck_facts() -> None:
        from countersign import delivery

        delivery.recheck_facts().told()

    @task
    def continue_series() -> None:
        from countersign import delivery

        delivery.continue_series().told()

    @task
    def ask_all_clear() -> None:
        from countersign import delivery

        delivery.ask_all_clear().told()

    @task
    def chase_owed_reviews() -> None:
        from countersign import delivery

        delivery.chase_owed_reviews().told()

    remove_due()
    recheck_facts()
    continue_series()
    ask_all_clear()
    chase_owed_reviews()


meet_deadlines()
