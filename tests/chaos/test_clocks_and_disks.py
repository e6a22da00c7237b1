"""Clocks that jump, clocks that differ, and a full disk: nothing early, nothing twice, nothing lost."""

import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from countersign import database, delivery, desk, policies
from countersign.agency import Policy
from countersign.deliveries import Delivery, State
from countersign.delivery.duty import Duty
from countersign.errors import CountersignError
from countersign.platforms.fake import Store
from countersign.posts import Status
from countersign.recurrence import Repeat
from countersign.settings import Settings
from tests import stories
from tests.chaos import publisher
from tests.chaos.endings import what_is_wrong
from tests.chaos.staging import PATIENCE, SLACK, VERDICT, stage
from tests.crowds import crowd, signed
from tests.fakes.mastodon import TOKEN, FakeMastodon, gotosocial
from tests.fakes.proxy import Proxy


class JumpingClock:
    """The database's clock, put forward or back by some time."""

    def __init__(self) -> None:
        self.real, self.by = database.clock, timedelta(0)

    def __call__(self, s: Session) -> datetime:
        """The time that it shows."""
        return self.real(s) + self.by

    def show(self, at: datetime) -> None:
        """Go on from that instant."""
        self.by = at - datetime.now(UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> JumpingClock:
    """A clock in the place of the database's."""
    jumping = JumpingClock()
    stories.use_clock(monkeypatch, jumping)
    return jumping


@pytest.fixture
def platform(engine: Engine, tmp_path: object) -> Store:
    """The page “mastodon” on a platform without a network, which shows what it has got."""
    store = Store(tmp_path / "platform")  # type: ignore[operator]
    stories.enable(engine, "mastodon", platform="fake", base_url=f"file:{store.folder}")
    return store


def state(engine: Engine, post_id: object) -> State:
    """Where the one delivery of a post stands."""
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)  # type: ignore[arg-type]
        return one.state


@pytest.mark.chaos
@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=2), timedelta(seconds=-2)])
def test_a_clock_that_jumps_during_a_send(
    engine: Engine, told: Settings, clock: JumpingClock, platform: Store, by: timedelta
) -> None:
    """With the clock put forward or back between claim and answer, the post is out once and known to be."""
    post_id = stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    [job] = stories.claimed(told)
    clock.by = by
    delivery.settle_unknown()
    assert stories.claimed(told, publisher="another") == []
    stories.send_job(job, told)
    delivery.settle_unknown()
    assert stories.claimed(told) == [] and len(platform.posts()) == 1
    assert state(engine, post_id) is State.SENT


@pytest.mark.chaos
def test_a_clock_put_back_lets_nothing_leave_early(
    engine: Engine, told: Settings, clock: JumpingClock, platform: Store
) -> None:
    """A clock that jumps ahead and back again: what is due after the jump back waits for its time."""
    post_id = stories.approved(
        engine, stories.a_draft(pages=("mastodon",), due=stories.now(engine) + timedelta(hours=1))
    )
    clock.by = timedelta(minutes=59)
    assert stories.publish(told) == 0
    clock.by = timedelta(minutes=-5)
    assert stories.publish(told) == 0 and state(engine, post_id) is State.SCHEDULED
    clock.by = timedelta(hours=1, seconds=1)
    assert stories.publish(told) == 1 and len(platform.posts()) == 1


#: When the clocks are put forward, and back: one shows no half past two, the other shows half past one twice.
NIGHTS = {"spring": datetime(2027, 3, 14), "autumn": datetime(2027, 11, 7)}
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.chaos
@pytest.mark.parametrize("night", NIGHTS)
def test_a_night_on_which_the_clocks_change(
    engine: Engine, told: Settings, policy: Policy, clock: JumpingClock, platform: Store, night: str
) -> None:
    """Posts of every night at hours that clocks skip or show twice: each goes out once, at its own time."""
    evening = (NIGHTS[night] - timedelta(hours=4)).replace(tzinfo=PACIFIC)
    clock.show(evening)
    with database.transaction(engine) as s:
        policies.apply(s, replace(policy, windows=(), quiet_hours=()), who="setup", why="x", now=database.clock(s))
    stories.enable(engine, "mastodon", platform="fake", base_url=f"file:{platform.folder}")
    for hour in (1, 2):
        nightly(engine, NIGHTS[night] + timedelta(hours=hour, minutes=30))
    with database.transaction(engine) as s:
        dues = sorted(s.scalars(select(Delivery.due)))
    assert len(dues) == len(set(dues)) == 4
    clocks = [due.astimezone(PACIFIC).replace(tzinfo=None, fold=0) for due in dues]
    assert {shown.date() for shown in clocks} == {(NIGHTS[night] + timedelta(days=n)).date() for n in range(2)}
    steps = {evening.astimezone(UTC) + timedelta(hours=n) for n in range(12)}
    for at in sorted({*steps, *(due - timedelta(seconds=2) for due in dues), *dues}):
        clock.show(at)
        delivery.plan_slots()
        stories.publish(told)
        delivery.settle_unknown()
        assert len(platform.posts()) == sum(due <= at for due in dues), f"at {at}"
    with database.transaction(engine) as s:
        assert set(s.execute(select(Delivery.state, Delivery.attempts))) == {(State.SENT, 1)}


