"""Writing: every bad input is told at its field, and what was typed is kept."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from countersign import database
from countersign.content import Draft
from countersign.media import Media
from countersign.posts import Post, Status
from tests.stories import AUTHOR, CHIEF, COMMANDER, TEXT, decide, post, reviewed
from tests.web.staff.conftest import SignIn, a_picture, a_sheet, complaint, hidden, visible

YESTERDAY = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"


def number_of(engine: Engine, table: type[Post] | type[Media]) -> int:
    """How many rows are stored."""
    with database.transaction(engine) as s:
        return s.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"pages": []}, "pages", "at least one page"),
        ({"pages": ["no-such-page"]}, "pages", "no page called"),
        ({"category": "gossip"}, "category", "category"),
        ({"category": ""}, "category", "category"),
        ({"text": ""}, "text", "what is to be said"),
        ({"text": "a\x00b"}, "text", "must not be in it"),
        ({"text": "pay \u202eevil\u202c"}, "text", "must not be in it"),
        ({"text": "x" * 150_000}, "text", "at most 100,000"),
        ({"longitude": "200", "latitude": "95"}, "place", "not a place on Earth"),
        ({"longitude": "0", "latitude": "0"}, "place", "not a place on Earth"),
        ({"longitude": "36.90", "latitude": "-121.56"}, "place", "wrong way round: -121.56 is the longitude"),
        ({"longitude": "here", "latitude": "there"}, "place", "two numbers"),
        ({"longitude": "nan", "latitude": "inf"}, "place", "not a place on Earth"),
        ({"schedule": "at", "due_date": YESTERDAY, "due_time": "10:00"}, "due", "past"),
        ({"schedule": "at"}, "due", "day and the time"),
        ({"schedule": "at", "due_date": "2026-13-45", "due_time": "10:00"}, "due", "day"),
        ({"schedule": "at", "due_date": "9999-12-31", "due_time": "10:00"}, "due", "cannot|can"),
        ({"not_after_date": YESTERDAY, "not_after_time": "10:00"}, "not_after", "past"),
        ({"language": "Klingon!"}, "language", "language"),
        ({"in_reply_to": "999999"}, "in_reply_to", "no post with this number"),
        ({"in_reply_to": "9" * 40}, "in_reply_to", "no post with this number"),
        ({"fact.case_number": "x" * 600}, "case_number", "at most 500"),
        ({"variant.presumption": "invented"}, "variants", "no approved wording"),
        (
            {"media_sha256": "0" * 64, "media_mime": "image/png", "media_alt": "A map of the closure"},
            "media",
            "not stored",
        ),
    ],
)
def test_bad_input_is_told_at_its_field(
    as_: SignIn, engine: Engine, fields: dict[str, object], at: str, says: str
) -> None:
    """A wrong field is named, everything typed stands there still, and nothing is stored."""
    answer = as_(AUTHOR).post("/posts", data=a_sheet(**fields))
    assert answer.status_code == 422
    assert re.search(says, html.unescape(complaint(answer.text, at))), html.unescape(answer.text[-500:])
    if "text" not in fields:
        assert TEXT in html.unescape(answer.text)
    assert number_of(engine, Post) == 0


def test_everything_wrong_is_told_at_once(as_: SignIn) -> None:
    """What cannot be read and what the rules refuse come in one answer."""
    page = as_(AUTHOR).post("/posts", data=a_sheet(text="", pages=[], longitude="x", latitude="y")).text
    assert all(complaint(page, field) for field in ("text", "pages", "place"))


def test_a_draft_is_kept_as_it_was_typed(as_: SignIn, engine: Engine) -> None:
    """What the sheet says is what the draft says; line ends are those of the text."""
    browser = as_(AUTHOR)
    sheet = a_sheet(
        text="Two lines:\r\nFerry & <Mission>",
        schedule="at",
        due_date="2027-07-04",
        due_time="09:30",
        **{"fact.case_number": "26-0101", "fact.juvenile": "no"},
        coordination_neighbor="pmpd",
        coordination_contact="Sgt. Lee",
        coordination_at_date="2026-01-02",
        coordination_at_time="03:04",
        coordination_answer="Go ahead",
        coordination_lead="hgpd",
    )
    answer = browser.post("/posts", data=sheet)
    with database.transaction(engine) as s:
        draft = Draft.from_json(s.scalars(select(Post)).one().draft)
    assert draft.text == "Two lines:\nFerry & <Mission>"
    assert draft.due == datetime(2027, 7, 4, 16, 30, tzinfo=UTC)
    assert draft.facts["case_number"] == "26-0101" and draft.facts["juvenile"] is False
    assert draft.coordination[0].at.startswith("2026-01-02T11:04")
    again = browser.get(answer.headers["location"] + "/edit").text
    assert 'value="2027-07-04"' in again and 'value="09:30"' in again and "Ferry &amp; &lt;Mission&gt;" in again


def test_an_unchanged_sheet_changes_nothing_in_the_draft(as_: SignIn, engine: Engine) -> None:
    """Opening and saving a draft again gives the same draft."""
    browser = as_(AUTHOR)
    where = browser.post("/posts", data=a_sheet()).headers["location"]
    with database.transaction(engine) as s:
        before = s.scalars(select(Post)).one().draft
    revision = hidden(browser.get(f"{where}/edit").text, "revision")
    assert browser.post(f"{where}/edit", data=a_sheet(revision=revision)).status_code == 303
    with database.transaction(engine) as s:
        assert s.scalars(select(Post)).one().draft == before


def test_the_check_shows_findings_and_the_final_text(as_: SignIn) -> None:
    """The live check marks what it finds and shows each page's text with its disclaimers and its count."""
    text = "Call 831-555-0199 now."
    page = as_(AUTHOR).post("/posts/preview", data=a_sheet(text=text, pages=["newsroom", "mastodon"])).text
    assert '<mark class="cs-found"' in page and "831-555-0199</mark>" in page
    assert page.count('<mark class="cs-in"') == 2
    assert "of 500 characters" in visible(page)
    assert "The check: 1 to mend." in visible(page)


