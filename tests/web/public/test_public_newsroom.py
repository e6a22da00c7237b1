"""The newsroom shows what was published, at once, to everybody, and nothing else."""

import re
import uuid

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from approval_ui.public import newsroom
from approval_ui.public.application import create
from countersign import database, desk, media, sample, tokens, words
from countersign.alerts.tables import Incident
from countersign.alerts.templates import Act
from countersign.content import MediaRef
from countersign.desk import emergencies
from countersign.settings import Settings
from tests import stories
from tests.web.api.conftest import a_picture
from tests.web.public.conftest import Publish, a_message

WHOLE = "/newsroom", "/newsroom/feed.atom", "/newsroom/feed.json", "/records", "/records?q=Ferry"


def a_stored_picture(engine: Engine, color: str = "PNG") -> MediaRef:
    """A picture that was added to a draft."""
    with database.transaction(engine) as s:
        row = media.store(s, a_picture(color), who=stories.AUTHOR, now=database.clock(s))
    return MediaRef(row.sha256, row.mime, "A map of the “closed” street")


def test_a_post_stands_there_once_it_is_out(client: TestClient, publish: Publish, engine: Engine) -> None:
    """The newest post is on the page, under its number and at /, with its picture, disclaimer, time and record."""
    picture = a_stored_picture(engine)
    [record] = publish(stories.a_draft(media=(picture,)))

    page = client.get("/")
    assert page.status_code == 200
    assert stories.TEXT in page.text
    assert "This page is not monitored at all times." in page.text
    assert f'<img src="/media/{picture.sha256}" alt="A map of the “closed” street"' in page.text
    assert re.search(r"\b(PST|PDT)</time>", page.text)
    assert f'href="/records/{record}"' in page.text
    assert stories.TEXT in client.get("/newsroom/1").text
    shown = client.get(f"/media/{picture.sha256}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")


def test_what_is_over_says_so(client: TestClient, engine: Engine, told: Settings) -> None:
    """A warning that was taken back stays, marked and with the post that says so; feeds count that as a change."""
    stories.enable(engine, "newsroom")
    with database.transaction(engine) as s:
        now = database.clock(s)
        desk.take_watch(s, sample.ON_WATCH, now=now)
        scopes = [tokens.Scope.ALERTS_WRITE]
        secret = tokens.create(s, "county", scopes, person=sample.AUTHOR, who=sample.AUTHOR, now=now)
        sample.prepare_alerts(s, secret, now=now)
        said = {"given": {"where": "Ferry Street"}, "place": "Ferry Street"}
        first = emergencies.raise_alert(s, sample.ON_WATCH, "avoid_area", **said, now=now)
        incident, number = s.scalars(select(Incident)).one().id, first.number
    stories.publish(told)
    assert "is over" not in client.get(f"/newsroom/{number}").text
    before = client.get("/newsroom/feed.json").json()["items"][0]
    with database.transaction(engine) as s:
        because, at = "the wrong street", database.clock(s)
        emergencies.say_more(s, sample.ON_WATCH, incident, Act.FALSE_ALARM, **said, reason=because, now=at)
    stories.publish(told)
    page = client.get(f"/newsroom/{number}").text
    assert "This was a false alarm" in page and f'href="/newsroom/{number + 1}"' in page and "Police activity" in page
    assert "This was a false alarm" not in client.get(f"/newsroom/{number + 1}").text
    after = next(item for item in client.get("/newsroom/feed.json").json()["items"] if item["id"] == before["id"])
    assert "date_modified" in after and "false alarm" in after["content_html"]


def test_all_eight_items_are_on_the_page(client: TestClient, publish: Publish) -> None:
    """The newsroom carries the eight required items as they were signed."""
    page = client.get("/newsroom").text
    assert re.findall(r"np-item--(\w+)", page) == list(words.PAGE_ITEMS)
    for item in ("not monitored at all times", "call or text", "subject to public disclosure", "2400 Civic Center"):
        assert item in page


