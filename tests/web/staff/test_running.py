"""What people do about what is on its way: deliveries, pauses, the watch, standing in, notices."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from countersign import database, outcome
from countersign.deliveries import Attempt, Delivery, Exchange, PageLane, State
from countersign.platforms.fake import Store
from tests.stories import AUTHOR, CHIEF, COMMANDER, INSIDE, TEXT, a_draft, approved, deliveries_of, enable, reviewed
from tests.web.staff.conftest import PASSWORD, SignIn, visible


def in_state(engine: Engine, state: State, *, page: str = "newsroom") -> tuple[uuid.UUID, uuid.UUID]:
    """A post with one delivery in a state, with one try behind it; (post, delivery)."""
    post_id = approved(engine, a_draft(pages=(page,)))
    with database.transaction(engine) as s:
        now, row = database.clock(s), deliveries_of(s, post_id)[0]
        row.state, row.attempts, row.reason = state, 1, "The line broke."
        row.look_at = now if state is State.UNKNOWN else None
        tried = Attempt(
            delivery_id=row.id,
            number=1,
            publisher="p",
            started=now,
            plan={},
            plan_hash="",
            outcome="Ambiguous",
            evidence={"said": "HTTP 503"},
        )
        s.add(tried)
        s.flush()
        s.add(
            Exchange(attempt_id=tried.id, started=now, request=b"POST /x HTTP/1.1\r\n\r\n<b>", response=b"\xff\x00oops")
        )
        return post_id, row.id


def tomorrow(engine: Engine) -> datetime:
    """The same time of the next day."""
    with database.transaction(engine) as s:
        return database.clock(s) + timedelta(days=1)


def state_of(engine: Engine, delivery_id: uuid.UUID) -> State:
    """Where a delivery stands."""
    with database.transaction(engine) as s:
        return s.get_one(Delivery, delivery_id).state


@pytest.mark.parametrize(
    ("state", "act", "fields", "then"),
    [
        (State.WAITING, "posted", {"url": "https://x.example/1"}, State.SENT),
        (State.WAITING, "withdraw", {"reason": "Not needed there"}, State.WITHDRAWN),
    ],
)
def test_a_delivery_is_settled_through_its_form(
    as_: SignIn, engine: Engine, state: State, act: str, fields: dict[str, str], then: State
) -> None:
    """The page offers the act, refuses it without what it needs, and does it with that."""
    post_id, delivery_id = in_state(engine, state)
    browser = as_(AUTHOR)
    page = browser.get(f"/posts/{post_id}").text
    assert f"/deliveries/{delivery_id}/{act}" in page
    empty = browser.post(f"/deliveries/{delivery_id}/{act}", data={})
    assert empty.status_code == 422 and state_of(engine, delivery_id) is state
    assert browser.post(f"/deliveries/{delivery_id}/{act}", data=fields).status_code == 303
    assert state_of(engine, delivery_id) is then


@pytest.mark.parametrize(
    ("state", "act", "fields", "then"),
    [
        (State.UNKNOWN, "found", {"url": "https://x.example/1"}, State.SENT),
        (State.LEFT, "found", {"url": "https://x.example/1"}, State.SENT),
        (State.UNKNOWN, "again", {"reason": "It is not there", "password": PASSWORD}, State.SCHEDULED),
        (State.REFUSED, "again", {"reason": "Mended there", "password": PASSWORD}, State.SCHEDULED),
        (State.UNKNOWN, "leave", {"reason": "Too late to matter"}, State.LEFT),
    ],
)
def test_what_is_not_confirmed_is_decided_on_its_own_page(
    as_: SignIn,
    engine: Engine,
    with_password: Callable[[str], str],
    state: State,
    act: str,
    fields: dict[str, str],
    then: State,
) -> None:
    """The page names the page it would be sent to, lacks nothing silently, and each decision does what it says."""
    with_password(AUTHOR)
    post_id, delivery_id = in_state(engine, state)
    browser = as_(AUTHOR)
    assert f"/unconfirmed/{delivery_id}" in browser.get(f"/posts/{post_id}").text
    page = browser.get(f"/unconfirmed/{delivery_id}").text
    assert f"/unconfirmed/{delivery_id}/{act}" in page and "POST /x HTTP/1.1" in page and TEXT in page
    assert act != "again" or "Send it again to Harbor Glen Police newsroom" in page
    for lacking in fields:
        refused = browser.post(
            f"/unconfirmed/{delivery_id}/{act}", data={k: v for k, v in fields.items() if k != lacking}
        )
        assert refused.status_code in {401, 403, 409, 422} and state_of(engine, delivery_id) is state, lacking
    assert browser.post(f"/unconfirmed/{delivery_id}/{act}", data=fields).status_code == 303
    assert state_of(engine, delivery_id) is then
    assert visible(browser.get(f"/unconfirmed/{delivery_id}").text)


def test_the_page_itself_is_read_for_whoever_decides(as_: SignIn, engine: Engine, tmp_path: Path) -> None:
    """What stands on the page at this moment is shown beside what we sent, and nothing is changed by looking."""
    store = Store(tmp_path / "platform")
    enable(engine, "mastodon", platform="fake", base_url=f"file:{store.folder}")
    store.show({"key": "other", "text": "Something that stands there <already>", "at": "2026-11-20T10:00:00+00:00"})
    _, delivery_id = in_state(engine, State.UNKNOWN, page="mastodon")
    with database.transaction(engine) as s:
        words = outcome.final_text(s, s.get_one(Delivery, delivery_id)).text
    store.show({"key": "ours", "text": words, "at": "2026-11-20T11:00:00+00:00"})
    assert (
        f'hx-post="/unconfirmed/{delivery_id}/look" hx-trigger="load"'
        in as_(AUTHOR).get(f"/unconfirmed/{delivery_id}").text
    )
    answer = as_(AUTHOR).post(f"/unconfirmed/{delivery_id}/look")
    assert answer.status_code == 200 and "Something that stands there &lt;already&gt;" in answer.text
    assert answer.text.count("the same words") == 1 and answer.text.count("This is it: keep this link") == 2
    assert state_of(engine, delivery_id) is State.UNKNOWN
    assert str(delivery_id) in as_(AUTHOR).get("/unconfirmed").text
    assert "Post 1" not in visible(as_("alex.moreno").get("/unconfirmed").text)


@pytest.mark.parametrize(("url", "number"), [("https://fake.invalid/fake-1", "fake-1"), ("https://x.example/1", None)])
def test_a_link_that_the_page_lists_brings_its_number(
    as_: SignIn, engine: Engine, tmp_path: Path, url: str, number: str | None
) -> None:
    """What a person found in the page's list can be answered and removed by its number; any other link stays a link."""
    store = Store(tmp_path / "platform")
    enable(engine, "mastodon", platform="fake", base_url=f"file:{store.folder}")
    store.show({"key": "other", "text": TEXT, "at": "2026-11-20T10:00:00+00:00"})
    _, delivery_id = in_state(engine, State.UNKNOWN, page="mastodon")
    assert as_(AUTHOR).post(f"/unconfirmed/{delivery_id}/found", data={"url": url}).status_code == 303
    with database.transaction(engine) as s:
        row = s.get_one(Delivery, delivery_id)
        assert (row.state, row.number_there, row.remote_url) == (State.SENT, number, url)


