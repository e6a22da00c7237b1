"""Journeys through the forms in Chromium: written at a desk, signed on a phone, mended, and signed anew."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from countersign.sample import CHIEF, ON_WATCH
from tests.journeys.conftest import PHONE, Town
from tests.journeys.road import WORDS, send, sign, wait_for, walk_the_road

pytestmark = pytest.mark.browser


def test_a_post_goes_the_whole_road_without_airflow(town: Town, tmp_path: Path) -> None:
    """With `serve` alone, a post is written, signed by two on their phones, published, and verified by a stranger."""
    walk_the_road(town, tmp_path)


def test_a_returned_post_is_mended_and_goes_on(town: Town) -> None:
    """A commander returns it with a reason; its author mends it and sends it again; the new words are signed."""
    author, path = send(town)
    wait_for(author, "waiting for sign-off")
    commander = town.page_of(ON_WATCH, PHONE)
    commander.goto(town.staff + path)
    commander.get_by_text("Return it", exact=False).first.click()
    commander.locator(f"form[action$='{path}/return'] [name=reason]").fill("Say which buses are rerouted.")
    commander.locator(f"form[action$='{path}/return'] button").click()

    wait_for(author, "Say which buses are rerouted.")
    author.goto(f"{town.staff}{path}/edit")
    author.get_by_label("The words").fill(WORDS + " Bus 4 stops at Mission Avenue.")
    author.get_by_role("button", name="Send for sign-off").click()
    wait_for(author, "waiting for sign-off")
    for login in (ON_WATCH, CHIEF):
        sign(town, login, path)
    wait_for(author, "published")
    expect(town.stranger("/newsroom").locator("main")).to_contain_text("Bus 4 stops at Mission Avenue.")


def test_an_edit_after_the_first_name_voids_it(town: Town) -> None:
    """When a word changes, the name that was there counts no more, and the new words need both names."""
    author, path = send(town)
    wait_for(author, "waiting for sign-off")
    sign(town, ON_WATCH, path)
    author.goto(f"{town.staff}{path}/edit")
    author.get_by_label("The words").fill(WORDS.replace("noon", "1 p.m."))
    author.get_by_role("button", name="Send for sign-off").click()
    wait_for(author, "waiting for sign-off")

    chief = town.page_of(CHIEF, PHONE)
    chief.goto(town.staff + path)
    assert chief.locator(f"form[action$='{path}/sign']").count() == 0
    for login in (ON_WATCH, CHIEF):
        sign(town, login, path)
    wait_for(author, "published")
    expect(town.stranger("/newsroom").locator("main")).to_contain_text("to 1 p.m. for")
