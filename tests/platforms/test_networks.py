"""X, Facebook, Instagram, Threads and Nextdoor: every verb, against a fake that keeps what it was told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from countersign.content import FinalText, MediaRef, Part
from countersign.errors import Refused
from countersign.page_items import missing_items
from countersign.platforms.base import (
    Adapter,
    Ambiguous,
    AuthDead,
    Comments,
    Deferred,
    Done,
    Found,
    Live,
    NotFound,
    Plan,
    Profile,
    Rejected,
    Renewed,
    Secret,
    StepState,
    Turn,
    Unknown,
    Unsupported,
    Wait,
)
from countersign.platforms.graph import proof
from countersign.platforms.http import Channel
from tests.fakes.social import TOKENS, Social
from tests.platforms.conftest import a_seed
from tests.platforms.networks import NETWORKS, THREADING, a_channel, a_post, access_to, of, run

WORDS = "Main Street is closed & we <3 patience. https://www.harborglen.gov/roads?id=7"
VIDEO = FinalText("page", (Part("The bridge opens."),), (MediaRef("ab" * 32, "video/mp4", "The bridge"),))
GRAPH = ("facebook", "instagram", "threads")
CONTAINERS = ("instagram", "threads")


@pytest.fixture(scope="module")
def servers() -> Iterator[Social]:
    """The fake servers, once."""
    with Social() as running:
        yield running


@pytest.fixture
def social(servers: Social) -> Social:
    """The fake servers, empty."""
    servers.reset()
    return servers


@pytest.fixture(params=NETWORKS)
def platform(request: pytest.FixtureRequest) -> Adapter:
    """Each network in turn, or those that a test names."""
    return of(request.param)


@pytest.fixture
def channel(social: Social, platform: Adapter) -> Iterator[Channel]:
    """A channel to our account there."""
    with a_channel(access_to(social, platform.key)) as opened:
        yield opened


def only(*names: str) -> pytest.MarkDecorator:
    """Run for these networks."""
    return pytest.mark.parametrize("platform", [of(name) for name in names], ids=names)


def a_plan(platform: Adapter, final: FinalText, channel: Channel) -> Plan:
    """The plan of a send made now."""
    return platform.prepare(final, a_seed(), access=channel.access)


def sent(platform: Adapter, channel: Channel, final: FinalText | None = None) -> Done:
    """A post with one picture that is out."""
    outcome = run(platform, a_plan(platform, final or a_post(WORDS, media=1), channel), channel).outcome
    assert isinstance(outcome, Done), outcome
    return outcome


def minutes_ago(minutes: float) -> datetime:
    """A moment in the past."""
    return datetime.now(UTC) - timedelta(minutes=minutes)


def in_doubt(platform: Adapter, plan: Plan, channel: Channel) -> StepState:
    """The state right before the first publication."""
    state = StepState()
    while plan.steps[state.next].kind != "publish" or state.pending:
        state = platform.step(plan, state, channel).state
    return state


def test_a_post_goes_out_with_four_described_pictures(social: Social, platform: Adapter, channel: Channel) -> None:
    """Words and pictures are there once, each picture with its description where the platform has one."""
    done = sent(platform, channel, a_post(WORDS, media=4))
    (post,) = social.public(platform.key)
    assert post["text"] == WORDS and len(post["media"]) == 4 and done.url.startswith("https://")
    named = [m["alt"] for m in social.shown.media.values()] + [
        c["alt"] for c in social.shown.containers.values() if c["alt"]
    ]
    assert named == ([] if platform.key == "nextdoor" else ["Map 1", "Map 2", "Map 3", "Map 4"])


def test_a_post_is_read_back(platform: Adapter, channel: Channel) -> None:
    """What the platform shows now is what was sent, under the same id, and it is among the latest."""
    done = sent(platform, channel)
    live, latest = platform.fetch(done.ref, channel), platform.recent(channel)
    assert isinstance(live, Live) and (live.ref, live.text, live.media_count) == (done.ref, WORDS, 1)
    assert isinstance(latest, tuple) and [post.ref for post in latest] == [done.ref]
    assert minutes_ago(1) < live.created_at <= datetime.now(UTC) + timedelta(seconds=1)


@only("x", "facebook", "instagram", "threads")
def test_an_unknown_id_is_not_found(platform: Adapter, channel: Channel) -> None:
    """An id that the platform does not know is plainly that, whichever way it says so; deleting it is done."""
    assert platform.fetch("999999999", channel) == NotFound()
    assert isinstance(platform.delete("999999999", channel), Done)


@only("x", "facebook", "instagram", "threads")
def test_deleting_twice_is_deleted(social: Social, platform: Adapter, channel: Channel) -> None:
    """After a delete nothing is public, and a second one is as good."""
    done = sent(platform, channel)
    assert all(isinstance(platform.delete(done.ref, channel), Done) for _ in range(2))
    assert not social.public(platform.key)


@only("instagram", "threads")
def test_a_delete_that_did_nothing_is_not_believed(social: Social, platform: Adapter, channel: Channel) -> None:
    """Where the platform says success and still shows the post, a person is told."""
    done = sent(platform, channel)
    social.behaviour.says = [("^DELETE", 200, {"success": True}, {})]
    outcome = platform.delete(done.ref, channel)
    assert isinstance(outcome, Rejected) and "still shows" in outcome.user_text


@only("x", "facebook")
def test_words_can_be_changed(social: Social, platform: Adapter, channel: Channel) -> None:
    """An edit changes the words and keeps the pictures; on X the post has a new number."""
    done = sent(platform, channel)
    edited = platform.edit(done.ref, "Main Street is open.", channel)
    assert isinstance(edited, Done) and (edited.ref == done.ref) == (platform.key == "facebook")
    live = platform.fetch(edited.ref, channel)
    assert isinstance(live, Live) and live.text.startswith("Main Street is open.") and live.media_count == 1
    assert len(social.public(platform.key)) == 1


@only("x")
def test_x_takes_changes_for_half_an_hour(social: Social, platform: Adapter, channel: Channel) -> None:
    """After that the refusal says what to do instead, and nothing is asked of X."""
    social.behaviour.clock_ahead_seconds = -3600
    done = sent(platform, channel)
    outcome = platform.edit(done.ref, "Main Street is open.", channel)
    assert isinstance(outcome, Rejected) and "correction" in outcome.user_text
    assert [post["text"] for post in social.public("x")] == [WORDS]


@only(*THREADING)
def test_a_thread_hangs_together(social: Social, platform: Adapter, channel: Channel) -> None:
    """Each part answers the one before, and the pictures are on the first."""
    done = sent(platform, channel, a_post("One", "Two", "Three", media=2))
    one, two, three = social.public(platform.key)
    assert (one["parent"], two["parent"], three["parent"]) == (None, one["id"], two["id"])
    assert [len(post["media"]) for post in (one, two, three)] == [2, 0, 0]
    assert done.parts == (one["id"], two["id"], three["id"]) and done.ref == one["id"]


def test_a_step_makes_at_most_one_write(social: Social, platform: Adapter, channel: Channel) -> None:
    """Between two writes there is always a moment in which the state can be stored."""
    plan, state = a_plan(platform, a_post(WORDS, media=2), channel), StepState()
    while state.next < len(plan.steps):
        before = sum(seen.method != "GET" for seen in social.seen)
        state = platform.step(plan, state, channel).state
        assert sum(seen.method != "GET" for seen in social.seen) <= before + 1


@only("x", "facebook", "instagram", "threads")
def test_comments_are_read_hidden_and_shown(social: Social, platform: Adapter, channel: Channel) -> None:
    """What others write below a post is listed with its author and time; hiding and showing can be repeated."""
    done = sent(platform, channel)
    ref = social.comment(platform.key, done.ref.rpartition("_")[2], "Thank you <3")
    listed = platform.replies(done.ref, channel)
    assert isinstance(listed, Comments) and listed.cursor is None
    (comment,) = listed.items
    assert (comment.ref, comment.text, comment.author.lower()) == (ref, "Thank you <3", "ann")
    for hidden in (True, True, False):
        assert isinstance(platform.hide(done.ref, ref, channel, hidden=hidden), Done)
        assert social.shown.comments[ref]["hidden"] is hidden


@only("facebook")
def test_the_profile_is_written_and_read_back(platform: Adapter, channel: Channel) -> None:
    """The note and its fields stand in the page's description and come back the same."""
    wanted = Profile("Not monitored; call 911.", (("Website", "https://town.gov"), ("Terms", "https://t.gov/a")))
    assert isinstance(platform.write_profile(wanted, channel), Done)
    read = platform.read_profile(channel)
    assert isinstance(read, Profile) and missing_items(read.to_json(), wanted) == []


