"""The staff's pages in a real browser, on a phone first: the road through the forms, with scripts and without."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from approval_ui.staff.application import create
from countersign import delivery
from countersign.settings import Settings
from tests.serving import served
from tests.stories import AUTHOR, CHIEF, COMMANDER, TEXT, enable
from tests.web.staff.conftest import a_picture

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
Open = Callable[..., Page]


@pytest.fixture
def address(told: Settings) -> Iterator[str]:
    """The sample's staff pages, really served."""
    with served(create(told.model_copy(update={"sample": True}))) as root:
        yield root


@pytest.fixture
def open_(address: str, browser: Browser) -> Iterator[Open]:
    """A function that opens the pages as somebody, in a browser of their own; every complaint of the browser fails."""
    complaints: list[str] = []

    def go(login: str, *, scripts: bool = True, size: dict[str, int] = PHONE) -> Page:
        page = browser.new_context(base_url=address, viewport=size, java_script_enabled=scripts).new_page()  # type: ignore[arg-type]
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(address) else complaints.append(r.url))
        page.goto("/sample")
        page.select_option("#switch", login)
        page.locator("form:has(#switch) button").click()
        return page

    yield go
    for context in browser.contexts:
        context.close()
    assert complaints == []


def choose_newsroom(page: Page) -> None:
    """Tick the newsroom page, unless it is ticked already."""
    if not page.is_checked("#page-newsroom"):
        page.click("label[for=page-newsroom]")


def sign(page: Page, post: str) -> None:
    """Sign what the page of a post shows."""
    page.goto(post)
    page.locator("#decide").get_by_role("button", name="Sign", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_road_on_a_phone(open_: Open, engine: Engine, scripts: bool) -> None:
    """Write with a picture, send, sign, sign: every form works with scripts and without."""
    page = open_(AUTHOR, scripts=scripts)
    page.goto("/posts/new?category=community_notice")
    page.fill("#f-text", TEXT)
    page.fill("input[name=longitude]", "-121.56")
    page.fill("input[name=latitude]", "36.9")
    page.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_picture()})
    if not scripts:
        page.get_by_role("button", name="Add them").click()
    choose_newsroom(page)
    page.fill("textarea[name=media_alt]", "A map of the closed street between 2nd and 4th")
    page.get_by_role("button", name="Send for sign-off").click()
    page.wait_for_url("**/posts/*-*")
    post = page.url.removeprefix(page.url.split("/posts/")[0])
    delivery.review()
    for login in (COMMANDER, CHIEF):
        signer = open_(login, scripts=scripts)
        sign(signer, post)
    assert "approved" in signer.inner_text("#live")


def test_the_composer_answers_while_one_types(open_: Open, engine: Engine) -> None:
    """The finding is underlined in the read-back and the final text grows its disclaimer, without a click."""
    enable(engine, "newsroom")
    page = open_(AUTHOR)
    page.goto("/posts/new")
    page.select_option("#f-category", "community_notice")
    expect(page.locator("#page-newsroom")).to_be_checked()
    page.fill("#f-text", "Call 831-555-0199.")
    page.locator("mark.cs-found", has_text="831-555-0199").wait_for(timeout=60_000)
    fold = page.locator("#check details.cs-do").first
    fold.locator("summary").click()
    page.wait_for_timeout(600)
    assert fold.evaluate("fold => fold.open"), "leaving the words must not close what was just opened"
    assert page.locator("mark.cs-in").count() == 1


def test_the_page_of_a_post_renews_itself_but_not_under_ones_fingers(open_: Open, engine: Engine) -> None:
    """The author sees the check's verdict appear by itself."""
    page = open_(AUTHOR)
    page.goto("/posts/new?category=community_notice")
    page.fill("#f-text", TEXT)
    page.fill("input[name=longitude]", "-121.56")
    page.fill("input[name=latitude]", "36.9")
    choose_newsroom(page)
    page.get_by_role("button", name="Send for sign-off").click()
    page.locator("#live", has_text="being checked").wait_for()
    delivery.review()
    page.locator("#live", has_text="waiting for sign-off").wait_for(timeout=60_000)
