"""Urgent: choose a template, fill at most four fields, read the exact words of every page, confirm once."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclasses_field
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import checking
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field, see_other, texts_of
from countersign import agency, content, lookout, people
from countersign.alerts import sets
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import Incident
from countersign.alerts.templates import ENDING, LANGUAGES, Act, Blank, Template, blanks_of, free_in, spoken
from countersign.content import FinalText, Finding
from countersign.desk import announcement, announcing, doubts, emergencies, threads
from countersign.desk.announcement import Announcement
from countersign.errors import CountersignError, Invalid, NotFound, Refused
from countersign.posts import Post, Status

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


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: an act of a template, the incident and the message that it belongs to, and words so far."""

    template: str
    act: Act
    incident: Incident | None = None
    message: uuid.UUID | None = None
    words: Mapping[str, str] = dataclasses_field(default_factory=dict)
    #: Nothing about the incident is out: ending it takes back what waits, and says nothing.
    unsaid: bool = False

    @property
    def needs_reason(self) -> bool:
        """Whether the record keeps a reason."""
        return self.act in ENDING or self.message is not None


Find = Callable[[Open], About]


@router.get("/message/{alert_id}")
def fill_message(visit: SignedIn, alert_id: uuid.UUID) -> Response:
    """The fields of a message that needs a person, with its own words in them."""
    return _form(visit, partial(_of_message, alert_id=alert_id))


@router.post("/message/{alert_id}")
def send_message(form: Typed, visit: SignedIn, alert_id: uuid.UUID) -> Response:
    """First the exact words, then, with the confirmation and a reason, the message goes its way."""
    return _act(form, visit, partial(_of_message, alert_id=alert_id))


@router.get("/{template_id}")
def fill(visit: SignedIn, template_id: str) -> Response:
    """The fields of a template."""
    return _form(visit, lambda _: About(template_id, Act.ALERT))


@router.post("/{template_id}")
def send(form: Typed, visit: SignedIn, template_id: str) -> Response:
    """First the exact words, then, with the confirmation, out they go."""
    return _act(form, visit, lambda _: About(template_id, Act.ALERT))


@router.get("/{incident_id}/{act}")
def more(visit: SignedIn, incident_id: uuid.UUID, act: Act) -> Response:
    """The fields for what is said later about an incident, with the newest words in them."""
    return _form(visit, partial(_of_incident, incident_id=incident_id, act=act))


@router.post("/{incident_id}/{act}")
def say_more(form: Typed, visit: SignedIn, incident_id: uuid.UUID, act: Act) -> Response:
    """Update it, end it, or take it back."""
    return _act(form, visit, partial(_of_incident, incident_id=incident_id, act=act))


def _of_incident(o: Open, incident_id: uuid.UUID, act: Act) -> About:
    found = o.s.get(Incident, incident_id)
    if found is None:
        raise NotFound
    unsaid = act in ENDING and not threads.out_or_in_doubt(o.s, found)
    return About(found.template, act, found, words=found.fields, unsaid=unsaid)


def _of_message(o: Open, alert_id: uuid.UUID) -> About:
    found = emergencies.open_message(o.s, alert_id)
    return About(found.template, found.act, found.incident, alert_id, {**found.given, "place": found.place})


def _act(form: FormData, visit: Visit, find: Find) -> Response:
    try:
        with visit.transaction() as o:
            about = find(o)
            if about.needs_reason and not field(form, "reason"):
                raise Invalid({"reason": "Please give a reason: it is kept in the record."})
            if not about.unsaid:
                told = _prepared(o, form, about)
                draft = announcement.draft_of(o.s, told)
                texts = announcement.final_texts(o.s, told, o.policy, draft=draft, now=o.now)
                # Only the very words that were seen go out; the clock or a newer set may have changed them.
                if field(form, "do") != "send" or field(form, "seen") != _seen(texts):
                    asked = doubts.doubts(told, texts, o.policy, draft=draft, now=o.now)
                    return _look(o, told, form, texts, asked=asked)
            return see_other(_done(o, form, about))
    except (Refused, Invalid) as error:
        return _form(visit, find, form=form, error=error)


def _done(o: Open, form: FormData, about: About) -> str:
    """Carry it out; returns the page to go to."""
    given, place, reason = _given(form), field(form, "place"), field(form, "reason")
    if about.message:
        emergencies.publish_message(
            o.s, o.who, about.message, reason=reason, given=given, place=place, until=_until(o, form), now=o.now
        )
        return "/alerts"
    words: dict[str, Any] = {"given": given, "place": place, "until": _until(o, form), "now": o.now}
    if about.incident is None:
        post: Post | None = emergencies.raise_alert(o.s, o.who, about.template, pages=_pages(form), **words)
    else:
        post = emergencies.say_more(o.s, o.who, about.incident.id, about.act, reason=reason, **words)
    if post and post.status is Status.SIGN_OFF:
        return f"/posts/{post.id}"
    return f"/incidents/{_of(post.draft) if post else about.incident and about.incident.number}"