@only("x", "instagram", "threads")
def test_a_profile_that_only_a_person_can_change_is_read(social: Social, platform: Adapter, channel: Channel) -> None:
    """The text is read for the audit; writing it is for a person, and the adapter says so."""
    name = {"x": "description", "instagram": "biography", "threads": "threads_biography"}[platform.key]
    social.shown.profiles[platform.key] = {name: "Call 911. https://town.gov/terms"}
    assert platform.read_profile(channel) == Profile("Call 911. https://town.gov/terms")
    with pytest.raises(Unsupported):
        platform.write_profile(Profile("Other"), channel)
    assert platform.caps.profile_by_hand


@only("threads")
def test_followers_of_threads_are_told_with_the_permission(social: Social, platform: Adapter, channel: Channel) -> None:
    """Without it the profile is read all the same, and how many follow is not known."""
    for told in (None, 77):
        social.shown.profiles["threads"] = {"threads_biography": "Call 911."} | ({"followers": told} if told else {})
        assert platform.read_profile(channel) == Profile("Call 911.", followers=told)


def test_no_default_decides_who_sees_a_post(platform: Adapter, channel: Channel) -> None:
    """Where a request can say whom a post is for, it says so."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    said = {"facebook": ("published", "true"), "threads": ("reply_control", "everyone")}.get(platform.key)
    bodies = [dict(step.body) for step in plan.steps if "mime" not in step.body]
    assert said is None or any(body.get(said[0]) == said[1] for body in bodies)
    assert not any("auto_publish_text" in body for body in bodies)


@only("facebook", "threads", "nextdoor")
def test_a_link_gets_its_preview(social: Social, platform: Adapter, channel: Channel) -> None:
    """Without pictures, the first link is attached as such."""
    sent(platform, channel, a_post("See there.", links=("https://www.harborglen.gov/roads",)))
    post = social.public(platform.key)[0]
    told = post["of"]["form"].get("link_attachment") if platform.key == "threads" else post["link"]
    assert told == "https://www.harborglen.gov/roads"


@only("facebook", "instagram", "threads", "nextdoor")
def test_a_video_goes_by_its_address(social: Social, platform: Adapter, channel: Channel) -> None:
    """A platform that takes videos fetches them from our public site."""
    sent(platform, channel, VIDEO)
    assert platform.caps.takes_video and len(social.public(platform.key)[0]["media"]) == 1


@only("x")
@pytest.mark.parametrize("lost", ["nothing", "initialize", "append", "finalize"])
def test_a_video_goes_to_x_in_pieces(social: Social, platform: Adapter, lost: str) -> None:
    """All its bytes arrive in order and are worked on before the post; a lost piece begins it again, unseen."""
    film = bytes(range(256)) * (40 * 2**10)
    with Channel(access_to(social, "x"), allow_private=True, media=lambda sha256: film) as channel:
        plan, turn = a_plan(platform, VIDEO, channel), Turn(Wait(), StepState())
        social.behaviour.says = [(f"^POST.*{lost}$", 503, {}, {})]
        while isinstance(turn.outcome, Wait | Deferred):
            turn = platform.step(plan, turn.state, channel)
    assert isinstance(turn.outcome, Done)
    (post,) = social.public("x")
    assert social.shown.media[post["media"][0]]["bytes"] == film and len(film) > 2 * 2**22


@only("x")
def test_a_video_that_x_cannot_process_is_said_why(social: Social, platform: Adapter, channel: Channel) -> None:
    """X's own reason is in what a person reads, and nothing is public."""
    failed = {"state": "failed", "error": {"message": "InvalidMedia"}}
    social.behaviour.says = [("^GET /2/media/upload", 200, {"data": {"processing_info": failed}}, {})]
    outcome = run(platform, a_plan(platform, VIDEO, channel), channel).outcome
    assert isinstance(outcome, Rejected) and "InvalidMedia" in outcome.user_text and not social.public("x")


