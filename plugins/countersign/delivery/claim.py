"""The claim: one transaction that checks everything again and commits the attempts before the first byte leaves.

It takes a batch, up to the free places of each page, with about as many statements as for one delivery.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import func, insert, update
from sqlalchemy.orm import Session

from countersign import approvals, connections, deliveries, outcome, pauses, platforms
from countersign.alerts import authority
from countersign.approvals import ProposalState
from countersign.deliveries import Attempt, Delivery, State
from countersign.delivery import briefs, facts, places
from countersign.delivery.briefs import Brief
from countersign.errors import CountersignError
from countersign.log.record import MACHINE, Event, gathered
from countersign.pages import credential_keys
from countersign.platforms.base import NotSent, Plan, Seed, StepState, attempt_key
from countersign.platforms.http import PageAccess
from countersign.posts import Post
from countersign.settings import Settings

BATCH = 16
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that sending one delivery needs; nothing in it comes from the database again."""

    delivery: uuid.UUID
    attempt: uuid.UUID
    number: int
    publisher: str
    access: PageAccess
    plan: Plan
    state: StepState
    #: An earlier attempt left something in doubt, or was told to wait: look before anything is written.
    look_first: bool
    first_sent: datetime
    not_after: datetime
    scopes: tuple[str, ...]
    urgent: bool
    claimed: datetime
    #: time.monotonic() at the claim, and by how many seconds `now` may be ahead of PostgreSQL's clock.
    tick: float
    unsure: float = 0.0
    #: Nothing leaves before this instant: a claim may be made a little earlier. None: it is due already.
    due: datetime | None = None
    #: How many sends of this lane of its page its publisher may have on the wire.
    places: int = 1
    #: What the record will say of it when it is out (outcome.record_of): the signed words never change.
    said: Mapping[str, Any] = field(default_factory=dict)
    #: The test post that goes out every minute; `delivery` and `attempt` are its own number.
    canary: bool = False

    @property
    def lane(self) -> str:
        """The lane in which it takes a place."""
        return deliveries.URGENT if self.urgent else deliveries.ROUTINE

    def now(self) -> datetime:
        """PostgreSQL's clock, carried on from the claim by the monotonic one; never behind it."""
        return self.claimed + timedelta(seconds=self.age)

    @property
    def age(self) -> float:
        """Seconds since the claim."""
        return time.monotonic() - self.tick

    def seconds_early(self) -> float:
        """How long its due instant is still away by PostgreSQL's clock, at most; 0 when it has come."""
        early = (self.due - self.now()).total_seconds() + self.unsure if self.due else 0.0
        return max(0.0, early)


@dataclass(frozen=True, slots=True)
class Taker:
    """Who claims, and at which instant: by PostgreSQL's clock, and by the monotonic one before and after asking it."""

    publisher: str
    settings: Settings
    now: datetime
    tick: float
    unsure: float = 0.0


def claim(
    s: Session,
    settings: Settings,
    *,
    publisher: str,
    lane: str,
    delay: timedelta,
    room: int = BATCH,
    freeing: Collection[uuid.UUID] = (),
    ahead: Collection[places.Lane] = (),
) -> list[Job]:
    """Take what is due, oldest first, at most `room`: each either becomes a job or is held with the reason why.

    `freeing` are deliveries whose answer is here and not stored yet. A negative delay takes what is due so much later,
    whose first byte then waits for its instant. `ahead`: the lanes of pages of which it also takes what waits for a
    place beside the sends (lines.py).
    """
    tick = time.monotonic()
    now, paused = pauses.live_now(s)
    taker = Taker(publisher, settings, now, tick, unsure=time.monotonic() - tick)
    asking = places.Asking(publisher, freeing, ahead)
    taken = places.take_due(s, paused, asking=asking, lane=lane, before=now - delay, now=now, room=room)
    due = taken.deliveries
    if not due:
        return []
    pauses.pass_gates(s, {scope for d in due for scope in pauses.scopes_of(d)})
    paused = pauses.live(s, now)
    due = [d for d in due if not pauses.stopping(paused, d)]
    told = briefs.gather(s, due)
    ways = _ways(told.values(), settings)
    in_the_way = _obstacles(s, told.values(), ways, now=now)
    attempts: list[dict[str, Any]] = []
    with gathered(s):
        begun = [_begun(s, told[d.id], taker, in_the_way.get(d.id) or ways[d.page_id], attempts) for d in due]
    if attempts:
        s.execute(insert(Attempt), attempts)
    return [replace(job, places=taken.places[job.access.page_id, job.lane]) for job in begun if job]


