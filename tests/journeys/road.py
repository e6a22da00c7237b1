"""The road through the forms: written at a desk, signed on two phones, read and verified by a stranger."""

import re
import shutil
import subprocess
import time
from pathlib import Path

import requests
from playwright.sync_api import Page, expect

from countersign.sample import AUTHOR, CHIEF, ON_WATCH
from tests.journeys.conftest import PATIENCE, PHONE, Town

WORDS = "Harbor Street between 1st and 3rd is closed on Saturday from 8 a.m. to noon for the farmers market."


def write(page: Page, words: str, *, place: tuple[str, str] = ("-121.5601", "36.9142")) -> None:
    """Fill in the composer; the kind of post ticks its usual pages."""
    page.get_by_label("What kind of post is it?").select_option("community_notice")
    expect(page.locator("#page-newsroom")).to_be_checked()
    page.get_by_label("The words").fill(words)
    page.get_by_label("Longitude").fill(place[0])
    page.get_by_label("Latitude").fill(place[1])


def send(town: Town, words: str = WORDS) -> tuple[Page, str]:
    """The author's page and the post's path, after it was sent for sign-off."""
    page = town.page_of(AUTHOR)
    page.goto(f"{town.staff}/posts/new")
    write(page, words)
    page.get_by_role("button", name="Send for sign-off").click()
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}$"))
    return page, page.url.removeprefix(town.staff)


def wait_for(page: Page, words: str) -> None:
    """Look again until a page says something."""
    until = time.monotonic() + PATIENCE / 1000
    while words not in page.inner_text("main"):
        assert time.monotonic() < until, page.inner_text("main")[:2000]
        time.sleep(0.3)
        page.reload()


def sign(town: Town, login: str, path: str) -> Page:
    """Sign on a phone."""
    page = town.page_of(login, PHONE)
    page.goto(town.staff + path)
    wait_for(page, WORDS.split(" is ")[0])
    page.locator(f"form[action$='{path}/sign'] button").click()
    return page


def verified(town: Town, folder: Path) -> str:
    """What the verifier's script says of the newest record, in a folder with downloads only."""
    page = town.stranger("/newsroom")
    record = page.get_by_role("link", name=re.compile("proof")).first.get_attribute("href") or ""
    files = {
        "p": f"{record}.tlog-proof",
        "l": f"{record}.leaf",
        "k": "/log/vkey",
        "verify.sh": "/log/verify.sh",
    }
    for name, path in files.items():
        until = time.monotonic() + 30
        while not (answer := requests.get(town.public + path, timeout=10)).ok and time.monotonic() < until:
            time.sleep(0.3)
        answer.raise_for_status()
        (folder / name).write_bytes(answer.content)
    done = subprocess.run(["sh", "verify.sh", "p", "l", "k"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def walk_the_road(town: Town, folder: Path) -> None:
    """Draft, two names, newsroom, proof."""
    author, path = send(town)
    wait_for(author, "waiting for sign-off")
    sign(town, ON_WATCH, path)
    sign(town, CHIEF, path)
    wait_for(author, "published")
    newsroom = town.stranger("/newsroom")
    expect(newsroom.locator("main")).to_contain_text(WORDS)
    expect(newsroom.locator("main")).to_contain_text("This page is not monitored at all times.")
    if shutil.which("openssl"):
        assert "PROVED" in verified(town, folder)
