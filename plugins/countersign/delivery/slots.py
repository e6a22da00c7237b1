"""Times: what is scheduled outside the hours of its page moves to the next instant inside them."""

from datetime import datetime

from sqlalchemy import select

from countersign import database, deliveries, outcome, policies, timetable
from countersign.agency import Policy
from countersign.deliveries import ROUTINE, Delivery, State
from countersign.delivery.report import Report
from countersign.delivery.review import post_link
from countersign.log.record import MACHINE, Event


def plan_slots() -> Report:
    """Move each delivery that the policy in force keeps back to its page's next hours, inside its signed window.

    The hours may have changed after approval. What has no allowed instant before its not-after stays, and is missed.
    """
    report = Report()
    with database.transaction() as s:
        policy, now = policies.current(s), database.clock(s)
        waiting = s.execute(_WAITING).all()
    kept_back = [
        one.id for one in waiting if _moved(policy, one.category, one.page_id, one.due, one.not_after, now=now)
    ]
    for delivery_id in kept_back:
        with database.transaction() as s:
            delivery, now = deliveries.locked(s, delivery_id), database.clock(s)
            policy, due = policies.current(s), delivery.due
            free = _moved(policy, delivery.category, delivery.page_id, due, delivery.not_after, now=now)
            if delivery.state is not State.SCHEDULED or free is None:
                continue
            delivery.due, delivery.changed = free, now
            delivery.reason = "Moved to the hours in which this page publishes."
            values = {"due": free.isoformat(), "reason": delivery.reason}
            outcome.record(s, delivery, Event.DELIVERY_RETIMED, actor=MACHINE, now=now, **values)
            report.add(str(delivery.id), f"{delivery.page_id}: moved into its hours: {post_link(delivery.post_id)}")
    return report


def _moved(
    policy: Policy, category: str, page: str, due: datetime, not_after: datetime, *, now: datetime
) -> datetime | None:
    """The next allowed instant of a delivery that is kept back; None where it stays as it is."""
    at = max(due, now)
    free = timetable.next_allowed(policy, category, page=page, at=at)
    return None if free is None or free == at or free > not_after else free


_WAITING = (
    select(Delivery.id, Delivery.category, Delivery.page_id, Delivery.due, Delivery.not_after)
    .where(Delivery.state == State.SCHEDULED, Delivery.lane == ROUTINE)
    .order_by(Delivery.due)
    .limit(1000)
)