def test_the_check_tells_of_every_missing_fact_and_reads_on_without_pages(as_: SignIn) -> None:
    """Each fact that a category needs and nobody gave is a finding of its own, also while no page is chosen."""
    page = visible(as_(AUTHOR).post("/posts/preview", data=a_sheet(category="arrest", pages=[])).text)
    for fact in ("Case number", "Booking photo", "A minor is a subject"):
        assert f"{fact}: Arrest, drugs or court needs this fact" in page
    assert "Choose at least one page." in page and "The check: 4 to mend" in page


def test_a_finding_leads_to_the_field_that_mends_it(as_: SignIn) -> None:
    """What is entered in a field and not in the words has a link to it; a place is complained of once."""
    browser = as_(AUTHOR)
    asked = [
        ({"category": "arrest"}, "case_number"),
        ({"category": "arrest", "fact.booking_photo": "yes"}, "offense_violent"),
        ({"longitude": "-121.42", "latitude": "36.90"}, "coordination"),
    ]
    for fields, field in asked:
        page = browser.post("/posts/preview", data=a_sheet(**fields)).text
        assert f'<a href="#f-{field}">Go to the field</a>' in page
        assert f'id="f-{field}"' in browser.post("/posts", data=a_sheet(do="check", **fields)).text
    swapped = visible(browser.post("/posts/preview", data=a_sheet(longitude="36.90", latitude="-121.56")).text)
    assert swapped.count("wrong way round") == 1


def test_the_usual_words_come_without_losing_what_was_typed(as_: SignIn) -> None:
    """The button puts the category's starting text under what stands in the sheet, with everything else kept."""
    sheet = a_sheet(category="arrest", do="start", **{"fact.case_number": "26-0101"})
    page = html.unescape(as_(AUTHOR).post("/posts", data=sheet).text)
    assert "on suspicion of [OFFENCE]" in page.partition(TEXT)[2] and 'value="26-0101"' in page


def test_the_check_works_without_scripts(as_: SignIn, engine: Engine) -> None:
    """The button “Check” shows the same in the whole page, and stores nothing."""
    answer = as_(AUTHOR).post("/posts", data=a_sheet(do="check"))
    assert answer.status_code == 200 and "Exactly as it will appear" in answer.text
    assert number_of(engine, Post) == 0


def test_a_category_opens_the_facts_it_calls_for(as_: SignIn) -> None:
    """The facts of the chosen category stand on top, the others are folded away."""
    page = as_(AUTHOR).post("/posts/facts", data=a_sheet(category="arrest")).text
    opened, _, folded = page.partition("Other facts")
    assert "fact.booking_photo" in opened and "fact.booking_photo" not in folded
    assert "fact.warrant_active" in folded


