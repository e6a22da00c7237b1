"""Updates of alerts that change the post that is out: where the page can and the agency wants it, once, on record."""

import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from approval_ui.public import reading
from countersign import agency, database, delivery, desk, policies, sample, tokens
from countersign.alerts import sets, sources
from countersign.alerts.tables import AlertState, Incident, Source
from countersign.deliveries import Delivery, PageLane, State
from countersign.delivery import intake
from countersign.desk import preparing
from countersign.log.tables import EntryValue
from countersign.settings import Settings
from tests import stories
from tests.conftest import SAMPLE
from tests.database.test_alerts import AREA, message, refers_to, second_source
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.proxy import Fault, Proxy
from tests.fakes.social import ACCOUNTS, TOKENS, Social
from tests.unit.alerts.messages import info, instant

PAGES = ("newsroom", "mastodon")


@pytest.fixture
def there(engine: Engine, told: Settings) -> Iterator[tuple[FakeMastodon, Proxy]]:
    """The newsroom and a Mastodon page, both with `updates: edit`, and a source that may publish on them."""
    text = SAMPLE.read_text().replace("    platform: mastodon\n", "    platform: mastodon\n    updates: edit\n")
    text = text.replace("    platform: newsroom\n", "    platform: newsroom\n    updates: edit\n")
    policy = agency.parse(text, filename="agency.yaml", now=datetime.now(UTC))
    with FakeMastodon() as fake, Proxy(fake.port) as proxy:
        with database.transaction(engine) as s:
            now = database.clock(s)
            policies.apply(s, policy, who="setup", why="updates change posts", now=now)
            desk.take_watch(s, sample.ON_WATCH, now=now)
            who = {"person": sample.AUTHOR, "who": sample.AUTHOR, "now": now}
            sample.prepare_alerts(s, tokens.create(s, "county", [tokens.Scope.ALERTS_WRITE], **who), now=now)
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKEN)
        stories.enable(engine, *PAGES)
        yield fake, proxy


def received(engine: Engine, **told: str) -> uuid.UUID | None:
    """A message of the sample's source that is published; its post."""
    with database.transaction(engine) as s:
        expires = told.pop("expires", instant(database.clock(s) + timedelta(hours=2)))
        infos = [] if told.get("msgType") == "Cancel" else [info(area=AREA, expires=expires)]
        raw = message(s, *(infos or [""]), **told)
        (became,) = intake.receive(s, raw, s.scalars(select(Source)).one(), now=database.clock(s))
        assert became.state == AlertState.PUBLISHED, became.reasons
        return became.post


def begun(engine: Engine, identifier: str) -> str:
    """An alert arrives; how later messages refer to it."""
    sent = instant(stories.now(engine))
    received(engine, identifier=identifier, sent=sent)
    return refers_to(identifier, sent)


def on(engine: Engine, page: str) -> list[Delivery]:
    """The deliveries to a page, the oldest first."""
    with database.transaction(engine) as s:
        return list(s.scalars(select(Delivery).where(Delivery.page_id == page).order_by(Delivery.created)))


