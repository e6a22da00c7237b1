"""Reading a page for a person who has to judge whether a post is there; nothing is decided and nothing is stored."""

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime

from countersign import connections, database, platforms
from countersign.deliveries import Delivery
from countersign.delivery import reconcile
from countersign.errors import CountersignError, NotFound
from countersign.pages import Page
from countersign.platforms.base import Live, Unknown, Unsupported
from countersign.platforms.http import Channel
from countersign.settings import Settings

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed at a moment: its latest posts, or why they could not be read."""

    at: datetime
    posts: tuple[Live, ...] = ()
    why_not: str = ""


def read_page(delivery_id: uuid.UUID, settings: Settings) -> Seen:
    """The latest posts of the page that a delivery went to, read now, with no transaction open meanwhile."""
    with database.transaction() as s:
        delivery, now = s.get(Delivery, delivery_id), database.clock(s)
        if delivery is None:
            raise NotFound("There is no such delivery.")
        page = s.get_one(Page, delivery.page_id)
        try:
            access, adapter = connections.access(page, settings), platforms.adapter(page.platform)
        except CountersignError as error:
            return Seen(now, why_not=error.message)
    over = threading.Event()
    with Channel(access, allow_private=settings.allow_private_hosts) as channel, reconcile.cut_off(channel, over):
        try:
            shown = adapter.recent(channel)
        except Unsupported:
            shown = Unknown("This platform gives programs no list of posts. Open the page itself and look there.")
        except CountersignError as error:
            shown = Unknown(error.message)
    if isinstance(shown, Unknown):
        return Seen(now, why_not=shown.evidence)
    return Seen(now, posts=shown[:MOST_SHOWN])


def number_at(delivery_id: uuid.UUID, url: str, settings: Settings) -> str:
    """The platform's own number of the post at a link, as far as its list tells; answers and removals need it."""
    here = [live.ref for live in read_page(delivery_id, settings).posts if live.url and live.url == url]
    return here[0] if here else ""
