"""Carrying out removals: the try is stored before the first byte leaves, and afterwards somebody looks.

A deletion does no harm twice, so what was cut off is looked at and, if need be, done again; a person is asked where a
program cannot delete, or cannot see that it is gone.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import approvals, connections, database, outcome, platforms, removals
from countersign.agency import StageEntry
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import Attempt, Delivery, State
from countersign.delivery.report import Report
from countersign.delivery.review import post_link
from countersign.desk import owed
from countersign.errors import CountersignError
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import Page
from countersign.platforms.base import (
    Adapter,
    Ambiguous,
    AuthDead,
    Deferred,
    Done,
    Live,
    NotFound,
    NotSent,
    Outcome,
    PageAccess,
    Rejected,
    StepState,
    Unknown,
    Unsupported,
)
from countersign.platforms.http import Channel
from countersign.posts import Post
from countersign.removals import Removal, RemovalExchange, RemovalState, RemovalTry
from countersign.settings import Settings
from countersign.tasks import NAMES, Kind

LEASE = timedelta(minutes=2)
#: After so many tries and looks a person is asked; the machine stops then.
MOST_TRIES = 8
OPEN = (RemovalState.PLANNED, RemovalState.REMOVING, RemovalState.UNKNOWN)
STILL_THERE = "The platform said that it deleted the post, and still shows it."


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that one try needs; nothing in it comes from the database again."""

    removal: uuid.UUID
    delivery: uuid.UUID
    tried: uuid.UUID
    number: int
    platform: str
    access: PageAccess
    #: What the platform calls its parts, the first one first.
    refs: tuple[str, ...]


def remove_due(settings: Settings) -> Report:
    """Carry out every removal that is due, one after the other."""
    report = Report()
    _date_planned()
    with database.transaction() as s:
        now = database.clock(s)
        query = select(Removal.id).where(Removal.state.in_(OPEN), Removal.due <= now).order_by(Removal.due)
        ids = list(s.scalars(query))
    for removal_id in ids:
        with database.transaction() as s:
            begun = begin(s, removal_id, settings)
        if isinstance(begun, Job):
            with Channel(begun.access, allow_private=settings.allow_private_hosts) as channel:
                came = carry_out(begun, channel)
                settle(begun, came, channel)
            report.add(str(removal_id), f"{begun.access.page_id}: {_line(came)}: {_link(begun.delivery)}")
        elif begun:
            report.add(str(removal_id), begun)
    return report


def begin(s: Session, removal_id: uuid.UUID, settings: Settings) -> Job | str | None:
    """Store a try at a removal, or hand it to a person, which gives a line; None when there is nothing to do."""
    seen = s.get_one(Removal, removal_id)
    delivery = outcome.locked(s, seen.delivery_id)
    removal, now = removals.locked(s, removal_id), database.clock(s)
    if removal.state not in OPEN or removal.due is None or removal.due > now:
        return None
    if removal.state is RemovalState.REMOVING:
        if removal.lease_until and removal.lease_until > now:
            return None
        removals.move(removal, RemovalState.PLANNED, now=now, said="The program stopped before it could say what came.")
    elif removal.state is RemovalState.UNKNOWN:
        removals.move(removal, RemovalState.PLANNED, now=now, said=removal.said)
    page = s.get_one(Page, delivery.page_id)
    why = _by_hand(s, removal, delivery, page)
    access = None if why else _access(page, settings)
    if access is None or isinstance(access, str):
        return hand_over(s, removal, delivery, why or access or "", now)
    removals.move(removal, RemovalState.REMOVING, now=now)
    removal.tries, removal.lease_until = removal.tries + 1, now + LEASE
    removal.due = removal.lease_until
    tried = RemovalTry(id=uuid.uuid4(), removal_id=removal.id, number=removal.tries, started=now)
    s.add(tried)
    values = {"delivery": str(delivery.id), "page": page.id, "try": removal.tries, "authority": removal.authority}
    entry(s, Event.REMOVAL_STARTED, _subject(removal), values, actor=MACHINE, now=now)
    return Job(removal.id, delivery.id, tried.id, removal.tries, page.way, access, _refs(s, delivery))


def carry_out(job: Job, channel: Channel) -> Outcome:
    """Delete every part that is still there, the last one first, and look; no transaction is open meanwhile."""
    adapter = platforms.adapter(job.platform)
    try:
        for ref in reversed(job.refs):
            if job.number > 1 and isinstance(_look(adapter, ref, channel), NotFound):
                continue
            came = adapter.delete(ref, channel)
            if not isinstance(came, Done):
                return came
        return _all_gone(adapter, job.refs, channel)
    except CountersignError as error:
        return NotSent(error.message)


def settle(job: Job, came: Outcome, channel: Channel) -> None:
    """Write what came of a try, in one transaction."""
    with database.transaction() as s:
        delivery = outcome.locked(s, job.delivery)
        removal, now = removals.locked(s, job.removal), database.clock(s)
        tried = s.get_one(RemovalTry, job.tried)
        s.add_all(
            RemovalExchange(try_id=tried.id, started=e.began, finished=e.ended, request=e.request, response=e.response)
            for e in channel.take()
        )
        tried.finished, tried.outcome, tried.said = now, type(came).__name__, _line(came)
        if removal.state is RemovalState.REMOVING and removal.tries == job.number:
            _apply(s, removal, delivery, came, now)


