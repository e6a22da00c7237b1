"""One contract, run over all platforms."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from countersign.content import Part
from countersign.errors import Misconfigured
from countersign.page_items import missing_items
from countersign.platforms import PLATFORMS, adapter
from countersign.platforms.base import (
    Adapter,
    Ambiguous,
    Caps,
    Comments,
    Dedupe,
    Deferred,
    Done,
    Found,
    Live,
    NeedsHand,
    NotFound,
    NotSent,
    Plan,
    Profile,
    Rejected,
    Secret,
    StepState,
    Turn,
    Unknown,
    Unsupported,
    Wait,
    adopt,
    attempt_key,
    may_send_again,
)
from countersign.platforms.fake import Store
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.listing import same_words
from tests.cached import INSTALLING_TEST_SECONDS
from tests.fakes.answering import Answering
from tests.platforms.conftest import a_seed
from tests.platforms.scenes import SCENES, Scene, stored_bytes

#: Installing the real server takes minutes, once.
pytestmark = pytest.mark.timeout(INSTALLING_TEST_SECONDS)
#: Platforms that need no server; every other one is in SCENES.
HERE = tuple(key for key in PLATFORMS if key not in {name.partition(" ")[0].rstrip(",") for name in SCENES})
WRITES_SOMEWHERE = {"console", "fake"}


class Stopped(Exception):
    """The caller's check said no."""


class Says(Answering):
    """A server that answers everything with the same."""

    def __init__(self, status: int, body: bytes, **headers: str) -> None:
        self.seen: list[str] = []
        said = self

        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said.seen.append(f"{self.command} {self.path}")
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = _do

            def log_message(self, *what: Any) -> None:
                pass

        super().__init__(Handler)


@pytest.fixture(scope="module", params=[*HERE, *SCENES])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Each platform in turn, with what stands for it."""
    if request.param in SCENES:
        with SCENES[request.param]() as opened:
            yield opened
        return
    folder = tmp_path_factory.mktemp(request.param)
    base = f"file:{folder / 'fake'}" if request.param == "fake" else "https://town.gov"
    access = PageAccess("page", base, "@harborglen", "no-token", {"file": str(folder / "console.log")})
    yield Scene(PLATFORMS[request.param], 0, lambda url: access, lambda text: _lines(folder, text))


def _lines(folder: Path, text: str) -> int:
    """How often a text stands in what the platforms without a server wrote."""
    console = folder / "console.log"
    drills = console.read_text().count(text) if console.exists() else 0
    return drills + sum(post["text"] == text for post in Store(folder / "fake").posts())


@pytest.fixture
def platform(scene: Scene) -> Adapter:
    """The platform."""
    return scene.adapter


@pytest.fixture
def page(scene: Scene) -> PageAccess:
    """A page on that platform, which can be written to here."""
    return scene.access(scene.url)


@pytest.fixture
def way(scene: Scene, page: PageAccess) -> Iterator[Channel]:
    """A channel to that page."""
    with scene.channel(page) as opened:
        yield opened


def a_plan(scene: Scene, *, tag: str = "") -> Plan:
    """A plan of a post that no other test sends."""
    return scene.adapter.prepare(scene.final(tag or uuid.uuid4().hex), a_seed(), access=scene.access(scene.url))


def writes(scene: Scene) -> bool:
    """Whether a send leaves something to be counted."""
    return scene.adapter.caps.remote or scene.adapter.key in WRITES_SOMEWHERE


def test_a_registered_platform_is_found_by_its_own_key(platform: Adapter) -> None:
    """The registry and the adapter agree on the key, and every adapter has declared limits."""
    assert adapter(platform.key) is platform
    assert platform.limits(PageAccess("page")).platform == platform.key


def test_an_unknown_platform_is_said_so() -> None:
    """A platform that does not exist is a misconfiguration that names those that do."""
    with pytest.raises(Misconfigured, match="mastodon"):
        adapter("myspace")


def test_a_plan_is_the_same_whenever_it_is_made(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """The same text and seed give the same bytes, and so does the stored plan."""
    text, seed = scene.final("0123456789"), a_seed()
    plan = platform.prepare(text, seed, access=page)
    again = Plan.from_json(json.loads(json.dumps(plan.to_json())))
    assert platform.prepare(text, seed, access=page).body_hash == plan.body_hash == again.body_hash
    assert again == plan


def test_a_plan_needs_no_credential(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """The exact bodies do not depend on the access, and no secret stands in them."""
    text, seed = scene.final("0123456789"), a_seed()
    plan = platform.prepare(text, seed, access=replace(page, credential=None))
    assert plan.body_hash == platform.prepare(text, seed, access=page).body_hash
    assert not any(secret in json.dumps(plan.to_json()) for secret in Secret.parse(page.credential) if len(secret) > 20)


def test_other_words_are_another_plan(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """One changed word changes the hash."""
    seed = a_seed()
    one, other = (platform.prepare(scene.final(words), seed, access=page) for words in ("One", "Two"))
    assert one.body_hash != other.body_hash


def test_a_send_comes_to_its_end_once(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """A send ends in Done with an id for each part, or in a person's turn; stepping on shows nothing more."""
    tag = uuid.uuid4().hex
    plan = a_plan(scene, tag=tag)
    turn = scene.run(plan, page)
    if platform.caps.by_hand:
        assert isinstance(turn.outcome, NeedsHand)
        return
    assert isinstance(turn.outcome, Done) and turn.outcome.ref
    assert scene.run(plan, page, state=turn.state).outcome == turn.outcome
    assert [scene.copies(text) for text in scene.texts(tag)] == [1 if writes(scene) else 0] * scene.parts