def rehearse(s: Session) -> None:
    """Ask what a claim asks, about nothing: so the first post does not wait until its statements are put together."""
    now, _ = pauses.live_now(s)
    places.rehearse(s, now)
    briefs.gather(s, [])
    facts.no_longer_true(s, [], now)


def obstacles(s: Session, told: Iterable[Brief], settings: Settings, *, now: datetime) -> dict[uuid.UUID, str]:
    """Why deliveries may not go out now; what may is not in it. Everything true at approval is checked again."""
    told = list(told)
    return _obstacles(s, told, _ways(told, settings), now=now)


#: The way to a page, or why there is none just now.
Way = PageAccess | str


def _obstacles(s: Session, told: Collection[Brief], ways: Mapping[str, Way], *, now: datetime) -> dict[uuid.UUID, str]:
    found = facts.no_longer_true(s, [brief.delivery for brief in told], now)
    unfounded = authority.lacking(s, [brief.proposal for brief in told], now=now)
    found |= {b.delivery.id: unfounded[b.proposal.id] for b in told if b.proposal.id in unfounded}
    return found | {brief.delivery.id: why for brief in told if (why := obstacle(brief, ways[brief.page.id]))}


def _ways(told: Iterable[Brief], settings: Settings) -> dict[str, Way]:
    """The way to each page; its platform may not be known here, or its credential not be readable."""
    ways: dict[str, Way] = {}
    keys = credential_keys(settings)
    for page in {brief.page.id: brief.page for brief in told}.values():
        try:
            platforms.adapter(page.way)
            ways[page.id] = connections.access(page, settings, keys=keys)
        except CountersignError as error:
            ways[page.id] = error.message
    return ways


def obstacle(brief: Brief, way: Way) -> str | None:
    """Why one delivery may not go out, as far as its own rows tell, or None."""
    delivery, page, proposal = brief.delivery, brief.page, brief.proposal
    if page.closed or not page.enabled:
        return "The page is not enabled: its required items are not in place, or it was closed."
    if page.settings.get("access_revoked") and not page.by_hand:
        return (
            "The page's access was revoked or has expired. "
            "It goes out by itself once an administrator connects it again."
        )
    if page.mode != delivery.mode:
        return "The page was switched between live and drill after this was approved. It has to be approved anew."
    if proposal.state is not ProposalState.APPROVED or proposal.digest != delivery.digest:
        return "The approvals are not for these words."
    cast = approvals.votes(brief.decisions)
    named = approvals.complete(proposal.stages, cast, digest=delivery.digest, authors=proposal.authors)
    basis = proposal.details.get("basis")
    if not named and not basis:
        return "Not every name is there for these words."
    if basis and basis.get("drill") and page.mode != "sink":
        return "A drill never reaches a page that people read."
    if not words_are_signed(brief):
        return "The stored words are not those that were signed."
    return way if isinstance(way, str) else None


def words_are_signed(brief: Brief) -> bool:
    """Whether the stored bytes have the signed digest, and this page's words are among them."""
    if brief.final_text is None:
        return False
    signed = _signed_pages(brief.proposal.canonical, brief.delivery.digest)
    return bool(signed.get(brief.page.id) == brief.final_text.signed())


@lru_cache(maxsize=BATCH)
def _signed_pages(canonical: bytes, digest: str) -> dict[str, Any]:
    """What bytes say for each page; nothing, and nothing of them is read, where they are not those of the digest.

    The deliveries of one post ask one after the other.
    """
    if hashlib.sha256(canonical).hexdigest() != digest:
        return {}
    return {page["page"]: page for page in json.loads(canonical)["pages"]}


