"""Bad input: a clear message at the field that is wrong, and nothing is stored half."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from countersign import database, desk
from countersign.content import Coordination, MediaRef
from countersign.embedded import Server
from countersign.errors import Invalid, Stale
from countersign.settings import Settings
from tests import stories
from tests.database.witness import snapshot
from tests.installation import as_superuser, installation

NOW = datetime.now(UTC)
#: What is wrong -> the field that is named, and the fields of the draft that are different.
WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "no page": ("pages", {"pages": ()}),
    "a page that is not there": ("pages", {"pages": ("myspace",)}),
    "a page twice": ("pages", {"pages": ("newsroom", "newsroom")}),
    "a category that is not there": ("category", {"category": "gossip"}),
    "no text": ("text", {"text": "  \n "}),
    "ten megabytes": ("text", {"text": "a" * 10_000_000}),
    "a control character": ("text", {"text": "Ferry Street\x00 is closed."}),
    "an escape": ("text", {"text": "Ferry Street \x1b[31m is closed."}),
    "a bidirectional override": ("text", {"text": "Ferry Street \u202e is closed."}),
    "half a character": ("text", {"text": "Ferry Street \ud83d is closed."}),
    "outside Earth": ("place", {"facts": {"place": [-121.5, 96.9]}}),
    "latitude first": ("place", {"facts": {"place": [36.9, -121.5]}}),
    "no number": ("place", {"facts": {"place": [float("nan"), 36.9]}}),
    "a place of words": ("place", {"facts": {"place": "Ferry Street"}}),
    "a fact that is not there": ("facts", {"facts": {"place": stories.INSIDE, "moon": "full"}}),
    "due in the past": ("due", {"due": NOW - timedelta(hours=1)}),
    "due in three years": ("due", {"due": NOW + timedelta(days=1100)}),
    "due without a zone": ("due", {"due": datetime(2030, 1, 1, 12)}),
    "over before it begins": ("not_after", {"not_after": NOW - timedelta(hours=1)}),
    "due after its end": (
        "not_after",
        {"due": NOW + timedelta(hours=2), "not_after": NOW + timedelta(hours=1)},
    ),
    "a picture that is not stored": ("media", {"media": (MediaRef("ab" * 32, "image/png", "A plan"),)}),
    "an answer to nothing": ("in_reply_to", {"in_reply_to": str(uuid.uuid4())}),
    "an answer to words": ("in_reply_to", {"in_reply_to": "the last one"}),
    "a wording that is not there": ("variants", {"variants": {"not_monitored": "shouted"}}),
    "a language that is none": ("language", {"language": "police English"}),
    "coordination in the future": (
        "coordination",
        {"coordination": (Coordination("pmpd", "Sgt. Oak", (NOW + timedelta(days=2)).isoformat(), "yes", "we"),)},
    ),
}


@pytest.fixture(scope="module")
def world(server: Server, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One installation for all of it: nothing here changes it."""
    with installation(server, template_database, tmp_path_factory.mktemp("input")) as told:
        yield told


@pytest.fixture(scope="module")
def looking(world: Settings, server: Server) -> Iterator[psycopg.Connection]:
    """A look at the tables from outside."""
    with as_superuser(server, world) as connection:
        yield connection


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_field_is_named_and_nothing_is_stored(looking: psycopg.Connection, wrong: str) -> None:
    """A draft that cannot be taken names its field with a sentence, short enough to read, and stores nothing."""
    field, other = WRONG[wrong]
    before = snapshot(looking)
    with pytest.raises(Invalid) as refused, database.transaction() as s:
        desk.draft(s, stories.AUTHOR, replace(stories.a_draft(), **other), now=database.clock(s))
    assert field in refused.value.fields
    said = refused.value.fields[field]
    assert said.endswith((".", "?", ")")) and 10 < len(said) < 400
    assert snapshot(looking) == before


def test_every_wrong_field_is_named_at_once(looking: psycopg.Connection) -> None:
    """Three wrong fields get three sentences in one answer."""
    wrong = replace(stories.a_draft(), text=" ", category="gossip", pages=())
    with pytest.raises(Invalid) as refused, database.transaction() as s:
        desk.draft(s, stories.AUTHOR, wrong, now=database.clock(s))
    assert {"text", "category", "pages"} <= set(refused.value.fields)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_edit_leaves_the_post_as_it_was(world: Settings, looking: psycopg.Connection, wrong: str) -> None:
    """What cannot be drafted cannot be edited in either, and a sign-off under way stays open."""
    post_id = _open()
    before = snapshot(looking)
    with pytest.raises(Invalid), database.transaction() as s:
        post = stories.post_in(s, post_id)
        content = replace(stories.a_draft(), **WRONG[wrong][1])
        desk.edit(s, stories.AUTHOR, post_id, content, revision=post.revision, now=database.clock(s))
    assert snapshot(looking) == before


def test_an_edit_of_old_words_is_stale(looking: psycopg.Connection) -> None:
    """Who edits what somebody else changed meanwhile is told, and nothing of the other's is lost."""
    post_id = _open()
    with pytest.raises(Stale), database.transaction() as s:
        desk.edit(s, stories.AUTHOR, post_id, stories.a_draft("Older."), revision=0, now=database.clock(s))


def test_an_edit_changes_what_is_answered(world: Settings) -> None:
    """A post that answers another one after an edit says so in every place, and not any more after the next."""
    engine = database.default_engine()
    post_id, original = stories.submitted(engine), stories.submitted(engine)
    for answers in (str(original), None):
        with database.transaction(engine) as s:
            post = stories.post_in(s, post_id)
            content = replace(stories.a_draft(), in_reply_to=answers)
            desk.edit(s, stories.AUTHOR, post_id, content, revision=post.revision, now=database.clock(s))
        kept = stories.post(engine, post_id)
        assert (kept.draft["in_reply_to"], kept.in_reply_to and str(kept.in_reply_to)) == (answers, answers)


OPEN: list[uuid.UUID] = []


def _open() -> uuid.UUID:
    """The one post in sign-off that all of these try to spoil."""
    if not OPEN:
        OPEN.append(stories.reviewed(database.default_engine()))
    return OPEN[0]