def test_what_is_out_is_found_and_adopted(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """When the last answer was lost, looking finds the post, and adopting it ends the send."""
    if not writes(scene):
        return
    since, plan = datetime.now(UTC), a_plan(scene)
    turn, before = Turn(Wait(), StepState()), StepState()
    while isinstance(turn.outcome, Wait):
        before, turn = turn.state, scene.step(plan, turn.state, page)
    sight = scene.find(plan, before, since, access=page)
    assert isinstance(sight, Found) and isinstance(turn.outcome, Done)
    done = adopt(plan, before, sight).outcome
    assert isinstance(done, Done) and done.parts == turn.outcome.parts


def test_what_is_not_out_is_not_found(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """Before anything was sent, a look finds nothing, and says so for certain."""
    assert isinstance(scene.find(a_plan(scene), StepState(), datetime.now(UTC), access=page), NotFound)


def test_the_callers_last_check_stops_the_write(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """When the check before the first byte raises, nothing is written and the caller gets its own error."""
    if not writes(scene):
        return

    def check() -> None:
        raise Stopped

    tag = uuid.uuid4().hex
    with scene.channel(page, before_first_byte=check) as channel, pytest.raises(Stopped):
        platform.step(a_plan(scene, tag=tag), StepState(), channel)
    assert [scene.copies(text) for text in scene.texts(tag)] == [0] * scene.parts


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>", 200),
        (b"", 201),
        (b'{"errors": [{"message": "No."}]}', 200),
        (b'{"id": "17", "data": {"id"', 200),
        (b"[1]", 200),
        (b"null", 200),
    ],
)
def test_a_success_that_says_nothing_is_a_doubt(scene: Scene, platform: Adapter, body: bytes, status: int) -> None:
    """HTML, nothing, errors under 200, half an answer, a list: never Done, never lost, and every look says Unknown."""
    if not (writes(scene) and platform.caps.remote) or platform.key == "fake":
        return
    with Says(status, body) as server:
        page = scene.access(server.url)
        plan, turn = a_plan(scene), Turn(Wait(), StepState())
        for _ in range(4):
            turn = scene.step(plan, turn.state, page)
            if not isinstance(turn.outcome, Wait):
                break
        assert isinstance(turn.outcome, Ambiguous | Deferred | Rejected), turn
        with scene.channel(page) as channel:
            read = [platform.fetch("17", channel) if platform.caps.can_delete else Unknown("")]
            read += [platform.replies("17", channel)] if platform.caps.lists_replies else []
        assert all(isinstance(each, NotFound | Unknown) or each == Comments(()) for each in read)


STRANGE = "<b onclick='x()'>Closed</b> & </script> {x} [y](z) \\ | *a* #road \u202e\u200b\u0007\u00ad e\u0301 $&"


def test_strange_words_arrive_as_they_are(scene: Scene, platform: Adapter, page: PageAccess) -> None:
    """HTML, marks, control characters and signs that turn the text around are words like others, or are refused."""
    tag = uuid.uuid4().hex
    final = replace(scene.final(tag), parts=(Part(f"{tag} {STRANGE}"),))
    turn = replace(scene, patience=10.0).run(platform.prepare(final, a_seed(), access=page), page)
    assert isinstance(turn.outcome, Done | Rejected | NeedsHand), turn
    if isinstance(turn.outcome, Done) and platform.caps.remote and platform.key != "fake":
        with scene.channel(page) as channel:
            live = platform.fetch(turn.outcome.ref, channel) if platform.caps.can_delete else NotFound()
        assert not isinstance(live, Live) or same_words(live.text, final.text), live


def test_ten_thousand_characters_are_counted_before_and_break_nothing(
    scene: Scene, platform: Adapter, page: PageAccess
) -> None:
    """Where they do not fit the count says so; sent all the same, they are out whole or refused with words."""
    tag = uuid.uuid4().hex
    final = replace(scene.final(tag), parts=(Part(f"{tag} " + "A road. " * 1250),))
    fit, most = platform.measure(final, platform.limits(page)), platform.limits(page).characters
    assert fit.fits is (most is None or most > 10_000)
    outcome = replace(scene, patience=10.0).run(platform.prepare(final, a_seed(), access=page), page).outcome
    assert isinstance(outcome, Done | Rejected | NeedsHand), outcome
    assert not isinstance(outcome, Rejected) or outcome.user_text


def test_an_id_that_nobody_knows_is_plainly_that(scene: Scene, platform: Adapter, way: Channel) -> None:
    """Reading it finds nothing, deleting it is done or refused, and neither breaks."""
    if not (platform.caps.remote and platform.caps.can_delete) or platform.key == "fake":
        return
    for strange in ("999999999999", "at://did:plc:nobody/app.bsky.feed.post/3kaaaaaaaaa2a", "../../x?y=z#"):
        assert isinstance(platform.fetch(strange, way), NotFound | Unknown), strange
        assert isinstance(platform.delete(strange, way), Done | Rejected | Ambiguous), strange


@pytest.mark.parametrize("how", ["no certificate", "inside our network"])
def test_a_server_that_may_not_be_trusted_gets_nothing(scene: Scene, platform: Adapter, how: str) -> None:
    """A server without a good certificate, or at a private address, gets not one byte, and a person reads why."""
    if not (writes(scene) and platform.caps.remote) or platform.key == "fake":
        return
    tag = uuid.uuid4().hex
    page = scene.access(scene.url.replace("http:", "https:"))
    told = {"media": stored_bytes(scene.mime), "timeout": (1.0, 1.0)}
    with Channel(page, allow_private=how == "no certificate", **told) as channel:
        outcome = platform.step(a_plan(scene, tag=tag), StepState(), channel).outcome
        assert all(not kept.request for kept in channel.take())
    assert isinstance(outcome, NotSent | Rejected if how == "no certificate" else Rejected), outcome
    assert [scene.copies(text) for text in scene.texts(tag)] == [0] * scene.parts


def test_a_redirect_is_not_followed(scene: Scene, platform: Adapter) -> None:
    """A write that is sent elsewhere goes nowhere: a person corrects the address."""
    if not (writes(scene) and platform.caps.remote) or platform.key == "fake":
        return
    with Says(301, b"", Location="http://127.0.0.1:1/") as server:
        outcome = scene.step(a_plan(scene), StepState(), scene.access(server.url)).outcome
    assert isinstance(outcome, Rejected | Ambiguous | Deferred) and len(server.seen) == 1


def test_what_a_platform_cannot_do_it_says(scene: Scene, platform: Adapter, way: Channel) -> None:
    """A verb that the capabilities rule out raises a sentence and does nothing."""
    verbs: list[tuple[bool, Callable[[], object]]] = [
        (platform.caps.can_delete, lambda: platform.delete("1", way)),
        (platform.caps.can_edit, lambda: platform.edit("1", "words", way)),
        (platform.caps.can_hide, lambda: platform.hide("1", "2", way)),
        (platform.caps.lists_replies, lambda: platform.replies("1", way)),
        (platform.caps.has_profile, lambda: platform.read_profile(way)),
        (
            platform.caps.has_profile and not platform.caps.profile_by_hand,
            lambda: platform.write_profile(Profile("Hi"), way),
        ),
    ]
    for able, verb in verbs:
        if not able:
            with pytest.raises(Unsupported):
                verb()


def test_a_profile_is_read_back_as_written(scene: Scene, platform: Adapter, way: Channel) -> None:
    """Where a page has a profile that a program may write, what was written is what is read."""
    if not platform.caps.has_profile or platform.caps.profile_by_hand:
        return
    room = platform.limits(way.access).profile
    fields = (("Terms", "https://town.gov/terms"),) if room and room.fields else ()
    wanted = Profile("Harbor Glen Police. Not monitored; call 911.", fields)
    assert isinstance(platform.write_profile(wanted, way), Done)
    read = platform.read_profile(way)
    assert isinstance(read, Profile) and missing_items(read.to_json(), wanted) == []


def test_threads_are_for_those_who_can(platform: Adapter) -> None:
    """A platform whose limits allow several parts can thread, and only such a one."""
    assert (platform.limits(PageAccess("page")).parts > 1) == platform.caps.can_thread


def test_the_key_of_a_delivery_never_changes() -> None:
    """Every attempt at one version of one delivery has the same key, and no other delivery or version has it."""
    delivery = uuid.uuid4()
    assert attempt_key(delivery, 1) == attempt_key(delivery, 1)
    assert len({attempt_key(delivery, 1), attempt_key(delivery, 2), attempt_key(uuid.uuid4(), 1)}) == 3


@pytest.mark.parametrize("dedupe", Dedupe)
def test_who_may_send_again_by_itself(dedupe: Dedupe) -> None:
    """Only where the platform dedupes by construction; what a server does with a key cannot be known beforehand."""
    by_itself = {Dedupe.BY_CONSTRUCTION, Dedupe.BY_RKEY, Dedupe.BY_CONTAINER}
    assert may_send_again(Caps(dedupe=dedupe)) == (dedupe in by_itself)
