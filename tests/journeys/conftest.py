"""A town of its own for a journey: the sample with its passwords, both web applications and a `serve`, in Chromium."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from approval_ui.public.application import create as public_pages
from approval_ui.staff.application import create as staff_pages
from countersign import database, desk, sample, signin
from countersign.settings import Settings
from tests.running import COMMAND, free_ports
from tests.serving import served

SERVE = [*COMMAND, "serve"]
PASSWORD = "a password for journeys"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Town:
    """Where the pages are, and the browser with which people look at them."""

    staff: str
    public: str
    browser: Browser
    passwords: dict[str, str]

    def page_of(self, login: str, size: dict[str, int] | None = None) -> Page:
        """The browser of somebody who signed in through the form."""
        page = self.browser.new_context(viewport=size or DESK).new_page()
        page.goto(f"{self.staff}/signin")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", self.passwords[login])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/signin" not in url)
        return page

    def stranger(self, path: str) -> Page:
        """A page of the public application."""
        page = self.browser.new_context(viewport=PHONE).new_page()
        page.goto(self.public + path)
        return page


@pytest.fixture
def town(told: Settings, engine: Engine, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town without Airflow: `serve` does everything."""
    staff_port, public_port = map(int, free_ports()[:2])
    monkeypatch.setenv("COUNTERSIGN_PORT", str(staff_port))
    monkeypatch.setenv("COUNTERSIGN_PUBLIC_PORT", str(public_port))
    set_up = told.model_copy(update={"port": staff_port, "public_port": public_port})
    _people_and_pages(engine, set_up)
    set_up.home.mkdir(parents=True, exist_ok=True)
    with (
        served(staff_pages(set_up), port=staff_port) as staff,
        served(public_pages(set_up), port=public_port) as public,
        (set_up.home / "serve.log").open("wb") as log,
    ):
        worker = subprocess.Popen(
            SERVE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=log, stderr=log
        )
        passwords = dict.fromkeys((sample.AUTHOR, sample.ON_WATCH, sample.CHIEF), PASSWORD)
        yield Town(staff, public, browser, passwords)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def _people_and_pages(engine: Engine, settings: Settings) -> None:
    with database.transaction(engine) as s:
        now = database.clock(s)
        for login in (sample.AUTHOR, sample.ON_WATCH, sample.CHIEF):
            signin.set_password(s, login, PASSWORD, who="setup", now=now)
        desk.take_watch(s, sample.ON_WATCH, now=now)
    sample.put_items_in_place(settings)
