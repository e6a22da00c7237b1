"""The dialect of Meta's servers (Facebook, Instagram, Threads): forms, errors with codes, limits in per cent."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from countersign.platforms import reading, verdicts
from countersign.platforms.http import Answer, Channel, PageAccess, Reply
from countersign.platforms.outcomes import Ambiguous, AuthDead, Deferred, NotFound, Outcome, Rejected, Unknown

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Seconds after which a rate limit without a time of its own is tried again: Meta counts over a rolling hour.
DEFAULT_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)

#: "An unknown error", "temporarily unavailable": seven copies of one photo went out under these.
_DOUBTFUL = frozenset({1, 2})
_BUSY = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
#: No session, no permission, expired or revoked token; 200 to 299 are permissions that were taken away.
_NO_ACCESS = frozenset({3, 10, 102, 190, 463, 464, 467, *range(200, 300)})
_DUPLICATE = frozenset({506, 1366051})
_GONE = frozenset({(100, 33), (803, 0), (24, 0), (100, 2207008)})
_NOT_READY = frozenset({(24, 4279009), (9007, 2207027)})


@dataclass(frozen=True, slots=True)
class GraphError:
    """What Meta says went wrong; `code` with `subcode` tells what it means."""

    code: int
    subcode: int
    transient: bool
    message: str = ""

    @property
    def not_ready(self) -> bool:
        """Whether the container is there, but cannot be published yet."""
        return (self.code, self.subcode) in _NOT_READY

    @property
    def gone(self) -> bool:
        """Whether there is no such thing, or no longer."""
        return (self.code, self.subcode) in _GONE

    @property
    def is_a_post(self) -> bool:
        """A container that was published has no status any more (Threads)."""
        return self.code == 100 and "nonexisting field" in self.message


def error_of(reply: Reply) -> GraphError | None:
    """The error in an answer, whatever its HTTP status says; None where there is none."""
    said = reply.json if isinstance(reply, Answer) else None
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return None
    code, subcode, words = error.get("code"), error.get("error_subcode"), error.get("message")
    return GraphError(_int(code), _int(subcode), error.get("is_transient") is True, str(words))


def verdict(reply: Reply, channel: Channel, *, so_far: str = "Nothing was published") -> Outcome | None:
    """The outcome that Meta's answer to a write stands for; None for a good one, whose id is still to be read."""
    error = error_of(reply)
    if not isinstance(reply, Answer) or error is None:
        return verdicts.verdict(reply, channel, so_far=so_far)
    words = channel.said(reply)
    if error.code in _BUSY or reply.status == 429:
        return Deferred(retry_at(reply))
    if error.code in _DUPLICATE or error.subcode in _DUPLICATE:
        return Ambiguous(f"The platform says that it has this already (“{words}”), but not under which number.")
    if error.code in _DOUBTFUL or error.transient or reply.status >= 500:
        return Ambiguous(
            f"The request was sent, and the platform answered with a passing error ({error.code}: {words})."
        )
    if error.code in _NO_ACCESS or reply.status == 401:
        return AuthDead(
            f"This page's access was revoked, has expired or lacks a permission (the platform says: “{words}”). "
            f"{so_far}. An administrator must connect the page again; then it can be sent again."
        )
    advice = f"{so_far}; change it, or ask the page's owner."
    return Rejected(str(error.code), f"The platform refused this. It says: “{words}”. {advice}")


def retry_at(answer: Answer) -> datetime:
    """When a rate limit lets us come again: Retry-After, the time in the usage header, or some minutes."""
    if "retry-after" in answer.headers:
        return verdicts.retry_at(answer)
    minutes = _minutes(answer.headers.get("x-business-use-case-usage", ""))
    wait = timedelta(minutes=minutes) if minutes else DEFAULT_WAIT
    return answer.at + min(wait, LONGEST_WAIT)


def post(channel: Channel, path: str, fields: Mapping[str, str]) -> Reply:
    """One write as a form; the token stands in the header, and the proof of the app's secret in the form."""
    body = urlencode({**fields, **_proof(channel)}).encode()
    return channel.write("POST", _with_query(path, _token(channel)), headers=FORM, body=body)


def upload(channel: Channel, path: str, body: tuple[bytes, str]) -> Reply:
    """One write with a file in it (`uploads.multipart`)."""
    return channel.write("POST", _with_query(path, _asked(channel)), headers={"Content-Type": body[1]}, body=body[0])


def delete(channel: Channel, path: str) -> Reply:
    """Take something away."""
    return channel.write("DELETE", _with_query(path, _asked(channel)))


def get(channel: Channel, path: str, **params: str) -> Reply:
    """Read."""
    return channel.get(path, params={**params, **_asked(channel)})


def read(reply: Reply) -> dict[str, Any] | NotFound | Unknown:
    """The body of a good answer; what does not exist is NotFound, everything else Unknown."""
    error = error_of(reply)
    if error and error.gone:
        return NotFound()
    if error:
        return Unknown(f"The platform could not be asked: it answered with error {error.code}.")
    return reading.whole(reply, dict)


def rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of a list; KeyError or TypeError where it has no such shape."""
    data = said["data"]
    if not isinstance(data, list):
        raise TypeError("no list")
    return data


def next_cursor(said: Mapping[str, Any]) -> str | None:
    """Where the next entries begin, or None at the end."""
    paging = said.get("paging")
    if not isinstance(paging, dict) or "next" not in paging:
        return None
    return str((paging.get("cursors") or {}).get("after") or "") or None


def account(access: PageAccess) -> str:
    """The account's own number; its token answers to "me" as well."""
    return str(access.settings.get("account_id") or "me")


def proof(token: str, app_secret: str) -> str:
    """What proves that a token is used by its own app: HMAC-SHA256 of the token by the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _proof(channel: Channel) -> dict[str, str]:
    secret = channel.secret.extra.get("app_secret")
    if not secret or not channel.secret.token:
        return {}
    made = proof(channel.secret.token, secret)
    channel.keep_secret(made)
    return {"appsecret_proof": made}


def _token(channel: Channel) -> dict[str, str]:
    """The token for the address, where a server takes it from nowhere else: a page's setting says so."""
    return {"access_token": channel.secret.token} if channel.access.settings.get("token_in_address") else {}


def _asked(channel: Channel) -> dict[str, str]:
    return {**_token(channel), **_proof(channel)}


def _with_query(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _minutes(header: str) -> int:
    """The longest `estimated_time_to_regain_access` in the header, which is in minutes."""
    try:
        said = json.loads(header)
    except ValueError:
        return 0
    return max((_int(use.get("estimated_time_to_regain_access")) for use in _uses(said)), default=0)


def _uses(said: Any) -> list[dict[str, Any]]:
    lists = said.values() if isinstance(said, dict) else ()
    return [use for uses in lists if isinstance(uses, list) for use in uses if isinstance(use, dict)]


def _int(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
