"""Answering findings in the forms: a source at each flagged sentence, its tick at the signature, a better wording."""

import html
import re
from datetime import date

import pytest
from sqlalchemy import Engine

from countersign import database, delivery
from countersign.content import Draft, Finding, Severity
from countersign.posts import Post, Status
from countersign.screening.answers import key_of
from countersign.screening.rewrites import rewritten
from tests.stories import AUTHOR, CHIEF, COMMANDER, decide
from tests.web.staff.conftest import SignIn, a_picture, a_sheet, complaint, hidden, visible

TELLING = "He took the bus and left. He is in custody."
NUMBERED = "Call Jane at (831) 555-0123 for the dog that was found on Ferry Street."
KEY = key_of("guilt-statement", "He took the bus and left.", attest=True)


def an_answer(text: str = "The court", **other: str) -> dict[str, str]:
    """The composer's fields of one answer."""
    whole = {"rule": "guilt-statement", "sentence": "He took the bus and left.", "kind": "source", "document": ""}
    return {f"answer_{name}": value for name, value in (whole | {"text": text} | other).items()}


def the_post(engine: Engine) -> Post:
    """The one post that there is."""
    with database.transaction(engine) as s:
        return s.query(Post).one()


def test_a_source_is_asked_for_at_its_sentence_and_nothing_is_lost(as_: SignIn, engine: Engine) -> None:
    """Sending without a source comes back with the question at the sentence and every word typed; with it, it goes."""
    author = as_(AUTHOR)
    answer = author.post("/posts", data=a_sheet(text=TELLING, do="submit"))
    assert answer.status_code == 422
    assert "Who says so?" in html.unescape(complaint(answer.text, f"answer.{KEY}"))
    assert f'id="f-answer.{KEY}"' in answer.text and TELLING in html.unescape(answer.text)
    assert re.search(r"<mark[^>]*>He took</mark>", answer.text)
    sent = author.post("/posts", data=a_sheet(text=TELLING, do="submit", **an_answer()))
    assert sent.status_code == 303
    assert the_post(engine).status is Status.SUBMITTED


def test_an_answer_is_kept_with_the_draft(as_: SignIn, engine: Engine) -> None:
    """A source typed while drafting is there again when the draft is opened, and with every other message."""
    author = as_(AUTHOR)
    author.post("/posts", data=a_sheet(text=TELLING, **an_answer("My report 24-1123")))
    stored = the_post(engine)
    assert 'value="My report 24-1123"' in author.get(f"/posts/{stored.id}/edit").text
    wrong = a_sheet(text=TELLING, longitude="200", latitude="95", **an_answer("My report 24-1123"))
    assert 'value="My report 24-1123"' in author.post("/posts", data=wrong).text
    moved = a_sheet(text="Other words.", do="check", **an_answer("My report 24-1123"))
    assert 'name="answer_text" value="My report 24-1123"' in author.post("/posts", data=moved).text


def test_sending_a_stored_draft_leads_to_its_questions(as_: SignIn, engine: Engine) -> None:
    """The button on the post's page opens the composer at the unanswered sentence."""
    author = as_(AUTHOR)
    author.post("/posts", data=a_sheet(text=TELLING))
    answer = author.post(f"/posts/{the_post(engine).id}/submit")
    assert (answer.status_code, f'id="f-answer.{KEY}"' in answer.text) == (422, True)


def test_a_signer_sees_only_the_flagged_and_ticks_each(as_: SignIn, engine: Engine) -> None:
    """The signer reads sentence and source, cannot sign without the tick, and keeps the ticks after a refusal."""
    author = as_(AUTHOR)
    words = TELLING + " #harborglenpolicedepartment"
    author.post("/posts", data=a_sheet(text=words, do="submit", **an_answer("The court, order 7")))
    delivery.review()
    waiting = the_post(engine)
    browser = as_(COMMANDER)
    page = browser.get(f"/posts/{waiting.id}").text
    assert "He took the bus and left." in page and "The court, order 7" in page
    assert "screen reader" not in visible(page) and "screen reader" in visible(author.get(f"/posts/{waiting.id}").text)
    digest = hidden(page, "digest")
    refused = browser.post(f"/posts/{waiting.id}/sign", data={"digest": digest})
    assert refused.status_code == 422 and complaint(refused.text, f"confirm.{KEY}-sign")
    assert f'id="f-confirm.{KEY}-sign"' in refused.text
    ticked = browser.post(f"/posts/{waiting.id}/sign", data={"digest": "0" * 64, "confirm": KEY})
    assert ticked.status_code == 409 and re.search(rf'value="{KEY}" checked', ticked.text)
    assert browser.post(f"/posts/{waiting.id}/sign", data={"digest": digest, "confirm": KEY}).status_code == 303
    chief = as_(CHIEF).get(f"/posts/{waiting.id}").text
    assert 'name="confirm"' in chief


