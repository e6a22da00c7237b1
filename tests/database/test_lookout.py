"""The eight required items of a page: proposed, signed, written, read back, and put back when they were changed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from countersign import database, lookout, page_items, pages
from countersign.approvals import Proposal, ProposalState
from countersign.notices import Notice
from countersign.pages import Page, PageItems
from countersign.settings import Settings
from tests import stories
from tests.fakes.mastodon import TOKEN, FakeMastodon


@pytest.fixture
def mastodon(engine: Engine, told: Settings) -> Iterator[FakeMastodon]:
    """The sample's Mastodon page, connected to a server of our own."""
    with FakeMastodon() as server:
        with database.transaction(engine) as s:
            page = pages.page(s, "mastodon")
            page.base_url = server.url
            pages.set_credential(s, page, TOKEN, told=told, who="alex.moreno", now=database.clock(s))
        yield server


def _items(engine: Engine, page: str = "mastodon") -> PageItems:
    with database.transaction(engine) as s:
        found = lookout.items_of(s, page)
        assert found
        return found


def test_items_are_proposed_and_nothing_is_written_before_they_are_signed(
    engine: Engine, mastodon: FakeMastodon
) -> None:
    """A page without items gets a proposal with all eight, and its server is not written to."""
    lookout.keep_pages()
    items = _items(engine)
    assert len(items.body["items"]) == 8
    assert items.signed is None and items.written is None
    assert "PATCH" not in {method for method, _, _ in mastodon.requests}


def test_signed_items_are_written_and_read_back(engine: Engine, mastodon: FakeMastodon) -> None:
    """After its chain has signed, the profile shows exactly the signed items."""
    stories.items_signed(engine, "mastodon")
    items = _items(engine)
    assert items.confirmed is not None
    assert page_items.missing_items(items.shown or {}, page_items.profile_of(items.body)) == []


def test_a_page_is_enabled_by_its_items_and_only_if_the_agency_file_wants_it(engine: Engine) -> None:
    """The newsroom goes on duty with its items; a page that the file keeps back does not."""
    with database.transaction(engine) as s:
        assert not s.get_one(Page, "newsroom").enabled
    stories.items_signed(engine, "newsroom")
    with database.transaction(engine) as s:
        assert s.get_one(Page, "newsroom").enabled
        assert not s.get_one(Page, "nextdoor").enabled


def test_items_that_were_changed_on_the_page_are_reported_and_proposed_again(
    engine: Engine, mastodon: FakeMastodon
) -> None:
    """When the profile no longer shows what was signed, its owner is told and a new sign-off opens."""
    stories.items_signed(engine, "mastodon")
    before = _items(engine).id
    mastodon.shown.note = "Follow us for fun facts!"

    for step in (lookout.read_page_items, lookout.propose_missing):
        step("mastodon")

    after = _items(engine)
    assert after.id != before and after.signed is None
    with database.transaction(engine) as s:
        told = s.scalars(select(Notice.person_id).where(Notice.kind == "page_changed")).all()
        assert told == ["lena.fischer"]
        assert after.proposal_id
        assert s.get_one(Proposal, after.proposal_id).state is ProposalState.OPEN


def test_the_servers_own_limits_are_kept(engine: Engine, mastodon: FakeMastodon) -> None:
    """What the page's server says that it takes is stored beside the page."""
    mastodon.behaviour.characters = 777
    lookout.read_page_items("mastodon")
    with database.transaction(engine) as s:
        assert (s.get_one(Page, "mastodon").limits or {})["characters"] == 777


def test_a_server_that_is_gone_stops_no_other_page(engine: Engine, mastodon: FakeMastodon) -> None:
    """The steps of one page fail with a line; the others are looked after."""
    with database.transaction(engine) as s:
        pages.page(s, "mastodon").base_url = "http://127.0.0.1:9"
    report = lookout.keep_pages()
    assert _items(engine, "newsroom").proposal_id
    assert any("mastodon" in line and "could not" in line for line in report.lines)


def test_looking_again_changes_nothing(engine: Engine, mastodon: FakeMastodon) -> None:
    """Once everything is in place, the lookout has nothing to do."""
    stories.items_signed(engine, "mastodon")
    before = _items(engine)
    lookout.keep_pages()
    after = _items(engine)
    assert (after.id, after.confirmed) == (before.id, before.confirmed)
