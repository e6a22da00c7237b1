"""Sign-off over (kind, digest): proposals, chains of stages, and one person's decisions; it knows no kind by name.

The order of stages is derived from the decisions, never a stored pointer.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.agency import StageEntry
from countersign.content import AnswerKind
from countersign.database import Base, Id, Instant, Json, Number, Texts
from countersign.errors import NotAllowed, NotFound, WrongState

STAGES = TypeAdapter(tuple[StageEntry, ...])


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    EXPIRED = "expired"
    VOID = "void"


#: What may follow what: a proposal ends once, and an approved one can only become void before anything was sent.
PROPOSAL_TRANSITIONS: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.OPEN: frozenset(set(ProposalState) - {ProposalState.OPEN}),
    ProposalState.APPROVED: frozenset({ProposalState.VOID}),
    ProposalState.RETURNED: frozenset(),
    ProposalState.REJECTED: frozenset(),
    ProposalState.EXPIRED: frozenset(),
    ProposalState.VOID: frozenset(),
}


class Verdict(StrEnum):
    """What one person decided."""

    SIGN = "sign"
    RETURN = "return"
    REJECT = "reject"


class Proposal(Base):
    """Anything that needs names: kind, subject, the canonical bytes, their digest and the chain, frozen at opening."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("proposal_open", "kind", "subject", unique=True, postgresql_where=text("state = 'open'")),
        Index("proposal_subject", "subject"),
    )

    id: Mapped[Id]
    number: Mapped[Number]
    kind: Mapped[str]
    subject: Mapped[str]
    #: What a list shows: never the words themselves.
    title: Mapped[str]
    canonical: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str]
    policy: Mapped[int] = mapped_column(Integer)
    category: Mapped[str]
    authors: Mapped[Texts]
    chain: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    sensitive: Mapped[bool] = mapped_column(default=False)
    details: Mapped[Json] = mapped_column(default=dict)
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    opened: Mapped[Instant]
    closes: Mapped[Instant]
    ended: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    @property
    def stages(self) -> tuple[StageEntry, ...]:
        """The chain as values."""
        return STAGES.validate_python(self.chain)


