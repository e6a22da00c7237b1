"""What a machine's verb did: ids for the next task, and a plain line for each thing, never the words of a post."""

import logging
from dataclasses import dataclass, field

log = logging.getLogger("countersign")


@dataclass(slots=True)
class Report:
    """The ids that the next step needs, and the lines to log."""

    ids: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, id: str, line: str) -> None:
        """One thing that was done or found."""
        self.ids.append(id)
        self.lines.append(line)

    def told(self) -> list[str]:
        """Write each line to the log; the ids, for the next step."""
        for line in self.lines:
            log.info(line)
        return self.ids
