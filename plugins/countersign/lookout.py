"""The verbs of the lookout: what our pages show, held against what was signed; the eight items kept in place."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import (
    approvals,
    connections,
    content,
    database,
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
from countersign.log.record import Event, entry
from countersign.pages import Page, PageItems
from countersign.platforms.base import Done, Profile
from countersign.settings import Settings

MACHINE = "machine"


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
    return _for_page(page_id, _read)


def propose_missing(page_id: str) -> Report:
    """Open the sign-off of a page's items where none was signed, the wording changed, or the page lost them."""
    return _for_page(page_id, _propose)


def write_signed(page_id: str) -> Report:
    """Write signed items to the page."""
    return _for_page(page_id, _write)


def read_back(page_id: str) -> Report:
    """Read written items back; a page that shows them is enabled, if the agency file wants it."""
    return _for_page(page_id, _read_back)


def items_of(s: Session, page_id: str) -> PageItems | None:
    """The newest items of a page that were not set aside."""
    return s.scalar(select(PageItems).where(PageItems.page_id == page_id, PageItems.superseded.is_(None)))


def confirm_by_hand(s: Session, who: str, page_id: str, *, now: datetime) -> None:
    """The named person says that the signed items stand on a page without an API."""
    page = _locked(s, page_id)
    if who not in {page.owner, page.person_id}:
        raise NotAllowed("Only the page’s owner, or the person who posts there, can say this. Nothing was changed.")
    items = items_of(s, page_id)
    if items is None or items.signed is None:
        raise Misconfigured("The items of this page are not signed yet. Nothing was changed.")
    items.written = items.written or now
    _confirm(s, page, items, who, now)


Step = Callable[[Session, Settings, Policy, Page, datetime], str | None]


def _for_page(page_id: str, step: Step) -> Report:
    """One step for one page; an error of its server is a line, since one page never stops another."""
    report, told = Report(), configuration.load()
    try:
        with database.transaction() as s:
            line = step(s, told, policies.current(s), _locked(s, page_id), database.clock(s))
    except (CountersignError, OSError) as error:
        line = f"could not be looked after: {getattr(error, 'message', type(error).__name__)}"
    report.add(page_id, f"{page_id}: {line or 'nothing to do'}: {_link(page_id)}")
    return report


def _read(s: Session, told: Settings, policy: Policy, page: Page, now: datetime) -> str | None:
    if not _reachable(page):
        return None
    with connections.channel(page, told) as channel:
        adapter = platforms.adapter(page.platform)
        taken = adapter.read_limits(channel)
        shown = adapter.read_profile(channel)
    if isinstance(taken, Limits):
        page.limits = taken.to_json()
    items = items_of(s, page.id)
    if not isinstance(shown, Profile):
        return f"could not be read: {shown.evidence}"
    if items is None:
        return None
    items.shown = shown.to_json() | {"at": now.isoformat()}
    if items.confirmed is None:
        return None
    missing = page_items.missing_items(items.shown, page_items.profile_of(items.body))
    return _changed(s, page, items, missing, now) if missing else "shows what was signed"


def _changed(s: Session, page: Page, items: PageItems, missing: list[str], now: datetime) -> str:
    """The page lost its items: set them aside, so that they are proposed anew, and tell its owner."""
    items.superseded = now
    s.flush()
    entry(s, Event.PAGE_ITEMS_CHANGED, f"page:{page.id}", {"missing": missing}, actor=MACHINE, now=now)
    notices.tell(s, [page.owner], "page_changed", facts={"page": page.name}, path=f"/pages/{page.id}", now=now)
    return " ".join(missing)


def _propose(s: Session, told: Settings, policy: Policy, page: Page, now: datetime) -> str | None:
    named = policy.page(page.id)
    if named is None:
        return None
    number = policies.current_number(s)
    body = page_items.body(policy, named, number=number, terms_url=f"{told.public_address}/terms")
    items = items_of(s, page.id)
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


