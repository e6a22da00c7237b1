"""Bluesky against the real server: every verb, sessions, its limits on 500 texts, its rate limit."""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from countersign import limits
from countersign.content import FinalText, MediaRef, Part
from countersign.limits import DECLARED
from countersign.platforms import adapter
from countersign.platforms.base import (
    AuthDead,
    Comments,
    Deferred,
    Done,
    Found,
    Live,
    NotFound,
    Profile,
    Rejected,
    Renewed,
    Secret,
    StepState,
    Turn,
    Unknown,
    Wait,
)
from countersign.platforms.bluesky import SIGN_IN
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.verdicts import verdict
from tests.cached import INSTALLING_TEST_SECONDS
from tests.fakes.bluesky import PASSWORD, POST, Account, BlueskyServer, shared
from tests.platforms.conftest import a_seed
from tests.platforms.scenes import PNG

BLUESKY = adapter("bluesky")
#: The first installation and the first start take long.
pytestmark = pytest.mark.timeout(INSTALLING_TEST_SECONDS)


@pytest.fixture(scope="module")
def server() -> BlueskyServer:
    """The real server."""
    return shared()


@pytest.fixture(scope="module")
def ours(server: BlueskyServer) -> Account:
    """The agency's account."""
    return server.account("harborglen")


@pytest.fixture(scope="module")
def session(server: BlueskyServer, ours: Account) -> PageAccess:
    """Access to it, a session that began with the app password."""
    access = PageAccess("page", server.url, f"@{ours.handle}", PASSWORD)
    with Channel(access, allow_private=True) as channel:
        made = BLUESKY.refresh(channel)
    assert isinstance(made, Renewed)
    return replace(access, credential=made.credential)


@pytest.fixture
def channel(session: PageAccess) -> Iterator[Channel]:
    """A channel to it."""
    with Channel(session, allow_private=True, media=lambda sha256: PNG) as opened:
        yield opened


def a_post(*texts: str, pictures: int = 0, reply_to: str | None = None) -> FinalText:
    """A final text of these parts."""
    media = tuple(MediaRef(f"{n:02x}" * 32, "image/png", f"Map {n} of the detour") for n in range(1, pictures + 1))
    return FinalText("page", tuple(Part(t, limits.links(t)) for t in texts), media, in_reply_to=reply_to)


def send(channel: Channel, final: FinalText) -> Turn:
    """Post to the end."""
    plan = BLUESKY.prepare(final, a_seed(), access=channel.access)
    turn = Turn(Wait(), StepState())
    while isinstance(turn.outcome, Wait):
        turn = BLUESKY.step(plan, turn.state, channel)
    return turn


def sent(channel: Channel, *texts: str, pictures: int = 0) -> Done:
    """A post that is out."""
    done = send(channel, a_post(*texts, pictures=pictures)).outcome
    assert isinstance(done, Done), done
    return done


def record_of(server: BlueskyServer, ours: Account, ref: str) -> dict[str, Any]:
    """One public record, as the server has it."""
    return next(record for record in server.records(ours.did) if record["uri"] == ref)


def value_of(server: BlueskyServer, ours: Account, ref: str) -> dict[str, Any]:
    """What one public record says."""
    return dict(record_of(server, ours, ref)["value"])


