"""From an approved template to deliveries: the one road of every urgent post, whether a person or a message began it.

Post, version, final texts, sign-off and deliveries are made in one transaction. Where the template's policy asks for
nobody now, the sign-off stands on the set that was signed before, and a second person's look is owed afterwards.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import (
    approvals,
    content,
    database,
    pages,
    policies,
    posts,
)
from countersign.agency import Category, Policy, StageEntry
from countersign.alerts import sources, templates
from countersign.alerts.sets import Mode
from countersign.alerts.tables import Source
from countersign.alerts.templates import ENDING, Act
from countersign.approvals import Proposal, ProposalState
from countersign.content import Draft, FinalText
from countersign.desk import announcement, doubts, effects, owed
from countersign.desk.announcement import Announcement
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import Page
from countersign.people import Person
from countersign.posts import FinalTextRow, Post, Status, Version
from countersign.tasks import Kind

#: How an incident is over after what a person says of it.
ENDS = {Act.CANCEL: "over", Act.FALSE_ALARM: "false alarm"}
#: A second person has looked at what went out with nobody's name within this time.
REVIEWED_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Announced:
    """The post that was made, and the pages for which it has words."""

    post: Post
    pages: frozenset[str]


def announce(s: Session, told: Announcement, *, now: datetime) -> Announced:
    """Make it a post and, where its policy asks nobody now, its deliveries, due at once."""
    number, policy = policies.in_force(s)
    category = policy.category(told.template.category)
    if category is None:
        raise announcement.NothingToSay(f"The agency has no category {told.template.category}. Nothing was sent.")
    kept = {name: told.values.get(name, "") for name in (*(blank.id for blank in told.template.blanks), "place")}
    told.incident.fields = templates.kept(kept, told.local, own=told.own)
    s.flush()  # A new incident's number is given.
    draft = announcement.draft_of(s, told)
    texts = announcement.final_texts(s, told, policy, draft=draft, now=now)
    asked = doubts.doubts(told, texts, policy, draft=draft, now=now)
    told = replace(told, mode=doubts.mode_after(told, asked))
    post, version = _post(s, draft, told, now)
    rows = [FinalTextRow(version_id=version.id, page_id=t.page, policy=number, body=t.to_json()) for t in texts]
    s.add_all(rows)
    posts.add_findings(s, version.id, asked, policy=number, step="rules")
    proposal = _proposal(s, post, version, draft, told, texts, category=category, number=number, now=now)
    if told.mode is not Mode.TWO_PERSON:
        approvals.move(proposal, ProposalState.APPROVED, now=now)
    posts.move(post, Status.SIGN_OFF, now=now)
    if told.mode is Mode.TWO_PERSON:
        _opened(s, post, proposal, now)
        database.signal(s, database.SIGN_OFF)
    else:
        effects.POSTS.deliver(s, proposal, rows, signers=[], now=now)
        if not told.drill:
            _owe_a_look(s, post, told, policy, now)
    return Announced(post, frozenset(text.page for text in texts))


def _post(s: Session, draft: Draft, told: Announcement, now: datetime) -> tuple[Post, Version]:
    author, version_id = told.person or _machine(s), uuid.uuid4()
    post = Post(
        id=uuid.uuid4(),
        version_id=version_id,
        author=author,
        category=draft.category,
        draft=draft.to_json(),
        in_reply_to=uuid.UUID(draft.in_reply_to) if draft.in_reply_to else None,
        status=Status.SUBMITTED,
        created=now,
        changed=now,
    )
    version = Version(
        id=version_id,
        post_id=post.id,
        number=1,
        author=author,
        editors=[],
        draft=post.draft,
        submitted=now,
        submitted_by=author,
    )
    s.add_all((post, version))
    s.flush()  # The post's number is given.
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
        "name": told.template.name,
        "act": told.act.value,
        "mode": told.mode.value,
        "invoked_by": told.person or told.source,
        "source": str(told.source_id) if told.source_id else None,
        "signed_by": list(told.standing.signers),
        "drill": told.drill,
    }
    proposal = Proposal(
        id=uuid.uuid4(),
        kind=effects.POST,
        state=ProposalState.OPEN,
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
            "source": told.source,
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
    values = {"number": post.number, "incident": told.incident.number, "digest": proposal.digest, **basis}
    entry(s, Event.ALERT_RAISED, f"post:{post.id}", values, actor=told.person or MACHINE, now=now)
    return proposal


def _opened(s: Session, post: Post, proposal: Proposal, now: datetime) -> None:
    values: dict[str, Any] = {"number": post.number, "proposal": str(proposal.id), "digest": proposal.digest}
    stages = {"stages": [stage.name for stage in proposal.stages]}
    entry(s, Event.SIGN_OFF_OPENED, f"post:{post.id}", values | stages, actor=MACHINE, now=now)


def _owe_a_look(s: Session, post: Post, told: Announcement, policy: Policy, now: datetime) -> None:
    """A second person looks at it afterwards: whoever is on watch, else those to whom everything escalates."""
    owner = StageEntry(
        name="second look",
        watch=True,
        roles=tuple(policy.watch.roles),
        within=REVIEWED_WITHIN,
        escalate_to=tuple(policy.escalation),
    )
    by = f"a message of {told.source}" if told.source else "one person on watch"
    why = f"It went out on the word of {by}, by the template “{told.template.name}” that was signed before."
    silent = _told_lately(s, told, now)
    owed.open_now(s, post, Kind.REVIEW, owner=owner, why=why, silent=silent, source=told.source, now=now)


def _told_lately(s: Session, told: Announcement, now: datetime) -> bool:
    """Whether people know already that looks at this source's messages are owed; if not, they are told now."""
    source = s.get(Source, told.source_id) if told.source_id else None
    if source is None:
        return False
    lately = source.asked is not None and now - source.asked < sources.GATHERED
    source.asked = source.asked if lately else now
    return lately or sources.storming(source, now)


def _machine(s: Session) -> str:
    """The row that stands for what no person typed; it is no one who can sign in or sign."""
    if s.get(Person, MACHINE) is None:
        s.add(Person(id=MACHINE, name="Countersign", title="automatic, by a signed template", email=""))
        s.flush()
    return MACHINE


def reachable(s: Session, policy: Policy, wanted: Collection[str] = ()) -> tuple[str, ...]:
    """The pages on which an alert goes out: those asked for, else every live page of the agency that is enabled."""
    found = [page.id for page in pages.hold(s, s.scalars(_LIVE)) if policy.page(page.id)]
    return tuple(page for page in found if not wanted or page in wanted)


_LIVE = (
    select(Page)
    .where(Page.enabled, Page.closed.is_(None), Page.mode == "live", Page.kind == "official")
    .order_by(Page.id)
)


def drill_pages(s: Session) -> tuple[str, ...]:
    """The pages that nobody reads."""
    return tuple(page.id for page in s.scalars(select(Page).where(Page.mode == "sink", Page.closed.is_(None))))
