"""Mastodon and its relatives: what is sent, what is made of their answers, how a post is found again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.platforms import adapter
from countersign.platforms.base import (
    Ambiguous,
    AuthDead,
    Deferred,
    Done,
    Found,
    Live,
    NotFound,
    Plan,
    Rejected,
    StepState,
    Turn,
    Unknown,
    Wait,
)
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.mastodon import limits_from
from countersign.platforms.reading import plain, same_words
from tests.fakes.mastodon import Behaviour, FakeMastodon, _as_html, gotosocial
from tests.platforms.conftest import WORDS, a_seed, a_text

MASTODON = adapter("mastodon")
NO_ACCESS = PageAccess("page")


def a_plan(*parts: str, pictures: int = 0) -> Plan:
    """A plan for these parts."""
    return MASTODON.prepare(a_text(*parts, pictures=pictures), a_seed(), access=NO_ACCESS)


def send(plan: Plan, channel: Channel) -> Turn:
    """Step until anything but an immediate Wait."""
    turn = Turn(Wait(), StepState())
    while turn.outcome == Wait():
        turn = MASTODON.step(plan, turn.state, channel)
    return turn


def sent_bodies(server: FakeMastodon) -> list[dict[str, Any]]:
    """What the server was told to post."""
    return server.shown.statuses


def minutes_ago(minutes: float) -> datetime:
    """A moment in the past."""
    return datetime.now(UTC) - timedelta(minutes=minutes)


def test_nothing_is_left_to_the_accounts_defaults(server: FakeMastodon, channel: Channel) -> None:
    """Visibility and language are always said, since an account's own may be private."""
    send(a_plan("Hi"), channel)
    assert [(s["visibility"], s["language"]) for s in sent_bodies(server)] == [("public", "en")]


def test_each_part_has_its_own_lasting_key() -> None:
    """A second attempt has the same keys, and no two parts have the same."""
    seed = a_seed()
    one, again = (MASTODON.prepare(a_text("One", "Two"), seed, access=NO_ACCESS) for _ in range(2))
    assert [s.key for s in one.steps] == [s.key for s in again.steps]
    assert len({s.key for s in one.steps}) == 2


def test_a_thread_hangs_together(server: FakeMastodon, channel: Channel) -> None:
    """Each part replies to the one before, and the pictures are on the first."""
    done = send(a_plan("One", "Two", "Three", pictures=2), channel).outcome
    one, two, three = sent_bodies(server)
    assert (one["in_reply_to_id"], two["in_reply_to_id"], three["in_reply_to_id"]) == (None, one["id"], two["id"])
    assert [len(s["media"]) for s in (one, two, three)] == [2, 0, 0]
    assert isinstance(done, Done) and done.parts == (one["id"], two["id"], three["id"]) and done.ref == one["id"]


def test_a_step_makes_at_most_one_write(server: FakeMastodon, channel: Channel) -> None:
    """Between two writes there is always a moment in which the state can be stored."""
    plan, state = a_plan("One", "Two", pictures=2), StepState()
    for _ in range(len(plan.steps)):
        before = sum(method != "GET" for method, _, _ in server.requests)
        state = MASTODON.step(plan, state, channel).state
        assert sum(method != "GET" for method, _, _ in server.requests) == before + 1


def test_a_post_waits_until_its_pictures_are_ready(server: FakeMastodon, channel: Channel) -> None:
    """While a picture is being processed nothing is posted, and the wait has a time."""
    server.behaviour.processing = 2
    plan = a_plan("One", pictures=1)
    turn = send(plan, channel)
    assert isinstance(turn.outcome, Wait) and turn.outcome.until and not server.public_posts
    while isinstance(turn.outcome, Wait):
        turn = MASTODON.step(plan, turn.state, channel)
    assert isinstance(turn.outcome, Done) and len(server.public_posts) == 1


def test_a_picture_that_never_gets_ready_is_put_off(server: FakeMastodon, channel: Channel) -> None:
    """After some patience the send is deferred, with nothing public."""
    server.behaviour.processing = 1000
    plan, turn = a_plan("One", pictures=1), Turn(Wait(), StepState())
    for _ in range(20):
        turn = MASTODON.step(plan, turn.state, channel)
        if not isinstance(turn.outcome, Wait):
            break
    assert isinstance(turn.outcome, Deferred) and not server.public_posts


