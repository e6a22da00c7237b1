"""The composer's “again” fields: how often a post comes again, until when, and without which days."""

from dataclasses import replace
from datetime import datetime

from approval_ui.staff.sheet import Sheet
from approval_ui.staff.visit import Open
from countersign import desk, recurrence, timetable
from countersign.content import Draft
from countersign.errors import Invalid
from countersign.recurrence import Repeat

OWN = "own"
CHOICES = {
    "": "Once",
    "FREQ=DAILY": "Every day",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "From Monday to Friday",
    "FREQ=WEEKLY": "Every week",
    "FREQ=WEEKLY;INTERVAL=2": "Every two weeks",
    "FREQ=MONTHLY": "Every month on this day",
    OWN: "By a rule of your own (RFC 5545)",
}


def chosen(filled: Sheet) -> bool:
    """Whether a sheet asks for more than one post."""
    return bool(filled.get("repeat"))


def of_sheet(filled: Sheet) -> Repeat:
    """The rule that a sheet means; Invalid names the field that is wrong."""
    if filled.get("schedule") != "at":
        raise Invalid({"due": "A post that comes again needs the day and the time of the first one."})
    try:
        starts = datetime.fromisoformat(f"{filled.get('due_date')}T{filled.get('due_time')}")
    except ValueError:
        raise Invalid({"due": "Please give the day and the time of the first one."}) from None
    rule = filled.get("repeat_rule") if filled.get("repeat") == OWN else filled.get("repeat")
    until = filled.get("repeat_until")
    if until:
        rule = f"{rule.rstrip(';')};UNTIL={until.replace('-', '')}"
    return Repeat(rule, starts, tuple(filled.get("repeat_except").replace(",", " ").split()))


def store(o: Open, draft: Draft, filled: Sheet, *, submit: bool) -> str:
    """Begin the series, send it for sign-off when asked to, and say which page shows it."""
    series, _ = desk.repeat(o.s, o.who, replace(draft, due=None), of_sheet(filled), now=o.now)
    if submit:
        desk.submit_series(o.s, o.who, series.id, now=o.now)
    return f"/series/{series.id}"


def told(o: Open, filled: Sheet) -> list[str]:
    """The times at which a repeated post would go out, for the check; empty while the rule is not whole."""
    try:
        found = recurrence.occurrences(of_sheet(filled), o.policy.agency.zone, now=o.now)
    except Invalid:
        return []
    return [timetable.spoken(due.at, o.policy.agency.zone) for due in found]


def wrong(o: Open, filled: Sheet) -> dict[str, str]:
    """What is wrong with the “again” fields, by field."""
    if not chosen(filled):
        return {}
    try:
        recurrence.occurrences(of_sheet(filled), o.policy.agency.zone, now=o.now)
    except Invalid as error:
        return error.fields
    return {}


def first(o: Open, draft: Draft, filled: Sheet) -> Draft:
    """The draft of the first occurrence, whose words the check reads; the rule may begin after the chosen day."""
    if not chosen(filled) or draft.due is None or wrong(o, filled):
        return draft
    due = recurrence.occurrences(of_sheet(filled), o.policy.agency.zone, now=o.now)[0].at
    words = recurrence.dated(draft.text, due, o.policy.agency.zone, language=draft.language)
    return replace(draft, text=words, due=due)
