"""In an emergency: a person raises, updates, ends and corrects, and decides on messages that need one."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, people, policies
from countersign.agency import Policy
from countersign.alerts import sets, tables, templates
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import AlertRow, AlertState, Incident
from countersign.alerts.templates import Act, Template
from countersign.desk import announcing
from countersign.desk.announcing import Announcement
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, NotAllowed, NotFound, WrongState
from countersign.log.record import Event, entry
from countersign.posts import Post

#: The longest place that a person may type.
PLACE = 120


def raise_alert(
    s: Session,
    who: str,
    template_id: str,
    *,
    given: Mapping[str, str],
    place: str,
    until: datetime | None = None,
    pages: Collection[str] = (),
    now: datetime,
) -> Post:
    """Begin an incident with a template; by its policy it goes out at once, or waits for a second person."""
    told = prepared(s, who, template_id, Act.ALERT, given=given, place=place, until=until, pages=pages, now=now)
    incident = Incident(title=f"{told.template.name}: {place}"[:200], template=template_id, opened=now)
    s.add(incident)
    s.flush()
    return announcing.announce(s, replace(told, incident=incident), now=now)


def say_more(
    s: Session,
    who: str,
    incident_id: uuid.UUID,
    act: Act,
    *,
    given: Mapping[str, str],
    place: str,
    until: datetime | None = None,
    reason: str = "",
    now: datetime,
) -> Post:
    """Update, end or take back an incident. Ending and taking back needs one person and a reason, at once."""
    incident = s.get(Incident, incident_id, with_for_update=True)
    if incident is None:
        raise NotFound("There is no such incident.")
    if incident.ended:
        raise WrongState(f"{incident.label.capitalize()} is over. Begin a new one if something has happened again.")
    told = prepared(s, who, incident.template, act, given=given, place=place, until=until, pages=(), now=now)
    if act in (Act.CANCEL, Act.FALSE_ALARM):
        needs_reason(reason)
        incident.ended, incident.how = now, "false alarm" if act is Act.FALSE_ALARM else "over"
        values = {"number": incident.number, "how": incident.how, "reason": reason}
        entry(s, Event.INCIDENT_ENDED, f"incident:{incident.id}", values, actor=who, now=now)
    return announcing.announce(s, replace(told, incident=incident), now=now)


def prepared(
    s: Session,
    who: str,
    template_id: str,
    act: Act,
    *,
    given: Mapping[str, str],
    place: str,
    until: datetime | None,
    pages: Collection[str],
    now: datetime,
) -> Announcement:
    """What would be said, on which pages and by whose word, for the last look before it goes out; nothing is stored.

    Raises Invalid with one message a field.
    """
    acting(s, who, now)
    policy = policies.current(s)
    standing, template = _template(s, template_id)
    filled = templates.fill(template, given)
    wrong = dict(filled.wrong)
    if not place.strip() or len(place) > PLACE:
        wrong["place"] = f"Say where, in at most {PLACE} characters."
    ends = until or now + timedelta(hours=template.hours)
    if ends <= now:
        wrong["until"] = "The end lies in the past."
    reached = announcing.reachable(s, policy, pages)
    if not reached:
        wrong["pages"] = "No page that is on duty was chosen."
    if wrong:
        raise Invalid(wrong)
    common = announcing.common(policy, place=place, until=ends, event=template.name)
    return Announcement(
        template=template,
        act=act,
        values={**filled.values, **common},
        incident=_NOBODY,
        pages=reached,
        until=ends,
        mode=mode_for(s, policy, standing, who, template_id, act, now=now),
        standing=standing,
        person=who,
    )


def mode_for(
    s: Session, policy: Policy, standing: Standing, who: str, template_id: str, act: Act, *, now: datetime
) -> Mode:
    """How it goes out when this person asks: at once only from the watch; ending and correcting is always quicker."""
    if who not in agency.on_watch(policy, people.on_watch(s, now)):
        return Mode.TWO_PERSON
    told = standing.mode(template_id, now, source=None)
    stops = act in (Act.CANCEL, Act.FALSE_ALARM) and standing.terms.get(template_id)
    return Mode.EXPEDITED if stops else told


def publish_message(s: Session, who: str, alert_id: uuid.UUID, *, reason: str, now: datetime) -> AlertRow:
    """A person on watch lets a message go its way although something was in doubt; the record says why."""
    acting(s, who, now)
    needs_reason(reason)
    policy = policies.current(s)
    if who not in agency.on_watch(policy, people.on_watch(s, now)):
        raise NotAllowed("Only who is on watch decides about messages. Take the watch first; nothing was changed.")
    row = tables.locked(s, alert_id)
    _, template = _template(s, row.template or "")
    told = prepared(
        s, who, template.id, Act.ALERT, given=row.fields, place=row.title.partition(": ")[2] or row.title,
        until=row.until, pages=(), now=now,
    )  # fmt: skip
    incident = s.get(Incident, row.incident_id) if row.incident_id else None
    if incident is None:
        incident = Incident(title=row.title, template=template.id, opened=now)
        s.add(incident)
        s.flush()
    tables.move(row, AlertState.PUBLISHED, who=who, now=now)
    row.incident_id, row.reasons = incident.id, [*row.reasons, f"Let go by {people.person(s, who).name}: {reason}"]
    row.post_id = announcing.announce(s, replace(told, incident=incident), now=now).id
    values = {"number": row.number, "post": str(row.post_id), "reason": reason}
    entry(s, Event.ALERT_RECEIVED, f"alert:{row.id}", values, actor=who, now=now)
    return row


def dismiss_message(s: Session, who: str, alert_id: uuid.UUID, *, reason: str, now: datetime) -> AlertRow:
    """Put a message aside; it stays on record with the reason."""
    acting(s, who, now)
    needs_reason(reason)
    row = tables.locked(s, alert_id)
    tables.move(row, AlertState.DISMISSED, who=who, now=now)
    values = {"number": row.number, "reason": reason}
    entry(s, Event.ALERT_DISMISSED, f"alert:{row.id}", values, actor=who, now=now)
    return row


def live_incidents(s: Session) -> list[Incident]:
    """Every incident that is not over, the newest first."""
    return list(s.scalars(select(Incident).where(Incident.ended.is_(None)).order_by(Incident.opened.desc())))


#: Stands in until the incident is there; a look before sending stores nothing.
_NOBODY = Incident(id=uuid.UUID(int=0), title="", template="")


def _template(s: Session, template_id: str) -> tuple[Standing, Template]:
    standing = sets.current(s)
    if standing is None:
        raise WrongState("No set of alert templates was signed yet. Propose one; nothing was sent.")
    template = standing.templates.get(template_id)
    if template is None:
        raise NotFound("There is no such template in the set that is in force.")
    return standing, template
