"""Urgent: choose a template, fill at most four fields, read the exact words of every page, confirm once."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import checking
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field, see_other
from countersign import agency, people
from countersign.alerts import sets
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import Incident
from countersign.alerts.templates import Act, Template
from countersign.desk import announcing, emergencies
from countersign.desk.announcing import Announcement
from countersign.errors import CountersignError, Invalid, NotFound, Refused

router = APIRouter(prefix="/urgent")
#: What each act is called on the screen.
ACTS = {
    Act.ALERT: "Send it out",
    Act.UPDATE: "Say more",
    Act.CANCEL: "It is over",
    Act.FALSE_ALARM: "It was a false alarm",
}


@router.get("")
def choose(visit: SignedIn) -> Response:
    """Every template that a person can raise, and what is going on already."""
    with visit.transaction() as o:
        standing = sets.current(o.s)
        rows = _raisable(standing, o.now) if standing else []
        context = {
            "rows": sorted(rows, key=lambda row: (row[1] is Mode.TWO_PERSON, row[0].name)),
            "incidents": emergencies.live_incidents(o.s),
            "on_watch": _on_watch(o),
            "standing": standing,
        }
        return o.page("urgent.html", context)


@router.get("/{template_id}")
def fill(visit: SignedIn, template_id: str) -> Response:
    """The fields of a template."""
    return _form(visit, template_id, Act.ALERT)


@router.post("/{template_id}")
def send(form: Typed, visit: SignedIn, template_id: str) -> Response:
    """First the exact words, then, with the confirmation, out they go."""
    return _act(form, visit, template_id, Act.ALERT)


@router.get("/{incident_id}/{act}")
def more(visit: SignedIn, incident_id: uuid.UUID, act: Act) -> Response:
    """The fields for what is said later about an incident."""
    with visit.transaction() as o:
        template_id = _incident(o, incident_id).template
    return _form(visit, template_id, act, incident_id=incident_id)


@router.post("/{incident_id}/{act}")
def say_more(form: Typed, visit: SignedIn, incident_id: uuid.UUID, act: Act) -> Response:
    """Update it, end it, or take it back."""
    with visit.transaction() as o:
        template_id = _incident(o, incident_id).template
    return _act(form, visit, template_id, act, incident_id=incident_id)


def _act(form: FormData, visit: Visit, template_id: str, act: Act, *, incident_id: uuid.UUID | None = None) -> Response:
    try:
        with visit.transaction() as o:
            told = _prepared(o, form, template_id, act)
            if act in (Act.CANCEL, Act.FALSE_ALARM) and not field(form, "reason"):
                raise Invalid({"reason": "Please give a reason: it is kept in the record."})
            if field(form, "do") != "send":
                return _look(o, told, form, incident_id)
            common: dict[str, Any] = {"given": _given(form), "place": field(form, "place")}
            common |= {"until": told.until, "now": o.now}
            if incident_id is None:
                post = emergencies.raise_alert(o.s, o.who, template_id, pages=_pages(form), **common)
            else:
                reason = field(form, "reason")
                post = emergencies.say_more(o.s, o.who, incident_id, act, reason=reason, **common)
            at_once = told.mode is not Mode.TWO_PERSON
            return see_other(f"/incidents/{_of(post.draft)}" if at_once else f"/posts/{post.id}")
    except (Refused, Invalid) as error:
        return _form(visit, template_id, act, incident_id=incident_id, form=form, error=error)


def _of(draft: dict[str, Any]) -> str:
    """The number of the incident that a post is about."""
    return str(draft["facts"]["case_number"]).rpartition(" ")[2]


def _prepared(o: Open, form: FormData, template_id: str, act: Act) -> Announcement:
    return emergencies.prepared(
        o.s,
        o.who,
        template_id,
        act,
        given=_given(form),
        place=field(form, "place"),
        until=read_local(form, "until", o.policy.agency.zone),
        pages=_pages(form),
        now=o.now,
    )


def _look(o: Open, told: Announcement, form: FormData, incident_id: uuid.UUID | None) -> Response:
    """The exact words of each page, and one button that names the pages and who sees them."""
    incident = _incident(o, incident_id) if incident_id else told.incident
    here = replace(told, incident=incident)
    draft = announcing.draft_of(o.s, here)
    texts = announcing.final_texts(o.s, here, o.policy, draft=draft, now=o.now)
    context = {
        "told": told,
        "texts": [checking.shown_text(text, _language(o, text.page)) for text in texts],
        "typed": {name: value for name, value in form.items() if isinstance(value, str) and name != "do"},
        "act": ACTS[told.act],
        "incident_id": incident_id,
        "at_once": told.mode is not Mode.TWO_PERSON,
    }
    return o.page("urgent_look.html", context)


def _language(o: Open, page: str) -> str:
    told = o.policy.page(page)
    return told.language if told else "en"


def _form(
    visit: Visit,
    template_id: str,
    act: Act,
    *,
    incident_id: uuid.UUID | None = None,
    form: FormData | None = None,
    error: CountersignError | None = None,
) -> Response:
    with visit.transaction() as o:
        standing = sets.current(o.s)
        template = standing.templates.get(template_id) if standing else None
        if template is None or standing is None:
            raise NotFound
        typed = {name: value for name, value in form.items() if isinstance(value, str)} if form else {}
        context = {
            "template": template,
            "act": act,
            "acts": ACTS,
            "typed": typed,
            "incident": _incident(o, incident_id) if incident_id else None,
            "mode": emergencies.mode_for(o.s, o.policy, standing, o.who, template_id, act, now=o.now),
            "on_watch": _on_watch(o),
            "pages": announcing.reachable(o.s, o.policy),
            "chosen": _pages(form) if form else (),
        }
        return o.page("urgent_form.html", context, error=error)


def _raisable(standing: Standing, now: datetime) -> list[tuple[Template, Mode]]:
    found = (one for one in standing.templates.values() if one.by_person)
    return [(one, standing.mode(one.id, now, source=None)) for one in found]


def _on_watch(o: Open) -> bool:
    return o.who in agency.on_watch(o.policy, people.on_watch(o.s, o.now))


def _incident(o: Open, incident_id: uuid.UUID) -> Incident:
    found = o.s.get(Incident, incident_id)
    if found is None:
        raise NotFound
    return found


def _given(form: FormData) -> dict[str, str]:
    return {
        name.partition(".")[2]: value
        for name, value in form.items()
        if isinstance(value, str) and name.startswith("blank.")
    }


def _pages(form: FormData) -> tuple[str, ...]:
    return tuple(value for value in form.getlist("pages") if isinstance(value, str))
