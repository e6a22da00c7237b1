"""By hand: pages that a person serves, what they show of it, and posts that were made outside."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from sqlalchemy import Engine, select

from countersign import comparing, database, desk, policies
from countersign.comparing import Likeness, Seen
from countersign.content import FinalText
from countersign.deliveries import State
from countersign.desk.by_hand import Outside
from countersign.errors import CountersignError, Invalid, NotAllowed
from countersign.hand import HandPost, OutsidePost
from countersign.log.tables import Entry, EntryValue
from countersign.notices import Notice
from countersign.pages import Page
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories
from tests.fakes.answering import Answering
from tests.stories import AUTHOR, COMMANDER, TEXT

OWNER, ADMIN = "lena.fischer", "alex.moreno"
LINK = "https://nextdoor.example.com/p/1"


@pytest.fixture
def there() -> Iterator[tuple[str, dict[str, str]]]:
    """A web site on loopback: its address, and what it shows under which path."""
    shown: dict[str, str] = {}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = shown.get(self.path, "")
            self.send_response(302 if page.startswith("/") else 200 if page else 404)
            self.send_header("Location", page) if page.startswith("/") else None
            self.send_header("Content-Length", str(len(page.encode())))
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: object) -> None:
            pass

    with Answering(Site) as server:
        yield server.url, shown


def waiting(engine: Engine, told: Settings, page: str = "nextdoor") -> stories.Delivery:
    """A signed post that waits for a person."""
    stories.enable(engine, page)
    post = stories.approved(engine, stories.a_draft(pages=[page]))
    stories.publish(told)
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post)
        assert one.state is State.WAITING
        return one


def test_a_page_with_an_api_is_handed_over_and_taken_back(engine: Engine, told: Settings) -> None:
    """While it is by hand, what is due goes to the named person; the agency's own file keeps its say afterwards."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        desk.hand_over(s, OWNER, "mastodon", person=AUTHOR, reason="the contract is not signed yet", now=now)
    waiting(engine, told, "mastodon")
    with database.transaction(engine) as s:
        told_of = s.scalars(select(Notice.person_id).where(Notice.kind == "by_hand")).all()
        assert told_of == [AUTHOR]
        desk.take_back(s, ADMIN, "mastodon", reason="signed", now=database.clock(s))
        row = s.get_one(Page, "mastodon")
        assert (row.way, row.person_id) == ("mastodon", None)


def test_whoever_posts_by_hand_may_read_what_they_were_given(engine: Engine, told: Settings) -> None:
    """Also somebody who may neither write nor sign such posts, but only what waits for them."""
    with database.transaction(engine) as s:
        desk.hand_over(s, OWNER, "mastodon", person=ADMIN, reason="nobody else is here", now=database.clock(s))
    one = waiting(engine, told, "mastodon")
    other = stories.approved(engine)
    with database.transaction(engine) as s:
        policy, now = policies.current(s), database.clock(s)
        seen = {
            post: desk.may_read(s, policy, ADMIN, stories.post_in(s, post), now=now) for post in (one.post_id, other)
        }
        desk.mark_posted(s, ADMIN, one.id, url=LINK, now=now)
    assert seen == {one.post_id: True, other: False}


@pytest.mark.parametrize("who", [AUTHOR, COMMANDER, stories.CHIEF])
def test_only_its_owner_and_administrators_hand_a_page_over(engine: Engine, who: str) -> None:
    """Nobody else, and never without a reason."""
    with pytest.raises(NotAllowed), database.transaction(engine) as s:
        desk.hand_over(s, who, "mastodon", person=who, reason="x", now=database.clock(s))
    with pytest.raises(Invalid), database.transaction(engine) as s:
        desk.hand_over(s, OWNER, "mastodon", person=AUTHOR, reason=" ", now=database.clock(s))


def test_words_that_differ_need_a_reason_and_are_told(engine: Engine, told: Settings) -> None:
    """A post that stands there with other words is not simply accepted; with a reason it is, and its owner hears."""
    one = waiting(engine, told)
    compared = comparing.compare(TEXT, Seen((TEXT.replace("Saturday", "Sunday"), "")))
    assert compared.likeness is Likeness.DIFFERS
    with pytest.raises(Invalid, match="differ"), database.transaction(engine) as s:
        desk.mark_posted(s, AUTHOR, one.id, url=LINK, compared=compared, now=database.clock(s))
    with database.transaction(engine) as s:
        reason = "their form swallowed a word"
        desk.mark_posted(s, AUTHOR, one.id, url=LINK, compared=compared, reason=reason, now=database.clock(s))
        kept = s.get_one(HandPost, one.id)
        assert (kept.compared, kept.note) == ("differs", reason)
        assert OWNER in s.scalars(select(Notice.person_id).where(Notice.kind == "hand_differs")).all()


