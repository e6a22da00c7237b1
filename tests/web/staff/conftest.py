"""The staff's application on a fresh database, and people signed in to it."""

import io
import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import Engine
from starlette.routing import Mount
from starlette.testclient import TestClient

from approval_ui import api
from approval_ui.staff.application import create
from approval_ui.staff.visit import cookie_name
from countersign import database, signin
from countersign.settings import Settings
from tests.stories import INSIDE, TEXT

BASE = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
SignIn = Callable[[str], TestClient]
Built = Callable[[Settings], FastAPI]


@pytest.fixture(scope="session")
def built() -> Built:
    """A function that gives the application for some settings; its 170 routes are put together once."""
    whole: dict[bool, FastAPI] = {}

    def of(told: Settings) -> FastAPI:
        app = whole.get(told.sample) or whole.setdefault(told.sample, create(told))
        [programs] = (route.app for route in app.routes if isinstance(route, Mount) and route.path == api.PATH)
        assert isinstance(programs, FastAPI)
        app.state.settings = programs.state.settings = told
        app.state.engine = database.engine(told.database_url)
        return app

    return of


@pytest.fixture
def app(told: Settings, built: Built) -> FastAPI:
    """The application."""
    return built(told)


@pytest.fixture
def nobody(app: FastAPI) -> Iterator[TestClient]:
    """A browser in which nobody is signed in."""
    with TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def as_(app: FastAPI, told: Settings, engine: Engine) -> SignIn:
    """A function that gives the browser of a person who has just signed in."""

    def sign_in(login: str) -> TestClient:
        client = TestClient(app, base_url=BASE, follow_redirects=False)
        with database.transaction(engine) as s:
            token = signin.begin(s, told, login, now=database.clock(s))
        client.cookies.set(cookie_name(told), token, domain="127.0.0.1", path="/")
        return client

    return sign_in


@pytest.fixture
def with_password(engine: Engine) -> Callable[[str], str]:
    """A function that gives a person a password."""

    def give(login: str) -> str:
        with database.transaction(engine) as s:
            signin.set_password(s, login, PASSWORD, who="setup", now=database.clock(s))
        return PASSWORD

    return give


def a_sheet(**fields: object) -> dict[str, object]:
    """The composer's fields for a notice that the check has nothing against."""
    whole = {
        "text": TEXT,
        "category": "community_notice",
        "language": "en",
        "pages": ["newsroom"],
        "longitude": str(INSIDE[0]),
        "latitude": str(INSIDE[1]),
        "schedule": "asap",
        "do": "save",
    }
    return whole | fields


def a_picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30)) -> bytes:
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (20, 80, 160)).save(out, kind)
    return out.getvalue()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    assert found, f"the page has no hidden field {name}"
    return found[1]


def complaint(page: str, field: str) -> str:
    """What a page says at one field; empty when it says nothing there."""
    found = re.search(rf'<a href="#f-{re.escape(field)}">([^<]*)</a>', page)
    return found[1] if found else ""


def visible(page: str) -> str:
    """The words of a page that a person sees."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))
