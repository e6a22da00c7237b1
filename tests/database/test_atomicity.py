"""Invariant 3: a change, its entry and its signal commit together or not at all, wherever it breaks off."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from countersign import database, delivery, desk
from countersign.approvals import Verdict
from countersign.database import DatabaseGone
from countersign.deliveries import Attempt, State
from countersign.delivery import claim, reconcile
from countersign.delivery.places import ANY
from countersign.embedded import Server
from countersign.log.tables import Entry
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories
from tests.database.witness import snapshot
from tests.installation import as_superuser, installation

Verb = Callable[[Session], Any]
LINK = "https://social.example.org/1"


class Broken(Exception):
    """What the test injects."""


@contextmanager
def breaking_at(engine: Engine, statement: int) -> Iterator[list[str]]:
    """Let the n-th statement of this thread fail before it reaches the database; gives the statements so far."""
    seen: list[str] = []
    mine = threading.get_ident()

    def before(connection: object, cursor: object, sql: str, *rest: object) -> None:
        if threading.get_ident() == mine:
            seen.append(sql)
            if len(seen) == statement:
                raise Broken

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", before)


class World:
    """One installation and what the verbs are tried on; a verb that breaks off leaves it as it was."""

    def __init__(self, told: Settings) -> None:
        self.told, self.engine = told, database.default_engine()
        stories.enable(self.engine, "newsroom")
        self.draft = self._drafted()
        self.submitted = stories.submitted(self.engine)
        self.open = stories.reviewed(self.engine)
        self.last = stories.reviewed(self.engine, stories.weather())
        self.late = stories.reviewed(self.engine)
        self.approved = stories.approved(self.engine)
        self.waiting = stories.approved(self.engine)
        self.unknown = stories.approved(self.engine)
        with database.transaction() as s:
            now = database.clock(s)
            self.pause = desk.pause(s, stories.AUTHOR, "page:nextdoor", reason="So.", now=now)[0].id
            stories.proposal_of(s, self.late).closes = now - timedelta(minutes=1)
            self._put(s, self.waiting, State.WAITING)
            self._put(s, self.unknown, State.UNKNOWN)

    def _drafted(self) -> uuid.UUID:
        with database.transaction() as s:
            return desk.draft(s, stories.AUTHOR, stories.a_draft(), now=database.clock(s)).id

    def _put(self, s: Session, post_id: uuid.UUID, state: State) -> None:
        [one] = stories.deliveries_of(s, post_id)
        one.state, one.attempts, one.look_at = state, 1, database.clock(s) + timedelta(hours=1)
        told = {"publisher": "p", "started": one.created, "plan": {}, "plan_hash": "", "outcome": "Ambiguous"}
        s.add(Attempt(delivery_id=one.id, number=1, **told))

    def revision(self, s: Session, post_id: uuid.UUID) -> int:
        """What somebody who looks at a post now would send back."""
        return stories.post_in(s, post_id).revision

    def one(self, s: Session, post_id: uuid.UUID) -> uuid.UUID:
        """The one delivery of a post."""
        return stories.deliveries_of(s, post_id)[0].id

    def signed(self, s: Session, post_id: uuid.UUID, who: str, verdict: Verdict = Verdict.SIGN) -> object:
        """A decision."""
        proposal, now = stories.proposal_of(s, post_id), database.clock(s)
        told: dict[str, Any] = {"digest": proposal.digest, "factor": "password at the click", "reason": "So."}
        return desk.decide(s, who, proposal.id, verdict=verdict, now=now, **told)


ME, WATCH = stories.AUTHOR, stories.COMMANDER
VERBS: dict[str, Callable[[World, Session], Any]] = {
    "draft": lambda w, s: desk.draft(s, ME, stories.a_draft(), now=database.clock(s)),
    "edit": lambda w, s: desk.edit(
        s, ME, w.approved, stories.a_draft("Other words."), revision=w.revision(s, w.approved), now=database.clock(s)
    ),
    "submit": lambda w, s: desk.submit(s, ME, w.draft, now=database.clock(s)),
    "sign": lambda w, s: w.signed(s, w.open, WATCH),
    "sign last": lambda w, s: w.signed(s, w.last, WATCH),
    "return": lambda w, s: w.signed(s, w.open, WATCH, Verdict.RETURN),
    "reject": lambda w, s: w.signed(s, w.open, WATCH, Verdict.REJECT),
    "withdraw": lambda w, s: desk.withdraw(s, ME, w.approved, reason="So.", now=database.clock(s)),
    "fact changed": lambda w, s: desk.fact_changed(
        s, ME, w.approved, fact="juvenile", value=True, reason="So.", now=database.clock(s)
    ),
    "withdraw page": lambda w, s: desk.withdraw_delivery(
        s, ME, w.one(s, w.approved), reason="So.", now=database.clock(s)
    ),
    "narrow": lambda w, s: desk.narrow(
        s,
        ME,
        w.one(s, w.approved),
        not_after=database.clock(s) + timedelta(minutes=5),
        reason="So.",
        now=database.clock(s),
    ),
    "pause": lambda w, s: desk.pause(s, ME, "agency", reason="So.", now=database.clock(s)),
    "resume": lambda w, s: desk.resume(s, ME, w.pause, reason="So.", now=database.clock(s)),
    "posted": lambda w, s: desk.mark_posted(s, ME, w.one(s, w.waiting), url=LINK, now=database.clock(s)),
    "found": lambda w, s: desk.settle_as_sent(
        s, ME, w.one(s, w.unknown), url=LINK, reason="There.", now=database.clock(s)
    ),
    "again": lambda w, s: desk.send_again(
        s, ME, w.one(s, w.unknown), reason="Not there.", factor="password at the click", now=database.clock(s)
    ),
    "leave": lambda w, s: desk.leave_unconfirmed(s, ME, w.one(s, w.unknown), reason="So.", now=database.clock(s)),
    "delegate": lambda w, s: desk.delegate(
        s,
        WATCH,
        to="victor.hale",
        starts=database.clock(s),
        ends=database.clock(s) + timedelta(days=1),
        reason="Leave.",
        now=database.clock(s),
    ),
    "take watch": lambda w, s: desk.take_watch(s, WATCH, now=database.clock(s)),
    "claim": lambda w, s: claim.claim(s, w.told, publisher="p", lane=ANY, delay=timedelta(0), room=1),
}
#: Verbs that open their transactions themselves, and the state in which they find and leave a post.
MACHINES: dict[str, tuple[Callable[[World], Any], Callable[[World], bool]]] = {
    "review": (lambda w: delivery.review(), lambda w: stories.post(w.engine, w.submitted).status is Status.SIGN_OFF),
    "expire": (
        lambda w: delivery.expire_unsigned(delivery.find_waiting().ids),
        lambda w: stories.post(w.engine, w.late).status is Status.EXPIRED,
    ),
    "ask": (lambda w: delivery.ask_approvers(delivery.find_waiting().ids), lambda w: _asked(w)),
}


def _asked(w: World) -> bool:
    with database.transaction() as s:
        return bool(s.scalar(select(func.count(Entry.id)).where(Entry.event == "sign_off.asked")))


@pytest.fixture(scope="module")
def world(server: Server, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One installation for all verbs: each is broken off or rolled back."""
    with installation(server, template_database, tmp_path_factory.mktemp("atomicity")) as told:
        yield World(told)


