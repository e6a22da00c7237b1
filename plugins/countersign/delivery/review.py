"""The review of submitted drafts: jurisdiction, rules, disclaimers, and then sign-off or back to the author.

Each step writes rows keyed by version and policy version; only open_sign_off changes a status. Every step may run
twice, and may run in Airflow and beside it at once.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign import (
    approvals,
    connections,
    content,
    database,
    limits,
    media,
    notices,
    policies,
    posts,
    recurrence,
    screening,
    settings,
    timetable,
    wording,
)
from countersign.agency import Policy
from countersign.approvals import Proposal
from countersign.content import Draft, FinalText, Finding, Severity
from countersign.deliveries import Delivery, State
from countersign.delivery import chains
from countersign.delivery.report import Report
from countersign.desk import effects
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import BY_HAND, Page
from countersign.posts import FinalTextRow, FindingRow, Post, ReviewStep, Status, Version
from countersign.screening import answers

JURISDICTION, RULES, WORDING = "jurisdiction", "rules", "wording"
STEPS = (JURISDICTION, RULES, WORDING)


def review(*, waited: timedelta = timedelta(0)) -> Report:
    """All steps for whatever has been submitted for at least `waited`."""
    found = find_submitted(waited=waited)
    if found.ids:
        for step in (check_jurisdiction, check_rules, insert_disclaimers):
            step(found.ids)
        found.lines += open_sign_off(found.ids).lines
    return found


def find_submitted(*, waited: timedelta = timedelta(0)) -> Report:
    """The versions that wait for their review, oldest first."""
    report = Report()
    with database.transaction() as s:
        before = database.clock(s) - waited
        query = (
            select(Post, Version)
            .join(Version, Version.id == Post.version_id)
            .where(Post.status == Status.SUBMITTED, Version.submitted <= before)
            .order_by(Version.submitted)
        )
        for post, version in s.execute(query):
            report.add(str(version.id), f"{post.label} waits for its review: {link(post)}")
    return report


def check_jurisdiction(ids: Iterable[str]) -> Report:
    """Hold the place of each draft against the service area, the border and the neighbours."""
    return _each(ids, JURISDICTION, lambda s, draft, policy, now: list(screening.screen_place(draft, policy)))


def check_rules(ids: Iterable[str]) -> Report:
    """Hold each draft against the rulebook in force."""
    return _each(ids, RULES, lambda s, draft, policy, now: list(screening.screen_rules(draft, policy, now)))


def insert_disclaimers(ids: Iterable[str]) -> Report:
    """Put the required disclaimers in and freeze the final text of every page."""
    return _each(ids, WORDING, _freeze)


def open_sign_off(ids: Iterable[str]) -> Report:
    """Open the chain of each draft that may go on, and return the others to their authors with reason and remedy."""
    report = Report()
    for version_id in ids:
        with database.transaction() as s:
            line = _open_one(s, uuid.UUID(version_id), database.clock(s))
        if line:
            report.add(version_id, line)
    return report


def findings(s: Session, version_id: uuid.UUID) -> list[Finding]:
    """What the review found in a version, heaviest first."""
    rows = s.scalars(select(FindingRow).where(FindingRow.version_id == version_id))
    order = list(Severity)
    return sorted((row.finding for row in rows), key=lambda f: order.index(f.severity))


def preview(s: Session, draft: Draft, policy: Policy, *, now: datetime) -> tuple[list[Finding], list[FinalText]]:
    """What the review would find and write, for the composer; nothing is stored."""
    found = [*screening.screen_place(draft, policy), *screening.screen_rules(draft, policy, now)]
    texts, wrong = _texts(s, draft, policy, now)
    return [*found, *wrong], texts


def link(post: Post) -> str:
    """The address of a post's page, for logs."""
    return post_link(post.id)


def post_link(post_id: uuid.UUID) -> str:
    """The address of the page of a post."""
    return f"{settings.load().staff_address}/posts/{post_id}"


Check = Callable[[Session, Draft, Policy, datetime], list[Finding]]


