"""How punctual the publishers are: the first byte at the platform, against the instant at which a post was due.

`python -m benchmarks punctuality [--quick] [--without-airflow] [--memory-minutes N [--only-memory]]`. Everything goes
through `countersign up`, so the publishers are tasks of the real DAG; the platform is `benchmarks.answering` (50 ms).
The bare limit is what the same number of threads reach with plain `requests`, measured in the same run.
"""

import argparse
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psutil
import psycopg
import requests
from sqlalchemy import text

from benchmarks.installing import PAGES, Rig, rig
from countersign import database, desk, settings
from countersign.approvals import Verdict
from countersign.delivery import claim
from countersign.platforms.base import attempt_key, part_key
from tests import running, stories
from tests.crowds import crowd, signed

AT_ONCE = 4


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    found: str
    aim: str


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks punctuality")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--without-airflow", action="store_true")
    parser.add_argument("--memory-minutes", type=float, default=None)
    parser.add_argument("--only-memory", action="store_true")
    told = parser.parse_args()
    minutes = told.memory_minutes or (0.5 if told.quick else 5)
    with rig(airflow=not told.without_airflow) as on:
        post_ids = {page: signed(on.engine, page) for page in PAGES}
        _warm(on, post_ids)
        if told.only_memory:
            show(_memory(on, post_ids, minutes))
            return
        show(_one_a_second(on, post_ids, 20 if told.quick else 60))
        show(_burst(on, post_ids, pages=1, count=40 if told.quick else 100))
        show(_burst(on, post_ids, pages=8, count=160 if told.quick else 500))
        show(_decisions(on, 5 if told.quick else 30))
        if not told.without_airflow:
            show(_airflow_killed(on, post_ids, 15 if told.quick else 40))
        show(_memory(on, post_ids, minutes))
        show(_claim_cost(on, post_ids, 50_000 if told.quick else 1_000_000))


def show(rows: Sequence[Row]) -> None:
    """Print some lines at once: the run takes minutes."""
    for row in rows:
        print(f"{row.what:<58} {row.found:<34} {row.aim}", flush=True)


def _warm(on: Rig, post_ids: dict[str, uuid.UUID]) -> None:
    """Every publisher has sent something before anything counts."""
    _through(on, {page: [_soon()] * 4 for page in PAGES}, post_ids)


def _one_a_second(on: Rig, post_ids: dict[str, uuid.UUID], count: int) -> list[Row]:
    start = _soon(3)
    late = _through(on, {PAGES[0]: [start + timedelta(seconds=n) for n in range(count)]}, post_ids)
    return [
        Row(f"{count} posts, one a second: late by, p50 / p95 / max", _spread(late), "<= 20 / 100 ms"),
    ]


def _burst(on: Rig, post_ids: dict[str, uuid.UUID], *, pages: int, count: int) -> list[Row]:
    due, each = _soon(4), count // pages
    over = count - each * pages
    dues = {page: [due] * (each + (number < over)) for number, page in enumerate(PAGES[:pages])}
    before = _processor_seconds(on)
    late = _through(on, dues, post_ids)
    spent = _processor_seconds(on) - before
    bare = _bare(on, count, threads=AT_ONCE * pages)
    what = f"{count} posts due in one second on {pages} page{'s' if pages > 1 else ''}"
    aim = "<= 2 s" if pages == 1 else "~ 6 s"
    share = (count / (max(late) + 0.05)) / (count / bare)
    return [
        Row(f"{what}: the last one's first byte", f"{max(late):.2f} s", aim),
        Row(f"  bare requests, {AT_ONCE * pages} threads: all answered", f"{bare:.2f} s", ""),
        Row("  share of the bare limit", f"{share:.2f}", ">= 0.7" if pages == 1 else ""),
        Row("  processor time of the publishers, a post", f"{spent / count * 1e3:.1f} ms" if spent else "-", ""),
    ]


def _processor_seconds(on: Rig) -> float:
    """What the publishers that are plain processes have used so far; those inside Airflow cannot be told apart."""
    words = [(process, " ".join(process.cmdline())) for process in running.traces(on.told.home)]
    ours = [process.cpu_times() for process, line in words if "publish_on_duty" in line]
    return sum(times.user + times.system for times in ours)


