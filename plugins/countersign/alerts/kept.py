"""Messages that were kept: read anew from their bytes, and what of them counts for a later one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from countersign.alerts import reading
from countersign.alerts.model import Alert, Reference
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source

#: References of one message that are looked up.
MOST_REFERENCES = 50
UNDECIDED = (AlertState.NEEDS_PERSON, AlertState.WAITING)


def reread(row: AlertRow) -> Alert | None:
    """The message of a row, read anew from its bytes."""
    return next((item.alert for item in reading.read(row.raw) if item.alert), None)


def referred(s: Session, alert: Alert, source: Source) -> list[AlertRow]:
    """The rows to which a message refers, as far as they came from the same source."""
    wanted = [_named(reference) for reference in alert.references[:MOST_REFERENCES]]
    if not wanted:
        return []
    return list(s.scalars(select(AlertRow).where(AlertRow.source_id == source.id, AlertRow.identity.in_(wanted))))


def known(s: Session, alert: Alert, source: Source) -> Mapping[Reference, Alert]:
    """The messages to which this one refers, by reference."""
    wanted = {_named(reference): reference for reference in alert.references[:MOST_REFERENCES]}
    found = ((row, reread(row)) for row in referred(s, alert, source))
    return {wanted[row.identity]: read for row, read in found if read}


def undecided(s: Session, alert: Alert, source: Source) -> list[AlertRow]:
    """What a message refers to and what nobody has decided about yet."""
    return [row for row in referred(s, alert, source) if row.state in UNDECIDED]


def told_by_another(s: Session, row: AlertRow) -> AlertRow | None:
    """The same message, by sender, identifier and time, that was told already after it came through another source."""
    same = (AlertRow.identity == row.identity, AlertRow.source_id != row.source_id)
    query = select(AlertRow).where(*same, AlertRow.state.in_([AlertState.PUBLISHED, AlertState.JOINED]))
    return s.scalars(query.order_by(AlertRow.received).limit(1)).first()


def raised_by(s: Session, incident: Incident, source: Source) -> bool:
    """Whether a source's own message was published about an incident."""
    query = select(AlertRow.id).where(_told(incident), AlertRow.source_id == source.id)
    return s.execute(query.limit(1)).first() is not None


def newest(s: Session, incident: Incident) -> datetime | None:
    """When the newest message that was published about an incident was sent."""
    told = s.scalars(select(AlertRow.identity).where(_told(incident)))
    return max((datetime.fromisoformat(identity.rpartition(",")[2]) for identity in told), default=None)


def _told(incident: Incident) -> ColumnElement[bool]:
    return (AlertRow.incident_id == incident.id) & AlertRow.state.in_([AlertState.PUBLISHED, AlertState.JOINED])


def _named(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{reference.sent}"
