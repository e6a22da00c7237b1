"""Posts, deliveries and pauses as programs see them: states by the names of their enums, times in UTC."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from approval_ui.api.shapes import (
    AnswerShown,
    AttemptShown,
    Brief,
    DecisionShown,
    DeliveryShown,
    FinalTextShown,
    FindingShown,
    FrozenVersion,
    InFlight,
    PauseShown,
    PostShown,
    SignOffShown,
    StageShown,
)
from countersign import desk
from countersign.approvals import Decision, Proposal
from countersign.content import Draft, FinalText, Finding
from countersign.deliveries import Attempt, Delivery
from countersign.delivery.review import findings
from countersign.desk import effects
from countersign.pauses import Pause
from countersign.posts import FinalTextRow, Post, Version
from countersign.screening import answers as screened
from countersign.screening.answers import Asked


def brief(post: Post) -> Brief:
    """Which post it is and where it stands."""
    return Brief(id=post.id, number=post.number, status=post.status, revision=post.revision)


def post_shown(s: Session, post: Post) -> PostShown:
    """All of a post that its writers and signers may see: status, findings, final texts, sign-off, deliveries."""
    version = s.get(Version, post.version_id) if post.version_id else None
    proposal = _proposal(s, post)
    draft = Draft.from_json(post.draft)
    return PostShown(
        **dict(brief(post)),
        reason=post.reason,
        category=post.category,
        author=post.author,
        language=draft.language,
        text=draft.text,
        pages=list(draft.pages),
        due=draft.due,
        in_reply_to=post.in_reply_to,
        created=post.created,
        changed=post.changed,
        version=FrozenVersion(number=version.number, submitted=version.submitted) if version else None,
        findings=_findings(s, version) if version else [],
        digest=proposal.digest if proposal else None,
        final_texts=_final_texts(s, version, proposal),
        sign_off=_sign_off(s, proposal) if proposal else None,
        deliveries=[_delivery(s, delivery) for delivery in _deliveries(s, post)],
    )


def pause_shown(pause: Pause, in_flight: Iterable[Delivery]) -> PauseShown:
    """A pause, and what was already on its way when it took hold."""
    return PauseShown(
        id=pause.id,
        scope=pause.scope,
        reason=pause.reason,
        at=pause.at,
        until=pause.until,
        stops_urgent=pause.stops_urgent,
        spares=pause.spares,
        review=pause.review,
        in_flight=[InFlight(delivery=d.id, post=d.post_id, page=d.page_id) for d in in_flight],
    )


def uuid_of(text: str) -> uuid.UUID | None:
    """The id that a part of an address holds, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _findings(s: Session, version: Version) -> list[FindingShown]:
    draft, found = Draft.from_json(version.draft), findings(s, version.id)
    asked = {question.key: question for question in screened.asked(draft, found)}
    return [_finding(one, asked.get(screened.key_for(draft, one) or "")) for one in found]


def _finding(found: Finding, asked: Asked | None) -> FindingShown:
    given = asked.answer if asked else None
    return FindingShown(
        sentence=asked.sentence if asked else None,
        takes=list(asked.kinds) if asked else [],
        answer=AnswerShown(kind=given.kind, text=given.text, document=given.document) if given else None,
        rule=found.rule,
        severity=found.severity,
        message=found.message,
        remedy=found.remedy,
        start=found.start,
        end=found.end,
        page=found.page,
    )


def _sign_off(s: Session, proposal: Proposal) -> SignOffShown:
    stages = [
        StageShown(
            name=told["stage"].name,
            need=told["stage"].need,
            waits=told["waits"],
            decisions=[_decision(decision) for decision in told["decisions"]],
        )
        for told in desk.details(s, proposal)
    ]
    return SignOffShown(state=proposal.state, closes=proposal.closes, reason=proposal.reason, stages=stages)


def _decision(decision: Decision) -> DecisionShown:
    return DecisionShown(
        name=decision.name,
        title=decision.title,
        verdict=decision.verdict,
        reason=decision.reason,
        at=decision.at,
    )


def _delivery(s: Session, delivery: Delivery) -> DeliveryShown:
    attempts = select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number)
    return DeliveryShown(
        id=delivery.id,
        page=delivery.page_id,
        state=delivery.state,
        reason=delivery.reason,
        digest=delivery.digest,
        due=delivery.due,
        not_before=delivery.not_before,
        not_after=delivery.not_after,
        sent=delivery.sent,
        url=delivery.remote_url,
        record=delivery.record_id,
        removed=delivery.removed,
        attempts=[_attempt(attempt) for attempt in s.scalars(attempts)],
    )


def _attempt(attempt: Attempt) -> AttemptShown:
    return AttemptShown(
        number=attempt.number,
        publisher=attempt.publisher,
        started=attempt.started,
        finished=attempt.finished,
        outcome=attempt.outcome,
    )


def _proposal(s: Session, post: Post) -> Proposal | None:
    """The newest sign-off of a post's newest version."""
    query = select(Proposal).where(Proposal.kind == effects.POST, Proposal.subject == str(post.id))
    newest = s.scalars(query.order_by(Proposal.number.desc()).limit(1)).first()
    return newest if newest and newest.details.get("version") == str(post.version_id) else None


def _final_texts(s: Session, version: Version | None, proposal: Proposal | None) -> list[FinalTextShown]:
    """Those that are signed or to be signed; before that, none: they may still change."""
    if version is None or proposal is None:
        return []
    query = select(FinalTextRow).where(FinalTextRow.version_id == version.id, FinalTextRow.policy == proposal.policy)
    texts = [FinalText.from_json(row.body) for row in s.scalars(query.order_by(FinalTextRow.page_id))]
    return [FinalTextShown(**text.to_json(), text=text.text) for text in texts]


def _deliveries(s: Session, post: Post) -> list[Delivery]:
    query = select(Delivery).where(Delivery.post_id == post.id, Delivery.version_id == post.version_id)
    return list(s.scalars(query.order_by(Delivery.page_id)))
