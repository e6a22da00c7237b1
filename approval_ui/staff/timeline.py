"""Everything that happened to a post and its deliveries, from the record, in plain sentences."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from approval_ui.staff import wordings
from countersign.agency import Policy
from countersign.log.record import Event
from countersign.log.tables import Entry, EntryValue

MACHINES = {"machine": "Countersign", "setup": "The set-up"}
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
    Event.ATTEMPT_STARTED: _plain("A try at sending it to {page} began."),
    Event.DELIVERY_SENT: _plain("It is out on {page_name}."),
    Event.DELIVERY_REFUSED: _plain("The platform refused it on {page}."),
    Event.DELIVERY_DEFERRED: _plain("The platform asked us to wait with {page}."),
    Event.DELIVERY_NOT_CONFIRMED: _plain("Not confirmed on {page}: there was no clear answer."),
    Event.DELIVERY_NOT_SENT: _plain("Nothing left for {page}; it is tried again."),
    Event.DELIVERY_MISSED: _plain("It missed its time on {page}, and will not go out there."),
    Event.DELIVERY_HANDED_OVER: _plain("Handed over to be posted by hand on {page}."),
    Event.DELIVERY_HELD: _plain("Held for {page}: something stands in its way."),
    Event.DELIVERY_WITHDRAWN: _plain("{who} took {page} off."),
    Event.DELIVERY_NARROWED: _plain("{who} moved the latest time on {page} forward."),
    Event.DELIVERY_RETIMED: _plain("The time on {page} was moved."),
    Event.DELIVERY_SETTLED_BY_PERSON: _by_person,
    Event.PAGE_ITEMS_PROPOSED: _plain("The required items were worded and wait for names."),
    Event.PAGE_ITEMS_SIGNED: _plain("Every name for the required items is there."),
    Event.PAGE_ITEMS_WRITTEN: _plain("The signed items were written to the page."),
    Event.PAGE_ITEMS_READ_BACK: _plain("The page shows what was signed."),
    Event.PAGE_ITEMS_CHANGED: _plain("The page no longer shows what was signed."),
    Event.PAGE_ENABLED: _plain("The page is on duty: posts go out there."),
    Event.PAGE_DISABLED: _plain("The page was taken off duty."),
    Event.PAGE_CREDENTIAL_SET: _plain("{who} connected the page anew."),
}
