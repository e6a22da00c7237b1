"""The agency's own site: the delivery row is the publication, so nothing is sent and nothing can be lost."""

from collections.abc import Container
from datetime import datetime
from typing import ClassVar

from countersign.platforms.base import Adapter, Caps, Dedupe
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.outcomes import Done, Live, NotFound, Outcome, Sight, Unknown
from countersign.platforms.plans import Plan, StepState, Turn, published


class Newsroom(Adapter):
    """Answers with the address under which our own public pages show the post."""

    key: ClassVar[str] = "newsroom"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_CONSTRUCTION, can_delete=True, can_edit=True, remote=False, by_storing=True
    )

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Done at once: storing this outcome is what publishes."""
        post = str(plan.steps[0].body["post"])
        return published(plan, StepState(), ref=post, url=address(channel.access, post))

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Never there without its delivery saying so."""
        return NotFound()

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """Never there without its delivery saying so; asked only after a removal."""
        return NotFound()

    def edit(self, ref: str, text: str, channel: Channel) -> Outcome:
        """Done at once: storing this outcome is what shows the new words."""
        return Done(ref, address(channel.access, ref))

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Done at once: storing this outcome is what takes it down."""
        return Done(ref, "")


def address(access: PageAccess, post: str) -> str:
    """Where a post stands on the public pages; `settings["public_url"]` is their address."""
    root = str(access.settings.get("public_url") or access.base_url).rstrip("/")
    return f"{root}/newsroom/{post}"
