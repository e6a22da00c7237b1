"""LinkedIn: words survive its marks, its answers without a body are read, its duplicates settle what was in doubt."""

import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from countersign.platforms import adapter
from countersign.platforms.base import (
    Ambiguous,
    AuthDead,
    Comments,
    Deferred,
    Done,
    Live,
    NotFound,
    Profile,
    Rejected,
    StepState,
    Turn,
    Wait,
)
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.linkedin import escaped, unescaped
from tests.cached import INSTALLING_TEST_SECONDS, python_with
from tests.fakes.linkedin import AUTHOR, TOKEN, FakeLinkedIn
from tests.platforms.conftest import a_channel, a_seed, a_text

LINKEDIN = adapter("linkedin")
pytestmark = pytest.mark.timeout(INSTALLING_TEST_SECONDS)
WITNESS = Path(__file__).parent / "witnesses" / "linkedin_says.py"
MARKED = r"Route [5] (north) is closed_now | call ~555 <now> *today* \o/ #roads @town {x}"


@pytest.fixture
def server() -> Iterator[FakeLinkedIn]:
    """A fake LinkedIn."""
    with FakeLinkedIn() as running:
        yield running


@pytest.fixture
def access(server: FakeLinkedIn) -> PageAccess:
    """Access to it."""
    return PageAccess("page", server.url, "harborglen", TOKEN, {"account_id": "4711"})


@pytest.fixture
def channel(access: PageAccess) -> Iterator[Channel]:
    """A channel to it."""
    with a_channel(access) as opened:
        yield opened


def send(channel: Channel, *words: str, pictures: int = 0) -> Turn:
    """Post to the end, without waiting between looks."""
    plan = LINKEDIN.prepare(a_text(*words, pictures=pictures), a_seed(), access=channel.access)
    turn = Turn(Wait(), StepState())
    while isinstance(turn.outcome, Wait):
        turn = LINKEDIN.step(plan, turn.state, channel)
    return turn


def test_escaped_words_come_back() -> None:
    """Ten thousand texts of marks, backslashes and letters are the same after escaping and back."""
    chance = random.Random(1)
    for _ in range(10_000):
        text = "".join(chance.choices(r"\\\|{}@[]()<>#*_~ aé🚧", k=chance.randrange(40)))
        assert unescaped(escaped(text)) == text


def test_readers_see_every_word(server: FakeLinkedIn, channel: Channel) -> None:
    """A text full of LinkedIn's own marks is shown whole, and read back as it was signed."""
    done = send(channel, MARKED).outcome
    assert isinstance(done, Done) and server.copies(MARKED) == 1
    live = LINKEDIN.fetch(done.ref, channel)
    assert isinstance(live, Live) and live.text == MARKED


@pytest.mark.parametrize("pictures", [1, 3])
def test_pictures_have_their_descriptions(server: FakeLinkedIn, channel: Channel, pictures: int) -> None:
    """Pictures are put where LinkedIn says, waited for, and named with their alternative text."""
    server.behaviour.processing = 2
    done = send(channel, "Map", pictures=pictures).outcome
    assert isinstance(done, Done)
    content = server.posts[0]["content"]
    shown = [content["media"]] if pictures == 1 else content["multiImage"]["images"]
    assert [each["altText"] for each in shown] == [f"Map {number}" for number in range(1, pictures + 1)]
    assert all(server.images[each["id"]]["data"] for each in shown)


def test_a_duplicate_of_just_now_is_ours(server: FakeLinkedIn, channel: Channel) -> None:
    """When the answer was lost and the post is sent again, the refusal names the first one, and that is it."""
    plan = LINKEDIN.prepare(a_text("Closed."), a_seed(), access=channel.access)
    first, second = (LINKEDIN.step(plan, StepState(), channel).outcome for _ in range(2))
    assert isinstance(first, Done) and second == first and server.copies("Closed.") == 1


def test_a_duplicate_of_an_older_post_is_refused_with_its_address(server: FakeLinkedIn, channel: Channel) -> None:
    """The same words as yesterday are not taken, and the person is told where they stand."""
    send(channel, "Open again.")
    yesterday = int((datetime.now(UTC) - timedelta(days=1)).timestamp() * 1000)
    server.posts[0]["createdAt"] = yesterday
    refused = send(channel, "Open again.").outcome
    assert isinstance(refused, Rejected) and server.posts[0]["id"] in refused.user_text


