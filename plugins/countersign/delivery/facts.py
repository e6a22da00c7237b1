"""Facts at the last moment: what was signed, held against what people said since and the rules begun since."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, bindparam, or_, select
from sqlalchemy.orm import Session

from countersign import database, outcome, policies
from countersign.approvals import Proposal
from countersign.content import Draft
from countersign.deliveries import CLAIMABLE, Delivery, State
from countersign.delivery.report import Report
from countersign.facts import FactChange
from countersign.log.record import MACHINE, Event
from countersign.posts import Version
from countersign.screening import still_true
from countersign.screening.still_true import Change

#: Where a version says which case it is about.
CASE = Version.draft["facts"]["case_number"].astext


def no_longer_true(s: Session, deliveries: Sequence[Delivery], now: datetime) -> dict[uuid.UUID, str]:
    """Why each of these deliveries may not go out any more; one that is still true is not in it.

    One query, however many there are, and one more for those about which somebody said something later.
    """
    changes = _changes(s, deliveries)
    policy = policies.current(s)
    found: dict[uuid.UUID, str] = {}
    for delivery in deliveries:
        reviewed = s.get_one(Proposal, delivery.proposal_id).opened
        said = changes.get(delivery.version_id, [])
        if not said and not still_true.begun(policy, reviewed=reviewed, now=now):
            continue
        version = s.get_one(Version, delivery.version_id)
        signed = Draft.from_json(version.draft)
        standing = still_true.as_they_stand(signed.facts, said, since=version.submitted)
        why = still_true.no_longer_true(signed, standing, policy, reviewed=reviewed, now=now)
        if why:
            found[delivery.id] = why
    return found


def changed_since(s: Session, version: Version) -> list[FactChange]:
    """What people said about the facts of one version or of its case, oldest first."""
    case = Draft.from_json(version.draft).facts.get("case_number")
    about = FactChange.post_id == version.post_id
    query = select(FactChange).where(or_(about, FactChange.case_number == case) if case else about)
    return list(s.scalars(query.order_by(FactChange.at)))


def recheck_facts() -> Report:
    """Hold every delivery that waits for its time and is not true any more, so that people know before it is due."""
    report = Report()
    with database.transaction() as s:
        newest = still_true.newest(policies.current(s), database.clock(s))
        doubtful = list(s.scalars(_DOUBTFUL, {"newest": newest}))
    for delivery_id in doubtful:
        with database.transaction() as s:
            delivery, now = outcome.locked(s, delivery_id), database.clock(s)
            why = no_longer_true(s, [delivery], now).get(delivery.id)
            if delivery.state in CLAIMABLE and why:
                outcome.ended(s, delivery, State.HELD, Event.DELIVERY_HELD, why=why, actor=MACHINE, now=now)
                report.add(str(delivery.id), f"{delivery.page_id}: held, since a fact has changed: {delivery.post_id}")
    return report


def _changes(s: Session, deliveries: Sequence[Delivery]) -> dict[uuid.UUID, list[Change]]:
    found: dict[uuid.UUID, list[Change]] = defaultdict(list)
    for version_id, change in s.execute(_SAID, {"ids": list({d.version_id for d in deliveries})}):
        found[version_id].append(Change(change.fact, change.value, change.at))
    return found


# Made once: putting a statement together costs more than carrying it out.
_ABOUT = or_(FactChange.post_id == Version.post_id, FactChange.case_number == CASE)
_SAID = select(Version.id, FactChange).join(FactChange, _ABOUT).where(Version.id.in_(bindparam("ids", expanding=True)))
#: What waits for its time although somebody said something about its facts, or a rule began after its review.
_DOUBTFUL = (
    select(Delivery.id)
    .join(Proposal, Proposal.id == Delivery.proposal_id)
    .join(Version, Version.id == Delivery.version_id)
    .where(Delivery.state.in_(CLAIMABLE))
    .where(or_(select(FactChange.id).where(_ABOUT).exists(), Proposal.opened < bindparam("newest", type_=DateTime)))
    .order_by(Delivery.due)
)
