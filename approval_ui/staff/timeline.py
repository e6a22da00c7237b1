"""Everything that happened to a post and its deliveries, from the record, in plain sentences."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from approval_ui.staff import wordings
from countersign import tasks
from countersign.agency import Policy
from countersign.desk.removal_effects import REMOVAL
from countersign.log.record import MACHINE, Event
from countersign.log.tables import Entry, EntryValue
from countersign.tasks import Kind

MACHINES = {MACHINE: "Countersign", "setup": "The set-up"}
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: when, and a sentence; `note` is a reason that somebody gave."""

    at: datetime
    sentence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence needs beside the record itself: names of people and of pages."""

    names: Mapping[str, str]
    policy: Policy

    def who(self, login: str) -> str:
        """A person's name; programs and publishers go under ours."""
        return self.names.get(login) or MACHINES.get(login) or "Countersign"

    def people(self, logins: Iterable[str]) -> str:
        """Names one after the other."""
        return ", ".join(self.who(login) for login in logins)

    def page(self, values: Values) -> str:
        """The name of the page that a delivery goes to."""
        return wordings.page(self.policy, str(values.get("page", "")))


def of_subjects(s: Session, subjects: Iterable[str], telling: Telling) -> list[Happening]:
    """Everything on record about some subjects, oldest first; what says nothing to people is left out."""
    query = select(Entry).where(Entry.subject.in_(list(subjects))).order_by(Entry.at, Entry.written)
    entries = list(s.scalars(query))
    values: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in s.scalars(select(EntryValue).where(EntryValue.entry_id.in_([e.id for e in entries]))):
        values[row.entry_id][row.name] = row.value
    told = (_tell(entry, values[entry.id], telling) for entry in entries)
    return [happening for happening in told if happening]


def _tell(entry: Entry, values: Values, telling: Telling) -> Happening | None:
    say = SENTENCES.get(entry.event)
    if say is None:
        return None
    note = str(values.get("reason") or values.get("why") or "")
    return Happening(entry.at, say(telling.who(entry.actor), values, telling), note)


def _no_access(who: str, values: Values, telling: Telling) -> str:
    by_hand = values.get("why") == "disconnected"
    return f"{who} disconnected the page." if by_hand else "The platform does not let us in any more."


def _plain(sentence: str) -> Callable[[str, Values, Telling], str]:
    """A sentence with {who}, {page} and the recorded values in it."""

    def say(who: str, values: Values, telling: Telling) -> str:
        known = {name: value for name, value in values.items() if isinstance(value, str | int | float)}
        return sentence.format_map(_Lenient(known | {"who": who, "page": telling.page(values)}))

    return say


class _Lenient(dict[str, Any]):
    """An older entry may lack a value: the sentence still stands."""

    def __missing__(self, key: str) -> str:
        return "…"


def _stages(who: str, values: Values, telling: Telling) -> str:
    return f"The check is done; it waits for names: {', then '.join(values.get('stages', []))}."


def _asked(who: str, values: Values, telling: Telling) -> str:
    return f"Asked for the stage “{values.get('stage')}”: {telling.people(values.get('people', []))}."


def _escalated(who: str, values: Values, telling: Telling) -> str:
    people = telling.people(values.get("people", []))
    return f"The stage “{values.get('stage')}” is late, so these were asked as well: {people}."


def _decided(did: str) -> Callable[[str, Values, Telling], str]:
    def say(who: str, values: Values, telling: Telling) -> str:
        instead = f", for {telling.who(str(values['for']))}" if values.get("for") else ""
        name = f"{values.get('name', who)}, {values.get('title', '')}"
        return f"{name}, {did} at the stage “{values.get('stage')}”{instead}."

    return say


def _approved(who: str, values: Values, telling: Telling) -> str:
    return f"Approved: {' and '.join(values.get('signed_by', []))} signed these words."


def _by_person(who: str, values: Values, telling: Telling) -> str:
    decided = {"send again": "decided to send it again", "leave": "decided to leave it as it is"}
    said = str(values.get("decided"))
    return f"{who} {decided.get(said, said)} on {telling.page(values)}."


def _fact_changed(who: str, values: Values, telling: Telling) -> str:
    stands = values.get("value")
    now = "does not hold any more" if stands is None else f"now “{wordings.fact_value(stands)}”"
    return f"{who} recorded a changed fact: {wordings.fact(str(values.get('fact')))}, {now}."


def _task(sentence: str) -> Callable[[str, Values, Telling], str]:
    def say(who: str, values: Values, telling: Telling) -> str:
        kind = str(values.get("kind"))
        return sentence.format(who=who, task=tasks.NAMES[Kind(kind)] if kind in set(Kind) else kind)

    return say


def _asked_to_remove(who: str, values: Values, telling: Telling) -> str:
    wanted = "be taken down" if values.get("proposed") == REMOVAL else "stay longer than planned"
    return f"{who} asked that it {wanted}."


def _removal_signed(what: str) -> Callable[[str, Values, Telling], str]:
    def say(who: str, values: Values, telling: Telling) -> str:
        return f"{what} is signed by {' and '.join(values.get('signed_by', []))}."

    return say


