"""What the lists of the screens show, each bounded and only as far as this person may read it."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from approval_ui.staff.visit import Open
from countersign import approvals, desk
from countersign.approvals import Proposal
from countersign.content import Draft
from countersign.deliveries import Delivery, State
from countersign.desk.effects import POST
from countersign.posts import Post, Series, Status

#: How many rows a list shows, and how many are looked at for them.
SHOWN, LOOKED_AT = 30, 300
#: For how long the first page still shows what missed its time.
LATELY = timedelta(days=1)
NEEDS_A_PERSON = (State.UNKNOWN, State.REFUSED, State.WAITING, State.HELD)
ON_ITS_WAY = (State.SCHEDULED, State.DEFERRED, State.SENDING)


def waiting_for_me(now_open: Open) -> list[dict[str, Any]]:
    """What waits for this person's name: number, category, stage, when it closes, pages; never the words.

    Of a series, which is signed as one, only the post that closes first.
    """
    rows = [waiting(now_open, p) for p in desk.waiting_for(now_open.s, now_open.who, now=now_open.now)]
    firsts = {row["series"].id if row["series"] else row["proposal"].id: row for row in reversed(rows)}
    return [row for row in rows if row in firsts.values()]


def waiting(now_open: Open, proposal: Proposal) -> dict[str, Any]:
    """One thing that waits for names, as a list shows it."""
    cast = approvals.votes(approvals.decisions(now_open.s, proposal.id))
    stage = approvals.next_stage(proposal.stages, cast, digest=proposal.digest, authors=proposal.authors)
    return {
        "proposal": proposal,
        "stage": stage.name if stage else "",
        "pages": proposal.details["pages"],
        "due": proposal.details.get("due"),
        "series": _series(now_open, proposal),
    }


def _series(now_open: Open, proposal: Proposal) -> Series | None:
    post = now_open.s.get(Post, uuid.UUID(proposal.subject)) if proposal.kind == POST else None
    return now_open.s.get(Series, post.series_id) if post and post.series_id else None


def mine(now_open: Open) -> list[Post]:
    """My drafts, and what came back to me."""
    states = (Status.DRAFT, Status.RETURNED, Status.EXPIRED)
    query = select(Post).where(Post.author == now_open.who, Post.status.in_(states))
    return list(now_open.s.scalars(query.order_by(Post.changed.desc()).limit(SHOWN)))


def under_way(now_open: Open) -> list[Post]:
    """My posts that others have in hand, or that wait for their time."""
    states = (Status.SUBMITTED, Status.SIGN_OFF, Status.APPROVED)
    query = select(Post).where(Post.author == now_open.who, Post.status.in_(states))
    return list(now_open.s.scalars(query.order_by(Post.changed.desc()).limit(SHOWN)))


def needing_a_person(now_open: Open) -> list[tuple[Delivery, Post]]:
    """Deliveries that go on only when somebody does something, and what was missed lately."""
    missed = (Delivery.state == State.MISSED) & (Delivery.changed > now_open.now - LATELY)
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id)
    query = query.where(or_(Delivery.state.in_(NEEDS_A_PERSON), missed)).order_by(Delivery.due.desc())
    return rows_that_may_be_read(now_open, query)


def not_confirmed(now_open: Open) -> list[tuple[Delivery, Post]]:
    """Deliveries of which nobody knows whether they are out, the one whose time ends first on top."""
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id).where(Delivery.state == State.UNKNOWN)
    return rows_that_may_be_read(now_open, query.order_by(Delivery.not_after))


def next_due(now_open: Open, limit: int = 3) -> list[tuple[Delivery, Post]]:
    """What goes out next."""
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id).where(Delivery.state.in_(ON_ITS_WAY))
    return rows_that_may_be_read(now_open, query.order_by(Delivery.due), limit=limit)


def all_posts(now_open: Open, status: Status | None, *, before: int | None = None) -> list[Post]:
    """Posts that this person may read, newest first; `before` is the number that the last page ended with."""
    query = select(Post).order_by(Post.number.desc()).limit(LOOKED_AT)
    if status:
        query = query.where(Post.status == status)
    if before is not None:
        query = query.where(Post.number < before)
    return readable(now_open, now_open.s.scalars(query), limit=SHOWN)


def readable(now_open: Open, posts: Iterable[Post], *, limit: int = SHOWN) -> list[Post]:
    """The first few of some posts that this person may read."""
    found: list[Post] = []
    for post in posts:
        if len(found) < limit and desk.may_read(now_open.s, now_open.policy, now_open.who, post, now=now_open.now):
            found.append(post)
    return found


def rows_that_may_be_read(
    now_open: Open, query: Select[Delivery, Post], *, limit: int = SHOWN
) -> list[tuple[Delivery, Post]]:
    """The first few of some deliveries with their posts, as far as this person may read them."""
    rows = [(delivery, post) for delivery, post in now_open.s.execute(query.limit(max(limit, LOOKED_AT)))]
    allowed = {post.id for post in readable(now_open, {post.id: post for _, post in rows}.values(), limit=len(rows))}
    return [row for row in rows if row[1].id in allowed][:limit]


def pages_of(post: Post) -> tuple[str, ...]:
    """The pages that a post is meant for."""
    return Draft.from_json(post.draft).pages
