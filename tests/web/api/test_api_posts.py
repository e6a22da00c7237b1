"""A post through the API: drafted once, submitted, followed to its end."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from countersign import database, delivery
from countersign.delivery.duty import Duty
from countersign.posts import Post
from countersign.settings import Settings
from tests import stories
from tests.web.api.conftest import Headers, a_body, a_picture


def number_of_posts(engine: Engine) -> int:
    """How many posts there are."""
    with database.transaction(engine) as s:
        return s.scalar(select(func.count()).select_from(Post)) or 0


def test_a_draft_is_stored_as_its_person(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """A draft sent by a program belongs to the person whom its token acts as, and is nothing but a draft."""
    answer = client.post("/drafts", json=a_body(), headers=bearer("drafts:write"))

    assert answer.status_code == 201
    told = answer.json()
    assert told["status"] == "draft"
    assert answer.headers["Location"] == f"/api/v1/posts/{told['id']}"
    assert stories.post(engine, uuid.UUID(told["id"])).author == stories.AUTHOR


def test_a_post_is_followed_from_draft_to_published(
    client: TestClient, engine: Engine, told: Settings, bearer: Headers
) -> None:
    """One address shows findings, final texts with their digest, signatures, deliveries, attempts and the record."""
    stories.items_signed(engine)
    headers = bearer("drafts:write", "posts:read")
    post_id = client.post("/drafts", json=a_body(), headers=headers).json()["id"]
    submitted = client.post(f"/drafts/{post_id}/submit", headers=headers)
    assert (submitted.status_code, submitted.json()["status"], submitted.json()["version"]) == (200, "submitted", 1)

    delivery.review()
    waiting = client.get(f"/posts/{post_id}", headers=headers).json()
    assert waiting["status"] == "sign_off"
    [text] = waiting["final_texts"]
    assert (text["page"], stories.TEXT in text["text"], len(waiting["digest"])) == ("newsroom", True, 64)
    assert [stage["waits"] for stage in waiting["sign_off"]["stages"]] == [True, False]

    for who in (stories.COMMANDER, stories.CHIEF):
        stories.decide(engine, uuid.UUID(post_id), who)
    Duty(told, lane="routine", delay=0).serve(1.5)

    done = client.get(f"/posts/{post_id}", headers=headers).json()
    assert done["status"] == "published"
    [sent] = done["deliveries"]
    assert (sent["state"], sent["digest"], bool(sent["record"])) == ("sent", waiting["digest"], True)
    assert [attempt["number"] for attempt in sent["attempts"]] == [1]


def test_a_draft_that_goes_back_says_why(client: TestClient, bearer: Headers) -> None:
    """A program reads the findings that block its draft, with message and remedy."""
    headers = bearer()
    body = a_body(facts={"place": stories.NEIGHBOR})
    post_id = client.post("/drafts", json=body, headers=headers).json()["id"]
    client.post(f"/drafts/{post_id}/submit", headers=headers)
    delivery.review()

    told = client.get(f"/posts/{post_id}", headers=headers).json()
    assert told["status"] == "returned"
    assert any(f["severity"] == "block" and f["message"] and f["remedy"] for f in told["findings"])


def test_the_same_key_and_body_give_the_same_answer(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """A draft that is sent again because the answer was lost is stored once."""
    headers = bearer() | {"Idempotency-Key": "a-1"}
    first, again = (client.post("/drafts", json=a_body(), headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert (first.status_code, again.status_code) == (201, 201)
    assert number_of_posts(engine) == 1


def test_the_same_key_with_another_body_is_refused(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """A key that was used for other words is a 409 and stores nothing."""
    headers = bearer() | {"Idempotency-Key": "a-1"}
    client.post("/drafts", json=a_body(), headers=headers)
    other = client.post("/drafts", json=a_body(text="Other words."), headers=headers)
    assert (other.status_code, number_of_posts(engine)) == (409, 1)


def test_keys_of_two_programs_are_apart(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Two tokens may use the same key for different drafts."""
    for text in ("First words.", "Other words."):
        headers = bearer() | {"Idempotency-Key": "a-1"}
        assert client.post("/drafts", json=a_body(text=text), headers=headers).status_code == 201
    assert number_of_posts(engine) == 2


