"""What a signer has to confirm beside the words: each named source, each rule said to be wrong, each permission."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.approvals import Confirmation, Decision, Proposal
from countersign.content import Answer, AnswerKind
from countersign.errors import Invalid
from countersign.log.record import Event, entry
from countersign.screening import answers

CLAIMED = {AnswerKind.MISREAD: Event.MISREAD_CLAIMED, AnswerKind.PERMISSION: Event.PERMISSION_CLAIMED}
CONFIRMED = {AnswerKind.MISREAD: Event.MISREAD_CONFIRMED, AnswerKind.PERMISSION: Event.PERMISSION_GIVEN}
_TICK = {
    AnswerKind.SOURCE: "Tick that you checked this source, or return the post.",
    AnswerKind.MISREAD: "Tick that the rule is wrong here, or return the post.",
    AnswerKind.PERMISSION: "Tick that this is permitted, or return the post.",
}


def asked(proposal: Proposal) -> dict[str, Answer]:
    """What each signer of a proposal confirms, by the short name of each; nothing for most."""
    told = (Answer(**row | {"kind": AnswerKind(row["kind"])}) for row in proposal.details.get("confirm", ()))
    return {answers.key(answer): answer for answer in told}


def check(proposal: Proposal, ticked: Collection[str]) -> None:
    """Refuse a signature that leaves something unconfirmed, with a message at each."""
    missing = {name: answer for name, answer in asked(proposal).items() if name not in ticked}
    if missing:
        raise Invalid({f"confirm.{name}": _TICK[answer.kind] for name, answer in missing.items()})


def record(s: Session, proposal: Proposal, decision: Decision, *, subject: str, now: datetime) -> None:
    """Keep what a signer confirmed, with an entry for each misread and each permission.

    A permission is given by the stage of the top role; the others have seen it, which their decision's entry says.
    """
    for answer in asked(proposal).values():
        kept = {"rule": answer.rule, "sentence": answer.sentence, "text": answer.text, "document": answer.document}
        s.add(Confirmation(decision_id=decision.id, kind=answer.kind, at=now, **kept))
        gives = answer.kind is AnswerKind.MISREAD or decision.stage == proposal.details.get("permission")
        if answer.kind in CONFIRMED and gives:
            entry(s, CONFIRMED[answer.kind], subject, {**kept, "by": decision.name}, actor=decision.person_id, now=now)


def claim(s: Session, given: Iterable[Answer], *, subject: str, who: str, now: datetime) -> None:
    """Write an entry for each rule that an author says is wrong, and for each permission that an author shows."""
    for answer in given:
        if answer.kind in CLAIMED:
            told = {"rule": answer.rule, "sentence": answer.sentence, "reason": answer.text}
            entry(s, CLAIMED[answer.kind], subject, {**told, "document": answer.document}, actor=who, now=now)


def shown(given: Iterable[Answer]) -> list[dict[str, str]]:
    """Answers as a decision's entry holds them."""
    return [{"rule": a.rule, "kind": a.kind.value, "sentence": a.sentence, "text": a.text} for a in given]


def misreads(s: Session) -> dict[str, int]:
    """For each rule, in how many sentences people confirmed that it was wrong."""
    each = (
        select(Confirmation.rule)
        .join(Decision, Decision.id == Confirmation.decision_id)
        .where(Confirmation.kind == AnswerKind.MISREAD)
        .group_by(Confirmation.rule, Confirmation.sentence, Confirmation.text, Decision.proposal_id)
        .subquery()
    )
    rows = s.execute(select(each.c.rule, func.count().label("times")).group_by(each.c.rule))
    return {row.rule: row.times for row in rows}


def misread_sentences(s: Session, *, most: int = 500) -> dict[str, list[tuple[str, str]]]:
    """For each rule the sentences in which people confirmed that it was wrong, with the reason, newest first."""
    newest = func.max(Confirmation.at)
    words = (Confirmation.rule, Confirmation.sentence, Confirmation.text)
    query = (
        select(*words)
        .join(Decision, Decision.id == Confirmation.decision_id)
        .where(Confirmation.kind == AnswerKind.MISREAD)
        .group_by(*words, Decision.proposal_id)
        .order_by(newest.desc())
    )
    found: dict[str, list[tuple[str, Any]]] = {}
    for rule, sentence, text in s.execute(query.limit(most)):
        found.setdefault(rule, []).append((sentence, text))
    return found