def test_evidence_is_shown_as_text(as_: SignIn, engine: Engine) -> None:
    """What went over the wire stands on the page, harmless and readable."""
    post_id, _ = in_state(engine, State.UNKNOWN)
    page = as_(AUTHOR).get(f"/posts/{post_id}").text
    assert "POST /x HTTP/1.1" in page and "&lt;b&gt;" in page and "503" in page


def test_what_needs_a_person_stands_on_the_first_page(as_: SignIn, engine: Engine) -> None:
    """A delivery that is not confirmed is shown to its people at once."""
    in_state(engine, State.UNKNOWN)
    assert "not confirmed" in visible(as_(AUTHOR).get("/").text)


def test_why_it_does_not_go_out_yet_is_said(as_: SignIn, engine: Engine) -> None:
    """A post that waits for an earlier one of its case, or for its platform, says so instead of a time that is past."""
    about = {"case_number": "26-1", "place": INSIDE}
    first, second = (approved(engine, replace(a_draft(), facts=about)) for _ in range(2))
    with database.transaction(engine) as s:
        s.get_one(PageLane, ("newsroom", "routine")).rests_until = database.clock(s) + timedelta(hours=1)
    words = as_(AUTHOR).get(f"/posts/{second}").text
    assert f'It waits for <a href="/posts/{first}">' in words and "Its page rests until" in words


