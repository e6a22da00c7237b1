"""Messages that arrive: kept as they are, judged by one function, and published at once where that was signed before.

One message is one transaction: identity, judgement, incident, post and deliveries commit together or not at all. So
the same bytes a second time change nothing, and a crash loses nothing that was answered.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from countersign import database, policies
from countersign.alerts import incidents, judging, kept, matching, reading, sets, signature, sources, tables, templates
from countersign.alerts.judging import Judgement, Verdict
from countersign.alerts.matching import Match
from countersign.alerts.model import Alert, Kind
from countersign.alerts.reading import Item
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.signature import Signed
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source
from countersign.alerts.templates import ENDING, Act
from countersign.delivery import calling, joining
from countersign.delivery.report import Report
from countersign.desk import announcement, announcing, threads
from countersign.desk.announcement import Announcement
from countersign.errors import CountersignError
from countersign.log.record import MACHINE, Event, entry, gathered
from countersign.posts import Post, Status

log = structlog.get_logger()
#: An update of something unknown is looked at again this long, then a person is asked.
WAITS = timedelta(minutes=15)
WAITS_FOR_NAMES = "waits_for_names"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one message: its number here, its verdict or state, and the reasons."""

    alert: uuid.UUID | None
    state: str
    reasons: tuple[str, ...] = ()
    post: uuid.UUID | None = None


def receive(s: Session, raw: bytes, source: Source, *, now: datetime) -> list[Received]:
    """Everything in some bytes, in one transaction; the same bytes again are not kept again."""
    return [receive_item(s, item, source, now=now) for item in reading.read(raw)]


def receive_item(s: Session, item: Item, source: Source, *, now: datetime) -> Received:
    """One message."""
    sha = incidents.sha256(item.raw)
    identity = _identity(item, sha)
    known = list(s.scalars(_SAME_IDENTITY, {"source": source.id, "identity": identity}))
    if same := next((row for row in known if row.sha256 == sha), None):
        post = s.get(Post, same.post_id) if same.post_id else None
        return Received(same.id, _shown(same.state, post), tuple(same.reasons), same.post_id)
    with s.no_autoflush:
        row = _kept(item, source, sha=sha, identity=identity, now=now)
        became = _taken_in(s, item, source, row, changed=bool(known), now=now)
        if item.alert:
            source.newest_sent = max(filter(None, (source.newest_sent, item.alert.sent)))
        return became


def _taken_in(s: Session, item: Item, source: Source, row: AlertRow, *, changed: bool, now: datetime) -> Received:
    """`changed`: a message of this identity came before with other bytes."""
    if item.alert is None:
        return _ended(s, row, AlertState.REFUSED, item.faults, now)
    if changed:
        calling.tell_watch(s, row, "alert_quarantined", now)
        why = "A message with the same sender, identifier and time came before with other words."
        return _ended(s, row, AlertState.QUARANTINED, (why,), now)
    row.signed = _signature(item, source).value
    return consider(s, row, item.alert, source, now=now)


def consider(s: Session, row: AlertRow, alert: Alert, source: Source, *, now: datetime) -> Received:
    """Judge a message and act on the verdict."""
    alert = matching.in_languages(alert, sources.terms_of(source).languages)
    rules = replace(sources.terms_of(source).rules, known=kept.known(s, alert, source))
    judged = judging.judge(alert, rules, signed=Signed(row.signed), now=now)
    incidents.lock(s, alert)
    incident = incidents.find(s, alert)
    standing = sets.current(s)
    told = matching.match(alert, standing, rules.known, begun=incident is not None) if standing else None
    told = joining.for_incident(told, alert, incident, standing)
    row.incident_id = incident.id if incident else None
    if told:
        row.template = told.template.id
        row.fields = templates.kept(told.values, told.local, own=told.language)
    if judged.verdict is Verdict.REFUSE:
        return _ended(s, row, AlertState.REFUSED, judged.reasons, now)
    if not sources.publishes(source):
        return _ended(s, row, AlertState.LISTENED, (_would(s, judged, told, standing, alert), *judged.reasons), now)
    act = matching.act(alert)
    if judged.verdict is Verdict.PUBLISH and (
        why := joining.nothing_new(s, row, alert, act, incident, at_once=_at_once(told, standing, source, now))
        or _kills(s, alert, act, incident, source, now)
    ):
        return _ended(s, row, AlertState.JOINED, (why,), now)
    if _waits(alert, incident, row, now):
        return _ended(s, row, AlertState.WAITING, ("The message that it changes is not known here yet.",), now)
    reasons = [*judged.reasons, *_obstacles(s, alert, source, told, standing, now)]
    reasons += joining.obstacles(s, alert, source, act, incident)
    if reasons or told is None or standing is None:
        calling.tell_watch(s, row, "alert_needs_person", now)
        return _ended(s, row, AlertState.NEEDS_PERSON, tuple(reasons), now)
    return publish(s, row, alert, source, told=told, standing=standing, incident=incident, now=now)