def test_an_update_changes_the_post_once_and_says_so(
    engine: Engine, told: Settings, there: tuple[FakeMastodon, Proxy]
) -> None:
    """After a lost answer the post is read: it has the new words, once; record and newsroom say so."""
    fake, proxy = there
    refers = begun(engine, "A1")
    stories.publish(told)
    (first,) = fake.public_posts
    proxy.arm(Fault.DROP_AFTER, on="^PUT")
    later = instant(stories.now(engine) + timedelta(hours=5))
    received(engine, identifier="A2", msgType="Update", extra=refers, expires=later)
    stories.publish(told)
    (_, edit) = on(engine, "mastodon")
    assert edit.state is State.UNKNOWN, edit.reason
    with database.transaction(engine) as s:
        s.execute(update(Delivery).values(look_at=database.clock(s)).where(Delivery.id == edit.id))
    delivery.settle_unknown()
    (_, edit) = on(engine, "mastodon")
    (shown,) = fake.public_posts
    assert edit.state is State.SENT and shown["id"] == first["id"] == edit.remote_id, edit.reason
    assert shown["text"].startswith("UPDATE.") and shown["edited_at"]
    assert sum(line.startswith("PUT") for line in proxy.seen) == 1
    with database.transaction(engine) as s:
        told_of = select(EntryValue).where(EntryValue.entry_id == edit.record_id, EntryValue.name == "edits")
        kept = s.scalars(told_of).one()
        assert kept.value["record"] == str(on(engine, "mastodon")[0].record_id)
        assert not kept.value["before"].startswith("UPDATE.")
        (post,) = reading.newest(s, ["newsroom"])
        assert post.edited and post.now.text.startswith("UPDATE.") and not post.content.text.startswith("UPDATE.")
        again = reading.by_record(s, post.edited.record)
        assert again and again.edits == post.number and post.changed == post.edited.at
    received(engine, identifier="A3", msgType="Cancel", extra=refers)
    stories.publish(told)
    (_, over) = fake.public_posts
    assert over["in_reply_to_id"] == first["id"] and over["text"].startswith("The weather service has ended")


def test_a_post_that_is_gone_is_refused_and_told(
    engine: Engine, told: Settings, there: tuple[FakeMastodon, Proxy]
) -> None:
    """Somebody deleted the post there: the update is refused with a sentence, and the other page has it."""
    fake, _ = there
    extra = begun(engine, "A1")
    stories.publish(told)
    fake.shown.statuses.clear()
    received(engine, identifier="A2", msgType="Update", extra=extra)
    stories.publish(told)
    (_, edit), (_, here) = on(engine, "mastodon"), on(engine, "newsroom")
    assert edit.state is State.REFUSED and "not there any more" in edit.reason
    assert here.state is State.SENT and here.edits


def test_an_alert_that_was_put_off_gives_way_to_its_update(
    engine: Engine, told: Settings, there: tuple[FakeMastodon, Proxy]
) -> None:
    """After 429 nobody has seen the alert: the update takes its place, whether it comes later or waits already."""
    _, proxy = there
    proxy.arm(Fault.STATUS, on="^POST /api/v1/statuses", status=429)
    extra = begun(engine, "A1")
    stories.publish(told)
    assert on(engine, "mastodon")[0].state is State.DEFERRED
    received(engine, identifier="A2", msgType="Update", extra=extra)
    first, second = on(engine, "mastodon")
    assert first.state is State.WITHDRAWN and second.state is State.SCHEDULED and second.edits is None
    with database.transaction(engine) as s:
        s.execute(update(PageLane).values(rests_until=None))
    extra = begun(engine, "B1")
    newest = on(engine, "mastodon")[-1].id
    (job,) = [one for one in stories.claimed(told) if one.delivery == newest]
    proxy.arm(Fault.STATUS, on="^POST /api/v1/statuses", status=429)
    received(engine, identifier="B2", msgType="Update", extra=extra)
    stories.send_job(job, told)
    assert [one.state for one in on(engine, "mastodon")[2:]] == [State.WITHDRAWN, State.SCHEDULED]


