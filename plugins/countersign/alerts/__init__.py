"""Machine-raised notifications: reading them, judging them, and the threads of what belongs together."""

from countersign.alerts.judging import Judgement, Rules, Verdict, judge
from countersign.alerts.model import Alert, Info, Kind, Place, Reference
from countersign.alerts.reading import Item, read

__all__ = [
    "Alert",
    "Info",
    "Item",
    "Judgement",
    "Kind",
    "Place",
    "Reference",
    "Rules",
    "Verdict",
    "judge",
    "read",
]
