"""Whether what went out without a name of today stands on a set of templates that two people signed before."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session, defer

from countersign.alerts import sets, sources
from countersign.alerts.sets import Mode, Standing
from countersign.alerts.tables import Source, TemplateSet
from countersign.alerts.templates import ENDING
from countersign.approvals import Proposal, ProposalState

NOT_STANDING = "The set of templates on which this stands was not signed, or does not allow it any more."
NOT_SPEAKING = "The source whose message this is may publish nothing any more."


def lacking(s: Session, proposals: Iterable[Proposal], *, now: datetime) -> dict[uuid.UUID, str]:
    """Proposal -> why it has no authority, for those that claim to stand on a set; all others are not in it."""
    claimed = {one.id: one for one in proposals if one.details.get("basis") and not one.details["basis"].get("drill")}
    if not claimed:
        return {}
    wanted = {uuid.UUID(one.details["basis"]["set"]) for one in claimed.values()}
    rows = s.execute(_SETS, {"ids": list(wanted)})
    found = {row.id: (row, signed) for row, signed in rows}
    standing = [sets.known(row) for row, _ in found.values() if row.approved and not row.superseded]
    current, speaking = standing[-1] if standing else None, _speaking(s, claimed.values())
    lacks = {}
    for id, one in claimed.items():
        source = one.details["basis"].get("source")
        if not _stands(one, found, current, now):
            lacks[id] = NOT_STANDING
        elif source and source not in speaking:
            lacks[id] = NOT_SPEAKING
    return lacks


def _stands(
    proposal: Proposal,
    found: dict[uuid.UUID, tuple[TemplateSet, Proposal]],
    current: Standing | None,
    now: datetime,
) -> bool:
    basis = proposal.details["basis"]
    row, signed = found.get(uuid.UUID(basis["set"]), (None, None))
    if row is None or signed is None or row.approved is None or row.approved > proposal.opened:
        return False
    if signed.state is not ProposalState.APPROVED or signed.digest != row.digest:
        return False
    own = sets.known(row)
    if not _allows(own, basis, proposal.opened):
        return False
    # A newer set may have been signed meanwhile: what it changed or no longer allows does not go out.
    return current is not None and (current.id == row.id or _same(own, current, basis)) and _allows(current, basis, now)


def _allows(standing: Standing, basis: dict[str, str], at: datetime) -> bool:
    """Ending what was said stands on the signed words alone; everything else on terms that hold."""
    if basis["act"] in ENDING:
        return basis["template"] in standing.templates
    terms = standing.terms.get(basis["template"])
    return terms is not None and terms.mode is not Mode.TWO_PERSON and terms.holds(at)


def _same(own: Standing, current: Standing, basis: dict[str, str]) -> bool:
    return own.templates.get(basis["template"]) == current.templates.get(basis["template"])


def _speaking(s: Session, proposals: Iterable[Proposal]) -> set[str]:
    wanted = {uuid.UUID(told) for one in proposals if (told := one.details["basis"].get("source"))}
    if not wanted:
        return set()
    return {str(one.id) for one in s.scalars(_SOURCES, {"ids": list(wanted)}) if sources.publishes(one)}


_IDS: BindParameter[uuid.UUID] = bindparam("ids", expanding=True)
# Made once: putting a statement together costs more than carrying it out. What a set says never changes, and this
# process has read it: it is large.
_SETS = (
    select(TemplateSet, Proposal)
    .join(Proposal, Proposal.id == TemplateSet.proposal_id)
    .where(or_(TemplateSet.id.in_(_IDS), sets.in_force()))
    .order_by(TemplateSet.approved)
    .options(defer(TemplateSet.body))
)
_SOURCES = select(Source).where(Source.id.in_(_IDS))
