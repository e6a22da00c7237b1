"""Stopping: pauses and their end, and taking single deliveries back; narrowing needs one person and a reason."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, database, deliveries, notices, outcome, pauses, policies
from countersign.agency import Policy
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.desk.writing import acting, needs_reason, readable
from countersign.errors import Invalid, NotAllowed, WrongState
from countersign.log.record import Event, entry
from countersign.pauses import Pause


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
) -> tuple[Pause, list[Delivery]]:
    """Stop publishing in a scope; returns the pause and what was already on its way when it took hold."""
    person = acting(s, who, now)
    needs_reason(reason)
    if until and until <= now:
        raise Invalid({"until": "This end lies in the past. Leave it empty to pause until somebody resumes."})
    if scope not in _known_scopes(s):
        raise Invalid({"scope": f"There is nothing called “{scope}” that could be paused."})
    pauses.close_gate(s, scope)
    row = Pause(scope=scope, reason=reason, by=who, at=now, until=until, stops_urgent=stops_urgent, token=token)
    s.add(row)
    s.flush()
    values = {
        "scope": scope,
        "reason": reason,
        "until": until and until.isoformat(),
        "stops_urgent": stops_urgent,
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
    return row, [d for d in in_flight(s) if scope in pauses.scopes_of(d.page_id, d.category)]


def resume(s: Session, who: str, pause_id: uuid.UUID, *, reason: str, now: datetime, token: str | None = None) -> Pause:
    """Lift a pause and wake the publishers; a program lifts only what it set itself."""
    acting(s, who, now)
    needs_reason(reason)
    row = s.get(Pause, pause_id, with_for_update=True)
    if row is None or row.lifted:
        raise WrongState("This pause was lifted already. Nothing was changed.")
    if token and row.token != token:
        raise NotAllowed("A program can lift only the pause that it set itself; a person lifts all others.")
    row.lifted, row.lifted_by = now, who
    entry(s, Event.RESUMED, f"pause:{row.id}", {"scope": row.scope, "reason": reason}, actor=who, now=now)
    database.signal(s, database.DUE)
    return row


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
    """A scope as people call it: the whole agency, a page's name, a category's name."""
    kind, _, id = scope.partition(":")
    found = policy.page(id) if kind == "page" else policy.category(id) if kind == "category" else None
    return found.name if found else "the whole agency" if scope == pauses.AGENCY else scope


def _known_scopes(s: Session) -> set[str]:
    return set(s.scalars(select(pauses.Gate.scope)))
