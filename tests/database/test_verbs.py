"""Every verb in every state: it has its documented effect, or it is refused and not one row is different."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from countersign import database, deliveries, delivery, desk, posts
from countersign.approvals import Verdict
from countersign.content import Draft
from countersign.deliveries import State
from countersign.embedded import Server
from countersign.errors import CountersignError, Invalid, NotAllowed, Refused
from countersign.posts import Post, Status
from countersign.settings import Settings
from tests import stories
from tests.database.witness import snapshot
from tests.installation import as_superuser, installation

LINK = "https://social.example.org/@harborglenpd/1"


@pytest.fixture(scope="module")
def world(server: Server, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One installation for all tests of this file; each of them rolls back what it did."""
    with installation(server, template_database, tmp_path_factory.mktemp("verbs")) as told:
        stories.enable(database.default_engine(), "newsroom")
        yield told


@pytest.fixture(scope="module")
def in_status(world: Settings) -> dict[Status, uuid.UUID]:
    """A post in each status, brought there on the road itself."""
    engine = database.default_engine()
    made = {
        Status.APPROVED: stories.approved(engine),
        Status.SIGN_OFF: stories.reviewed(engine),
        Status.RETURNED: stories.reviewed(engine, stories.a_draft(place=stories.NEIGHBOR)),
        Status.PUBLISHED: stories.approved(engine),
        Status.CLOSED: stories.approved(engine),
        Status.REJECTED: stories.reviewed(engine),
        Status.EXPIRED: stories.reviewed(engine),
        Status.WITHDRAWN: stories.submitted(engine),
        Status.SUBMITTED: stories.submitted(engine),
    }
    stories.decide(engine, made[Status.REJECTED], stories.COMMANDER, Verdict.REJECT, reason="No.")
    with database.transaction(engine) as s:
        now = database.clock(s)
        made[Status.DRAFT] = desk.draft(s, stories.AUTHOR, stories.a_draft(), now=now).id
        desk.withdraw(s, stories.AUTHOR, made[Status.WITHDRAWN], reason="So.", now=now)
        [closing] = stories.deliveries_of(s, made[Status.CLOSED])
        desk.withdraw_delivery(s, stories.AUTHOR, closing.id, reason="So.", now=now)
        stories.proposal_of(s, made[Status.EXPIRED]).closes = now - timedelta(minutes=1)
        [waiting] = stories.deliveries_of(s, made[Status.APPROVED])
        waiting.due = now + timedelta(hours=1)
    delivery.expire_unsigned([str(_proposal_id(made[Status.EXPIRED]))])
    stories.published(world, made[Status.PUBLISHED])
    for status, post_id in made.items():
        assert stories.post(engine, post_id).status is status
    return made


def _proposal_id(post_id: uuid.UUID) -> uuid.UUID:
    with database.transaction() as s:
        return stories.proposal_of(s, post_id).id


def _edit(s: Session, post: Post, now: datetime) -> None:
    content = replace(Draft.from_json(post.draft), text="Other words, and still a community notice.")
    desk.edit(s, stories.AUTHOR, post.id, content, revision=post.revision, now=now)


def _decide(verdict: Verdict) -> Callable[[Session, Post, datetime], None]:
    def verb(s: Session, post: Post, now: datetime) -> None:
        proposal = stories.proposal_of(s, post.id)
        told: dict[str, Any] = {"digest": proposal.digest, "factor": "password", "reason": "So."}
        desk.decide(s, stories.COMMANDER, proposal.id, verdict=verdict, now=now, **told)

    return verb


