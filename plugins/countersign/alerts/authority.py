"""Whether what went out without a name of today stands on a set of templates that two people signed before."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.alerts import sets
from countersign.alerts.sets import Mode
from countersign.alerts.tables import TemplateSet
from countersign.approvals import Proposal, ProposalState

NOT_STANDING = "The set of templates on which this stands was not signed, or did not allow it then."


def lacking(s: Session, proposals: Iterable[Proposal]) -> dict[uuid.UUID, str]:
    """Proposal -> why it has no authority, for those that claim to stand on a set; all others are not in it."""
    claimed = {one.id: one for one in proposals if one.details.get("basis") and not one.details["basis"].get("drill")}
    if not claimed:
        return {}
    wanted = {uuid.UUID(one.details["basis"]["set"]) for one in claimed.values()}
    query = select(TemplateSet, Proposal).join(Proposal, Proposal.id == TemplateSet.proposal_id)
    found = {row.id: (row, signed) for row, signed in s.execute(query.where(TemplateSet.id.in_(wanted)))}
    return {id: NOT_STANDING for id, one in claimed.items() if not _stands(one, found)}


def _stands(proposal: Proposal, found: dict[uuid.UUID, tuple[TemplateSet, Proposal]]) -> bool:
    basis = proposal.details["basis"]
    row, signed = found.get(uuid.UUID(basis["set"]), (None, None))
    if row is None or signed is None or row.approved is None or row.approved > proposal.opened:
        return False
    if signed.state is not ProposalState.APPROVED or signed.digest != row.digest:
        return False
    terms = sets.read(row).terms.get(basis["template"])
    return terms is not None and terms.mode is not Mode.TWO_PERSON and terms.holds(proposal.opened)
