"""What people decide about deliveries that are not confirmed, and who may decide about a delivery."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from countersign import agency, database, deliveries, outcome, policies
from countersign.deliveries import Delivery, State
from countersign.desk.writing import acting, needs_reason, readable
from countersign.errors import Invalid, NotAllowed, NotSignedIn, WrongState
from countersign.log.record import Event
from countersign.pages import Page
from countersign.signin import AT_THE_CLICK


def settle_as_sent(
    s: Session, who: str, delivery_id: uuid.UUID, *, url: str, reason: str, now: datetime, ref: str = ""
) -> Delivery:
    """A person looked and found the post on the platform; `ref` is its number there, where the page's list told it."""
    delivery = mine(s, who, delivery_id, now, {State.UNKNOWN, State.LEFT})
    link(url)
    how = f"found on the page by {who}: {reason}"
    outcome.sent(s, delivery, remote_id=ref or url, url=url, how=how, actor=who, now=now)
    return delivery


def send_again(s: Session, who: str, delivery_id: uuid.UUID, *, reason: str, factor: str, now: datetime) -> Delivery:
    """A person looked, it is not there (or the page refused it and that was mended): it may be sent once more.

    It could stand there twice, so it asks for the password with the decision (`factor`).
    """
    if factor != AT_THE_CLICK:
        raise NotSignedIn("Sending once more asks for your password with the decision itself. Nothing was sent.")
    delivery = mine(s, who, delivery_id, now, {State.UNKNOWN, State.REFUSED})
    needs_reason(reason)
    if now > delivery.not_after:
        raise WrongState("The time until which this may go out has passed. Nothing was sent; write a new post.")
    deliveries.move(delivery, State.SCHEDULED, now=now, reason=f"Sent again by decision of {who}: {reason}")
    delivery.due, delivery.look_at, delivery.looks = now, None, 0
    _note(s, delivery, who, "send again", reason, now)
    outcome.reopen(s, delivery, now)
    database.signal(s, database.DUE)
    return delivery


def leave_unconfirmed(s: Session, who: str, delivery_id: uuid.UUID, *, reason: str, now: datetime) -> Delivery:
    """A person decides to leave it: nothing is sent again, and nobody is asked again."""
    delivery = mine(s, who, delivery_id, now, {State.UNKNOWN})
    needs_reason(reason)
    deliveries.move(delivery, State.LEFT, now=now, reason=reason)
    _note(s, delivery, who, "leave", reason, now)
    outcome.close_if_ended(s, delivery.post_id, now)
    return delivery


def link(url: str) -> None:
    """Refuse what is not the address of a post."""
    if not url.startswith(("https://", "http://")) or len(url) > 2000 or any(c.isspace() for c in url):
        raise Invalid({"url": "Please paste the whole link of the post, beginning with https://."})


def mine(s: Session, who: str, delivery_id: uuid.UUID, now: datetime, states: set[State]) -> Delivery:
    """A delivery, locked, for somebody who has a right at its page; refused in any other state than these."""
    acting(s, who, now)
    delivery = outcome.locked(s, delivery_id)
    post = readable(s, who, delivery.post_id, now=now)
    policy = policies.current(s)
    page = delivery.page_id
    named = policy.page(page)
    serves = s.get_one(Page, page).person_id
    allowed = named is not None and who in {named.by_hand_person, named.owner, named.person, serves}
    may = (agency.may_write, agency.may_sign)
    if not allowed and not any(f(policy, who, page=page, category=post.category, now=now) for f in may):
        raise NotAllowed
    if delivery.state not in states:
        raise WrongState(f"This delivery is {deliveries.WORDS[delivery.state]} now. Nothing was changed.")
    return delivery


def _note(s: Session, delivery: Delivery, who: str, what: str, reason: str, now: datetime) -> None:
    event = Event.DELIVERY_SETTLED_BY_PERSON
    outcome.record(s, delivery, event, actor=who, now=now, decided=what, reason=reason)
