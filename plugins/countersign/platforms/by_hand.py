"""Networks without an API or a contract: a person copies the signed words, posts them and pastes the link."""

from collections.abc import Container
from datetime import datetime
from typing import ClassVar

from countersign.platforms.base import Adapter, Caps
from countersign.platforms.http import Channel
from countersign.platforms.outcomes import NeedsHand, NotFound, Sight
from countersign.platforms.plans import Plan, StepState, Turn


class ByHand(Adapter):
    """Sends nothing; says that it is a person's turn. What they see and paste is for `desk`."""

    key: ClassVar[str] = "by_hand"
    caps: ClassVar[Caps] = Caps(by_hand=True, can_thread=True, remote=False)

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """It is a person's turn, every time it is asked."""
        where = f"to {channel.access.handle}" if channel.access.handle else "there"
        words = f"Copy the signed words and pictures {where} as they are, post them, and paste the link."
        return Turn(NeedsHand(words), state)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Not there by our doing: no program ever posts to such a page, so asking again is safe."""
        return NotFound()
