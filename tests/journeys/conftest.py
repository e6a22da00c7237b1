"""A town for the journeys of a module: the sample with its passwords, both applications and a `serve`, in Chromium."""

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
from countersign.embedded import Server
from countersign.settings import Settings
from tests.installation import installation
from tests.running import COMMAND, free_ports
from tests.serving import served

SERVE = [*COMMAND, "serve"]
PASSWORD = "a password for journeys"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: Milliseconds for everything that a page does: what is first asked of a busy machine takes long.
PATIENCE = 60_000


@dataclass
class Town:
    """Where the pages are, and the browser with which people look at them."""

    staff: str
    public: str
    browser: Browser
    passwords: dict[str, str]

    def page_of(self, login: str, size: dict[str, int] | None = None) -> Page:
        """The browser of somebody who signed in through the form."""
        page = self._page(size or DESK)
        page.goto(f"{self.staff}/signin")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", self.passwords[login])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/signin" not in url)
        return page

    def stranger(self, path: str) -> Page:
        """A page of the public application."""
        page = self._page(PHONE)
        page.goto(self.public + path)
        return page

    def _page(self, size: dict[str, int]) -> Page:
        page = self.browser.new_context(viewport=size).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE)
        return page


@pytest.fixture(autouse=True)
def closed(browser: Browser) -> Iterator[None]:
    """What a test leaves open is closed: each page goes on asking for news, and keeps the machine busy."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="module")
def told(server: Server, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One installation for the journeys of a module, since its programs take seconds to start."""
    with installation(server, template_database, tmp_path_factory.mktemp("town") / "home") as settings:
        yield settings


@pytest.fixture(scope="module")
def engine(told: Settings) -> Engine:
    """The programs' engine on its database."""
    return database.engine(told.database_url)


@pytest.fixture(scope="module")
def town(told: Settings, engine: Engine, browser: Browser) -> Iterator[Town]:
    """A town without Airflow: `serve` does everything."""
    staff_port, public_port = map(int, free_ports()[:2])
    set_up = told.model_copy(update={"port": staff_port, "public_port": public_port})
    _people_and_pages(engine, set_up)
    set_up.home.mkdir(parents=True, exist_ok=True)
    with (
        pytest.MonkeyPatch.context() as patch,
        served(staff_pages(set_up), port=staff_port) as staff,
        served(public_pages(set_up), port=public_port) as public,
        (set_up.home / "serve.log").open("wb") as log,
    ):
        patch.setenv("COUNTERSIGN_PORT", str(staff_port))
        patch.setenv("COUNTERSIGN_PUBLIC_PORT", str(public_port))
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        worker = subprocess.Popen(SERVE, env=environment, stdout=log, stderr=log)
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
