"""Signing in through the form."""

from collections.abc import Callable

from sqlalchemy import Engine, func, select, update
from starlette.testclient import TestClient

from countersign import database
from countersign.people import WebSession
from tests.stories import AUTHOR, COMMANDER
from tests.web.staff.conftest import PASSWORD, SignIn, a_sheet, hidden


def test_the_right_password_opens_the_first_page(nobody: TestClient, with_password: Callable[[str], str]) -> None:
    """Signing in gives a session cookie that scripts cannot read, and goes to where one wanted to go."""
    with_password(AUTHOR)
    answer = nobody.post("/signin", data={"login": AUTHOR, "password": PASSWORD, "next": "/posts"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/posts")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie
    assert nobody.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_login_look_the_same(
    nobody: TestClient, with_password: Callable[[str], str]
) -> None:
    """Nobody learns which logins exist."""
    with_password(AUTHOR)
    wrong = nobody.post("/signin", data={"login": AUTHOR, "password": "wrong password"})
    unknown = nobody.post("/signin", data={"login": "who.knows", "password": "wrong password"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(AUTHOR, "") == unknown.text.replace("who.knows", "")
    assert "set-cookie" not in wrong.headers


def test_guessing_has_to_wait(nobody: TestClient, with_password: Callable[[str], str]) -> None:
    """After five wrong passwords even the right one waits, and the page says how long."""
    with_password(AUTHOR)
    for _ in range(5):
        assert nobody.post("/signin", data={"login": AUTHOR, "password": "wrong password"}).status_code == 401
    answer = nobody.post("/signin", data={"login": AUTHOR, "password": PASSWORD})
    assert answer.status_code == 429
    assert "seconds" in answer.text


def test_the_session_changes_at_sign_in(nobody: TestClient, as_: SignIn, with_password: Callable[[str], str]) -> None:
    """A token that somebody planted, or that was there before, is worth nothing afterwards."""
    with_password(AUTHOR)
    browser = as_(COMMANDER)
    planted = browser.cookies["countersign"]
    browser.post("/signin", data={"login": AUTHOR, "password": PASSWORD})
    assert browser.cookies["countersign"] != planted
    nobody.cookies.set("countersign", planted)
    assert nobody.get("/").status_code == 401


def test_signing_out_ends_the_session_on_the_server(nobody: TestClient, as_: SignIn) -> None:
    """A copied cookie is dead once its owner has signed out."""
    browser = as_(AUTHOR)
    copied = browser.cookies["countersign"]
    assert browser.post("/signout").status_code == 303
    nobody.cookies.set("countersign", copied)
    assert nobody.get("/").status_code == 401


def test_what_was_typed_survives_a_session_that_ended(
    engine: Engine, as_: SignIn, with_password: Callable[[str], str]
) -> None:
    """Whoever has to sign in again while sending a form goes on with it, word for word."""
    with_password(AUTHOR)
    browser = as_(AUTHOR)
    with database.transaction(engine) as s:
        s.execute(update(WebSession).values(expires=WebSession.created))
    asked = browser.post("/posts", data=a_sheet(text="Long thought “words” & more"))
    assert asked.status_code == 401
    assert hidden(asked.text, "kept.text") == "Long thought “words” &amp; more"
    kept = {"kept-action": "/posts", "kept.text": "Long thought “words” & more", "kept.category": "community_notice"}
    resumed = browser.post("/signin", data={"login": AUTHOR, "password": PASSWORD, **kept})
    assert hidden(resumed.text, "text") == "Long thought “words” &amp; more"
    assert 'action="/posts"' in resumed.text


def test_a_password_is_never_given_back(nobody: TestClient) -> None:
    """A password that was typed stands on no page, even where all else is kept."""
    answer = nobody.post("/posts/00000000-0000-0000-0000-000000000000/sign", data={"password": "s3cret-s3cret"})
    assert answer.status_code == 401
    assert "s3cret" not in answer.text


def test_what_a_page_asks_by_itself_keeps_no_session_alive(engine: Engine, as_: SignIn) -> None:
    """A page left open on a desk does not hold the door open."""
    browser = as_(AUTHOR)
    with database.transaction(engine) as s:
        s.execute(update(WebSession).values(seen=WebSession.seen - func.make_interval(0, 0, 0, 0, 0, 50)))
        before = s.scalar(select(WebSession.seen))
    browser.get("/", headers={"HX-Request": "true"})
    with database.transaction(engine) as s:
        assert s.scalar(select(WebSession.seen)) == before
    browser.get("/")
    with database.transaction(engine) as s:
        assert s.scalar(select(WebSession.seen)) > before
