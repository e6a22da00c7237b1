"""The platforms: one adapter a file behind `base`; a new one is a file and a line here."""

from collections.abc import Mapping

from countersign.content import FinalText
from countersign.errors import Misconfigured
from countersign.platforms.base import Adapter
from countersign.platforms.bluesky import Bluesky
from countersign.platforms.by_hand import ByHand
from countersign.platforms.console import Console
from countersign.platforms.editing import Editing
from countersign.platforms.facebook import Facebook
from countersign.platforms.fake import Fake
from countersign.platforms.instagram import Instagram
from countersign.platforms.linkedin import LinkedIn
from countersign.platforms.mastodon import Mastodon
from countersign.platforms.newsroom import Newsroom
from countersign.platforms.nextdoor import Nextdoor
from countersign.platforms.plans import Kind, Plan
from countersign.platforms.threads import Threads
from countersign.platforms.x import X

PLATFORMS: Mapping[str, Adapter] = {
    "newsroom": Newsroom(),
    "mastodon": Mastodon(),
    "bluesky": Bluesky(),
    "linkedin": LinkedIn(),
    "x": X(),
    "facebook": Facebook(),
    "instagram": Instagram(),
    "threads": Threads(),
    "nextdoor": Nextdoor(),
    "by_hand": ByHand(),
    "console": Console(),
    "fake": Fake(),
}


def adapter(key: str) -> Adapter:
    """The adapter of a platform, or Misconfigured."""
    try:
        return PLATFORMS[key]
    except KeyError:
        raise Misconfigured(
            f"There is no platform called “{key}” here. Nothing was sent; use one of: {', '.join(PLATFORMS)}."
        ) from None


def for_text(key: str, final: FinalText) -> Adapter:
    """The adapter that plans a final text: a post of its own, or new words for one that is out."""
    return Editing(adapter(key)) if final.edits else adapter(key)


def for_plan(plan: Plan) -> Adapter:
    """The adapter that carries a plan out."""
    changes = any(step.kind is Kind.EDIT for step in plan.steps)
    return Editing(adapter(plan.platform)) if changes else adapter(plan.platform)
