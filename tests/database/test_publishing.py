"""Publishers: what is claimed, what is passed over, and that nothing stands in another one's way."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Engine, event, func, select

from countersign import database, deliveries, delivery, desk, pages, policies, settings
from countersign.deliveries import Delivery, Publisher, State, died
from countersign.delivery import reconcile, settle
from countersign.delivery.duty import Duty
from countersign.log.tables import Entry
from countersign.notices import Notice
from countersign.pages import Page
from countersign.platforms.fake import Fault, Store
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories
from tests.crowds import crowd, signed
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.proxy import Fault as Loss
from tests.fakes.proxy import Proxy


@pytest.fixture
def behind(engine: Engine, told: Settings) -> Iterator[tuple[FakeMastodon, Proxy]]:
    """The page “mastodon” on a server behind a proxy that loses answers when told to."""
    with FakeMastodon() as server, Proxy(server.port) as proxy:
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKEN)
        stories.enable(engine, "newsroom")
        yield server, proxy


def states(engine: Engine) -> dict[str, int]:
    """How many deliveries are in which state."""
    with database.transaction(engine) as s:
        return {row[0]: row[1] for row in s.execute(select(Delivery.state, func.count()).group_by(Delivery.state))}


def pause(engine: Engine, scope: str, *, stops_urgent: bool = False) -> None:
    """Somebody stops publishing in a scope."""
    with database.transaction(engine) as s:
        desk.pause(s, stories.AUTHOR, scope, reason="So.", stops_urgent=stops_urgent, now=database.clock(s))


def urgent(engine: Engine, page: str = "newsroom") -> object:
    """An urgent post, approved by the watch."""
    post_id = stories.reviewed(engine, stories.weather(pages=(page,)))
    stories.decide(engine, post_id, stories.COMMANDER)
    return post_id


def test_what_is_paused_stands_in_nobodys_way(engine: Engine, told: Settings, platform: Store) -> None:
    """With a category paused, any number of its due posts on a page do not keep other posts there from going out."""
    for _ in range(6):
        stories.approved(engine)
    pause(engine, "category:community_notice")
    urgent(engine)
    assert stories.publish(told) == 1
    assert states(engine) == {State.SENT: 1, State.SCHEDULED: 6}


@pytest.mark.parametrize("stops_urgent", [False, True])
def test_emergencies_pass_a_pause_of_everything(
    engine: Engine, told: Settings, platform: Store, stops_urgent: bool
) -> None:
    """A pause of the agency lets emergencies pass, also behind a queue, unless the pause says otherwise."""
    for _ in range(6):
        stories.approved(engine)
    urgent(engine)
    pause(engine, "agency", stops_urgent=stops_urgent)
    assert stories.publish(told) == (0 if stops_urgent else 1)


def test_a_page_gets_its_turn_beside_a_busy_one(engine: Engine, told: Settings, platform: Store) -> None:
    """One page takes at most its own places, so that a post on another page goes out in the same claim."""
    crowd(engine, signed(engine, "mastodon"), [stories.now(engine)] * 20, named="busy")
    newest = stories.approved(engine)
    stories.publish(told)
    assert stories.post(engine, newest).status is Status.PUBLISHED


@pytest.mark.slow
def test_many_hanging_pages_delay_no_other(engine: Engine, told: Settings, behind: tuple[FakeMastodon, Proxy]) -> None:
    """Nine pages whose server does not answer, each with more than it may send at a time: another page is in time."""
    _, proxy = behind
    names = [f"hanging{number}" for number in range(9)]
    with database.transaction(engine) as s:
        policy = policies.current(s)
        model = next(page for page in policy.pages if page.id == "mastodon")
        more = [replace(model, id=name, name=name, enabled=True) for name in names]
        policy = replace(policy, pages=(*policy.pages, *more))
        policies.apply(s, policy, who="setup", why="a test", now=database.clock(s))
    for name in names:
        stories.connect(engine, told, name, url=proxy.url, token=TOKEN)
    proxy.arm(Loss.HANG_BEFORE, times=1000, seconds=100)
    waiting = [signed(engine, name) for name in names]
    due = stories.now(engine)
    for post_id in waiting:
        crowd(engine, post_id, [due] * 10, named=str(post_id))
    with stories.on_duty(Duty(told, lane="any", delay=0)):
        stories.until(lambda: len(proxy.seen) >= 4 * len(names), "every page hangs", seconds=60)
        other = stories.approved(engine)
        stories.until(lambda: stories.post(engine, other).status is Status.PUBLISHED, "the other post is out")
        assert states(engine)[State.SENDING] >= 4 * len(names)


def test_what_cannot_be_sent_is_said_once(engine: Engine, told: Settings, platform: Store) -> None:
    """A page whose credential cannot be read holds its posts: one notice each, however often one looks."""
    with database.transaction(engine) as s:
        page = s.get_one(Page, "mastodon")
        page.platform, page.base_url, page.credential = "mastodon", "http://127.0.0.1:1", b"not a sealed credential"
    stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    for _ in range(5):
        stories.publish(told)
        delivery.settle_unknown()
    assert states(engine) == {State.HELD: 1}
    with database.transaction(engine) as s:
        told_once = s.scalar(select(func.count()).where(Notice.kind == "held", Notice.person_id == stories.AUTHOR))
        held = s.scalar(select(func.count()).where(Entry.event == "delivery.held"))
    assert (told_once, held) == (1, 1)


def test_a_held_post_goes_on_by_itself(engine: Engine, told: Settings, platform: Store) -> None:
    """A revoked access holds the post; once it is connected again the post goes out, and nobody has to act."""
    platform.tell(Fault.REVOKE)
    post_id = stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    stories.publish(told)
    delivery.settle_unknown()
    assert states(engine) == {State.HELD: 1}
    with database.transaction(engine) as s:
        page = s.get_one(Page, "mastodon")
        pages.set_credential(s, page, "new", told=told, who="alex.moreno", now=database.clock(s))
    delivery.settle_unknown()
    stories.published(told, post_id)
    assert len(platform.posts()) == 1


def test_looking_at_many_held_posts_costs_as_much_as_at_one(engine: Engine, told: Settings, platform: Store) -> None:
    """A page may be broken for days: every publisher looks every second, and asks about all that it holds at once."""
    post_id, asked = signed(engine, "mastodon"), []
    event.listen(engine, "before_cursor_execute", lambda c, cursor, sql, *rest: asked.append(sql))
    with database.transaction(engine) as s:
        s.get_one(Page, "mastodon").enabled = False
    costs = []
    for count in (1, 12):
        crowd(engine, post_id, [stories.now(engine)] * count, named=f"held {count}")
        for _ in range(count):
            stories.publish(told)
        asked.clear()
        reconcile.sweep(told)
        costs.append(len(asked))
    assert states(engine)[State.HELD] == 13 and costs[0] == costs[1]


def test_a_page_that_was_closed_publishes_nothing(engine: Engine, told: Settings, platform: Store) -> None:
    """What was approved for a page that is not enabled any more is held, with the reason."""
    stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    with database.transaction(engine) as s:
        s.get_one(Page, "mastodon").enabled = False
    assert stories.publish(told) == 0
    assert states(engine) == {State.HELD: 1} and platform.posts() == []


def test_a_changed_byte_is_not_sent(engine: Engine, told: Settings, platform: Store) -> None:
    """Words that were changed in the database after they were signed do not go out."""
    post_id = stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
        text = stories.frozen(s, one)
        text.body = {**text.body, "parts": [{**text.body["parts"][0], "text": "Something that nobody signed."}]}
    assert stories.publish(told) == 0
    assert states(engine) == {State.HELD: 1} and platform.posts() == []


def test_signed_bytes_that_were_broken_hold_their_own_post_only(
    engine: Engine, told: Settings, platform: Store
) -> None:
    """Where the signed bytes themselves are no words any more, that post is held, and those beside it go out."""
    broken, whole = (stories.approved(engine, stories.a_draft(pages=("mastodon",))) for _ in range(2))
    with database.transaction(engine) as s:
        stories.proposal_of(s, broken).canonical = b"no words at all"
    stories.publish(told)
    assert states(engine) == {State.HELD: 1, State.SENT: 1}
    assert stories.post(engine, whole).status is Status.PUBLISHED


def test_a_drill_never_reaches_a_live_page(engine: Engine, told: Settings, platform: Store) -> None:
    """A delivery made for a drill page is held when that page has become a real one meanwhile."""
    stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    with database.transaction(engine) as s:
        s.get_one(Page, "mastodon").mode = "sink"
    assert stories.publish(told) == 0 and platform.posts() == []


@pytest.mark.slow
def test_looking_at_a_silent_server_keeps_nobody_waiting(
    engine: Engine, told: Settings, behind: tuple[FakeMastodon, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a server does not answer our looks, posts on other pages go out in time, and duty ends in time."""
    monkeypatch.setattr(reconcile, "LONGEST_LOOK", 250.0)
    server, proxy = behind
    proxy.arm(Loss.HANG, times=100, seconds=250)
    silent = stories.approved(engine, stories.a_draft(pages=("mastodon",)))
    stories.lose(engine, told, silent)
    with stories.on_duty(Duty(told, lane="any", delay=0)) as publisher:
        stories.until(lambda: proxy.seen, "the publisher looks")
        other = stories.approved(engine)
        stories.until(lambda: stories.post(engine, other).status is Status.PUBLISHED, "the other post is out")
        began = time.monotonic()
        publisher.stop()
    assert time.monotonic() - began < 100
    assert server.public_posts == []


