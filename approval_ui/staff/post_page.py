"""A post's page: its words as they will appear, who signs, what happened, and what this person may do now."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from approval_ui.shared import showing
from approval_ui.staff import afterwards, checking, delivery_view, media, signing, timeline
from approval_ui.staff.sheet import Sheet
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, Visit
from countersign import agency, deliveries, outcome, posts
from countersign.approvals import Proposal
from countersign.content import Draft, FinalText, MediaRef, Severity
from countersign.deliveries import Delivery
from countersign.delivery.review import findings, preview
from countersign.desk import effects
from countersign.desk.writing import readable
from countersign.errors import CountersignError
from countersign.hand import OutsidePost
from countersign.posts import Post, Seen, Status, Version
from countersign.removals import Removal
from countersign.tasks import Task

SUBMITTABLE = frozenset(status for status in Status if Status.SUBMITTED in posts.TRANSITIONS[status])
WITHDRAWABLE = frozenset(status for status in Status if Status.WITHDRAWN in posts.TRANSITIONS[status])


def show(
    visit: Visit,
    post_id: uuid.UUID,
    *,
    error: CountersignError | None = None,
    typed: TypedBefore | None = None,
    compare: int | None = None,
) -> Response:
    """The page of a post, or NotFound for whoever may not read it."""
    with visit.transaction() as o:
        post = readable(o.s, o.who, post_id, now=o.now)
        return o.page("post.html", _context(o, post, compare) | {"typed": typed or TypedBefore()}, error=error)


def _context(o: Open, post: Post, compare: int | None) -> dict[str, Any]:
    version = o.s.get(Version, post.version_id) if post.version_id else None
    proposal = newest_sign_off(o, post, version)
    rows = list(
        o.s.scalars(select(Delivery).where(Delivery.post_id == post.id).order_by(Delivery.created, Delivery.page_id))
    )
    draft = Draft.from_json(version.draft if version and proposal else post.draft)
    outside = o.s.get(OutsidePost, rows[0].id) if rows else None
    texts = _texts(o, proposal, draft) if outside is None else [outcome.final_text(o.s, rows[0])]
    return {
        "post": post,
        "version": version,
        "draft": draft,
        "texts": [checking.shown_text(text, draft.language) for text in texts],
        "pictures": media.addresses(o.visit, _shown_media(draft, texts)),
        "findings": _findings(o, post, version, draft),
        "sign_off": signing.view(o, proposal) if proposal else None,
        "compared": _compared(o, post, version, compare),
        "happenings": timeline.of_subjects(o.s, _subjects(o, post, rows), _telling(o)),
        "deliveries": [delivery_view.view(o, row, texts) for row in rows if _is_shown(row, post)],
        "original": o.s.get(Post, post.in_reply_to) if post.in_reply_to else None,
        "due": draft.due,
        "outside": outside,
        **afterwards.of_post(o, post, version, draft, rows),
        **_allowed(o, post, rows),
    }


def newest_sign_off(o: Open, post: Post, version: Version | None) -> Proposal | None:
    """The newest sign-off of the version that stands; None while it is a draft again."""
    query = select(Proposal).where(Proposal.kind == effects.POST, Proposal.subject == str(post.id))
    found = o.s.scalars(query.order_by(Proposal.number.desc()).limit(1)).first()
    if found is None or version is None or post.status in {Status.DRAFT, Status.SUBMITTED}:
        return None
    return found if found.details["version"] == str(version.id) else None


def _texts(o: Open, proposal: Proposal | None, draft: Draft) -> list[FinalText]:
    """The frozen texts that names are asked for; before that, how they would be."""
    if proposal:
        return [FinalText.from_json(row.body) for row in effects.final_texts(o.s, proposal)]
    return list(preview(o.s, draft, o.policy, now=o.now)[1])


def _shown_media(draft: Draft, texts: list[FinalText]) -> list[MediaRef]:
    """The files as they were added, and as each page gets them."""
    return [*draft.media, *(item for text in texts for item in text.media)]


def _findings(o: Open, post: Post, version: Version | None, draft: Draft) -> list[dict[str, Any]]:
    """What the check found: all of it for its writers, for others only what they are asked about."""
    if version and post.status not in {Status.DRAFT, Status.SUBMITTED}:
        found = findings(o.s, version.id)
    else:
        found = list(preview(o.s, draft, o.policy, now=o.now)[0])
    told = _TO_WRITERS if o.who in {post.author, *post.editors} else _TO_SIGNERS
    return checking.questions(o, draft, [f for f in found if f.severity in told], Sheet())


_TO_SIGNERS = frozenset({Severity.BLOCK, Severity.APPROVAL, Severity.ATTEST})
_TO_WRITERS = _TO_SIGNERS | {Severity.WARN}


def _subjects(o: Open, post: Post, rows: list[Delivery]) -> list[str]:
    owed = o.s.scalars(select(Task.id).where(Task.post_id == post.id))
    taken = o.s.scalars(select(Removal.id).where(Removal.delivery_id.in_([row.id for row in rows])))
    about = [
        *(f"delivery:{row.id}" for row in rows),
        *(f"task:{id}" for id in owed),
        *(f"removal:{id}" for id in taken),
    ]
    return [f"post:{post.id}", *about]


def _telling(o: Open) -> timeline.Telling:
    return timeline.Telling({p.id: p.name for p in o.policy.people}, o.policy)


def _is_shown(row: Delivery, post: Post) -> bool:
    """Deliveries of an older version that never went anywhere only confuse; the history has them."""
    return row.version_id == post.version_id or row.attempts > 0


def _allowed(o: Open, post: Post, rows: list[Delivery]) -> dict[str, bool]:
    """What this person may do with the post as a whole."""
    writes = post.author == o.who or all(
        agency.may_write(o.policy, o.who, page=page, category=post.category, now=o.now)
        for page in Draft.from_json(post.draft).pages
    )
    started = any(row.attempts for row in rows)
    return {
        "may_edit": writes and post.status in posts.EDITABLE and not started,
        "may_submit": writes and post.status in SUBMITTABLE,
        "may_withdraw": post.status in WITHDRAWABLE and not started,
        "may_correct": post.status is Status.PUBLISHED and _may_correct(o, post),
        "all_ended": all(row.state in deliveries.ENDED for row in rows),
    }


def _may_correct(o: Open, post: Post) -> bool:
    """A correction is a post of the same category, on at least one of the pages."""
    pages = Draft.from_json(post.draft).pages
    return any(agency.may_write(o.policy, o.who, page=page, category=post.category, now=o.now) for page in pages)


def _compared(o: Open, post: Post, version: Version | None, compare: int | None) -> dict[str, Any] | None:
    """What changed since the version that this person saw last, or one they ask for; from now on they saw this one."""
    if version is None or post.status in {Status.DRAFT}:
        return None
    query = select(Version).where(Version.post_id == post.id, Version.number < version.number).order_by(Version.number)
    older = list(o.s.scalars(query))
    seen = o.s.get(Seen, (o.who, post.id))
    if compare is None and seen and seen.version_id != version.id:
        base = o.s.get(Version, seen.version_id)
    else:
        base = next((row for row in older if row.number == compare), None)
    if "hx-request" not in o.visit.request.headers:
        _remember_seen(o, post, version)
    old, new = Draft.from_json(base.draft) if base else None, Draft.from_json(version.draft)
    return {
        "base": base,
        "numbers": [row.number for row in older],
        "words": showing.difference(old.text, new.text) if old else [],
        "lines": checking.other_changes(o.policy, old, new) if old else [],
        "same_words": old is not None and old.text == new.text,
    }


def _remember_seen(o: Open, post: Post, version: Version) -> None:
    row = {"person_id": o.who, "post_id": post.id, "version_id": version.id, "at": o.now}
    added = insert(Seen).values(row)
    keys = [Seen.person_id, Seen.post_id]
    o.s.execute(added.on_conflict_do_update(index_elements=keys, set_={"version_id": version.id, "at": o.now}))
