"""Incidents: the thread of messages about one event, found by references, by event codes and by the incident's name."""

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign.alerts import matching
from countersign.alerts.model import Alert, Kind
from countersign.alerts.tables import Incident, IncidentKey


def keys(alert: Alert) -> Iterator[str]:
    """Every name under which a message, or one about the same event, may be spoken of."""
    yield _reference(alert.sender, alert.identifier)
    for reference in alert.references:
        yield _reference(reference.sender, reference.identifier)
    for code in alert.vtec:
        yield f"event {code.key}"
    for name in alert.incidents:
        yield f"incident {alert.sender.casefold()} {name}"


def lock(s: Session, alert: Alert) -> None:
    """Let one message about an event be decided at a time, whatever its source, until the transaction ends."""
    numbers = sorted({int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True) for key in keys(alert)})
    s.execute(_LOCKED, {"numbers": numbers})


#: The order of the numbers is the order in which they are taken, so that two messages never wait for each other.
_LOCKED = text("""
    select pg_advisory_xact_lock(n)
      from unnest(cast(:numbers as bigint[])) with ordinality as t(n, place) order by place
""")


def named(s: Session, alert: Alert) -> bool:
    """Whether a message of this sender and identifier was published before, or referred to by one that was."""
    return s.get(IncidentKey, _reference(alert.sender, alert.identifier)) is not None


def same_event(s: Session, incident: Incident, alert: Alert) -> bool:
    """Whether an event code of the message is one by which the incident is known."""
    codes = [f"event {code.key}" for code in alert.vtec]
    return any(row.incident_id == incident.id for row in s.scalars(_keyed(codes)))


def find(s: Session, alert: Alert) -> Incident | None:
    """The incident that a message belongs to: the newest one that is still open, else the newest.

    A first message joins an incident that is over only by its event code; the name of an incident comes again.
    """
    found = _find(s, alert)
    first = alert.kind is Kind.ALERT and found is not None and found.ended is not None
    return None if first and found and not same_event(s, found, alert) else found


def _keyed(keys: list[str]) -> Any:
    return select(IncidentKey).where(IncidentKey.key.in_(keys))


def _find(s: Session, alert: Alert) -> Incident | None:
    return s.scalars(_KNOWN_BY, {"keys": list(keys(alert))}).first()


_KNOWN_BY = (
    select(Incident)
    .where(
        Incident.id.in_(select(IncidentKey.incident_id).where(IncidentKey.key.in_(bindparam("keys", expanding=True))))
    )
    .order_by(Incident.ended.is_not(None), Incident.opened.desc())
    .limit(1)
    .with_for_update()
)


def open(s: Session, alert: Alert, template: str, *, now: datetime) -> Incident:
    """Begin an incident with its first message."""
    incident = Incident(id=uuid.uuid4(), title=matching.title(alert), template=template, opened=now)
    s.add(incident)
    return incident


def remember(s: Session, incident: Incident, alert: Alert) -> None:
    """Let later messages find the incident by what this one is called."""
    s.flush()
    rows = [{"key": key, "incident_id": incident.id} for key in sorted(set(keys(alert)))]
    s.execute(insert(IncidentKey).on_conflict_do_nothing(), rows)


def sha256(raw: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def _reference(sender: str, identifier: str) -> str:
    """Senders write the same instant in several ways, so a reference is known by sender and identifier."""
    return f"message {sender.casefold()} {identifier}"