def test_pictures_are_stored_once_and_shown_as_they_go_out(as_: SignIn, engine: Engine) -> None:
    """A picture of the form stays on the sheet with its description, and its address shows the stored bytes."""
    browser = as_(AUTHOR)
    files = [("file", ("a.jpg", a_picture())), ("file", ("b.png", a_picture("PNG")))]
    page = browser.post("/posts", data=a_sheet(do="add"), files=files).text
    address = re.search(r'src="(/media/[^"]+)"', page)
    assert address and number_of(engine, Media) == 2
    with database.transaction(engine) as s:
        stored = {row.sha256: row.data for row in s.scalars(select(Media))}
    assert browser.get(address[1]).content == stored[address[1].split("/")[2]]
    assert as_(COMMANDER).get(address[1]).status_code == 404
    assert page.count('name="media_sha256"') == 2


@pytest.mark.parametrize(
    ("content", "says"), [(b"no picture", "cannot be read"), (b"x" * 16_000_001, "larger than 16 MB")]
)
def test_a_file_that_is_no_picture_is_told_at_its_field(as_: SignIn, engine: Engine, content: bytes, says: str) -> None:
    """A file that cannot be taken is named, the text stays, and nothing is stored half."""
    answer = as_(AUTHOR).post("/posts", data=a_sheet(), files={"file": ("a.jpg", content)})
    assert answer.status_code == 422
    assert says in html.unescape(complaint(answer.text, "media"))
    assert TEXT in html.unescape(answer.text)
    assert (number_of(engine, Post), number_of(engine, Media)) == (0, 0)


def test_the_picture_field_answers_scripts_with_a_fragment(as_: SignIn) -> None:
    """A picture added from the live page comes back as its own field; a wrong one as a sentence."""
    browser = as_(AUTHOR)
    good = browser.post("/media", files={"file": ("a.webp", a_picture("WEBP"))})
    assert 'name="media_alt"' in good.text and "<html" not in good.text
    assert "cannot be read" in browser.post("/media", files={"file": ("a.jpg", b"x")}).text


def test_a_conflict_shows_both_versions_and_loses_nothing(as_: SignIn, engine: Engine) -> None:
    """Two people edit at once: the second sees the difference, keeps what they typed, and can then save."""
    where = as_(AUTHOR).post("/posts", data=a_sheet()).headers["location"]
    mine, theirs = as_(AUTHOR), as_("lena.fischer")
    revision = hidden(mine.get(f"{where}/edit").text, "revision")
    assert theirs.post(f"{where}/edit", data=a_sheet(text="Their words.", revision=revision)).status_code == 303
    refused = mine.post(f"{where}/edit", data=a_sheet(text="My words.", revision=revision))
    assert refused.status_code == 409
    assert "<del" in refused.text and "<ins" in refused.text and "My words." in refused.text
    newest = hidden(refused.text, "revision")
    assert mine.post(f"{where}/edit", data=a_sheet(text="My words.", revision=newest)).status_code == 303


def test_changing_approved_words_voids_every_name(as_: SignIn, engine: Engine) -> None:
    """The composer warns first; the saved change takes the post back to a draft."""
    post_id = reviewed(engine)
    for who in (COMMANDER, CHIEF):
        decide(engine, post_id, who)
    browser = as_(AUTHOR)
    page = browser.get(f"/posts/{post_id}/edit").text
    assert "every name given so far is void" in page
    browser.post(f"/posts/{post_id}/edit", data=a_sheet(text="New words.", revision=hidden(page, "revision")))
    assert post(engine, post_id).status is Status.DRAFT


def test_sending_at_once_stores_and_submits(as_: SignIn, engine: Engine) -> None:
    """One button writes the draft and hands it to the check."""
    where = as_(AUTHOR).post("/posts", data=a_sheet(do="submit")).headers["location"]
    with database.transaction(engine) as s:
        stored = s.scalars(select(Post)).one()
    assert (where, stored.status) == (f"/posts/{stored.id}", Status.SUBMITTED)


def test_a_category_that_one_may_not_write_is_not_offered(as_: SignIn) -> None:
    """The watch commander is offered only the kinds the rules let them write."""
    page = as_(COMMANDER).get("/posts/new").text
    assert 'value="road_closure"' in page and 'value="arrest"' not in page


def test_typed_markup_stays_text(as_: SignIn) -> None:
    """Nothing that somebody types becomes part of the page."""
    evil = '"><script>alert(1)</script>'
    for fields in ({"text": evil}, {"language": evil}, {"fact.source": evil}, {"variant.presumption": evil}):
        answer = as_(AUTHOR).post("/posts", data=a_sheet(do="check", **fields))
        assert "<script>alert" not in answer.text
