"""From an approved template to deliveries: the one road of every urgent post, whether a person or a message began it.

Post, version, final texts, sign-off and deliveries are made in one transaction. Where the template's policy asks for
nobody now, the sign-off stands on the set that was signed before, and a second person's look is owed afterwards.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import (
    approvals,
    content,
    database,
    limits,
    policies,
    posts,
    screening,
    tasks,
    timetable,
    wording,
)
from countersign.agency import Category, PageEntry, Policy, StageEntry
from countersign.alerts import templates
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import Incident
from countersign.alerts.templates import ENDING, LENGTHS, Act, Template
from countersign.approvals import Proposal, ProposalState
from countersign.content import Draft, FinalText, Finding, Severity, SignedWindow
from countersign.desk import effects, owed, threads
from countersign.errors import Invalid, Refused
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import Page
from countersign.people import Person
from countersign.posts import FinalTextRow, Post, Status, Version
from countersign.tasks import Kind, Task, TaskState

#: Who writes what no person typed; it is no one who can sign in or sign.
MACHINE_AUTHOR = "machine"
#: How an incident is over after what a person says of it.
ENDS = {Act.CANCEL: "over", Act.FALSE_ALARM: "false alarm"}
#: A second person has looked at what went out with nobody's name within this time.
REVIEWED_WITHIN = timedelta(minutes=30)


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
    #: By language, what of the values a message says in that language itself.
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Why, where a person ends an incident or takes it back.
    reason: str = ""
    #: It goes to pages that nobody reads, stands on no signed set, and nobody owes it a look.
    drill: bool = False


def announce(s: Session, told: Announcement, *, now: datetime) -> Post:
    """Make it a post and, where its policy asks nobody now, its deliveries, due at once."""
    policy, number = policies.current(s), policies.current_number(s)
    category = policy.category(told.template.category)
    if category is None:
        raise NothingToSay(f"The agency has no category {told.template.category}. Nothing was sent.")
    draft = draft_of(s, told)
    texts = final_texts(s, told, policy, draft=draft, now=now)
    _screened(draft, texts, policy, now)
    post, version = _post(s, draft, told, texts, number=number, now=now)
    proposal = _proposal(s, post, version, draft, told, texts, category=category, number=number, now=now)
    kept = {blank.id: told.values.get(blank.id, "") for blank in told.template.blanks}
    told.incident.fields = kept | {"place": told.values.get("place", "")}
    posts.move(post, Status.SIGN_OFF, now=now)
    if told.mode is Mode.TWO_PERSON:
        _opened(s, post, proposal, now)
        database.signal(s, database.SIGN_OFF)
        return post
    approvals.move(proposal, ProposalState.APPROVED, now=now)
    effects.EFFECTS[effects.POST].approved(s, proposal, signers=[], now=now)
    if not told.drill:
        _owe_a_look(s, post, told, policy, now)
    return post


def final_texts(
    s: Session, told: Announcement, policy: Policy, *, draft: Draft, now: datetime
) -> tuple[FinalText, ...]:
    """The exact words for each page, in its language, long where that fits.

    Invalid names the pages on which they do not fit; for a message the others go on without them.
    """
    window = SignedWindow(now, max(told.until, now + timedelta(minutes=5)))
    made, wrong = [], {}
    for page in s.scalars(select(Page).where(Page.id.in_(told.pages), Page.closed.is_(None)).order_by(Page.id)):
        entry_of_page = policy.page(page.id)
        if entry_of_page is None:
            continue
        found = _for_page(s, told, page, entry_of_page, policy, draft=draft, window=window)
        if isinstance(found, FinalText):
            made.append(found)
        else:
            wrong[page.id] = found.message
    if wrong and not (made and told.source):
        raise Invalid(wrong)
    if not made:
        raise NothingToSay
    return tuple(made)


def _for_page(
    s: Session,
    told: Announcement,
    page: Page,
    entry_of_page: PageEntry,
    policy: Policy,
    *,
    draft: Draft,
    window: SignedWindow,
) -> FinalText | Finding:
    taken = limits.stored(page.platform, page.limits, characters=entry_of_page.limit)
    here = replace(draft, language=page.language, in_reply_to=threads.first_on(s, told.incident, page.id))
    values = {**told.values, **told.local.get(page.language.partition("-")[0], {})}
    found: FinalText | Finding | None = None
    for length in LENGTHS:
        words = templates.render(told.template, told.act, language=page.language, length=length, values=values)
        found = wording.final_text(replace(here, text=words), entry_of_page, policy, limits=taken, window=window)
        if isinstance(found, FinalText):
            return found
    assert found is not None
    return found


def draft_of(s: Session, told: Announcement) -> Draft:
    """The draft of what is to be said, in the agency's own language; its pages have theirs."""
    values = told.values
    text = templates.render(told.template, told.act, language=told.language, length="long", values=values)
    facts = {"incident_name": told.incident.label, "case_number": told.incident.label}
    first = threads.first_post(s, told.incident)
    return Draft(
        text=text,
        category=told.template.category,
        language=told.language,
        pages=told.pages,
        facts=facts,
        in_reply_to=str(first) if first else None,
    )


def _screened(draft: Draft, texts: Iterable[FinalText], policy: Policy, now: datetime) -> None:
    """What a rule blocks goes to nobody, however urgent; the words of the template were screened when it was signed."""
    found = [
        finding
        for words in {text.text for text in texts} | {draft.text}
        for finding in screening.screen_rules(replace(draft, text=words), policy, now)
        if finding.severity is Severity.BLOCK and finding.start is not None
    ]
    if found:
        raise Invalid({"text": " ".join(dict.fromkeys(f"{f.message} {f.remedy}" for f in found))})


