"""Series: a post that comes again; every occurrence is a post of its own, and all of them are signed at once."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import approvals, notices, policies, posts, recurrence
from countersign.approvals import Decision, Proposal, ProposalState, Verdict
from countersign.content import Answer, Draft
from countersign.desk import deciding, effects, writing
from countersign.errors import CountersignError, Invalid, NotFound, WrongState
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Post, Series, Status
from countersign.recurrence import Repeat

SUBMITTABLE = frozenset(status for status in Status if Status.SUBMITTED in posts.TRANSITIONS[status])
#: A series whose last post ended so is not gone on with.
GIVEN_UP = frozenset({Status.WITHDRAWN, Status.REJECTED, Status.EXPIRED})
WITHDRAWABLE = frozenset(status for status in Status if Status.WITHDRAWN in posts.TRANSITIONS[status])


def repeat(s: Session, who: str, content: Draft, how: Repeat, *, now: datetime) -> tuple[Series, list[Post]]:
    """Begin a series: one draft for each occurrence within the horizon, all or none; `{date}` is each one's.

    Its first time is the rule's first; the draft itself has no times of its own.
    """
    writing.acting(s, who, now)
    if content.not_before or content.not_after or content.slot:
        raise Invalid(
            {"rule": "A repeated post has no slot and no times of its own beside its rule. Leave them empty."}
        )
    rule = recurrence.checked(how.rule)
    starts = how.starts.isoformat(timespec="minutes")
    series = Series(
        author=who,
        rule=rule,
        starts=starts,
        left_out=list(how.left_out),
        draft=content.to_json(),
        created=now,
        written=None,
    )
    s.add(series)
    s.flush()
    made = _write(s, series, after=None, actor=who, now=now)
    values = {"number": series.number, "rule": rule, "starts": starts, "posts": [post.number for post in made]}
    entry(s, Event.SERIES_BEGUN, subject(series), values, actor=who, now=now)
    return series, made


def continue_series(s: Session, series_id: uuid.UUID, *, now: datetime) -> list[Post]:
    """Write the next part of a series in its author's name, and hand it to the review; its chain signs it anew.

    It ends where its last post was withdrawn, rejected or not signed, or where its author may not write it any more.
    """
    series = s.scalars(select(Series).where(Series.id == series_id).with_for_update()).one()
    if series.written is None or series.written > now + recurrence.AHEAD:
        return []
    last = s.scalars(select(Post).where(Post.series_id == series_id).order_by(Post.number.desc()).limit(1)).one()
    if last.status in GIVEN_UP:
        _end(s, series, f"{last.label} was {posts.WORDS[last.status]}", now=now)
        return []
    try:
        with s.begin_nested():
            made = _write(s, series, after=max(series.written, now), actor=MACHINE, now=now)
            for post in made:
                writing.submit(s, series.author, post.id, actor=MACHINE, now=now)
    except CountersignError as error:
        _end(s, series, error.message, now=now)
        return []
    if made:
        values = {"number": series.number, "posts": [post.number for post in made]}
        entry(s, Event.SERIES_CONTINUED, subject(series), values, actor=MACHINE, now=now)
        _tell(s, series, "series_continued", now, count=str(len(made)))
    return made


def _write(s: Session, series: Series, *, after: datetime | None, actor: str, now: datetime) -> list[Post]:
    """One draft for each occurrence that is not written yet, up to the horizon."""
    zone, content = policies.current(s).agency.zone, Draft.from_json(series.draft)
    how = Repeat(series.rule, datetime.fromisoformat(series.starts), tuple(series.left_out))
    made = []
    for due in recurrence.occurrences(how, zone, now=now, after=after):
        text = recurrence.dated(content.text, due.at, zone, language=content.language)
        first = datetime.fromisoformat(series.starts).replace(tzinfo=zone)
        said = tuple(_dated_answer(a, content, first, due.at, zone) for a in content.answers)
        each = replace(content, text=text, due=due.at, answers=said)
        made.append(writing.draft(s, series.author, each, actor=actor, now=now))
        made[-1].series_id = series.id
    series.written = now + recurrence.HORIZON if recurrence.goes_on(how, zone, now=now) else None
    return made


def _dated_answer(answer: Answer, content: Draft, first: datetime, due: datetime, zone: ZoneInfo) -> Answer:
    """An answer given for the first occurrence, bound to the same sentence of another one."""
    sentence = answer.sentence
    for field in recurrence.FIELDS:
        if field in content.text:
            was, is_ = (recurrence.dated(field, at, zone, language=content.language) for at in (first, due))
            sentence = sentence.replace(was, is_)
    return replace(answer, sentence=sentence)


def _end(s: Session, series: Series, why: str, *, now: datetime) -> None:
    series.written = None
    entry(s, Event.SERIES_ENDED, subject(series), {"number": series.number, "reason": why}, actor=MACHINE, now=now)
    _tell(s, series, "series_ended", now, why=why)


def _tell(s: Session, series: Series, kind: str, now: datetime, **facts: str) -> None:
    whole = {"what": series.label, "category": str(series.draft["category"]), **facts}
    notices.tell(s, [series.author], kind, facts=whole, path=f"/series/{series.id}", now=now)


def subject(series: Series) -> str:
    """What the record calls a series."""
    return f"series:{series.id}"


def of_series(s: Session, who: str, series_id: uuid.UUID, *, now: datetime) -> tuple[Series, list[Post]]:
    """A series and its posts by their number, as far as this person may read them; NotFound when that is none."""
    series, policy = s.get(Series, series_id), policies.current(s)
    rows = s.scalars(select(Post).where(Post.series_id == series_id).order_by(Post.number))
    readable = [post for post in rows if writing.may_read(s, policy, who, post, now=now)]
    if series is None or not readable:
        raise NotFound
    return series, readable


def submit_series(s: Session, who: str, series_id: uuid.UUID, *, now: datetime) -> list[Post]:
    """Hand every draft of a series to the review at once."""
    _, rows = of_series(s, who, series_id, now=now)
    waiting = _by_id(post for post in rows if post.status in SUBMITTABLE)
    if not waiting:
        raise WrongState("Nothing of this series waits to be sent for sign-off. Nothing was changed.")
    for post in waiting:
        writing.submit(s, who, post.id, now=now)
    return waiting


def withdraw_series(s: Session, who: str, series_id: uuid.UUID, *, reason: str, now: datetime) -> list[Post]:
    """Take back every post of a series of which nothing went out yet; what is out stays, and no more are written."""
    series, rows = of_series(s, who, series_id, now=now)
    writing.needs_reason(reason)
    ended = []
    for post in _by_id(post for post in rows if post.status in WITHDRAWABLE):
        try:
            with s.begin_nested():
                ended.append(writing.withdraw(s, who, post.id, reason=reason, now=now))
        except WrongState:
            continue
    if not ended and series.written is None:
        raise WrongState("Nothing of this series can be taken back any more. Nothing was changed.")
    if series.written:
        series.written = None
        values = {"number": series.number, "reason": reason}
        entry(s, Event.SERIES_ENDED, subject(series), values, actor=who, now=now)
    return ended


def waiting_in(s: Session, who: str, series_id: uuid.UUID, *, now: datetime) -> list[Proposal]:
    """The open sign-offs of a series whose turn is this person's, by their post's due time."""
    _, rows = of_series(s, who, series_id, now=now)
    query = select(Proposal).where(
        Proposal.kind == effects.POST,
        Proposal.subject.in_([str(post.id) for post in rows]),
        Proposal.state == ProposalState.OPEN,
    )
    mine = [p for p in s.scalars(query) if deciding.may_decide_now(s, who, p, now=now) is None]
    return sorted(mine, key=lambda proposal: (proposal.details.get("due") or "", proposal.number))


def decide_series(
    s: Session,
    who: str,
    digests: Mapping[uuid.UUID, str],
    *,
    verdict: Verdict,
    factor: str,
    now: datetime,
    reason: str = "",
    confirmed: Collection[str] = (),
) -> list[Decision]:
    """One decision on several sign-offs, each by its own digest: all are written or none.

    `digests` are those that the person had on the screen, by the ids of their proposals.
    """
    if not digests:
        raise Invalid("Nothing waits for your name here just now. Nothing was changed.")
    seen = {proposal.id: proposal for one in digests if (proposal := s.get(Proposal, one))}
    if seen.keys() != digests.keys():
        raise WrongState
    return [
        deciding.decide(
            s,
            who,
            proposal.id,
            verdict=verdict,
            digest=digests[proposal.id],
            factor=factor,
            reason=reason,
            confirmed=confirmed,
            now=now,
        )
        for proposal in sorted(seen.values(), key=lambda one: one.subject)
    ]


def newest_sign_offs(s: Session, rows: Collection[Post]) -> dict[uuid.UUID, Proposal]:
    """The newest sign-off of each post that has one, by the post's id."""
    query = select(Proposal).where(Proposal.kind == effects.POST, Proposal.subject.in_([str(post.id) for post in rows]))
    return {uuid.UUID(p.subject): p for p in s.scalars(query.order_by(Proposal.number))}


def chain_of(s: Session, proposal: Proposal) -> str:
    """The stage that a sign-off waits for; empty when every name is there."""
    cast = approvals.votes(approvals.decisions(s, proposal.id))
    stage = approvals.next_stage(proposal.stages, cast, digest=proposal.digest, authors=proposal.authors)
    return stage.name if stage else ""


def _by_id(rows: Iterable[Post]) -> list[Post]:
    """In the order in which posts are locked."""
    return sorted(rows, key=lambda post: str(post.id))
