"""Tokens of programs: what they may do, whom they act as, and until when; only their SHA-256 is kept.

A token never decides: signing, returning and rejecting are done by people in the web page.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import agency, people, policies
from countersign.errors import Invalid, NotFound, NotSignedIn, WrongState
from countersign.log.record import Event, entry
from countersign.people import ApiToken

#: Scanners for lost secrets know a token by its first letters.
PREFIX = "countersign_"
SECRET_BYTES = 32
LASTS = timedelta(days=365)
LONGEST = timedelta(days=731)
MAX_NAME = 100


class Scope(StrEnum):
    """What a token may be used for."""

    DRAFTS_WRITE = "drafts:write"
    POSTS_READ = "posts:read"
    MEDIA_WRITE = "media:write"
    PAUSES_WRITE = "pauses:write"
    METRICS_READ = "metrics:read"
    ALERTS_WRITE = "alerts:write"


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that showed a valid token: which token, whom it acts as, and what it may do."""

    token: uuid.UUID
    name: str
    person: str
    scopes: frozenset[Scope]


def create(
    s: Session,
    name: str,
    scopes: Iterable[str],
    *,
    person: str,
    who: str,
    now: datetime,
    lasts: timedelta = LASTS,
) -> str:
    """Make a token that acts as `person`, and return its secret: this is the only time it can be seen."""
    wanted = sorted(set(scopes))
    _check(s, name, wanted, person=person, now=now, lasts=lasts)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiToken(
        name=name.strip(),
        hash=hash_of(secret),
        scopes=wanted,
        person_id=person,
        created=now,
        expires=now + lasts,
    )
    s.add(row)
    s.flush()
    values = {"name": row.name, "scopes": wanted, "person": person, "expires": (now + lasts).isoformat()}
    entry(s, Event.TOKEN_CREATED, subject(row), values, actor=who, now=now)
    return secret


def find(s: Session, secret: str) -> Caller:
    """Who shows this secret; NotSignedIn when it is unknown, revoked or expired, or its person has left."""
    found = s.execute(select(ApiToken, func.clock_timestamp()).where(ApiToken.hash == hash_of(secret))).first()
    if found is None:
        raise NotSignedIn("This token is not known here. Ask the administrator for a new one.")
    row, now = found
    if row.revoked is not None:
        raise NotSignedIn("This token was revoked. Ask the administrator for a new one.")
    if row.expires is not None and row.expires <= now:
        raise NotSignedIn("This token has expired. Ask the administrator for a new one.")
    if not agency.is_active(policies.current(s), row.person_id, now):
        raise NotSignedIn("The person whom this token acts as is not active any more.")
    return Caller(row.id, row.name, row.person_id, frozenset(Scope(scope) for scope in row.scopes))


def revoke(s: Session, token_id: uuid.UUID, *, who: str, now: datetime) -> ApiToken:
    """End a token at once; what it did stays on record under its name."""
    row = s.get(ApiToken, token_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such token.")
    if row.revoked is not None:
        raise WrongState("This token was revoked already. Nothing was changed.")
    row.revoked = now
    entry(s, Event.TOKEN_REVOKED, subject(row), {"name": row.name}, actor=who, now=now)
    return row


def listed(s: Session) -> list[ApiToken]:
    """Every token, the newest first; none of them can be turned back into its secret."""
    return list(s.scalars(select(ApiToken).order_by(ApiToken.created.desc())))


def hash_of(secret: str) -> str:
    """What is kept of a secret: it has 256 random bits, so one SHA-256 without salt is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def subject(token: ApiToken) -> str:
    """How the record names a token."""
    return f"token:{token.id}"


def _check(s: Session, name: str, scopes: list[str], *, person: str, now: datetime, lasts: timedelta) -> None:
    wrong: dict[str, str] = {}
    if not name.strip() or len(name) > MAX_NAME:
        wrong["name"] = f"Say in at most {MAX_NAME} characters which program this token is for."
    if unknown := [scope for scope in scopes if scope not in list(Scope)]:
        wrong["scopes"] = f"There is no scope {unknown[0]!r}; there are {', '.join(Scope)}."
    elif not scopes:
        wrong["scopes"] = f"Say what the token may do: one or more of {', '.join(Scope)}."
    if not agency.is_active(policies.current(s), people.person(s, person).id, now):
        wrong["person"] = "This person is not active, so no program can act as them."
    if not timedelta() < lasts <= LONGEST:
        wrong["lasts"] = "A token lasts longer than nothing and at most two years."
    if wrong:
        raise Invalid(wrong)
