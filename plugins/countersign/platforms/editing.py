"""New words for a post that is out: one step by the platform's own `edit`, and a look that compares the words.

Giving the same words twice changes nothing, so an edit whose answer was lost is looked for and, if need be, done again.
"""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from countersign.content import FinalText
from countersign.platforms import listing
from countersign.platforms.base import Adapter, Caps, Dedupe, Unsupported
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.outcomes import Done, Found, Live, NotFound, NotSent, Rejected, Sight, Unknown
from countersign.platforms.plans import Kind, Plan, PlannedStep, Seed, StepState, Turn, finished, published

GONE = "The post that was to get these words is not there any more. Nothing was changed; say it in a post of its own."


class Editing(Adapter):
    """An adapter for a plan that changes a post, over the adapter of its platform."""

    def __init__(self, inner: Adapter) -> None:
        self.inner = inner

    @property
    def caps(self) -> Caps:  # type: ignore[override]
        """What the platform can do; two edits to the same words are one."""
        return replace(self.inner.caps, dedupe=Dedupe.BY_CONSTRUCTION)

    def needs_renewal(self, access: PageAccess, now: datetime) -> bool:
        """Whether the page's credential has to be renewed before it is used."""
        return self.inner.needs_renewal(access, now)

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """One step: which post, and its new words."""
        if not self.inner.caps.can_edit or not final.edits or len(final.parts) != 1:
            raise Unsupported
        step = PlannedStep(Kind.EDIT, "", {"ref": final.edits, "text": final.parts[0].text})
        return Plan(self.inner.key, access.page_id, seed.attempt_key, seed.created_at, (step,))

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Give the post its new words, unless it has them; one that is gone is refused."""
        if done := finished(plan, state):
            return Turn(done, state)
        ref, text = _asked(plan)
        match self.inner.fetch(ref, channel):
            case Live() as shown if listing.same_words(shown.text, text):
                return published(plan, state, ref=shown.ref, url=shown.url)
            case Unknown(evidence):
                return Turn(NotSent(evidence), state)
            case NotFound() if self.inner.caps.remote:
                return Turn(Rejected("gone", GONE), state)
        came = self.inner.edit(ref, text, channel)
        if isinstance(came, Done):
            return published(plan, state, ref=came.ref, url=came.url)
        return Turn(came, state)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read the post and compare its words; where a change gives a new number, the newest posts too."""
        ref, text = _asked(plan)
        shown = self.inner.fetch(ref, channel)
        if isinstance(shown, Live) and listing.same_words(shown.text, text):
            return Found(shown.ref, shown.url)
        if isinstance(shown, Unknown) or not self.inner.caps.edits_renumber:
            return shown if isinstance(shown, Unknown) else NotFound()
        newest = self.inner.recent(channel)
        if isinstance(newest, Unknown):
            return newest
        same = (one for one in newest if one.ref not in taken and listing.same_words(one.text, text))
        return next((Found(one.ref, one.url) for one in same), NotFound())


def _asked(plan: Plan) -> tuple[str, str]:
    """Which post gets new words, and the words."""
    body = plan.steps[0].body
    return str(body["ref"]), str(body["text"])