@pytest.fixture(scope="module")
def looking(world: World, server: Server) -> Iterator[psycopg.Connection]:
    """A look at the tables from outside, and an ear for signals."""
    with as_superuser(server, world.told) as connection:
        for channel in (database.SUBMITTED, database.SIGN_OFF, database.DUE, database.URGENT, database.ITEMS):
            connection.execute(f"listen {channel}")
        yield connection


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_breaks_off_changes_nothing(world: World, looking: psycopg.Connection, verb: str) -> None:
    """With a failure at each of its statements in turn, a verb leaves every table as it was, and wakes nobody."""
    before, statement = snapshot(looking), 0
    while True:
        statement += 1
        with breaking_at(world.engine, statement) as seen:
            try:
                with database.transaction() as s:
                    VERBS[verb](world, s)
                    s.flush()
                    raise RolledBack
            except Broken:
                assert snapshot(looking) == before, f"statement {statement}: {seen[-1]}"
            except RolledBack:
                break
    assert statement > 3, "the verb did something"
    assert snapshot(looking) == before
    assert list(looking.notifies(timeout=0)) == []


class RolledBack(Exception):
    """The verb came to its end; its transaction is not wanted."""


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_a_machines_verb_that_breaks_off_is_done_again(
    server: Server, template_database: str, machine: str, tmp_path: Any
) -> None:
    """Broken off at any statement, what a machine does is whole or not done, and the next run ends it."""
    act, is_done = MACHINES[machine]
    with installation(server, template_database, tmp_path) as told, as_superuser(server, told) as connection:
        w = World(told)
        for statement in range(1, 400, 4):
            with breaking_at(w.engine, statement):
                try:
                    act(w)
                except Broken:
                    assert connection.execute(HALF_DONE).fetchall() == []
                    continue
                break
        act(w)
        assert is_done(w) and connection.execute(HALF_DONE).fetchall() == []


