"""Reading a page for a person who has to judge whether a post is there; nothing is decided and nothing is stored."""

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from countersign import connections, database, platforms
from countersign.deliveries import Attempt, Delivery
from countersign.delivery import reconcile
from countersign.errors import CountersignError, NotFound
from countersign.pages import Page
from countersign.platforms.base import Live, Plan, StepState, Unknown, Unsupported
from countersign.platforms.http import Channel
from countersign.settings import Settings


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed at a moment: its latest posts, or why they could not be read; and the bare answers."""

    at: datetime
    posts: tuple[Live, ...] = ()
    why_not: str = ""
    answers: tuple[bytes, ...] = ()


def read_page(delivery_id: uuid.UUID, settings: Settings) -> Seen:
    """The latest posts of the page that a delivery went to, read now, with no transaction open meanwhile."""
    with database.transaction() as s:
        delivery, now = s.get(Delivery, delivery_id), database.clock(s)
        if delivery is None:
            raise NotFound("There is no such delivery.")
        attempts = select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number)
        tries = list(s.scalars(attempts))
        page = s.get_one(Page, delivery.page_id)
        try:
            access, adapter = connections.access(page, settings), platforms.adapter(page.platform)
        except CountersignError as error:
            return Seen(now, why_not=error.message)
    if not tries:
        return Seen(now, why_not="Nothing was tried yet.")
    over = threading.Event()
    with Channel(access, allow_private=settings.allow_private_hosts) as channel, reconcile.cut_off(channel, over):
        try:
            shown = adapter.recent(channel)
        except Unsupported:
            shown = Unknown("This platform gives no list of posts; below is what it answered.")
            plan, state = Plan.from_json(tries[-1].plan), StepState.from_json(tries[-1].progress)
            adapter.find(plan, state, tries[0].started, channel=channel)
        except CountersignError as error:
            shown = Unknown(error.message)
        answers = tuple(e.response for e in channel.take() if e.response)
    if isinstance(shown, Unknown):
        return Seen(now, why_not=shown.evidence, answers=answers)
    return Seen(now, posts=shown[:MOST_SHOWN], answers=answers)


MOST_SHOWN = 10
