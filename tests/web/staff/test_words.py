"""The screens speak the words of the people who use them."""

import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import Engine

from approval_ui.staff import timeline, wordings
from countersign import database
from countersign.deliveries import State
from countersign.log.record import Event
from countersign.posts import Status
from tests.stories import AUTHOR, CHIEF, COMMANDER, approved, deliveries_of, reviewed
from tests.web.staff.conftest import SignIn, visible

STAFF = Path(__file__).parents[3] / "approval_ui" / "staff"
#: Words of the program, or of another trade; a police officer at night should never meet one.
FOREIGN = (
    "proposal", "digest", "dispatcher", "shift", "checkpoint", "bag", "attest", "enum", "uuid", "json", "database",
    "delivery", "deliveries", "attempt", "exchange", "lane", "token", "sha-256", "hash", "http", "api", "null",
    "undefined", "idempotency", "reconcile", "payload", "scope", "sink", "unknown", "sign_off", "submit", "enabled",
    "timestamp", "utc", "boolean", "session", "verdict", "canonical", "ambiguous", "escalate",
)  # fmt: skip
NAMES = {
    *(value for value in (*Status, *State) if "_" in value), *(event.value for event in Event),
}  # fmt: skip


#: Pages without a post in their address.
PLAIN = (
    *("/", "/posts", "/posts/new", "/pauses", "/watch", "/delegations"),
    *("/notices", "/pages", "/pages/newsroom", "/agency"),
    *("/schedule", "/unconfirmed", "/waiting", "/import", "/signin-code"),
)


def foreign_in(words: str) -> list[str]:
    """The foreign words among some words."""
    lowered = words.lower()
    literals = [word for word in ("None", "True", "False") if re.search(rf"\b{word}\b", words)]
    return literals + [
        word for word in (*FOREIGN, *NAMES) if re.search(rf"(?<![\w/.-]){re.escape(word)}(?![\w-])", lowered)
    ]


def words_of(template: str) -> str:
    """What a template itself says: its text, its labels and the texts in its expressions, without its logic."""
    kept = re.sub(r"{%.*?%}|{#.*?#}", " ", template, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:label|title|placeholder|alt|aria-label)="([^"{}]*)"', kept))
    quoted = [text for block in re.findall(r"{{(.*?)}}", kept, re.DOTALL) for text in re.findall(r'"([^"]*)"', block)]
    arguments = " ".join(text for text in quoted if " " in text.strip())
    return visible(re.sub(r"{{.*?}}", " ", kept, flags=re.DOTALL)) + " " + spoken + " " + arguments


@pytest.mark.parametrize("template", sorted(p.name for p in (STAFF / "templates").glob("*.html")))
def test_no_template_says_what_users_would_not_know(template: str) -> None:
    """Every template keeps to plain words."""
    assert foreign_in(words_of((STAFF / "templates" / template).read_text(encoding="utf-8"))) == []


def test_every_state_has_plain_words() -> None:
    """Each state of a post and of a page's sending has words, and none is its name in the program."""
    for state in (*Status, *State):
        assert foreign_in(wordings.state(state)) == []


def test_everything_on_record_about_a_post_has_a_sentence() -> None:
    """An event of a post, a decision, a sending or a page never shows up without words."""
    kinds = ("post.", "decision.", "sign_off.", "attempt.", "delivery.", "page_items.", "page.")
    assert {event.value for event in Event if event.value.startswith(kinds)} - {
        str(e) for e in timeline.SENTENCES
    } == set()


def test_the_pages_of_a_post_under_way_speak_plainly(as_: SignIn, engine: Engine) -> None:
    """What people see while a post waits, and once it is approved, holds no word of the program."""
    waiting, done = reviewed(engine), approved(engine)
    seen = {}
    posts = (f"/posts/{waiting}", f"/posts/{done}", f"/posts/{waiting}/edit")
    for login in (AUTHOR, COMMANDER, CHIEF):
        for path in (*PLAIN, *posts):
            seen[path] = foreign_in(visible(as_(login).get(path).text))
    assert {path: words for path, words in seen.items() if words} == {}


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_a_sending_speaks_plainly(as_: SignIn, engine: Engine, state: State) -> None:
    """Whatever happened to a page of a post, its page says it in words for people."""
    post_id = approved(engine)
    with_state(engine, post_id, state)
    page = visible(as_(AUTHOR).get(f"/posts/{post_id}").text)
    assert wordings.state(state) in page
    assert foreign_in(page) == []


def with_state(engine: Engine, post_id: uuid.UUID, state: State) -> None:
    """Put the deliveries of a post into a state."""
    with database.transaction(engine) as s:
        for row in deliveries_of(s, post_id):
            row.state = state
            row.sent = database.clock(s) if state is State.SENT else None
