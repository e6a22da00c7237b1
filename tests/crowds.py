"""Many signed posts at once: copies of one that people wrote and signed, each with words and a sign-off of its own."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select

from countersign import database
from countersign.approvals import Decision, Proposal
from countersign.deliveries import Delivery, State
from countersign.platforms.base import attempt_key, part_key
from countersign.posts import FinalTextRow, Post, Status, Version
from tests import stories

FAR = timedelta(days=1)


@dataclass(frozen=True)
class Copy:
    """One of the crowd: its delivery, its words, when it is due, and the key under which it is sent."""

    delivery: uuid.UUID
    text: str
    due: datetime
    key: str


def signed(engine: Engine, page: str) -> uuid.UUID:
    """A post for one page that has been written, reviewed and signed by people, due in an hour."""
    due = datetime.now(UTC) + timedelta(hours=1)
    return stories.approved(engine, stories.a_draft(pages=(page,), due=due, not_after=due + FAR))


def crowd(engine: Engine, post_id: uuid.UUID, dues: Sequence[datetime], *, named: str) -> list[Copy]:
    """As many signed posts as there are times; the words of each end with the name of the crowd and a number."""
    with database.transaction(engine) as s:
        first = _first(s, post_id)
        made = [_copied(first, due, f"{named} {number}") for number, due in enumerate(dues)]
        for kind in first:
            s.execute(insert(kind), [row for rows, _ in made for row in rows[kind]])
        database.signal(s, database.DUE)
    return [copy for _, copy in made]


Rows = dict[Any, list[dict[str, Any]]]


def _first(s: Any, post_id: uuid.UUID) -> Rows:
    proposal = stories.proposal_of(s, post_id)
    assert proposal.canonical, "it is loaded with the others"
    [delivery] = stories.deliveries_of(s, post_id)
    first: dict[Any, list[Any]] = {
        Post: [s.get_one(Post, post_id)],
        Version: [s.get_one(Version, delivery.version_id)],
        Proposal: [proposal],
        Decision: list(s.scalars(select(Decision).where(Decision.proposal_id == proposal.id))),
        FinalTextRow: [stories.frozen(s, delivery)],
        Delivery: [delivery],
    }
    return {kind: [_values(row) for row in rows] for kind, rows in first.items()}


def _copied(first: Rows, due: datetime, name: str) -> tuple[Rows, Copy]:
    """The rows of one copy: other ids, other words, and the digest of these words everywhere."""
    post, version, sign_off, delivery = (uuid.uuid4() for _ in range(4))
    [words], [signed_off] = first[FinalTextRow], first[Proposal]
    old, *more = words["body"]["parts"]
    text = f"{old['text']} {name}"
    canonical = signed_off["canonical"].replace(_in_json(old["text"]), _in_json(text))
    digest = hashlib.sha256(canonical).hexdigest()
    window = {
        "due": due,
        "turn": due,
        "not_before": due - FAR,
        "not_after": due + FAR,
        "state": State.SCHEDULED,
        "thread": None,
    }
    ours: dict[Any, dict[str, Any]] = {
        Post: {"id": post, "version_id": version, "status": Status.APPROVED},
        Version: {"id": version, "post_id": post},
        Proposal: {"id": sign_off, "subject": str(post), "canonical": canonical, "digest": digest},
        Decision: {"proposal_id": sign_off, "digest": digest},
        FinalTextRow: {"version_id": version, "body": words["body"] | {"parts": [old | {"text": text}, *more]}},
        Delivery: {"id": delivery, "post_id": post, "version_id": version, "proposal_id": sign_off, "digest": digest}
        | window,
    }
    rows = {kind: [row | ours[kind] | _own_id(kind) for row in first[kind]] for kind in first}
    key = part_key(attempt_key(delivery, first[Version][0]["number"]), 0)
    return rows, Copy(delivery, text, due, key)


def _own_id(kind: Any) -> dict[str, Any]:
    return {"id": uuid.uuid4()} if kind is Decision else {}


def _values(row: Any) -> dict[str, Any]:
    """The columns of a row, without the numbers that the database gives."""
    given = {"number"} if isinstance(row, Post | Proposal) else set()
    return {c.key: getattr(row, c.key) for c in row.__mapper__.column_attrs if c.key not in given}


def _in_json(words: str) -> bytes:
    return json.dumps(words, ensure_ascii=False)[1:-1].encode()