def _decisions(on: Rig, count: int) -> list[Row]:
    """From the last signature (the instant it was given, before its commit) to the first byte."""
    waits = []
    for _ in range(count):
        post_id = stories.reviewed(on.engine, stories.a_draft(pages=(PAGES[0],)))
        stories.decide(on.engine, post_id, stories.COMMANDER)
        with database.transaction(on.engine) as s:
            proposal = stories.proposal_of(s, post_id)
        began = time.time()
        with database.transaction(on.engine) as s:
            told = {"verdict": Verdict.SIGN, "digest": proposal.digest, "factor": "password at the click"}
            desk.decide(s, stories.CHIEF, proposal.id, now=database.clock(s), **told)
        with database.transaction(on.engine) as s:
            [one] = stories.deliveries_of(s, post_id)
        key = part_key(attempt_key(one.id, 1), 0)
        waits.append(_when(on, {key})[key] - began)
        time.sleep(0.2)
    return [Row("the last signature to the first byte, p50 / p95 / max", _spread(waits), "p95 <= 250 ms")]


def _airflow_killed(on: Rig, post_ids: dict[str, uuid.UUID], count: int) -> list[Row]:
    """Every process of Airflow is killed at once in the middle of one post a second; the standby goes on."""
    start = _soon(3)
    killed: list[int] = []

    def kill(arrived: int) -> None:
        if arrived >= 3 and not killed:
            for process in _of_airflow(on):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
                    killed.append(process.pid)

    late = _through(on, {PAGES[0]: [start + timedelta(seconds=n) for n in range(count)]}, post_ids, each_second=kill)
    what = f"one post a second, all {len(killed)} processes of Airflow killed: late by"
    return [Row(what, _spread(late), "max <= 2000 ms")]


def _of_airflow(on: Rig) -> list[psutil.Process]:
    """Its components and its tasks, publishers among them; not the program that starts them."""
    found = [(process, " ".join(process.cmdline())) for process in running.traces(on.told.home)]
    return [process for process, words in found if "airflow" in words and "--airflow-port" not in words]


def _memory(on: Rig, post_ids: dict[str, uuid.UUID], minutes: float) -> list[Row]:
    """What `serve` and the publishers hold at the beginning and the end of ten posts a second."""
    start, count = _soon(3), int(minutes * 600)
    dues = [start + timedelta(seconds=n / 10) for n in range(count)]
    sizes: list[int] = []
    minute = 0

    def look(arrived: int) -> None:
        nonlocal minute
        size, since = _standby_bytes(on), (datetime.now(UTC) - start).total_seconds() / 60
        if arrived > count // 4:
            sizes.append(size)
        if since >= minute:
            others = ", ".join(f"{held / 2**20:.1f}" for held in _publisher_bytes(on))
            told = f"serve holds {size / 2**20:.1f} MiB" + (f", publishers {others}" if others else "")
            print(f"  minute {minute}: {arrived} posts arrived, {told}", flush=True)
            minute = int(since) + 1

    late = _through(on, {page: dues[n::8] for n, page in enumerate(PAGES)}, post_ids, each_second=look)
    first, last = statistics.median(sizes[:5]), statistics.median(sizes[-5:])
    grown = (last - first) / 2**20 / (minutes * 0.75) * 60
    return [
        Row(
            f"memory of serve, {minutes:g} min of 10 posts a second",
            f"{first / 2**20:.1f} -> {last / 2**20:.1f} MiB",
            "",
        ),
        Row("  scaled to an hour, if it went on so", f"{grown:+.1f} MiB", "flat"),
        Row("  these posts: late by, p50 / p95 / max", _spread(late), ""),
    ]


def _standby_bytes(on: Rig) -> int:
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if "serve" in words and "standby" in words and str(on.told.home) in " ".join(process.environ().values()):
            return int(process.memory_info().rss)
    return 0


def _publisher_bytes(on: Rig) -> list[int]:
    """What each publisher that is a plain process holds; tasks of Airflow's end after eight minutes."""
    found = [process for process in running.traces(on.told.home) if "publish_on_duty" in " ".join(process.cmdline())]
    return [process.memory_info().rss for process in found]


