"""Asking, reminding, escalating and expiring; none of these decides anything."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign import agency, approvals, database, notices, policies, settings, timetable
from countersign.agency import StageEntry
from countersign.agency.fields import show_duration
from countersign.alerts.sources import GATHERED, STORM
from countersign.approvals import Ask, Proposal, ProposalState
from countersign.delivery.calling import CALLS
from countersign.delivery.report import Report
from countersign.desk import deciding
from countersign.desk.effects import EFFECTS, POST
from countersign.log.record import MACHINE, Event, entry
from countersign.notices import Notice
from countersign.posts import Post, Series, Status


@dataclass(frozen=True, slots=True)
class Step:
    """What happens so long before the time: those whose turn it is are asked, then those above, then everybody."""

    left: timedelta
    kind: str
    wider: bool = False
    widest: bool = False


#: Approvals that lack before the time are escalated beforehand.
BEFOREHAND = (
    Step(timedelta(hours=24), "due in 24 h"),
    Step(timedelta(hours=1), "due in 1 h", wider=True),
    Step(timedelta(minutes=10), "due in 10 min", wider=True, widest=True),
)


def chase(*, waited: timedelta = timedelta(0)) -> Report:
    """Ask, remind, escalate and expire for whatever waits for names."""
    found = find_waiting(waited=waited)
    found.lines += _each(found.ids, _ask, _escalate, _expire).lines
    return found


def find_waiting(*, waited: timedelta = timedelta(0)) -> Report:
    """The open sign-offs, the one that closes first on top."""
    report = Report()
    with database.transaction() as s:
        before = database.clock(s) - waited
        query = select(Proposal).where(Proposal.state == ProposalState.OPEN, Proposal.opened <= before)
        for proposal in s.scalars(query.order_by(Proposal.closes)):
            report.add(str(proposal.id), f"{proposal.title} waits for names: {_link(proposal)}")
    return report


def ask_approvers(ids: Iterable[str]) -> Report:
    """Ask everybody whose turn it is, once, and remind them once when the stage's time to remind has come."""
    return _each(ids, _ask)


def escalate_late(ids: Iterable[str]) -> Report:
    """Ask the people whom a stage escalates to, once it is late; from then on they may sign as well."""
    return _each(ids, _escalate)


def expire_unsigned(ids: Iterable[str]) -> Report:
    """End what was not signed in time; it goes out never, unless its author submits it again."""
    return _each(ids, _expire)


def _each(ids: Iterable[str], *steps: Callable[[Session, Proposal, datetime], str | None]) -> Report:
    report = Report()
    for proposal_id in ids:
        with database.transaction() as s:
            seen = s.get_one(Proposal, uuid.UUID(proposal_id))
            EFFECTS[seen.kind].lock(s, seen)
            proposal = approvals.locked(s, seen.id)
            now = database.clock(s)
            for step in steps:
                line = step(s, proposal, now) if proposal.state is ProposalState.OPEN else None
                if line:
                    report.add(proposal_id, f"{proposal.title} {line}: {_link(proposal)}")
    return report


def _ask(s: Session, proposal: Proposal, now: datetime) -> str | None:
    stage = waiting_stage(s, proposal)
    if stage is None:
        return None
    since = stage_began(s, proposal, stage)
    turn = deciding.entitled_to(s, proposal, stage, now)
    asked = _note(s, proposal, stage, "asked", turn, now)
    reminded: list[str] = []
    if stage.remind_after and now >= since + stage.remind_after:
        reminded = _note(s, proposal, stage, "reminded", set(turn) - set(asked), now)
    _tell(s, proposal, stage, "asked", asked, now)
    _tell(s, proposal, stage, "reminded", reminded, now)
    if asked:
        _record(s, proposal, Event.SIGN_OFF_ASKED, stage, asked, now)
    if not turn:
        return f"has nobody who could sign the stage {stage.name}"
    if not asked and not reminded:
        return None
    return f"was brought to {len(asked) + len(reminded)} people for the stage {stage.name}"


def _escalate(s: Session, proposal: Proposal, now: datetime) -> str | None:
    stage = waiting_stage(s, proposal)
    if stage is None:
        return None
    lines = (_escalate_late(s, proposal, stage, now), _escalate_soon(s, proposal, stage, now))
    return "; ".join(line for line in lines if line) or None


