"""Everything that is known about some deliveries, read with a few queries however many they are."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.orm import Session, defer, undefer

from countersign.approvals import Decision, Proposal
from countersign.content import FinalText
from countersign.deliveries import Attempt, Delivery
from countersign.pages import Page
from countersign.posts import FinalTextRow, Post, Version


@dataclass(frozen=True, slots=True)
class Brief:
    """One delivery with its page, its sign-off, its frozen words and the attempts at it, oldest first."""

    delivery: Delivery
    page: Page
    proposal: Proposal
    version: Version
    post: Post
    text: FinalTextRow | None
    #: The frozen words as a value.
    final_text: FinalText | None
    decisions: tuple[Decision, ...]
    attempts: tuple[Attempt, ...]


def gather(s: Session, deliveries: Iterable[Delivery]) -> dict[uuid.UUID, Brief]:
    """The briefs of these deliveries by their ids; while they are kept, `s.get` of a part of them asks nobody."""
    wanted = {d.id: d for d in deliveries}
    rows = list(s.execute(_JOINED, {"ids": list(wanted)}))
    decisions: dict[uuid.UUID, list[Decision]] = defaultdict(list)
    # What stands on words that were signed before has no stages, and nobody decided about it.
    if staged := list({row.Proposal.id for row in rows if row.Proposal.chain}):
        for decision in s.scalars(_DECISIONS, {"ids": staged}):
            decisions[decision.proposal_id].append(decision)
    attempts: dict[uuid.UUID, list[Attempt]] = defaultdict(list)
    if tried := [id for id, d in wanted.items() if d.attempts]:
        for attempt in s.scalars(_ATTEMPTS, {"ids": tried}):
            attempts[attempt.delivery_id].append(attempt)
    found: dict[uuid.UUID, Brief] = {}
    for id, page, proposal, version, post, text in rows:
        words = FinalText.from_json(text.body) if text else None
        signed, tried_before = tuple(decisions[proposal.id]), tuple(attempts[id])
        found[id] = Brief(wanted[id], page, proposal, version, post, text, words, signed, tried_before)
    return found


#: What nobody asks of them here: each column of each row costs.
_NOT_ASKED = (
    *map(defer, (Post.draft, Post.editors, Post.reason, Post.series_id, Post.created, Post.changed)),
    *map(defer, (Proposal.title, Proposal.sensitive, Proposal.closes, Proposal.ended, Proposal.reason)),
    *map(defer, (Version.author, Version.editors, Version.submitted_by)),
)
_IDS: BindParameter[uuid.UUID] = bindparam("ids", expanding=True)
# Made once: putting a statement together costs more than carrying it out.
_JOINED = (
    select(Delivery.id, Page, Proposal, Version, Post, FinalTextRow)
    .join(Page, Page.id == Delivery.page_id)
    .join(Proposal, Proposal.id == Delivery.proposal_id)
    .join(Version, Version.id == Delivery.version_id)
    .join(Post, Post.id == Delivery.post_id)
    .outerjoin(
        FinalTextRow,
        and_(
            FinalTextRow.version_id == Delivery.version_id,
            FinalTextRow.page_id == Delivery.page_id,
            FinalTextRow.policy == Proposal.policy,
        ),
    )
    .where(Delivery.id.in_(_IDS))
    .options(undefer(Proposal.canonical), *_NOT_ASKED)
)
_DECISIONS = select(Decision).where(Decision.proposal_id.in_(_IDS)).order_by(Decision.at)
_ATTEMPTS = select(Attempt).where(Attempt.delivery_id.in_(_IDS)).order_by(Attempt.number)
