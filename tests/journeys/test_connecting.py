"""Connecting pages in Chromium: from our page to the platform's own sign-in and back, for each that has one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from countersign import database
from countersign.pages import Page as PageRow
from countersign.sample import AUTHOR
from tests.database.test_connecting import BROWSER, be
from tests.fakes.oauth import APP, APP_SECRET, FakeOAuth
from tests.journeys.conftest import PHONE, Town

pytestmark = pytest.mark.browser


@pytest.fixture
def platform() -> Iterator[FakeOAuth]:
    """A platform's sign-in on loopback."""
    with FakeOAuth() as fake:
        yield fake


def go(town: Town, page: Page, answer: str) -> None:
    """From the page's screen to the platform, and what the person answers there."""
    page.goto(f"{town.staff}/pages/mastodon/connect")
    for name, value in {"client_id": APP, "client_secret": APP_SECRET, "number": "4711"}.items():
        if page.locator(f"input[name={name}]").count():
            page.fill(f"input[name={name}]", value)
    page.get_by_role("button", name="Go on to the platform").click()
    page.get_by_role("link", name="Go to the platform").click()
    page.get_by_role("link", name=answer).click()
    page.wait_for_url("**/pages/connected?*")


def test_every_network_is_connected_in_a_browser(town: Town, engine: Engine, platform: FakeOAuth) -> None:
    """Its keeper follows the page's steps on a phone, allows it there, and reads whose account it is."""
    page = town.page_of(AUTHOR, PHONE)
    for kind in BROWSER:
        be(engine, kind, platform, owner=AUTHOR, credential=None)
        go(town, page, "Deny")
        expect(page.get_by_role("heading", name="Not connected")).to_be_visible()
        with database.transaction(engine) as s:
            assert s.get_one(PageRow, "mastodon").credential is None, kind
        go(town, page, "Allow")
        expect(page.locator("main")).to_contain_text("harborglenpd")
        with database.transaction(engine) as s:
            assert s.get_one(PageRow, "mastodon").credential, kind
