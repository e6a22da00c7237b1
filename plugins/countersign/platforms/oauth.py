"""Getting access to a page by OAuth 2.0: each platform's flow as a value, and the exchanges (PLATFORMS, section 1)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from countersign.platforms.http import Answer, Channel, Reply
from countersign.platforms.outcomes import AuthDead, Renewed, Unknown
from countersign.platforms.secret import REFRESH_ENDS, Secret

FORM: Mapping[str, Any] = {"Content-Type": "application/x-www-form-urlencoded"}
#: No access of ours goes along.
_BARE: Mapping[str, Any] = {"Authorization": None}
#: How long Meta's long-lived access lasts where the answer does not say.
USUAL_LIFE = timedelta(days=60)
_GRAPH = "https://graph.facebook.com/v26.0"


@dataclass(frozen=True, slots=True)
class Flow:
    """How a platform gives access: where people allow it, where the code is exchanged, and what we ask for."""

    authorize: str
    token: str
    scopes: tuple[str, ...]
    joined: str = " "
    #: Proof Key for Code Exchange (RFC 7636).
    pkce: bool = False
    #: The app proves itself in a header (RFC 6749, 2.3.1) instead of in the form.
    basic: bool = False
    #: The short-lived token is exchanged for one of 60 days: the grant's name, and where.
    long_lived: tuple[str, str] | None = None
    #: The access is that of one of the person's pages, which are listed there.
    of_page: bool = False
    #: Where an app registers itself, on platforms of many servers; empty where a person makes one beforehand.
    registers: str = ""

    def standing_in(self, base_url: str, home: str) -> "Flow":
        """The same flow on the page's own server; itself where that is the platform's."""
        if not base_url or urlsplit(base_url).netloc == urlsplit(home).netloc:
            return self
        long_lived = self.long_lived and (self.long_lived[0], _moved(self.long_lived[1], base_url))
        authorize, token = _moved(self.authorize, base_url), _moved(self.token, base_url)
        registers = self.registers and _moved(self.registers, base_url)
        return replace(self, authorize=authorize, token=token, long_lived=long_lived, registers=registers)


FLOWS: Mapping[str, Flow] = {
    # A server that does not know PKCE ignores it (RFC 6749, 3.1), so it is always sent.
    "mastodon": Flow("/oauth/authorize", "/oauth/token", ("read", "write"), pkce=True, registers="/api/v1/apps"),
    "x": Flow(
        "https://x.com/i/oauth2/authorize",
        "https://api.x.com/2/oauth2/token",
        ("tweet.read", "tweet.write", "users.read", "media.write", "tweet.moderate.write", "offline.access"),
        pkce=True,
        basic=True,
    ),
    "facebook": Flow(
        "https://www.facebook.com/v26.0/dialog/oauth",
        f"{_GRAPH}/oauth/access_token",
        (
            "pages_show_list",
            "pages_manage_posts",
            "pages_read_engagement",
            "pages_read_user_content",
            "pages_manage_engagement",
            "pages_manage_metadata",
        ),
        joined=",",
        long_lived=("fb_exchange_token", f"{_GRAPH}/oauth/access_token"),
        of_page=True,
    ),
    "instagram": Flow(
        "https://www.facebook.com/v26.0/dialog/oauth",
        f"{_GRAPH}/oauth/access_token",
        ("instagram_basic", "instagram_content_publish", "instagram_manage_comments", "pages_show_list"),
        joined=",",
        long_lived=("fb_exchange_token", f"{_GRAPH}/oauth/access_token"),
        of_page=True,
    ),
    "threads": Flow(
        "https://threads.net/oauth/authorize",
        "https://graph.threads.net/oauth/access_token",
        (
            "threads_basic",
            "threads_content_publish",
            "threads_read_replies",
            "threads_manage_replies",
            "threads_delete",
        ),
        joined=",",
        long_lived=("th_exchange_token", "https://graph.threads.net/access_token"),
    ),
    "linkedin": Flow(
        "https://www.linkedin.com/oauth/v2/authorization",
        "https://www.linkedin.com/oauth/v2/accessToken",
        ("w_organization_social", "r_organization_social", "rw_organization_admin"),
    ),
    "nextdoor": Flow(
        "https://www.nextdoor.com/v3/authorize/",
        "https://auth.nextdoor.com/v2/token",
        ("openid", "post:write", "post:read", "comment:write", "profile:read", "agency.boundary:read"),
        basic=True,
    ),
}


@dataclass(frozen=True, slots=True)
class App:
    """The agency's own app on a platform; `secret` is empty where the platform gave none."""

    id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """One way of a person to the platform and back: what only we know of it."""

    state: str
    verifier: str

    @property
    def challenge(self) -> str:
        """What the platform may know of the verifier (S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def begin() -> Journey:
    """A fresh state and a fresh verifier, of 256 random bits each."""
    return Journey(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def register(channel: Channel, flow: Flow, *, back: str, website: str) -> App | Unknown:
    """An app of our own on the page's server, which may send people back to us and to nobody else."""
    form = {"client_name": "Countersign", "redirect_uris": back, "scopes": " ".join(flow.scopes), "website": website}
    reply = channel.renew(flow.registers, headers={**FORM, **_BARE}, body=urlencode(form).encode())
    said = reply.json if isinstance(reply, Answer) and reply.status in {200, 201} else None
    if isinstance(said, dict) and said.get("client_id"):
        return App(str(said["client_id"]), str(said.get("client_secret") or ""))
    if not isinstance(reply, Answer):
        return Unknown("The server could not be reached. Nothing was stored; try again.")
    words = channel.said(reply) or f"HTTP {reply.status}"
    return Unknown(f"The server did not let Countersign register. It says: “{words}”. Nothing was stored.")