def hand_over(s: Session, removal: Removal, delivery: Delivery, why: str, now: datetime) -> str:
    """Ask the person who keeps the page to take the post down by hand."""
    removals.move(removal, RemovalState.BY_HAND, now=now, said=why)
    page = s.get_one(Page, delivery.page_id)
    values = {"delivery": str(delivery.id), "page": page.id, "why": why}
    entry(s, Event.REMOVAL_HANDED_OVER, _subject(removal), values, actor=MACHINE, now=now)
    owner = StageEntry(name=NAMES[Kind.TAKE_DOWN], people=(page.person_id or page.owner,), within=timedelta(days=1))
    post = s.get_one(Post, delivery.post_id)
    owed.open_now(s, post, Kind.TAKE_DOWN, owner=owner, why=why, now=now, delivery=delivery)
    return f"{page.id}: has to be taken down by hand: {_link(delivery.id)}"


def _apply(s: Session, removal: Removal, delivery: Delivery, came: Outcome, now: datetime) -> None:
    match came:
        case Done():
            how = f"deleted by a program and looked for afterwards, in try {removal.tries}"
            outcome.removed(s, delivery, removal, how=how, actor=MACHINE, now=now)
        case Deferred(retry_at=at):
            _again(s, removal, delivery, RemovalState.PLANNED, "The platform asked us to wait.", at)
        case NotSent(why=why):
            _again(s, removal, delivery, RemovalState.PLANNED, why, now + removals.retry_after(removal.tries))
        case Ambiguous(evidence=evidence):
            _again(s, removal, delivery, RemovalState.UNKNOWN, evidence, now + removals.retry_after(removal.tries))
        case AuthDead(user_text=words) | Rejected(user_text=words):
            hand_over(s, removal, delivery, words, now)
        case other:
            raise TypeError(f"an adapter gave {other!r}")


def _again(s: Session, removal: Removal, delivery: Delivery, to: RemovalState, why: str, at: datetime) -> None:
    now = database.clock(s)
    if removal.tries >= MOST_TRIES:
        hand_over(s, removal, delivery, why, now)
        return
    removals.move(removal, to, now=now, said=why)
    removal.due = at
    if to is RemovalState.UNKNOWN:
        values = {"delivery": str(delivery.id), "page": delivery.page_id, "evidence": why}
        entry(s, Event.REMOVAL_NOT_CONFIRMED, _subject(removal), values, actor=MACHINE, now=now)


def _date_planned() -> None:
    """Give a removal that was signed with its post its day, once the post is out; a post that never went out, none."""
    with database.transaction() as s:
        undated = select(Removal, Delivery).join(Delivery, Delivery.id == Removal.delivery_id)
        rows = s.execute(
            undated.where(Removal.state == RemovalState.PLANNED, Removal.due.is_(None)).with_for_update(of=Removal)
        )
        for removal, delivery in rows:
            if delivery.sent and removal.after_days is not None:
                removal.due = delivery.sent + timedelta(days=removal.after_days)
            elif delivery.state in {State.MISSED, State.WITHDRAWN}:
                removals.move(removal, RemovalState.CANCELLED, now=database.clock(s))


def _by_hand(s: Session, removal: Removal, delivery: Delivery, page: Page) -> str | None:
    """Why a person has to do it, or None."""
    if not _is_signed(s, removal):
        return "The names for this removal are not all there, so the machine does not touch it."
    caps = platforms.adapter(page.way).caps
    if caps.by_hand or not caps.can_delete:
        return "No program may delete from this page."
    refs = _refs(s, delivery)
    if not refs or any(ref.startswith(("http://", "https://")) for ref in refs):
        return "The post's number on the platform is not known, since a person gave its link."
    if page.settings.get("access_revoked"):
        return "The page's access was revoked or has expired."
    return None


def _is_signed(s: Session, removal: Removal) -> bool:
    """Whether the sign-off that carries it is complete, for its stored bytes."""
    proposal = s.get_one(Proposal, removal.proposal_id)
    cast = approvals.votes(approvals.decisions(s, proposal.id))
    whole = approvals.complete(proposal.stages, cast, digest=proposal.digest, authors=proposal.authors)
    return proposal.state is ProposalState.APPROVED and whole


def _access(page: Page, settings: Settings) -> PageAccess | str:
    try:
        return connections.access(page, settings)
    except CountersignError as error:
        return error.message


def _refs(s: Session, delivery: Delivery) -> tuple[str, ...]:
    """What the platform calls the parts of what went out."""
    query = select(Attempt.progress).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number.desc())
    progress = s.scalars(query.limit(1)).first()
    posted = StepState.from_json(progress).posted if progress else ()
    return tuple(posted) or ((delivery.remote_id,) if delivery.remote_id else ())


def _look(adapter: Adapter, ref: str, channel: Channel) -> Live | NotFound | Unknown:
    try:
        return adapter.fetch(ref, channel)
    except Unsupported:
        return Unknown("This platform cannot be asked.")


def _all_gone(adapter: Adapter, refs: Sequence[str], channel: Channel) -> Outcome:
    for ref in refs:
        match _look(adapter, ref, channel):
            case Live():
                return Ambiguous(STILL_THERE)
            case Unknown(evidence=evidence):
                return Ambiguous(f"It was deleted, and nobody could look whether it is gone: {evidence}")
    return Done(refs[0], "")


def _line(came: Outcome) -> str:
    if isinstance(came, Done):
        return "taken down, and it is gone"
    words = (getattr(came, name, "") for name in ("user_text", "evidence", "why"))
    return next((word for word in words if word), type(came).__name__)


def _subject(removal: Removal) -> str:
    return f"removal:{removal.id}"


def _link(delivery_id: uuid.UUID) -> str:
    with database.transaction() as s:
        return post_link(s.get_one(Delivery, delivery_id).post_id)
