"""Whatever cannot be taken is a problem in plain words at its field, and nothing of it is stored."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from approval_ui.api import api
from countersign.embedded import Server
from countersign.media import Media
from countersign.posts import Post
from countersign.settings import Settings
from tests.web.api.conftest import Headers, a_body, a_picture

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).isoformat()
FAR = (datetime.now(UTC) + timedelta(days=5000)).isoformat()
BAD_DRAFTS: list[tuple[str, dict[str, Any]]] = [
    ("pages", {"pages": []}),
    ("pages", {"pages": ["moon"]}),
    ("pages", {"pages": ["newsroom", "newsroom"]}),
    ("pages", {"pages": "newsroom"}),
    ("category", {"category": "gossip"}),
    ("category", {"category": None}),
    ("place", {"facts": {"place": [500.0, 36.9]}}),
    ("place", {"facts": {"place": "Ferry Street"}}),
    ("facts", {"facts": {"place": [-121.5, 36.9], "moon": 1}}),
    ("facts", {"facts": {"place": [1e308, -(2.0**60)]}}),
    ("facts", {"facts": {"case_number": "\x00"}}),
    ("facts", {"facts": {"case_number": "\ud800"}}),
    ("text", {"text": ""}),
    ("text", {"text": 12}),
    ("text", {"text": "bell \x07"}),
    ("text", {"text": "turn \u202e round"}),
    ("text", {"text": "half \ud83d"}),
    ("text", {"text": "long " * 40_000}),
    ("language", {"language": "klingon!"}),
    ("due", {"due": YESTERDAY}),
    ("due", {"due": FAR}),
    ("due", {"due": "tomorrow"}),
    ("due", {"due": "2027-01-01T10:00:00"}),
    ("due", {"due": 1_800_000_000}),
    ("not_after", {"not_after": YESTERDAY}),
    ("not_before", {"not_before": "0001-01-01T00:00:00+14:00"}),
    ("slot", {"slot": "morning"}),
    ("in_reply_to", {"in_reply_to": "12"}),
    ("in_reply_to", {"in_reply_to": "0" * 32}),
    ("media", {"media": [{"sha256": "ab" * 32, "alt": "x"}]}),
    ("media.0.sha256", {"media": [{"sha256": "../../etc/passwd", "alt": "x"}]}),
    ("media", {"media": [{"sha256": "ab" * 32}] * 50}),
    ("coordination.0.answer", {"coordination": [{"neighbor": "pmpd", "at": YESTERDAY}]}),
    ("publish_now", {"publish_now": True}),
]


def is_a_problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem in an answer, which must be a whole one in plain words."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told: dict[str, Any] = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "fields"}
    assert told["status"] == status
    assert told["detail"].endswith((".", "…"))
    words = json.dumps(told)
    assert not [word for word in ("Traceback", "psycopg", "pydantic", "sqlalchemy", "None") if word in words]
    return told


def nothing_is_stored(engine: Engine) -> bool:
    """Whether no post and no picture exists."""
    with engine.connect() as connection:
        return not any(connection.scalar(select(func.count()).select_from(kind)) for kind in (Post, Media))


def test_each_bad_field_is_named(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Each field that cannot be taken is named with a sentence, and nothing is stored."""
    headers = bearer() | {"Content-Type": "application/json", "Idempotency-Key": "k"}
    for field, change in BAD_DRAFTS:
        sent = json.dumps(a_body(**change)).encode()
        told = is_a_problem(client.post("/drafts", content=sent, headers=headers), 422)
        assert told["fields"].get(field, "").endswith((".", ")")), (field, change, told)
    assert nothing_is_stored(engine)


NO_DRAFTS = [
    (b"", 422),
    (b"{", 422),
    (b"[]", 422),
    (b'"words"', 422),
    (b"[" * 100_000, 400),
    (b'{"text": "\xff"}', 400),
    (b'{"text": ' + b"9" * 5000 + b"}", 400),
    (b'{"text": "x", "category": "community_notice", "pages": ["newsroom"], "facts": {"place": [NaN, 1]}}', 422),
]


def test_what_is_not_a_draft_at_all_is_refused(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Half JSON, no JSON, a list, a bottomless nest, broken UTF-8, monstrous numbers: a problem, never a 500."""
    headers = bearer() | {"Content-Type": "application/json"}
    for sent, status in NO_DRAFTS:
        is_a_problem(client.post("/drafts", content=sent, headers=headers), status)
    assert nothing_is_stored(engine)


def test_ten_megabytes_of_text_are_too_much(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """10 MB of text is refused by its announced length, at its field."""
    told = is_a_problem(client.post("/drafts", json=a_body(text="x" * 10_000_000), headers=bearer()), 413)
    assert "100,000 bytes" in told["fields"]["text"]
    assert nothing_is_stored(engine)


def test_a_length_that_is_not_announced_does_not_help(client: TestClient, bearer: Headers) -> None:
    """A body sent in pieces is counted while it arrives."""
    pieces = (b"x" * 100_000 for _ in range(300))
    is_a_problem(client.post("/media", content=pieces, headers=bearer()), 413)


def test_what_is_no_picture_is_refused(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Nothing, a PDF, a GIF and half a PNG are refused at the field `media`."""
    headers = bearer()
    for raw in (b"", b"%PDF-1.7", b"GIF89a" + b"\x00" * 40, a_picture()[:60]):
        assert is_a_problem(client.post("/media", content=raw, headers=headers), 422)["fields"]["media"]
    assert nothing_is_stored(engine)


def test_an_impossible_key_is_refused(client: TestClient, bearer: Headers) -> None:
    """An Idempotency-Key must be short and plain."""
    headers = bearer()
    for key in ("", "x" * 300, "a\tb"):
        answer = client.post("/drafts", json=a_body(), headers=headers | {"Idempotency-Key": key})
        assert "Idempotency-Key" in is_a_problem(answer, 422)["fields"]


def test_an_unknown_address_is_a_problem_too(client: TestClient) -> None:
    """What is not routed answers in the same form."""
    for path in ("/nowhere", "/alarms", "/drafts/"):
        is_a_problem(client.post(path), 404)
    is_a_problem(client.put("/drafts"), 405)


def test_the_database_gone_is_said_and_passes(
    told: Settings, server: Server, bearer: Headers, client: TestClient
) -> None:
    """While the database cannot be reached a call is a 503 with Retry-After; afterwards it goes on by itself."""
    headers = bearer()
    name = told.database_url.rpartition("/")[2]
    with psycopg.connect(server.superuser_dsn, autocommit=True) as admin:
        admin.execute(f'alter database "{name}" allow_connections false')
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        answer = client.post("/drafts", json=a_body(), headers=headers)
        is_a_problem(answer, 503)
        assert answer.headers["Retry-After"]
        ready = client.get("/health/ready")
        assert (ready.status_code, client.get("/health/live").status_code) == (503, 200)
        assert "cannot be reached" in ready.json()["reasons"][0]
        admin.execute(f'alter database "{name}" allow_connections true')
    assert client.post("/drafts", json=a_body(), headers=headers).status_code == 201


def test_a_surprise_never_shows_its_words(told: Settings) -> None:
    """An error that nobody foresaw is a 500 without a trace of what went wrong inside."""
    broken = api(told)

    @broken.get("/broken")
    def fail() -> None:
        raise RuntimeError("password=hunter2")

    answer = TestClient(broken, raise_server_exceptions=False).get("/broken")
    assert "hunter2" not in answer.text
    is_a_problem(answer, 500)
