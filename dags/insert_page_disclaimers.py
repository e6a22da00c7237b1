"""Keeps the eight required items on every page of the agency.

For each page: read what stands there, propose what is missing or differs (people sign it like a post),
write what is signed, and read it back. A page goes live only when its items are in place.

A run starts when items are signed, and once a day.
"""

from datetime import timedelta

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, dag, task, task_group

from countersign_signal import Signal

ITEMS = Asset("page_items_changed", watchers=[AssetWatcher(name="items", trigger=Signal("countersign_items"))])


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 9 * * *", timezone="UTC"), assets=[ITEMS]),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    default_args={
        "owner": "countersign",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "execution_timeout": timedelta(minutes=3),
    },
    tags=["countersign", "pages"],
    doc_md=__doc__,
)
def insert_page_disclaimers() -> None:
    @task.short_circuit
    def find_pages() -> list[str]:
        from countersign import lookout

        return lookout.find_pages().told()

    @task
    def read_page_items(page: str) -> None:
        from countersign import lookout

        lookout.read_page_items(page).told()

    @task
    def propose_missing(page: str) -> None:
        from countersign import lookout

        lookout.propose_missing(page).told()

    @task
    def write_signed(page: str) -> None:
        from countersign import lookout

        lookout.write_signed(page).told()

    @task
    def read_back(page: str) -> None:
        from countersign import lookout

        lookout.read_back(page).told()

    @task_group
    def each_page(page: str) -> None:
        read_page_items(page) >> propose_missing(page) >> write_signed(page) >> read_back(page)

    each_page.expand(page=find_pages())


insert_page_disclaimers()
