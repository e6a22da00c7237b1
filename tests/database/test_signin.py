"""Sign-in below the pages: the brake, sessions, codes, new passwords."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median

import pyotp
import pytest
from sqlalchemy import Engine, select, update
from typer.testing import CliRunner

from countersign import cli, codes, database, signin
from countersign.errors import Invalid, NotAllowed, NotSignedIn
from countersign.log.tables import Entry
from countersign.notices import Notice
from countersign.people import Person, SigninAttempt, WebSession
from countersign.settings import Settings
from tests.stories import AUTHOR, CHIEF, COMMANDER

PASSWORD, OTHER = "correct horse battery", "another horse battery"


@pytest.fixture
def maya(engine: Engine) -> str:
    """A person with a password."""
    with database.transaction(engine) as s:
        signin.set_password(s, AUTHOR, PASSWORD, who="setup", now=database.clock(s))
    return AUTHOR


def wrong(engine: Engine, told: Settings, login: str = AUTHOR, *, address: str = "a", times: int = 1) -> None:
    """Wrong passwords from an address."""
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            signin.sign_in(engine, told, login, password="wrong password", address=address)


def right(engine: Engine, told: Settings, *, address: str = "a", code: str = "", password: str = PASSWORD) -> str:
    """The right password."""
    return signin.sign_in(engine, told, AUTHOR, password=password, address=address, code=code)


def session_of(engine: Engine, token: str) -> WebSession:
    """The session of a token, as the pages know it."""
    with database.transaction(engine) as s:
        return s.get_one(WebSession, signin.hash_of(token))


def with_code(engine: Engine, told: Settings, session: WebSession | None = None) -> tuple[str, str]:
    """Somebody switches their codes on; returns the secret, and the code with which it was proved."""
    secret = codes.fresh_secret()
    code = pyotp.TOTP(secret).now()
    session = session or session_of(engine, right(engine, told))
    codes.switch_on(engine, told, session, secret=secret, password=PASSWORD, code=code)
    return secret, code


def later(engine: Engine, by: timedelta) -> None:
    """Let time pass for everything that signing in remembers."""
    with database.transaction(engine) as s:
        s.execute(update(SigninAttempt).values(at=SigninAttempt.at - by))
        s.execute(update(Person).values(code_step=Person.code_step - by // timedelta(seconds=signin.CODE_SECONDS)))
        moments = ("created", "authenticated", "seen", "expires")
        s.execute(update(WebSession).values({name: getattr(WebSession, name) - by for name in moments}))


def test_the_table_holds_no_token(engine: Engine, told: Settings, maya: str) -> None:
    """A stolen copy of the table opens no session."""
    token = right(engine, told)
    with database.transaction(engine) as s:
        row = s.scalars(select(WebSession)).one()
        assert row.id == signin.hash_of(token) != token
        assert signin.current(s, told, row.id, now=database.clock(s)) is None


def test_the_brake_waits_longer_each_time(engine: Engine, told: Settings, maya: str) -> None:
    """Five wrong tries wait a minute, the sixth two; a right one afterwards starts anew."""
    wrong(engine, told, times=5)
    with pytest.raises(signin.TooManyTries):
        right(engine, told)
    later(engine, timedelta(seconds=61))
    wrong(engine, told)
    later(engine, timedelta(seconds=61))
    with pytest.raises(signin.TooManyTries):
        right(engine, told)
    later(engine, timedelta(seconds=61))
    right(engine, told)
    wrong(engine, told, times=5)


def test_guessing_elsewhere_does_not_lock_the_owner_out_at_once(engine: Engine, told: Settings, maya: str) -> None:
    """Five wrong tries from one address leave the person's own phone open; twenty-five do not."""
    wrong(engine, told, times=5, address="elsewhere")
    right(engine, told, address="own phone")
    for number in range(5):
        wrong(engine, told, times=5, address=f"elsewhere {number}")
    with pytest.raises(signin.TooManyTries):
        right(engine, told, address="own phone")


