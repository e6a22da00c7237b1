"""One-time codes at sign-in: switched on by whoever shows that their phone gives right ones, and taken away again.

The secret of a set-up under way is kept nowhere: it travels in the form of the person who sets it up, for themselves.
"""

import re
from datetime import datetime

import pyotp
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from countersign import database, notices, people, policies, signin
from countersign.errors import Invalid, WrongState
from countersign.log.record import Event, entry
from countersign.log.tables import Entry
from countersign.pages import credential_keys, seal_credential
from countersign.people import Person, WebSession
from countersign.settings import Settings

#: 160 bits in base32, as RFC 4226 (section 4) recommends and authenticator apps read it.
_SECRET = re.compile(r"[A-Z2-7]{32}")


def fresh_secret() -> str:
    """A new secret, which nobody has seen yet."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Whether a text has the length and the alphabet of our secrets."""
    return _SECRET.fullmatch(text) is not None


def link(secret: str, login: str, *, agency: str) -> str:
    """The `otpauth://` address by which an authenticator app takes a secret over."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"Countersign {agency}"))


def since(s: Session, login: str) -> datetime | None:
    """When a person last switched their codes on, as far as it is on record."""
    asked = (Entry.subject == f"person:{login}", Entry.event == Event.PERSON_CODE_SET)
    return s.scalar(select(Entry.at).where(*asked).order_by(Entry.written.desc()).limit(1))


def switch_on(
    engine: Engine, settings: Settings, session: WebSession, *, secret: str, password: str, code: str, address: str = ""
) -> None:
    """From now on a sign-in of this person needs a code; their other sessions end.

    Raises Invalid for what is no secret of ours, NotSignedIn for a wrong password or code, TooManyTries, WrongState.
    """
    if not is_secret(secret):
        raise Invalid({"": "The key did not come back whole, so nothing was changed. Here is a new one: add that."})
    login = session.person_id
    with database.transaction(engine) as s:
        _expect(people.person(s, login), on=False)
    signin.prove(engine, settings, login, password=password, code=code, address=address, new_secret=secret)
    with database.transaction(engine) as s:
        sealed = seal_credential(secret, credential_keys(settings))
        _change(s, login, sealed, who=login, told={login}, stays=session.id, now=database.clock(s))


def switch_off(
    engine: Engine, settings: Settings, session: WebSession, *, password: str, code: str, address: str = ""
) -> None:
    """From now on the password is enough again; the person's other sessions end.

    Raises NotSignedIn for a wrong password or code, TooManyTries, WrongState.
    """
    login = session.person_id
    with database.transaction(engine) as s:
        _expect(people.person(s, login), on=True)
    signin.prove(engine, settings, login, password=password, code=code, address=address)
    with database.transaction(engine) as s:
        _change(s, login, None, who=login, told={login}, stays=session.id, now=database.clock(s))


def take_away(s: Session, login: str, *, who: str, reason: str, now: datetime) -> None:
    """Switch off the codes of somebody who lost their phone: every session ends, and the administrators are told."""
    told = {*policies.current(s).holders(signin.ADMINISTRATOR), login}
    _change(s, login, None, who=who, told=told, reason=reason, now=now)


def _change(
    s: Session,
    login: str,
    sealed: bytes | None,
    *,
    who: str,
    told: set[str],
    now: datetime,
    stays: str = "",
    reason: str = "",
) -> None:
    """Store or forget a sealed secret, end the sessions but the one that stays, record it, and tell."""
    person = people.person(s, login)
    s.refresh(person, with_for_update=True)
    _expect(person, on=sealed is None)
    person.totp_secret = sealed
    signin.end_sessions(s, login, but=stays)
    event, kind = (Event.PERSON_CODE_SET, "code_on") if sealed else (Event.PERSON_CODE_REMOVED, "code_off")
    values = {"person": login} | ({"reason": reason} if reason else {})
    entry(s, event, f"person:{login}", values, actor=who, now=now)
    facts = {"what": person.name, "by": people.person(s, who).name}
    notices.tell(s, told, kind, facts=facts, path="/agency", now=now)


def _expect(person: Person, *, on: bool) -> None:
    """WrongState when a person's codes are not as the change that is asked for supposes."""
    if (person.totp_secret is not None) != on:
        state = "off" if on else "on"
        raise WrongState(f"The sign-in code of {person.name} is {state} already. Nothing was changed.")