def _escalate_late(s: Session, proposal: Proposal, stage: StageEntry, now: datetime) -> str | None:
    # In an emergency nobody waits: those above are asked together with those whose turn it is.
    late = now >= stage_began(s, proposal, stage) + stage.within
    if not proposal.details.get("urgent") and not late:
        return None
    policy = policies.current(s)
    wanted = agency.members(policy, stage.escalate_to or policy.escalation)
    asked = set() if late else _asked(s, proposal, stage)
    wanted = tuple(p for p in wanted if p not in {*proposal.authors, *asked} and agency.is_active(policy, p, now))
    told = _note(s, proposal, stage, "escalated", wanted, now)
    if not told:
        return None
    _tell(s, proposal, stage, "escalated", told, now)
    _record(s, proposal, Event.SIGN_OFF_ESCALATED, stage, told, now)
    return f"is late at the stage {stage.name}; {len(told)} more people were asked"


def _asked(s: Session, proposal: Proposal, stage: StageEntry) -> set[str]:
    """Who was asked for their own name at a stage."""
    same = (Ask.proposal_id == proposal.id, Ask.stage == stage.name, Ask.kind == "asked")
    return set(s.scalars(select(Ask.person_id).where(*same)))


def _escalate_soon(s: Session, proposal: Proposal, stage: StageEntry, now: datetime) -> str | None:
    """Ask ever more people as the time at which it should go out comes near; a step before it was opened is skipped."""
    due = min(_due(proposal), proposal.closes)
    lines = []
    for step in BEFOREHAND:
        if not due - step.left <= now < due or proposal.opened >= due - step.left:
            continue
        turn = set(deciding.entitled_to(s, proposal, stage, now))
        told = set(_note(s, proposal, stage, step.kind, turn, now))
        if step.wider:
            policy = policies.current(s)
            wanted = agency.members(policy, (*stage.escalate_to, *(policy.escalation if step.widest else ())))
            wanted = tuple(p for p in wanted if p not in proposal.authors and agency.is_active(policy, p, now))
            _note(s, proposal, stage, "escalated", wanted, now)
            told |= set(_note(s, proposal, stage, step.kind, set(wanted) - told, now))
        if told:
            _tell(s, proposal, stage, "due_soon", sorted(told), now, left=show_duration(step.left))
            _record(s, proposal, Event.SIGN_OFF_ESCALATED, stage, sorted(told), now)
            lines.append(f"is due in {show_duration(step.left)} and not signed; {len(told)} people were asked")
    return "; ".join(lines) or None


def _expire(s: Session, proposal: Proposal, now: datetime) -> str | None:
    if now <= proposal.closes:
        return None
    reason = "It was not signed in time."
    deciding.end(s, proposal, ProposalState.EXPIRED, Status.EXPIRED, reason=reason, now=now)
    effect = EFFECTS[proposal.kind]
    values = {"proposal": str(proposal.id), "digest": proposal.digest}
    entry(s, Event.SIGN_OFF_EXPIRED, effect.subject(proposal), values, actor=MACHINE, now=now)
    facts = {"what": proposal.title, "category": proposal.category}
    authors = [a for a in proposal.authors if a != MACHINE]
    notices.tell(s, authors, "expired", facts=facts, path=effect.path(proposal), now=now)
    return "was not signed in time and will not go out"


def waiting_stage(s: Session, proposal: Proposal) -> StageEntry | None:
    """The stage whose names are lacking."""
    cast = approvals.votes(approvals.decisions(s, proposal.id))
    return approvals.next_stage(proposal.stages, cast, digest=proposal.digest, authors=proposal.authors)


def stage_began(s: Session, proposal: Proposal, stage: StageEntry) -> datetime:
    """When a stage became the waiting one: at the last signature of the stages before it."""
    before = {earlier.name for earlier in proposal.stages[: proposal.stages.index(stage)]}
    return max([proposal.opened, *(d.at for d in approvals.decisions(s, proposal.id) if d.stage in before)])


