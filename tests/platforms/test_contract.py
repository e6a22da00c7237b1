"""One contract, run over all platforms."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign.errors import Misconfigured
from countersign.platforms import PLATFORMS, adapter
from countersign.platforms.base import (
    Adapter,
    Dedupe,
    Done,
    Found,
    NeedsHand,
    NotFound,
    Plan,
    Profile,
    StepState,
    Turn,
    Unsupported,
    Wait,
    adopt,
    attempt_key,
    may_send_again,
)
from countersign.platforms.fake import Store
from countersign.platforms.http import Channel, PageAccess
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.platforms.conftest import a_channel, a_seed, a_text

WRITES_SOMEWHERE = ("mastodon", "console", "fake")
CAN_LOOK = ("mastodon", "console", "fake")


class Stopped(Exception):
    """The caller's check said no."""


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> Adapter:
    """Each platform in turn."""
    return PLATFORMS[request.param]


@pytest.fixture
def page(platform: Adapter, server: FakeMastodon, tmp_path: Path) -> PageAccess:
    """A page on that platform, which can be written to here."""
    base = {"mastodon": server.url, "fake": f"file:{tmp_path / 'fake'}"}.get(platform.key, "https://town.gov")
    return PageAccess("page", base, "@harborglen", TOKEN, {"file": str(tmp_path / "console.log")})


@pytest.fixture
def way(page: PageAccess) -> Iterator[Channel]:
    """A channel to that page."""
    with a_channel(page) as opened:
        yield opened


def run(platform: Adapter, plan: Plan, channel: Channel, *, state: StepState | None = None) -> Turn:
    """Step until something other than Wait, the state going through JSON each time as it does in the database."""
    turn = Turn(Wait(), state or StepState())
    while isinstance(turn.outcome, Wait):
        turn = platform.step(plan, StepState.from_json(json.loads(json.dumps(turn.state.to_json()))), channel)
    return turn


def shown(server: FakeMastodon, page: PageAccess) -> int:
    """How much is to be seen on the page."""
    console = Path(page.settings["file"])
    drill = len(console.read_text().splitlines()) if console.exists() else 0
    return len(server.public_posts) + drill + len(Store(console.parent / "fake").posts())


def test_a_registered_platform_is_found_by_its_own_key(platform: Adapter) -> None:
    """The registry and the adapter agree on the key, and every adapter has declared limits."""
    assert adapter(platform.key) is platform
    assert platform.limits(PageAccess("page")).platform == platform.key


def test_an_unknown_platform_is_said_so() -> None:
    """A platform that does not exist is a misconfiguration that names those that do."""
    with pytest.raises(Misconfigured, match="mastodon"):
        adapter("myspace")


def test_a_plan_is_the_same_whenever_it_is_made(platform: Adapter, page: PageAccess) -> None:
    """The same text and seed give the same bytes, and so does the stored plan."""
    text, seed = a_text("One", pictures=2), a_seed()
    plan = platform.prepare(text, seed, access=page)
    again = Plan.from_json(json.loads(json.dumps(plan.to_json())))
    assert platform.prepare(text, seed, access=page).body_hash == plan.body_hash == again.body_hash
    assert again == plan


def test_other_words_are_another_plan(platform: Adapter, page: PageAccess) -> None:
    """One changed word changes the hash."""
    seed = a_seed()
    one, other = (platform.prepare(a_text(words), seed, access=page) for words in ("One", "Two"))
    assert one.body_hash != other.body_hash


def test_a_send_comes_to_its_end(platform: Adapter, page: PageAccess, way: Channel) -> None:
    """A send ends in Done with an id, or in a person's turn."""
    plan = platform.prepare(a_text("Main Street is closed.", pictures=1), a_seed(), access=page)
    outcome = run(platform, plan, way).outcome
    assert isinstance(outcome, NeedsHand) if platform.caps.by_hand else isinstance(outcome, Done) and outcome.ref


