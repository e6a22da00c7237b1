"""The answer is lost, late, false or cut at every write of a post: there is never a second copy, and never none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.platforms import adapter
from countersign.platforms.base import (
    Ambiguous,
    Deferred,
    Done,
    Found,
    NotFound,
    NotSent,
    Outcome,
    Plan,
    Rejected,
    Sight,
    StepState,
    Turn,
    Wait,
    adopt,
)
from countersign.platforms.http import PageAccess
from tests.fakes.mastodon import TOKEN, Behaviour, FakeMastodon, gotosocial
from tests.fakes.proxy import Fault, Proxy
from tests.platforms.conftest import a_channel, a_seed, a_text

MASTODON = adapter("mastodon")
PARTS = ("Main Street is closed.", "Use Harbor Road.")
WRITES = {"upload": "POST /api/v2/media", "first part": "POST /api/v1/statuses", "second part": "POST /api/v1/statuses"}
SERVERS = {
    "honours keys": Behaviour(),
    "ignores keys": gotosocial(),
    "answers a used key with 500": Behaviour(keys="replay_500"),
}
FAULTS = [(fault, 500) for fault in Fault] + [(Fault.STATUS, 429), (Fault.STATUS_AFTER, 429), (Fault.STATUS, 503)]
#: The adapter waits 0.3 s for an answer in these tests.
LATE = 0.5


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[FakeMastodon]:
    """Each kind of server in turn."""
    with FakeMastodon(behaviour=replace(SERVERS[request.param])) as running:
        yield running


@pytest.fixture
def proxy(server: FakeMastodon) -> Iterator[Proxy]:
    """A proxy before it."""
    with Proxy(server.port) as running:
        yield running


def once(plan: Plan, state: StepState, *, access: PageAccess) -> Turn:
    """One step on a channel of its own, as a new attempt has it."""
    with a_channel(access) as channel:
        return MASTODON.step(plan, state, channel)


def look(plan: Plan, state: StepState, since: datetime, *, access: PageAccess) -> Sight:
    """One look on a channel of its own."""
    with a_channel(access) as channel:
        return MASTODON.find(plan, state, since, channel=channel)


def carefully(plan: Plan, turn: Turn, since: datetime, *, access: PageAccess, tries: int = 6) -> Outcome:
    """Go on to the end by the one rule: look before any second send."""
    for _ in range(tries):
        while isinstance(turn.outcome, Wait):
            turn = once(plan, turn.state, access=access)
        if isinstance(turn.outcome, Done | Rejected):
            break
        sight = look(plan, turn.state, since, access=access)
        if isinstance(sight, Found):
            turn = adopt(plan, turn.state, sight)
        elif isinstance(sight, NotFound):
            turn = once(plan, turn.state, access=access)
    return turn.outcome


def arm(proxy: Proxy, fault: Fault, *, write: str, plan: Plan, access: PageAccess, status: int) -> Turn:
    """Come to just before that write, then let the proxy fail it."""
    turn = Turn(Wait(), StepState())
    for _ in range(list(WRITES).index(write)):
        turn = once(plan, turn.state, access=access)
    proxy.arm(fault, on=WRITES[write], status=status, seconds=LATE)
    return turn


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(("fault", "status"), FAULTS)
def test_exactly_one_copy(server: FakeMastodon, proxy: Proxy, fault: Fault, status: int, write: str) -> None:
    """Whatever happens to one answer, each part is public exactly once at the end, on every kind of server."""
    since, access = datetime.now(UTC), PageAccess("page", proxy.url, "@harborglen", TOKEN)
    plan = MASTODON.prepare(a_text(*PARTS, pictures=1), a_seed(), access=access)
    turn = arm(proxy, fault, write=write, plan=plan, access=access, status=status)
    first = once(plan, turn.state, access=access)
    assert isinstance(first.outcome, Ambiguous | Deferred)
    done = carefully(plan, first, since, access=access)
    assert isinstance(done, Done) and [server.copies(part) for part in PARTS] == [1, 1]
    assert done.parts == tuple(status["id"] for status in server.public_posts)


@pytest.mark.parametrize("write", WRITES)
def test_killed_before_the_state_was_stored(server: FakeMastodon, write: str) -> None:
    """A process that dies after a write and before storing what came of it leaves one copy at the end."""
    since, access = datetime.now(UTC), PageAccess("page", server.url, "@harborglen", TOKEN)
    plan = MASTODON.prepare(a_text(*PARTS, pictures=1), a_seed(), access=access)
    turn = Turn(Wait(), StepState())
    for _ in range(list(WRITES).index(write)):
        turn = once(plan, turn.state, access=access)
    once(plan, turn.state, access=access)
    forgotten = Turn(Ambiguous("The publisher stopped."), turn.state)
    assert isinstance(carefully(plan, forgotten, since, access=access), Done)
    assert [server.copies(part) for part in PARTS] == [1, 1]


def test_nobody_listening_needs_no_look(server: FakeMastodon) -> None:
    """A server that is down is known not to have anything, at every write."""
    access = PageAccess("page", server.url, "@harborglen", TOKEN)
    plan = MASTODON.prepare(a_text(*PARTS, pictures=1), a_seed(), access=access)
    nowhere = PageAccess("page", "http://127.0.0.1:1", credential=TOKEN)
    state = StepState()
    for _ in plan.steps:
        assert isinstance(once(plan, state, access=nowhere).outcome, NotSent)
        state = once(plan, state, access=access).state


def test_a_list_that_lags_does_not_deceive_a_second_look(server: FakeMastodon, proxy: Proxy) -> None:
    """The first look may come too early; the second, some seconds later, finds what is there."""
    since, access = datetime.now(UTC), PageAccess("page", proxy.url, "@harborglen", TOKEN)
    plan = MASTODON.prepare(a_text(PARTS[0]), a_seed(), access=access)
    server.behaviour.lag_seconds = LATE
    proxy.arm(Fault.DROP_AFTER, on=WRITES["first part"])
    turn = once(plan, StepState(), access=access)
    assert isinstance(look(plan, turn.state, since, access=access), NotFound)
    server.behaviour.lag_seconds = 0
    assert isinstance(look(plan, turn.state, since, access=access), Found)


def test_sending_again_blindly_would_make_two() -> None:
    """These tests can fail: without the look, a server that ignores keys shows two copies."""
    with FakeMastodon(behaviour=gotosocial()) as server, Proxy(server.port) as proxy:
        access = PageAccess("page", proxy.url, "@harborglen", TOKEN)
        plan = MASTODON.prepare(a_text(PARTS[0]), a_seed(), access=access)
        proxy.arm(Fault.DROP_AFTER, on=WRITES["first part"])
        once(plan, StepState(), access=access)
        once(plan, StepState(), access=access)
        assert server.copies(PARTS[0]) == 2