def _at_once(told: Match | None, standing: Standing | None, source: Source, now: datetime) -> bool:
    """Whether a message goes out without asking anybody."""
    if told is None or standing is None:
        return False
    return standing.mode(told.template.id, now, source=source.name) is Mode.AUTO


def publish(
    s: Session,
    row: AlertRow,
    alert: Alert,
    source: Source,
    *,
    told: Match,
    standing: Standing,
    incident: Incident | None,
    now: datetime,
) -> Received:
    """Say it: on every page of its terms, by the mode of its template; what is in the way asks a person."""
    act, begins = told.act if incident else Act.ALERT, incident is None
    if incident and act in ENDING:
        taken = threads.take_back(s, incident, now=now)
        if not threads.out_or_in_doubt(s, incident):
            return _cancelled_unsaid(s, row, incident, taken, now)
    try:
        with s.begin_nested(), gathered(s):
            incident = incident or incidents.open(s, alert, told.template.id, now=now)
            if act is Act.ALERT and not begins:
                threads.take_back(s, incident, now=now)
            said = _announcement(s, alert, source, told=told, standing=standing, incident=incident, act=act, now=now)
            became = _published(s, row, replace(said, begins=begins), now)
            incidents.remember(s, incident, alert)
            return became
    except CountersignError as error:
        calling.tell_watch(s, row, "alert_needs_person", now)
        return _ended(s, row, AlertState.NEEDS_PERSON, (error.message,), now)


def _published(s: Session, row: AlertRow, said: Announcement, now: datetime) -> Received:
    made = announcing.announce(s, said, now=now)
    row.incident_id, row.post_id = said.incident.id, made.post.id
    missing = sorted(set(said.pages) - made.pages)
    waits = made.post.status is Status.SIGN_OFF
    if waits or missing:
        why = calling.NAMES if waits else calling.PARTLY
        calling.tell_watch(s, row, "alert_needs_person", now, why=why)
    reasons = (f"It does not fit on {', '.join(missing)}; all other pages have it.",) if missing else ()
    became = _ended(s, row, AlertState.PUBLISHED, reasons, now)
    return replace(became, state=_shown(row.state, made.post))


def _shown(state: AlertState, post: Post | None) -> str:
    """What its sender is told: a post that waits for names is not out yet."""
    waits = state is AlertState.PUBLISHED and post is not None and post.status is Status.SIGN_OFF
    return WAITS_FOR_NAMES if waits else state.value


def _announcement(
    s: Session,
    alert: Alert,
    source: Source,
    *,
    told: Match,
    standing: Standing,
    incident: Incident,
    act: Act,
    now: datetime,
) -> Announcement:
    policy, until = policies.current(s), matching.until(alert, told.template)
    common = announcement.common(policy, place=told.place, until=until, event=told.event)
    return Announcement(
        template=told.template,
        act=act,
        values={**told.values, **common},
        local=told.local,
        own=told.language,
        incident=incident,
        pages=announcing.reachable(s, policy, _pages(s, incident, act, standing, told)),
        until=until,
        # Whoever raised it ends it at once: it was said on its word.
        mode=Mode.AUTO if act in ENDING else standing.mode(told.template.id, now, source=source.name),
        standing=standing,
        source=source.name,
        source_id=source.id,
    )


def _pages(s: Session, incident: Incident, act: Act, standing: Standing, told: Match) -> tuple[str, ...]:
    """Where it is to be said: a change where the incident was told, an end where something is out."""
    if act in ENDING:
        return threads.out_or_in_doubt(s, incident)
    signed = standing.terms[told.template.id].pages if told.template.id in standing.terms else ()
    return (threads.told_on(s, incident) if act is Act.UPDATE else ()) or signed


