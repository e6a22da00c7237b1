"""One's own sign-in code: switched on with a right code only, asked for at sign-in, and taken away again."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import Engine, select, update
from starlette.testclient import TestClient

from countersign import database
from countersign.log.tables import Entry
from countersign.notices import Notice
from countersign.people import Person, SigninAttempt
from tests.stories import AUTHOR, COMMANDER
from tests.web.staff.conftest import PASSWORD, SignIn, hidden, visible


@pytest.fixture
def mine(as_: SignIn, with_password: Callable[[str], str]) -> TestClient:
    """The browser of somebody who has a password."""
    with_password(AUTHOR)
    return as_(AUTHOR)


def is_on(engine: Engine, login: str = AUTHOR) -> bool:
    """Whether a person's sign-in needs a code."""
    with database.transaction(engine) as s:
        return s.get_one(Person, login).totp_secret is not None


def a_minute_later(engine: Engine) -> None:
    """Let time pass for what signing in remembers."""
    with database.transaction(engine) as s:
        s.execute(update(SigninAttempt).values(at=SigninAttempt.at - timedelta(minutes=1)))
        s.execute(update(Person).values(code_step=Person.code_step - 2))


def switch_on(browser: TestClient) -> tuple[str, str]:
    """Switch it on as the page says; returns the secret and the code."""
    secret = hidden(browser.get("/signin-code").text, "secret")
    code = pyotp.TOTP(secret).now()
    done = browser.post("/signin-code/on", data={"secret": secret, "password": PASSWORD, "code": code})
    assert (done.status_code, done.headers["location"]) == (303, "/signin-code")
    return secret, code


def test_the_key_is_shown_as_picture_link_and_letters(mine: TestClient) -> None:
    """However the app takes the key, it is the one of the form; each look gives a fresh one and keeps none."""
    page = mine.get("/signin-code").text
    secret = hidden(page, "secret")
    [link] = re.findall(r'href="(otpauth://totp/[^"]+)"', page)
    assert parse_qs(urlsplit(link.replace("&amp;", "&")).query)["secret"] == [secret]
    assert "".join(re.findall(r"<code>(\w{4})</code>", page)) == secret
    assert re.search(r'<div class="cs-qr"[^>]*><svg [^>]*viewBox', page)
    assert hidden(mine.get("/signin-code").text, "secret") != secret
    assert 'href="/signin-code"' in mine.get("/").text


def test_a_wrong_code_or_password_changes_nothing(mine: TestClient, engine: Engine) -> None:
    """A sentence says so, and the same key is shown, so that the app need not be set up anew."""
    secret = hidden(mine.get("/signin-code").text, "secret")
    right = pyotp.TOTP(secret).now()
    for password, code in ((PASSWORD, "000000"), ("wrong password", right), ("", right), (PASSWORD, "")):
        answer = mine.post("/signin-code/on", data={"secret": secret, "password": password, "code": code})
        assert answer.status_code == 401 and "is not right" in answer.text
        assert hidden(answer.text, "secret") == secret and not is_on(engine)
    assert mine.get("/").status_code == 200


