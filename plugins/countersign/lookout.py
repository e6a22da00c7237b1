"""The verbs of the lookout: what our pages show, held against what was signed; the eight items kept in place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import (
    approvals,
    connections,
    content,
    database,
    limits,
    notices,
    page_items,
    pages,
    platforms,
    policies,
)
from countersign import settings as configuration
from countersign.agency import Policy
from countersign.approvals import Proposal, ProposalState
from countersign.content import Severity
from countersign.delivery.report import Report
from countersign.desk import effects
from countersign.errors import CountersignError, Misconfigured, NotAllowed
from countersign.limits import Limits
from countersign.log.record import MACHINE, Event, entry
from countersign.pages import Page, PageItems
from countersign.platforms.base import Channel, Done, Profile
from countersign.settings import Settings


def keep_pages(*, waited: timedelta = timedelta(0)) -> Report:
    """All steps for every page that has something to do: without an owner's act, a page is left alone for a day."""
    report = Report()
    for page_id in pages_with_work(waited=waited):
        for step in (read_page_items, propose_missing, write_signed, read_back):
            report.lines += step(page_id).lines
        report.ids.append(page_id)
    return report


def pages_with_work(*, waited: timedelta = timedelta(0)) -> list[str]:
    """Pages whose items are unproposed, signed and unwritten, or not looked at for a day."""
    with database.transaction() as s:
        now = database.clock(s)
        return [page.id for page in _open_pages(s) if _has_work(s, page, now, waited)]


def find_pages() -> Report:
    """Every page that is not closed."""
    report = Report()
    with database.transaction() as s:
        for page in _open_pages(s):
            report.add(page.id, f"{page.name}: {_link(page.id)}")
    return report


def read_page_items(page_id: str) -> Report:
    """Read what a page shows and what its server takes; whatever differs from what was signed is reported."""
    return _for_page(page_id, Step(_what_it_shows, _read))


def propose_missing(page_id: str) -> Report:
    """Open the sign-off of a page's items where none was signed, the wording changed, or the page lost them."""
    return _for_page(page_id, Step(_nothing, _propose))


def write_signed(page_id: str) -> Report:
    """Write signed items to the page."""
    return _for_page(page_id, Step(_what_is_signed, _write))


def read_back(page_id: str) -> Report:
    """Read written items back; a page that shows them is enabled, if the agency file wants it."""
    return _for_page(page_id, Step(_what_was_written, _read_back))


