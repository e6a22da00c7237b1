"""Before an emergency: sources, the terms on which they may speak, and the set of templates that two people sign."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import agency, approvals, content, database, policies
from countersign.agency import Policy, StageEntry
from countersign.agency.area import show_area
from countersign.alerts import sets, signature, sources, templates
from countersign.alerts.sets import Mode
from countersign.alerts.tables import Source, TemplateSet, Way
from countersign.approvals import Proposal, ProposalState
from countersign.desk import fitting
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, NotAllowed, WrongState
from countersign.log.record import Event, entry

OPEN_FOR = timedelta(days=14)
#: A template may go out without a new name for so long; then two people sign the set again.
LONGEST = timedelta(days=366)


def may_prepare(policy: Policy, who: str, now: datetime) -> bool:
    """Whether somebody keeps sources and templates: the top role, who all escalates to, or who owns a page."""
    if not agency.is_active(policy, who, now):
        return False
    top = {role.id for role in policy.roles if role.top}
    told = policy.person(who)
    roles = set(told.roles) if told else set()
    return bool(roles & (top | set(policy.escalation))) or any(page.owner == who for page in policy.pages)


def add_source(
    s: Session,
    who: str,
    name: str,
    *,
    way: Way,
    terms: sources.Terms,
    address: str = "",
    token: uuid.UUID | None = None,
    now: datetime,
) -> Source:
    """Begin to listen to a source; it publishes nothing until a second person signed exactly these terms."""
    _keeper(s, who, now)
    _check(s, name, way=way, terms=terms, address=address)
    _check_token(s, way, token)
    source = Source(
        name=name.strip(),
        way=way,
        address=address.strip(),
        token_id=token,
        terms=terms.to_json(),
        created=now,
        created_by=who,
    )
    s.add(source)
    s.flush()
    values = {"name": source.name, "digest": content.digest(sources.body(source))}
    entry(s, Event.SOURCE_ADDED, sources.subject(source.id), values, actor=who, now=now)
    return source


def change_source(
    s: Session, who: str, source_id: uuid.UUID, terms: sources.Terms, *, why: str, now: datetime
) -> Proposal | None:
    """Change the terms of a source.

    What narrows them holds at once. Wider terms of a source that publishes wait for a second person, and until then
    those hold that were signed: the proposal is returned.
    """
    policy = _keeper(s, who, now)
    needs_reason(why)
    source = sources.locked(s, source_id)
    _check(s, source.name, way=source.way, terms=terms, address=source.address, known=source)
    if terms == sources.terms_of(source):
        raise WrongState("These are its terms already. Nothing was changed.")
    published = sources.publishes(source)
    if published and not sources.narrows(terms, sources.terms_of(source)):
        body = sources.body(source) | {"terms": terms.to_json()}
        title = f"other terms for the source “{source.name}”"
        return _propose(s, policy, who, sources.KIND, str(source.id), body=body, title=title, need=1, why=why, now=now)
    _void_older(s, sources.KIND, str(source.id), now)
    source.terms = terms.to_json()
    digest = content.digest(sources.body(source))
    source.publishes = digest if published else None
    values = {"name": source.name, "digest": digest, "why": why}
    entry(s, Event.SOURCE_CHANGED, sources.subject(source.id), values, actor=who, now=now)
    return None


def stop_source(s: Session, who: str, source_id: uuid.UUID, *, reason: str, now: datetime) -> Source:
    """Let a source publish no more, at once and by one person; it is listened to as before."""
    acting(s, who, now)
    needs_reason(reason)
    source = sources.locked(s, source_id)
    if source.publishes is None:
        raise WrongState("This source publishes nothing. Nothing was changed.")
    source.publishes = None
    _void_older(s, sources.KIND, str(source.id), now)
    values = {"name": source.name, "reason": reason}
    entry(s, Event.SOURCE_STOPPED, sources.subject(source.id), values, actor=who, now=now)
    return source


def propose_source(s: Session, who: str, source_id: uuid.UUID, *, why: str, now: datetime) -> Proposal:
    """Ask a second person to let a source publish on the terms that it has now."""
    policy = _keeper(s, who, now)
    needs_reason(why)
    source = sources.locked(s, source_id)
    if sources.publishes(source):
        raise WrongState("This source may publish already, on exactly these terms. Nothing was changed.")
    body = sources.body(source)
    title = f"letting the source “{source.name}” publish"
    return _propose(s, policy, who, sources.KIND, str(source.id), body=body, title=title, need=1, why=why, now=now)


def propose_set(s: Session, who: str, terms: Iterable[sets.Terms], *, why: str, now: datetime) -> Proposal:
    """Ask two people to sign the templates as they are shipped, with the policy of each."""
    policy = _keeper(s, who, now)
    needs_reason(why)
    wanted = {one.template: one for one in terms}
    _check_terms(s, policy, wanted, now)
    if wrong := fitting.too_long(s, policy, templates.shipped()):
        raise Invalid(wrong)
    body = sets.body(templates.shipped(), wanted.values())
    title = "the set of alert templates"
    proposal = _propose(s, policy, who, sets.KIND, sets.KIND, body=body, title=title, need=2, why=why, now=now)
    s.add(TemplateSet(proposal_id=proposal.id, body=body, digest=proposal.digest, author=who, proposed=now))
    s.flush()
    return proposal


def _propose(
    s: Session,
    policy: Policy,
    who: str,
    kind: str,
    subject: str,
    *,
    body: dict[str, Any],
    title: str,
    need: int,
    why: str,
    now: datetime,
) -> Proposal:
    _void_older(s, kind, subject, now)
    proposal = Proposal(
        kind=kind,
        subject=subject,
        title=title,
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=policies.current_number(s),
        category="policy",
        authors=[who],
        chain=approvals.STAGES.dump_python((replace(_signers(policy), need=need),), mode="json"),
        sensitive=True,
        details={"pages": [], "why": why},
        opened=now,
        closes=now + OPEN_FOR,
    )
    s.add(proposal)
    s.flush()
    event = Event.ALERT_TEMPLATES_PROPOSED if kind == sets.KIND else Event.SOURCE_CHANGED
    values = {"digest": proposal.digest, "why": why}
    entry(s, event, _subject(kind, subject), values, actor=who, now=now)
    database.signal(s, database.SIGN_OFF)
    return proposal


def _subject(kind: str, subject: str) -> str:
    return sources.subject(subject) if kind == sources.KIND else kind


def _void_older(s: Session, kind: str, subject: str, now: datetime) -> None:
    waiting = select(Proposal).where(
        Proposal.kind == kind, Proposal.subject == subject, Proposal.state == ProposalState.OPEN
    )
    for older in s.scalars(waiting.with_for_update()):
        approvals.move(older, ProposalState.VOID, now=now, reason="A newer one was proposed.")
        for row in s.scalars(select(TemplateSet).where(TemplateSet.proposal_id == older.id)):
            row.superseded = now
    s.flush()


def _signers(policy: Policy) -> StageEntry:
    """Who signs what may go out later with nobody's name: the top role, who all escalates to, and the watch's roles."""
    top = tuple(role.id for role in policy.roles if role.top)
    asked = tuple(dict.fromkeys((*top, *policy.escalation, *policy.watch.roles)))
    return StageEntry(name="before an emergency", roles=asked, within=timedelta(days=2), remind_after=timedelta(days=1))


def _keeper(s: Session, who: str, now: datetime) -> Policy:
    acting(s, who, now)
    policy = policies.current(s)
    if not may_prepare(policy, who, now):
        raise NotAllowed("Sources and templates are kept by the top role and by the owners of pages. Nothing changed.")
    return policy


def _check(s: Session, name: str, *, way: Way, terms: sources.Terms, address: str, known: Source | None = None) -> None:
    wrong: dict[str, str] = {}
    taken = select(Source).where(Source.name == name.strip())
    if not name.strip() or len(name) > 100:
        wrong["name"] = "Give the source a name of at most 100 characters."
    elif known is None and s.scalar(taken):
        wrong["name"] = "There is a source of this name already."
    if not terms.senders:
        wrong["senders"] = "Name at least one sender that may speak: without one, every message needs a person."
    if terms.zone is None:
        wrong["zone"] = "Say where it may speak about: zones, counties or an area."
    else:
        try:
            _ = terms.rules
        except (ValueError, TypeError, KeyError) as error:
            wrong["zone"] = f"The area cannot be used: {error}."
    for certificate in terms.certificates:
        try:
            signature.certificates(certificate.encode())
        except ValueError as error:
            wrong["certificate"] = f"The certificate cannot be used: {error}. Paste it as PEM, from BEGIN to END."
    if way is Way.FEED and not address.startswith(("https://", "http://127.0.0.1:")):
        wrong["address"] = "A feed has a web address that begins with https://: else anybody on the way could speak."
    if way is Way.FOLDER and not address.startswith("/"):
        wrong["address"] = "A folder is named from the root, such as /srv/alerts."
    if not 1 <= terms.cap_per_hour <= 500 or terms.every < 15:
        wrong["cap_per_hour"] = "Between 1 and 500 in an hour, and at most one look in 15 seconds."
    if wrong:
        raise Invalid(wrong)


def _check_token(s: Session, way: Way, token: uuid.UUID | None) -> None:
    """What is pushed comes with a key of its own: it says which source speaks."""
    if token and s.scalar(select(Source.id).where(Source.token_id == token)):
        raise Invalid({"token": "This key belongs to another source already. Make a new one for this source."})
    if (token is None) == (way is Way.PUSH):
        wrong = "Name the key with which it sends." if way is Way.PUSH else "Only what is sent here has a key."
        raise Invalid({"token": wrong})


def _check_terms(s: Session, policy: Policy, wanted: dict[str, sets.Terms], now: datetime) -> None:
    known = {one.id: one for one in templates.shipped()}
    named = set(s.scalars(select(Source.name)))
    wrong: dict[str, str] = {}
    for one in wanted.values():
        if one.template not in known:
            wrong[one.template] = "There is no such template."
        elif one.mode is not Mode.TWO_PERSON and (one.until is None or not _in_date(one.until, now)):
            wrong[one.template] = "What goes out without a new name needs an end date, at most a year ahead."
        elif one.mode is Mode.AUTO and not one.sources:
            wrong[one.template] = "Name the sources that may let it go out by themselves."
        elif unknown := set(one.sources) - named:
            wrong[one.template] = f"There is no source {', '.join(sorted(unknown))}."
        elif strange := {page for page in one.pages if policy.page(page) is None}:
            wrong[one.template] = f"There is no page {', '.join(sorted(strange))}."
    if wrong:
        raise Invalid(wrong)


def _in_date(told: str, now: datetime) -> bool:
    try:
        until = datetime.fromisoformat(told)
    except ValueError:
        return False
    return until.tzinfo is not None and now < until <= now + LONGEST


def own_area(policy: Policy) -> dict[str, Any]:
    """The agency's own service area, as a source's terms carry it."""
    return show_area(policy.area)