def test_a_revoked_token_is_for_an_administrator(server: FakeMastodon, channel: Channel) -> None:
    """A revoked token is said to be that, and nothing is public."""
    server.behaviour.revoked = True
    outcome = send(a_plan("Hi"), channel).outcome
    assert isinstance(outcome, AuthDead) and "revoked" in outcome.user_text
    assert isinstance(MASTODON.find(a_plan("Hi"), StepState(), minutes_ago(1), channel=channel), Unknown)


@pytest.mark.parametrize(("behaviour", "code"), [(Behaviour(), "422"), (gotosocial(), "400")])
def test_a_refusal_is_a_refusal_on_either_server(
    server: FakeMastodon, channel: Channel, behaviour: Behaviour, code: str
) -> None:
    """Too long a text is refused with the server's own words, whichever code it uses."""
    server.behaviour = behaviour
    outcome = send(a_plan("x" * 5001), channel).outcome
    assert isinstance(outcome, Rejected) and outcome.code == code and "character limit" in outcome.user_text


def test_a_refusal_midway_says_what_is_public(server: FakeMastodon, channel: Channel) -> None:
    """When the second part is refused, the person reads that the first is public."""
    outcome = send(a_plan("One", "x" * 501), channel).outcome
    assert isinstance(outcome, Rejected) and "the first 1 are public" in outcome.user_text
    assert len(server.public_posts) == 1


def test_a_busy_server_names_its_time(server: FakeMastodon, channel: Channel) -> None:
    """A 429 is put off to the time in X-RateLimit-Reset, which Mastodon writes as ISO."""
    server.behaviour.writes_left = 0
    outcome = send(a_plan("Hi"), channel).outcome
    assert isinstance(outcome, Deferred)
    assert timedelta(seconds=25) < outcome.retry_at - datetime.now(UTC) < timedelta(seconds=31)


@pytest.mark.parametrize("ahead", [-3600, 0, 3600])
@pytest.mark.parametrize("has_source", [True, False])
def test_a_post_is_found_whatever_the_servers_clock(
    server: FakeMastodon, channel: Channel, ahead: int, has_source: bool
) -> None:
    """The window is moved to the server's clock, and HTML alone is enough to know our words."""
    server.behaviour.clock_ahead_seconds, server.behaviour.has_source = ahead, has_source
    since, plan = datetime.now(UTC), a_plan(WORDS, pictures=1)
    done = send(plan, channel).outcome
    sight = MASTODON.find(plan, StepState(next=1), since, channel=channel)
    assert isinstance(sight, Found) and isinstance(done, Done) and sight.ref == done.ref


def test_older_posts_with_the_same_words_are_not_ours(server: FakeMastodon, channel: Channel) -> None:
    """Yesterday's "The road is open" is not today's, nor is one that belongs to another delivery."""
    plan = a_plan("The road is open.")
    server.behaviour.clock_ahead_seconds = -86_400
    send(plan, channel)
    server.behaviour.clock_ahead_seconds = 0
    assert isinstance(MASTODON.find(plan, StepState(), minutes_ago(5), channel=channel), NotFound)
    done = send(a_plan("The road is open."), channel).outcome
    assert isinstance(done, Done)
    sight = MASTODON.find(plan, StepState(), minutes_ago(5), channel=channel, taken={done.ref})
    assert isinstance(sight, NotFound)


def test_the_list_is_read_as_far_back_as_needed(server: FakeMastodon, channel: Channel) -> None:
    """A post is found behind more than one page of newer ones."""
    since, plan = datetime.now(UTC), a_plan("The first of many.")
    done = send(plan, channel).outcome
    for number in range(60):
        server.post(body={"status": f"Number {number}", "visibility": "public"}, key=None)
    sight = MASTODON.find(plan, StepState(), since, channel=channel)
    assert isinstance(sight, Found) and isinstance(done, Done) and sight.ref == done.ref


def test_a_busy_page_can_be_looked_through(server: FakeMastodon, channel: Channel) -> None:
    """Many other posts in the same minute do not make a doubt, and need not be asked for one by one."""
    for number in range(30):
        server.post(body={"status": f"Street {number} is closed.", "visibility": "public"}, key=None)
    plan = a_plan("The fireworks begin at nine.")
    assert MASTODON.find(plan, StepState(), minutes_ago(1), channel=channel) == NotFound()
    assert len(server.requests) <= 3