def test_guessing_here_counts_as_guessing_at_sign_in(mine: TestClient, engine: Engine) -> None:
    """After five wrong tries even what is right has to wait, here and at the sign-in."""
    secret = hidden(mine.get("/signin-code").text, "secret")
    for _ in range(5):
        mine.post("/signin-code/on", data={"secret": secret, "password": "wrong password", "code": "000000"})
    whole = {"secret": secret, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert "too many wrong tries" in mine.post("/signin-code/on", data=whole).text and not is_on(engine)
    assert mine.post("/signin", data={"login": AUTHOR, "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("secret", ["", "A", "A" * 31, "A" * 33, "a" * 32, "1" * 32, "A" * 31 + "é", "A\x00" * 16])
def test_a_key_that_is_none_of_ours_is_refused(mine: TestClient, engine: Engine, secret: str) -> None:
    """A short key would be guessed: what came back changed is not taken, and a new one is shown."""
    answer = mine.post("/signin-code/on", data={"secret": secret, "password": PASSWORD, "code": "000000"})
    assert answer.status_code == 422 and not is_on(engine)
    assert re.fullmatch("[A-Z2-7]{32}", hidden(answer.text, "secret"))


def test_once_on_it_is_asked_for_and_told(mine: TestClient, as_: SignIn, nobody: TestClient, engine: Engine) -> None:
    """Sign-in needs a code that was not used yet; other sessions end, this one stays; it is on record and told."""
    elsewhere, other_person = as_(AUTHOR), as_(COMMANDER)
    secret, code = switch_on(mine)
    assert elsewhere.get("/").status_code == 401
    assert mine.get("/").status_code == other_person.get("/").status_code == 200
    page = mine.get("/signin-code").text
    assert "It is on since" in visible(page) and secret not in page and "otpauth" not in page
    for typed in ("", "000000", code):
        answer = nobody.post("/signin", data={"login": AUTHOR, "password": PASSWORD, "code": typed})
        assert answer.status_code == 401
    a_minute_later(engine)
    fresh = {"login": AUTHOR, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert nobody.post("/signin", data=fresh).status_code == 303
    with database.transaction(engine) as s:
        entry = s.scalars(select(Entry).where(Entry.event == "person.code_set")).one()
        assert (entry.subject, entry.actor) == (f"person:{AUTHOR}", AUTHOR)
        assert s.scalars(select(Notice.person_id).where(Notice.kind == "code_on")).all() == [AUTHOR]


def test_it_is_taken_away_with_password_and_code(mine: TestClient, as_: SignIn, engine: Engine) -> None:
    """Neither alone is enough, nor a code that was used; afterwards the password signs in again."""
    secret, used = switch_on(mine)
    elsewhere = as_(AUTHOR)
    for password, typed in ((PASSWORD, used), (PASSWORD, "000000"), ("", used)):
        answer = mine.post("/signin-code/off", data={"password": password, "code": typed})
        assert answer.status_code == 401 and is_on(engine)
    a_minute_later(engine)
    whole = {"password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert mine.post("/signin-code/off", data=whole).status_code == 303
    assert not is_on(engine) and elsewhere.get("/").status_code == 401
    assert hidden(mine.get("/signin-code").text, "secret") != secret
    assert mine.post("/signin", data={"login": AUTHOR, "password": PASSWORD}).status_code == 303
    with database.transaction(engine) as s:
        assert s.scalars(select(Entry.actor).where(Entry.event == "person.code_removed")).all() == [AUTHOR]
        assert s.scalars(select(Notice.person_id).where(Notice.kind == "code_off")).all() == [AUTHOR]


def test_a_second_key_does_not_replace_the_first(mine: TestClient, engine: Engine) -> None:
    """While it is on, another set-up page that is still open changes nothing, whatever it sends."""
    stale = hidden(mine.get("/signin-code").text, "secret")
    secret, _ = switch_on(mine)
    whole = {"secret": stale, "password": PASSWORD, "code": pyotp.TOTP(stale).now()}
    answer = mine.post("/signin-code/on", data=whole)
    assert answer.status_code == 409 and "on already" in answer.text
    a_minute_later(engine)
    whole = {"password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert mine.post("/signin-code/off", data=whole).status_code == 303
    assert mine.post("/signin-code/off", data=whole).status_code == 409


def test_nobody_sets_somebody_elses_code(mine: TestClient, as_: SignIn, engine: Engine) -> None:
    """A form from elsewhere is refused, and a form of another person sets, at most, their own."""
    secret = hidden(mine.get("/signin-code").text, "secret")
    whole = {"secret": secret, "password": PASSWORD, "code": pyotp.TOTP(secret).now(), "login": AUTHOR}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert mine.post("/signin-code/on", data=whole, headers=headers).status_code == 403
    assert as_(COMMANDER).post("/signin-code/on", data=whole).status_code == 401, "it is not their password"
    assert not is_on(engine) and not is_on(engine, COMMANDER)
