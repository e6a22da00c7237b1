"""The road through the forms: sign, return, reject; and who is refused, with which words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from countersign import database, delivery, desk, lookout
from countersign.approvals import Verdict
from countersign.content import Draft
from countersign.pages import Page
from countersign.people import Person, WebSession
from countersign.posts import Post, Status
from tests.stories import AUTHOR, CHIEF, COMMANDER, INSIDE, a_draft, decide, deliveries_of, post, proposal_of, reviewed
from tests.web.staff.conftest import PASSWORD, SignIn, a_sheet, hidden, visible

ARREST = Draft(
    text="Officers arrested a 24-year-old on suspicion of burglary on Ferry Street.",
    category="arrest",
    pages=("newsroom",),
    facts={"case_number": "26-1", "booking_photo": False, "juvenile": False, "place": INSIDE},
)


def test_two_names_through_the_forms_approve_a_post(as_: SignIn, engine: Engine) -> None:
    """The watch commander and then the chief sign what their page shows, and it is scheduled."""
    post_id = reviewed(engine)
    for login in (COMMANDER, CHIEF):
        browser = as_(login)
        digest = hidden(browser.get(f"/posts/{post_id}").text, "digest")
        answer = browser.post(f"/posts/{post_id}/sign", data={"digest": digest})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/posts/{post_id}")
    assert post(engine, post_id).status is Status.APPROVED
    page = visible(as_(AUTHOR).get(f"/posts/{post_id}").text)
    assert "Inés Duarte, Lieutenant and Watch Commander, signed" in page
    assert "Ruth Calloway, Chief of Police signed these words" in page


def test_the_author_is_offered_no_signature_and_is_refused_one(as_: SignIn, engine: Engine) -> None:
    """An author sees no button, and a form sent by hand is refused with the reason."""
    post_id = reviewed(engine)
    browser = as_(AUTHOR)
    assert 'id="decide"' not in browser.get(f"/posts/{post_id}").text
    with database.transaction(engine) as s:
        digest = proposal_of(s, post_id).digest
    answer = browser.post(f"/posts/{post_id}/sign", data={"digest": digest})
    assert answer.status_code == 403 and "You wrote or asked for this" in answer.text


def test_words_that_changed_meanwhile_are_not_signed(as_: SignIn, engine: Engine) -> None:
    """A signature binds the words on the screen: after an edit and a new check, the old page's button does nothing."""
    post_id = reviewed(engine)
    browser = as_(COMMANDER)
    old = hidden(browser.get(f"/posts/{post_id}").text, "digest")
    with database.transaction(engine) as s:
        now = database.clock(s)
        stored = s.get_one(Post, post_id)
        desk.edit(s, AUTHOR, post_id, a_draft(text="Other words."), revision=stored.revision, now=now)
        desk.submit(s, AUTHOR, post_id, now=now)
    delivery.review()
    answer = browser.post(f"/posts/{post_id}/sign", data={"digest": old})
    assert answer.status_code == 409 and "The words have changed" in answer.text


def test_the_page_shows_what_changed_since_one_saw_it(as_: SignIn, engine: Engine) -> None:
    """A signer who saw version 1 sees the changed words of version 2 marked; a part that renews itself is no look."""
    post_id = reviewed(engine)
    browser = as_(COMMANDER)
    assert "What changed" not in browser.get(f"/posts/{post_id}").text
    decide(engine, post_id, COMMANDER, Verdict.RETURN, reason="Which market?")
    author = as_(AUTHOR)
    revision = hidden(author.get(f"/posts/{post_id}/edit").text, "revision")
    author.post(f"/posts/{post_id}/edit", data=a_sheet(text="Ferry Street is closed.", do="submit", revision=revision))
    delivery.review()
    browser.get(f"/posts/{post_id}", headers={"HX-Request": "true"})
    page = browser.get(f"/posts/{post_id}").text
    assert "What changed since version 1" in page and "<del" in page
    assert "What changed since version 1" in browser.get(f"/posts/{post_id}?compare=1").text


@pytest.mark.parametrize("act", ["return", "reject"])
def test_returning_and_rejecting_need_a_reason(as_: SignIn, engine: Engine, act: str) -> None:
    """Without a reason nothing happens and the form stays open; with one its author reads it."""
    post_id = reviewed(engine)
    browser = as_(COMMANDER)
    digest = hidden(browser.get(f"/posts/{post_id}").text, "digest")
    empty = browser.post(f"/posts/{post_id}/{act}", data={"digest": digest, "reason": "  "})
    assert empty.status_code == 422 and "give a reason" in empty.text
    assert post(engine, post_id).status is Status.SIGN_OFF
    browser.post(f"/posts/{post_id}/{act}", data={"digest": digest, "reason": "The date is wrong"})
    assert "The date is wrong" in as_(AUTHOR).get(f"/posts/{post_id}").text