def test_a_misread_goes_to_sign_off_and_is_counted(as_: SignIn, engine: Engine) -> None:
    """A stopped sentence that its author calls misread waits for names; once confirmed, the rule's page counts it."""
    told = an_answer("It is the shelter's.", rule="pii-phone", kind="misread", sentence=NUMBERED)
    answer = as_(AUTHOR).post("/posts", data=a_sheet(text=NUMBERED, do="submit", **told))
    assert answer.status_code == 303
    delivery.review()
    waiting = the_post(engine)
    assert waiting.status is Status.SIGN_OFF
    page = as_(COMMANDER).get(f"/posts/{waiting.id}").text
    assert "The author says that it is wrong here" in page
    decide(engine, waiting.id, COMMANDER)
    rules = as_("ben.adler").get("/rules").text
    assert "wrong 1 time" in rules and "It is the shelter&#39;s." in rules
    assert "confirmed that the rule is wrong here" in visible(as_(AUTHOR).get(f"/posts/{waiting.id}").text)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "misread", "text": ""}, "why the rule is wrong"),
        ({"kind": "permission", "text": "Allowed.", "document": "Order 7"}, "Nobody may permit"),
    ],
)
def test_a_way_out_that_is_not_one_is_refused_at_the_finding(as_: SignIn, fields: dict[str, str], says: str) -> None:
    """A misread without a reason, and a permission where nobody may permit, are told at the sentence."""
    told = {"text": "Because.", "rule": "pii-phone", "sentence": NUMBERED} | fields
    answer = as_(AUTHOR).post("/posts", data=a_sheet(text=NUMBERED, do="submit", **an_answer(**told)))
    key = key_of("pii-phone", NUMBERED, attest=False)
    assert answer.status_code == 422 and says in html.unescape(complaint(answer.text, f"answer.{key}"))


def test_a_better_wording_is_one_button(as_: SignIn, engine: Engine) -> None:
    """Where a wording can be computed, a plain form button puts it into the text; nothing is stored by it."""
    author = as_(AUTHOR)
    words = "Detectives searched a home at 417 Larkspur Lane. Nobody was hurt."
    page = author.post("/posts", data=a_sheet(text=words, do="check")).text
    button = re.search(r'name="do" value="(rewrite\.pii-address\.[0-9.]+)"', page)
    assert button
    better = html.unescape(author.post("/posts", data=a_sheet(text=words, do=button[1])).text)
    assert "a home at the 400 block of Larkspur Lane. Nobody" in better
    stale = author.post("/posts", data=a_sheet(text="Other words.", do=button[1])).text
    assert "Other words." in stale and "400 block" not in stale


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("rule", "words", "better"),
    [
        ("pii-dob", "DOB 03/04/1985", "age 41"),
        ("pii-dob", "born December 24, 1985", "age 40"),
        ("pii-dob", "born 13/45/1985", None),
        ("pii-address", "417 Larkspur Lane", "the 400 block of Larkspur Lane"),
        ("pii-address", "7 Elm Street", "the first block of Elm Street"),
        ("guilt-statement", "man, who broke into", "man, who is suspected of breaking into"),
        ("guilt-statement", "They robbed", "They are suspected of robbing"),
        ("guilt-statement", "this burglar", "this burglary suspect"),
        ("guilt-statement", "arrested for", "arrested on suspicion of"),
        ("guilt-statement", "did it", None),
        ("pii-ssn", "987-65-4321", None),
    ],
)
def test_a_wording_that_would_do(rule: str, words: str, better: str | None) -> None:
    """An age for a date of birth, a block for a house, a suspicion for a deed; else only a person can say it."""
    finding = Finding(rule, Severity.BLOCK, "Stopped.", start=0, end=len(words))
    assert rewritten(Draft(words, "arrest"), finding, today=TODAY) == better
    assert rewritten(Draft(words, "arrest", language="de"), finding, today=TODAY) is None


def test_a_second_deed_leaves_the_words_to_a_person() -> None:
    """What stands for the first verb would not govern the second: ‘suspected of breaking in and stole’."""
    draft = Draft("John Roe broke into three garages and stole tools.", "arrest")
    finding = Finding("guilt-statement", Severity.BLOCK, "Stopped.", start=0, end=len("John Roe broke into"))
    assert rewritten(draft, finding, today=TODAY) is None


def test_a_disclaimer_is_replaced_by_an_approved_variant_only(as_: SignIn, engine: Engine) -> None:
    """The required notice is in the final text whatever the author types, and no field takes it out."""
    facts = {"fact.case_number": "26-1", "fact.booking_photo": "no", "fact.juvenile": "no"}
    words = "Officers arrested a 24-year-old on suspicion of burglary on Ferry Street."
    sheet = a_sheet(text=words, category="arrest", do="check", **facts)
    author = as_(AUTHOR)
    standard = visible(author.post("/posts", data=sheet).text)
    assert "presumed innocent" in standard
    for invented in ("", "none", "off"):
        page = author.post("/posts", data=sheet | {"variant.presumption": invented}).text
        assert "presumed innocent" in visible(page) or "no approved wording" in html.unescape(page)
    chosen = visible(author.post("/posts", data=sheet | {"variant.presumption": "charges"}).text)
    assert "innocent" in chosen and chosen != standard


def test_a_missing_description_is_told_at_its_picture(as_: SignIn) -> None:
    """The check complains beside the picture that lacks a description, and not beside one that has it."""
    author = as_(AUTHOR)
    files = {"file": ("plan.jpg", a_picture(), "image/jpeg")}
    page = author.post("/posts", data=a_sheet(do="add"), files=files).text
    told = "Say what it shows"
    assert told in page
    picture = {name: hidden(page, name) for name in ("media_sha256", "media_mime")}
    described = picture | {"media_alt": "A plan of Ferry Street with the closed part in red"}
    assert told not in author.post("/posts", data=a_sheet(do="check", **described)).text
    praise = author.post(
        "/posts",
        data=a_sheet(do="check", **picture | {"media_alt": "Come to Joe's Diner for the best burgers in town."}),
    ).text
    assert "<summary>It is allowed</summary>" in praise and "Document that permits it" in praise
