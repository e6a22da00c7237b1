"""Signing in: passwords, one-time codes, sessions that the server keeps, and the brake on guessing.

A browser holds a random token; the table holds its SHA-256. An unknown login costs the same time as a wrong password
and gets the same sentence. Every try is written down before the password is looked at, so that many tries at once
count like many tries in a row.
"""

import hashlib
import secrets
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, func, literal, or_, select, text, update
from sqlalchemy.orm import Session

from countersign import agency, database, notices, people, policies
from countersign.errors import Invalid, NotAllowed, NotSignedIn, Refused, WrongState
from countersign.log.record import Event, entry
from countersign.pages import credential_keys, open_credential
from countersign.people import Person, SigninAttempt, WebSession
from countersign.settings import Settings

MIN_PASSWORD, MAX_PASSWORD = 12, 512
MAX_LOGIN = 64
#: Tries that count against somebody who guesses; older ones are forgotten.
MEMORY = timedelta(hours=1)
LONGEST_WAIT = timedelta(minutes=15)
#: Wrong tries at one login from anywhere, and from one address at any login, as multiples of the setting.
ANYWHERE, ANYBODY = 5, 10
#: How often the time of a session's last click is written down.
SEEN_EVERY = timedelta(seconds=30)
CODE_SECONDS = 30

#: The role whose holders are told when a password is replaced.
ADMINISTRATOR = "administrator"

PASSWORD = "password"
AT_THE_CLICK = "password at the click"


class TooManyTries(Refused):
    """There were too many wrong tries. Nothing is lost; wait a minute and try again."""


