"""The set of templates in force, and the policy of each: who has to sign before one of them goes out."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from countersign.alerts.tables import TemplateSet
from countersign.alerts.templates import Template
from countersign.approvals import Decision, Proposal
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Status

KIND = "alert_templates"


class Mode(StrEnum):
    """How a template goes out."""

    #: By the chain of its category, each time.
    TWO_PERSON = "two_person"
    #: One person on watch invokes it: two people signed the template before.
    EXPEDITED = "expedited"
    #: A message invokes it: two people signed template, source, area and fields before, with an end date.
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The policy of one template: its mode, until when, for which sources (by name) and on which pages."""

    template: str
    mode: Mode = Mode.TWO_PERSON
    #: ISO 8601; needed for everything but two_person.
    until: str | None = None
    sources: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()

    def holds(self, now: datetime) -> bool:
        """Whether its end has not come yet."""
        return self.mode is Mode.TWO_PERSON or (self.until is not None and now < datetime.fromisoformat(self.until))


@dataclass(frozen=True, slots=True)
class Standing:
    """A set as it is in force: its templates and their terms, and who signed them."""

    id: uuid.UUID
    number: int
    proposal_id: uuid.UUID
    author: str
    signers: tuple[str, ...]
    templates: Mapping[str, Template]
    terms: Mapping[str, Terms]

    def mode(self, template: str, now: datetime, *, source: str | None) -> Mode:
        """How a template goes out now; what was not signed for a source, or has run out, needs two people."""
        told = self.terms.get(template)
        if told is None or not told.holds(now):
            return Mode.TWO_PERSON
        if source is None:
            return Mode.TWO_PERSON if told.mode is Mode.TWO_PERSON else Mode.EXPEDITED
        return Mode.AUTO if told.mode is Mode.AUTO and source in told.sources else Mode.TWO_PERSON


def body(templates: Iterable[Template], terms: Iterable[Terms]) -> dict[str, Any]:
    """The canonical body of a set: every text and every policy, whole, so that they are what is signed."""
    return {
        "v": 1,
        "kind": KIND,
        "templates": [one.to_json() for one in sorted(templates, key=lambda one: one.id)],
        "terms": [asdict(one) for one in sorted(terms, key=lambda one: one.template)],
    }


def read(row: TemplateSet) -> Standing:
    """A stored set as values."""
    templates = (Template.from_json(one) for one in row.body["templates"])
    terms = (
        Terms(**one | {"mode": Mode(one["mode"])} | {name: tuple(one[name]) for name in ("sources", "pages")})
        for one in row.body["terms"]
    )
    return Standing(
        id=row.id,
        number=row.number,
        proposal_id=row.proposal_id,
        author=row.author,
        signers=tuple(row.signers),
        templates={one.id: one for one in templates},
        terms={one.template: one for one in terms},
    )


#: Sets never change once they are signed; a process reads each once.
_READ: dict[uuid.UUID, Standing] = {}


def current(s: Session) -> Standing | None:
    """The newest signed set, or None when none was signed yet."""
    found = s.scalar(_NEWEST)
    if found is None:
        return None
    return _READ.get(found) or known(s.get_one(TemplateSet, found))


def in_force() -> ColumnElement[bool]:
    """Whether a set was signed and no newer one took its place, for the columns of a query."""
    return and_(TemplateSet.approved.is_not(None), TemplateSet.superseded.is_(None))


_NEWEST = select(TemplateSet.id).where(in_force()).order_by(TemplateSet.approved.desc()).limit(1)


def known(row: TemplateSet) -> Standing:
    """A stored set as values, read once in this process."""
    if row.id not in _READ:
        _READ[row.id] = read(row)
    return _READ[row.id]


class TemplateSetEffect:
    """A set of alert templates: approval puts it in force in the place of the one before."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Lock the set."""
        _row(s, proposal)

    def subject(self, proposal: Proposal) -> str:
        """The templates."""
        return KIND

    def path(self, proposal: Proposal) -> str:
        """The page of the sign-off."""
        return f"/alerts/templates/{proposal.id}"

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Put it in force."""
        row = _row(s, proposal)
        for older in s.scalars(select(TemplateSet).where(TemplateSet.superseded.is_(None), TemplateSet.id != row.id)):
            older.superseded = now
        row.approved, row.signers = now, [f"{d.name}, {d.title}" for d in signers]
        values = {"set": str(row.id), "digest": row.digest, "signed_by": row.signers}
        entry(s, Event.ALERT_TEMPLATES_APPROVED, KIND, values, actor=MACHINE, now=now)

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """Set it aside; what was in force stays in force."""
        _row(s, proposal).superseded = now


def _row(s: Session, proposal: Proposal) -> TemplateSet:
    return s.scalars(select(TemplateSet).where(TemplateSet.proposal_id == proposal.id).with_for_update()).one()