def items_of(s: Session, page_id: str) -> PageItems | None:
    """The newest items of a page that were not set aside."""
    return s.scalar(select(PageItems).where(PageItems.page_id == page_id, PageItems.superseded.is_(None)))


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people follow a page, as its platform said when it was last read."""

    followers: int
    at: datetime


def reach(s: Session, page_id: str) -> Reach | None:
    """Whom a post on a page reaches; None where no platform has told yet."""
    items = items_of(s, page_id)
    shown = (items.shown if items else None) or {}
    told, at = shown.get("followers"), shown.get("at")
    return Reach(told, datetime.fromisoformat(str(at))) if told is not None and at else None


def confirm_by_hand(s: Session, who: str, page_id: str, *, now: datetime) -> None:
    """The named person says that the signed items stand on a page without an API."""
    page = _locked(s, page_id)
    if who not in {page.owner, page.person_id}:
        raise NotAllowed("Only the page’s owner, or the person who posts there, can say this. Nothing was changed.")
    items = items_of(s, page_id)
    if items is None or items.signed is None:
        raise Misconfigured("The items of this page are not signed yet. Nothing was changed.")
    items.written = items.written or now
    if typed_by_hand(page):
        database.signal(s, database.ITEMS)
        return
    _confirm(s, page, items, who, now)


def put_by_hand(page: Page) -> bool:
    """Whether a person puts the items there and says so, since no program can see them there."""
    caps = platforms.adapter(page.way).caps
    unseen = caps.profile_by_hand and page.credential is None
    return caps.by_hand or unseen or (caps.remote and not caps.has_profile)


def typed_by_hand(page: Page) -> bool:
    """Whether a person types the items there, and the program reads whether they are right."""
    return platforms.adapter(page.way).caps.profile_by_hand and page.credential is not None


#: What is asked of a page's server, while no transaction is open: it may take a minute to answer.
Ask = Callable[[Channel], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What a step asks a page's server, if anything, and what it does with the answer."""

    ask: Callable[[PageItems | None, Page], Ask | None]
    act: Callable[["Looked", Any], str | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """One page in the transaction in which a step acts on what it heard; `items` were the same when it asked."""

    s: Session
    told: Settings
    policy: Policy
    page: Page
    items: PageItems | None
    now: datetime


def _for_page(page_id: str, step: Step) -> Report:
    """One step for one page; an error of its server is a line, since one page never stops another."""
    report = Report()
    try:
        line = _taken(page_id, step, configuration.load())
    except (CountersignError, OSError) as error:
        line = f"could not be looked after: {getattr(error, 'message', type(error).__name__)}"
    report.add(page_id, f"{page_id}: {line or 'nothing to do'}: {_link(page_id)}")
    return report


def _taken(page_id: str, step: Step, told: Settings) -> str | None:
    with database.transaction() as s:
        page, before = pages.page(s, page_id), items_of(s, page_id)
        ask = step.ask(before, page)
    answer = None
    if ask:
        with connections.channel(page, told) as channel:
            answer = ask(channel)
    with database.transaction() as s:
        page, items = _locked(s, page_id), items_of(s, page_id)
        if ask and (items and items.id) != (before and before.id):
            return "changed while its server was asked; it is looked at anew"
        return step.act(Looked(s, told, policies.current(s), page, items, database.clock(s)), answer)


def _nothing(items: PageItems | None, page: Page) -> Ask | None:
    return None


def _what_it_shows(items: PageItems | None, page: Page) -> Ask | None:
    adapter = platforms.adapter(page.way)
    return (lambda channel: (adapter.read_limits(channel), adapter.read_profile(channel))) if _reachable(page) else None


def _read(at: Looked, answer: Any) -> str | None:
    if answer is None:
        return None
    taken, shown = answer
    if isinstance(taken, Limits):
        at.page.limits = taken.to_json()
    if not isinstance(shown, Profile):
        return f"could not be read: {shown.evidence}"
    items = at.items
    if items is None:
        return None
    items.shown = shown.to_json() | {"at": at.now.isoformat()}
    if items.confirmed is None:
        return None
    missing = page_items.missing_items(items.shown, page_items.profile_of(items.body))
    return _changed(at.s, at.page, items, missing, at.now) if missing else "shows what was signed"


def _changed(s: Session, page: Page, items: PageItems, missing: list[str], now: datetime) -> str:
    """The page lost its items: set them aside, so that they are proposed anew, and tell its owner."""
    items.superseded = now
    s.flush()
    entry(s, Event.PAGE_ITEMS_CHANGED, f"page:{page.id}", {"missing": missing}, actor=MACHINE, now=now)
    notices.tell(s, [page.owner], "page_changed", facts={"page": page.name}, path=f"/pages/{page.id}", now=now)
    return " ".join(missing)


def _propose(at: Looked, answer: Any) -> str | None:
    s, told, policy, page, now = at.s, at.told, at.policy, at.page, at.now
    named = policy.page(page.id)
    if named is None:
        return None
    number = policies.current_number(s)
    room = limits.stored(page.platform, page.limits).profile
    body = page_items.body(policy, named, number=number, terms_url=f"{told.public_address}/terms", room=room)
    items = at.items
    if items is not None and _same_words(items.body, body):
        return None
    _refuse_too_long(page, told, body)
    if items is not None:
        _set_aside(s, items, now)
    proposal = _open_proposal(s, policy, page, body, number=number, now=now)
    new = PageItems(page_id=page.id, body=body, digest=proposal.digest, proposal_id=proposal.id, proposed=now)
    s.add(new)
    s.flush()
    values = {"page": page.id, "digest": proposal.digest, "proposal": str(proposal.id)}
    entry(s, Event.PAGE_ITEMS_PROPOSED, f"page:{page.id}", values, actor=MACHINE, now=now)
    database.signal(s, database.SIGN_OFF)
    return "its eight items wait for sign-off"


def _open_proposal(
    s: Session, policy: Policy, page: Page, body: dict[str, Any], *, number: int, now: datetime
) -> Proposal:
    proposal = Proposal(
        kind=effects.PAGE_ITEMS,
        subject=page.id,
        title=f"the required items of {page.name}",
        canonical=content.canonical(body),
        digest=content.digest(body),
        policy=number,
        category="page items",
        authors=[MACHINE],
        chain=approvals.STAGES.dump_python(policy.page_items_chain, mode="json"),
        details={"pages": [page.id]},
        opened=now,
        closes=now + timedelta(days=30),
    )
    s.add(proposal)
    s.flush()
    return proposal


def _set_aside(s: Session, items: PageItems, now: datetime) -> None:
    items.superseded = now
    if items.proposal_id:
        proposal = approvals.locked(s, items.proposal_id)
        if proposal.state is ProposalState.OPEN:
            approvals.move(proposal, ProposalState.VOID, now=now, reason="The wording changed.")
    s.flush()


def _may_be_written(items: PageItems | None, page: Page) -> bool:
    """Whether signed items are to be written there by the program."""
    if items is None or items.signed is None or items.written is not None:
        return False
    return platforms.adapter(page.way).caps.has_profile and not (put_by_hand(page) or typed_by_hand(page))


def _what_is_signed(items: PageItems | None, page: Page) -> Ask | None:
    if items is None or not _may_be_written(items, page) or not _reachable(page):
        return None
    small, adapter = page_items.profile_of(items.body), platforms.adapter(page.way)
    return lambda channel: adapter.write_profile(small, channel)


def _write(at: Looked, written: Any) -> str | None:
    items, page = at.items, at.page
    if items is None or items.signed is None or items.written is not None:
        return None
    if put_by_hand(page) or (typed_by_hand(page) and not _shows(items)):
        return "its items are signed; its person puts them there by hand and says so on the page"
    if _may_be_written(items, page):
        if written is None:
            return "its items are signed; they are written once the page is connected"
        if not isinstance(written, Done):
            return f"its items could not be written: {getattr(written, 'user_text', '') or type(written).__name__}"
    items.written = at.now
    entry(at.s, Event.PAGE_ITEMS_WRITTEN, f"page:{page.id}", {"digest": items.digest}, actor=MACHINE, now=at.now)
    return "its signed items were written"


def _what_was_written(items: PageItems | None, page: Page) -> Ask | None:
    if items is None or items.written is None or items.confirmed is not None:
        return None
    adapter = platforms.adapter(page.way)
    return adapter.read_profile if adapter.caps.has_profile else None


def _read_back(at: Looked, shown: Any) -> str | None:
    items, page = at.items, at.page
    if items is None or items.written is None or items.confirmed is not None:
        return None
    if platforms.adapter(page.way).caps.has_profile:
        if not isinstance(shown, Profile):
            return f"could not be read back: {shown.evidence if shown else 'it was not asked yet'}"
        items.shown = shown.to_json() | {"at": at.now.isoformat()}
        missing = page_items.missing_items(items.shown, page_items.profile_of(items.body))
        if missing:
            # What a person typed there has to be typed again; what a program wrote may only take a while to show.
            items.written = None if typed_by_hand(page) else items.written
            return " ".join(missing)
    _confirm(at.s, page, items, MACHINE, at.now)
    return "shows what was signed"


def _shows(items: PageItems) -> bool:
    """Whether the page showed exactly the signed items when it was last read."""
    return bool(items.shown) and not page_items.missing_items(items.shown or {}, page_items.profile_of(items.body))


def _confirm(s: Session, page: Page, items: PageItems, who: str, now: datetime) -> None:
    items.confirmed = now
    entry(s, Event.PAGE_ITEMS_READ_BACK, f"page:{page.id}", {"digest": items.digest}, actor=who, now=now)
    s.flush()
    policies.settle_enabled(s, policies.current(s), page, who=who, now=now)


def _has_work(s: Session, page: Page, now: datetime, waited: timedelta) -> bool:
    items = items_of(s, page.id)
    if items is None:
        return True
    waits_for_person = put_by_hand(page) or (typed_by_hand(page) and items.written is None)
    if items.signed is not None and items.confirmed is None and not waits_for_person:
        return items.signed <= now - waited
    looked = (items.shown or {}).get("at")
    return bool(looked) and datetime.fromisoformat(str(looked)) < now - timedelta(days=1)


def _same_words(stored: dict[str, Any], fresh: dict[str, Any]) -> bool:
    """The policy's number alone does not ask for a new sign-off."""
    return {**stored, "policy": 0} == {**fresh, "policy": 0}


def _refuse_too_long(page: Page, told: Settings, body: dict[str, Any]) -> None:
    adapter = platforms.adapter(page.way)
    if not adapter.caps.has_profile:
        return
    taken = adapter.limits(connections.bare(page, told))
    wrong = page_items.fits(page_items.profile_of(body), taken, page=page.id)
    if any(f.severity is Severity.BLOCK for f in wrong):
        raise Misconfigured(" ".join(f.told for f in wrong))


def _reachable(page: Page) -> bool:
    """Whether there is a server with a profile, and a credential for it."""
    return platforms.adapter(page.way).caps.has_profile and page.credential is not None


def _locked(s: Session, page_id: str) -> Page:
    pages.page(s, page_id)
    return s.get_one(Page, page_id, with_for_update={"key_share": True}, populate_existing=True)


def _open_pages(s: Session) -> Iterable[Page]:
    return s.scalars(select(Page).where(Page.closed.is_(None)).order_by(Page.id)).all()


def _link(page_id: str) -> str:
    return f"{configuration.load().staff_address}/pages/{page_id}"
