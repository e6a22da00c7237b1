"""How posts, deliveries and pauses are shown to programs: states by the names of their enums, times in UTC."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import content, desk
from countersign.approvals import Proposal
from countersign.content import FinalText, Finding
from countersign.deliveries import Attempt, Delivery
from countersign.delivery.review import findings
from countersign.desk import effects
from countersign.pauses import Pause
from countersign.posts import FinalTextRow, Post, Version


def post_shown(s: Session, post: Post) -> dict[str, Any]:
    """All of a post that its writers and signers may see: status, findings, final texts, sign-off, deliveries."""
    version = s.get(Version, post.version_id) if post.version_id else None
    proposal = _proposal(s, post)
    return brief(post) | {
        "reason": post.reason,
        "category": post.category,
        "author": post.author,
        "language": post.draft["language"],
        "text": post.draft["text"],
        "pages": post.draft["pages"],
        "due": post.draft["due"],
        "in_reply_to": post.in_reply_to and str(post.in_reply_to),
        "created": instant(post.created),
        "changed": instant(post.changed),
        "version": version and {"number": version.number, "submitted": instant(version.submitted)},
        "findings": [finding_shown(f) for f in findings(s, version.id)] if version else [],
        "digest": proposal and proposal.digest,
        "final_texts": _final_texts(s, version, proposal),
        "sign_off": proposal and sign_off_shown(s, proposal),
        "deliveries": [delivery_shown(s, delivery) for delivery in _deliveries(s, post)],
    }


def brief(post: Post) -> dict[str, Any]:
    """Which post it is and where it stands."""
    return {"id": str(post.id), "number": post.number, "status": post.status.value, "revision": post.revision}


def finding_shown(finding: Finding) -> dict[str, Any]:
    """One finding; `start` and `end` count code points of the draft's text."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "start": finding.start,
        "end": finding.end,
        "page": finding.page,
    }


def final_text_shown(text: FinalText) -> dict[str, Any]:
    """Exactly what goes out on one page, and its count."""
    return text.to_json() | {"text": text.text}


def sign_off_shown(s: Session, proposal: Proposal) -> dict[str, Any]:
    """The chain: each stage, how many names it needs, who decided, and whether it is the one that waits."""
    stages = [
        {
            "name": told["stage"].name,
            "need": told["stage"].need,
            "waits": told["waits"],
            "decisions": [
                {"name": d.name, "title": d.title, "verdict": d.verdict.value, "reason": d.reason, "at": instant(d.at)}
                for d in told["decisions"]
            ],
        }
        for told in desk.details(s, proposal)
    ]
    return {
        "state": proposal.state.value,
        "closes": instant(proposal.closes),
        "reason": proposal.reason,
        "stages": stages,
    }


def delivery_shown(s: Session, delivery: Delivery) -> dict[str, Any]:
    """One page's delivery with every attempt at it."""
    attempts = select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number)
    return {
        "id": str(delivery.id),
        "page": delivery.page_id,
        "state": delivery.state.value,
        "reason": delivery.reason,
        "digest": delivery.digest,
        "due": instant(delivery.due),
        "not_before": instant(delivery.not_before),
        "not_after": instant(delivery.not_after),
        "sent": instant(delivery.sent),
        "url": delivery.remote_url,
        "record": delivery.record_id and str(delivery.record_id),
        "attempts": [attempt_shown(attempt) for attempt in s.scalars(attempts)],
    }


def attempt_shown(attempt: Attempt) -> dict[str, Any]:
    """One try: when it began and ended, and what came of it."""
    return {
        "number": attempt.number,
        "started": instant(attempt.started),
        "finished": instant(attempt.finished),
        "outcome": attempt.outcome,
        "publisher": attempt.publisher,
    }


def pause_shown(pause: Pause, in_flight: Iterable[Delivery] = ()) -> dict[str, Any]:
    """A pause, and what was already on its way when it took hold."""
    return {
        "id": str(pause.id),
        "scope": pause.scope,
        "reason": pause.reason,
        "at": instant(pause.at),
        "until": instant(pause.until),
        "stops_urgent": pause.stops_urgent,
        "in_flight": [{"delivery": str(d.id), "post": str(d.post_id), "page": d.page_id} for d in in_flight],
    }


def instant(at: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return content.instant(at) if at else None


def _proposal(s: Session, post: Post) -> Proposal | None:
    """The newest sign-off of a post's newest version."""
    query = select(Proposal).where(Proposal.kind == effects.POST, Proposal.subject == str(post.id))
    newest = s.scalars(query.order_by(Proposal.number.desc()).limit(1)).first()
    return newest if newest and newest.details.get("version") == str(post.version_id) else None


def _final_texts(s: Session, version: Version | None, proposal: Proposal | None) -> list[dict[str, Any]]:
    """Those that are signed or to be signed; before that, none: they may still change."""
    if version is None or proposal is None:
        return []
    query = select(FinalTextRow).where(FinalTextRow.version_id == version.id, FinalTextRow.policy == proposal.policy)
    rows = s.scalars(query.order_by(FinalTextRow.page_id))
    return [final_text_shown(FinalText.from_json(row.body)) for row in rows]


def _deliveries(s: Session, post: Post) -> list[Delivery]:
    query = select(Delivery).where(Delivery.post_id == post.id, Delivery.version_id == post.version_id)
    return list(s.scalars(query.order_by(Delivery.page_id)))


def uuid_of(text: str) -> uuid.UUID | None:
    """The id that a part of an address holds, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
