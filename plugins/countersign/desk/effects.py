"""What a sign-off does to its subject, by kind; `approvals` itself knows no kind.

A new kind is one class here and one line in EFFECTS.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, database, notices, pages, pauses, policies, posts, timetable
from countersign.alerts import sets, sources
from countersign.approvals import Decision, Proposal
from countersign.content import Draft, FinalText
from countersign.deliveries import Delivery
from countersign.desk import owed, planning, threads
from countersign.desk.removal_effects import EXCEPTION, REMOVAL, ExceptionEffect, RemovalEffect
from countersign.desk.rule_effects import RULE, RuleEffect
from countersign.errors import Stale
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import Page, PageItems
from countersign.posts import FinalTextRow, Post, Status

POST = "post"
PAGE_ITEMS = "page_items"
POLICY = "policy"


class Effect(Protocol):
    """What happens to the subject of one kind of proposal."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Lock the subject, before the proposal itself is locked."""

    def subject(self, proposal: Proposal) -> str:
        """How the record names the subject."""

    def path(self, proposal: Proposal) -> str:
        """The page of the subject in the staff's application."""

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Every name is there."""

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Returned, rejected or expired."""


class PostEffect:
    """A version of a post: approval makes one delivery for each page."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Lock the post."""
        posts.locked(s, uuid.UUID(proposal.subject))

    def subject(self, proposal: Proposal) -> str:
        """The post."""
        return f"post:{proposal.subject}"

    def path(self, proposal: Proposal) -> str:
        """The post's page."""
        return f"/posts/{proposal.subject}"

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Make the deliveries and wake the publishers."""
        self.deliver(s, proposal, final_texts(s, proposal), signers=signers, now=now)

    def deliver(
        self,
        s: Session,
        proposal: Proposal,
        rows: Sequence[FinalTextRow],
        *,
        signers: Iterable[Decision],
        now: datetime,
    ) -> None:
        """The same for whoever has the frozen texts at hand."""
        threads.approved(s, proposal, now=now)
        post = s.get_one(Post, uuid.UUID(proposal.subject))
        posts.move(post, Status.APPROVED, now=now)
        draft = Draft.from_json(post.draft)
        thread = proposal.details.get("thread") or str(post.in_reply_to or post.corrects or post.id)
        made: list[Delivery] = []
        known = pages.by_id(s, [row.page_id for row in rows])
        turns = planning.last_turns(s, thread)
        for row in rows:
            text, page = FinalText.from_json(row.body), known[row.page_id]
            assert text.window, "a final text is frozen with its signed window"
            at, latest = planning.when(s, draft, page, window=text.window, now=now)
            made.append(
                Delivery(
                    id=uuid.uuid4(),
                    post_id=post.id,
                    version_id=row.version_id,
                    proposal_id=proposal.id,
                    page_id=page.id,
                    category=post.category,
                    unit=planning.unit(s, draft, post.author),
                    incident=pauses.incident_key(draft.facts.get("case_number")),
                    digest=proposal.digest,
                    mode=page.mode,
                    lane="urgent" if proposal.details.get("urgent") else "routine",
                    thread=thread,
                    edits=threads.edited(s, thread, page.id, ref=text.edits) if text.edits else None,
                    turn=max(at, turns.get(page.id, at)),
                    due=at,
                    not_before=text.window.earliest,
                    not_after=latest,
                    created=now,
                    changed=now,
                )
            )
        s.add_all(made)
        pauses.ensure_gates(s, {scope for one in made for scope in pauses.scopes_of(one)})
        owed.plan(s, post, proposal, made, now=now)
        values = {
            "number": post.number,
            "digest": proposal.digest,
            "signed_by": [f"{d.name}, {d.title}" for d in signers],
        }
        entry(s, Event.POST_APPROVED, self.subject(proposal), values, actor=MACHINE, now=now)
        facts = {
            "what": post.label,
            "category": post.category,
            "due": timetable.spoken(min(one.due for one in made), policies.current(s).agency.zone),
        }
        notices.tell(s, [post.author], "approved", facts=facts, path=self.path(proposal), now=now)
        database.signal(s, database.URGENT if proposal.details.get("urgent") else database.DUE)

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Hand the post back, or end it."""
        posts.move(s.get_one(Post, uuid.UUID(proposal.subject)), status, now=now, reason=reason)


class PageItemsEffect:
    """The eight items of a page: approval lets them be written."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Lock the items."""
        self._items(s, proposal)

    def subject(self, proposal: Proposal) -> str:
        """The page."""
        return f"page:{proposal.subject}"

    def path(self, proposal: Proposal) -> str:
        """The page's own page."""
        return f"/pages/{proposal.subject}"

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Mark them signed and wake who writes them."""
        self._items(s, proposal).signed = now
        values = {"digest": proposal.digest, "signed_by": [f"{d.name}, {d.title}" for d in signers]}
        entry(s, Event.PAGE_ITEMS_SIGNED, self.subject(proposal), values, actor=MACHINE, now=now)
        database.signal(s, database.ITEMS)

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Set them aside, so that they can be proposed anew."""
        self._items(s, proposal).superseded = now

    def _items(self, s: Session, proposal: Proposal) -> PageItems:
        s.get(Page, proposal.subject, with_for_update=True)
        return s.scalars(select(PageItems).where(PageItems.proposal_id == proposal.id).with_for_update()).one()


class PolicyEffect:
    """A change of the agency's policy: approval puts it in force, if nothing else was put in force meanwhile."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Let one change of policy be decided at a time."""
        policies.lock(s)

    def subject(self, proposal: Proposal) -> str:
        """The policy."""
        return "policy"

    def path(self, proposal: Proposal) -> str:
        """The page of the sign-off."""
        return f"/agency/changes/{proposal.id}"

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Put it in force."""
        body = json.loads(proposal.canonical)
        if body["base"] != policies.current_number(s):
            raise Stale("Another policy was put in force meanwhile. Nothing was changed; propose this change anew.")
        policy = agency.from_json(body["policy"])
        policies.apply(s, policy, who=proposal.authors[0], why=proposal.details["why"], now=now)

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Nothing changes."""


POSTS = PostEffect()
EFFECTS: dict[str, Effect] = {
    POST: POSTS,
    PAGE_ITEMS: PageItemsEffect(),
    POLICY: PolicyEffect(),
    RULE: RuleEffect(),
    REMOVAL: RemovalEffect(),
    EXCEPTION: ExceptionEffect(),
    sets.KIND: sets.TemplateSetEffect(),
    sources.KIND: sources.SourceEffect(),
}


def final_texts(s: Session, proposal: Proposal) -> list[FinalTextRow]:
    """The frozen texts that a post's proposal is about, by page."""
    query = select(FinalTextRow).where(
        FinalTextRow.version_id == uuid.UUID(proposal.details["version"]),
        FinalTextRow.policy == proposal.policy,
    )
    return list(s.scalars(query.order_by(FinalTextRow.page_id)))
