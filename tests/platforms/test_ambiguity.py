"""The answer is lost, late, false or cut at every write of a post, on every platform: never two copies, never none."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.platforms import PLATFORMS
from countersign.platforms.base import (
    Ambiguous,
    Deferred,
    Done,
    Found,
    NotFound,
    NotSent,
    Plan,
    Rejected,
    StepState,
    Turn,
    Wait,
    adopt,
)
from countersign.platforms.http import PageAccess
from tests.cached import INSTALLING_TEST_SECONDS
from tests.fakes.mastodon import TOKEN, FakeMastodon, gotosocial
from tests.fakes.proxy import Fault, Proxy
from tests.platforms.conftest import a_seed, a_text
from tests.platforms.scenes import SCENES, Scene

#: Installing the real server takes minutes, once.
pytestmark = pytest.mark.timeout(INSTALLING_TEST_SECONDS)
WRITE = r"^(?!GET)"
FAULTS = [*((fault, 500) for fault in Fault if fault is not Fault.HANG), (Fault.STATUS, 429)]
#: Seconds by which a late answer is later than a scene's patience.
LATE = 0.2


@pytest.fixture(scope="module", params=SCENES)
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """Each platform in turn, once."""
    with SCENES[request.param]() as opened:
        yield opened


@pytest.fixture
def proxy(scene: Scene) -> Iterator[Proxy]:
    """A proxy before it."""
    with Proxy(scene.port) as running:
        yield running


def written(proxy: Proxy) -> list[str]:
    """The writes that came by, in order."""
    return [line for line in proxy.seen if not line.startswith("GET")]


def carefully(scene: Scene, plan: Plan, turn: Turn, since: datetime, *, access: PageAccess) -> Turn:
    """Go on to the end by the one rule: look before any second send."""
    for _ in range(6):
        while isinstance(turn.outcome, Wait):
            turn = scene.step(plan, turn.state, access)
        if isinstance(turn.outcome, Done | Rejected):
            break
        sight = scene.find(plan, turn.state, since, access=access)
        if isinstance(sight, Found):
            turn = adopt(plan, turn.state, sight)
        elif isinstance(sight, NotFound):
            turn = scene.step(plan, turn.state, access)
    return turn


def before_write(scene: Scene, plan: Plan, number: int, *, proxy: Proxy, access: PageAccess) -> Turn:
    """Come to just before that write."""
    turn, begun = Turn(Wait(), StepState()), len(written(proxy))
    while len(written(proxy)) - begun < number:
        turn = scene.step(plan, turn.state, access)
    return turn


def a_plan(scene: Scene, tag: str, access: PageAccess) -> Plan:
    """A plan of a post that no other test sends."""
    return scene.adapter.prepare(scene.final(tag), a_seed(), access=access)


def count_writes(scene: Scene) -> int:
    """How many writes one post takes there."""
    with Proxy(scene.port) as proxy:
        # Nothing is lost here, so a busy machine is waited for.
        patient, access = replace(scene, patience=10.0), scene.access(proxy.url)
        assert isinstance(patient.run(a_plan(scene, uuid.uuid4().hex, access), access).outcome, Done)
        return len(written(proxy))


@pytest.mark.parametrize(("fault", "status"), FAULTS)
def test_exactly_one_copy(scene: Scene, proxy: Proxy, fault: Fault, status: int) -> None:
    """Whatever happens to the answer of any one write, each part is public exactly once at the end."""
    access = scene.access(proxy.url)
    for number in range(count_writes(scene)):
        tag, since = uuid.uuid4().hex, datetime.now(UTC)
        plan = a_plan(scene, tag, access)
        turn = before_write(scene, plan, number, proxy=proxy, access=access)
        proxy.arm(fault, on=WRITE, status=status, seconds=scene.patience + LATE)
        last = carefully(scene, plan, turn, since, access=access)
        assert isinstance(last.outcome, Done), (number, last)
        assert [scene.copies(text) for text in scene.texts(tag)] == [1] * scene.parts, number
        assert len(set(last.outcome.parts)) == scene.parts


def test_killed_before_the_state_was_stored(scene: Scene, proxy: Proxy) -> None:
    """A process that dies after a write and before storing what came of it leaves one copy at the end."""
    access = scene.access(proxy.url)
    for number in range(count_writes(scene)):
        tag, since = uuid.uuid4().hex, datetime.now(UTC)
        plan = a_plan(scene, tag, access)
        turn, seen = before_write(scene, plan, number, proxy=proxy, access=access), len(written(proxy))
        kept = turn
        while len(written(proxy)) == seen:
            kept, turn = turn, scene.step(plan, turn.state, access)
        forgotten = Turn(Ambiguous("The publisher stopped."), kept.state)
        assert isinstance(carefully(scene, plan, forgotten, since, access=access).outcome, Done)
        assert [scene.copies(text) for text in scene.texts(tag)] == [1] * scene.parts


def test_nobody_listening_needs_no_look(scene: Scene) -> None:
    """A server that is down is known not to have anything, at every write."""
    access, nowhere = scene.access(scene.url), scene.access("http://127.0.0.1:1")
    plan, turn = a_plan(scene, uuid.uuid4().hex, access), Turn(Wait(), StepState())
    while isinstance(turn.outcome, Wait):
        assert isinstance(scene.step(plan, turn.state, nowhere).outcome, NotSent | Deferred | Wait)
        turn = scene.step(plan, turn.state, access)
    assert isinstance(turn.outcome, Done)


def test_every_platform_over_a_network_is_here() -> None:
    """A platform that sends bytes away has its server in SCENES."""
    remote = {key for key, adapter in PLATFORMS.items() if adapter.caps.remote} - {"fake"}
    assert remote == {name.partition(" ")[0].rstrip(",") for name in SCENES}


def test_a_list_that_lags_does_not_deceive_a_second_look() -> None:
    """The first look may come too early; the second, some seconds later, finds what is there."""
    with ExitStack() as leave:
        scene = leave.enter_context(SCENES["mastodon"]())
        proxy = leave.enter_context(Proxy(scene.port))
        server, access, since = scene.more["server"], scene.access(proxy.url), datetime.now(UTC)
        plan = a_plan(scene, "lag", access)
        turn = before_write(scene, plan, 1, proxy=proxy, access=access)
        server.behaviour.lag_seconds = LATE
        proxy.arm(Fault.DROP_AFTER, on=WRITE)
        turn = scene.step(plan, turn.state, access)
        assert isinstance(scene.find(plan, turn.state, since, access=access), NotFound)
        server.behaviour.lag_seconds = 0
        assert isinstance(scene.find(plan, turn.state, since, access=access), Found)


def test_sending_again_blindly_would_make_two() -> None:
    """These tests can fail: without the look, a server that ignores keys shows two copies."""
    with FakeMastodon(behaviour=gotosocial()) as server, Proxy(server.port) as proxy:
        scene = Scene(PLATFORMS["mastodon"], server.port, lambda url: PageAccess("page", url, "", TOKEN), server.copies)
        access = scene.access(proxy.url)
        plan = scene.adapter.prepare(a_text("Twice?"), a_seed(), access=access)
        proxy.arm(Fault.DROP_AFTER, on=WRITE)
        scene.step(plan, StepState(), access)
        scene.step(plan, StepState(), access)
        assert server.copies("Twice?") == 2
