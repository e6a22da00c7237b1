"""One delivery as a post's page shows it: where it stands, what was tried with which evidence, and what may be done."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from approval_ui.staff import checking
from approval_ui.staff.visit import Open
from countersign import agency, outcome, pauses
from countersign.content import FinalText
from countersign.deliveries import CLAIMABLE, Attempt, Delivery, Exchange, PageLane, State
from countersign.delivery import places
from countersign.desk.writing import readable
from countersign.errors import NotFound
from countersign.pages import Page
from countersign.posts import Post, Version

#: What each act is possible from; the verbs themselves decide.
ACTS: dict[str, frozenset[State]] = {
    "withdraw": CLAIMABLE | {State.HELD, State.WAITING, State.REFUSED},
    "narrow": CLAIMABLE | {State.HELD, State.WAITING},
    "posted": frozenset({State.WAITING}),
    "found": frozenset({State.UNKNOWN, State.LEFT}),
    "again": frozenset({State.UNKNOWN, State.REFUSED}),
    "leave": frozenset({State.UNKNOWN}),
}
#: Acts that ask for a right at this page, not only for being allowed to read the post.
FOR_THE_PAGES_PEOPLE = frozenset({"posted", "found", "again", "leave"})
#: How much of what went over the wire is shown.
MOST_SHOWN = 4000


def found(o: Open, delivery_id: uuid.UUID) -> Delivery:
    """A delivery, for whoever may read its post; NotFound for everybody else."""
    delivery = o.s.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound
    readable(o.s, o.who, delivery.post_id, now=o.now)
    return delivery


def words(o: Open, delivery: Delivery) -> dict[str, Any]:
    """The exact words of a delivery, as a page shows them."""
    language = o.s.get_one(Version, delivery.version_id).draft["language"]
    return checking.shown_text(outcome.final_text(o.s, delivery), language)


def view(o: Open, delivery: Delivery, texts: Iterable[FinalText]) -> dict[str, Any]:
    """Everything that the page shows of a delivery."""
    attempts = o.s.scalars(select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number))
    return {
        "row": delivery,
        "page": o.s.get_one(Page, delivery.page_id),
        "text": next((text for text in texts if text.page == delivery.page_id), None),
        "acts": acts(o, delivery),
        "after": _after(o, delivery),
        "rests": _rests(o, delivery),
        "paused": pauses.stopping(pauses.live(o.s, o.now), delivery),
        "attempts": [_attempt(o, attempt) for attempt in attempts],
    }


def _after(o: Open, delivery: Delivery) -> Post | None:
    """The earlier post of its thread or case that has to go out before it."""
    earlier = places.waits_for(o.s, delivery) if delivery.state in CLAIMABLE else None
    return o.s.get(Post, earlier) if earlier else None


def _rests(o: Open, delivery: Delivery) -> datetime | None:
    """Until when its page takes nothing, where that is after its time."""
    row = o.s.get(PageLane, (delivery.page_id, delivery.lane)) if delivery.state in CLAIMABLE else None
    ends = places.rests_until(row, o.now) if row else None
    return ends if ends and ends > delivery.due else None


def acts(o: Open, delivery: Delivery) -> set[str]:
    """What this person may do with a delivery now."""
    possible = {act for act, states in ACTS.items() if delivery.state in states}
    if delivery.attempts and delivery.state in CLAIMABLE:
        possible.discard("withdraw")
    if o.now > delivery.not_after:
        possible.discard("again")
    return possible if _is_of_the_page(o, delivery) else possible - FOR_THE_PAGES_PEOPLE


def _is_of_the_page(o: Open, delivery: Delivery) -> bool:
    named = o.policy.page(delivery.page_id)
    serves = o.s.get_one(Page, delivery.page_id).person_id
    if named and o.who in {named.owner, named.person, named.by_hand_person, serves}:
        return True
    return any(
        may(o.policy, o.who, page=delivery.page_id, category=delivery.category, now=o.now)
        for may in (agency.may_write, agency.may_sign)
    )


def _attempt(o: Open, attempt: Attempt) -> dict[str, Any]:
    rows = o.s.scalars(select(Exchange).where(Exchange.attempt_id == attempt.id).order_by(Exchange.started))
    return {
        "row": attempt,
        "evidence": (attempt.evidence or {}).get("said", ""),
        "exchanges": [_exchange(row) for row in rows],
    }


def _exchange(row: Exchange) -> dict[str, Any]:
    """One request and its answer; `what` tells both in a line: the method and path, and the answer's status."""
    asked = _first_line(row.request).rpartition(" ")[0]
    answered = _first_line(row.response).partition(" ")[2] or ("no clear answer" if row.response else "no answer")
    return {
        "at": row.started,
        "what": f"{asked.partition('?')[0]}: {answered}",
        "sent": _readable(row.request),
        "answer": _readable(row.response),
    }


def _first_line(raw: bytes | None) -> str:
    return (raw or b"").partition(b"\r\n")[0].decode("utf-8", "replace")


def _readable(raw: bytes | None) -> str:
    """What went over the wire, as text; pictures and the like are left out."""
    if raw is None:
        return "No answer came."
    text = raw[:MOST_SHOWN].decode("utf-8", "replace").replace("\x00", "")
    return text + (f"\n… {len(raw) - MOST_SHOWN} more bytes" if len(raw) > MOST_SHOWN else "")
