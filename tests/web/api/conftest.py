"""The API as it is mounted, and tokens for it."""

import io
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import Engine
from starlette.testclient import TestClient

from approval_ui.api import PATH, api
from countersign import database, tokens
from countersign.settings import Settings
from tests.stories import AUTHOR, INSIDE, TEXT

Headers = Callable[..., dict[str, str]]


@pytest.fixture
def client(told: Settings) -> Iterator[TestClient]:
    """A client of the API below its address."""
    outer = FastAPI()
    outer.mount(PATH, api(told))
    with TestClient(outer, base_url="http://127.0.0.1:8000" + PATH, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def bearer(engine: Engine) -> Headers:
    """A function that makes a token with some scopes and gives the header that shows it."""

    def make(*scopes: str, person: str = AUTHOR, name: str = "test program") -> dict[str, str]:
        with database.transaction(engine) as s:
            now = database.clock(s)
            secret = tokens.create(s, name, scopes or tuple(tokens.Scope), person=person, who="alex.moreno", now=now)
        return {"Authorization": f"Bearer {secret}"}

    return make


def a_body(**fields: object) -> dict[str, object]:
    """A draft that the review has nothing against, as a program sends it."""
    whole = {"text": TEXT, "category": "community_notice", "pages": ["newsroom"], "facts": {"place": INSIDE}}
    return whole | fields


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30)) -> bytes:
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (20, 80, 160)).save(out, kind)
    return out.getvalue()
