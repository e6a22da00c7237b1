"""Corrections: a new post that is linked to the published one and goes through the chain that one was signed by."""

import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.agency import StageEntry
from countersign.approvals import Proposal
from countersign.content import Draft
from countersign.deliveries import Delivery, State
from countersign.desk.writing import draft, readable
from countersign.errors import WrongState
from countersign.posts import Post, Status


def correct(s: Session, who: str, post_id: uuid.UUID, content: Draft, *, now: datetime) -> Post:
    """Begin a correction of a published post: its category, on its pages, answering it where the platform can."""
    original = readable(s, who, post_id, now=now)
    if original.status is not Status.PUBLISHED:
        raise WrongState("Only what is published is corrected. Nothing was changed; change the words instead.")
    return draft(s, who, as_correction(original, content), now=now)


def as_correction(original: Post, content: Draft) -> Draft:
    """The same words, as a correction of a post: in its category, and as an answer to it."""
    return replace(content, category=original.category, corrects=str(original.id), in_reply_to=str(original.id))


def beginning(s: Session, original: Post, text: str) -> Draft:
    """The sheet on which a correction begins: the pages on which the original is out, and its facts."""
    told = Draft.from_json(original.draft)
    out = set(s.scalars(select(Delivery.page_id).where(Delivery.post_id == original.id, Delivery.state == State.SENT)))
    pages = tuple(page for page in told.pages if page in out)
    fresh = Draft(text=text, category=original.category, language=told.language, pages=pages, facts=told.facts)
    return as_correction(original, fresh)


def signed_chain(s: Session, original: uuid.UUID) -> tuple[StageEntry, ...]:
    """The chain by which the published version of a post was signed; empty when it never went out."""
    query = (
        select(Proposal)
        .join(Delivery, Delivery.proposal_id == Proposal.id)
        .where(Delivery.post_id == original, Delivery.state == State.SENT)
        .order_by(Delivery.sent)
        .limit(1)
    )
    found = s.scalars(query).first()
    return found.stages if found else ()
