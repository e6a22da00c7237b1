"""Drafting, editing, submitting and withdrawing posts."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import agency, approvals, database, deliveries, notices, people, policies, posts
from countersign.agency import Policy
from countersign.approvals import Proposal, ProposalState
from countersign.content import Draft
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.desk import confirming, effects
from countersign.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from countersign.log.record import Event, entry
from countersign.media import Media, captioned
from countersign.pages import Page
from countersign.posts import Post, Status, Version
from countersign.screening import answers, screen, validate
from countersign.screening.answers import Asked


def draft(s: Session, who: str, content: Draft, *, now: datetime, actor: str = "") -> Post:
    """Begin a post; what cannot be taken is named field by field and nothing is stored.

    `actor` is who did it in this person's name, if another.
    """
    policy = policies.current(s)
    acting(s, who, now)
    _check(s, policy, who, content, now=now)
    post = Post(
        author=who,
        category=content.category,
        draft=content.to_json(),
        editors=[],
        in_reply_to=_answered(content),
        corrects=uuid.UUID(content.corrects) if content.corrects else None,
        created=now,
        changed=now,
    )
    s.add(post)
    s.flush()
    entry(
        s,
        Event.POST_DRAFTED,
        subject(post),
        {"number": post.number, "category": post.category},
        actor=actor or who,
        now=now,
    )
    return post


def check(s: Session, who: str, content: Draft, *, now: datetime) -> None:
    """Refuse a draft that `draft` would refuse, field by field; nothing is stored."""
    acting(s, who, now)
    _check(s, policies.current(s), who, content, now=now)


def edit(s: Session, who: str, post_id: uuid.UUID, content: Draft, *, revision: int, now: datetime) -> Post:
    """Change the words; a sign-off under way or complete is void from here on."""
    policy = policies.current(s)
    acting(s, who, now)
    post = posts.locked(s, post_id)
    _may_write_this(policy, who, post, now)
    if post.revision != revision:
        raise Stale
    if post.status not in posts.EDITABLE:
        raise WrongState(
            f"{post.label.capitalize()} is {posts.WORDS[post.status]}; its words cannot be changed any more."
        )
    content = replace(content, corrects=str(post.corrects) if post.corrects else None)
    _check(s, policy, who, content, now=now)
    _void_sign_off(s, post, who, now)
    if post.status is Status.DRAFT:
        post.changed, post.revision = now, post.revision + 1
    else:
        posts.move(post, Status.DRAFT, now=now)
    post.category, post.draft, post.in_reply_to = content.category, content.to_json(), _answered(content)
    if who != post.author and who not in post.editors:
        post.editors = [*post.editors, who]
    entry(
        s,
        Event.POST_EDITED,
        subject(post),
        {"number": post.number, "revision": post.revision},
        actor=who,
        now=now,
    )
    return post


def submit(s: Session, who: str, post_id: uuid.UUID, *, now: datetime, actor: str = "") -> Version:
    """Freeze the words as a version and hand it to the review; `actor` did it in this person's name, if another."""
    policy = policies.current(s)
    acting(s, who, now)
    post = posts.locked(s, post_id)
    _may_write_this(policy, who, post, now)
    content = Draft.from_json(post.draft)
    _check(s, policy, who, content, now=now)
    frozen = _answering(captioned(s, content), policy, now)
    post.draft = replace(frozen, facts=content.facts, media=content.media).to_json()
    posts.move(post, Status.SUBMITTED, now=now)
    number = (s.scalar(select(func.max(Version.number)).where(Version.post_id == post.id)) or 0) + 1
    version = Version(
        post_id=post.id,
        number=number,
        author=post.author,
        editors=sorted({*post.editors, who} - {post.author}),
        draft=frozen.to_json(),
        submitted=now,
        submitted_by=who,
    )
    s.add(version)
    s.flush()
    post.version_id = version.id
    values = {"number": post.number, "version": number, "category": post.category}
    entry(s, Event.POST_SUBMITTED, subject(post), values, actor=actor or who, now=now)
    confirming.claim(s, frozen.answers, subject=subject(post), who=who, now=now)
    database.signal(s, database.SUBMITTED)
    return version