def test_a_thread_with_pictures_and_links(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """Parts follow each other, four pictures have their descriptions, links and tags stand at their bytes."""
    text = "Río 🚧: https://town.gov/a?b=1 #closed"
    done = sent(channel, text, "Second", "Third", pictures=4)
    first, second, third = (value_of(server, ours, ref) for ref in done.parts)
    assert [first["text"], second["text"], third["text"]] == [text, "Second", "Third"]
    assert [image["alt"] for image in first["embed"]["images"]] == [f"Map {n} of the detour" for n in (1, 2, 3, 4)]
    cut = [text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in first["facets"]]
    assert cut == ["https://town.gov/a?b=1", "#closed"] and first["langs"] == ["en"]
    assert second["reply"]["root"] == second["reply"]["parent"] == third["reply"]["root"]
    assert third["reply"]["parent"]["uri"] == done.parts[1] and second["reply"]["root"]["uri"] == done.ref
    live = BLUESKY.fetch(done.ref, channel)
    assert isinstance(live, Live) and (live.text, live.media_count) == (text, 4)


def test_a_video_is_taken(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """A video goes up as a file and into the post with its description."""
    video = MediaRef("ee" * 32, "video/mp4", "The detour")
    with Channel(channel.access, allow_private=True, media=lambda sha256: b"\0\0\0\x18ftypmp42" + bytes(99)) as way:
        assert isinstance(send(way, FinalText("page", (Part("Watch"),), (video,))).outcome, Done)
    embed = next(r["value"] for r in server.records(ours.did) if r["value"]["text"] == "Watch")["embed"]
    assert (embed["$type"], embed["alt"]) == ("app.bsky.embed.video", "The detour")


def test_an_answer_stands_in_its_thread(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """A correction of an answer names the thread's first post and the post that it corrects."""
    thread = sent(channel, "Closed", "Until noon")
    done = send(channel, a_post("Open again", reply_to=thread.parts[1])).outcome
    assert isinstance(done, Done)
    reply = value_of(server, ours, done.ref)["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (thread.ref, thread.parts[1])


def test_an_answer_to_nothing_is_refused(channel: Channel) -> None:
    """Answering a post that is gone is a refusal with a reason, and nothing is published."""
    gone = sent(channel, "Soon gone")
    BLUESKY.delete(gone.ref, channel)
    refused = send(channel, a_post("Open", reply_to=gone.ref)).outcome
    assert isinstance(refused, Rejected) and "not there any more" in refused.user_text


def test_the_same_send_twice_is_one_post(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """Writing the same plan again changes nothing, and it is found by its key alone."""
    text = uuid.uuid4().hex
    plan = BLUESKY.prepare(a_post(text), a_seed(), access=channel.access)
    assert isinstance(BLUESKY.find(plan, StepState(), datetime.now(UTC), channel=channel), NotFound)
    first, second = (BLUESKY.step(plan, StepState(), channel).outcome for _ in range(2))
    assert isinstance(first, Done) and first == second and server.copies(ours.did, text) == 1
    found = BLUESKY.find(plan, StepState(), datetime.now(UTC), channel=channel)
    assert found == Found(first.ref, first.url)
    assert isinstance(BLUESKY.find(plan, StepState(), datetime.now(UTC), channel=channel, taken={first.ref}), Unknown)


def test_nothing_that_stands_there_is_overwritten(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """Other words under the same key are never written over what is public."""
    seed, words = a_seed(), uuid.uuid4().hex
    ours_first, other = (BLUESKY.prepare(a_post(text), seed, access=channel.access) for text in (words, "Other"))
    assert isinstance(BLUESKY.step(ours_first, StepState(), channel).outcome, Done)
    assert not isinstance(BLUESKY.step(other, StepState(), channel).outcome, Done)
    assert isinstance(BLUESKY.find(other, StepState(), datetime.now(UTC), channel=channel), Unknown)
    assert server.copies(ours.did, words) == 1 and server.copies(ours.did, "Other") == 0


def test_replies_are_listed_and_hidden(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """What others wrote is read, hidden, hidden again, and shown again; other hidden ones stay hidden."""
    done = sent(channel, "Questions?")
    root = {"uri": done.ref, "cid": record_of(server, ours, done.ref)["cid"]}
    ann = server.account(f"ann{uuid.uuid4().hex[:6]}")
    record = {
        "$type": POST,
        "text": "Rude",
        "createdAt": "2026-11-21T10:00:00Z",
        "reply": {"root": root, "parent": root},
    }
    made = [
        server.call(
            "com.atproto.repo.createRecord", {"repo": ann.did, "collection": POST, "record": record}, account=ann
        )
        for _ in range(2)
    ]
    said = BLUESKY.replies(done.ref, channel)
    assert isinstance(said, Comments) and [c.text for c in said.items] == ["Rude", "Rude"]
    assert {c.author for c in said.items} == {ann.handle}
    first, second = made[0]["uri"], made[1]["uri"]
    for hidden, expected in ((True, [first]), (True, [first])):
        assert isinstance(BLUESKY.hide(done.ref, first, channel, hidden=hidden), Done)
        assert _hidden(server, ours) == expected
    assert isinstance(BLUESKY.hide(done.ref, second, channel), Done)
    assert isinstance(BLUESKY.hide(done.ref, first, channel, hidden=False), Done)
    assert _hidden(server, ours) == [second]


def _hidden(server: BlueskyServer, ours: Account) -> list[str]:
    return list(server.records(ours.did, "app.bsky.feed.threadgate")[0]["value"]["hiddenReplies"])


def test_delete_twice_and_unknown_posts(channel: Channel) -> None:
    """Deleting twice is done twice; what is no post of ours is said to be none, and nothing breaks."""
    done = sent(channel, "Mistake")
    assert [type(BLUESKY.delete(done.ref, channel)) for _ in range(2)] == [Done, Done]
    assert isinstance(BLUESKY.fetch(done.ref, channel), NotFound)
    for nonsense in ("", "17", "https://bsky.app/profile/x/post/y", "at://did:plc:x/app.bsky.feed.like/3jzfcijpj2z2a"):
        assert isinstance(BLUESKY.fetch(nonsense, channel), NotFound)
        assert isinstance(BLUESKY.delete(nonsense, channel), Rejected)
        assert isinstance(BLUESKY.hide(nonsense, nonsense, channel), Rejected)


def test_names_are_looked_up_once(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """A name that somebody has becomes their DID and a mention; a name that nobody has stays words."""
    known = BLUESKY.resolve([f"@{ours.handle}", "@nobody-at-all.test", "@no-handle", "@ann@town.social"], channel)
    assert known == {f"@{ours.handle}": ours.did}
    final = FinalText("page", (Part(f"By @{ours.handle}", mentions=(f"@{ours.handle} {ours.did}",)),))
    done = send(channel, final).outcome
    assert isinstance(done, Done)
    features = value_of(server, ours, done.ref)["facets"][0]["features"]
    assert features == [{"$type": "app.bsky.richtext.facet#mention", "did": ours.did}]


def test_the_profile_keeps_what_is_not_ours(server: BlueskyServer, ours: Account, channel: Channel) -> None:
    """The description is written and read back; the display name stays."""
    body = {"repo": ours.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
    record = {"$type": "app.bsky.actor.profile", "displayName": "Harbor Glen Police", "description": "Old"}
    server.call("com.atproto.repo.putRecord", body | {"record": record}, account=ours)
    wanted = Profile("Not monitored; in an emergency call 911. 🚨")
    assert isinstance(BLUESKY.write_profile(wanted, channel), Done)
    assert BLUESKY.read_profile(channel) == replace(wanted, followers=77), "the network's view counts"
    kept = server.records(ours.did, "app.bsky.actor.profile")[0]["value"]
    assert kept["displayName"] == "Harbor Glen Police"


def test_sessions_are_renewed(server: BlueskyServer, session: PageAccess) -> None:
    """A session is renewed with its own token; one that is over begins anew with the password; a wrong one is said."""
    secret = Secret.parse(session.credential)
    assert not BLUESKY.needs_renewal(session, datetime.now(UTC))
    assert BLUESKY.needs_renewal(session, datetime.now(UTC) + timedelta(hours=2))
    assert BLUESKY.needs_renewal(replace(session, credential=PASSWORD), datetime.now(UTC))
    for lost in (secret, replace(secret, refresh="no.such.token"), replace(secret, refresh="")):
        with Channel(replace(session, credential=lost.dump()), allow_private=True) as channel:
            made = BLUESKY.refresh(channel)
            kept = b"".join(each.request + each.response for each in channel.take())
        assert isinstance(made, Renewed)
        fresh = Secret.parse(made.credential)
        assert fresh.token and fresh.refresh and fresh.extra["did"] == secret.extra["did"]
        assert not any(each.encode() in kept for each in (*fresh, PASSWORD) if each != secret.extra["did"])


def test_dead_access_is_said(session: PageAccess) -> None:
    """A token that is no longer good is dead access, for a write and for a renewal without a password."""
    dead = replace(session, credential=Secret("a.b.c", "d.e.f", None, {"did": "did:plc:x"}).dump())
    with Channel(dead, allow_private=True) as channel:
        assert isinstance(send(channel, a_post("Hi")).outcome, AuthDead)
        assert isinstance(BLUESKY.refresh(channel), AuthDead)


def test_we_judge_500_texts_as_the_server_does(server: BlueskyServer) -> None:
    """Texts around 300 characters and 3,000 bytes, in many scripts: the server takes exactly those that fit."""
    account, chance = server.account("oracle"), random.Random(1)
    pieces = [
        "a",
        "é",
        "e\u0301",
        "道",
        "🚧",
        "👨‍👩‍👧‍👦",
        "🇺🇸",
        "👍🏽",
        "\n",
        "\r\n",
        "ก็",
        "نص",
        "한",
        "1️⃣",
        "\u200d",
        "\u0300",
    ]
    wrong, with_requests = [], requests.Session()
    for _ in range(500):
        kinds = chance.sample(pieces, chance.randrange(1, 5))
        text = "".join(chance.choices(kinds, k=chance.randrange(280, 320)))
        if chance.random() < 0.3:
            text = "👨‍👩‍👧‍👦" * chance.randrange(110, 130) + text[: chance.randrange(30)]
        ours = limits.measure(text, DECLARED["bluesky"]).fits
        wrong += [] if _taken(with_requests, server, account, text) == ours else [text]
    assert wrong == []


def _taken(by: requests.Session, server: BlueskyServer, account: Account, text: str) -> bool:
    """Whether the server takes a text; as a draft of its own, so that no budget of writes is used up."""
    record = {"$type": POST, "text": text, "createdAt": "2026-11-21T10:00:00Z"}
    write = {"$type": "com.atproto.repo.applyWrites#create", "collection": POST, "value": record}
    reply = by.post(
        f"{server.url}/xrpc/com.atproto.repo.applyWrites",
        json={"repo": account.did, "validate": True, "writes": [write]},
        headers={"Authorization": f"Bearer {account.token}"},
        timeout=20,
    )
    assert reply.status_code in {200, 400}, reply.text
    return reply.status_code == 200


def test_too_many_sign_ins_are_waited_for(server: BlueskyServer) -> None:
    """The server's real rate limit is no verdict about the access, and its reset is understood."""
    crowd = server.account("crowd")
    with Channel(PageAccess("page", server.url, crowd.handle, "wrong-password"), allow_private=True) as channel:
        outcomes = [BLUESKY.refresh(channel) for _ in range(31)]
        body = json.dumps({"identifier": crowd.handle, "password": "wrong"}).encode()
        refused = channel.renew(SIGN_IN, body=body, headers={"Content-Type": "application/json"})
        deferred = verdict(refused, channel)
        wait = deferred.retry_at - channel.clock() if isinstance(deferred, Deferred) else None
    assert isinstance(outcomes[0], AuthDead) and isinstance(outcomes[-1], Unknown)
    assert "429" in outcomes[-1].evidence and wait and timedelta(0) < wait <= timedelta(minutes=5)