def test_words_that_a_server_dressed_up_are_known_by_their_source(
    server: FakeMastodon, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a server's HTML differs from what was sent, its own source text decides."""
    monkeypatch.setattr("tests.fakes.mastodon._as_html", lambda text: f"<p>{text.replace('...', '…')}</p>")
    plan = a_plan("Main Street is closed until further notice ...")
    done = send(plan, channel).outcome
    sight = MASTODON.find(plan, StepState(), minutes_ago(1), channel=channel)
    assert isinstance(sight, Found) and isinstance(done, Done) and sight.ref == done.ref


def test_same_words_with_other_pictures_are_for_a_person(server: FakeMastodon, channel: Channel) -> None:
    """When the words are there without the picture, nobody sends again by program."""
    server.post(body={"status": "A map", "visibility": "public"}, key=None)
    plan = a_plan("A map", pictures=1)
    assert isinstance(MASTODON.find(plan, StepState(next=1), minutes_ago(1), channel=channel), Unknown)


def test_an_upload_in_doubt_shows_nothing(server: FakeMastodon, channel: Channel) -> None:
    """While only a picture is in doubt, nothing is looked for."""
    assert MASTODON.find(a_plan("Hi", pictures=1), StepState(), minutes_ago(1), channel=channel) == NotFound()
    assert not server.requests


@pytest.mark.parametrize("strange", [{}, [], "me", {"id": None}])
def test_a_server_that_cannot_be_asked_says_nothing(
    server: FakeMastodon, channel: Channel, monkeypatch: pytest.MonkeyPatch, strange: Any
) -> None:
    """An answer without the right shape is Unknown, never "not there"."""
    monkeypatch.setattr(server, "answer", lambda *_, **__: (200, strange))
    assert isinstance(MASTODON.find(a_plan("Hi"), StepState(), minutes_ago(1), channel=channel), Unknown)


def test_accepted_without_a_number_is_in_doubt(
    server: FakeMastodon, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 200 that does not say under which number is no success."""
    monkeypatch.setattr(server, "_shown", lambda status: {})
    assert isinstance(send(a_plan("Hi"), channel).outcome, Ambiguous)


@pytest.mark.parametrize("behaviour", [Behaviour(), gotosocial()])
def test_deleting_twice_is_deleted(server: FakeMastodon, channel: Channel, behaviour: Behaviour) -> None:
    """A second delete is as good as the first, whether the server answers 200 or 404."""
    server.behaviour = behaviour
    done = send(a_plan("Hi"), channel).outcome
    assert isinstance(done, Done)
    assert isinstance(MASTODON.fetch(done.ref, channel), Live)
    assert all(isinstance(MASTODON.delete(done.ref, channel), Done) for _ in range(2))
    assert MASTODON.fetch(done.ref, channel) == NotFound()


def test_an_edit_keeps_the_pictures(server: FakeMastodon, channel: Channel) -> None:
    """A server drops the pictures that an edit does not name, so they are named."""
    done = send(a_plan("Hi", pictures=2), channel).outcome
    assert isinstance(done, Done) and isinstance(MASTODON.edit(done.ref, "Hello", channel), Done)
    live = MASTODON.fetch(done.ref, channel)
    assert isinstance(live, Live) and (live.text, live.media_count) == ("Hello", 2) and live.edited_at


def test_limits_are_the_servers_own(server: FakeMastodon, channel: Channel) -> None:
    """Characters, weight of a link, pictures and fields come from the instance."""
    server.behaviour = gotosocial()
    said = MASTODON.read_limits(channel)
    assert not isinstance(said, Unknown)
    assert (said.characters, said.url_weight, said.media_count, said.counting) == (5000, 25, 6, "strict")
    assert said.profile and said.profile.fields == 6 and said.media_types == ("image/jpeg", "image/png")


@pytest.mark.parametrize(
    "strange", [{}, {"configuration": None}, {"configuration": {"statuses": {"max_characters": "x"}}}]
)
def test_a_silent_server_gets_mastodons_defaults(strange: dict[str, Any]) -> None:
    """What an instance does not say stays as declared."""
    assert limits_from(strange).characters == 500


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_words_survive_being_html(text: str) -> None:
    """What a server renders as HTML is recognised as the words that were sent."""
    assert same_words(plain(_as_html(text)), text)


@given(st.text(max_size=300))
def test_no_html_is_too_strange(text: str) -> None:
    """Reading HTML never fails."""
    assert isinstance(plain(text), str)
