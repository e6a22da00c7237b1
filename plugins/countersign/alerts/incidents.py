"""Incidents: the thread of messages about one event, found by references, by event codes and by the incident's name."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign.alerts import matching
from countersign.alerts.model import Alert
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


def find(s: Session, alert: Alert) -> Incident | None:
    """The incident that a message belongs to: the newest one that is still open, else the newest."""
    told = select(IncidentKey.incident_id).where(IncidentKey.key.in_(list(keys(alert))))
    query = select(Incident).where(Incident.id.in_(told)).order_by(Incident.ended.is_not(None), Incident.opened.desc())
    return s.scalars(query.limit(1).with_for_update()).first()


def open(s: Session, alert: Alert, template: str, *, now: datetime) -> Incident:
    """Begin an incident with its first message."""
    incident = Incident(title=matching.title(alert), template=template, opened=now)
    s.add(incident)
    s.flush()
    return incident


def remember(s: Session, incident: Incident, alert: Alert) -> None:
    """Let later messages find the incident by what this one is called."""
    rows = [{"key": key, "incident_id": incident.id} for key in sorted(set(keys(alert)))]
    s.execute(insert(IncidentKey).values(rows).on_conflict_do_nothing())


def sha256(raw: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def _reference(sender: str, identifier: str) -> str:
    """Senders write the same instant in several ways, so a reference is known by sender and identifier."""
    return f"message {sender.casefold()} {identifier}"
