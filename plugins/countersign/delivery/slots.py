"""Times: what is scheduled outside the hours of its page moves to the next instant inside them."""

from sqlalchemy import select

from countersign import database, deliveries, outcome, policies, timetable
from countersign.deliveries import Delivery, State
from countersign.delivery.report import Report
from countersign.delivery.review import post_link
from countersign.log.record import MACHINE, Event


def plan_slots() -> Report:
    """Move each delivery that the policy in force keeps back to its page's next hours, inside its signed window.

    The hours may have changed after approval. What has no allowed instant before its not-after stays, and is missed.
    """
    report = Report()
    with database.transaction() as s:
        waiting = select(Delivery.id).where(Delivery.state == State.SCHEDULED, Delivery.lane == "routine")
        ids = list(s.scalars(waiting.order_by(Delivery.due).limit(1000)))
    for delivery_id in ids:
        with database.transaction() as s:
            delivery, now = deliveries.locked(s, delivery_id), database.clock(s)
            at = max(delivery.due, now)
            free = timetable.next_allowed(policies.current(s), delivery.category, page=delivery.page_id, at=at)
            if delivery.state is not State.SCHEDULED or free is None or free == at or free > delivery.not_after:
                continue
            delivery.due, delivery.changed = free, now
            delivery.reason = "Moved to the hours in which this page publishes."
            values = {"due": free.isoformat(), "reason": delivery.reason}
            outcome.record(s, delivery, Event.DELIVERY_RETIMED, actor=MACHINE, now=now, **values)
            report.add(str(delivery.id), f"{delivery.page_id}: moved into its hours: {post_link(delivery.post_id)}")
    return report