def withdraw(s: Session, who: str, post_id: uuid.UUID, *, reason: str, now: datetime) -> Post:
    """Take a post back before anything went out; one person with a reason is enough."""
    policy = policies.current(s)
    acting(s, who, now)
    post = posts.locked(s, post_id)
    if not may_read(s, policy, who, post, now=now):
        raise NotFound
    needs_reason(reason)
    posts.may_become(post, Status.WITHDRAWN)
    _void_sign_off(s, post, who, now, why="the post was withdrawn")
    posts.move(post, Status.WITHDRAWN, now=now, reason=reason)
    entry(s, Event.POST_WITHDRAWN, subject(post), {"number": post.number, "reason": reason}, actor=who, now=now)
    facts = {"what": post.label, "category": post.category, "by": people.person(s, who).name}
    notices.tell(s, [post.author], "withdrawn", facts=facts, path=path(post), now=now)
    return post


def may_read(s: Session, policy: Policy, who: str, post: Post, *, now: datetime) -> bool:
    """Whether somebody may see a post that is not published.

    Its writers; whoever may write or sign such posts; the top role; those who stand in for one of them; and
    whoever was given it to post by hand.
    """
    lenders = {d.delegator for d in policies.delegations(s, now) if d.delegate == who}
    may = any(_may_read_alone(policy, person, post, now) for person in (who, *sorted(lenders)))
    return may or (agency.is_active(policy, who, now) and _was_given(s, who, post))


def _was_given(s: Session, who: str, post: Post) -> bool:
    """Whether somebody posts this by hand, or did so."""
    query = select(Delivery.id).join(Page, Page.id == Delivery.page_id).where(Delivery.post_id == post.id)
    serves = query.where(Page.person_id == who, Delivery.state.in_([State.WAITING, State.SENT]))
    return s.execute(serves.limit(1)).first() is not None


def _may_read_alone(policy: Policy, person: str, post: Post, now: datetime) -> bool:
    if not agency.is_active(policy, person, now):
        return False
    told = policy.person(person)
    if (
        person == post.author
        or person in post.editors
        or any(r.top for r in policy.roles if told and r.id in told.roles)
    ):
        return True
    wanted = Draft.from_json(post.draft).pages or [page.id for page in policy.pages]
    return any(
        may(policy, person, page=page, category=post.category, now=now)
        for page in wanted
        for may in (agency.may_write, agency.may_sign)
    )


def readable(s: Session, who: str, post_id: uuid.UUID, *, now: datetime) -> Post:
    """The post, if this person may see it; NotFound otherwise, so that nobody learns that it is there."""
    post = s.get(Post, post_id)
    if post is None or not may_read(s, policies.current(s), who, post, now=now):
        raise NotFound
    return post


def acting(s: Session, who: str, now: datetime) -> people.Person:
    """The person who acts, who must belong to the agency now."""
    person = people.person(s, who)
    if not agency.is_active(policies.current(s), who, now):
        raise NotAllowed("Your account is not active any more. Nothing was changed; ask the administrator.")
    return person


def subject(post: Post) -> str:
    """How the record names a post."""
    return f"post:{post.id}"


def path(post: Post) -> str:
    """The post's page in the staff's application."""
    return f"/posts/{post.id}"


def needs_reason(reason: str) -> None:
    """Refuse an act without a reason."""
    if not reason.strip():
        raise Invalid({"reason": "Please give a reason: it is shown to the people concerned and kept in the record."})


def _may_write_this(policy: Policy, who: str, post: Post, now: datetime) -> None:
    wanted = Draft.from_json(post.draft).pages
    if who != post.author and not all(
        agency.may_write(policy, who, page=page, category=post.category, now=now) for page in wanted
    ):
        raise NotFound