def test_a_sensitive_post_asks_for_the_password_at_the_click(
    as_: SignIn, engine: Engine, with_password: Callable[[str], str]
) -> None:
    """However fresh the sign-in, an arrest is signed only with the password typed into its own form."""
    with_password("marcus.webb")
    post_id = reviewed(engine, ARREST)
    browser = as_("marcus.webb")
    page = browser.get(f"/posts/{post_id}").text
    digest = hidden(page, "digest")
    assert 'name="password"' in page
    for password, status in (("", 401), ("wrong password", 401), (PASSWORD, 303)):
        answer = browser.post(f"/posts/{post_id}/sign", data={"digest": digest, "password": password})
        assert answer.status_code == status
        assert not password or password not in answer.text


def test_an_old_sign_in_asks_for_the_password_again(
    as_: SignIn, engine: Engine, with_password: Callable[[str], str]
) -> None:
    """After ten minutes the page asks for the password with the decision, and takes it."""
    with_password(COMMANDER)
    post_id = reviewed(engine)
    browser = as_(COMMANDER)
    with database.transaction(engine) as s:
        s.execute(update(WebSession).values(authenticated=WebSession.authenticated - timedelta(minutes=11)))
    page = browser.get(f"/posts/{post_id}").text
    digest = hidden(page, "digest")
    assert 'name="password"' in page
    assert browser.post(f"/posts/{post_id}/sign", data={"digest": digest}).status_code == 401
    answer = browser.post(f"/posts/{post_id}/sign", data={"digest": digest, "password": PASSWORD})
    assert answer.status_code == 303


def test_a_replaced_password_has_to_be_confirmed_by_a_second_person(as_: SignIn, engine: Engine) -> None:
    """Whoever got a new password from somebody else signs again only after a colleague has confirmed it."""
    with database.transaction(engine) as s:
        s.get_one(Person, COMMANDER).unconfirmed = True
    post_id = reviewed(engine)
    browser = as_(COMMANDER)
    digest = hidden(browser.get(f"/posts/{post_id}").text, "digest")
    assert browser.post(f"/posts/{post_id}/sign", data={"digest": digest}).status_code == 403
    assert browser.post(f"/people/{COMMANDER}/confirm").status_code == 403
    assert as_(CHIEF).post(f"/people/{COMMANDER}/confirm").status_code == 303
    assert browser.post(f"/posts/{post_id}/sign", data={"digest": digest}).status_code == 303


def test_the_items_of_a_page_are_signed_with_the_same_forms(as_: SignIn, engine: Engine) -> None:
    """The eight items of the newsroom page get their names on its own page, and the page goes on duty."""
    lookout.keep_pages()
    for login in ("lena.fischer", "olivia.stern"):
        browser = as_(login)
        page = browser.get("/pages/newsroom").text
        assert "In an emergency" in page
        assert browser.post("/pages/newsroom/sign", data={"digest": hidden(page, "digest")}).status_code == 303
    lookout.keep_pages()
    assert "Signed posts go out here" in as_(AUTHOR).get("/pages/newsroom").text


def test_items_put_there_by_hand_are_confirmed_by_the_pages_own_people(as_: SignIn, engine: Engine) -> None:
    """Only the owner, or who posts there, says that the items stand on a page that no program can write to."""
    lookout.keep_pages()
    for login in ("lena.fischer", "olivia.stern"):
        browser = as_(login)
        digest = hidden(browser.get("/pages/nextdoor").text, "digest")
        browser.post("/pages/nextdoor/sign", data={"digest": digest})
    assert as_(CHIEF).post("/pages/nextdoor/confirm").status_code == 403
    assert as_(AUTHOR).post("/pages/nextdoor/confirm").status_code == 303
    with database.transaction(engine) as s:
        items = lookout.items_of(s, "nextdoor")
        assert items and items.confirmed and s.get_one(Page, "nextdoor")


def test_withdrawing_takes_a_reason_and_ends_it(as_: SignIn, engine: Engine) -> None:
    """A post that waits for names is taken back by its author."""
    post_id = reviewed(engine)
    browser = as_(AUTHOR)
    assert browser.post(f"/posts/{post_id}/withdraw", data={"reason": ""}).status_code == 422
    assert browser.post(f"/posts/{post_id}/withdraw", data={"reason": "Not needed"}).status_code == 303
    assert post(engine, post_id).status is Status.WITHDRAWN
    with database.transaction(engine) as s:
        assert deliveries_of(s, post_id) == []