def _post(
    s: Session, draft: Draft, told: Announcement, texts: Iterable[FinalText], *, number: int, now: datetime
) -> tuple[Post, Version]:
    author = told.person or _machine(s)
    post = Post(
        author=author,
        category=draft.category,
        draft=draft.to_json(),
        in_reply_to=uuid.UUID(draft.in_reply_to) if draft.in_reply_to else None,
        status=Status.SUBMITTED,
        created=now,
        changed=now,
    )
    s.add(post)
    s.flush()
    version = Version(
        post_id=post.id,
        number=1,
        author=author,
        editors=[],
        draft=post.draft,
        submitted=now,
        submitted_by=author,
    )
    s.add(version)
    s.flush()
    post.version_id = version.id
    s.add_all(FinalTextRow(version_id=version.id, page_id=t.page, policy=number, body=t.to_json()) for t in texts)
    return post, version


def _proposal(
    s: Session,
    post: Post,
    version: Version,
    draft: Draft,
    told: Announcement,
    texts: tuple[FinalText, ...],
    *,
    category: Category,
    number: int,
    now: datetime,
) -> Proposal:
    body = content.post_body(draft, texts, policy=number)
    basis = {
        "set": str(told.standing.id),
        "template": told.template.id,
        "act": told.act.value,
        "mode": told.mode.value,
        "invoked_by": told.person or told.source,
        "source": str(told.source_id) if told.source_id else None,
        "signed_by": list(told.standing.signers),
        "drill": told.drill,
    }
    proposal = Proposal(
        kind=effects.POST,
        subject=str(post.id),
        title=post.label,
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=number,
        category=draft.category,
        authors=[post.author],
        chain=approvals.STAGES.dump_python(category.chain, mode="json") if told.mode is Mode.TWO_PERSON else [],
        sensitive=category.sensitive,
        details={
            "version": str(version.id),
            "pages": [t.page for t in texts],
            "urgent": True,
            "due": None,
            "thread": told.incident.thread,
            "incident": {
                "id": str(told.incident.id),
                "replaces": told.act is not Act.ALERT,
                "how": "cancelled" if told.source and told.act in ENDING else ENDS.get(told.act, ""),
                "reason": told.reason,
                "who": told.person or MACHINE,
            },
        }
        | ({} if told.mode is Mode.TWO_PERSON else {"basis": basis}),
        opened=now,
        closes=min(now + category.max_wait, told.until) if told.mode is Mode.TWO_PERSON else told.until,
    )
    s.add(proposal)
    s.flush()
    values = {"number": post.number, "incident": told.incident.number, "digest": proposal.digest, **basis}
    entry(s, Event.ALERT_RAISED, f"post:{post.id}", values, actor=told.person or "machine", now=now)
    return proposal


def _opened(s: Session, post: Post, proposal: Proposal, now: datetime) -> None:
    values: dict[str, Any] = {"number": post.number, "proposal": str(proposal.id), "digest": proposal.digest}
    stages = {"stages": [stage.name for stage in proposal.stages]}
    entry(s, Event.SIGN_OFF_OPENED, f"post:{post.id}", values | stages, actor=MACHINE, now=now)


def _owe_a_look(s: Session, post: Post, told: Announcement, policy: Policy, now: datetime) -> None:
    """A second person looks at it afterwards: whoever is on watch, else those to whom everything escalates.

    It takes the place of the look that the category plans for later.
    """
    planned = select(Task).where(Task.post_id == post.id, Task.kind == Kind.REVIEW, Task.state == TaskState.PLANNED)
    for task in s.scalars(planned):
        tasks.move(task, TaskState.DROPPED, now=now, reason="A second look is owed at once.")
    owner = StageEntry(
        name="second look",
        watch=True,
        roles=tuple(policy.watch.roles),
        within=REVIEWED_WITHIN,
        escalate_to=tuple(policy.escalation),
    )
    by = f"a message of {told.source}" if told.source else "one person on watch"
    why = f"It went out on the word of {by}, by the template “{told.template.name}” that was signed before."
    owed.open_now(s, post, Kind.REVIEW, owner=owner, why=why, now=now)


def _machine(s: Session) -> str:
    """The row that stands for what no person typed."""
    if s.get(Person, MACHINE_AUTHOR) is None:
        s.add(Person(id=MACHINE_AUTHOR, name="Countersign", title="automatic, by a signed template", email=""))
        s.flush()
    return MACHINE_AUTHOR


def common(policy: Policy, *, place: str, until: datetime, event: str) -> dict[str, str]:
    """What every template may name, besides its own fields."""
    return {
        "place": templates.clean(place),
        "until": timetable.spoken(until, policy.agency.zone),
        "agency": policy.agency.name,
        "event": templates.clean(event),
        "more": policy.agency.url,
        "emergency": policy.agency.emergency,
    }


def reachable(s: Session, policy: Policy, wanted: Collection[str] = ()) -> tuple[str, ...]:
    """The pages on which an alert goes out: those asked for, else every live page of the agency that is enabled."""
    query = select(Page).where(Page.enabled, Page.closed.is_(None), Page.mode == "live", Page.kind == "official")
    found = [page.id for page in s.scalars(query.order_by(Page.id)) if policy.page(page.id)]
    return tuple(page for page in found if not wanted or page in wanted)


def pages_of(s: Session, post: Post) -> set[str]:
    """The pages for which a post has words."""
    return set(s.scalars(select(FinalTextRow.page_id).where(FinalTextRow.version_id == post.version_id)))


def drill_pages(s: Session) -> tuple[str, ...]:
    """The pages that nobody reads."""
    return tuple(page.id for page in s.scalars(select(Page).where(Page.mode == "sink", Page.closed.is_(None))))