def test_one_address_cannot_try_every_login(engine: Engine, told: Settings) -> None:
    """Fifty wrong tries at different logins stop the address."""
    for number in range(50):
        wrong(engine, told, f"login{number}", address="x")
    with pytest.raises(signin.TooManyTries):
        signin.sign_in(engine, told, "fresh", password="wrong password", address="x")


def test_an_unknown_login_takes_as_long_as_a_wrong_password(engine: Engine, told: Settings, maya: str) -> None:
    """Time does not tell which logins exist."""
    generous = told.model_copy(update={"signin_attempts": 1000})

    def spent(login: str) -> float:
        begun = time.perf_counter()
        wrong(engine, generous, login)
        return time.perf_counter() - begun

    known, unknown = [], []
    for _ in range(7):
        known.append(spent(AUTHOR))
        unknown.append(spent("nobody.here"))
    assert 0.4 < median(unknown) / median(known) < 2.5


def test_a_person_without_a_password_cannot_sign_in(engine: Engine, told: Settings) -> None:
    """No password is not an empty password."""
    for password in ("", "None", " "):
        with pytest.raises(NotSignedIn):
            signin.sign_in(engine, told, COMMANDER, password=password)


def test_a_code_is_asked_for_checked_and_used_once(engine: Engine, told: Settings, maya: str) -> None:
    """Whoever set up one-time codes needs one, and it does not work a second time."""
    secret, first = with_code(engine, told)
    with database.transaction(engine) as s:
        stored = s.get_one(Person, AUTHOR).totp_secret
        assert stored and secret.encode() not in stored
    for code in ("", "000000", "12345", first):
        with pytest.raises(NotSignedIn):
            right(engine, told, code=code)
    later(engine, timedelta(minutes=1))
    code = pyotp.TOTP(secret).now()
    right(engine, told, code=f"{code[:3]} {code[3:]}")
    with pytest.raises(NotSignedIn):
        right(engine, told, code=code)


def test_the_code_of_a_fast_phone_works_once_too(engine: Engine, told: Settings, maya: str) -> None:
    """A clock that runs ahead gives the code of the step to come; when that step has come, it was used already."""
    secret, _ = with_code(engine, told)
    early = pyotp.TOTP(secret).at(time.time() + signin.CODE_SECONDS)
    right(engine, told, code=early)
    with pytest.raises(NotSignedIn):
        right(engine, told, code=early)


def test_of_two_uses_of_a_code_at_the_same_instant_one_counts(engine: Engine, told: Settings, maya: str) -> None:
    """Somebody who looks over a shoulder and types as fast gets nowhere."""
    secret, _ = with_code(engine, told)
    early = pyotp.TOTP(secret).at(time.time() + signin.CODE_SECONDS)

    def attempt(_: int) -> bool:
        with contextlib.suppress(NotSignedIn):
            return bool(right(engine, told, code=early))
        return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1


def test_a_right_password_without_a_code_forgives_no_wrong_codes(engine: Engine, told: Settings, maya: str) -> None:
    """Whoever has a password and an open screen cannot try codes without end, by deciding in between."""
    session = session_of(engine, right(engine, told))
    with_code(engine, told, session)
    later(engine, timedelta(minutes=1))
    for _ in range(5):
        signin.factor(engine, told, session, password=PASSWORD)
        with pytest.raises(NotSignedIn):
            codes.switch_off(engine, told, session, password=PASSWORD, code="000000")
    with pytest.raises(signin.TooManyTries):
        codes.switch_off(engine, told, session, password=PASSWORD, code="000000")


