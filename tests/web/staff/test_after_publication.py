"""After publication in the pages: take it down, put it off, record a changed fact, finish what is owed, correct it."""

import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from countersign import database, delivery
from countersign.approvals import Proposal
from countersign.deliveries import Delivery, State
from countersign.posts import Post
from countersign.settings import Settings
from countersign.tasks import Task, TaskState
from tests import stories
from tests.database.test_afterwards import closed, searched
from tests.web.staff.conftest import SignIn, complaint, hidden, visible

LEGAL, CHIEF = "olivia.stern", stories.CHIEF


@pytest.fixture
def out(engine: Engine, told: Settings) -> uuid.UUID:
    """A notice that is out on the newsroom."""
    stories.enable(engine, "newsroom")
    post_id = stories.approved(engine)
    stories.published(told, post_id)
    return post_id


def the_delivery(engine: Engine, post_id: uuid.UUID) -> Delivery:
    """The one delivery of a post."""
    with database.transaction(engine) as s:
        return stories.deliveries_of(s, post_id)[0]


def test_a_post_is_taken_down_on_two_names(
    engine: Engine, as_: SignIn, with_password: Callable[[str], str], out: uuid.UUID
) -> None:
    """Asked for on the post's page with its authority, signed by legal and the chief, and the page shows both."""
    author, row = as_(stories.AUTHOR), the_delivery(engine, out)
    refused = author.post(f"/deliveries/{row.id}/remove", data={"reason": "Sealed."})
    assert complaint(refused.text, f"authority-remove-{row.id}")
    asked = author.post(
        f"/deliveries/{row.id}/remove", data={"authority": "Court order 26-CV-118", "reason": "Sealed."}
    )
    address = asked.headers["location"]
    assert address in as_(LEGAL).get("/").text and address not in as_(CHIEF).get("/").text
    for who in (LEGAL, CHIEF):
        password, browser = with_password(who), as_(who)
        page = browser.get(address).text
        assert "Court order 26-CV-118" in visible(page) and stories.TEXT in visible(page)
        digest = hidden(page, "digest")
        assert browser.post(f"{address}/sign", data={"digest": digest}).status_code >= 400
        assert browser.post(f"{address}/sign", data={"digest": digest, "password": password}).status_code == 303
    delivery.remove_due()
    assert "taken down" in visible(author.get(f"/posts/{out}").text)
    assert "It was taken down" in visible(author.get(address).text)
    assert the_delivery(engine, out).removed


def test_returned_it_stays_up(engine: Engine, as_: SignIn, with_password: Callable[[str], str], out: uuid.UUID) -> None:
    """Legal returns it with a reason: nothing is taken down, and it can be asked for anew."""
    author, row = as_(stories.AUTHOR), the_delivery(engine, out)
    told = {"authority": "The chief", "reason": "A mistake."}
    address = author.post(f"/deliveries/{row.id}/remove", data=told).headers["location"]
    password, legal = with_password(LEGAL), as_(LEGAL)
    digest = hidden(legal.get(address).text, "digest")
    back = {"digest": digest, "reason": "Correct it instead.", "password": password}
    refused = legal.post(f"{address}/return", data=back | {"reason": ""}).text
    assert complaint(refused, "reason-return") and f'action="{address}/return"' in refused
    assert legal.post(f"{address}/return", data=back).status_code == 303
    delivery.remove_due()
    assert "Correct it instead." in visible(author.get(address).text)
    assert the_delivery(engine, out).removed is None
    assert author.post(f"/deliveries/{row.id}/remove", data=told).status_code == 303


def test_a_changed_fact_is_recorded_on_the_page(engine: Engine, as_: SignIn, told: Settings) -> None:
    """“No longer missing”: with a reason, the search is held, and the page says so to everybody."""
    post_id = searched(engine)
    watch = as_(stories.COMMANDER)
    told_nothing = watch.post(f"/posts/{post_id}/facts", data={"fact": "still_missing=no"})
    assert complaint(told_nothing.text, "reason-facts")
    done = watch.post(f"/posts/{post_id}/facts", data={"fact": "still_missing=no", "reason": "She came home."})
    assert done.status_code == 303
    page = visible(as_(stories.AUTHOR).get(f"/posts/{post_id}").text)
    assert "Still missing: no" in page and "She came home." in page
    assert the_delivery(engine, post_id).state is State.HELD


def test_what_is_due_from_me_is_on_my_first_page(engine: Engine, as_: SignIn, told: Settings) -> None:
    """A closure's all-clear is due from the PIO, who finishes it with the post that settles it or with a reason."""
    stories.enable(engine, "newsroom")
    closed(engine, told)
    pio = as_("lena.fischer")
    home = pio.get("/").text
    addresses = list(dict.fromkeys(re.findall(r'href="(/posts/[^"]+/tasks/[^"]+)"', home)))
    assert "Due from you (2)" in visible(home) and len(addresses) == 2, visible(home)
    assert "Due from you" not in visible(as_("marcus.webb").get("/").text)
    page = pio.post(f"{addresses[0]}/done", data={"follow_up": "many", "reason": ""}).text
    assert complaint(page, "follow_up-done")
    assert as_("marcus.webb").post(f"{addresses[0]}/done", data={"reason": "x"}).status_code in {403, 404, 409}
    assert pio.post(f"{addresses[0]}/done", data={"reason": "Open again since noon."}).status_code == 303
    assert "Due from you (1)" in visible(pio.get("/").text)
    with database.transaction(engine) as s:
        assert len(s.scalars(select(Task).where(Task.state == TaskState.DONE)).all()) == 1


def test_a_correction_is_written_from_the_published_post(engine: Engine, as_: SignIn, out: uuid.UUID) -> None:
    """The sheet begins in the original's category and pages, keeps the link, and both pages name each other."""
    author = as_(stories.AUTHOR)
    assert f"/posts/{out}/correct" in author.get(f"/posts/{out}").text
    page = author.get(f"/posts/{out}/correct").text
    number = hidden(page, "corrects")
    assert "CORRECTION" in page and f"Correction of post {number}" in visible(page)
    sheet = {
        "text": "CORRECTION: Ferry Street is closed until 2 p.m.",
        "category": "community_notice",
        "pages": ["newsroom"],
        "corrects": number,
        "longitude": "-121.56",
        "latitude": "36.9",
        "language": "en",
        "schedule": "asap",
    }
    wrong = author.post("/posts", data=sheet | {"category": "recognition", "do": "save"})
    assert complaint(wrong.text, "category") and hidden(wrong.text, "corrects") == number
    made = author.post("/posts", data=sheet | {"do": "submit"}).headers["location"]
    delivery.review()
    assert "Correction of" in visible(author.get(made).text)
    assert "Corrected by" in visible(author.get(f"/posts/{out}").text)
    with database.transaction(engine) as s:
        correction = s.scalars(select(Post).where(Post.corrects == out)).one()
        chain = s.scalars(select(Proposal).where(Proposal.subject == str(correction.id))).one()
        assert [stage.name for stage in chain.stages] == ["watch commander", "chief"]
