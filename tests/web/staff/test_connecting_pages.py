"""Connecting pages and serving them by hand, as people do it in a browser; and no secret in anything that is kept."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from countersign import credentials, database, lookout
from countersign.deliveries import State
from countersign.pages import Page
from countersign.settings import Settings
from tests import stories
from tests.database.test_connecting import be, everything
from tests.fakes.oauth import APP, APP_SECRET, FakeOAuth
from tests.stories import AUTHOR, CHIEF
from tests.web.staff.conftest import SignIn, a_picture, complaint, visible

OWNER = "lena.fischer"


@pytest.fixture
def platform(engine: Engine) -> Iterator[FakeOAuth]:
    """X, on loopback, as the sample's second page."""
    with FakeOAuth() as fake:
        be(engine, "x", fake)
        yield fake


def go(browser: TestClient, fake: FakeOAuth) -> str:
    """From the page's screen to the platform and back; the page on which one arrives."""
    fields = {"client_id": APP, "client_secret": APP_SECRET}
    gone = browser.post("/pages/mastodon/connect/begin", data=fields).text
    there = re.search(r'class="usa-button cs-wide" href="([^"]+)"', gone)
    assert there, visible(gone)
    back = fake.allow(there[1].replace("&amp;", "&"))
    assert urlsplit(back.pop("to")).path == "/pages/connected"
    return browser.get("/pages/connected", params=back).text


def test_a_page_is_connected_in_three_steps(as_: SignIn, platform: FakeOAuth) -> None:
    """Its owner follows the steps, goes to the platform, and reads whose account it is."""
    browser = as_(OWNER)
    steps = browser.get("/pages/mastodon/connect").text
    assert "/pages/connected" in steps and "developer portal" in steps
    assert "harborglenpd" in visible(go(browser, platform))
    assert "connected" in visible(browser.get("/pages/mastodon").text)


def test_what_went_wrong_is_told_and_can_be_tried_again(as_: SignIn, platform: FakeOAuth) -> None:
    """Another account, a platform that says no, a way back without a code: a page, and nothing kept."""
    browser = as_(OWNER)
    platform.handle = "somebodyelse"
    assert "somebodyelse" in visible(go(browser, platform))
    for query in ({}, {"error": "access_denied"}, {"state": "x", "code": "y"}):
        assert "Not connected" in browser.get("/pages/connected", params=query).text
    assert "not connected" in visible(browser.get("/pages/mastodon").text)
    platform.handle = "harborglenpd"
    assert "is connected" in visible(go(browser, platform))