@only("instagram")
def test_instagram_takes_no_words_alone(platform: Adapter, channel: Channel) -> None:
    """A post without a picture is refused before anything is tried."""
    with pytest.raises(Refused, match="picture"):
        a_plan(platform, a_post(WORDS), channel)


@only("facebook", "instagram", "nextdoor")
def test_an_answer_to_somebody_is_not_posted_as_a_post(platform: Adapter, channel: Channel) -> None:
    """Where we cannot answer, the send is refused: it must not stand on the page by itself."""
    with pytest.raises(Unsupported):
        a_plan(platform, FinalText("page", (Part(WORDS),), a_post("", media=1).media, in_reply_to="1"), channel)


@only(*CONTAINERS)
def test_a_container_is_waited_for(social: Social, platform: Adapter, channel: Channel) -> None:
    """While the platform works on it nothing is published, and the wait has a time."""
    social.behaviour.container_polls = 3
    plan, state, waits = a_plan(platform, a_post(WORDS, media=1), channel), StepState(), 0
    while state.next < len(plan.steps):
        turn = platform.step(plan, state, channel)
        state, waits = turn.state, waits + (isinstance(turn.outcome, Wait) and turn.outcome.until is not None)
    assert waits == 3 and social.copies(platform.key, WORDS) == 1


