"""What the sign-off of a removal, or of an exception to a planned one, does."""

import json
import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import deliveries, posts, removals
from countersign.approvals import Decision, Proposal
from countersign.deliveries import Delivery
from countersign.errors import WrongState
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Status
from countersign.removals import Removal, RemovalState

REMOVAL = "removal"
EXCEPTION = "removal_exception"


class _AboutDelivery:
    """What both kinds share: their subject is one publication."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Lock the post, before the proposal itself is locked."""
        posts.locked(s, uuid.UUID(proposal.details["post"]))

    def subject(self, proposal: Proposal) -> str:
        """The delivery."""
        return f"delivery:{proposal.subject}"

    def path(self, proposal: Proposal) -> str:
        """The page of the sign-off."""
        return f"/posts/{proposal.details['post']}/removals/{proposal.id}"

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Nothing is taken down, or the planned removal stays as it is planned."""

    def _standing(self, s: Session, proposal: Proposal) -> tuple[Delivery, Removal | None]:
        delivery = deliveries.locked(s, uuid.UUID(proposal.subject))
        query = select(Removal).where(Removal.delivery_id == delivery.id).with_for_update()
        return delivery, s.scalar(query)

    def _record(self, s: Session, proposal: Proposal, event: Event, signers: list[Decision], now: datetime) -> None:
        values = {"digest": proposal.digest, "signed_by": [f"{d.name}, {d.title}" for d in signers]}
        entry(s, event, self.subject(proposal), values, actor=MACHINE, now=now)


class RemovalEffect(_AboutDelivery):
    """A removal: approval lets the machine take the post down."""

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Make it due now."""
        delivery, standing = self._standing(s, proposal)
        signed = json.loads(proposal.canonical)
        told = {"authority": signed["authority"], "reason": signed["reason"]}
        s.add(removals.plan(standing, delivery=delivery.id, proposal=proposal.id, now=now, **told))
        self._record(s, proposal, Event.REMOVAL_APPROVED, signers, now)


class ExceptionEffect(_AboutDelivery):
    """An exception: approval moves a planned removal to a later day."""

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Put it off, unless it was carried out meanwhile."""
        _, standing = self._standing(s, proposal)
        if standing is None or standing.state is not RemovalState.PLANNED:
            raise WrongState("The removal was carried out meanwhile, so it cannot be put off any more.")
        standing.due = datetime.fromisoformat(json.loads(proposal.canonical)["until"])
        standing.changed = now
        self._record(s, proposal, Event.REMOVAL_POSTPONED, signers, now)