def _write(s: Session, told: Settings, policy: Policy, page: Page, now: datetime) -> str | None:
    items = items_of(s, page.id)
    if items is None or items.signed is None or items.written is not None:
        return None
    if platforms.adapter(page.platform).caps.by_hand:
        return "its items are signed; its person puts them there by hand and says so on the page"
    if platforms.adapter(page.platform).caps.has_profile:
        if not _reachable(page):
            return "its items are signed; they are written once the page is connected"
        small = page_items.profile_of(items.body)
        with connections.channel(page, told) as channel:
            written = platforms.adapter(page.platform).write_profile(Profile(small.note, small.fields), channel)
        if not isinstance(written, Done):
            return f"its items could not be written: {getattr(written, 'user_text', '') or type(written).__name__}"
    items.written = now
    entry(s, Event.PAGE_ITEMS_WRITTEN, f"page:{page.id}", {"digest": items.digest}, actor=MACHINE, now=now)
    return "its signed items were written"


def _read_back(s: Session, told: Settings, policy: Policy, page: Page, now: datetime) -> str | None:
    items = items_of(s, page.id)
    if items is None or items.written is None or items.confirmed is not None:
        return None
    if platforms.adapter(page.platform).caps.has_profile:
        with connections.channel(page, told) as channel:
            shown = platforms.adapter(page.platform).read_profile(channel)
        if not isinstance(shown, Profile):
            return f"could not be read back: {shown.evidence}"
        items.shown = shown.to_json() | {"at": now.isoformat()}
        missing = page_items.missing_items(items.shown, page_items.profile_of(items.body))
        if missing:
            return " ".join(missing)
    _confirm(s, page, items, MACHINE, now)
    return "shows what was signed"


def _confirm(s: Session, page: Page, items: PageItems, who: str, now: datetime) -> None:
    items.confirmed = now
    entry(s, Event.PAGE_ITEMS_READ_BACK, f"page:{page.id}", {"digest": items.digest}, actor=who, now=now)
    s.flush()
    policies.settle_enabled(s, policies.current(s), page, who=who, now=now)


def _has_work(s: Session, page: Page, now: datetime, waited: timedelta) -> bool:
    items = items_of(s, page.id)
    if items is None:
        return True
    if items.signed is not None and items.confirmed is None:
        return items.signed <= now - waited and not platforms.adapter(page.platform).caps.by_hand
    looked = (items.shown or {}).get("at")
    return bool(looked) and datetime.fromisoformat(str(looked)) < now - timedelta(days=1)


def _same_words(stored: dict[str, Any], fresh: dict[str, Any]) -> bool:
    """The policy's number alone does not ask for a new sign-off."""
    return {**stored, "policy": 0} == {**fresh, "policy": 0}


def _refuse_too_long(page: Page, told: Settings, body: dict[str, Any]) -> None:
    adapter = platforms.adapter(page.platform)
    if not adapter.caps.has_profile:
        return
    taken = adapter.limits(connections.bare(page, told))
    wrong = page_items.fits(page_items.profile_of(body), taken, page=page.id)
    if any(f.severity is Severity.BLOCK for f in wrong):
        raise Misconfigured(" ".join(f"{f.message} {f.remedy}" for f in wrong))


def _reachable(page: Page) -> bool:
    """Whether there is a server with a profile, and a credential for it."""
    return platforms.adapter(page.platform).caps.has_profile and page.credential is not None


def _locked(s: Session, page_id: str) -> Page:
    pages.page(s, page_id)
    # A key-share lock lets people sign posts for this page meanwhile: its server may take a minute to answer.
    return s.get_one(Page, page_id, with_for_update={"key_share": True}, populate_existing=True)


def _open_pages(s: Session) -> Iterable[Page]:
    return s.scalars(select(Page).where(Page.closed.is_(None)).order_by(Page.id)).all()


def _link(page_id: str) -> str:
    return f"{configuration.load().staff_address}/pages/{page_id}"
