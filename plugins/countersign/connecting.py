"""Connecting a page: access is obtained, the platform is asked whose it is, and only then is it stored, encrypted.

No transaction is open while a platform is asked.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from countersign import connections, database, pages, platforms, policies
from countersign.agency import Policy
from countersign.desk.writing import acting, needs_reason
from countersign.errors import Invalid, Misconfigured, NotAllowed, NotFound, Refused, WrongState
from countersign.pages import Connecting, Page
from countersign.platforms import identity, oauth
from countersign.platforms.base import Adapter, Renewed
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.identity import Account
from countersign.platforms.oauth import App, Flow, Journey
from countersign.platforms.secret import Secret
from countersign.settings import Settings
from countersign.signin import ADMINISTRATOR

#: How long somebody may take at the platform.
PATIENCE = timedelta(minutes=30)
#: What people can paste, by platform: the only way for Bluesky, the other way for Mastodon.
PASTED = {"mastodon": "access key", "bluesky": "app password"}


class NotConnected(Refused):
    """The page was not connected, and nothing was stored. Begin again on the page's own screen."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A page that was connected: which, and what the platform calls the account."""

    page_id: str
    name: str
    account: str


def may_connect(policy: Policy, who: str, page: Page) -> bool:
    """Whether somebody may connect a page: its owner, and the administrators."""
    return who == page.owner or who in policy.holders(ADMINISTRATOR)


def flow_of(page: Page) -> Flow | None:
    """The way through the browser to a page's platform; None where access is pasted, or none is needed."""
    flow = oauth.FLOWS.get(page.platform)
    return flow and flow.standing_in(page.base_url, platforms.adapter(page.platform).caps.home)


def registered(told: Settings, who: str, page_id: str) -> App:
    """An app that the page's own server has just made for us, where servers do that; with no transaction open."""
    with database.transaction() as s:
        page = _mine(s, told, who, page_id, database.clock(s))
    flow = flow_of(page)
    if flow is None or not flow.registers:
        raise WrongState("This page's platform makes no app by itself. Nothing was changed.")
    if not page.base_url:
        raise NotConnected("The agency file does not name this page's server (base_url), so there is nobody to ask.")
    with _asking(page, told, Secret()) as channel:
        app = oauth.register(channel, flow, back=back_address(told), website=told.public_address)
    if isinstance(app, App):
        return app
    raise NotConnected(app.evidence)


def back_address(told: Settings) -> str:
    """Our own address to which platforms send people back; it is registered with the agency's app there."""
    return f"{told.staff_address}/pages/connected"


def begin(s: Session, told: Settings, who: str, page_id: str, *, app: App, number: str = "", now: datetime) -> str:
    """Begin a connection; the address at which the person allows it."""
    page = _mine(s, told, who, page_id, now)
    flow = flow_of(page)
    if flow is None:
        raise WrongState("This page is not connected through the browser. Nothing was changed.")
    asks = identity.ASKS_NUMBER.get(page.platform)
    wrong = {"client_id": "Give the number or name of the agency's app on the platform."} if not app.id else {}
    wrong |= {"number": f"Give {asks}."} if asks and not number else {}
    if wrong:
        raise Invalid(wrong)
    journey = oauth.begin()
    kept = {"id": app.id, "secret": app.secret, "verifier": journey.verifier, "number": number}
    sealed = pages.seal_credential(json.dumps(kept), pages.credential_keys(told))
    s.execute(delete(Connecting).where(Connecting.began < now - PATIENCE))
    s.add(Connecting(state=_hash(journey.state), page_id=page.id, person_id=who, sealed=sealed, began=now))
    s.flush()
    return oauth.address(flow, app, journey, back=back_address(told))


def finish(told: Settings, who: str, *, state: str, code: str) -> Connected:
    """The person came back with a code: exchange it once, look whose access it is, and store it."""
    with database.transaction() as s:
        begun = s.get(Connecting, _hash(state), with_for_update=True)
        now = database.clock(s)
        if begun is None or begun.person_id != who or now - begun.began > PATIENCE:
            raise NotConnected("This connection was not begun here, or too long ago. Begin again on the page's screen.")
        try:
            kept = json.loads(pages.open_credential(begun.sealed, pages.credential_keys(told)) or "{}")
        except Misconfigured:
            raise NotConnected("The keys of this installation changed meanwhile. Begin again.") from None
        page = _mine(s, told, who, begun.page_id, now)
        s.delete(begun)
    flow, app = flow_of(page), App(kept["id"], kept["secret"])
    assert flow, "it was begun with one"
    with _asking(page, told, Secret()) as channel:
        journey, back = Journey(state, kept["verifier"]), back_address(told)
        got = oauth.exchange(channel, flow, app, code=code, journey=journey, back=back)
    if not isinstance(got, Secret):
        raise NotConnected(getattr(got, "user_text", None) or getattr(got, "evidence", None))
    return _store(told, who, page, got, number=kept["number"])