def test_what_nobody_was_asked_about_is_looked_for_first(
    engine: Engine, told: Settings, behind: tuple[FakeMastodon, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where looks are scarce, one that ends in asking a person goes before one more about what was asked already."""
    monkeypatch.setattr(reconcile, "LOOKERS", 1)
    due = stories.now(engine)
    asked, fresh = crowd(engine, signed(engine, "mastodon"), [due - timedelta(seconds=9), due], named="in doubt")
    assert len(stories.claimed(told)) == 2
    with database.transaction(engine) as s:
        for copy, looks in ((asked, 2), (fresh, 0)):
            row = s.get_one(Delivery, copy.delivery)
            row.state, row.looks, row.look_at = State.UNKNOWN, looks, due
    delivery.settle_unknown()
    with database.transaction(engine) as s:
        looked = [s.get_one(Delivery, copy.delivery) for copy in (fresh, asked)]
    first, second = [row.look_at - timedelta(seconds=settle.LOOKS[row.looks]) for row in looked if row.look_at]
    assert [row.looks for row in looked] == [1, 3] and first < second


def test_a_publisher_tells_by_which_session_it_lives(engine: Engine, told: Settings, platform: Store) -> None:
    """While it is on duty it is not taken for dead, and once it has left in order neither."""
    with stories.on_duty(Duty(told, lane="any", delay=0)) as publisher:

        def known() -> object:
            with database.transaction(engine) as s:
                return s.scalar(select(Publisher.session).where(Publisher.id == publisher.presence.id))

        stories.until(known, "it has told its session", seconds=60)
        with database.transaction(engine) as s:
            assert list(s.scalars(died())) == []
    with database.transaction(engine) as s:
        row = s.get_one(Publisher, publisher.presence.id)
        assert row.left and row.session is None and list(s.scalars(died())) == []


def test_a_standby_waits_for_nobody_who_is_not_there(engine: Engine, told: Settings, platform: Store) -> None:
    """Beside a publisher on duty it leaves to that one what is due; once its session has ended, it takes all."""
    duty, post_id = Duty(told, lane="any", delay=1000), stories.approved(engine)
    with psycopg.connect(settings.driver_dsn(told.database_url)) as ear:
        now = stories.now(engine)
        with database.transaction(engine) as s:
            s.add_all(
                Publisher(id=lane, lane=lane, started=now, seen=now + timedelta(hours=1), session=ear.info.backend_pid)
                for lane in deliveries.LANES
            )
        duty._take_up()
        assert states(engine) == {State.SCHEDULED: 1}
    stories.until(lambda: duty._take_up() or states(engine) != {State.SCHEDULED: 1}, "it is taken")
    with stories.on_duty(duty):
        stories.until(lambda: stories.post(engine, post_id).status is Status.PUBLISHED, "it is out")


def test_a_publisher_knows_when_to_wake(engine: Engine, told: Settings, platform: Store) -> None:
    """A post due in two seconds goes out at its second, by a publisher that was asleep until then."""
    due = stories.now(engine) + timedelta(seconds=2)
    post_id = stories.approved(engine, stories.a_draft(due=due))
    with stories.on_duty(Duty(told, lane="any", delay=0)):
        stories.until(lambda: stories.post(engine, post_id).status is Status.PUBLISHED, "it is out")
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
        assert one.sent and due <= one.sent < due + timedelta(seconds=60)
