"""A journey with a badly hedged sentence: its source named at the desk, checked on a phone, and published."""

import re

import pytest
from playwright.sync_api import Page, expect

from countersign.sample import AUTHOR, CHIEF, ON_WATCH
from tests.journeys.conftest import PATIENCE, PHONE, Town
from tests.journeys.road import wait_for, write

pytestmark = pytest.mark.browser

TELLING = "He took the bus and left."
WORDS = f"{TELLING} He is in custody. The bus stood at 417 Larkspur Lane, his home."
SOURCE = "My report 24-1123"


def compose(town: Town) -> Page:
    """The author writes; while they type, the check asks and offers a wording."""
    page = town.page_of(AUTHOR)
    page.goto(f"{town.staff}/posts/new")
    write(page, WORDS)
    expect(page.locator("mark.cs-found").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Use this wording").first.click()
    expect(page.get_by_label("The words")).to_have_value(re.compile("400 block of Larkspur Lane"), timeout=PATIENCE)
    page.get_by_label("The words").fill(f"{TELLING} He is in custody.")
    expect(page.locator("#check").get_by_text("Larkspur")).to_have_count(0, timeout=PATIENCE)
    return page


def sign_with_a_tick(town: Town, login: str, path: str) -> None:
    """A signer tries without the tick, is told at the sentence, ticks and signs."""
    page = town.page_of(login, PHONE)
    page.goto(town.staff + path)
    wait_for(page, SOURCE)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Tick that you checked this source").first).to_be_visible(timeout=PATIENCE)
    page.locator("#decide label.usa-checkbox__label").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#decide")).to_have_count(0, timeout=PATIENCE)


def test_a_source_is_named_checked_and_published(town: Town) -> None:
    """Sent without a source it comes back; with one, both signers tick it, and it goes out."""
    page = compose(town)
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.locator("[role=alert]").first).to_contain_text("Who says so?", timeout=PATIENCE)
    page.get_by_label("Who says so?").fill(SOURCE)
    page.wait_for_timeout(1000)
    expect(page.get_by_label("Who says so?")).to_be_focused()
    page.get_by_role("button", name="Send for sign-off").click()
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}$"))
    path = page.url.removeprefix(town.staff)
    wait_for(page, "waiting for sign-off")
    for login in (ON_WATCH, CHIEF):
        sign_with_a_tick(town, login, path)
    wait_for(page, "published")
    expect(town.stranger("/newsroom").locator("main")).to_contain_text(TELLING)
