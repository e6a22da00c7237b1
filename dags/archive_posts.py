"""Sees to it that everything sent is in the public record, with a proof.

The sealer of `countersign serve` numbers and signs what was written, at most once a second; this waits
for it, writes the proofs, and confirms that everything that was sent is archived. A post that is not is
an error here.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task


@dag(
    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=10),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
        "execution_timeout": timedelta(minutes=3),
    },
    tags=["countersign", "record"],
    doc_md=__doc__,
)
def archive_posts() -> None:
    @task
    def seal() -> None:
        from countersign import delivery

        delivery.seal().told()

    @task
    def write_proofs() -> None:
        from countersign import delivery

        delivery.write_proofs().told()

    @task
    def confirm_all_sent_are_archived() -> None:
        from countersign import delivery

        delivery.confirm_all_sent_are_archived().told()

    seal() >> write_proofs() >> confirm_all_sent_are_archived()


archive_posts()
