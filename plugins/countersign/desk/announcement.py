"""What is to be said of an incident, and its exact words for each page; nothing here is stored."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from countersign import limits, outcome, pages, platforms, timetable, wording
from countersign.agency import PageEntry, Policy
from countersign.alerts import templates
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import Incident
from countersign.alerts.templates import LENGTHS, Act, Template
from countersign.content import Draft, FinalText, Finding, SignedWindow
from countersign.desk import threads
from countersign.desk.threads import Live
from countersign.errors import Invalid, Refused
from countersign.pages import Page

#: Before the platform's own end of the time for changes.
EDIT_MARGIN = timedelta(minutes=3)


class NothingToSay(Refused):
    """There is no page on which this could be said. Nothing was sent; choose pages, or ask the administrator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is to be said: a template's act with its fields, where, about which incident, and on whose word."""

    template: Template
    act: Act
    #: Clean values of the fields and of templates.COMMON.
    values: Mapping[str, str]
    incident: Incident
    pages: tuple[str, ...]
    until: datetime
    mode: Mode
    standing: Standing
    #: The person who invoked it, or None for a message.
    person: str | None = None
    #: The source whose message invoked it: its name, and its number.
    source: str | None = None
    source_id: uuid.UUID | None = None
    language: str = "en"
    #: In which language the free words among the values stand.
    own: str = "en"
    #: By language, what of the values was said in that language itself.
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Why, where a person ends an incident or takes it back.
    reason: str = ""
    #: Nothing was said of its incident before.
    begins: bool = False
    #: It goes to pages that nobody reads, stands on no signed set, and nobody owes it a look.
    drill: bool = False

    def words(self, language: str) -> dict[str, str]:
        """What a text in some language may name."""
        base = language.partition("-")[0]
        return templates.in_language(self.template, self.values, self.local, language=base, own=self.own)


def final_texts(
    s: Session, told: Announcement, policy: Policy, *, draft: Draft, now: datetime
) -> tuple[FinalText, ...]:
    """The exact words for each page, in its language, long where that fits.

    Invalid names the pages on which they do not fit; for a message the others go on without them.
    """
    window = SignedWindow(now, max(told.until, now + timedelta(minutes=5)))
    stands = threads.live(s, told.incident) if told.act is not Act.ALERT else {}
    made, wrong = [], {}
    for _, page in sorted(pages.by_id(s, told.pages).items()):
        entry_of_page = policy.page(page.id)
        if entry_of_page is None or page.closed:
            continue
        here = _Here(page, entry_of_page, _editable(s, stands.get(page.id), told, page, entry_of_page, now))
        answered = stands[page.id].ref if page.id in stands else None
        found = _for_page(told, here, policy, draft=replace(draft, in_reply_to=answered), window=window)
        if isinstance(found, FinalText):
            made.append(found)
        else:
            wrong[page.id] = found.message
    if wrong and not (made and told.source):
        raise Invalid(wrong)
    if not made:
        raise NothingToSay
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Here:
    """A page on which something is said, and what it calls the post that gets the new words, if it can and should."""

    page: Page
    entry: PageEntry
    edits: str | None


def _editable(
    s: Session, stands: Live | None, told: Announcement, page: Page, entry_of_page: PageEntry, now: datetime
) -> str | None:
    """The post that an update changes where it stands: by the page's ability and the agency's choice."""
    caps = platforms.adapter(page.way).caps
    if stands is None or told.act is not Act.UPDATE or entry_of_page.updates != "edit" or not caps.can_edit:
        return None
    since = stands.delivery.sent
    late = caps.edit_within is not None and (since is None or now > since + caps.edit_within - EDIT_MARGIN)
    often = caps.most_edits is not None and stands.edits >= caps.most_edits
    return None if late or often or len(outcome.final_text(s, stands.delivery).parts) != 1 else stands.ref


def _for_page(
    told: Announcement, here: _Here, policy: Policy, *, draft: Draft, window: SignedWindow
) -> FinalText | Finding:
    page = here.page
    taken = limits.stored(page.platform, page.limits, characters=here.entry.limit)
    until = timetable.spoken(told.until, policy.agency.zone, page.language)
    values = {**told.words(page.language), "until": until}
    found: FinalText | Finding | None = None
    for length in LENGTHS:
        words = templates.render(told.template, told.act, language=page.language, length=length, values=values)
        worded = replace(draft, text=words, language=page.language)
        found = wording.final_text(worded, here.entry, policy, limits=taken, window=window)
        if isinstance(found, FinalText):
            changes = here.edits and len(found.parts) == 1
            return replace(found, edits=here.edits, in_reply_to=None) if changes else found
    assert found is not None
    return found


def draft_of(s: Session, told: Announcement) -> Draft:
    """The draft of what is to be said, in the agency's own language; its pages have theirs."""
    values = told.words(told.language)
    text = templates.render(told.template, told.act, language=told.language, length="long", values=values)
    facts = {"incident_name": told.incident.label, "case_number": told.incident.label}
    first = None if told.begins else threads.first_post(s, told.incident)
    return Draft(
        text=text,
        category=told.template.category,
        language=told.language,
        pages=told.pages,
        facts=facts,
        in_reply_to=str(first) if first else None,
    )


def common(policy: Policy, *, place: str, until: datetime, event: str, language: str = "en") -> dict[str, str]:
    """What every template may name, besides its own fields."""
    return {
        "place": templates.clean(place),
        "until": timetable.spoken(until, policy.agency.zone, language),
        "agency": policy.agency.name,
        "event": templates.clean(event),
        "more": policy.agency.url,
        "emergency": policy.agency.emergency,
    }
