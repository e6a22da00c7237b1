"""The drill: a message of our own travels the whole road to pages that nobody reads, and its time is taken."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import database, policies
from countersign.alerts import incidents, matching, reading
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.sets import Terms as Said
from countersign.alerts.tables import AlertRow, AlertState, Source, Way
from countersign.alerts.templates import Act, Template, fill, shipped
from countersign.deliveries import Attempt, Delivery, State
from countersign.delivery.report import Report
from countersign.desk import announcement, announcing
from countersign.log.record import MACHINE, Event, entry

SOURCE, TEMPLATE, SENDER = "drill", "drill", "drill@countersign"
EVERY = timedelta(minutes=15)
LASTS = timedelta(minutes=10)
_CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{id}</identifier><sender>{sender}</sender>
<sent>{sent}</sent><status>System</status><msgType>Alert</msgType><scope>Public</scope><info><category>Other</category>
<event>DRILL</event><urgency>Past</urgency><severity>Minor</severity><certainty>Unlikely</certainty>
<expires>{expires}</expires><parameter><valueName>Drill</valueName><value>{id}</value></parameter>
<area><areaDesc>{place}</areaDesc></area></info></alert>"""


@dataclass(frozen=True, slots=True)
class Drilled:
    """One drill: when it was received, and when its first byte left; None as long as it has not."""

    number: int
    received: datetime
    started: datetime | None
    sent: datetime | None

    @property
    def seconds(self) -> float | None:
        """From the message to the first byte."""
        return (self.started - self.received).total_seconds() if self.started else None


def run_drill() -> Report:
    """Send a drill when the last one is old enough; the ones before are measured."""
    report = Report()
    with database.transaction() as s:
        now = database.clock(s)
        _source(s, now)
        last = s.scalars(_drills().limit(1)).first()
        if last is None or now - last.received >= EVERY:
            row = begin(s, now=now)
            report.add(str(row.id), f"Drill {row.number} is on its way to {len(announcing.drill_pages(s))} pages.")
    return report


def begin(s: Session, *, now: datetime) -> AlertRow:
    """A message with the status System, read like any other, to pages that nobody reads and nowhere else."""
    source = _source(s, now)
    raw = _message(now, place=policies.current(s).agency.city)
    (item,) = reading.read(raw)
    assert item.alert and item.alert.status == "System"
    row = AlertRow(
        source_id=source.id,
        identity=f"{SENDER},{item.alert.identifier},{item.alert.sent_text}",
        sha256=incidents.sha256(raw),
        raw=raw,
        received=now,
        kind=item.alert.kind.value,
        title=matching.title(item.alert),
        signed="unsigned",
        state=AlertState.DRILLED,
        reasons=[f"Its status is {item.alert.status}: it goes to pages that nobody reads."],
        template=TEMPLATE,
        fields={},
        until=matching.over(item.alert),
    )
    s.add(row)
    s.flush()
    incident = incidents.open(s, item.alert, TEMPLATE, now=now)
    s.flush()
    incident.ended, incident.how = now, "drill"
    row.incident_id = incident.id
    pages = announcing.drill_pages(s)
    if pages:
        row.post_id = announcing.announce(s, _said(s, row, incident, pages, now), now=now).post.id
    values = {"number": row.number, "state": row.state.value, "pages": list(pages)}
    entry(s, Event.ALERT_RECEIVED, f"alert:{row.id}", values, actor=MACHINE, now=now)
    return row


def measured(s: Session, *, most: int = 20) -> list[Drilled]:
    """The last drills with their times, the newest first."""
    found = []
    for row in s.scalars(_drills().limit(most)):
        of_post = select(Delivery).where(Delivery.post_id == row.post_id)
        deliveries = list(s.scalars(of_post)) if row.post_id else []
        begun = s.scalars(select(Attempt.started).where(Attempt.delivery_id.in_([d.id for d in deliveries]))).all()
        sent = [d.sent for d in deliveries if d.state is State.SENT and d.sent]
        found.append(Drilled(row.number, row.received, min(begun, default=None), max(sent, default=None)))
    return found


def _said(s: Session, row: AlertRow, incident: object, pages: tuple[str, ...], now: datetime):  # type: ignore[no-untyped-def]
    template = next(one for one in shipped() if one.id == TEMPLATE)
    policy, until = policies.current(s), now + LASTS
    filled = fill(template, {"number": str(row.number)})
    values = {**filled.values, **announcement.common(policy, place=policy.agency.city, until=until, event="drill")}
    return announcement.Announcement(
        template=template,
        act=Act.ALERT,
        values=values,
        incident=incident,  # type: ignore[arg-type]
        pages=pages,
        until=until,
        mode=Mode.AUTO,
        standing=_standing(template),
        source=SOURCE,
        drill=True,
    )


def _standing(template: Template) -> Standing:
    """A drill stands on no set: it can reach no page that somebody reads."""
    return Standing(
        uuid.UUID(int=0), 0, uuid.UUID(int=0), "", (), {template.id: template}, {TEMPLATE: Said(template=TEMPLATE)}
    )


def _source(s: Session, now: datetime) -> Source:
    """The source of drills, locked: one drill at a time."""
    if found := s.scalar(select(Source).where(Source.name == SOURCE).with_for_update()):
        return found
    source = Source(name=SOURCE, way=Way.PUSH, terms={"senders": [SENDER]}, created=now, created_by="machine")
    s.add(source)
    s.flush()
    return source


def _drills():  # type: ignore[no-untyped-def]
    return select(AlertRow).where(AlertRow.state == AlertState.DRILLED).order_by(AlertRow.received.desc())


def _message(now: datetime, *, place: str) -> bytes:
    def instant(at: datetime) -> str:
        return at.strftime("%Y-%m-%dT%H:%M:%S-00:00")

    told = {"id": f"drill-{uuid.uuid4().hex[:12]}", "sender": SENDER, "place": escape(place)}
    return _CAP.format(sent=instant(now), expires=instant(now + LASTS), **told).encode()
