"""Messages that arrive: kept as they are, judged by one function, and published at once where that was signed before.

One message is one transaction: identity, judgement, incident, post and deliveries commit together or not at all. So
the same bytes a second time change nothing, and a crash loses nothing that was answered.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import agency, database, notices, people, policies
from countersign.agency import Policy
from countersign.alerts import incidents, judging, matching, reading, sets, signature, sources
from countersign.alerts.judging import Judgement, Verdict
from countersign.alerts.model import Alert, Kind, Reference
from countersign.alerts.reading import Item
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.signature import Signed
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source
from countersign.alerts.templates import Act, Template
from countersign.delivery.report import Report
from countersign.desk import announcing
from countersign.errors import CountersignError
from countersign.log.record import MACHINE, Event, entry

log = structlog.get_logger()
#: An update of something unknown is looked at again this long, then a person is asked.
WAITS = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one message: its number here, its verdict or state, and the reasons."""

    alert: uuid.UUID | None
    state: str
    reasons: tuple[str, ...] = ()
    post: uuid.UUID | None = None


def receive(s: Session, raw: bytes, source: Source, *, now: datetime) -> list[Received]:
    """Everything in some bytes, each message on its own; the same bytes again are not kept again."""
    return [receive_item(s, item, source, now=now) for item in reading.read(raw)]


def receive_item(s: Session, item: Item, source: Source, *, now: datetime) -> Received:
    """One message."""
    sha = incidents.sha256(item.raw)
    identity = _identity(item, sha)
    known = list(s.scalars(_same_identity(source, identity)))
    if same := next((row for row in known if row.sha256 == sha), None):
        return Received(same.id, same.state.value, tuple(same.reasons), same.post_id)
    row = _stored(s, item, source, sha=sha, identity=identity, now=now)
    if item.alert is None:
        return _ended(s, row, AlertState.REFUSED, item.faults, now)
    source.newest_sent = max(filter(None, (source.newest_sent, item.alert.sent)))
    if known:
        _tell_watch(s, row, "alert_quarantined", now)
        why = "A message with the same sender, identifier and time came before with other words."
        return _ended(s, row, AlertState.QUARANTINED, (why,), now)
    row.signed = _signature(item, source).value
    return consider(s, row, item.alert, source, now=now)


def consider(s: Session, row: AlertRow, alert: Alert, source: Source, *, now: datetime) -> Received:
    """Judge a message and act on the verdict."""
    alert = matching.in_languages(alert, sources.terms_of(source).languages)
    rules = replace(sources.terms_of(source).rules, known=_known(s, alert, source))
    judged = judging.judge(alert, rules, signed=Signed(row.signed), now=now)
    incident = incidents.find(s, alert)
    if incident:
        row.incident_id = incident.id
    standing = sets.current(s)
    told = matching.match(alert, standing, rules.known) if standing else None
    if told and incident and (first := _template_of(incident, standing)):
        told = replace(told, template=first)
    if told:
        row.template, row.fields = told.template.id, dict(told.values)
    if judged.verdict is Verdict.REFUSE:
        return _ended(s, row, AlertState.REFUSED, judged.reasons, now)
    if not sources.publishes(source):
        return _ended(s, row, AlertState.LISTENED, (_would(judged, told), *judged.reasons), now)
    if _waits(alert, incident, row, now):
        return _ended(s, row, AlertState.WAITING, ("The message that it changes is not known here yet.",), now)
    reasons = [*judged.reasons, *_obstacles(s, alert, source, told, standing, now)]
    if reasons or told is None or standing is None:
        _tell_watch(s, row, "alert_needs_person", now)
        return _ended(s, row, AlertState.NEEDS_PERSON, tuple(reasons), now)
    return publish(s, row, alert, source, told=told, standing=standing, incident=incident, now=now)