def renew(s: Session, publisher: str, ids: Iterable[uuid.UUID], *, lease: timedelta) -> None:
    """Keep hold of what is being sent."""
    s.execute(
        update(Delivery)
        .where(Delivery.id.in_(list(ids)), Delivery.state == State.SENDING, Delivery.publisher == publisher)
        .values(lease_until=func.clock_timestamp() + lease)
    )


def _begun(s: Session, brief: Brief, taker: Taker, way: Way, attempts: list[dict[str, Any]]) -> Job | None:
    """One delivery made a job, or held: what is wrong with one never keeps the others back."""
    why, plan = way if isinstance(way, str) else None, None
    try:
        plan = _plan(brief, taker, way) if isinstance(way, PageAccess) else None
    except CountersignError as error:
        why = error.message
    except Exception as error:
        log.exception("a post could not be prepared")
        why = f"This could not be prepared for its page ({type(error).__name__}). Nothing was sent."
    if plan is None or isinstance(way, str):
        outcome.hold(s, brief.delivery, why or "", now=taker.now)
        return None
    attempt = _attempt(brief, taker, plan)
    attempts.append(attempt)
    return _begin(s, brief, taker, attempt=attempt, plan=plan, access=way)


def _attempt(brief: Brief, taker: Taker, plan: Plan) -> dict[str, Any]:
    """The row of the next attempt."""
    stored = plan.to_json()
    return {
        "id": uuid.uuid4(),
        "delivery_id": brief.delivery.id,
        "number": brief.delivery.attempts + 1,
        "publisher": taker.publisher,
        "started": taker.now,
        "plan": stored,
        "plan_hash": stored["body_hash"],
        "progress": brief.attempts[-1].progress if brief.attempts else {},
    }


def _begin(
    s: Session, brief: Brief, taker: Taker, *, attempt: Mapping[str, Any], plan: Plan, access: PageAccess
) -> Job:
    delivery = brief.delivery
    deliveries.move(delivery, State.SENDING, now=taker.now)
    delivery.attempts = attempt["number"]
    delivery.publisher = taker.publisher
    delivery.lease_until = taker.now + timedelta(seconds=taker.settings.lease_seconds)
    values = {"attempt": attempt["number"], "plan": attempt["plan_hash"], "publisher": taker.publisher}
    outcome.record(s, delivery, Event.ATTEMPT_STARTED, actor=MACHINE, now=taker.now, **values)
    return Job(
        delivery=delivery.id,
        attempt=attempt["id"],
        number=attempt["number"],
        publisher=taker.publisher,
        access=access,
        plan=plan,
        state=StepState.from_json(attempt["progress"]),
        look_first=_may_have_left(brief.attempts),
        first_sent=brief.attempts[0].started if brief.attempts else taker.now,
        not_after=delivery.not_after,
        scopes=pauses.scopes_of(delivery),
        urgent=delivery.lane == deliveries.URGENT,
        claimed=taker.now,
        tick=taker.tick,
        unsure=taker.unsure,
        due=delivery.due,
        said=_said(s, brief),
    )


def _said(s: Session, brief: Brief) -> dict[str, Any]:
    assert brief.text, "its words were compared with the signed ones"
    corrects = s.get_one(Post, brief.post.corrects).number if brief.post.corrects else None
    said = outcome.record_of(
        brief.post,
        brief.version,
        brief.proposal,
        page=brief.page,
        text=brief.text.body,
        decisions=brief.decisions,
        corrects=corrects,
    )
    return said | outcome.edit_of(s, brief.delivery)


def _plan(brief: Brief, taker: Taker, access: PageAccess) -> Plan:
    """The plan of the attempts before, or the first one."""
    if brief.attempts:
        return Plan.from_json(brief.attempts[-1].plan)
    seed = Seed(
        attempt_key=attempt_key(brief.delivery.id, brief.version.number),
        created_at=taker.now,
        post=str(brief.post.number),
        language=brief.version.draft["language"],
    )
    text = brief.final_text
    assert text, "its words were compared with the signed ones"
    return platforms.for_text(brief.page.way, text).prepare(text, seed, access=access)


def _may_have_left(attempts: Iterable[Attempt]) -> bool:
    """Whether an earlier attempt could have made something public: all but those of which nothing left for certain."""
    return any(attempt.outcome != NotSent.__name__ for attempt in attempts)