@pytest.mark.parametrize("stage", ["draft", "submitted", "waiting", "approved", "withdrawn"])
def test_what_is_not_published_is_nowhere(client: TestClient, engine: Engine, stage: str) -> None:
    """Before it went out a post, its picture and its number are as if they did not exist."""
    picture = a_stored_picture(engine)
    draft = stories.a_draft(media=(picture,))
    steps = {"submitted": stories.submitted, "waiting": stories.reviewed, "approved": stories.approved}
    with database.transaction(engine) as s:
        if stage in {"draft", "withdrawn"}:
            post = desk.draft(s, stories.AUTHOR, draft, now=database.clock(s))
        if stage == "withdrawn":
            desk.withdraw(s, stories.AUTHOR, post.id, reason="wrong", now=database.clock(s))
    if stage in steps:
        steps[stage](engine, draft)

    assert [client.get(address).status_code for address in WHOLE] == [200] * len(WHOLE)
    assert not [address for address in WHOLE if "Ferry Street" in client.get(address).text]
    assert client.get("/newsroom/1").status_code == 404
    assert client.get(f"/media/{picture.sha256}").status_code == 404


def test_every_letter_is_shown_and_none_is_obeyed(client: TestClient, publish: Publish) -> None:
    """Markup in a post is text; a link can be followed and does not swallow the full stop behind it."""
    publish(a_message("<script>alert(1)</script> & <b>bold</b> at https://example.gov/a?b=1&c=2. Done"))
    page = client.get("/newsroom").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in page
    assert '<a href="https://example.gov/a?b=1&amp;c=2" rel="noopener">' in page
    assert "<script>" not in page


def test_older_posts_are_a_link_away(client: TestClient, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    """Following “older” leads through every post once, newest first, to the end."""
    monkeypatch.setattr(newsroom, "AT_ONCE", 2)
    publish(*(a_message(f"Notice number {number}.") for number in range(1, 6)))
    seen: list[str] = []
    address: str | None = "/newsroom"
    while address:
        page = client.get(address).text
        seen += re.findall(r"Notice number (\d)", page)
        link = re.search(r'href="(/newsroom\?before=[^"]+)"', page)
        address = link[1].replace("&amp;", "&") if link else None
    assert sorted(seen) == ["1", "2", "3", "4", "5"]
    assert len(seen) == 5


NOTHING = (
    *("/newsroom/0", "/newsroom/-1", "/newsroom/99999999999999999999", "/newsroom/x", "/newsroom/1/", "/newsroom/١"),
    *("/newsroom?before=x", "/newsroom?before=2026-01-01~x", f"/media/{'0' * 64}", "/media/..%2f..%2fetc%2fpasswd"),
    *(f"/records/{uuid.UUID(int=5)}", "/records/1", "/records/%00", "/admin", "/openapi.json", "/api/v1/posts/1"),
)


def test_an_address_of_nothing_is_a_404_in_words(client: TestClient) -> None:
    """Whatever does not exist is a page in plain words."""
    for address in NOTHING:
        answer = client.get(address)
        assert (answer.status_code, "There is n" in answer.text) == (404, True), address


def test_a_page_is_not_sent_twice(client: TestClient, publish: Publish) -> None:
    """A browser or reader that has the newest state gets 304, and the whole page again once a post is added."""
    publish()
    for address in ("/newsroom", "/newsroom/feed.atom", "/newsroom/feed.json"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=1"
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    tag = {"If-None-Match": first.headers["ETag"]}
    publish(a_message("A second notice."))
    assert "A second notice." in client.get(address, headers=tag).text


def test_the_countdown_is_in_the_sample_only(told: Settings, client: TestClient, publish: Publish) -> None:
    """`next` shows when the next post is due, without scripts too; a real newsroom says nothing of it."""
    assert 'http-equiv="refresh"' not in client.get("/newsroom?next=2100-01-01T00:00:00Z").text

    sample = TestClient(create(told.model_copy(update={"sample": True})), base_url=told.public_address)
    page = sample.get("/newsroom?next=2100-01-01T00:00:00%2B00:00").text
    assert "The next post is due" in page
    assert '<meta http-equiv="refresh" content="30">' in page
    for nonsense in ("x", "2020-01-01T00:00:00Z", "0001-01-01T00:00:00%2B23:00", "1"):
        assert "The next post is due" not in sample.get(f"/newsroom?next={nonsense}").text


def test_nothing_is_taken_and_nothing_is_remembered(client: TestClient, publish: Publish) -> None:
    """There are no cookies, every page carries the strict policy, and no method but reading does anything."""
    for address in (*WHOLE, "/accounts", "/terms", "/rules", "/log", "/nowhere"):
        answer = client.get(address)
        assert "set-cookie" not in answer.headers
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=", answer.text)
        assert client.post(address).status_code in {404, 405}
        assert client.head(address).status_code == answer.status_code