def test_a_duplicate_of_a_deleted_post_is_said_so(channel: Channel) -> None:
    """LinkedIn remembers deleted words for a day: the person learns why it refuses."""
    done = send(channel, "Mistake.").outcome
    assert isinstance(done, Done) and isinstance(LINKEDIN.delete(done.ref, channel), Done)
    refused = send(channel, "Mistake.").outcome
    assert isinstance(refused, Rejected) and "deleted" in refused.user_text


def test_edit_delete_and_comments(server: FakeLinkedIn, channel: Channel) -> None:
    """Words can be changed, comments read, and a post deleted twice."""
    done = send(channel, "Closed.", pictures=1).outcome
    assert isinstance(done, Done)
    server.comment(done.ref, "Thanks")
    said = LINKEDIN.replies(done.ref, channel)
    assert isinstance(said, Comments) and [each.text for each in said.items] == ["Thanks"] and said.cursor is None
    recent = LINKEDIN.recent(channel)
    assert isinstance(recent, tuple) and [each.ref for each in recent] == [done.ref]
    assert isinstance(LINKEDIN.edit(done.ref, "Open (again).", channel), Done)
    live = LINKEDIN.fetch(done.ref, channel)
    assert isinstance(live, Live) and (live.text, live.media_count) == ("Open (again).", 1) and live.edited_at
    assert [type(LINKEDIN.delete(done.ref, channel)) for _ in range(2)] == [Done, Done]
    assert isinstance(LINKEDIN.fetch(done.ref, channel), NotFound)


def test_long_lists_of_comments_are_read_on(server: FakeLinkedIn, channel: Channel) -> None:
    """More comments than one answer holds are all read, each once."""
    done = send(channel, "Closed.").outcome
    assert isinstance(done, Done)
    for number in range(120):
        server.comment(done.ref, f"Comment {number}")
    texts, cursor = [], None
    while True:
        said = LINKEDIN.replies(done.ref, channel, cursor=cursor)
        assert isinstance(said, Comments)
        texts += [each.text for each in said.items]
        cursor = said.cursor
        if cursor is None:
            break
    assert texts == [f"Comment {number}" for number in range(120)]


def test_the_profile_is_read(channel: Channel) -> None:
    """The organisation's description and website are what the audit compares."""
    assert LINKEDIN.read_profile(channel) == Profile("Police.", (("Website", "https://town.gov"),), 4321)


def test_an_old_version_is_said_so(channel: Channel) -> None:
    """A version that LinkedIn has retired is a matter for an administrator, and nothing was published."""
    old = replace(channel.access, settings={**channel.access.settings, "api_version": "202401"})
    with a_channel(old) as way:
        refused = send(way, "Hi").outcome
    assert (
        isinstance(refused, Rejected) and "202401" in refused.user_text and "Nothing was published" in refused.user_text
    )


def test_revoked_and_too_much(server: FakeLinkedIn, channel: Channel) -> None:
    """A revoked token is for an administrator; a rate limit without a time is waited for."""
    server.behaviour.writes_left = 0
    assert isinstance(send(channel, "Hi").outcome, Deferred)
    server.behaviour.revoked = True
    assert isinstance(send(channel, "Hi").outcome, AuthDead)


def test_our_access_goes_to_linkedin_only(server: FakeLinkedIn, channel: Channel) -> None:
    """A place for a picture on a stranger's server gets the bytes without our token."""
    plan = LINKEDIN.prepare(a_text("Hi", pictures=1), a_seed(), access=channel.access)
    with FakeLinkedIn() as stranger:
        turn = LINKEDIN.step(plan, StepState(), channel)
        media = {
            name: value.replace(f":{server.port}/", f":{stranger.port}/") for name, value in turn.state.media.items()
        }
        elsewhere = replace(turn.state, media={k: v.replace("127.0.0.1", "localhost") for k, v in media.items()})
        outcome = LINKEDIN.step(plan, elsewhere, channel).outcome
        assert isinstance(outcome, AuthDead) and stranger.requests
    assert AUTHOR in str(plan.steps[0].body) and not isinstance(outcome, Ambiguous)


def test_linkedins_own_library_drives_the_fake(server: FakeLinkedIn) -> None:
    """linkedin-api-client uploads pictures and videos, posts, lists, is refused twice the same, edits and deletes."""
    library = python_with("linkedin-witness", "linkedin-api-client==0.3.0")
    line = [str(library), str(WITNESS), server.url, TOKEN, AUTHOR, "202607"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["film"] == [200, "AVAILABLE"]
    assert said["ready"] == "AVAILABLE" and said["created"] == 201 and said["listed"] == [True]
    assert said["read"] == "From LinkedIn's library" and said["twice"] == [422, True]
    assert (said["changed"], said["now"], said["deleted"], said["gone"]) == (204, "Changed", 204, 404)
