"""Small builders with which tests tell stories on the sample agency."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from countersign import database, delivery, desk, lookout
from countersign.approvals import Decision, Proposal, Verdict
from countersign.content import Draft
from countersign.deliveries import Delivery
from countersign.delivery import claim, send
from countersign.delivery.claim import ANY
from countersign.pages import Page
from countersign.posts import Post, Status
from countersign.settings import Settings

AUTHOR, COMMANDER, CHIEF = "maya.ortiz", "ines.duarte", "ruth.calloway"
INSIDE, NEIGHBOR = [-121.56, 36.9], [-121.45, 36.9]
TEXT = "Ferry Street between 2nd and 4th is closed on Saturday from 8 a.m. to noon for the harbor market."


def a_draft(text: str = TEXT, *, pages: Iterable[str] = ("newsroom",), place: Any = INSIDE, **more: Any) -> Draft:
    """A community notice that the review has nothing against."""
    return Draft(text=text, category="community_notice", pages=tuple(pages), facts={"place": place}, **more)


def enable(engine: Engine, *page_ids: str, **fields: Any) -> None:
    """Put pages on duty without their items, for tests of what comes after."""
    with database.transaction(engine) as s:
        for page_id in page_ids:
            page = s.get_one(Page, page_id)
            page.enabled = True
            for name, value in fields.items():
                setattr(page, name, value)


def submitted(engine: Engine, draft: Draft | None = None, *, by: str = AUTHOR) -> uuid.UUID:
    """A post that waits for its review."""
    with database.transaction(engine) as s:
        post = desk.draft(s, by, draft or a_draft(), now=database.clock(s))
        desk.submit(s, by, post.id, now=database.clock(s))
        return post.id


def reviewed(engine: Engine, draft: Draft | None = None, *, by: str = AUTHOR) -> uuid.UUID:
    """A post that waits for its first signature."""
    post_id = submitted(engine, draft, by=by)
    delivery.review()
    return post_id


def proposal_of(s: Session, post_id: uuid.UUID) -> Proposal:
    """The newest sign-off of a post."""
    query = select(Proposal).where(Proposal.subject == str(post_id)).order_by(Proposal.number.desc())
    return s.scalars(query).first() or s.scalars(query).one()


def decide(
    engine: Engine, post_id: uuid.UUID, who: str, verdict: Verdict = Verdict.SIGN, *, reason: str = "", digest: str = ""
) -> Decision:
    """One person's decision on the newest sign-off of a post."""
    with database.transaction(engine) as s:
        proposal = proposal_of(s, post_id)
        return desk.decide(
            s,
            who,
            proposal.id,
            verdict=verdict,
            digest=digest or proposal.digest,
            factor="password at the click",
            reason=reason,
            now=database.clock(s),
        )


def approved(engine: Engine, draft: Draft | None = None, *, by: str = AUTHOR) -> uuid.UUID:
    """A post with both its names."""
    post_id = reviewed(engine, draft, by=by)
    for who in (COMMANDER, CHIEF):
        decide(engine, post_id, who)
    return post_id


def deliveries_of(s: Session, post_id: uuid.UUID) -> list[Delivery]:
    """The deliveries of a post, by page."""
    return list(s.scalars(select(Delivery).where(Delivery.post_id == post_id).order_by(Delivery.page_id)))


def post(engine: Engine, post_id: uuid.UUID) -> Post:
    """A post as it stands now."""
    with database.transaction(engine) as s:
        return s.get_one(Post, post_id)


def items_signed(engine: Engine, page_id: str = "newsroom") -> None:
    """The eight items of a page, proposed, signed by its chain, written and read back."""
    lookout.keep_pages()
    with database.transaction(engine) as s:
        items = lookout.items_of(s, page_id)
        assert items and items.proposal_id
        proposal = s.get_one(Proposal, items.proposal_id)
    for who in ("lena.fischer", "olivia.stern"):
        with database.transaction(engine) as s:
            desk.decide(
                s,
                who,
                proposal.id,
                verdict=Verdict.SIGN,
                digest=proposal.digest,
                factor="password at the click",
                now=database.clock(s),
            )
    lookout.keep_pages()


def now(engine: Engine) -> datetime:
    """The database's clock."""
    with database.transaction(engine) as s:
        return database.clock(s)


def newest_proposal(s: Session, post_id: uuid.UUID) -> Proposal | None:
    """The newest sign-off of a post, if there ever was one."""
    query = select(Proposal).where(Proposal.subject == str(post_id)).order_by(Proposal.number.desc())
    return s.scalars(query.limit(1)).first()


def publish(told: Settings, *, lane: str = ANY, publisher: str = "publisher") -> int:
    """One turn of a publisher, without its loop: what is due is claimed and sent. Returns how many that were."""
    with database.transaction() as s:
        jobs = claim.claim(s, told, publisher=publisher, lane=lane, delay=timedelta(0))
    for job in jobs:
        with send.open_channel(job, told) as channel:
            send.carry_out(job, told, channel, may_wait=lambda seconds: False)
    return len(jobs)


def published(told: Settings, post_id: uuid.UUID) -> None:
    """Send what is due until this post is out."""
    while publish(told) and post(database.default_engine(), post_id).status is not Status.PUBLISHED:
        pass