def address(flow: Flow, app: App, journey: Journey, *, back: str) -> str:
    """Where the person goes to allow it; `back` is our own address to which the platform sends them."""
    asked = {
        "response_type": "code",
        "client_id": app.id,
        "redirect_uri": back,
        "scope": flow.joined.join(flow.scopes),
        "state": journey.state,
    }
    if flow.pkce:
        asked |= {"code_challenge": journey.challenge, "code_challenge_method": "S256"}
    return f"{flow.authorize}?{urlencode(asked)}"


def exchange(
    channel: Channel, flow: Flow, app: App, *, code: str, journey: Journey, back: str
) -> Secret | AuthDead | Unknown:
    """The access that a code stands for; a code is good for one try."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    if flow.pkce:
        form["code_verifier"] = journey.verifier
    for private in (code, journey.verifier, app.secret):
        channel.keep_secret(private)
    got = _asked(channel, flow, app, form)
    if not isinstance(got, dict):
        return got
    secret = secret_from(got, Secret(extra=_extra(app)), now=channel.clock())
    return _long_lived(channel, flow, app, secret) if flow.long_lived else secret


def refresh(channel: Channel, flow: Flow) -> Renewed | AuthDead | Unknown:
    """A new pair for the channel's own refresh token, which may be good for one use only."""
    old = channel.secret
    if not old.refresh:
        return AuthDead("This page's access has ended and cannot be renewed by itself. Connect the page again.")
    app = App(old.extra.get("client_id", ""), old.extra.get("client_secret", ""))
    got = _asked(channel, flow, app, {"grant_type": "refresh_token", "refresh_token": old.refresh})
    return Renewed(secret_from(got, old, now=channel.clock()).dump()) if isinstance(got, dict) else got


def secret_from(said: Mapping[str, Any], old: Secret, *, now: datetime) -> Secret:
    """The access in a token answer; what it does not say stays as it was."""
    ends, refresh_ends = _in(said.get("expires_in"), now), _in(said.get("refresh_token_expires_in"), now)
    extra = {**old.extra, **({REFRESH_ENDS: refresh_ends.isoformat()} if refresh_ends else {})}
    return Secret(str(said["access_token"]), str(said.get("refresh_token") or old.refresh), ends, extra)


def _asked(channel: Channel, flow: Flow, app: App, form: Mapping[str, str]) -> dict[str, Any] | AuthDead | Unknown:
    headers, whole = {**FORM, **_BARE}, dict(form)
    if flow.basic and app.secret:
        pair = f"{quote(app.id, safe='')}:{quote(app.secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    else:
        whole |= {"client_id": app.id} | ({"client_secret": app.secret} if app.secret else {})
    return _given(channel, channel.renew(flow.token, headers=headers, body=urlencode(whole).encode()))


def _given(channel: Channel, reply: Reply) -> dict[str, Any] | AuthDead | Unknown:
    """The body of an answer with a token in it, or why there is none."""
    if not isinstance(reply, Answer):
        return Unknown("The platform could not be asked for access just now. Nothing was changed; try again.")
    said = reply.json
    if reply.status == 200 and isinstance(said, dict) and said.get("access_token"):
        return said
    if reply.status in {400, 401, 403}:
        return AuthDead(f"The platform did not give access. It says: “{channel.said(reply)}”. Connect the page again.")
    return Unknown(f"The platform gave no access and no clear answer (HTTP {reply.status}). Try again.")


def _long_lived(channel: Channel, flow: Flow, app: App, short: Secret) -> Secret | AuthDead | Unknown:
    """Access for 60 days in place of access for an hour."""
    assert flow.long_lived, "asked only where the platform has it"
    grant, where = flow.long_lived
    channel.keep_secret(short.token)
    name = "fb_exchange_token" if grant == "fb_exchange_token" else "access_token"
    query = {"grant_type": grant, "client_id": app.id, "client_secret": app.secret, name: short.token}
    got = _given(channel, channel.renew(f"{where}?{urlencode(query)}", headers=_BARE, method="GET"))
    if not isinstance(got, dict):
        return got
    usual = {"expires_in": int(USUAL_LIFE.total_seconds())} | {k: v for k, v in got.items() if v}
    return secret_from(usual, short, now=channel.clock())


def _extra(app: App) -> dict[str, str]:
    """The app's own secret under both names that adapters know."""
    named = {"client_id": app.id, "client_secret": app.secret, "app_secret": app.secret}
    return {name: value for name, value in named.items() if value}


def _in(said: Any, now: datetime) -> datetime | None:
    try:
        return now + timedelta(seconds=int(said)) if said else None
    except (TypeError, ValueError, OverflowError):
        return None


def _moved(there: str, base_url: str) -> str:
    base, parts = urlsplit(base_url), urlsplit(there)
    return parts._replace(scheme=base.scheme, netloc=base.netloc).geturl()