def with_pasted(told: Settings, who: str, page_id: str, plain: str, *, number: str = "") -> Connected:
    """Connect a page with an access key or an app password that somebody pasted."""
    with database.transaction() as s:
        page = _mine(s, told, who, page_id, database.clock(s))
    if not plain.strip() or len(plain) > 20_000:
        raise Invalid({"credential": "Paste the whole access key, or the app password, as the platform shows it."})
    return _store(told, who, page, Secret.parse(plain), number=number)


def disconnect(s: Session, told: Settings, who: str, page_id: str, *, reason: str, now: datetime) -> Page:
    """Forget a page's access, with a reason; nothing goes out there until it is connected again."""
    page = _mine(s, told, who, page_id, now)
    needs_reason(reason)
    if page.credential is None:
        raise WrongState("This page is not connected. Nothing was changed.")
    pages.forget_credential(s, page, who=who, reason=reason.strip(), now=now)
    return page


def _store(told: Settings, who: str, page: Page, secret: Secret, *, number: str) -> Connected:
    adapter = platforms.adapter(page.platform)
    wanted = identity.told(page.handle, page.url, number=number)
    account, proven = _proven(told, page, adapter, secret, wanted=wanted)
    if account and (why := identity.differs(account, wanted)):
        raise NotConnected(f"{why} Nothing was stored. Sign in there with the right account, or correct the file.")
    with database.transaction() as s:
        now = database.clock(s)
        row = _mine(s, told, who, page.id, now)
        if account and account.id:
            row.settings = {**row.settings, "account_id": account.id}
        pages.set_credential(s, row, proven.dump(), told=told, who=who, now=now)
        database.signal(s, database.ITEMS)
        return Connected(row.id, row.name, account.spoken if account else "")


def _proven(
    told: Settings, page: Page, adapter: Adapter, secret: Secret, *, wanted: Account
) -> tuple[Account | None, Secret]:
    """The access as it is stored, and whose it is; raises NotConnected where the platform does not take it."""
    flow, version = flow_of(page), adapter.version(connections.bare(page, told))
    with _asking(page, told, secret) as channel:
        if adapter.needs_renewal(channel.access, channel.clock()):
            came = adapter.refresh(channel)
            if not isinstance(came, Renewed):
                raise NotConnected(getattr(came, "user_text", None) or getattr(came, "evidence", None))
            secret = Secret.parse(came.credential)
    with _asking(page, told, secret) as channel:
        if flow and flow.of_page:
            found = identity.page_of(channel, page.platform, wanted=wanted, version=version)
            if isinstance(found, tuple):
                return found
        elif page.platform in identity.QUESTIONS:
            asked = identity.ask(channel, page.platform, account=wanted.id, version=version)
            if isinstance(asked, Account):
                return asked, secret
            found = asked
        else:
            return None, secret
    raise NotConnected(getattr(found, "user_text", None) or getattr(found, "evidence", None))


@contextmanager
def _asking(page: Page, told: Settings, secret: Secret) -> Iterator[Channel]:
    access: PageAccess = replace(connections.bare(page, told), credential=secret.dump() or None)
    with Channel(access, allow_private=told.allow_private_hosts) as channel:
        yield channel


def _mine(s: Session, told: Settings, who: str, page_id: str, now: datetime) -> Page:
    acting(s, who, now)
    page = pages.page(s, page_id)
    if page.closed:
        raise NotFound("This page was closed. Nothing was changed.")
    if not may_connect(policies.current(s), who, page):
        raise NotAllowed("Only the page's owner or an administrator can connect it. Nothing was changed.")
    refuse_in_sample(told)
    return page


def refuse_in_sample(told: Settings) -> None:
    """Where anybody may act as anybody, no real account is connected."""
    if told.sample and not told.allow_private_hosts:
        raise WrongState(
            "The sample lets anybody act as anybody, so no real account can be connected to it. Nothing was changed."
        )


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