def publish(
    s: Session,
    row: AlertRow,
    alert: Alert,
    source: Source,
    *,
    told: matching.Match,
    standing: Standing,
    incident: Incident | None,
    now: datetime,
) -> Received:
    """Say it: on every page of its terms, by the mode of its template; what is in the way asks a person."""
    act = told.act if incident else Act.ALERT
    if alert.kind is Kind.CANCEL and incident is None:
        return _ended(s, row, AlertState.NEEDS_PERSON, ("It cancels something that was never said here.",), now)
    mode = standing.mode(told.template.id, now, source=source.name)
    policy = policies.current(s)
    with s.begin_nested() as savepoint:
        incident = incident or incidents.open(s, alert, told.template.id, now=now)
        incidents.remember(s, incident, alert)
        row.incident_id = incident.id
        if act is Act.CANCEL and not announcing.out_or_in_doubt(s, incident):
            return _cancelled_unsaid(s, row, incident, now)
        wanted = standing.terms[told.template.id].pages if told.template.id in standing.terms else ()
        until = matching.until(alert, told.template)
        announcement = announcing.Announcement(
            template=told.template,
            act=act,
            values={**told.values, **announcing.common(policy, place=told.place, until=until, event=told.event)},
            incident=incident,
            pages=announcing.reachable(s, policy, wanted),
            until=until,
            mode=mode,
            standing=standing,
            source=source.name,
        )
        try:
            post = announcing.announce(s, announcement, now=now)
        except CountersignError as error:
            savepoint.rollback()
            _tell_watch(s, row, "alert_needs_person", now)
            return _ended(s, row, AlertState.NEEDS_PERSON, (error.message,), now)
    row.post_id = post.id
    if alert.kind is Kind.CANCEL:
        incident.ended, incident.how = now, "cancelled"
    if mode is Mode.TWO_PERSON:
        _tell_watch(s, row, "alert_needs_person", now)
    return _ended(s, row, AlertState.PUBLISHED, (), now)


def look_again(*, now: datetime | None = None) -> Report:
    """Take up messages that wait for the one they change: it may have come meanwhile."""
    report = Report()
    with database.transaction() as s:
        at = now or database.clock(s)
        waiting = select(AlertRow).where(AlertRow.state == AlertState.WAITING).order_by(AlertRow.received)
        for row in s.scalars(waiting.with_for_update(skip_locked=True)):
            alert = reread(row)
            source = s.get_one(Source, row.source_id)
            if alert is None or (incidents.find(s, alert) is None and at - row.received < WAITS):
                continue
            became = consider(s, row, alert, source, now=at)
            report.add(str(row.id), f"{row.label} was looked at again: {became.state}.")
    return report


def reread(row: AlertRow) -> Alert | None:
    """The message of a row, read anew from its bytes."""
    return next((item.alert for item in reading.read(row.raw) if item.alert), None)


def _cancelled_unsaid(s: Session, row: AlertRow, incident: Incident, now: datetime) -> Received:
    """What never went out needs no public cancel: it is taken back."""
    taken = announcing.replace_waiting(s, incident, now=now)
    incident.ended, incident.how = now, "cancelled before anything went out"
    why = f"Nothing about it was out yet; {taken} waiting posts were taken back, and nothing was said."
    return _ended(s, row, AlertState.PUBLISHED, (why,), now)


def _same_identity(source: Source, identity: str):  # type: ignore[no-untyped-def]
    return select(AlertRow).where(AlertRow.source_id == source.id, AlertRow.identity == identity)


def _identity(item: Item, sha: str) -> str:
    """What makes two messages one: sender, identifier and sent; bytes that cannot be read are their own identity."""
    alert = item.alert
    return f"{alert.sender},{alert.identifier},{alert.sent_text}" if alert else f"unreadable,{sha}"


def _stored(s: Session, item: Item, source: Source, *, sha: str, identity: str, now: datetime) -> AlertRow:
    alert = item.alert
    row = AlertRow(
        source_id=source.id,
        identity=identity,
        sha256=sha,
        raw=item.raw,
        received=now,
        kind=alert.kind.value if alert else "",
        title=matching.title(alert) if alert else "cannot be read",
        signed=Signed.UNSIGNED.value,
        state=AlertState.WAITING,
        reasons=[],
        fields={},
        until=matching.over(alert) if alert else None,
    )
    s.add(row)
    s.flush()
    return row


