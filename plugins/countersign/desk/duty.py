"""Who is on duty, and who stands in for whom."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, notices, people, policies
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, NotAllowed, WrongState
from countersign.log.record import Event, entry
from countersign.people import Delegation, Watch


def take_watch(s: Session, who: str, *, now: datetime) -> Watch:
    """Go on duty."""
    acting(s, who, now)
    policy = policies.current(s)
    told = policy.person(who)
    if not told or not set(told.roles) & set(policy.watch.roles):
        raise NotAllowed("Only the people named in the agency file for the watch can take it. Nothing was changed.")
    people.person(s, who)
    if who in people.on_watch(s, now):
        raise WrongState("You are on watch already.")
    row = Watch(person_id=who, starts=now)
    s.add(row)
    s.flush()
    entry(s, Event.WATCH_TAKEN, "watch", {"person": who}, actor=who, now=now)
    return row


def leave_watch(s: Session, who: str, *, now: datetime) -> None:
    """Go off duty."""
    acting(s, who, now)
    rows = list(s.scalars(select(Watch).where(Watch.person_id == who, Watch.ends.is_(None)).with_for_update()))
    if not rows:
        raise WrongState("You are not on watch.")
    for row in rows:
        row.ends = now
    s.flush()
    entry(s, Event.WATCH_LEFT, "watch", {"person": who}, actor=who, now=now)
    if not people.on_watch(s, now):
        _nobody_is_on_watch(s, who, now)


def hand_over_watch(s: Session, who: str, *, to: str, now: datetime) -> Watch:
    """Give the watch to somebody by name, in one step, so that it is never empty."""
    acting(s, who, now)
    if who not in people.on_watch(s, now):
        raise WrongState("You are not on watch.")
    taken = take_watch(s, to, now=now) if to not in people.on_watch(s, now) else None
    leave_watch(s, who, now=now)
    facts = {"by": people.person(s, who).name}
    notices.tell(s, [to], "watch_handed_over", facts=facts, path="/watch", now=now)
    return taken or s.scalars(select(Watch).where(Watch.person_id == to, Watch.ends.is_(None))).one()


def _nobody_is_on_watch(s: Session, who: str, now: datetime) -> None:
    """Tell everybody who could take it, and those to whom everything escalates."""
    policy = policies.current(s)
    roles = (*policy.watch.roles, *policy.escalation)
    told = {p for role in roles for p in policy.holders(role) if agency.is_active(policy, p, now)}
    facts = {"by": people.person(s, who).name}
    notices.tell(s, told, "watch_empty", facts=facts, path="/watch", now=now)


def delegate(
    s: Session, who: str, *, to: str, starts: datetime, ends: datetime, reason: str, now: datetime
) -> Delegation:
    """Let somebody else decide in one's place between two dates; each such decision is recorded "for"."""
    acting(s, who, now)
    needs_reason(reason)
    policy = policies.current(s)
    wrong = {}
    if to == who or not agency.is_active(policy, to, now):
        wrong["to"] = "Choose another active person of the agency."
    if ends <= max(starts, now):
        wrong["ends"] = "The end must lie after the start and in the future."
    if wrong:
        raise Invalid(wrong)
    row = Delegation(from_person=who, to_person=to, starts=starts, ends=ends, reason=reason, granted_by=who)
    s.add(row)
    s.flush()
    values = {"from": who, "to": to, "starts": starts.isoformat(), "ends": ends.isoformat(), "reason": reason}
    entry(s, Event.DELEGATED, f"delegation:{row.id}", values, actor=who, now=now)
    return row


def end_delegation(s: Session, who: str, delegation_id: uuid.UUID, *, now: datetime) -> None:
    """End one's own delegation before its date."""
    row = s.get(Delegation, delegation_id, with_for_update=True)
    if row is None or row.from_person != who or row.ended:
        raise WrongState("There is no such delegation of yours in force.")
    row.ended = now
    entry(s, Event.DELEGATION_ENDED, f"delegation:{row.id}", {}, actor=who, now=now)