def set_password(s: Session, login: str, password: str, *, who: str, now: datetime) -> None:
    """Give a person a new password: every session of theirs ends, and the administrators are told.

    Who got a new password from somebody else decides again only after a second person has confirmed it; a first
    password needs no confirmation, since there was nothing to take over.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid({"password": f"A password has at least {MIN_PASSWORD} characters. The old one still holds."})
    person = people.person(s, login)
    replaced = person.password_hash is not None
    person.unconfirmed = replaced and who != login
    person.password_hash = _HASHER.hash(password)
    end_sessions(s, login)
    entry(s, Event.PERSON_PASSWORD_SET, f"person:{login}", {"person": login}, actor=who, now=now)
    if replaced:
        told = {*policies.current(s).holders(ADMINISTRATOR), login}
        notices.tell(s, told, "password_set", facts={"what": person.name, "by": who}, path="/agency", now=now)


def confirm_password(s: Session, who: str, login: str, *, now: datetime) -> None:
    """A second person says that a new password is really with its owner, who may decide again from now on."""
    person, second = people.person(s, login), people.person(s, who)
    if who == login or second.unconfirmed or not agency.is_active(policies.current(s), who, now):
        raise NotAllowed("Somebody else, whose own password is confirmed, has to confirm this. Nothing was changed.")
    if not person.unconfirmed:
        raise WrongState(f"The password of {person.name} is confirmed already. Nothing was changed.")
    person.unconfirmed = False
    entry(s, Event.PERSON_CONFIRMED, f"person:{login}", {"person": login}, actor=who, now=now)


def sign_in(
    engine: Engine,
    settings: Settings,
    login: str,
    *,
    password: str,
    code: str = "",
    address: str = "",
    device: str = "",
    old_token: str = "",
) -> str:
    """The token of a new session, or NotSignedIn / TooManyTries; the session that the browser had before is ended."""
    prove(engine, settings, login, password=password, code=code, address=address)
    with database.transaction(engine) as s:
        end(s, old_token)
        return begin(s, settings, login.strip(), device=device, now=database.clock(s))


def begin(s: Session, settings: Settings, login: str, *, device: str = "", now: datetime) -> str:
    """A session for somebody who has proved who they are; returns its token, which is shown this once."""
    token = secrets.token_urlsafe(32)
    s.execute(delete(WebSession).where(WebSession.expires < now - timedelta(days=1)))
    expires = now + timedelta(hours=settings.session_hours)
    row = WebSession(
        id=hash_of(token),
        person_id=login,
        created=now,
        authenticated=now,
        seen=now,
        expires=expires,
        device=device[:200],
    )
    s.add(row)
    s.flush()
    return token


def current(s: Session, settings: Settings, token: str, *, now: datetime, click: bool = True) -> WebSession | None:
    """The live session of a token, or None: unknown, too old, idle for too long, or its person has left.

    `click` is False for what a page asks by itself, which does not keep a session alive.
    """
    row = s.get(WebSession, hash_of(token)) if token else None
    if row is None:
        return None
    idle = now - row.seen > timedelta(minutes=settings.idle_minutes)
    if idle or row.expires <= now or not agency.is_active(policies.current(s), row.person_id, now):
        return None
    if click and now - row.seen > SEEN_EVERY:
        row.seen = now
    return row


def end(s: Session, token: str) -> None:
    """End one session."""
    if token:
        s.execute(delete(WebSession).where(WebSession.id == hash_of(token)))


def end_sessions(s: Session, login: str, *, but: str = "") -> None:
    """End every session of a person; `but`: the id of one that stays."""
    s.execute(delete(WebSession).where(WebSession.person_id == login, WebSession.id != but))


def is_fresh(session: WebSession, settings: Settings, now: datetime) -> bool:
    """Whether the password of a session was given lately enough for a decision."""
    return now - session.authenticated <= timedelta(minutes=settings.fresh_minutes)


def factor(engine: Engine, settings: Settings, session: WebSession, *, password: str, address: str = "") -> str:
    """How somebody proves who they are for a decision now: with the password just typed, else with a fresh sign-in.

    Raises NotSignedIn when the sign-in is too old and no password came, or a wrong one.
    """
    if password:
        prove(engine, settings, session.person_id, password=password, address=address, with_code=False)
        _freshen(engine, session.id)
        return AT_THE_CLICK
    with database.transaction(engine) as s:
        fresh = is_fresh(session, settings, database.clock(s))
    if not fresh:
        raise NotSignedIn(
            f"You signed in more than {settings.fresh_minutes} minutes ago, so please type your password with the "
            "decision. Nothing was changed."
        )
    return PASSWORD


def prove(
    engine: Engine,
    settings: Settings,
    login: str,
    *,
    password: str,
    code: str = "",
    address: str,
    with_code: bool = True,
    new_secret: str = "",
) -> None:
    """Write the try down, then check it; only a right one is marked as such.

    `new_secret`: the code is one of these, with which nobody has signed in yet.
    """
    login = login.strip()[:MAX_LOGIN]
    try_id, stored, sealed = _reserve(engine, settings, login, address)
    right, step = _password_is_right(stored, password), None
    if right and (new_secret or (with_code and sealed)):
        step = _step_of(new_secret or open_credential(sealed, credential_keys(settings)) or "", code)
        right = step is not None
    with database.transaction(engine) as s:
        if not right or (step is not None and not _use_code(s, login, step, of_new_secret=bool(new_secret))):
            raise NotSignedIn("This login, password or code is not right. Nothing else happened; try again.")
        now = database.clock(s)
        if not agency.is_active(policies.current(s), login, now):
            raise NotAllowed("Your account is not active any more. Ask the administrator.")
        s.execute(update(SigninAttempt).where(SigninAttempt.id == try_id).values(succeeded=True))


def hash_of(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so one SHA-256 without salt is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _reserve(
    engine: Engine, settings: Settings, login: str, address: str
) -> tuple[uuid.UUID, str | None, bytes | None]:
    """Count a try before it is looked at: its id, the password's hash and the codes' secret."""
    with database.transaction(engine) as s:
        s.execute(text("select pg_advisory_xact_lock(hashtextextended(:login, 1))"), {"login": f"signin {login}"})
        now = database.clock(s)
        last = s.scalar(select(func.max(SigninAttempt.at)).where(SigninAttempt.login == login, SigninAttempt.succeeded))
        person = s.get(Person, login)
        stored, sealed = (person.password_hash, person.totp_secret) if person else (None, None)
        # Not every right try had a code: none forgives wrong ones, or whoever has the password could guess on and on.
        _brake(s, settings, login, address=address, last=None if sealed else last, now=now)
        row = SigninAttempt(login=login, address=address, at=now, succeeded=False)
        s.add(row)
        s.flush()
        return row.id, stored, sealed


def _brake(s: Session, settings: Settings, login: str, *, address: str, last: datetime | None, now: datetime) -> None:
    """Refuse a try while a login, or an address, has to wait; the wait doubles with each further wrong one."""
    since = max(now - MEMORY, last or now - MEMORY)
    wrong = (~SigninAttempt.succeeded, SigninAttempt.at > since)
    counts = (
        (settings.signin_attempts, (SigninAttempt.login == login, SigninAttempt.address == address, *wrong)),
        (settings.signin_attempts * ANYWHERE, (SigninAttempt.login == login, *wrong)),
        (
            settings.signin_attempts * ANYBODY,
            (SigninAttempt.address == address, ~SigninAttempt.succeeded, SigninAttempt.at > now - MEMORY),
        ),
    )
    for allowed, these in counts:
        number, newest = s.execute(select(func.count(), func.max(SigninAttempt.at)).where(*these)).one()
        if number >= allowed and newest + _wait(settings, number - allowed) > now:
            left = newest + _wait(settings, number - allowed) - now
            raise TooManyTries(
                f"There were too many wrong tries. Wait {int(left.total_seconds()) + 1} seconds and try again; "
                "if you forgot your password, ask the administrator."
            )


def _wait(settings: Settings, beyond: int) -> timedelta:
    return min(timedelta(seconds=settings.signin_wait_seconds * 2 ** min(beyond, 10)), LONGEST_WAIT)


def _password_is_right(stored: str | None, password: str) -> bool:
    """Check a password, against a hash that fits nothing when there is none, so that both take the same time."""
    if len(password) > MAX_PASSWORD:
        return False
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def _step_of(secret: str, code: str) -> int | None:
    """The time step of a one-time code, which may be one step late or early; None for a wrong one."""
    totp, typed = pyotp.TOTP(secret), "".join(code.split()).encode()
    step = int(datetime.now(UTC).timestamp()) // CODE_SECONDS
    right = (n for n in (step - 1, step, step + 1) if secrets.compare_digest(totp.at(n * CODE_SECONDS).encode(), typed))
    return next(right, None)


def _use_code(s: Session, login: str, step: int, *, of_new_secret: bool) -> bool:
    """Whether the code of a time step counts: once, and none older than one that was used (RFC 6238, section 5.2)."""
    newer = or_(Person.code_step.is_(None), Person.code_step < step, literal(of_new_secret))
    used = update(Person).where(Person.id == login, newer).values(code_step=step).returning(Person.id)
    return s.scalar(used) is not None


def _freshen(engine: Engine, session_id: str) -> None:
    with database.transaction(engine) as s:
        row = s.get(WebSession, session_id)
        if row is not None:
            row.authenticated = database.clock(s)


_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Hashes being checked at once: each takes 19 MB and a core for some 20 ms.
_AT_ONCE = threading.Semaphore(4)
#: The hash of a password that nobody has.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(32))
