"""How a delivery ends: the changes that publishers, reconcilers and people share, each with its entry and notices."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import approvals, database, deliveries, notices, policies, posts, timetable
from countersign.approvals import Proposal, Verdict
from countersign.deliveries import Delivery, State
from countersign.log.record import Event, entry
from countersign.pages import Page
from countersign.posts import FinalTextRow, Post, Status, Version


def locked(s: Session, delivery_id: uuid.UUID) -> Delivery:
    """The delivery, its post locked first: the one order in which both are ever locked."""
    post_id = s.scalar(select(Delivery.post_id).where(Delivery.id == delivery_id))
    if post_id is not None:
        posts.locked(s, post_id)
    return deliveries.locked(s, delivery_id)


def sent(s: Session, delivery: Delivery, *, remote_id: str, url: str, how: str, actor: str, now: datetime) -> None:
    """It is out: keep where, write the record of what was said and who signed it, and tell its author."""
    deliveries.move(delivery, State.SENT, now=now, reason="")
    delivery.remote_id, delivery.remote_url, delivery.sent = remote_id, url, now
    delivery.look_at = None
    values = record_values(s, delivery, url=url, how=how)
    delivery.record_id = entry(s, Event.DELIVERY_SENT, subject(delivery), values, actor=actor, now=now)
    tell(s, delivery, "published", now, at=spoken(s, now))
    close_if_ended(s, delivery.post_id, now)


def ended(s: Session, delivery: Delivery, to: State, event: Event, *, why: str, actor: str, now: datetime) -> None:
    """It did not go out: say why, in the record and to its people."""
    deliveries.move(delivery, to, now=now, reason=why)
    record(s, delivery, event, actor=actor, now=now, why=why)
    kind = {State.UNKNOWN: "not_confirmed", State.WAITING: "by_hand"}.get(to, "failed")
    tell(s, delivery, kind, now, why=why, due=spoken(s, delivery.due), closes=spoken(s, delivery.not_after))
    close_if_ended(s, delivery.post_id, now)


def record(s: Session, delivery: Delivery, event: Event, *, actor: str, now: datetime, **values: Any) -> uuid.UUID:
    """Write one entry about a delivery."""
    whole = {"delivery": str(delivery.id), "post": str(delivery.post_id), "page": delivery.page_id, **values}
    return entry(s, event, subject(delivery), whole, actor=actor, now=now)


def record_values(s: Session, delivery: Delivery, *, url: str, how: str) -> dict[str, Any]:
    """Everything that the public record of a sent delivery says."""
    post = s.get_one(Post, delivery.post_id)
    version = s.get_one(Version, delivery.version_id)
    proposal = s.get_one(Proposal, delivery.proposal_id)
    page = s.get_one(Page, delivery.page_id)
    text = s.get_one(FinalTextRow, (delivery.version_id, delivery.page_id, proposal.policy)).body
    signers = [d for d in approvals.decisions(s, proposal.id) if d.verdict is Verdict.SIGN]
    return {
        "post": post.number,
        "version": version.number,
        "category": post.category,
        "language": version.draft["language"],
        "page": page.id,
        "page_name": page.name,
        "platform": page.platform,
        "url": url,
        "how": how,
        "content": text,
        "digest": delivery.digest,
        "policy": proposal.policy,
        "signed_by": [
            {"name": d.name, "title": d.title, "stage": d.stage, "for": d.for_person, "at": d.at.isoformat()}
            for d in signers
        ],
        "in_reply_to": str(post.in_reply_to) if post.in_reply_to else None,
    }


def close_if_ended(s: Session, post_id: uuid.UUID, now: datetime) -> None:
    """Move an approved post on once every delivery has ended: published if one went out, else closed."""
    s.flush()
    post = s.get_one(Post, post_id)
    states = set(s.scalars(select(Delivery.state).where(Delivery.version_id == post.version_id)))
    if not states <= deliveries.ENDED or post.status not in {Status.APPROVED, Status.CLOSED}:
        return
    if State.SENT in states:
        posts.move(post, Status.PUBLISHED, now=now)
    elif post.status is Status.APPROVED:
        posts.move(post, Status.CLOSED, now=now, reason="Nothing went out; each page below says why.")


def reopen(s: Session, delivery: Delivery, now: datetime) -> None:
    """Take a closed post back to approved, since one of its deliveries is going to be tried again."""
    post = s.get_one(Post, delivery.post_id)
    if post.status is Status.CLOSED:
        posts.move(post, Status.APPROVED, now=now)


def tell(s: Session, delivery: Delivery, kind: str, now: datetime, **facts: str) -> None:
    """Tell the author and the page's owner; what is to be posted by hand, the person who does it."""
    post, page = s.get_one(Post, delivery.post_id), s.get_one(Page, delivery.page_id)
    people = {page.person_id or page.owner} if kind == "by_hand" else {post.author}
    if kind in {"failed", "not_confirmed"}:
        people.add(page.owner)
    whole = {"what": post.label, "category": post.category, "page": page.name, **facts}
    notices.tell(s, people, kind, facts=whole, path=f"/posts/{post.id}", now=now)
    if kind in {"failed", "not_confirmed", "by_hand"}:
        database.signal(s, database.SIGN_OFF)


def subject(delivery: Delivery) -> str:
    """How the record names a delivery."""
    return f"delivery:{delivery.id}"


def spoken(s: Session, instant: datetime) -> str:
    """An instant as the agency's people read it."""
    return timetable.spoken(instant, policies.current(s).agency.zone)