@only(*CONTAINERS)
def test_a_container_that_never_gets_ready_is_put_off(social: Social, platform: Adapter, channel: Channel) -> None:
    """After some patience the publisher turns to something else, with nothing public."""
    social.behaviour.container_polls = 1000
    turn = run(platform, a_plan(platform, a_post(WORDS, media=1), channel), channel)
    assert isinstance(turn.outcome, Deferred) and not social.public(platform.key)


@only(*CONTAINERS)
@pytest.mark.parametrize("races", [1, 5, 8])
def test_metas_race_is_waited_out(social: Social, platform: Adapter, channel: Channel, races: int) -> None:
    """ "Media not found" on publishing: the same container again, at last a new one, and one copy at the end."""
    social.behaviour.races = races
    sent(platform, channel)
    assert social.copies(platform.key, WORDS) == 1
    assert len(social.shown.containers) == (2 if races > 6 else 1)


@only(*CONTAINERS)
def test_a_container_that_died_is_made_again(social: Social, platform: Adapter, channel: Channel) -> None:
    """After a day a container can no longer be published; nothing of it was public, so a new one is made."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    for container in social.shown.containers.values():
        container["status"] = "EXPIRED"
    assert isinstance(run(platform, plan, channel, state=state).outcome, Done)
    assert social.copies(platform.key, WORDS) == 1


@only(*CONTAINERS)
def test_a_file_that_cannot_be_processed_is_said_why(social: Social, platform: Adapter, channel: Channel) -> None:
    """The platform's own reason is in what a person reads."""
    social.behaviour.container_polls = 1
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = platform.step(plan, StepState(), channel).state
    for container in social.shown.containers.values():
        container |= {"status": "ERROR", "error": "The aspect ratio is not supported."}
    outcome = run(platform, plan, channel, state=state).outcome
    assert isinstance(outcome, Rejected) and "aspect ratio" in outcome.user_text


@only(*CONTAINERS)
def test_the_container_tells_whether_it_is_out(social: Social, platform: Adapter, channel: Channel) -> None:
    """Published but not listed yet is Unknown, never "not there"; not published is plainly so."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    assert platform.find(plan, state, minutes_ago(1), channel=channel) == NotFound()
    done, social.behaviour.lag_seconds = platform.step(plan, state, channel).outcome, 60
    assert isinstance(done, Done)
    assert isinstance(platform.find(plan, state, minutes_ago(1), channel=channel), Unknown)
    social.behaviour.lag_seconds = 0
    assert platform.find(plan, state, minutes_ago(1), channel=channel) == Found(done.ref, done.url)


def test_a_post_is_found_by_its_words_and_time(social: Social, platform: Adapter, channel: Channel) -> None:
    """Links that the platform rewrote and escapes do not hide it; older posts and those of others are not it."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    assert platform.find(plan, state, minutes_ago(1), channel=channel) == NotFound()
    social.post(platform.key, text=WORDS, media=["1"], at=minutes_ago(90), parent=None, link=None)
    assert platform.find(plan, state, minutes_ago(1), channel=channel) == NotFound()
    done = platform.step(plan, state, channel).outcome
    assert isinstance(done, Done)
    sight = platform.find(plan, state, minutes_ago(1), channel=channel)
    assert isinstance(sight, Found) and sight.ref == done.ref
    others = platform.find(plan, state, minutes_ago(1), channel=channel, taken={done.ref})
    assert not isinstance(others, Found)


@only("facebook")
def test_same_words_with_other_pictures_are_for_a_person(social: Social, platform: Adapter, channel: Channel) -> None:
    """When the words are there without the picture, nobody sends again by program."""
    social.post("facebook", text=WORDS, media=[], link=None)
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    assert isinstance(platform.find(plan, state, minutes_ago(1), channel=channel), Unknown)