def _kills(s: Session, alert: Alert, act: Act, incident: Incident | None, source: Source, now: datetime) -> str | None:
    """A cancel puts aside what nobody has decided about yet, instead of posting."""
    if incident or act not in ENDING:
        return None
    waiting = kept.undecided(s, alert, source)
    for row in waiting:
        tables.move(tables.locked(s, row.id), AlertState.DISMISSED, who=MACHINE, now=now)
        row.reasons = [*row.reasons, "Its source took it back before anybody decided about it."]
        values = {"number": row.number, "reason": row.reasons[-1]}
        entry(s, Event.ALERT_DISMISSED, f"alert:{row.id}", values, actor=MACHINE, now=now)
    named = ", ".join(row.label for row in waiting)
    return f"It takes back {named}, which was not published; nothing was said." if waiting else None


def look_again(*, now: datetime | None = None) -> Report:
    """Take up messages that wait for the one they change: it may have come meanwhile."""
    report = Report()
    with database.transaction() as s:
        at = now or database.clock(s)
        waiting = select(AlertRow).where(AlertRow.state == AlertState.WAITING).order_by(AlertRow.received)
        for row in s.scalars(waiting.with_for_update(skip_locked=True)):
            alert = kept.reread(row)
            source = s.get_one(Source, row.source_id)
            if alert is None or (incidents.find(s, alert) is None and at - row.received < WAITS):
                continue
            became = consider(s, row, alert, source, now=at)
            report.add(str(row.id), f"{row.label} was looked at again: {became.state}.")
    return report


def _cancelled_unsaid(s: Session, row: AlertRow, incident: Incident, taken: int, now: datetime) -> Received:
    """What never went out needs no public cancel: it is taken back."""
    s.flush()  # Its number is given.
    threads.end(s, incident, "cancelled before anything went out", reason=row.label, who=MACHINE, now=now)
    why = f"Nothing about it was out yet; what waited was taken back ({taken}), and nothing was said."
    return _ended(s, row, AlertState.JOINED, (why,), now)


_SAME_IDENTITY = select(AlertRow).where(
    AlertRow.source_id == bindparam("source"), AlertRow.identity == bindparam("identity")
)


def _identity(item: Item, sha: str) -> str:
    """What makes two messages one: sender, identifier and sent; bytes that cannot be read are their own identity."""
    alert = item.alert
    return f"{alert.sender},{alert.identifier},{alert.sent_text}" if alert else f"unreadable,{sha}"


def _kept(item: Item, source: Source, *, sha: str, identity: str, now: datetime) -> AlertRow:
    """Its row, which is written once: with what became of it, or when somebody is called about it."""
    alert = item.alert
    return AlertRow(
        id=uuid.uuid4(),
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


def _ended(s: Session, row: AlertRow, state: AlertState, reasons: tuple[str, ...], now: datetime) -> Received:
    row.state, row.reasons = state, list(reasons)
    s.add(row)
    s.flush()  # Its number is given.
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


def _waits(alert: Alert, incident: Incident | None, row: AlertRow, now: datetime) -> bool:
    """An update or cancel whose incident is unknown waits a while: messages overtake each other."""
    changes = alert.kind in (Kind.UPDATE, Kind.CANCEL)
    return changes and incident is None and bool(alert.references) and now - row.received < WAITS


def _obstacles(
    s: Session, alert: Alert, source: Source, told: Match | None, standing: Standing | None, now: datetime
) -> Iterator[str]:
    """What stands in the way besides the judgement: no template, fields that are missing, too much at once."""
    if standing is None:
        yield "No set of templates was signed yet."
    elif told is None:
        yield "No template is for this event."
    elif told.wrong:
        yield from told.wrong.values()
    if alert.kind is not Kind.CANCEL and calling.storms(s, source, now):
        yield f"{source.name} sent more than it may publish by itself in an hour."


def _would(s: Session, judged: Judgement, told: Match | None, standing: Standing | None, alert: Alert) -> str:
    """What a source that is only listened to would have done, with the words that it would have said."""
    if judged.verdict is Verdict.PERSON:
        return "It would have asked a person."
    if told is None or standing is None:
        return "It would have asked a person: no template is for this event."
    if told.wrong:
        return f"It would have asked a person: {' '.join(told.wrong.values())}"
    until = matching.until(alert, told.template)
    values = {
        **told.values,
        **announcement.common(policies.current(s), place=told.place, until=until, event=told.event),
    }
    words = templates.render(told.template, told.act, language="en", length="long", values=values)
    return f"It would have been published by the template “{told.template.name}”: “{words}”"