def test_ending_earlier_only_ever_narrows(as_: SignIn, engine: Engine) -> None:
    """A later time than now allowed is refused at its field."""
    post_id = approved(engine)
    with database.transaction(engine) as s:
        delivery_id = deliveries_of(s, post_id)[0].id
    late = {"not_after_date": "2030-01-01", "not_after_time": "10:00", "reason": "x"}
    answer = as_(AUTHOR).post(f"/deliveries/{delivery_id}/narrow", data=late)
    assert answer.status_code == 422 and "only be made earlier" in answer.text


def test_a_pause_is_seen_on_every_page_until_it_is_lifted(as_: SignIn, engine: Engine) -> None:
    """Who, why and until when stand on top of every page; lifting asks why."""
    browser, post_id = as_(COMMANDER), approved(engine, replace(a_draft(), due=tomorrow(engine)))
    assert browser.post("/pauses", data={"scope": "agency", "reason": ""}).status_code == 422
    set_ = browser.post("/pauses", data={"scope": "agency", "reason": "Wrong photo"})
    after = visible(browser.get(set_.headers["location"]).text)
    assert "Nothing was on its way at that moment" in after
    for path in ("/", "/posts", "/notices", "/agency"):
        page = visible(as_(AUTHOR).get(path).text)
        assert "Publishing is paused: the whole agency" in page and "Inés Duarte" in page and "Wrong photo" in page
    own = browser.get("/pauses").text
    assert "a second person has to lift it" in own and "Stop everything now" not in own
    assert "It waits: the whole agency is paused." in visible(browser.get(f"/posts/{post_id}").text)
    lift = as_(CHIEF).get("/pauses").text.split('action="/pauses/')[1].split('"')[0]
    assert browser.post(f"/pauses/{lift}", data={"reason": "Mended"}).status_code == 403
    second = as_(CHIEF)
    assert second.post(f"/pauses/{lift}", data={"reason": ""}).status_code == 422
    assert second.post(f"/pauses/{lift}", data={"reason": "Mended"}).status_code == 303
    assert "Publishing is paused" not in browser.get("/").text


def test_what_was_on_its_way_is_shown_to_whoever_paused(as_: SignIn, engine: Engine) -> None:
    """A send under way at the moment of the pause is named."""
    in_state(engine, State.SENDING)
    browser = as_(CHIEF)
    answer = browser.post("/pauses", data={"scope": "page:newsroom", "reason": "Check"})
    assert "Post 1 on Harbor Glen Police newsroom" in visible(browser.get(answer.headers["location"]).text)


def test_one_tap_takes_the_watch_and_another_leaves_it(as_: SignIn, engine: Engine) -> None:
    """The watch is taken and handed over from the first page; others are not offered it."""
    browser = as_(COMMANDER)
    assert browser.post("/watch/take").status_code == 303
    assert "Inés Duarte (you)" in visible(browser.get("/").text)
    assert browser.post("/watch/take").status_code == 409
    assert browser.post("/watch/leave").status_code == 303
    assert "Nobody has taken the watch" in browser.get("/").text
    assert as_(AUTHOR).post("/watch/take").status_code == 403


def test_standing_in_is_set_and_ended(as_: SignIn, engine: Engine) -> None:
    """A person lends their turn until a time, and may end it before."""
    browser = as_(CHIEF)
    until = {"ends_date": "2027-01-01", "ends_time": "10:00"}
    assert browser.post("/delegations", data={"to": CHIEF, "reason": "x", **until}).status_code == 422
    assert browser.post("/delegations", data={"to": "victor.hale", "reason": "Leave", **until}).status_code == 303
    page = browser.get("/delegations").text
    assert "Victor Hale" in page and "in force" in page
    end = page.split('action="/delegations/')[1].split('"')[0]
    assert as_(AUTHOR).post(f"/delegations/{end}").status_code == 409
    assert browser.post(f"/delegations/{end}").status_code == 303


def test_notices_are_read_once(as_: SignIn, engine: Engine) -> None:
    """New notices are counted in the frame until they are marked as read."""
    reviewed(engine)
    as_(COMMANDER).post("/pauses", data={"scope": "agency", "reason": "Test"})
    browser = as_(AUTHOR)
    assert "Notices (1)" in visible(browser.get("/").text)
    assert browser.post("/notices/read").status_code == 303
    assert "Notices (1)" not in visible(browser.get("/").text)
