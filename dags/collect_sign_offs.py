"""Brings open sign-offs to the people who must sign them.

Asks the designated approvers, reminds them, asks those above them when a stage is late, and ends what
was not signed in time. It never decides anything: only a person signs, returns or rejects, in the web
pages.

A run starts when a sign-off opens or somebody signs, and every five minutes.
"""

from datetime import timedelta

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, dag, task

from countersign_signal import Signal

SIGN_OFF = Asset("sign_off_changed", watchers=[AssetWatcher(name="signoff", trigger=Signal("countersign_signoff"))])


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/5 * * * *", timezone="UTC"), assets=[SIGN_OFF]),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=10),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
        "execution_timeout": timedelta(minutes=3),
    },
    tags=["countersign", "sign-off"],
    doc_md=__doc__,
)
def collect_sign_offs() -> None:
    @task.short_circuit
    def find_waiting() -> list[str]:
        from countersign import delivery

        return delivery.find_waiting().told()

    @task
    def ask_approvers(proposals: list[str]) -> None:
        from countersign import delivery

        delivery.ask_approvers(proposals).told()

    @task
    def escalate_late(proposals: list[str]) -> None:
        from countersign import delivery

        delivery.escalate_late(proposals).told()

    @task
    def expire_unsigned(proposals: list[str]) -> None:
        from countersign import delivery

        delivery.expire_unsigned(proposals).told()

    proposals = find_waiting()
    ask_approvers(proposals) >> escalate_late(proposals) >> expire_unsigned(proposals)


collect_sign_offs()
