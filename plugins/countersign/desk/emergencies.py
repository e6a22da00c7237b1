"""In an emergency: a person raises, updates, ends and corrects, and decides on messages that need one."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, people, policies
from countersign.alerts import incidents, judging, kept, matching, sets, sources, tables, templates
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source
from countersign.alerts.templates import ENDING, PLACE, Act, Template
from countersign.desk import announcement, announcing, threads
from countersign.desk.announcement import Announcement
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, NotAllowed, NotFound, WrongState
from countersign.log.record import Event, entry
from countersign.posts import Post


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
    incident = Incident(title=f"{told.template.name}: {told.values['place']}"[:200], template=template_id, opened=now)
    s.add(incident)
    s.flush()
    return announcing.announce(s, replace(told, incident=incident, begins=True), now=now).post


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
) -> Post | None:
    """Update, end or take back an incident. Ending and taking back needs one person on watch and a reason, at once.

    None: nothing about it was out yet, so it was taken back and nothing was said.
    """
    incident = s.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    if incident is None:
        raise NotFound("There is no such incident.")
    if incident.ended:
        raise WrongState(f"{incident.label.capitalize()} is over. Begin a new one if something has happened again.")
    if act in ENDING:
        needs_reason(reason)
        if _taken_back(s, who, incident, reason, now):
            return None
    told = prepared(
        s, who, incident.template, act, given=given, place=place, until=until,
        pages=said_on(s, incident, act), now=now,
    )  # fmt: skip
    return announcing.announce(s, replace(told, incident=incident, reason=reason), now=now).post


def said_on(s: Session, incident: Incident, act: Act) -> tuple[str, ...]:
    """Where more is said: a change where the incident was told, an end where something is out."""
    return threads.out_or_in_doubt(s, incident) if act in ENDING else threads.told_on(s, incident)


def _taken_back(s: Session, who: str, incident: Incident, reason: str, now: datetime) -> bool:
    """Whether nothing was out, and what waited was taken back; one person on watch, or who wrote it, does that."""
    if threads.out_or_in_doubt(s, incident):
        return False
    acting(s, who, now)
    if not _on_watch(s, who, now) and who not in threads.authors(s, incident):
        raise NotAllowed(
            "Nothing about it is out yet. Whoever is on watch, or wrote it, takes it back. Nothing was changed."
        )
    threads.take_back(s, incident, now=now)
    if threads.out_or_in_doubt(s, incident):
        return False
    threads.end(s, incident, "taken back before anything went out", reason=reason, who=who, now=now)
    return True


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

    `given` are the fields, what is said in other languages (`es.where`), and the `language` of the fields where that is
    not English. Raises Invalid with one message a field.
    """
    acting(s, who, now)
    policy = policies.current(s)
    standing, template = _template(s, template_id)
    filled = templates.fill(template, given, act)
    local, wrong = templates.fill_elsewhere(template, given)
    wrong, place = {**filled.wrong, **wrong}, templates.clean(place)
    if not place or len(place) > PLACE:
        wrong["place"] = f"Say where, in at most {PLACE} characters."
    ends = until or now + timedelta(hours=template.hours)
    if ends <= now:
        wrong["until"] = "The end lies in the past."
    reached = announcing.reachable(s, policy, pages)
    if not reached:
        wrong["pages"] = "No page that is on duty was chosen."
    if wrong:
        raise Invalid(wrong)
    common = announcement.common(policy, place=place, until=ends, event=template.name)
    return Announcement(
        template=template,
        act=act,
        values={**filled.values, **common},
        own=templates.spoken(given),
        local=local,
        incident=_NOBODY,
        pages=reached,
        until=ends,
        mode=mode_for(s, standing, who, template_id, act, now=now),
        standing=standing,
        person=who,
    )


def mode_for(s: Session, standing: Standing, who: str, template_id: str, act: Act, *, now: datetime) -> Mode:
    """How it goes out when this person asks: at once only from the watch; ending and correcting is always quicker."""
    if not _on_watch(s, who, now):
        return Mode.TWO_PERSON
    return Mode.EXPEDITED if act in ENDING else standing.mode(template_id, now, source=None)


def _on_watch(s: Session, who: str, now: datetime) -> bool:
    return who in agency.on_watch(policies.current(s), people.on_watch(s, now))


@dataclass(frozen=True, slots=True)
class Open:
    """A message that needs a person: what it would do, with which template and words, and about which incident."""

    row: AlertRow
    act: Act
    template: str
    given: Mapping[str, str]
    place: str
    incident: Incident | None


