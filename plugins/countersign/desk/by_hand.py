"""Pages that a person serves, posts that a person put up, and posts that were made outside during an outage."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from countersign import agency, content, database, notices, outcome, pages, policies
from countersign.agency import Policy
from countersign.approvals import Proposal, ProposalState
from countersign.comparing import SENTENCES, Compared, Likeness
from countersign.content import Draft, FinalText, MediaRef, Part, SignedWindow
from countersign.deliveries import Delivery, State
from countersign.desk.settling import link, mine
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, NotAllowed, WrongState
from countersign.hand import HandPost, OutsidePost
from countersign.log.record import Event, entry
from countersign.pages import Page
from countersign.posts import FinalTextRow, Post, Status, Version
from countersign.signin import ADMINISTRATOR

#: The kind of a proposal under which nobody signed: it holds what was posted outside.
OUTSIDE = "outside"
#: A page's own setting: by whom, why and since when it is served by hand although the agency file says otherwise.
HANDED = "by_hand"
#: How far back a post may be registered.
LONGEST_AGO = timedelta(days=366)


def may_hand_over(policy: Policy, who: str, page: Page) -> bool:
    """Whether somebody may set a page to by hand, or back: its owner, and the administrators."""
    return who == page.owner or who in policy.holders(ADMINISTRATOR)


def hand_over(s: Session, who: str, page_id: str, *, person: str, reason: str, now: datetime) -> Page:
    """From now on a person posts on this page; what is due there is given to them."""
    page = _mine(s, who, page_id, now)
    needs_reason(reason)
    policy = policies.current(s)
    if not agency.is_active(policy, person, now):
        raise Invalid({"person": "Choose somebody who is active now: they are given what is due."})
    if page.way == pages.BY_HAND:
        raise WrongState("This page is served by hand already. Nothing was changed.")
    page.by_hand, page.person_id = True, person
    page.settings = {**page.settings, HANDED: {"by": who, "person": person, "reason": reason, "at": now.isoformat()}}
    values = {"page": page.id, "person": person, "reason": reason}
    entry(s, Event.PAGE_HANDED_OVER, f"page:{page.id}", values, actor=who, now=now)
    database.signal(s, database.DUE)
    return page


def take_back(s: Session, who: str, page_id: str, *, reason: str, now: datetime) -> Page:
    """The program serves the page again; what a person was given already stays with them."""
    page = _mine(s, who, page_id, now)
    needs_reason(reason)
    told = policies.current(s).page(page_id)
    if HANDED not in page.settings or told is None:
        raise WrongState("The agency's rules say that this page is served by hand. Change it there.")
    page.settings = {name: value for name, value in page.settings.items() if name != HANDED}
    page.by_hand, page.person_id = told.by_hand, told.by_hand_person or told.person
    values = {"page": page.id, "reason": reason}
    entry(s, Event.PAGE_TAKEN_BACK, f"page:{page.id}", values, actor=who, now=now)
    database.signal(s, database.DUE)
    return page


#: Nothing could be read at the link, or there was none.
NOT_READ = Compared(Likeness.UNREAD)


def mark_posted(
    s: Session,
    who: str,
    delivery_id: uuid.UUID,
    *,
    url: str,
    screenshot: str | None = None,
    compared: Compared = NOT_READ,
    reason: str = "",
    now: datetime,
) -> Delivery:
    """A person posted it by hand and shows where, by its link or a screenshot (its SHA-256).

    `compared` is what came of reading the link; words that differ need a reason, and the page's owner is told.
    """
    delivery = mine(s, who, delivery_id, now, {State.WAITING})
    if url or not screenshot:
        link(url)
    differs = compared.likeness is Likeness.DIFFERS
    if differs and not reason.strip():
        raise Invalid(
            {
                "reason": f"{SENTENCES[Likeness.DIFFERS]} There it says: “{compared.text[:300]}”. "
                "Correct the post there and send this again, or say here why it is so."
            }
        )
    late = " It was posted after its time had passed." if now > delivery.not_after else ""
    why = f" {reason}" if differs else ""
    how = f"posted by hand by {who}. {SENTENCES[compared.likeness]}{why}{late}"
    ref = url or f"screenshot:{screenshot}"
    outcome.sent(s, delivery, remote_id=ref, url=url, how=how, actor=who, now=now)
    s.add(
        HandPost(
            delivery_id=delivery.id,
            by=who,
            at=now,
            compared=compared.likeness.value,
            note=reason,
            seen_text=compared.text,
            screenshot=screenshot,
        )
    )
    if differs:
        _tell_owner(s, delivery, who, now)
    s.flush()
    return delivery


@dataclass(frozen=True, slots=True)
class Outside:
    """A post that was made outside: where, in which category, its exact words and pictures, its link and when."""

    page: str
    category: str
    text: str
    url: str
    posted: datetime
    reason: str
    language: str = "en"
    media: tuple[MediaRef, ...] = ()


def register_outside(s: Session, who: str, made: Outside, *, now: datetime) -> Post:
    """Put a post on record that was made outside Countersign; it stays marked so wherever it is shown."""
    acting(s, who, now)
    policy, page = policies.current(s), pages.page(s, made.page)
    _check_outside(policy, who, page, made, now)
    post, version = _outside_post(s, who, made, now)
    window = SignedWindow(made.posted, made.posted)
    text = FinalText(page=page.id, parts=(Part(made.text.strip()),), media=made.media, window=window)
    number = policies.current_number(s)
    s.add(FinalTextRow(version_id=version.id, page_id=page.id, policy=number, body=text.to_json()))
    body = content.post_body(Draft.from_json(version.draft), (text,), policy=number)
    proposal = Proposal(
        kind=OUTSIDE,
        subject=str(post.id),
        title=post.label,
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=number,
        category=made.category,
        authors=[who],
        chain=[],
        details={"version": str(version.id), "pages": [page.id]},
        state=ProposalState.VOID,
        opened=now,
        closes=now,
        ended=now,
        reason="Nobody signed it here: it was posted outside and registered afterwards.",
    )
    s.add(proposal)
    s.flush()
    delivery = _outside_delivery(page, post, version, proposal, made=made, now=now)
    s.add(delivery)
    s.flush()
    s.add(OutsidePost(delivery_id=delivery.id, posted=made.posted, registered=now, by=who, reason=made.reason))
    values: dict[str, Any] = {"number": post.number, "page": page.id, "posted": made.posted.isoformat()}
    entry(s, Event.POST_REGISTERED, f"post:{post.id}", values | {"reason": made.reason}, actor=who, now=now)
    how = f"posted outside Countersign on {content.instant(made.posted)} and registered afterwards by {who}"
    record = outcome.record_values(s, delivery, url=made.url, how=f"{how}: {made.reason}")
    delivery.record_id = entry(s, Event.DELIVERY_SENT, outcome.subject(delivery), record, actor=who, now=now)
    return post


def _mine(s: Session, who: str, page_id: str, now: datetime) -> Page:
    acting(s, who, now)
    page = s.get(Page, page_id, with_for_update={"key_share": True}, populate_existing=True)
    page = page or pages.page(s, page_id)
    if page.closed or not may_hand_over(policies.current(s), who, page):
        raise NotAllowed("Only the page's owner or an administrator can change this. Nothing was changed.")
    return page


def _tell_owner(s: Session, delivery: Delivery, who: str, now: datetime) -> None:
    page, post = s.get_one(Page, delivery.page_id), s.get_one(Post, delivery.post_id)
    facts = {"what": post.label, "page": page.name, "by": who}
    notices.tell(s, [page.owner, post.author], "hand_differs", facts=facts, path=f"/posts/{post.id}", now=now)


def _check_outside(policy: Policy, who: str, page: Page, made: Outside, now: datetime) -> None:
    wrong: dict[str, str] = {}
    may = agency.may_write(policy, who, page=page.id, category=made.category, now=now)
    if policy.category(made.category) is None:
        wrong["category"] = "Say what kind of post it was."
    elif not may and who != page.owner:
        raise NotAllowed("You are not among those who may write this kind of post there. Nothing was stored.")
    if not made.text.strip() and not made.media:
        wrong["text"] = "Paste the exact words as they stand there."
    if not now - LONGEST_AGO < made.posted <= now:
        wrong["posted"] = "Say when it was posted: within the last year, and not in the future."
    if not made.reason.strip():
        wrong["reason"] = "Say why it was posted outside; it is shown to the public with the post."
    try:
        link(made.url)
    except Invalid as error:
        wrong |= error.fields
    if wrong:
        raise Invalid(wrong)


def _outside_post(s: Session, who: str, made: Outside, now: datetime) -> tuple[Post, Version]:
    draft = Draft(made.text.strip(), made.category, made.language, pages=(made.page,), media=made.media).to_json()
    post = Post(
        author=who, category=made.category, status=Status.PUBLISHED, draft=draft, editors=[], created=now, changed=now
    )
    s.add(post)
    s.flush()
    version = Version(post_id=post.id, number=1, author=who, editors=[], draft=draft, submitted=now, submitted_by=who)
    s.add(version)
    s.flush()
    post.version_id = version.id
    return post, version


def _outside_delivery(
    page: Page, post: Post, version: Version, proposal: Proposal, *, made: Outside, now: datetime
) -> Delivery:
    return Delivery(
        post_id=post.id,
        version_id=version.id,
        proposal_id=proposal.id,
        page_id=page.id,
        category=made.category,
        digest=proposal.digest,
        mode=page.mode,
        state=State.SENT,
        due=made.posted,
        turn=made.posted,
        not_before=made.posted,
        not_after=made.posted,
        remote_id=made.url,
        remote_url=made.url,
        sent=made.posted,
        created=now,
        changed=now,
    )