def test_what_is_done_is_not_done_again(
    platform: Adapter, page: PageAccess, way: Channel, server: FakeMastodon
) -> None:
    """Stepping on from a finished state shows nothing more."""
    plan = platform.prepare(a_text("Main Street is closed."), a_seed(), access=page)
    turn = run(platform, plan, way)
    before = shown(server, page)
    assert run(platform, plan, way, state=turn.state).outcome == turn.outcome
    assert shown(server, page) == before == (1 if platform.key in WRITES_SOMEWHERE else 0)


@pytest.mark.parametrize("platform", [PLATFORMS[key] for key in CAN_LOOK], ids=CAN_LOOK)
def test_what_is_out_is_found_and_adopted(platform: Adapter, page: PageAccess, way: Channel) -> None:
    """When the answer was lost, looking finds the post, and adopting it ends the send."""
    since = datetime.now(UTC)
    plan = platform.prepare(a_text("Main Street is closed."), a_seed(), access=page)
    assert isinstance(platform.find(plan, StepState(), since, channel=way), NotFound)
    done = run(platform, plan, way).outcome
    sight = platform.find(plan, StepState(), since, channel=way)
    assert isinstance(sight, Found) and isinstance(done, Done)
    assert adopt(plan, StepState(), sight).outcome == done


@pytest.mark.parametrize("platform", [PLATFORMS[key] for key in WRITES_SOMEWHERE], ids=WRITES_SOMEWHERE)
def test_the_callers_last_check_stops_the_write(platform: Adapter, page: PageAccess, server: FakeMastodon) -> None:
    """When the check before the first byte raises, nothing is written and the caller gets its own error."""

    def check() -> None:
        raise Stopped

    plan = platform.prepare(a_text("Main Street is closed."), a_seed(), access=page)
    with a_channel(page, before_first_byte=check) as channel, pytest.raises(Stopped):
        platform.step(plan, StepState(), channel)
    assert shown(server, page) == 0 and not server.requests


def test_what_a_platform_cannot_do_it_says(platform: Adapter, way: Channel) -> None:
    """A verb that the capabilities rule out raises a sentence and does nothing."""
    if not platform.caps.can_delete:
        with pytest.raises(Unsupported):
            platform.delete("1", way)
    if not platform.caps.can_edit:
        with pytest.raises(Unsupported):
            platform.edit("1", "words", way)
    if not platform.caps.has_profile:
        with pytest.raises(Unsupported):
            platform.write_profile(Profile("Hi"), way)


def test_a_profile_is_read_back_as_written(platform: Adapter, way: Channel) -> None:
    """Where a page has a profile, what was written is what is read."""
    if not platform.caps.has_profile:
        return
    wanted = Profile("Harbor Glen Police. Not monitored; call 911.", (("Terms", "https://town.gov/terms"),))
    assert isinstance(platform.write_profile(wanted, way), Done)
    read = platform.read_profile(way)
    assert isinstance(read, Profile) and read.same_as(wanted)


def test_the_key_of_a_delivery_never_changes() -> None:
    """Every attempt at one version of one delivery has the same key, and no other delivery or version has it."""
    delivery = uuid.uuid4()
    assert attempt_key(delivery, 1) == attempt_key(delivery, 1)
    assert len({attempt_key(delivery, 1), attempt_key(delivery, 2), attempt_key(uuid.uuid4(), 1)}) == 3


@pytest.mark.parametrize("dedupe", Dedupe)
@pytest.mark.parametrize("honoured", [True, False])
@pytest.mark.parametrize("minutes", [1, 59])
def test_who_may_send_again_by_itself(dedupe: Dedupe, honoured: bool, minutes: int) -> None:
    """Only where the platform dedupes by construction, or by a fresh key that this server was seen to honour."""
    caps = PLATFORMS["mastodon"].caps.__class__(dedupe=dedupe)
    first, now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC), datetime(2026, 1, 1, 12, minutes, tzinfo=UTC)
    by_itself = dedupe in {Dedupe.BY_CONSTRUCTION, Dedupe.BY_RKEY, Dedupe.BY_CONTAINER}
    expected = by_itself or (dedupe is Dedupe.BY_KEY and honoured and minutes == 1)
    assert may_send_again(caps, keys_honoured=honoured, first_sent=first, now=now) == expected
