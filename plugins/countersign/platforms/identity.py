"""Whose access a credential is: asked of the platform before it is stored, and held against the agency file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from countersign.platforms.http import Answer, Channel
from countersign.platforms.outcomes import AuthDead, Unknown
from countersign.platforms.secret import Secret


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a platform: its number there, its handle and its shown name, each empty where not told."""

    id: str = ""
    handle: str = ""
    name: str = ""

    @property
    def spoken(self) -> str:
        """How a person is told which account it is."""
        return " ".join(filter(None, (self.name, f"({self.handle})" if self.handle else ""))) or self.id


@dataclass(frozen=True, slots=True)
class Question:
    """Where a platform says whose access it is, and under which names; dots lead inside."""

    path: str
    id: str = "id"
    handle: str = "username"
    name: str = "name"


QUESTIONS: Mapping[str, Question] = {
    "mastodon": Question("/api/v1/accounts/verify_credentials", handle="acct", name="display_name"),
    "bluesky": Question("/xrpc/com.atproto.server.getSession", id="did", handle="handle", name=""),
    "x": Question("/2/users/me", id="data.id", handle="data.username", name="data.name"),
    "facebook": Question("/{version}/me?fields=id,name,username"),
    "instagram": Question("/{version}/{account}?fields=id,name,username"),
    "threads": Question("/v1.0/me?fields=id,name,username"),
    "linkedin": Question("/rest/organizations/{account}", handle="vanityName", name="localizedName"),
    "nextdoor": Question("/external/api/partner/{version}/me", id="secure_profile_id", handle="handle", name="name"),
}
#: Platforms that do not say by themselves which account it is: the person gives its number.
ASKS_NUMBER: Mapping[str, str] = {
    "linkedin": "the number in the address of the organisation's admin page",
    "nextdoor": "the profile's number, as Nextdoor's partner team gave it",
}
_LIST = "/{version}/me/accounts?fields=id,name,username,access_token,instagram_business_account{{id,username,name}}"


def ask(channel: Channel, platform: str, *, account: str = "", version: str = "") -> Account | AuthDead | Unknown:
    """Whose access the channel's credential is."""
    question = QUESTIONS.get(platform)
    if question is None:
        return Unknown("This platform cannot be asked whose access it is.")
    path = question.path.format(account=account or "me", version=version)
    said = _said(channel, path, _headers(platform, version))
    if not isinstance(said, dict):
        return said
    values = (_inside(said, getattr(question, name)) for name in ("id", "handle", "name"))
    found = Account(*values)
    return found if found != Account() else Unknown("The platform did not say whose access this is.")


def page_of(
    channel: Channel, platform: str, *, wanted: Account, version: str
) -> tuple[Account, Secret] | AuthDead | Unknown:
    """Of the pages that a person keeps (Meta), the wanted one, with access to it alone."""
    said = _said(channel, _LIST.format(version=version), {})
    if not isinstance(said, dict):
        return said
    rows = [row for row in said.get("data") or () if isinstance(row, dict) and row.get("access_token")]
    found = [(_meta_account(row, platform), row) for row in rows]
    fits = [(account, row) for account, row in found if account and differs(account, wanted) is None]
    if len(fits) != 1:
        there = ", ".join(account.spoken for account, _ in found if account) or "none"
        return Unknown(f"Among the pages that were allowed there is not exactly one that fits. They are: {there}.")
    account, row = fits[0]
    return account, replace(channel.secret, token=str(row["access_token"]))


def differs(found: Account, told: Account) -> str | None:
    """Why an account is not the one that the agency file names; None when it is, or when the file names none."""
    pairs = [
        (plain(one), plain(other)) for one, other in ((found.id, told.id), (found.handle, told.handle)) if one and other
    ]
    if any(one == other for one, other in pairs):
        return None
    if not pairs and (not told.name or not found.name or plain(told.name) == plain(found.name)):
        return None
    wanted = told.handle or told.id or told.name
    return f"The platform says that this access belongs to {found.spoken}, and the agency file names {wanted}."


def told(handle: str, url: str, *, number: str = "") -> Account:
    """What the agency file says of an account: its handle, or what its address ends with."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return Account(number, handle or last)


def plain(handle: str) -> str:
    """A handle without the server's name, the @ and capitals."""
    name = handle.strip().lstrip("@").casefold()
    return re.sub(r"@.*", "", name)


def _meta_account(row: Mapping[str, Any], platform: str) -> Account | None:
    if platform != "instagram":
        return Account(str(row.get("id") or ""), str(row.get("username") or ""), str(row.get("name") or ""))
    inside = row.get("instagram_business_account")
    if not isinstance(inside, dict):
        return None
    return Account(str(inside.get("id") or ""), str(inside.get("username") or ""), str(inside.get("name") or ""))


def _said(channel: Channel, path: str, headers: Mapping[str, str]) -> dict[str, Any] | AuthDead | Unknown:
    reply = channel.get(path, headers=headers)
    if not isinstance(reply, Answer):
        return Unknown("The platform could not be reached to ask whose access this is. Nothing was stored.")
    said = reply.json
    if reply.status == 200 and isinstance(said, dict) and not said.get("error"):
        return said
    if reply.status in {400, 401, 403}:
        return AuthDead(
            f"The platform does not take this access. It says: “{channel.said(reply)}”. Nothing was stored."
        )
    return Unknown(f"The platform gave no clear answer about whose access this is (HTTP {reply.status}).")


def _headers(platform: str, version: str) -> dict[str, str]:
    if platform != "linkedin":
        return {}
    return {"LinkedIn-Version": version, "X-Restli-Protocol-Version": "2.0.0"}


def _inside(said: Mapping[str, Any], name: str) -> str:
    value: Any = said
    for key in name.split(".") if name else ():
        value = value.get(key) if isinstance(value, Mapping) else None
    return str(value) if name and isinstance(value, str | int) else ""
