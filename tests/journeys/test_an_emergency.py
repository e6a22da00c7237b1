"""Three in the morning: a commander with a phone, and nobody else awake."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select

from countersign import database, sample, tokens
from countersign.deliveries import Attempt
from countersign.sample import ON_WATCH
from tests.journeys.conftest import PHONE, Town

pytestmark = pytest.mark.browser
#: Where screenshots go, for whoever wants to look at them.
LOOK = os.environ.get("COUNTERSIGN_SCREENSHOTS")


class Taps:
    """Counts what a thumb does."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, name: str, *, role: str = "button") -> None:
        """Tap something."""
        self.count += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def into(self, label: str, text: str) -> None:
        """Tap a field and type."""
        self.count += 1
        self.page.get_by_label(label).first.fill(text)

    def look(self, name: str) -> None:
        """Keep what the phone shows."""
        if LOOK:
            self.page.screenshot(path=str(Path(LOOK) / f"{name}.png"), full_page=True)


def test_a_phone_and_eight_taps(town: Town, engine: Engine) -> None:
    """From the sign-in to the first byte in eight taps and a minute, without Airflow, and taken back in public."""
    with database.transaction(engine) as s:
        told = {"person": sample.AUTHOR, "who": sample.AUTHOR, "now": database.clock(s)}
        secret = tokens.create(s, "county", [tokens.Scope.ALERTS_WRITE], **told)
        sample.prepare_alerts(s, secret, now=database.clock(s))
    page = town.browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{town.staff}/signin")
    taps, began = Taps(page), time.monotonic()
    taps.into("Login", ON_WATCH)
    taps.into("Password", town.passwords[ON_WATCH])
    taps.on("Sign in")
    taps.on("Urgent", role="link")
    taps.look("urgent-1")
    taps.on("Avoid the area", role="link")
    expect(page.locator(":focus")).to_be_visible()  # the first field has the cursor: no tap for it
    page.keyboard.type("the 900 block of Ferry Street")
    taps.look("urgent-2")
    taps.into("Place", "Ferry Street")
    taps.on("See the exact words")
    expect(page.get_by_text("Police activity: the 900 block of Ferry Street")).to_be_visible()
    taps.look("urgent-3")
    taps.on("Send it now")
    started = None
    while started is None and time.monotonic() - began < 60:
        with database.transaction(engine) as s:
            started = s.scalar(select(Attempt.started))
    assert started and time.monotonic() - began < 60
    assert taps.count <= 8
    page.reload()
    taps.look("urgent-4")
    page.get_by_role("link", name="It was a false alarm").click()
    page.get_by_label("Where").first.fill("the 900 block of Ferry Street")
    page.get_by_label("Why").first.fill("It was the wrong street")
    page.get_by_role("button", name="See the exact words").click()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("false alarm").first).to_be_visible()
    page.goto(f"{town.staff}/alerts")
    taps.look("alerts")
    page.goto(f"{town.staff}/alerts/templates")
    taps.look("templates")
    page.goto(f"{town.staff}/alerts/sources")
    taps.look("sources")
