"""The agency's policy as stored: dated versions, and the people, pages and gates that follow from the newest one."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign import agency, content, deliveries, pauses
from countersign.agency import Delegated, Policy
from countersign.database import DUE, Base, Instant, signal
from countersign.errors import Misconfigured
from countersign.log.record import Event, entry
from countersign.pages import Page, PageItems
from countersign.people import Delegation, Person


class PolicyVersion(Base):
    """One dated state of the agency's policy: who applied it and why; never changed."""

    __tablename__ = "policy_version"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str]
    applied: Mapped[Instant]
    applied_by: Mapped[str]
    why: Mapped[str]


#: Where a session keeps the policy in force, and every version that it has asked for.
_IN_FORCE, _VERSIONS = "policy in force", "policies"
#: The policies that this process has read, by their digest; they are values.
_READ: dict[str, Policy] = {}


def current_number(s: Session) -> int:
    """The number of the policy in force, or Misconfigured when none was applied yet."""
    return _newest(s)[0]


def _newest(s: Session) -> tuple[int, str]:
    """Number and digest of the policy in force."""
    newest = s.execute(_NEWEST).first()
    if newest is None:
        raise Misconfigured(
            "No agency file was applied yet, so nobody may write or sign. "
            "Apply one with `countersign agency apply FILE`."
        )
    return newest[0], newest[1]


def current(s: Session) -> Policy:
    """The policy in force; a transaction asks once, and goes by one policy to its end."""
    return in_force(s)[1]


def in_force(s: Session) -> tuple[int, Policy]:
    """The policy in force and its number, of one and the same moment."""
    if _IN_FORCE not in s.info:
        number, digest = _newest(s)
        policy = _known(s, number, digest)
        s.info[_IN_FORCE] = number, policy
        s.info.setdefault(_VERSIONS, {})[number] = policy
    found: tuple[int, Policy] = s.info[_IN_FORCE]
    return found


#: Advisory lock: one change of policy at a time.
POLICY_LOCK = 0x0C0_5170


def lock(s: Session) -> None:
    """Let one change of policy be made at a time, until the end of the transaction."""
    s.execute(select(func.pg_advisory_xact_lock(POLICY_LOCK)))


def load(s: Session, number: int) -> Policy:
    """One policy version; versions never change, so a session asks for each once, and a process reads each once."""
    known: dict[int, Policy] = s.info.setdefault(_VERSIONS, {})
    if number not in known:
        digest = s.scalars(select(PolicyVersion.digest).where(PolicyVersion.number == number)).one()
        known[number] = _known(s, number, digest)
    return known[number]


def _known(s: Session, number: int, digest: str) -> Policy:
    if digest not in _READ:
        _READ[digest] = agency.from_json(s.get_one(PolicyVersion, number).body)
    return _READ[digest]


_NEWEST = select(PolicyVersion.number, PolicyVersion.digest).order_by(PolicyVersion.number.desc()).limit(1)


def apply(s: Session, policy: Policy, *, who: str, why: str, now: datetime) -> int:
    """Store a policy as the newest version and bring people, pages and gates in line with it. Returns its number."""
    number = (s.scalar(select(func.max(PolicyVersion.number))) or 0) + 1
    body = agency.to_json(policy)
    row = PolicyVersion(number=number, body=body, digest=content.digest(body), applied=now, applied_by=who, why=why)
    s.add(row)
    s.flush()
    s.info.pop(_IN_FORCE, None)
    _upsert_people(s, policy)
    _upsert_pages(s, policy, now)
    for page in s.scalars(select(Page).where(Page.closed.is_(None)).order_by(Page.id)):
        settle_enabled(s, policy, page, who=who, now=now)
    parts = (("page", policy.pages), ("category", policy.categories), ("unit", policy.units))
    pauses.ensure_gates(s, [pauses.AGENCY, *(pauses.scope(kind, one.id) for kind, all in parts for one in all)])
    values = {"number": number, "digest": row.digest, "why": why}
    entry(s, Event.POLICY_APPLIED, "policy", values, actor=who, now=now)
    return number


def _upsert_people(s: Session, policy: Policy) -> None:
    known = {person.id: person for person in s.scalars(select(Person))}
    for told in policy.people:
        person = known.get(told.id)
        if person is None:
            person = Person(id=told.id)
            s.add(person)
        person.name, person.title, person.email = told.name, told.title, told.email
    s.flush()


def _upsert_pages(s: Session, policy: Policy, now: datetime) -> None:
    known = {page.id: page for page in s.scalars(select(Page))}
    for told in policy.pages:
        page = known.pop(told.id, None)
        if page is None:
            page = Page(id=told.id, opened=now, enabled=False, settings={})
            s.add(page)
        for field in ("platform", "name", "owner", "kind", "language", "visibility", "mode", "at_once"):
            setattr(page, field, getattr(told, field))
        page.handle, page.url, page.base_url = told.handle or "", told.url or "", told.base_url or ""
        handed = page.settings.get("by_hand") or {}
        page.by_hand = told.by_hand or bool(handed)
        page.person_id = handed.get("person") or told.by_hand_person or told.person
        page.closed = None
    for gone in known.values():
        gone.closed, gone.enabled = gone.closed or now, False
    s.flush()
    deliveries.ensure_lanes(s, [page.id for page in policy.pages])


def settle_enabled(s: Session, policy: Policy, page: Page, *, who: str, now: datetime) -> None:
    """Put a page on duty once the agency file wants it and its items are in place, and off when the file says so.

    A page that lost its items stays on duty while they are signed anew: an emergency does not wait for a profile.
    """
    told = policy.page(page.id)
    in_place = select(PageItems.id).where(
        PageItems.page_id == page.id, PageItems.superseded.is_(None), PageItems.confirmed.is_not(None)
    )
    wanted = bool(told and told.enabled and (page.enabled or s.execute(in_place).first()))
    if wanted == page.enabled:
        return
    page.enabled = wanted
    event = Event.PAGE_ENABLED if wanted else Event.PAGE_DISABLED
    entry(s, event, f"page:{page.id}", {"page": page.id}, actor=who, now=now)
    signal(s, DUE)


def delegations(s: Session, now: datetime) -> list[Delegated]:
    """The delegations in force at an instant, as the pure rules see them."""
    query = select(Delegation).where(Delegation.starts <= now, Delegation.ends > now, Delegation.ended.is_(None))
    return [
        Delegated(delegator=d.from_person, delegate=d.to_person, active_from=d.starts, active_to=d.ends)
        for d in s.scalars(query)
    ]