class Decision(Base):
    """What one person decided on one proposal; never changed, never deleted."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"))
    digest: Mapped[str]
    stage: Mapped[str]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    for_person: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    #: Name and title as they were.
    name: Mapped[str]
    title: Mapped[str]
    verdict: Mapped[Verdict]
    reason: Mapped[str]
    at: Mapped[Instant]
    #: How the person had proved who they are: "password", "password at the click" ...
    factor: Mapped[str]


class Confirmation(Base):
    """What a signer confirmed beside the words: a source, that a rule was wrong, a permission; never changed."""

    __tablename__ = "confirmation"
    __table_args__ = (Index("confirmation_rule", "kind", "rule"),)

    id: Mapped[Id]
    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    rule: Mapped[str]
    kind: Mapped[AnswerKind]
    sentence: Mapped[str]
    text: Mapped[str]
    document: Mapped[str]
    at: Mapped[Instant]


class Ask(Base):
    """Somebody was asked, reminded or escalated to, for one stage of a proposal."""

    __tablename__ = "ask"
    __table_args__ = (UniqueConstraint("proposal_id", "stage", "kind", "person_id"),)

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"))
    stage: Mapped[str]
    kind: Mapped[str]
    person_id: Mapped[str]
    at: Mapped[Instant]


@dataclass(frozen=True, slots=True)
class Vote:
    """A decision as the pure rules see it."""

    person: str
    stage: str
    verdict: Verdict
    digest: str
    for_person: str | None = None


def votes(decisions: Iterable[Decision]) -> tuple[Vote, ...]:
    """Stored decisions as values."""
    return tuple(Vote(d.person_id, d.stage, d.verdict, d.digest, d.for_person) for d in decisions)


def valid(cast: Iterable[Vote], *, digest: str, authors: Collection[str]) -> tuple[Vote, ...]:
    """The signatures that count, oldest first: for this digest, by and for no author or editor, each name once.

    Who signs for somebody uses up that name too: both of them together are one signature.
    """
    used: set[str] = set(authors)
    counting = []
    for vote in cast:
        own = {name for name in (vote.person, vote.for_person) if name}
        if vote.verdict is Verdict.SIGN and vote.digest == digest and not own & used:
            counting.append(vote)
            used |= own
    return tuple(counting)


def counted(stage: StageEntry, cast: Iterable[Vote], *, digest: str, authors: Collection[str]) -> frozenset[str]:
    """The people whose signature counts for a stage."""
    return frozenset(vote.person for vote in valid(cast, digest=digest, authors=authors) if vote.stage == stage.name)


def next_stage(
    chain: Iterable[StageEntry], cast: Collection[Vote], *, digest: str, authors: Collection[str]
) -> StageEntry | None:
    """The first stage that lacks names; None when the chain is complete."""
    for stage in chain:
        if len(counted(stage, cast, digest=digest, authors=authors)) < stage.need:
            return stage
    return None


def complete(chain: Collection[StageEntry], cast: Collection[Vote], *, digest: str, authors: Collection[str]) -> bool:
    """True when every stage of a chain, which has at least one, has its names."""
    return bool(chain) and next_stage(chain, cast, digest=digest, authors=authors) is None


def decided_by(cast: Iterable[Vote]) -> frozenset[str]:
    """Everybody whose name is used up: who decided, and for whom."""
    return frozenset(name for vote in cast for name in (vote.person, vote.for_person) if name)


def may_decide(
    who: str,
    stage: StageEntry | None,
    *,
    cast: Collection[Vote],
    authors: Collection[str],
    entitled: Mapping[str, str | None],
) -> str | None:
    """The person in whose right somebody decides now: None for their own, else the one they stand in for.

    `entitled` are the approvers of the stage (agency.approvers), as login -> for whom. Raises NotAllowed with the
    reason: author or editor, has decided already, or is not designated.
    """
    if stage is None:
        raise WrongState("Every signature that this needs is there already. Nothing was changed.")
    if who in authors:
        raise NotAllowed("You wrote or asked for this, so somebody else has to sign it. Nothing was changed.")
    if who in decided_by(cast):
        raise NotAllowed("You have already decided on this version; each person counts once. Nothing was changed.")
    if who not in entitled:
        raise NotAllowed(f"You are not among the people who sign the stage “{stage.name}”. Nothing was changed.")
    return entitled[who]


def stages_for(
    chain: Collection[StageEntry], extra: Iterable[StageEntry], *, top: Collection[str] = ()
) -> tuple[StageEntry, ...]:
    """The chain of a category and the stages that findings add, each once and in its own place in the chain.

    What a finding asks for (a neighbour's answer, legal) is settled before the agency's own names, and an added stage
    of the `top` roles comes after all of them: nobody signs over the chief.
    """
    own = {stage.name for stage in chain}
    added = {stage.name: stage for stage in extra if stage.name not in own}
    last = [stage for stage in added.values() if stage.roles and set(stage.roles) <= set(top) and not stage.people]
    first = [stage for stage in added.values() if stage not in last]
    return (*first, *chain, *last)


def at_least(chain: Collection[StageEntry], signed: Collection[StageEntry]) -> tuple[StageEntry, ...]:
    """A chain that is nowhere weaker than the one that was signed: its stages in its order, then what is new."""
    now = {stage.name: stage for stage in chain}
    kept = [replace(stage, need=max(stage.need, now.get(stage.name, stage).need)) for stage in signed]
    names = {stage.name for stage in kept}
    return (*kept, *(stage for stage in chain if stage.name not in names))


def move(proposal: Proposal, to: ProposalState, *, now: datetime, reason: str = "") -> None:
    """Change a proposal's state, or WrongState when PROPOSAL_TRANSITIONS does not allow it."""
    if to not in PROPOSAL_TRANSITIONS[proposal.state]:
        raise WrongState(f"This sign-off has ended ({proposal.state}); it cannot become {to}. Nothing was changed.")
    proposal.state, proposal.reason, proposal.ended = to, reason, now


def locked(s: Session, proposal_id: uuid.UUID) -> Proposal:
    """The proposal, locked for this transaction, or NotFound."""
    found = s.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such sign-off, or it is not yours to see.")
    return found


def decisions(s: Session, proposal_id: uuid.UUID) -> list[Decision]:
    """Every decision on a proposal, oldest first."""
    return list(s.scalars(_DECISIONS, {"proposal": proposal_id}))


_DECISIONS = select(Decision).where(Decision.proposal_id == bindparam("proposal")).order_by(Decision.at)


def escalated(s: Session, proposal_id: uuid.UUID, stage: str) -> bool:
    """True once a stage of a proposal was escalated."""
    query = select(Ask.id).where(Ask.proposal_id == proposal_id, Ask.stage == stage, Ask.kind == "escalated").limit(1)
    return s.execute(query).first() is not None
