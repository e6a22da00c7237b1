"""After a critical incident: what was due meanwhile waits until a person has looked at it again."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from countersign import agency, database, deliveries, notices, outcome, pauses, policies
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.desk.writing import acting, needs_reason, readable
from countersign.errors import NotAllowed, WrongState
from countersign.log.record import Event, entry
from countersign.pauses import Pause
from countersign.posts import Post

WAITS = "It was due while publishing was paused, so somebody has to read it again before it goes out."


def end(s: Session, pause: Pause, *, who: str, reason: str, now: datetime) -> Pause:
    """End a pause, which the caller has locked; with a review, hold what was due meanwhile in the same transaction.

    What was held for another reason waits for a person too: it must not go out unread once that reason is gone.

    The posts are locked first: a claim skips what is locked, so nothing slips out between the two.
    """
    held = _hold_what_was_due(s, pause, who, now) if pause.review else []
    pause.lifted, pause.lifted_by = now, who
    values = {"scope": pause.scope, "reason": reason, "held": len(held)}
    entry(s, Event.RESUMED, f"pause:{pause.id}", values, actor=who, now=now)
    database.signal(s, database.DUE)
    if held:
        people = {s.get_one(Post, one.post_id).author for one in held} | {pause.by}
        facts = {"what": f"{len(held)} post{'' if len(held) == 1 else 's'}", "why": reason}
        notices.tell(s, people, "look_again", facts=facts, path="/waiting", now=now)
    return pause


def _hold_what_was_due(s: Session, pause: Pause, who: str, now: datetime) -> list[Delivery]:
    waits = or_(Delivery.state.in_(CLAIMABLE), and_(Delivery.state == State.HELD, ~Delivery.needs_release))
    inside = (waits, Delivery.due <= now, pauses.stopped(pause, Delivery))
    posts = select(Delivery.post_id).where(*inside)
    s.execute(select(Post.id).where(Post.id.in_(posts)).order_by(Post.id).with_for_update())
    query = select(Delivery).where(*inside).order_by(Delivery.id)
    rows = list(s.scalars(query.with_for_update().execution_options(populate_existing=True)))
    for delivery in rows:
        if delivery.state is not State.HELD:
            deliveries.move(delivery, State.HELD, now=now, reason=WAITS)
        delivery.needs_release = True
        outcome.record(s, delivery, Event.DELIVERY_HELD, actor=who, now=now, why=WAITS)
    return rows


def waiting(s: Session) -> list[Delivery]:
    """What waits for somebody to read it again, the one whose time ends first on top."""
    query = select(Delivery).where(Delivery.state == State.HELD, Delivery.needs_release)
    return list(s.scalars(query.order_by(Delivery.not_after)))


def release(s: Session, who: str, delivery_id: uuid.UUID, *, reason: str, now: datetime) -> Delivery:
    """A person has read it again: it goes out, if its time has not passed and nothing else stands in its way."""
    acting(s, who, now)
    needs_reason(reason)
    delivery = outcome.locked(s, delivery_id)
    readable(s, who, delivery.post_id, now=now)
    if not may_release(s, who, delivery, now=now):
        raise NotAllowed("Only people who write or sign such posts for this page let it go out. Nothing was changed.")
    if delivery.state is not State.HELD or not delivery.needs_release:
        raise WrongState
    if now > delivery.not_after:
        raise WrongState("The time until which this may go out has passed. Nothing was sent; write a new post.")
    delivery.needs_release = False
    deliveries.move(delivery, State.SCHEDULED, now=now, reason="Read again after a pause, and let go out.")
    delivery.due = max(delivery.due, now)
    outcome.record(s, delivery, Event.DELIVERY_RELEASED, actor=who, now=now, reason=reason)
    database.signal(s, database.DUE)
    return delivery


def release_all(s: Session, who: str, ids: Iterable[uuid.UUID], *, reason: str, now: datetime) -> list[Delivery]:
    """Let several go out that a person has read, all or none: those that their screen showed, and no others."""
    return [release(s, who, one, reason=reason, now=now) for one in sorted(set(ids))]


def may_release(s: Session, who: str, delivery: Delivery, *, now: datetime) -> bool:
    """Whether a person writes or signs such posts for this page."""
    policy = policies.current(s)
    return any(
        may(policy, who, page=delivery.page_id, category=delivery.category, now=now)
        for may in (agency.may_write, agency.may_sign)
    )


def lapsed(s: Session) -> list[uuid.UUID]:
    """The pauses with a review whose time has come: they end by `end`, so that nothing slips out unseen."""
    over = (Pause.review, Pause.lifted.is_(None), Pause.until <= func.clock_timestamp())
    return list(s.scalars(select(Pause.id).where(*over)))
