"""When the database is gone, or something breaks: what people see, and what becomes of what they typed."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from approval_ui.staff import composing
from approval_ui.staff.application import create
from countersign import database
from countersign.settings import Settings
from tests.stories import AUTHOR
from tests.web.staff.conftest import BASE, SignIn, a_sheet, hidden


@pytest.fixture
def cut_off(told: Settings) -> TestClient:
    """The application while its database cannot be reached."""
    gone = told.model_copy(update={"database_url": "postgresql+psycopg://countersign_app:x@127.0.0.1:9/none"})
    client = TestClient(create(gone), base_url=BASE, follow_redirects=False, raise_server_exceptions=False)
    client.cookies.set("countersign", "x" * 43)
    return client


def test_without_the_database_what_was_typed_is_kept(cut_off: TestClient) -> None:
    """A form sent while the database is away comes back as a page that sends it again, word for word."""
    answer = cut_off.post("/posts", data=a_sheet(text="Words & more", password="never shown"))
    assert answer.status_code == 503
    assert "Nothing was changed and nothing is lost" in answer.text
    assert hidden(answer.text, "text") == "Words &amp; more" and 'action="/posts"' in answer.text
    assert "never shown" not in answer.text


def test_without_the_database_pages_say_so(cut_off: TestClient) -> None:
    """A page asked for while the database is away says what is true, without a trace of the program."""
    answer = cut_off.get("/")
    assert answer.status_code == 503 and "try again in a minute" in answer.text
    assert "Traceback" not in answer.text and "psycopg" not in answer.text


def test_a_transaction_that_the_database_drops_stores_nothing_half(
    as_: SignIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection ends between the change and the commit: 503 with what was typed, and no post; then it works."""
    whole = composing.desk.submit

    def cut(s: object, *args: object, **more: object) -> None:
        s.connection().connection.driver_connection.close()  # type: ignore[attr-defined]
        whole(s, *args, **more)  # type: ignore[arg-type]

    browser = as_(AUTHOR)
    with monkeypatch.context() as patched:
        patched.setattr(composing.desk, "submit", cut)
        answer = browser.post("/posts", data=a_sheet(do="submit"))
    assert answer.status_code == 503 and hidden(answer.text, "do") == "submit"
    assert "There is nothing here" in browser.get("/posts").text
    assert browser.post("/posts", data=a_sheet(do="submit")).status_code == 303


def test_a_fault_of_ours_shows_nothing_of_the_program(
    app: FastAPI, as_: SignIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected error is a plain page with every security header; nothing was stored."""

    def broken(*args: object, **more: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(composing.desk, "draft", broken)
    browser = as_(AUTHOR)
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    answer = browser.post("/posts", data=a_sheet())
    assert answer.status_code == 500 and "secret detail" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert hidden(answer.text, "do") == "save"


def test_the_pool_survives(engine: Engine) -> None:
    """After all that the database still answers."""
    with database.transaction(engine) as s:
        assert database.clock(s)