@only("x", "facebook")
def test_the_list_is_read_as_far_back_as_needed(social: Social, platform: Adapter, channel: Channel) -> None:
    """A post is found behind more than one page of newer ones."""
    plan = a_plan(platform, a_post(WORDS), channel)
    done = platform.step(plan, StepState(), channel).outcome
    for number in range(120):
        social.post(platform.key, text=f"Number {number}", parent=None, link=None)
    sight = platform.find(plan, StepState(), minutes_ago(1), channel=channel)
    assert isinstance(sight, Found) and isinstance(done, Done) and sight.ref == done.ref


def test_a_revoked_access_is_for_an_administrator(social: Social, platform: Adapter, channel: Channel) -> None:
    """It is said to be that, nothing is public, and nothing is taken for "not there"."""
    social.behaviour.revoked = True
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    assert isinstance(run(platform, plan, channel).outcome, AuthDead)
    last = len(plan.steps) - 1
    state = StepState(next=last, media={"part:0": "1"})
    assert isinstance(platform.find(plan, state, minutes_ago(1), channel=channel), Unknown)


@pytest.mark.parametrize(("name", "seconds"), [("x", 30), ("facebook", 120), ("threads", 120), ("nextdoor", 30)])
def test_a_busy_platform_names_its_time(social: Social, name: str, seconds: int) -> None:
    """A rate limit is put off to the moment that the platform's own header gives."""
    platform, social.behaviour.writes_left = of(name), 0
    with a_channel(access_to(social, name)) as channel:
        outcome = run(platform, a_plan(platform, a_post(WORDS), channel), channel).outcome
        assert isinstance(outcome, Deferred)
        assert abs((outcome.retry_at - datetime.now(UTC)).total_seconds() - seconds) < 2


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"errors": [{"detail": "odd"}]}, Ambiguous),
        (200, {"error": {"code": 2, "message": "retry later"}}, Ambiguous),
        (200, {}, Ambiguous),
        (201, b"", Ambiguous),
        (200, b"{not json", Ambiguous),
        (200, [], Ambiguous),
        (200, {"data": {"id": None}, "id": None, "result": None}, Ambiguous),
        (302, b"", Ambiguous),
        (308, b"", Rejected),
        (503, b"<html>", Ambiguous),
    ],
)
def test_a_strange_answer_is_never_a_success(
    social: Social, platform: Adapter, channel: Channel, status: int, body: Any, expected: type
) -> None:
    """200 with an error inside, 201 without a body, malformed JSON, a redirect: a doubt or a refusal."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    social.behaviour.says = [("^POST", status, body, {"location": "https://elsewhere.example/"})]
    assert isinstance(platform.step(plan, state, channel).outcome, expected)


@pytest.mark.parametrize("body", [{}, [], "me", b"{", {"data": "x"}, {"data": [{}]}, {"data": [{"id": 1}]}])
def test_an_odd_list_says_nothing(social: Social, platform: Adapter, channel: Channel, body: Any) -> None:
    """An answer without the right shape is Unknown, never "not there"."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    social.behaviour.says = [("^GET", 200, body, {})] * 3
    if platform.key == "x" and body == {}:
        assert platform.find(plan, state, minutes_ago(1), channel=channel) == NotFound()
    else:
        assert isinstance(platform.find(plan, state, minutes_ago(1), channel=channel), Unknown)


GRAPH_ERRORS = [
    (1, 0, 500, Ambiguous),
    (2, 0, 400, Ambiguous),
    (4, 0, 400, Deferred),
    (17, 0, 400, Deferred),
    (32, 0, 403, Deferred),
    (613, 0, 400, Deferred),
    (80001, 0, 400, Deferred),
    (190, 463, 400, AuthDead),
    (190, 0, 401, AuthDead),
    (102, 0, 400, AuthDead),
    (10, 0, 403, AuthDead),
    (200, 0, 403, AuthDead),
    (368, 0, 400, Rejected),
    (506, 0, 400, Ambiguous),
    (1366051, 0, 400, Ambiguous),
    (100, 2207009, 400, Rejected),
    (100, 0, 400, Rejected),
    (9004, 2207052, 400, Rejected),
]