def _each(ids: Iterable[str], step: str, check: Check) -> Report:
    """Run one step for each version, each in a transaction of its own, replacing what the step wrote before."""
    report = Report()
    for version_id in ids:
        with database.transaction() as s:
            version = s.get_one(Version, uuid.UUID(version_id))
            post = posts.locked(s, version.post_id)
            number, now = policies.current_number(s), database.clock(s)
            if post.version_id != version.id or post.status is not Status.SUBMITTED:
                report.add(version_id, f"{post.label} moved on meanwhile: {link(post)}")
                continue
            s.info["version"] = version
            found = check(s, Draft.from_json(version.draft), policies.load(s, number), now)
            _keep(s, version.id, number, step, found, now)
            report.add(version_id, f"{post.label}: {step} gave {_count(found)}: {link(post)}")
    return report


def _keep(s: Session, version_id: uuid.UUID, policy: int, step: str, found: list[Finding], now: datetime) -> None:
    s.execute(delete(FindingRow).where(FindingRow.version_id == version_id, FindingRow.step == step))
    posts.add_findings(s, version_id, found, policy=policy, step=step)
    done = insert(ReviewStep).values(version_id=version_id, policy=policy, step=step, at=now)
    s.execute(done.on_conflict_do_nothing())


def _freeze(s: Session, draft: Draft, policy: Policy, now: datetime) -> list[Finding]:
    version, number = s.info["version"], policies.current_number(s)
    texts, wrong = _texts(s, draft, policy, now)
    told = settings.load()
    texts = [connections.with_accounts(s.get_one(Page, text.page), text, told) for text in texts]
    s.execute(delete(FinalTextRow).where(FinalTextRow.version_id == version.id, FinalTextRow.policy == number))
    s.add_all(
        FinalTextRow(version_id=version.id, page_id=text.page, policy=number, body=text.to_json()) for text in texts
    )
    return wrong


def _texts(s: Session, draft: Draft, policy: Policy, now: datetime) -> tuple[list[FinalText], list[Finding]]:
    """The final text of each page that exists, and a blocking finding for each that it does not fit."""
    texts: list[FinalText] = []
    wrong: list[Finding] = []
    category = policy.category(draft.category)
    if category is None:
        return texts, wrong
    window = timetable.signed_window(
        category,
        due=draft.due,
        not_before=draft.not_before,
        not_after=draft.not_after,
        slack=recurrence.SLOTS_AHEAD if draft.slot else timedelta(0),
        now=now,
    )
    for page in s.scalars(select(Page).where(Page.id.in_(draft.pages)).order_by(Page.id)):
        told = policy.page(page.id)
        if told is None:
            continue
        taken = limits.stored(page.platform, page.limits, characters=told.limit)
        items = tuple(media.for_page(s, item, taken, now=now) for item in draft.media)
        here = replace(_linked(s, draft, page, replies=taken.replies), media=items)
        made = wording.final_text(here, told, policy, limits=taken, window=window)
        if isinstance(made, FinalText):
            texts.append(made)
            wrong += _wrong_media(s, made, page, taken)
        else:
            wrong.append(made)
    return texts, wrong


def _wrong_media(s: Session, text: FinalText, page: Page, taken: limits.Limits) -> list[Finding]:
    """What a page does not take of the pictures and videos of a text that fits otherwise."""
    reasons = limits.measure_final(text, taken, sizes=media.sizes(s, text.media)).reasons
    reasons += tuple(media.video_reasons(s, text.media, page.way))
    remedy = "Change the pictures or videos, or take this page off."
    return [Finding("media-not-taken", Severity.BLOCK, f"{page.name}: {r}", remedy, page=page.id) for r in reasons]


def _linked(s: Session, draft: Draft, page: Page, *, replies: bool) -> Draft:
    """The draft as an answer to what the page calls the post that it answers, or with that one's link in its words.

    Neither, when that one is not there. A person who posts by hand finds it by its link.
    """
    there = _answered_on(s, uuid.UUID(draft.in_reply_to), page) if draft.in_reply_to else None
    if there is None:
        return replace(draft, in_reply_to=None)
    if not replies:
        words = wording.with_link(draft, there.remote_url) if there.remote_url else draft.text
        return replace(draft, text=words, in_reply_to=None)
    return replace(draft, in_reply_to=there.remote_id if page.way == BY_HAND else there.number_there)