#: Verb -> from which status to which one it leads; in every other status it is refused.
EFFECTS: dict[str, tuple[Callable[[Session, Post, datetime], Any], dict[Status, Status]]] = {
    "edit": (_edit, dict.fromkeys(posts.EDITABLE, Status.DRAFT)),
    "submit": (
        lambda s, post, now: desk.submit(s, stories.AUTHOR, post.id, now=now),
        dict.fromkeys((Status.DRAFT, Status.RETURNED, Status.EXPIRED), Status.SUBMITTED),
    ),
    "sign": (_decide(Verdict.SIGN), {Status.SIGN_OFF: Status.SIGN_OFF}),
    "return": (_decide(Verdict.RETURN), {Status.SIGN_OFF: Status.RETURNED}),
    "reject": (_decide(Verdict.REJECT), {Status.SIGN_OFF: Status.REJECTED}),
    "withdraw": (
        lambda s, post, now: desk.withdraw(s, stories.AUTHOR, post.id, reason="So.", now=now),
        {status: Status.WITHDRAWN for status in Status if Status.WITHDRAWN in posts.TRANSITIONS[status]},
    ),
}
DECISIONS = {"sign", "return", "reject"}
#: Where none was ever opened, there is nothing to decide on.
NO_SIGN_OFF = {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.WITHDRAWN}


@pytest.mark.parametrize(
    ("verb", "status"),
    [(verb, status) for verb in EFFECTS for status in Status if verb not in DECISIONS or status not in NO_SIGN_OFF],
)
def test_every_verb_in_every_status(in_status: dict[Status, uuid.UUID], verb: str, status: Status) -> None:
    """A verb leads where it is documented to lead and writes an entry, or it is refused and changes nothing."""
    act, effects = EFFECTS[verb]
    with rolled_back() as (s, connection):
        post, before = s.get_one(Post, in_status[status]), snapshot(connection)
        if status in effects:
            act(s, post, database.clock(s))
            s.flush()
            assert post.status is effects[status]
            assert snapshot(connection)["entry"] != before["entry"]
        else:
            with pytest.raises(Refused, match=r"Nothing was changed|cannot be changed any more"):
                act(s, post, database.clock(s))
            s.flush()
            assert snapshot(connection) == before