def _note(
    s: Session, proposal: Proposal, stage: StageEntry, kind: str, wanted: Iterable[str], now: datetime
) -> list[str]:
    """Who of these was not asked in this way yet; each person is asked once per stage and kind."""
    rows = [
        {
            "id": uuid.uuid4(),
            "proposal_id": proposal.id,
            "stage": stage.name,
            "kind": kind,
            "person_id": p,
            "at": now,
        }
        for p in sorted(wanted)
    ]
    if not rows:
        return []
    return sorted(s.scalars(insert(Ask).on_conflict_do_nothing().returning(Ask.person_id), rows))


def _tell(
    s: Session, proposal: Proposal, stage: StageEntry, kind: str, told: list[str], now: datetime, **more: str
) -> None:
    title, path = proposal.title, EFFECTS[proposal.kind].path(proposal)
    series = _series(s, proposal) if kind != "due_soon" else None
    if series:
        title, path = series.label, f"/series/{series.id}"
        told = _not_told_yet(s, told, kind, stage, series=series)
    facts = {"source": proposal.details["source"]} if proposal.details.get("source") else {}
    if facts:
        told = _not_called_yet(s, told, kind, path, proposal=proposal, now=now)
    zone = policies.current(s).agency.zone
    facts |= {
        "what": title,
        "category": proposal.category,
        "stage": stage.name,
        "due": timetable.spoken(_due(proposal), zone),
        "closes": timetable.spoken(proposal.closes, zone),
        "since": timetable.spoken(proposal.opened, zone),
    }
    notices.tell(s, told, kind, facts=facts | more, path=path, now=now)


def _series(s: Session, proposal: Proposal) -> Series | None:
    """The series with whose other posts this one is signed."""
    post = s.get(Post, uuid.UUID(proposal.subject)) if proposal.kind == POST else None
    return s.get(Series, post.series_id) if post and post.series_id else None


def _not_told_yet(s: Session, people: list[str], kind: str, stage: StageEntry, *, series: Series) -> list[str]:
    """Who was not told in this way about a stage of what waits of a series; one message for all its posts is enough."""
    path, posts_of = f"/series/{series.id}", select(cast(Post.id, String)).where(Post.series_id == series.id)
    since = select(func.min(Proposal.opened)).where(
        Proposal.kind == POST, Proposal.state == ProposalState.OPEN, Proposal.subject.in_(posts_of)
    )
    same = (Notice.kind == kind, Notice.path == path, Notice.facts["stage"].astext == stage.name)
    told = set(s.scalars(select(Notice.person_id).where(*same, Notice.created >= since.scalar_subquery())))
    return [person for person in people if person not in told]


def _not_called_yet(
    s: Session, people: list[str], kind: str, path: str, *, proposal: Proposal, now: datetime
) -> list[str]:
    """Who was not called to this post of a message by its own notice, nor to others of its source a while ago."""
    about = {"source": proposal.details["source"]}
    earlier = ("reminded",) if kind == "reminded" else (*CALLS, "asked", "escalated", "due_soon")
    known = notices.standing(s, people, (*earlier, STORM), since=now - GATHERED, matching=about)
    others = _others_wait(s, proposal, now)
    return [one for one in people if one not in known or not (others or _same(known[one], path, kind))]


def _same(notice: Notice, path: str, kind: str) -> bool:
    return notice.kind in CALLS and notice.path == path and kind in ("asked", "escalated")


def _others_wait(s: Session, proposal: Proposal, now: datetime) -> bool:
    """Whether more of the same source waits for names since a short while."""
    same = Proposal.details["source"].astext == proposal.details["source"]
    query = select(Proposal.id).where(Proposal.state == ProposalState.OPEN, same, Proposal.id != proposal.id)
    return s.execute(query.where(Proposal.opened >= now - GATHERED).limit(1)).first() is not None


def _due(proposal: Proposal) -> datetime:
    due = proposal.details.get("due")
    return datetime.fromisoformat(due) if due else proposal.closes


def _record(s: Session, proposal: Proposal, event: Event, stage: StageEntry, told: list[str], now: datetime) -> None:
    values = {"proposal": str(proposal.id), "stage": stage.name, "people": told}
    entry(s, event, EFFECTS[proposal.kind].subject(proposal), values, actor=MACHINE, now=now)


def _link(proposal: Proposal) -> str:
    return settings.load().staff_address + EFFECTS[proposal.kind].path(proposal)
