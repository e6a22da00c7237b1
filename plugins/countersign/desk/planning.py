"""When and for whom an approved post goes out on one page: its due time or slot, its end, and its unit."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from countersign import policies, recurrence, timetable
from countersign.content import Draft, SignedWindow
from countersign.deliveries import NO_VERDICT, Delivery, State, in_states
from countersign.pages import Page


def when(s: Session, draft: Draft, page: Page, *, window: SignedWindow, now: datetime) -> tuple[datetime, datetime]:
    """The due time of a page and its not-after: the time that was chosen, or the page's next free slot.

    A slot counts from the last signature on, and its end is the category's own, inside the signed window. A page
    without a free slot takes the post as soon as its hours allow. Who asks for a slot waits for whoever asked before.
    """
    policy = policies.current(s)
    category = policy.category(draft.category)
    if draft.slot and category:
        s.execute(select(Page.id).where(Page.id == page.id).with_for_update(key_share=True))
        at = slot(s, draft, page.id, after=max(now, window.earliest))
        if at:
            return at, min(window.not_after, at + category.not_after)
    wanted = max(draft.due or now, window.earliest)
    return timetable.next_allowed(policy, draft.category, page=page.id, at=wanted) or wanted, window.not_after


def slot(s: Session, draft: Draft, page_id: str, *, after: datetime) -> datetime | None:
    """The next slot of a page that no other post has and its hours allow; None when there is none in sight."""
    policy = policies.current(s)
    told = policy.page(page_id)
    if told is None:
        return None
    gone = (State.WITHDRAWN, State.MISSED)
    query = select(Delivery.due).where(Delivery.page_id == page_id, Delivery.due > after, Delivery.state.not_in(gone))
    taken = set(s.scalars(query))

    def fits(at: datetime) -> bool:
        return at not in taken and timetable.is_allowed(policy, draft.category, page=page_id, at=at)

    return recurrence.next_slot(told, policy.agency.zone, after=after, fits=fits)


def last_turns(s: Session, thread: str) -> dict[str, datetime]:
    """By page, the turn of the last one of a thread that has no verdict yet: an answer never overtakes it."""
    return dict(s.execute(_LAST_TURNS, {"thread": thread}).all())


_LAST_TURNS = (
    select(Delivery.page_id, func.max(Delivery.turn))
    .where(Delivery.thread == bindparam("thread"), in_states(NO_VERDICT))
    .group_by(Delivery.page_id)
)


def unit(s: Session, draft: Draft, author: str) -> str | None:
    """The part of the agency that says it: the draft's own word, else its author's unit."""
    told = policies.current(s).person(author)
    return draft.unit or (told.unit if told else None)
