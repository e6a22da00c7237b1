"""Stopping: pauses and their end, and taking single deliveries back; narrowing needs one person and a reason."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, deliveries, notices, outcome, pauses, policies
from countersign.agency import Policy
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.desk import releasing
from countersign.desk.writing import acting, needs_reason, readable
from countersign.errors import Invalid, NotAllowed, WrongState
from countersign.log.record import Event, entry
from countersign.pauses import Pause
from countersign.screening.text import unsafe

LONGEST_CASE_NUMBER = 100


def pause(
    s: Session,
    who: str,
    scope: str,
    *,
    reason: str,
    now: datetime,
    until: datetime | None = None,
    stops_urgent: bool = False,
    token: str | None = None,
    spares: str | None = None,
    review: bool = False,
) -> tuple[Pause, list[Delivery]]:
    """Stop publishing in a scope; returns the pause and what was already on its way when it took hold.

    What lies in the scope `spares` goes on. With `review`, what was due meanwhile waits for a person afterwards.
    """
    person = acting(s, who, now)
    needs_reason(reason)
    if until and until <= now:
        raise Invalid({"until": "This end lies in the past. Leave it empty to pause until somebody resumes."})
    for name, asked in (("scope", scope), ("incident", spares)):
        if asked and not _is_known(s, asked):
            raise Invalid({name: f"There is nothing called “{asked}” that could be paused."})
    pauses.close_gate(s, scope)
    row = Pause(scope=scope, reason=reason, by=who, at=now, until=until, stops_urgent=stops_urgent, token=token)
    row.spares, row.review = spares, review
    s.add(row)
    s.flush()
    values = {
        "scope": scope,
        "reason": reason,
        "until": until and until.isoformat(),
        "stops_urgent": stops_urgent,
        "spares": spares,
        "review": review,
    }
    entry(s, Event.PAUSED, f"pause:{row.id}", values, actor=who, now=now)
    policy = policies.current(s)
    told = [p.id for p in policy.people if p.id != who and agency.is_active(policy, p.id, now)]
    facts = {
        "what": spoken_scope(policy, scope),
        "by": person.name,
        "until": outcome.spoken(s, until) if until else "somebody resumes it",
    }
    notices.tell(s, told, "paused", facts=facts, path="/pauses", now=now)
    return row, [d for d in in_flight(s) if pauses.stops(row, d)]


def critical_incident(
    s: Session, who: str, case_number: str, *, reason: str, now: datetime, until: datetime | None = None
) -> tuple[Pause, list[Delivery]]:
    """Stop everything but emergencies and the incident's own posts, which are those with its case number."""
    key = pauses.incident_key(case_number)
    spares = pauses.scope("incident", key) if key else None
    return pause(s, who, pauses.AGENCY, reason=reason, until=until, spares=spares, review=True, now=now)


def resume(s: Session, who: str, pause_id: uuid.UUID, *, reason: str, now: datetime, token: str | None = None) -> Pause:
    """Lift a pause and wake the publishers.

    A program lifts only what it set itself; who paused the whole agency needs a second person to lift it.
    """
    acting(s, who, now)
    needs_reason(reason)
    row = s.get(Pause, pause_id, with_for_update=True)
    if row is None or row.lifted:
        raise WrongState("This pause was lifted already. Nothing was changed.")
    if token and row.token != token:
        raise NotAllowed("A program can lift only the pause that it set itself; a person lifts all others.")
    if row.scope == pauses.AGENCY and row.by == who and not token:
        raise NotAllowed(
            "You paused the whole agency, so a second person has to lift it. Nothing was changed; publishing is paused."
        )
    return releasing.end(s, row, who=who, reason=reason, now=now)


def withdraw_delivery(s: Session, who: str, delivery_id: uuid.UUID, *, reason: str, now: datetime) -> Delivery:
    """Take one page out of an approved post; the approvals of the others stay."""
    acting(s, who, now)
    needs_reason(reason)
    delivery = outcome.locked(s, delivery_id)
    readable(s, who, delivery.post_id, now=now)
    if delivery.attempts and delivery.state in CLAIMABLE:
        raise WrongState("A try at this delivery was made, so it may be out already. Nothing was changed.")
    deliveries.move(delivery, State.WITHDRAWN, now=now, reason=reason)
    outcome.record(s, delivery, Event.DELIVERY_WITHDRAWN, actor=who, now=now, reason=reason)
    outcome.close_if_ended(s, delivery.post_id, now)
    return delivery


def narrow(
    s: Session, who: str, delivery_id: uuid.UUID, *, not_after: datetime, reason: str, now: datetime
) -> Delivery:
    """Move the not-after of one delivery to an earlier time."""
    acting(s, who, now)
    needs_reason(reason)
    delivery = outcome.locked(s, delivery_id)
    readable(s, who, delivery.post_id, now=now)
    if not_after > delivery.not_after or delivery.state in deliveries.ENDED:
        raise Invalid({"not_after": "This can only be made earlier, and only before it went out. Nothing was changed."})
    delivery.not_after, delivery.changed = not_after, now
    values = {"not_after": not_after.isoformat(), "reason": reason}
    outcome.record(s, delivery, Event.DELIVERY_NARROWED, actor=who, now=now, **values)
    return delivery


def in_flight(s: Session) -> list[Delivery]:
    """What publishers are sending at this moment."""
    return list(s.scalars(select(Delivery).where(Delivery.state == State.SENDING)))


def spoken_scope(policy: Policy, scope: str) -> str:
    """A scope as people call it: the whole agency, a page's, category's or unit's name, a case number."""
    if scope == pauses.AGENCY:
        return "the whole agency"
    kind, _, id = scope.partition(":")
    look = {"page": policy.page, "category": policy.category, "unit": policy.unit}.get(kind)
    found = look(id) if look else None
    if found:
        return found.name
    # An incident of ours is its own case number: “incident 4”.
    named = id.casefold() if id.casefold().startswith("incident ") else f"incident {id}"
    return named if kind == "incident" else id.replace("_", " ")


def _is_known(s: Session, scope: str) -> bool:
    """Whether a scope can be paused: an incident before anything was written about it, everything else by its gate."""
    kind, _, id = scope.partition(":")
    if kind == "incident":
        return pauses.incident_key(id) == id and len(id) <= LONGEST_CASE_NUMBER and not unsafe(id)
    return s.get(pauses.Gate, scope) is not None