def test_on_x_a_post_is_changed_as_long_as_x_takes_changes(engine: Engine, told: Settings) -> None:
    """Each change has a new number and is made once, a lost answer or not; after five, or half an hour, an answer."""
    text = SAMPLE.read_text().replace("    platform: mastodon\n", "    platform: x\n    updates: edit\n")
    with Social() as social, Proxy(social.port) as proxy:
        with database.transaction(engine) as s:
            now = database.clock(s)
            policy = agency.parse(text, filename="agency.yaml", now=now)
            policies.apply(s, policy, who="setup", why="a page on X", now=now)
            desk.take_watch(s, sample.ON_WATCH, now=now)
            who = {"person": sample.AUTHOR, "who": sample.AUTHOR, "now": now}
            sample.prepare_alerts(s, tokens.create(s, "county", [tokens.Scope.ALERTS_WRITE], **who), now=now)
        stories.connect(engine, told, "mastodon", url=proxy.url, token=TOKENS["x"])
        stories.enable(engine, "mastodon", settings={"account_id": ACCOUNTS["x"]})
        sent = instant(now)
        received(engine, identifier="A0", sent=sent)
        stories.publish(told)
        refers = f"<references>{sample.SENDER},A0,{sent}</references>"
        numbers = {on(engine, "mastodon")[0].remote_id}
        for number in range(1, 7):
            if number == 2:
                proxy.arm(Fault.DROP_AFTER, on="^POST /2/tweets")
            later = instant(now + timedelta(hours=number))
            at = instant(now + timedelta(seconds=number))
            received(engine, identifier=f"A{number}", sent=at, msgType="Update", extra=refers, expires=later)
            stories.publish(told)
            with database.transaction(engine) as s:
                s.execute(update(Delivery).values(look_at=database.clock(s)).where(Delivery.state == State.UNKNOWN))
            delivery.settle_unknown()
            newest = on(engine, "mastodon")[-1]
            assert newest.state is State.SENT and newest.remote_id not in numbers, newest.reason
            assert bool(newest.edits) == (number < 6)
            numbers.add(newest.remote_id)
        assert [post["text"].split(".")[0] for post in social.public("x")] == ["UPDATE", "UPDATE"]
        changed, answer = sorted(social.public("x"), key=lambda post: int(post["id"]))
        assert answer["parent"] == changed["id"] and changed["edits"] == 5
        with database.transaction(engine) as s:
            s.execute(update(Delivery).values(sent=database.clock(s) - timedelta(minutes=28)))
        at = instant(now + timedelta(seconds=9))
        received(engine, identifier="A9", sent=at, msgType="Update", extra=refers)
        assert on(engine, "mastodon")[-1].edits is None


def test_two_sources_that_speak_at_once_open_one_incident(engine: Engine, there: tuple[FakeMastodon, Proxy]) -> None:
    """Of two messages about one event that arrive together, one is told and the other has nothing more to say."""
    with database.transaction(engine) as s:
        now, first = database.clock(s), s.scalars(select(Source)).one()
        other = second_source(s)
        until = (now + timedelta(days=1)).isoformat()
        auto = [
            sets.Terms(template="weather_warning", mode=sets.Mode.AUTO, until=until, sources=(first.name, other.name))
        ]
        proposal = preparing.propose_set(s, sample.CHIEF, auto, why="a test", now=now)
        sample.signed_by_those_who_may(s, proposal, now)
        ids = [first.id, other.id]
        code = "/O.NEW.KMTR.FL.W.0007.000000T0000Z-261122T1600Z/"
        vtec = f"<parameter><valueName>VTEC</valueName><value>{code}</value></parameter>"
        told = info(area=AREA, expires=instant(now + timedelta(hours=2))).replace("<area>", f"{vtec}<area>", 1)
        raws = [message(s, told, identifier=name) for name in ("A1", "B1")]
    together = threading.Barrier(2)

    def speak(source: uuid.UUID, raw: bytes) -> str:
        with database.transaction(engine) as s:
            here = sources.locked(s, source)
            together.wait(30)
            (became,) = intake.receive(s, raw, here, now=database.clock(s))
            time.sleep(0.3)  # The other one is at its decision before this one is committed.
            return became.state

    with ThreadPoolExecutor(2) as pool:
        states = list(pool.map(speak, ids, raws))
    assert sorted(states) == [AlertState.JOINED, AlertState.PUBLISHED]
    with database.transaction(engine) as s:
        assert len(s.scalars(select(Incident)).all()) == 1
        assert sorted(s.scalars(select(Delivery.page_id))) == sorted(PAGES)