def _answered_on(s: Session, original: uuid.UUID, page: Page) -> Delivery | None:
    query = select(Delivery).where(Delivery.post_id == original, Delivery.page_id == page.id)
    return s.scalars(query.where(Delivery.state == State.SENT, Delivery.removed.is_(None))).first()


def _open_one(s: Session, version_id: uuid.UUID, now: datetime) -> str | None:
    version = s.get_one(Version, version_id)
    post = posts.locked(s, version.post_id)
    number = policies.current_number(s)
    if post.version_id != version.id or post.status is not Status.SUBMITTED:
        return None
    done = select(ReviewStep.step).where(ReviewStep.version_id == version.id, ReviewStep.policy == number)
    if set(s.scalars(done)) != set(STEPS):
        return f"{post.label} is checked again, since the policy changed meanwhile: {link(post)}"
    found = findings(s, version.id)
    settled = answers.settle(Draft.from_json(version.draft), found)
    stopping = [*settled.stopping, *(question.finding for question in settled.unsaid)]
    if stopping:
        return _return(s, post, stopping, now)
    return _propose(s, post, version, found, number=number, now=now)


def _return(s: Session, post: Post, blocks: list[Finding], now: datetime) -> str:
    reason = " ".join(f.told for f in blocks)
    posts.move(post, Status.RETURNED, now=now, reason=reason)
    values = {"number": post.number, "rules": sorted({f.rule for f in blocks}), "reason": reason}
    entry(s, Event.POST_RETURNED_BY_REVIEW, f"post:{post.id}", values, actor=MACHINE, now=now)
    facts = {"what": post.label, "category": post.category, "by": "The review"}
    notices.tell(s, [post.author], "returned", facts=facts, path=f"/posts/{post.id}", now=now)
    return f"{post.label} goes back to its author ({', '.join(sorted({f.rule for f in blocks}))}): {link(post)}"


def _propose(s: Session, post: Post, version: Version, found: list[Finding], *, number: int, now: datetime) -> str:
    policy = policies.load(s, number)
    draft = Draft.from_json(version.draft)
    rows = s.scalars(select(FinalTextRow).where(FinalTextRow.version_id == version.id, FinalTextRow.policy == number))
    texts = tuple(FinalText.from_json(row.body) for row in rows)
    category = policy.category(draft.category)
    assert category and texts, "the review blocks a draft without a category or a page"
    body = content.post_body(draft, texts, policy=number, removal=chains.removal(found))
    closes = min([now + category.max_wait, *(t.window.not_after for t in texts if t.window)])
    settled = answers.settle(draft, found)
    chain, permission = chains.of_post(s, policy, post, found, answered=settled.stages)
    proposal = Proposal(
        kind=effects.POST,
        subject=str(post.id),
        title=post.label,
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=number,
        category=draft.category,
        authors=sorted({version.author, *version.editors}),
        chain=approvals.STAGES.dump_python(chain, mode="json"),
        sensitive=category.sensitive,
        details={
            "version": str(version.id),
            "pages": [t.page for t in texts],
            "urgent": category.urgent,
            "due": version.draft["due"],
            "confirm": [asdict(answer) for answer in settled.confirm],
            "permission": permission,
        },
        opened=now,
        closes=closes,
    )
    s.add(proposal)
    s.flush()
    posts.move(post, Status.SIGN_OFF, now=now)
    values: dict[str, Any] = {"number": post.number, "proposal": str(proposal.id), "digest": proposal.digest}
    stages = {"stages": [stage.name for stage in chain]}
    entry(s, Event.SIGN_OFF_OPENED, f"post:{post.id}", values | stages, actor=MACHINE, now=now)
    database.signal(s, database.SIGN_OFF)
    return f"{post.label} waits for {chain[0].name}, then {len(chain) - 1} more: {link(post)}"


def _count(found: list[Finding]) -> str:
    return f"{len(found)} finding{'' if len(found) == 1 else 's'}" if found else "no findings"
