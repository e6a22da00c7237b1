"""The way to the fake servers of X, Facebook, Instagram, Threads and Nextdoor, and what is sent there in tests."""

import json

from countersign.content import FinalText, MediaRef, Part
from countersign.platforms import PLATFORMS
from countersign.platforms.base import Adapter, Plan, StepState, Turn, Wait
from countersign.platforms.http import Channel, PageAccess
from tests.fakes.social import ACCOUNTS, TOKENS, Social
from tests.platforms.scenes import CAPTIONS, SPOKEN

NETWORKS = ("x", "facebook", "instagram", "threads", "nextdoor")
THREADING = ("x", "threads")


def access_to(social: Social, platform: str, *, url: str = "", secret: str = "") -> PageAccess:
    """Access to our account on a fake server, or by another way (`url`) to it."""
    settings = {"account_id": ACCOUNTS[platform]}
    credential = secret or TOKENS[platform]
    return PageAccess("page", url or social.url, "@harborglen", credential, settings, social.address)


def pictures(count: int, mime: str = "image/jpeg") -> tuple[MediaRef, ...]:
    """So many different pictures."""
    return tuple(MediaRef(f"{number:02x}" * 32, mime, f"Map {number}") for number in range(1, count + 1))


def a_post(*parts: str, media: int = 0, links: tuple[str, ...] = ()) -> FinalText:
    """A final text of these parts and so many pictures."""
    return FinalText("page", tuple(Part(text, links) for text in parts), pictures(media))


def run(platform: Adapter, plan: Plan, channel: Channel, *, state: StepState | None = None) -> Turn:
    """Step until something other than Wait; waiting itself takes no time here, and the state goes through JSON."""
    turn = Turn(Wait(), state or StepState())
    for _ in range(60):
        if not isinstance(turn.outcome, Wait):
            return turn
        turn = platform.step(plan, StepState.from_json(json.loads(json.dumps(turn.state.to_json()))), channel)
    raise AssertionError("it waits for ever")


def a_channel(access: PageAccess) -> Channel:
    """A channel to a fake server, patient with a busy machine."""

    def stored(sha256: str) -> bytes:
        return SPOKEN if sha256 == CAPTIONS else b"picture " + sha256.encode()

    return Channel(access, allow_private=True, media=stored, timeout=(5.0, 20.0))


def of(name: str) -> Adapter:
    """The adapter of that name."""
    return PLATFORMS[name]