def test_a_page_is_disconnected_with_a_reason(as_: SignIn, engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """Without a reason nothing happens; then the access is gone, what is signed waits, and connecting sends it."""
    browser = as_(OWNER)
    go(browser, platform)
    stories.enable(engine, "mastodon")
    assert complaint(browser.post("/pages/mastodon/disconnect", data={"reason": " "}).text, "reason")
    with database.transaction(engine) as s:
        assert s.get_one(Page, "mastodon").credential
    post = stories.approved(engine, stories.a_draft(pages=["mastodon"]))
    assert browser.post("/pages/mastodon/disconnect", data={"reason": "a phone was lost"}).status_code == 303
    seen = visible(browser.get("/pages/mastodon").text)
    assert "disconnected the page" in seen and "a phone was lost" in seen
    stories.publish(told)
    with database.transaction(engine) as s:
        assert s.get_one(Page, "mastodon").credential is None
        [waits] = stories.deliveries_of(s, post)
        assert waits.state is State.HELD and not waits.attempts
    assert "disconnected it" in visible(browser.get("/pages/mastodon/connect").text)
    assert browser.post("/pages/mastodon/disconnect", data={"reason": "again"}).status_code == 409
    assert "is connected" in visible(go(browser, platform))
    with database.transaction(engine) as s:
        assert s.get_one(Page, "mastodon").settings.keys().isdisjoint({"access_revoked", "disconnected_by"})


def test_others_see_who_can_connect_a_page(as_: SignIn, platform: FakeOAuth) -> None:
    """Who may not is told who may, and gets no form; sending it all the same is refused."""
    browser = as_(CHIEF)
    assert "Only Lena Fischer" in visible(browser.get("/pages/mastodon/connect").text)
    refused = browser.post("/pages/mastodon/connect/begin", data={"client_id": APP, "client_secret": APP_SECRET})
    assert refused.status_code == 403


def test_no_secret_is_anywhere_afterwards(
    as_: SignIn,
    engine: Engine,
    told: Settings,
    platform: FakeOAuth,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Connected, renewed, refused, failed with servers that echo what they got: no table, file, page or log has it."""
    browser, pages_seen = as_(OWNER), []
    platform.lives = 60
    pages_seen.append(go(browser, platform))
    for fail in (None, 500, 400):
        platform.fail_next = fail
        lookout.keep_pages()
        platform.fail_next = fail
        pages_seen += credentials.look_after()
    stories.enable(engine, "mastodon")
    stories.approved(engine, stories.a_draft(pages=["mastodon"]))
    stories.publish(told)
    addresses = ("/pages", "/pages/mastodon", "/pages/mastodon/connect", "/notices", "/posts")
    pages_seen += [browser.get(address).text for address in addresses]
    kept = [*pages_seen, everything(engine), caplog.text, *capfd.readouterr()]
    folders = (told.home, Path(told.logs))
    files = {file for folder in folders for file in folder.rglob("*") if file.is_file() and "pg" not in file.parts}
    kept += [file.read_bytes().decode("latin-1") for file in files]
    assert len(platform.given) > 6
    for secret in (APP_SECRET, *platform.given):
        assert not [text for text in kept if secret in text], secret[:8]


def test_by_hand_is_copy_open_post_and_paste(as_: SignIn, engine: Engine, told: Settings) -> None:
    """The named person finds the exact words, each with a button, and shows a link or a screenshot."""
    stories.enable(engine, "nextdoor")
    post = stories.approved(engine, stories.with_picture(engine, pages=["nextdoor"]))
    stories.publish(told)
    browser = as_(AUTHOR)
    page = browser.get(f"/posts/{post}").text
    assert page.count("data-copy=") == 2 and "Save picture 1" in page
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post)
    refused = browser.post(f"/deliveries/{one.id}/posted", data={"url": ""}).text
    assert complaint(refused, f"url-posted-{one.id}")
    shot = {"file": ("shot.png", a_picture("PNG"), "image/png")}
    assert browser.post(f"/deliveries/{one.id}/posted", data={"url": ""}, files=shot).status_code == 303
    with database.transaction(engine) as s:
        assert stories.deliveries_of(s, post)[0].state is State.SENT


def test_a_page_is_set_to_by_hand_and_back(as_: SignIn, engine: Engine) -> None:
    """Its owner hands it to a person with a reason, everybody sees so, and it goes back the same way."""
    browser = as_(OWNER)
    refused = browser.post("/pages/mastodon/by-hand", data={"person": AUTHOR, "reason": ""}).text
    assert complaint(refused, "reason-by_hand")
    browser.post("/pages/mastodon/by-hand", data={"person": AUTHOR, "reason": "no contract yet"})
    assert "Served by hand" in visible(as_(AUTHOR).get("/pages/mastodon").text)
    browser.post("/pages/mastodon/take-back", data={"reason": "signed"})
    with database.transaction(engine) as s:
        assert s.get_one(Page, "mastodon").way == "mastodon"


def test_a_post_made_outside_is_registered_on_a_form(as_: SignIn, engine: Engine) -> None:
    """What is missing is told at its field with everything still there; then it is on record and marked."""
    browser = as_(OWNER)
    with database.transaction(engine) as s:
        posted = database.clock(s) - timedelta(days=2)
    fields = {
        "url": "https://social.example.org/1",
        "text": "The bridge is closed.",
        "category": "community_notice",
        "posted_date": f"{posted:%Y-%m-%d}",
        "posted_time": "10:30",
        "reason": "",
    }
    again = browser.post("/pages/mastodon/outside", data=fields).text
    assert complaint(again, "reason") and "The bridge is closed." in again
    done = browser.post("/pages/mastodon/outside", data=fields | {"reason": "power cut"})
    assert done.status_code == 303
    assert "Posted outside" in browser.get(done.headers["location"]).text