def _check(s: Session, policy: Policy, who: str, content: Draft, *, now: datetime) -> None:
    """Every field that cannot be taken, at once."""
    wrong: dict[str, Any] = dict(validate(content, policy, now=now))
    denied = [
        page
        for page in content.pages
        if not agency.may_write(policy, who, page=page, category=content.category, now=now)
    ]
    if denied and "pages" not in wrong and "category" not in wrong:
        wrong["pages"] = f"You are not authorised to write this category for: {', '.join(denied)}."
    closed = list(s.scalars(select(Page.name).where(Page.id.in_(content.pages), Page.closed.is_not(None))))
    if closed:
        wrong.setdefault("pages", f"Closed, and cannot be posted to any more: {', '.join(closed)}.")
    stored = set(s.scalars(select(Media.sha256).where(Media.sha256.in_([m.sha256 for m in content.media]))))
    if any(m.sha256 not in stored for m in content.media):
        wrong.setdefault("media", "One of the pictures is not stored here. Add it again.")
    if content.in_reply_to and not _is_post(s, content.in_reply_to):
        wrong.setdefault("in_reply_to", "The post that this one answers does not exist.")
    if content.corrects:
        wrong |= _not_correctable(s, policy, who, content, now=now)
    if wrong:
        raise Invalid(wrong)


def _not_correctable(s: Session, policy: Policy, who: str, content: Draft, *, now: datetime) -> dict[str, str]:
    """Why these words cannot correct that post: a correction keeps the category, and with it the chain."""
    original = s.get(Post, uuid.UUID(content.corrects)) if _is_post(s, content.corrects or "") else None
    if original is None or not may_read(s, policy, who, original, now=now):
        return {"corrects": "The post that this one corrects does not exist."}
    if original.status is not Status.PUBLISHED:
        return {"corrects": f"{original.label.capitalize()} is not published, so there is nothing to correct yet."}
    if content.category != original.category:
        return {"category": "A correction stays in the category of the post that it corrects."}
    if content.in_reply_to != content.corrects:
        return {"in_reply_to": "A correction answers the post that it corrects."}
    return {}


def _answering(content: Draft, policy: Policy, now: datetime) -> Draft:
    """The draft with the answers that its findings take; Invalid at each flagged sentence without a source."""
    found = screen(content, policy, now)
    unsaid = answers.settle(content, found).unsaid
    if unsaid:
        raise Invalid({f"answer.{question.key}": _who_says_so(question) for question in unsaid})
    return answers.only_needed(content, found)


def _who_says_so(question: Asked) -> str:
    about = f" “{question.sentence}”" if question.sentence else ""
    return f"Who says so?{about} {question.finding.remedy or question.finding.message}"


def _answered(content: Draft) -> uuid.UUID | None:
    return uuid.UUID(content.in_reply_to) if content.in_reply_to else None


def _is_post(s: Session, told: str) -> bool:
    try:
        return s.get(Post, uuid.UUID(told)) is not None
    except ValueError:
        return False


def _void_sign_off(s: Session, post: Post, who: str, now: datetime, why: str = "the words were changed") -> None:
    """End the sign-off of a post and take its deliveries back; refused once an attempt at one exists."""
    waiting = list(s.scalars(select(Delivery).where(Delivery.post_id == post.id).with_for_update()))
    if any(d.attempts for d in waiting):
        raise WrongState(
            f"{post.label.capitalize()} is already on its way or out, so its words cannot be changed or taken back. "
            "Nothing was changed; write a correction as a new post that answers this one."
        )
    for delivery in waiting:
        if delivery.state in CLAIMABLE | {State.HELD}:
            deliveries.move(delivery, State.WITHDRAWN, now=now, reason=f"Withdrawn because {why}.")
    query = select(Proposal).where(
        Proposal.kind == effects.POST,
        Proposal.subject == str(post.id),
        Proposal.state.in_([ProposalState.OPEN, ProposalState.APPROVED]),
    )
    for proposal in s.scalars(query.with_for_update()):
        approvals.move(proposal, ProposalState.VOID, now=now, reason=f"Void because {why}.")
        values = {"proposal": str(proposal.id), "digest": proposal.digest, "why": why}
        entry(s, Event.SIGN_OFF_VOID, subject(post), values, actor=who, now=now)
