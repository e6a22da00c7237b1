"""The rulebook's pages: who reviewed what, switches of two people, and a trial on old posts."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from approval_ui.public.application import create as create_public
from approval_ui.public.promises import OWN, PROMISES
from countersign import database, policies
from countersign.posts import Post
from countersign.screening import PACKS, RULES
from countersign.settings import Settings
from tests.stories import AUTHOR, CHIEF
from tests.web.staff.conftest import SignIn, complaint, hidden, visible

LEGAL = "olivia.stern"


def ask(browser: TestClient, **fields: str) -> str:
    """Send the form that switches a rule; the address of the page that follows."""
    answer = browser.post("/rules/switch", data={"id": "pii-phone", "on": "off", "reason": "Too often wrong."} | fields)
    assert answer.status_code == 303, visible(answer.text)
    return answer.headers["location"]


def test_a_rule_is_switched_by_two_people_in_the_pages(
    as_: SignIn, told: Settings, engine: Engine, with_password: Callable[[str], str]
) -> None:
    """One asks with a reason, another signs with their password; staff and public see it, and the reason."""
    author, change = as_(AUTHOR), ask(as_(AUTHOR))
    assert 'name="digest"' not in author.get(change).text
    password, chief = with_password(CHIEF), as_(CHIEF)
    page = chief.get(change)
    assert "Too often wrong." in visible(page.text)
    assert "A rule" in page.text and change in chief.get("/rules").text and change in chief.get("/").text
    public = TestClient(create_public(told), base_url=told.public_address)
    assert "Too often wrong." not in public.get("/rules").text
    signed = chief.post(f"{change}/sign", data={"digest": hidden(page.text, "digest"), "password": password})
    assert signed.status_code == 303
    with database.transaction(engine) as s:
        assert not policies.current(s).switches["pii-phone"].on
    assert "Too often wrong." in visible(author.get("/rules").text)
    shown = visible(public.get("/rules").text)
    assert "Switched off" in shown and "Too often wrong." in shown


def test_a_review_is_entered_and_shown_to_the_public(
    as_: SignIn, told: Settings, with_password: Callable[[str], str]
) -> None:
    """The chief sees on the first page what nobody reviewed; a day that legal enters and the chief signs is public."""
    password, chief = with_password(CHIEF), as_(CHIEF)
    assert "Federal law" in visible(chief.get("/").text) and "Rules that nobody reviewed" in chief.get("/").text
    assert "Rules that nobody reviewed" not in as_(AUTHOR).get("/").text
    change = ask(as_(LEGAL), id="federal", on="on", counsel_reviewed="2026-03-02", reason="Read.")
    signed = {"digest": hidden(chief.get(change).text, "digest"), "password": password}
    assert chief.post(f"{change}/sign", data=signed).status_code == 303
    assert "Federal law" not in visible(chief.get("/").text)
    page = visible(TestClient(create_public(told), base_url=told.public_address).get("/rules").text)
    assert "Our legal counsel read these rules on 2026-03-02" in page


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"reason": " "}, "reason-pii-phone", "give a reason"),
        ({"on": "on", "counsel_reviewed": "2999-01-01"}, "counsel_reviewed-pii-phone", "lies ahead"),
        ({"on": "on", "counsel_reviewed": "soon"}, "counsel_reviewed-pii-phone", "year-month-day"),
    ],
)
def test_a_wrong_switch_is_told_at_its_rule(as_: SignIn, fields: dict[str, str], at: str, says: str) -> None:
    """Each mistake is told in the form of the rule that it was typed in."""
    sent = {"id": "pii-phone", "on": "off", "reason": "Because."} | fields
    answer = as_(AUTHOR).post("/rules/switch", data=sent)
    assert answer.status_code == 422 and says in complaint(answer.text, at)
    assert says in answer.text


def test_the_public_reads_promises_not_instructions() -> None:
    """Every rule of ours that holds for posts has a sentence for the public, and none names a rule that is gone."""
    general = {rule.id for rule in RULES if rule.pack in {"agency", "federal", "CA"}}
    assert general - OWN - set(PROMISES) == set()
    assert set(PROMISES) | OWN <= {rule.id for rule in RULES}
    assert [promise for promise in PROMISES.values() if promise.startswith("This")] == []


def test_the_staff_see_every_pack_with_its_standing(as_: SignIn) -> None:
    """Every pack of law and policy is listed, on or off, with who read it."""
    page = visible(as_(AUTHOR).get("/rules").text)
    assert [pack.title for pack in PACKS if pack.id != "product" and pack.title not in page] == []
    assert "Counsel has not read it." in page and "The union has not read it." in page


def test_a_rule_is_looked_for_without_scripts(as_: SignIn, told: Settings) -> None:
    """A word finds the rules that speak of it, for the staff and for the public; nothing found is said."""
    public = TestClient(create_public(told), base_url=told.public_address)
    for browser in (as_(AUTHOR), public):
        found, nothing = browser.get("/rules?q=13665").text, visible(browser.get("/rules?q=zebra").text)
        assert "booking-photo-removal" in found and "pii-phone" not in found
        assert "speaks of “zebra”" in nothing and "13665" not in nothing


def test_old_posts_are_tried_and_not_kept(as_: SignIn, engine: Engine) -> None:
    """A file of old posts gives a table per rule with the texts, and nothing of it is stored."""
    rows = "date,Text\n2025-01-02,Call Jane at (831) 555-0123 for the dog.\n2025-01-03,The market opens at nine.\n"
    page = as_(AUTHOR).post("/rules/trial", files={"file": ("posts.csv", rows.encode(), "text/csv")})
    shown = visible(page.text)
    assert page.status_code == 200 and "1 of 2 posts" in shown and "Line 2" in shown
    assert "This phone number is not among" in shown and "(831) 555-0123" in shown
    with database.transaction(engine) as s:
        assert s.scalar(select(func.count()).select_from(Post)) == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_old_posts_are_read_as_spreadsheets_save_them(as_: SignIn, encoding: str) -> None:
    """Whatever a spreadsheet wrote, letters with accents come through and no rule reads a gap instead."""
    content = "text\nLlame a Íñigo al (831) 555-0123.\n".encode(encoding)
    page = as_(AUTHOR).post("/rules/trial", files={"file": ("posts.csv", content, "text/csv")})
    assert page.status_code == 200 and "Llame a Íñigo al" in visible(page.text)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("", b"", "Choose a file"),
        ("x.csv", b"when,words\n1,2\n", "names no column"),
        ("x.csv", b"", "names no column"),
        ("x.csv", b"text\n", "no posts under the first line"),
        ("x.png", b"\x89PNG\r\n\x1a\n\x00\x00\xff", "a file of another program"),
    ],
)
def test_a_file_that_is_no_csv_of_posts_is_refused(as_: SignIn, name: str, content: bytes, says: str) -> None:
    """Nothing, another table and a picture are told at the field."""
    files = {"file": (name, content, "text/csv")} if name else {}
    answer = as_(AUTHOR).post("/rules/trial", files=files or None, data={} if files else {"x": "y"})
    assert answer.status_code == 422 and says in complaint(answer.text, "file")
