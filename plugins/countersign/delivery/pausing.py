"""Pauses that end by themselves and ask for a review: their end is an act, so that nothing slips out unseen."""

from countersign import database
from countersign.delivery.report import Report
from countersign.desk import releasing
from countersign.log.record import MACHINE
from countersign.pauses import Pause


def end_lapsed() -> Report:
    """End each pause with a review whose time has come; what was due meanwhile waits for a person."""
    report = Report()
    with database.transaction() as s:
        over = releasing.lapsed(s)
    for pause_id in over:
        with database.transaction() as s:
            pause, now = s.get(Pause, pause_id, with_for_update=True), database.clock(s)
            if pause and not pause.lifted and pause.until and pause.until <= now:
                releasing.end(s, pause, who=MACHINE, reason="Its time was over.", now=now)
                report.add(str(pause.id), "A pause is over; what was due meanwhile waits to be read again.")
    return report