def _ended(s: Session, row: AlertRow, state: AlertState, reasons: tuple[str, ...], now: datetime) -> Received:
    row.state, row.reasons = state, list(reasons)
    s.flush()
    values = {
        "number": row.number,
        "source": str(row.source_id),
        "identity": row.identity,
        "sha256": row.sha256,
        "state": state.value,
        "reasons": list(reasons),
        "post": str(row.post_id) if row.post_id else None,
    }
    entry(s, Event.ALERT_RECEIVED, f"alert:{row.id}", values, actor=MACHINE, now=now)
    return Received(row.id, state.value, reasons, row.post_id)


def _signature(item: Item, source: Source) -> Signed:
    if item.alert is None or item.alert.form == "NWS":
        return Signed.UNSIGNED
    return signature.check(item.raw, sent=item.alert.sent, pinned=sources.terms_of(source).certificates)


def _known(s: Session, alert: Alert, source: Source) -> Mapping[Reference, Alert]:
    """The messages that this one refers to, as far as they came from the same source."""
    wanted = {f"{r.sender},{r.identifier},{r.sent}": r for r in alert.references[:50]}
    if not wanted:
        return {}
    query = select(AlertRow).where(AlertRow.source_id == source.id, AlertRow.identity.in_(wanted))
    found = ((row, reread(row)) for row in s.scalars(query))
    return {wanted[row.identity]: read for row, read in found if read}


def _waits(alert: Alert, incident: Incident | None, row: AlertRow, now: datetime) -> bool:
    """An update or cancel whose incident is unknown waits a while: messages overtake each other."""
    changes = alert.kind in (Kind.UPDATE, Kind.CANCEL)
    return changes and incident is None and bool(alert.references) and now - row.received < WAITS


def _obstacles(
    s: Session, alert: Alert, source: Source, told: matching.Match | None, standing: Standing | None, now: datetime
) -> Iterator[str]:
    """What stands in the way besides the judgement: no template, fields that are missing, too much at once."""
    if standing is None:
        yield "No set of templates was signed yet."
    elif told is None:
        yield "No template is for this event."
    elif told.wrong:
        yield from told.wrong.values()
    if alert.kind is Kind.ALERT and _storm(s, source, now):
        yield f"{source.name} sent more than it may publish by itself in an hour."


def _storm(s: Session, source: Source, now: datetime) -> bool:
    """Whether a source has used up its hour; the watch is told once."""
    cap = sources.terms_of(source).cap_per_hour
    published = select(func.count()).where(
        AlertRow.source_id == source.id,
        AlertRow.state == AlertState.PUBLISHED,
        AlertRow.kind == Kind.ALERT.value,
        AlertRow.received > now - HOUR,
    )
    if (s.scalar(published) or 0) < cap:
        return False
    if source.stormed is None or now - source.stormed > HOUR:
        source.stormed = now
        facts = {"source": source.name, "cap": str(cap)}
        notices.tell(s, on_call(s, now), "alert_storm", facts=facts, path="/alerts", now=now)
    return True


def _tell_watch(s: Session, row: AlertRow, kind: str, now: datetime) -> None:
    """Tell the watch of one message, unless the source is storming: then they know already."""
    source = s.get_one(Source, row.source_id)
    if source.stormed and now - source.stormed < HOUR:
        return
    facts = {"what": row.label, "title": row.title, "source": source.name}
    notices.tell(s, on_call(s, now), kind, facts=facts, path=f"/alerts/messages/{row.id}", now=now)


def on_call(s: Session, now: datetime) -> list[str]:
    """Who is asked at once: the watch, and beside them those to whom everything escalates when it is empty."""
    policy = policies.current(s)
    watch = people.on_watch(s, now)
    return sorted(watch) or _fall_back(policy, now)


def _fall_back(policy: Policy, now: datetime) -> list[str]:
    roles = (*policy.watch.roles, *policy.escalation)
    return sorted({p for role in roles for p in policy.holders(role) if agency.is_active(policy, p, now)})


def _template_of(incident: Incident, standing: Standing | None) -> Template | None:
    return standing.templates.get(incident.template) if standing else None


def _would(judged: Judgement, told: matching.Match | None) -> str:
    """What a source that is only listened to would have done."""
    if judged.verdict is Verdict.PERSON:
        return "It would have asked a person."
    if told is None:
        return "It would have asked a person: no template is for this event."
    return f"It would have been published by the template “{told.template.name}”."
