"""The feeds are what feed readers expect: Atom by RFC 4287, JSON Feed 1.1."""

from datetime import datetime
from xml.etree import ElementTree

from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests import stories
from tests.web.public.conftest import Publish, a_message
from tests.web.public.test_public_newsroom import a_stored_picture

ATOM = "{http://www.w3.org/2005/Atom}"
RISKY = "Use <b> & “quotes” ]]> at https://example.gov/x."


def test_atom_has_what_the_standard_asks_for(client: TestClient, publish: Publish, engine: Engine) -> None:
    """Feed and entries have id, title, updated, author and links; contents are escaped HTML with the picture in it."""
    picture = a_stored_picture(engine)
    publish(a_message(RISKY, media=(picture,)))
    answer = client.get("/newsroom/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"

    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Harbor Glen Police Department"
    [entry] = feed.findall(f"{ATOM}entry")
    for part in (feed, entry):
        for tag in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{tag}")) == 1
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated") or "").tzinfo
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links["alternate"] == "http://127.0.0.1:8001/newsroom/1"
    assert links["enclosure"] == f"http://127.0.0.1:8001/media/{picture.sha256}"
    html = entry.findtext(f"{ATOM}content") or ""
    assert "Use &lt;b&gt; &amp; “quotes” ]]&gt;" in html
    assert f'<img src="http://127.0.0.1:8001/media/{picture.sha256}" alt="A map of the “closed” street">' in html


def test_json_feed_has_what_the_standard_asks_for(client: TestClient, publish: Publish) -> None:
    """Version, title and items with id, url, text and date; the text is the signed one, letter by letter."""
    [record] = publish(a_message(RISKY))
    answer = client.get("/newsroom/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["title"], feed["feed_url"]) == (
        "Harbor Glen Police Department: newsroom",
        "http://127.0.0.1:8001/newsroom/feed.json",
    )
    [item] = feed["items"]
    assert item["id"].startswith("urn:uuid:")
    assert item["url"] == "http://127.0.0.1:8001/newsroom/1"
    assert item["content_text"].startswith(RISKY)
    assert datetime.fromisoformat(item["date_published"]).tzinfo
    assert item["_countersign"]["proof"] == f"http://127.0.0.1:8001/records/{record}.tlog-proof"


def test_an_empty_newsroom_has_whole_feeds(client: TestClient, engine: Engine) -> None:
    """Before the first post both feeds are whole and empty."""
    stories.submitted(engine)
    assert ElementTree.fromstring(client.get("/newsroom/feed.atom").content).findall(f"{ATOM}entry") == []
    assert client.get("/newsroom/feed.json").json()["items"] == []