@only(*GRAPH)
@pytest.mark.parametrize(("code", "subcode", "status", "expected"), GRAPH_ERRORS)
def test_each_of_metas_errors_has_its_verdict(
    social: Social, platform: Adapter, channel: Channel, code: int, subcode: int, status: int, expected: type
) -> None:
    """The code decides and not the HTTP status; what may have published is a doubt, whatever it calls itself."""
    plan = a_plan(platform, a_post(WORDS, media=1), channel)
    state = in_doubt(platform, plan, channel)
    error = {"code": code, "error_subcode": subcode, "message": "m", "error_user_msg": "Their own words."}
    social.behaviour.says = [("^POST", status, {"error": error}, {})]
    outcome = platform.step(plan, state, channel).outcome
    assert type(outcome) is expected
    assert not isinstance(outcome, Rejected) or "Their own words." in outcome.user_text


X_ERRORS = [
    (
        403,
        {"detail": "You are not allowed to create a Tweet with duplicate content.", "type": "about:blank"},
        Ambiguous,
    ),
    (403, {"detail": "No.", "type": "https://api.twitter.com/2/problems/unsupported-authentication"}, AuthDead),
    (403, {"detail": "You are not permitted to perform this action.", "type": "about:blank"}, Rejected),
    (400, {"detail": "Invalid.", "type": "https://api.twitter.com/2/problems/invalid-request"}, Rejected),
    (401, {"detail": "Unauthorized", "type": "about:blank"}, AuthDead),
    (200, {"errors": [{"type": "https://api.twitter.com/2/problems/invalid-request", "detail": "I"}]}, Rejected),
    (500, {"title": "Internal"}, Ambiguous),
]


@only("x")
@pytest.mark.parametrize(("status", "body", "expected"), X_ERRORS)
def test_each_of_xs_errors_has_its_verdict(
    social: Social, platform: Adapter, channel: Channel, status: int, body: Any, expected: type
) -> None:
    """A refusal for the same words is a doubt; a refusal of our app is for an administrator."""
    social.behaviour.says = [("^POST", status, body, {})]
    assert type(run(platform, a_plan(platform, a_post(WORDS), channel), channel).outcome) is expected


@only("x")
def test_xs_daily_limit_counts_when_it_is_used_up(social: Social, platform: Adapter, channel: Channel) -> None:
    """With writes left in this quarter of an hour but none today, the day's own header decides, to the second."""
    day = int(datetime.now(UTC).timestamp()) + 7000
    headers = {"x_rate_limit_remaining": "3", "x_rate_limit_reset": str(day - 6000)}
    headers |= {"x_user_limit_24hour_remaining": "0", "x_user_limit_24hour_reset": str(day)}
    social.behaviour.says = [("^POST", 429, {"title": "Too Many Requests"}, headers)]
    outcome = run(platform, a_plan(platform, a_post(WORDS), channel), channel).outcome
    assert isinstance(outcome, Deferred) and outcome.retry_at.timestamp() == day


@pytest.mark.parametrize("name", ["x", "threads", "nextdoor"])
def test_access_is_renewed(social: Social, name: str) -> None:
    """The new pair keeps the app's own secrets; X's old refresh token is used up and then refused."""
    secret = Secret(TOKENS[name], f"refresh-{name}-0", minutes_ago(0), {"client_id": "c", "client_secret": "s3cret"})
    with a_channel(access_to(social, name, secret=secret.dump())) as channel:
        platform = of(name)
        assert platform.needs_renewal(channel.access, datetime.now(UTC))
        came = platform.refresh(channel)
        assert isinstance(came, Renewed)
        new = Secret.parse(came.credential)
        assert new.extra == secret.extra and new.expires and new.expires > datetime.now(UTC)
        assert isinstance(platform.refresh(channel), AuthDead if name == "x" else Renewed)
        kept = b"".join(e.request + e.response + e.url.encode() for e in channel.take())
        assert not [part for part in (TOKENS[name], "refresh-", "s3cret") if part.encode() in kept]


@only(*GRAPH)
def test_the_apps_secret_is_proven_and_neither_is_kept(social: Social, platform: Adapter) -> None:
    """Meta gets the proof of the app's secret with every request; no secret stands in what is kept."""
    secret = Secret(TOKENS[platform.key], extra={"app_secret": "the-app-secret"})
    with a_channel(access_to(social, platform.key, secret=secret.dump())) as channel:
        done = sent(platform, channel)
        platform.fetch(done.ref, channel)
        platform.delete(done.ref, channel)
        made = proof(TOKENS[platform.key], "the-app-secret")
        assert all({**seen.query, **seen.form}.get("appsecret_proof") == made for seen in social.seen)
        kept = b"".join(e.request + e.response + e.url.encode() for e in channel.take())
        assert not [part for part in (TOKENS[platform.key], "the-app-secret", made) if part.encode() in kept]