def test_a_refused_draft_leaves_its_key_free(client: TestClient, bearer: Headers) -> None:
    """After a refusal the same key takes the mended draft."""
    headers = bearer() | {"Idempotency-Key": "a-1"}
    assert client.post("/drafts", json=a_body(pages=[]), headers=headers).status_code == 422
    assert client.post("/drafts", json=a_body(), headers=headers).status_code == 201


def test_eight_calls_at_once_under_one_key_store_one_draft(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Calls that race under one key all get the answer of the one that was first."""
    headers = bearer() | {"Idempotency-Key": "race"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/drafts", json=a_body(), headers=headers), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert number_of_posts(engine) == 1


def test_a_picture_goes_out_as_it_was_stored(client: TestClient, bearer: Headers) -> None:
    """A picture sent as a body or as a form is stored once, and a draft names it by the SHA-256 of its bytes."""
    headers = bearer()
    body = client.post("/media", content=a_picture("JPEG"), headers=headers | {"Content-Type": "image/jpeg"})
    form = client.post("/media", files={"file": ("a.jpg", a_picture("JPEG"), "image/jpeg")}, headers=headers)
    assert (body.status_code, form.status_code, body.json()) == (201, 201, form.json())

    media = [{"sha256": body.json()["sha256"], "alt": "A map of the closed street"}]
    draft = client.post("/drafts", json=a_body(media=media), headers=headers)
    assert draft.status_code == 201


def test_a_draft_in_submission_is_not_submitted_twice(client: TestClient, bearer: Headers) -> None:
    """A second submission is a 409 in words."""
    headers = bearer()
    post_id = client.post("/drafts", json=a_body(), headers=headers).json()["id"]
    client.post(f"/drafts/{post_id}/submit", headers=headers)
    again = client.post(f"/drafts/{post_id}/submit", headers=headers)
    assert again.status_code == 409
    assert "being checked" in again.json()["detail"]


@pytest.mark.parametrize("address", ["/posts/{}", "/posts/12", "/posts/" + "0" * 32])
def test_a_post_that_is_not_ones_own_is_as_if_it_were_not_there(
    client: TestClient, engine: Engine, bearer: Headers, address: str
) -> None:
    """Somebody who may neither write nor sign a post gets the same answer as for one that does not exist."""
    post_id = stories.submitted(engine)
    answer = client.get(address.format(post_id), headers=bearer(person="alex.moreno"))
    assert (answer.status_code, answer.json()["title"]) == (404, "Nothing here")


def test_due_and_windows_are_kept(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Times with any offset are kept as instants."""
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    headers = bearer()
    answer = client.post("/drafts", json=a_body(due=due.isoformat()), headers=headers)
    shown = client.get(f"/posts/{answer.json()['id']}", headers=headers).json()
    assert datetime.fromisoformat(shown["due"]) == due


def test_a_program_answers_findings(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """A submission without a source names the sentence; with the answer it goes on, and the post shows both."""
    headers = bearer("drafts:write", "posts:read")
    body = a_body(text="He took the bus and left. He is in custody.")
    bare = client.post("/drafts", json=body, headers=headers).json()["id"]
    refused = client.post(f"/drafts/{bare}/submit", headers=headers)
    assert refused.status_code == 422 and "He took the bus and left." in refused.text
    answer = {"rule": "guilt-statement", "sentence": "He took the bus and left.", "kind": "source", "text": "The court"}
    told = client.post("/drafts", json=body | {"answers": [answer]}, headers=headers).json()["id"]
    assert client.post(f"/drafts/{told}/submit", headers=headers).status_code == 200
    delivery.review()
    [found] = [f for f in client.get(f"/posts/{told}", headers=headers).json()["findings"] if f["takes"]]
    assert (found["sentence"], found["takes"]) == (answer["sentence"], ["source"])
    assert found["answer"] == {"kind": "source", "text": "The court", "document": ""}
    wrong = client.post("/drafts", json=body | {"answers": [answer | {"kind": "because"}]}, headers=headers)
    assert wrong.status_code == 422