def open_message(s: Session, alert_id: uuid.UUID) -> Open:
    """What a message would say, as far as its own words go; WrongState when there is nothing to decide."""
    row = tables.locked(s, alert_id)
    alert = kept.reread(row)
    if row.state is not AlertState.NEEDS_PERSON or alert is None or not row.template:
        raise WrongState(f"{row.label.capitalize()} is not one that can be let out. Nothing was changed.")
    incident = incidents.find(s, alert)
    act = matching.act(alert)
    if incident is None and act in ENDING:
        raise WrongState("It ends something that was never said here, so there is nothing to say. Put it aside.")
    if incident and incident.ended:
        raise WrongState(f"{incident.label.capitalize()} is over. Put this message aside, or begin a new alert.")
    infos = judging.speaking(alert, kept.known(s, alert, s.get_one(Source, row.source_id)))
    where = matching.place(infos[0]) if infos else str((incident.fields if incident else {}).get("place", ""))
    return Open(row, act if incident else Act.ALERT, row.template, row.fields, where, incident)


def publish_message(
    s: Session,
    who: str,
    alert_id: uuid.UUID,
    *,
    reason: str,
    given: Mapping[str, str] | None = None,
    place: str = "",
    until: datetime | None = None,
    now: datetime,
) -> AlertRow:
    """A person on watch lets a message go its way although something was in doubt; the record says why.

    `given` and `place` are what the person filled in or changed; without them the message's own words are taken.
    """
    _decides(s, who, reason, now)
    found = open_message(s, alert_id)
    row, incident = found.row, found.incident
    told = prepared(
        s, who, found.template, found.act, given=found.given if given is None else given, place=place or found.place,
        until=until or row.until, pages=said_on(s, incident, found.act) if incident else (), now=now,
    )  # fmt: skip
    if incident is None:
        incident = Incident(title=row.title, template=told.template.id, opened=now)
        s.add(incident)
        s.flush()
    alert = kept.reread(row)
    assert alert, "open_message read it"
    incidents.remember(s, incident, alert)
    tables.move(row, AlertState.PUBLISHED, who=who, now=now)
    row.incident_id, row.reasons = incident.id, [*row.reasons, f"Let go by {people.person(s, who).name}: {reason}"]
    row.post_id = announcing.announce(s, replace(told, incident=incident, reason=reason), now=now).post.id
    values = {"number": row.number, "post": str(row.post_id), "reason": reason}
    entry(s, Event.ALERT_RECEIVED, f"alert:{row.id}", values, actor=who, now=now)
    return row


def dismiss_message(s: Session, who: str, alert_id: uuid.UUID, *, reason: str, now: datetime) -> AlertRow:
    """Put a message aside; it stays on record with the reason."""
    _decides(s, who, reason, now)
    row = tables.locked(s, alert_id)
    tables.move(row, AlertState.DISMISSED, who=who, now=now)
    values = {"number": row.number, "reason": reason}
    entry(s, Event.ALERT_DISMISSED, f"alert:{row.id}", values, actor=who, now=now)
    return row


def dismiss_all(s: Session, who: str, source_id: uuid.UUID, *, upto: int, reason: str, now: datetime) -> int:
    """Put aside all that needs a person of one source, up to the message of a number; a storm leaves thousands.

    Returns how many those were; they stay on record with the reason.
    """
    _decides(s, who, reason, now)
    sources.locked(s, source_id)
    open_ones = select(AlertRow).where(
        AlertRow.source_id == source_id, AlertRow.number <= upto, AlertRow.state.in_(tables.OPEN)
    )
    numbers = []
    for row in s.scalars(open_ones.order_by(AlertRow.number).with_for_update()):
        tables.move(row, AlertState.DISMISSED, who=who, now=now)
        numbers.append(row.number)
    if not numbers:
        raise WrongState("Nothing of this source needs a person any more. Nothing was changed.")
    values = {"count": len(numbers), "first": numbers[0], "last": numbers[-1], "reason": reason}
    entry(s, Event.ALERT_DISMISSED, sources.subject(source_id), values, actor=who, now=now)
    return len(numbers)


def _decides(s: Session, who: str, reason: str, now: datetime) -> None:
    acting(s, who, now)
    needs_reason(reason)
    if not _on_watch(s, who, now):
        raise NotAllowed("Only who is on watch decides about messages. Take the watch first; nothing was changed.")


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
