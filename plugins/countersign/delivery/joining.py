"""A message and its incident: whether it still has something to say, and what in the thread asks a person."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from countersign.alerts import incidents, kept, templates
from countersign.alerts.matching import Match, place
from countersign.alerts.model import Alert
from countersign.alerts.tables import AlertRow, Incident, Source
from countersign.alerts.templates import ENDING, Act
from countersign.desk import threads


def nothing_new(
    s: Session, row: AlertRow, alert: Alert, act: Act, incident: Incident | None, *, at_once: bool
) -> str | None:
    """Why a valid message says nothing that has to be said, or None.

    `at_once`: it asks nobody now, so it does not wait behind one about the same event that waits for names.
    """
    if incident is None:
        return None
    if other := kept.told_by_another(s, row):
        return f"The same message came before by another way ({other.label}), so nothing more was said."
    if incident.ended and act in ENDING:
        return f"{incident.label.capitalize()} was over already, so nothing more was said."
    if act is Act.ALERT and incidents.same_event(s, incident, alert) and _told(s, incident, at_once=at_once):
        return f"{incident.label.capitalize()} tells of this event already. Whoever is on watch can say more."
    newest = kept.newest(s, incident)
    if act is Act.UPDATE and newest and alert.sent < newest:
        return "A newer message about it came first."
    return None


def obstacles(s: Session, alert: Alert, source: Source, act: Act, incident: Incident | None) -> Iterator[str]:
    """What in its thread asks a person."""
    if act is Act.ALERT and incidents.named(s, alert):
        yield "A message with the same sender and identifier, or a newer one about it, was published before."
    if incident is None:
        if act in ENDING:
            yield "It ends something that was never said here."
        return
    if act is Act.ALERT:
        return
    if incident.ended:
        yield f"{incident.label.capitalize()} is over, and this message changes it."
    if not kept.raised_by(s, incident, source):
        yield f"{incident.label.capitalize()} was raised by somebody else than this source."
    if act in ENDING and not alert.references and alert.infos and place(alert.infos[0]) != incident.fields.get("place"):
        yield "It may end only a part: it names other places than were said."


def for_incident(told: Match | None, alert: Alert, incident: Incident | None, standing) -> Match | None:  # type: ignore[no-untyped-def]
    """What ends an incident speaks with the template and the words with which it was told."""
    first = standing.templates.get(incident.template) if incident and standing else None
    if first is None or incident is None or not incident.fields or (told and told.act is not Act.CANCEL):
        return told
    if told is None and not alert.infos and alert.kind != "cancel":
        return None
    fields = dict(incident.fields)
    where, own = fields.pop("place", ""), templates.spoken(fields)
    event = told.event if told else first.name
    local, _ = templates.fill_elsewhere(first, fields)
    fields = {name: value for name, value in fields.items() if "." not in name and name != "language"}
    return Match(
        template=first, act=Act.CANCEL, values=fields, wrong={}, place=where, event=event, local=local, language=own
    )


def _told(s: Session, incident: Incident, *, at_once: bool) -> bool:
    if incident.ended is not None:
        return False
    waits = threads.waits_to_go(s, incident) or (threads.waits_for_names(s, incident) and not at_once)
    return waits or bool(threads.out_or_in_doubt(s, incident))