#: Verb -> how it is called, and from which states to which one it leads.
BY_HAND: dict[str, tuple[Callable[[Session, uuid.UUID, datetime], Any], dict[State, State]]] = {
    "narrow": (
        lambda s, one, now: desk.narrow(
            s, stories.AUTHOR, one, not_after=now + timedelta(minutes=9), reason="So.", now=now
        ),
        {state: state for state in set(State) - deliveries.ENDED},
    ),
    "withdraw": (
        lambda s, one, now: desk.withdraw_delivery(s, stories.AUTHOR, one, reason="So.", now=now),
        {state: State.WITHDRAWN for state in State if State.WITHDRAWN in deliveries.TRANSITIONS[state]},
    ),
    "posted": (
        lambda s, one, now: desk.mark_posted(s, stories.AUTHOR, one, url=LINK, now=now),
        {State.WAITING: State.SENT},
    ),
    "found": (
        lambda s, one, now: desk.settle_as_sent(s, stories.AUTHOR, one, url=LINK, reason="There.", now=now),
        {State.UNKNOWN: State.SENT, State.LEFT: State.SENT},
    ),
    "again": (
        lambda s, one, now: desk.send_again(
            s, stories.AUTHOR, one, reason="Not there.", factor="password at the click", now=now
        ),
        {State.UNKNOWN: State.SCHEDULED, State.REFUSED: State.SCHEDULED},
    ),
    "leave": (
        lambda s, one, now: desk.leave_unconfirmed(s, stories.AUTHOR, one, reason="So be it.", now=now),
        {State.UNKNOWN: State.LEFT},
    ),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", BY_HAND)
def test_every_verb_on_a_delivery(in_status: dict[Status, uuid.UUID], verb: str, state: State) -> None:
    """What a person decides about a delivery fits its state, or is refused and changes nothing."""
    act, effects = BY_HAND[verb]
    with rolled_back() as (s, connection):
        one = _in_state(s, in_status[Status.APPROVED], state)
        before, now = snapshot(connection), database.clock(s)
        if state in effects:
            act(s, one, now)
            s.flush()
            assert deliveries.locked(s, one).state is effects[state]
            assert snapshot(connection)["entry"] != before["entry"]
        else:
            with pytest.raises((Refused, Invalid)):
                act(s, one, now)
            s.flush()
            assert snapshot(connection) == before


@pytest.mark.parametrize("state", [State.SCHEDULED, State.DEFERRED, State.HELD])
def test_what_may_be_out_already_is_not_taken_back(in_status: dict[Status, uuid.UUID], state: State) -> None:
    """Once a try was made, a page cannot be taken out nor the post changed: change is a correction."""
    with rolled_back() as (s, connection):
        one = _in_state(s, in_status[Status.APPROVED], state, attempts=1)
        post, before, now = s.get_one(Post, in_status[Status.APPROVED]), snapshot(connection), database.clock(s)
        verbs: list[Callable[[], object]] = [
            lambda: _edit(s, post, now),
            lambda: desk.withdraw(s, stories.AUTHOR, post.id, reason="So.", now=now),
        ]
        if state is not State.HELD:
            verbs.append(lambda: desk.withdraw_delivery(s, stories.AUTHOR, one, reason="So.", now=now))
        for verb in verbs:
            with pytest.raises(Refused):
                verb()
        s.flush()
        assert snapshot(connection) == before


SECRETS = {
    "edit": lambda s, who, post, now: desk.edit(s, who, post.id, stories.a_draft(), revision=post.revision, now=now),
    "submit": lambda s, who, post, now: desk.submit(s, who, post.id, now=now),
    "withdraw": lambda s, who, post, now: desk.withdraw(s, who, post.id, reason="So.", now=now),
}


@pytest.mark.parametrize("verb", SECRETS)
def test_who_may_not_see_a_post_learns_nothing(in_status: dict[Status, uuid.UUID], verb: str) -> None:
    """Somebody without rights on a post gets the answer that a post that does not exist gets."""
    with rolled_back() as (s, connection):
        post, before, now = s.get_one(Post, in_status[Status.DRAFT]), snapshot(connection), database.clock(s)
        with pytest.raises(CountersignError) as there:
            SECRETS[verb](s, "alex.moreno", post, now)
        missing = Post(id=uuid.uuid4(), revision=1)
        with pytest.raises(CountersignError) as not_there:
            SECRETS[verb](s, "alex.moreno", missing, now)
        assert type(there.value) is type(not_there.value)
        assert snapshot(connection) == before


def test_the_author_never_signs(in_status: dict[Status, uuid.UUID]) -> None:
    """The author is refused, and an editor too, before anything is written."""
    with rolled_back() as (s, connection):
        proposal, before = stories.proposal_of(s, in_status[Status.SIGN_OFF]), snapshot(connection)
        with pytest.raises(NotAllowed, match="somebody else has to sign"):
            desk.decide(
                s,
                stories.AUTHOR,
                proposal.id,
                verdict=Verdict.SIGN,
                digest=proposal.digest,
                factor="password",
                now=database.clock(s),
            )
        assert snapshot(connection) == before


class rolled_back:
    """A session whose transaction is rolled back, and a look into that same transaction."""

    def __enter__(self) -> tuple[Session, psycopg.Connection]:
        self.session = Session(database.default_engine(), expire_on_commit=False)
        driver = self.session.connection().connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return self.session, driver

    def __exit__(self, *error: object) -> None:
        self.session.rollback()
        self.session.close()


def _in_state(s: Session, post_id: uuid.UUID, state: State, *, attempts: int = 0) -> uuid.UUID:
    """Put the one delivery of an approved post into a state, as the tables would have it."""
    [one] = stories.deliveries_of(s, post_id)
    held = "'p', clock_timestamp()" if state is State.SENDING else "null, null"
    s.execute(
        text(f"update delivery set state = :state, attempts = :n, (publisher, lease_until) = ({held}) where id = :id"),
        {"state": state.value, "n": attempts, "id": one.id},
    )
    s.expire_all()
    return one.id


def test_the_look_sees_what_the_session_wrote(world: Settings, server: Server) -> None:
    """These tests can fail: a change inside the transaction shows in its snapshot, and nowhere else."""
    with rolled_back() as (s, connection), as_superuser(server, world) as elsewhere:
        before, outside = snapshot(connection), snapshot(elsewhere)
        desk.draft(s, stories.AUTHOR, stories.a_draft(), now=database.clock(s))
        assert snapshot(connection) != before
        assert snapshot(elsewhere) == outside
