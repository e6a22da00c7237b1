"""Pictures as each page gets them: made and frozen before anybody signs, lent to platforms for minutes only."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from approval_ui.public.application import create
from countersign import connections, database, lookout, media
from countersign.content import FinalText, MediaRef
from countersign.media import Media, MediaLoan
from countersign.pages import Page
from countersign.posts import FinalTextRow, Status, Version
from countersign.settings import Settings
from tests import stories
from tests.platforms.test_media_sizes import a_video

BASE = "http://127.0.0.1:8001"


@pytest.fixture
def public(told: Settings) -> Iterator[TestClient]:
    """A stranger."""
    with TestClient(create(told), base_url=BASE) as client:
        yield client


def stored(engine: Engine, raw: bytes) -> Media:
    """A file as it was added."""
    with database.transaction(engine) as s:
        return media.store(s, raw, who=stories.AUTHOR, now=database.clock(s))


def a_wide_picture() -> bytes:
    """Wider than Instagram takes, with a part that one sees through."""
    out = io.BytesIO()
    Image.new("RGBA", (1600, 200), (10, 60, 120, 120)).save(out, "PNG")
    return out.getvalue()


def frozen(engine: Engine, post: object) -> dict[str, FinalText]:
    """Page -> the frozen text of a post."""
    with database.transaction(engine) as s:
        rows = s.scalars(select(FinalTextRow).join(Version, Version.id == FinalTextRow.version_id))
        return {row.page_id: FinalText.from_json(row.body) for row in rows}


def test_each_page_signs_the_very_bytes_that_it_gets(engine: Engine) -> None:
    """A page of a platform with other limits has a picture of its own in its final text; the others the original."""
    with database.transaction(engine) as s:
        page = s.get_one(Page, "mastodon")
        page.platform, page.limits = "instagram", None
    row = stored(engine, a_wide_picture())
    draft = stories.a_draft(pages=["newsroom", "mastodon"], media=(MediaRef(row.sha256, row.mime, "A harbor map"),))
    texts = frozen(engine, stories.reviewed(engine, draft))
    [same], [made] = texts["newsroom"].media, texts["mastodon"].media
    assert same.sha256 == row.sha256 and made.sha256 != row.sha256
    assert (made.mime, made.alt) == ("image/jpeg", "A harbor map")
    with database.transaction(engine) as s:
        kept = media.media(s, made.sha256)
        assert 0.8 <= kept.width / kept.height <= 1.91


def test_a_video_goes_only_where_it_can(engine: Engine) -> None:
    """A page whose platform gets no video from us stops the post with a sentence, and nothing is lost."""
    row = stored(engine, a_video())
    assert (row.mime, row.seconds) == ("video/mp4", 12.0)
    with database.transaction(engine) as s:
        s.get_one(Page, "mastodon").platform = "console"
    item = (MediaRef(row.sha256, row.mime, "The parade on Ferry Street passes the town hall"),)
    post = stories.reviewed(engine, stories.a_draft(pages=["mastodon"], media=item))
    assert "Videos cannot be sent there" in stories.post(engine, post).reason
    again = stories.a_draft(pages=["newsroom"], media=item)
    again = replace(again, facts={**again.facts, "captions": True})
    assert stories.post(engine, stories.reviewed(engine, again)).status is Status.SIGN_OFF


def test_captions_that_came_along_answer_the_question(engine: Engine) -> None:
    """A video stored with its captions needs no word about them; the draft keeps none: another video is asked for."""
    spoken = b"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nThe parade comes.\n"
    alt = "The parade on Ferry Street passes the town hall"
    with database.transaction(engine) as s:
        [row] = media.store_all(s, [a_video(), spoken], who=stories.AUTHOR, now=database.clock(s))
    silent = stored(engine, a_video(seconds=9))
    for each, status in ((row, Status.SIGN_OFF), (silent, Status.RETURNED)):
        item = MediaRef(each.sha256, each.mime, alt)
        told = stories.post(engine, stories.reviewed(engine, stories.a_draft(media=(item,))))
        assert told.status is status, told.reason
        assert "captions" not in told.draft["facts"]
    assert "has no captions" in told.reason


def test_captions_are_signed_with_their_video(engine: Engine, told: Settings, public: TestClient) -> None:
    """Pages that take captions sign the very lines; others later change nothing, and strangers get what was signed."""

    def added(words: str) -> Media:
        spoken = f"WEBVTT\n\n00:01.000 --> 00:04.000\n{words}\n".encode()
        with database.transaction(engine) as s:
            return media.store_all(s, [a_video(), spoken], who=stories.AUTHOR, now=database.clock(s))[0]

    row = added("The parade comes.")
    stories.enable(engine, "newsroom")
    item = MediaRef(row.sha256, row.mime, "The parade on Ferry Street passes the town hall")
    post = stories.approved(engine, stories.a_draft(pages=["newsroom", "mastodon", "nextdoor"], media=(item,)))
    texts = frozen(engine, post)
    signed = {page: text.media[0].captions for page, text in texts.items()}
    assert signed == {"newsroom": row.captions, "mastodon": "", "nextdoor": row.captions}, "Mastodon takes none"
    assert texts["newsroom"].signed()["media"][0]["captions"] == row.captions
    assert "captions" not in texts["mastodon"].signed()["media"][0]
    assert public.get(f"/media/{row.captions}/captions.vtt").status_code == 404
    other = added("The parade is cancelled.")
    assert (other.sha256, other.captions != row.captions) == (row.sha256, True)
    stories.publish(told)
    assert "The parade comes." in public.get(f"/media/{row.captions}/captions.vtt").text
    assert public.get(f"/media/{other.captions}/captions.vtt").status_code == 404
    assert f'src="/media/{row.captions}/captions.vtt"' in public.get("/newsroom").text


def test_a_platform_fetches_an_unpublished_picture_with_a_ticket_only(
    engine: Engine, told: Settings, public: TestClient
) -> None:
    """The address opens the picture for half an hour; nothing of it may be changed, the hash alone opens nothing."""
    row = stored(engine, a_wide_picture())
    other = stored(engine, a_video())
    address = connections.lent_address(told, row.sha256)
    path = address.removeprefix(told.public_address)
    answer = public.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    _, _, kind, until, ticket, sha256 = path.split("/")
    changed = (
        f"/media/{sha256}",
        f"/media/{kind}/{int(until) + 60}/{ticket}/{sha256}",
        f"/media/{kind}/{until}/{ticket[:-1]}_/{sha256}",
        f"/media/{kind}/{until}/{ticket}/{other.sha256}",
    )
    assert [public.get(one).status_code for one in changed] == [404] * 4
    with database.transaction(engine) as s:
        [loan] = s.scalars(select(MediaLoan))
        assert loan.ticket != ticket
        loan.until -= timedelta(hours=1)
    assert public.get(path).status_code == 404


def test_items_that_a_person_types_are_read_by_the_program(engine: Engine, told: Settings) -> None:
    """Where no program can write the profile, its person is asked, and without access their word counts."""
    with database.transaction(engine) as s:
        page = s.get_one(Page, "mastodon")
        page.platform, page.base_url, page.limits = "x", "", None
    stories.items_signed(engine, "mastodon")
    with database.transaction(engine) as s:
        items = lookout.items_of(s, "mastodon")
        assert items and items.signed and not items.confirmed
        assert len(items.body["profile"]["note"]) <= 160 and "/terms" in items.body["profile"]["note"]
        lookout.confirm_by_hand(s, "lena.fischer", "mastodon", now=database.clock(s))
        assert items.confirmed