SENTENCES: dict[str, Callable[[str, Values, Telling], str]] = {
    Event.POST_DRAFTED: _plain("{who} began it."),
    Event.POST_EDITED: _plain("{who} changed the words."),
    Event.POST_SUBMITTED: _plain("{who} sent version {version} for sign-off."),
    Event.POST_RETURNED_BY_REVIEW: _plain("The check sent it back."),
    Event.POST_WITHDRAWN: _plain("{who} withdrew it."),
    Event.POST_APPROVED: _approved,
    Event.SIGN_OFF_OPENED: _stages,
    Event.SIGN_OFF_ASKED: _asked,
    Event.SIGN_OFF_ESCALATED: _escalated,
    Event.SIGN_OFF_EXPIRED: _plain("It was not signed in time, so it does not go out."),
    Event.SIGN_OFF_VOID: _plain("The names given so far are void."),
    Event.SIGNED: _decided("signed"),
    Event.RETURNED: _decided("returned it"),
    Event.REJECTED: _decided("rejected it"),
    Event.MISREAD_CLAIMED: _plain("{who} says that the rule is wrong here ({rule})."),
    Event.MISREAD_CONFIRMED: _plain("{who} confirmed that the rule is wrong here ({rule})."),
    Event.PERMISSION_CLAIMED: _plain("{who} says that {document} permits what the check stopped ({rule})."),
    Event.PERMISSION_GIVEN: _plain("{who} permitted what the check stopped ({rule}), by {document}."),
    Event.ATTEMPT_STARTED: _plain("A try at sending it to {page} began."),
    Event.DELIVERY_SENT: _plain("It is out on {page_name}."),
    Event.DELIVERY_REFUSED: _plain("The platform refused it on {page}."),
    Event.DELIVERY_DEFERRED: _plain("The platform asked us to wait with {page}."),
    Event.DELIVERY_NOT_CONFIRMED: _plain("Not confirmed on {page}: there was no clear answer."),
    Event.DELIVERY_NOT_SENT: _plain("Nothing left for {page}; it is tried again."),
    Event.DELIVERY_MISSED: _plain("It missed its time on {page}, and will not go out there."),
    Event.DELIVERY_HANDED_OVER: _plain("Handed over to be posted by hand on {page}."),
    Event.DELIVERY_HELD: _plain("Held for {page}: something stands in its way."),
    Event.DELIVERY_RELEASED: _plain("{who} looked at it after a pause and let it go out on {page}."),
    Event.DELIVERY_WITHDRAWN: _plain("{who} took {page} off."),
    Event.DELIVERY_NARROWED: _plain("{who} moved the latest time on {page} forward."),
    Event.DELIVERY_RETIMED: _plain("The time on {page} was moved."),
    Event.DELIVERY_SETTLED_BY_PERSON: _by_person,
    Event.FACT_CHANGED: _fact_changed,
    Event.TASK_OPENED: _task("Asked for: {task}."),
    Event.TASK_REMINDED: _task("Reminded of: {task}."),
    Event.TASK_ESCALATED: _task("Late, so others were asked as well: {task}."),
    Event.TASK_DONE: _task("{who} finished: {task}."),
    Event.TASK_DROPPED: _task("No longer needed: {task}."),
    Event.REMOVAL_PROPOSED: _asked_to_remove,
    Event.REMOVAL_APPROVED: _removal_signed("That it is taken down"),
    Event.REMOVAL_POSTPONED: _removal_signed("That the removal is put off"),
    Event.REMOVAL_PLANNED: _plain("It comes down from {page} after {after_days} days: {authority}."),
    Event.REMOVAL_STARTED: _plain("A try at taking it down from {page} began."),
    Event.REMOVAL_NOT_CONFIRMED: _plain("Not confirmed that it is gone from {page}."),
    Event.REMOVAL_HANDED_OVER: _plain("It has to be taken down from {page} by hand."),
    Event.DELIVERY_REMOVED: _plain("It was taken down from {page_name}: {authority}."),
    Event.PAGE_ITEMS_PROPOSED: _plain("The required items were worded and wait for names."),
    Event.PAGE_ITEMS_SIGNED: _plain("Every name for the required items is there."),
    Event.PAGE_ITEMS_WRITTEN: _plain("The signed items were written to the page."),
    Event.PAGE_ITEMS_READ_BACK: _plain("The page shows what was signed."),
    Event.PAGE_ITEMS_CHANGED: _plain("The page no longer shows what was signed."),
    Event.PAGE_ENABLED: _plain("The page is on duty: posts go out there."),
    Event.PAGE_DISABLED: _plain("The page was taken off duty."),
    Event.PAGE_CREDENTIAL_SET: _plain("{who} connected the page anew."),
    Event.PAGE_ACCESS_RENEWED: _plain("The page’s access was renewed."),
    Event.PAGE_ACCESS_REVOKED: _no_access,
    Event.PAGE_HANDED_OVER: _plain("{who} set the page to be served by hand."),
    Event.PAGE_TAKEN_BACK: _plain("{who} gave the page back to the program."),
    Event.POST_REGISTERED: _plain("{who} registered a post that was made outside Countersign."),
}