#: Sign-offs that do not agree with their posts, or entries without values.
HALF_DONE = """
select post.number from post left join proposal on subject = post.id::text and state = 'open'
 where (status = 'sign_off') <> (proposal.id is not null)
union all select 0 from entry where not exists (select 1 from entry_value where entry_id = entry.id)
union all select 0 from entry where not exists (select 1 from pending where entry_id = entry.id)
"""


def test_a_verb_that_is_committed_wakes_who_waits(world: World, looking: psycopg.Connection) -> None:
    """The signal of a submitted post arrives with its commit, and only then."""
    with database.transaction() as s:
        post = desk.draft(s, ME, stories.a_draft(), now=database.clock(s))
        desk.submit(s, ME, post.id, now=database.clock(s))
        s.flush()
        assert list(looking.notifies(timeout=0.2)) == []
    assert [told.channel for told in looking.notifies(timeout=30, stop_after=1)] == [database.SUBMITTED]


@pytest.mark.parametrize("verb", ["sign last", "withdraw", "claim", "found"])
def test_the_database_goes_in_the_middle(world: World, looking: psycopg.Connection, verb: str) -> None:
    """A connection that is cut off inside a verb is DatabaseGone, a sentence, and nothing of the verb is there."""
    before = snapshot(looking)
    with pytest.raises(DatabaseGone, match="nothing is lost"), database.transaction() as s:
        VERBS[verb](world, s)
        s.flush()
        pid = s.scalar(text("select pg_backend_pid()"))
        looking.execute("select pg_terminate_backend(%s, 5000)", [pid])
        database.clock(s)
    assert snapshot(looking) == before


def test_the_database_goes_at_the_commit(world: World, looking: psycopg.Connection) -> None:
    """A connection that is cut off before the commit is DatabaseGone too, not a success."""
    before = snapshot(looking)
    with pytest.raises(DatabaseGone), database.transaction() as s:
        desk.draft(s, ME, stories.a_draft(), now=database.clock(s))
        s.flush()
        looking.execute("select pg_terminate_backend(%s, 5000)", [s.scalar(text("select pg_backend_pid()"))])
    assert snapshot(looking) == before
    with database.transaction() as s:
        assert database.clock(s), "the next transaction gets a connection that lives"


def test_a_settlement_that_breaks_off_is_settled_later(told: Settings, engine: Engine) -> None:
    """With a failure at any statement of storing what came of a send, the next publisher ends it: it is out once."""
    stories.enable(engine, "newsroom")
    statement = -1
    while True:
        statement += 2
        post_id = stories.approved(engine)
        [job] = stories.claimed(told)
        with breaking_at(engine, statement):
            try:
                stories.send_job(job, told)
            except Broken:
                pass
            else:
                break
        with database.transaction() as s:
            [one] = stories.deliveries_of(s, post_id)
            assert one.state in {State.SENDING, State.UNKNOWN}
            one.lease_until = one.lease_until and database.clock(s) - timedelta(seconds=1)
        reconcile.settle_unknown(told)
        stories.published(told, post_id)
    assert statement > 5
