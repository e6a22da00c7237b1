"""How a delivery ends: the changes that publishers, reconcilers and people share, each with its entry and notices."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlalchemy.orm import Session, defer

from countersign import approvals, database, deliveries, notices, policies, posts, removals, timetable
from countersign.approvals import Decision, Proposal, Verdict
from countersign.content import FinalText
from countersign.deliveries import Attempt, Delivery, State
from countersign.log.record import MACHINE, Event, entry, gathered, withhold
from countersign.pages import Page
from countersign.posts import FinalTextRow, Post, Status, Version
from countersign.removals import Removal, RemovalState

#: Where a session keeps the posts whose deliveries end together.
_ENDED = "ended"
#: Looking cannot tell any more: only a person can.
NO_MORE_LOOKS = 1000


def locked(s: Session, delivery_id: uuid.UUID) -> Delivery:
    """The delivery, its post locked first: the one order in which both are ever locked."""
    post_id = s.scalar(select(Delivery.post_id).where(Delivery.id == delivery_id))
    if post_id is not None:
        posts.locked(s, post_id)
    return deliveries.locked(s, delivery_id)


def all_locked(s: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Delivery]:
    """These deliveries by their ids, their posts locked first, each kind always in the same order."""
    fresh = {"populate_existing": True}
    # The session lets go of what nobody holds, and posts and pages are asked for again later on.
    posts_held = list(s.scalars(_POSTS, {"ids": list(ids)}, execution_options=fresh))
    found = s.execute(_DELIVERIES, {"ids": list(ids)}, execution_options=fresh).all()
    s.info["held"] = [*posts_held, *(page for _, page in found)]
    return {one.id: one for one, _ in found}


_IDS: BindParameter[uuid.UUID] = bindparam("ids", expanding=True)
_POSTS = (
    select(Post)
    .where(Post.id.in_(select(Delivery.post_id).where(Delivery.id.in_(_IDS))))
    .order_by(Post.id)
    .options(*map(defer, (Post.draft, Post.editors, Post.in_reply_to, Post.series_id, Post.created)))
    .with_for_update()
)
_DELIVERIES = (
    select(Delivery, Page)
    .join(Page, Page.id == Delivery.page_id)
    .where(Delivery.id.in_(_IDS))
    .options(*map(defer, (Page.credential, Page.limits, Page.url, Page.opened, Page.access_ends, Page.access_warned)))
    .order_by(Delivery.id)
    .with_for_update(of=Delivery)
)


@contextmanager
def together(s: Session, now: datetime) -> Iterator[None]:
    """Let several deliveries end together: their changes, entries and closed posts are written at the end of this."""
    ended: list[uuid.UUID] = []
    s.info[_ENDED] = ended
    try:
        with s.no_autoflush, gathered(s):
            yield
    finally:
        del s.info[_ENDED]
    _close_ended(s, set(ended), now)


def sent(
    s: Session,
    delivery: Delivery,
    *,
    remote_id: str,
    url: str,
    how: str,
    actor: str,
    now: datetime,
    said: Mapping[str, Any] | None = None,
) -> None:
    """It is out: keep where, write the record of what was said and who signed it, and tell its author.

    `said` is what `record_of` gave, where the caller has it.
    """
    deliveries.move(delivery, State.SENT, now=now, reason="")
    delivery.remote_id, delivery.remote_url, delivery.sent = remote_id, url, now
    delivery.look_at = None
    values = {**said, "url": url, "how": how} if said else record_values(s, delivery, url=url, how=how)
    delivery.record_id = entry(s, Event.DELIVERY_SENT, subject(delivery), values, actor=actor, now=now)
    tell(s, delivery, "published", now, at=spoken(s, now))
    close_if_ended(s, delivery.post_id, now)


def removed(s: Session, delivery: Delivery, removal: Removal, *, how: str, actor: str, now: datetime) -> None:
    """It is gone from the page: say so, publicly; the record of what it said stays, and strangers see that it is there.

    The public record names the authority; the reason and its evidence are in the record of the sign-off.
    """
    removals.move(removal, RemovalState.REMOVED, now=now)
    page, post = s.get_one(Page, delivery.page_id), s.get_one(Post, delivery.post_id)
    values = {
        "post": post.number,
        "page": page.id,
        "page_name": page.name,
        "platform": page.platform,
        "url": delivery.remote_url,
        "category": delivery.category,
        "authority": removal.authority,
        "record": str(delivery.record_id),
        "how": how,
    }
    record_id = entry(s, Event.DELIVERY_REMOVED, subject(delivery), values, actor=actor, now=now)
    # What a post said before it was changed goes with it.
    for words in s.scalars(_words_of(delivery.edits or delivery.id)):
        words.removed, words.removed_record = now, record_id
        if words.record_id:
            withhold(s, words.record_id, ["content", "edits"], authority=removal.authority, now=now)
    facts = {"what": post.label, "category": post.category, "page": page.name, "authority": removal.authority}
    notices.tell(s, {post.author, page.owner}, "removed", facts=facts, path=f"/posts/{post.id}", now=now)


def ended(s: Session, delivery: Delivery, to: State, event: Event, *, why: str, actor: str, now: datetime) -> None:
    """It did not go out: say why, in the record and to its people."""
    deliveries.move(delivery, to, now=now, reason=why)
    record(s, delivery, event, actor=actor, now=now, why=why)
    kind = {State.WAITING: "by_hand", State.HELD: "held"}.get(to, "failed")
    tell(s, delivery, kind, now, why=why, due=spoken(s, delivery.due), closes=spoken(s, delivery.not_after))
    close_if_ended(s, delivery.post_id, now)


def hold(s: Session, delivery: Delivery, why: str, *, now: datetime) -> None:
    """Put a delivery aside until what stands in its way is gone, and tell its people."""
    deliveries.move(delivery, State.HELD, now=now, reason=why)
    record(s, delivery, Event.DELIVERY_HELD, actor=MACHINE, now=now, why=why)
    tell(s, delivery, "held", now, why=why)


def too_late(s: Session, delivery: Delivery, why: str, *, now: datetime) -> None:
    """It could not go out in time: missed; or, where the first parts of a thread are out, a person says what it is."""
    query = select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number.desc()).limit(1)
    last = s.scalars(query).first()
    parts = len(last.progress.get("posted") or ()) if last else 0
    if not parts:
        ended(s, delivery, State.MISSED, Event.DELIVERY_MISSED, why=why, actor=MACHINE, now=now)
        return
    why = f"Part {parts} is out, the rest is not: {why} Look at it there, then say that it stands, or leave it."
    deliveries.move(delivery, State.UNKNOWN, now=now, reason=why)
    delivery.look_at, delivery.looks = now, NO_MORE_LOOKS
    record(s, delivery, Event.DELIVERY_NOT_CONFIRMED, actor=MACHINE, now=now, evidence=why)
    tell(s, delivery, "not_confirmed", now)


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
    text = final_text(s, delivery).to_json()
    corrects = s.get_one(Post, post.corrects).number if post.corrects else None
    decisions = approvals.decisions(s, proposal.id)
    said = record_of(post, version, proposal, page=page, text=text, decisions=decisions, corrects=corrects)
    return {**said, **edit_of(s, delivery), "url": url, "how": how}


def edit_of(s: Session, delivery: Delivery) -> dict[str, Any]:
    """What the record of an edit says besides: which post got the words, and those it had; empty for all others."""
    if delivery.edits is None:
        return {}
    chain = _words_of(delivery.edits).where(Delivery.id != delivery.id, Delivery.state == State.SENT)
    before = s.scalars(chain.order_by(Delivery.sent.desc()).limit(1)).one()
    first = s.get_one(Post, s.get_one(Delivery, delivery.edits).post_id)
    return {"edits": {"post": first.number, "record": str(before.record_id), "before": final_text(s, before).text}}


def _words_of(first: uuid.UUID) -> Select[Delivery]:
    """The delivery that made a post on a page, and those that gave it new words."""
    return select(Delivery).where(or_(Delivery.id == first, Delivery.edits == first))


def record_of(
    post: Post,
    version: Version,
    proposal: Proposal,
    *,
    page: Page,
    text: dict[str, Any],
    decisions: Iterable[Decision],
    corrects: int | None,
) -> dict[str, Any]:
    """The same from rows that are at hand, before anybody knows where it will stand.

    `corrects` is the number of the post that this one corrects.
    """
    return {
        "post": post.number,
        "version": version.number,
        "category": post.category,
        "language": version.draft["language"],
        "page": page.id,
        "page_name": page.name,
        "platform": page.platform,
        "url": "",
        "how": "",
        "content": text,
        "digest": proposal.digest,
        "policy": proposal.policy,
        "signed_by": [
            {"name": d.name, "title": d.title, "stage": d.stage, "for": d.for_person, "at": d.at.isoformat()}
            for d in decisions
            if d.verdict is Verdict.SIGN
        ],
        "in_reply_to": str(post.in_reply_to) if post.in_reply_to else None,
        **({"corrects": corrects} if corrects else {}),
        **({"signed_before": before} if (before := _signed_before(proposal)) else {}),
    }


def _signed_before(proposal: Proposal) -> dict[str, Any] | None:
    """For an alert that asked nobody when it went out: the template, who had signed it, and on whose word it went."""
    basis = proposal.details.get("basis")
    if not basis:
        return None
    by = f"a message of {basis['invoked_by']}" if basis.get("source") else "one person on watch"
    return {"template": basis.get("name") or basis["template"], "signed_by": basis["signed_by"], "by": by}


def final_text(s: Session, delivery: Delivery) -> FinalText:
    """The frozen text of a delivery."""
    proposal = s.get_one(Proposal, delivery.proposal_id)
    row = s.get_one(FinalTextRow, (delivery.version_id, delivery.page_id, proposal.policy))
    return FinalText.from_json(row.body)


def close_if_ended(s: Session, post_id: uuid.UUID, now: datetime) -> None:
    """Move an approved post on once every delivery has ended: published if one went out, else closed."""
    if _ENDED in s.info:
        s.info[_ENDED].append(post_id)
    else:
        _close_ended(s, {post_id}, now)


def _close_ended(s: Session, post_ids: set[uuid.UUID], now: datetime) -> None:
    s.flush()
    touched = [s.get_one(Post, post_id) for post_id in post_ids]
    states: dict[uuid.UUID, set[State]] = {post.id: set() for post in touched}
    current = select(Delivery.post_id, Delivery.state).where(Delivery.version_id.in_({p.version_id for p in touched}))
    for post_id, state in s.execute(current):
        states[post_id].add(state)
    for post in touched:
        if states[post.id] <= deliveries.ENDED and post.status in {Status.APPROVED, Status.CLOSED}:
            _close(post, went_out=State.SENT in states[post.id], now=now)


def _close(post: Post, *, went_out: bool, now: datetime) -> None:
    if went_out:
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
    if kind in {"failed", "held", "not_confirmed"}:
        people.add(page.owner)
    whole = {"what": post.label, "category": post.category, "page": page.name, **facts}
    notices.tell(s, people, kind, facts=whole, path=f"/posts/{post.id}", now=now)
    if kind in {"failed", "held", "not_confirmed", "by_hand"}:
        database.signal(s, database.SIGN_OFF)


def subject(delivery: Delivery) -> str:
    """How the record names a delivery."""
    return f"delivery:{delivery.id}"


def spoken(s: Session, instant: datetime) -> str:
    """An instant as the agency's people read it."""
    return timetable.spoken(instant, policies.current(s).agency.zone)
