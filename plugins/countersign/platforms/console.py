"""A page for drills: what would go out is written to a file on this machine and goes nowhere."""

from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from countersign.content import instant
from countersign.platforms import lines
from countersign.platforms.base import Adapter, Caps, Dedupe
from countersign.platforms.http import Channel
from countersign.platforms.outcomes import Found, NotFound, Rejected, Sight
from countersign.platforms.plans import Plan, StepState, Turn, adopt, published


class Console(Adapter):
    """Writes a line for each send to `settings["file"]`; the same send twice is one line."""

    key: ClassVar[str] = "console"
    caps: ClassVar[Caps] = Caps(dedupe=Dedupe.BY_CONSTRUCTION, can_thread=True, remote=False)

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Write the words, unless they stand there already."""
        file = _file(channel)
        if file is None:
            return Turn(Rejected("no_file", "This drill page has no file to write to. Nothing was written."), state)
        there = _look(file, plan)
        if isinstance(there, Found):
            return adopt(plan, StepState(), there)
        if channel.before_first_byte is not None:
            channel.before_first_byte()
        step = plan.steps[0]
        line = {
            "at": instant(channel.clock()),
            "page": plan.page,
            "key": step.key,
            "parts": list(step.body["parts"]),
        }
        lines.append(file, line)
        return published(plan, StepState(), ref=str(step.key), url="")

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Look for the send's key in the file."""
        file = _file(channel)
        return NotFound() if file is None else _look(file, plan)


def _file(channel: Channel) -> Path | None:
    named = channel.access.settings.get("file")
    return Path(named) if named else None


def _look(file: Path, plan: Plan) -> Sight:
    key = plan.steps[0].key
    return Found(str(key), "") if any(line["key"] == key for line in lines.read(file)) else NotFound()