def test_a_lost_phones_code_is_taken_away_by_somebody_named(engine: Engine, told: Settings, maya: str) -> None:
    """In a shell the code is only ever switched off: every session ends, it is on record, and it is told."""
    token = right(engine, told)
    with_code(engine, told, session_of(engine, token))
    for refused in (["--off"], ["--as", "alex.moreno"], ["--off", "--as", "nobody.here"]):
        assert CliRunner().invoke(cli.app, ["people", "code", AUTHOR, *refused]).exit_code != 0
    done = CliRunner().invoke(cli.app, ["people", "code", AUTHOR, "--off", "--as", "alex.moreno"])
    assert done.exit_code == 0 and "password alone" in done.stdout
    with database.transaction(engine) as s:
        assert s.get_one(Person, AUTHOR).totp_secret is None
        assert signin.current(s, told, token, now=database.clock(s)) is None
        taken = s.scalars(select(Entry).where(Entry.event == "person.code_removed")).one()
        assert (taken.subject, taken.actor) == (f"person:{AUTHOR}", "alex.moreno")
        assert set(s.scalars(select(Notice.person_id).where(Notice.kind == "code_off"))) >= {"alex.moreno", AUTHOR}
    right(engine, told)
    again = CliRunner().invoke(cli.app, ["people", "code", AUTHOR, "--off", "--as", "alex.moreno"])
    assert again.exit_code == 1 and "off already" in again.stderr


@pytest.mark.parametrize(("passed", "alive"), [(timedelta(minutes=59), True), (timedelta(minutes=61), False)])
def test_an_idle_session_ends(engine: Engine, told: Settings, maya: str, passed: timedelta, alive: bool) -> None:
    """After an hour without a click one signs in again."""
    token = right(engine, told)
    later(engine, passed)
    with database.transaction(engine) as s:
        assert (signin.current(s, told, token, now=database.clock(s)) is not None) is alive


def test_a_session_ends_after_a_day_of_work_however_busy(engine: Engine, told: Settings, maya: str) -> None:
    """Clicks do not carry a session beyond its longest life."""
    token = right(engine, told)
    for _ in range(13):
        later(engine, timedelta(minutes=55))
        with database.transaction(engine) as s:
            session = signin.current(s, told, token, now=database.clock(s))
    assert session is not None
    later(engine, timedelta(minutes=55))
    with database.transaction(engine) as s:
        assert signin.current(s, told, token, now=database.clock(s)) is None


def test_a_new_password_ends_every_session_and_tells_the_administrator(
    engine: Engine, told: Settings, maya: str
) -> None:
    """Replacing a password throws everybody out who used the old one, and cannot be done quietly."""
    token = right(engine, told)
    with database.transaction(engine) as s:
        now = database.clock(s)
        signin.set_password(s, AUTHOR, OTHER, who="alex.moreno", now=now)
        assert signin.current(s, told, token, now=now) is None
        told_people = set(s.scalars(select(signin.notices.Notice.person_id)))
        assert {"alex.moreno", AUTHOR} <= told_people
        assert s.get_one(Person, AUTHOR).unconfirmed


def test_a_password_is_confirmed_by_somebody_else_once(engine: Engine, maya: str) -> None:
    """Neither the person nor somebody who waits for a confirmation can confirm."""
    with database.transaction(engine) as s:
        for login in (AUTHOR, COMMANDER):
            s.get_one(Person, login).unconfirmed = True
    for who in (AUTHOR, COMMANDER):
        with pytest.raises(NotAllowed), database.transaction(engine) as s:
            signin.confirm_password(s, who, AUTHOR, now=database.clock(s))
    with database.transaction(engine) as s:
        signin.confirm_password(s, CHIEF, AUTHOR, now=database.clock(s))
        assert not s.get_one(Person, AUTHOR).unconfirmed


@pytest.mark.parametrize("password", ["", "short", "x" * 513])
def test_a_password_has_a_sensible_length(engine: Engine, password: str) -> None:
    """Too short and absurdly long passwords are refused."""
    with pytest.raises(Invalid), database.transaction(engine) as s:
        signin.set_password(s, AUTHOR, password, who=AUTHOR, now=database.clock(s))


def test_a_decision_needs_a_fresh_password(engine: Engine, told: Settings, maya: str) -> None:
    """A fresh sign-in counts by itself; an old one only with the password, which then makes it fresh."""
    token = right(engine, told)

    assert signin.factor(engine, told, session_of(engine, token), password="") == "password"
    later(engine, timedelta(minutes=11))
    with pytest.raises(NotSignedIn):
        signin.factor(engine, told, session_of(engine, token), password="")
    assert signin.factor(engine, told, session_of(engine, token), password=PASSWORD) == "password at the click"
    assert signin.factor(engine, told, session_of(engine, token), password="") == "password"