def nightly(engine: Engine, start: datetime) -> None:
    """A post for each of two nights."""
    with database.transaction(engine) as s:
        draft = stories.a_draft(f"Night {{date}}, {start:%H:%M}: Ferry Street is closed.", pages=("mastodon",))
        series, posts = desk.repeat(
            s, stories.AUTHOR, draft, Repeat("FREQ=DAILY;COUNT=2", start), now=database.clock(s)
        )
        desk.submit_series(s, stories.AUTHOR, series.id, now=database.clock(s))
    delivery.review()
    for who in (stories.COMMANDER, stories.CHIEF):
        for post in posts:
            stories.decide(engine, post.id, who)


@pytest.mark.chaos
@pytest.mark.slow
def test_publishers_whose_own_clocks_differ(engine: Engine, told: Settings) -> None:
    """One on a machine whose clock is two seconds ahead, alone and beside another: nothing early, nothing twice."""
    told.home.mkdir(parents=True, exist_ok=True)
    with FakeMastodon(behaviour=gotosocial()) as fake, Proxy(fake.port) as proxy, ExitStack() as leave:
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKEN)
        post_id, copies = signed(engine, "mastodon"), []
        for ahead in (2.0, 0.0):
            leave.callback(publisher.kill, publisher.start(told, ahead=ahead))
            soon = stories.now(engine) + timedelta(seconds=4)
            dues = [soon + timedelta(seconds=n / 5) for n in range(10)]
            copies += crowd(engine, post_id, dues, named=f"{ahead}")
            stories.until(partial(_are_out, fake, len(copies)), "all are out", seconds=60)
        assert what_is_wrong(copies, lambda: Counter(p["text"] for p in fake.public_posts), within=SLACK) == []
        assert all(proxy.heard[copy.key] >= copy.due.timestamp() for copy in copies)


def _are_out(fake: FakeMastodon, count: int) -> bool:
    return len(fake.public_posts) >= count


@pytest.mark.chaos
@pytest.mark.parametrize("at", ["INSERT INTO attempt", "UPDATE delivery", "UPDATE attempt"])
def test_a_full_disk(engine: Engine, told: Settings, platform: Store, at: str) -> None:
    """While the disk is full nothing is lost and nothing goes out twice; afterwards it goes on by itself."""
    post_id = stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    full = threading.Event()
    full.set()

    def refuse(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if full.is_set() and statement.startswith(at):
            raise OperationalError(statement, {}, psycopg.errors.DiskFull("No space left on device"))

    event.listen(engine, "before_cursor_execute", refuse)
    try:
        with stories.on_duty(Duty(told, lane="any", delay=0)):
            time.sleep(2)
            assert state(engine, post_id) in {State.SCHEDULED, State.SENDING, State.UNKNOWN}
            full.clear()
            stories.until(lambda: stories.post(engine, post_id).status is Status.PUBLISHED, "it is out", seconds=60)
    finally:
        event.remove(engine, "before_cursor_execute", refuse)
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
    assert (len(platform.posts()), one.attempts, one.looks) == (1, 1, 0)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own that is nearly full once PostgreSQL is on it; a skip where nobody may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="countersign-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=320m,mode=755", "countersign-test", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("NOT TESTED: only who may mount a small disk can fill it")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def fill(disk: Path) -> Path:
    """Take every byte that is left of a disk."""
    ballast = disk / "ballast"
    with ballast.open("ab") as file, suppress(OSError):
        while True:
            file.write(bytes(2**16))
            file.flush()
    return ballast


@pytest.mark.chaos
@pytest.mark.slow
def test_a_disk_without_a_byte_left(small_disk: Path, tmp_path: Path, policy: Policy) -> None:
    """PostgreSQL cannot write, and may end: what was taken in goes out once, when there is room again."""
    with stage(policy, small_disk, home=tmp_path / "home") as on:
        engine, page = database.default_engine(), "steady"
        post_id = signed(engine, page)
        soon = datetime.now(UTC) + timedelta(seconds=3)
        on.give(post_id, [soon + timedelta(seconds=n / 5) for n in range(40)], "before")
        on.start_publisher()
        ballast, refused = fill(small_disk), 0
        while datetime.now(UTC) < soon + timedelta(seconds=6) or not refused:
            try:
                on.copies += crowd(engine, post_id, [soon] * 10, named=f"meanwhile {len(on.copies)}")
            except (CountersignError, SQLAlchemyError):
                refused += 1
                time.sleep(0.2)
            fill(small_disk)
        ballast.unlink()
        if not on.server.is_running():
            on.start_database()
        on.give(post_id, [datetime.now(UTC)], "after")
        assert what_is_wrong(on.copies, on.shown, within=PATIENCE + VERDICT + SLACK) == []
