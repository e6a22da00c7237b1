"""Who is called about messages: once for what comes together from one source, however much that is."""

import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from countersign import agency, notices, people, policies
from countersign.agency import Policy
from countersign.alerts import sources
from countersign.alerts.model import Kind
from countersign.alerts.sources import GATHERED, HOUR, STORM
from countersign.alerts.tables import AlertRow, AlertState, Source
from countersign.approvals import Proposal, ProposalState
from countersign.notices import Notice

#: How long people go on without hearing again that the watch is empty.
SHIFT = timedelta(hours=8)
#: The notices that call people at once about messages of a source.
CALLS, DESK = ("alert_needs_person", "alert_quarantined"), "/alerts"
#: Why people are called.
WAITS = "It was not published: it waits for somebody on watch. Open it to read why."
NAMES = "Nothing is out yet: it goes out once it has its names."
PARTLY = "It is out, and not everywhere: on some pages its text does not fit. Open it to read where."


def on_call(s: Session, now: datetime) -> list[str]:
    """Who is asked at once: the watch, and beside it those to whom everything escalates."""
    return sorted({*people.on_watch(s, now), *_fall_back(policies.current(s), now)})


def watch_is_empty(s: Session, now: datetime) -> bool:
    """Whether nobody is on watch and people were told of it now: once in each shift as long as it stays so."""
    if people.on_watch(s, now):
        return False
    lately = select(Notice.id).where(Notice.kind == "watch_empty", Notice.created > now - SHIFT)
    if s.execute(lately.limit(1)).first():
        return False
    return bool(notices.tell(s, on_call(s, now), "watch_empty", facts={"by": ""}, path="/watch", now=now))


def tell_watch(s: Session, row: AlertRow, kind: str, now: datetime, *, why: str = WAITS) -> None:
    """Call people about one message; whoever was called about its source and has not dealt with it knows already."""
    s.add(row)
    s.flush()  # Its number is given.
    source = s.get_one(Source, row.source_id)
    if sources.storming(source, now):
        return
    if _asked_lately(s, source, now, most=sources.terms_of(source).cap_per_hour):
        _tell_storm(s, source, now)
        return
    facts = {"what": row.label, "title": row.title, "source": source.name, "why": why}
    called, since = set(on_call(s, now)), now - GATHERED
    if _waits_already(s, row, since):
        about = {"source": source.name}
        called -= notices.join(s, called, CALLS, since=since, matching=about, into=kind, facts=facts, path=DESK)
    path = f"/posts/{row.post_id}" if why == NAMES else f"/alerts/messages/{row.id}"
    notices.tell(s, called, kind, facts=facts, path=path, now=now)


def _counted(rows: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(rows.subquery())


def storms(s: Session, source: Source, now: datetime) -> bool:
    """Whether a source has used up its hour; people are told once. What ends something is never counted."""
    cap = sources.terms_of(source).cap_per_hour
    if s.scalars(_SAID, {"source": source.id, "since": now - HOUR, "most": cap}).one() < cap:
        return False
    if not sources.storming(source, now):
        _tell_storm(s, source, now)
    return True


_SAID = _counted(
    select(AlertRow.id)
    .where(
        AlertRow.source_id == bindparam("source"),
        AlertRow.post_id.is_not(None),
        AlertRow.kind != Kind.CANCEL.value,
        AlertRow.received > bindparam("since"),
    )
    .limit(bindparam("most", type_=Integer))
)


def _tell_storm(s: Session, source: Source, now: datetime) -> None:
    """Once for a storm: it takes the place of what was told of its beginning, and of what was told an hour ago."""
    source.stormed = now
    facts = {"source": source.name, "cap": str(sources.terms_of(source).cap_per_hour)}
    standing = partial(notices.standing, s, people := on_call(s, now), matching={"source": source.name})
    told: set[str] = set()
    for found in (
        standing(CALLS, since=now - GATHERED),
        standing([STORM], since=now - SHIFT),
        standing(["owed"], since=now - GATHERED, unsent=True),
    ):
        for person, notice in found.items():
            if person in told:
                notices.drop(notice, now)
            else:
                notices.renew(notice, STORM, facts=facts, path=DESK)
        told |= set(found)
    notices.tell(s, set(people) - told, STORM, facts=facts, path=DESK, now=now)


def _waits_already(s: Session, row: AlertRow, since: datetime) -> bool:
    """Whether nobody has dealt with another message of the source that came since then."""
    other = _undecided(row.source_id, since).where(AlertRow.id != row.id)
    return s.execute(other.limit(1)).first() is not None


def _asked_lately(s: Session, source: Source, now: datetime, *, most: int) -> bool:
    return s.scalars(_counted(_undecided(source.id, now - HOUR).limit(most))).one() >= most


def _undecided(source_id: uuid.UUID, since: datetime) -> Select[uuid.UUID]:
    """Messages that wait since then for a person or for names, or that are out and not everywhere."""
    names = Proposal.subject == cast(AlertRow.post_id, String)
    waits = select(Proposal.id).where(names, Proposal.state == ProposalState.OPEN).exists()
    partly = AlertRow.decided.is_(None) & (func.cardinality(AlertRow.reasons) > 0)
    return select(AlertRow.id).where(
        AlertRow.source_id == source_id,
        AlertRow.received > since,
        AlertRow.state.in_([AlertState.NEEDS_PERSON, AlertState.QUARANTINED])
        | ((AlertRow.state == AlertState.PUBLISHED) & (partly | waits)),
    )


def _fall_back(policy: Policy, now: datetime) -> list[str]:
    roles = (*policy.watch.roles, *policy.escalation)
    return sorted({p for role in roles for p in policy.holders(role) if agency.is_active(policy, p, now)})