def _claim_cost(on: Rig, post_ids: dict[str, uuid.UUID], rows: int) -> list[Row]:
    """The time of one claim of one post, in a transaction that is taken back, before and after filling the table."""
    crowd(on.engine, post_ids[PAGES[1]], [_soon(3600)] * 3, named="later")
    before = _claim_seconds(on)
    _fill(on, rows)
    after = _claim_seconds(on)
    return [
        Row(f"a claim, without and with {rows:,} finished ones", f"{before * 1e3:.1f} -> {after * 1e3:.1f} ms", ""),
        Row("  that is", f"{after / before:.2f} x", "<= 1.2 x"),
    ]


def _claim_seconds(on: Rig) -> float:
    """Three posts that are due in an hour are claimed as if it were then: negative delay, and taken back."""
    times = []
    for _ in range(60):
        with database.transaction(on.engine) as s:
            begun = time.perf_counter()
            jobs = claim.claim(s, on.told, publisher="bench", lane="routine", delay=timedelta(hours=-2))
            s.flush()
            times.append(time.perf_counter() - begun)
            assert jobs
            s.rollback()
    return statistics.median(times)


def _fill(on: Rig, rows: int) -> None:
    """Copies of one sent delivery, as the owner of the tables puts them in."""
    with psycopg.connect(settings.driver_dsn(on.told.owner_database_url), autocommit=True) as owner:
        names = [
            row[0]
            for row in owner.execute(
                "select column_name from information_schema.columns "
                "where table_name = 'delivery' and column_name not in ('id', 'version_id')"
            ).fetchall()
        ]
        listed = ", ".join(names)
        one = owner.execute("select id from delivery where state = 'sent' limit 1").fetchone()
        assert one
        owner.execute("alter table delivery drop constraint delivery_version_id_fkey")
        owner.execute(
            f"insert into delivery (id, version_id, {listed}) select gen_random_uuid(), gen_random_uuid(), {listed} "
            "from delivery, generate_series(1, %s) where id = %s",
            [rows, one[0]],
        )
        owner.execute("analyze delivery")


def _through(
    on: Rig,
    dues: dict[str, list[datetime]],
    post_ids: dict[str, uuid.UUID],
    each_second: Callable[[int], None] = lambda arrived: None,
) -> list[float]:
    """Put posts in, wait until each has arrived, and give the seconds by which each was late."""
    keys: dict[str, datetime] = {}
    for page, times in dues.items():
        keys |= {one.key: one.due for one in crowd(on.engine, post_ids[page], times, named=str(time.time_ns()))}
    arrived = _when(on, set(keys), each_second)
    late = [arrived[key] - due.timestamp() for key, due in keys.items()]
    assert min(late) >= 0, f"a post left {-min(late):.3f} s before its time"
    _settled(on)
    return late


def _when(on: Rig, keys: set[str], each_second: Callable[[int], None] = lambda arrived: None) -> dict[str, float]:
    """When each of these came to the server."""
    end = time.monotonic() + 120
    before = -1
    while True:
        seen = {key: at for key, at in on.seen().items() if key in keys}
        each_second(len(seen))
        if len(seen) == len(keys):
            return seen
        if len(seen) != before:
            end, before = time.monotonic() + 120, len(seen)
        assert time.monotonic() < end, f"{len(keys) - len(seen)} of {len(keys)} did not arrive"
        time.sleep(1.0 if len(keys) > 1 else 0.05)


def _settled(on: Rig) -> None:
    """Nothing is under way any more."""
    query = text("select count(*) from delivery where state in ('sending', 'unknown')")
    for _ in range(600):
        with database.transaction(on.engine) as s:
            if not s.scalar(query):
                return
        time.sleep(0.05)
    raise AssertionError("something is still under way after half a minute")


def _bare(on: Rig, count: int, *, threads: int) -> float:
    """Seconds in which as many threads get as many answers with plain requests, one session each."""
    sessions = [requests.Session() for _ in range(threads)]
    body = {"status": "Ferry Street is closed on Saturday.", "visibility": "public"}

    def run(session: requests.Session) -> None:
        while queue:
            try:
                queue.pop()
            except IndexError:
                return
            session.post(f"{on.server}/api/v1/statuses", json=body, headers={"Idempotency-Key": "bare"}, timeout=30)

    times = []
    for _ in range(3):
        queue = list(range(count))
        begun = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, sessions))
        times.append(time.perf_counter() - begun)
    return min(times)


def _soon(seconds: float = 2) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return " / ".join(f"{value * 1000:.0f}" for value in (statistics.median(ordered), p95, ordered[-1])) + " ms"


if __name__ == "__main__":
    main()