def test_a_screenshot_stands_for_a_link(engine: Engine, told: Settings) -> None:
    """Where there is no link, a stored screenshot is enough; with neither, the field says so."""
    one = waiting(engine, told)
    with pytest.raises(Invalid) as refused, database.transaction(engine) as s:
        desk.mark_posted(s, AUTHOR, one.id, url="", now=database.clock(s))
    assert "url" in refused.value.fields
    shot = stories.with_picture(engine, pages=["nextdoor"]).media[0].sha256
    with database.transaction(engine) as s:
        desk.mark_posted(s, AUTHOR, one.id, url="", screenshot=shot, now=database.clock(s))
        assert s.get_one(HandPost, one.id).screenshot == shot


@pytest.mark.parametrize(
    ("page", "likeness"),
    [
        (f"<html><body><p>{TEXT}</p></body></html>", Likeness.SAME),
        (f"<meta property='og:description' content='“{TEXT}”'>", Likeness.SAME),
        (f"<meta name='description' content='{TEXT[:60]}…'>", Likeness.BEGINS),
        (f"<meta name='description' content='{TEXT.replace('Saturday', 'Sunday')}'><p>Log in</p>", Likeness.DIFFERS),
        ("<p>Log in to see this post</p>", Likeness.UNREAD),
        ("", Likeness.UNREAD),
    ],
)
def test_what_strangers_can_read_is_compared(
    told: Settings, there: tuple[str, dict[str, str]], page: str, likeness: Likeness
) -> None:
    """The words, a description, its beginning, other words, or nothing: each is told apart, also behind a redirect."""
    site, shown = there
    allowed = told.model_copy(update={"allow_private_hosts": True})
    shown |= {"/p/1": page, "/moved": "/p/1"}
    for path in ("/p/1", "/moved"):
        assert comparing.compare(TEXT, comparing.look(site + path, allowed)).likeness is likeness


def test_a_link_never_leads_inside(told: Settings, there: tuple[str, dict[str, str]]) -> None:
    """An address of our own network is not read, whatever it would show."""
    site, shown = there
    shown["/p/1"] = TEXT
    fenced = told.model_copy(update={"allow_private_hosts": False})
    assert comparing.look(f"{site}/p/1".replace("http:", "https:"), fenced).texts == ()
    for odd in ("file:///etc/passwd", "https://", "javascript:alert(1)"):
        assert comparing.look(odd, fenced).texts == ()


def test_a_post_made_outside_is_registered_and_marked(engine: Engine) -> None:
    """It is on record with its words, its place, its time, who registered it and why; nobody is said to have signed."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        made = Outside(
            "mastodon", "community_notice", TEXT, "https://social.example.org/1", now - timedelta(hours=2), "power cut"
        )
        post = desk.register_outside(s, OWNER, made, now=now)
        assert post.status is Status.PUBLISHED
        [one] = stories.deliveries_of(s, post.id)
        assert (one.state, one.sent) == (State.SENT, made.posted)
        assert s.get_one(OutsidePost, one.id).reason == "power cut"
        record = s.get_one(Entry, one.record_id)
        values = {v.name: v.value for v in s.scalars(select(EntryValue).where(EntryValue.entry_id == record.id))}
    assert values["signed_by"] == [] and "outside" in values["how"] and "power cut" in values["how"]
    assert FinalText.from_json(values["content"]).text == TEXT


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("text", {"text": " "}),
        ("url", {"url": "x"}),
        ("reason", {"reason": ""}),
        ("category", {"category": "nonsense"}),
        ("posted", {"posted": timedelta(hours=1)}),
        ("posted", {"posted": timedelta(days=-400)}),
    ],
)
def test_what_is_registered_is_whole(engine: Engine, field: str, change: dict[str, object]) -> None:
    """Each thing that is missing or cannot be is told at its field, and nothing is stored."""
    with pytest.raises(CountersignError) as refused, database.transaction(engine) as s:
        now = database.clock(s)
        posted = now + change["posted"] if "posted" in change else now  # type: ignore[operator]
        whole = {"text": TEXT, "url": LINK, "reason": "outage", "category": "community_notice"} | change
        desk.register_outside(s, OWNER, Outside(page="mastodon", **{**whole, "posted": posted}), now=now)  # type: ignore[arg-type]
    assert isinstance(refused.value, Invalid) and field in refused.value.fields
