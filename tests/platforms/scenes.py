"""Every platform that is reached over a network, each with the server that stands for it in tests.

One contract and one fault matrix run over all of them; a new platform is a function and a line in SCENES.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from countersign.content import FinalText, MediaRef, Part
from countersign.platforms import adapter
from countersign.platforms.base import Adapter, Plan, Renewed, Sight, StepState, Turn, Wait
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.listing import same_words
from tests.fakes import bluesky, linkedin, mastodon
from tests.fakes.bluesky import PASSWORD
from tests.fakes.mastodon import Behaviour, FakeMastodon, gotosocial
from tests.fakes.social import ACCOUNTS, TOKENS, Social
from tests.platforms.test_media_sizes import a_video

#: The smallest picture that is one: a real server looks.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
#: What is said in a video.
CAPTIONS, SPOKEN = "cc" * 32, b"WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ann>The bridge opens.\n"


def stored_bytes(mime: str) -> Callable[[str], bytes]:
    """The bytes of the files that scenes send."""
    seen = a_video() if mime == "video/mp4" else PNG
    return lambda sha256: SPOKEN if sha256 == CAPTIONS else seen


@dataclass(frozen=True)
class Scene:
    """One platform with its server."""

    adapter: Adapter
    port: int
    #: Access by any address that leads to the server.
    access: Callable[[str], PageAccess]
    #: How many public posts have these words.
    copies: Callable[[str], int]
    mime: str = "image/png"
    #: Several parts where the platform takes threads.
    parts: int = 1
    pictures: int = 1
    captions: str = ""
    #: Seconds that an answer may take.
    patience: float = 0.3
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The server's own address."""
        return f"http://127.0.0.1:{self.port}"

    def texts(self, tag: str) -> tuple[str, ...]:
        """The parts of a post that no other test sends."""
        words = " ".join(tag[start : start + 4] for start in range(0, len(tag), 4))
        return tuple(f"Street {words}: closed, part {number}" for number in range(1, self.parts + 1))

    def final(self, tag: str) -> FinalText:
        """A post with as many parts and pictures as this platform takes."""
        media = tuple(
            MediaRef(f"{n:02x}" * 32, self.mime, f"Map {n}", self.captions) for n in range(1, self.pictures + 1)
        )
        return FinalText("page", tuple(Part(text) for text in self.texts(tag)), media)

    def channel(self, access: PageAccess, *, before_first_byte: Callable[[], None] | None = None) -> Channel:
        """A channel that gives up soon."""
        return Channel(
            access,
            allow_private=True,
            media=stored_bytes(self.mime),
            before_first_byte=before_first_byte,
            timeout=(1.0, self.patience),
        )

    def step(self, plan: Plan, state: StepState, access: PageAccess) -> Turn:
        """One step on a channel of its own, as a new attempt has it; the state goes through JSON."""
        stored = StepState.from_json(json.loads(json.dumps(state.to_json())))
        with self.channel(access) as channel:
            return self.adapter.step(plan, stored, channel)

    def find(self, plan: Plan, state: StepState, since: datetime, *, access: PageAccess) -> Sight:
        """One look on a channel of its own."""
        with self.channel(access) as channel:
            return self.adapter.find(plan, state, since, channel=channel)

    def run(self, plan: Plan, access: PageAccess, *, state: StepState | None = None) -> Turn:
        """Step until something other than Wait; nothing waits here."""
        turn = Turn(Wait(), state or StepState())
        while isinstance(turn.outcome, Wait):
            turn = self.step(plan, turn.state, access)
        return turn


def _mastodon(behaviour: Behaviour) -> Callable[[], AbstractContextManager[Scene]]:
    @contextmanager
    def opened() -> Iterator[Scene]:
        with FakeMastodon(behaviour=replace(behaviour)) as server:
            yield Scene(
                adapter("mastodon"),
                server.port,
                lambda url: PageAccess("page", url, "@harborglen", mastodon.TOKEN),
                server.copies,
                parts=2,
                more={"server": server},
            )

    return opened


#: What a scene with a captioned video has in place of pictures.
FILM: Mapping[str, Any] = {"mime": "video/mp4", "pictures": 1, "captions": CAPTIONS}


def _with_film(opened: Callable[[], AbstractContextManager[Scene]]) -> Callable[[], AbstractContextManager[Scene]]:
    @contextmanager
    def other() -> Iterator[Scene]:
        with opened() as scene:
            yield replace(scene, **FILM)

    return other


@contextmanager
def _linkedin() -> Iterator[Scene]:
    # A picture is one part, a video several.
    with linkedin.FakeLinkedIn(linkedin.Behaviour(part_bytes=400)) as server:
        yield Scene(
            adapter("linkedin"),
            server.port,
            lambda url: PageAccess("page", url, "harborglen", linkedin.TOKEN, {"account_id": "4711"}),
            server.copies,
            more={"server": server},
        )


@contextmanager
def _bluesky() -> Iterator[Scene]:
    server = bluesky.shared()
    account = server.account("harborglen")
    with Channel(PageAccess("page", server.url, account.handle, PASSWORD), allow_private=True) as channel:
        session = adapter("bluesky").refresh(channel)
    assert isinstance(session, Renewed)
    yield Scene(
        adapter("bluesky"),
        server.port,
        lambda url: PageAccess("page", url, account.handle, session.credential),
        lambda text: server.copies(account.did, text),
        parts=2,
        patience=1.0,
        more={"server": server, "account": account},
    )


def _social(platform: str, *, parts: int = 1) -> Callable[[], AbstractContextManager[Scene]]:
    @contextmanager
    def opened() -> Iterator[Scene]:
        with Social() as server:
            settings = {"account_id": ACCOUNTS[platform]}
            yield Scene(
                adapter(platform),
                server.port,
                lambda url: PageAccess("page", url, "@harborglen", TOKENS[platform], settings, server.address),
                lambda text: sum(same_words(str(each["text"]), text) for each in server.public(platform)),
                mime="image/jpeg",
                parts=parts,
                # Two are a container around two.
                pictures=2,
                more={"server": server},
            )

    return opened


SCENES: Mapping[str, Callable[[], AbstractContextManager[Scene]]] = {
    "mastodon": _mastodon(Behaviour()),
    "mastodon that ignores keys": _mastodon(gotosocial()),
    "mastodon that answers a used key with 500": _mastodon(Behaviour(keys="replay_500")),
    "bluesky, the real server": _bluesky,
    "linkedin": _linkedin,
    "x": _social("x", parts=2),
    "facebook": _social("facebook"),
    "instagram": _social("instagram"),
    "threads": _social("threads", parts=2),
    "nextdoor": _social("nextdoor"),
    "bluesky, a film": _with_film(_bluesky),
    "linkedin, a film": _with_film(_linkedin),
    "x, a film": _with_film(_social("x", parts=2)),
    "facebook, a film": _with_film(_social("facebook")),
}
