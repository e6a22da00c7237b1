"""The public pages in a real browser: the next post appears by itself."""

import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine

from approval_ui.public.application import create
from countersign.delivery.duty import Duty
from countersign.settings import Settings
from tests import stories
from tests.serving import served

pytestmark = pytest.mark.browser


def test_the_next_post_appears_by_itself(engine: Engine, told: Settings, browser: Browser) -> None:
    """With scripts switched off the page names the time, and shows the post within seconds of it."""
    stories.items_signed(engine)
    due = stories.now(engine).replace(microsecond=0) + timedelta(seconds=8)
    stories.approved(engine, stories.a_draft(due=due))
    duty = Duty(told, lane="routine", delay=0)
    with stories.on_duty(duty), served(create(told.model_copy(update={"sample": True}))) as root:
        page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
        page.goto(f"{root}/newsroom?next={quote(due.isoformat())}")
        assert "The next post is due" in page.inner_text("main")
        page.get_by_text(stories.TEXT[:40]).wait_for(timeout=60_000)
        late = time.time() - due.timestamp()
        assert "The next post is due" not in page.inner_text("main")
    assert 0 <= late < 60
