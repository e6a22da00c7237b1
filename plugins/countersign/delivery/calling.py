"""Who is called about messages, and when a source sends so much that they are called only once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import agency, notices, people, policies
from countersign.agency import Policy
from countersign.alerts import sources
from countersign.alerts.model import Kind
from countersign.alerts.tables import AlertRow, AlertState, Source
from countersign.notices import Notice

HOUR = timedelta(hours=1)
#: How long people go on without hearing again that the watch is empty.
SHIFT = timedelta(hours=8)


def on_call(s: Session, now: datetime) -> list[str]:
    """Who is asked at once: the watch, and beside it those to whom everything escalates."""
    return sorted({*people.on_watch(s, now), *_fall_back(policies.current(s), now)})


def watch_is_empty(s: Session, now: datetime) -> bool:
    """Whether nobody is on watch and people were told of it now: once in each shift as long as it stays so."""
    if people.on_watch(s, now):
        return False
    lately = select(Notice.id).where(Notice.kind == "watch_empty", Notice.created > now - SHIFT)
    if s.execute(lately.limit(1)).first():
        return False
    return bool(notices.tell(s, on_call(s, now), "watch_empty", facts={"by": ""}, path="/watch", now=now))


def tell_watch(s: Session, row: AlertRow, kind: str, now: datetime) -> None:
    """Call people about one message, unless its source storms: then they know already."""
    source = s.get_one(Source, row.source_id)
    if _knows(source, now):
        return
    if _asked_lately(s, source, now) >= sources.terms_of(source).cap_per_hour:
        _tell_storm(s, source, now)
        return
    facts = {"what": row.label, "title": row.title, "source": source.name}
    notices.tell(s, on_call(s, now), kind, facts=facts, path=f"/alerts/messages/{row.id}", now=now)


def storms(s: Session, source: Source, now: datetime) -> bool:
    """Whether a source has used up its hour; people are told once. What ends something is never counted."""
    cap = sources.terms_of(source).cap_per_hour
    said = select(AlertRow.id).where(
        AlertRow.source_id == source.id,
        AlertRow.post_id.is_not(None),
        AlertRow.kind != Kind.CANCEL.value,
        AlertRow.received > now - HOUR,
    )
    if _count(s, said, cap) < cap:
        return False
    if not _knows(source, now):
        _tell_storm(s, source, now)
    return True


def _knows(source: Source, now: datetime) -> bool:
    return source.stormed is not None and now - source.stormed < HOUR


def _tell_storm(s: Session, source: Source, now: datetime) -> None:
    source.stormed = now
    facts = {"source": source.name, "cap": str(sources.terms_of(source).cap_per_hour)}
    notices.tell(s, on_call(s, now), "alert_storm", facts=facts, path="/alerts", now=now)


def _asked_lately(s: Session, source: Source, now: datetime) -> int:
    cap = sources.terms_of(source).cap_per_hour
    waiting = select(AlertRow.id).where(
        AlertRow.source_id == source.id,
        AlertRow.state.in_([AlertState.NEEDS_PERSON, AlertState.QUARANTINED]),
        AlertRow.received > now - HOUR,
    )
    return _count(s, waiting, cap)


def _count(s: Session, query, most: int) -> int:  # type: ignore[no-untyped-def]
    """How many rows there are, counted no further than `most`."""
    return s.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def _fall_back(policy: Policy, now: datetime) -> list[str]:
    roles = (*policy.watch.roles, *policy.escalation)
    return sorted({p for role in roles for p in policy.holders(role) if agency.is_active(policy, p, now)})