def _of(draft: dict[str, Any]) -> str:
    """The number of the incident that a post is about."""
    return str(draft["facts"]["case_number"]).rpartition(" ")[2]


def _prepared(o: Open, form: FormData, about: About) -> Announcement:
    incident = about.incident
    told = emergencies.prepared(
        o.s,
        o.who,
        about.template,
        about.act,
        given=_given(form),
        place=field(form, "place"),
        until=_until(o, form),
        pages=emergencies.said_on(o.s, incident, about.act) if incident else _pages(form),
        now=o.now,
    )
    return replace(told, incident=incident) if incident else told


def _until(o: Open, form: FormData) -> datetime | None:
    """The end that was typed, else the one that was shown with the exact words."""
    typed = read_local(form, "until", o.policy.agency.zone)
    try:
        shown = datetime.fromisoformat(field(form, "ends"))
    except ValueError:
        return typed
    return typed or (shown if shown.tzinfo else None)


def _seen(texts: tuple[FinalText, ...]) -> str:
    """What stands for the words of all pages, so that nothing else goes out than was shown."""
    return content.digest({text.page: [part.text for part in text.parts] for text in texts})


def _look(
    o: Open, told: Announcement, form: FormData, texts: tuple[FinalText, ...], *, asked: tuple[Finding, ...]
) -> Response:
    """The exact words of each page, and one button that names the pages and who sees them."""
    own = {"ends": told.until.isoformat(), "seen": _seen(texts)}
    context = {
        "told": told,
        "texts": [checking.shown_text(text, _language(o, text.page)) for text in texts],
        "typed": {name: value for name, value in texts_of(form).items() if name not in ("do", "pages")} | own,
        "act": ACTS[told.act],
        "changed": field(form, "do") == "send" and bool(field(form, "seen")),
        "at_once": doubts.mode_after(told, asked) is not Mode.TWO_PERSON,
        "asked": asked if told.mode is not Mode.TWO_PERSON else (),
        "reaches": {text.page: lookout.reach(o.s, text.page) for text in texts},
    }
    return o.page("urgent_look.html", context)


def _language(o: Open, page: str) -> str:
    told = o.policy.page(page)
    return told.language if told else "en"


def _form(visit: Visit, find: Find, *, form: FormData | None = None, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        about, standing = find(o), sets.current(o.s)
        template = standing.templates.get(about.template) if standing else None
        if template is None or standing is None:
            raise NotFound
        typed = {name if name == "place" else f"blank.{name}": value for name, value in about.words.items()}
        if form:
            typed = texts_of(form)
        own = spoken(_given(typed))
        context = {
            "template": template,
            "own": own,
            "blanks": blanks_of(template, about.act),
            "about": about,
            "act": about.act,
            "acts": ACTS,
            "typed": typed,
            "elsewhere": _elsewhere(o, about, template, own=own),
            "incident": about.incident,
            "mode": emergencies.mode_for(o.s, standing, o.who, about.template, about.act, now=o.now),
            "pages": announcing.reachable(o.s, o.policy),
            "chosen": _pages(form) if form else (),
        }
        return o.page("urgent_form.html", context, error=error)


def _elsewhere(o: Open, about: About, template: Template, *, own: str) -> dict[str, tuple[Blank, ...]]:
    """Language -> the fields with free words that its pages would leave out if they are not said in it."""
    pages = (
        emergencies.said_on(o.s, about.incident, about.act) if about.incident else announcing.reachable(o.s, o.policy)
    )
    wanted = {_language(o, page).partition("-")[0] for page in pages} - {own}
    asked = {language: free_in(template, about.act, language) for language in LANGUAGES if language in wanted}
    return {language: blanks for language, blanks in asked.items() if blanks}


def _raisable(standing: Standing, now: datetime) -> list[tuple[Template, Mode]]:
    found = (one for one in standing.templates.values() if one.by_person)
    return [(one, standing.mode(one.id, now, source=None)) for one in found]


def _on_watch(o: Open) -> bool:
    return o.who in agency.on_watch(o.policy, people.on_watch(o.s, o.now))


def _given(form: Mapping[str, object]) -> dict[str, str]:
    return {
        name.partition(".")[2]: value
        for name, value in form.items()
        if isinstance(value, str) and name.startswith("blank.")
    }


def _pages(form: FormData) -> tuple[str, ...]:
    return tuple(value for value in form.getlist("pages") if isinstance(value, str))
